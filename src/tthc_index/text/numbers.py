# SPDX-License-Identifier: MIT
"""Numbers, days and periods as people read them, exact: nothing is rounded twice, nor to even."""

from __future__ import annotations

import re

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import attrs

from .language import Lang


#: What stands where there is no figure; a blank cell would look like a forgotten one.
NOTHING = "–"

#: Any number that there is an exact value of; a float is one too.
Number = float | Fraction | Decimal

#: Thousands and decimal marks: 1,773.5 in English, 1.773,5 in Vietnamese.
_VIETNAMESE_MARKS = str.maketrans(",.", ".,")

#: A year, and what it may go on with: a part of it, or a month and a day of two digits each.
_DATE = re.compile("([0-9]{4})(?:-(?:(Q[1-4]|H[12]|9M)|([0-9]{2})(?:-([0-9]{2}))?))?")
_PERIOD = re.compile("([1-9][0-9]{3})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])|(9M)))?")
_ROMAN = ("I", "II", "III", "IV")


def as_written(value: Number) -> Fraction:
    """The decimal that somebody wrote, exactly: 0.8 is four fifths, not the nearest double.

    >>> as_written(0.8)
    Fraction(4, 5)
    """
    return Fraction(str(value))


def half_up(value: Number, decimals: int = 0) -> Fraction:
    """The exact value to so many decimals, half up.

    The value of a float is that of its double, which is rarely the decimal that it was written as:
    `as_written` gives that one. Below zero the magnitude is rounded, so that a loss mirrors the gain
    of the same size: a half goes away from zero on both sides.

    >>> half_up(Fraction(1, 8), 2), half_up(Fraction(-1, 8), 2), half_up(5.595, 2)
    (Fraction(13, 100), Fraction(-13, 100), Fraction(559, 100))
    """
    n, d = value.as_integer_ratio()
    scale: int = 10**decimals
    nearest = (2 * abs(n) * scale + d) // (2 * d)
    return Fraction(nearest if n >= 0 else -nearest, scale)


def number(value: Number | None, lang: Lang = "en", decimals: int | None = None) -> str:
    """A number as people of that language write it, half up; a dash for None and NaN.

    A float is read as it is written, since points and percentages are decimals: 5.595 is 5.60 to
    two decimals, though the nearest double is a little less.

    Args:
        value: What is to be written.
        lang: "vi" or "en".
        decimals: So many, zeros too; by default those that it has (of a fraction, those of the
            nearest double).

    >>> number(1773.5, "vi"), number(18.0), number(18.6, "vi", 2), number(5.595, decimals=2)
    ('1.773,5', '18', '18,60', '5.60')
    """
    if value is None or value != value:  # noqa: PLR0124  # NaN alone is not itself
        return NOTHING
    if decimals is None:
        decimals = decimals_in(value)
    rounded = half_up(as_written(value), decimals)
    whole, part = divmod(int(abs(rounded) * 10**decimals), 10**decimals)
    text = "-" * (rounded < 0) + f"{whole:,}" + f".{part:0{decimals}}" * bool(decimals)
    return text.translate(_VIETNAMESE_MARKS) if lang == "vi" else text


def decimals_in(value: Number) -> int:
    """How many decimals it is written with (a fraction as its nearest double), but for zeros at the end.

    >>> decimals_in(18.6), decimals_in(18.0), decimals_in(1e-7)
    (1, 0, 7)
    """
    value = float(value) if isinstance(value, Fraction) else value
    return len(f"{Decimal(str(value)):f}".partition(".")[2].rstrip("0"))


def _of_month(month: int) -> str:
    """A month's number; as in documents, January and February have a 0 that nobody can add."""
    return f"{month:02}" if month < 3 else str(month)


def day(iso: str | None, lang: Lang = "en") -> str | None:
    """A day, month, quarter or year as people of that language write it; any other text stays.

    In Vietnamese as documents do: days below 10, and January and February, have a 0.

    >>> day("2024-04-02", "vi"), day("2024-02", "vi"), day("2024-Q1", "vi"), day("2024-02")
    ('02/4/2024', '02/2024', 'Q1/2024', '2024-02')
    """
    match = _DATE.fullmatch(iso) if iso is not None and lang == "vi" else None
    if match is None:
        return iso
    year, quarter, month, on = match.groups()
    parts = on, month and _of_month(int(month)), quarter, str(int(year))
    return "/".join(filter(None, parts))


