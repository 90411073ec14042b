# SPDX-License-Identifier: MIT
"""The root of all errors, several of them in one, and a value that is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Self

import attrs

from .words import WORDS, Words, shown


#: As `text.language` has it, which stands to the right of this room.
Lang = Literal["vi", "en"]

#: What is said before problems, of one and of several.
HEADS = ("{count} problem:", "{count} problems:")


def words_of(lang: str) -> Words:
    """The words of that language; a ValueRefusedError if it is neither of the two."""
    if lang not in WORDS:
        raise ValueRefusedError("lang", lang, "'en' or 'vi'")
    return WORDS[lang]


class TthcIndexError(ValueError):
    """The root of all errors that this library raises on purpose."""

    @property
    def problems(self) -> tuple[TthcIndexError, ...]:
        """Every problem of the call: the error itself, or all that a `Problems` holds."""
        return (self,)

    def text(self, lang: Lang = "en") -> str:
        """The message in that language.

        What came from elsewhere stays as it is: names, values, and what other libraries say.

        Raises:
            ValueRefusedError: If *lang* is neither "en" nor "vi".
        """
        return self._told(words_of(lang))

    def __str__(self) -> str:
        """The message; spelled here since a KeyError would print the repr of its arguments."""
        return self.text()

    def _told(self, _: Words) -> str:
        return ", ".join(map(str, self.args))


@attrs.define(slots=False, repr=False)
class ValueRefusedError(TthcIndexError):
    """A value that is none of what can stand there: an argument, a count, a percentage, a cell.

    Attributes:
        name: Whose value it is: of an argument, a count, an indicator or a column.
        value: What was given; None where nothing was.
        allowed: What could stand there.
        reason: Why it is refused: "negative", "fractional", "NaN", "infinite", "above 2^53",
            "above 100", "boolean", "text" or "not a number"; "" where *allowed* says it all.
        kind: "count", "percentage" or "published points"; "" for any other value.
        line: The line of the file in which it stands, counted from 1; None if it is in no file.
    """

    name: Any
    value: Any
    allowed: str
    reason: str = ""
    kind: str = ""
    line: int | None = None

    @classmethod
    def count(cls, name: str, value: Any, reason: str) -> Self:
        """A value that is no count."""
        allowed = "a whole number from 0 to 2^53, or None where it is not known"
        return cls(name, value, allowed, reason, "count")

    @classmethod
    def percentage(cls, code: str, value: Any, reason: str) -> Self:
        """A percentage of an indicator that is no number from 0 to 100."""
        return cls(code, value, "a number from 0 to 100", reason, "percentage")

    @classmethod
    def published_points(cls, code: Any, value: Any, decimals: int) -> Self:
        """Points that can't have been published: no number, or of more decimals than are printed."""
        allowed = f"a number, 0 or more, of at most {decimals} decimals, or None"
        return cls(code, value, allowed, kind="published points")

    def _told(self, words: Words) -> str:
        place = self.name
        if self.kind in {"percentage", "published points"}:
            place = words.sentence(f"{self.kind} of {{code}}", code=self.name)
        if self.line is not None:
            place = words.sentence("line {line}, {column}", line=self.line, column=place)
        form = "{name} = {value}: it takes {allowed}"
        if self.reason:
            form = "{name} = {value} is {reason}: it takes {allowed}"
        return words.sentence(
            form,
            name=place,
            value=shown(self.value),
            reason=words.phrase(self.reason),
            allowed=words.phrase(self.allowed),
        )


@attrs.define(slots=False, repr=False)
class Problems(TthcIndexError):  # noqa: N818  # it holds errors
    """Several problems of one call, in the order in which they were found.

    Attributes:
        found: One typed error for each problem.
    """

    found: tuple[TthcIndexError, ...]

    @property
    def problems(self) -> tuple[TthcIndexError, ...]:
        """All that was found."""
        return self.found

    def _told(self, words: Words) -> str:
        return words.listed(HEADS, [error._told(words) for error in self.found])


def raise_problems(problems: Sequence[TthcIndexError]) -> None:
    """Raise the only problem itself, or all of them as one `Problems`; nothing if there is none."""
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise Problems(tuple(problems))
