# SPDX-License-Identifier: MIT
"""What an indicator, a group or the whole index earned: points as whole units, and their sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

import attrs

from tthc_index.rules.objects import MAX_DECIMALS, Group, Level, Status
from tthc_index.rules.sets import RuleSet
from tthc_index.text.language import Label

from .arithmetic import Units, whole_units


TOTAL = Label(vi="Tổng điểm", en="Total")

#: The status of a sum is the first of these that any of its parts has.
_TELLING = (
    Status.MISSING,
    Status.SCORED,
    Status.EMPTY,
    Status.NOT_APPLICABLE,
    Status.MONITORED,
)


@attrs.frozen(repr=False, kw_only=True)
class Score:
    """What an indicator, a group or the whole index earned, and from what.

    Points are kept as whole *units* (hundredths of a point, where the rules round to 2 decimals), so
    that sums are exact; unrounded, a unit is a point. The properties say the same in points.

    Attributes:
        code: The code, "progress" or "progress.on_time"; "total" for the whole index.
        name: What it is called, in both languages.
        rule: The `Indicator` or `Group` that it is the score of; None for the total.
        status: scored, empty (0/0), missing, not_applicable or monitored; a sum with a part that is
            missing is missing, one with a part that is scored is scored.
        percent: Percentage as it is published, half up to 2 decimals, or as given: an indicator's
            numerator / denominator, a sum's points of its maximum. None where it is not known.
        parts: A group's indicators, the total's groups, in order; none for an indicator.
        numerator: An indicator's count; None where a part of it is not known.
        denominator: Count; None where it is not known, or where the figure is no share.
        rate: Numerator / denominator, 0 to 1; None if either is missing or both are 0.
        from_percentage: Whether a percentage was given in place of the counts.
        units: Units earned; None where no points are given or nothing is known.
        low: The fewest units that missing counts still allow.
        high: The most units that missing counts still allow.
        most: Units that could be earned at this level.
        missing: The maxima of what is missing, in units.
        unscored: The maxima of what gets no points since there was nothing to do (0/0), in units.
        scale: Units in a point.
    """

    code: str
    name: Label
    rule: Any
    status: Status
    percent: float | None
    parts: tuple[Score, ...] = ()
    numerator: float | None = None
    denominator: float | None = None
    rate: float | None = None
    from_percentage: bool = False
    units: Units | None
    low: Units
    high: Units
    most: Units
    missing: Units
    unscored: Units
    scale: int

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return self.status != Status.MISSING

    @property
    def points(self) -> float | None:
        """Points earned; of a sum, those that are known. None where there are none."""
        return None if self.units is None else self.units / self.scale

    @property
    def max_points(self) -> float:
        """The most that could be earned at this level, in points."""
        # Unrounded, the sum of maxima may be off in its last bit; none has more than 9 decimals.
        return round(self.most / self.scale, MAX_DECIMALS)

    @property
    def bounds(self) -> tuple[float, float]:
        """The lowest and the highest points that missing counts still allow."""
        return self.low / self.scale, self.high / self.scale

    @property
    def lost_points(self) -> float | None:
        """Maximum less points; None while anything is missing."""
        return (self.most - (self.units or 0)) / self.scale if self.complete else None

    @property
    def missing_points(self) -> float:
        """The maxima of the indicators that are missing, in points."""
        return self.missing / self.scale

    @property
    def unscored_points(self) -> float:
        """The maxima of the indicators with 0/0 that get no points: they were out of reach."""
        return self.unscored / self.scale

    def __iter__(self) -> Iterator[Score]:
        """Its parts, in order."""
        return iter(self.parts)

    def __repr__(self) -> str:
        return f"<Score {self.code}: {self.status}, {self.points} of {self.max_points} points>"


class Scored(Protocol):
    """A unit's scores with what they come from: what explanations ask of a `ScoreCard`."""

    @property
    def rules(self) -> RuleSet:
        """The rules that it was scored by."""

    @property
    def level(self) -> Level | None:
        """The unit's level."""

    @property
    def counts(self) -> Mapping[str, float]:
        """Counts by name."""

    @property
    def percentages(self) -> Mapping[str, float]:
        """Percentages by indicator code."""

    @property
    def total(self) -> Score:
        """The whole index."""

    def __getitem__(self, code: str) -> Score: ...


def summed(
    code: str, name: Label, rule: Group | None, parts: tuple[Score, ...], scale: int
) -> Score:
    """Parts summed up in their order, null as 0."""
    status = min((part.status for part in parts), key=_TELLING.index)
    known = [part for part in parts if part.units is not None or part.status == Status.EMPTY]
    units, most = _added(part.units or 0 for part in known), _added(part.most for part in parts)
    whole = status != Status.MISSING and most
    return Score(
        code=code,
        name=name,
        rule=rule,
        status=status,
        percent=published_percent(units / most * 100) if whole else None,
        parts=parts,
        units=units if known else None,
        low=_added(part.low for part in parts),
        high=_added(part.high for part in parts),
        most=most,
        missing=_added(part.missing for part in parts),
        unscored=_added(part.unscored for part in parts),
        scale=scale,
    )


def _added(units: Iterable[Units]) -> Units:
    """One after the other: the sum() of some versions of Python compensates what doubles lose."""
    total: Units = 0
    for own in units:
        total += own
    return total


def rate_and_percent(n: Any, d: Any, percentage: float | None) -> tuple[float | None, float | None]:
    """The rate, and the percentage as it is published: half up to 2 decimals, or as given."""
    if percentage is not None:
        return percentage / 100, percentage
    return (n / d, published_percent(n / d * 100)) if n is not None and d else (None, None)


def published_percent(percent: float, decimals: int = 2) -> float:
    """A percentage as the portal publishes it, half up to 2 decimals; or to as many as an office prints."""
    return float(whole_units(percent, 10**decimals) / 10**decimals)


def as_figures(score: Score) -> dict[str, Any]:
    """The figures of a score without its rule: numbers, texts, lists."""
    own = () if score.parts else ("numerator", "denominator", "rate", "from_percentage")
    figures = {name: getattr(score, name) for name in (*_FIGURES, *own)}
    return {"status": str(score.status), **figures, "bounds": list(score.bounds)}


_FIGURES = (
    "points",
    "max_points",
    "percent",
    "lost_points",
    "missing_points",
    "unscored_points",
    "complete",
)
