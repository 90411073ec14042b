# SPDX-License-Identifier: MIT
"""What a public notice says of a card: which points, which lines, in which number format."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

import attrs

from tthc_index.errors import MissingExtraError, UnknownCodeError, raise_problems
from tthc_index.results.published import Published
from tthc_index.rules.objects import RuleSet, Status, Unit, as_written
from tthc_index.scoring.arithmetic import half_up
from tthc_index.scoring.card import GroupScore, IndicatorScore, ScoreCard

from .wording import INCOMPLETE, Entry


try:
    from babel.dates import format_date
    from babel.numbers import format_decimal
except ImportError as _error:
    raise MissingExtraError("notice", "a public notice") from _error

_EMPTY = "không phát sinh"


def figure(value: float, pattern: str = "#,##0.##") -> str:
    """A number in Vietnamese format, half up.

    >>> figure(1773), figure(94.5), figure(18, "0.0")
    ('1.773', '94,5', '18,0')
    """
    # Counts may have more digits than decimals have by default.
    with localcontext(prec=2000, rounding=ROUND_HALF_UP):
        return format_decimal(Decimal(str(value)), format=pattern, locale="vi")


def decimal_pattern(decimals: int) -> str:
    """The pattern of points with so many decimals."""
    return f"0.{'0' * decimals}"


def day(iso: str, pattern: str = "dd/{month}/y") -> str:
    """A day as documents write it: days below 10, and January and February, with a 0.

    >>> day("2024-04-02"), day("2024-02-22")
    ('02/4/2024', '22/02/2024')
    """
    on = date.fromisoformat(iso)
    return format_date(on, pattern.format(month="MM" if on.month < 3 else "M"), locale="vi")


def dated(iso: str | None) -> str:
    """The day in words; with room to write it in if it is not known."""
    return day(iso, "'ngày' dd 'tháng' {month} 'năm' y") if iso else "ngày … tháng … năm …"


@attrs.frozen
class ShownPoints:
    """The points to be printed, by group and for the total; None where they are not known."""

    points: dict[str, float | None]
    decimals: int
    warnings: tuple[str, ...]

    def text(self, score: GroupScore, missing: str) -> str:
        """Points of their maximum: "18,6/20 điểm"; where they are not known that, or nothing."""
        value = self.points[score.code]
        if value is None:
            return INCOMPLETE if missing == "mark" and not score.complete else ""
        most = figure(score.max_points, "0.#########")
        return f"{figure(value, decimal_pattern(self.decimals))}/{most} điểm"


def shown_points(card: ScoreCard, published: Published | None) -> ShownPoints:
    """Published points where they are given, else those computed, if nothing is missing."""
    published = published or Published(points={})
    known = ("total", *card.groups, *card.indicators)
    raise_problems([UnknownCodeError(code, known) for code in published.points if code not in card])
    scores = [*card.groups.values(), card.total]
    stated = {s.code: said for s in scores if (said := published[s.code]) is not None}
    computed = {s.code: s.points if s.complete else None for s in scores}
    decimals = published.decimals if stated else _decimals(card.rules)
    warnings = [_difference(s, stated.get(s.code), decimals) for s in scores if stated]
    return ShownPoints({**computed, **stated}, decimals, tuple(filter(None, warnings)))


def _decimals(rules: RuleSet) -> int:
    """Those of rounded points; of unrounded ones two, or as many as a maximum has."""
    if rules.rounding:
        return rules.rounding.decimals
    maxima = [figure(group.max_points, "0.#########") for group in rules]
    return max(2, *(len(most.partition(",")[2]) for most in maxima))


def _difference(score: GroupScore, said: float | None, decimals: int) -> str:
    """What is to know before published points are printed beside or instead of computed ones."""
    low, high = (rounded(bound, decimals) for bound in score.bounds)
    between = " to ".join(f"{bound:.15g}" for bound in dict.fromkeys(score.bounds))
    computed = f"computed {between}"
    if said is None:
        return f"{score.code}: not published, {computed}" if score.complete else ""
    differs = not low <= as_written(said) <= high
    return f"{score.code}: published {said:.15g} is printed, {computed}" * differs


def rounded(value: float, decimals: int) -> Fraction:
    """As it is printed, exactly."""
    return Fraction(half_up(as_written(value) * 10**decimals, 1), 10**decimals)


def lines(group: Entry, card: ScoreCard, *, mark: bool) -> Iterator[dict[str, Any]]:
    """The items of a group, each with the items below it."""
    printed: set[str] = set()
    for entry in group.entries:
        parts = _parts(entry, card)
        printed |= {part.code for part in entry.parts if parts}
        if parts and entry.flat:
            yield from ({"text": part, "below": []} for part in parts)
        elif parts or entry.entries:
            below = parts or list(filter(None, (_line(e, card, mark=mark) for e in entry.entries)))
            yield from [{"text": entry.label, "below": below}] if below else []
        elif entry.code not in printed and (line := _line(entry, card, mark=mark)):
            yield {"text": line, "below": []}


def _parts(entry: Entry, card: ScoreCard) -> list[str]:
    """The parts of a denominator, if all are known and add up to it."""
    names = [name for part in entry.parts for name in part.counts]
    below = card[entry.code].denominator if entry.parts else None
    if not below or not set(names) <= card.counts.keys():
        return []
    rest = below - sum(card.counts[name] for name in names)
    if rest and all(part.counts for part in entry.parts):
        return []
    said = []
    for part in entry.parts:
        number = sum(card.counts[name] for name in part.counts) if part.counts else rest
        share = _percent(half_up(int(10_000 * number), int(below)) / 100)
        said.append(f"{part.label}: {part.form.format(n=figure(number), p=share)}")
    return said


def _line(entry: Entry, card: ScoreCard, *, mark: bool) -> str:
    score: IndicatorScore = card[entry.code]
    said = _figure(entry, score, card)
    if not said and mark and score.status in {Status.MISSING, Status.NOT_APPLICABLE}:
        said = score.status.label.vi
    return f"{entry.label}: {said}" if said else ""


def _figure(entry: Entry, score: IndicatorScore, card: ScoreCard) -> str:
    """The rate with the counts that it comes from, or the number; nothing if it is not known."""
    if score.from_percentage and score.percent is not None:
        return entry.zero if entry.zero and not score.percent else _percent(score.percent)
    if score.numerator is None:
        return ""
    pattern = "0.##" if score.rule.unit == Unit.DAYS else "#,##0"
    numbers = " + ".join(figure(card.counts[name], pattern) for name in score.rule.numerator)
    if score.rule.unit != Unit.SHARE:
        return numbers + " ngày" * (score.rule.unit == Unit.DAYS)
    if score.denominator is None:
        return ""
    numbers = f"({numbers})" if len(score.rule.numerator) > 1 else numbers
    share = f"({numbers}/{figure(score.denominator)} {entry.form}".rstrip() + ")"
    return f"{_EMPTY if score.percent is None else _percent(score.percent)} {share}"


def _percent(value: float) -> str:
    return figure(value, "0.##") + "%"
