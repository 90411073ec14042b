# SPDX-License-Identifier: MIT
"""Many units at once: from columns of counts to arrays of points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, overload

import attrs
import numpy as np

from numpy.typing import NDArray

from tthc_index.errors import (
    ArgumentError,
    InvalidRowsError,
    MissingCountsError,
    TthcIndexError,
    raise_problems,
)
from tthc_index.rules import resolve
from tthc_index.rules.objects import Level, RuleSet, Unit
from tthc_index.text.view import Cell, html_table, number, text_table

from . import kernel as _engine
from .arithmetic import Conversion, Plan, plan
from .card import ScoreCard, score
from .columns import Column, as_numbers, as_values, column_names, read_columns
from .inputs import read_choice, read_level
from .kernel import INVALID, MISSING, Grant, Share, Source


if TYPE_CHECKING:
    from tthc_index.plot import TablePlots


Floats = NDArray[np.float64]
Detail = Literal["indicators", "groups", "total"]

#: A percentage of up to 6 decimals is a whole number of these parts of 1, and so is converted exactly.
PERCENT_PARTS = 100 * 10**6

#: How many refused rows an error spells out.
SPELLED_OUT = 20

_QUARTILES = ("lowest", "25%", "median", "75%", "highest")


class InvalidRows(Mapping[int, TthcIndexError]):
    """The rows of a table that were refused, each with what is the matter with it.

    Row numbers count from 0. Reasons are told when they are asked for: there may be a million.
    """

    def __init__(self, table: ScoreTable) -> None:
        self._table = table

    def __getitem__(self, row: int) -> TthcIndexError:
        """What is the matter with that row; KeyError if it was not refused."""
        known = isinstance(row, int | np.integer) and 0 <= row < len(self._table)
        if known and self._table._refused[row]:
            try:
                self._table._card(row)
            except TthcIndexError as error:
                return error
        raise KeyError(row)

    def __iter__(self) -> Iterator[int]:
        """The numbers of the rows, in order."""
        return map(int, self.rows)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.rows)

    @property
    def rows(self) -> NDArray[np.intp]:
        """The numbers of the rows, as an array."""
        return np.flatnonzero(self._table._refused)

    def __repr__(self) -> str:
        shown = [f"{row}: {self[row]}" for row in self.rows[:SPELLED_OUT]]
        return "\n".join([f"{len(self):,} rows refused", *shown])


@attrs.frozen(eq=False, repr=False)
class ScoreTable:
    """The scores of many units: made by `score_many`, never by hand.

    Arrays hold points as float64, NaN where there are none, and are read-only. `table[i]` is the
    `ScoreCard` of row *i*, the very one that `score` gives; `table[a:b]` is a table again.

    Attributes:
        rules: The rules that the units were scored by.
        points: Each unit's total.
        complete: Whether nothing was missing in the row, nor refused.
        units: The units' names, one a row; None where none were given.
    """

    rules: RuleSet
    points: Floats
    complete: NDArray[np.bool_]
    units: Column | None
    _groups: dict[str, Floats]
    _indicators: dict[str, Floats]
    _refused: NDArray[np.bool_]
    _rows: _Rows

    @property
    def group_points(self) -> Mapping[str, Floats]:
        """Points by group; empty where only totals were asked for."""
        return MappingProxyType(self._groups)

    @property
    def indicator_points(self) -> Mapping[str, Floats]:
        """Points by indicator; empty where less detail was asked for."""
        return MappingProxyType(self._indicators)

    @property
    def invalid(self) -> InvalidRows:
        """The rows that were refused, with the reason; none unless `invalid="flag"`."""
        return InvalidRows(self)

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.points)

    @overload
    def __getitem__(self, row: int) -> ScoreCard: ...
    @overload
    def __getitem__(self, row: slice) -> ScoreTable: ...
    def __getitem__(self, row: int | slice) -> ScoreCard | ScoreTable:
        """The card of one row, or a table of some.

        Raises:
            IndexError: If there is no such row.
            TthcIndexError: If the row was refused: what is the matter with it.
        """
        if isinstance(row, slice):
            return attrs.evolve(
                self,
                points=self.points[row],
                complete=self.complete[row],
                units=None if self.units is None else self.units[row],
                groups={code: column[row] for code, column in self._groups.items()},
                indicators={code: column[row] for code, column in self._indicators.items()},
                refused=self._refused[row],
                rows=self._rows.part(row),
            )
        return self._card(range(len(self))[row])

    def __iter__(self) -> Iterator[ScoreCard]:
        """The cards of all rows, one after the other."""
        return map(self._card, range(len(self)))

    def _card(self, row: int) -> ScoreCard:
        return self._rows.card(row)

    @property
    def plot(self) -> TablePlots:
        """Pictures of the units: `table.plot.groups()`, `.heatmap()`, `.trend()`.

        Raises:
            ArgumentError: If there are no units.
            MissingExtraError: If the extra `plot` is not installed.
        """
        from tthc_index.plot import plots

        return plots(self)

    def to_frame(self, library: Literal["pandas", "polars", "pyarrow"]) -> Any:
        """The points as a data frame, null where there are none.

        One column for each indicator and group that was kept, by its code, and "total"; before
        them "unit", where the units' names were given: as text, if they are of several types.

        Args:
            library: Whose frame; it must be installed.

        Raises:
            ArgumentError: If it is none of the three.
            ImportError: If it is not installed.
        """
        names = {} if self.units is None else {"unit": _of_one_type(self.units.tolist())}
        columns: dict[str, Any] = {
            **names,
            **self._indicators,
            **self._groups,
            "total": self.points,
        }
        if library == "pandas":
            import pandas as pd

            return pd.DataFrame(columns)
        if library == "polars":
            import polars as pl

            return pl.DataFrame(columns, nan_to_null=True)
        if library == "pyarrow":
            import pyarrow as pa

            return pa.table({k: pa.array(v, from_pandas=True) for k, v in columns.items()})
        raise ArgumentError("library", library, "'pandas', 'polars' or 'pyarrow'")

    def summary(self) -> dict[str, dict[str, float | None]]:
        """How the points are distributed, by group and in total.

        For each the number of units that have points, their lowest, quartiles, highest and mean;
        None where no unit has any.
        """
        return {
            code: _distribution(column)
            for code, column in {**self._groups, "total": self.points}.items()
        }

    def __repr__(self) -> str:
        return f"{self._headline()}\n\n{text_table(*self._shown())}"

    def _repr_html_(self) -> str:
        return html_table(*self._shown(), caption=self._headline())

    def _headline(self) -> str:
        parts = [f"{self.rules.id}: {len(self):,} units"]
        incomplete = len(self) - int(self.complete.sum()) - len(self.invalid)
        parts += [f"{incomplete:,} with missing counts"] * bool(incomplete)
        parts += [f"{len(self.invalid):,} refused"] * bool(len(self.invalid))
        return ", ".join(parts)

    def _shown(self) -> tuple[list[str], list[list[Cell]]]:
        most = {group.code: group.max_points for group in self.rules}
        header = ["points", "of", "units", *_QUARTILES, "mean"]
        rows = []
        for code, figures in self.summary().items():
            maximum = most.get(code, self.rules.max_points)
            units = number(figures.pop("units"))
            cells = [Cell(number(value, "en", 2), right=True) for value in figures.values()]
            start = [Cell(code, head=code == "total"), Cell(number(maximum), right=True)]
            rows.append([*start, Cell(units, right=True), *cells])
        return header, rows


def _distribution(column: Floats) -> dict[str, float | None]:
    known = column[~np.isnan(column)]
    if not known.size:
        return {"units": 0, **dict.fromkeys((*_QUARTILES, "mean"))}
    quartiles = np.percentile(known, [0, 25, 50, 75, 100]).tolist()
    return {
        "units": known.size,
        **dict(zip(_QUARTILES, quartiles, strict=True)),
        "mean": float(known.mean()),
    }


@attrs.frozen(eq=False)
class _Rows:
    """What the rows of a table were scored from: their columns as they came in."""

    rules: RuleSet
    missing: Literal["raise", "allow"]
    counts: Mapping[str, Column]
    percentages: Mapping[str, Column]
    levels: Column | Level | None

    def card(self, row: int) -> ScoreCard:
        """The card of one row."""
        return score(
            _cells(self.counts, row),
            _cells(self.percentages, row),
            rules=self.rules,
            level=self.levels[row] if isinstance(self.levels, np.ndarray) else self.levels,
            missing=self.missing,
        )

    def part(self, rows: slice) -> _Rows:
        """Some of the rows."""
        return attrs.evolve(
            self,
            counts={name: column[rows] for name, column in self.counts.items()},
            percentages={code: column[rows] for code, column in self.percentages.items()},
            levels=self.levels[rows] if isinstance(self.levels, np.ndarray) else self.levels,
        )


def _cells(columns: Mapping[str, Column], row: int) -> dict[str, Any]:
    """One row's values, null as None."""
    cells = {name: column[row : row + 1].tolist()[0] for name, column in columns.items()}
    return {name: None if _is_nan(value) else value for name, value in cells.items()}


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and value != value  # noqa: PLR0124  # NaN alone is not itself


