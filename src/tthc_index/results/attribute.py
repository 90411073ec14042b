# SPDX-License-Identifier: MIT
"""Whose loss it is: a province's lost points, shared out exactly among its units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs

from tthc_index.errors import TthcIndexError, UnknownNameError, ValueRefusedError, raise_problems
from tthc_index.rules.objects import Status
from tthc_index.rules.sets import RuleSet
from tthc_index.scoring.arithmetic import plan
from tthc_index.scoring.card import ScoreCard
from tthc_index.scoring.table import ScoreTable
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import as_written, number
from tthc_index.text.tables import Cell, Rows, Table, Viewed

from .cases import checked_card
from .rows import by_composed, composed, decimals_of


_HEADLINE = Label(
    vi="mất {lost} điểm: {shared} điểm do {units} đơn vị, {rest} điểm không rõ do đâu",
    en="{lost} points lost: {shared} by {units} units, {rest} not in their counts",
)
#: What portion no unit has.
REST = Label(vi="không có trong số liệu của các đơn vị", en="not in the units' counts")
_HEADER = Label(vi="đơn vị|tổng", en="unit|total")
_MISSING = Label(vi="chưa có số liệu: {}", en="counts are missing: {}")


@attrs.frozen
class Portion:
    """What one unit has of the points that the whole lost.

    Attributes:
        unit: The unit; None for what the units' counts don't explain.
        lost_points: Points by indicator, group and "total".
    """

    unit: Any
    lost_points: Mapping[str, float] = attrs.field(hash=False)


@attrs.frozen(eq=False, repr=False)
class Attribution(Viewed):
    """Lost points shared out among units, those with the most first: made by `attribute`.

    `found["Xã A"]` gives the `Portion` of that unit; iteration gives all, what is not explained last.

    Attributes:
        whole: The card whose lost points they are.
        rows: What each unit has of them.
        rest: What the units' counts don't explain.
        missing: The indicators whose loss is not known, since the whole lacks counts.
    """

    whole: ScoreCard
    rows: tuple[Portion, ...]
    rest: Portion
    missing: tuple[str, ...]

    @property
    def lost_points(self) -> Mapping[str, float]:
        """What the whole lost, by indicator, group and "total"; the portions add up to it."""
        every = [*self]
        scale = self.whole.total.scale
        return {
            code: round(sum(one.lost_points[code] for one in every) * scale) / scale
            for code in self.rest.lost_points
        }

    def __iter__(self) -> Iterator[Portion]:
        """All portions, what is not explained last."""
        return iter((*self.rows, self.rest))

    def __getitem__(self, unit: Any) -> Portion:
        """The portion of that unit, however the letters of its name are composed.

        Raises:
            UnknownNameError: (a KeyError) If there is no such unit.
        """
        for row in self.rows:
            if composed(row.unit) == composed(unit):
                return row
        raise UnknownNameError("unit", unit, tuple(str(row.unit) for row in self.rows))

    def to_dict(self) -> dict[str, Any]:
        """The portions as plain values: units by lost points, and what they don't explain."""
        rows = [{"unit": row.unit, **row.lost_points} for row in self.rows]
        lost = {"lost": dict(self.lost_points), "rest": dict(self.rest.lost_points)}
        return {**lost, "rows": rows, "missing": [*self.missing]}

    def _headline(self, lang: Lang) -> str:
        decimals, lost = decimals_of(self.whole), self.lost_points["total"]
        rest = self.rest.lost_points["total"]
        said = _HEADLINE[lang].format(
            lost=number(lost, lang, decimals),
            shared=number(lost - rest, lang, decimals),
            units=number(len(self.rows), lang),
            rest=number(rest, lang, decimals),
        )
        names = "; ".join(self.whole[code].name[lang] for code in self.missing)
        return "\n".join([said, *[_MISSING[lang].format(names)] * bool(names)])

    def _tables(self, lang: Lang) -> list[Table]:
        groups = [group.code if lang == "en" else group.name.vi for group in self.whole.rules]
        rows = Rows([*self], lambda row: self._cells(row, lang))
        return [Table([*_HEADER[lang].split("|"), *groups], rows)]

    def _cells(self, row: Portion, lang: Lang) -> list[Cell]:
        decimals = decimals_of(self.whole)
        codes = ["total", *(group.code for group in self.whole.rules)]
        name = str(row.unit) if row is not self.rest else REST[lang]
        figures = [number(row.lost_points[code], lang, decimals) for code in codes]
        return [Cell(name), *(Cell(figure, right=True) for figure in figures)]


