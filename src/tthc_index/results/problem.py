# SPDX-License-Identifier: MIT
"""One unit's actions as numbers: what they raise, how far, and what that earns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypedDict

from tthc_index.rules.objects import Indicator, Status
from tthc_index.scoring.arithmetic import Share, plan
from tthc_index.scoring.card import ScoreCard

from .actions import Action, within
from .blocks import Lever, Part


class Problem(NamedTuple):
    """What is to be pulled, and what that earns.

    Attributes:
        names: The counts that can be raised; elsewhere they go by their places here.
        rooms: How far each can be raised.
        actions: What can be done for this unit.
        levers: The same as numbers.
        parts: The indicators whose points that raises.
    """

    names: Sequence[str]
    rooms: Sequence[int]
    actions: Sequence[Action]
    levers: Sequence[Lever]
    parts: Sequence[Part]


def problem_of(
    card: ScoreCard,
    actions: Mapping[str, Action],
    costs: Mapping[str, int],
    limits: Mapping[str, int],
) -> Problem:
    """The actions that raise what the unit is scored from, with their costs and limits."""
    wanted = dict.fromkeys(name for action in actions.values() for name in action.counts)
    scored = {name for rule in _counted(card) for name in rule.numerator}
    names = [name for name in wanted if name in scored]
    rooms = [_room(card, name) for name in names]
    able = [action for action in actions.values() if action.key in names]
    levers = []
    for action in able:
        places = tuple(dict.fromkeys(names.index(n) for n in action.counts if n in names))
        limit = min(limits[action.key], rooms[places[0]], _left_within(card, action.key))
        levers.append(Lever(places, limit, costs[action.key]))
    return Problem(names, rooms, able, levers, [*_parts(card, names)])


def _counted(card: ScoreCard) -> Iterator[Indicator]:
    """The indicators that are scored from counts."""
    for rule in card.rules.scored:
        score = card[rule.code]
        if score.status == Status.SCORED and not score.from_percentage:
            yield rule


def _room(card: ScoreCard, name: str) -> int:
    """How far a count can be raised before it, or a sum with it, is above a denominator."""
    counts = card.counts
    lefts = [
        counts[str(rule.denominator)] - sum(counts.get(part, 0) for part in rule.numerator)
        for rule in card.rules.indicators
        if name in rule.numerator and rule.denominator in counts
    ]
    return int(min(lefts))


def _left_within(card: ScoreCard, name: str) -> int:
    """How far a count can be raised before it is above the count that it is a part of."""
    whole = card.counts.get(within(name) or "")
    return max(0, int(whole - card.counts[name])) if whole is not None else 2**53


def _parts(card: ScoreCard, names: Sequence[str]) -> Iterator[Part]:
    """The indicators that are scored, with the counts of theirs that can be raised."""
    for code, conversion in plan(card.rules, card.level).scored.items():
        score = card[code]
        if score.status == Status.SCORED:
            given = score.percent if score.from_percentage else None
            yield Part(
                conversion=conversion,
                given=given,
                n=score.numerator or 0,
                d=score.denominator or 1,
                count=None if given is not None else _place(conversion, names),
                **_factor(card, conversion.factor, names),
            )


class _Factor(TypedDict):
    rate: float
    factor: tuple[float, float]
    other: int | None


def _place(share: Share, names: Sequence[str]) -> int | None:
    return next((names.index(name) for name in share.numerator if name in names), None)


def _factor(card: ScoreCard, share: Share | None, names: Sequence[str]) -> _Factor:
    """What multiplies an indicator, and the count that raises it."""
    rate = 1.0 if share is None else share.rate(card.counts, card.percentages)
    known: _Factor = {"rate": 1.0 if rate is None else rate, "factor": (1.0, 1.0), "other": None}
    if share is None or share.code in card.percentages or not card.counts.get(share.denominator):
        return known
    n = sum(card.counts[name] for name in share.numerator)
    return {**known, "factor": (n, card.counts[share.denominator]), "other": _place(share, names)}
