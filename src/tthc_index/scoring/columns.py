# SPDX-License-Identifier: MIT
"""Columns of any kind as numpy arrays: mappings, data frames, masked and nullable arrays."""

from __future__ import annotations

import math

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

import numpy as np

from numpy.typing import NDArray

from tthc_index.errors import TthcIndexError, UnknownNameError, ValueRefusedError
from tthc_index.rules.objects import Level
from tthc_index.rules.sets import RuleSet

from .inputs import LARGEST, PercentAs, as_percent, as_ratio


Column = NDArray[Any]

#: What columns of names and levels are called.
UNIT, LEVEL = "unit", "level"

#: What is said of a column that may hold fractions, as pandas reads cells of 94.44% from Excel.
FRACTIONS = (
    "percentages, 94.44 for 94.44%: these all lie within 0 and 1, as fractions do; if that is "
    "what they are, say percent_as='fraction'; if not, percent_as='percent' (--percent-as)"
)


class Columns(NamedTuple):
    """What the rows of a table hand in: counts by name, percentages by code, who and at what level."""

    counts: dict[str, Column]
    percentages: dict[str, Column]
    units: Column | None
    level: Column | None


def read_columns(
    table: Any, rules: RuleSet, level: object, problems: list[TthcIndexError], units: Any = None
) -> Columns:
    """The columns of a mapping or a data frame, by the names that they have everywhere.

    A count's column bears the count's name, a percentage's the indicator's code and a %; the units'
    names stand in "unit", their levels in "level", or where *units* and *level* say. A mapping may
    hold no other names; a data frame may.
    """
    shares, who = percentage_columns(rules), units if isinstance(units, str) else UNIT
    table = _held(table)
    given = named(table, (*rules.counts, *shares, who, str(level or LEVEL)), problems)
    if not isinstance(table, Mapping):
        problems += _slips(table, rules)
    levels = level_column(level, given)
    known = (*rules.counts, *shares, who, levels or LEVEL)
    for name, column in given.items():
        if name not in known:
            problems.append(UnknownNameError("count", name, known, column))
    there = {name: column for name, column in given.items() if column is not None}
    words = {name: as_values(there[name]) for name in (who, levels) if name in there}
    return Columns(
        {n: c for n in rules.counts if n in there for c in numbers(n, there[n], problems)},
        {
            code: c
            for n, code in shares.items()
            if n in there
            for c in numbers(n, there[n], problems)
        },
        _units(units, words.get(who), given, problems),
        words.get(levels),
    )


def _held(table: Any) -> Any:
    """The table; what hands out nothing but a stream of Arrow, as a relation of DuckDB, is read."""
    if hasattr(table, "__arrow_c_stream__") and not hasattr(table, "__dataframe__"):
        import pyarrow as pa

        return pa.table(table)
    return table


def _slips(frame: Any, rules: RuleSet) -> Iterator[TthcIndexError]:
    """Columns of numbers in a data frame whose names are nearly those of counts."""
    for name, known in misspelt(column_names(frame, ()), rules).items():
        value = _first_number(frame[name])
        if value is not None:
            yield UnknownNameError("count", name, known, value)


def _units(
    units: Any, column: Column | None, names: Iterable[Any], problems: list[TthcIndexError]
) -> Column | None:
    """The units' names: those given, or the column that holds them."""
    if units is None or column is not None:
        return column
    if isinstance(units, str) or not isinstance(units, Iterable):
        allowed = f"one name a row, or the name of a column: {', '.join(map(str, names))}"
        problems.append(ValueRefusedError("units", units, allowed))
        return None
    return as_values(units)


def percentage_columns(rules: RuleSet) -> dict[str, str]:
    """What columns of percentages are called: "progress.on_time %", and the code of each."""
    return {f"{i.code} %": i.code for i in rules.indicators if i.denominator is not None}


def as_percentages(
    columns: dict[str, Column], percent_as: PercentAs, problems: list[TthcIndexError]
) -> dict[str, Column]:
    """Percentages by code, whatever they were written as; columns that leave it open are refused."""
    if percent_as == "fraction":
        return {code: _times_100(column) for code, column in columns.items()}
    if percent_as is None:
        problems += [
            ValueRefusedError("column", f"{code} %", FRACTIONS)
            for code, column in columns.items()
            if _may_be_fractions(as_numbers(column))
        ]
    return columns


