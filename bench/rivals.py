# SPDX-License-Identifier: MIT
"""The same points without this library, each written as its users would write it with care.

All of them compute as the portal does, check that counts are whole and that
0 <= numerator <= denominator, and keep the points of every indicator, every group and the total.
None of them says what is wrong with a row.

Half up by a double's exact value: half of it at a time (Veltkamp), the products are exact.
"""

from __future__ import annotations

import math

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numba
import numpy as np
import polars as pl

from numpy.typing import NDArray
from openfisca_core.entities import Entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

import tthc_index as ti

from tthc_index.scoring.arithmetic import Conversion, plan


Column = NDArray[Any]
Columns = dict[str, Column]

RULES = ti.ruleset("qd766-2026")
CONVERSIONS = plan(RULES, None).scored

#: The codes of each group's indicators, and of all results in the order in which they are kept.
GROUPS = {group.code: [rule.code for rule in group if not rule.monitored] for group in RULES}
CODES = [*CONVERSIONS, *GROUPS, "total"]

SPLITTER = 2.0**27 + 1


def half_up(value: Any) -> Any:
    """Hundredths of numpy's numbers and arrays; of numba's numbers, too."""
    whole = np.floor(value * 100)
    high = value * SPLITTER
    high = high - (high - value)
    return whole + (200 * high - (2 * whole + 1) >= 200 * (high - value))


def empty(conversion: Conversion) -> float:
    """Hundredths for 0/0; NaN for no points."""
    return float("nan") if conversion.empty is None else float(conversion.empty)


def by_loop(counts: Mapping[str, int]) -> float:
    """One unit, in a plain loop."""
    units = {}
    for code, numerator, denominator, most, target, first, nothing, factor in PLAIN:
        n = 0
        for name in numerator:
            n += counts[name]
        d = counts[denominator]
        if not 0 <= n <= d:
            raise ValueError(code)
        if not d:
            units[code] = nothing
            continue
        percent = n / d * 100
        if factor is not None:
            synced, to_sync = counts[factor[0]], counts[factor[1]]
            percent *= synced / to_sync if to_sync else 1.0
        if first:
            percent = half_up_of_one(percent) / 100
        units[code] = half_up_of_one(min(most, percent * most / target))
    return sum(units.values()) / 100


def half_up_of_one(value: float) -> int:
    """Hundredths of a number."""
    whole = math.floor(value * 100)
    high = value * SPLITTER
    high = high - (high - value)
    return whole + (200 * high - (2 * whole + 1) >= 200 * (high - value))


PLAIN = [
    (
        *(code, c.numerator, c.denominator, c.most, c.target),
        *(c.percent_scale is not None, int(c.empty or 0), c.factor.names if c.factor else None),
    )
    for code, c in CONVERSIONS.items()
]


def numpy_by_hand(columns: Columns) -> list[Column]:
    """One numpy expression for each indicator."""
    indicators, groups = [], []
    for codes in GROUPS.values():
        of_group: Any = 0
        for conversion in (CONVERSIONS[code] for code in codes):
            earned = _by_numpy(conversion, columns)
            indicators.append(earned / 100)
            of_group += np.nan_to_num(earned)
        groups.append(of_group)
    return [*indicators, *(group / 100 for group in groups), sum(groups[1:], groups[0]) / 100]


def _by_numpy(conversion: Conversion, columns: Mapping[str, Column]) -> Column:
    d = columns[conversion.denominator]
    parts = [columns[name] for name in conversion.numerator]
    n = sum(parts[1:], parts[0])
    sound = (d == np.floor(d)) & (n <= d)
    for part in parts:
        sound &= (part == np.floor(part)) & (part >= 0)
    assert sound.all()
    percent = n / d * 100
    if conversion.factor is not None:
        synced, to_sync = (columns[name] for name in conversion.factor.names)
        percent = percent * np.where(to_sync > 0, synced / to_sync, 1)
    if conversion.percent_scale is not None:
        percent = half_up(percent) / 100
    points = np.minimum(percent * conversion.most / conversion.target, conversion.most)
    return np.where(d > 0, half_up(points), empty(conversion))


