# SPDX-License-Identifier: MIT
"""What a rule is: indicators and their groups, as values that can be read and checked.

A rule object holds no code, so that a person can check it line by line against the law.
An indicator or a group by itself is not checked: the `RuleSet` that holds them is checked whole,
and says all its faults at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import attrs

from tthc_index.text.language import Label, Labelled, Lang
from tthc_index.text.numbers import day


#: Names that mean something else wherever codes become keys or columns.
RESERVED = frozenset({"total", "complete", "invalid", "level", "unit"})

#: Beyond 9 decimals a point is no longer anything that somebody could publish.
MAX_DECIMALS = 9


class Level(Labelled):
    """Who is scored."""

    MINISTRY = "ministry", "bộ, ngành", "ministry"
    PROVINCE = "province", "tỉnh, thành phố", "province"
    DEPARTMENT = "department", "sở, ngành", "department of a province"
    DISTRICT = "district", "huyện, thị xã, thành phố", "district (until 2025)"
    COMMUNE = "commune", "xã, phường, đặc khu", "commune"


class Empty(Labelled):
    """What an indicator earns when there was nothing to do: 0 of 0."""

    UNSCORED = "unscored", "không chấm điểm", "no points are given; the maximum stays"
    FULL = "full", "đạt điểm tối đa", "all points"
    ZERO = "zero", "0 điểm", "0 points"


class NotApplicable(Labelled):
    """What becomes of an indicator's maximum at a level to which it does not apply."""

    FULL = "full", "đạt điểm tối đa", "all points"
    EXCLUDED = "excluded", "không tính vào điểm tối đa", "the maximum is left out"


class Status(Labelled):
    """How a score came about, or why there is none."""

    SCORED = "scored", "được chấm điểm", "scored"
    EMPTY = "empty", "không phát sinh (0/0)", "nothing to do (0/0)"
    MISSING = "missing", "chưa có số liệu", "missing"
    NOT_APPLICABLE = "not_applicable", "không áp dụng", "not applicable at this level"
    MONITORED = "monitored", "chỉ theo dõi", "monitored only"


class Measure(Labelled):
    """What an indicator measures; only a share can be scored."""

    SHARE = "share", "tỷ lệ", "share: numerator / denominator"
    COUNT = "count", "số lượng", "count"
    DAYS = "days", "ngày", "days"


@attrs.frozen
class Source:
    """Where a rule comes from: an article, a published page, an observation of figures.

    Attributes:
        title: What it is called.
        date: Its day, as year-month-day.
        url: Where it can be read.
    """

    title: Label
    date: str | None = None
    url: str | None = None

    def text(self, lang: Lang = "en") -> str:
        """The source in a line: title, date, address.

        >>> Source(Label(vi="Quyết định", en="Decision"), date="2022-06-23").text("vi")
        'Quyết định, 23/6/2022'
        """
        return ", ".join(filter(None, [self.title[lang], day(self.date, lang), self.url]))


@attrs.frozen(kw_only=True)
class Evidence:
    """How far published figures confirm a rule.

    Attributes:
        indicators: Published points of the indicator itself that the rule reproduces to the hundredth;
            of a whole rule set, those of all its indicators with a denominator above 0.
        groups: Published points of its whole group that the rules reproduce to the hundredth.
        empty: How many of those figures are of 0 out of 0.
        note: What else is known of the figures.
        unconfirmed: What no published figure confirms; None if nothing is in doubt.
    """

    indicators: int = 0
    groups: int = 0
    empty: int = 0
    note: Label | None = None
    unconfirmed: Label | None = None


@attrs.frozen(kw_only=True)
class Rounding:
    """How points are rounded, in the arithmetic of the portal.

    It computes in binary doubles (IEEE 754 binary64, each step rounded to the nearest), in this
    order, and so does every rule set:

    1. `percent = numerator / denominator * 100`: first the quotient, then times 100. With a factor,
       then times the factor's `numerator / denominator`.
    2. `percent` is rounded half up to `percent_decimals`, where they are given.
    3. `points = min(max_points, percent * max_points / target)`, the target in per cent: first
       times, then divided.
    4. The points are rounded half up to `decimals`.
    5. A group's points are the sum of its rounded indicators, the total is the sum of the groups.

    Half up goes by the double's exact value: 5.595, which a double holds as 5.59499…, becomes 5.59;
    1.125, which it holds exactly, becomes 1.13.

    Attributes:
        decimals: Decimals of the points.
        percent_decimals: Decimals of the percentage, where it is rounded before the points.
        list_percent_decimals: The same for the list that makes the published totals, where it rounds
            otherwise than the group's own page does; no points of these rules follow from it.
    """

    decimals: int = 2
    percent_decimals: int | None = None
    list_percent_decimals: int | None = None


