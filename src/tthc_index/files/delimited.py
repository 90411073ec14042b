# SPDX-License-Identifier: MIT
"""Tables in CSV files: encoding, delimiter and row of names found, everything read as text."""

from __future__ import annotations

import csv
import re

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tthc_index.errors import ValueRefusedError
from tthc_index.text.encoding import encoding_of

from . import batch
from .batch import Batch
from .headers import TITLES, Found, Headers


#: What Excel reads as the delimiter, and does not show.
_SEP = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)

#: A name of more lines has swallowed rows, between two quotation marks that belong to no cell.
LINES = 12


class _Form(NamedTuple):
    """How a CSV file is to be read.

    Attributes:
        found: The names of the columns.
        names: As many as there are columns: delimiters at the end of lines make some without a name.
        skipped: How many lines stand above the names.
        row: The number of the row of names, as Excel shows it.
        empty: Whether nothing follows the names.
    """

    encoding: str
    delimiter: str
    found: Found
    names: list[str]
    skipped: int
    row: int
    empty: bool


def read_csv(source: Path, headers: Headers, _: str | None) -> Iterator[Batch]:
    """The batches of a CSV file, all cells as texts; rows in which all are empty are left out."""
    import pyarrow as pa

    from pyarrow import csv as arrow

    form = _form_of(source, headers)
    names, total = form.names, source.stat().st_size
    place = "" if form.row == 1 else f"row {form.row}"
    told = place, form.row, form.found.said
    yield Batch(names, [], [pa.nulls(0, pa.string())] * len(names), 0, total, *told)
    if form.empty:
        return
    row = form.row + 1
    with (
        pa.OSFile(str(source)) as file,
        arrow.open_csv(file, *_options(form)) as parts,
    ):
        for part in parts:
            filled = np.logical_or.reduce([np.asarray(c.is_valid()) for c in part.columns])
            rows, row = row + np.flatnonzero(filled), row + len(part)
            columns = part.filter(pa.array(filled)).columns
            _check(columns, names, headers.figures, rows)
            yield Batch(names, rows, columns, file.tell(), total, *told)


def _options(form: _Form) -> tuple[Any, Any, Any]:
    import pyarrow as pa

    from pyarrow import csv as arrow

    # Threads would cost the row numbers in pyarrow's own errors, and gain nothing here.
    reading = arrow.ReadOptions(
        use_threads=False,
        block_size=batch.BYTES,
        encoding=form.encoding.removesuffix("-sig"),
        column_names=form.names,
        skip_rows=form.skipped,
        skip_rows_after_names=1,
    )
    parsing = arrow.ParseOptions(
        delimiter=form.delimiter, newlines_in_values=True, ignore_empty_lines=False
    )
    # Everything is text at first: a type that is guessed from the first block may be wrong below.
    types = dict.fromkeys(form.names, pa.string())
    converting = arrow.ConvertOptions(
        column_types=types, null_values=[""], strings_can_be_null=True
    )
    return reading, parsing, converting


def _check(columns: list[Any], names: list[str], known: frozenset[str], rows: Any) -> None:
    """Refuse cells that have swallowed rows."""
    from pyarrow import compute

    for name, column in zip(names, columns, strict=True):
        if name not in known:
            lines = compute.count_substring(column, "\n").fill_null(0)
            at = int(compute.index(compute.greater(lines, LINES), True).as_py())
            if at >= 0:
                allowed = (
                    f"a cell of at most {LINES} line breaks: two stray quotation marks swallow rows"
                )
                raise ValueRefusedError(f"row {rows[at]}, {name}", column[at].as_py(), allowed)


def _form_of(source: Path, headers: Headers) -> _Form:
    with source.open("rb") as file:
        encoding = encoding_of(file.read(2))
    with source.open(encoding=encoding, newline="") as file:
        stated = _SEP.match(file.readline(10))
        file.seek(0)
        forms = [
            _form(file, encoding, mark, headers, above=bool(stated))
            for mark in (stated[1] if stated else ",;\t")
        ]
    return max(forms, key=lambda form: (len(form.found.said), len(form.names)))


def _form(file: Any, encoding: str, mark: str, headers: Headers, *, above: bool) -> _Form:
    """How the file is to be read with that delimiter."""
    file.seek(0)
    reader = csv.reader(file, delimiter=mark)
    records: list[list[str]] = []
    lines = [0]
    try:
        for record in islice(reader, above, TITLES):
            records.append(record)
            lines.append(reader.line_num)
    except csv.Error:  # a cell that is too long: below the names, that is pyarrow's to judge
        if not records:
            raise
    found = headers.found(records)
    at, names = found.at, found.names[: max(map(len, records[found.at : found.at + 2]), default=0)]
    skipped = lines[at] if at else int(above)
    ends = _ends(file, mark, at + above)
    return _Form(encoding, mark, found, names, skipped, at + 1, ends)


def _ends(file: Any, mark: str, header: int) -> bool:
    """Whether nothing follows the header."""
    file.seek(0)
    reader = csv.reader(file, delimiter=mark)
    for _ in islice(reader, header + 1):
        pass
    return not file.read(1)
