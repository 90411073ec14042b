# SPDX-License-Identifier: MIT
"""What a unit can do: actions, each case of which raises some counts, at a cost and up to a limit."""

from __future__ import annotations

import tomllib

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

import attrs

from tthc_index.errors import TthcIndexError, UnknownNameError, ValueRefusedError
from tthc_index.rules.sets import RuleSet
from tthc_index.scoring.inputs import LARGEST, as_ratio
from tthc_index.text.language import Label
from tthc_index.text.numbers import as_written

from .cases import case_of, raised


def _as_counts(value: Any) -> Any:
    """A tuple of names, of which one may stand alone; what is none is refused where it is used."""
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, Iterable) else value


@attrs.frozen
class Action:
    """Something that a unit can do again and again: each case is one more of some counts.

    A count that has reached its denominator stays there: all dossiers are counted already.

    Attributes:
        counts: The counts that a case raises by one; the first one names the action and limits it.
        name: What a case is called; by default what the rules call the first count.

    >>> Action(["dossiers_submitted_online", "dossiers_with_eresult"]).counts
    ('dossiers_submitted_online', 'dossiers_with_eresult')
    """

    counts: tuple[str, ...] = attrs.field(converter=_as_counts)
    name: Label | None = None

    @property
    def key(self) -> str:
        """The count that names it."""
        return self.counts[0]


@cache
def _known() -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """What a case of a count raises too, and what a count stays within."""
    stated = tomllib.loads(files(__package__).joinpath("actions.toml").read_text("utf-8"))
    also = {one["count"]: tuple(one["raises"]) for one in stated["also"]}
    return also, {one["count"]: one["within"] for one in stated["within"]}


def default_actions(rules: RuleSet) -> tuple[Action, ...]:
    """One action for each scored indicator: one more of its numerator, and of what goes with it.

    >>> from tthc_index.rules import ruleset
    >>> [action.counts for action in default_actions(ruleset("qd766-2026"))][4:6]
    [('dossiers_on_time', 'dossiers_satisfied'), ('procedures_fully_online',)]
    """
    also, _ = _known()
    names: list[str] = []
    for name in dict.fromkeys(raised(rule) for rule in rules.scored):
        names += [name] * _can_grow(name, names, rules)
    return tuple(
        Action((name, *(more for more in also.get(name, ()) if more in names))) for name in names
    )


def _can_grow(name: str, others: Collection[str], rules: RuleSet) -> bool:
    """Whether a count can be raised beside others: no denominator grows, no sum grows in two ways."""
    alone = all(
        not {*others}.intersection(r.numerator) for r in rules.scored if name in r.numerator
    )
    return alone and all(name != rule.denominator for rule in rules.scored)


def within(name: str) -> str | None:
    """The count that this one can't exceed, beside its denominator."""
    return _known()[1].get(name)


def chosen(rules: RuleSet, own: Any, problems: list[TthcIndexError]) -> dict[str, Action]:
    """The caller's actions, and the default ones in whose place none of them stands."""
    given = [action for action in _listed(own) if _is_action(action, problems)]
    for action in given:
        problems += _unknown(action, rules)
    twice = Counter(action.key for action in given)
    problems += [
        ValueRefusedError("actions", key, "each first count once")
        for key, times in twice.items()
        if times > 1
    ]
    raised_ = {name for action in given for name in action.counts}
    problems += [
        ValueRefusedError("actions", rule.code, "one count of each numerator")
        for rule in rules.scored
        if len(raised_.intersection(rule.numerator)) > 1
    ]
    # A sum grows by one of its counts alone: which of two would be full first?
    sums = [rule.numerator for rule in rules.scored if raised_.intersection(rule.numerator)]
    taken = {name for names in sums for name in names} - raised_
    rest = [
        one
        for one in default_actions(rules)
        if one.key not in twice and not taken.intersection(one.counts)
    ]
    in_order = {name: at for at, name in enumerate(rules.count_names)}
    both = sorted([*given, *rest], key=lambda action: in_order.get(action.key, 0))
    return {action.key: action for action in both}


def _listed(own: Any) -> Iterable[Any]:
    return own if isinstance(own, Iterable) and not isinstance(own, str) else [own]


def _is_action(action: Any, problems: list[TthcIndexError]) -> bool:
    counts = action.counts if isinstance(action, Action) else ()
    if counts and isinstance(counts, tuple) and all(isinstance(name, str) for name in counts):
        return True
    problems.append(ValueRefusedError("actions", action, "an Action of at least one count"))
    return False


def _unknown(action: Action, rules: RuleSet) -> list[TthcIndexError]:
    """Counts that earn nothing by growing."""
    problems: list[TthcIndexError] = []
    below = {rule.denominator for rule in rules.scored}
    above = [name for rule in rules.scored for name in rule.numerator if name not in below]
    for name in dict.fromkeys(action.counts):
        if name not in rules.counts:
            problems.append(UnknownNameError("count", name, tuple(above)))
        elif name not in above:
            allowed = "counts in the numerator of a scored indicator, and in no denominator"
            problems.append(ValueRefusedError("actions", name, allowed))
    return problems


def case_name(action: Action, rules: RuleSet) -> Label:
    """What a case of an action is called."""
    own = next(rule for rule in rules.scored if action.key in rule.numerator)
    return action.name or case_of(own)


def read_costs(
    costs: Any, actions: Mapping[str, Action], problems: list[TthcIndexError]
) -> dict[str, Fraction]:
    """What a case of each action costs, as written; 1 where nothing is said."""
    read = dict.fromkeys(actions, Fraction(1))
    for name, value in _items("costs", costs, actions, problems):
        ratio = as_ratio(value)
        if isinstance(ratio, str):
            problems.append(ValueRefusedError(f"costs[{name!r}]", value, "a number, 0 or more"))
        else:
            read[name] = as_written(value)
    return read


def read_limits(
    limits: Any, actions: Mapping[str, Action], problems: list[TthcIndexError]
) -> dict[str, int]:
    """How many cases of each action there can be; as many as doubles hold where nothing is said."""
    read = dict.fromkeys(actions, LARGEST)
    for name, value in _items("limits", limits, actions, problems):
        ratio = as_ratio(value)
        if isinstance(ratio, str) or ratio[1] != 1:
            allowed = "a whole number, 0 or more"
            problems.append(ValueRefusedError(f"limits[{name!r}]", value, allowed))
        else:
            read[name] = ratio[0]
    return read


def _items(
    argument: str, given: Any, actions: Mapping[str, Action], problems: list[TthcIndexError]
) -> Iterable[tuple[str, Any]]:
    """The values by the actions' first counts; what names no action goes to *problems*."""
    if given is None:
        return []
    if not isinstance(given, Mapping):
        allowed = "a mapping from an action's first count to a number"
        problems.append(ValueRefusedError(argument, given, allowed))
        return []
    problems += [
        UnknownNameError("count", name, tuple(actions), value)
        for name, value in given.items()
        if name not in actions
    ]
    return [(name, value) for name, value in given.items() if name in actions]
