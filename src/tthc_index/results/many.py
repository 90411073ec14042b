# SPDX-License-Identifier: MIT
"""Published points of many units held against a table: the verdicts of `reconcile`, in arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import attrs
import numpy as np

from numpy.typing import NDArray

from tthc_index.errors import (
    InvalidRowsError,
    TthcIndexError,
    UnknownNameError,
    ValueRefusedError,
    raise_problems,
)
from tthc_index.scoring.columns import named as columns_of
from tthc_index.scoring.columns import numbers
from tthc_index.scoring.table import SPELLED_OUT, Floats, ScoreTable
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import number
from tthc_index.text.tables import Cell, Rows, Table, Viewed

from .published import Published
from .reconciliation import Reconciliation, Row, codes, held_of, reconcile_card
from .rows import by_composed, composed, decimals_of, named
from .verdict import Verdict


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
class TableReconciliation(Viewed):
    """Published points of many units held against a table: made by `reconcile`.

    `result[i]` is the `Reconciliation` of row *i*, with its reasons. Rows that the table refused
    are not computable.

    Attributes:
        table: The computed points.
        codes: What was published of any unit, in the rules' order.
    """

    table: ScoreTable
    codes: tuple[str, ...]
    _published: Sequence[Published]
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
        return reconcile_card(self.table[row], self._published[range(len(self))[row]])

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
        verdicts = Rows([*self.verdicts.items()], lambda of: _counts(*of, lang))
        decimals = decimals_of(self.table)
        largest = Rows(self.largest(), lambda of: _cells(*of, lang, decimals))
        return [
            Table(["", *(verdict.label[lang] for verdict in Verdict)], verdicts),
            Table(_LARGEST[lang].split("|"), largest),
        ]


def _counts(code: str, verdicts: Mapping[Verdict, int], lang: Lang) -> list[Cell]:
    return [Cell(code), *(Cell(number(n, lang), right=True) for n in verdicts.values())]


def _cells(unit: Any, row: Row, lang: Lang, decimals: int) -> list[Cell]:
    points = row.published, row.computed, row.difference
    figures = (Cell(number(value, lang, decimals), right=True) for value in points)
    return [Cell(str(unit)), Cell(named(row, lang)), *figures]


def reconcile_table(table: ScoreTable, published: Any, decimals: int) -> TableReconciliation:
    """Hold published points, in columns or a `Published` a unit, against a table."""
    units = _units(table, published)
    if units is None:
        columns = _columns(table, published)
        result = _blank(table, {*columns}, _of_columns(table, columns, decimals))
    else:
        result = _blank(table, _codes_of(table, units), units)
    for row in np.flatnonzero(~table.refused).tolist():
        _fill(result, row)
    result._verdicts[:, table.refused] = _VERDICTS.index(Verdict.NOT_COMPUTABLE)
    return result


def _units(table: ScoreTable, published: Any) -> list[Published] | None:
    """A `Published` a row, if that is how they are given."""
    named = isinstance(published, Mapping)
    if not (named or isinstance(published, list | tuple)) or not published:
        return None
    by_unit = dict(published if named else enumerate(published))
    if not all(isinstance(one, Published) for one in by_unit.values()):
        return None
    units: Any = table.units.tolist() if named and table.units is not None else range(len(table))
    if not named and len(by_unit) != len(table):
        raise ValueRefusedError(
            "published", f"{len(by_unit):,} units", f"one for each of {len(table):,}"
        )
    names = [composed(unit) for unit in units]
    rows = Counter(names)
    problems: list[TthcIndexError] = []
    given = by_composed("published", by_unit, problems)
    problems += [
        ValueRefusedError("published", unit, "names that one row alone has")
        if name in rows
        else UnknownNameError("unit", unit, tuple(map(str, rows)))
        for name, unit in given.items()
        if rows[name] != 1
    ]
    raise_problems(problems)
    return [by_unit.get(given.get(name), Published(points={})) for name in names]


def _codes_of(table: ScoreTable, units: Sequence[Published]) -> set[str]:
    """What was published of any unit."""
    there = dict.fromkeys(code for one in units for code in one.points)
    known = codes(table.rules)
    raise_problems([UnknownNameError("code", code, known) for code in there if code not in known])
    return {*there, *(["total"] if any(one.total is not None for one in units) else [])}


def _of_columns(
    table: ScoreTable, columns: Mapping[str, Sequence[Any]], decimals: int
) -> list[Published]:
    """A `Published` a row, of columns of points by their code."""
    nothing = Published(points={}, decimals=decimals)  # it checks the decimals
    units, errors = [], []
    for row in range(len(table)):
        values = {code: column[row] for code, column in columns.items()}
        points = {code: value for code, value in values.items() if not _is_null(value)}
        try:
            units.append(attrs.evolve(nothing, total=points.pop("total", None), points=points))
        except TthcIndexError as error:
            errors.append((row, error))
    if errors:
        raise InvalidRowsError(tuple(errors[:SPELLED_OUT]), len(errors))
    return units


def _is_null(value: Any) -> bool:
    return value is None or value != value  # noqa: PLR0124  # NaN alone is not itself


def _columns(table: ScoreTable, published: Any) -> dict[str, list[Any]]:
    """The published points by code, one a row."""
    problems: list[TthcIndexError] = []
    known = codes(table.rules)
    given = columns_of(published, known, problems, "published")
    problems += [UnknownNameError("code", code, known) for code in given if code not in known]
    columns = {
        code: column.tolist()
        for code in known
        if given.get(code) is not None
        for column in numbers(code, given[code], problems)
    }
    if not columns and not problems:
        problems.append(
            ValueRefusedError("published", published, "columns of points by their code")
        )
    problems += [
        ValueRefusedError(code, f"{len(column):,} rows", f"one for each of {len(table):,} units")
        for code, column in columns.items()
        if len(column) != len(table)
    ]
    raise_problems(problems)
    return columns


def _blank(table: ScoreTable, there: set[str], units: Sequence[Published]) -> TableReconciliation:
    """A result whose verdicts are still to be filled in."""
    if there.issuperset(group.code for group in table.rules):
        there = there | {"total"}
    kept = tuple(code for code in codes(table.rules) if code in there)
    verdicts = np.full((len(kept), len(table)), _VERDICTS.index(Verdict.NOT_PUBLISHED), np.uint8)
    return TableReconciliation(table, kept, units, verdicts, np.full(verdicts.shape, np.nan))


def _fill(result: TableReconciliation, row: int) -> None:
    """Reconcile one row, without the reasons."""
    for held in held_of(result.table[row], result._published[row]):
        if held.code in result.codes:
            at = result.codes.index(held.code), row
            result._verdicts[at] = _VERDICTS.index(held.verdict)
            difference = held.difference
            result._differences[at] = np.nan if difference is None else difference
