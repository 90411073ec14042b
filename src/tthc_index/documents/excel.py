# SPDX-License-Identifier: MIT
"""Appendices as an Excel file: a sheet each, with bars in the cells, ready to be printed."""

from __future__ import annotations

from math import ceil
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tthc_index.errors import ArgumentError, MissingExtraError
from tthc_index.files.formats import LETTERS, SHEET_ROWS, whole
from tthc_index.text.view import plain


try:
    from openpyxl import Workbook
    from openpyxl.formatting.rule import DataBarRule
    from openpyxl.styles import Alignment, Font, PatternFill
except ImportError as _error:
    raise MissingExtraError("excel", "an Excel file") from _error

if TYPE_CHECKING:
    from .annexes import Appendices, Table

#: Rows of the title and of the columns' titles; the units follow.
TITLE, HEADER = 1, 2

#: Widths in digits: of ranks, names, points, points below a title on end, notes.
RANK, NAME, POINTS, NARROW, NOTE = 9, 50, 11, 8, 46

#: A line's height in points, and the most that a row can have in Excel.
LINE, HIGHEST = 15, 409

#: Bars and heads: pale enough for the figures on them, and told apart in grey as well.
BAR, HEAD = "8FC7BD", "E3EFED"

#: Names that are longer than their column take more lines.
WRAPPED = Alignment(wrap_text=True)

#: What makes a formula of a text as soon as somebody edits its cell.
FORMULA_MARKS = ("=", "+", "-", "@")


def write(appendices: Appendices, path: str | PathLike[str]) -> None:
    """Write the tables to an .xlsx file, which appears whole or not at all.

    Raises:
        ArgumentError: If Excel can't hold a name, or all rows.
        OSError: If it can't be written.
    """
    last = HEADER + len(appendices.ranking)
    if last > SHEET_ROWS:
        allowed = f"at most {SHEET_ROWS - HEADER:,} units in an Excel file"
        raise ArgumentError("results", f"{len(appendices.ranking):,} units", allowed)
    book = Workbook()
    book.remove(book.active)
    book.properties.creator = None
    for table in appendices.tables:
        sheet = book.create_sheet(f"Phụ lục {table.number}")
        _fill(sheet, appendices, table)
        _set_up(sheet, table, last)
    with whole(Path(path)) as file:
        book.save(file)


def _fill(sheet: Any, appendices: Appendices, table: Table) -> None:
    """The title, the columns' titles, and a row for each unit."""
    head = _put(sheet, TITLE, 1, table.title)
    head.font, head.alignment = Font(bold=True, size=14), Alignment(vertical="center")
    sheet.row_dimensions[TITLE].height = 24
    for at, title in enumerate(table.header, 1):
        cell = _put(sheet, HEADER, at, title)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor=HEAD)
        turn = 0 if table.summary or at == 1 else 90
        cell.alignment = Alignment("center", "center", text_rotation=turn, wrap_text=True)
    decimals = "0." + "0" * appendices.decimals if appendices.decimals else "0"
    for row, place in enumerate(appendices.ranking, HEADER + 1):
        unit = place.unit
        if table.summary and place.rank is not None:
            sheet.cell(row, 1, place.rank).number_format = f'0"/{place.of}"'
        name, note = appendices.names[unit], appendices.notes.get(unit, "") * table.summary
        _put(sheet, row, 1 + table.summary, name)
        for at, column in enumerate(table.columns, 2 + table.summary):
            if unit in column.points:
                sheet.cell(row, at, column.points[unit]).number_format = f"#,##{decimals}"
        if note:
            _put(sheet, row, len(table.header), note)
        lines = ceil(max(len(name) / NAME, len(note) / NOTE))
        if lines > 1:
            sheet.row_dimensions[row].height = min(lines * LINE, HIGHEST)


def _set_up(sheet: Any, table: Table, last: int) -> None:
    """Bars, widths, what stays in sight, and the printed page: A4 on its side, as wide as the sheet."""
    first = 2 + table.summary
    letters = [sheet.cell(HEADER, at).column_letter for at in range(1, len(table.header) + 1)]
    for column, letter in zip(table.columns, letters[first - 1 :], strict=False):
        bars = DataBarRule("num", 0, "num", column.max_points, BAR, minLength=0, maxLength=100)
        sheet.conditional_formatting.add(f"{letter}{HEADER + 1}:{letter}{last}", bars)
    points = [POINTS if table.summary else NARROW] * len(table.columns)
    widths = [*[RANK] * table.summary, NAME, *points, NOTE]
    for letter, width in zip(letters, widths, strict=False):
        sheet.column_dimensions[letter].width = width
    sheet.row_dimensions[HEADER].height = 80 if table.summary else 170
    sheet.freeze_panes = sheet.cell(HEADER + 1, first)
    sheet.auto_filter.ref = f"A{HEADER}:{letters[-1]}{last}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEADER}:{HEADER}"
    sheet.print_options.gridLines, sheet.oddFooter.center.text = True, "&P/&N"


def _put(sheet: Any, row: int, column: int, text: str) -> Any:
    """A text as text, whatever it looks like.

    Raises:
        ArgumentError: If it is too long: it would be cut.
    """
    text = plain(text)
    if len(text) > LETTERS:
        raise ArgumentError("unit", text, f"a name of at most {LETTERS:,} letters in an Excel file")
    cell = sheet.cell(row, column, text)
    cell.data_type, cell.quotePrefix = "s", text.startswith(FORMULA_MARKS)
    cell.alignment = WRAPPED
    return cell
