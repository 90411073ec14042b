# SPDX-License-Identifier: MIT
"""What is computed, and yet doubtful: warnings, each with its sentence in both languages."""

from __future__ import annotations

from typing import Any

import attrs

from .base import Lang, words_of
from .words import SPELLED_OUT, Words, shown


class TthcIndexWarning(UserWarning):
    """The root of all warnings that this library gives of its own."""

    def text(self, lang: Lang = "en") -> str:
        """What is doubtful, and how to say what is meant, in that language."""
        return self._told(words_of(lang))

    def __str__(self) -> str:
        """The same in English."""
        return self.text()

    def _told(self, _: Words) -> str:
        return ", ".join(map(str, self.args))


@attrs.define(slots=False, repr=False)
class FractionWarning(TthcIndexWarning):
    """Percentages between 0 and 1: below 1 per cent, or fractions such as 0.9444 for 94.44%.

    Attributes:
        percentages: Each with the code of its indicator.
    """

    percentages: tuple[tuple[str, float], ...]

    def _told(self, words: Words) -> str:
        given = words.joined([f"{code} = {value!r}" for code, value in self.percentages])
        return words.sentence(
            "percentages below 1%: {given}; if they are fractions (0.9444 for 94.44%), say "
            "percent_as='fraction'; if they are not, percent_as='percent' (--percent-as)",
            given=given,
        )


@attrs.define(slots=False, repr=False)
class LevelsWarning(TthcIndexWarning):
    """Units of several levels in one ranking: a province is no peer of a commune.

    Attributes:
        units: The first unit of each level, with that level.
    """

    units: tuple[tuple[str, Any], ...]

    def _told(self, words: Words) -> str:
        units = words.joined(
            [f"{shown(unit)} ({words.phrase(str(level))})" for level, unit in self.units]
        )
        return words.sentence(
            "units of several levels are ranked together: {units}; rank those of one level alone",
            units=units,
        )


@attrs.define(slots=False, repr=False)
class LeftOutWarning(TthcIndexWarning):
    """Rows of a table that are no units, such as "Tổng cộng", and were left out.

    Attributes:
        rows: Each with its number as the file shows it, what stands there, and why it is no unit.
    """

    rows: tuple[tuple[int, str, str], ...]

    def _told(self, words: Words) -> str:
        form = "row {row} left out: {text} is {reason}"
        lines = [
            words.sentence(form, row=row, text=repr(text), reason=words.phrase(why))
            for row, text, why in self.rows[:SPELLED_OUT]
        ]
        rest = len(self.rows) - len(lines)
        if rest:
            lines.append(words.sentence("and {count} more rows left out", count=words.number(rest)))
        return "\n".join(lines)


@attrs.define(slots=False, repr=False)
class SheetsWarning(TthcIndexWarning):
    """A workbook of several sheets that could have been meant, of which the first was read.

    Attributes:
        sheet: The one that was read.
        others: The others that are not hidden and are tables.
    """

    sheet: str
    others: tuple[str, ...]

    def _told(self, words: Words) -> str:
        return words.sentence(
            "the sheet {sheet} is read, the first of several tables; others: {others} (--sheet)",
            sheet=repr(self.sheet),
            others=words.joined([repr(title) for title in self.others]),
        )
