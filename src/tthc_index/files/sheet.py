# SPDX-License-Identifier: MIT
"""Tables in Excel files: the first visible sheet with a table, cells as a person sees them."""

from __future__ import annotations

import datetime as dt
import re
import warnings

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import chain, islice, zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO
from zipfile import ZipFile

from tthc_index.errors import ValueRefusedError

from . import batch
from .batch import Batch, Columns, as_list
from .headers import TITLES, Found, Headers
from .layout import refuse_unnamed


#: What Excel holds: rows in a sheet, letters in a cell, digits of a number.
SHEET_ROWS, LETTERS, DIGITS = 2**20, 2**15 - 1, 15

#: A part of a file of Excel that unpacks to this many bytes, and to so many times what it is packed
#: in, is no sheet: those of a million rows that are all alike come to a half of it.
PART, PACKED = 2**25, 100

#: In an Excel number format, what stands for itself.
_LITERAL = re.compile(r'"[^"]*"|\\.')

#: What XML can't hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")

#: What other programs take for a formula, where a text begins so.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def read_xlsx(source: Path, headers: Headers, wanted: str | None) -> Iterator[Batch]:
    """The batches of a sheet: the one that is wanted, or else the first that is a table."""
    from openpyxl import load_workbook

    with source.open("rb") as file:
        _refuse_bomb(file)
        with _quiet():
            book = load_workbook(file, read_only=True, data_only=True)
        (sheet, found, total), *others = _chosen(book, headers, wanted)
        head, names = found.at + 1, found.names
        usual = sheet == book.worksheets[0] and head == 1
        place = "" if usual else f"row {head} of the sheet {sheet.title!r}"
        sheets = (sheet.title, *(other.title for other, *_ in others)) if others else ()
        told = place, head, found.said, sheets
        yield Batch(names, [], [[]] * len(names), 0, total, *told)
        cells = islice(sheet.iter_rows(max_row=SHEET_ROWS + 1), head, None)
        lines = enumerate(cells, head + 1)
        numbered = (
            (row, _values(line, names, headers.figures, row)) for row, line in _present(lines)
        )
        filled = ((row, values) for row, values in numbered if any(v is not None for v in values))
        while part := _some(filled, batch.ROWS):
            rows, values = zip(*part, strict=True)
            columns = list(zip(*values, strict=True))
            yield Batch(names, rows, columns, rows[-1], total, *told)


def _chosen(book: Any, headers: Headers, wanted: str | None) -> list[tuple[Any, Found, int | None]]:
    """The sheets that are tables, the one to read first: its names, and its last row."""
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if wanted is not None:
        sheets = [sheet for sheet in book.worksheets if sheet.title == wanted]
    if not sheets:
        titles = ", ".join(repr(sheet.title) for sheet in book.worksheets)
        raise ValueRefusedError(
            "sheet", wanted, f"one of {titles}; None for one that is not hidden"
        )
    found: list[tuple[Any, Found, int | None]] = []
    for sheet in sheets:
        stated = sheet.max_row
        # Some programs state a size that would cut the sheet.
        sheet.reset_dimensions()
        rows = _some(sheet.iter_rows(max_row=TITLES, values_only=True), TITLES)
        found.append((sheet, headers.found(rows), stated))
    tables = [one for one in found if not headers.figures.isdisjoint(one[1].said)]
    return tables or found[:1]


