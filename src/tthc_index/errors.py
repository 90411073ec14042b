# SPDX-License-Identifier: MIT
"""What can go wrong, as types.

Every error is a `TthcIndexError`, carries its values as attributes, survives pickling,
and says the offending name and value, what is allowed, and the nearest known name.
A call with several problems raises one `Problems` that holds them all.
"""

from __future__ import annotations

import reprlib

from collections.abc import Iterable, Sequence
from typing import Any

import attrs


#: How many names or problems a message spells out; the rest is counted.
SPELLED_OUT = 20


#: A value of any size, told in a line.
class _Repr(reprlib.Repr):
    def repr_int(self, x: int, level: int) -> str:
        # Python refuses to print a whole number of more than 4,300 digits.
        huge = x.bit_length() > 10_000
        return f"a whole number of {x.bit_length():,} bits" if huge else super().repr_int(x, level)


shorthand: reprlib.Repr = _Repr()
shorthand.maxstring = shorthand.maxother = shorthand.maxlong = 80


def nearest(name: object, known: Iterable[str]) -> str | None:
    """The known name that *name* is most likely a slip for, if one is near."""
    # Only an unhappy path needs difflib; a name far longer than any known one is no slip.
    import difflib

    if not isinstance(name, str) or len(name) > 100:
        return None
    lowered = {item.lower(): str(item) for item in known}
    matches = difflib.get_close_matches(name.lower(), lowered, n=1)
    return lowered[matches[0]] if matches else None


def _and_more(items: Sequence[object], separator: str = ", ") -> str:
    rest = len(items) - SPELLED_OUT
    spelled = separator.join(map(str, items[:SPELLED_OUT]))
    return f"{spelled}{separator}and {rest:,} more" if rest > 0 else spelled


def _unknown(kind: str, name: object, known: Sequence[str]) -> str:
    near = nearest(name, known)
    hint = f"did you mean {near!r}?" if near else f"known: {_and_more(known)}"
    return f"unknown {kind} {shorthand.repr(name)}; {hint}"


class TthcIndexError(ValueError):
    """The root of all errors that this library raises on purpose."""

    @property
    def problems(self) -> tuple[TthcIndexError, ...]:
        """Every problem of the call: the error itself, or all that a `Problems` holds."""
        return (self,)

    def __str__(self) -> str:
        """The message; spelled here since a KeyError would print the repr of its arguments."""
        return self._message()

    def _message(self) -> str:
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

    def _message(self) -> str:
        return f"{len(self.found):,} problems:\n- " + _and_more(self.found, "\n- ")


def raise_problems(problems: Sequence[TthcIndexError]) -> None:
    """Raise the only problem itself, or all of them as one `Problems`; nothing if there is none."""
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise Problems(tuple(problems))


@attrs.define(slots=False, repr=False)
class ArgumentError(TthcIndexError):
    """An argument that is none of what the call takes."""

    argument: str
    value: Any
    allowed: str

    def _message(self) -> str:
        return f"{self.argument} = {shorthand.repr(self.value)}: it takes {self.allowed}"


@attrs.define(slots=False, repr=False)
class UnknownCountError(TthcIndexError):
    """A count name that no indicator of the rule set uses."""

    name: Any
    value: Any
    known: tuple[str, ...] = attrs.field(repr=False)

    @property
    def nearest(self) -> str | None:
        """The count name it is most likely a slip for."""
        return nearest(self.name, self.known)

    def _message(self) -> str:
        return _unknown("count", self.name, self.known)


@attrs.define(slots=False, repr=False)
class MissingCountsError(TthcIndexError):
    """Counts that scored indicators need and that were not given (or given as None).

    Attributes:
        names: The missing count names.
        indicators: The codes of the indicators that can't be scored without them.
    """

    names: tuple[str, ...]
    indicators: tuple[str, ...]

    def _message(self) -> str:
        return (
            f"missing counts: {_and_more(self.names)} "
            f"(needed by {_and_more(self.indicators)}); "
            "give them, or score what is there (missing='allow', --partial)"
        )