def score_many(
    columns: Any,
    percentages: Any = None,
    *,
    rules: RuleSet | str = "qd766-2026",
    level: Level | str | Sequence[Level | str | None] | Column | None = None,
    missing: Literal["raise", "allow"] = "raise",
    rounding: Literal["rules"] | None = "rules",
    detail: Detail = "indicators",
    invalid: Literal["raise", "flag"] = "raise",
    threads: int | None = None,
    units: Any = None,
) -> ScoreTable:
    """Score many units: from columns of counts to arrays of points, one row a unit.

    The points are those that `score` gives, to the last bit; unrounded ones to 12 digits.

    Args:
        columns: Count name to array: integers or floats of any size, contiguous or not, masked or
            nullable (null, or NaN, where a count is not known), a pandas, polars or pyarrow
            column, a list. Or a data frame with such columns; its other columns are left alone.
            Arrays are read where they lie, and should not be changed while the table is in use.
        percentages: Indicator code to column of percentages (0 to 100), null where there is none.
        rules: A rule set or the id of one.
        level: The level of all units, or a column of levels; needed only where the rules differ.
        missing: "raise" refuses rows with missing counts; "allow" scores what is there.
        rounding: "rules" rounds as the rules say; None leaves every value unrounded.
        detail: What to compute and keep: "indicators" for all, "groups" for groups and totals,
            or the "total" alone.
        invalid: "raise" refuses the whole if a row can't be scored; "flag" scores all others,
            and `table.invalid` tells the reasons.
        threads: How many threads work at once; None for as many as the machine has processors
            and the rows are worth.
        units: The units' names, one a row; or the column of the data frame that holds them.

    Raises:
        InvalidRowsError: If rows are refused, for a reason that `score` names; the first 20 with
            their reasons, and how many there are.
        MissingCountsError: If whole columns are missing, unless *missing* is "allow".
        UnknownCountError: For an unknown name in a mapping.
        ArgumentError: For columns that are no numbers, or of different lengths, and for any other
            argument that is none of what it can be.
        Problems: If there are several of these problems.

    >>> import tthc_index as ti
    >>> table = ti.score_many(
    ...     {"dossiers_on_time": [87, 170, None], "dossiers_handled": [89, 200, 10]}, missing="allow"
    ... )
    >>> table.group_points["progress"]
    array([19.55, 17.  ,   nan])
    >>> table[1]["progress"].points
    17.0
    """
    used = resolve(rules)
    problems: list[TthcIndexError] = []
    read_choice("missing", missing, ("raise", "allow"), problems)
    read_choice("rounding", rounding, ("rules", None), problems)
    read_choice("detail", detail, ("indicators", "groups", "total"), problems)
    read_choice("invalid", invalid, ("raise", "flag"), problems)
    if threads is not None and not (type(threads) is int and threads > 0):
        problems.append(ArgumentError("threads", threads, "a whole number above 0, or None"))
    used = used.unrounded if rounding is None else used
    shares = [rule.code for rule in used.indicators if rule.unit == Unit.SHARE]
    counts = read_columns("columns", columns, used.whole, problems)
    given = (
        {} if percentages is None else read_columns("percentages", percentages, shares, problems)
    )
    levels = _levels(level, used, problems)
    names = _unit_names(units, columns, problems)
    by_row = {} if names is None else {"units": names}
    by_row |= {"level": levels} if isinstance(levels, np.ndarray) else {}
    size = _size({**counts, **given, **by_row}, problems)
    if missing == "raise":
        problems += _missing_columns(used, counts, given)
    raise_problems(problems)
    rows = _Rows(used, missing, counts, given, levels)
    table = attrs.evolve(_compute(rows, size, detail, threads), units=names)
    refused = table.invalid
    if invalid == "raise" and len(refused):
        first = [(int(row), refused[int(row)]) for row in refused.rows[:SPELLED_OUT]]
        raise InvalidRowsError(tuple(first), len(refused))
    return table


