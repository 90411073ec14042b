# SPDX-License-Identifier: MIT
"""The paper that letters in Word are written on, as Appendix I of Decree 30/2020/NĐ-CP lays it out.

`python -m tthc_index.documents.paper` makes `templates/letter.docx`: the page and its number, the
styles of all paragraphs and tables, the letterhead. What is changed here is there after that.
"""

from __future__ import annotations

import sys

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

import attrs

from tthc_index.errors import MissingExtraError

from .widths import MARGIN


try:
    import docx

    from docx.document import Document
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Length, Mm, Pt
except ImportError as _error:
    raise MissingExtraError("docx", "a Word document") from _error

#: Where it is shipped.
PAPER = Path(__file__).parent / "templates" / "letter.docx"

FONT = "Times New Roman"
COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"

#: A4, in mm; 20 to 25 are free above and below, 30 to 35 at the left, 15 to 20 at the right.
SHORT, LONG = 210, 297
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 15

#: The halves of the letterhead, in mm: the name of the country needs the wider one.
HALVES = (65, SHORT - LEFT - RIGHT - 65)

#: The rule below the motto is as long as the motto; below the agency, a third to a half of a line.
MOTTO_RULE, AGENCY_RULE = 62, 25

#: What Word needs of the styles that python-docx brings; all others go.
_KEPT = {"Normal", "Header", "Default Paragraph Font", "Normal Table", "No List", "Table Grid"}

#: What python-docx brings beside the text: a picture of an empty page, lists, colours, a second set of styles.
_UNUSED = ("thumbnail", "customXml", "numbering", "theme", "stylesWithEffects")


class Style(StrEnum):
    """The styles of paragraphs, by the names that Word shows: those of the decree."""

    AUTHORITY = "Cơ quan chủ quản"
    AGENCY = "Cơ quan ban hành"
    AGENCY_RULE = "Kẻ dưới cơ quan ban hành"
    COUNTRY = "Quốc hiệu"
    MOTTO = "Tiêu ngữ"
    MOTTO_RULE = "Kẻ dưới tiêu ngữ"
    NUMBER = "Số, ký hiệu"
    SUBJECT = "Trích yếu"
    DATED = "Địa danh, ngày tháng"
    ADDRESSEE = "Kính gửi một nơi"
    ADDRESSEES = "Kính gửi nhiều nơi"
    ADDRESSED = "Nơi được gửi"
    PARAGRAPH = "Đoạn"
    SECTION = "Mục"
    RECIPIENTS = "Nơi nhận"
    RECIPIENT = "Từng nơi nhận"
    SIGNATURE = "Chức vụ người ký"
    SIGNER = "Người ký"
    TITLE = "Tên phụ lục"
    ORIGIN = "Kèm theo văn bản"
    HEAD = "Đầu cột"
    CELL = "Ô chữ"
    FIGURE = "Ô số"
    SPACE = "Dòng trống"


@attrs.frozen(kw_only=True)
class Look:
    """How a paragraph looks: size of letters and space above and below in points, indents in mm."""

    size: float = 14
    bold: bool = False
    italic: bool = False
    align: ALIGN = ALIGN.LEFT
    above: float = 0
    below: float = 0
    left: float = 0
    right: float = 0
    first: float = 0
    keep: bool = False


def _rule(width: float, length: float) -> Look:
    """What holds a centred line of that length in a cell of that width."""
    aside = (width - length) / 2 - MARGIN
    return Look(size=4, above=3, left=aside, right=aside)


_CENTRED = Look(align=ALIGN.CENTER)
_BODY = Look(align=ALIGN.JUSTIFY, first=12.7, above=6)

LOOKS = {
    Style.AUTHORITY: attrs.evolve(_CENTRED, size=13),
    Style.AGENCY: attrs.evolve(_CENTRED, size=13, bold=True),
    Style.AGENCY_RULE: _rule(HALVES[0], AGENCY_RULE),
    Style.COUNTRY: attrs.evolve(_CENTRED, size=13, bold=True),
    Style.MOTTO: attrs.evolve(_CENTRED, bold=True),
    Style.MOTTO_RULE: _rule(HALVES[1], MOTTO_RULE),
    Style.NUMBER: attrs.evolve(_CENTRED, size=13),
    Style.SUBJECT: attrs.evolve(_CENTRED, size=12, above=6),
    Style.DATED: attrs.evolve(_CENTRED, italic=True),
    Style.ADDRESSEE: _CENTRED,
    Style.ADDRESSEES: Look(left=35),
    Style.ADDRESSED: Look(left=45),
    Style.PARAGRAPH: _BODY,
    Style.SECTION: attrs.evolve(_BODY, bold=True, keep=True),
    Style.RECIPIENTS: Look(size=12, bold=True, italic=True),
    Style.RECIPIENT: Look(size=11),
    Style.SIGNATURE: attrs.evolve(_CENTRED, bold=True),
    Style.SIGNER: attrs.evolve(_CENTRED, bold=True, above=72),
    Style.TITLE: attrs.evolve(_CENTRED, bold=True),
    Style.ORIGIN: attrs.evolve(_CENTRED, italic=True, below=6),
    Style.HEAD: attrs.evolve(_CENTRED, size=12, bold=True),
    Style.CELL: Look(size=12),
    Style.FIGURE: Look(size=12, align=ALIGN.RIGHT),
    # It stands above what must not be torn from the text: the signature.
    Style.SPACE: Look(size=12, keep=True),
}


