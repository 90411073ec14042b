# SPDX-License-Identifier: MIT
"""What a rule is: indicators in groups in a rule set, as values that can be read and checked.

A rule object holds no code, so that a person can check it line by line against the law.
An indicator or a group by itself is not checked: the `RuleSet` that holds them is checked whole,
and says all its faults at once.
"""

from __future__ import annotations

import re

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from functools import cache, cached_property
from types import NoneType
from typing import Any, Literal, Self, get_args, get_origin, get_type_hints

import attrs

from tthc_index.errors import ArgumentError, Fault, RuleSetError, UnknownCodeError
from tthc_index.text.view import Cell, date, html_table, number, text_table


Lang = Literal["vi", "en"]

_NAME_FORM = "[a-z][a-z0-9_]*"

#: What names look like: the pattern, and the pattern in words.
_ID = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*"), "a-z and 0-9, joined by hyphens"
_NAME = re.compile(_NAME_FORM), "a-z, 0-9 and _, first a letter"
_CODE = re.compile(rf"{_NAME_FORM}\.{_NAME_FORM}"), "the group's code, a dot, and a name"

#: Names that mean something else wherever codes become keys or columns.
RESERVED = frozenset({"total", "complete", "invalid", "level", "unit"})

#: Beyond 9 decimals a point is no longer anything that somebody could publish.
MAX_DECIMALS = 9


def as_written(value: float) -> Fraction:
    """The decimal that somebody wrote, exactly: 0.8 is four fifths, not the nearest double.

    >>> as_written(0.8)
    Fraction(4, 5)
    """
    return Fraction(str(value))


@attrs.frozen
class Label:
    """A text that people read, in both languages.

    >>> Label(vi="hồ sơ", en="dossier")["vi"]
    'hồ sơ'
    """

    vi: str
    en: str

    def __getitem__(self, lang: Lang) -> str:
        """The text in that language; ArgumentError for any other."""
        if lang == "vi":
            return self.vi
        if lang == "en":
            return self.en
        raise ArgumentError("lang", lang, "'en' or 'vi'")


class _Labelled(StrEnum):
    """A choice whose members carry a label: `NAME = value, vi, en`."""

    label: Label

    def __new__(cls, value: str, vi: str, en: str) -> Self:
        """Make a member that equals its value as text."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = Label(vi, en)
        return member


class Level(_Labelled):
    """Who is scored."""

    MINISTRY = "ministry", "bộ, ngành", "ministry"
    PROVINCE = "province", "tỉnh, thành phố", "province"
    DEPARTMENT = "department", "sở, ngành", "department of a province"
    DISTRICT = "district", "huyện, thị xã, thành phố", "district (until 2025)"
    COMMUNE = "commune", "xã, phường, đặc khu", "commune"


class Empty(_Labelled):
    """What an indicator earns when there was nothing to do: 0 of 0."""

    UNSCORED = "unscored", "không chấm điểm", "no points are given; the maximum stays"
    FULL = "full", "đạt điểm tối đa", "all points"
    ZERO = "zero", "0 điểm", "0 points"


class NotApplicable(_Labelled):
    """What becomes of an indicator's maximum at a level to which it does not apply."""

    FULL = "full", "đạt điểm tối đa", "all points"
    EXCLUDED = "excluded", "không tính vào điểm tối đa", "the maximum is left out"


class Status(_Labelled):
    """How a score came about, or why there is none."""

    SCORED = "scored", "được chấm điểm", "scored"
    EMPTY = "empty", "không phát sinh (0/0)", "nothing to do (0/0)"
    MISSING = "missing", "chưa có số liệu", "missing"
    NOT_APPLICABLE = "not_applicable", "không áp dụng", "not applicable at this level"
    MONITORED = "monitored", "chỉ theo dõi", "monitored only"


class Unit(_Labelled):
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
        return ", ".join(filter(None, [self.title[lang], date(self.date, lang), self.url]))


