# SPDX-License-Identifier: MIT
"""The lines of a notice's text, however it was copied: off pages, out of tables, with any line break."""

from __future__ import annotations

import re

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import attrs

from tthc_index.text.labels import composed, fold


#: Every kind of line break; a form feed beside one is no line of its own.
_BREAK = re.compile("(?:\r\n?|\n)[\x0b\x0c]?|[\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")

#: Marks of Markdown, and what has no width.
_MARKUP = re.compile("[*\\\\`\u200b\u200c\u200d\u2060\ufeff\u00ad]")

#: The cell of a table with a row's number in it: "| 1 |", "2.1<tab>", "II |".
_ROW_NUMBER = re.compile(
    r"^\s*\|?\s*([0-9]{1,3}(?:\.[0-9]{1,2})*|[IVX]{1,4})[.)]?[ ]*[\t|]\s*(?=[^\W\d])"
)

#: A figure in brackets, or the end of brackets: no line begins so.
_BRACKETS = re.compile(r"\((?![0-9]{1,3}\) )[0-9(]|(?!\w+\) )[^(:]*\)")

#: The number of a page, alone in its line: "2", "- 2 -", "Trang 2/5".
_PAGE = re.compile(
    r"[-–— ]*(?:trang(?: so)? )?[0-9]{1,3}[-–— ]*|trang(?: so)? [0-9]{1,3} ?(?:/|tren) ?[0-9]{1,3}"
)
_NAMED_PAGE = re.compile(r"\btrang(?: so)? [0-9]")

#: How a line ends that a number must follow: that number is none of a page.
_AWAITS = re.compile(
    r"(?:[:/(]|\b(?:thang|nam|quy|ngay|thu|hang|dat|la|duoc|tren|so|phuong|quan|khu))$"
)


@attrs.frozen
class Line:
    """A line of a notice.

    Attributes:
        number: Where it begins, counted from 1.
        text: What it says: composed, single-spaced, without Markdown.
        furniture: Whether it is the number of a page, or what stands at the head or foot of each.
    """

    number: int
    text: str
    furniture: bool = False

    @property
    def listed(self) -> tuple[int, str]:
        """As it is listed where it is not understood."""
        return self.number, self.text


def lines_of(text: str) -> list[Line]:
    """The lines that say something; what a page's end interrupts goes on in the line above it."""
    said = [
        Line(number, cleaned)
        for number, raw in enumerate(_BREAK.split(composed(text)), 1)
        if re.search(r"\w", cleaned := _clean(raw)) or _continues(cleaned)
    ]
    return list(_joined(_with_furniture(said)))


def _clean(raw: str) -> str:
    """A line without marks that are none of its words; the cells of a table as words."""
    cells = _ROW_NUMBER.sub(r"\1. ", _MARKUP.sub("", raw))
    return " ".join(cells.replace("|", " ").split())


def _with_furniture(lines: Sequence[Line]) -> Iterator[Line]:
    """The numbers of pages, and the heads and feet that stand beside them, are marked."""
    bare = [re.sub("[0-9]+", "", fold(line.text)) for line in lines]
    times = Counter(bare)
    pages = {at for at, line in enumerate(lines) if _is_page(line, lines[at - 1] if at else None)}
    for at, line in enumerate(lines):
        repeated = times[bare[at]] > 1
        beside = bool({at - 1, at + 1} & pages) and not re.search("[0-9:]", line.text)
        named = repeated and _NAMED_PAGE.search(fold(line.text))
        is_furniture = at in pages or named or (beside and (repeated or line.text.isupper()))
        yield attrs.evolve(line, furniture=bool(is_furniture))


def _continues(text: str) -> bool:
    """Whether it is the end of the line above, not one of its own.

    It is no label, and begins with a small letter that is no bullet, or goes on within brackets.
    """
    goes_on = text[:1].islower() and text[1:2] not in {".", ")", "/"}
    return ":" not in text and (goes_on or bool(_BRACKETS.match(text)))


def _is_page(line: Line, above: Line | None) -> bool:
    """Whether a line is the number of a page, and not what the line above waits for."""
    before = above.text if above else ""
    last = " ".join(before.split()[-1:])
    waited = _AWAITS.search(fold(last)) and last == last.lower()  # Sơn La is a name
    return bool(_PAGE.fullmatch(fold(line.text))) and not waited


def _joined(lines: Iterable[Line]) -> Iterator[Line]:
    """Each line with those that go on with it."""
    rows: list[tuple[Line, list[str]]] = []
    open_row: list[str] = []
    for line in lines:
        if open_row and not line.furniture and _continues(line.text):
            open_row.append(line.text)
        elif re.search(r"\w", line.text):
            parts = [line.text]
            rows.append((line, parts))
            open_row = open_row if line.furniture else parts
    for line, parts in rows:
        yield Line(line.number, " ".join(parts), line.furniture)
