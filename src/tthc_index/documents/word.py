# SPDX-License-Identifier: MIT
"""A letter as a Word document: the paper of Decree 30/2020/NĐ-CP, filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from os import PathLike
from pathlib import Path
from typing import Any

from tthc_index.errors import MissingExtraError
from tthc_index.files.whole import whole
from tthc_index.text.numbers import dated
from tthc_index.text.tables import Cell, one_line

from .letter import Annex, Letter
from .paper import HALVES, PAPER, Style
from .widths import LETTER, fitted


try:
    import docx

    from docx.document import Document
    from docx.enum.section import WD_ORIENT
    from docx.enum.table import WD_ALIGN_VERTICAL
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Length, Mm, Pt
    from docx.table import Table as WordTable
    from docx.table import _Cell as WordCell
    from docx.table import _Row as WordRow
except ImportError as _error:
    raise MissingExtraError("docx", "a Word document") from _error

#: A space that neither shrinks nor breaks, and room for what is written in by hand.
HARD_SPACE = "\N{NO-BREAK SPACE}"
ROOM = HARD_SPACE * 6

#: A table of more columns lies on its side; of still more, its titles stand on end.
UPRIGHT, LEVEL_TITLES = 5, 12

_BLOCKS = {
    "paragraph": ("", Style.PARAGRAPH),
    "section": ("", Style.SECTION),
    "item": ("- ", Style.PARAGRAPH),
    "subitem": ("+ ", Style.PARAGRAPH),
}

#: Paragraphs: what they say, and how they look.
_Lines = Iterable[tuple[str, Style]]


def write(letter: Letter, path: str | PathLike[str]) -> None:
    """Write the letter to a .docx file, which appears whole or not at all.

    Raises:
        OSError: If it can't be written.
    """
    document = docx.Document(str(PAPER))
    core = document.core_properties
    # Word takes no longer ones.
    core.title, core.author = one_line(letter.subject)[:255], one_line(letter.agency)[:255]
    core.language = "vi-VN"
    for row, lines in zip(document.tables[0].rows, _letterhead(letter), strict=True):
        _put_row(row, lines)
    for text, style in _body(letter):
        document.add_paragraph(one_line(text), style.value)
    if letter.recipients or letter.signature or letter.signer:
        document.add_paragraph(style=Style.SPACE.value)
        _put_row(
            _table(document, HALVES, "Hai bên").rows[0], (_recipients(letter), _signed(letter))
        )
    for annex in letter.annexes:
        _add_annex(document, annex, letter)
    with whole(Path(path)) as file:
        document.save(file)


def _letterhead(letter: Letter) -> Iterator[tuple[_Lines, _Lines]]:
    """What is added to the paper: who and what at the left, the day at the right."""
    agency = [(letter.agency.upper(), Style.AGENCY), ("", Style.AGENCY_RULE)] * bool(letter.agency)
    yield [*_stated(letter.authority.upper(), Style.AUTHORITY), *agency], ()
    number = (f"Số: {letter.number or f'{ROOM}/'}", Style.NUMBER)
    subject = [(f"V/v {letter.subject}", Style.SUBJECT)] * bool(letter.subject)
    place = f"{letter.place}, " * bool(letter.place)
    yield [number, *subject], [(place + _dated(letter), Style.DATED)]


def _dated(letter: Letter) -> str:
    return dated(letter.date) if letter.date else f"ngày{ROOM}tháng{ROOM}năm{ROOM}"


def _stated(text: str, style: Style) -> list[tuple[str, Style]]:
    """A paragraph, if there is anything to say."""
    return [(text, style)] if text else []


def _body(letter: Letter) -> Iterator[tuple[str, Style]]:
    """From the addressees to the last block."""
    yield "", Style.SPACE
    if len(letter.addressees) == 1:
        yield f"Kính gửi: {letter.addressees[0]}", Style.ADDRESSEE
    elif letter.addressees:
        yield "Kính gửi:", Style.ADDRESSEES
        yield from ((f"- {addressee}", Style.ADDRESSED) for addressee in letter.addressees)
    for block in letter.blocks:
        mark, style = _BLOCKS[block.kind]
        yield mark + block.text, style


def _recipients(letter: Letter) -> _Lines:
    head = [("Nơi nhận:", Style.RECIPIENTS)] * bool(letter.recipients)
    return [*head, *((f"- {recipient}", Style.RECIPIENT) for recipient in letter.recipients)]


def _signed(letter: Letter) -> _Lines:
    lines = [(line, Style.SIGNATURE) for line in letter.signature]
    return [*lines, *_stated(letter.signer, Style.SIGNER)]


def _table(document: Document, widths: Sequence[float], style: str) -> WordTable:
    """A table with a first row, of columns of these widths whatever stands in them."""
    table: WordTable = document.add_table(1, len(widths), style)
    table.autofit = False
    row = table.rows[0]
    for column, cell, width in zip(table.columns, row.cells, widths, strict=True):
        column.width = cell.width = Mm(width)
    # It does not break between two pages.
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return table


def _put_row(row: WordRow, cells: Sequence[_Lines]) -> None:
    for cell, lines in zip(row.cells, cells, strict=True):
        _put(cell, lines)


def _put(cell: WordCell, lines: _Lines) -> None:
    """Paragraphs in an empty cell, in which one stands already."""
    for at, (text, style) in enumerate(lines):
        paragraph = cell.add_paragraph() if at else cell.paragraphs[0]
        paragraph.style = style.value
        paragraph.add_run(one_line(text))


def _add_annex(document: Document, annex: Annex, letter: Letter) -> None:
    """Pages of its own, its heading, and its table."""
    shown = annex.table
    room = _open_pages(document, wide=len(shown.header) > UPRIGHT)
    document.add_paragraph(one_line(f"Phụ lục {annex.number}"), Style.TITLE.value)
    document.add_paragraph(one_line(shown.caption.upper()), Style.TITLE.value)
    number = letter.number or f"{ROOM}/{ROOM}"
    agency = f" của {letter.agency}" * bool(letter.agency)
    origin = f"(Kèm theo Văn bản số {number} {_dated(letter)}{agency})"
    document.add_paragraph(one_line(origin), Style.ORIGIN.value)
    turned = len(shown.header) > LEVEL_TITLES
    size, widths = fitted(shown.header, shown.rows, room, turned=turned)
    table = _table(document, widths, "Table Grid")
    blank = deepcopy(table.rows[0]._tr)
    _put_titles(table.rows[0], shown.header, size, turned=turned)
    for row in _rows(table, blank, shown.rows, size):
        table._tbl.append(row)
    for note in shown.notes:
        document.add_paragraph(one_line(note), Style.CELL.value)


def _open_pages(document: Document, *, wide: bool) -> float:
    """New pages, on their side if they are to be wide; numbers go on. The room across, in mm."""
    page: Any = document.add_section()
    # What ends the section before must not take a page of its own.
    document.paragraphs[-1].paragraph_format.line_spacing = Pt(1)
    page.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    short, long = sorted((page.page_width, page.page_height))
    page.page_width, page.page_height = (long, short) if wide else (short, long)
    page.different_first_page_header_footer = False
    room: float = Length(page.page_width - page.left_margin - page.right_margin).mm
    return room


def _put_titles(row: WordRow, titles: Sequence[str], size: int, *, turned: bool) -> None:
    """The titles of the columns, which stand on every page of the table."""
    for cell, title in zip(row.cells, titles, strict=True):
        _put(cell, [(title, Style.HEAD)])
        cell.paragraphs[0].runs[0].font.size = Pt(size)
        if turned:
            direction = OxmlElement("w:textDirection", {qn("w:val"): "btLr"})
            cell._tc.get_or_add_tcPr().append(direction)
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    # On end, titles break into two lines; most letters are narrower than the bold capitals.
    if turned:
        row.height = Mm(max(map(len, titles)) * LETTER * size * 0.5)
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _rows(table: WordTable, blank: Any, rows: Iterable[Sequence[Cell]], size: int) -> Iterator[Any]:
    """Filled rows. python-docx makes one of each look; the others are its copies, which is quick."""
    made: dict[tuple[tuple[bool, bool, bool], ...], Any] = {}
    for cells in rows:
        look = tuple((cell.right, cell.head, cell.indent) for cell in cells)
        if look not in made:
            made[look] = _blank_row(table, deepcopy(blank), cells, size)
        row = deepcopy(made[look])
        for text, cell in zip(row.iter(qn("w:t")), cells, strict=True):
            text.text = one_line(cell.text)
        yield row


def _blank_row(table: WordTable, blank: Any, cells: Sequence[Cell], size: int) -> Any:
    """A row that looks as those cells do."""
    for place, cell in zip(WordRow(blank, table).cells, cells, strict=True):
        # Its blanks are there to be kept, so those of a text will be.
        _put(place, [(" ", Style.FIGURE if cell.right else Style.CELL)])
        paragraph = place.paragraphs[0]
        paragraph.runs[0].font.size, paragraph.runs[0].font.bold = Pt(size), cell.head or None
        paragraph.paragraph_format.left_indent = Mm(4) if cell.indent else None
    return blank
