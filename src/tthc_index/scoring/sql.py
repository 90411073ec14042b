# SPDX-License-Identifier: MIT
"""Points as expressions over the columns of any data frame: what a rule set becomes for narwhals.

Why binary floating point is exact here
---------------------------------------
As in `_engine`, let u = 2**-53 and q = gain*n / (loss*d), the exact units. Here points are scaled up
to be rounded; and an engine may divide by multiplying with a reciprocal, or read 0.1 as a decimal.
With `factor` at 1 + 12u times the exact one and ten roundings on the way, what is rounded lies within
q*(1 + u) < x < q*(1 + 23u); x = 0 if n = 0.

- Where q is a tie, x lies above it.
- Elsewhere q is at least 1/(2*loss*d) away from every tie: 26u*gain/loss or more for d up to
  limit = 2**53 // (52*gain). So x crosses none; and 3u*gain/loss are left, more than x + 1/2 can
  gain when it is rounded in turn, since gain/loss is 1 unit at least.

Hence floor(x + 1/2) = half_up(q). A row beyond the limit is refused. A percentage of up to 6
decimals is a rate with d = 10**8; any other one is refused if a hair less earned fewer points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property, reduce
from operator import add, and_, or_
from typing import Any, NamedTuple, TypeAlias

import attrs
import narwhals as nw

from tthc_index.errors import (
    AboveDenominatorError,
    ConflictError,
    CountValueError,
    MissingCountsError,
    PercentageError,
    TthcIndexError,
    UnknownLevelError,
)
from tthc_index.rules.objects import Group, Indicator, Level, NotApplicable, RuleSet

from .arithmetic import Conversion, Plan, Units, plan


#: An expression of narwhals; or one of polars, which is made in the same way.
Expr: TypeAlias = Any

#: Up to here a double holds every whole number; and what no count of anything is.
EXACT, BEYOND = 2**53, 1e300

#: Decimals of a percentage that are taken as written: it is then a whole number of parts of 1.
PERCENT_DECIMALS, PERCENT_PARTS = 6, 10**8

#: A little more than 1, so that rounding is half up; and more than all roundings move a rate.
ABOVE, HAIR = 1 + Fraction(12, 2**53), 2.0**-47


class _Slot:
    """Stands in an error for a value, whose place in the message an expression takes."""

    MARK = "\0"

    def __repr__(self) -> str:
        return self.MARK


_SLOT: Any = _Slot()


class Problem(NamedTuple):
    """What can be the matter with a row: whether it is, and the error with values for its slots."""

    found: Expr
    error: TthcIndexError
    values: tuple[Expr, ...] = ()


@attrs.frozen(eq=False)
class Query:
    """How the rows of a frame are scored, in steps: what one adds, the next ones read.

    Attributes:
        rules: The rules to score by.
        dtypes: The types of the frame's columns, by name.
        percentages: Which columns hold percentages, by the code of the indicator.
        level: The level of all rows, unless a column says it.
        level_column: The column that does.
        complete: Whether a row with missing counts is refused.
        indicators: Those whose points are kept.
        groups: Those whose points are kept.
        polars: Whether it is a frame of polars.
    """

    rules: RuleSet
    dtypes: Mapping[str, Any]
    percentages: Mapping[str, str]
    level: Level | None
    level_column: str | None
    complete: bool
    indicators: tuple[str, ...]
    groups: tuple[str, ...]
    polars: bool

    def run(self, frame: Any) -> Any:
        """The frame with its points."""
        if not self.polars:
            return self._run(nw.from_native(frame)).to_native()
        scored = self._run(frame.lazy())
        return scored if hasattr(frame, "collect") else scored.collect()

    def _run(self, table: Any) -> Any:
        own: list[str] = []
        for step in filter(None, (self._reads(), self._scores(), self._checks(), self._sums())):
            table, own = table.with_columns(**step), [*own, *step]
        table = table.with_columns(**self._results())
        return self._with_reasons(table, own).drop(own)

    @property
    def _api(self) -> Any:
        """What makes expressions. Those of narwhals would be translated to polars one by one."""
        if not self.polars:
            return nw
        import polars as pl

        return pl

    @cached_property
    def _prefix(self) -> str:
        """What none of the frame's columns begins with."""
        names = [str(name) for name in self.dtypes]
        return "_" * max(1 + len(name) - len(name.lstrip("_")) for name in names)

    def _name(self, kind: str, key: str = "") -> str:
        """The name of a column of its own. A dot would mean a field of a structure to Spark."""
        return f"{self._prefix}{kind}/{key.replace('.', '/')}"

    def _own(self, kind: str, key: str = "") -> Expr:
        return self._api.col(self._name(kind, key))

    def _lit(self, value: object) -> Expr:
        return self._api.lit(value, dtype=self._api.Float64 if value is None else None)

    # What is read.

    def _reads(self) -> dict[str, Expr]:
        """Counts and percentages as doubles, null where they are not known; levels as text."""
        needed = dict.fromkeys((*self.rules.count_names, *self._counts))
        columns = {self._name("count", name): name for name in needed}
        columns |= {self._name("percentage", code): c for code, c in self.percentages.items()}
        read = {own: self._double(column) for own, column in columns.items()}
        if self.level_column is not None:
            read[self._name("level")] = self._api.col(self.level_column).cast(self._api.String)
        return read

    @property
    def _counts(self) -> tuple[str, ...]:
        """The counts that the frame has."""
        return tuple(name for name in self.rules.whole if name in self.dtypes)

    def _double(self, column: str) -> Expr:
        if column not in self.dtypes:
            return self._lit(None)
        given, dtype = self._api.col(column), self.dtypes[column]
        if dtype.is_integer() and not self.polars:
            return given / 1  # pyarrow casts no integer that a double does not hold exactly
        double = given.cast(self._api.Float64)
        return double.fill_nan(None) if dtype.is_float() else double

    # Points of indicators.

    def _scores(self) -> dict[str, Expr]:
        scored = self.rules.scored
        points = {self._name("points", rule.code): self._points(rule) for rule in scored}
        return points | {self._name("known", rule.code): self._known(rule) for rule in scored}

    @cached_property
    def _plan(self) -> Plan:
        return plan(self.rules, None)

    def _points(self, rule: Indicator) -> Expr:
        """The points of an indicator; null where there are none, or where its counts can't be."""
        conversion, rate, when = self._plan.scored[rule.code], self._rate(rule.code), self._api.when
        n, d = self._fraction(conversion)
        # Some engines round to integers, and fail where there are none: beyond 0 to 1 and at NaN.
        plain = self.polars and rule.code not in self.percentages
        points = when((d > 0) if plain else rate.is_between(0, 1))
        points = points.then(self._converted(conversion, rate))
        if conversion.empty is not None:
            empty = when((d == 0) & ~n.is_null()).then(self._in_points(conversion.empty))
            points = points.otherwise(empty)
        return self._at_level(rule, points, self._in_points(self._granted(rule)))

    def _known(self, rule: Indicator) -> Expr:
        """Whether it is known what an indicator earns, be it nothing."""
        n, d = self._fraction(self._plan.scored[rule.code])
        known = ~(n.is_null() | d.is_null())
        if rule.code in self.percentages:
            known |= self._given(rule.code)
        return self._at_level(rule, known, self._lit(self._granted(rule) is not None))

    def _given(self, code: str) -> Expr:
        """Whether there is a percentage."""
        return ~self._own("percentage", code).is_null()

    def _granted(self, rule: Indicator) -> Units | None:
        """What an indicator earns where it does not apply, in units."""
        full = rule.when_not_applicable == NotApplicable.FULL
        return self._plan.scored[rule.code].cap if full else None

    def _at_level(self, rule: Indicator, here: Expr, elsewhere: Expr) -> Expr:
        """One where the indicator applies, the other where it does not."""
        if self.level_column is None or len(rule.levels) == len(Level):
            return here if rule.applies_to(self.level) else elsewhere
        applies = self._own("level").is_in([*map(str, rule.levels)])
        return self._api.when(applies).then(here).otherwise(elsewhere)

    def _fraction(self, conversion: Conversion) -> tuple[Expr, Expr]:
        parts = [self._own("count", name) for name in conversion.numerator]
        return reduce(add, parts), self._own("count", conversion.denominator)

    def _rate(self, code: str) -> Expr:
        """What is converted; NaN for 0/0, anything where the row is refused."""
        n, d = self._fraction(self._plan.scored[code])
        if code not in self.percentages:
            return n / d
        rate = self._own("percentage", code) / 100.0
        return self._api.when(self._given(code)).then(rate).otherwise(n / d)

    def _converted(self, conversion: Conversion, rate: Expr) -> Expr:
        """The points that a rate from 0 to 1 earns."""
        slope, scale = Fraction(conversion.gain, conversion.loss), conversion.percent_scale
        if scale is not None:
            rate = (rate * float(scale * ABOVE) + 0.5).floor() / float(scale)
        factor = slope * (ABOVE if conversion.rounded else 1) / self._plan.scale
        points = self._nearest(rate * float(factor))
        if slope <= conversion.cap:
            return points
        # clip() takes polars twice as long.
        cap = self._in_points(conversion.cap)
        return self._api.when(points > cap).then(cap).otherwise(points)

    def _in_points(self, units: Units | None) -> Expr:
        if units is None:
            return self._lit(None)
        scale = self._plan.scale
        if self.polars:
            return self._lit(float(Fraction(units) / scale))
        # DuckDB reads 0.82 as a decimal, and makes another double of it than 82/100.
        return self._lit(float(units)) / float(scale)

    def _nearest(self, points: Expr) -> Expr:
        """Rounded as the rules say."""
        rounding = self.rules.rounding
        return self._rounded(points, rounding.decimals) if rounding else points

    def _rounded(self, value: Expr, decimals: int) -> Expr:
        """The double nearest to the rounded value."""
        if self.polars:  # it divides by a number by multiplying, but for the division in round()
            return value.round(decimals)
        return (value * 10.0**decimals + 0.5).floor() / 10.0**decimals

    # Groups, the total, and the result.

    def _sums(self) -> dict[str, Expr]:
        groups = {self._name("group", group.code): self._group(group) for group in self.rules}
        others = (*self._level_problems(), *self._percentage_problems())
        found = [*map(self._api.col, self._checks()), *(problem.found for problem in others)]
        lacks = self._lacks().values() if self.complete else ()
        return {self._name("refused"): _any([*found, *lacks])} | groups

    def _group(self, group: Group) -> Expr:
        codes = [rule.code for rule in group if not rule.monitored]
        known = [self._own("known", code) for code in codes]
        return self._sum([self._own("points", code) for code in codes], known)

    def _sum(self, parts: list[Expr], known: list[Expr]) -> Expr:
        """The sum of what is known; null where nothing is."""
        if not parts:
            return self._lit(None)
        return self._api.when(_any(known)).then(self._nearest(self._api.sum_horizontal(*parts)))

    def _results(self) -> dict[str, Expr]:
        """The points that are kept; none in a refused row."""
        columns = {code: self._own("points", code) for code in self.indicators}
        columns |= {code: self._own("group", code) for code in self.groups}
        groups = [self._own("group", group.code) for group in self.rules]
        columns["total"] = self._sum(groups, [~group.is_null() for group in groups])
        sound = ~self._own("refused")
        return {code: self._api.when(sound).then(points) for code, points in columns.items()}

    def _with_reasons(self, table: Any, own: Iterable[str]) -> Any:
        """The frame with a column that says why rows were refused."""
        if hasattr(table, "get_column"):
            return table.with_columns(invalid=self._reasons(table))
        if not self.polars:
            text = self._reason(self._problems)
        else:
            # Once a row is refused, a plan would make the text for all rows.
            given = dict.fromkeys((*self._counts, *self.percentages.values()))
            used = (name for name in own if not name.startswith(self._name("points")))
            text = self._api.struct(*given, *used).map_batches(
                lambda rows: self._reasons(rows.struct.unnest()),
                return_dtype=self._api.String,
                is_elementwise=True,
            )
        return table.with_columns(invalid=self._api.when(self._own("refused")).then(text))

    def _reasons(self, table: Any) -> Any:
        """Why rows of an eager frame were refused; null for all others, which cost nothing."""
        table = table.with_columns(invalid=self._api.lit(None, dtype=self._api.String))
        refused, invalid = (table.get_column(n) for n in (self._name("refused"), "invalid"))
        if not refused.any():
            return invalid
        table = table.filter(refused)
        found = table.select(**{str(i): p.found for i, p in enumerate(self._problems)})
        problems = [p for i, p in enumerate(self._problems) if found.get_column(str(i)).any()]
        said = table.select(invalid=self._reason(problems)).get_column("invalid")
        return invalid.scatter(refused.arg_true(), said)

    # What can be the matter.

    @cached_property
    def _shares(self) -> tuple[Conversion, ...]:
        """Those with a denominator in the frame, and some of the numerator."""
        every = (*self._plan.scored.values(), *self._plan.watched)
        there = {*self._counts}
        return tuple(c for c in every if c.denominator in there and there & {*c.numerator})

    def _checks(self) -> dict[str, Expr]:
        """Whether anything is the matter with counts, in as few passes over them as will do.

        Not all that `_problems` tells apart is looked for: a denominator below 0 is below its
        numerator, and a numerator that is no number of anything is above its denominator.
        """
        over = {c.denominator for c in self._shares}
        under = {name for c in self._shares for name in c.numerator}
        left = {
            name: self._unsound(name, low=name not in over - under, high=name not in under - over)
            for name in self._counts
        }
        checks = {}
        for c in self._shares:
            n, d = self._known_fraction(c)
            own = [left.pop(name) for name in (*c.numerator, c.denominator) if name in left]
            checks[c.code] = reduce(or_, own, n > d.fill_null(BEYOND))
        return {self._name("found", key): found for key, found in (checks | left).items()}

    def _known_fraction(self, conversion: Conversion) -> tuple[Expr, Expr]:
        """What is known of a numerator, and the denominator."""
        parts = [
            self._own("count", name).fill_null(0.0)
            for name in conversion.numerator
            if name in self.dtypes
        ]
        return reduce(add, parts), self._own("count", conversion.denominator)

    def _unsound(self, name: str, *, low: bool = True, high: bool = True) -> Expr:
        """Whether a count is below 0, too large for doubles, or not whole."""
        count, wrong = self._own("count", name), []
        if low:
            wrong.append(count < 0)
        if high:
            wrong.append(count > self._limit(name))
        if self.rules.whole[name] and not self.dtypes[name].is_integer():
            # A decimal may have more places than a double; and some engines floor to integers.
            value = self._api.col(name) if self.dtypes[name].is_decimal() else count
            inside = (
                value if self.polars else self._api.when(count.is_between(0, EXACT)).then(value)
            )
            wrong.append(value > inside.floor())
        return reduce(or_, wrong)

    def _limit(self, name: str) -> int:
        """The largest count of that name for which doubles are proven exact."""
        used = [_limit(c) for c in self._plan.scored.values() if c.denominator == name]
        return min([EXACT, *used])

    @cached_property
    def _problems(self) -> tuple[Problem, ...]:
        """All that can be the matter with a row, in the order in which `score` says it."""
        return (
            *self._level_problems(),
            *map(self._value_problem, self._counts),
            *self._percentage_problems(),
            *map(self._above, self._shares),
            *self._missing(),
        )

    def _reason(self, problems: Iterable[Problem]) -> Expr:
        """All of these that are the matter with a row, in words."""
        said = [self._api.when(p.found).then(self._said(p.error, *p.values)) for p in problems]
        return self._api.concat_str(said, separator="; ", ignore_nulls=True)

    def _level_problems(self) -> Iterator[Problem]:
        if self.level_column is not None:
            level, known = self._own("level"), tuple(Level)
            unknown = ~level.fill_null(str(known[0])).is_in([*map(str, known)])
            yield Problem(unknown, UnknownLevelError(_SLOT, known), (level,))
            if self.rules.levels:
                yield Problem(level.is_null(), UnknownLevelError(None, known))

    def _value_problem(self, name: str) -> Problem:
        large = "too large for a data frame (not for score_many)"
        why = self._why(self._own("count", name), self._limit(name), large, "fractional")
        error = CountValueError(name, _SLOT, _SLOT)
        return Problem(self._unsound(name), error, (self._api.col(name), why))

    def _above(self, c: Conversion) -> Problem:
        """A numerator, or what is known of it, above its denominator."""
        n, d = self._known_fraction(c)
        # What is no count is said to be none, and no more.
        names = [name for name in (*c.numerator, c.denominator) if name in self.dtypes]
        above = ~_any(map(self._unsound, names)) & (n > d)
        values = (
            self._api.when(above).then(x).otherwise(0.0).cast(self._api.Int64) for x in (n, d)
        )
        error = AboveDenominatorError(c.code, " + ".join(c.numerator), _SLOT, c.denominator, _SLOT)
        return Problem(above, error, tuple(values))

    def _percentage_problems(self) -> Iterator[Problem]:
        for code in self.percentages:
            percentage = self._own("percentage", code)
            why = self._why(percentage, 100, "above 100", "")
            wrong = (percentage < 0) | (percentage > 100)
            column = self.percentages[code]
            if self.dtypes[column].is_decimal():  # which may have more places than a double
                given = self._api.when(self._is_percentage(code)).then(self._api.col(column))
                wrong |= (percentage == 100) & (given > given.floor())
            yield Problem(wrong, PercentageError(code, _SLOT, _SLOT), (percentage, why))
            if code in self._plan.scored and self.rules.rounding:
                unclear = PercentageError(code, _SLOT, "too close to a step of rounding")
                yield Problem(self._unclear(code), unclear, (percentage,))
        for code in self.percentages:
            conflicting = self._conflicting(code)
            if conflicting:
                values = (self._own("percentage", code), self._list(conflicting))
                yield Problem(
                    _any(conflicting.values()), ConflictError(code, _SLOT, (_SLOT,)), values
                )

    def _conflicting(self, code: str) -> dict[str, Expr]:
        """The counts that should not be there beside a percentage, as `score` has it."""
        rule = self.rules[code]
        there = {n: ~self._own("count", n).is_null() for n in rule.count_names if n in self.dtypes}
        whole = [reduce(and_, there.values())] if len(there) == len(rule.count_names) else []
        none = [self._own("count", rule.denominator) == 0] if rule.denominator in there else []
        conflicting = {}
        for name, given in there.items():
            users = {
                i.code for i in self.rules.indicators if i.denominator and name in i.count_names
            }
            alone = (
                [reduce(and_, map(self._is_percentage, users))]
                if users <= self.percentages.keys()
                else []
            )
            if whole or none or alone:
                conflicting[name] = (
                    self._is_percentage(code) & given & _any([*whole, *none, *alone])
                )
        return conflicting

    def _is_percentage(self, code: str) -> Expr:
        return self._own("percentage", code).is_between(0, 100)

    def _unclear(self, code: str) -> Expr:
        """Whether doubles can't tell on which side of a step of rounding a percentage lies."""
        # Some engines floor to integers: nothing but a percentage is converted.
        percentage = self._own("percentage", code)
        percentage = self._api.when(self._is_percentage(code)).then(percentage)
        conversion, rate = self._plan.scored[code], percentage / 100.0
        unclear = self._converted(conversion, rate) > self._converted(conversion, rate * (1 - HAIR))
        if _limit(conversion) < PERCENT_PARTS:
            return unclear
        return unclear & (self._rounded(percentage, PERCENT_DECIMALS) != percentage)

    def _lacks(self) -> dict[str, Expr]:
        """The indicators that need counts which are not there."""
        never = self._lit(value=False)
        return {
            rule.code: self._at_level(rule, ~self._own("known", rule.code), never)
            for rule in self.rules.scored
        }

    def _missing(self) -> Iterator[Problem]:
        """Counts that are needed and not there."""
        lacks = self._lacks()
        if self.complete and lacks:
            names = {
                name: self._own("count", name).is_null()
                & _any(lacks[rule.code] for rule in self.rules.scored if name in rule.count_names)
                for name in self.rules.count_names
            }
            error = MissingCountsError((_SLOT,), (_SLOT,))
            yield Problem(_any(lacks.values()), error, (self._list(names), self._list(lacks)))

    # How it is said.

    def _said(self, error: TthcIndexError, *values: Expr) -> Expr:
        """The error's message, with each row's own values in its slots."""
        start, *rest = str(error).split(_Slot.MARK)
        parts = [self._lit(start)]
        for value, text in zip(values, rest, strict=True):
            parts += [value.cast(self._api.String), self._lit(text)]
        return self._api.concat_str(parts) if values else parts[0]

    def _why(self, value: Expr, limit: int, above: str, otherwise: str) -> Expr:
        """Why a number is refused."""
        when = self._api.when
        why = when(value > limit).then(self._lit(above)).otherwise(self._lit(otherwise))
        why = when(value < 0).then(self._lit("negative")).otherwise(why)
        return when(value.abs() == float("inf")).then(self._lit("infinite")).otherwise(why)

    def _list(self, conditions: Mapping[str, Expr]) -> Expr:
        """The names whose conditions hold, one after the other."""
        names = [self._api.when(c).then(self._lit(name)) for name, c in conditions.items()]
        return self._api.concat_str(names, separator=", ", ignore_nulls=True)


def _limit(conversion: Conversion) -> int:
    """The largest denominator for which doubles are proven exact."""
    if not conversion.rounded:
        return EXACT
    limit, scale = EXACT // (52 * conversion.gain), conversion.percent_scale
    if scale is None:
        return limit
    # The percentage is rounded first, and is then a rate of its own, with *scale* below.
    return EXACT // (52 * scale) if scale <= limit else 0


def _any(conditions: Iterable[Expr]) -> Expr:
    """Whether any of them holds; what is not known does not."""
    return reduce(or_, conditions).fill_null(False)  # noqa: FBT003  # a value, no option
