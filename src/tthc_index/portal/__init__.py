# SPDX-License-Identifier: MIT
"""What the National Public Service Portal published of each unit, matched across its six responses."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike
from typing import Any, overload

import attrs

from tthc_index.errors import ArgumentError, Finding, PortalError
from tthc_index.results.published import Published
from tthc_index.rules.objects import Level, RuleSet
from tthc_index.scoring.card import ScoreCard
from tthc_index.text.view import Cell, number, text_table

from .response import Response, Row, read_response
from .shapes import SHAPES


#: One response: a path, JSON as text or bytes, or a dict.
Source = str | bytes | PathLike[str] | Mapping[str, Any]

#: How many units a printed table shows.
SHOWN = 20


@attrs.frozen(kw_only=True, repr=False)
class PortalUnit:
    """What the portal published of one unit in one period.

    Attributes:
        id: The portal's id of the unit; None where no response gives it, as of all that follows.
        code: The unit's official code, "H44.100".
        level: Province, department or commune; None also where responses disagree.
        parent: The id of the unit above it; where that has none its code, or its name.
        published: The points of groups and indicators, percentages beside counts, counts,
            percentages without counts, name and period.
        flags: What the portal says of the quality of its figures; maxima other than the rules';
            figures that can't be true together.
        unknown: Keys and metrics that have no meaning here, with their values.
        rows: What each response says of the unit, as given, by the group that it is about.
    """

    id: str | None
    code: str | None
    level: Level | None
    parent: str | None
    published: Published
    flags: tuple[Finding, ...]
    unknown: tuple[Finding, ...]
    rows: Mapping[str, Mapping[str, Any]] = attrs.field(hash=False)

    @property
    def name(self) -> str | None:
        """The unit's name as the portal writes it."""
        return self.published.unit

    @property
    def period(self) -> str | None:
        """The period that the caller named."""
        return self.published.period

    @property
    def counts(self) -> Mapping[str, Any]:
        """Counts by our names; None where the portal gives null."""
        return self.published.counts

    @property
    def percentages(self) -> Mapping[str, float]:
        """Percentages of the indicators whose counts are not published, by code."""
        return self.published.percentages

    def score(self, rules: RuleSet | str = "qd766-2026") -> ScoreCard:
        """The card of what was published; what was not is missing.

        Raises:
            TthcIndexError: If figures contradict each other (see `flags`), or don't fit the rules.
        """
        return self.published.score(rules=rules, level=self.level)

    def __repr__(self) -> str:
        level = self.level and str(self.level)
        return f"PortalUnit({self.name!r}, id={self.id!r}, level={level!r}, {', '.join(self.rows)})"


@attrs.frozen(kw_only=True, repr=False)
class PortalUnits(Sequence[PortalUnit]):
    """The units of some responses: the unit above first, then in the order of the responses.

    Attributes:
        units: One record for each unit.
        responses: The portal's name of each response, by its file or by that name.
        flags: What a response says of itself: a message; that only a part of the units is in it.
        unknown: Keys outside of any unit that have no meaning here, with their values.
        unmatched: Units that are in some of the responses alone, and the responses they are not in.
        conflicts: Where responses disagree: one id for two names (they are kept apart), two ids for
            one name, two levels, two units above.
    """

    units: tuple[PortalUnit, ...]
    responses: Mapping[str, str] = attrs.field(hash=False)
    flags: tuple[Finding, ...]
    unknown: tuple[Finding, ...]
    unmatched: tuple[Finding, ...]
    conflicts: tuple[Finding, ...]

    @overload
    def __getitem__(self, place: int) -> PortalUnit: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[PortalUnit]: ...
    def __getitem__(self, place: int | slice) -> PortalUnit | Sequence[PortalUnit]:
        """The unit at that place."""
        return self.units[place]

    def __len__(self) -> int:
        """How many units there are."""
        return len(self.units)

    def __repr__(self) -> str:
        groups = [shape.group for shape in SHAPES if shape.name in self.responses.values()]
        rows = [
            [Cell(str(unit.name or unit.id or unit.code)), Cell(str(unit.level or "–"))]
            + [Cell(number(unit.published[group], decimals=2), right=True) for group in groups]
            for unit in self.units[:SHOWN]
        ]
        told = {name: len(getattr(self, name)) for name in ("unmatched", "conflicts")}
        told |= {
            name: sum(len(getattr(part, name)) for part in (self, *self.units))
            for name in ("flags", "unknown")
        }
        table = text_table(["unit", "level", *groups], rows)
        more = f"\nand {len(self) - SHOWN:,} more" if len(self) > SHOWN else ""
        counted = ", ".join(f"{name}: {count:,}" for name, count in told.items())
        return f"{table}{more}\n{counted}"


