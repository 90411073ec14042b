# SPDX-License-Identifier: MIT
"""What people look at: a headline and tables below it, as text, in a notebook, at a prompt."""

from __future__ import annotations

import re
import unicodedata

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Generic, TypeVar, overload

import attrs

from .language import Label, Lang
from .numbers import number


#: How many rows of a table a look shows; `text` shows all.
LOOK = 60

#: No colours of its own beside one accent that keeps its contrast on white and on black.
_ACCENT = "#2a8a7a"

_CAPTION = "text-align:left;font-weight:bold;white-space:pre-line;color:inherit"

_MORE = Label(vi="… và {} dòng nữa", en="… and {} more")

_Item = TypeVar("_Item")


@attrs.frozen(eq=False, repr=False)
class Cell:
    """One cell: its text and how it stands, a smaller note; or how much of a bar is filled (0 to 1)."""

    text: str
    right: bool = attrs.field(default=False, kw_only=True)
    head: bool = attrs.field(default=False, kw_only=True)
    indent: bool = attrs.field(default=False, kw_only=True)
    bar: float | None = attrs.field(default=None, kw_only=True)
    note: str = attrs.field(default="", kw_only=True)


@attrs.frozen(eq=False, repr=False)
class Rows(Sequence[Sequence[Cell]], Generic[_Item]):
    """Rows that are made when they are looked at: of a million, a look makes those that it shows.

    Attributes:
        items: What the rows are of.
        make: The cells of an item.

    >>> squares = Rows(range(10**6), lambda n: [Cell(str(n)), Cell(str(n * n))])
    >>> len(squares), squares[-1][1].text
    (1000000, '999998000001')
    """

    items: Sequence[_Item]
    make: Callable[[_Item], Sequence[Cell]]

    @overload
    def __getitem__(self, place: int) -> Sequence[Cell]: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Sequence[Cell]]: ...
    def __getitem__(self, place: int | slice) -> Any:
        """A row, or the rows of a slice as a sequence of the same kind."""
        if isinstance(place, slice):
            return Rows(self.items[place], self.make)
        return self.make(self.items[place])

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.items)


@attrs.frozen(eq=False, repr=False)
class Table:
    """A table, whatever it becomes: text, HTML, a page of a letter.

    Attributes:
        header: The columns' titles.
        rows: Cells, as many a row as there are titles; `Rows` where there may be very many.
        caption: What stands above it.
        notes: Lines that stand below it.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    caption: str = ""
    notes: Sequence[str] = ()

    def cut(self, limit: int | None, lang: Lang) -> Table:
        """The table with its first rows, and a last one that says how many follow."""
        rest = 0 if limit is None else len(self.rows) - limit
        if rest <= 0:
            return self
        last = [Cell(more(rest, lang)), *[Cell("")] * (len(self.header) - 1)]
        return attrs.evolve(self, rows=[*self.rows[:limit], last])

    def text(self) -> str:
        """The table in columns as wide as their widest cell, between its caption and its notes."""
        parts = self.caption, self._grid(), "\n".join(self.notes)
        return "\n\n".join(filter(None, parts))

    def _grid(self) -> str:
        lines = self._lines()
        texts = [[plain("  " * cell.indent + cell.text) for cell in line] for line in lines]
        widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
        return "\n".join(
            "  ".join(
                text.rjust(width) if cell.right else text.ljust(width)
                for text, cell, width in zip(line, cells, widths, strict=True)
            ).rstrip()
            for line, cells in zip(texts, lines, strict=True)
        )

    def html(self) -> str:
        """The table for a notebook: it takes the page's own colours, light or dark."""
        head, *body = self._lines()
        titles = "".join(_html_cell(cell, "th") for cell in head)
        rows = "".join(f"<tr>{''.join(_html_cell(c, 'td') for c in row)}</tr>" for row in body)
        notes = "".join(f"<div>{_escaped(note)}</div>" for note in self.notes)
        return (
            '<table class="tthc-index" style="border-collapse:collapse;color:inherit">'
            f'<caption style="{_CAPTION}">{_escaped(self.caption)}</caption>'
            f"<thead><tr>{titles}</tr></thead><tbody>{rows}</tbody></table>{notes}"
        )

    def _lines(self) -> list[Sequence[Cell]]:
        """The titles, each at the side at which its figures stand, and the rows."""
        rows = list(self.rows)
        right = [any(row[at].right for row in rows) for at in range(len(self.header))]
        head = [Cell(text, right=r, head=True) for text, r in zip(self.header, right, strict=True)]
        return [head, *rows]


