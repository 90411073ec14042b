# SPDX-License-Identifier: MIT
"""Advice as people read it: the steps for one unit, and a line for each of many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import attrs

from tthc_index.errors import TthcIndexError, UnknownNameError, ValueRefusedError
from tthc_index.scoring.card import ScoreCard
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import NOTHING, number
from tthc_index.text.tables import Cell, Rows, Table, Viewed, as_plain

from .cases import said
from .rows import composed, decimals_of


_HEADER = Label(vi="việc|trường hợp|chi phí|điểm thêm", en="what|cases|cost|points gained")
_HEADLINE = Label(
    vi="{before} → {after} điểm, {cases} trường hợp, chi phí {cost}",
    en="{before} → {after} points, {cases} cases, at a cost of {cost}",
)
_UNREACHABLE = Label(
    vi="không đạt được {target} điểm, nhiều nhất {after}",
    en="{target} points are not reachable, at most {after}",
)
_NOTHING = Label(vi="{before} điểm: không cần làm gì", en="{before} points: nothing to do")
_INCOMPLETE = Label(
    vi="chưa đủ số liệu: chỉ tính những điểm đã biết",
    en="counts are missing: only points that are known are counted",
)


@attrs.frozen
class Step:
    """Some cases of one action.

    Attributes:
        counts: The counts that each of them raises by one.
        case: What one of them is called, in both languages.
        cases: How many.
        cost: What they cost together.
        points: What the total gains by them, after those of the steps before.
        decimals: Decimals with which points are printed.
    """

    counts: tuple[str, ...]
    case: Label
    cases: int
    cost: float
    points: float
    decimals: int

    def text(self, lang: Lang = "en") -> str:
        """The step in a line."""
        return said(self.case, self.cases, self.points, self.decimals, lang)


@attrs.frozen(repr=False)
class Advice(Viewed):
    """The cheapest cases that reach a total, or the best for a budget: made by `advise`.

    Attributes:
        before: The card that it is about.
        card: The card after all steps, as `score` gives it.
        steps: What to do.
        cost: What that costs.
        target: The total that was asked for; None where a budget was given.
        budget: What it may cost; None where a target was given.
        reached: Whether the target is reached. If it is not, the steps are the cheapest to the most
            that can be had, which is the total of *card*.
    """

    before: ScoreCard
    card: ScoreCard
    steps: tuple[Step, ...]
    cost: float
    target: float | None
    budget: float | None
    reached: bool

    def __iter__(self) -> Iterator[Step]:
        """The steps."""
        return iter(self.steps)

    @property
    def cases(self) -> int:
        """How many cases there are in all."""
        return sum(step.cases for step in self.steps)

    @property
    def changes(self) -> dict[str, int]:
        """How many more of each count that is: what `what_if` takes."""
        return {
            name: int(after - self.before.counts[name])
            for name, after in self.card.counts.items()
            if after != self.before.counts[name]
        }

    def to_dict(self) -> dict[str, Any]:
        """Steps, cost and the new card as plain values."""
        names = ("target", "budget", "reached", "cost", "cases", "changes", "steps")
        return {
            **{name: as_plain(getattr(self, name)) for name in names},
            "previous": self.before.points,
            "points": self.card.points,
            "card": self.card.to_dict(),
        }

    def _headline(self, lang: Lang) -> str:
        decimals = decimals_of(self.card)
        values = {
            "before": number(self.before.points, lang, decimals),
            "after": number(self.card.points, lang, decimals),
            "target": number(self.target, lang),
            "cases": number(self.cases, lang),
            "cost": number(self.cost, lang),
        }
        forms = [_UNREACHABLE] * (not self.reached) + [_HEADLINE if self.steps else _NOTHING]
        forms += [_INCOMPLETE] * (not self.before.complete)
        return "\n".join(form[lang].format(**values) for form in forms)

    def _tables(self, lang: Lang) -> list[Table]:
        rows = [_cells(step, lang) for step in self.steps]
        return [Table(_HEADER[lang].split("|"), rows)]


def _cells(step: Step, lang: Lang) -> list[Cell]:
    points = number(step.points, lang, step.decimals)
    figures = (number(step.cases, lang), number(step.cost, lang), f"+{points}")
    return [Cell(step.case[lang]), *(Cell(figure, right=True) for figure in figures)]


_UNITS_HEADER = Label(
    vi="đơn vị|điểm|đạt được|trường hợp|chi phí|ghi chú",
    en="unit|points|reached|cases|cost|note",
)
_UNITS = Label(vi="{all} đơn vị: {reached} đạt được", en="{all} units: {reached} reach it")
_SHORT = Label(vi="không đạt {}", en="{} is not reachable")


@attrs.frozen(eq=False, repr=False)
class UnitAdvice(Viewed):
    """The advice for each unit of a table: made by `advise`.

    `found["Sở Y tế"]` gives the `Advice` of that unit; iteration gives all, None for rows that
    were refused.

    Attributes:
        units: The units' names, or their rows.
        rows: The advice for each, in order; None where there is none.
        refused: Why there is none, by row.
    """

    units: tuple[Any, ...]
    rows: tuple[Advice | None, ...]
    refused: Mapping[int, TthcIndexError]

    @cached_property
    def _at(self) -> Mapping[Any, list[int]]:
        places: dict[Any, list[int]] = {}
        for place, unit in enumerate(self.units):
            places.setdefault(composed(unit), []).append(place)
        return places

    def __getitem__(self, unit: Any) -> Advice:
        """The advice for that unit, however the letters of its name are composed.

        Raises:
            UnknownNameError: (a KeyError) If there is no such unit.
            ValueRefusedError: If several units have that name.
            TthcIndexError: If its row was refused: what is the matter with it.
        """
        places = self._at.get(composed(unit), [])
        if not places:
            raise UnknownNameError("unit", unit, tuple(map(str, self._at)))
        if len(places) > 1:
            allowed = f"a name of one unit; {len(places):,} have this one"
            raise ValueRefusedError("unit", unit, allowed)
        advice = self.rows[places[0]]
        if advice is None:
            raise self.refused[places[0]]
        return advice

    def __iter__(self) -> Iterator[Advice | None]:
        """All advice, in order."""
        return iter(self.rows)

    def __len__(self) -> int:
        """How many units there are."""
        return len(self.units)

    def to_dict(self) -> dict[str, Any]:
        """For each unit what it reaches and at what cost, as plain values."""
        rows = [
            {"unit": unit, **({} if one is None else _figures(one))}
            for unit, one in zip(self.units, self.rows, strict=True)
        ]
        for at, error in self.refused.items():
            rows[at]["refused"] = str(error)
        return {"rows": rows}

    def _headline(self, lang: Lang) -> str:
        reached = sum(one is not None and one.reached for one in self.rows)
        values = {"all": number(len(self), lang), "reached": number(reached, lang)}
        return _UNITS[lang].format(**values)

    def _tables(self, lang: Lang) -> list[Table]:
        rows = Rows(range(len(self)), lambda at: self._cells(at, lang))
        return [Table(_UNITS_HEADER[lang].split("|"), rows)]

    def _cells(self, at: int, lang: Lang) -> list[Cell]:
        unit, one = Cell(str(self.units[at])), self.rows[at]
        if one is None:
            why = "; ".join(self.refused[at].text(lang).splitlines())
            return [unit, *[Cell(NOTHING, right=True)] * 4, Cell(why)]
        decimals = decimals_of(one.card)
        points = [number(card.points, lang, decimals) for card in (one.before, one.card)]
        figures = [*points, number(one.cases, lang), number(one.cost, lang)]
        note = "" if one.reached else _SHORT[lang].format(number(one.target, lang))
        return [unit, *(Cell(figure, right=True) for figure in figures), Cell(note)]


def _figures(advice: Advice) -> dict[str, Any]:
    """What it comes to, without the steps' texts and the cards."""
    names = ("cost", "cases", "reached", "changes")
    points = {"previous": advice.before.points, "points": advice.card.points}
    return {**points, **{name: getattr(advice, name) for name in names}}
