# SPDX-License-Identifier: MIT
"""One unit: from its counts to points, groups and a total, and where each point comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import attrs

from tthc_index.errors import (
    AboveDenominatorError,
    ArgumentError,
    CountValueError,
    MissingCountsError,
    PercentageError,
    StaleCardError,
    TthcIndexError,
    UnknownCodeError,
    raise_problems,
)
from tthc_index.rules import resolve
from tthc_index.rules.objects import Indicator, Label, Lang, Level, RuleSet, Status, as_written

from .arithmetic import Plan, Standing, Units, half_up, plan
from .inputs import read_choice, read_counts, read_level, read_percentages


if TYPE_CHECKING:
    from matplotlib.axes import Axes


TOTAL = Label(vi="Tổng điểm", en="Total")


@attrs.frozen
class IndicatorScore:
    """What one indicator earned, and from what.

    Attributes:
        rule: The indicator's rule.
        status: scored, empty (0/0), missing, not_applicable or monitored.
        from_percentage: Whether a percentage was given in place of the counts.
        numerator: Count; None where a part of it is not known.
        denominator: Count; None where it is not known, or where the figure is no share.
        rate: Numerator / denominator, 0 to 1; None if either is missing or both are 0.
        percent: The rate in per cent as it is published, half up to 2 decimals; or as given.
        points: Points; None where none are given or it is missing.
        max_points: The most that it could earn at this level, in points.
        lost_points: Maximum less points; None while it is missing.
        bounds: The lowest and the highest points that missing counts still allow.
    """

    rule: Indicator
    status: Status
    from_percentage: bool
    numerator: float | None
    denominator: float | None
    rate: float | None
    percent: float | None
    points: float | None
    max_points: float
    lost_points: float | None
    bounds: tuple[float, float]

    @property
    def code(self) -> str:
        """The indicator's code, "progress.on_time"."""
        return self.rule.code

    @property
    def name(self) -> Label:
        """The indicator's name in both languages."""
        return self.rule.name


@attrs.frozen
class GroupScore:
    """What a group, or the whole index, earned.

    Attributes:
        code: The group's code; "total" for the whole index.
        name: What it is called, in both languages.
        points: The sum of the points that are known; None if nothing is.
        max_points: The most that could be earned at this level, in points.
        percent: Points in per cent of the maximum, half up to 2 decimals; None while any are missing.
        complete: Whether nothing is missing.
        bounds: The lowest and the highest points that missing counts still allow.
        missing_points: The maxima of the indicators that are missing, in points.
        unscored_points: The maxima of the indicators that get no points since there was nothing
            to do (0/0): they were out of reach.
        indicators: Its indicators, in order.
    """

    code: str
    name: Label
    points: float | None
    max_points: float
    percent: float | None
    complete: bool
    bounds: tuple[float, float]
    missing_points: float
    unscored_points: float
    indicators: tuple[IndicatorScore, ...] = attrs.field(repr=False)

    def __iter__(self) -> Iterator[IndicatorScore]:
        """Its indicators, in order."""
        return iter(self.indicators)