def polars_by_hand(frame: pl.LazyFrame) -> pl.DataFrame:
    """One lazy query, its checks as a second one over the same columns; null where a count is.

    What is rounded is a column first, since rounding reads it many times.
    """
    percents, rounded, points, units, wrong = {}, {}, {}, {}, []
    for code, conversion in CONVERSIONS.items():
        d = pl.col(conversion.denominator)
        parts = [pl.col(name) for name in conversion.numerator]
        n = sum(parts[1:], parts[0])
        sound = (d == d.floor()) & (n <= d)
        for part in parts:
            sound &= (part == part.floor()) & (part >= 0)
        wrong.append((~sound).sum().alias(code))
        percents[code] = n / d * 100
        if conversion.factor is not None:
            synced, to_sync = map(pl.col, conversion.factor.names)
            percents[code] *= pl.when(to_sync == 0).then(1.0).otherwise(synced / to_sync)
        own = pl.col(code)
        if conversion.percent_scale is not None:
            rounded[code] = _over(_half_up_by_polars(own), 100)
        earned = _over(own * conversion.most, conversion.target)
        points[code] = earned.clip(upper_bound=conversion.most)
        nothing = None if conversion.empty is None else float(conversion.empty)
        empty_here = n.is_not_null() & (d == 0)
        units[code] = pl.when(empty_here).then(nothing).otherwise(_half_up_by_polars(own))
    result, found = pl.collect_all(
        [
            frame.with_columns(**percents)
            .with_columns(**rounded)
            .with_columns(**points)
            .select(**units)
            .with_columns(**{group: pl.sum_horizontal(codes) for group, codes in GROUPS.items()})
            .with_columns(total=pl.sum_horizontal(list(GROUPS)))
            .select(pl.all() / 100),
            frame.select(wrong),
        ]
    )
    assert not any(found.row(0))
    return result


def _over(value: pl.Expr, constant: float) -> pl.Expr:
    """Polars multiplies by the reciprocal of a constant, which gives other doubles."""
    return value / (value * 0 + constant)


def _half_up_by_polars(value: pl.Expr) -> pl.Expr:
    whole = (value * 100).floor()
    high = value * SPLITTER
    high = high - (high - value)
    above = 200 * high - (2 * whole + 1) >= 200 * (high - value)
    return whole + above.cast(pl.Float64)


#: Rows of a block of the fused kernel: its sums stay in the nearest cache.
BLOCK = 512

_half_up_by_numba: Callable[[float], float] = numba.njit(half_up)


