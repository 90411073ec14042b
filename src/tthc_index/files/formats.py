# SPDX-License-Identifier: MIT
"""Tables in CSV, Parquet and Excel files: read and written in batches, never whole."""

from __future__ import annotations

import csv
import datetime as dt
import os
import re
import shutil

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from uuid import uuid4

import numpy as np

from numpy.typing import NDArray

from tthc_index.errors import ArgumentError, TthcIndexError


#: How much is read at a time: rows, bytes of CSV, bytes of a column of Parquet.
ROWS, BYTES, BUFFER = 2**14, 2**20, 2**16

#: How many rows are written at a time: Parquet is slow to read in small pieces.
GROUP = 2**17

#: What Excel holds: rows in a sheet, letters in a cell, digits of a number.
SHEET_ROWS, LETTERS, DIGITS = 2**20, 2**15 - 1, 15

#: In an Excel number format, what stands for itself.
_LITERAL = re.compile(r'"[^"]*"|\\.')


class Batch(NamedTuple):
    """Some rows of a file. The first batch has none: it tells the names and types of the columns.

    Attributes:
        names: The columns' names.
        rows: The rows' numbers, as the file shows them.
        columns: The columns: pyarrow arrays, or from Excel lists of what the cells hold.
        done: How much of the file has been read, out of `total`.
        total: Rows, or bytes of CSV; None if it is not known.
    """

    names: Sequence[str]
    rows: Sequence[int] | NDArray[np.intp]
    columns: Sequence[Any]
    done: int
    total: int | None


Columns = Mapping[str, Any]


class Format(NamedTuple):
    """How one kind of file is read and written, and what its progress is measured in."""

    read: Callable[[Path, frozenset[str]], Iterator[Batch]]
    write: Callable[[BinaryIO, Iterator[Columns]], None]
    unit: str


def format_of(argument: str, path: Any) -> Format:
    """The format of a file, by its suffix."""
    suffix = Path(path).suffix.lower() if isinstance(path, str | os.PathLike) else None
    if suffix not in FORMATS or "\0" in str(path):
        raise ArgumentError(argument, path, f"a file {', '.join(FORMATS)}")
    return FORMATS[suffix]


def read(source: Path, known: Collection[str]) -> Generator[Batch]:
    """The batches of a file; *known* are the names of the columns that hold figures."""
    try:
        yield from format_of("source", source).read(source, frozenset(known))
    except (TthcIndexError, MemoryError):
        raise
    except Exception as error:
        # A damaged file makes its reader raise anything; what the system refuses has a number.
        if getattr(error, "errno", None):
            raise
        encoding = " in UTF-8 or UTF-16" * (source.suffix.lower() == ".csv")
        allowed = f"a sound {source.suffix} file{encoding} ({error})"
        raise ArgumentError("source", str(source), allowed) from error


@contextmanager
def whole(target: Path) -> Iterator[BinaryIO]:
    """A file that appears under its name when all is written, and not at all after any error."""
    target = target.resolve()
    # Of a length of its own: the target's name may be as long as names can be.
    part = target.with_name(f".{uuid4().hex}.part")
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, part)
        part.replace(target)
    except OSError as error:
        if error.filename == str(part):
            error.filename = str(target)
        raise
    finally:
        part.unlink(missing_ok=True)


def _read_parquet(source: Path, _: frozenset[str]) -> Iterator[Batch]:
    import pyarrow as pa

    from pyarrow.parquet import ParquetFile

    with ParquetFile(source, buffer_size=BUFFER, pre_buffer=False) as file:
        schema, total, done = file.schema_arrow, file.metadata.num_rows, 0
        yield Batch(schema.names, [], [pa.nulls(0, field.type) for field in schema], 0, total)
        for part in file.iter_batches(ROWS):
            part.validate(full=True)  # text that is no UTF-8 would show at its first use
            rows = range(done, done + len(part))
            done = rows.stop
            yield Batch(schema.names, rows, part.columns, done, total)


