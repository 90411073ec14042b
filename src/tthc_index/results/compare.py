# SPDX-License-Identifier: MIT
"""What changed from one period to the next, and what the change is due to."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import permutations
from typing import Any, overload

import attrs

from tthc_index.errors import TthcIndexError, UnknownNameError, ValueRefusedError, raise_problems
from tthc_index.scoring.arithmetic import Conversion, plan
from tthc_index.scoring.card import ScoreCard
from tthc_index.scoring.scores import TOTAL, Score
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import Period, as_written, half_up, number
from tthc_index.text.tables import Cell, Rows, Table, Viewed

from .names import same_unit
from .published import Published
from .rows import by_composed, composed, decimals_of, find, head


#: What a change can be due to.
FACTORS = {
    "numerator": Label(vi="tử số", en="numerator"),
    "denominator": Label(vi="mẫu số", en="denominator"),
    "percentage": Label(vi="tỷ lệ", en="percentage"),
    "empty": Label(vi="có hay không phát sinh (0/0)", en="0/0 on one side"),
    "factor": Label(vi="tỷ lệ nhân kèm", en="factor"),
    "rule": Label(vi="quy tắc", en="rule"),
}

_HEADER = Label(
    vi="chỉ tiêu|kỳ trước|kỳ này|thay đổi|%|do", en="what|previous|current|change|%|due to"
)
_UNITS_HEADER = Label(vi="đơn vị|kỳ trước|kỳ này|thay đổi|%", en="unit|previous|current|change|%")
_HEADLINE = Label(vi="thay đổi so với kỳ trước", en="change since the previous period")
_NEW = Label(vi="mới: {}", en="new: {}")
_VANISHED = Label(vi="không còn: {}", en="vanished: {}")

#: Points due to each factor, exact.
_Parts = dict[str, Fraction]


@attrs.frozen
class Change:
    """How the points of an indicator, a group or the total changed.

    Attributes:
        code: The indicator, the group, or "total".
        name: What it is called, in both languages.
        current: Points now; None where none are given. Of a group and the total those that are
            known, while counts are missing.
        previous: Points before.
        change: Current less previous points, where an indicator without points (0/0) counts as 0,
            as it does in its group; None where counts are missing on either side.
        percent: The change in per cent of the previous points, half up to 2 decimals; None if
            those are none, or 0.
        due_to: The points that "numerator", "denominator", "percentage" (where a side is known
            only so), "empty" (0/0 on one side), "factor" (the share that multiplies) and "rule"
            (the rule or the level) contributed. They add up to the change; empty where there is
            none, or no counts.
    """

    code: str
    name: Label
    current: float | None
    previous: float | None
    change: float | None
    percent: float | None
    due_to: Mapping[str, float] = attrs.field(hash=False)


class _Changes(Viewed):
    """What was compared, with what stands on one side alone."""

    new: tuple[Any, ...]
    vanished: tuple[Any, ...]

    def _headline(self, lang: Lang) -> str:
        lists = (_NEW, self.new), (_VANISHED, self.vanished)
        lines = [label[lang].format(", ".join(map(str, names))) for label, names in lists if names]
        return "\n".join([_HEADLINE[lang], *lines])


@attrs.frozen(repr=False)
class Comparison(_Changes):
    """Changes by indicator, group and total: made by `compare`.

    `comparison[code]` gives the `Change` of that code; iteration gives all, in the rules' order.

    Attributes:
        rows: The changes.
        new: Codes that the previous rules, or results, did not have.
        vanished: Codes that the current ones no longer have.
        decimals: Decimals with which points are printed.
    """

    rows: tuple[Change, ...]
    new: tuple[str, ...]
    vanished: tuple[str, ...]
    decimals: int

    def __getitem__(self, code: str) -> Change:
        """The change of that code.

        Raises:
            UnknownNameError: (a KeyError) If neither side has it.
        """
        return find(self.rows, code)

    def __iter__(self) -> Iterator[Change]:
        """All changes."""
        return iter(self.rows)

    def _tables(self, lang: Lang) -> list[Table]:
        return [changes_table(self, lang)]


@attrs.frozen(repr=False)
class UnitChanges(_Changes):
    """Changes of many units: made by `compare`.

    `changes["Sở Y tế"]` gives the `Comparison` of that unit.

    Attributes:
        units: Unit to comparison, for those on both sides, in the order of the current side.
        new: Units that are not on the previous side.
        vanished: Units that are no longer on the current side.
    """

    units: Mapping[Any, Comparison]
    new: tuple[Any, ...]
    vanished: tuple[Any, ...]

    def __getitem__(self, unit: Any) -> Comparison:
        """The comparison of that unit.

        Raises:
            UnknownNameError: (a KeyError) If it is not on both sides.
        """
        same = [name for name in self.units if composed(name) == composed(unit)]
        if not same:
            raise UnknownNameError("unit", unit, tuple(map(str, self.units)))
        return self.units[same[0]]

    def _tables(self, lang: Lang) -> list[Table]:
        rows = Rows(
            [*self.units.items()],
            lambda of: [Cell(str(of[0])), *_figures(of[1]["total"], lang, of[1].decimals)],
        )
        return [Table(_UNITS_HEADER[lang].split("|"), rows)]


def changes_table(comparison: Comparison, lang: Lang) -> Table:
    """The changes, a row for each."""
    rows = Rows(comparison.rows, lambda row: _cells(row, lang, comparison.decimals))
    return Table(_HEADER[lang].split("|"), rows)


def _cells(row: Change, lang: Lang, decimals: int) -> list[Cell]:
    due = [
        f"{FACTORS[key][lang]} {_signed(part, lang, decimals)}" for key, part in row.due_to.items()
    ]
    return [head(row, lang), *_figures(row, lang, decimals), Cell(", ".join(due))]


def _figures(row: Change, lang: Lang, decimals: int) -> list[Cell]:
    figures = (
        number(row.previous, lang, decimals),
        number(row.current, lang, decimals),
        _signed(row.change, lang, decimals),
        _signed(row.percent, lang, 2),
    )
    return [Cell(figure, right=True) for figure in figures]


def _signed(value: float | None, lang: Lang, decimals: int) -> str:
    return "+" * (value is not None and value > 0) + number(value, lang, decimals)


@overload
def compare(current: ScoreCard, previous: ScoreCard) -> Comparison: ...
@overload
def compare(current: Published, previous: Published) -> Comparison: ...
@overload
def compare(current: Mapping[Any, Any], previous: Mapping[Any, Any]) -> UnitChanges: ...
def compare(current: Any, previous: Any) -> Comparison | UnitChanges:
    """What changed since the previous period: by indicator, group and total, and what it is due to.

    The change of an indicator is split over what changed: numerator, denominator, rule or level.
    Each gets the mean of what its change makes over all orders in which these could have changed
    (the Shapley value), so that no order is preferred, and the parts add up to the change exactly.
    A group's parts are the sums of those of its indicators.

    Args:
        current: A card, published results, or a mapping from unit to either.
        previous: The same of the period before.

    Raises:
        ValueRefusedError: If the two are not of the same kind; if published results are of two
            units, or *previous* of a period that ends later than the current one.
        Problems: If that is so of several units.

    >>> import tthc_index as ti
    >>> before = ti.score({"dossiers_on_time": 80, "dossiers_handled": 100}, missing="allow")
    >>> now = ti.score({"dossiers_on_time": 90, "dossiers_handled": 120}, missing="allow")
    >>> change = compare(now, before)["progress.on_time"]
    >>> change.change, change.percent, dict(change.due_to)
    (-1.0, -6.25, {'numerator': 1.835, 'denominator': -2.835})
    """
    if isinstance(current, Mapping) and isinstance(previous, Mapping):
        return _of_units(current, previous)
    raise_problems(_no_pair("previous", current, previous))
    return _of_one(current, previous)


def _unlike(name: str, current: Any, previous: Any) -> list[TthcIndexError]:
    if any(isinstance(current, k) and isinstance(previous, k) for k in (ScoreCard, Published)):
        return []
    allowed = "what current is: a ScoreCard, a Published, or units with one of these"
    return [ValueRefusedError(name, previous, allowed)]


def _no_pair(name: str, current: Any, previous: Any) -> list[TthcIndexError]:
    """Why the two can't be compared."""
    return _unlike(name, current, previous) or _of_others(name, current, previous)


