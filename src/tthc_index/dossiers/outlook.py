# SPDX-License-Identifier: MIT
"""What is still open: which dossiers to handle first, and what the month can still come to."""

from __future__ import annotations

import datetime as dt

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, overload

import attrs
import numpy as np

from numpy.typing import NDArray

from tthc_index.rules.objects import Level
from tthc_index.rules.sets import RuleSet
from tthc_index.scoring.many import score_many
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import NOTHING, day, number
from tthc_index.text.tables import Cell, Rows, Table, Viewed, as_plain

from .cases import Cases
from .columns import Codes, Mask
from .definitions import satisfied
from .timing import Timing


#: The counts that a late dossier changes, and their denominators.
_CHANGED = ("dossiers_on_time", "dossiers_overdue", "dossiers_satisfied")
_OF_TIME = (*_CHANGED, "dossiers_handled", "dossiers_assessed")

#: What one dossier is worth is small in a large province: so many decimals.
_DECIMALS = 4

_HEADLINE = Label(
    vi="{today}: {open} hồ sơ chưa kết thúc còn trong hạn, {overdue} đã quá hạn",
    en="{today}: {open} open dossiers still in time, {overdue} overdue already",
)
_HEADER = Label(
    vi="hạn|còn|hồ sơ|đơn vị|mất điểm đơn vị|mất điểm chung",
    en="promised|days left|dossier|unit|points of the unit|points of all",
)
_OUTLOOK = Label(
    vi="{period}, tính đến {as_of}: điểm của phần đã biết, nếu mọi hồ sơ còn hạn đều đúng hạn, nếu không hồ sơ nào",
    en="{period}, as of {as_of}: points of what is known, if all that is open ends on time, if none does",
)
_UNITS = Label(
    vi="đơn vị|còn hạn|đến hạn trong kỳ|nhiều nhất|ít nhất", en="unit|open|due|at most|at least"
)
_ALL = Label(vi="Tất cả", en="All")

Floats = NDArray[np.float64]


@attrs.frozen
class OpenDossier:
    """A dossier that has not ended and is still in time.

    Attributes:
        dossier: Its number; None where there is none.
        unit: Who handles it.
        row: Its row: as a column "row" says, or else counted from 0.
        promised: The last day that is on time.
        days_left: How many days that is from today; below 0 if it is past.
        points: What it costs its unit in the period if it is late, in points, unrounded: 0 if it
            is promised for the last day of the period or later.
        whole_points: What it costs all units together, as their province.
    """

    dossier: str | None
    unit: str
    row: int
    promised: dt.date
    days_left: int
    points: float
    whole_points: float


@attrs.frozen
class UnitOutlook:
    """What a unit can still come to.

    Attributes:
        unit: The unit; None for all together.
        open: How many of its dossiers are open and still in time.
        due: How many of these can still be late in the period.
        at_most: Points, if all of these end on time; None where nothing is known.
        at_least: Points, if none does.
    """

    unit: str | None
    open: int
    due: int
    at_most: float | None
    at_least: float | None