def _times_100(fractions: Column) -> Column:
    if fractions.dtype.kind in "iu":
        return fractions.astype(np.float64) * 100
    percentages = as_objects([as_percent(value) for value in fractions])
    return percentages if fractions.dtype == object else percentages.astype(np.float64)


def _may_be_fractions(numbers: Column) -> bool:
    """Whether all lie within 0 and 1, and not all of them are the one or the other."""
    if numbers.dtype.kind != "f":
        return False
    # Unlike min and max, these two pass over NaN.
    low, high = np.fmin.reduce(numbers, initial=2), np.fmax.reduce(numbers, initial=0)
    return bool(low >= 0 and high <= 1 and np.any((numbers > 0) & (numbers < 1)))


#: How alike two names are that most likely mean the same: 0 to 1, as `difflib` measures it.
ALIKE = 0.85


def misspelt(names: Collection[Any], rules: RuleSet) -> dict[Any, tuple[str, ...]]:
    """Names that are nearly those of figures which are not there, and what these are called.

    The percentage of counts that are there is not missed: "progress.on_time" may hold its points.
    """
    wanted = [name for name in rules.counts if name not in names]
    wanted += [
        name
        for name, code in percentage_columns(rules).items()
        if name not in names and any(count in wanted for count in rules[code].count_names)
    ]
    known = {*rules.counts, *percentage_columns(rules)}
    return {
        name: tuple(wanted)
        for name in names
        if isinstance(name, str)
        and name not in known
        and get_close_matches(name.lower(), wanted, 1, ALIKE)
    }


def _first_number(column: Any) -> Any:
    """The first number of a column; None where there is none, as below "commune"."""
    return next((v for v in as_values(column) if not isinstance(as_ratio(v), str)), None)


def level_column(level: object, names: Collection[str]) -> str | None:
    """The column of levels: the one that *level* names, "level" if nothing is said."""
    if level is None:
        return LEVEL if LEVEL in names else None
    is_name = isinstance(level, str) and level not in [*Level] and level in names
    return str(level) if is_name else None


def numbers(name: str, column: Any, problems: list[TthcIndexError]) -> Iterator[Column]:
    """The column as a one-dimensional array of integers, doubles or Python objects."""
    array = _as_array(column)
    if array.ndim == 1 and array.dtype.kind in "iufO" and array.dtype.itemsize <= 8:
        yield array
    else:
        kind = f"{array.ndim}-dimensional {array.dtype}"
        allowed = "a one-dimensional column of integers or floats of up to 64 bits"
        problems.append(ValueRefusedError(name, kind, allowed))


def named(
    table: Any,
    known: Collection[str],
    problems: list[TthcIndexError],
    argument: str = "columns",
) -> Mapping[Any, Any]:
    """The columns of a mapping, or the known ones of a data frame, by name."""
    if isinstance(table, Mapping):
        return table
    names = column_names(table)
    if names is None:
        allowed = "a mapping from name to array, or a data frame (a lazy one: score_frame)"
        problems.append(ValueRefusedError(argument, table, allowed))
        return {}
    times = Counter(names)
    problems += [
        ValueRefusedError(argument, name, "each name once") for name in known if times[name] > 1
    ]
    return {name: table[name] for name in known if times[name] == 1}


def column_names(table: Any, otherwise: Any = None) -> Any:
    """The names of a data frame's columns; *otherwise* if it is none."""
    # A lazy frame of polars has names, and no values yet.
    if hasattr(table, "collect"):
        return otherwise
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
    exact = doubles.dtype.kind == "f" and not np.any(doubles >= LARGEST)
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


def as_numbers(column: Column, *, whole: bool = True) -> Column:
    """The column to compute with: of Python objects, doubles; -1, which is refused, for others.

    Args:
        column: What was handed in.
        whole: Whether its numbers have to be whole, as counts are, and percentages are not.
    """
    if column.dtype != object:
        return column
    return np.array([_as_double(value, whole) for value in column], np.float64)


def _as_double(value: Any, whole: bool) -> float:  # noqa: FBT001  # once for each value
    if value is None:
        return np.nan
    ratio = as_ratio(value)
    if ratio == "NaN":
        return np.nan
    if isinstance(ratio, str):
        return -1.0
    double = ratio[0] / ratio[1]
    if not double.is_integer() or int(double) * ratio[1] == ratio[0]:
        return double
    if whole:  # 4.00000000000000000001 is no whole number
        return -1.0
    # 100.00000000000000000001 is no percentage; any other is the double next to it.
    return math.nextafter(100, math.inf) if ratio[0] > 100 * ratio[1] and double == 100 else double