class Viewed(ABC):
    """What people look at: a headline, and tables below it. Everything such has these verbs."""

    __slots__ = ()

    @property
    def _lang(self) -> Lang:
        """Its own language: results speak English at a prompt, documents that in which they are written."""
        return "en"

    def text(self, lang: Lang | None = None) -> str:
        """All of it as text, in English or Vietnamese; by default in its own language."""
        return self._text(lang or self._lang, None)

    def __repr__(self) -> str:
        return self._text(self._lang, LOOK)

    def _text(self, lang: Lang, limit: int | None) -> str:
        parts = [self._headline(lang), *(table.text() for table in self._cut(lang, limit))]
        return "\n\n".join(filter(None, parts))

    def _repr_html_(self) -> str:
        """What a notebook shows; a headline without tables shows too."""
        headline, tables = self._headline(self._lang), self._cut(self._lang, LOOK)
        if not tables:
            return f'<p class="tthc-index" style="{_CAPTION}">{_escaped(headline)}</p>'
        caption = "\n".join(filter(None, [headline, tables[0].caption]))
        first = attrs.evolve(tables[0], caption=caption)
        return "".join(table.html() for table in (first, *tables[1:]))

    def _cut(self, lang: Lang, limit: int | None) -> list[Table]:
        """The tables that have rows, each up to its *limit*."""
        return [table.cut(limit, lang) for table in self._tables(lang) if len(table.rows)]

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain values, which `json` can write."""
        values: dict[str, Any] = as_plain(self)
        return values

    def to_json(self, *, indent: int | None = None) -> str:
        """`to_dict` as JSON text, Vietnamese letters as they are; units that are no text become one."""
        import json

        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent, default=str)

    @abstractmethod
    def _headline(self, lang: Lang) -> str:
        """What it is, in a line or a few."""

    @abstractmethod
    def _tables(self, lang: Lang) -> Sequence[Table]:
        """The tables, whole."""


def as_plain(value: Any) -> Any:
    """A value as `json` can write it: fields by their names, choices as text, sequences as lists.

    >>> as_plain((Label(vi="điểm", en="points"),))
    [{'vi': 'điểm', 'en': 'points'}]
    """
    if attrs.has(type(value)):
        names = (field.name for field in attrs.fields(type(value)))
        return {name: as_plain(getattr(value, name)) for name in names if name[0] != "_"}
    if isinstance(value, Mapping):
        return {key: as_plain(of) for key, of in value.items()}
    if isinstance(value, tuple | list):
        return [as_plain(of) for of in value]
    return str(value) if isinstance(value, StrEnum) else value


def more(n: int, lang: Lang) -> str:
    """The line that stands for *n* rows that are not shown.

    >>> more(3_261, "vi"), more(3_261, "en")
    ('… và 3.261 dòng nữa', '… and 3,261 more')
    """
    return _MORE[lang].format(number(n, lang))


def text_table(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """A table as text, where there is no `Table` of it yet."""
    return Table(header, rows).text()


def html_table(header: Sequence[str], rows: Sequence[Sequence[Cell]], caption: str) -> str:
    """A table for a notebook, where there is no `Table` of it yet."""
    return Table(header, rows, caption).html()


def one_line(text: str) -> str:
    """The text on one line, without control characters; hard spaces stay."""
    return plain(re.sub(r"[^\S\u00a0]+", " ", text))


def plain(text: str) -> str:
    """Text that keeps its line and its columns: composed letters, no control characters."""
    composed = unicodedata.normalize("NFC", text)
    # A hard space is no control character, though Python does not call it printable.
    kept = {c for c in composed if c.isprintable()} | {"\N{NO-BREAK SPACE}"}
    return "".join(c if c in kept else "\N{REPLACEMENT CHARACTER}" for c in composed)


def _html_cell(cell: Cell, tag: str) -> str:
    style = f"padding:.15em .6em;text-align:{'right' if cell.right else 'left'}"
    style += ";font-weight:bold" * cell.head + ";padding-left:1.8em" * cell.indent
    note = f'<br><small style="opacity:.75">{_escaped(cell.note)}</small>' if cell.note else ""
    content = _escaped(plain(cell.text)) if cell.bar is None else _bar(cell.bar)
    return f'<{tag} style="{style}">{content}{note}</{tag}>'


def _bar(filled: float) -> str:
    """How much of the maximum was earned; the number beside it says the same to a screen reader."""
    return (
        '<span aria-hidden="true" style="display:inline-block;width:6em;height:.7em;'
        'border:1px solid currentColor">'
        f'<span style="display:block;height:100%;width:{100 * filled:.1f}%;background:{_ACCENT}">'
        "</span></span>"
    )


def _escaped(text: str) -> str:
    import html  # it brings the table of all HTML entities: only who looks at HTML pays for it

    return html.escape(text)
