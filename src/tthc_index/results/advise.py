# SPDX-License-Identifier: MIT
"""What to do: the cheapest cases that reach a total, or the most points for what they may cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor, lcm
from typing import Any, overload

import attrs

from tthc_index.errors import TthcIndexError, ValueRefusedError, raise_problems
from tthc_index.rules.sets import RuleSet
from tthc_index.scoring.card import ScoreCard, score
from tthc_index.scoring.inputs import as_ratio
from tthc_index.scoring.table import ScoreTable
from tthc_index.text.numbers import Number, as_written

from .actions import Action, case_name, chosen, read_costs, read_limits
from .advice import Advice, Step, UnitAdvice
from .blocks import MOST_WAYS, TooManyWaysError
from .cases import MOST_DECIMALS, countable
from .optimum import Optimum, best_within, cheapest
from .problem import Problem, problem_of
from .rows import decimals_of


#: All cases together cost less than this, in parts of a cost: sums stay whole numbers.
_MOST_COST = 2**60


@attrs.frozen(eq=False)
class _Asked:
    """What is asked for, checked: of one card or of many by the same rules."""

    actions: Mapping[str, Action]
    costs: Mapping[str, Fraction]
    limits: Mapping[str, int]
    target: Fraction | None
    budget: Fraction | None

    @property
    def cost_parts(self) -> int:
        """How many parts of a cost make its costs whole numbers."""
        return lcm(*(cost.denominator for cost in self.costs.values()))


@overload
def advise(
    card: ScoreCard,
    *,
    target: Number | None = None,
    budget: Number | None = None,
    costs: Mapping[str, Number] | None = None,
    limits: Mapping[str, Number] | None = None,
    actions: Iterable[Action] = (),
) -> Advice: ...
@overload
def advise(
    card: ScoreTable,
    *,
    target: Number | None = None,
    budget: Number | None = None,
    costs: Mapping[str, Number] | None = None,
    limits: Mapping[str, Number] | None = None,
    actions: Iterable[Action] = (),
) -> UnitAdvice: ...
def advise(
    card: ScoreCard | ScoreTable,
    *,
    target: Number | None = None,
    budget: Number | None = None,
    costs: Mapping[str, Number] | None = None,
    limits: Mapping[str, Number] | None = None,
    actions: Iterable[Action] = (),
) -> Advice | UnitAdvice:
    """The cheapest further cases that reach a total; or the most points for what they may cost.

    It is an exact optimum, in whole cases and in hundredths as points are rounded: no other cases
    of these actions reach the target for less, or gain more within the budget. Denominators stay as
    they are.

    One more case of an indicator is an action. One more dossier on time is one more satisfied, too,
    as the portal defines it; more satisfied by themselves there can be up to those on time. That the
    share of dossiers synced multiplies that of dossiers submitted online is reckoned with.

    Args:
        card: The card of a unit; or a table of many, for the advice for each.
        target: The total to reach, in points.
        budget: What all cases may cost together; one of the two is given.
        costs: What a case costs, by the count that it raises, in any measure; 1 where it is not said.
        limits: How many cases there can be, by that count; up to the denominator where it is not said.
        actions: Actions of one's own, each in place of the one with the same first count.

    Raises:
        ValueRefusedError: If *card* is neither, or its points are not rounded; if not one of *target*
            and *budget* is given; for costs, limits and actions that are none; and for actions that
            share counts in more ways than can be tried.
        UnknownNameError: For a count that no action begins with, or that the rules don't have.
        Problems: If there are several of these problems.

    >>> import tthc_index as ti
    >>> card = ti.examples.PHU_THO_2026_08.score()
    >>> found = ti.advise(card, target=63)
    >>> found.card.points, found.cases, found.cost
    (63.0, 127, 127)
    >>> print(found.steps[0].text("vi"))
    65 phản ánh, kiến nghị xử lý đúng hạn nữa: +1,58 điểm
    """
    if not isinstance(card, ScoreCard | ScoreTable) or not countable(card.rules):
        allowed = f"a ScoreCard or ScoreTable with points of at most {MOST_DECIMALS} decimals"
        raise ValueRefusedError("card", card, allowed)
    asked = _read(card.rules, target, budget, costs, limits, actions)
    return _of_many(card, asked) if isinstance(card, ScoreTable) else _of_one(card, asked)


def _of_many(table: ScoreTable, asked: _Asked) -> UnitAdvice:
    rows: list[Advice | None] = []
    refused: dict[int, TthcIndexError] = {}
    for row in range(len(table)):
        try:
            rows.append(_of_one(table[row], asked))
        except TthcIndexError as error:
            rows.append(None)
            refused[row] = error
    units = range(len(table)) if table.units is None else table.units.tolist()
    return UnitAdvice(tuple(units), tuple(rows), refused)


def _read(
    rules: RuleSet, target: Any, budget: Any, costs: Any, limits: Any, actions: Any
) -> _Asked:
    problems: list[TthcIndexError] = []
    if (target is None) == (budget is None):
        allowed = "a number, if budget is None; else None"
        problems.append(ValueRefusedError("target", target, allowed))
    by_key = chosen(rules, actions, problems)
    asked = _Asked(
        actions=by_key,
        costs=read_costs(costs, by_key, problems),
        limits=read_limits(limits, by_key, problems),
        target=_amount("target", target, problems),
        budget=_amount("budget", budget, problems),
    )
    raise_problems(problems)
    return asked


def _amount(argument: str, value: Any, problems: list[TthcIndexError]) -> Fraction | None:
    if value is None:
        return None
    if isinstance(as_ratio(value), str):
        problems.append(ValueRefusedError(argument, value, "a number, 0 or more"))
        return None
    return as_written(value)


def _of_one(card: ScoreCard, asked: _Asked) -> Advice:
    scale, parts = card.total.scale, asked.cost_parts
    costs = {key: int(cost * parts) for key, cost in asked.costs.items()}
    problem = problem_of(card, asked.actions, costs, asked.limits)
    if sum(lever.limit * lever.cost for lever in problem.levers) >= _MOST_COST:
        told = {key: str(cost) for key, cost in asked.costs.items() if cost != 1}
        raise ValueRefusedError("costs", told, "costs of fewer digits, for so many cases")
    numbers = problem.parts, problem.rooms, problem.levers
    wanted = max(0, ceil((asked.target or 0) * scale) - int(card.total.units or 0))
    try:
        if asked.budget is None:
            found = cheapest(*numbers, wanted)
        else:
            found = best_within(*numbers, min(_MOST_COST, floor(asked.budget * parts)))
    except TooManyWaysError as error:
        names = " and ".join(problem.actions[at].key for at in error.levers)
        allowed = f"fewer cases: of {names} at most {MOST_WAYS:,} combinations are tried"
        limits = {problem.actions[at].key: problem.levers[at].limit for at in error.levers}
        raise ValueRefusedError("limits", limits, allowed) from None
    return _told(card, asked, problem, found, reached=found.gain >= wanted)


def _told(
    card: ScoreCard, asked: _Asked, problem: Problem, found: Optimum, *, reached: bool
) -> Advice:
    """The pulls as steps, and the card that they lead to."""
    steps, more = _steps(card, asked, problem, found)
    counts = dict(card.counts)
    for name, by in zip(problem.names, more, strict=True):
        counts[name] += by
    after = score(
        counts,
        card.percentages,
        rules=card.rules,
        level=card.level,
        missing="allow",
        percent_as="percent",
    )
    return Advice(
        before=card,
        card=after,
        steps=steps,
        cost=_plain(Fraction(found.cost, asked.cost_parts)),
        target=None if asked.target is None else _plain(asked.target),
        budget=None if asked.budget is None else _plain(asked.budget),
        reached=reached,
    )


def _steps(
    card: ScoreCard, asked: _Asked, problem: Problem, found: Optimum
) -> tuple[tuple[Step, ...], list[int]]:
    """The steps, those that gain most by themselves first; and how far they raise each count."""
    nothing = [0] * len(problem.names)
    pulled = [at for at, times in enumerate(found.pulls) if times]
    gained = {at: _gained(problem, nothing, at, found.pulls[at]) for at in pulled}
    steps, more, scale = [], nothing, card.total.scale
    for at in sorted(pulled, key=lambda at: -gained[at]):
        action, cases = problem.actions[at], found.pulls[at]
        points = _gained(problem, more, at, cases) / scale
        more = _raised(problem, more, at, cases)
        steps.append(
            Step(
                counts=action.counts,
                case=case_name(action, card.rules),
                cases=cases,
                cost=_plain(cases * asked.costs[action.key]),
                points=points,
                decimals=decimals_of(card),
            )
        )
    return tuple(steps), more


def _raised(problem: Problem, more: Sequence[int], at: int, times: int) -> list[int]:
    """How far each count is raised with some more pulls of one lever."""
    own = problem.levers[at].counts
    return [min(problem.rooms[place], by + times * (place in own)) for place, by in enumerate(more)]


def _gained(problem: Problem, more: Sequence[int], at: int, times: int) -> int:
    """The units that some more pulls of one lever gain."""
    touched = {*problem.levers[at].counts}
    after = _raised(problem, more, at, times)
    parts = [part for part in problem.parts if touched.intersection(part.counts)]
    return sum(part.at(after) - part.at(more) for part in parts)


def _plain(value: Fraction) -> float:
    """A whole number where it is one."""
    return int(value) if value.denominator == 1 else float(value)