def _levels(level: Any, rules: RuleSet, problems: list[TthcIndexError]) -> Column | Level | None:
    """One level for all rows, or a column of them."""
    if level is None or isinstance(level, str) or not isinstance(level, Iterable):
        return read_level(level, rules, problems)
    return as_values(level)


def _of_one_type(names: list[Any]) -> list[Any]:
    """A column of a frame has one type: 1 and "A" are both text there."""
    if len({type(name) for name in names if name is not None}) < 2:
        return names
    return [name if name is None else str(name) for name in names]


def _unit_names(units: Any, columns: Any, problems: list[TthcIndexError]) -> Column | None:
    """The units' names: as given, or as the data frame's column of that name."""
    if units is None:
        return None
    if isinstance(units, str):
        there = list(column_names(columns, []))
        if units not in there:
            allowed = f"one name a row, or a column of the data frame: {there}"
            problems.append(ArgumentError("units", units, allowed))
            return None
        units = columns[units]
    if not isinstance(units, Iterable):
        problems.append(ArgumentError("units", units, "one name a row"))
        return None
    names = as_values(units)
    names.setflags(write=False)
    return names


def _size(columns: Mapping[str, Column], problems: list[TthcIndexError]) -> int:
    """The length that all columns have."""
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        problems.append(ArgumentError("columns", lengths, "columns of one length"))
    if not lengths:
        problems.append(
            ArgumentError("columns", [], "at least one column of counts or percentages")
        )
    return max(lengths.values(), default=0)