def paper() -> Document:
    """The empty document."""
    document = docx.Document()
    for part in (document.part.package, document.part):
        for name, relation in list(part.rels.items()):
            if relation.reltype.endswith(_UNUSED):
                del part.rels[name]
    # What python-docx says of itself, and of its day, is not true of this document.
    document.core_properties._element[:] = []
    _set_page(document)
    _set_styles(document)
    _add_letterhead(document)
    return document


def _set_page(document: Document) -> None:
    """A4, its margins, and its number at the top of all pages but the first."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(SHORT), Mm(LONG)
    page.top_margin, page.bottom_margin, page.header_distance = Mm(TOP), Mm(BOTTOM), Mm(10)
    page.left_margin, page.right_margin = Mm(LEFT), Mm(RIGHT)
    page.different_first_page_header_footer = True
    number = page.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    number._p.append(_element("w:fldSimple", instr="PAGE"))


def _set_styles(document: Document) -> None:
    """One font and one language for all; a style for each kind of paragraph and table."""
    styles: Any = document.styles
    for style in [style for style in styles if style.name not in _KEPT]:
        style.delete()
    normal = styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    normal.paragraph_format.line_spacing, normal.paragraph_format.space_after = 1, Pt(0)
    for fonts in styles.element.iter(qn("w:rFonts")):
        # The fonts of a theme would win over those that are named.
        fonts.attrib.clear()
        fonts.attrib.update({qn(f"w:{use}"): FONT for use in ("ascii", "hAnsi", "eastAsia", "cs")})
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "vi-VN")
    for name, look in LOOKS.items():
        _add_style(styles, name, look)
    halves = styles.add_style("Hai bên", WD_STYLE_TYPE.TABLE)
    halves.style_id, halves.base_style = "Halves", styles["Normal Table"]
    for table in (halves, styles["Table Grid"]):
        _set_margins(table)


def _add_style(styles: Any, name: Style, look: Look) -> None:
    style = styles.add_style(name.value, WD_STYLE_TYPE.PARAGRAPH)
    style.style_id, style.base_style = name.name.title().replace("_", ""), styles["Normal"]
    style.font.size = Pt(look.size)
    style.font.bold, style.font.italic = look.bold or None, look.italic or None
    form = style.paragraph_format
    form.alignment, form.keep_with_next = look.align, look.keep or None
    form.space_before, form.space_after = Pt(look.above), Pt(look.below)
    form.left_indent, form.right_indent = Mm(look.left), Mm(look.right)
    form.first_line_indent = Mm(look.first)
    if name in {Style.AGENCY_RULE, Style.MOTTO_RULE}:
        border = _element("w:pBdr")
        border.append(_element("w:top", val="single", sz="6", space="1", color="auto"))
        form.element.get_or_add_pPr().insert_element_before(border, "w:spacing", "w:ind", "w:jc")


def _set_margins(style: Any) -> None:
    """What is free at the sides of the cells of a table of that style."""
    properties = style.element.find(qn("w:tblPr"))
    if properties is None:
        properties = _element("w:tblPr")
        style.element.append(properties)
    for margins in properties.findall(qn("w:tblCellMar")):
        properties.remove(margins)
    margins = _element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", w=str(Length(Mm(MARGIN)).twips), type="dxa"))
    properties.append(margins)


def _add_letterhead(document: Document) -> None:
    """The country and its motto at the right; all else is filled in."""
    table: Any = document.add_table(2, 2, "Hai bên")
    table.autofit = False
    for row in table.rows:
        for cell, width in zip(row.cells, HALVES, strict=True):
            cell.width = Mm(width)
    for column, width in zip(table.columns, HALVES, strict=True):
        column.width = Mm(width)
    cell = table.cell(0, 1)
    cell.paragraphs[0].add_run(COUNTRY)
    cell.paragraphs[0].style = Style.COUNTRY.value
    cell.add_paragraph(MOTTO, Style.MOTTO.value)
    cell.add_paragraph(style=Style.MOTTO_RULE.value)


def _element(name: str, **attributes: str) -> Any:
    """What python-docx has no name for."""
    return OxmlElement(name, {qn(f"w:{key}"): value for key, value in attributes.items()})


def main(arguments: Sequence[str]) -> None:
    """Write it to the file that is named, or to where it is shipped."""
    paper().save(arguments[0] if arguments else str(PAPER))


if __name__ == "__main__":
    main(sys.argv[1:])
