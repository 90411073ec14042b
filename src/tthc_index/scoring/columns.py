# SPDX-License-Identifier: MIT
"""Columns of any kind as numpy arrays: mappings, data frames, masked and nullable arrays."""

from __future__ import annotations

import math

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np

from numpy.typing import NDArray

from tthc_index.errors import ArgumentError, TthcIndexError, UnknownCodeError, UnknownCountError

from .inputs import INEXACT, as_ratio


Column = NDArray[Any]


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
    # A lazy frame of polars has names, and no values yet.
    names = None if hasattr(table, "collect") else column_names(table)
    if names is None:
        allowed = "a mapping from name to array, or a data frame (a lazy one: score_frame)"
        problems.append(ArgumentError(argument, table, allowed))
        return {}
    times = Counter(names)
    problems += [
        ArgumentError(argument, name, "each name once") for name in known if times[name] > 1
    ]
    return {name: table[name] for name in known if times[name] == 1}


def column_names(table: Any, otherwise: Any = None) -> Any:
    """The names of a data frame's columns; *otherwise* if it is none."""
    # pyarrow has both attributes, and its `columns` are no names.
    return getattr(table, "column_names", getattr(table, "columns", otherwise))


def _as_array(column: Any) -> Column:
    """The column as it is, where it can be; nulls as NaN, or as None among Python objects."""
    if isinstance(column, np.ma.MaskedArray):
        if column.dtype.kind not in "iuf":
            return as_objects(column.tolist()) if column.dtype == object else column.data
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
    if str(column.dtype).endswith("Int128"):  # numpy has no such integers
        return as_objects(column)
    array = column.to_numpy()
    return _nullable(array, column) if column.null_count() else array


def _nullable(doubles: Column, values: Any) -> Column:
    """Doubles with NaN for null; the values themselves where a double could have changed one."""
    exact = doubles.dtype.kind == "f" and not np.any(doubles >= INEXACT)
    return doubles if exact else as_objects(values)


def as_objects(values: Any) -> Column:
    """The values as they are, in one dimension, whatever they are."""
    if not isinstance(values, Iterable):
        return np.array(values)
    items = list(values)
    objects = np.empty(len(items), object)
    objects[:] = items
    return objects


def as_values(column: Any) -> Column:
    """A column that need not be of numbers, as Python objects; what is null in it as None."""
    to_list = getattr(column, "to_pylist", getattr(column, "tolist", None))
    values = as_objects(to_list() if to_list else column)
    for row, value in enumerate(values):
        nan = isinstance(value, float) and math.isnan(value)
        if nan or type(value).__name__ in {"NAType", "NaTType"}:
            values[row] = None
    return values


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
    double = ratio[0] / ratio[1]
    # 4.00000000000000000001 is no whole number, and 100.00000000000000000001 no percentage.
    return -1.0 if double.is_integer() and int(double) * ratio[1] != ratio[0] else double
