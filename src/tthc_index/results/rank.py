# SPDX-License-Identifier: MIT
"""Ranks among peers, as notices write them: "1/7"."""

from __future__ import annotations

import warnings

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Literal

import attrs
import numpy as np

from numpy.typing import NDArray

from tthc_index.errors import (
    LevelsWarning,
    TthcIndexError,
    UnknownNameError,
    ValueRefusedError,
    raise_problems,
)
from tthc_index.rules.objects import Level
from tthc_index.rules.sets import RuleSet
from tthc_index.scoring.card import ScoreCard
from tthc_index.scoring.columns import Column, as_objects, as_values
from tthc_index.scoring.inputs import as_ratio, read_choice
from tthc_index.scoring.scores import TOTAL
from tthc_index.scoring.table import Floats, ScoreTable
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import NOTHING, as_written, half_up, number
from tthc_index.text.tables import Cell, Rows, Table, Viewed, as_plain

from .names import levels_among
from .published import Published
from .rows import composed, decimals_of


_HEADER = Label(vi="thứ hạng|đơn vị|điểm", en="rank|unit|points")
_HEADLINE = Label(vi="{name}: {of} đơn vị được xếp hạng", en="{name}: {of} ranked")
_UNRANKED = Label(vi=", {} đơn vị không xếp hạng", en=", {} not ranked")


@attrs.frozen
class Rank:
    """One unit's place among its peers.

    Attributes:
        unit: The unit's name, or its row where the table names none.
        points: What it is ranked by, in points; None where it has none.
        rank: Its place, 1 for the highest; None if it is not ranked.
        of: How many units are ranked.

    >>> print(Rank("Sơn Dương", 87.1, 1, 7))
    1/7
    """

    unit: Any
    points: float | None
    rank: int | None
    of: int

    def __str__(self) -> str:
        """The rank as a notice writes it; a dash if there is none."""
        return NOTHING if self.rank is None else f"{self.rank}/{self.of}"


@attrs.frozen(eq=False, repr=False)
class Ranking(Viewed):
    """Units by rank, the highest first; those without one at the end: made by `rank`.

    `ranking["Sở Y tế"]` is the `Rank` of that unit; iteration gives all of them in order.

    Attributes:
        by: The code that the units are ranked by: "total", a group or an indicator.
        name: What that is called, in both languages.
        units: The units' names in order, or their rows.
        points: What each is ranked by; NaN where it has no points.
        of: How many units are ranked: the first ones.
        decimals: Decimals with which points are printed.
        levels: The first unit of each level, where units of several levels are ranked together.
    """

    by: str
    name: Label
    units: Column
    points: Floats
    of: int
    decimals: int
    levels: tuple[tuple[Level, Any], ...]
    _ranks: NDArray[np.intp]

    @cached_property
    def rows(self) -> tuple[Rank, ...]:
        """A `Rank` for each unit, in order."""
        points = [None if np.isnan(own) else own for own in self.points.tolist()]
        ranks = [*self._ranks.tolist(), *[None] * (len(points) - self.of)]
        rows = zip(self.units.tolist(), points, ranks, strict=True)
        return tuple(Rank(*row, self.of) for row in rows)

    @cached_property
    def _at(self) -> Mapping[Any, list[int]]:
        places: dict[Any, list[int]] = {}
        for place, unit in enumerate(self.units.tolist()):
            places.setdefault(composed(unit), []).append(place)
        return places

    def __getitem__(self, unit: Any) -> Rank:
        """The rank of that unit, however the letters of its name are composed.

        Raises:
            UnknownNameError: (a KeyError) If there is no such unit.
            ValueRefusedError: If several units have that name.
        """
        places = self._at.get(composed(unit), [])
        if not places:
            raise UnknownNameError("unit", unit, tuple(map(str, self._at)))
        if len(places) > 1:
            raise ValueRefusedError(
                "unit", unit, f"a name of one unit; {len(places):,} have this one"
            )
        return self.rows[places[0]]

    def __iter__(self) -> Iterator[Rank]:
        """All ranks, in order."""
        return iter(self.rows)

    def __len__(self) -> int:
        """How many units there are, ranked or not."""
        return len(self.units)

    def lowest(self, n: int) -> tuple[Rank, ...]:
        """The last *n* of the ranked units, the very last first."""
        return self.rows[: self.of][::-1][:n]

    def to_dict(self) -> dict[str, Any]:
        """The ranking as plain values: what it is by, how many are ranked, and the rows."""
        return {"by": self.by, "of": self.of, "rows": as_plain(self.rows)}

    def _headline(self, lang: Lang) -> str:
        unranked = len(self) - self.of
        line = _HEADLINE[lang].format(name=self.name[lang], of=number(self.of, lang))
        return line + _UNRANKED[lang].format(number(unranked, lang)) * bool(unranked)

    def _tables(self, lang: Lang) -> list[Table]:
        return [
            Table(_HEADER[lang].split("|"), Rows(self.rows, lambda row: self._cells(row, lang)))
        ]

    def _cells(self, row: Rank, lang: Lang) -> list[Cell]:
        points = Cell(number(row.points, lang, self.decimals), right=True)
        return [Cell(str(row), right=True), Cell(str(row.unit)), points]


