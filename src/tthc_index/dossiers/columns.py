# SPDX-License-Identifier: MIT
"""Columns of dossiers, of any frame or of plain records, as arrays: each distinct value is read once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from numpy.typing import NDArray

from tthc_index.errors import MissingExtraError, TthcIndexError, ValueRefusedError, raise_problems
from tthc_index.scoring.columns import as_values

from .fields import fields, match
from .values import BAD, HERE, reader
from .values import text as read_text


Mask = NDArray[np.bool_]
Codes = NDArray[np.intp]
Days = NDArray[np.datetime64]

#: Frames in which each distinct value is found faster than Python finds it.
_FAST = ("polars", "pyarrow")

#: What a frame's columns of days are, by the first word of their type.
_TYPED = {"Date", "Datetime"}


@attrs.frozen(eq=False)
class Column:
    """One field's values: which of the distinct ones stands in each row, read.

    Attributes:
        values: The distinct values, read: None for nothing, `BAD` for what is none of its kind.
        at: Which of them each row has.
        raw: The distinct values as they stand.
    """

    values: Sequence[Any]
    at: Codes
    raw: Sequence[Any]

    def where(self, test: Callable[[Any], bool]) -> Mask:
        """The rows whose value passes a test."""
        passed: Mask = np.fromiter(map(test, self.values), bool, len(self.values))[self.at]
        return passed

    @property
    def bad(self) -> Mask:
        """The rows whose value is none of its kind."""
        return self.where(lambda value: value is BAD)

    def days(self) -> Days:
        """The values as times to the second, NaT where there is none."""
        at = np.array([None if v is BAD else v for v in self.values], "datetime64[s]")
        days: Days = at[self.at]
        return days

    def of(self, row: int) -> Any:
        """What stands in a row."""
        return self.raw[self.at[row]]


@attrs.frozen(eq=False)
class TypedDays:
    """A column that holds days and nothing else."""

    at: Days

    @property
    def bad(self) -> Mask:
        """None of them."""
        return np.zeros(len(self.at), bool)

    def days(self) -> Days:
        """The times to the second, NaT where there is none."""
        return self.at

    def of(self, row: int) -> Any:
        """What stands in a row."""
        return self.at[row].item()


@attrs.frozen(eq=False)
class Numbers:
    """The dossiers' own numbers, which all differ: none is read before somebody asks for it.

    Attributes:
        given: The column.
    """

    given: Any

    @property
    def bad(self) -> Mask:
        """None of them: any text can be a number."""
        return np.zeros(len(self.given), bool)

    def of(self, row: int) -> Any:
        """The number in a row; None where there is none."""
        value = self.given[row]
        return read_text(getattr(value, "as_py", lambda: value)())

    def again(self, *, last: bool) -> Mask:
        """The rows whose number another row has that counts: an earlier one, or a later one."""
        again = np.zeros(len(self.given), bool)
        rows = self._repeated()
        seen: set[Any] = set()
        for row in reversed(rows) if last else rows:
            number = self.of(row)
            again[row] = number in seen
            seen |= {number} - {None}
        return again

    def _repeated(self) -> Sequence[int]:
        """The rows to be looked at: of a frame those that its engine finds."""
        if not hasattr(self.given, "is_duplicated"):
            return range(len(self.given))
        bare = self.given.str.strip_chars() if str(self.given.dtype) == "String" else self.given
        return np.flatnonzero(bare.is_duplicated().to_numpy()).tolist()

    def agencies(self) -> Column:
        """What stands before the first hyphen of each number: the code of who handles it."""
        if str(getattr(self.given, "dtype", "")) == "String" and hasattr(
            self.given, "is_duplicated"
        ):
            codes = self.given.str.replace("-.*$", "")
        else:
            told = [read_text(value) for value in self.given]
            codes = [None if number is None else number.partition("-")[0] for number in told]
        at, raw = _distinct(codes)
        return _merged([read_text(value) for value in raw], at, raw)


AnyColumn = Column | TypedDays | Numbers


@attrs.frozen(eq=False)
class Table:
    """The columns of dossiers, or of the catalogue, by field.

    Attributes:
        size: How many rows there are.
        columns: The fields that there are.
    """

    size: int
    columns: Mapping[str, AnyColumn]

    def __contains__(self, field: str) -> bool:
        """Whether there is such a column."""
        return field in self.columns

    def row(self, row: int) -> int:
        """Where a row stands: as a column "row" says, or else counted from 0."""
        column = self.columns.get("row")
        said = column.values[column.at[row]] if isinstance(column, Column) else None
        return said if type(said) is int else row

    def days(self, field: str) -> Days:
        """A column of days; NaT in all rows where there is none."""
        column = self.columns.get(field)
        if isinstance(column, Column | TypedDays):
            return column.days()
        return np.full(self.size, np.datetime64("NaT", "s"), "datetime64[s]")

    def is_(self, field: str, *codes: Any) -> Mask:
        """Where a field has one of these values; nowhere where there is no such column."""
        column = self.columns.get(field)
        if not isinstance(column, Column):
            return np.zeros(self.size, bool)
        return column.where(lambda value: value in codes)

    def bad(self, *names: str) -> Mask:
        """Where one of these fields has a value that is none of its kind."""
        found = np.zeros(self.size, bool)
        for name in names:
            if name in self.columns:
                found |= self.columns[name].bad
        return found

    def number(self, field: str, otherwise: int) -> NDArray[np.int64]:
        """A column of whole numbers; *otherwise* where there is none."""
        column = self.columns.get(field)
        if not isinstance(column, Column):
            return np.full(self.size, otherwise)
        told = [value if type(value) is int else otherwise for value in column.values]
        numbers: NDArray[np.int64] = np.array(told, np.int64)[column.at]
        return numbers


def read_table(
    source: Any, table: str, said: Mapping[str, Any], problems: list[TthcIndexError]
) -> Table:
    """The fields of a frame, of columns by name, or of records.

    Args:
        source: Any frame that narwhals knows, a mapping from name to values, or records.
        table: "dossiers" or "procedures".
        said: Fields with their columns, where these have names of their own.
        problems: What is wrong with the columns as such goes here.

    Raises:
        ValueRefusedError: If *source* is nothing of this kind, or has no known column.
        MissingExtraError: (an ImportError) For a frame, without narwhals.
    """
    if isinstance(source, Mapping):
        return _of_mapping(source, table, said, problems)
    if isinstance(source, Sequence) and all(isinstance(one, Mapping) for one in source):
        names = dict.fromkeys(name for one in source for name in one)
        columns = {name: [one.get(name) for one in source] for name in names}
        return _of_mapping(columns, table, said, problems)
    return _of_frame(source, table, said, problems)


def _of_mapping(
    source: Mapping[Any, Any], table: str, said: Mapping[str, Any], problems: list[TthcIndexError]
) -> Table:
    found = _matched([*source], table, said, problems)
    sizes = {name: len(source[name]) for name in found.values() if hasattr(source[name], "__len__")}
    if len({*sizes.values()}) != 1 or len(sizes) < len({*found.values()}):
        problems.append(ValueRefusedError(table, sizes or source, "columns of one length"))
        raise_problems(problems)
    kinds = fields(table)
    columns = {
        field: _column(_plain(source[name]), kinds[field].kind, field)
        for field, name in found.items()
    }
    return Table(next(iter(sizes.values())), columns)


def _plain(column: Any) -> Any:
    """A column whose values stand at 0, 1, 2, …, whatever a pandas index says."""
    return column if isinstance(column, list | tuple | np.ndarray) else as_values(column)


def _of_frame(
    source: Any, table: str, said: Mapping[str, Any], problems: list[TthcIndexError]
) -> Table:
    allowed = "a data frame that narwhals knows, columns by name, or a list of records"
    try:
        import narwhals as nw
    except ImportError:
        raise MissingExtraError("frames", "reading data frames") from None
    try:
        frame: Any = nw.from_native(nw.to_native(source, pass_through=True))
    except (TypeError, nw.exceptions.NarwhalsError):
        problems.append(ValueRefusedError(table, source, allowed))
        raise_problems(problems)
    found = _matched(frame.collect_schema().names(), table, said, problems)
    frame = frame.select(*dict.fromkeys(found.values()))
    # What is lazy is read once, and no more of it than these columns.
    frame = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    kinds = fields(table)
    columns = {f: _column(frame.get_column(name), kinds[f].kind, f) for f, name in found.items()}
    return Table(len(frame), columns)


def _matched(
    names: Sequence[Any], table: str, said: Mapping[str, Any], problems: list[TthcIndexError]
) -> dict[str, Any]:
    found = match(names, table, said, problems)
    if not found:
        known = ", ".join(field.names[0] for field in fields(table).values() if field.names)
        problems.append(ValueRefusedError(table, [*names], f"at least one column of {known}"))
    raise_problems(problems)
    return found


def _column(given: Any, kind: str, field: str) -> AnyColumn:
    """A column read: days that are typed as such at once, any other by its distinct values."""
    if kind == "day" and (typed := _typed_days(given)) is not None:
        return TypedDays(typed)
    if field == "id":
        return Numbers(given)
    at, raw = _distinct(given)
    read = reader(field, kind)
    values = [read(value) for value in raw]
    return _merged(values, at, raw) if kind == "text" else Column(values, at, raw)


def _merged(values: Sequence[Any], at: Codes, raw: Sequence[Any]) -> Column:
    """Texts that differ by spaces alone are one."""
    first = {value: place for place, value in reversed([*enumerate(values)])}
    each = {value: place for place, value in enumerate(first)}
    merged = np.array([each[value] for value in values], np.intp)[at]
    return Column([*first], merged, [raw[place] for place in first.values()])


def _typed_days(given: Any) -> Days | None:
    """The times of a column that holds nothing else; None for any other column."""
    dtype = getattr(given, "dtype", None)
    if isinstance(given, np.ndarray) and given.dtype.kind == "M":
        return given.astype("datetime64[s]")
    if str(dtype).partition("(")[0] not in _TYPED:
        return None
    zone = getattr(dtype, "time_zone", None)
    if zone:
        given = given.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    days: Days = given.to_numpy().astype("datetime64[s]")
    return days + np.timedelta64(HERE.utcoffset(None)) if zone else days


def _distinct(given: Any) -> tuple[Codes, Sequence[Any]]:
    """Which of the distinct values stands in each row, and these."""
    backend = str(getattr(given, "implementation", "")).rpartition(".")[2].lower()
    kind = str(getattr(given, "dtype", ""))
    if backend in _FAST and kind == "String":
        return _distinct_texts(given)
    if backend and (kind == "Boolean" or given.dtype.is_numeric()):
        given = _numbers(given, kind)
    if isinstance(given, np.ndarray) and given.dtype.kind in "biuf":
        return _distinct_numbers(given)
    return _distinct_values(given.to_list() if hasattr(given, "to_list") else list(given))


def _numbers(given: Any, kind: str) -> NDArray[Any]:
    """A column of a frame as numbers: yes and no as 1 and 0, null as NaN."""
    import narwhals as nw

    numbers: NDArray[Any] = (given.cast(nw.Int8) if kind == "Boolean" else given).to_numpy()
    return numbers


def _distinct_numbers(given: NDArray[Any]) -> tuple[Codes, Sequence[Any]]:
    if given.dtype.kind in "iu" and given.size and given.max() - given.min() < len(given):
        low = int(given.min())
        return (given - low).astype(np.intp), range(low, int(given.max()) + 1)
    raw, at = np.unique(given, return_inverse=True)
    return at, raw.tolist()


def _distinct_texts(given: Any) -> tuple[Codes, Sequence[Any]]:
    import narwhals as nw

    filled = given.fill_null("")
    raw = filled.unique().to_list()
    at = filled.replace_strict(raw, [*range(len(raw))], return_dtype=nw.Int64)
    return at.to_numpy().astype(np.intp), raw


def _distinct_values(values: Sequence[Any]) -> tuple[Codes, Sequence[Any]]:
    plain = {*map(type, values)} <= {str, type(None)}
    keys = values if plain else [_key(value) for value in values]
    seen: dict[Any, int] = {}
    at = np.fromiter((seen.setdefault(key, len(seen)) for key in keys), np.intp, len(keys))
    first = dict(zip(at[::-1].tolist(), reversed(values), strict=True))
    return at, [first[place] for place in range(len(seen))]


def _key(value: Any) -> Any:
    """The value as a key that tells 1 from True; what has no hash is looked at each time."""
    try:
        hash(value)
    except (TypeError, RecursionError):
        return type(value), id(value)
    return type(value), value
