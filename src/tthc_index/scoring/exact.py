# SPDX-License-Identifier: MIT
"""What exact fractions would give where the portal's doubles decide: for explanations alone."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from tthc_index.rules.objects import Status
from tthc_index.text.numbers import as_written

from .arithmetic import Conversion, Share, plan
from .scores import Scored


class Exact(NamedTuple):
    """An indicator's points in exact arithmetic.

    Attributes:
        points: The points, unrounded.
        rounded: Rounded half up as the rules say.
        tie: Whether they lie half-way between two that can be published.
    """

    points: Fraction
    rounded: Fraction
    tie: bool


def exact(card: Scored, code: str) -> Exact | None:
    """What exact arithmetic gives an indicator; None where it is not scored, or nothing is rounded.

    >>> import tthc_index as ti
    >>> counts = {"procedures_announced_on_time": 1, "procedures_announced": 48}
    >>> card = ti.score(counts, missing="allow")
    >>> exact(card, "transparency.announced_on_time")
    Exact(points=Fraction(1, 8), rounded=Fraction(13, 100), tie=True)
    """
    conversion = plan(card.rules, card.level).scored.get(code)
    if conversion is None or conversion.scale is None or card[code].status != Status.SCORED:
        return None
    points, scale = _points(conversion, exact_rate(card, code)), conversion.scale
    return Exact(
        points,
        _half_up(points, scale),
        (2 * scale * points).denominator == 1 and (2 * scale * points) % 2 == 1,
    )


def exact_rate(card: Scored, code: str) -> Fraction:
    """The rate that an indicator is scored from, its factor's among it."""
    conversion = plan(card.rules, card.level).scored[code]
    rate = _rate(card, conversion)
    return rate if conversion.factor is None else rate * _rate(card, conversion.factor)


def _rate(card: Scored, share: Share) -> Fraction:
    if share.code in card.percentages:
        return as_written(card.percentages[share.code]) / 100
    n, d = (int(count) for count in share.counts(card.counts))
    # As a factor 0/0 is 1; by itself it has no rate, and is not asked for one.
    return Fraction(n, d) if d else Fraction(1)


def _points(conversion: Conversion, rate: Fraction) -> Fraction:
    if conversion.percent_scale is not None:
        rate = _half_up(100 * rate, conversion.percent_scale) / 100
    most = as_written(conversion.most)
    return min(most, 100 * rate * most / as_written(conversion.target))


def _half_up(value: Fraction, scale: int) -> Fraction:
    return Fraction((2 * scale * value + 1) // 2, scale)
