# SPDX-License-Identifier: MIT
"""What one unit hands in, checked: clean whole counts and percentages, or typed problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from decimal import Decimal
from numbers import Rational
from operator import index
from typing import Any, Literal

from tthc_index.errors import ConflictError, TthcIndexError, UnknownNameError, ValueRefusedError
from tthc_index.rules.objects import Indicator, Level, Measure
from tthc_index.rules.sets import RuleSet


#: Up to here a double holds every whole number: what is larger is no count of anything.
LARGEST = 2**53

#: What a percentage is written as: 94.44, or the fraction 0.9444. None takes it for the first, and
#: tells where it could be the second.
PercentAs = Literal["percent", "fraction"] | None
PERCENT_AS: tuple[PercentAs, ...] = ("percent", "fraction", None)


def read_choice(
    argument: str, value: object, allowed: tuple[str | None, ...], problems: list[TthcIndexError]
) -> None:
    """Refuse an argument that is none of the words allowed."""
    if not (value is None or isinstance(value, str)) or value not in allowed:
        problems.append(ValueRefusedError(argument, value, " or ".join(map(repr, allowed))))


def read_level(
    level: Level | str | None, rules: RuleSet, problems: list[TthcIndexError]
) -> Level | None:
    """The level meant by its name; None only where the rules are the same for all."""
    if level is None and not rules.levels:
        return None
    with suppress(ValueError):
        return Level(level)  # type: ignore[call-arg, arg-type]  # by value, as any enum
    problems.append(UnknownNameError("level", level, tuple(Level)))
    return None


def read_counts(
    counts: Mapping[str, Any], rules: RuleSet, problems: list[TthcIndexError]
) -> dict[str, float]:
    """The counts that are there, as whole numbers; what is refused goes to *problems*."""
    known = rules.counts
    clean: dict[str, float] = {}
    for name, value in _items("counts", counts, "count name to whole number", problems):
        # The first line serves nearly every value; any other is looked at closely.
        if value.__class__ is int and 0 <= value <= LARGEST and name in known:
            clean[name] = value
        elif name not in known:
            problems.append(UnknownNameError("count", name, tuple(known), value))
        elif value is not None:
            ratio = as_ratio(value)
            if isinstance(ratio, str):
                problems.append(ValueRefusedError.count(name, value, ratio))
            elif known[name] and ratio[1] != 1:
                problems.append(ValueRefusedError.count(name, value, "fractional"))
            else:
                clean[name] = ratio[0] if known[name] else ratio[0] / ratio[1]
    return clean


def read_percentages(
    percentages: Mapping[str, Any],
    given: Mapping[str, float],
    rules: RuleSet,
    problems: list[TthcIndexError],
    percent_as: PercentAs,
) -> dict[str, float]:
    """The percentages that are there; what is refused goes to *problems*."""
    shares = {i.code: i for i in rules.indicators if i.measure == Measure.SHARE}
    clean: dict[str, float] = {}
    for code, value in _items("percentages", percentages, "indicator code to percentage", problems):
        if code not in shares:
            problems.append(UnknownNameError("code", code, tuple(shares)))
        elif value is not None:
            value = as_percent(value) if percent_as == "fraction" else value  # noqa: PLW2901
            ratio = as_ratio(value)
            if isinstance(ratio, str):
                problems.append(ValueRefusedError.percentage(code, value, ratio))
            elif ratio[0] > 100 * ratio[1]:
                problems.append(ValueRefusedError.percentage(code, value, "above 100"))
            else:
                clean[code] = ratio[0] / ratio[1]
    problems += _conflicts(clean, given, shares.values())
    return clean


def _conflicts(
    percentages: Mapping[str, float], given: Mapping[str, float], shares: Iterable[Indicator]
) -> list[TthcIndexError]:
    """Percentages of indicators whose own counts are given too.

    A part of the counts may stand if another indicator, one without a percentage, needs it as well;
    but 0 dossiers have no percentage.
    """
    by_counts = {name for i in shares if i.code not in percentages for name in i.count_names}
    conflicts: list[TthcIndexError] = []
    for indicator in shares:
        if indicator.code in percentages:
            there = [name for name in indicator.count_names if name in given]
            whole = len(there) == len(indicator.count_names)
            none = indicator.denominator in there and not given[str(indicator.denominator)]
            own = [n for n in there if whole or none or n not in by_counts]
            if own:
                percentage = percentages[indicator.code]
                conflicts.append(ConflictError(indicator.code, percentage, tuple(own)))
    return conflicts


def _items(
    argument: str, mapping: Any, what: str, problems: list[TthcIndexError]
) -> Iterable[tuple[Any, Any]]:
    """The pairs of a mapping, a pandas Series among them."""
    if isinstance(mapping, Mapping):
        return mapping.items()
    if hasattr(mapping, "keys") and not isinstance(mapping, type):
        return dict(mapping).items()
    problems.append(ValueRefusedError(argument, mapping, f"a mapping from {what}"))
    return ()


def as_percent(fraction: Any) -> Any:
    """A fraction times 100, by the digits it is written with; what is no number as it is.

    >>> as_percent(0.07), 0.07 * 100
    (7.0, 7.000000000000001)
    """
    if isinstance(as_ratio(fraction), str):
        return fraction
    if isinstance(fraction, Decimal | Rational):
        return fraction * 100
    return float(Decimal(str(fraction)).scaleb(2))


def as_ratio(value: Any) -> tuple[int, int] | str:
    """The number, 0 or more, as an exact ratio in lowest terms; or why it is none."""
    # numpy's bool has an __index__ in some versions; a truth value is a count in none.
    if type(value).__name__ in {"bool", "bool_"}:
        return "boolean"
    if isinstance(value, str | bytes):
        return "text"
    try:
        ratio = _whole(value) or _fraction(value)
    except ValueError:
        return "NaN"
    except OverflowError:
        return "infinite"
    except (AttributeError, TypeError):
        return "not a number"
    reason = "negative" if ratio[0] < 0 else "above 2^53" if ratio[0] > LARGEST * ratio[1] else None
    return reason or ratio


def _fraction(value: Any) -> tuple[int, int]:
    """The exact ratio of what is not an integer by its type."""
    near = float(value) or (5e-324 if value else 0.0)
    # A decimal of a few letters can be of a hundred million digits: 1e-99999999.
    exact = 1e-300 < abs(near) < 1e300
    ratio: tuple[int, int] = (value if exact else near).as_integer_ratio()
    return ratio


def _whole(value: Any) -> tuple[int, int] | None:
    try:
        return index(value), 1
    except TypeError:
        return None