def _present(lines: Iterable[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
    """The rows that are there; openpyxl makes up those before a row of any number."""
    for row, line in lines:
        if row > SHEET_ROWS:
            raise ValueRefusedError(
                "source", f"row {row:,}", f"at most {SHEET_ROWS:,} rows in Excel"
            )
        if line:
            yield row, line


def _refuse_bomb(file: BinaryIO) -> None:
    """Refuse what unpacks to far more than sheets do: all of one part may be one cell."""
    with ZipFile(file) as parts:
        for part in parts.infolist():
            most = max(PART, PACKED * part.compress_size)
            if part.file_size > most:
                allowed = f"a file that unpacks to at most {PACKED} times its size: {part.filename}"
                raise ValueRefusedError("source", f"{part.file_size:,} bytes", allowed)


def _some(rows: Iterable[Any], count: int) -> list[Any]:
    with _quiet():
        return list(islice(rows, count))


@contextmanager
def _quiet() -> Iterator[None]:
    """Without openpyxl's warnings of what it does not keep: colours of bars, say."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="openpyxl")
        yield


def _values(
    cells: Sequence[Any], names: Sequence[str], figures: Collection[str], row: int
) -> list[Any]:
    """The values of a row, as many as there are names."""
    values = [
        None if cell is None else _value(cell, figure=name in figures)
        for name, cell in zip_longest(names, cells)
    ]
    refuse_unnamed(len(names), values[len(names) :], row)
    return values[: len(names)]


def _value(cell: Any, *, figure: bool) -> Any:
    """What a cell holds; a figure in per cent as it is shown, since 0.9444 is shown as 94.44%."""
    value = cell.value
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    if figure and type(value) in {int, float} and "%" in _LITERAL.sub("", cell.number_format):
        return f"{100 * Decimal(str(value)):f}%"
    return value


def write_xlsx(file: BinaryIO, batches: Iterator[Columns]) -> None:
    """Write the batches into a sheet, row by row, never more of them in memory than one."""
    from xlsxwriter import Workbook

    # What is not finished goes with the folder, after any error.
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        book = Workbook(file, {"constant_memory": True, "tmpdir": folder})
        writer = _Writer(book)
        try:
            for at, row in enumerate(_rows(batches)):
                writer.write(at, row)
        finally:
            _close(book)


def _close(book: Any) -> None:
    from xlsxwriter.exceptions import FileCreateError

    try:
        book.close()
    except FileCreateError as error:
        raise error.args[0] from None  # what the system refused


def _rows(batches: Iterator[Columns]) -> Iterator[Iterable[Any]]:
    """The header, then the rows, as far as Excel holds them."""
    yield next(batches)
    tables = (zip(*map(as_list, columns.values()), strict=True) for columns in batches)
    for at, row in enumerate(chain.from_iterable(tables), 2):
        if at > SHEET_ROWS:
            raise ValueRefusedError(
                "target", f"row {at:,}", f"at most {SHEET_ROWS:,} rows in Excel"
            )
        yield row


class _Exact(float):
    """A number that is written with all of its digits; 16 of them could be those of another."""

    def __format__(self, _: str) -> str:
        return repr(float(self))


class _Writer:
    """Writes cells as what Excel holds, or else as their text: never a formula, never shortened."""

    def __init__(self, book: Any) -> None:
        self.sheet = book.add_worksheet("Sheet")
        self.text = book.add_format({"quote_prefix": True})
        self.forms = {
            kind: book.add_format({"num_format": form})
            for kind, form in {
                dt.date: "yyyy-mm-dd",
                dt.datetime: "yyyy-mm-dd h:mm:ss",
                dt.time: "h:mm:ss",
                dt.timedelta: "[hh]:mm:ss",
            }.items()
        }

    def write(self, at: int, row: Iterable[Any]) -> None:
        """Write a row; where there is nothing, no cell."""
        for column, value in enumerate(row):
            if type(value) is float and -1e15 < value < 1e15:  # most cells, by far
                self.sheet.write_number(at, column, _Exact(value))
            elif value is not None:
                self._write(at, column, value)

    def _write(self, at: int, column: int, value: Any) -> None:
        if not _fits(value):
            self._write_text(at, column, str(value))
        elif isinstance(value, bool):
            self.sheet.write_boolean(at, column, value)
        elif isinstance(value, int | float | Decimal):
            self.sheet.write_number(at, column, _Exact(value))
        else:
            kind = next(kind for kind in reversed(self.forms) if isinstance(value, kind))
            self.sheet.write_datetime(at, column, value, self.forms[kind])

    def _write_text(self, at: int, column: int, text: str) -> None:
        if len(text) > LETTERS or _CONTROL.search(text):
            allowed = f"at most {LETTERS:,} letters, and no control characters, in Excel"
            raise ValueRefusedError("cell", text, allowed)
        self.sheet.write_string(at, column, text, self.text if text.startswith(_FORMULA) else None)


def _fits(value: Any) -> bool:
    if isinstance(value, int | float | Decimal):
        short = not isinstance(value, Decimal) or len(value.as_tuple().digits) <= DIGITS
        return short and abs(value) < 10**DIGITS
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return False
    # Excel keeps milliseconds: what is finer stays as text.
    finer = getattr(value, "microsecond", 0) % 1000 or getattr(value, "microseconds", 0) % 1000
    finer = finer or getattr(value, "nanosecond", 0) or getattr(value, "nanoseconds", 0)
    return isinstance(value, dt.date | dt.time | dt.timedelta) and not finer
