# SPDX-License-Identifier: MIT
"""How figures look: numbers in two languages, tables as text and as HTML."""

from __future__ import annotations

import re
import unicodedata

from collections.abc import Sequence

import attrs


#: What stands where there is no figure; a blank cell would look like a forgotten one.
NOTHING = "–"

#: Thousands and decimal marks: 1,773.5 in English, 1.773,5 in Vietnamese.
_VIETNAMESE_MARKS = str.maketrans(",.", ".,")

#: No colours of its own beside one accent that keeps its contrast on white and on black.
_ACCENT = "#2a8a7a"


@attrs.frozen(eq=False, repr=False)
class Cell:
    """One cell: its text and how it stands, a smaller note; or how much of a bar is filled (0 to 1)."""

    text: str
    right: bool = attrs.field(default=False, kw_only=True)
    head: bool = attrs.field(default=False, kw_only=True)
    indent: bool = attrs.field(default=False, kw_only=True)
    bar: float | None = attrs.field(default=None, kw_only=True)
    note: str = attrs.field(default="", kw_only=True)


def number(value: float | None, lang: str = "en", decimals: int | None = None) -> str:
    """A number as people of that language write it; a dash for None.

    >>> number(1773.5, "vi"), number(18.0, "en"), number(18.6, "vi", 2)
    ('1.773,5', '18', '18,60')
    """
    if value is None:
        return NOTHING
    text = f"{value:,}".removesuffix(".0") if decimals is None else f"{value:,.{decimals}f}"
    return text.translate(_VIETNAMESE_MARKS) if lang == "vi" else text


def date(iso: str | None, lang: str = "en") -> str | None:
    """A date as people of that language write it.

    >>> date("2022-06-23", "vi"), date("2024-03", "vi"), date("2024-03")
    ('23/6/2022', '3/2024', '2024-03')
    """
    if iso is None or lang != "vi":
        return iso
    return "/".join(part.lstrip("0") for part in reversed(iso.split("-")))


def text_table(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """The table in columns as wide as their widest cell."""
    lines = [[Cell(text, right=cell.right) for text, cell in zip(header, rows[-1], strict=True)]]
    lines += [list(row) for row in rows]
    texts = [[plain("  " * cell.indent + cell.text) for cell in line] for line in lines]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    return "\n".join(
        "  ".join(
            text.rjust(width) if cell.right else text.ljust(width)
            for text, cell, width in zip(line, cells, widths, strict=True)
        ).rstrip()
        for line, cells in zip(texts, lines, strict=True)
    )


def one_line(text: str) -> str:
    """The text on one line, without control characters; hard spaces stay."""
    return plain(re.sub(r"[^\S\u00a0]+", " ", text))


def plain(text: str) -> str:
    """Text that keeps its line and its columns: composed letters, no control characters."""
    composed = unicodedata.normalize("NFC", text)
    # A hard space is no control character, though Python does not call it printable.
    kept = {c for c in composed if c.isprintable()} | {"\N{NO-BREAK SPACE}"}
    return "".join(c if c in kept else "\N{REPLACEMENT CHARACTER}" for c in composed)


def html_table(header: Sequence[str], rows: Sequence[Sequence[Cell]], caption: str) -> str:
    """The table for a notebook: it takes the page's own colours, light or dark."""
    titles = [
        Cell(text, head=True, right=c.right) for text, c in zip(header, rows[-1], strict=True)
    ]
    head = "".join(_html_cell(cell, "th") for cell in titles)
    body = "".join(f"<tr>{''.join(_html_cell(cell, 'td') for cell in row)}</tr>" for row in rows)
    return (
        '<table class="tthc-index" style="border-collapse:collapse;color:inherit">'
        '<caption style="text-align:left;font-weight:bold;white-space:pre-line;color:inherit">'
        f"{_escaped(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


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
