# SPDX-License-Identifier: MIT
"""Documents as they are printed: by LibreOffice to PDF, by pdftoppm to pages that are looked at.

This needs LibreOffice, pdftoppm and a font as wide as Times New Roman (Debian: libreoffice-writer,
libreoffice-calc, poppler-utils, fonts-liberation2), and runs in a session of its own: `nox -s pages`.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import unicodedata

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest

import tthc_index as ti

from tthc_index.documents.annexes import Appendices, appendices
from tthc_index.documents.letter import Annex, Block, Letter
from tthc_index.documents.word import write
from tthc_index.text.numbers import number


# Its units are of several levels: what matters here is how they are printed.
pytestmark = pytest.mark.filterwarnings("ignore::tthc_index.errors.LevelsWarning")


TESTS = Path(__file__).parents[1]
SEED = TESTS / "notices" / "son-duong-2024-03.txt"
RULES = ti.ruleset("qd766-2026")

#: Dots an inch of the pages that are looked at, and how many make a mm.
DPI = 100
MM = DPI / 25.4

#: Where ink may be, in mm from the edges: within the margins of the document, lines included.
LEFT, RIGHT, TOP, BOTTOM = 29, 14, 19, 19

#: The page number stands in the top margin.
NUMBER = (9, 18)


def converted(file: Path, kind: str) -> Path:
    """The file as LibreOffice writes it, with settings of its own."""
    soffice = shutil.which("soffice")
    assert soffice, "no LibreOffice"
    own = f"-env:UserInstallation=file://{file.parent}/settings"
    subprocess.run(
        [soffice, own, "--headless", "--convert-to", kind, "--outdir", file.parent, file],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return file.with_suffix("." + kind.partition(":")[0])


def read(*command: Any) -> str:
    found = shutil.which(command[0])
    assert found, f"no {command[0]}"
    ran = subprocess.run([found, *map(str, command[1:])], check=True, capture_output=True)
    return unicodedata.normalize("NFC", ran.stdout.decode())


@attrs.frozen
class Pages:
    """A document's pages: their text, as it is laid out, where words stand, how dark dots are (0 is black)."""

    texts: list[str]
    layouts: list[str]
    words: list[Any]
    dots: list[Any]

    @staticmethod
    def of(pdf: Path) -> Pages:
        read("pdftoppm", "-gray", "-r", DPI, pdf, pdf.with_suffix(""))
        # Numbers of one length, so that names sort as pages do.
        images = sorted(pdf.parent.glob(f"{pdf.stem}-*.pgm"))
        texts = read("pdftotext", "-raw", pdf, "-").split("\f")[:-1]
        layouts = read("pdftotext", "-layout", pdf, "-").split("\f")[:-1]
        boxes = read("pdftotext", "-bbox", pdf, "-").split("<page")[1:]
        assert len(texts) == len(layouts) == len(boxes) == len(images)
        dots = [_dots(image.read_bytes()) for image in images]
        return Pages(texts, layouts, list(map(_words, boxes)), dots)

    @property
    def text(self) -> str:
        """All text, each white space a blank."""
        return " ".join(" ".join(self.texts).split())


def _words(boxes: str) -> Any:
    """Where the words of a page stand: left, top, right, bottom, in points."""
    found = re.findall('<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)"', boxes)
    return np.array(found, float)


def overlaps(words: Any) -> int:
    """How many pairs of words lie on each other, by more than the spaces that letters have."""
    start, end = words[:, None, :2], words[:, None, 2:]
    shared = np.minimum(end, words[None, :, 2:]) - np.maximum(start, words[None, :, :2])
    size = np.minimum(end - start, words[None, :, 2:] - words[None, :, :2])
    on_each_other = (shared > 0.35 * size).all(axis=2)
    return (int(on_each_other.sum()) - len(words)) // 2


def _dots(image: bytes) -> Any:
    """The dots of a PGM image: "P5", width, height, 255, then a byte a dot."""
    head = re.match(rb"P5\s(\d+)\s(\d+)\s255\s", image)
    assert head
    return np.frombuffer(image[head.end() :], np.uint8).reshape(int(head[2]), int(head[1]))


def blocks() -> tuple[Block, ...]:
    """The body of the notice of Sơn Dương district, line by line."""
    text = SEED.read_text("utf-8")
    body = text[text.index("Căn cứ Quyết định") : text.index("Nơi nhận:")]
    made = []
    for line in filter(None, map(str.strip, body.splitlines())):
        said = line.removeprefix("- ").removeprefix("+ ")
        if re.match(r"[1-6]\. ", line):
            made.append(Block("section", line))
        elif said == line:
            made.append(Block("paragraph", line))
        else:
            made.append(Block("subitem" if "+ " in line[:4] else "item", said))
    return tuple(made)


