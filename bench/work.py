# SPDX-License-Identifier: MIT
"""The work that all contestants do: counts of many units, and what makes their points the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from numpy.typing import NDArray

import tthc_index as ti

from tthc_index.scoring.arithmetic import Conversion, plan


Column = NDArray[Any]
Columns = dict[str, Column]

RULES = ti.ruleset("qd766-2026")
CONVERSIONS = plan(RULES, None).scored

#: The codes of each group's indicators, and of all results in the order in which they are kept.
GROUPS = {group.code: [rule.code for rule in group if not rule.monitored] for group in RULES}
CODES = [*CONVERSIONS, *GROUPS, "total"]

#: A hair above 1, so that rint() rounds half up: what a careful person would write by hand, too.
ABOVE = 1 + 8 * 2.0**-53


def slope(conversion: Conversion) -> float:
    """Cents for a rate of 1, that hair more."""
    return 100 * conversion.most / conversion.target * float(conversion.scale or 1) * ABOVE


def empty(conversion: Conversion) -> float:
    """Cents for 0/0; NaN for no points."""
    return float("nan") if conversion.empty is None else float(conversion.empty)


def units(rows: int) -> Columns:
    """Counts of many units, complete and without 0/0: the case that all contestants can do."""
    rng = np.random.default_rng(766)
    columns: Columns = {}
    for conversion in CONVERSIONS.values():
        d = rng.integers(1, 10_000, rows).astype(float)
        columns[conversion.denominator] = d
        rest = d
        for name in conversion.numerator:
            columns[name] = np.floor(rest * rng.random(rows))
            rest = rest - columns[name]
    return columns


def with_gaps(columns: Columns) -> Columns:
    """The same with 0/0 in one of 20 indicators, and nothing known of one of 20 counts."""
    rng = np.random.default_rng(766)
    gappy = {name: counts.copy() for name, counts in columns.items()}
    size = len(next(iter(columns.values())))
    for conversion in CONVERSIONS.values():
        empty_rows = rng.random(size) < 1 / 20
        for name in (*conversion.numerator, conversion.denominator):
            gappy[name][empty_rows] = 0
            gappy[name][rng.random(size) < 1 / 20] = np.nan
    return gappy


def results(scored: Any) -> list[Any]:
    """What a contestant gives, as one array for each of CODES; or for the total alone."""
    if isinstance(scored, ti.ScoreTable):
        kept = {**scored.indicator_points, **scored.group_points, "total": scored.points}
        return list(kept.values())
    if isinstance(scored, pl.DataFrame):
        return [scored[code].to_numpy() for code in CODES]
    return [[scored]] if isinstance(scored, float) else list(scored)
