# SPDX-License-Identifier: MIT
"""What cells of dossiers hold: days in every spelling, yes and no, codes, fees."""

from __future__ import annotations

import datetime as dt
import re

from collections.abc import Callable, Mapping
from decimal import Decimal
from math import isnan
from typing import Any, Final

import numpy as np

from tthc_index.errors import shown
from tthc_index.scoring.inputs import LARGEST

from .fields import fold, spellings


#: What stands for a value that is none of its kind.
BAD: Final = object()

#: In Viet Nam it is seven hours later, and always was since 1975.
HERE = dt.timezone(dt.timedelta(hours=7))

_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
_DAYS = [
    re.compile(form)
    for form in (
        # Day first, a time behind or before it.
        rf"(?P<day>\d{{1,2}})([/.-])(?P<month>\d{{1,2}})\2(?P<year>\d{{4}})(?:[ T,]+{_TIME})?",
        rf"{_TIME}[ ,]+(?P<day>\d{{1,2}})([/.-])(?P<month>\d{{1,2}})\5(?P<year>\d{{4}})",
        # ISO, perhaps with a zone.
        rf"(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)(?:[ T]{_TIME} ?(?P<zone>Z|[+-]\d\d:?\d\d)?)?",
        # As it is synchronised.
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?:(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d))?",
    )
]
_PARTS = ("year", "month", "day", "hour", "minute", "second")


def is_empty(value: Any) -> bool:
    """Whether a cell holds nothing: None, NaN, NaT, spaces.

    >>> is_empty(None), is_empty(float("nan")), is_empty("  "), is_empty(0)
    (True, True, True, False)
    """
    if isinstance(value, str):
        return not value.strip()
    if type(value).__name__ in {"NAType", "NaTType"}:  # pandas, which need not be installed
        return True
    return value is None or (isinstance(value, float | Decimal) and isnan(value))


def day(value: Any) -> Any:
    """The day, with its time if it has one, in Viet Nam; None for nothing, `BAD` for what is none.

    Texts are read day first, or as ISO or the synchronisation writes them. A number is no day: it
    could be that of Excel, and could be anything.

    >>> day("8/10/2026"), day("2026-10-08T01:30:00Z"), day("20261008083000")
    (datetime.datetime(2026, 10, 8, 0, 0), datetime.datetime(2026, 10, 8, 8, 30), datetime.datetime(2026, 10, 8, 8, 30))
    >>> day("31/02/2026") is BAD, day(" ")
    (True, None)
    """
    if is_empty(value):
        return None
    if isinstance(value, dt.datetime):
        return _here(value)
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001  # a day has no zone
    return _spelled(value.strip()) if isinstance(value, str) else BAD


def _here(value: dt.datetime) -> dt.datetime:
    """The time in Viet Nam, without its zone, to the second."""
    local = value if value.tzinfo is None else value.astimezone(HERE).replace(tzinfo=None)
    return dt.datetime(*local.timetuple()[:6])  # noqa: DTZ001  # likewise


def _spelled(text: str) -> Any:
    for form in _DAYS:
        if found := form.fullmatch(text):
            parts = found.groupdict()
            zone = parts.pop("zone", None)
            try:
                at = dt.datetime(*(int(parts.get(name) or 0) for name in _PARTS))  # type: ignore[arg-type]  # noqa: DTZ001
                return _here(dt.datetime.fromisoformat(f"{at.isoformat()}{zone}")) if zone else at
            except (ValueError, OverflowError):
                return BAD
    return BAD


def text(value: Any) -> Any:
    """A text as it stands, without spaces around it; None for nothing.

    >>> text(" H15.50 "), text(2.0), text("")
    ('H15.50', '2', None)
    """
    if is_empty(value):
        return None
    # Columns with empty cells reach us as floats: 2.0 is the code 2.
    if isinstance(value, float | Decimal) and -LARGEST < value < LARGEST and value % 1 == 0:
        value = int(value)
    short = isinstance(value, str | float | Decimal | np.generic)
    return str(value).strip() if short else shown(value)


def count(value: Any) -> Any:
    """A whole number, 0 or more; None for nothing.

    >>> count("2"), count(3.0), count(-1) is BAD, count("twice") is BAD
    (2, 3, True, True)
    """
    told = text(value)
    return None if told is None else int(told) if re.fullmatch(r"\d{1,9}", told) else BAD


def coded(field: str, other: Any = BAD) -> Callable[[Any], Any]:
    """A reader of one field's codes; *other* is what any other text is.

    >>> coded("channel")("trực tuyến"), coded("payment", None)("tiền mặt"), coded("yes")("?") is BAD
    ('online', None, True)
    """
    known = spellings(field)

    def read(value: Any) -> Any:
        told = text(value)
        if told is None:
            return None
        # Of a number nothing is left away: -1 is not 1.
        return known.get(fold(told) if told[0].isalpha() else told, other)

    return read


def there(value: Any) -> Any:
    """Whether anything is there: a file, a link, a code; "no" where that is what stands there.

    >>> there("https://…/ket-qua.pdf"), there([]), there("Không"), there(0), there(None)
    ('yes', 'no', 'no', 'no', None)
    """
    if isinstance(value, list | tuple | Mapping):
        return "yes" if value else "no"
    return coded("yes", "yes")(value)


def fees(value: Any) -> Any:
    """Whether any fee is above 0: "some", "zero" if each is 0, None if none is listed.

    >>> fees([{"Gia": 0}, {"Gia": "15.000"}]), fees("0"), fees("có"), fees([]), fees("miễn") is BAD
    ('some', 'zero', 'some', None, True)
    """
    if isinstance(value, list | tuple):
        each = [_fee(one.get("Gia") if isinstance(one, Mapping) else one) for one in value]
        return next((told for told in (BAD, "some", "zero") if told in each), None)
    return _fee(value)


def _fee(value: Any) -> Any:
    told = text(value)
    if told is None:
        return None
    digits = re.sub(r"(?<=\d)[.,](?=\d{3}\b)|\s*(?:đồng|đ|VND)$", "", told, flags=re.IGNORECASE)
    if re.fullmatch(r"\d+(?:[.,]\d+)?", digits):
        return "some" if digits.strip("0.,") else "zero"
    return {"yes": "some", "no": "zero"}.get(coded("yes")(told), BAD)


#: The readers of each kind of field.
READERS: Mapping[str, Callable[[Any], Any]] = {
    "text": text,
    "day": day,
    "count": count,
    "yes": coded("yes"),
    "there": there,
    "fees": fees,
}


def reader(field: str, kind: str) -> Callable[[Any], Any]:
    """How the values of a field are read."""
    # What is not paid online is paid otherwise, whatever it is called.
    return coded(field, None if field == "payment" else BAD) if kind == "code" else READERS[kind]