@attrs.define(slots=False, repr=False)
class CountValueError(TthcIndexError):
    """A value that is no count.

    Attributes:
        reason: "negative", "fractional", "NaN", "infinite", "above 2^53", "boolean", "text" or
            "not a number".
    """

    name: str
    value: Any
    reason: str
    allowed: str = "a whole number from 0 to 2^53, or None where it is not known"

    def _message(self) -> str:
        return (
            f"{self.name} = {shorthand.repr(self.value)} is {self.reason}: it takes {self.allowed}"
        )


@attrs.define(slots=False, repr=False)
class AboveDenominatorError(TthcIndexError):
    """A numerator above its denominator: more dossiers on time than dossiers."""

    indicator: str
    numerator_name: str
    numerator: int
    denominator_name: str
    denominator: int

    def _message(self) -> str:
        return (
            f"{self.indicator}: {self.numerator_name} = {shorthand.repr(self.numerator)} "
            f"is above {self.denominator_name} = {shorthand.repr(self.denominator)}"
        )


@attrs.define(slots=False, repr=False)
class PercentageError(TthcIndexError):
    """A percentage that is no number from 0 to 100."""

    indicator: str
    value: Any
    reason: str

    def _message(self) -> str:
        return (
            f"percentage of {self.indicator} = {shorthand.repr(self.value)} is {self.reason}: "
            "it takes a number from 0 to 100"
        )


@attrs.define(slots=False, repr=False)
class ConflictError(TthcIndexError):
    """A percentage for an indicator whose counts are given too: which one is meant?"""

    indicator: str
    percentage: float
    counts: tuple[str, ...]

    def _message(self) -> str:
        return (
            f"{self.indicator}: both a percentage ({self.percentage}) and counts "
            f"({_and_more(self.counts)}); give one of the two"
        )


@attrs.define(slots=False, repr=False)
class UnknownCodeError(TthcIndexError, KeyError):
    """A code that is no group and no indicator of the rule set."""

    code: Any
    known: tuple[str, ...] = attrs.field(repr=False)

    @property
    def nearest(self) -> str | None:
        """The code it is most likely a slip for."""
        return nearest(self.code, self.known)

    def _message(self) -> str:
        return _unknown("code", self.code, self.known)


@attrs.define(slots=False, repr=False)
class UnknownUnitError(TthcIndexError, KeyError):
    """A unit that is none of those at hand."""

    unit: Any
    known: tuple[str, ...] = attrs.field(repr=False)

    @property
    def nearest(self) -> str | None:
        """The unit it is most likely a slip for."""
        return nearest(self.unit, self.known)

    def _message(self) -> str:
        return _unknown("unit", self.unit, self.known)


@attrs.define(slots=False, repr=False)
class UnknownRuleSetError(TthcIndexError):
    """An id that is no rule set of this library."""

    id: Any
    known: tuple[str, ...]

    def _message(self) -> str:
        return _unknown("rule set", self.id, self.known)


@attrs.define(slots=False, repr=False)
class UnknownLevelError(TthcIndexError):
    """A level that is none of the Decision's, or none where the rule set needs one."""

    level: Any
    allowed: tuple[str, ...]

    def _message(self) -> str:
        if self.level is None:
            return f"these rules differ by level; say which: {', '.join(self.allowed)}"
        return _unknown("level", self.level, self.allowed)