def _kernel(columns: Any, names: Any, figures: Any, points: Any, refused: Any) -> None:
    """Write all points, and which rows are unsound, one block of rows after the other."""
    size, kinds, count = columns[0].size, len(names), names[-1, -1] + 1
    for block in numba.prange((size + BLOCK - 1) // BLOCK):
        start, stop = block * BLOCK, min(size, block * BLOCK + BLOCK)
        in_all, in_group = np.zeros(BLOCK), np.zeros((count, BLOCK))
        wrong = refused[start:stop]
        wrong[:] = False
        for kind in range(kinds):
            first, second, below, synced, to_sync, group = names[kind]
            most, target, nothing, rounded = figures[kind]
            counts, others = columns[first][start:stop], columns[second][start:stop]
            d, above = columns[below][start:stop], columns[synced][start:stop]
            under = columns[to_sync][start:stop]
            own, known = points[kind, start:stop], in_group[group]
            for row in range(stop - start):
                n = counts[row]
                sound = (n >= 0) & (n == np.floor(n)) & (d[row] == np.floor(d[row]))
                if second != first:
                    more = others[row]
                    sound &= (more >= 0) & (more == np.floor(more))
                    n += more
                wrong[row] |= not (sound & (n <= d[row]))
                percent = n / d[row] * 100
                if synced != first and under[row] > 0:
                    percent *= above[row] / under[row]
                if rounded > 0:
                    percent = _half_up_by_numba(percent) / 100
                units = _half_up_by_numba(min(percent * most / target, most))
                units = units if d[row] > 0 else nothing
                own[row] = units / 100
                known[row] += 0.0 if np.isnan(units) else units
        for group in range(count):
            own = points[kinds + group, start:stop]
            for row in range(stop - start):
                own[row] = in_group[group, row] / 100
                in_all[row] += in_group[group, row]
        points[kinds + count, start:stop] = in_all[: stop - start] / 100


_fused: Callable[..., None] = numba.njit(parallel=True, error_model="numpy")(_kernel)


@cache
def _fused_rules(names: tuple[str, ...]) -> tuple[Column, Column]:
    """The rules as arrays: columns by their numbers, the first again for none; and figures."""
    numbers, figures = [], []
    group_of = {code: i for i, codes in enumerate(GROUPS.values()) for code in codes}
    for code, c in CONVERSIONS.items():
        first, second = c.numerator[0], c.numerator[-1]
        factor = (first, first) if c.factor is None else c.factor.names
        used = (first, second, c.denominator, *factor)
        numbers.append([*map(names.index, used), group_of[code]])
        figures.append([c.most, c.target, empty(c), c.percent_scale or 0])
    return np.array(numbers), np.array(figures)


def numba_by_hand(columns: Columns) -> Column:
    """One fused pass over blocks of rows, on all processors."""
    size = len(next(iter(columns.values())))
    points, refused = np.empty((len(CODES), size)), np.empty(size, bool)
    _fused(tuple(columns.values()), *_fused_rules(tuple(columns)), points, refused)
    assert not refused.any()
    return points


MONTH = "2026-08"
_UNIT = Entity("unit", "units", "A unit", "")


def _name(code: str) -> str:
    return code.replace(".", "_")


def _variable(name: str, formula: Callable[..., Any] | None) -> type:
    """A count as a whole number, or points with their formula."""
    kind = {"value_type": int} if formula is None else {"value_type": float, "formula": formula}
    about = {"entity": _UNIT, "definition_period": DateUnit.MONTH, "label": name}
    return type(_name(name), (Variable,), {**about, **kind})


def _points(conversion: Conversion) -> Callable[..., Any]:
    def formula(unit: Any, period: Any) -> Any:
        names = [*conversion.names, *(conversion.factor.names if conversion.factor else ())]
        # It has no null: 0/0 without points is 0 points.
        return np.nan_to_num(_by_numpy(conversion, {n: unit(n, period) for n in names})) / 100

    return formula


def _sum(codes: list[str]) -> Callable[..., Any]:
    return lambda unit, period: sum(unit(_name(code), period) for code in codes)


@cache
def _system() -> Any:
    """A variable for each count, each indicator, each group and the total."""
    formulas = {code: _points(conversion) for code, conversion in CONVERSIONS.items()}
    formulas |= {group: _sum(codes) for group, codes in GROUPS.items()}
    formulas["total"] = _sum(list(GROUPS))
    system = TaxBenefitSystem([_UNIT])
    for name, formula in {**dict.fromkeys(RULES.count_names), **formulas}.items():
        system.add_variable(_variable(name, formula))
    return system


def openfisca(columns: Columns) -> list[Column]:
    """OpenFisca-Core with vectors of units; all variables are asked for."""
    size = len(next(iter(columns.values())))
    simulation = SimulationBuilder().build_default_simulation(_system(), size)
    for name, counts in columns.items():
        # It would cut fractions off without a word.
        assert (counts == np.floor(counts)).all()
        simulation.set_input(name, MONTH, counts)
    return [simulation.calculate(_name(code), MONTH) for code in CODES]


def openfisca_of_one(counts: Mapping[str, int]) -> list[Column]:
    """The same with one unit as its users describe one: as a situation."""
    situation = {"units": {"a": {name: {MONTH: count} for name, count in counts.items()}}}
    simulation = SimulationBuilder().build_from_entities(_system(), situation)
    return [simulation.calculate(_name(code), MONTH) for code in CODES]
