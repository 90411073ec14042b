# SPDX-License-Identifier: MIT
"""A rule set's own law: every fault that it has, each with its path.

Types first: whatever is of a wrong type is named once, and no other check looks at it.
"""

from __future__ import annotations

import re
import reprlib

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import attrs

from tthc_index.errors import Finding, nearest
from tthc_index.rules.objects import MAX_DECIMALS, RESERVED, Group, Indicator, Measure, Rounding
from tthc_index.text.numbers import as_written


_NAME_FORM = "[a-z][a-z0-9_]*"

#: What names look like: the pattern, and the pattern in words.
_ID = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*"), "a-z and 0-9, joined by hyphens"
_NAME = re.compile(_NAME_FORM), "a-z, 0-9 and _, first a letter"
_CODE = re.compile(rf"{_NAME_FORM}\.{_NAME_FORM}"), "the group's code, a dot, and a name"

#: Whether what stands at a path has fields, named next, of the right types.
Sound = Callable[..., bool]


def faults(rules: Any) -> Iterator[Finding]:
    """The faults of a `RuleSet`: those of type, and those of value wherever the types are right."""
    mistyped = list(_type_faults("", rules, type(rules)))
    yield from mistyped

    def sound(path: str, *fields: str) -> bool:
        """Whether what stands at *path* has these fields, each of the right type."""
        paths = tuple(f"{path}.{field}".lstrip(".") for field in fields)
        return not any(f.place == path or f.place.startswith(paths) for f in mistyped)

    if sound("", "id"):
        yield from _name_fault("id", rules.id, _ID)
    if sound("", "sources"):
        yield from _empty_fault("sources", rules.sources)
    rounding = rules.rounding if sound("", "rounding") else None
    unsound = list(_rounding_faults("rounding", rounding))
    yield from unsound
    if unsound:
        rounding = None  # no points can be held against it
    for path, group in numbered("groups", rules.groups):
        if isinstance(group, Group):
            yield from _group_faults(path, group, rounding, sound)
    yield from _parts_faults("groups", "", rules.max_points, rules.groups, sound)
    if sound("", "max_points"):
        yield from _range_faults("max_points", rules.max_points, rounding)
    if sound("", "groups"):
        yield from _measure_faults(rules.indicators)
        yield from _factor_faults(rules)


def _type_faults(path: str, value: Any, hint: Any) -> Iterator[Finding]:
    """Hold *value* against its annotation, all the way down."""
    arguments = get_args(hint)
    if NoneType in arguments:
        if value is not None:
            yield from _type_faults(path, value, arguments[0])
    elif arguments and isinstance(value, tuple):
        for at, item in numbered(path, value):
            yield from _type_faults(at, item, arguments[0])
    elif not _is_a(value, get_origin(hint) or hint):
        yield Finding("", path, None, f"{_shown(value)} is no {_kind(hint)}")
    elif attrs.has(hint):
        for name, inner in field_types(hint):
            at = f"{path}.{name}".lstrip(".")
            yield from _type_faults(at, getattr(value, name), inner)


@cache
def field_types(kind: type) -> list[tuple[str, Any]]:
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


def _shown(value: Any) -> str:
    """Whatever stands there, in a few words."""
    try:
        return reprlib.repr(value)
    except ValueError:  # Python refuses to print a number of more than 4,300 digits
        return "what stands here"


def _kind(hint: Any) -> str:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return f"{hint.__name__} ({', '.join(hint)})"
    named = {str: "text", int: "whole number", float: "number", tuple: "list"}
    return named.get(get_origin(hint) or hint) or str(hint.__name__)


def _group_faults(
    path: str, group: Group, rounding: Rounding | None, sound: Sound
) -> Iterator[Finding]:
    if sound(path, "code"):
        yield from _name_fault(f"{path}.code", group.code, _NAME)
        if group.code in RESERVED:
            yield Finding("", f"{path}.code", None, f"{group.code!r} is reserved")
    if sound(path, "rounding"):
        yield from _rounding_faults(f"{path}.rounding", group.rounding)
        if rounding and group.rounding and group.rounding.decimals != rounding.decimals:
            message = f"{group.rounding.decimals} is not the rule set's {rounding.decimals}"
            yield Finding("", f"{path}.rounding.decimals", None, message)
    parts = f"{path}.indicators"
    yield from _parts_faults(parts, path, group.max_points, group.indicators, sound)
    for at, indicator in numbered(parts, group.indicators):
        if isinstance(indicator, Indicator):
            yield from _indicator_faults(at, indicator, rounding, sound)
            if sound(at, "code") and indicator.code.rpartition(".")[0] != group.code:
                message = f"{indicator.code!r} does not stand in group {group.code!r}"
                yield Finding("", f"{at}.code", None, message)


def _parts_faults(
    path: str, whole: str, points: float, parts: tuple[Any, ...], sound: Sound
) -> Iterator[Finding]:
    """The parts at *path* have codes of their own and add up to the points of the *whole*."""
    placed = list(numbered(path, parts))
    if isinstance(parts, tuple):
        yield from _empty_fault(path, parts)
    if all(sound(at, "code") for at, _ in placed):
        yield from _clashes(path, "code", [part.code for _, part in placed])
    if sound(whole, "max_points") and all(sound(at, "max_points") for at, _ in placed):
        total = sum(as_written(part.max_points) for _, part in placed)
        if placed and total != as_written(points):
            message = f"{points!r} is not the sum of its parts, {float(total):g}"
            yield Finding("", f"{whole}.max_points".lstrip("."), None, message)


