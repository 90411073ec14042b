# SPDX-License-Identifier: MIT
"""What many units have: points by code and unit, and why some are not there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import attrs
import numpy as np

from tthc_index.errors import TthcIndexError, UnknownNameError, ValueRefusedError, raise_problems
from tthc_index.rules import resolve
from tthc_index.rules.sets import RuleSet
from tthc_index.scoring.card import ScoreCard
from tthc_index.scoring.columns import as_objects
from tthc_index.scoring.scores import TOTAL
from tthc_index.scoring.table import ScoreTable
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import number

from .published import Published
from .rank import ranked


#: What many units have: a card or published results each, None where nothing is known; or a table.
Results = Mapping[Any, ScoreCard | Published | None] | ScoreTable

_NOTHING_KNOWN = Label(vi="chưa có số liệu", en="no figures")
_OPEN = Label(vi="chưa đủ số liệu: từ {} đến {} điểm", en="counts are missing: {} to {} points")
_REFUSED = Label(vi="số liệu không hợp lệ", en="counts are refused")


@attrs.frozen
class Column:
    """Points of many units.

    Attributes:
        code: The group, the indicator, or "total".
        mark: Its number where room is short, "1" or "1.2"; the total has none.
        title: Its number, what it is called, and the most that it can earn.
        max_points: The most that it can earn, in points.
        points: Points by unit; none of units without points, or that lack counts for it.
    """

    code: str
    mark: str
    title: str
    max_points: float
    points: Mapping[Any, float] = attrs.field(repr=False)


def checked(results: Results) -> Results:
    """The results, if they are such.

    Raises:
        ValueRefusedError: If they are none.
        Problems: If several units have what is none.
    """
    if isinstance(results, ScoreTable):
        return results
    if not isinstance(results, Mapping):
        allowed = "units with their card or published results; or a ScoreTable"
        raise ValueRefusedError("results", results, allowed)
    problems: list[TthcIndexError] = [
        ValueRefusedError(f"results[{unit!r}]", result, "a ScoreCard, a Published or None")
        for unit, result in results.items()
        if not isinstance(result, ScoreCard | Published | None)
    ]
    raise_problems(problems)
    return results


def by_key(results: Results) -> tuple[Results, dict[Any, str]]:
    """The results by keys that differ, and their names: rows of a table may share a name."""
    if isinstance(results, ScoreTable):
        rows = as_objects(range(len(results)))
        units = rows if results.units is None else results.units
        return attrs.evolve(results, units=rows), dict(enumerate(map(str, units.tolist())))
    return checked(results), {unit: str(unit) for unit in results}


def rules_of(results: Results, rules: RuleSet | str) -> tuple[RuleSet, Collection[str]]:
    """The rules, and the codes of which there are points."""
    if isinstance(results, ScoreTable):
        return results.rules, {*results.group_points, *results.indicator_points}
    published = [result.points for result in results.values() if isinstance(result, Published)]
    codes = dict.fromkeys(code for points in published for code in points)
    cards = [result.rules for result in results.values() if isinstance(result, ScoreCard)]
    used = cards[0] if cards else resolve(rules)
    known = [part.code for part in (*used, *used.scored)]
    raise_problems(
        [UnknownNameError("code", code, tuple(known)) for code in codes if code not in used]
    )
    return used, known if cards else codes


def columns_of(
    results: Results, rules: RuleSet, known: Collection[str], lang: Lang
) -> Iterator[Column]:
    """Groups, the total, indicators."""
    groups = list(enumerate(rules, 1))
    parts = [(f"{n}", group.code, group.name, group.max_points) for n, group in groups]
    parts += [("", "total", TOTAL, rules.max_points)]
    for n, group in groups:
        scored = [rule for rule in group if not rule.monitored]
        parts += [(f"{n}.{m}", r.code, r.name, r.max_points) for m, r in enumerate(scored, 1)]
    for mark, code, name, most in parts:
        if code in known or code == "total":
            title = f"{mark}. " * bool(mark) + f"{name[lang]} ({number(most, lang)})"
            places = ranked(results, by=code)
            units, points = places.units[: places.of], places.points[: places.of]
            own = dict(zip(units.tolist(), points.tolist(), strict=True))
            yield Column(code, mark, title, most, own)


def notes_of(results: Results, lang: Lang, decimals: int) -> Iterator[tuple[Any, str]]:
    """What is to be said beside a unit's points, by unit."""
    if not isinstance(results, ScoreTable):
        yield from ((unit, _note(result, lang, decimals)) for unit, result in results.items())
        return
    for row in np.flatnonzero(~results.complete).tolist():
        try:
            yield row, _note(results[row], lang, decimals)
        except TthcIndexError:
            yield row, _REFUSED[lang]


def _note(result: ScoreCard | Published | None, lang: Lang, decimals: int) -> str:
    if result is None or (isinstance(result, ScoreCard) and result.points is None):
        return _NOTHING_KNOWN[lang]
    if isinstance(result, Published) or result.complete:
        return ""
    return _OPEN[lang].format(*(number(bound, lang, decimals) for bound in result.bounds))