def _of_others(name: str, current: Any, previous: Any) -> list[TthcIndexError]:
    """What was published of another unit, or of no earlier period."""
    if not isinstance(current, Published):
        return []
    problems: list[TthcIndexError] = []
    if current.unit and previous.unit and not same_unit(current.unit, previous.unit):
        allowed = f"the unit of current, {current.unit!r}"
        problems.append(ValueRefusedError(f"{name}.unit", previous.unit, allowed))
    own, before = Period.of(current.period), Period.of(previous.period)
    if own and before and before.span[0] > own.span[0]:
        allowed = f"a period that ends no later than that of current, {current.period!r}"
        problems.append(ValueRefusedError(f"{name}.period", previous.period, allowed))
    return problems


def _of_units(current: Mapping[Any, Any], previous: Mapping[Any, Any]) -> UnitChanges:
    problems: list[TthcIndexError] = []
    now = by_composed("current", current, problems)
    before = by_composed("previous", previous, problems)
    both = {name: unit for name, unit in now.items() if name in before}
    problems += [
        problem
        for name, unit in both.items()
        for problem in _no_pair(f"previous[{unit!r}]", current[unit], previous[before[name]])
    ]
    raise_problems(problems)
    units = {unit: _of_one(current[unit], previous[before[n]]) for n, unit in both.items()}
    new = tuple(unit for name, unit in now.items() if name not in before)
    vanished = tuple(unit for name, unit in before.items() if name not in now)
    return UnitChanges(units, new, vanished)