def as_names(value: Any) -> Any:
    """A tuple of names, of which one may stand alone; anything else stays, as below."""
    return (value,) if isinstance(value, str) else as_tuple(value)


def as_tuple(value: Any) -> Any:
    """A tuple where *value* can be one; anything else stays, for the rule set to name as a fault."""
    return tuple(value) if isinstance(value, list) else value


def _choice(kind: type[StrEnum], value: Any) -> Any:
    """The member of that value; anything else stays, as above."""
    return next((member for member in kind if member == value), value)


def _empty(value: Any) -> Any:
    return _choice(Empty, value)


def _not_applicable(value: Any) -> Any:
    return _choice(NotApplicable, value)


def _measure(value: Any) -> Any:
    return _choice(Measure, value)


def _levels(value: Any) -> Any:
    """Levels in their own order, so that equal sets of them are equal."""
    if not isinstance(value, list | tuple | set | frozenset):
        return value
    levels = tuple(_choice(Level, level) for level in value)
    known = all(isinstance(level, Level) for level in levels)
    return tuple(sorted(levels, key=list(Level).index)) if known else levels


@attrs.frozen(kw_only=True)
class Indicator:
    """One indicator: a share of counts that earns points, or a figure that is only monitored.

    `points = min(max_points, max_points * rate / target)` with `rate = numerator / denominator`,
    times the rate of another indicator where that one is its factor.

    Attributes:
        code: Group and name, "progress.on_time".
        name: As public notices call it.
        formula: The share in words.
        numerator: Count names, of which the sum is taken; one name may stand alone.
        denominator: One count name; None for a monitored figure that is no share.
        factor: The code of the indicator whose rate multiplies this one's, if there is one: a share
            of the same rule set, without a factor of its own. Where its rate is missing, this one's
            is too; where it is 0/0, it counts as 1.
        max_points: The most that it earns, in points; 0 means monitored, never scored.
        target: The rate that earns all points, in (0, 1]; decimals are taken as written.
        when_empty: What 0 of 0 earns.
        levels: The levels that it applies to; all unless said otherwise.
        when_not_applicable: What becomes of its maximum at the other levels.
        measure: What it measures; what is no share is monitored.
        sources: Where it comes from; empty where the rule set's sources say it.
        evidence: How far published figures confirm it.
    """

    code: str
    name: Label
    formula: Label
    numerator: tuple[str, ...] = attrs.field(converter=as_names)
    denominator: str | None = None
    factor: str | None = None
    max_points: float = 0
    target: float = 1
    when_empty: Empty = attrs.field(default=Empty.UNSCORED, converter=_empty)
    levels: tuple[Level, ...] = attrs.field(default=tuple(Level), converter=_levels)
    when_not_applicable: NotApplicable = attrs.field(
        default=NotApplicable.FULL, converter=_not_applicable
    )
    measure: Measure = attrs.field(default=Measure.SHARE, converter=_measure)
    sources: tuple[Source, ...] = attrs.field(default=(), converter=as_tuple)
    evidence: Evidence = Evidence()

    @property
    def monitored(self) -> bool:
        """Whether it is only watched: it can earn no points."""
        return self.max_points == 0

    @property
    def count_names(self) -> tuple[str, ...]:
        """The counts of its own share: numerator, then denominator; not those of its factor."""
        return self.numerator if self.denominator is None else (*self.numerator, self.denominator)

    def applies_to(self, level: Level | None) -> bool:
        """Whether it is scored at *level*; None asks nothing of it."""
        return level is None or level in self.levels


@attrs.frozen(kw_only=True)
class Group:
    """Indicators that are published as one figure.

    Attributes:
        code: One word, "progress".
        name: As public notices call it.
        max_points: The sum of its indicators' maxima, stated so that it can be checked.
        indicators: In the order of the Decision; monitored ones among them.
        rounding: How its points are rounded where that differs from the rule set.
        evidence: What is known of the group beyond its indicators.
    """

    code: str
    name: Label
    max_points: float
    indicators: tuple[Indicator, ...] = attrs.field(converter=as_tuple)
    rounding: Rounding | None = None
    evidence: Evidence = Evidence()

    def __iter__(self) -> Iterator[Indicator]:
        """Its indicators, in order."""
        return iter(self.indicators)
