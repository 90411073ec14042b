# SPDX-License-Identifier: MIT
"""What documents say of a unit's results, worked out once: letter, message and table are written from it."""

from __future__ import annotations

import re

from collections.abc import Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, cast

import attrs

from tthc_index.errors import LevelsWarning, TthcIndexError, UnknownNameError, ValueRefusedError
from tthc_index.results.names import same_unit
from tthc_index.results.published import Published
from tthc_index.results.rank import Rank, Ranking, ranked
from tthc_index.results.rows import decimals_of
from tthc_index.results.units import Results, checked
from tthc_index.rules.objects import MAX_DECIMALS
from tthc_index.scoring.card import ScoreCard
from tthc_index.scoring.inputs import as_ratio, read_choice
from tthc_index.scoring.scores import Score
from tthc_index.text.numbers import Period, as_written, dated, half_up, number

from .wording import INCOMPLETE


#: More points than any rule set gives.
MOST = 10**6

_PERIODS = "'2024-03', '2024-Q1' or '2024'; '2024-H1' for half a year, '2024-9M' for nine months"


@attrs.frozen(kw_only=True, eq=False)
class Facts:
    """What is known of one unit in one period, and how it is printed.

    Attributes:
        card: The unit's card; None where only the *units* are told of.
        unit: The unit, as a text names it: "tỉnh Phú Thọ".
        period: Month, quarter, half, nine months or year: "2024-03", "2024-Q1", "2024-H1", "2024-9M",
            "2024".
        as_of: Day on which the figures were read, "2024-04-22"; by default the published one.
        published: What was published of the unit; it stands in place of what the card has.
        previous: The period before: a complete card, published results with a total, or points.
        change: How the change is stated: in "points", or in per cent of the previous total.
        rank: Place and number of peers; by default the published ones, or those among the *units*
            if the unit is one of them.
        peers: What the rank is among, "huyện, thành phố".
        units: Results of many units.
    """

    card: ScoreCard | None
    unit: str
    period: str
    as_of: str | None = None
    published: Published | None = None
    previous: ScoreCard | Published | float | None = None
    change: Literal["points", "percent"] = "points"
    rank: Rank | tuple[int, int] | None = None
    peers: str = ""
    units: Results | None = None

    def problems(self) -> Iterator[TthcIndexError]:
        """What can't be told of: an argument that is none of what it can be."""
        totals = "a complete card, published results with a total, or points above 0"
        checks = (
            ("card", isinstance(self.card, ScoreCard | None), "a ScoreCard"),
            ("unit", isinstance(self.unit, str) and self.unit.strip(), "the unit's name"),
            ("period", Period.of(self.period), _PERIODS),
            ("published", isinstance(self.published, Published | None), "a Published"),
            ("previous", self.previous is None or total_of(self.previous), totals),
        )
        for name, fits, allowed in checks:
            if not fits:
                yield ValueRefusedError(name, getattr(self, name), allowed)
        if not is_day(self.read_on):
            yield ValueRefusedError("as_of", self.read_on, "a day such as '2024-04-22'")
        problems: list[TthcIndexError] = []
        read_choice("change", self.change, ("points", "percent"), problems)
        yield from problems
        if not isinstance(self.rank, Rank):
            yield from _rank_problems(self.rank)
        if isinstance(self.card, ScoreCard) and isinstance(self.published, Published):
            known = ("total", *self.card.groups, *self.card.indicators)
            unknown = (code for code in self.published.points if code not in known)
            yield from (UnknownNameError("code", code, known) for code in unknown)
        yield from self._of_others("published", before=False)
        yield from self._of_others("previous", before=True)

    def _of_others(self, name: str, *, before: bool) -> Iterator[TthcIndexError]:
        """Published results of another unit, or of a period that is not the one they stand for."""
        given, own = getattr(self, name), Period.of(self.period)
        if not isinstance(given, Published):
            return
        if given.unit and isinstance(self.unit, str) and not same_unit(given.unit, self.unit):
            allowed = f"the unit of the notice, {self.unit!r}, or None"
            yield ValueRefusedError(f"{name}.unit", given.unit, allowed)
        period = Period.of(given.period)
        if period and own and not (period.span[0] < own.span[0] if before else period == own):
            allowed = f"the period of the notice, {self.period!r}, or None"
            if before:
                allowed = f"a period that ends before that of the notice, {self.period!r}, or None"
            yield ValueRefusedError(f"{name}.period", given.period, allowed)

    @cached_property
    def when(self) -> Period:
        """The period."""
        return cast("Period", Period.of(self.period))

    @property
    def read_on(self) -> str | None:
        """The day on which the figures were read."""
        published = self.published.as_of if isinstance(self.published, Published) else None
        return published if self.as_of is None else self.as_of

    @cached_property
    def scores(self) -> Mapping[str, Score]:
        """The groups and the total by code; none without a card."""
        return {s.code: s for s in (*self.card, self.card.total)} if self.card else {}

    @cached_property
    def stated(self) -> Mapping[str, float]:
        """The published points of the groups and the total."""
        found = {code: self.published[code] for code in self.scores} if self.published else {}
        return {code: points for code, points in found.items() if points is not None}

    @cached_property
    def decimals(self) -> int:
        """Those of all points that are printed."""
        return decimals_of(self.published if self.stated else self.card)

    @cached_property
    def points(self) -> Mapping[str, Fraction | None]:
        """Points of groups and total as they are printed; None where they are not known.

        They are the published ones, else, if nothing is missing, those of the card.
        """
        known = {code: s.points if s.complete else None for code, s in self.scores.items()}
        return {
            code: None if points is None else half_up(as_written(points), self.decimals)
            for code, points in {**known, **self.stated}.items()
        }

    def said(self, code: str) -> str:
        """Points of their maximum, "18,6/20 điểm"; empty where they are not known."""
        points = self.points.get(code)
        most = number(self.scores[code].max_points, "vi")
        return "" if points is None else f"{self.figure(points)}/{most} điểm"

    def bounds(self) -> str:
        """Between which points the total lies, while counts are missing."""
        total = self.scores["total"]
        low, high = map(self.figure, total.bounds)
        return f"từ {low} đến {high}/{number(total.max_points, 'vi')} điểm ({INCOMPLETE})"

    def figure(self, points: float | Fraction) -> str:
        """Points with their decimals."""
        return number(points, "vi", self.decimals)

    @cached_property
    def difference(self) -> str:
        """How the total changed: "tăng 0,7 điểm so với tháng 02/2024"; empty if that is not known."""
        total, before = self.points.get("total"), total_of(self.previous)
        if total is None or before is None:
            return ""
        more = total - half_up(as_written(before), self.decimals)
        word = "tăng" if more > 0 else "giảm" if more else "không thay đổi"
        in_percent = self.change == "percent"
        amount = abs(100 * more / as_written(before) if in_percent else more)
        said = f" {self.figure(amount)}{'%' if in_percent else ' điểm'}"
        known = self.previous.period if isinstance(self.previous, Published) else None
        since = Period.of(known) or self.when.before
        return f"{word}{said * bool(more)} so với {since.text('/')}"

    @cached_property
    def ranked(self) -> Ranking | None:
        """The *units* by rank."""
        return None if self.units is None else ranked(checked(self.units))

    @cached_property
    def place(self) -> str:
        """The rank and what it is among, "1/7 huyện, thành phố"; empty if there is none."""
        own = self.rank or (self.published.rank if self.published else None)
        if own is None and self.ranked is not None:
            with suppress(UnknownNameError):
                own = self.ranked[self.unit]
        place, of = (own.rank, own.of) if isinstance(own, Rank) else own or (None, None)
        return f"{place}/{of} {self.peers}".rstrip() if place else ""

    def warnings(self) -> Iterator[str]:
        """What is to be known before it is signed."""
        if self.stated:
            yield from filter(None, map(self._warning, self.scores.values()))
        if self.previous is not None and not self.difference:
            yield "no change is printed, since the total is not known"
        if self.rank is not None and not self.place:
            yield "no rank is printed, since the unit has none"
        if self.ranked is not None and self.ranked.levels:
            yield str(LevelsWarning(self.ranked.levels))

    def _warning(self, score: Score) -> str:
        """What published points that are printed beside, or instead of, computed ones differ in."""
        low, high = (half_up(as_written(bound), self.decimals) for bound in score.bounds)
        between = " to ".join(f"{bound:.15g}" for bound in dict.fromkeys(score.bounds))
        said = self.stated.get(score.code)
        if said is None:
            return f"{score.code}: not published, computed {between}" * score.complete
        differs = not low <= as_written(said) <= high
        return f"{score.code}: published {said:.15g} is printed, computed {between}" * differs


def is_day(said: Any) -> bool:
    """Whether it is a day, "2024-04-22", or None."""
    if said is None:
        return True
    with suppress(TypeError, ValueError):
        return bool(re.fullmatch("[0-9-]{10}", said)) and bool(dated(said))
    return False


def _rank_problems(place: Any) -> Iterator[TthcIndexError]:
    """A rank is what published results take for one."""
    try:
        Published(points={}, rank=place)
    except ValueRefusedError as error:
        yield error


def total_of(results: Any) -> float | None:
    """The total of a card, of published results, or as such; None if it is not known, or 0."""
    if isinstance(results, ScoreCard):
        results = results.points if results.complete else None
    total = results.total if isinstance(results, Published) else results
    ratio = as_ratio(total)
    if isinstance(ratio, str) or ratio[0] >= MOST * ratio[1]:
        return None
    # What is nearly 0 is no total that a change could be a share of.
    return round(ratio[0] / ratio[1], MAX_DECIMALS) or None