def _without(these: Iterable[Any], those: Container[Any]) -> tuple[Any, ...]:
    return tuple(one for one in these if one not in those)


def _of_one(current: Any, previous: Any) -> Comparison:
    return (_of_cards if isinstance(current, ScoreCard) else _of_published)(current, previous)


def _of_published(current: Published, previous: Published) -> Comparison:
    rows = []
    for code in (*dict.fromkeys([*current.points, *previous.points]), "total"):
        now, before = current[code], previous[code]
        change = None
        if now is not None and before is not None:
            change = as_written(now) - as_written(before)
        name = TOTAL if code == "total" else Label(code, code)
        rows.append(_change(code, name, (now, before), change, {}))
    new = _without(current.points, previous.points)
    vanished, decimals = _without(previous.points, current.points), _decimals(current, previous)
    return Comparison(tuple(rows), new, vanished, decimals)


def _of_cards(current: ScoreCard, previous: ScoreCard) -> Comparison:
    indicators = [rule.code for card in (current, previous) for rule in card.rules.scored]
    groups = [group.code for card in (current, previous) for group in card.rules]
    parts = {code: _split(current, previous, code) for code in dict.fromkeys(indicators)}
    rows = []
    for group in dict.fromkeys(groups):
        inside = {code: own for code, own in parts.items() if code.partition(".")[0] == group}
        rows.append(_row(current, previous, group, _sum(inside.values())))
        rows += [_row(current, previous, code, own) for code, own in inside.items()]
    rows.append(_row(current, previous, "total", _sum(parts.values())))
    codes = [row.code for row in rows]
    new = tuple(code for code in codes if code not in previous)
    vanished = tuple(code for code in codes if code not in current)
    return Comparison(tuple(rows), new, vanished, _decimals(current, previous))


def _decimals(current: ScoreCard | Published, previous: ScoreCard | Published) -> int:
    return decimals_of({"current": current, "previous": previous})


def _sum(parts: Iterable[_Parts | None]) -> _Parts | None:
    """The parts of a sum; None if those of a summand are not known."""
    total: _Parts = {}
    for own in parts:
        if own is None:
            return None
        for factor, points in own.items():
            total[factor] = total.get(factor, Fraction()) + points
    return total


