# SPDX-License-Identifier: MIT
"""The scores of many units: arrays of points, a card for each row, and why rows were refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Literal, overload

import attrs
import numpy as np

from numpy.typing import NDArray

from tthc_index.errors import TthcIndexError, ValueRefusedError
from tthc_index.rules.objects import Indicator, Level
from tthc_index.rules.sets import RuleSet
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import number
from tthc_index.text.tables import Cell, Table, Viewed

from .card import ScoreCard, score
from .columns import Column, as_numbers
from .scores import TOTAL


Floats = NDArray[np.float64]
Detail = Literal["indicators", "groups", "total"]

#: How many refused rows an error spells out.
SPELLED_OUT = 20

_QUARTILES = ("lowest", "25%", "median", "75%", "highest")
_HEADER = Label(
    vi="điểm|tối đa|đơn vị|thấp nhất|25%|trung vị|75%|cao nhất|trung bình",
    en="points|of|units|lowest|25%|median|75%|highest|mean",
)
_UNITS = Label(vi="{} đơn vị", en="{} units")
_INCOMPLETE = Label(vi="{} chưa đủ số liệu", en="{} with missing counts")
_REFUSED = Label(vi="{} không tính được", en="{} refused")


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
class ScoreTable(Viewed):
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
    _rows: ScoredRows

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

    @property
    def refused(self) -> NDArray[np.bool_]:
        """Which rows were refused."""
        return self._refused

    @property
    def levels(self) -> Column | Level | None:
        """The level of each row, or that of all; None where none was given."""
        return self._rows.levels

    def known(self, code: str) -> NDArray[np.bool_]:
        """In which rows nothing is missing of an indicator, a group or the "total"."""
        if code == "total":
            return self.complete
        part = self.rules[code]
        scored = [part] if isinstance(part, Indicator) else [r for r in part if not r.monitored]
        parts = [~self._refused, *(self._rows.known(rule) for rule in scored)]
        known: NDArray[np.bool_] = np.logical_and.reduce(parts)
        return known

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

    def to_frame(self, library: Literal["pandas", "polars", "pyarrow"]) -> Any:
        """The points as a data frame, null where there are none.

        One column for each indicator and group that was kept, by its code, and "total"; before
        them "unit", where the units' names were given: as text, if they are of several types.

        Args:
            library: Whose frame; it must be installed.

        Raises:
            ValueRefusedError: If it is none of the three.
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
        raise ValueRefusedError("library", library, "'pandas', 'polars' or 'pyarrow'")

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The points as a stream of Arrow, which polars, DuckDB, pandas and pyarrow take as a table.

        Their columns are those of `to_frame`; no point is copied. pyarrow must be installed.
        """
        return self.to_frame("pyarrow").__arrow_c_stream__(requested_schema)

    def summary(self) -> dict[str, dict[str, float | None]]:
        """How the points are distributed, by group and in total.

        For each the number of units that have points, their lowest, quartiles, highest and mean;
        None where no unit has any.
        """
        return {
            code: _distribution(column)
            for code, column in {**self._groups, "total": self.points}.items()
        }

    def to_dict(self) -> dict[str, Any]:
        """How the points are distributed, and how many units there are of which kind."""
        return {
            "rules": self.rules.id,
            "units": len(self),
            "incomplete": self._incomplete,
            "refused": len(self.invalid),
            "summary": self.summary(),
        }

    @property
    def _incomplete(self) -> int:
        return len(self) - int(self.complete.sum()) - len(self.invalid)

    def _headline(self, lang: Lang) -> str:
        counts = {_UNITS: len(self), _INCOMPLETE: self._incomplete, _REFUSED: len(self.invalid)}
        said = [
            label[lang].format(number(count, lang))
            for label, count in counts.items()
            if count or label is _UNITS
        ]
        return f"{self.rules.id}: {', '.join(said)}"

    def _tables(self, lang: Lang) -> list[Table]:
        rows = [self._row(code, figures, lang) for code, figures in self.summary().items()]
        return [Table(_HEADER[lang].split("|"), rows)]

    def _row(self, code: str, figures: dict[str, float | None], lang: Lang) -> list[Cell]:
        part = self.rules if code == "total" else self.rules[code]
        name = TOTAL if code == "total" else part.name
        units, *spread = figures.values()
        return [
            Cell(name.vi if lang == "vi" else code, head=code == "total"),
            Cell(number(part.max_points, lang), right=True),
            Cell(number(units, lang), right=True),
            *(Cell(number(value, lang, 2), right=True) for value in spread),
        ]


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
class ScoredRows:
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
            percent_as="percent",
        )

    def known(self, rule: Indicator) -> NDArray[np.bool_]:
        """Where nothing is missing of one indicator."""
        shares = [rule] if rule.factor is None else [rule, self.rules[rule.factor]]
        known = np.logical_and.reduce([self._given(share) for share in shares])
        if rule.factor is not None:
            # Without a rate of its own, nothing is there to multiply.
            known |= self._given(rule) & (self._numbers(str(rule.denominator)) == 0)
        levels = self.levels if isinstance(self.levels, np.ndarray) else [self.levels]
        anywhere: NDArray[np.bool_] = known | [not rule.applies_to(level) for level in levels]
        return anywhere

    def _given(self, rule: Indicator) -> NDArray[np.bool_]:
        """Where there is a percentage, or all counts."""
        counts = [~np.isnan(self._numbers(name)) for name in rule.count_names]
        given: NDArray[np.bool_] = np.logical_and.reduce(counts)
        if rule.code in self.percentages:
            given = given | ~np.isnan(as_numbers(self.percentages[rule.code]))
        return given

    def _numbers(self, name: str) -> Column:
        size = len(next(iter((*self.counts.values(), *self.percentages.values()))))
        return as_numbers(self.counts[name]) if name in self.counts else np.full(size, np.nan)

    def part(self, rows: slice) -> ScoredRows:
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


def _of_one_type(names: list[Any]) -> list[Any]:
    """A column of a frame has one type: 1 and "A" are both text there."""
    if len({type(name) for name in names if name is not None}) < 2:
        return names
    return [name if name is None else str(name) for name in names]
