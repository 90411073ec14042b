# SPDX-License-Identifier: MIT
"""Points as expressions over columns: for engines that hand out no arrays (DuckDB, Spark, Ibis).

The expressions are those of `arithmetic`, operation by operation, so that an engine that computes in
doubles gives the very points of `score`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, reduce
from operator import add, and_
from typing import Any, NamedTuple

import attrs
import narwhals as nw

from tthc_index.errors import (
    AboveDenominatorError,
    ConflictError,
    MissingCountsError,
    TthcIndexError,
    UnknownNameError,
    ValueRefusedError,
)
from tthc_index.rules.objects import Group, Indicator, Level, NotApplicable
from tthc_index.rules.sets import RuleSet

from .arithmetic import Conversion, Plan, Share, Units, plan, whole_units
from .expressions import (
    EXPRESSIONS,
    SLOT,
    Expr,
    any_of,
    message,
    names_where,
    number_of,
    sum_of,
    why_refused,
)
from .inputs import LARGEST


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
    """

    rules: RuleSet
    dtypes: Mapping[str, Any]
    percentages: Mapping[str, str]
    level: Level | None
    level_column: str | None
    complete: bool
    indicators: tuple[str, ...]
    groups: tuple[str, ...]

    def run(self, table: Any) -> Any:
        """The frame with its points, and why rows were refused."""
        own: list[str] = []
        for step in filter(None, self._steps()):
            table, own = table.with_columns(**step), [*own, *step]
        why = nw.when(self._own("refused")).then(self._reason())
        return table.with_columns(**self._results(), invalid=why).drop(own)

    def _steps(self) -> Iterator[dict[str, Expr]]:
        """Rounding reads its number ten times: each one is a column before it is rounded."""
        yield self._reads()
        yield self._percents()
        yield self._points()
        yield self._scores()
        yield self._checks()
        yield self._sums()

    @cached_property
    def _prefix(self) -> str:
        """What none of the frame's columns begins with."""
        names = [str(name) for name in self.dtypes]
        return "_" * max(1 + len(name) - len(name.lstrip("_")) for name in names)

    def _name(self, kind: str, key: str = "") -> str:
        """The name of a column of its own. A dot would mean a field of a structure to Spark."""
        return f"{self._prefix}{kind}/{key.replace('.', '/')}"

    def _own(self, kind: str, key: str = "") -> Expr:
        return nw.col(self._name(kind, key))

    # What is read.

    def _reads(self) -> dict[str, Expr]:
        """Counts and percentages as doubles, null where they are not known; levels as text."""
        needed = dict.fromkeys((*self.rules.count_names, *self._counts))
        columns = {self._name("count", name): name for name in needed}
        columns |= {self._name("percentage", code): c for code, c in self.percentages.items()}
        read = {own: self._double(column) for own, column in columns.items()}
        if self.level_column is not None:
            read[self._name("level")] = nw.col(self.level_column).cast(nw.String)
        return read

    @property
    def _counts(self) -> tuple[str, ...]:
        """The counts that the frame has."""
        return tuple(name for name in self.rules.counts if name in self.dtypes)

    def _double(self, column: str) -> Expr:
        if column not in self.dtypes:
            return nw.lit(None, dtype=nw.Float64)
        double = nw.col(column).cast(nw.Float64)
        return double.fill_nan(None) if self.dtypes[column].is_float() else double

    # Points of indicators, in whole units.

    def _percents(self) -> dict[str, Expr]:
        return {self._name("percent", rule.code): self._percent(rule) for rule in self.rules.scored}

    def _points(self) -> dict[str, Expr]:
        """The points of what is converted, before they are rounded."""
        points = {}
        for rule in self.rules.scored:
            conversion = self._plan.scored[rule.code]
            constants: dict[str, Any] = {
                "most": number_of(conversion.most),
                "target": number_of(conversion.target),
            }
            constant = attrs.evolve(conversion, **constants)
            percent = self._own("percent", rule.code)
            points[self._name("points", rule.code)] = constant.points(percent, EXPRESSIONS)
        return points

    def _scores(self) -> dict[str, Expr]:
        scored = self.rules.scored
        units = {self._name("units", rule.code): self._units(rule) for rule in scored}
        return units | {self._name("known", rule.code): self._known(rule) for rule in scored}

    @cached_property
    def _plan(self) -> Plan:
        return plan(self.rules, None)

    def _units(self, rule: Indicator) -> Expr:
        """The units of an indicator; null where there are none, or where its counts can't be."""
        conversion = self._plan.scored[rule.code]
        units = self._own("points", rule.code)
        if conversion.scale is not None:
            units = whole_units(units, conversion.scale, EXPRESSIONS)
        if conversion.empty is not None:
            units = (
                nw.when(self._is_empty(conversion))
                .then(number_of(conversion.empty))
                .otherwise(units)
            )
        return self._at_level(rule, units.cast(nw.Float64), number_of(self._granted(rule)))

    def _percent(self, rule: Indicator) -> Expr:
        """What is converted; null for 0/0, and where it is no percentage of anything."""
        conversion = self._plan.scored[rule.code]
        percent = self._rate(conversion) * 100
        if rule.code in self.percentages:
            given = self._own("percentage", rule.code)
            percent = nw.when(~given.is_null()).then(given).otherwise(percent)
        if conversion.factor is not None:
            percent = percent * self._factor(rule, conversion.factor)
        # Some engines round to integers, and fail where there are none.
        return nw.when(percent.is_between(0, 100)).then(percent)

    def _rate(self, share: Share) -> Expr:
        n, d = self._fraction(share)
        return n / nw.when(d > 0).then(d)

    def _fraction(self, share: Share) -> tuple[Expr, Expr]:
        parts = [self._own("count", name) for name in share.numerator]
        return reduce(add, parts), self._own("count", share.denominator)

    def _factor(self, rule: Indicator, share: Share) -> Expr:
        """The rate that multiplies: 1 for 0/0, null where it is not known."""
        n, d = self._fraction(share)
        empty = (d == 0) & ~n.is_null()
        factor = nw.when(empty).then(nw.lit(1.0)).otherwise(self._rate(share))
        if share.code in self.percentages:
            given = self._own("percentage", share.code)
            factor = nw.when(~given.is_null()).then(given / 100).otherwise(factor)
        return self._at_level(self.rules[str(rule.factor)], factor, nw.lit(1.0))

    def _is_empty(self, share: Share) -> Expr:
        """Whether there was nothing to do: 0/0, and no percentage."""
        n, d = self._fraction(share)
        empty = (d == 0) & ~n.is_null()
        return empty & ~self._given(share.code) if share.code in self.percentages else empty

    def _known(self, rule: Indicator) -> Expr:
        """Whether it is known what an indicator earns, be it nothing."""
        conversion = self._plan.scored[rule.code]
        n, d = self._fraction(conversion)
        known = ~(n.is_null() | d.is_null())
        if rule.code in self.percentages:
            known |= self._given(rule.code)
        if conversion.factor is not None:
            factor = self._factor(rule, conversion.factor)
            known &= ~factor.is_null() | self._is_empty(conversion)
        return self._at_level(rule, known, nw.lit(self._granted(rule) is not None))

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
        return nw.when(applies).then(here).otherwise(elsewhere)

    # Groups, the total, and the result.

    def _sums(self) -> dict[str, Expr]:
        groups = {self._name("group", group.code): self._group(group) for group in self.rules}
        others = (*self._level_problems(), *self._percentage_problems())
        found = [*map(nw.col, self._checks()), *(problem.found for problem in others)]
        lacks = self._lacks().values() if self.complete else ()
        return {self._name("refused"): any_of([*found, *lacks])} | groups

    def _group(self, group: Group) -> Expr:
        codes = [rule.code for rule in group if not rule.monitored]
        known = [self._own("known", code) for code in codes]
        return sum_of([self._own("units", code) for code in codes], known)

    def _results(self) -> dict[str, Expr]:
        """The points that are kept; none in a refused row."""
        columns = {code: self._own("units", code) for code in self.indicators}
        columns |= {code: self._own("group", code) for code in self.groups}
        groups = [self._own("group", group.code) for group in self.rules]
        columns["total"] = sum_of(groups, [~group.is_null() for group in groups])
        sound, scale = ~self._own("refused"), float(self._plan.scale)
        return {code: nw.when(sound).then(units / scale) for code, units in columns.items()}

    # What can be the matter.

    @cached_property
    def _shares(self) -> tuple[Conversion, ...]:
        """Those with a denominator in the frame, and some of the numerator."""
        every = (*self._plan.scored.values(), *self._plan.watched)
        there = {*self._counts}
        return tuple(c for c in every if c.denominator in there and there & {*c.numerator})

    def _checks(self) -> dict[str, Expr]:
        """Whether anything is the matter with counts."""
        unsound = {name: self._unsound(name) for name in self._counts}
        above = {c.code: self._is_above(c) for c in self._shares}
        return {self._name("found", key): found for key, found in (unsound | above).items()}

    def _is_above(self, share: Share) -> Expr:
        """Whether what is known of a numerator is above its denominator, in doubles that hold it."""
        first, *others = self._known_parts(share)
        return first > reduce(lambda left, count: left - count, others, self._denominator(share))

    def _known_parts(self, share: Share) -> list[Expr]:
        names = [name for name in share.numerator if name in self.dtypes]
        return [self._own("count", name).fill_null(0.0) for name in names]

    def _denominator(self, share: Share) -> Expr:
        return self._own("count", share.denominator)

    def _unsound(self, name: str) -> Expr:
        """Whether a count is below 0, above what doubles hold, or not whole."""
        dtype, count = self.dtypes[name], self._own("count", name)
        # A double need not tell 2**53 from the next; and a decimal may have more places.
        value = nw.col(name) if dtype.is_integer() or dtype.is_decimal() else count
        wrong = (value < 0) | (value > LARGEST)
        if self.rules.counts[name] and not dtype.is_integer():
            inside = nw.when(count.is_between(0, LARGEST)).then(value)
            wrong |= value > inside.floor()
        return wrong

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

    def _reason(self) -> Expr:
        """All that is the matter with a row, in words."""
        said = [nw.when(p.found).then(message(p.error, *p.values)) for p in self._problems]
        return nw.concat_str(said, separator="; ", ignore_nulls=True)

    def _level_problems(self) -> Iterator[Problem]:
        if self.level_column is not None:
            level, known = self._own("level"), tuple(Level)
            unknown = ~level.fill_null(str(known[0])).is_in([*map(str, known)])
            yield Problem(unknown, UnknownNameError("level", SLOT, known), (level,))
            if self.rules.levels:
                yield Problem(level.is_null(), UnknownNameError("level", None, known))

    def _value_problem(self, name: str) -> Problem:
        why = why_refused(self._own("count", name), LARGEST - 1, "above 2^53", "fractional")
        error = ValueRefusedError.count(name, SLOT, SLOT)
        return Problem(self._unsound(name), error, (nw.col(name), why))

    def _above(self, c: Conversion) -> Problem:
        """A numerator, or what is known of it, above its denominator."""
        # What is no count is said to be none, and no more.
        names = [name for name in c.names if name in self.dtypes]
        above = ~any_of(map(self._unsound, names)) & self._is_above(c)
        n, d = reduce(add, self._known_parts(c)), self._denominator(c)
        values = (nw.when(above).then(x).otherwise(0.0).cast(nw.Int64) for x in (n, d))
        error = AboveDenominatorError(c.code, " + ".join(c.numerator), SLOT, c.denominator, SLOT)
        return Problem(above, error, tuple(values))

    def _percentage_problems(self) -> Iterator[Problem]:
        for code, column in self.percentages.items():
            given = self._own("percentage", code)
            wrong = (given < 0) | (given > 100)
            if self.dtypes[column].is_decimal():  # which may have more places than a double
                wrong |= nw.col(column) > 100
            why = why_refused(given, 99, "above 100", "above 100")
            yield Problem(wrong, ValueRefusedError.percentage(code, SLOT, SLOT), (given, why))
        for code in self.percentages:
            conflicting = self._conflicting(code)
            if conflicting:
                values = (self._own("percentage", code), names_where(conflicting))
                yield Problem(
                    any_of(conflicting.values()), ConflictError(code, SLOT, (SLOT,)), values
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
                    self._is_percentage(code) & given & any_of([*whole, *none, *alone])
                )
        return conflicting

    def _is_percentage(self, code: str) -> Expr:
        return self._own("percentage", code).is_between(0, 100)

    def _lacks(self) -> dict[str, Expr]:
        """The indicators that need counts which are not there."""
        never = nw.lit(value=False)
        return {
            rule.code: self._at_level(rule, ~self._own("known", rule.code), never)
            for rule in self.rules.scored
        }

    def _missing(self) -> Iterator[Problem]:
        """Counts that are needed and not there."""
        lacks = self._lacks()
        if self.complete and lacks:
            names = {
                name: self._own("count", name).is_null() & any_of(self._needing(name, lacks))
                for name in self.rules.count_names
            }
            error = MissingCountsError((SLOT,), (SLOT,))
            yield Problem(any_of(lacks.values()), error, (names_where(names), names_where(lacks)))

    def _needing(self, name: str, lacks: Mapping[str, Expr]) -> Iterator[Expr]:
        """Whether an indicator that lacks counts lacks this one."""
        for code, conversion in self._plan.scored.items():
            shares = [conversion, *([conversion.factor] if conversion.factor else [])]
            for share in shares:
                if name in share.names:
                    percentage = share.code in self.percentages
                    yield lacks[code] & ~self._given(share.code) if percentage else lacks[code]