@attrs.frozen(kw_only=True)
class Evidence:
    """How far published figures confirm a rule.

    Attributes:
        indicators: Published points of the indicator itself that the rule reproduces to the cent.
        groups: Published points of its whole group that the rules reproduce to the cent.
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
    """How points are rounded: half up, from the exact value.

    Attributes:
        decimals: Decimals of the points.
        percent_decimals: Where given, the percentage is rounded first, half up, to so many
            decimals, and the points are those of the rounded percentage.
    """

    decimals: int = 2
    percent_decimals: int | None = None


def _names(value: Any) -> Any:
    return (value,) if isinstance(value, str) else _tuple(value)


def _tuple(value: Any) -> Any:
    """A tuple where *value* can be one; anything else stays, for the rule set to name as a fault."""
    return tuple(value) if isinstance(value, list) else value


def _choice(kind: type[StrEnum], value: Any) -> Any:
    """The member of that value; anything else stays, as above."""
    return next((member for member in kind if member == value), value)


def _empty(value: Any) -> Any:
    return _choice(Empty, value)


def _not_applicable(value: Any) -> Any:
    return _choice(NotApplicable, value)


def _unit(value: Any) -> Any:
    return _choice(Unit, value)


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

    `points = min(max_points, max_points * rate / target)` with `rate = numerator / denominator`.

    Attributes:
        code: Group and name, "progress.on_time".
        name: As public notices call it.
        formula: The share in words.
        numerator: Count names, of which the sum is taken; one name may stand alone.
        denominator: One count name; None for a monitored figure that is no share.
        max_points: The most that it earns, in points; 0 means monitored, never scored.
        target: The rate that earns all points, in (0, 1]; decimals are taken as written.
        when_empty: What 0 of 0 earns.
        levels: The levels that it applies to; all unless said otherwise.
        when_not_applicable: What becomes of its maximum at the other levels.
        unit: What it measures; what is no share is monitored.
        sources: Where it comes from; empty where the rule set's sources say it.
        evidence: How far published figures confirm it.
    """

    code: str
    name: Label
    formula: Label
    numerator: tuple[str, ...] = attrs.field(converter=_names)
    denominator: str | None = None
    max_points: float = 0
    target: float = 1
    when_empty: Empty = attrs.field(default=Empty.UNSCORED, converter=_empty)
    levels: tuple[Level, ...] = attrs.field(default=tuple(Level), converter=_levels)
    when_not_applicable: NotApplicable = attrs.field(
        default=NotApplicable.FULL, converter=_not_applicable
    )
    unit: Unit = attrs.field(default=Unit.SHARE, converter=_unit)
    sources: tuple[Source, ...] = attrs.field(default=(), converter=_tuple)
    evidence: Evidence = Evidence()

    @property
    def monitored(self) -> bool:
        """Whether it is only watched: it can earn no points."""
        return self.max_points == 0

    @property
    def count_names(self) -> tuple[str, ...]:
        """The counts that it is computed from: numerator, then denominator."""
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
    indicators: tuple[Indicator, ...] = attrs.field(converter=_tuple)
    rounding: Rounding | None = None
    evidence: Evidence = Evidence()

    def __iter__(self) -> Iterator[Indicator]:
        """Its indicators, in order."""
        return iter(self.indicators)


