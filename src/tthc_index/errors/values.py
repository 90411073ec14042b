# SPDX-License-Identifier: MIT
"""What is wrong with what was handed in: names, counts, percentages, rows, stored cards."""

from __future__ import annotations

from typing import Any

import attrs

from .base import TthcIndexError
from .words import SPELLED_OUT, Words, nearest, shown


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
