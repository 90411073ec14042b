# SPDX-License-Identifier: MIT
"""Published results of many units from a CSV file: a unit a line, its points by group, total, rank."""

from __future__ import annotations

import csv
import re

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterator, Mapping
from io import StringIO
from os import PathLike
from pathlib import Path
from typing import Any

from tthc_index.errors import ArgumentError, CellError, TthcIndexError, raise_problems
from tthc_index.results.published import Published
from tthc_index.rules import resolve
from tthc_index.rules.objects import RuleSet


#: Columns beside those of the groups.
_UNIT, _CODE, _TOTAL, _RANK = "unit", "code", "published_total", "published_rank"

#: The portal publishes two decimals; an office's spreadsheet may write them with a comma.
_POINTS = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,2})?")
_PLACE = re.compile("[0-9]{1,9}")

Row = tuple[int, Mapping[str, str]]


def read_csv(
    path: str | PathLike[str], rules: RuleSet | str, peers: int | None
) -> dict[str, Published]:
    """The published results by unit: `Published.from_csv`."""
    if peers is not None and (type(peers) is not int or peers < 1):
        raise ArgumentError("peers", peers, "a whole number, 1 or more, or None")
    used = resolve(rules)
    groups = [group.code for group in used]
    most = {group.code: group.max_points for group in used} | {_TOTAL: used.max_points}
    rows = list(_rows(path, [_UNIT, *groups, _TOTAL, _RANK]))
    problems: list[TthcIndexError] = []
    times = Counter(row[_UNIT] for _, row in rows)
    for number, row in rows:
        problems += _problems(number, row, most, peers, times)
    raise_problems(problems)
    last = max((int(row[_RANK]) for _, row in rows if row[_RANK]), default=0)
    # A rank beyond the last line: only some of the peers are here, and nobody says how many there are.
    among = peers or (len(rows) if last <= len(rows) else None)
    return {row[_UNIT]: _published(row, groups, among) for _, row in rows}


def _rows(path: str | PathLike[str], columns: list[str]) -> Iterator[Row]:
    """The lines below the header, by their columns; an empty line is none."""
    try:
        content = Path(path).read_bytes()
        wide = content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
        text = content.decode("utf-16" if wide else "utf-8-sig")
        head = text.partition("\n")[0]
        delimiter = max(",;\t", key=head.count)
        reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
        header, *lines = [
            (reader.line_num, [cell.strip() for cell in cells]) for cells in reader if any(cells)
        ] or [(1, [])]
    except (TypeError, ValueError, csv.Error) as error:
        raise ArgumentError("path", path, f"a CSV file in UTF-8 ({error})") from None
    _check(header[1], lines, columns)
    yield from ((number, dict(zip(header[1], cells, strict=True))) for number, cells in lines)


def _check(header: list[str], lines: list[tuple[int, list[str]]], columns: list[str]) -> None:
    """Every column stands once, and every line has a cell for each."""
    allowed = ", ".join([*columns, f"and {_CODE} if there is one"])
    problems = [
        CellError(1, name, None, "a column of that name") for name in columns if name not in header
    ]
    problems += [
        CellError(1, name, name, allowed) for name in header if name not in {*columns, _CODE}
    ]
    problems += [
        CellError(1, n, n, "a column once") for n, times in Counter(header).items() if times > 1
    ]
    problems += [
        CellError(number, "cells", len(cells), f"{len(header)}, as many as the header")
        for number, cells in lines
        if len(cells) != len(header)
    ]
    raise_problems(problems)


def _problems(
    number: int,
    row: Mapping[str, str],
    most: Mapping[str, float],
    peers: int | None,
    times: Mapping[str, int],
) -> Iterator[CellError]:
    """What is the matter with the cells of a line."""
    if not row[_UNIT] or times[row[_UNIT]] > 1:
        yield CellError(number, _UNIT, row[_UNIT], "a unit's name, each once")
    for column, limit in most.items():
        cell = row[column]
        if cell and not (_POINTS.fullmatch(cell) and _number(cell) <= limit):
            allowed = f"points from 0 to {limit:g} of at most 2 decimals, or nothing"
            yield CellError(number, column, cell, allowed)
    place = row[_RANK]
    if place and not (_PLACE.fullmatch(place) and 1 <= int(place) <= (peers or int(place))):
        last = "" if peers is None else f" up to {peers}"
        yield CellError(number, _RANK, place, f"a whole number above 0{last}, or nothing")


def _published(row: Mapping[str, str], groups: list[str], peers: int | None) -> Published:
    return Published(
        points={code: _number(row[code]) for code in groups},
        total=_number(row[_TOTAL]),
        rank=(int(row[_RANK]), peers) if row[_RANK] and peers else None,
        unit=row[_UNIT],
    )


def _number(cell: str) -> Any:
    return float(cell.replace(",", ".")) if cell else None
