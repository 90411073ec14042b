# SPDX-License-Identifier: MIT
"""Published results of many units in a file: a unit a row, its points by group, total, rank."""

from __future__ import annotations

import re

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from os import PathLike
from pathlib import Path
from typing import Any

from tthc_index.errors import ValueRefusedError, raise_problems
from tthc_index.results.published import Published
from tthc_index.rules import resolve
from tthc_index.rules.sets import RuleSet

from .batch import as_list
from .formats import format_of, need_extra, read


#: Columns beside those of the groups.
_UNIT, _CODE, _TOTAL, _RANK = "unit", "code", "published_total", "published_rank"

#: What the portal's own tables call the columns: the groups by codes of its own.
PORTAL_NAMES = {
    "TEN": _UNIT,
    "MA_COQUAN": _CODE,
    "CKMB": "transparency",
    "TDGQ": "progress",
    "CLGQ": "online_services",
    "TTTT": "online_payment",
    "MDHL": "satisfaction",
    "MDSH": "digitization",
    "TONG_SCORE": _TOTAL,
    "ROW_STT": _RANK,
}
#: The portal's own key of a row, which says nothing of the unit.
_KEY = "ID"

#: The portal publishes two decimals; an office's spreadsheet may write them with a comma.
_POINTS = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,2})?")
_PLACE = re.compile("[0-9]{1,9}")

#: A row's number, as the file shows it, and its cells by column as texts.
Row = tuple[int, Mapping[str, str]]


def read_published(
    path: str | PathLike[str],
    rules: RuleSet | str = "qd766-2026",
    *,
    peers: int | None = None,
    sheet: str | None = None,
) -> dict[str, Published]:
    r"""Read what was published of many units, by the unit's name.

    The table has a row for each unit and the columns "unit", a group's code each,
    "published_total", "published_rank", and "code" if it likes; or those of the portal's own
    tables (TEN, CKMB, TDGQ, CLGQ, TTTT, MDHL, MDSH, TONG_SCORE, ROW_STT). An empty cell is points
    that were not published.

    Args:
        path: A .csv, .parquet or .xlsx file.
        rules: The rules whose groups its columns are.
        peers: Among how many units they are ranked. By default they are all there; where a rank is
            beyond the number of rows they are not, and no unit has a rank.
        sheet: The name of the Excel sheet; None for the first that is not hidden and is a table.

    Raises:
        ValueRefusedError: If the file is none of the three or damaged, or *peers* no number of units.
        ValueRefusedError: For a column that is missing, unknown or stands twice; for a cell that holds
            none of what it can; for a unit that stands twice.
        Problems: If there are several of these.
        MissingExtraError: Unless the extra `files` is installed.
        OSError: If it can't be read.

    >>> from tempfile import mkdtemp
    >>> file = Path(mkdtemp(), "national-list.csv")
    >>> _ = file.write_text(
    ...     "TEN,CKMB,TDGQ,CLGQ,TTTT,MDHL,MDSH,TONG_SCORE,ROW_STT\n"
    ...     "A,18,19.79,10,10,18,17.16,92.95,1\n"
    ... )
    >>> published = read_published(file)["A"]
    >>> published["progress"], published.total, published.rank
    (19.79, 92.95, (1, 1))
    """
    if peers is not None and (type(peers) is not int or peers < 1):
        raise ValueRefusedError("peers", peers, "a whole number, 1 or more, or None")
    format_of("path", path)
    need_extra()
    used = resolve(rules)
    groups = [group.code for group in used]
    most = {group.code: group.max_points for group in used} | {_TOTAL: used.max_points}
    rows = list(_rows(Path(path), [_UNIT, *groups, _TOTAL, _RANK], sheet))
    times = Counter(row[_UNIT] for _, row in rows)
    raise_problems([p for number, row in rows for p in _problems(number, row, most, peers, times)])
    last = max((int(row[_RANK]) for _, row in rows if row[_RANK]), default=0)
    # A rank beyond the last row: only some of the peers are here, and nobody says how many there are.
    among = peers or (len(rows) if last <= len(rows) else None)
    return {row[_UNIT]: _published(row, groups, among) for _, row in rows}


def holds_published(path: str | PathLike[str], *, sheet: str | None = None) -> bool:
    """Whether the table in a file is one of published results."""
    format_of("path", path)
    need_extra()
    with closing(read(Path(path), [_TOTAL, *PORTAL_NAMES], sheet)) as batches:
        return _TOTAL in map(_ours, next(batches).names)


def _ours(name: str) -> str:
    return PORTAL_NAMES.get(name.strip(), name.strip())


def _rows(path: Path, columns: list[str], sheet: str | None) -> Iterator[Row]:
    """The rows by their columns, all cells as texts; an empty row is none."""
    with closing(read(path, [*columns, *PORTAL_NAMES], sheet)) as batches:
        names = [_ours(name) for name in next(batches).names]
        _check(names, columns)
        for batch in batches:
            cells = [[_text(value) for value in as_list(column)] for column in batch.columns]
            for number, row in zip(batch.rows, zip(*cells, strict=True), strict=True):
                if any(row):
                    yield int(number), dict(zip(names, row, strict=True))


def _text(value: Any) -> str:
    """What a cell holds, as a CSV file would; 18.0 is how many programs keep the number 18."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None or value != value else str(value).strip()  # noqa: PLR0124  # NaN


def _check(names: list[str], columns: list[str]) -> None:
    """Every column stands once, and no other does."""
    allowed = ", ".join([*columns, f"and {_CODE} if there is one"])
    known = {*columns, _CODE, _KEY}
    problems = [
        ValueRefusedError(name, None, "a column of that name", line=1)
        for name in columns
        if name not in names
    ]
    problems += [
        ValueRefusedError(name, name, allowed, line=1) for name in names if name not in known
    ]
    problems += [
        ValueRefusedError(n, n, "a column once", line=1)
        for n, times in Counter(names).items()
        if times > 1
    ]
    raise_problems(problems)


def _problems(
    number: int,
    row: Mapping[str, str],
    most: Mapping[str, float],
    peers: int | None,
    times: Mapping[str, int],
) -> Iterator[ValueRefusedError]:
    """What is the matter with the cells of a row."""
    if not row[_UNIT] or times[row[_UNIT]] > 1:
        yield ValueRefusedError(_UNIT, row[_UNIT], "a unit's name, each once", line=number)
    for column, limit in most.items():
        cell = row[column]
        if cell and not (_POINTS.fullmatch(cell) and _number(cell) <= limit):
            allowed = f"points from 0 to {limit:g} of at most 2 decimals, or nothing"
            yield ValueRefusedError(column, cell, allowed, line=number)
    place = row[_RANK]
    if place and not (_PLACE.fullmatch(place) and 1 <= int(place) <= (peers or int(place))):
        last = "" if peers is None else f" up to {peers}"
        yield ValueRefusedError(
            _RANK, place, f"a whole number above 0{last}, or nothing", line=number
        )


def _published(row: Mapping[str, str], groups: list[str], peers: int | None) -> Published:
    return Published(
        points={code: _number(row[code]) for code in groups},
        total=_number(row[_TOTAL]),
        rank=(int(row[_RANK]), peers) if row[_RANK] and peers else None,
        unit=row[_UNIT],
    )


def _number(cell: str) -> Any:
    return float(cell.replace(",", ".")) if cell else None