def _missing_columns(
    rules: RuleSet, counts: Mapping[str, Column], given: Mapping[str, Column]
) -> list[TthcIndexError]:
    """Whole columns that no row can do without."""
    codes, names = [], []
    for rule in rules.scored:
        absent = [name for name in rule.count_names if name not in counts]
        # At a level to which the rule does not apply, a row can.
        if absent and rule.code not in given and len(rule.levels) == len(Level):
            codes.append(rule.code)
            names += absent
    return [MissingCountsError(tuple(dict.fromkeys(names)), tuple(codes))] if codes else []


def _compute(rows: _Rows, size: int, detail: Detail, threads: int | None) -> ScoreTable:
    rules = rows.rules
    scored = [rule.code for rule in rules.scored] if detail == "indicators" else []
    groups = [group.code for group in rules] if detail != "total" else []
    block = np.empty((len(scored) + len(groups) + 1, size))
    states = np.zeros(size, np.uint8)
    numbers = {name: as_numbers(column) for name, column in rows.counts.items()}
    states |= _unsound_figures(rules, numbers, size) * np.uint8(INVALID)
    columns, odd = _Columns(numbers, {}, size), np.zeros(size, bool)
    for code, percentages in rows.percentages.items():
        odd |= columns.replace(rules, code, as_numbers(percentages).astype(np.float64))
    for level, at in _by_level(rows.levels, size, states, rules):
        _write(columns.at(at), plan(rules, level), rules, (block, states, at), threads)
    if any(
        column.dtype == object for column in (*rows.counts.values(), *rows.percentages.values())
    ):
        odd |= (states & INVALID).astype(bool)
    for row in np.flatnonzero(odd):
        states[row] = _fill_one(block[:, row], rows, int(row), [*scored, *groups, "total"])
    refused = (states & (INVALID if rows.missing == "allow" else INVALID | MISSING)).astype(bool)
    if refused.any():
        block[:, refused] = np.nan
    complete = states == 0
    for array in (block, complete, refused):
        array.setflags(write=False)
    named = dict(zip([*scored, *groups], block, strict=False))
    return ScoreTable(
        rules=rules,
        points=block[-1],
        complete=complete,
        units=None,
        groups={code: named[code] for code in groups},
        indicators={code: named[code] for code in scored},
        refused=refused,
        rows=rows,
    )


def _unsound_figures(rules: RuleSet, numbers: Mapping[str, Column], size: int) -> NDArray[np.bool_]:
    """Where figures that are no share can't be: below 0, infinite, or fractional if not days."""
    wrong = np.zeros(size, bool)
    for rule in rules.indicators:
        for name in rule.numerator if rule.denominator is None else ():
            if name in numbers:
                counts = numbers[name]
                whole = rules.whole[name]
                wrong |= _engine.unsound(counts) if whole else (counts < 0) | np.isinf(counts)
    return wrong


