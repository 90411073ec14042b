# SPDX-License-Identifier: MIT
"""Who competes: from columns of counts to the call whose time is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import polars as pl

import tthc_index as ti

from tthc_index.scoring.frame import score_frame

from .rivals import (
    numba_by_hand,
    numpy_by_hand,
    openfisca,
    openfisca_of_one,
    polars_by_hand,
)
from .work import RULES, Columns, with_gaps


Contestants = Mapping[str, Callable[[Columns], Callable[[], object]]]

OWN = "score_many()"
INT32, TOTALS = "score_many(), counts as int32", "score_many(), totals alone"
ONE_THREAD, GAPS = "score_many(), one thread", "score_many(), gaps and 0/0 in every column"
FRAME, POLARS = "score_frame() on polars, lazy", "polars by hand"
FUSED, NUMPY, OPENFISCA = "numba: one fused kernel", "numpy by hand", "OpenFisca-Core"
OWN_ONE, LOOP, ONE_OPENFISCA = "score()", "a plain loop", "OpenFisca-Core, one unit"


def _int32(columns: Columns) -> Columns:
    return {name: counts.astype(np.int32) for name, counts in columns.items()}


def _frame(columns: Columns) -> Callable[[], object]:
    frame = pl.DataFrame(columns).lazy()
    return lambda: score_frame(frame).collect()


#: Many units.
MANY: Contestants = {
    OWN: lambda columns: partial(ti.score_many, columns),
    INT32: lambda columns: partial(ti.score_many, _int32(columns)),
    TOTALS: lambda columns: partial(ti.score_many, columns, detail="total"),
    ONE_THREAD: lambda columns: partial(ti.score_many, columns, threads=1),
    GAPS: lambda columns: partial(ti.score_many, with_gaps(columns), missing="allow"),
    FRAME: _frame,
    FUSED: lambda columns: partial(numba_by_hand, columns),
    POLARS: lambda columns: partial(polars_by_hand, pl.DataFrame(columns).lazy()),
    NUMPY: lambda columns: partial(numpy_by_hand, columns),
    OPENFISCA: lambda columns: partial(openfisca, columns),
}


def _counts(columns: Columns) -> dict[str, int]:
    return {name: int(column[0]) for name, column in columns.items()}


PLAIN = [(i.code, i.numerator, str(i.denominator), i.max_points, i.target) for i in RULES.scored]


def by_loop(counts: Mapping[str, int]) -> float:
    """What one would write in a hurry: no checks, binary rounding, nothing for 0/0."""
    total = 0.0
    points = {}
    for code, numerator, denominator, most, target in PLAIN:
        n = 0.0
        for name in numerator:
            n += counts[name]
        d = counts[denominator]
        points[code] = round(min(most, most * n / d / target), 2) if d else 0.0
        total += points[code]
    return total


#: One unit.
ONE: Contestants = {
    OWN_ONE: lambda columns: partial(_own_one, _counts(columns)),
    LOOP: lambda columns: partial(by_loop, _counts(columns)),
    ONE_OPENFISCA: lambda columns: partial(openfisca_of_one, _counts(columns)),
}


def _own_one(counts: Mapping[str, int]) -> float | None:
    return ti.score(counts).points
