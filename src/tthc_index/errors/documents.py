# SPDX-License-Identifier: MIT
"""What readers find in documents: rule sets, responses of the portal, notices, templates."""

from __future__ import annotations

from typing import Any, ClassVar

import attrs

from .base import HEADS, Lang, TthcIndexError, words_of
from .words import Words, shown


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

    def text(self, lang: Lang = "en") -> str:
        """Place, value and message in that language."""
        return self._told(words_of(lang))

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

    _HEADS: ClassVar[tuple[str, str]] = HEADS

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
