# SPDX-License-Identifier: MIT
"""Who dossiers belong to: units, procedures, or all together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

import numpy as np

from tthc_index.errors import TthcIndexError, UnknownNameError, ValueRefusedError, raise_problems
from tthc_index.scoring.inputs import as_ratio

from .cases import Cases
from .columns import Codes, Column, Numbers


#: What dossiers are counted by: who handles them, their procedure, or all of them together.
By = Literal["unit", "procedure", "whole"]

#: What all dossiers together are called.
WHOLE = "all"


def groups(
    cases: Cases, by: By, units: Mapping[str, str] | Collection[str] | None
) -> tuple[tuple[str, ...], Codes]:
    """What dossiers are counted by, and which of these each belongs to: -1 for none.

    Raises:
        ValueRefusedError: If no column says it; for *units* that are no names, or name what is not
            counted by.
    """
    if units is not None and (by == "procedure" or not _are_names(units)):
        allowed = "names of units, or names by code; None for by='procedure'"
        raise ValueRefusedError("units", units, allowed)
    column = _column(cases, "procedure" if by == "procedure" else "unit")
    if column is None and (by != "whole" or units is not None):
        allowed = "dossiers with a column of units, or numbers that begin with an agency's code"
        if by == "procedure":
            allowed = "a column of procedures: MaTTHC"
        raise ValueRefusedError("dossiers", [*cases.dossiers.columns], allowed)
    if column is None:
        return (WHOLE,), np.zeros(cases.dossiers.size, np.intp)
    if units is None:
        units = sorted(filter(None, column.values))
    codes = units if isinstance(units, Mapping) else {name: name for name in units}
    names = {str(name): at for at, name in enumerate(dict.fromkeys(codes.values()))}
    places = {str(code): names[str(name)] for code, name in codes.items()}
    group: Codes = np.array([places.get(value, -1) for value in column.values], np.intp)[column.at]
    # Who belongs to no unit of the list is not in the whole of them.
    return ((WHOLE,), np.minimum(group, 0)) if by == "whole" else (tuple(names), group)


def _are_names(units: Any) -> bool:
    return isinstance(units, Collection) and not isinstance(units, str | bytes)


def _column(cases: Cases, field: str) -> Column | None:
    column = cases.dossiers.columns.get(field)
    numbers = cases.dossiers.columns.get("id")
    if column is None and field == "unit" and isinstance(numbers, Numbers):
        return numbers.agencies()
    return column if isinstance(column, Column) else None


def read_reported(given: Mapping[str, int] | None, names: Sequence[str]) -> Mapping[str, int]:
    """The report's numbers by unit, checked."""
    problems: list[TthcIndexError] = []
    for unit, told in (given or {}).items():
        ratio = as_ratio(told)
        if unit not in names:
            problems.append(UnknownNameError("unit", unit, tuple(names), told))
        elif isinstance(ratio, str) or ratio[1] != 1:
            reason = ratio if isinstance(ratio, str) else "fractional"
            problems.append(ValueRefusedError.count(f"reported[{unit!r}]", told, reason))
    raise_problems(problems)
    return given or {}