def _read_csv(source: Path, known: frozenset[str]) -> Iterator[Batch]:
    import pyarrow as pa

    from pyarrow import csv as arrow

    encoding, delimiter, names, more = _csv_form(source, known)
    yield Batch(names, [], [pa.nulls(0, pa.string())] * len(names), 0, source.stat().st_size)
    if not more:
        return
    # Threads would cost the row numbers in pyarrow's own errors, and gain nothing here.
    reading = arrow.ReadOptions(
        use_threads=False,
        block_size=BYTES,
        encoding=encoding.removesuffix("-sig"),
        column_names=names,
        skip_rows_after_names=1,
    )
    parsing = arrow.ParseOptions(
        delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False
    )
    # Everything is text at first: a type that is guessed from the first block may be wrong below.
    converting = arrow.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True
    )
    row = 2
    with (
        pa.OSFile(str(source)) as file,
        arrow.open_csv(file, reading, parsing, converting) as parts,
    ):
        for part in parts:
            filled = np.logical_or.reduce([np.asarray(c.is_valid()) for c in part.columns])
            rows, row = row + np.flatnonzero(filled), row + len(part)
            yield Batch(
                names, rows, part.filter(pa.array(filled)).columns, file.tell(), file.size()
            )


def _csv_form(source: Path, known: frozenset[str]) -> tuple[str, str, list[str], bool]:
    """Encoding, delimiter, header, and whether anything follows it."""
    with source.open("rb") as file:
        wide = file.read(2) in {BOM_UTF16_LE, BOM_UTF16_BE}
    encoding, headers = "utf-16" if wide else "utf-8-sig", {}
    with source.open(encoding=encoding, newline="") as lines:
        for delimiter in ",;\t":
            lines.seek(0)
            headers[delimiter] = next(csv.reader(lines, delimiter=delimiter), [])
        delimiter = max(
            headers, key=lambda mark: (len(known.intersection(headers[mark])), len(headers[mark]))
        )
        return encoding, delimiter, headers[delimiter], bool(lines.read(1))


def _read_xlsx(source: Path, known: frozenset[str]) -> Iterator[Batch]:
    from openpyxl import load_workbook

    with source.open("rb") as file:
        sheet = load_workbook(file, read_only=True, data_only=True).worksheets[0]
        total = sheet.max_row
        # Some programs state a size that would cut the sheet.
        sheet.reset_dimensions()
        lines = sheet.iter_rows()
        names = ["" if c.value is None else str(c.value) for c in next(lines, ())]
        while names and not names[-1]:
            names.pop()
        yield Batch(names, [], [[]] * len(names), 0, total)
        numbered = enumerate((_values(cells, names, known) for cells in lines), 2)
        filled = ((row, values) for row, values in numbered if any(v is not None for v in values))
        while part := list(islice(filled, ROWS)):
            rows, values = zip(*part, strict=True)
            yield Batch(names, rows, list(zip(*values, strict=True)), rows[-1], total)


def _values(cells: Sequence[Any], names: Sequence[str], known: frozenset[str]) -> list[Any]:
    """The values of a row, as many as there are names."""
    values = [
        None if cell is None else _value(cell, figure=name in known)
        for name, cell in zip_longest(names, cells)
    ]
    for value in values[len(names) :]:
        if value is not None:
            raise ArgumentError("cell", value, "a name at the head of its column")
    return values[: len(names)]


def _value(cell: Any, *, figure: bool) -> Any:
    """What a cell holds; a figure in per cent as it is shown, since 0.9444 is shown as 94.44%."""
    value = cell.value
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    if figure and type(value) in {int, float} and "%" in _LITERAL.sub("", cell.number_format):
        return f"{100 * Decimal(str(value)):f}%"
    return value


