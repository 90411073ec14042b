# SPDX-License-Identifier: MIT
"""The steps that points and messages as expressions are made of, for any engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import add, or_
from typing import Any, TypeAlias

import narwhals as nw

from tthc_index.errors import TthcIndexError
from tthc_index.text.numbers import as_written

from .arithmetic import Doubles


Expr: TypeAlias = nw.Expr

EXPRESSIONS = Doubles(
    floor=lambda value: value.floor(),
    smaller=lambda value, most: nw.when(value > most).then(most).otherwise(value),
    one_if=lambda condition: nw.when(condition).then(1.0).otherwise(0.0),
)


class Slot:
    """Stands in an error for a value, whose place in the message an expression takes."""

    MARK = "\0"

    def __repr__(self) -> str:
        return self.MARK


SLOT: Any = Slot()


def number_of(value: float | None) -> Expr:
    """A number as an engine reads it for sure: some take 0.82 for a decimal."""
    if value is None:
        return nw.lit(None, dtype=nw.Float64)
    ratio = as_written(value)
    return nw.lit(float(ratio.numerator)) / nw.lit(float(ratio.denominator))


def sum_of(parts: list[Expr], known: list[Expr]) -> Expr:
    """One after the other, null as 0; null where nothing is known."""
    if not parts:
        return nw.lit(None, dtype=nw.Float64)
    return nw.when(any_of(known)).then(reduce(add, [part.fill_null(0.0) for part in parts]))


def any_of(conditions: Iterable[Expr]) -> Expr:
    """Whether any of them holds; what is not known does not."""
    return reduce(or_, conditions).fill_null(False)  # noqa: FBT003  # a value, no option


# How it is said.


def message(error: TthcIndexError, *values: Expr) -> Expr:
    """The error's message, with each row's own values in its slots."""
    start, *rest = str(error).split(Slot.MARK)
    parts = [nw.lit(start)]
    for value, text in zip(values, rest, strict=True):
        parts += [value.cast(nw.String), nw.lit(text)]
    return nw.concat_str(parts) if values else parts[0]


def why_refused(value: Expr, limit: int, above: str, otherwise: str) -> Expr:
    """Why a number is refused."""
    why = nw.when(value > limit).then(nw.lit(above)).otherwise(nw.lit(otherwise))
    why = nw.when(value < 0).then(nw.lit("negative")).otherwise(why)
    return nw.when(value.abs() == float("inf")).then(nw.lit("infinite")).otherwise(why)


def names_where(conditions: Mapping[str, Expr]) -> Expr:
    """The names whose conditions hold, one after the other."""
    names = [nw.when(c).then(nw.lit(name)) for name, c in conditions.items()]
    return nw.concat_str(names, separator=", ", ignore_nulls=True)
