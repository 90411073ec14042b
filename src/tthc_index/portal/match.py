# SPDX-License-Identifier: MIT
"""Rows of several responses matched: by id, then by code, then by name; two names are two units."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tthc_index.errors import Finding
from tthc_index.text.tables import plain

from .response import Response
from .row import Row, folded


def matched(responses: Iterable[Response], conflicts: list[Finding]) -> list[list[Row]]:
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


def unmatched(units: Iterable[Sequence[Row]], responses: Iterable[Response]) -> Iterator[Finding]:
    """Units that other responses lack; one that holds the unit above alone lacks nobody.

    The list of units is of more than one province, or of no more than one: it lacks nobody, and what
    is in it alone is lacking nowhere.
    """
    pages = [response for response in responses if not response.shape.groups]
    for rows in units:
        there = {row.shape.name for row in rows if not row.shape.groups}
        lacking = [
            response.shape.name
            for response in pages
            if response.shape.name not in there and (len(response.rows) > 1 or not rows[0].above)
        ]
        if lacking and there:
            first = rows[0].at
            message = f"not in {', '.join(lacking)}"
            yield Finding(first.response, first.path, identity(rows), message)


def first_of(rows: Iterable[Row], what: str) -> Any:
    """What the first response that gives it says."""
    return next((getattr(row, what) for row in rows if getattr(row, what) is not None), None)


def identity(rows: Sequence[Row], keys: Sequence[str] = ("name", "id", "code")) -> str | None:
    """The first of these that any response gives."""
    return next(filter(None, (first_of(rows, key) for key in keys)), None)


def namesakes(units: Iterable[Sequence[Row]]) -> Iterator[Finding]:
    """Names that several units have: a mapping by name would lose all but one of them."""
    named: dict[str, list[Sequence[Row]]] = defaultdict(list)
    for rows in units:
        named[folded(first_of(rows, "name") or "")].append(rows)
    for name, several in named.items():
        if name and len(several) > 1:
            codes = (plain(str(identity(rows, ("code", "id")))) for rows in several)
            first, what = several[0][0].at, f"the name of {len(several)} units: {', '.join(codes)}"
            yield Finding(first.response, first.path, first_of(several[0], "name"), what)


def agreed(rows: Sequence[Row], what: str, values: Iterable[Any], conflicts: list[Finding]) -> Any:
    """What all responses say; None if they differ."""
    known = dict.fromkeys(values)
    if len(known) < 2:
        return next(iter(known), None)
    at, told = rows[0].at, " and ".join(plain(str(value)) for value in known)
    conflicts.append(Finding(at.response, at.path, identity(rows), f"two {what}: {told}"))
    return None


def points_of(rows: Iterable[Row]) -> dict[str, float | None]:
    """The published points: a group's own response goes before the list of all groups."""
    points: dict[str, float | None] = {}
    for row in rows:
        for code, published in row.points.items():
            known = points.setdefault(code, published)
            if known is None:
                points[code] = published
            elif published not in (None, known):
                what = f"{code} is {published} here, and {known} in its own response: that is taken"
                row.at.flags.append(row.at.finding("groupScores", what))
    return points
