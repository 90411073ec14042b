# SPDX-License-Identifier: MIT
"""What rows of results have in common: how one is found, how it begins, how many decimals it shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeVar

from tthc_index.errors import TthcIndexError, UnknownNameError, ValueRefusedError
from tthc_index.rules.sets import RuleSet
from tthc_index.scoring.explain import UNROUNDED_DECIMALS
from tthc_index.text import labels
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import decimals_in
from tthc_index.text.tables import Cell

from .published import Published


class _HasCode(Protocol):
    @property
    def code(self) -> str: ...


class _Named(_HasCode, Protocol):
    @property
    def name(self) -> Label: ...


Coded = TypeVar("Coded", bound=_HasCode)


def find(rows: Iterable[Coded], code: object) -> Coded:
    """The row of that code; UnknownNameError if there is none."""
    by_code = {row.code: row for row in rows}
    if not isinstance(code, str) or code not in by_code:
        raise UnknownNameError("code", code, tuple(by_code))
    return by_code[code]


def composed(unit: Any) -> Any:
    """A unit's name by which it is looked up: macOS takes apart the letters of names of files.

    >>> import unicodedata
    >>> composed(unicodedata.normalize("NFD", "Xã Hòa")) == "Xã Hòa"
    True
    """
    return labels.composed(unit) if isinstance(unit, str) else unit


def by_composed(
    argument: str, units: Iterable[Any], problems: list[TthcIndexError]
) -> dict[Any, Any]:
    """The units by the names that they are looked up by; two of one name are refused."""
    found: dict[Any, Any] = {}
    for unit in units:
        if found.setdefault(composed(unit), unit) is not unit:
            allowed = "names that differ in more than how their letters are composed"
            problems.append(ValueRefusedError(argument, unit, allowed))
    return found


def named(row: _Named, lang: Lang) -> str:
    """What a row is of: by its name in Vietnamese, by its code in English."""
    return row.name.vi if lang == "vi" else row.code


def head(row: _Named, lang: Lang, more: str = "") -> Cell:
    """The cell that a row begins with: an indicator stands below its group."""
    inner = "." in row.code
    return Cell(named(row, lang) + more, head=not inner, indent=inner)


def decimals_of(results: Any) -> int:
    """The decimals with which points are printed, everywhere.

    As they were published; or as the rules round them. Where these don't, `UNROUNDED_DECIMALS`, or as
    many as a maximum has, which no points may seem to exceed. Bare points have those that they are
    written with, up to `UNROUNDED_DECIMALS`. Of many units the most decimals of any, so that all
    figures of a column have the same.

    Args:
        results: A card, a table of cards, rules, published results, points; or units with these
            (None where nothing is known).

    >>> import tthc_index as ti
    >>> decimals_of(ti.ruleset("qd766-2026")), decimals_of({"Sở Y tế": 83.5, "Sở Nội vụ": None})
    (2, 1)
    """
    if isinstance(results, Mapping):
        return max((decimals_of(one) for one in results.values() if one is not None), default=0)
    if isinstance(results, Published):
        return results.decimals
    rules: RuleSet | None
    rules = results if isinstance(results, RuleSet) else getattr(results, "rules", None)
    if rules is None:
        return min(decimals_in(results), UNROUNDED_DECIMALS)
    if rules.rounding:
        return rules.rounding.decimals
    return max(UNROUNDED_DECIMALS, *(decimals_in(group.max_points) for group in rules))