def read(responses: Source | Iterable[Source], *, period: str | None = None) -> PortalUnits:
    """Read responses of the portal: one record for each unit in them.

    A response is recognised by what is in it. Units are matched across responses by their id, then
    by their code, then by their name; two units of different names are never taken for one.

    Args:
        responses: One or several of the six responses, in any order: paths, JSON texts, bytes or
            dicts. All must be of one period, and each group may come once.
        period: The month, quarter or year that they were asked for, as they don't name it.

    Raises:
        PortalError: For anything that can't be read: no JSON, a response that is none of the six,
            a missing or renamed key, a value of a wrong type, a unit or a group that stands twice.
            It holds all problems, each with its response and JSON path.
        ArgumentError: If *responses* or *period* is none of what it can be.

    >>> units = read({"code": "OK", "data": {"children": [], "parent": {
    ...     "departmentId": "dep-H44", "departmentName": "UBND tỉnh Phú Thọ",
    ...     "totalReceived": 184513, "totalOnTime": 144625, "avgProcessingDays": 7.05,
    ...     "totalScore": 15.68, "totalMaxScore": 20, "ratio": 78.38,
    ... }}}, period="2026-08")
    >>> units[0].name, units[0].counts["dossiers_on_time"], units[0].published["progress"]
    ('UBND tỉnh Phú Thọ', 144625, 15.68)
    >>> units[0].score()["progress"].points
    15.68
    """
    if not isinstance(period, str | None):
        raise ArgumentError("period", period, "text, such as '2026-08', or None")
    faults: list[Finding] = []
    found = [
        read_response(source, f"responses[{place}]", faults)
        for place, source in enumerate(_sources(responses))
    ]
    readable = sorted(filter(None, found), key=lambda response: SHAPES.index(response.shape))
    faults += _twice(readable)
    if faults:
        raise PortalError(tuple(faults))
    return _units(readable, period)


def _sources(responses: Any) -> list[Any]:
    if isinstance(responses, str | bytes | PathLike | Mapping):
        return [responses]
    sources = list(responses) if isinstance(responses, Iterable) else []
    if not sources:
        allowed = "a path, a JSON text or a dict, or several of them"
        raise ArgumentError("responses", responses, allowed)
    return sources


def _twice(responses: Iterable[Response]) -> Iterator[Finding]:
    seen: dict[str, Response] = {}
    for response in responses:
        first = seen.setdefault(response.shape.name, response)
        if first is not response:
            message = f"{response.shape.name} is given twice: {first.body.response} is it too"
            yield Finding(response.body.response, "", None, message)


def _units(responses: Sequence[Response], period: str | None) -> PortalUnits:
    conflicts: list[Finding] = []
    matched = _matched(responses, conflicts)
    whose = {row: rows for rows in matched for row in rows}
    units = tuple(_unit(rows, whose, period, conflicts) for rows in matched)
    return PortalUnits(
        units=units,
        responses={response.body.response: response.shape.name for response in responses},
        flags=tuple(flag for response in responses for flag in response.body.flags),
        unknown=tuple(key for response in responses for key in response.body.unknown),
        unmatched=tuple(_unmatched(matched, responses)),
        conflicts=tuple(conflicts),
    )


def _matched(responses: Iterable[Response], conflicts: list[Finding]) -> list[list[Row]]:
    """The rows of each unit."""
    units: list[list[Row]] = []
    for response in responses:
        left = response.rows
        for key in ("departmentId", "departmentCode", "departmentName"):
            left = _join(left, units, key, conflicts)
        units += [[row] for row in left]
    return units