def _indicator_faults(
    path: str, indicator: Indicator, rounding: Rounding | None, sound: Sound
) -> Iterator[Finding]:
    if sound(path, "code"):
        yield from _name_fault(f"{path}.code", indicator.code, _CODE)
    if sound(path, "numerator", "denominator"):
        yield from _count_faults(path, indicator)
    if sound(path, "levels"):
        yield from _empty_fault(f"{path}.levels", indicator.levels)
        yield from _clashes(f"{path}.levels", "level", indicator.levels)
    if sound(path, "target") and not 0 < indicator.target <= 1:
        yield Finding(
            "", f"{path}.target", None, f"{indicator.target!r} is no rate above 0 and up to 1"
        )
    if sound(path, "max_points"):
        yield from _points_faults(f"{path}.max_points", indicator.max_points, rounding)
        if indicator.denominator is None and not indicator.monitored:
            yield Finding(
                "", f"{path}.max_points", None, "only a share can earn points; here it must be 0"
            )
    if sound(path, "measure") and (indicator.measure == Measure.SHARE) != (
        indicator.denominator is not None
    ):
        yield Finding(
            "", f"{path}.measure", None, "a share has a denominator; any other measure has none"
        )


def _count_faults(path: str, indicator: Indicator) -> Iterator[Finding]:
    yield from _empty_fault(f"{path}.numerator", indicator.numerator)
    for name in indicator.count_names:
        yield from _name_fault(f"{path}.counts", name, _NAME)
    yield from _clashes(f"{path}.counts", "name", indicator.count_names)


def _points_faults(path: str, points: float, rounding: Rounding | None) -> Iterator[Finding]:
    if points < 0:
        yield Finding("", path, None, f"{points!r} is below 0")
    if rounding and (as_written(points) * 10**rounding.decimals).denominator > 1:
        # Rounded points could exceed such a maximum, or never reach it.
        yield Finding("", path, None, f"{points!r} has more than {rounding.decimals} decimals")
    yield from _range_faults(path, points, rounding)


def _range_faults(path: str, points: float, rounding: Rounding | None) -> Iterator[Finding]:
    """Points are whole hundredths, or what the decimals make of them, computed in doubles."""
    if rounding and as_written(points) * 10**rounding.decimals >= 2**50:
        most = f"{2**50 / 10**rounding.decimals:,}"
        message = (
            f"{points!r} is too many: with {rounding.decimals} decimals they stay below {most}"
        )
        yield Finding("", path, None, message)


def _rounding_faults(path: str, rounding: Rounding | None) -> Iterator[Finding]:
    for name, value in attrs.asdict(rounding).items() if rounding else ():
        if value is not None and not 0 <= value <= MAX_DECIMALS:
            yield Finding("", f"{path}.{name}", None, f"{value} is not within 0 to {MAX_DECIMALS}")


def _measure_faults(indicators: Iterable[Indicator]) -> Iterator[Finding]:
    """A name that is a number of days in one indicator can't be a count in another."""
    days = {name for i in indicators if i.measure == Measure.DAYS for name in i.count_names}
    counts = {name for i in indicators if i.measure != Measure.DAYS for name in i.count_names}
    for name in sorted(days & counts):
        yield Finding(
            "", "groups", None, f"{name!r} is days in one indicator and a count in another"
        )


def _factor_faults(rules: Any) -> Iterator[Finding]:
    """A factor is the rate of another share of the rules, and of one without a factor."""
    known = {indicator.code: indicator for indicator in rules.indicators}
    for at, group in numbered("groups", rules.groups):
        for path, indicator in numbered(f"{at}.indicators", group.indicators):
            if indicator.factor is not None:
                said = _said_of_factor(indicator, indicator.factor, known)
                yield from (Finding("", f"{path}.factor", None, message) for message in said)


def _said_of_factor(
    indicator: Indicator, code: str, known: Mapping[str, Indicator]
) -> Iterator[str]:
    if indicator.monitored or indicator.denominator is None:
        yield "only a scored share can have a factor"
    if code == indicator.code:
        yield "an indicator is no factor of itself"
    elif code not in known:
        near = nearest(code, known)
        yield f"{code!r} is no indicator of these rules{f'; did you mean {near!r}?' if near else ''}"
    elif known[code].denominator is None:
        yield f"{code!r} is no share: it has no rate"
    elif known[code].factor is not None:
        yield f"{code!r} has a factor of its own"


def _name_fault(path: str, name: str, form: tuple[re.Pattern[str], str]) -> Iterator[Finding]:
    pattern, words = form
    if not pattern.fullmatch(name):
        yield Finding("", path, None, f"{name!r} is not made of {words}")


def _empty_fault(path: str, items: tuple[Any, ...]) -> Iterator[Finding]:
    if not items:
        yield Finding("", path, None, "is empty")


def _clashes(path: str, kind: str, values: Iterable[str]) -> Iterator[Finding]:
    for value, times in Counter(map(str, values)).items():
        if times > 1:
            yield Finding("", path, None, f"the {kind} {value!r} stands {times} times")


def numbered(path: str, items: Any) -> Iterator[tuple[str, Any]]:
    """The items with their paths; nothing where a wrong type stands instead of a sequence."""
    if isinstance(items, tuple):
        yield from ((f"{path}[{index}]", item) for index, item in enumerate(items))
