# SPDX-License-Identifier: MIT
"""Columns of any kind as numpy arrays: mappings, data frames, masked and nullable arrays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np

from numpy.typing import NDArray

from ._input import as_ratio
from .errors import ArgumentError, TthcIndexError, UnknownCodeError, UnknownCountError


Column = NDArray[Any]

#: From here on, a double does not hold every whole number.
INEXACT = 2**53


def read_columns(
    argument: str, table: Any, known: Collection[str], problems: list[TthcIndexError]
) -> dict[str, Column]:
    """The columns as one-dimensional arrays of integers, doubles or Python objects, by name.

    A mapping may hold no other names than the *known*; a data frame may: units' names, say.
    """
    columns: dict[str, Column] = {}
    for name, column in _named(argument, table, known, problems).items():
        if name not in known:
            error = UnknownCountError if argument == "columns" else None
            allowed = tuple(known)
            problems.append(
                error(name, column, allowed) if error else UnknownCodeError(name, allowed)
            )
        elif column is not None:
            array = _as_array(column)
            if array.ndim == 1 and array.dtype.kind in "iufO" and array.dtype.itemsize <= 8:
                columns[name] = array
            else:
                kind = f"{array.ndim}-dimensional {array.dtype}"
                allowed_kind = "a one-dimensional column of integers or floats of up to 64 bits"
                problems.append(ArgumentError(name, kind, allowed_kind))
    return columns


def _named(
    argument: str, table: Any, known: Collection[str], problems: list[TthcIndexError]
) -> Mapping[Any, Any]:
    if isinstance(table, Mapping):
        return table
    names = column_names(table)
    if names is None:
        allowed = "a mapping from name to array, or a data frame"
        problems.append(ArgumentError(argument, table, allowed))
        return {}
    there = set(names)
    return {name: table[name] for name in known if name in there}


def column_names(table: Any, otherwise: Any = None) -> Any:
    """The names of a data frame's columns; *otherwise* if it is none."""
    # pyarrow has both attributes, and its `columns` are no names.
    return getattr(table, "column_names", getattr(table, "columns", otherwise))


def _as_array(column: Any) -> Column:
    """The column as it is, where it can be; nulls as NaN, or as None among Python objects."""
    if isinstance(column, np.ma.MaskedArray):
        doubles = np.ma.filled(column.astype(np.float64), np.nan)
        return _nullable(doubles, column.tolist())
    if isinstance(column, np.ndarray):
        return column
    if hasattr(column, "to_numpy"):
        return _of_frame(column)
    # A list stays what it is: numpy would make text of [1, "x"] and numbers of [1, True].
    return as_objects(column)


def _of_frame(column: Any) -> Column:
    """A column of pandas, pyarrow or polars, in that order."""
    if hasattr(column, "isna"):
        if isinstance(column.dtype, np.dtype):
            return np.asarray(column.to_numpy())
        values = column.to_numpy(object, na_value=None)
        if column.dtype.kind not in "iuf":
            return np.asarray(values)
        return _nullable(column.to_numpy(np.float64, na_value=np.nan), values)
    if hasattr(column, "to_pylist"):
        array = column.to_numpy(zero_copy_only=False)
        return _nullable(array, column.to_pylist()) if column.null_count else array
    array = column.to_numpy()
    return _nullable(array, column) if column.null_count() else array


def _nullable(doubles: Column, values: Any) -> Column:
    """Doubles with NaN for null; the values themselves where a double could have changed one."""
    return as_objects(values) if np.any(doubles >= INEXACT) else doubles


def as_objects(values: Any) -> Column:
    """The values as they are, in one dimension, whatever they are."""
    if not isinstance(values, Iterable):
        return np.array(values)
    items = list(values)
    objects = np.empty(len(items), object)
    objects[:] = items
    return objects


def as_numbers(column: Column) -> Column:
    """The column to compute with: of Python objects, doubles; -1, which no count can be, for others.

    Rows with -1 are looked at closely afterwards, by the values themselves.
    """
    if column.dtype != object:
        return column
    return np.array([_as_double(value) for value in column], np.float64)


def _as_double(value: Any) -> float:
    if value is None:
        return np.nan
    ratio = as_ratio(value)
    if ratio == "NaN":
        return np.nan
    if isinstance(ratio, str) or ratio[0] >= INEXACT * ratio[1]:
        return -1.0
    return ratio[0] / ratio[1]
