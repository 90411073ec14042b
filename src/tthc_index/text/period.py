# SPDX-License-Identifier: MIT
"""Months, quarters and years, and what documents call them."""

from __future__ import annotations

import re

import attrs


_FORM = re.compile("([1-9][0-9]{3})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?")
_ROMAN = ("I", "II", "III", "IV")


@attrs.frozen
class Period:
    """A month, a quarter or a year, with its number within the year (1 of 1 for a year)."""

    year: int
    parts: int = 1
    part: int = 1

    @staticmethod
    def of(said: object) -> Period | None:
        """The period of "2024-03", "2024-Q1" or "2024"; None if it is none of these."""
        match = _FORM.fullmatch(said) if isinstance(said, str) else None
        if match is None:
            return None
        year, month, quarter = (int(part or 0) for part in match.groups())
        if month:
            return Period(year, 12, month)
        return Period(year, 4, quarter) if quarter else Period(year)

    @property
    def before(self) -> Period:
        """The one before."""
        whole, part = divmod(self.parts * self.year + self.part - 2, self.parts)
        return Period(whole, self.parts, part + 1)

    def text(self, joint: str = " năm ") -> str:
        """What notices call it: January and February with a 0.

        >>> Period(2024, 12, 3).text(), Period(2024, 12, 2).text("/"), Period(2024, 4, 1).text()
        ('tháng 3 năm 2024', 'tháng 02/2024', 'quý I năm 2024')
        """
        if self.parts == 1:
            return f"năm {self.year}"
        if self.parts == 4:
            return f"quý {_ROMAN[self.part - 1]}{joint}{self.year}"
        return f"tháng {self.part:0{2 if self.part < 3 else 1}}{joint}{self.year}"
