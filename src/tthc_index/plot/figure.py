# SPDX-License-Identifier: MIT
"""What there is to draw of a result: its points, its maximum, and what is still open."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import numpy as np

from tthc_index.errors import ArgumentError
from tthc_index.results.published import Published
from tthc_index.rules.objects import RuleSet, Status
from tthc_index.scoring.card import ScoreCard

from .drawing import Bar


#: What writes points.
Say = Callable[[float | None], str]


@attrs.frozen
class Figure:
    """One group, indicator or total, in points: sure up to *low*, possible up to *high*."""

    points: float | None
    most: float
    low: float
    high: float
    unscored: float = 0

    @property
    def sure(self) -> float:
        """The points if they are known and whole, else NaN."""
        return np.nan if self.points is None or self.low < self.high else self.points

    @property
    def percent(self) -> float:
        """The same in per cent of the maximum; NaN where that is 0."""
        return 100 * self.sure / (self.most or np.nan)

    def bars(self, left: float = 0) -> tuple[Bar, ...]:
        """What was earned, what is open and what was out of reach, in the frame of the maximum."""
        return (
            Bar("earned", left, self.low),
            Bar("open", left + self.low, self.high - self.low),
            Bar("unscored", left + self.most - self.unscored, self.unscored),
            Bar("most", left, self.most),
        )

    def said(self, say: Say) -> str:
        """The points, or the bounds that the missing counts leave, if they leave any."""
        narrowed = self.low < self.high and (self.low, self.high) != (0, self.most)
        return "–".join(map(say, (self.low, self.high) if narrowed else (self.points,)))


def figure(result: ScoreCard | Published | None, code: str, rules: RuleSet) -> Figure:
    """The result's figure of that code; of None, which stands for no result, all is open.

    Raises:
        ArgumentError: For published points above their maximum.
    """
    if isinstance(result, ScoreCard):
        score = result[code]
        empty = getattr(score, "status", None) == Status.EMPTY and score.points is None
        unscored = getattr(score, "unscored_points", score.max_points * empty)
        low, high = score.bounds
        return Figure(score.points, score.max_points, low, high, unscored)
    points = None if result is None else result[code]
    most = maximum(rules, code)
    if points is None:
        return Figure(None, most, 0, most)
    if points > most:
        raise ArgumentError(f"published points of {code}", points, f"at most {most:g}")
    return Figure(points, most, points, points)


def maximum(rules: RuleSet, code: str) -> float:
    """The most that the rules give for a group, an indicator or in total."""
    return rules.max_points if code == "total" else float(rules[code].max_points)
