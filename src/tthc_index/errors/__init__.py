# SPDX-License-Identifier: MIT
"""What can go wrong, as types.

Every error is a `TthcIndexError`, carries its values as attributes, survives pickling,
and says the offending name and value, what is allowed, and the nearest known name.
A call with several problems raises one `Problems` that holds them all.

`str(error)` is English, `error.text("vi")` Vietnamese.

>>> from tthc_index import errors
>>> error = errors.ValueRefusedError.count("dossiers_handled", -1, "negative")
>>> print(error)
dossiers_handled = -1 is negative: it takes a whole number from 0 to 2^53, or None where it is not known
>>> print(error.text("vi"))
dossiers_handled = -1 là số âm: cần một số nguyên từ 0 đến 2^53, hoặc để trống nếu chưa biết
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal, Self

import attrs

from tthc_index.errors.words import SPELLED_OUT, WORDS, Words, nearest, shown


__all__ = [
    "SPELLED_OUT",
    "AboveDenominatorError",
    "ConflictError",
    "DocumentError",
    "Finding",
    "FractionWarning",
    "InvalidRowsError",
    "LeftOutWarning",
    "LevelsWarning",
    "MissingCountsError",
    "MissingExtraError",
    "NoticeError",
    "PortalError",
    "Problems",
    "RuleSetError",
    "SheetsWarning",
    "StaleCardError",
    "TthcIndexError",
    "UnknownNameError",
    "ValueRefusedError",
    "nearest",
    "raise_problems",
    "shown",
]

#: As `text.language` has it, which stands to the right of this room.
_Lang = Literal["vi", "en"]

#: What is said before problems, of one and of several.
_HEADS = ("{count} problem:", "{count} problems:")


def _words(lang: str) -> Words:
    if lang not in WORDS:
        raise ValueRefusedError("lang", lang, "'en' or 'vi'")
    return WORDS[lang]


class TthcIndexError(ValueError):
    """The root of all errors that this library raises on purpose."""

    @property
    def problems(self) -> tuple[TthcIndexError, ...]:
        """Every problem of the call: the error itself, or all that a `Problems` holds."""
        return (self,)

    def text(self, lang: _Lang = "en") -> str:
        """The message in that language.

        What came from elsewhere stays as it is: names, values, and what other libraries say.

        Raises:
            ValueRefusedError: If *lang* is neither "en" nor "vi".
        """
        return self._told(_words(lang))

    def __str__(self) -> str:
        """The message; spelled here since a KeyError would print the repr of its arguments."""
        return self.text()

    def _told(self, _: Words) -> str:
        return ", ".join(map(str, self.args))


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
        return words.listed(_HEADS, [error._told(words) for error in self.found])


def raise_problems(problems: Sequence[TthcIndexError]) -> None:
    """Raise the only problem itself, or all of them as one `Problems`; nothing if there is none."""
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise Problems(tuple(problems))


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
class UnknownNameError(TthcIndexError, KeyError):
    """A name that is none of those at hand; or no level where one must be said.

    Attributes:
        kind: What it should name: "count", "code", "unit", "rule set" or "level".
        name: What was given.
        known: The names that there are.
        value: What was given under that name, if anything was.
    """

    kind: str
    name: Any
    known: tuple[str, ...] = attrs.field(repr=False)
    value: Any = None

    @property
    def nearest(self) -> str | None:
        """The known name it is most likely a slip for."""
        return nearest(self.name, self.known)

    def _told(self, words: Words) -> str:
        near, kind = self.nearest, words.phrase(self.kind)
        name, known = shown(self.name), words.joined(self.known)
        if self.kind == "level" and self.name is None:
            form = "these rules differ by {kind}; say which: {known}"
            return words.sentence(form, kind=kind, known=known)
        if near:
            form = "unknown {kind} {name}; did you mean {near}?"
            return words.sentence(form, kind=kind, name=name, near=repr(near))
        return words.sentence(
            "unknown {kind} {name}; known: {known}", kind=kind, name=name, known=known
        )


@attrs.define(slots=False, repr=False)
class MissingCountsError(TthcIndexError):
    """Counts that scored indicators need and that were not given (or given as None).

    Attributes:
        names: The missing count names.
        indicators: The codes of the indicators that can't be scored without them.
    """

    names: tuple[str, ...]
    indicators: tuple[str, ...]

    def _told(self, words: Words) -> str:
        return words.sentence(
            "missing counts: {names} (needed by {indicators}); "
            "give them, or score what is there (missing='allow', --partial)",
            names=words.joined(self.names),
            indicators=words.joined(self.indicators),
        )


@attrs.define(slots=False, repr=False)
class AboveDenominatorError(TthcIndexError):
    """A numerator above its denominator: more dossiers on time than dossiers."""

    indicator: str
    numerator_name: str
    numerator: int
    denominator_name: str
    denominator: int

    def _told(self, words: Words) -> str:
        return words.sentence(
            "{indicator}: {above} = {numerator} is above {below} = {denominator}",
            indicator=self.indicator,
            above=self.numerator_name,
            numerator=shown(self.numerator),
            below=self.denominator_name,
            denominator=shown(self.denominator),
        )


@attrs.define(slots=False, repr=False)
class ConflictError(TthcIndexError):
    """A percentage for an indicator whose counts are given too: which one is meant?"""

    indicator: str
    percentage: float
    counts: tuple[str, ...]

    def _told(self, words: Words) -> str:
        return words.sentence(
            "{indicator}: both a percentage ({percentage}) and counts ({counts}); "
            "give one of the two",
            indicator=self.indicator,
            percentage=self.percentage,
            counts=words.joined(self.counts),
        )


@attrs.define(slots=False, repr=False)
class StaleCardError(TthcIndexError):
    """A stored card whose figures are not what its own counts give under the rules at hand.

    Attributes:
        rules: The id of the rules.
        differences: The keys that differ, each with the stored and the computed value.
    """

    rules: str
    differences: tuple[tuple[str, Any, Any], ...]

    def _told(self, words: Words) -> str:
        form = "{key}: stored {stored}, computed {computed}"
        told = [
            words.sentence(form, key=key, stored=shown(stored), computed=shown(computed))
            for key, stored, computed in self.differences
        ]
        return words.sentence(
            "the card does not follow from its counts under {rules}: {differences}",
            rules=self.rules,
            differences=words.joined(told, "; "),
        )


@attrs.define(slots=False, repr=False)
class InvalidRowsError(TthcIndexError):
    """Rows of a table that can't be scored.

    Attributes:
        rows: The first of them: number of the row, counted from 0, and what is the matter.
        total: How many rows there are of them.
    """

    rows: tuple[tuple[int, TthcIndexError], ...]
    total: int

    def _told(self, words: Words) -> str:
        told = [
            (row, words.sentence("row {row}: {message}", row=row, message=problem._told(words)))
            for row, error in self.rows
            for problem in error.problems
        ][:SPELLED_OUT]
        lines = [line for _, line in told]
        rest = self.total - len({row for row, _ in told})
        if rest:
            lines.append(words.sentence("and {count} more rows", count=words.number(rest)))
        head = "{count} row refused:" if self.total == 1 else "{count} rows refused:"
        return "\n- ".join([words.sentence(head, count=words.number(self.total)), *lines])


@attrs.define(slots=False, repr=False)
class MissingExtraError(TthcIndexError, ImportError):
    """A part of the library whose own dependencies are not installed."""

    extra: str
    purpose: str

    def _told(self, words: Words) -> str:
        return words.sentence(
            "{purpose} needs more packages: pip install 'tthc_index[{extra}]'",
            purpose=words.phrase(self.purpose),
            extra=self.extra,
        )


@attrs.frozen
class Finding:
    """Something met in a document: a rule set, a response of the portal, a notice, a template.

    Attributes:
        source: The file; of what was no file its name in the portal, or its place among others;
            "" where there is one document only.
        place: Where it stands in it, such as "data.evaluation[3].metrics[0].numerator"; "" for all of
            it, and in a text.
        value: What stands there; None for null, and where nothing does.
        message: What is the matter.
        line: In a text the number of the line, counted from 1; None elsewhere.
    """

    source: str
    place: str
    value: Any = attrs.field(hash=False)
    message: str
    line: int | None = None

    def __str__(self) -> str:
        return self.text()

    def text(self, lang: _Lang = "en") -> str:
        """Place, value and message in that language."""
        return self._told(_words(lang))

    def _told(self, words: Words) -> str:
        line = "" if self.line is None else words.sentence("line {line}", line=self.line)
        where = ": ".join(filter(None, [self.source, self.place, line]))
        message = words.phrase(self.message)
        value = "" if self.value is None else shown(self.value)
        if line:  # a line of text is long: what is said of it comes first
            return ": ".join(filter(None, [where, message, value]))
        return ": ".join(filter(None, [f"{where} = {value}" if value else where, message]))


@attrs.define(slots=False, repr=False)
class DocumentError(TthcIndexError):
    """A document that can't be read or used, with all that is wrong with it.

    Attributes:
        findings: What is wrong, each with its place and its value.
    """

    findings: tuple[Finding, ...]

    _HEADS: ClassVar[tuple[str, str]] = _HEADS

    def _told(self, words: Words) -> str:
        return words.listed(self._HEADS, [finding._told(words) for finding in self.findings])


@attrs.define(slots=False, repr=False)
class RuleSetError(DocumentError):
    """A rule set that breaks its own law: all its faults, each with its path.

    Attributes:
        id: Of which rule set; None where it could not be read.
    """

    id: Any = None

    def _told(self, words: Words) -> str:
        heads = ("rule set {id} has {count} fault:", "rule set {id} has {count} faults:")
        told = [finding._told(words) for finding in self.findings]
        return words.listed(heads, told, id=shown(self.id))


@attrs.define(slots=False, repr=False)
class PortalError(DocumentError):
    """Responses of the portal that can't be read."""

    _HEADS = (
        "{count} problem in the portal's responses:",
        "{count} problems in the portal's responses:",
    )