def _write_parquet(file: BinaryIO, batches: Iterator[Columns]) -> None:
    from pyarrow.parquet import ParquetWriter

    _write_tables(ParquetWriter, file, batches)


def _write_csv(file: BinaryIO, batches: Iterator[Columns]) -> None:
    from pyarrow.csv import CSVWriter

    _write_tables(CSVWriter, file, batches)


def _write_tables(writer_to: Any, file: BinaryIO, batches: Iterator[Columns]) -> None:
    import pyarrow as pa

    tables = (pa.table({n: _texts(c) for n, c in columns.items()}) for columns in batches)
    first = next(tables)
    try:
        with writer_to(file, first.schema) as writer:
            for group in _groups(tables):
                writer.write_table(pa.concat_tables([first, *group]))
    except pa.ArrowInvalid as error:
        allowed = "columns of texts, numbers and dates; .parquet holds all others"
        raise ArgumentError("target", str(error), allowed) from error


def _groups(tables: Iterable[Any]) -> Iterator[list[Any]]:
    group: list[Any] = []
    for table in tables:
        group.append(table)
        if sum(map(len, group)) >= GROUP:
            yield group
            group = []
    yield group


def _texts(column: Any) -> Any:
    """The column for pyarrow: cells of Excel, which are of no one type, as texts."""
    import pyarrow as pa

    if not isinstance(column, Sequence):
        return column
    return pa.array([None if value is None else str(value) for value in column], pa.string())


def as_list(column: Any) -> Any:
    """The values of a column, of pyarrow's or numpy's, or a list already."""
    to_list = getattr(column, "to_pylist", getattr(column, "tolist", lambda: column))
    try:
        return to_list()
    except (OverflowError, ValueError) as error:  # a day in the year 270,000, say
        raise ArgumentError("column", str(column.type), f"what Python holds ({error})") from error


def _write_xlsx(file: BinaryIO, batches: Iterator[Columns]) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    try:
        for row in _rows(batches):
            sheet.append([_cell(sheet, value) for value in row])
    except BaseException:
        # It keeps what it has so far in a file of its own.
        sheet.close()
        sheet._writer.cleanup()
        raise
    book.save(file)


def _rows(batches: Iterator[Columns]) -> Iterator[Iterable[Any]]:
    """The header, then the rows, as far as Excel holds them."""
    yield next(batches)
    tables = (zip(*map(as_list, columns.values()), strict=True) for columns in batches)
    for at, row in enumerate(chain.from_iterable(tables), 2):
        if at > SHEET_ROWS:
            raise ArgumentError("target", f"row {at:,}", f"at most {SHEET_ROWS:,} rows in Excel")
        yield row


def _cell(sheet: Any, value: Any) -> Any:
    """What Excel holds as it is, or else its text: never a formula, and never shortened."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell

    if _fits(value):
        return value
    text = str(value)
    if len(text) > LETTERS or ILLEGAL_CHARACTERS_RE.search(text):
        allowed = f"at most {LETTERS:,} letters, and no control characters, in Excel"
        raise ArgumentError("cell", text, allowed)
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def _fits(value: Any) -> bool:
    if isinstance(value, int | float | Decimal):
        short = not isinstance(value, Decimal) or len(value.as_tuple().digits) <= DIGITS
        return short and abs(value) < 10**DIGITS
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return False
    # Excel keeps milliseconds: what is finer stays as text.
    finer = getattr(value, "microsecond", 0) % 1000 or getattr(value, "microseconds", 0) % 1000
    finer = finer or getattr(value, "nanosecond", 0) or getattr(value, "nanoseconds", 0)
    return value is None or (isinstance(value, dt.date | dt.time | dt.timedelta) and not finer)


#: The formats by suffix.
FORMATS = {
    ".csv": Format(_read_csv, _write_csv, "B"),
    ".parquet": Format(_read_parquet, _write_parquet, " rows"),
    ".xlsx": Format(_read_xlsx, _write_xlsx, " rows"),
}