def rank(
    results: Mapping[Any, ScoreCard | Published | float | None] | ScoreTable | Any,
    *,
    by: str = "total",
    ties: Literal["min", "ordinal"] = "min",
    incomplete: Literal["exclude", "include"] = "exclude",
) -> Ranking:
    """Rank units among themselves, the one with the most points first.

    Points are compared as they are printed: what differs behind the last decimal is a tie.
    A unit without points has no rank, and neither has one some of whose counts are missing: it
    could stand higher. It is listed at the end, in the given order.

    Args:
        results: Unit to card, published results, or points (None where they are not known), in a
            mapping or a pandas Series; or a `ScoreTable`, whose rows are the units. Compare peers:
            units of one level and period.
        by: "total", a group or a scored indicator.
        ties: "min" gives units with equal points the same, best rank: 1, 2, 2, 4. "ordinal"
            numbers them in the given order, 1, 2, 3, 4, as the national portal does.
        incomplete: "exclude" leaves out units with missing counts of what is ranked; "include"
            ranks them by the points that are known.

    Warns:
        LevelsWarning: If units are of several levels, as cards, a table or their names say.

    Raises:
        UnknownNameError: (a KeyError) If *by* is nothing that the results have points of.
        ValueRefusedError: For cards scored by different rules, points that are no number of 0 or
            more, and any other argument that is none of what it can be.
        Problems: If there are several of these problems.

    >>> ranking = rank({"Sở Y tế": 83.26, "Sở Tài chính": 63.01, "Sở Công Thương": 90.19})
    >>> print(ranking["Sở Y tế"], ranking.lowest(1)[0].unit)
    2/3 Sở Tài chính
    """
    made = ranked(results, by=by, ties=ties, incomplete=incomplete)
    if made.levels:
        warnings.warn(LevelsWarning(made.levels), stacklevel=2)
    return made


def ranked(
    results: Any, *, by: str = "total", ties: str = "min", incomplete: str = "exclude"
) -> Ranking:
    """What `rank` gives, without its warning: `levels` says the same."""
    problems: list[TthcIndexError] = []
    results = _mapping(results, problems)
    read_choice("ties", ties, ("min", "ordinal"), problems)
    read_choice("incomplete", incomplete, ("exclude", "include"), problems)
    if not isinstance(results, Mapping | ScoreTable) or len(results) == 0:
        allowed = "units with their card, published results or points; or a ScoreTable"
        problems.append(ValueRefusedError("results", results, allowed))
    if not isinstance(by, str):
        problems.append(
            ValueRefusedError("by", by, "'total', or the code of a group or an indicator")
        )
    raise_problems(problems)
    if isinstance(results, ScoreTable):
        name, units, points, complete = _of_table(results, by)
    else:
        name, units, points, complete = _of_mapping(results, by)
    placed = ~np.isnan(points) & (complete | (incomplete == "include"))
    decimals = decimals_of(results)
    printed = _as_printed(points, decimals)
    # Sorting is stable: ties, and units without a rank, stay in the given order; NaN goes last.
    order = np.argsort(np.where(placed, -printed, np.nan), kind="stable")
    of = int(placed.sum())
    falling = -printed[order][:of]
    ranks = np.arange(of) if ties == "ordinal" else np.searchsorted(falling, falling)
    levels = levels_among(_levels(results, units))
    return Ranking(by, name, units[order], points[order], of, decimals, levels, ranks + 1)


