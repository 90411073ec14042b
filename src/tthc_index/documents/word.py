# SPDX-License-Identifier: MIT
"""A letter as a Word document, laid out as Appendix I of Decree 30/2020/NĐ-CP says."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Any, Literal

from tthc_index.errors import MissingExtraError
from tthc_index.files.formats import whole
from tthc_index.text.view import Cell, one_line

from .letter import Annex, Letter
from .wordml import HARD_SPACE, LETTER, fitted, paragraph, row, rule, table, twips
from .words import dated


try:
    import docx

    from docx.document import Document
    from docx.enum.section import WD_ORIENT
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn
    from docx.shared import Mm, Pt
except ImportError as _error:
    raise MissingExtraError("docx", "a Word document") from _error

#: A4, in mm; 20 to 25 are free above and below, 30 to 35 at the left, 15 to 20 at the right.
SHORT, LONG = 210, 297
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 15

#: The halves of the letterhead, in mm: the name of the country needs the wider one.
HALVES = (65, SHORT - LEFT - RIGHT - 65)

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
#: The rule below the motto is as long as the motto; below the agency, a third to a half of a line.
MOTTO_RULE, AGENCY_RULE = 62, 25

FONT = "Times New Roman"

#: Room for what is written in by hand.
ROOM = HARD_SPACE * 6

#: A table of more columns lies on its side; of still more, its titles stand on end.
UPRIGHT, LEVEL_TITLES = 5, 12


def write(letter: Letter, path: str | PathLike[str]) -> None:
    """Write the letter to a .docx file, which appears whole or not at all.

    Raises:
        OSError: If it can't be written.
    """
    document = docx.Document()
    _set_up(document, letter)
    _put(document, "".join(_parts(letter)))
    for annex in letter.annexes:
        wide = len(annex.header) > UPRIGHT
        _open_pages(document, wide=wide)
        _put(document, _annex(annex, letter, (LONG if wide else SHORT) - LEFT - RIGHT))
    with whole(Path(path)) as file:
        document.save(file)


def _set_up(document: Document, letter: Letter) -> None:
    """The page, its number, the font of all text, and whose document it is."""
    core = document.core_properties
    # What the template says of itself, and of its day, is not true of this document.
    core._element[:] = []
    # Word takes no longer ones.
    core.title, core.author = one_line(letter.subject)[:255], one_line(letter.agency)[:255]
    core.language = "vi-VN"
    styles: Any = document.styles
    styles["Normal"].font.name, styles["Normal"].font.size = FONT, Pt(14)
    look = styles["Normal"].paragraph_format
    look.line_spacing, look.space_after = 1, Pt(0)
    for fonts in styles.element.iter(qn("w:rFonts")):
        # The fonts of a theme would win over those that are named.
        fonts.attrib.clear()
        fonts.attrib.update({qn(f"w:{use}"): FONT for use in ("ascii", "hAnsi", "eastAsia", "cs")})
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "vi-VN")
    page = document.sections[0]
    page.page_width, page.page_height = Mm(SHORT), Mm(LONG)
    page.top_margin, page.bottom_margin, page.header_distance = Mm(TOP), Mm(BOTTOM), Mm(10)
    page.left_margin, page.right_margin = Mm(LEFT), Mm(RIGHT)
    page.different_first_page_header_footer = True
    number: Any = page.header.paragraphs[0]
    number.alignment = 1  # centred
    number._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"/>'))


def _open_pages(document: Document, *, wide: bool) -> None:
    """New pages, on their side if they are to be wide; numbers go on."""
    section = document.add_section()
    # What ends the section before must not take a page of its own.
    document.paragraphs[-1].paragraph_format.line_spacing = Pt(1)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    width, height = (LONG, SHORT) if wide else (SHORT, LONG)
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.different_first_page_header_footer = False


def _put(document: Document, xml: str) -> None:
    """Add paragraphs and tables at the end of the document's last section."""
    end = document.element.body.sectPr
    for part in list(parse_xml(f"<w:body {nsdecls('w')}>{xml}</w:body>")):
        # The time of a move grows with the square of what is moved: rows go one by one.
        rows = part.findall(qn("w:tr"))
        for each in rows:
            part.remove(each)
        end.addprevious(part)
        part.extend(rows)


