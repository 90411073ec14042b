# SPDX-License-Identifier: MIT
"""`appendices()`: the results of many units as tables, in a letter, in a notebook, in Excel."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import warnings
import zipfile

from pathlib import Path
from typing import Any

import attrs
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

import tthc_index as ti

from tthc_index import testing
from tthc_index.documents.annexes import Appendices, appendices
from tthc_index.results.rank import rank
from tthc_index.text.numbers import number


RULES = ti.ruleset("qd766-2026")
PHU_THO = ti.examples.PHU_THO_2026_08.score()
SON_DUONG = ti.examples.SON_DUONG_2024_03.score()
FIGURES = Path(__file__).parent / "figures"

#: An index of one group, so that tables stay small.
PROGRESS = attrs.evolve(RULES, id="progress-only", groups=[RULES.groups[1]], max_points=20)

HOSTILE = ['=cmd|" /C calc"!A0', "+1", "-2", "@SUM(1)", "#N/A", "<b>&amp;", "a\nb\x1b\ud800", "{0}"]


def card(on_time: int | None = None, handled: int = 200) -> ti.ScoreCard:
    counts = {"dossiers_on_time": on_time, "dossiers_handled": handled}
    return ti.score(counts, rules=PROGRESS, missing="allow")


def departments() -> dict[str, ti.Published]:
    """The departments of An Giang province, October 2025, as published."""
    with (FIGURES / "an-giang-departments-2025-10.csv").open(encoding="utf-8") as file:
        return {
            row["unit"]: ti.Published(
                points={group.code: float(row[group.code]) for group in RULES},
                total=float(row["published_total"]),
            )
            for row in csv.DictReader(file)
        }


@st.composite
def units(draw: st.DrawFn) -> tuple[dict[str, ti.ScoreCard], ti.ScoreTable]:
    """The same units as cards and as a table, counts of some missing."""
    names = draw(st.lists(st.text(max_size=8), min_size=1, max_size=5, unique=True))
    rows = [draw(testing.counts(RULES, missing=True)) for _ in names]
    counted = [*RULES.count_names, *RULES.monitored_count_names]
    columns = {name: [row.get(name) for row in rows] for name in counted}
    cards = [ti.score(row, missing="allow") for row in rows]
    table = ti.score_many(columns, missing="allow", units=names)
    return dict(zip(names, cards, strict=True)), table


def opened(path: Path) -> Any:
    with warnings.catch_warnings():
        # openpyxl does not know bars of one colour.
        warnings.simplefilter("ignore")
        return load_workbook(path)


def cells(made: Appendices) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in annex.table.rows] for annex in made.annexes()]


def points(scores: ti.ScoreCard, code: str) -> float | None:
    """What a table shows: nothing of a group that lacks counts."""
    score = scores[code]
    known: float | None = score.points if getattr(score, "complete", True) else None
    return known


class TestLaws:
    @given(units(), st.sampled_from(["total", "progress", "progress.on_time"]))
    @settings(max_examples=15)
    def test_every_figure_is_that_of_its_card(
        self, both: tuple[dict[str, ti.ScoreCard], ti.ScoreTable], by: str
    ) -> None:
        cards, _ = both
        groups, indicators = (annex.table for annex in appendices(cards, by=by).annexes())
        ranks = list(rank(cards, by=by))

        assert len(groups.rows) == len(indicators.rows) == len(cards)
        for place, row, parts in zip(ranks, groups.rows, indicators.rows, strict=True):
            own, codes = cards[place.unit], [*(group.code for group in RULES), "total"]
            assert row[0].text == str(place)
            assert row[1].text == parts[0].text == place.unit
            assert [cell.text for cell in row[2:9]] == [
                number(points(own, code), "vi", 2) for code in codes
            ]
            assert [cell.text for cell in parts[1:]] == [
                number(own[rule.code].points, "vi", 2) for rule in RULES.scored
            ]

    @given(units(), st.sampled_from(["total", "satisfaction"]))
    @settings(max_examples=15)
    def test_cards_and_table_give_the_same(
        self, both: tuple[dict[str, ti.ScoreCard], ti.ScoreTable], by: str
    ) -> None:
        cards, table = both

        assert cells(appendices(cards, by=by)) == cells(appendices(table, by=by))

    @given(units())
    @settings(max_examples=5)
    def test_excel_holds_the_same_numbers(
        self,
        tmp_path_factory: pytest.TempPathFactory,
        both: tuple[dict[str, ti.ScoreCard], ti.ScoreTable],
    ) -> None:
        cards, _ = both
        path = tmp_path_factory.mktemp("excel") / "x.xlsx"
        appendices(cards).save(path)
        groups, indicators = opened(path).worksheets
        ranks = list(rank(cards))

        for at, place in enumerate(ranks, 3):
            own, codes = cards[place.unit], [*(group.code for group in RULES), "total"]
            read = [cell.value for cell in groups[at]]
            assert read[0] == place.rank
            assert read[2:9] == [points(own, code) for code in codes]
            read = [cell.value for cell in indicators[at]]
            assert read[1:] == [own[rule.code].points for rule in RULES.scored]
        assert groups.max_row == indicators.max_row == len(cards) + 2


class TestTables:
    def test_groups_and_indicators(self) -> None:
        annexes = appendices({"Phú Thọ": PHU_THO}).annexes()
        groups, indicators = (annex.table for annex in annexes)

        assert [annex.number for annex in annexes] == ["I", "II"]
        assert groups.caption == "Kết quả các nhóm chỉ số"
        assert groups.header[:3] == ("Hạng", "Đơn vị", "1. Công khai, minh bạch (18)")
        assert groups.header[7:] == ("6. Số hóa hồ sơ (22)", "Tổng điểm (100)")
        assert [(cell.right, cell.head) for cell in groups.rows[0]] == [
            (True, False),
            (False, False),
            *[(True, False)] * 6,
            (True, True),
        ]
        assert indicators.caption == "Kết quả các chỉ số thành phần"
        assert indicators.header[0] == "Đơn vị"
        assert indicators.header[6] == "3.1. TTHC cung cấp dịch vụ công trực tuyến (2)"
        assert len(indicators.header) == 22

    def test_in_english(self) -> None:
        made = appendices({"A": card(), "B": card(87)}, lang="en")
        groups, indicators = (annex.table for annex in made.annexes())

        assert groups.header == (
            "Rank",
            "Unit",
            "1. Progress of handling (20)",
            "Total (20)",
            "Note",
        )
        assert [cell.text for cell in groups.rows[0]] == ["1/1", "B", "8.70", "8.70", ""]
        assert indicators.caption == "Points by indicator"
        assert made.text().startswith("Appendix I. Points by group\n\nRank")
        assert made.text("vi") == appendices({"A": card(), "B": card(87)}).text()

    def test_ties_share_a_rank(self) -> None:
        made = appendices({"A": card(100), "B": card(200), "C": card(100), "D": card(50)})

        assert [row[:2] for row in cells(made)[0]] == [
            ["1/4", "B"],
            ["2/4", "A"],
            ["2/4", "C"],
            ["4/4", "D"],
        ]

    @pytest.mark.filterwarnings("ignore:units of several levels")
    def test_ranked_by_a_group(self) -> None:
        made = appendices({"A": PHU_THO, "B": SON_DUONG}, by="progress")

        assert made.annexes()[0].table.header[0] == "Hạng (Tiến độ giải quyết)"
        assert [row[:2] for row in cells(made)[0]] == [["1/2", "B"], ["2/2", "A"]]

    def test_what_is_not_known(self) -> None:
        """ "Missing points: empty cell or dash, never 0"; a note says what is open."""
        made = appendices({"A": SON_DUONG, "C": None})
        rows = cells(made)[0]

        assert rows[0] == [
            *["–", "A", "18,00", "18,89", "–", "6,67", "–", "–", "–"],
            "chưa đủ số liệu: từ 71,65 đến 91,65 điểm",
        ]
        assert rows[1] == ["–", "C", *["–"] * 7, "chưa có số liệu"]

    def test_nothing_known_of_a_card(self) -> None:
        assert cells(appendices({"A": ti.score({}, missing="allow")}))[0][0][-1] == (
            "chưa có số liệu"
        )

    def test_refused_rows(self) -> None:
        columns = {"dossiers_on_time": [3, 1, None], "dossiers_handled": [2, 4, 5]}
        table = ti.score_many(columns, rules=PROGRESS, missing="allow", invalid="flag")

        assert cells(appendices(table))[0] == [
            ["1/1", "1", "5,00", "5,00", ""],
            ["–", "0", "–", "–", "số liệu không hợp lệ"],
            ["–", "2", "–", "–", "chưa có số liệu"],
        ]

    def test_rows_may_share_a_name(self) -> None:
        columns = {"dossiers_on_time": [1, 3], "dossiers_handled": [4, 4]}
        table = ti.score_many(columns, rules=PROGRESS, units=["Tân Lập", "Tân Lập"])

        assert [row[1:3] for row in cells(appendices(table))[0]] == [
            ["Tân Lập", "15,00"],
            ["Tân Lập", "5,00"],
        ]

    def test_what_a_table_was_not_asked_for_is_left_out(self) -> None:
        columns = {"dossiers_on_time": [1], "dossiers_handled": [4]}
        by_group = ti.score_many(columns, rules=PROGRESS, detail="groups")
        totals = ti.score_many(columns, rules=PROGRESS, detail="total")

        assert [annex.number for annex in appendices(by_group).annexes()] == ["I"]
        assert appendices(totals).annexes()[0].table.header == ("Hạng", "Đơn vị", "Tổng điểm (20)")

    def test_unrounded_points(self) -> None:
        counts = {"dossiers_on_time": 1, "dossiers_handled": 3}
        made = appendices({"A": ti.score(counts, rules=PROGRESS.unrounded)})

        assert cells(made)[0][0][2] == "6,6667"


class TestPublished:
    def test_an_giang(self) -> None:
        """The ranks that were published, but for the gaps that the table leaves."""
        made = appendices(departments())
        rows = cells(made)[0]

        assert len(made.annexes()) == 1
        assert rows[0] == [
            *["1/15", "Ban Quản lý Khu kinh tế - tỉnh An Giang"],
            *["18,00", "20,00", "10,00", "10,00", "18,00", "17,75", "93,75"],
        ]
        for row, (name, published) in zip(rows, departments().items(), strict=True):
            assert row[1] == name
            figures = [*published.points.values(), published.total]
            assert row[2:] == [number(figure, "vi", 2) for figure in figures]

    def test_as_many_decimals_as_were_published(self) -> None:
        made = appendices({"Sơn Dương": ti.examples.SON_DUONG_2024_03.published})

        assert cells(made)[0][0][2:] == ["18,0", "18,6", "6,9", "8,4", "18,0", "17,1", "87,1"]

    def test_indicators_that_were_published(self) -> None:
        made = appendices({"Phú Thọ": ti.examples.PHU_THO_2026_08.published})
        header = made.annexes()[1].table.header

        assert "2.1. Hồ sơ xử lý trước hạn, đúng hạn (20)" in header
        assert not [title for title in header if title.startswith("3.")]

    def test_without_a_total(self) -> None:
        made = appendices({"A": ti.Published(points={"progress": 1.5})})

        assert cells(made)[0][0] == ["–", "A", "1,50", "–"]

    def test_other_rules(self) -> None:
        made = appendices({"A": ti.Published(points={"progress": 1.5}, total=1.5)}, rules=PROGRESS)

        assert made.annexes()[0].table.header[-1] == "Tổng điểm (20)"


class TestRefused:
    @pytest.mark.parametrize("results", [None, [], "x", 7, {}])
    def test_no_results(self, results: Any) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match="results = "):
            appendices(results)

    def test_all_at_once(self) -> None:
        with pytest.raises(ti.errors.Problems) as caught:
            appendices({"A": 87.1, "B": PHU_THO, "C": "x"})  # type: ignore[dict-item]  # the point

        assert [p.name for p in caught.value.problems] == ["results['A']", "results['C']"]  # type: ignore[attr-defined]  # they are ValueRefusedErrors

    def test_unknown_codes(self) -> None:
        with pytest.raises(ti.errors.UnknownNameError, match="'progress'"):
            appendices({"A": ti.Published(points={"progres": 1})})
        with pytest.raises(ti.errors.UnknownNameError, match="'progress'"):
            appendices({"A": PHU_THO}, by="progres")

    def test_mixed_rules(self) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match="the same rules"):
            appendices({"A": PHU_THO, "B": card(1)})

    def test_unknown_language(self) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match="lang = 'fr'"):
            appendices({"A": PHU_THO}, lang="fr")  # type: ignore[arg-type]  # that is the point

    @pytest.mark.parametrize("path", ["x.docx", "xlsx", 7, None])
    def test_other_files(self, path: Any) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match=r'path = .*ends in "\.xlsx"'):
            appendices({"A": PHU_THO}).save(path)


class TestLooks:
    def test_text(self) -> None:
        assert appendices({"Sở Y tế": card(87), "Sở Nội vụ": card()}).text() == (
            "Phụ lục I. Kết quả các nhóm chỉ số\n"
            "\n"
            "Hạng  Đơn vị        1  Tổng điểm (20)  Ghi chú\n"
            " 1/1  Sở Y tế    8,70            8,70\n"
            "   –  Sở Nội vụ     –               –  chưa có số liệu\n"
            "\n"
            "1. Tiến độ giải quyết (20)\n"
            "\n"
            "Phụ lục II. Kết quả các chỉ số thành phần\n"
            "\n"
            "Đơn vị      1.1\n"
            "Sở Y tế    8,70\n"
            "Sở Nội vụ     –\n"
            "\n"
            "1.1. Hồ sơ xử lý trước hạn, đúng hạn (20)"
        )

    def test_a_look_at_many_units_is_short(self) -> None:
        columns = {"dossiers_on_time": range(100), "dossiers_handled": [200] * 100}
        made = appendices(ti.score_many(columns, rules=PROGRESS), lang="en")

        assert len(made.text().splitlines()) == 2 * 100 + 11
        assert len(repr(made).splitlines()) == 2 * 61 + 11
        assert repr(made).count("\n… and 40 more\n") == 2
        assert made._repr_html_().count("<tr>") == 2 * 62
        assert "… and 40 more" in made._repr_html_()

    def test_html(self) -> None:
        html = appendices(dict.fromkeys(HOSTILE, card(87)))._repr_html_()

        assert "Phụ lục II. Kết quả các chỉ số thành phần" in html
        assert "<th" in html
        assert "<b>" not in html
        assert "\x1b" not in html

    def test_plain_values(self) -> None:
        made = appendices({"A": card(), "B": card(87)}).to_dict()
        groups, indicators = made["tables"]

        assert made["of"] == 1
        assert groups["header"][:2] == ["Hạng", "Đơn vị"]
        assert groups["rows"] == [
            [1, "B", 8.7, 8.7, ""],
            [None, "A", None, None, "chưa có số liệu"],
        ]
        assert (indicators["number"], indicators["rows"]) == ("II", [["B", 8.7], ["A", None]])


class TestExcel:
    def saved(self, results: Any, folder: Path) -> Any:
        appendices(results).save(folder / "phu-luc.xlsx")
        return opened(folder / "phu-luc.xlsx")

    def test_texts_stay_texts(self, tmp_path: Path) -> None:
        """ "Cells never start a formula from a unit's name"."""
        book = self.saved(dict.fromkeys(HOSTILE, card(87)), tmp_path)
        groups, indicators = book.worksheets

        names = [groups.cell(row, 2) for row in range(3, 3 + len(HOSTILE))]
        assert [cell.value for cell in names[:6]] == HOSTILE[:6]
        assert names[6].value == "a\ufffdb\ufffd\ufffd"
        assert {cell.data_type for sheet in book for row in sheet for cell in row} == {"s", "n"}
        assert [cell.quotePrefix for cell in names] == [True] * 4 + [False] * 4
        assert [indicators.cell(row, 1).value for row in range(3, 9)] == HOSTILE[:6]

    def test_formats(self, tmp_path: Path) -> None:
        book = self.saved({"A": card(87), "B": card(200), "C": card()}, tmp_path)
        groups, indicators = book.worksheets

        assert book.sheetnames == ["Phụ lục I", "Phụ lục II"]
        assert groups["A1"].value == "Kết quả các nhóm chỉ số"
        assert [cell.value for cell in groups[2]][2:] == [
            "1. Tiến độ giải quyết (20)",
            "Tổng điểm (20)",
            "Ghi chú",
        ]
        assert (groups["A3"].value, groups["A3"].number_format) == (1, '0"/2"')
        assert (groups["C4"].value, groups["C4"].number_format) == (8.7, "#,##0.00")
        assert [cell.value for cell in groups[5]] == [None, "C", None, None, "chưa có số liệu"]
        assert groups["C2"].alignment.textRotation == 0
        assert indicators["B2"].alignment.textRotation == 90
        assert indicators["A2"].alignment.textRotation == 0
        assert [indicators["B4"].value, indicators["B5"].value] == [8.7, None]

    def test_long_names_and_notes_take_more_lines(self, tmp_path: Path) -> None:
        """Without a stated height, LibreOffice prints the second line over the next row."""
        names = {"x" * 50: card(4), "x" * 51: card(3), "x" * 5000: card(2), "y": card()}
        groups, indicators = self.saved(names, tmp_path).worksheets

        heights = [groups.row_dimensions[row].height for row in range(3, 7)]
        assert heights == [None, 30, 408.75, None]
        heights = [indicators.row_dimensions[row].height for row in range(3, 7)]
        assert heights == [None, 30, 408.75, None]

    def test_whole_numbers(self, tmp_path: Path) -> None:
        published = ti.Published(points={"progress": 18}, total=87, decimals=0)
        (sheet,) = self.saved({"A": published}, tmp_path).worksheets

        assert (sheet["C3"].value, sheet["C3"].number_format) == (18, "#,##0")

    def test_bars_show_points_of_their_maximum(self, tmp_path: Path) -> None:
        self.saved({"A": card(87), "B": card(0)}, tmp_path)
        with zipfile.ZipFile(tmp_path / "phu-luc.xlsx") as archive:
            sheets = [archive.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2)]

        for sheet, columns in zip(sheets, ("CD", "B"), strict=True):
            bars = re.findall(r"<x14:cfRule .*?</x14:conditionalFormatting>", sheet)
            areas = re.findall("<xm:sqref>(.*?)</xm:sqref>", sheet)
            assert areas == [f"{column}3:{column}4" for column in columns]
            for bar in bars:
                assert re.findall("<xm:f>(.*?)</xm:f>", bar) == ["0", "20"]
                assert 'minLength="0" maxLength="100"' in bar

    def test_what_stays_in_sight_and_what_is_printed(self, tmp_path: Path) -> None:
        groups, indicators = self.saved({"A": card(87), "B": card()}, tmp_path).worksheets

        assert (groups.freeze_panes, indicators.freeze_panes) == ("C3", "B3")
        assert (groups.auto_filter.ref, indicators.auto_filter.ref) == ("A2:E4", "A2:B4")
        for sheet in (groups, indicators):
            assert sheet.page_setup.orientation == "landscape"
            assert sheet.page_setup.paperSize == 9  # A4
            # One page wide is what the file's format takes for granted.
            assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert sheet.print_title_rows == "$2:$2"
            assert sheet.print_options.gridLines
            assert sheet.oddFooter.center.text == "&P/&N"
        columns = [groups.column_dimensions[letter] for letter in "ABCE"]
        # In the file stands what the cell's own margins need besides; equal neighbours stand once.
        assert [column.max for column in columns] == [1, 2, 4, 5]
        assert [c.width for c in columns] == pytest.approx([9, 50, 11, 46], abs=0.72)
        widths = [indicators.column_dimensions[letter].width for letter in "AB"]
        assert widths == pytest.approx([50, 8], abs=0.72)
        heights = [groups.row_dimensions[row].height for row in (1, 2)]
        # In whole dots of the screen.
        assert heights == pytest.approx([24, 80], abs=0.5)
        assert indicators.row_dimensions[2].height == pytest.approx(170, abs=0.5)
        assert groups["A1"].font.b
        assert groups["B2"].font.b
        assert groups["B2"].fill.fgColor.rgb == "FFE3EFED"
        assert [groups[at].alignment.wrap_text for at in ("A1", "B2", "B3")] == [None, True, True]

    def test_names_that_are_too_long(self, tmp_path: Path) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match="at most 32,767 letters"):
            self.saved({"x" * 32_768: card(1)}, tmp_path)

        assert list(tmp_path.iterdir()) == []
        assert self.saved({"x" * 32_767: card(1)}, tmp_path)

    def test_too_many_units(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tthc_index.documents.excel.SHEET_ROWS", 4)
        assert self.saved({"A": card(1), "B": card(2)}, tmp_path)

        with pytest.raises(ti.errors.ValueRefusedError, match=r"3 units.*at most 2 units"):
            self.saved({"A": card(1), "B": card(2), "C": None}, tmp_path)

    def test_what_stood_there_stays_if_writing_fails(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        target = tmp_path / "phu-luc.xlsx"
        target.write_bytes(b"before")

        def fail(*_: Any) -> None:
            raise OSError("full")

        monkeypatch.setattr("xlsxwriter.Workbook.close", fail)
        with pytest.raises(OSError, match="full"):
            appendices({"A": card(1)}).save(target)

        assert target.read_bytes() == b"before"
        assert list(tmp_path.iterdir()) == [target]

    def test_suffix_in_capitals(self, tmp_path: Path) -> None:
        appendices({"A": card(1)}).save(str(tmp_path / "X.XLSX"))

        assert (tmp_path / "X.XLSX").stat().st_size

    def test_sound_archive(self, tmp_path: Path) -> None:
        self.saved(departments(), tmp_path)
        with zipfile.ZipFile(tmp_path / "phu-luc.xlsx") as archive:
            assert archive.testzip() is None
            assert "<dc:creator></dc:creator>" in archive.read("docProps/core.xml").decode()

    def test_names_the_missing_extra(self) -> None:
        code = (
            "import sys; sys.modules['xlsxwriter'] = None\n"
            "try: import tthc_index.documents.excel\n"
            "except ImportError as error: print(type(error).__name__, error.extra)"
        )
        ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)

        assert ran.stdout.decode().split() == ["MissingExtraError", "excel"]