class _Columns:
    """Columns to compute with: counts by name, and what stands for them where a percentage does."""

    def __init__(
        self, counts: Mapping[str, Column], instead: Mapping[tuple[str, str], Column], size: int
    ) -> None:
        self.counts, self.instead, self.size = counts, dict(instead), size

    def get(self, code: str, name: str) -> Column:
        """The column *name* as the indicator *code* sees it; all null if there is none."""
        column = self.instead.get((code, name), self.counts.get(name))
        return np.broadcast_to(np.nan, self.size) if column is None else column

    def has_own(self, conversion: Conversion, scored: frozenset[str]) -> bool:
        """Whether any column is there that no scored indicator checks already."""
        names = {*conversion.numerator, conversion.denominator} - scored
        return any(n in self.counts or (conversion.code, n) in self.instead for n in names)

    def replace(self, rules: RuleSet, code: str, percentages: Floats) -> NDArray[np.bool_]:
        """Let percentages stand for the counts of an indicator, as parts of 10^8.

        Returns where a closer look is needed: at decimals beyond the sixth, and at counts beside
        a percentage.
        """
        rule = rules[code]
        given = ~np.isnan(percentages)
        parts = np.rint(percentages * (PERCENT_PARTS // 100))
        odd: NDArray[np.bool_] = given & (parts / (PERCENT_PARTS // 100) != percentages)
        first, *others = rule.numerator
        values: dict[str, Any] = {first: parts, **dict.fromkeys(others, 0.0)}
        values[rule.denominator] = float(PERCENT_PARTS)
        for name, value in values.items():
            counts = self.get(code, name)
            odd |= given & ~np.isnan(counts)
            self.instead[code, name] = np.where(given, value, counts)
        return odd

    def at(self, rows: NDArray[np.intp] | slice) -> _Columns:
        """Some of the rows: views if they follow each other."""
        counts = {name: column[rows] for name, column in self.counts.items()}
        instead = {key: column[rows] for key, column in self.instead.items()}
        size = len(range(self.size)[rows]) if isinstance(rows, slice) else len(rows)
        return _Columns(counts, instead, size)


def _by_level(
    levels: Column | Level | None, size: int, states: _engine.States, rules: RuleSet
) -> Iterator[tuple[Level | None, NDArray[np.intp] | slice]]:
    """The rows of each level; a row whose level is none is refused."""
    if not isinstance(levels, np.ndarray):
        yield levels, slice(0, size)
        return
    known = np.zeros(size, bool)
    choices: list[Level | None] = [*Level] if rules.levels else [*Level, None]
    for level in choices:
        here = np.array(
            [one is level or (one is not None and one == level) for one in levels], bool
        )
        known |= here
        if here.any():
            yield level, np.flatnonzero(here)
    states[~known] |= INVALID


def _write(
    columns: _Columns,
    plan: Plan,
    rules: RuleSet,
    target: tuple[Floats, _engine.States, NDArray[np.intp] | slice],
    threads: int | None,
) -> None:
    """Write the points of the rows at one level, and what is the matter with them."""
    block, states, at = target
    # A slice is written in place; rows that lie here and there are spread afterwards.
    part, marks = block[:, at], states[at]
    kept = len(part) - 1
    sums = len(rules.groups) if kept else 0
    result = _engine.Points(part[: kept - sums], part[kept - sums : kept], part[kept], marks)
    _engine.write_points(
        [
            [_source(columns, plan, rule.code) for rule in group if not rule.monitored]
            for group in rules
        ],
        [
            _share(columns, c)
            for c in plan.watched
            if c in plan.bound or columns.has_own(c, plan.names)
        ],
        result,
        scale=plan.scale,
        threads=threads,
    )
    if not isinstance(at, slice):
        block[:, at], states[at] = part, marks


def _source(columns: _Columns, plan: Plan, code: str) -> Share | Grant:
    if code in plan.scored:
        return _share(columns, plan.scored[code])
    return Grant(float(plan.fixed[code]) if code in plan.fixed else None)


def _share(columns: _Columns, conversion: Conversion) -> Share:
    *numerator, denominator = (
        Source.of(columns.get(conversion.code, name))
        for name in (*conversion.numerator, conversion.denominator)
    )
    return Share(tuple(numerator), denominator, conversion)


def _fill_one(points: Floats, rows: _Rows, row: int, codes: Sequence[str]) -> int:
    """Score one row by itself; what the arrays can't hold exactly is decided here."""
    try:
        card = rows.card(row)
    except TthcIndexError:
        return INVALID
    points[:] = [np.nan if card[code].points is None else card[code].points for code in codes]
    return 0 if card.complete else MISSING