def _join(
    rows: Sequence[Row], units: Iterable[list[Row]], key: str, conflicts: list[Finding]
) -> list[Row]:
    """Join rows to the units that have the same *key*; those that found none are left."""
    same: dict[str, list[list[Row]]] = defaultdict(list)
    for unit in units:
        for value in {row.keys[key] for row in unit if key in row.keys}:
            same[value].append(unit)
    peers = Counter(row.keys.get(key) for row in rows)
    left = []
    for row in rows:
        alike = [u for u in same.get(row.keys.get(key, ""), ()) if u[-1].shape is not row.shape]
        fitting = [unit for unit in alike if not _another(unit, row, key)]
        if len(fitting) == 1 and peers[row.keys[key]] == 1:
            conflicts += _disagreements(fitting[0], row, key)
            fitting[0].append(row)
        else:
            conflicts += [row.at.finding(key, f"also {_told(unit)}: kept apart") for unit in alike]
            left.append(row)
    return left


def _another(unit: Iterable[Row], row: Row, key: str) -> bool:
    """Whether they are two units in spite of the same *key*."""
    told_by = "departmentCode" if key == "departmentName" else "departmentName"
    return _differ(unit, row, told_by)


def _differ(unit: Iterable[Row], row: Row, key: str) -> bool:
    known = {other.keys[key] for other in unit if key in other.keys}
    return bool(known) and key in row.keys and row.keys[key] not in known


def _disagreements(unit: Sequence[Row], row: Row, matched_by: str) -> Iterator[Finding]:
    for key in row.keys:
        if _differ(unit, row, key):
            message = f"another than that of {_told(unit)}: matched by {matched_by}"
            yield row.at.finding(key, message)


def _told(unit: Sequence[Row]) -> str:
    """The unit in words: its name, and where it stands first."""
    return f"{unit[0].name!r} ({unit[0].at.response}: {unit[0].at.path})"


def _unmatched(units: Iterable[list[Row]], responses: Iterable[Response]) -> Iterator[Finding]:
    """Units that other responses lack; one that holds the unit above alone lacks nobody."""
    for rows in units:
        there = {row.shape.name for row in rows}
        lacking = [
            response.shape.name
            for response in responses
            if response.shape.name not in there and (len(response.rows) > 1 or not rows[0].above)
        ]
        if lacking:
            first = rows[0].at
            message = f"not in {', '.join(lacking)}"
            yield Finding(first.response, first.path, _identity(rows), message)


def _identity(rows: Iterable[Row], keys: Sequence[str] = ("name", "id", "code")) -> str | None:
    """The first of these that any response gives."""
    known = (getattr(row, key) for key in keys for row in rows)
    return next(filter(None, known), None)


def _unit(
    rows: Sequence[Row],
    whose: Mapping[Row, Sequence[Row]],
    period: str | None,
    conflicts: list[Finding],
) -> PortalUnit:
    above = [whose[row.above] for row in rows if row.above]
    parents = [_identity(unit, ("id", "code", "name")) for unit in above]
    levels = [row.level for row in rows if row.level]
    published = Published(
        points={code: points for row in rows for code, points in row.points.items()},
        unit=_identity(rows, ("name",)),
        period=period,
        counts={name: count for row in rows for name, count in row.counts.items()},
        percentages={code: share for row in rows for code, share in row.percentages.items()},
        shares=tuple(share for row in rows for share in row.shares),
    )
    return PortalUnit(
        id=_identity(rows, ("id",)),
        code=_identity(rows, ("code",)),
        level=_agreed(rows, "levels", levels, conflicts),
        parent=_agreed(rows, "units above", parents, conflicts),
        published=published,
        flags=tuple(flag for row in rows for flag in row.at.flags),
        unknown=tuple(key for row in rows for key in row.at.unknown),
        rows={row.shape.group: row.at.values for row in rows},
    )


def _agreed(rows: Sequence[Row], what: str, values: Iterable[Any], conflicts: list[Finding]) -> Any:
    """What all responses say; None if they differ."""
    known = dict.fromkeys(values)
    if len(known) < 2:
        return next(iter(known), None)
    at, told = rows[0].at, " and ".join(map(str, known))
    conflicts.append(Finding(at.response, at.path, _identity(rows), f"two {what}: {told}"))
    return None
