# SPDX-License-Identifier: MIT
"""Some rows of a file at a time, and how many these are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from numpy.typing import NDArray

from tthc_index.errors import ValueRefusedError


#: How much is read at a time: rows, bytes of CSV, bytes of a column of Parquet.
ROWS, BYTES, BUFFER = 2**14, 2**20, 2**16

#: How many rows are written at a time: Parquet is slow to read in small pieces.
GROUP = 2**17

#: Columns by name: arrays of pyarrow or numpy, or lists.
Columns = Mapping[str, Any]


class Batch(NamedTuple):
    """Some rows of a file. The first batch has none: it tells the names and types of the columns.

    Attributes:
        names: The columns' names.
        rows: The rows' numbers, as the file shows them.
        columns: The columns: pyarrow arrays, or from Excel lists of what the cells hold.
        done: How much of the file has been read, out of `total`.
        total: Rows, or bytes of CSV; None if it is not known.
        place: Where the names stand, in words, if not in the first row of the first sheet.
        head: The number of the row of names, as the file shows it; 0 where names stand in no row.
        said: What stands at the head of each column whose name is understood, by that name.
        sheets: The sheet that is read and the others that are tables, where there are any.
    """

    names: Sequence[str]
    rows: Sequence[int] | NDArray[np.intp]
    columns: Sequence[Any]
    done: int
    total: int | None
    place: str = ""
    head: int = 0
    said: Mapping[str, str] = MappingProxyType({})
    sheets: tuple[str, ...] = ()


def as_list(column: Any) -> Any:
    """The values of a column, of pyarrow's or numpy's, or a list already."""
    to_list = getattr(column, "to_pylist", getattr(column, "tolist", lambda: column))
    try:
        return to_list()
    except (OverflowError, ValueError) as error:  # a day in the year 270,000, say
        raise ValueRefusedError(
            "column", str(column.type), f"what Python holds ({error})"
        ) from error