@attrs.define(slots=False, repr=False)
class StaleCardError(TthcIndexError):
    """A stored card whose figures are not what its own counts give under the rules at hand.

    Attributes:
        differences: The keys that differ, each with the stored and the computed value.
    """

    rules: str
    differences: tuple[tuple[str, Any, Any], ...]

    def _message(self) -> str:
        lines = [
            f"{key}: stored {shorthand.repr(a)}, computed {shorthand.repr(b)}"
            for key, a, b in self.differences
        ]
        return f"the card does not follow from its counts under {self.rules}: " + _and_more(
            lines, "; "
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

    def _message(self) -> str:
        cells = [f"row {row}: {p}" for row, error in self.rows for p in error.problems]
        lines = [f"{self.total:,} row{'s'[: self.total != 1]} refused:", *cells[:SPELLED_OUT]]
        rest = self.total - len({line.partition(":")[0] for line in lines[1:]})
        return "\n- ".join([*lines, *([f"and {rest:,} more rows"] if rest else [])])


@attrs.define(slots=False, repr=False)
class PublishedPointsError(TthcIndexError):
    """Points that can't have been published: no number, or of more decimals than were printed."""

    code: Any
    value: Any
    decimals: int

    def _message(self) -> str:
        return (
            f"published points of {self.code} = {shorthand.repr(self.value)}: "
            f"it takes a number, 0 or more, of at most {self.decimals} decimals, or None"
        )


@attrs.define(slots=False, repr=False)
class NoticeError(TthcIndexError):
    """A line of a public notice that can't be true, or contradicts another one.

    Attributes:
        line: Its number, counted from 1.
        text: What it says.
        reason: What is the matter with it.
    """

    line: int
    text: str
    reason: str

    def _message(self) -> str:
        return f"line {self.line}: {self.reason}: {shorthand.repr(self.text)}"


@attrs.define(slots=False, repr=False)
class TemplateError(TthcIndexError):
    """A template of a notice that can't be filled in.

    Attributes:
        template: Its file, or "template" where it was given as text.
        line: The number of the line that fails, counted from 1; None where none can be named.
        reason: What is the matter with it.
    """

    template: str
    line: int | None
    reason: str

    def _message(self) -> str:
        at = "" if self.line is None else f", line {self.line}"
        return f"{self.template}{at}: {self.reason}"


@attrs.define(slots=False, repr=False)
class CellError(TthcIndexError):
    """A cell of a CSV file that holds none of what it can hold.

    Attributes:
        row: Its line in the file, counted from 1; the header is line 1.
        column: The column's title.
        value: What stands there; None where nothing does.
        allowed: What could.
    """

    row: int
    column: str
    value: Any
    allowed: str

    def _message(self) -> str:
        return f"line {self.row}, {self.column} = {shorthand.repr(self.value)}: it takes {self.allowed}"


@attrs.define(slots=False, repr=False)
class MissingExtraError(TthcIndexError, ImportError):
    """A part of the library whose own dependencies are not installed."""

    extra: str
    purpose: str

    def _message(self) -> str:
        return f"{self.purpose} needs more packages: pip install 'tthc_index[{self.extra}]'"


@attrs.frozen
class Fault:
    """One fault of a rule set: where it is, what is wrong, what would be right."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


@attrs.define(slots=False, repr=False)
class RuleSetError(TthcIndexError):
    """A rule set that breaks its own law: all its faults, each with its path."""

    id: Any
    faults: tuple[Fault, ...]

    def _message(self) -> str:
        count = len(self.faults)
        head = f"rule set {shorthand.repr(self.id)} has {count} fault{'s'[: count != 1]}:"
        return "\n- ".join([head, *map(str, self.faults)])


@attrs.frozen
class Finding:
    """Something met in one of the portal's responses.

    Attributes:
        response: The file; of what was no file the portal's name of the response, or its place.
        path: Where it stands, "data.evaluation[3].metrics[0].numerator"; "" for all of it.
        value: What stands there; None for null, and where nothing does.
        message: What is the matter.
    """

    response: str
    path: str
    value: Any = attrs.field(hash=False)
    message: str

    def __str__(self) -> str:
        found = "" if self.value is None else f" = {shorthand.repr(self.value)}"
        return f"{self.response}{': ' * bool(self.path)}{self.path}{found}: {self.message}"


@attrs.define(slots=False, repr=False)
class PortalError(TthcIndexError):
    """Responses of the portal that can't be read.

    Attributes:
        findings: All that is wrong, each with its response, its JSON path and its value.
    """

    findings: tuple[Finding, ...]

    def _message(self) -> str:
        count = len(self.findings)
        head = f"{count:,} problem{'s'[: count != 1]} in the portal's responses:"
        return f"{head}\n- {_and_more(self.findings, chr(10) + '- ')}"


@attrs.define(slots=False, repr=False)
class FractionWarning(UserWarning):
    """Percentages between 0 and 1: below 1 per cent, or fractions such as 0.9444 for 94.44%.

    Attributes:
        percentages: Each with the code of its indicator.
    """

    percentages: tuple[tuple[str, float], ...]

    def __str__(self) -> str:
        """What is doubtful, and how to say what is meant."""
        given = _and_more([f"{code} = {value!r}" for code, value in self.percentages])
        return (
            f"percentages below 1%: {given}; if they are fractions (0.9444 for 94.44%), say "
            "percent_as='fraction'; if they are not, percent_as='percent' (--percent-as)"
        )
