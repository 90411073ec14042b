# SPDX-License-Identifier: MIT
"""One unit: from its counts to points, groups and a total, and where each point comes from."""

from __future__ import annotations

import warnings

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

import attrs

from tthc_index.errors import (
    AboveDenominatorError,
    FractionWarning,
    MissingCountsError,
    StaleCardError,
    TthcIndexError,
    UnknownNameError,
    ValueRefusedError,
    raise_problems,
)
from tthc_index.rules import resolve
from tthc_index.rules.objects import Indicator, Level, Status
from tthc_index.rules.sets import RuleSet
from tthc_index.text.language import Lang
from tthc_index.text.tables import Table, Viewed

from .arithmetic import Plan, Units, plan
from .explain import explanation, summary, table, table_with_bars
from .inputs import (
    PERCENT_AS,
    PercentAs,
    read_choice,
    read_counts,
    read_level,
    read_percentages,
)
from .scores import TOTAL, Score, as_figures, rate_and_percent, summed


@attrs.frozen(repr=False)
class ScoreCard(Viewed):
    """The scores of one unit: made by `score`, never by hand.

    Cards of equal inputs are equal. `print(card)` shows a table, a notebook shows it with bars.

    Attributes:
        rules: The rules that it was scored by.
        level: The unit's level; None where it was not said.

    >>> import tthc_index as ti
    >>> card = ti.examples.PHU_THO_2026_08.score()
    >>> card.points, card["progress"].points, card["progress.on_time"].percent
    (59.92, 15.68, 78.38)
    """

    rules: RuleSet
    level: Level | None
    _counts: dict[str, float] = attrs.field(hash=False)
    _percentages: dict[str, float] = attrs.field(hash=False)
    # Units by code of all that is not missing: they follow from the fields above.
    _units: dict[str, Units | None] = attrs.field(eq=False)

    @property
    def counts(self) -> Mapping[str, float]:
        """The counts that it was scored from, by name; read-only."""
        return MappingProxyType(self._counts)

    @property
    def percentages(self) -> Mapping[str, float]:
        """The percentages that it was scored from, by indicator code; read-only."""
        return MappingProxyType(self._percentages)

    @property
    def points(self) -> float | None:
        """The sum of the points that are known; None if nothing is."""
        if not self._units or self.rules.rounding is None:
            return self.total.points
        return sum(filter(None, self._units.values())) / self._plan.scale

    @property
    def max_points(self) -> float:
        """The most that could be earned at this level, in points."""
        return self.total.max_points

    @property
    def percent(self) -> float | None:
        """The total in per cent of the maximum, half up to 2 decimals; None while any is missing."""
        return self.total.percent

    @property
    def complete(self) -> bool:
        """Whether nothing that scoring needs is missing."""
        return self.total.complete

    @property
    def bounds(self) -> tuple[float, float]:
        """The lowest and the highest total that the missing counts still allow, in points.

        Each indicator is taken by itself: where two of them share a missing count, the true range
        can be narrower, never wider.
        """
        return self.total.bounds

    @property
    def total(self) -> Score:
        """The whole index, summed up like a group."""
        return self._scores["total"]

    @cached_property
    def groups(self) -> Mapping[str, Score]:
        """The groups by code, in the rules' order; read-only."""
        return MappingProxyType({group.code: group for group in self.total})

    @cached_property
    def indicators(self) -> Mapping[str, Score]:
        """All indicators by code, in the rules' order, monitored ones among them; read-only."""
        return MappingProxyType({score.code: score for group in self.total for score in group})

    @cached_property
    def _scores(self) -> dict[str, Score]:
        """The total, the groups and the indicators, by code."""
        groups = []
        for group in self.rules:
            parts = tuple(self._score(rule) for rule in group)
            groups.append(summed(group.code, group.name, group, parts, self._plan.scale))
        total = summed("total", TOTAL, None, tuple(groups), self._plan.scale)
        every = (total, *groups, *(score for group in groups for score in group))
        return {score.code: score for score in every}

    def __getitem__(self, code: str) -> Score:
        """The `Score` of that code: an indicator, a group, or the "total".

        Raises:
            UnknownNameError: (a KeyError) If the rules have no such code.
        """
        try:
            return self._scores[code]
        except (KeyError, TypeError):
            raise UnknownNameError("code", code, tuple(self._scores)) from None

    def __contains__(self, code: object) -> bool:
        """Whether it has a group or indicator of that code."""
        return code == "total" or code in self.rules

    def __iter__(self) -> Iterator[Score]:
        """Its groups, in order."""
        return iter(self.groups.values())

    def explain(self, code: str = "total", lang: Lang = "en") -> str:
        """Where the points come from, in words: counts, rate, points, rule, source, evidence.

        Args:
            code: An indicator; or a group, for all its indicators; or "total", for all.
            lang: "en" or "vi".

        Raises:
            UnknownNameError: (a KeyError) If the rules have no such code.

        >>> import tthc_index as ti
        >>> card = ti.examples.PHU_THO_2026_08.score()
        >>> print(card.explain("progress.on_time"))  # doctest: +ELLIPSIS
        progress.on_time: Dossiers handled on time
          formula      dossiers handled before or on time / dossiers handled
          counts       dossiers_on_time = 144,625; dossiers_handled = 184,513
          rate         78.38%
          points       20 × 144,625 / 184,513 = 15.6764… → 15.68 of 20
          rule         100% earns all points; 0/0: 0 points; rounded half up to 2 decimals
          source       Decision 766/QĐ-TTg of the Prime Minister, 2022-06-23
          source       results of Phú Thọ province ...
          source       results of all 34 provinces ...
          evidence     425 published points agree; 9 of them 0/0
        """
        return explanation(self, code, lang)

    def _headline(self, lang: Lang) -> str:
        return summary(self, lang)

    def _tables(self, lang: Lang) -> list[Table]:
        return [table(self, lang)]

    def _repr_html_(self) -> str:
        """The table with Vietnamese names below the codes, and a bar of the points."""
        return table_with_bars(self).html()

    def to_dict(self) -> dict[str, Any]:
        """The card as plain values with stable keys, which `json` can write.

        >>> import tthc_index as ti
        >>> card = ti.examples.PHU_THO_2026_08.score()
        >>> stored = card.to_dict()
        >>> stored["points"], stored["groups"]["progress"]["points"], stored["level"]
        (59.92, 15.68, 'province')
        >>> ti.ScoreCard.from_dict(stored) == card
        True
        """
        return {
            "rules": self.rules.id,
            "rounded": self.rules.rounding is not None,
            "level": self.level and str(self.level),
            **as_figures(self.total),
            "groups": {code: as_figures(group) for code, group in self.groups.items()},
            "indicators": {code: as_figures(score) for code, score in self.indicators.items()},
            "counts": dict(self._counts),
            "percentages": dict(self._percentages),
        }

    @staticmethod
    def from_dict(stored: Mapping[str, Any], rules: RuleSet | None = None) -> ScoreCard:
        """The card that `to_dict` stored: scored again, and held against the figures stored.

        Args:
            stored: What `to_dict` gave.
            rules: The rules, where their id is none of those that come with the library.

        Raises:
            ValueRefusedError: If *stored* is no stored card.
            StaleCardError: If a stored figure is not what the counts earn under the rules.
            TthcIndexError: If the stored counts are no valid input.
        """
        try:
            keys = ("rules", "rounded", "level", "counts", "percentages")
            id_, rounded, level, counts, percentages = (stored[key] for key in keys)
        except (KeyError, TypeError):
            raise ValueRefusedError("stored", stored, "what ScoreCard.to_dict() gave") from None
        used = resolve(rules or id_)
        used = used if rounded else used.unrounded
        card = score(
            counts, percentages, rules=used, level=level, missing="allow", percent_as="percent"
        )
        computed = card.to_dict()
        stale = tuple(_differences("", stored, computed))
        if stale:
            raise StaleCardError(card.rules.id, stale)
        return card

    @staticmethod
    def from_json(text: str, rules: RuleSet | None = None) -> ScoreCard:
        """The card that `to_json` wrote; see `from_dict`.

        Raises:
            ValueRefusedError: If *text* is no JSON.
        """
        import json

        try:
            stored = json.loads(text)
        except (TypeError, ValueError, RecursionError) as error:
            raise ValueRefusedError("text", text, f"JSON ({error})") from None
        return ScoreCard.from_dict(stored, rules)

    @property
    def _plan(self) -> Plan:
        return plan(self.rules, self.level)

    def _score(self, rule: Indicator) -> Score:
        status, units, (low, high), most = self._standing(rule)
        parts: list[Any] = [self._counts.get(name) for name in rule.numerator]
        n: Any = None if None in parts else sum(parts)
        d: Any = rule.denominator and self._counts.get(rule.denominator)
        percentage = self._percentages.get(rule.code)
        rate, percent = rate_and_percent(n, d, percentage)
        return Score(
            code=rule.code,
            name=rule.name,
            rule=rule,
            status=status,
            percent=percent,
            numerator=n,
            denominator=d,
            rate=rate,
            from_percentage=percentage is not None,
            units=units,
            low=low,
            high=high,
            most=most,
            missing=most if status == Status.MISSING else 0,
            unscored=most if status == Status.EMPTY and units is None else 0,
            scale=self._plan.scale,
        )

    def _standing(self, rule: Indicator) -> tuple[Status, Units | None, tuple[Units, Units], Units]:
        """An indicator's status, its units, what they can still be, and the most."""
        if rule.monitored:
            return Status.MONITORED, None, (0, 0), 0
        if rule.code not in self._plan.scored:
            fixed = self._plan.fixed.get(rule.code)
            granted = fixed or 0
            return Status.NOT_APPLICABLE, fixed, (granted, granted), granted
        conversion = self._plan.scored[rule.code]
        if rule.code not in self._units:
            limits = conversion.limits(self._counts, self._percentages)
            return Status.MISSING, None, limits, conversion.cap
        units = self._units[rule.code]
        empty = self._counts.get(conversion.denominator) == 0
        status = Status.EMPTY if empty else Status.SCORED
        return status, units, (units or 0, units or 0), conversion.cap


