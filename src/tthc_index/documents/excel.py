# SPDX-License-Identifier: MIT
"""Tables as an Excel file: a sheet each, with bars in the cells, ready to be printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from os import PathLike
from pathlib import Path
from typing import Any

import attrs

from tthc_index.errors import MissingExtraError, ValueRefusedError
from tthc_index.files.sheet import LETTERS, SHEET_ROWS
from tthc_index.files.whole import whole
from tthc_index.text.tables import plain


try:
    from xlsxwriter import Workbook
except ImportError as _error:
    raise MissingExtraError("excel", "an Excel file") from _error

#: Rows of the title and of the columns' titles, counted from 0; the units follow.
TITLE, HEADER, FIRST = 0, 1, 2

#: Widths in digits: of ranks, names, points, points below a title on end, notes.
RANK, NAME, POINTS, NARROW, NOTE = 9, 50, 11, 8, 46

#: Heights of the columns' titles in points: of lying ones, and of those on end.
HIGH, HIGHER = 80, 170

#: Heights in points: of the title, of a line, and the most that a row can have in Excel.
TITLE_LINE, LINE, HIGHEST = 24, 15, 409

#: Bars and heads: pale enough for the figures on them, and told apart in grey as well.
BAR, HEAD = "#8FC7BD", "#E3EFED"

#: What makes a formula of a text as soon as somebody edits its cell.
FORMULA_MARKS = ("=", "+", "-", "@")

#: Texts stay texts, whatever they look like.
_OPTIONS = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)


@attrs.frozen
class Column:
    """A column of a sheet.

    Attributes:
        title: What stands above it.
        width: In digits; longer texts take more lines.
        form: How Excel shows its numbers; empty for texts.
        most: What a full bar is; None for no bars.
        turned: Whether its title stands on end.
    """

    title: str
    width: float
    form: str = ""
    most: float | None = None
    turned: bool = False


@attrs.frozen
class Sheet:
    """A sheet: numbers, texts and None by rows, below the columns' titles.

    Attributes:
        name: Its name in the file.
        title: What stands above it all.
        columns: The columns, in order.
        kept: How many of them stay in sight.
        high: The height of the columns' titles, in points.
        rows: The values, as many a row as there are columns.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    kept: int
    high: float
    rows: Sequence[Sequence[float | str | None]] = attrs.field(repr=False)


def write(sheets: Sequence[Sheet], path: str | PathLike[str]) -> None:
    """Write the sheets to an .xlsx file, which appears whole or not at all.

    Raises:
        ValueRefusedError: If Excel can't hold a text, or all rows.
        OSError: If it can't be written.
    """
    for sheet in sheets:
        _check(sheet)
    with whole(Path(path)) as file:
        book = Workbook(file, _OPTIONS)
        for sheet in sheets:
            _add(book, sheet)
        book.close()


def _check(sheet: Sheet) -> None:
    """Refuse what Excel would cut."""
    if len(sheet.rows) > SHEET_ROWS - FIRST:
        allowed = f"at most {SHEET_ROWS - FIRST:,} units in an Excel file"
        raise ValueRefusedError("results", f"{len(sheet.rows):,} units", allowed)
    for row in sheet.rows:
        for value in row:
            if isinstance(value, str) and len(plain(value)) > LETTERS:
                allowed = f"a name of at most {LETTERS:,} letters in an Excel file"
                raise ValueRefusedError("unit", value, allowed)


def _add(book: Workbook, sheet: Sheet) -> None:
    made = book.add_worksheet(sheet.name)
    bold = book.add_format({"bold": True, "font_size": 14, "valign": "vcenter"})
    made.set_row(TITLE, TITLE_LINE)
    made.write_string(TITLE, 0, plain(sheet.title), bold)
    made.set_row(HEADER, sheet.high)
    for at, column in enumerate(sheet.columns):
        made.set_column(at, at, column.width)
        made.write_string(HEADER, at, plain(column.title), book.add_format(_head(column)))
    looks = [book.add_format({"num_format": column.form}) for column in sheet.columns]
    text = book.add_format({"text_wrap": True})
    # Excel shows a mark for the quote when the cell is edited, and takes what follows for text.
    quoted = book.add_format({"text_wrap": True, "quote_prefix": True})
    for at, row in enumerate(sheet.rows, FIRST):
        for place, value in _there(row):
            if isinstance(value, str):
                said = plain(value)
                look = quoted if said.startswith(FORMULA_MARKS) else text
                made.write_string(at, place, said, look)
            else:
                made.write_number(at, place, value, looks[place])
        if (lines := _lines(sheet, row)) > 1:
            made.set_row(at, min(lines * LINE, HIGHEST))
    _set_up(made, sheet, FIRST + len(sheet.rows) - 1)


def _head(column: Column) -> dict[str, Any]:
    """How a column's title looks."""
    return {
        "bold": True,
        "bg_color": HEAD,
        "align": "center",
        "valign": "vcenter",
        "text_wrap": True,
        "rotation": 90 * column.turned,
    }


def _there(row: Sequence[float | str | None]) -> Iterator[tuple[int, float | str]]:
    """The values that there are, with their columns."""
    for place, value in enumerate(row):
        if value is not None and value != "":
            yield place, value


def _lines(sheet: Sheet, row: Sequence[float | str | None]) -> int:
    """How many lines its longest text takes."""
    values = zip(sheet.columns, row, strict=True)
    return max(ceil(len(v) / c.width) if isinstance(v, str) else 0 for c, v in values)


def _set_up(made: Any, sheet: Sheet, last: int) -> None:
    """Bars, what stays in sight, and the printed page: A4 on its side, as wide as the sheet."""
    for at, column in enumerate(sheet.columns):
        if column.most is not None:
            ends = {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": column.most}
            look = {"type": "data_bar", "bar_color": BAR, "bar_solid": True, "bar_no_border": True}
            made.conditional_format(FIRST, at, last, at, {**look, **ends})
    made.freeze_panes(FIRST, sheet.kept)
    made.autofilter(HEADER, 0, last, len(sheet.columns) - 1)
    made.set_landscape()
    made.set_paper(9)  # A4
    made.fit_to_pages(1, 0)
    made.repeat_rows(HEADER)
    made.hide_gridlines(0)  # they are printed too
    made.set_footer("&C&P/&N")
