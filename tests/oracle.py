# SPDX-License-Identifier: MIT
"""What counts earn, computed a second time and in another way than the library does it.

Written from the description of the portal's arithmetic, and from nothing of the package but the
fields of the rule objects:

1. `percent = n / d * 100` in doubles, times the rate of the factor where the indicator has one;
2. half up to so many decimals, where the group says that percentages are rounded first;
3. `points = min(max, percent * max / target)`, with the target in per cent;
4. half up to the decimals of points, by the exact value of the double;
5. a group is the sum of its rounded indicators, the total is the sum of its groups.

Rounding and sums are left to Python's `decimal`: `Decimal(x)` is the exact value of the double `x`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import attrs
import numpy as np

from numpy.typing import NDArray


Counts = Mapping[str, int]
Percentages = Mapping[str, float]

ZERO = Decimal(0)


@attrs.frozen
class Expected:
    """What one indicator, one group or the total is expected to come to.

    Attributes:
        status: "scored", "empty" or "missing"; None of a sum.
        points: None where none are given, or nothing is known.
        low: The fewest points that missing counts still allow.
        high: The most.
    """

    status: str | None
    points: Decimal | None
    low: Decimal
    high: Decimal

    @property
    def complete(self) -> bool:
        """Whether nothing is missing, as far as the points can tell."""
        return self.low == self.high

    @classmethod
    def known(cls, status: str, points: Decimal | None) -> Expected:
        """Of an indicator that nothing is missing for."""
        return cls(status, points, points or ZERO, points or ZERO)


def half_up(value: float, decimals: int) -> Decimal:
    """The decimal nearest to the exact value of a double; the upper one of a tie.

    The double 5.595 lies below 5.595, the double 1.125 is exactly 1.125:

    >>> half_up(5.595, 2), half_up(1.125, 2)
    (Decimal('5.59'), Decimal('1.13'))
    """
    return Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def percent_of(n: int, d: int) -> float:
    """A share in per cent; first the quotient, then times 100."""
    return n / d * 100


def points_of(
    percent: float, max_points: float, target: float, percent_decimals: int | None
) -> float:
    """What a percentage earns, before the points are rounded.

    Args:
        percent: 0 to 100.
        max_points: The most that can be earned.
        target: The rate that earns all of it, above 0 and up to 1, as it is written in the rules.
        percent_decimals: The decimals that the percentage is rounded to first, if it is.
    """
    if percent_decimals is not None:
        percent = float(half_up(percent, percent_decimals))
    return min(float(max_points), percent * max_points / target_percent(target))


def target_percent(target: float) -> float:
    """A target as it is written, in per cent: 0.8 is 80.0."""
    return float(Decimal(str(target)) * 100)


def hundredths(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Many doubles of 0 to 1,000, half up to 2 decimals, in whole hundredths: `half_up` for arrays.

    A double is m / 2**k with whole m and k, so that everything is decided in whole numbers.
    """
    mantissa, exponent = np.frexp(values)
    whole = np.ldexp(mantissa, 53).astype(np.int64)
    # From 2**-9 on k is at most 62, and so everything within 63 bits; what is smaller rounds to 0.
    k = np.minimum(53 - exponent, 62).astype(np.int64)
    rounded = (200 * whole + np.left_shift(1, k)) >> (k + 1)
    return np.where(values < 2**-9, 0, rounded)


class Oracle:
    """What the counts of units are expected to earn by a rule set whose indicators all apply."""

    def __init__(self, rules: Any) -> None:
        self.rules = rules
        self.group_of = {rule.code: group for group in rules for rule in group}

    def card(self, counts: Counts, percentages: Percentages | None = None) -> dict[str, Expected]:
        """Every scored indicator, every group and the total, by code."""
        given = percentages or {}
        found = {rule.code: self.indicator(rule, counts, given) for rule in self.rules.scored}
        for group in self.rules:
            found[group.code] = add([found[rule.code] for rule in group if rule.max_points])
        found["total"] = add([found[group.code] for group in self.rules])
        return found

    def indicator(self, rule: Any, counts: Counts, percentages: Percentages) -> Expected:
        """One indicator."""
        factor = self.factor(rule, counts, percentages)
        n, d = numbers(rule, counts)
        if rule.code in percentages:
            percent = float(percentages[rule.code])
        elif n is None or d is None:
            return self.missing(rule, counts, factor)
        elif d == 0:
            return Expected.known("empty", self.empty(rule))
        else:
            percent = percent_of(n, d)
        if factor is None:
            return Expected("missing", None, ZERO, self.rounded(rule, percent))
        return Expected.known("scored", self.rounded(rule, percent * factor))

    def factor(self, rule: Any, counts: Counts, percentages: Percentages) -> float | None:
        """The rate that multiplies the indicator's own: 1 where there is none, and where it is 0/0."""
        code = factor_code(rule)
        if code is None:
            return 1.0
        if code in percentages:
            return float(percentages[code]) / 100
        n, d = numbers(self.rules[code], counts)
        if n is None or d is None:
            return None
        return n / d if d else 1.0

    def missing(self, rule: Any, counts: Counts, factor: float | None) -> Expected:
        """An indicator of which a count is missing: what its other counts still allow."""
        least, most = (0.0, 1.0) if factor is None else (factor, factor)
        known, d = sum(counts.get(name, 0) for name in rule.numerator), counts.get(rule.denominator)
        empty = self.empty(rule) or ZERO
        if d == 0:
            return Expected("missing", None, empty, empty)
        if d is None and known == 0 and all(name in counts for name in rule.numerator):
            return Expected("missing", None, ZERO, empty)  # either 0/0, or a rate of 0
        low = self.rounded(rule, percent_of(known, d) * least) if d else ZERO
        high = self.rounded(rule, 100.0 * most)
        return Expected("missing", None, low, high if d else max(high, empty))

    def rounded(self, rule: Any, percent: float) -> Decimal:
        """The points of a percentage, as they are published."""
        decimals = self.percent_decimals(rule)
        points = points_of(percent, rule.max_points, rule.target, decimals)
        return half_up(points, self.rules.rounding.decimals)

    def percent_decimals(self, rule: Any) -> int | None:
        """The decimals that percentages are rounded to first; None where they are not."""
        decimals: int | None = self.rules.rounding_of(self.group_of[rule.code]).percent_decimals
        return decimals

    def empty(self, rule: Any) -> Decimal | None:
        """What 0 of 0 earns."""
        return {"unscored": None, "zero": ZERO, "full": Decimal(str(rule.max_points))}[
            str(rule.when_empty)
        ]


def factor_code(rule: Any) -> str | None:
    """The indicator whose rate multiplies that of this one."""
    return getattr(rule, "factor", None)


def numbers(rule: Any, counts: Counts) -> tuple[int | None, int | None]:
    """Numerator and denominator, as far as they are known whole."""
    parts = [counts.get(name) for name in rule.numerator]
    n = None if None in parts else sum(part for part in parts if part is not None)
    return n, counts.get(rule.denominator)


def add(parts: Sequence[Expected]) -> Expected:
    """A sum: null counts as 0; where nothing is known, there is no sum."""
    known = [part for part in parts if part.status != "missing" and not _unknown(part)]
    return Expected(
        None,
        sum((part.points or ZERO for part in known), ZERO) if known else None,
        sum((part.low for part in parts), ZERO),
        sum((part.high for part in parts), ZERO),
    )


def _unknown(part: Expected) -> bool:
    """Whether it is a sum of which nothing is known."""
    return part.status is None and part.points is None