def _row(current: ScoreCard, previous: ScoreCard, code: str, parts: _Parts | None) -> Change:
    points = [card[code].points if code in card else None for card in (current, previous)]
    name = (current if code in current else previous)[code].name
    change = None if parts is None else sum(parts.values(), Fraction())
    return _change(code, name, points, change, parts or {})


def _change(
    code: str,
    name: Label,
    points: Sequence[float | None],
    change: Fraction | None,
    parts: _Parts,
) -> Change:
    now, before = points
    percent = None
    if change is not None and before:
        percent = float(half_up(100 * change / as_written(before), 2))
    return Change(
        code=code,
        name=name,
        current=now,
        previous=before,
        change=None if change is None else float(change),
        percent=percent,
        due_to={factor: float(parts[factor]) for factor in FACTORS if parts.get(factor)},
    )


def _split(current: ScoreCard, previous: ScoreCard, code: str) -> _Parts | None:
    """What an indicator's change is due to; None while counts are missing on either side."""
    cards = previous, current
    scores = [card[code] if code in card else None for card in cards]  # noqa: SIM401  # no dict
    if any(score and not score.complete for score in scores):
        return None
    conversions = [plan(card.rules, card.level).scored.get(code) for card in cards]
    if None not in conversions:
        before, now = _factors(cards, [c for c in conversions if c])
        return shapley(before, now, _earned)
    # The rule, or the level, asks nothing of the counts on one side at least.
    had, has = (
        Fraction(score.units or 0) / score.scale if score else Fraction() for score in scores
    )
    return {"rule": has - had}


def _factors(
    cards: tuple[ScoreCard, ScoreCard], conversions: list[Conversion]
) -> Iterator[dict[str, Any]]:
    """What the points follow from, on each side."""
    code = conversions[0].code
    scores = [card[code] for card in cards]
    by_percentage = any(score.from_percentage for score in scores)
    rates = [_other(card, conversion) for card, conversion in zip(cards, conversions, strict=True)]
    for score, conversion, rate in zip(scores, conversions, rates, strict=True):
        own: dict[str, Any] = {"numerator": score.numerator, "denominator": score.denominator}
        if by_percentage or not all(one.denominator for one in scores):
            own = {"percentage" if by_percentage else "empty": _percent(score)}
        # With 0/0 of its own, a side needs no factor, and may not know it: that changes nothing.
        known = rate if rate is not None else next((r for r in rates if r is not None), 1.0)
        yield {**own, "factor": known, "rule": conversion}


def _other(card: ScoreCard, conversion: Conversion) -> float | None:
    """What multiplies: 1 where nothing does; None where it is not known."""
    return conversion.factor.rate(card.counts, card.percentages) if conversion.factor else 1.0


def _percent(score: Score) -> float | None:
    """What was given, or what the counts come to; None for 0/0."""
    if score.from_percentage:
        return score.percent
    return None if score.rate is None else score.rate * 100


def _earned(factors: Mapping[str, Any]) -> Fraction:
    """The points that follow from the factors; a numerator above the denominator earns all."""
    *counts, factor, conversion = factors.values()
    percent = counts[0] / counts[1] * 100 if len(counts) == 2 else counts[0]
    units = (conversion.empty or 0) if percent is None else conversion.units(percent * factor)
    return Fraction(units) / (conversion.scale or 1)


def shapley(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    value: Callable[[Mapping[str, Any]], Fraction],
) -> _Parts:
    """What each factor adds to the value, as a mean over all orders in which they can change."""
    changed = [factor for factor in before if before[factor] != after[factor]]
    parts = dict.fromkeys(changed, Fraction())
    orders = list(permutations(changed))
    for order in orders:
        state, reached = dict(before), value(before)
        for factor in order:
            state[factor] = after[factor]
            parts[factor] += (value(state) - reached) / len(orders)
            reached = value(state)
    return parts