@attrs.define(slots=False, repr=False)
class NoticeError(DocumentError):
    """A public notice whose lines contradict each other, or a template that can't be filled in."""

    _HEADS = ("{count} problem in the notice:", "{count} problems in the notice:")


@attrs.define(slots=False, repr=False)
class FractionWarning(UserWarning):
    """Percentages between 0 and 1: below 1 per cent, or fractions such as 0.9444 for 94.44%.

    Attributes:
        percentages: Each with the code of its indicator.
    """

    percentages: tuple[tuple[str, float], ...]

    def __str__(self) -> str:
        """What is doubtful, and how to say what is meant."""
        return self.text()

    def text(self, lang: _Lang = "en") -> str:
        """The same in that language."""
        words = _words(lang)
        given = words.joined([f"{code} = {value!r}" for code, value in self.percentages])
        return words.sentence(
            "percentages below 1%: {given}; if they are fractions (0.9444 for 94.44%), say "
            "percent_as='fraction'; if they are not, percent_as='percent' (--percent-as)",
            given=given,
        )


@attrs.define(slots=False, repr=False)
class LevelsWarning(UserWarning):
    """Units of several levels in one ranking: a province is no peer of a commune.

    Attributes:
        units: The first unit of each level, with that level.
    """

    units: tuple[tuple[str, Any], ...]

    def __str__(self) -> str:
        """Which units are of which level."""
        return self.text()

    def text(self, lang: _Lang = "en") -> str:
        """The same in that language."""
        words = _words(lang)
        units = words.joined(
            [f"{shown(unit)} ({words.phrase(str(level))})" for level, unit in self.units]
        )
        return words.sentence(
            "units of several levels are ranked together: {units}; rank those of one level alone",
            units=units,
        )


@attrs.define(slots=False, repr=False)
class LeftOutWarning(UserWarning):
    """Rows of a table that are no units, such as "Tổng cộng", and were left out.

    Attributes:
        rows: Each with its number as the file shows it, what stands there, and why it is no unit.
    """

    rows: tuple[tuple[int, str, str], ...]

    def __str__(self) -> str:
        """The first of them, a line each, and how many more there are."""
        return self.text()

    def text(self, lang: _Lang = "en") -> str:
        """The same in that language."""
        words = _words(lang)
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
class SheetsWarning(UserWarning):
    """A workbook of several sheets that could have been meant, of which the first was read.

    Attributes:
        sheet: The one that was read.
        others: The others that are not hidden and are tables.
    """

    sheet: str
    others: tuple[str, ...]

    def __str__(self) -> str:
        """Which was read, and what the others are called."""
        return self.text()

    def text(self, lang: _Lang = "en") -> str:
        """The same in that language."""
        words = _words(lang)
        return words.sentence(
            "the sheet {sheet} is read, the first of several tables; others: {others} (--sheet)",
            sheet=repr(self.sheet),
            others=words.joined([repr(title) for title in self.others]),
        )