def _levels(results: Any, units: Column) -> Iterator[tuple[Any, Any]]:
    """Each unit with its level, as far as cards or the table say it."""
    if isinstance(results, Mapping):
        yield from ((unit, getattr(result, "level", None)) for unit, result in results.items())
    elif isinstance(results.levels, np.ndarray):
        yield from zip(units.tolist(), results.levels.tolist(), strict=True)
    elif results.levels is None:
        yield from ((unit, None) for unit in units.tolist())


def _as_printed(points: Floats, decimals: int) -> Floats:
    """Points in units of the last decimal that is printed: no float's tail breaks a tie."""
    scaled = points * 10**decimals
    whole: Floats = np.rint(scaled)
    # Next to a half, the decimals that the points are written with decide, as in print.
    for at in np.flatnonzero(np.abs(np.abs(scaled - whole) - 0.5) < 1e-6):
        whole[at] = half_up(as_written(float(points[at])), decimals) * 10**decimals
    return whole


def _mapping(results: Any, problems: list[TthcIndexError]) -> Any:
    """The units of a pandas Series with their points, null where it has none; else the results."""
    if not hasattr(results, "index") or getattr(results, "ndim", None) != 1:
        return results
    units = as_values(results.index)
    problems += [
        ValueRefusedError("results", unit, "each unit once")
        for unit, n in Counter(units).items()
        if n > 1
    ]
    return dict(zip(units.tolist(), as_values(results).tolist(), strict=True))


#: What is ranked by, the units, their points, and whether nothing is missing.
_Figures = tuple[Label, Column, Floats, NDArray[np.bool_]]


def _of_mapping(results: Mapping[Any, Any], by: str) -> _Figures:
    rules = [result.rules for result in results.values() if isinstance(result, ScoreCard)]
    if any(other != rules[0] for other in rules):
        ids = tuple(dict.fromkeys(other.id for other in rules))
        raise ValueRefusedError("results", ids, "cards that are scored by the same rules")
    published = [result for result in results.values() if isinstance(result, Published)]
    known = (
        _codes(rules[0]) if rules else dict.fromkeys(code for p in published for code in p.points)
    )
    # Points alone are points of whatever the caller says.
    if by != "total" and by not in known and (rules or published):
        raise UnknownNameError("code", by, ("total", *known))
    problems: list[TthcIndexError] = []
    figures = [_figure(unit, result, by, problems) for unit, result in results.items()]
    raise_problems(problems)
    points, complete = zip(*figures, strict=True)
    return (
        _name(rules[0] if rules else None, by),
        as_objects(results),
        np.array(points, np.float64),
        np.array(complete, bool),
    )


def _figure(
    unit: Any, result: Any, by: str, problems: list[TthcIndexError]
) -> tuple[float | None, bool]:
    """A unit's points, None for none, and whether nothing is missing."""
    if isinstance(result, ScoreCard):
        return result[by].points, result[by].complete
    if isinstance(result, Published):
        return result[by], True
    if result is None:
        return None, True
    ratio = as_ratio(result)
    if isinstance(ratio, str):
        allowed = "a ScoreCard, a Published, points (a number, 0 or more) or None"
        problems.append(ValueRefusedError(f"results[{unit!r}]", result, allowed))
        return None, True
    return ratio[0] / ratio[1], True


def _of_table(table: ScoreTable, by: str) -> _Figures:
    known = {**table.indicator_points, **table.group_points, "total": table.points}
    if by not in known:
        raise UnknownNameError("code", by, tuple(known))
    units = as_objects(range(len(table))) if table.units is None else table.units
    return _name(table.rules, by), units, known[by], table.known(by)


def _codes(rules: RuleSet) -> tuple[str, ...]:
    return (*(group.code for group in rules), *(rule.code for rule in rules.scored))


def _name(rules: RuleSet | None, by: str) -> Label:
    if by == "total":
        return TOTAL
    return Label(by, by) if rules is None else rules[by].name