@attrs.frozen(repr=False)
class ScoreCard:
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
        if not self._units:
            return None
        return float(sum(units or 0 for units in self._units.values()) / self._plan.scale)

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

    @cached_property
    def total(self) -> GroupScore:
        """The whole index, summed up like a group."""
        return self._sum("total", TOTAL, self.rules.indicators)

    @cached_property
    def groups(self) -> Mapping[str, GroupScore]:
        """The groups by code, in the rules' order; read-only."""
        sums = (self._sum(group.code, group.name, group) for group in self.rules)
        return MappingProxyType({group.code: group for group in sums})

    @cached_property
    def indicators(self) -> Mapping[str, IndicatorScore]:
        """All indicators by code, in the rules' order, monitored ones among them; read-only."""
        return MappingProxyType({rule.code: self._score(rule) for rule in self.rules.indicators})

    def __getitem__(self, code: str) -> Any:
        """The `GroupScore` or `IndicatorScore` of that code.

        Raises:
            UnknownCodeError: (a KeyError) If the rules have no such code.
        """
        known = {"total": self.total, **self.groups, **self.indicators}
        if not isinstance(code, str) or code not in known:
            raise UnknownCodeError(code, tuple(known))
        return known[code]

    def __contains__(self, code: object) -> bool:
        """Whether it has a group or indicator of that code."""
        return code == "total" or code in self.rules

    def __iter__(self) -> Iterator[GroupScore]:
        """Its groups, in order."""
        return iter(self.groups.values())

    def explain(self, code: str = "total", lang: Lang = "en") -> str:
        """Where the points come from, in words: counts, rate, points, rule, source, evidence.

        Args:
            code: An indicator; or a group, for all its indicators; or "total", for all.
            lang: "en" or "vi".

        Raises:
            UnknownCodeError: (a KeyError) If the rules have no such code.

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
          evidence     387 published points agree; 9 of them 0/0
        """
        from .explain import explanation

        return explanation(self, code, lang)

    def plot(
        self,
        kind: Literal["points", "lost"] = "points",
        *,
        ax: Axes | None = None,
        lang: Lang = "vi",
    ) -> Axes:
        """The card as a picture: each indicator's points against its maximum, or where they were lost.

        What is still open while counts are missing is hatched.

        Args:
            kind: "points"; or "lost", from the maximum down to the total, the largest loss first.
            ax: Where to draw; a picture of its own if None, as high as it needs to be.
            lang: "vi" or "en".

        Raises:
            ArgumentError: For an argument that is none of what it can be.
            MissingExtraError: If the extra `plot` is not installed.

        >>> import tthc_index as ti
        >>> card = ti.examples.PHU_THO_2026_08.score()
        >>> card.plot("lost", lang="en").get_title(loc="left")
        '59.92 of 100 points'
        """
        from tthc_index.plot import draw

        return draw(self, kind, ax, lang)

    def text(self, lang: Lang = "en") -> str:
        """The card as a table of text, in English or Vietnamese."""
        from .explain import text

        return text(self, lang)

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        from .explain import html

        return html(self)

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
            **_plain(self.total),
            "groups": {code: _plain(group) for code, group in self.groups.items()},
            "indicators": {code: _plain(score) for code, score in self.indicators.items()},
            "counts": dict(self._counts),
            "percentages": dict(self._percentages),
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """`to_dict` as JSON text, Vietnamese letters as they are."""
        import json

        return json.dumps(self.to_dict(), indent=indent, ensure_ascii=False)

    @staticmethod
    def from_dict(stored: Mapping[str, Any], rules: RuleSet | None = None) -> ScoreCard:
        """The card that `to_dict` stored: scored again, and held against the figures stored.

        Args:
            stored: What `to_dict` gave.
            rules: The rules, where their id is none of those that come with the library.

        Raises:
            ArgumentError: If *stored* is no stored card.
            StaleCardError: If a stored figure is not what the counts earn under the rules.
            TthcIndexError: If the stored counts are no valid input.
        """
        try:
            keys = ("rules", "rounded", "level", "counts", "percentages")
            id_, rounded, level, counts, percentages = (stored[key] for key in keys)
        except (KeyError, TypeError):
            raise ArgumentError("stored", stored, "what ScoreCard.to_dict() gave") from None
        card = score(
            counts,
            percentages,
            rules=rules or id_,
            level=level,
            missing="allow",
            rounding="rules" if rounded else None,
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
            ArgumentError: If *text* is no JSON.
        """
        import json

        try:
            stored = json.loads(text)
        except (TypeError, ValueError, RecursionError) as error:
            raise ArgumentError("text", text, f"JSON ({error})") from None
        return ScoreCard.from_dict(stored, rules)

    @property
    def _plan(self) -> Plan:
        return plan(self.rules, self.level)

    @cached_property
    def _standings(self) -> Mapping[str, Standing]:
        return {
            rule.code: self._plan.standing(rule, self._units, self._counts)
            for rule in self.rules.indicators
        }

    def _score(self, rule: Indicator) -> IndicatorScore:
        standing, scale = self._standings[rule.code], self._plan.scale
        n, d = self._numbers(rule)
        percentage = self._percentages.get(rule.code)
        rate, percent = _rate(n, d, percentage)
        lost = None if standing.status == Status.MISSING else standing.most - (standing.units or 0)
        return IndicatorScore(
            rule=rule,
            status=standing.status,
            numerator=n,
            denominator=d,
            from_percentage=percentage is not None,
            rate=rate,
            percent=percent,
            points=_points(standing.units, scale),
            max_points=float(standing.most / scale),
            lost_points=_points(lost, scale),
            bounds=(float(standing.low / scale), float(standing.high / scale)),
        )

    def _numbers(self, rule: Indicator) -> tuple[Any, Any]:
        """Numerator and denominator, as far as they are known whole."""
        parts = [self._counts.get(name) for name in rule.numerator]
        numerator = None if None in parts else sum(parts)  # type: ignore[arg-type]  # none is None here
        return numerator, rule.denominator and self._counts.get(rule.denominator)

    def _sum(self, code: str, name: Label, rules: Iterable[Indicator]) -> GroupScore:
        rules, scale = tuple(rules), self._plan.scale
        standings = [self._standings[rule.code] for rule in rules]
        known = [standing.units or 0 for standing in standings if standing.known]
        complete = all(standing.status != Status.MISSING for standing in standings)
        units, most = sum(known), sum(standing.most for standing in standings)
        missing = sum(s.most for s in standings if s.status == Status.MISSING)
        unscored = sum(s.most for s in standings if s.status == Status.EMPTY and s.units is None)
        low, high = sum(s.low for s in standings), sum(s.high for s in standings)
        return GroupScore(
            code=code,
            name=name,
            points=_points(units, scale) if known else None,
            max_points=float(most / scale),
            percent=half_up(10_000 * units, most) / 100 if complete and most else None,
            complete=complete,
            bounds=(float(low / scale), float(high / scale)),
            missing_points=float(missing / scale),
            unscored_points=float(unscored / scale),
            indicators=tuple(self.indicators[rule.code] for rule in rules),
        )


def _rate(n: Any, d: Any, percentage: float | None) -> tuple[float | None, float | None]:
    """The rate, and the percentage as it is published: half up to 2 decimals, or as given."""
    if percentage is not None:
        return percentage / 100, percentage
    return (n / d, half_up(10_000 * n, d) / 100) if n is not None and d else (None, None)


def _differences(path: str, stored: Any, computed: Any) -> Iterator[tuple[str, Any, Any]]:
    """The figures that differ: where they stand, as stored, as computed."""
    if isinstance(stored, Mapping) and isinstance(computed, Mapping):
        for key in stored:
            at = f"{path}.{key}".lstrip(".")
            yield from _differences(at, stored.get(key), computed.get(key))
    elif stored != computed:
        yield path, stored, computed


def _points(units: Units | None, scale: int) -> float | None:
    return None if units is None else float(units / scale)


def _plain(score: IndicatorScore | GroupScore) -> dict[str, Any]:
    """The figures of a score without its rule: numbers, texts, lists."""
    figures = attrs.asdict(score, recurse=False)
    for key in ("rule", "code", "name", "indicators"):
        figures.pop(key, None)
    figures["bounds"] = list(score.bounds)
    if isinstance(score, IndicatorScore):
        figures["status"] = str(score.status)
    return figures


def score(
    counts: Mapping[str, Any],
    percentages: Mapping[str, Any] | None = None,
    *,
    rules: RuleSet | str = "qd766-2026",
    level: Level | str | None = None,
    missing: Literal["raise", "allow"] = "raise",
    rounding: Literal["rules"] | None = "rules",
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
        rounding: "rules" rounds as the rules say; None leaves every value unrounded.

    Raises:
        Problems: If there are several problems: all of them, each as one of the errors below.
        UnknownCountError: For a count name that the rules don't have.
        CountValueError: For a count that is negative, fractional, NaN, infinite, boolean or text.
        MissingCountsError: For counts that are not there, unless *missing* is "allow".
        AboveDenominatorError: For a numerator above its denominator.
        UnknownCodeError: For a percentage of an unknown indicator.
        PercentageError: For a percentage that is no number from 0 to 100.
        ConflictError: For a percentage of an indicator whose counts are given too.
        UnknownRuleSetError: For an unknown id of a rule set.
        UnknownLevelError: For an unknown level, or none where the rules need one.
        ArgumentError: For any other argument that is none of what it can be.

    >>> import tthc_index as ti
    >>> card = ti.score({"dossiers_on_time": 144_625, "dossiers_handled": 184_513}, missing="allow")
    >>> card["progress"].points, card.bounds
    (15.68, (15.68, 95.68))
    """
    used = resolve(rules)
    problems: list[TthcIndexError] = []
    read_choice("rounding", rounding, ("rules", None), problems)
    read_choice("missing", missing, ("raise", "allow"), problems)
    used = used.unrounded if rounding is None else used
    at = read_level(level, used, problems)
    given = read_counts(counts, used, problems)
    shares = {} if percentages is None else read_percentages(percentages, given, used, problems)
    units = _units(plan(used, at), given, shares, problems)
    if missing == "raise" and len(units) < len(used.scored):
        problems += _missing(plan(used, at), given, units, problems)
    raise_problems(problems)
    return ScoreCard(used, at, given, shares, units)


def _units(
    plan: Plan,
    given: Mapping[str, Any],
    shares: Mapping[str, float],
    problems: list[TthcIndexError],
) -> dict[str, Units | None]:
    """The units of all that is not missing, by code."""
    units: dict[str, Units | None] = dict(plan.fixed)
    watched = list(plan.watched if given.keys() - plan.names else plan.bound)
    for code, conversion in plan.scored.items():
        try:
            units[code] = conversion.of(given)
        except KeyError:
            watched.append(conversion)
        except AboveDenominatorError as problem:
            problems.append(problem)
    for conversion in watched:
        try:
            conversion.known(given)
        except AboveDenominatorError as problem:
            problems.append(problem)
    for code, percentage in shares.items():
        if code in plan.scored:
            rate = as_written(percentage) / 100
            units[code] = plan.scored[code].of_rate(rate.numerator, rate.denominator)
    return units


def _missing(
    plan: Plan,
    given: Mapping[str, Any],
    units: Mapping[str, Units | None],
    problems: Iterable[TthcIndexError],
) -> list[TthcIndexError]:
    """What is missing, but for names and codes whose value was refused: that is said already."""
    refused = {p.name for p in problems if isinstance(p, CountValueError)}
    refused |= {p.indicator for p in problems if isinstance(p, PercentageError)}
    lacking = {
        code: [n for n in (*c.numerator, c.denominator) if n not in given and n not in refused]
        for code, c in plan.scored.items()
        if code not in units and code not in refused
    }
    names = dict.fromkeys(name for names in lacking.values() for name in names)
    codes = tuple(code for code, names in lacking.items() if names)
    return [MissingCountsError(tuple(names), codes)] if names else []