def tables() -> Appendices:
    """The departments of An Giang, October 2025 (their names are long), twice, and other units."""
    with (TESTS / "figures" / "an-giang-departments-2025-10.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    results: dict[str, Any] = {}
    for row in rows:
        points = {group.code: float(row[group.code]) for group in RULES}
        published = ti.Published(points=points, total=float(row["published_total"]))
        results |= {row["unit"]: published, f"{row['unit']} (kỳ trước)": published}
    results["tỉnh Phú Thọ"] = ti.examples.PHU_THO_2026_08.score()
    results["huyện Sơn Dương"] = ti.examples.SON_DUONG_2024_03.score()
    results['=HYPERLINK("http://example.com")'] = None
    results["Ủy ban nhân dân xã " + "có tên dài " * 10] = None
    return appendices(results)


def letter(annexes: Sequence[Annex] = (), **changes: Any) -> Letter:
    made = Letter(
        authority="Ủy ban nhân dân tỉnh Tuyên Quang",
        agency="Ủy ban nhân dân huyện Sơn Dương",
        number="955/UBND-KSTT",
        place="Sơn Dương",
        date="2024-04-22",
        subject="công khai kết quả thực hiện Bộ chỉ số chỉ đạo, điều hành và đánh giá chất lượng "
        "phục vụ người dân, doanh nghiệp trong thực hiện TTHC tháng 3 năm 2024",
        addressees=("Các cơ quan chuyên môn thuộc UBND huyện;", "Ủy ban nhân dân xã, thị trấn."),
        blocks=blocks(),
        recipients=("Ủy ban nhân dân tỉnh (báo cáo);", "UBND các xã, thị trấn;", "Lưu: VT."),
        signature=("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"),
        signer="Vũ Văn Thụ",
        annexes=tuple(annexes),
    )
    return attrs.evolve(made, **changes)


def word(made: Letter, folder: Path) -> Pages:
    write(made, folder / "x.docx")
    return Pages.of(converted(folder / "x.docx", "pdf"))


@pytest.fixture(scope="module")
def notice(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return word(letter(tables().annexes()), tmp_path_factory.mktemp("notice"))


def ink(dots: Any, top: float, bottom: float, left: float, right: float) -> bool:
    """Whether anything is printed in that part of the page, in mm."""
    part = dots[int(top * MM) : int(bottom * MM), int(left * MM) : int(right * MM)]
    return bool((part < 200).any())


class TestNotice:
    def test_the_seed_line_by_line(self, notice: Pages) -> None:
        """ "Compared with the seed's structure": its lines, in its order."""
        at = 0
        for block in blocks():
            said = " ".join(block.text.split())
            at = notice.text.find(said, at)
            assert at >= 0, said

    def test_letterhead(self, notice: Pages) -> None:
        """Country and motto stand beside the agency, each on a line of its own."""
        head = notice.layouts[0]

        assert re.search("ỦY BAN NHÂN DÂN TỈNH +CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n", head)
        assert re.search("TUYÊN QUANG +Độc lập - Tự do - Hạnh phúc\n", head)
        assert re.search("Số: 955/UBND-KSTT +Sơn Dương, ngày 22 tháng 4 năm 2024\n", head)

    def test_signature_beside_the_recipients(self, notice: Pages) -> None:
        (page,) = [text for text in notice.layouts if "Nơi nhận:" in text]

        assert re.search("Nơi nhận: +TL. CHỦ TỊCH\n", page)
        assert re.search("\n +Vũ Văn Thụ\n", page)
        assert "Trên đây là kết quả công khai" in page  # never alone on a page

    def test_page_numbers(self, notice: Pages) -> None:
        first, *others = notice.texts

        assert not re.match(r"\s*1\n", first)
        for page, text in enumerate(others, 2):
            assert text.split()[0] == str(page)

    def test_nothing_leaves_the_margins(self, notice: Pages) -> None:
        """ "Nothing overflows with the longest unit names of the published data"."""
        for page, dots in enumerate(notice.dots, 1):
            height, width = dots.shape[0] / MM, dots.shape[1] / MM
            assert not ink(dots, 0, height, 0, LEFT), page
            assert not ink(dots, 0, height, width - RIGHT, width), page
            assert not ink(dots, height - BOTTOM, height, 0, width), page
            assert not ink(dots, 0, NUMBER[0], 0, width), page
            assert not ink(dots, NUMBER[1], TOP, 0, width), page
            assert ink(dots, *NUMBER, width / 2, width / 2 + 15) == (page > 1), page

    def test_no_word_lies_on_another(self, notice: Pages) -> None:
        assert [overlaps(words) for words in notice.words] == [0] * len(notice.words)

    def test_no_page_is_empty(self, notice: Pages) -> None:
        assert all(len(text.split()) > 20 for text in notice.texts)

    def test_annexes_lie_on_their_side(self, notice: Pages) -> None:
        at = next(n for n, text in enumerate(notice.texts) if "Phụ lục I\n" in text)

        upright = [dots.shape[0] > dots.shape[1] for dots in notice.dots]
        assert upright == [True] * at + [False] * (len(upright) - at)

    def test_titles_on_every_page_of_a_table(self, notice: Pages) -> None:
        first = next(n for n, text in enumerate(notice.texts) if "Phụ lục I\n" in text)
        second = next(n for n, text in enumerate(notice.texts) if "Phụ lục II\n" in text)

        assert second > first + 1
        for text in notice.texts[first:]:
            assert "Đơn vị" in " ".join(text.split())

    def test_every_figure_stands_whole(self, notice: Pages) -> None:
        """Figures that don't fit their column would break in two."""
        annex = tables().annexes()[0]
        for row in annex.table.rows:
            figures = [cell.text for cell in row if cell.right]
            assert " ".join(figures[1:]) in notice.text, row[1].text

    def test_every_title_stands_whole(self, notice: Pages) -> None:
        """Of titles on end, LibreOffice leaves out the lines that don't fit their row."""
        for annex in tables().annexes():
            (page,) = [text for text in notice.texts if f"Phụ lục {annex.number}\n" in text]
            there = Counter(page.split())

            assert Counter(" ".join(annex.table.header).split()) <= there


class TestLetters:
    @pytest.mark.parametrize("rows", [20, 21, 22])
    def test_a_full_page_makes_no_empty_one(self, tmp_path: Path, rows: int) -> None:
        annex = tables().annexes()[0]
        table = attrs.evolve(annex.table, rows=list(annex.table.rows)[-3:-2] * rows)
        full = attrs.evolve(annex, table=table)
        pages = word(letter([full, full], blocks=blocks()[:1]), tmp_path)

        assert all(len(text.split()) > 10 for text in pages.texts)

    def test_room_to_write(self, tmp_path: Path) -> None:
        made = letter(number=None, date=None, addressees=("UBND tỉnh Tuyên Quang",))
        head = word(made, tmp_path).layouts[0]

        assert re.search(r"Số: +/ +Sơn Dương, ngày +tháng +năm", head)
        assert re.search(r"\n {10,}Kính gửi: UBND tỉnh Tuyên Quang\n", head)


class TestExcel:
    def test_printed(self, tmp_path: Path) -> None:
        made = tables()
        made.save(tmp_path / "x.xlsx")
        pages = Pages.of(converted(tmp_path / "x.xlsx", "pdf"))

        assert len(pages.texts) == 2
        for page, (text, dots) in enumerate(zip(pages.texts, pages.dots, strict=True), 1):
            assert dots.shape[1] > dots.shape[0]
            assert f"{page}/2" in text
            assert "Đơn vị" in text
            for name in made.names.values():
                assert " ".join(name.split()) in " ".join(text.split())
        assert re.search(r"1/31 .*93[.,]75", pages.layouts[0])
        assert [overlaps(words) for words in pages.words] == [0, 0]

    def test_read_by_libreoffice(self, tmp_path: Path) -> None:
        """The numbers and texts that LibreOffice finds are those of the tables; nothing is computed."""
        made = tables()
        made.save(tmp_path / "x.xlsx")
        options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1"
        file = converted(tmp_path / "x.xlsx", options)
        with next(file.parent.glob("x*.csv")).open(encoding="utf-8") as opened:
            _, header, *rows = csv.reader(opened)

        (annex, _) = made.annexes()
        assert tuple(header) == annex.table.header
        for row, cells in zip(rows, annex.table.rows, strict=True):
            assert [row[1], row[-1]] == [cells[1].text, cells[-1].text]
            shown = [number(float(figure) if figure else None, "vi", 2) for figure in row[2:-1]]
            assert shown == [cell.text for cell in cells[2:-1]]
