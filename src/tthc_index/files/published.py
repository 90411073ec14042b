# SPDX-License-Identifier: MIT
"""Published results of many units in a file: a unit a row, its points by group, total, rank."""

from __future__ import annotations

import re
import warnings

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from os import PathLike
from pathlib import Path
from typing import Any, Literal

import attrs

from tthc_index.errors import (
    LeftOutWarning,
    SheetsWarning,
    TthcIndexError,
    ValueRefusedError,
    raise_problems,
)
from tthc_index.results.published import Published
from tthc_index.rules import resolve
from tthc_index.rules.objects import Group, Indicator
from tthc_index.rules.sets import RuleSet
from tthc_index.scoring.inputs import read_choice
from tthc_index.text.labels import key

from .batch import Batch, as_list
from .formats import format_of, need_extra, read
from .headers import UNITS, Headers, heading
from .layout import no_units
from .summary import LeftOut


#: Columns beside those of the groups.
_UNIT, _CODE, _TOTAL, _RANK = "unit", "code", "published_total", "published_rank"

#: What `score_file` writes beside points of groups and indicators.
_SCORED, _COMPLETE = "total", "complete"

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

#: What notices and offices call them.
_WORDS = {"Tổng điểm": _TOTAL, "Hạng": _RANK, "Thứ hạng": _RANK, "Xếp hạng": _RANK}

#: What says nothing of the unit: the portal's own key of a row, its place in the list, a note.
_ASIDE = frozenset({"id", "stt", "tt", "so tt", "so thu tu", "ghi chu", "note", "notes"})

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
    totals: Literal["drop", "keep"] = "drop",
) -> dict[str, Published]:
    r"""Read what was published of many units, by the unit's name.

    The table has a row for each unit and the columns "unit", a group's code each,
    "published_total", "published_rank", and "code" if it likes; or those of the portal's own
    tables (TEN, CKMB, TDGQ, CLGQ, TTTT, MDHL, MDSH, TONG_SCORE, ROW_STT); or the names of the
    groups, "Đơn vị", "Tổng điểm" and "Hạng", as `appendices` writes them. An empty cell is points
    that were not published. Rows that are no units, such as "Trung bình", are left out, and a
    warning tells which.

    The file that `score_file` wrote is read too: its points, its "total", and of units that are not
    "complete" what is known for sure.

    Args:
        path: A .csv, .parquet or .xlsx file.
        rules: The rules whose groups its columns are.
        peers: Among how many units they are ranked. By default they are all there; where a rank is
            beyond the number of rows they are not, and no unit has a rank.
        sheet: The name of the Excel sheet; None for the first that is not hidden and is a table.
        totals: "drop" leaves out rows that sum up others; "keep" takes them for units.

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
    problems: list[TthcIndexError] = []
    read_choice("totals", totals, ("drop", "keep"), problems)
    raise_problems(problems)
    format_of("path", path)
    need_extra()
    used = resolve(rules)
    most = {part.code: part.max_points for part in (*used, *used.scored)}
    most |= dict.fromkeys((_TOTAL, _SCORED), used.max_points)
    left_out: list[LeftOut] = []
    sheets: list[str] = []
    rows = list(_rows(Path(path), used, sheet, None if totals == "keep" else left_out, sheets))
    if sheets:
        warnings.warn(SheetsWarning(sheets[0], tuple(sheets[1:])), stacklevel=2)
    times = Counter(row[_UNIT] for _, row in rows)
    raise_problems([p for number, row in rows for p in _problems(number, row, most, peers, times)])
    if left_out:
        warnings.warn(LeftOutWarning(tuple(left_out)), stacklevel=2)
    last = max((int(row[_RANK]) for _, row in rows if row.get(_RANK)), default=0)
    ranked = sum(any(row.get(name) for name in most) for _, row in rows)
    # A rank beyond the last row: only some of the peers are here, and nobody says how many there are.
    among = peers or (ranked if last <= ranked else None)
    return {row[_UNIT]: _published(row, used, among) for _, row in rows}


def holds_published(path: str | PathLike[str], *, sheet: str | None = None) -> bool:
    """Whether the table in a file is one of points, published or written by `score_file`."""
    format_of("path", path)
    need_extra()
    headers = Headers(frozenset({_TOTAL, _SCORED}), _words(()))
    with closing(read(Path(path), headers, sheet)) as batches:
        return not {_TOTAL, _SCORED}.isdisjoint(next(batches).said)


def _words(groups: Iterable[Group]) -> dict[str, str]:
    """What columns are called beside our names, as `heading` sees it."""
    names = {heading(name): group.code for group in groups for name in attrs.astuple(group.name)}
    own = {heading(name): code for name, code in (PORTAL_NAMES | _WORDS).items()}
    return {**dict.fromkeys(UNITS, _UNIT), **names, **own}


def _rows(
    path: Path, rules: RuleSet, sheet: str | None, left_out: list[LeftOut] | None, sheets: list[str]
) -> Iterator[Row]:
    """The rows by their columns, all cells as texts; an empty row is none."""
    groups = [group.code for group in rules]
    figures = frozenset({*groups, *(rule.code for rule in rules.scored), _TOTAL, _RANK, _SCORED})
    headers = Headers(figures, _words(rules), frozenset({_UNIT, _CODE, _COMPLETE}))
    with closing(read(path, headers, sheet)) as batches:
        first = next(batches)
        sheets += first.sheets
        _check(first, [_UNIT, *groups, _TOTAL, _RANK])
        for batch in batches:
            columns = dict(zip(batch.names, batch.columns, strict=True))
            out = {} if left_out is None else no_units(columns, figures, len(batch.rows))
            if left_out is not None:
                left_out += [(int(batch.rows[row]), *what) for row, what in out.items()]
            cells = [[_text(value) for value in as_list(column)] for column in batch.columns]
            for at, row in enumerate(zip(*cells, strict=True)):
                if any(row) and at not in out:
                    yield int(batch.rows[at]), dict(zip(batch.names, row, strict=True))


def _text(value: Any) -> str:
    """What a cell holds, as a CSV file would; 18.0 is how many programs keep the number 18."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None or value != value else str(value).strip()  # noqa: PLR0124  # NaN


