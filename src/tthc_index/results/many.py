# SPDX-License-Identifier: MIT
"""Published points of many units held against a table: the verdicts of `reconcile`, in arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import attrs
import numpy as np

from numpy.typing import NDArray

from tthc_index.errors import (
    ArgumentError,
    InvalidRowsError,
    PublishedPointsError,
    TthcIndexError,
    UnknownCodeError,
    UnknownUnitError,
    raise_problems,
)
from tthc_index.rules.objects import Indicator, Label, Lang, RuleSet
from tthc_index.scoring.columns import as_numbers, read_columns
from tthc_index.scoring.table import SPELLED_OUT, Floats, ScoreTable
from tthc_index.text.tabular import Table, Tabular
from tthc_index.text.view import Cell, number

from .published import Published
from .rank import given_counts, known_rows
from .reconcile import Reconciliation, Row, codes, reconcile
from .verdict import Verdict


#: Up to here doubles hold whole numbers, and their products with a power of ten, to less than a half.
EXACT = 2**50

#: How many of the largest differences a look at the result shows.
SHOWN = 10

_VERDICTS = tuple(Verdict)
_HEADLINE = Label(
    vi="{}: {} đơn vị, {} đơn vị có điểm lệch", en="{}: {} units, {} of them with differences"
)
_LARGEST = Label(
    vi="đơn vị|chỉ tiêu|công bố|tính lại|chênh lệch",
    en="unit|what|published|computed|difference",
)


@attrs.frozen(eq=False, repr=False)
class TableReconciliation(Tabular):
    """Published points of many units held against a table: made by `reconcile`.

    `result[i]` is the `Reconciliation` of row *i*, with its reasons. Rows that the table refused
    are not computable.

    Attributes:
        table: The computed points.
        codes: What was published of any unit, in the rules' order.
    """

    table: ScoreTable
    codes: tuple[str, ...]
    _published: Callable[[int], Published]
    _verdicts: NDArray[np.uint8]
    _differences: Floats

    def __len__(self) -> int:
        """How many units there are."""
        return len(self.table)

    def __getitem__(self, row: int) -> Reconciliation:
        """The reconciliation of one row.

        Raises:
            IndexError: If there is no such row.
            TthcIndexError: If the table refused the row: what is the matter with it.
        """
        return reconcile(self.table[row], self._published(range(len(self))[row]))

    @property
    def verdicts(self) -> Mapping[str, Mapping[Verdict, int]]:
        """How many units came to which verdict, by code."""
        counts = [np.bincount(row, minlength=len(Verdict)).tolist() for row in self._verdicts]
        return {
            code: dict(zip(Verdict, row, strict=True))
            for code, row in zip(self.codes, counts, strict=True)
        }

    @property
    def differences(self) -> Mapping[str, Floats]:
        """Published less computed points by code; NaN unless both are known whole."""
        return MappingProxyType(dict(zip(self.codes, self._differences, strict=True)))

    @property
    def differing(self) -> NDArray[np.intp]:
        """The numbers of the rows in which anything differs."""
        return np.flatnonzero(self._differ.any(axis=0))

    @property
    def _differ(self) -> NDArray[np.bool_]:
        return np.equal(self._verdicts, _VERDICTS.index(Verdict.DIFFERS))

    def largest(self, n: int = SHOWN) -> tuple[tuple[Any, Row], ...]:
        """The *n* largest differences: the unit (its name, or its row's number), and what differs."""
        sizes = np.where(self._differ, np.abs(self._differences), np.nan).ravel()
        order = np.argsort(-sizes, kind="stable")[: np.count_nonzero(~np.isnan(sizes))][:n]
        places = (divmod(int(at), len(self)) for at in order)
        return tuple((self._unit(row), self[row][self.codes[index]]) for index, row in places)

    def _unit(self, row: int) -> Any:
        return row if self.table.units is None else self.table.units[row]

    def to_dict(self) -> dict[str, Any]:
        """The summary as plain values: verdicts by code, and the units in which anything differs."""
        return {
            "units": len(self),
            "verdicts": {
                code: {str(verdict): count for verdict, count in counts.items()}
                for code, counts in self.verdicts.items()
            },
            "differing": [self._unit(row) for row in self.differing.tolist()],
        }

    def _headline(self, lang: Lang) -> str:
        units, differing = number(len(self), lang), number(len(self.differing), lang)
        return _HEADLINE[lang].format(self.table.rules.id, units, differing)

    def _tables(self, lang: Lang) -> list[Table]:
        counts = (
            [Cell(code), *(Cell(number(n, lang), right=True) for n in own.values())]
            for code, own in self.verdicts.items()
        )
        header = ["", *(verdict.label[lang] for verdict in Verdict)]
        largest = self.largest()
        cells = (_cells(unit, row, lang) for unit, row in largest)
        return [
            (header, counts, len(self.codes)),
            (_LARGEST[lang].split("|"), cells, len(largest)),
        ]


def _cells(unit: Any, row: Row, lang: Lang) -> list[Cell]:
    points = row.published, row.computed, row.difference
    name = row.name.vi if lang == "vi" else row.code
    return [
        Cell(str(unit)),
        Cell(name),
        *(Cell(number(value, lang, 2), right=True) for value in points),
    ]


def reconcile_table(table: ScoreTable, published: Any, decimals: int) -> TableReconciliation:
    """Hold published points, in columns or a `Published` a unit, against a table."""
    units = _units(table, published)
    if units is None:
        nothing = Published(points={}, decimals=decimals)  # it checks the decimals
        points = _columns(table, published, decimals)
        result = _blank(table, set(points), lambda row: _in_row(points, row, nothing))
        rows = _fill_columns(result, points, 10**decimals)
    else:
        there = dict.fromkeys(code for one in units for code in one.points)
        known = codes(table.rules)
        raise_problems([UnknownCodeError(code, known) for code in there if code not in known])
        totals = {"total"} if any(one.total is not None for one in units) else set()
        result = _blank(table, {*there, *totals}, units.__getitem__)
        rows = ~table._refused
    _fill(result, np.flatnonzero(rows))
    result._verdicts[:, table._refused] = _VERDICTS.index(Verdict.NOT_COMPUTABLE)
    return result


def _units(table: ScoreTable, published: Any) -> list[Published] | None:
    """A `Published` a row, if that is how they are given."""
    named = isinstance(published, Mapping)
    if not (named or isinstance(published, list | tuple)) or not published:
        return None
    by_unit = dict(published if named else enumerate(published))
    if not all(isinstance(one, Published) for one in by_unit.values()):
        return None
    units = table.units.tolist() if named and table.units is not None else range(len(table))
    if not named and len(by_unit) != len(table):
        raise ArgumentError(
            "published", f"{len(by_unit):,} units", f"one for each of {len(table):,}"
        )
    rows = Counter(units)
    raise_problems(
        [
            ArgumentError("published", unit, "names that one row alone has")
            if unit in rows
            else UnknownUnitError(unit, tuple(map(str, rows)))
            for unit in by_unit
            if rows[unit] != 1
        ]
    )
    return [by_unit.get(unit, Published(points={})) for unit in units]


def _columns(table: ScoreTable, published: Any, decimals: int) -> dict[str, Floats]:
    """The published points by code, one a row, NaN where nothing was published."""
    problems: list[TthcIndexError] = []
    columns = read_columns("published", published, codes(table.rules), problems)
    if not columns and not problems:
        problems.append(ArgumentError("published", published, "columns of points by their code"))
    problems += [
        ArgumentError(code, f"{len(column):,} rows", f"one for each of {len(table):,} units")
        for code, column in columns.items()
        if len(column) != len(table)
    ]
    raise_problems(problems)
    points = {code: as_numbers(column).astype(np.float64) for code, column in columns.items()}
    with np.errstate(over="ignore"):
        wrong = {
            code: ~np.isnan(own) & ~((own >= 0) & np.isfinite(own) & (own.round(decimals) == own))
            for code, own in points.items()
        }
    rows = np.flatnonzero(np.logical_or.reduce([*wrong.values()]))
    if rows.size:
        errors = [
            (row, PublishedPointsError(code, columns[code][row : row + 1].tolist()[0], decimals))
            for row in rows[:SPELLED_OUT].tolist()
            for code in points
            if wrong[code][row]
        ]
        raise InvalidRowsError(tuple(errors), rows.size)
    return points


def _in_row(points: Mapping[str, Floats], row: int, nothing: Published) -> Published:
    values = {code: float(own[row]) for code, own in points.items() if not np.isnan(own[row])}
    return attrs.evolve(nothing, total=values.pop("total", None), points=values)


def _blank(
    table: ScoreTable, there: set[str], published: Callable[[int], Published]
) -> TableReconciliation:
    """A result whose verdicts are still to be filled in."""
    if there.issuperset(group.code for group in table.rules):
        there = there | {"total"}
    kept = tuple(code for code in codes(table.rules) if code in there)
    verdicts = np.full((len(kept), len(table)), _VERDICTS.index(Verdict.NOT_PUBLISHED), np.uint8)
    return TableReconciliation(table, kept, published, verdicts, np.full(verdicts.shape, np.nan))


def _fill(result: TableReconciliation, rows: NDArray[np.intp]) -> None:
    """Reconcile some rows one by one."""
    for row in rows.tolist():
        for found in result[row]:
            if found.what == "points" and found.code in result.codes:
                at = result.codes.index(found.code), row
                result._verdicts[at] = _VERDICTS.index(found.verdict)
                result._differences[at] = np.nan if found.difference is None else found.difference


def _fill_columns(
    result: TableReconciliation, points: Mapping[str, Floats], printed: int
) -> NDArray[np.bool_]:
    """Reconcile whole columns; which rows are left, to be looked at one by one.

    All points become whole units, of which one printed decimal is a whole number too.
    """
    table, rules = result.table, result.table.rules
    kept = {**table.indicator_points, **table.group_points, "total": table.points}
    inside = {code: _scored(rules, code) for code in result.codes}
    if not rules.rounding or rules.levels or not all(inside[c] and c in kept for c in inside):
        return ~table._refused
    unit = max(printed, 10**rules.rounding.decimals)
    if rules.max_points * unit >= EXACT:
        return ~table._refused
    known = {rule.code: known_rows(table, rule) for rule in rules.scored}
    for index, (code, scored) in enumerate(inside.items()):
        low, value = np.rint(kept[code] * unit), np.rint(_published(points, code, rules) * unit)
        complete = np.logical_and.reduce([known[rule.code] for rule in scored])
        open_ = np.sum([unit * rule.max_points * ~known[rule.code] for rule in scored], axis=0)
        verdicts = _judge(low, np.nan_to_num(low) + open_, value, complete, unit // printed)
        result._verdicts[index] = verdicts
        result._differences[index] = np.where(complete, value - low, np.nan) / unit
    partly = [~known[rule.code] & given_counts(table, rule).any(axis=0) for rule in rules.scored]
    left: NDArray[np.bool_] = np.logical_or.reduce(partly) & ~table._refused
    return left


def _scored(rules: RuleSet, code: str) -> list[Indicator]:
    """The scored indicators that the points of *code* are made of."""
    return [r for r in rules.scored if code in {"total", r.code, r.code.partition(".")[0]}]


def _published(points: Mapping[str, Floats], code: str, rules: RuleSet) -> Floats:
    """The published points; for a total that is not there, those of all groups."""
    groups = [points[group.code] for group in rules if group.code in points]
    if code != "total" or len(groups) < len(rules.groups):
        return points[code]
    sums: Floats = np.sum(groups, axis=0)
    return np.where(np.isnan(points[code]), sums, points[code]) if code in points else sums


def _judge(
    low: Floats, high: Floats, value: Floats, complete: NDArray[np.bool_], step: int
) -> NDArray[np.intp]:
    """The verdicts as `Held.verdict` comes to them; *low* is NaN where nothing is known."""
    lowest, highest = (
        (2 * units + step) // (2 * step) * step for units in (np.nan_to_num(low), high)
    )
    conditions = {
        Verdict.NOT_PUBLISHED: np.isnan(value),
        Verdict.DIFFERS: (value < lowest) | (value > highest) | (complete & np.isnan(low)),
        Verdict.EQUAL: complete & (value == low),
        Verdict.EQUAL_AFTER_ROUNDING: complete,
        Verdict.WITHIN_BOUNDS: ~np.isnan(low),
    }
    choices = [_VERDICTS.index(verdict) for verdict in conditions]
    default = _VERDICTS.index(Verdict.NOT_COMPUTABLE)
    return np.select([*conditions.values()], choices, default)
