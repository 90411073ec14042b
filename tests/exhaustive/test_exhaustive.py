# SPDX-License-Identifier: MIT
"""Every share of whole numbers up to 2,000, by every way from a percentage to points.

Two million shares for each pair of maximum and target in the rule set, against points that plain
operations on doubles and whole numbers give: `nox -s exhaustive`.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import numpy as np
import pytest

from numpy.typing import NDArray

import tthc_index as ti

from tests.oracle import (
    Oracle,
    factor_code,
    half_up,
    hundredths,
    percent_of,
    points_of,
    target_percent,
)


LARGEST = 2_000

#: How many denominators are scored at once: some 400,000 shares at most.
AT_ONCE = 200

RULES = ti.ruleset("qd766-2026")
ORACLE = Oracle(RULES)

Whole = NDArray[np.int64]


def slopes() -> list[Any]:
    """One rule for each way from a percentage to points."""
    found: dict[tuple[Any, ...], Any] = {}
    for rule in RULES.scored:
        way = rule.max_points, rule.target, ORACLE.percent_decimals(rule), factor_code(rule)
        found.setdefault(way, rule)
    return list(found.values())


def shares() -> Iterator[tuple[Whole, Whole]]:
    """All 0 <= n <= d <= 2,000, but for 0/0: numerators and denominators."""
    for first in range(1, LARGEST + 1, AT_ONCE):
        denominators = np.arange(first, first + AT_ONCE)
        d = np.repeat(denominators, denominators + 1)
        n = np.arange(d.size) - np.repeat(
            np.cumsum(denominators + 1) - denominators - 1, denominators + 1
        )
        yield n, d


def expected(rule: Any, n: Whole, d: Whole) -> Whole:
    """The points of many shares in hundredths, as the oracle gives them one by one."""
    percent = n / d * 100
    if ORACLE.percent_decimals(rule) is not None:
        percent = hundredths(percent) / 100
    return hundredths(
        np.minimum(percent * rule.max_points / target_percent(rule.target), rule.max_points)
    )


@pytest.mark.parametrize("rule", slopes(), ids=lambda rule: rule.code)
class TestEveryShare:
    def test_arrays(self, rule: Any) -> None:
        """`score_many` gives the expected points, bit for bit."""
        first, *others = rule.numerator
        count = 0
        for n, d in shares():
            nothing, one = np.zeros_like(n), np.ones_like(n)
            columns = {first: n, **dict.fromkeys(others, nothing), rule.denominator: d}
            columns |= (
                {"dossiers_synced": one, "dossiers_to_sync": one} if factor_code(rule) else {}
            )
            points = ti.score_many(columns, missing="allow").indicator_points[rule.code]

            wrong = np.flatnonzero(points != expected(rule, n, d) / 100)
            assert not wrong.size, [(int(n[i]), int(d[i]), points[i]) for i in wrong[:10]]
            count += n.size
        assert count == LARGEST * (LARGEST + 3) // 2

    def test_expected(self, rule: Any) -> None:
        """What is expected of many at once is what `decimal` gives for each."""
        chance = Random(rule.code)  # noqa: S311  # no secret
        d = np.array([chance.randint(1, LARGEST) for _ in range(20_000)])
        n = np.array([chance.randint(0, int(most)) for most in d])
        decimals = ORACLE.percent_decimals(rule)

        one_by_one = [
            half_up(points_of(percent_of(n_, d_), rule.max_points, rule.target, decimals), 2)
            for n_, d_ in zip(n.tolist(), d.tolist(), strict=True)
        ]
        assert [int(100 * points) for points in one_by_one] == expected(rule, n, d).tolist()