@attrs.frozen(kw_only=True, cache_hash=True, repr=False)
class RuleSet:
    """A whole index: groups of indicators, how their points are rounded, and where they come from.

    It is checked whole when it is made.
    A variant is `attrs.evolve(rules, ...)`, and passes the same checks.

    Attributes:
        id: Words and digits joined by hyphens, "qd766-2026".
        name: What it is called.
        max_points: The sum of its groups' maxima, stated so that it can be checked.
        groups: In the order in which public notices give them.
        rounding: How points are rounded; None leaves all of them unrounded.
        sources: Where the rules come from.
        evidence: What is known, and not known, of the whole.

    Raises:
        RuleSetError: With every fault and its path, if the rules break a law of their own.

    >>> import tthc_index as ti
    >>> rules = ti.ruleset("qd766-2026")
    >>> [group.code for group in rules][:2]
    ['transparency', 'progress']
    >>> rules["progress.on_time"].max_points
    20
    """

    id: str
    name: Label
    groups: tuple[Group, ...] = attrs.field(converter=_tuple)
    max_points: float = 100
    rounding: Rounding | None = Rounding()
    sources: tuple[Source, ...] = attrs.field(converter=_tuple)
    evidence: Evidence = Evidence()

    def __attrs_post_init__(self) -> None:
        """Refuse a rule set with faults, naming all of them."""
        faults = tuple(_faults(self))
        if faults:
            raise RuleSetError(self.id, faults)

    def __iter__(self) -> Iterator[Group]:
        """Its groups, in order."""
        return iter(self.groups)

    def __contains__(self, code: object) -> bool:
        """Whether it has a group or indicator of that code."""
        return isinstance(code, str) and code in self._by_code

    def __getitem__(self, code: str) -> Any:
        """The `Group` or `Indicator` of that code.

        Raises:
            UnknownCodeError: (a KeyError) If there is none.
        """
        try:
            return self._by_code[code]
        except (KeyError, TypeError):
            raise UnknownCodeError(code, tuple(self._by_code)) from None

    @cached_property
    def _by_code(self) -> Mapping[str, Group | Indicator]:
        return {group.code: group for group in self} | {i.code: i for i in self.indicators}

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators in order, monitored ones too."""
        return tuple(indicator for group in self for indicator in group)

    @cached_property
    def scored(self) -> tuple[Indicator, ...]:
        """The indicators that can earn points, in order."""
        return tuple(indicator for indicator in self.indicators if not indicator.monitored)

    @cached_property
    def count_names(self) -> tuple[str, ...]:
        """The counts that scoring needs, in the order of the indicators, each once."""
        return tuple(dict.fromkeys(name for i in self.scored for name in i.count_names))

    @cached_property
    def monitored_count_names(self) -> tuple[str, ...]:
        """The further counts that only monitored indicators use; none of them is ever required."""
        needed = set(self.count_names)
        return tuple(name for name in self.whole if name not in needed)

    @cached_property
    def whole(self) -> Mapping[str, bool]:
        """Every count name of the rules, and whether it takes whole numbers only: days need not."""
        return {n: i.unit != Unit.DAYS for i in self.indicators for n in i.count_names}

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """The levels between which the rules differ; empty if they are the same for all."""
        same = all(set(indicator.levels) == set(Level) for indicator in self.scored)
        return () if same else tuple(Level)

    @cached_property
    def unrounded(self) -> RuleSet:
        """The same rules without any rounding."""
        return attrs.evolve(self, rounding=None)

    def with_indicator(self, code: str, **changes: Any) -> RuleSet:
        """The same rules with one indicator changed, checked like any rule set.

        Args:
            code: The indicator's code.
            changes: Its fields with their new values. The evidence was for the old rule: say what
                is known of the new one, or `evidence=Evidence()`.

        Raises:
            UnknownCodeError: (a KeyError) If the rules have no such indicator.
            RuleSetError: If the rules have faults with the change.

        >>> import tthc_index as ti
        >>> rules = ti.ruleset("qd766-2026").with_indicator(
        ...     "satisfaction.dossiers", target=0.95, evidence=ti.Evidence()
        ... )
        >>> rules["satisfaction.dossiers"].target
        0.95
        """
        codes = [indicator.code for indicator in self.indicators]
        if code not in codes:
            raise UnknownCodeError(code, tuple(codes))
        groups = []
        for group in self:
            changed = (attrs.evolve(i, **changes) if i.code == code else i for i in group)
            groups.append(attrs.evolve(group, indicators=tuple(changed)))
        return attrs.evolve(self, groups=tuple(groups))

    def rounding_of(self, group: Group) -> Rounding | None:
        """How the points of *group* are rounded: its own way, if the rules round at all."""
        return self.rounding and (group.rounding or self.rounding)

    def __repr__(self) -> str:
        monitored = len(self.indicators) - len(self.scored)
        return (
            f"<RuleSet {self.id!r}: {number(self.max_points)} points, {len(self.groups)} groups, "
            f"{len(self.scored)} scored indicators, {monitored} monitored>"
        )

    def text(self, lang: Lang = "en") -> str:
        """The rules as a table of text, one line an indicator."""
        return f"{self.id}: {self.name[lang]}\n\n" + text_table(*self._table(lang))

    def _repr_html_(self) -> str:
        """The rules as a table for notebooks."""
        return html_table(*self._table("en"), caption=f"{self.id}: {self.name.en}")

    def _table(self, lang: Lang) -> tuple[list[str], list[list[Cell]]]:
        header = {
            "en": ["code", "name", "counts", "points", "full at", "0/0"],
            "vi": ["mã", "tên", "số liệu", "điểm", "đạt tối đa từ", "0/0"],
        }[lang]
        rows: list[list[Cell]] = []
        for group in self:
            points = Cell(number(group.max_points, lang), right=True)
            rows.append([Cell(group.code, head=True), Cell(group.name[lang]), *[Cell("")] * 3])
            rows[-1].insert(3, points)
            rows += [_row(indicator, lang) for indicator in group]
        return header, rows


def _row(indicator: Indicator, lang: Lang) -> list[Cell]:
    counts = " + ".join(indicator.numerator)
    if indicator.denominator is not None:
        parts = f"({counts})" if len(indicator.numerator) > 1 else counts
        counts = f"{parts} / {indicator.denominator}"
    row = [Cell(indicator.code, indent=True), Cell(indicator.name[lang]), Cell(counts)]
    if indicator.monitored:
        return [*row, Cell("–", right=True), Cell(""), Cell("")]
    return [
        *row,
        Cell(number(indicator.max_points, lang), right=True),
        Cell(number(float(100 * as_written(indicator.target)), lang) + "%", right=True),
        Cell(str(indicator.when_empty)),
    ]


#: Whether what stands at a path has fields, named next, of the right types.
Sound = Callable[..., bool]

# The laws of a rule set: each check yields the faults that it finds, with their paths.


def _faults(rules: RuleSet) -> Iterator[Fault]:
    """Faults of type, and faults of value wherever the types that they ask about are right."""
    mistyped = list(_type_faults("", rules, RuleSet))
    yield from mistyped

    def sound(path: str, *fields: str) -> bool:
        """Whether what stands at *path* has these fields, each of the right type."""
        paths = tuple(f"{path}.{field}".lstrip(".") for field in fields)
        return not any(f.path == path or f.path.startswith(paths) for f in mistyped)

    rounding = rules.rounding if sound("", "rounding") else None
    if sound("", "id"):
        yield from _name_fault("id", rules.id, _ID)
    if sound("", "sources"):
        yield from _empty_fault("sources", rules.sources)
    yield from _rounding_faults("rounding", rounding)
    for path, group in _numbered("groups", rules.groups):
        if isinstance(group, Group):
            yield from _group_faults(path, group, rounding, sound)
    yield from _parts_faults("groups", "", rules.max_points, rules.groups, sound)
    if sound("", "groups"):
        yield from _unit_faults(rules.indicators)


def _type_faults(path: str, value: Any, hint: Any) -> Iterator[Fault]:
    """Hold *value* against its annotation, all the way down."""
    arguments = get_args(hint)
    if NoneType in arguments:
        if value is not None:
            yield from _type_faults(path, value, arguments[0])
    elif arguments and isinstance(value, tuple):
        for at, item in _numbered(path, value):
            yield from _type_faults(at, item, arguments[0])
    elif not _is_a(value, get_origin(hint) or hint):
        yield Fault(path, f"{value!r} is no {_kind(hint)}")
    elif attrs.has(hint):
        for name, inner in _annotations(hint):
            at = f"{path}.{name}".lstrip(".")
            yield from _type_faults(at, getattr(value, name), inner)


@cache
def _annotations(kind: type) -> list[tuple[str, Any]]:
    """The fields of an attrs class with their types; kept, since every rule object asks for them."""
    hints = get_type_hints(kind)
    return [(name, hints[name]) for name in attrs.fields_dict(kind)]


def _is_a(value: Any, kind: type) -> bool:
    if kind is str:
        return isinstance(value, str) and bool(value.strip())
    if kind in {int, float}:
        number_ = isinstance(value, int if kind is int else int | float)
        return number_ and not isinstance(value, bool) and abs(value) < 10**15
    return isinstance(value, kind)


def _kind(hint: Any) -> str:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return f"{hint.__name__} ({', '.join(hint)})"
    named = {str: "text", int: "whole number", float: "number"}
    return named.get(hint) or str(getattr(hint, "__name__", hint))


def _group_faults(
    path: str, group: Group, rounding: Rounding | None, sound: Sound
) -> Iterator[Fault]:
    if sound(path, "code"):
        yield from _name_fault(f"{path}.code", group.code, _NAME)
        if group.code in RESERVED:
            yield Fault(f"{path}.code", f"{group.code!r} is reserved")
    if sound(path, "rounding"):
        yield from _rounding_faults(f"{path}.rounding", group.rounding)
        if rounding and group.rounding and group.rounding.decimals != rounding.decimals:
            message = f"{group.rounding.decimals} is not the rule set's {rounding.decimals}"
            yield Fault(f"{path}.rounding.decimals", message)
    parts = f"{path}.indicators"
    yield from _parts_faults(parts, path, group.max_points, group.indicators, sound)
    for at, indicator in _numbered(parts, group.indicators):
        if isinstance(indicator, Indicator):
            yield from _indicator_faults(at, indicator, rounding, sound)
            if sound(at, "code") and indicator.code.rpartition(".")[0] != group.code:
                message = f"{indicator.code!r} does not stand in group {group.code!r}"
                yield Fault(f"{at}.code", message)


def _parts_faults(
    path: str, whole: str, points: float, parts: tuple[Any, ...], sound: Sound
) -> Iterator[Fault]:
    """The parts at *path* have codes of their own and add up to the points of the *whole*."""
    numbered = list(_numbered(path, parts))
    if isinstance(parts, tuple):
        yield from _empty_fault(path, parts)
    if all(sound(at, "code") for at, _ in numbered):
        yield from _clashes(path, "code", [part.code for _, part in numbered])
    if sound(whole, "max_points") and all(sound(at, "max_points") for at, _ in numbered):
        total = sum(as_written(part.max_points) for _, part in numbered)
        if numbered and total != as_written(points):
            message = f"{points!r} is not the sum of its parts, {float(total):g}"
            yield Fault(f"{whole}.max_points".lstrip("."), message)


def _indicator_faults(
    path: str, indicator: Indicator, rounding: Rounding | None, sound: Sound
) -> Iterator[Fault]:
    if sound(path, "code"):
        yield from _name_fault(f"{path}.code", indicator.code, _CODE)
    if sound(path, "numerator", "denominator"):
        yield from _count_faults(path, indicator)
    if sound(path, "levels"):
        yield from _empty_fault(f"{path}.levels", indicator.levels)
        yield from _clashes(f"{path}.levels", "level", indicator.levels)
    if sound(path, "target") and not 0 < indicator.target <= 1:
        yield Fault(f"{path}.target", f"{indicator.target!r} is no rate above 0 and up to 1")
    if sound(path, "max_points"):
        yield from _points_faults(f"{path}.max_points", indicator.max_points, rounding)
        if indicator.denominator is None and not indicator.monitored:
            yield Fault(f"{path}.max_points", "only a share can earn points; here it must be 0")
    if sound(path, "unit") and (indicator.unit == Unit.SHARE) != (
        indicator.denominator is not None
    ):
        yield Fault(f"{path}.unit", "a share has a denominator; any other unit has none")


def _count_faults(path: str, indicator: Indicator) -> Iterator[Fault]:
    yield from _empty_fault(f"{path}.numerator", indicator.numerator)
    for name in indicator.count_names:
        yield from _name_fault(f"{path}.counts", name, _NAME)
    yield from _clashes(f"{path}.counts", "name", indicator.count_names)


def _points_faults(path: str, points: float, rounding: Rounding | None) -> Iterator[Fault]:
    if points < 0:
        yield Fault(path, f"{points!r} is below 0")
    if rounding and (as_written(points) * 10**rounding.decimals).denominator > 1:
        # Rounded points could exceed such a maximum, or never reach it.
        yield Fault(path, f"{points!r} has more than {rounding.decimals} decimals")


def _rounding_faults(path: str, rounding: Rounding | None) -> Iterator[Fault]:
    for name, value in attrs.asdict(rounding).items() if rounding else ():
        if value is not None and not 0 <= value <= MAX_DECIMALS:
            yield Fault(f"{path}.{name}", f"{value} is not within 0 to {MAX_DECIMALS}")


def _unit_faults(indicators: Iterable[Indicator]) -> Iterator[Fault]:
    """A name that is a number of days in one indicator can't be a count in another."""
    days = {name for i in indicators if i.unit == Unit.DAYS for name in i.count_names}
    counts = {name for i in indicators if i.unit != Unit.DAYS for name in i.count_names}
    for name in sorted(days & counts):
        yield Fault("groups", f"{name!r} is days in one indicator and a count in another")


def _name_fault(path: str, name: str, form: tuple[re.Pattern[str], str]) -> Iterator[Fault]:
    pattern, words = form
    if not pattern.fullmatch(name):
        yield Fault(path, f"{name!r} is not made of {words}")


def _empty_fault(path: str, items: tuple[Any, ...]) -> Iterator[Fault]:
    if not items:
        yield Fault(path, "is empty")


def _clashes(path: str, kind: str, values: Iterable[str]) -> Iterator[Fault]:
    for value, times in Counter(map(str, values)).items():
        if times > 1:
            yield Fault(path, f"the {kind} {value!r} stands {times} times")


def _numbered(path: str, items: Any) -> Iterator[tuple[str, Any]]:
    """The items with their paths; nothing where a wrong type stands instead of a sequence."""
    if isinstance(items, tuple):
        yield from ((f"{path}[{index}]", item) for index, item in enumerate(items))
