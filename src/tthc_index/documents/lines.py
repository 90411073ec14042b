# SPDX-License-Identifier: MIT
"""The lines of a notice below its groups: each figure with the counts that it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tthc_index.rules.objects import Measure, Status
from tthc_index.scoring.card import ScoreCard
from tthc_index.scoring.scores import Score, published_percent
from tthc_index.text.numbers import Number, as_written, half_up, number

from .wording import Entry


_EMPTY = "không phát sinh"

#: Decimals of percentages and days, at most.
_DECIMALS = 2


def lines(group: Entry, card: ScoreCard, *, mark: bool) -> Iterator[dict[str, Any]]:
    """The items of a group, each with the items below it."""
    printed: set[str] = set()
    for entry in group.entries:
        parts = _parts(entry, card)
        printed |= {part.code for part in entry.parts if parts}
        if parts and not entry.heading:
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
        count = sum(card.counts[name] for name in part.counts) if part.counts else rest
        share = _percent(published_percent(count / below * 100))
        said.append(f"{part.label}: {_put(part.form, number(count, 'vi'), share)}")
    return said


def _put(form: str, number: str, share: str) -> str:
    return form.replace("{n}", number).replace("{p}", share)


def _line(entry: Entry, card: ScoreCard, *, mark: bool) -> str:
    score: Score = card[entry.code]
    said = _figure(entry, score, card)
    if not said and mark and score.status in {Status.MISSING, Status.NOT_APPLICABLE}:
        said = score.status.label.vi
    return f"{entry.label}: {said}" if said else ""


def _figure(entry: Entry, score: Score, card: ScoreCard) -> str:
    """The rate with the counts that it comes from, or the number; nothing if it is not known."""
    if score.from_percentage and score.percent is not None:
        return entry.zero if entry.zero and not score.percent else _percent(score.percent)
    if score.numerator is None:
        return ""
    measure: Measure = score.rule.measure
    days = measure == Measure.DAYS
    counts = (card.counts[name] for name in score.rule.numerator)
    numbers = " + ".join(_days(count) if days else number(count, "vi") for count in counts)
    if measure != Measure.SHARE:
        return numbers + " ngày" * days
    if score.denominator is None:
        return ""
    numbers = f"({numbers})" if len(score.rule.numerator) > 1 else numbers
    share = f"({numbers}/{number(score.denominator, 'vi')} {entry.of}".rstrip() + ")"
    return f"{_EMPTY if score.percent is None else _percent(score.percent)} {share}"


def _days(value: Number) -> str:
    """Without a mark between thousands: 1.234 days could be little more than one."""
    return _short(value).replace(".", "")


def _percent(value: Number) -> str:
    return _short(value) + "%"


def _short(value: Number) -> str:
    """A figure with as many decimals as it has, up to two."""
    return number(half_up(as_written(value), _DECIMALS), "vi")