def dated(iso: str | None) -> str:
    """A day as a document is dated, in words; with room to write it in if it is not known.

    Raises:
        ValueError: If there is no such day.

    >>> dated("2024-02-22"), dated(None)
    ('ngày 22 tháng 02 năm 2024', 'ngày … tháng … năm …')
    """
    if not iso:
        return "ngày … tháng … năm …"
    on = date.fromisoformat(iso)
    return f"ngày {on.day:02} tháng {_of_month(on.month)} năm {on.year}"


@attrs.frozen
class Period:
    """A month, a quarter, a half, nine months or a year, with its number within the year.

    Attributes:
        year: The calendar year.
        parts: How many such periods there are one behind the other.
        part: Which of them it is, counted from 1 (1 of 1 for a year and for nine months).
        months: The months of the year that these parts fill: 12, and 9 for the first nine months.
    """

    year: int
    parts: int = 1
    part: int = 1
    months: int = 12

    @staticmethod
    def of(said: object) -> Period | None:
        """The period of "2024-03", "2024-Q1", "2024-H1", "2024-9M" or "2024"; None for another text."""
        match = _PERIOD.fullmatch(said) if isinstance(said, str) else None
        if match is None:
            return None
        year = int(match[1])
        for parts, part in zip((12, 4, 2), match.groups()[1:4], strict=True):
            if part:
                return Period(year, parts, int(part))
        return Period(year, months=9 if match[5] else 12)

    @property
    def iso(self) -> str:
        """How it is written for machines, as `of` reads it.

        >>> Period(2024, 12, 3).iso, Period(2024, 2, 1).iso, Period(2024, months=9).iso
        ('2024-03', '2024-H1', '2024-9M')
        """
        if self.parts == 1:
            return f"{self.year}" + "-9M" * (self.months == 9)
        form = {12: "-{:02}", 4: "-Q{}", 2: "-H{}"}[self.parts]
        return f"{self.year}" + form.format(self.part)

    @property
    def span(self) -> tuple[int, int]:
        """Its last and its first month, counted through the years: what ends later comes later.

        >>> Period(2024, 2, 1).span < Period(2024, 4, 2).span < Period(2024, months=9).span
        True
        """
        length = self.months // self.parts
        end = 12 * self.year + length * self.part
        return end, end - length + 1

    @property
    def days(self) -> tuple[date, date]:
        """Its first and its last day.

        >>> [str(day) for day in Period(2024, 12, 2).days]
        ['2024-02-01', '2024-02-29']
        """
        last, first = self.span
        (year, month), (end, until) = divmod(first - 1, 12), divmod(last, 12)
        return date(year, month + 1, 1), date(end, until + 1, 1) - timedelta(days=1)

    @property
    def before(self) -> Period:
        """The one before: of nine months, those of the year before."""
        whole, part = divmod(self.parts * self.year + self.part - 2, self.parts)
        return Period(whole, self.parts, part + 1, self.months)

    def text(self, joint: str = " năm ") -> str:
        """What notices call it: January and February with a 0.

        >>> Period(2024, 12, 3).text(), Period(2024, 12, 2).text("/"), Period(2024, 4, 1).text()
        ('tháng 3 năm 2024', 'tháng 02/2024', 'quý I năm 2024')
        >>> Period(2024, 2, 1).text(), Period(2024, 2, 2).text("/"), Period(2024, months=9).text()
        ('6 tháng đầu năm 2024', '6 tháng cuối năm 2024', '9 tháng năm 2024')
        """
        if self.parts == 1:
            return "9 tháng " * (self.months == 9) + f"năm {self.year}"
        if self.parts == 2:
            return f"6 tháng {'đầu' if self.part == 1 else 'cuối'} năm {self.year}"
        if self.parts == 4:
            return f"quý {_ROMAN[self.part - 1]}{joint}{self.year}"
        return f"tháng {_of_month(self.part)}{joint}{self.year}"
