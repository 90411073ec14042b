# SPDX-License-Identifier: MIT
"""Published points held against computed ones, of one unit or of many."""

from __future__ import annotations

from typing import Any, overload

from tthc_index.errors import ValueRefusedError
from tthc_index.scoring.card import ScoreCard
from tthc_index.scoring.table import ScoreTable

from .many import TableReconciliation, reconcile_table
from .published import Published
from .reconciliation import Reconciliation, reconcile_card


@overload
def reconcile(results: ScoreCard, published: Published) -> Reconciliation: ...
@overload
def reconcile(results: ScoreTable, published: Any, *, decimals: int = 2) -> TableReconciliation: ...
def reconcile(
    results: ScoreCard | ScoreTable, published: Any, *, decimals: int = 2
) -> Reconciliation | TableReconciliation:
    """Hold published points against computed ones: what agrees, what differs, and why.

    Args:
        results: The computed points: one unit's card, or a table of many units.
        published: For a card, a `Published`. For a table, columns of published points by code (a
            mapping or a data frame, one row a unit, NaN or null where nothing was published); or a
            `Published` for each unit: in a sequence by row, or in a mapping by the unit's name.
        decimals: Decimals of published points in columns; a `Published` says its own.

    Raises:
        UnknownNameError: (a KeyError) For published points of what the rules don't have.
        UnknownNameError: (a KeyError) For a published unit that the table does not have.
        ValueRefusedError: For points that can't have been published with so many decimals.
        ValueRefusedError: For any other argument that is none of what it can be.
        Problems: If there are several of these problems.

    >>> import tthc_index as ti
    >>> example = ti.examples.PHU_THO_2026_08
    >>> result = reconcile(example.score(), example.published)
    >>> row = result["total"]
    >>> row.computed, row.published, str(row.verdict)
    (59.92, 59.92, 'equal')
    """
    if isinstance(results, ScoreCard):
        if not isinstance(published, Published):
            raise ValueRefusedError("published", published, "a Published")
        return reconcile_card(results, published)
    if not isinstance(results, ScoreTable):
        raise ValueRefusedError("results", results, "a ScoreCard or a ScoreTable")
    return reconcile_table(results, published, decimals)
