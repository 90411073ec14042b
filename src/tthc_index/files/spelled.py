# SPDX-License-Identifier: MIT
"""Texts that spell numbers: only those that can be read in one way."""

from __future__ import annotations

import re

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from tthc_index.scoring.inputs import as_percent

from .batch import as_list


#: What texts spell numbers. "1.773" may be a decimal, or thousands: a count has no such mark but
#: before one 0 or two, as in 183.0, and days no three decimals. A percentage is at most 100, so
#: that any mark in it is that of decimals.
COUNT = re.compile("-?[0-9]{1,999}([.,]0{1,2})?")
DAYS = re.compile("-?[0-9]+([.,]([0-9]{1,2}|[0-9]{4,}))?")
PERCENTAGE = re.compile(r"-?[0-9]+([.,][0-9]+)?\s*%?")

#: What is taken from the end of each before it is a number.
_TAIL = {COUNT: "[.,]0+$", PERCENTAGE: r"\s*%$"}


def spelled_numbers(column: Any, spelled: re.Pattern[str]) -> Any:
    """A column whose texts are the numbers that they spell; what spells none stays a text."""
    import pyarrow as pa

    if isinstance(column, Sequence):
        return [_spelled_number(value, spelled) for value in column]
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        return column
    if column.type in {pa.string(), pa.large_string()}:
        with suppress(pa.ArrowInvalid):  # beyond 64 bits
            numbers = _numbers(column, spelled)
            if numbers is not None:
                return numbers
    return [_spelled_number(value, spelled) for value in as_list(column)]


def spelled_fractions(column: Any) -> list[Any]:
    """The percentages of a column of fractions; what has the sign of per cent is none."""
    return [
        _spelled_number(value, PERCENTAGE)
        if isinstance(value, str) and "%" in value
        else as_percent(_spelled_number(value, PERCENTAGE))
        for value in as_list(column)
    ]


def _numbers(column: Any, spelled: re.Pattern[str]) -> Any:
    """The numbers of a column of texts that all spell one; None if any does not."""
    import pyarrow as pa

    from pyarrow import compute

    if spelled is COUNT and compute.all(compute.ascii_is_decimal(column), min_count=0).as_py():
        return column.cast(pa.int64())
    text = compute.utf8_trim_whitespace(column)
    if not compute.all(
        compute.match_substring_regex(text, f"^(?:{spelled.pattern})$"), min_count=0
    ).as_py():
        return None
    if spelled in _TAIL:
        text = compute.replace_substring_regex(text, _TAIL[spelled], "")
    return compute.replace_substring(text, ",", ".").cast(
        pa.int64() if spelled is COUNT else pa.float64()
    )


def _spelled_number(value: Any, spelled: re.Pattern[str]) -> Any:
    if not isinstance(value, str):
        return value
    text = value.strip()
    if not spelled.fullmatch(text):
        return value if text else None
    number = re.sub(_TAIL.get(spelled, "$"), "", text).replace(",", ".")
    return int(number) if spelled is COUNT else float(number)


def bare_range(column: Any) -> tuple[float, float, bool] | None:
    """Lowest and highest of the numbers without a sign of per cent, and whether one is no whole.

    None if there are no such numbers, in a column as `spelled_numbers` takes it.
    """
    import pyarrow as pa

    from pyarrow import compute

    if not isinstance(column, Sequence):
        column = as_list(
            compute.unique(
                column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
            )
        )
    texts = [value for value in column if not (isinstance(value, str) and "%" in value)]
    numbers = [
        float(number)
        for number in (_spelled_number(value, PERCENTAGE) for value in texts)
        if isinstance(number, int | float) and number == number  # noqa: PLR0124  # NaN is not itself
    ]
    if not numbers:
        return None
    return min(numbers), max(numbers), any(not number.is_integer() for number in numbers)