def attribute(whole: ScoreCard, parts: Mapping[Any, ScoreCard | None] | ScoreTable) -> Attribution:
    """Share out the points that a province lost among its units, exactly.

    What an indicator lost is shared out in proportion to what each unit's numerator lacks to the
    target: of a target of 90%, 20 dossiers satisfied of 30 lack 7. A unit at or above the target has
    no part in it. What the units lack together less than the whole, since the whole has dossiers of
    its own or the counts of units are missing or known by percentages alone, is a portion of its own.
    A share that is multiplied by another is taken as multiplied.

    Portions are whole hundredths, as points are: each is rounded down, and what is left over goes,
    a hundredth each, to those with the largest fractions, among equals to the first. So they add up
    to the loss, for each indicator, each group and in total. Where the whole itself had nothing to
    do (0/0), or is known by a percentage alone, nothing of it can be shared out.

    The parts need not be units: procedures do, where counts come by procedure.

    Args:
        whole: The card of the whole.
        parts: Unit to card, None where nothing is known; or a `ScoreTable`, whose rows are the units.

    Raises:
        ValueRefusedError: If *whole* is no card with rounded points, for parts that are none, or are
            scored by other rules, and for two units of one name.
        TthcIndexError: If a row of the table was refused: what is the matter with it.
        Problems: If there are several of these problems.

    >>> import tthc_index as ti
    >>> def card(on_time, handled):
    ...     return ti.score({"dossiers_on_time": on_time, "dossiers_handled": handled}, missing="allow")
    >>> found = ti.attribute(card(80, 100), {"Xã A": card(45, 50), "Xã B": card(30, 40)})
    >>> [(row.unit, row.lost_points["progress.on_time"]) for row in found]
    [('Xã B', 2.0), ('Xã A', 1.0), (None, 1.0)]
    """
    card = checked_card(whole)
    units = _units(card.rules, parts)
    known = [score for score in card.indicators.values() if score.most]
    missing = tuple(score.code for score in known if not score.complete)
    shared = {
        score.code: _shared_out(card, score.code, [*units.values()])
        for score in known
        if score.complete
    }
    portions = [
        _portion(card, unit, {code: units[at] for code, units in shared.items()})
        for at, unit in enumerate([*units, None])
    ]
    *rows, rest = portions
    rows.sort(key=lambda row: -row.lost_points["total"])
    return Attribution(card, tuple(rows), rest, missing)


def _units(rules: RuleSet, parts: Any) -> dict[Any, ScoreCard | None]:
    """The units by name, checked."""
    problems: list[TthcIndexError] = []
    if isinstance(parts, ScoreTable):
        parts = _of_table(parts, problems)
    elif not isinstance(parts, Mapping):
        allowed = "units with their cards, or None; or a ScoreTable"
        raise ValueRefusedError("parts", parts, allowed)
    by_composed("parts", parts, problems)
    for unit, card in parts.items():
        if not isinstance(card, ScoreCard | None):
            problems.append(ValueRefusedError(f"parts[{unit!r}]", card, "a ScoreCard or None"))
        elif card is not None and card.rules != rules:
            allowed = f"a card that is scored by the rules of the whole, {rules.id}"
            problems.append(ValueRefusedError(f"parts[{unit!r}]", card.rules.id, allowed))
    raise_problems(problems)
    return dict(parts)


def _of_table(table: ScoreTable, problems: list[TthcIndexError]) -> dict[Any, ScoreCard | None]:
    found: dict[Any, ScoreCard | None] = {}
    for row in range(len(table)):
        unit = row if table.units is None else table.units.tolist()[row]
        if unit in found:
            problems.append(ValueRefusedError("parts", unit, "each unit once"))
        try:
            found[unit] = table[row]
        except TthcIndexError as error:
            problems += error.problems
    return found


def _shared_out(whole: ScoreCard, code: str, parts: Sequence[ScoreCard | None]) -> list[int]:
    """What each part has of an indicator's lost units, and last what they don't explain."""
    score = whole[code]
    lost = int(score.most - (score.units or 0))
    lacks = [Fraction() if part is None else _lacks(part, code) or Fraction() for part in parts]
    of_whole = _lacks(whole, code)
    if of_whole is None:
        return [*[0] * len(parts), lost]
    rest = max(Fraction(), of_whole - sum(lacks))
    return proportional(lost, [*(max(Fraction(), one) for one in lacks), rest])


def _lacks(card: ScoreCard, code: str) -> Fraction | None:
    """What the numerator lacks to the target, below 0 where it is beyond; None if it is not known."""
    score = card[code]
    conversion = plan(card.rules, card.level).scored.get(code)
    if conversion is None or score.status != Status.SCORED or score.from_percentage:
        return None
    rate = conversion.factor.rate(card.counts, card.percentages) if conversion.factor else 1.0
    target = as_written(score.rule.target)
    return target * int(score.denominator or 0) - int(score.numerator or 0) * Fraction(rate or 0)


def proportional(whole: int, weights: Sequence[Fraction]) -> list[int]:
    """Whole numbers in proportion to the weights, which add up; all to the last one if none weighs.

    >>> proportional(10, [Fraction(1), Fraction(1), Fraction(1)])
    [4, 3, 3]
    """
    total = sum(weights)
    if not total:
        return [*[0] * (len(weights) - 1), whole]
    exact = [whole * weight / total for weight in weights]
    portions = [int(one) for one in exact]
    left = whole - sum(portions)
    fractions = sorted(range(len(weights)), key=lambda at: portions[at] - exact[at])
    for at in fractions[:left]:
        portions[at] += 1
    return portions


def _portion(whole: ScoreCard, unit: Any, units: Mapping[str, int]) -> Portion:
    """A unit's portion in points, summed up by group and in total."""
    groups = {group.code: sum(units.get(part.code, 0) for part in group) for group in whole.rules}
    every = {**units, **groups, "total": sum(groups.values())}
    return Portion(unit, {code: own / whole.total.scale for code, own in every.items()})