@attrs.frozen(eq=False, repr=False, slots=False)
class Stakes:
    """What hangs on the dossiers that are open and still in time.

    Attributes:
        cases: The dossiers.
        units: The units.
        group: Which of these each dossier belongs to.
        counts: Their counts as they stand, in which what is still in time counts as on time.
        rules: By what they are scored.
        level: At which level.
    """

    cases: Cases
    units: Sequence[str]
    group: Codes
    counts: Mapping[str, Sequence[int | None]]
    rules: RuleSet
    level: Level | str | None

    @cached_property
    def _open(self) -> Mask:
        """Not ended, of those that are counted and placed."""
        judged = self.cases.made(satisfied)
        timing = self.cases.made(Timing)
        return judged.whole & ~timing.unknown & timing.open & (self.group >= 0)

    @cached_property
    def rows(self) -> Codes:
        """The dossiers that are open and still in time, the earliest promised first."""
        timing = self.cases.made(Timing)
        rows = np.flatnonzero(self._open & timing.on_time)
        return rows[np.argsort(timing.latest[rows], kind="stable")]

    @cached_property
    def due(self) -> Mask:
        """Of these the ones that can be late in the period.

        One that is promised for its last day or later can't, unless a later end is looked at.
        """
        if self.cases.choices["later_end"] == "ended":
            return np.ones(len(self.rows), bool)
        latest = self.cases.made(Timing).latest[self.rows]
        due: Mask = latest < np.datetime64(self.cases.last)
        return due

    @cached_property
    def overdue(self) -> int:
        """How many are open and overdue already."""
        return int((self._open & ~self.cases.made(Timing).on_time).sum())

    @cached_property
    def spares(self) -> Mask:
        """Of the open dossiers those that cost no satisfaction: disliked, where that counts once."""
        once = self.cases.choices["overdue_and_disliked"] == "once"
        return self.cases.dossiers.is_("disliked", "yes")[self.rows] & once

    def each(self, mask: Mask) -> Codes:
        """How many of the open dossiers each unit has."""
        return np.bincount(self.group[self.rows[mask]], minlength=len(self.units))

    def late(self, dossiers: Codes, spared: Codes | int = 0) -> dict[str, list[Any]]:
        """The counts if so many open dossiers of each unit are late; some cost no satisfaction."""
        changes = dict(zip(_CHANGED, (-dossiers, dossiers, spared - dossiers), strict=True))
        return {
            name: [
                # Overdue and disliked counts twice, but never below none.
                None if own is None else max(own + int(change), 0)
                for own, change in zip(column, changes.get(name, 0 * dossiers), strict=True)
            ]
            for name, column in self.counts.items()
        }

    def points(self, columns: Mapping[str, Any], *, rounded: bool = True) -> Floats:
        """The points of each unit, of what is known; NaN where nothing is."""
        rules = self.rules if rounded else self.rules.unrounded
        known = {name: column for name, column in columns.items() if name in rules.counts}
        if not known:
            return np.zeros(len(self.units))
        scored = score_many(
            known,
            rules=rules,
            level=self.level,
            missing="allow",
            detail="total",
        )
        return scored.points

    @property
    def whole(self) -> Stakes:
        """The same of all units together; how many procedures they have is not known."""
        counts = {
            name: [sum(of for of in column if of is not None)]
            if name.startswith("dossiers_") and None not in column
            else [None]
            for name, column in self.counts.items()
        }
        return attrs.evolve(self, units=("",), group=np.minimum(self.group, 0), counts=counts)

    def costs(self) -> Floats:
        """What each open dossier costs if it is late, in points of its unit."""
        one = np.ones(len(self.units), np.intp)
        of_time = attrs.evolve(self, counts={name: self.counts[name] for name in _OF_TIME})
        usual = of_time.points(of_time.counts, rounded=False)
        with_both = usual - of_time.points(of_time.late(one), rounded=False)
        spared = usual - of_time.points(of_time.late(one, one), rounded=False)
        units = self.group[self.rows]
        costs = np.where(self.spares, spared[units], with_both[units])
        return np.where(self.due, costs, 0.0)


@attrs.frozen(eq=False, repr=False, slots=False)
class AtRisk(Viewed, Sequence[OpenDossier]):
    """The morning's list: a sequence of `OpenDossier`, the earliest promised first.

    Attributes:
        today: The day from which days are counted.
        overdue: How many open dossiers are overdue already; they are not listed.
    """

    today: dt.date
    overdue: int
    _stakes: Stakes
    _points: Floats
    _whole: Floats

    def __len__(self) -> int:
        """How many dossiers are open and still in time."""
        return len(self._points)

    @overload
    def __getitem__(self, place: int) -> OpenDossier: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[OpenDossier]: ...
    def __getitem__(self, place: int | slice) -> Any:
        """One of them, or a list of some."""
        places = range(len(self))[place]
        return [*map(self._at, places)] if isinstance(places, range) else self._at(places)

    def _at(self, place: int) -> OpenDossier:
        stakes, row = self._stakes, int(self._stakes.rows[place])
        promised = stakes.cases.made(Timing).latest[row].item().date()
        return OpenDossier(
            stakes.cases.number(row),
            stakes.units[stakes.group[row]],
            stakes.cases.row(row),
            promised,
            (promised - self.today).days,
            float(self._points[place]),
            float(self._whole[place]),
        )

    @property
    def columns(self) -> dict[str, list[Any]]:
        """The list as columns, for a data frame."""
        names = [field.name for field in attrs.fields(OpenDossier)]
        return {name: [getattr(dossier, name) for dossier in self] for name in names}

    def to_dict(self) -> dict[str, Any]:
        """The list as plain values."""
        dossiers = [as_plain(of) | {"promised": of.promised.isoformat()} for of in self]
        return {"today": self.today.isoformat(), "overdue": self.overdue, "dossiers": dossiers}

    def _headline(self, lang: Lang) -> str:
        return _HEADLINE[lang].format(
            today=day(self.today.isoformat(), lang),
            open=number(len(self), lang),
            overdue=number(self.overdue, lang),
        )

    def _tables(self, lang: Lang) -> list[Table]:
        return [Table(_HEADER[lang].split("|"), Rows(self, lambda of: _cells(of, lang)))]