def _differences(path: str, stored: Any, computed: Any) -> Iterator[tuple[str, Any, Any]]:
    """The figures that differ: where they stand, as stored, as computed."""
    if isinstance(stored, Mapping) and isinstance(computed, Mapping):
        for key in stored:
            at = f"{path}.{key}".lstrip(".")
            yield from _differences(at, stored.get(key), computed.get(key))
    elif stored != computed:
        yield path, stored, computed


def score(
    counts: Mapping[str, Any],
    percentages: Mapping[str, Any] | None = None,
    *,
    rules: RuleSet | str = "qd766-2026",
    level: Level | str | None = None,
    missing: Literal["raise", "allow"] = "raise",
    percent_as: PercentAs = None,
) -> ScoreCard:
    """Score one unit: from its counts to a card of points.

    Args:
        counts: Count name to whole number, 0 or more, of any integer type or a whole-valued float;
            None where it is not known. `rules.count_names` lists the names that scoring needs,
            `rules.monitored_count_names` those that are welcome.
        percentages: Indicator code to percentage (0 to 100), where a rate is published without
            its counts. A decimal is taken as written: 94.44 is 94.44 exactly.
        rules: A rule set or the id of one.
        level: The unit's level; needed only where the rules differ by level.
        missing: "raise" refuses a unit with missing counts; "allow" gives a partial card, in which
            the indicators concerned have status "missing" and `bounds` tells what is still open.
        percent_as: "percent" for 94.44, "fraction" for 0.9444. None takes percentages for the
            first, and warns of those between 0 and 1, which may be the second.

    Warns:
        FractionWarning: For percentages between 0 and 1, if *percent_as* is None.

    Raises:
        Problems: If there are several problems: all of them, each as one of the errors below.
        UnknownNameError: For a count name that the rules don't have.
        ValueRefusedError: For a count that is negative, fractional, NaN, infinite, boolean or text.
        MissingCountsError: For counts that are not there, unless *missing* is "allow".
        AboveDenominatorError: For a numerator above its denominator.
        UnknownNameError: For a percentage of an unknown indicator.
        ValueRefusedError: For a percentage that is no number from 0 to 100.
        ConflictError: For a percentage of an indicator whose counts are given too.
        UnknownNameError: For an unknown id of a rule set.
        UnknownNameError: For an unknown level, or none where the rules need one.
        ValueRefusedError: For any other argument that is none of what it can be.

    >>> import tthc_index as ti
    >>> card = ti.score({"dossiers_on_time": 144_625, "dossiers_handled": 184_513}, missing="allow")
    >>> card["progress"].points, card.bounds
    (15.68, (15.68, 95.68))
    """
    used = resolve(rules)
    problems: list[TthcIndexError] = []
    read_choice("missing", missing, ("raise", "allow"), problems)
    read_choice("percent_as", percent_as, PERCENT_AS, problems)
    at = read_level(level, used, problems)
    given = read_counts(counts, used, problems)
    shares = (
        {}
        if percentages is None
        else read_percentages(percentages, given, used, problems, percent_as)
    )
    units = _units(plan(used, at), given, shares, problems)
    if missing == "raise" and len(units) < len(used.scored):
        problems += _missing(plan(used, at), given, shares, units, problems)
    raise_problems(problems)
    doubtful = tuple((code, value) for code, value in shares.items() if 0 < value < 1)
    if doubtful and percent_as is None:
        warnings.warn(FractionWarning(doubtful), stacklevel=2)
    return ScoreCard(used, at, given, shares, units)


