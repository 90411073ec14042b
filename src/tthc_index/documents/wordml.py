# SPDX-License-Identifier: MIT
"""Paragraphs and tables in the XML of Word documents.

Lengths are in mm and sizes of letters in points; Word's own unit is the twip, a 20th of a point.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal
from xml.sax.saxutils import escape

from tthc_index.text.view import Cell, one_line


#: What is free at the left and the right of each cell.
MARGIN = 1

#: Sizes of letters in tables, in points: the largest with which figures leave a seventh to the names.
SIZES, FIGURES = (12, 11, 10, 9, 8, 7), 0.85

#: How wide a digit and a bold letter are, in mm, for each point of their size.
DIGIT, LETTER = 0.5 * 0.353, 0.6 * 0.353

#: No name needs more of a table than so many letters.
NAME = 40

#: A space that neither shrinks nor breaks.
HARD_SPACE = "\N{NO-BREAK SPACE}"


def twips(length: float) -> int:
    """A length in Word's unit."""
    return round(length * 1440 / 25.4)


def paragraph(
    text: str,
    *,
    size: float = 14,
    bold: bool = False,
    italic: bool = False,
    align: Literal["left", "right", "center", "both"] = "left",
    space: float = 0,
    left: float = 0,
    first: float = 0,
    keep: bool = False,
) -> str:
    """A paragraph with *space* above it and indents of *left* and *first*; or that *keep*s to the next."""
    look = "<w:keepNext/>" * keep
    look += f'<w:spacing w:before="{round(20 * space)}"/>'
    look += f'<w:ind w:left="{twips(left)}" w:firstLine="{twips(first)}"/><w:jc w:val="{align}"/>'
    letters = "<w:b/>" * bold + "<w:i/>" * italic + f'<w:sz w:val="{round(2 * size)}"/>'
    return (
        f"<w:p><w:pPr>{look}<w:rPr>{letters}</w:rPr></w:pPr><w:r><w:rPr>{letters}</w:rPr>"
        f'<w:t xml:space="preserve">{escape(one_line(text))}</w:t></w:r></w:p>'
    )


def rule(width: float, length: float) -> str:
    """A centred line in a cell of that width."""
    aside = twips((width - length) / 2 - MARGIN)
    return (
        '<w:p><w:pPr><w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>'
        f'<w:spacing w:before="60"/><w:ind w:left="{aside}" w:right="{aside}"/>'
        '<w:rPr><w:sz w:val="8"/></w:rPr></w:pPr></w:p>'
    )


def row(cells: Iterable[str], widths: Sequence[float], *, look: str = "", cell: str = "") -> str:
    """A row that does not break, of cells with their paragraphs; a cell has one at least."""
    filled = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/>{cell}</w:tcPr>'
        f"{content or '<w:p/>'}</w:tc>"
        for content, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{look}</w:trPr>{filled}</w:tr>"


def table(rows: Iterable[str], widths: Sequence[float], *, lines: bool = False) -> str:
    """A table of columns of these widths, whatever stands in them."""
    style = '<w:tblStyle w:val="TableGrid"/>' * lines
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    margins = "".join(f'<w:{at} w:w="{twips(MARGIN)}" w:type="dxa"/>' for at in ("left", "right"))
    return (
        f'<w:tbl><w:tblPr>{style}<w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def fitted(
    header: Sequence[str], rows: Sequence[Sequence[Cell]], room: float, *, turned: bool
) -> tuple[int, list[float]]:
    """The size of the letters and the columns' widths: figures take theirs, names share the rest."""
    columns = [[cells[at] for cells in rows] for at in range(len(header))]
    figures = [all(cell.right for cell in column) for column in columns]
    longest = [max((len(cell.text) for cell in column), default=0) for column in columns]
    words = [0 if turned else max(map(len, title.split()), default=0) for title in header]
    digits = max((n for n, figure in zip(longest, figures, strict=True) if figure), default=0)

    def needed(size: float) -> list[float]:
        wide = [max(DIGIT * digits, LETTER * word) * size + 2 * MARGIN for word in words]
        return [own * figure for own, figure in zip(wide, figures, strict=True)]

    size = next((size for size in SIZES if sum(needed(size)) <= FIGURES * room), SIZES[-1])
    # More figures than any size lets stand side by side break within their cells.
    shrunk = min(1, FIGURES * room / max(sum(needed(size)), 1))
    widths = [shrunk * width for width in needed(size)]
    shares = [min(NAME, 1 + n) * (not figure) for n, figure in zip(longest, figures, strict=True)]
    left = (room - sum(widths)) / max(sum(shares), 1)
    return size, [width + left * share for width, share in zip(widths, shares, strict=True)]
