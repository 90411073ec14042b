# SPDX-License-Identifier: MIT
"""The same points without this library, each written as its users would write it with care.

All of them get the same columns of doubles, check that counts are whole and that
0 <= numerator <= denominator, round half up to the cent, and keep the points of every indicator,
every group and the total. None of them takes a missing count, or says what is wrong with a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numba
import numpy as np
import polars as pl

from openfisca_core.entities import Entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from tthc_index.scoring.arithmetic import Conversion

from .work import CODES, CONVERSIONS, GROUPS, Column, Columns, empty, slope


def numpy_by_hand(columns: Columns) -> list[Column]:
    """One numpy expression for each indicator."""
    indicators, groups = [], []
    for codes in GROUPS.values():
        cents = []
        for conversion in (CONVERSIONS[code] for code in codes):
            d = columns[conversion.denominator]
            parts = [columns[name] for name in conversion.numerator]
            n = sum(parts[1:], parts[0])
            sound = (d == np.rint(d)) & (n <= d)
            for part in parts:
                sound &= (part == np.rint(part)) & (part >= 0)
            assert sound.all()
            earned = np.minimum(np.rint(n / d * slope(conversion)), float(conversion.cap))
            earned[d == 0] = float(conversion.empty or 0)
            cents.append(earned)
            points = earned / 100
            if conversion.empty is None:
                points[d == 0] = np.nan
            indicators.append(points)
        groups.append(sum(cents[1:], cents[0]))
    return [*indicators, *(group / 100 for group in groups), sum(groups[1:], groups[0]) / 100]


def polars_by_hand(frame: pl.LazyFrame) -> pl.DataFrame:
    """One lazy query, its checks as a second one over the same columns."""
    cents, sums, wrong = {}, {}, []
    for group, codes in GROUPS.items():
        for conversion in (CONVERSIONS[code] for code in codes):
            d = pl.col(conversion.denominator)
            parts = [pl.col(name) for name in conversion.numerator]
            n = sum(parts[1:], parts[0])
            sound = (d == d.floor()) & (n <= d)
            for part in parts:
                sound &= (part == part.floor()) & (part >= 0)
            wrong.append((~sound).sum().alias(conversion.code))
            earned = (n / d * slope(conversion) + 0.5).floor()
            earned = earned.clip(upper_bound=float(conversion.cap))
            nothing = None if conversion.empty is None else float(conversion.empty)
            cents[conversion.code] = pl.when(d > 0).then(earned).otherwise(nothing)
        sums[group] = pl.sum_horizontal(codes)
    points = (
        frame.select(**cents)
        .with_columns(**sums)
        .with_columns(total=pl.sum_horizontal(list(sums)))
        .select(pl.all() / 100)
    )
    result, found = pl.collect_all([points, frame.select(wrong)])
    assert not any(found.row(0))
    return result


#: Rows of a block of the fused kernel: its sums stay in the nearest cache.
BLOCK = 512


def _kernel(columns: Any, rules: Any, points: Any, refused: Any) -> None:
    """Write all points, and which rows are unsound, one block of rows after the other."""
    names, of, slopes, caps, empties = rules
    size, kinds, count = columns[0].size, len(names), of[-1] + 1
    for block in numba.prange((size + BLOCK - 1) // BLOCK):
        start, stop = block * BLOCK, min(size, block * BLOCK + BLOCK)
        both, in_all, in_group = np.empty(BLOCK), np.zeros(BLOCK), np.zeros((count, BLOCK))
        wrong = refused[start:stop]
        wrong[:] = False
        for kind in range(kinds):
            n, d = columns[names[kind, 0]][start:stop], columns[names[kind, 2]][start:stop]
            if names[kind, 1] >= 0:
                other = columns[names[kind, 1]][start:stop]
                for row in range(stop - start):
                    wrong[row] |= (n[row] < 0) | (n[row] != np.rint(n[row]))
                    wrong[row] |= (other[row] < 0) | (other[row] != np.rint(other[row]))
                    both[row] = n[row] + other[row]
                n = both
            own, known = points[kind, start:stop], in_group[of[kind]]
            for row in range(stop - start):
                sound = (n[row] >= 0) & (n[row] <= d[row])
                sound &= (n[row] == np.rint(n[row])) & (d[row] == np.rint(d[row]))
                wrong[row] |= not sound
                cents = min(np.rint(n[row] / d[row] * slopes[kind]), caps[kind])
                cents = cents if d[row] > 0 else empties[kind]
                own[row] = cents / 100
                known[row] += 0.0 if np.isnan(cents) else cents
        for group in range(count):
            own = points[kinds + group, start:stop]
            for row in range(stop - start):
                own[row] = in_group[group, row] / 100
                in_all[row] += in_group[group, row]
        points[kinds + count, start:stop] = in_all[: stop - start] / 100


_fused: Callable[..., None] = numba.njit(parallel=True, error_model="numpy")(_kernel)


@cache
def _fused_rules(names: tuple[str, ...]) -> tuple[Column, ...]:
    """The rules as arrays; the columns by their numbers, -1 for no second one."""
    rules = list(CONVERSIONS.values())
    wanted = [[*rule.numerator, "", rule.denominator] for rule in rules]
    numbers = [
        [names.index(name) if name else -1 for name in (first, second, denominator)]
        for first, second, *_, denominator in wanted
    ]
    of = [i for i, codes in enumerate(GROUPS.values()) for _ in codes]
    caps = [float(rule.cap) for rule in rules]
    slopes, empties = [slope(rule) for rule in rules], [empty(rule) for rule in rules]
    return tuple(np.array(values) for values in (numbers, of, slopes, caps, empties))


def numba_by_hand(columns: Columns) -> Column:
    """One fused pass over blocks of rows, on all processors."""
    size = len(next(iter(columns.values())))
    points, refused = np.empty((len(CODES), size)), np.empty(size, bool)
    _fused(tuple(columns.values()), _fused_rules(tuple(columns)), points, refused)
    assert not refused.any()
    return points


MONTH = "2026-08"
_UNIT = Entity("unit", "units", "A unit", "")


def _variable(name: str, formula: Callable[..., Any] | None) -> type:
    """A count as a whole number, or points with their formula."""
    kind = {"value_type": int} if formula is None else {"value_type": float, "formula": formula}
    about = {"entity": _UNIT, "definition_period": DateUnit.MONTH, "label": name}
    return type(_openfisca_name(name), (Variable,), {**about, **kind})


def _openfisca_name(code: str) -> str:
    return code.replace(".", "_")


def _openfisca_points(rule: Conversion) -> Callable[..., Any]:
    def formula(unit: Any, period: Any) -> Any:
        d = unit(rule.denominator, period)
        parts = [unit(name, period) for name in rule.numerator]
        n = sum(parts[1:], parts[0])
        sound = n <= d
        for part in parts:
            sound &= part >= 0
        assert sound.all()
        earned = np.minimum(np.rint(n / d * slope(rule)), float(rule.cap))
        # It has no null: 0/0 without points is 0 points.
        return np.where(d > 0, earned, np.nan_to_num(empty(rule))) / 100

    return formula


def _openfisca_sum(codes: list[str]) -> Callable[..., Any]:
    def formula(unit: Any, period: Any) -> Any:
        first, *others = (unit(_openfisca_name(code), period) for code in codes)
        return sum(others, first)

    return formula


@cache
def _openfisca_system() -> Any:
    """A variable for each count, each indicator, each group and the total."""
    formulas = {code: _openfisca_points(rule) for code, rule in CONVERSIONS.items()}
    formulas |= {group: _openfisca_sum(codes) for group, codes in GROUPS.items()}
    formulas["total"] = _openfisca_sum(list(GROUPS))
    rules = CONVERSIONS.values()
    counts = dict.fromkeys(n for rule in rules for n in (*rule.numerator, rule.denominator))
    system = TaxBenefitSystem([_UNIT])
    for name, formula in {**counts, **formulas}.items():
        system.add_variable(_variable(name, formula))
    return system


def openfisca(columns: Columns) -> list[Column]:
    """OpenFisca-Core with vectors of units; all variables are asked for."""
    size = len(next(iter(columns.values())))
    simulation = SimulationBuilder().build_default_simulation(_openfisca_system(), size)
    for name, counts in columns.items():
        # It would cut fractions off without a word.
        assert (counts == np.rint(counts)).all()
        simulation.set_input(name, MONTH, counts)
    return _openfisca_results(simulation)


def openfisca_of_one(counts: Mapping[str, int]) -> list[Column]:
    """The same with one unit as its users describe one: as a situation."""
    situation = {"units": {"a": {name: {MONTH: count} for name, count in counts.items()}}}
    return _openfisca_results(
        SimulationBuilder().build_from_entities(_openfisca_system(), situation)
    )


def _openfisca_results(simulation: Any) -> list[Column]:
    return [simulation.calculate(_openfisca_name(code), MONTH) for code in CODES]
