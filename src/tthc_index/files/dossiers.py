# SPDX-License-Identifier: MIT
"""Dossiers and catalogues in files, as offices export them; counts and lists of dossiers, out."""

from __future__ import annotations

import datetime as dt
import os

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from tthc_index.dossiers.fields import fields, match
from tthc_index.errors import TthcIndexError, ValueRefusedError, raise_problems

from .batch import as_list
from .formats import format_of, need_extra, read
from .headers import Headers
from .whole import whole


def read_dossiers(
    source: str | os.PathLike[str],
    *,
    sheet: str | None = None,
    table: str = "dossiers",
    said: Mapping[str, str] | None = None,
) -> dict[str, list[Any]]:
    r"""The columns of dossiers in a CSV, Parquet or Excel file, as `tally` takes them.

    Titles above the names of the columns are passed over, and so are rows in which nothing stands
    that is known. Columns that are no field of a dossier are not kept: names and addresses stay in
    the file. "row" says which row of the file each dossier stands in.

    Args:
        source: A .csv, .parquet or .xlsx file.
        sheet: The sheet to read; by default the first visible one with a table.
        table: "dossiers", or "procedures" for a catalogue.
        said: Fields with the columns that hold them, where these have names of their own.

    Raises:
        ValueRefusedError: If it is no such file, or has no known column.
        UnknownNameError: For a field or a column that there is not.
        Problems: If there are several of these problems.
        MissingExtraError: (an ImportError) Without the extra `files`.
        OSError: If the file can't be read.

    >>> from tempfile import mkdtemp
    >>> path = Path(mkdtemp(), "dossiers.csv")
    >>> _ = path.write_text("Số hồ sơ,Người nộp,Ngày tiếp nhận\nH15-1,A,03/08/2026\n", "utf-8")
    >>> read_dossiers(path)
    {'Số hồ sơ': ['H15-1'], 'Ngày tiếp nhận': ['03/08/2026'], 'row': [2]}
    """
    path = Path(source)
    format_of("source", path)
    need_extra()
    problems: list[TthcIndexError] = []
    headers = Headers(frozenset([*_spelled(table), *(said or {}).values()]))
    with closing(read(path, headers, sheet)) as batches:
        names = list(next(batches).names)
        found = match(names, table, said or {}, problems)
        raise_problems(problems)
        if not found:
            known = ", ".join(of.names[0] for of in fields(table).values() if of.names)
            raise ValueRefusedError("source", names, f"at least one column of {known}")
        kept = {name: names.index(name) for name in dict.fromkeys(found.values())}
        columns: dict[str, list[Any]] = {name: [] for name in kept}
        rows: list[int] = []
        for batch in batches:
            cells = [as_list(batch.columns[at]) for at in kept.values()]
            for row, values in zip(batch.rows, zip(*cells, strict=True), strict=True):
                if any(value not in {None, ""} for value in map(_plain, values)):
                    rows.append(int(row))
                    for column, value in zip(columns.values(), values, strict=True):
                        column.append(value)
    return columns if "row" in found or table != "dossiers" else columns | {"row": rows}


def _plain(value: Any) -> Any:
    """The value, if it is one that can be looked up; lists stand for themselves."""
    return value.strip() if isinstance(value, str) else None if value is None else True


def _spelled(table: str) -> Iterator[str]:
    """What the columns may be called, as people write names at the head of a table."""
    for field in fields(table).values():
        for name in (field.name, *field.names):
            yield from (name, name.upper(), name.lower(), name.capitalize())


def write_columns(target: str | os.PathLike[str], columns: Mapping[str, Sequence[Any]]) -> None:
    """Write columns into a CSV, Parquet or Excel file, which appears whole or not at all.

    Raises:
        ValueRefusedError: If the name is of no such file.
        MissingExtraError: (an ImportError) Without the extra `files`.
        OSError: If it can't be written.

    >>> from tempfile import mkdtemp
    >>> path = Path(mkdtemp(), "counts.csv")
    >>> write_columns(path, {"unit": ["Xã A"], "dossiers_on_time": [3]})
    >>> print(path.read_text("utf-8"))
    "unit","dossiers_on_time"
    "Xã A",3
    <BLANKLINE>
    """
    writing = format_of("target", target)
    need_extra()
    typed = {name: _typed(column) for name, column in columns.items()}
    with whole(target) as file:
        writing.write(file, iter([{name: column[:0] for name, column in typed.items()}, typed]))


def _typed(column: Sequence[Any]) -> Any:
    """The column as the type that its values have."""
    import pyarrow as pa

    kind = next((type(value) for value in column if value is not None), str)
    types = {int: pa.int64(), float: pa.float64(), dt.date: pa.date32()}
    return pa.array(column, types.get(kind, pa.string()))
