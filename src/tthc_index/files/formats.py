# SPDX-License-Identifier: MIT
"""Tables in CSV, Parquet and Excel files: read and written in batches, never whole."""

from __future__ import annotations

import os

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from tthc_index.errors import MissingExtraError, TthcIndexError, ValueRefusedError

from . import batch
from .batch import Batch, Columns
from .delimited import read_csv
from .headers import Headers
from .layout import only_named
from .sheet import read_xlsx, write_xlsx
from .whole import refuse_other_kinds


#: Sheets of other kinds, which Excel can save as .xlsx.
_OTHER_SHEETS = {".xls", ".xlsm", ".xlsb", ".ods"}


class Format(NamedTuple):
    """How one kind of file is read and written, and what its progress is measured in."""

    read: Callable[[Path, Headers, str | None], Iterator[Batch]]
    write: Callable[[BinaryIO, Iterator[Columns]], None]
    unit: str


def format_of(argument: str, path: Any) -> Format:
    """The format of a file, by its suffix."""
    suffix = Path(path).suffix.lower() if isinstance(path, str | os.PathLike) else None
    if suffix not in FORMATS or "\0" in str(path):
        hint = "; in Excel, save it as .xlsx" if suffix in _OTHER_SHEETS else ""
        raise ValueRefusedError(argument, path, f"a file {', '.join(FORMATS)}{hint}")
    return FORMATS[suffix]


def need_extra() -> None:
    """Refuse to go on without the packages of the extra `files`."""
    if not all(map(find_spec, ("openpyxl", "pyarrow", "tqdm", "xlsxwriter"))):
        raise MissingExtraError("files", "tables in files")


def read(source: Path, headers: Headers, sheet: str | None = None) -> Generator[Batch]:
    """The batches of a file, without columns that have neither a name nor a value."""
    if sheet is not None and source.suffix.lower() != ".xlsx":
        raise ValueRefusedError("sheet", sheet, "None for a file that has no sheets")
    refuse_other_kinds("source", source)
    try:
        before = _state(source)
        yield from map(only_named, format_of("source", source).read(source, headers, sheet))
        changed = _state(source) != before
    except (TthcIndexError, MemoryError):
        raise
    except Exception as error:
        # A damaged file makes its reader raise anything; what the system refuses has a number.
        if getattr(error, "errno", None):
            raise
        encoding = " in UTF-8 or UTF-16" * (source.suffix.lower() == ".csv")
        allowed = f"a sound {source.suffix} file{encoding} ({error})"
        raise ValueRefusedError("source", str(source), allowed) from error
    if changed:
        raise ValueRefusedError(
            "source", str(source), "a file that does not change while it is read"
        )


def _state(file: Path) -> tuple[int, int, int]:
    state = file.stat()
    return state.st_ino, state.st_size, state.st_mtime_ns


def _read_parquet(source: Path, headers: Headers, _: str | None) -> Iterator[Batch]:
    import pyarrow as pa

    from pyarrow.parquet import ParquetFile

    with ParquetFile(source, buffer_size=batch.BUFFER, pre_buffer=False) as file:
        schema, total, done = file.schema_arrow, file.metadata.num_rows, 0
        found = headers.found([schema.names])
        told = total, "", 0, found.said
        yield Batch(found.names, [], [pa.nulls(0, field.type) for field in schema], 0, *told)
        for part in file.iter_batches(batch.ROWS):
            part.validate(full=True)  # text that is no UTF-8 would show at its first use
            rows = range(done, done + len(part))
            done = rows.stop
            yield Batch(found.names, rows, part.columns, done, *told)


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
        raise ValueRefusedError("target", str(error), allowed) from error


def _groups(tables: Iterable[Any]) -> Iterator[list[Any]]:
    group: list[Any] = []
    for table in tables:
        group.append(table)
        if sum(map(len, group)) >= batch.GROUP:
            yield group
            group = []
    yield group


def _texts(column: Any) -> Any:
    """The column for pyarrow: cells of Excel, which are of no one type, as texts."""
    import pyarrow as pa

    if not isinstance(column, Sequence):
        return column
    return pa.array([None if value is None else str(value) for value in column], pa.string())


#: The formats by suffix.
FORMATS = {
    ".csv": Format(read_csv, _write_csv, "B"),
    ".parquet": Format(_read_parquet, _write_parquet, " rows"),
    ".xlsx": Format(read_xlsx, write_xlsx, " rows"),
}