def _units(
    plan: Plan,
    given: Mapping[str, Any],
    shares: Mapping[str, float],
    problems: list[TthcIndexError],
) -> dict[str, Units | None]:
    """The units of all that is not missing, by code."""
    units: dict[str, Units | None] = dict(plan.fixed)
    watched = list(plan.bound if plan.names.issuperset(given) else plan.watched)
    for code, conversion in plan.scored.items():
        try:
            percent = conversion.percent(given, shares)
            units[code] = conversion.empty if percent is None else conversion.units(percent)
        except KeyError:
            watched.append(conversion)
        except AboveDenominatorError as problem:
            problems.append(problem)
    watched += [plan.scored[code] for code in shares if code in plan.scored]
    for conversion in dict.fromkeys(watched):
        try:
            conversion.known(given)
        except AboveDenominatorError as problem:
            problems.append(problem)
    return units


def _missing(
    plan: Plan,
    given: Mapping[str, Any],
    shares: Mapping[str, float],
    units: Mapping[str, Units | None],
    problems: Iterable[TthcIndexError],
) -> list[TthcIndexError]:
    """What is missing, but for names and codes whose value was refused: that is said already."""
    refused = {p.name for p in problems if isinstance(p, ValueRefusedError) and p.kind == "count"}
    refused_codes = {
        p.name for p in problems if isinstance(p, ValueRefusedError) and p.kind == "percentage"
    }
    lacking = {
        code: conversion.lacks(given.keys() | refused, shares.keys() | refused_codes)
        for code, conversion in plan.scored.items()
        if code not in units
    }
    names = dict.fromkeys(name for names in lacking.values() for name in names)
    codes = tuple(code for code, names in lacking.items() if names)
    return [MissingCountsError(tuple(names), codes)] if names else []