def _parts(letter: Letter) -> Iterator[str]:
    """The letter from head to signature."""
    yield table([row(cells, HALVES) for cells in _letterhead(letter)], HALVES)
    yield paragraph("", size=12)
    if len(letter.addressees) == 1:
        yield paragraph(f"Kính gửi: {letter.addressees[0]}", align="center")
    elif letter.addressees:
        yield paragraph("Kính gửi:", left=35)
        yield from (paragraph(f"- {addressee}", left=45) for addressee in letter.addressees)
    yield paragraph("", size=6)
    for block in letter.blocks:
        text = {"item": "- ", "subitem": "+ "}.get(block.kind, "") + block.text
        head = block.kind == "section"
        yield paragraph(text, align="both", bold=head, keep=head, first=12.7, space=6)
    if letter.recipients or letter.signature or letter.signer:
        yield paragraph("", size=12, keep=True)
        yield table([row(_closing(letter), HALVES)], HALVES)


def _letterhead(letter: Letter) -> Iterator[tuple[str, str]]:
    """Who and what at the left, the country and the day at the right."""
    authority = paragraph(letter.authority.upper(), size=13, align="center")
    agency = paragraph(letter.agency.upper(), size=13, bold=True, align="center")
    country = paragraph(COUNTRY, size=13, bold=True, align="center")
    motto = paragraph(MOTTO, bold=True, align="center")
    yield (
        authority * bool(letter.authority)
        + (agency + rule(HALVES[0], AGENCY_RULE)) * bool(letter.agency),
        country + motto + rule(HALVES[1], MOTTO_RULE),
    )
    number = paragraph(f"Số: {letter.number or f'{ROOM}/'}", size=13, align="center")
    subject = paragraph(f"V/v {letter.subject}", size=12, align="center", space=6)
    place = f"{letter.place}, " * bool(letter.place)
    dated = paragraph(place + _dated(letter), italic=True, align="center")
    yield number + subject * bool(letter.subject), dated


def _dated(letter: Letter) -> str:
    return dated(letter.date) if letter.date else f"ngày{ROOM}tháng{ROOM}năm{ROOM}"


def _closing(letter: Letter) -> tuple[str, str]:
    """Who receives it at the left, who signs at the right."""
    recipients = paragraph("Nơi nhận:", size=12, bold=True, italic=True) * bool(letter.recipients)
    recipients += "".join(paragraph(f"- {recipient}", size=11) for recipient in letter.recipients)
    signature = "".join(paragraph(line, bold=True, align="center") for line in letter.signature)
    signer = paragraph(letter.signer, bold=True, align="center", space=72) * bool(letter.signer)
    return recipients, signature + signer


def _annex(annex: Annex, letter: Letter, room: float) -> str:
    """Its heading, and its table in a room of that width."""
    number = letter.number or f"{ROOM}/{ROOM}"
    agency = f" của {letter.agency}" * bool(letter.agency)
    origin = f"(Kèm theo Văn bản số {number} {_dated(letter)}{agency})"
    turned = len(annex.header) > LEVEL_TITLES
    size, widths = fitted(annex.header, annex.rows, room, turned=turned)
    # On end, titles break into two lines; most letters are narrower than the bold capitals.
    height = max(map(len, annex.header)) * LETTER * size * 0.5 if turned else 0
    titles = row(
        [paragraph(title, size=size, bold=True, align="center") for title in annex.header],
        widths,
        look=f'<w:trHeight w:val="{twips(height)}"/><w:tblHeader/>',
        cell='<w:textDirection w:val="btLr"/>' * turned + '<w:vAlign w:val="center"/>',
    )
    rows = [row([_cell(cell, size) for cell in cells], widths) for cells in annex.rows]
    return (
        paragraph(f"Phụ lục {annex.number}", bold=True, align="center")
        + paragraph(annex.title.upper(), bold=True, align="center")
        + paragraph(origin, italic=True, align="center")
        + paragraph("", size=6)
        + table([titles, *rows], widths, lines=True)
    )


def _cell(cell: Cell, size: int) -> str:
    align: Literal["left", "right"] = "right" if cell.right else "left"
    return paragraph(cell.text, size=size, bold=cell.head, left=4 * cell.indent, align=align)