def _cells(of: OpenDossier, lang: Lang) -> list[Cell]:
    points = (number(p, lang, _DECIMALS) for p in (of.points, of.whole_points))
    return [
        Cell(day(of.promised.isoformat(), lang) or NOTHING),
        Cell(number(of.days_left, lang), right=True),
        Cell(of.dossier or NOTHING),
        Cell(of.unit),
        *(Cell(text, right=True) for text in points),
    ]


@attrs.frozen(repr=False)
class Outlook(Viewed):
    """What the period can still come to, if all that is open ends on time or none of it does.

    These are bounds for the dossiers at hand, and no forecast; dossiers may still come in.

    Attributes:
        period: The period, "2026-08".
        as_of: The day on which it is looked at.
        units: One row a unit.
        whole: All units together, by the counts that add up.
    """

    period: str
    as_of: dt.date
    units: tuple[UnitOutlook, ...]
    whole: UnitOutlook

    @property
    def columns(self) -> dict[str, list[Any]]:
        """The units as columns, for a data frame."""
        names = [field.name for field in attrs.fields(UnitOutlook)]
        return {name: [getattr(unit, name) for unit in self.units] for name in names}

    def to_dict(self) -> dict[str, Any]:
        """The bounds as plain values."""
        values: dict[str, Any] = as_plain(self)
        return values | {"as_of": self.as_of.isoformat()}

    def _headline(self, lang: Lang) -> str:
        as_of = day(self.as_of.isoformat(), lang)
        return _OUTLOOK[lang].format(period=day(self.period, lang), as_of=as_of)

    def _tables(self, lang: Lang) -> list[Table]:
        rows = Rows(
            (*self.units, self.whole),
            lambda of: [
                Cell(_ALL[lang] if of.unit is None else of.unit, head=of.unit is None),
                *(Cell(number(n, lang), right=True) for n in (of.open, of.due)),
                *(Cell(number(p, lang, 2), right=True) for p in (of.at_most, of.at_least)),
            ],
        )
        return [Table(_UNITS[lang].split("|"), rows)]


def at_risk(stakes: Stakes, today: dt.date) -> AtRisk:
    """The dossiers that are open and still in time, and what each costs if it is late."""
    return AtRisk(today, stakes.overdue, stakes, stakes.costs(), stakes.whole.costs())


def outlook(stakes: Stakes, period: str, as_of: dt.date) -> Outlook:
    """What the units can still come to."""
    whole = attrs.evolve(_bounds(stakes.whole)[0], unit=None)
    return Outlook(period, as_of, tuple(_bounds(stakes)), whole)


def _bounds(stakes: Stakes) -> list[UnitOutlook]:
    open_, due = stakes.each(np.ones_like(stakes.due)), stakes.each(stakes.due)
    least = stakes.points(stakes.late(due, stakes.each(stakes.due & stakes.spares)))
    bounds = zip(stakes.points(stakes.counts).tolist(), least.tolist(), strict=True)
    rows = zip(stakes.units, open_.tolist(), due.tolist(), bounds, strict=True)
    return [UnitOutlook(unit, n, can, *map(_known, of)) for unit, n, can, of in rows]


def _known(points: float) -> float | None:
    return None if np.isnan(points) else points
