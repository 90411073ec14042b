# SPDX-License-Identifier: MIT
"""The Word document: Decree 30/2020/NĐ-CP, Appendix I, part by part."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
import zipfile

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import attrs
import docx
import pytest

from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

import tthc_index as ti

from tthc_index.documents.letter import Annex, Block, Letter
from tthc_index.documents.paper import PAPER, main
from tthc_index.documents.widths import fitted
from tthc_index.documents.word import write
from tthc_index.text.tables import Cell, Table, one_line, plain


#: Notice 955/UBND-KSTT of Sơn Dương district, 22 April 2024, shortened.
SON_DUONG = Letter(
    authority="Ủy ban nhân dân tỉnh Tuyên Quang",
    agency="Ủy ban nhân dân huyện Sơn Dương",
    number="955/UBND-KSTT",
    place="Sơn Dương",
    date="2024-04-22",
    subject="công khai kết quả thực hiện Bộ chỉ số tháng 3 năm 2024",
    addressees=("Các cơ quan chuyên môn thuộc UBND huyện;", "Ủy ban nhân dân xã, thị trấn."),
    blocks=(
        Block("paragraph", "Căn cứ Quyết định số 766/QĐ-TTg ngày 23/6/2022;"),
        Block("section", "4. Điểm đánh giá thanh toán trực tuyến: 8,4/10 điểm"),
        Block("item", "Tỷ lệ hồ sơ thanh toán trực tuyến:"),
        Block("subitem", "Thanh toán trực tuyến: 3.066 (77,35%)."),
        Block("paragraph", "Trên đây là kết quả công khai tháng 3/2024./."),
    ),
    recipients=("Ủy ban nhân dân tỉnh (báo cáo);", "Lưu: VT."),
    signature=("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"),
    signer="Vũ Văn Thụ",
)

NARROW = Annex(
    "I",
    Table(
        ("Đơn vị", "Điểm"), ((Cell("Xã A"), Cell("87,1", right=True)),), "Kết quả", ("Nguồn: A",)
    ),
)
WIDE = Annex(
    "II",
    Table(
        ("Đơn vị", *(f"{n}. Tỷ lệ hồ sơ" for n in range(1, 13))),
        ((Cell("Xã A", head=True), *(Cell("1,00", right=True) for _ in range(12))),),
        "Kết quả các chỉ số",
    ),
)

#: What may stand in an element, in the order in which the format (ECMA-376) has it.
ORDER = {
    "pPr": "pStyle keepNext pBdr tabs spacing ind jc rPr sectPr",
    "rPr": "rFonts b i sz szCs lang",
    "tcPr": "tcW textDirection vAlign",
    "trPr": "cantSplit trHeight tblHeader",
    "tblPr": "tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblLook",
    "sectPr": "headerReference type pgSz pgMar cols titlePg docGrid",
}


def made(letter: Letter, folder: Path) -> Any:
    write(letter, folder / "x.docx")
    return docx.Document(str(folder / "x.docx"))


def texts(document: Any) -> list[str]:
    """Every paragraph, those in tables as well."""
    return [
        "".join(run.text or "" for run in paragraph.iter(qn("w:t")))
        for paragraph in document.element.body.iter(qn("w:p"))
    ]


def paragraphs(document: Any) -> Iterator[Any]:
    """Every paragraph, those in tables as well."""
    yield from document.paragraphs
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from cell.paragraphs


def styled(document: Any, text: str) -> dict[str, Any]:
    """How the paragraph with that text looks, by itself or by its style; sizes and spaces in points."""
    (found,) = [paragraph for paragraph in paragraphs(document) if paragraph.text == text]
    look, style = found.paragraph_format, found.style
    letters = found.runs[0].font
    return {
        "align": ALIGNS[style.paragraph_format.alignment],
        "size": (letters.size or style.font.size).pt,
        "bold": bool(letters.bold or style.font.bold),
        "italic": bool(style.font.italic),
        "first": style.paragraph_format.first_line_indent.mm,
        "left": (look.left_indent or style.paragraph_format.left_indent).mm,
        "space": style.paragraph_format.space_before.pt,
        "keep": bool(style.paragraph_format.keep_with_next),
    }


ALIGNS = {0: "left", 1: "center", 2: "right", 3: "both"}

TEXT = st.text(max_size=30)
LINES = st.lists(TEXT, max_size=3).map(tuple)
CELL = st.builds(Cell, TEXT, right=st.booleans(), head=st.booleans(), indent=st.booleans())


@st.composite
def annexes(draw: st.DrawFn) -> Annex:
    columns = draw(st.integers(1, 15))
    rows = st.tuples(*[CELL] * columns)
    header = draw(st.tuples(*[TEXT] * columns))
    return Annex(
        "I", Table(header, tuple(draw(st.lists(rows, max_size=3))), draw(TEXT), draw(LINES))
    )


LETTERS = st.builds(
    Letter,
    authority=TEXT,
    agency=TEXT,
    number=st.none() | TEXT,
    place=TEXT,
    date=st.none() | st.dates().map(str),
    subject=TEXT,
    addressees=LINES,
    blocks=st.lists(
        st.builds(Block, st.sampled_from(["paragraph", "section", "item", "subitem"]), TEXT),
        max_size=4,
    ).map(tuple),
    recipients=LINES,
    signature=LINES,
    signer=TEXT,
    annexes=st.lists(annexes(), max_size=2).map(tuple),
)


class TestLaws:
    @given(LETTERS)
    @settings(max_examples=30)
    def test_every_text_is_there_in_order(
        self, tmp_path_factory: pytest.TempPathFactory, letter: Letter
    ) -> None:
        found = "\n".join(texts(made(letter, tmp_path_factory.mktemp("word"))))
        parts = [letter.authority.upper(), letter.agency.upper(), letter.number or "Số:"]
        parts += [letter.subject, letter.place, *letter.addressees]
        parts += [block.text for block in letter.blocks]
        parts += [*letter.recipients, *letter.signature, letter.signer]
        for annex in letter.annexes:
            parts += [annex.table.caption.upper(), *annex.table.header]
            parts += [cell.text for row in annex.table.rows for cell in row]
            parts += annex.table.notes

        at = 0
        # The day stands beside the number, above the subject's end on paper, and after it here.
        for part in map(one_line, parts):
            at = found.find(part, at)
            assert at >= 0, part

    @given(LETTERS)
    @settings(max_examples=20)
    def test_elements_stand_in_the_order_of_the_format(
        self, tmp_path_factory: pytest.TempPathFactory, letter: Letter
    ) -> None:
        """ "Opens without a repair prompt": Word refuses what stands in another order."""
        document = made(letter, tmp_path_factory.mktemp("word"))
        for element in chain(document.element.body.iter(), document.styles.element.iter()):
            name = element.tag.rpartition("}")[2]
            names = [child.tag.rpartition("}")[2] for child in element]
            if name in ORDER:
                assert names == sorted(names, key=ORDER[name].split().index)
            if name == "tc":
                assert names[-1] == "p"
        for table in document.tables:
            assert len({len(row.cells) for row in table.rows}) == 1

    @given(st.lists(CELL, min_size=1, max_size=40), st.integers(100, 260))
    def test_columns_fill_the_room_and_no_more(self, cells: list[Cell], room: int) -> None:
        for turned in (False, True):
            size, widths = fitted([cell.text for cell in cells], [cells], room, turned=turned)

            assert 7 <= size <= 12
            assert sum(widths) <= room + 1e-6
            assert all(width > 0 for width in widths)


class TestPage:
    def test_paper_and_margins(self, tmp_path: Path) -> None:
        """ "A4; top and bottom 20-25 mm, left 30-35 mm, right 15-20 mm"."""
        (page,) = made(SON_DUONG, tmp_path).sections

        assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
        assert 20 <= round(page.top_margin.mm) <= 25
        assert 20 <= round(page.bottom_margin.mm) <= 25
        assert 30 <= round(page.left_margin.mm) <= 35
        assert 15 <= round(page.right_margin.mm) <= 20
        assert round(page.header_distance.mm) == 10

    def test_number_in_the_top_margin_but_on_the_first_page(self, tmp_path: Path) -> None:
        (page,) = made(SON_DUONG, tmp_path).sections

        assert page.different_first_page_header_footer
        assert not page.first_page_header.paragraphs[0]._p.xml.count("fldSimple")
        (number,) = page.header.paragraphs
        assert number.alignment == 1
        assert re.findall('w:instr="(.*?)"', number._p.xml) == ["PAGE"]

    def test_one_font(self, tmp_path: Path) -> None:
        styles = made(SON_DUONG, tmp_path).styles
        fonts = list(styles.element.iter(qn("w:rFonts")))

        assert fonts
        for font in fonts:
            assert set(font.attrib.values()) == {"Times New Roman"}
            assert {key.rpartition("}")[2] for key in font.attrib} == {
                "ascii",
                "hAnsi",
                "eastAsia",
                "cs",
            }
        assert styles["Normal"].font.size.pt == 14
        assert styles["Normal"].paragraph_format.line_spacing == 1
        assert styles["Normal"].paragraph_format.space_after == 0
        assert {tag.get(qn("w:val")) for tag in styles.element.iter(qn("w:lang"))} == {"vi-VN"}

    def test_properties_are_those_of_the_letter(self, tmp_path: Path) -> None:
        core = made(SON_DUONG, tmp_path).core_properties

        assert (core.title, core.author) == (SON_DUONG.subject, SON_DUONG.agency)
        assert core.language == "vi-VN"
        assert core.created is core.modified is None
        assert core.comments == core.last_modified_by == ""

    def test_a_long_subject(self, tmp_path: Path) -> None:
        letter = attrs.evolve(SON_DUONG, subject="x" * 300, agency="y" * 300)
        document = made(letter, tmp_path)

        assert document.core_properties.title == "x" * 255
        assert f"V/v {'x' * 300}" in texts(document)


class TestParts:
    def test_all_of_it(self, tmp_path: Path) -> None:
        assert list(filter(None, texts(made(SON_DUONG, tmp_path)))) == [
            "ỦY BAN NHÂN DÂN TỈNH TUYÊN QUANG",
            "ỦY BAN NHÂN DÂN HUYỆN SƠN DƯƠNG",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Số: 955/UBND-KSTT",
            "V/v công khai kết quả thực hiện Bộ chỉ số tháng 3 năm 2024",
            "Sơn Dương, ngày 22 tháng 4 năm 2024",
            "Kính gửi:",
            "- Các cơ quan chuyên môn thuộc UBND huyện;",
            "- Ủy ban nhân dân xã, thị trấn.",
            "Căn cứ Quyết định số 766/QĐ-TTg ngày 23/6/2022;",
            "4. Điểm đánh giá thanh toán trực tuyến: 8,4/10 điểm",
            "- Tỷ lệ hồ sơ thanh toán trực tuyến:",
            "+ Thanh toán trực tuyến: 3.066 (77,35%).",
            "Trên đây là kết quả công khai tháng 3/2024./.",
            "Nơi nhận:",
            "- Ủy ban nhân dân tỉnh (báo cáo);",
            "- Lưu: VT.",
            "TL. CHỦ TỊCH",
            "CHÁNH VĂN PHÒNG",
            "Vũ Văn Thụ",
        ]

    @pytest.mark.parametrize(
        ("text", "size", "look", "align"),
        [
            ("ỦY BAN NHÂN DÂN TỈNH TUYÊN QUANG", 13, "plain", "center"),
            ("ỦY BAN NHÂN DÂN HUYỆN SƠN DƯƠNG", 13, "bold", "center"),
            ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, "bold", "center"),
            ("Độc lập - Tự do - Hạnh phúc", 14, "bold", "center"),
            ("Số: 955/UBND-KSTT", 13, "plain", "center"),
            (
                "V/v công khai kết quả thực hiện Bộ chỉ số tháng 3 năm 2024",
                12,
                "plain",
                "center",
            ),
            ("Sơn Dương, ngày 22 tháng 4 năm 2024", 14, "italic", "center"),
            ("Kính gửi:", 14, "plain", "left"),
            ("Căn cứ Quyết định số 766/QĐ-TTg ngày 23/6/2022;", 14, "plain", "both"),
            ("4. Điểm đánh giá thanh toán trực tuyến: 8,4/10 điểm", 14, "bold", "both"),
            ("Nơi nhận:", 12, "bold italic", "left"),
            ("- Lưu: VT.", 11, "plain", "left"),
            ("TL. CHỦ TỊCH", 14, "bold", "center"),
            ("Vũ Văn Thụ", 14, "bold", "center"),
        ],
    )
    def test_letters(self, tmp_path: Path, text: str, size: int, look: str, align: str) -> None:
        found = styled(made(SON_DUONG, tmp_path), text)

        assert (found["bold"], found["italic"]) == ("bold" in look, "italic" in look)
        assert (found["size"], found["align"]) == (size, align)

    def test_paragraphs(self, tmp_path: Path) -> None:
        """ "First line set in by 1 or 1.27 cm; at least 6 points between paragraphs"."""
        document = made(SON_DUONG, tmp_path)
        look = styled(document, "+ Thanh toán trực tuyến: 3.066 (77,35%).")

        assert (look["first"], look["space"], look["keep"]) == (
            pytest.approx(12.7, abs=0.1),
            6,
            False,
        )
        assert styled(document, "4. Điểm đánh giá thanh toán trực tuyến: 8,4/10 điểm")["keep"]

    def test_rules_below_agency_and_motto(self, tmp_path: Path) -> None:
        letterhead = made(SON_DUONG, tmp_path).tables[0]
        ruled = [
            [p.style for p in cell.paragraphs if p.style.element.findall(f".//{qn('w:pBdr')}")]
            for row in letterhead.rows
            for cell in row.cells
        ]

        assert list(map(len, ruled)) == [1, 1, 0, 0]
        look = ruled[0][0].paragraph_format
        assert look.left_indent == look.right_indent
        assert look.left_indent.mm == pytest.approx((65 - 25) / 2 - 1, abs=0.1)

    def test_signature_holds_together(self, tmp_path: Path) -> None:
        document = made(SON_DUONG, tmp_path)
        closing = document.tables[-1]

        assert document.paragraphs[-1].style.paragraph_format.keep_with_next
        assert closing.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None

    def test_room_for_the_signature(self, tmp_path: Path) -> None:
        assert styled(made(SON_DUONG, tmp_path), "Vũ Văn Thụ")["space"] == 72

    @pytest.mark.parametrize(
        ("date", "said"),
        [
            ("2024-04-02", "ngày 02 tháng 4 năm 2024"),
            ("2024-02-10", "ngày 10 tháng 02 năm 2024"),
            ("2024-03-09", "ngày 09 tháng 3 năm 2024"),
            ("2024-12-31", "ngày 31 tháng 12 năm 2024"),
        ],
    )
    def test_days(self, tmp_path: Path, date: str, said: str) -> None:
        """ "Days below 10 and months 1 and 2 are written with a 0 before them"."""
        found = texts(made(attrs.evolve(SON_DUONG, date=date), tmp_path))

        assert f"Sơn Dương, {said}" in found

    def test_room_to_write(self, tmp_path: Path) -> None:
        letter = attrs.evolve(SON_DUONG, number=None, date=None, annexes=(NARROW,))
        found = texts(made(letter, tmp_path))
        room = "\u00a0" * 6

        assert f"Số: {room}/" in found
        assert f"Sơn Dương, ngày{room}tháng{room}năm{room}" in found
        assert any(text.startswith(f"(Kèm theo Văn bản số {room}/{room} ngày") for text in found)

    def test_one_addressee(self, tmp_path: Path) -> None:
        letter = attrs.evolve(SON_DUONG, addressees=("UBND tỉnh Tuyên Quang",))

        look = styled(made(letter, tmp_path), "Kính gửi: UBND tỉnh Tuyên Quang")
        assert look["align"] == "center"

    def test_empty_parts_are_left_out(self, tmp_path: Path) -> None:
        letter = Letter(
            authority="",
            agency="",
            number="1/UBND",
            place="",
            date="2024-04-22",
            subject="",
            addressees=(),
            blocks=(),
            recipients=(),
            signature=(),
            signer="",
            annexes=(NARROW,),
        )
        document = made(letter, tmp_path)
        found = list(filter(None, texts(document)))

        assert found[2:6] == [
            "Số: 1/UBND",
            "ngày 22 tháng 4 năm 2024",
            "Phụ lục I",
            "KẾT QUẢ",
        ]
        assert found[6] == "(Kèm theo Văn bản số 1/UBND ngày 22 tháng 4 năm 2024)"
        assert [p.style.name for p in paragraphs(document) if "Kẻ" in p.style.name] == [
            "Kẻ dưới tiêu ngữ"
        ]

    @pytest.mark.parametrize("part", ["recipients", "signature", "signer"])
    def test_a_part_of_the_closing(self, tmp_path: Path, part: str) -> None:
        none: dict[str, Any] = {"recipients": (), "signature": (), "signer": ""}
        letter = attrs.evolve(SON_DUONG, **{**none, part: getattr(SON_DUONG, part)})
        closing = made(letter, tmp_path).tables[-1]

        assert [bool(cell.text) for cell in closing.rows[0].cells] == [
            part == "recipients",
            part != "recipients",
        ]


class TestAnnexes:
    def test_pages_of_their_own(self, tmp_path: Path) -> None:
        document = made(attrs.evolve(SON_DUONG, annexes=(NARROW, WIDE)), tmp_path)
        letter, narrow, wide = document.sections

        assert narrow.start_type == wide.start_type == 2  # a new page
        assert narrow.page_width < narrow.page_height
        assert wide.page_width > wide.page_height
        assert (letter.orientation, narrow.orientation, wide.orientation) == (0, 0, 1)
        assert [page.different_first_page_header_footer for page in document.sections] == [
            True,
            False,
            False,
        ]
        assert narrow.header.is_linked_to_previous
        found, dated = texts(document), "ngày 22 tháng 4 năm 2024"
        at = found.index("Phụ lục I")
        assert found[at : at + 3] == [
            "Phụ lục I",
            "KẾT QUẢ",
            f"(Kèm theo Văn bản số 955/UBND-KSTT {dated} của Ủy ban nhân dân huyện Sơn Dương)",
        ]

    def test_headings(self, tmp_path: Path) -> None:
        document = made(attrs.evolve(SON_DUONG, annexes=(NARROW,)), tmp_path)
        origin = next(text for text in texts(document) if text.startswith("(Kèm theo"))

        for text, bold in (("Phụ lục I", True), ("KẾT QUẢ", True), (origin, False)):
            look = styled(document, text)
            assert (look["bold"], look["italic"], look["align"]) == (bold, not bold, "center")

    def test_what_ends_a_section_takes_no_page(self, tmp_path: Path) -> None:
        document = made(attrs.evolve(SON_DUONG, annexes=(NARROW,)), tmp_path)
        (end,) = [p for p in document.paragraphs if p._p.findall(f".//{qn('w:sectPr')}")]

        assert end.paragraph_format.line_spacing.pt == 1

    def test_header_row_is_repeated(self, tmp_path: Path) -> None:
        table = made(attrs.evolve(SON_DUONG, annexes=(NARROW,)), tmp_path).tables[-1]

        repeated = [bool(row._tr.findall(f".//{qn('w:tblHeader')}")) for row in table.rows]
        assert repeated == [True, False]
        assert table.style.name == "Table Grid"

    def test_cells(self, tmp_path: Path) -> None:
        document = made(attrs.evolve(SON_DUONG, annexes=(NARROW,)), tmp_path)

        assert styled(document, "87,1")["align"] == "right"
        assert styled(document, "Xã A")["align"] == "left"
        assert not styled(document, "Xã A")["bold"]
        assert styled(document, "Điểm")["bold"]
        assert styled(document, "Điểm")["size"] == 12
        assert not document.tables[-1]._tbl.findall(f".//{qn('w:textDirection')}")

    def test_rows_of_one_look(self, tmp_path: Path) -> None:
        """They are copies of one another but for what they say."""
        names = ["Xã A", " Xã  B", "Xã C"]
        rows = tuple((Cell(name), Cell("1,00", right=True)) for name in names)
        annex = Annex("I", attrs.evolve(NARROW.table, rows=rows))
        table = made(attrs.evolve(SON_DUONG, annexes=(annex,)), tmp_path).tables[-1]

        said = [[cell.text for cell in row.cells] for row in table.rows[1:]]
        assert said == [["Xã A", "1,00"], [" Xã B", "1,00"], ["Xã C", "1,00"]]

    def test_many_columns(self, tmp_path: Path) -> None:
        """Titles of more than 12 columns stand on end, so that figures need little room."""
        document = made(attrs.evolve(SON_DUONG, annexes=(WIDE,)), tmp_path)
        titles, row = document.tables[-1].rows

        assert len(titles._tr.findall(f".//{qn('w:textDirection')}")) == 13
        assert not row._tr.findall(f".//{qn('w:textDirection')}")
        # 15 letters of 12 points in two lines.
        assert titles.height.mm == pytest.approx(15 * 12 * 0.353 * 0.6 * 0.5, abs=0.1)
        assert styled(document, "Xã A")["bold"]

    @pytest.mark.parametrize(
        ("columns", "wide", "turned"),
        [(5, False, False), (6, True, False), (12, True, False), (13, True, True)],
    )
    def test_what_depends_on_the_number_of_columns(
        self, tmp_path: Path, columns: int, wide: object, turned: object
    ) -> None:
        annex = Annex("I", Table(("x",) * columns, ((Cell("1"),) * columns,)))
        document = made(attrs.evolve(SON_DUONG, annexes=(annex,)), tmp_path)
        page = document.sections[-1]

        assert (page.page_width > page.page_height) is wide
        assert bool(document.element.body.findall(f".//{qn('w:textDirection')}")) is turned

    def test_widths_are_kept_whatever_stands_in_the_cells(self, tmp_path: Path) -> None:
        document = made(attrs.evolve(SON_DUONG, annexes=(NARROW,)), tmp_path)

        assert not any(table.autofit for table in document.tables)
        widths = [cell.width.mm for cell in document.tables[-1].rows[1].cells]
        assert sum(widths) == pytest.approx(165, abs=0.1)
        assert [column.width.mm for column in document.tables[-1].columns] == widths

    def test_a_long_name_leaves_room_to_others(self) -> None:
        cells = [Cell("x" * 1000), Cell("y" * 39)]

        assert fitted(["", ""], [cells], 160, turned=False) == (12, [80, 80])

    def test_figures_take_what_they_need_and_no_more_than_there_is(self) -> None:
        few, many = ([Cell("x"), *[Cell("20,00", right=True)] * n] for n in (2, 60))

        _, widths = fitted([""] * 3, [few], 160, turned=False)
        assert widths[1:] == [pytest.approx(5 * 0.5 * 12 * 0.353 + 2)] * 2
        _, widths = fitted([""] * 61, [many], 240, turned=True)
        assert widths == [pytest.approx(0.15 * 240), *[pytest.approx(0.85 * 4)] * 60]

    def test_what_is_set_in(self, tmp_path: Path) -> None:
        annex = Annex("I", Table(("A", "B"), ((Cell("a", indent=True), Cell("b")),)))
        document = made(attrs.evolve(SON_DUONG, annexes=(annex,)), tmp_path)

        indents = [styled(document, text)["left"] for text in "ab"]
        assert indents == [pytest.approx(4, abs=0.1), 0]

    def test_letters_shrink_until_figures_fit(self) -> None:
        def size(columns: int) -> int:
            cells = [Cell("Xã A"), *[Cell("20,00", right=True)] * columns]
            return fitted([""] * (columns + 1), [cells], 252, turned=True)[0]

        assert [size(n) for n in (5, 21, 23, 60)] == [12, 9, 8, 7]


class TestHostileText:
    HOSTILE = (
        '</w:t></w:r><w:fldSimple w:instr="DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe"/>',
        '{ INCLUDETEXT "c:/secret" } \x13 DDEAUTO \x14\x15',
        "]]><!--&amp;&#0;",
        "a\x00b\x1b[31m\u202e\ud800",
        "{{ 7*7 }}${7*7}",
    )

    @pytest.mark.parametrize("text", HOSTILE)
    def test_stays_text(self, tmp_path: Path, text: str) -> None:
        parts: dict[str, Any] = {
            name: (text,) if isinstance(value, tuple) else text
            for name, value in attrs.asdict(SON_DUONG, recurse=False).items()
            if name not in {"date", "blocks", "annexes"}
        }
        annex = Annex(text, Table((text, text), ((Cell(text), Cell(text)),), text))
        letter = Letter(
            **parts, date="2024-04-22", blocks=(Block("paragraph", text),), annexes=(annex,)
        )
        document = made(letter, tmp_path)

        assert sum(one_line(text).upper() in found.upper() for found in texts(document)) >= 14
        xml = document.element.xml
        assert "fldSimple w" not in xml.replace("&lt;w:fldSimple w", "")
        assert "instrText" not in xml
        assert not {c for c in "".join(texts(document)) if not c.isprintable() and c != "\xa0"}

    def test_hard_spaces_are_kept(self) -> None:
        assert plain("quý\u00a0I\tnăm") == "quý\u00a0I\ufffdnăm"


class TestPaper:
    """The document that is filled in is shipped, with what makes it."""

    def test_made_anew(self, tmp_path: Path) -> None:
        """Part by part it is the shipped one."""
        command = [sys.executable, "-m", "tthc_index.documents.paper", str(tmp_path / "x.docx")]
        subprocess.run(command, check=True, capture_output=True)

        assert parts(tmp_path / "x.docx") == parts(PAPER)

    def test_made_in_place(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tthc_index.documents.paper.PAPER", tmp_path / "letter.docx")
        main([])

        assert parts(tmp_path / "letter.docx") == parts(PAPER)


def parts(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


class TestFile:
    def test_whole_or_not_at_all(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        target = tmp_path / "x.docx"
        target.write_bytes(b"before")

        def fail(*_: Any) -> None:
            raise OSError("full")

        monkeypatch.setattr("docx.document.Document.save", fail)
        with pytest.raises(OSError, match="full"):
            write(SON_DUONG, target)

        assert target.read_bytes() == b"before"
        assert list(tmp_path.iterdir()) == [target]

    def test_names_the_missing_extra_after_the_paper_was_made(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "docx", None)
        monkeypatch.delitem(sys.modules, "tthc_index.documents.word")

        with pytest.raises(ti.errors.MissingExtraError, match=r"tthc_index\[docx\]"):
            importlib.import_module("tthc_index.documents.word")

    def test_names_the_missing_extra(self) -> None:
        code = (
            "import sys; sys.modules['docx'] = None\n"
            "try: import tthc_index.documents.word\n"
            "except ImportError as error: print(type(error).__name__, error.extra)"
        )
        ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)

        assert ran.stdout.decode().split() == ["MissingExtraError", "docx"]