def _check(first: Batch, columns: list[str]) -> None:
    """Every column stands once, and no other does that could be one of these; each in its line."""
    names, line = first.names, first.head or 1
    scored = _SCORED in names and _TOTAL not in names
    needed = [_UNIT] if scored else columns
    problems = [
        ValueRefusedError(name, None, "a column of that name", line=line)
        for name in needed
        if name not in names
    ]
    allowed = ", ".join([*columns, f"and {_CODE} if there is one"])
    problems += [
        ValueRefusedError(name, name, allowed, line=line)
        for name in names
        if not (scored or name in {*columns, _CODE} or key(name) in _ASIDE or name in first.said)
    ]
    problems += [
        ValueRefusedError(n, n, "a column once", line=line)
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
        cell = row.get(column)
        if cell and not (_POINTS.fullmatch(cell) and _number(cell) <= limit):
            allowed = f"points from 0 to {limit:g} of at most 2 decimals, or nothing"
            yield ValueRefusedError(column, cell, allowed, line=number)
    place = row.get(_RANK)
    if place and not (_PLACE.fullmatch(place) and 1 <= int(place) <= (peers or int(place))):
        last = "" if peers is None else f" up to {peers}"
        yield ValueRefusedError(
            _RANK, place, f"a whole number above 0{last}, or nothing", line=number
        )


def _published(row: Mapping[str, str], rules: RuleSet, peers: int | None) -> Published:
    complete = row.get(_COMPLETE, "").lower() not in {"false", "0"}
    points = {
        part.code: _number(row[part.code])
        for part in (*rules, *rules.scored)
        if part.code in row and (complete or _is_sure(part, row))
    }
    place = row.get(_RANK)
    return Published(
        points=points,
        total=_number(row.get(_TOTAL) or row.get(_SCORED, "")) if complete else None,
        rank=(int(place), peers) if place and peers else None,
        unit=row[_UNIT],
    )


def _is_sure(part: Group | Indicator, row: Mapping[str, str]) -> bool:
    """Whether no figure is missing of a unit's points, some of whose counts are."""
    if isinstance(part, Indicator):
        return True
    parts = [rule.code for rule in part if not rule.monitored]
    return len(parts) == 1 or all(row.get(code) for code in parts)


def _number(cell: str) -> Any:
    return float(cell.replace(",", ".")) if cell else None
