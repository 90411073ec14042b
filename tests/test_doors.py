# SPDX-License-Identifier: MIT
"""What offices hand in: sheets with titles, sums, notes; hidden sheets; percentages as fractions."""

from __future__ import annotations

import os
import unicodedata

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import tthc_index as ti

from tthc_index import errors
from tthc_index.cli import main
from tthc_index.files import delimited
from tthc_index.files.headers import Headers
from tthc_index.files.layout import is_sum, no_units


SUFFIXES = (".csv", ".parquet", ".xlsx")
COUNTS = ["dossiers_on_time", "dossiers_handled"]

Rows = list[list[Any]]


def store(file: Path, rows: Sequence[Sequence[Any]]) -> Path:
    """The rows, the first of which names the columns, as other programs write them."""
    if file.suffix == ".parquet":
        columns = zip(*rows[1:], strict=True)
        pq.write_table(pa.table(dict(zip(rows[0], map(list, columns), strict=True))), file)
    elif file.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.worksheets[0].append(row)
        book.save(file)
    else:
        lines = (",".join("" if cell is None else str(cell) for cell in row) for row in rows)
        file.write_text("\n".join(lines), "utf-8")
    return file


def score(source: Path, **options: Any) -> tuple[ti.FileSummary, list[Any], list[Any]]:
    """The summary of a file, its first column and its totals."""
    target = source.with_name("points.parquet")
    summary = ti.score_file(source, target, **{"missing": "allow", "invalid": "flag", **options})
    table = pq.read_table(target)
    return summary, table.columns[0].to_pylist(), table["total"].to_pylist()


class TestSums:
    """A row that sums up others is no unit: it is left out, and told."""

    @pytest.mark.parametrize("suffix", SUFFIXES)
    @pytest.mark.parametrize(
        "name",
        [
            *("Tổng cộng", "TỔNG CỘNG", "Tổng", "Cộng:", "Tổng số", "Toàn tỉnh", "Trung bình"),
            *(" tổng cộng ", "Tổng cộng (34 xã)", "Tổng số: 34 đơn vị", "Bình quân", "Total"),
            "To\u0302\u0309ng co\u0323\u0302ng",
        ],
    )
    def test_left_out(self, tmp_path: Path, suffix: str, name: str) -> None:
        rows: Rows = [["unit", *COUNTS], ["A", 1, 2], ["B", 1, 4], [name, 2, 6]]
        summary, units, totals = score(store(tmp_path / f"units{suffix}", rows))
        number = 2 if suffix == ".parquet" else 4

        assert (units, totals) == (["A", "B"], [10, 5])
        assert summary.left_out == ((number, name.strip(), "a sum of others"),)
        assert f"row {number} left out: " in summary.text()
        assert summary.rows == 2

    @pytest.mark.parametrize("suffix", SUFFIXES)
    @pytest.mark.parametrize(
        "name",
        ["Cộng Hòa", "Tổng Cọt", "Trung Bình", "Toàn Thắng", "xã Cộng Lạc", "Totalville", "Công"],
    )
    def test_communes_of_such_names(self, tmp_path: Path, suffix: str, name: str) -> None:
        summary, units, _ = score(
            store(tmp_path / f"units{suffix}", [["unit", *COUNTS], [name, 1, 2]])
        )

        assert (units, summary.left_out) == ([name], ())

    @pytest.mark.parametrize(
        "name",
        [
            *(
                "Cộng toàn tỉnh",
                "TỔNG TOÀN TỈNH",
                "Tổng  cộng",
                "Tổng Cộng",
                "Cộng (I+II)",
                "* Tổng",
            ),
            *(
                "Tổng xã",
                "Tổng chung",
                "Cộng dồn",
                "Cả tỉnh",
                "Chung toàn tỉnh",
                "Lũy kế",
                "Luỹ kế",
            ),
            *("tong cong", "TONG SO", "Trung binh", "Toàn xã", "Trung bình cả nước", "Binh quan"),
            *("1. Tổng cộng", "Tổng các xã, phường", "Sum", "Grand total of all units", "MEAN"),
        ],
    )
    def test_in_other_words(self, name: str) -> None:
        assert is_sum(name)
        assert is_sum(unicodedata.normalize("NFD", name))
        rows = {"unit": pa.array([name, "A"]), "communes": pa.array([1, 1])}
        assert list(no_units(rows, {"communes"}, 2)) == [0]

    @pytest.mark.parametrize(
        "name",
        [
            *("Trung Bình", "Trung Binh", "Cộng Hòa", "Cong Hoa", "Tổng Cọt", "Toàn Thắng", "Công"),
            *(
                "Công an xã",
                "Chung Chải",
                "Cả",
                "Toàn",
                "Summer",
                "Meaning",
                "Bình Quân Xuân",
                "",
                "1",
            ),
            *("Trung Bình Đông", "Tổng" + 200 * " a"),
        ],
    )
    def test_names_that_begin_alike(self, name: str) -> None:
        assert not is_sum(name)
        assert not is_sum(unicodedata.normalize("NFD", name))

    @pytest.mark.parametrize("suffix", SUFFIXES)
    def test_what_a_note_says_of_sums(self, tmp_path: Path, suffix: str) -> None:
        """On the right of the figures anything may be said."""
        rows: Rows = [["unit", *COUNTS, "note"], ["A", 1, 2, "Tổng số hồ sơ tạm tính"]]

        assert score(store(tmp_path / f"units{suffix}", rows))[1] == ["A"]

    @pytest.mark.parametrize("suffix", SUFFIXES)
    def test_names_on_the_right(self, tmp_path: Path, suffix: str) -> None:
        rows: Rows = [[*COUNTS, "unit"], [1, 2, "A"], [1, 2, "Tổng cộng"]]

        assert score(store(tmp_path / f"units{suffix}", rows))[1] == ["A", "Tổng cộng"]

    @pytest.mark.parametrize("suffix", SUFFIXES)
    def test_kept_on_request(self, tmp_path: Path, suffix: str) -> None:
        file = store(tmp_path / f"units{suffix}", [["unit", *COUNTS], ["Tổng", 1, 2]])

        assert score(file, totals="keep")[1] == ["Tổng"]
        assert len(ti.read_table(file, missing="allow", totals="keep")) == 1
        for call in (lambda: score(file, totals="?"), lambda: ti.read_table(file, totals="?")):  # type: ignore[arg-type]
            with pytest.raises(ti.TthcIndexError, match=r"totals = '\?'"):
                call()

    def test_many(self, tmp_path: Path) -> None:
        rows: Rows = [["unit", *COUNTS], *[["Tổng", 1, 2]] * 25]
        lines = score(store(tmp_path / "units.csv", rows))[0].text().splitlines()

        assert len(lines) == 22
        assert lines[-1] == "and 5 more rows left out"

    def test_read_table_warns(self, tmp_path: Path) -> None:
        file = store(tmp_path / "units.csv", [["unit", *COUNTS], ["A", 1, 2], ["Tổng", 1, 2]])
        with pytest.warns(UserWarning, match="row 3 left out: 'Tổng' is a sum of others"):
            table = ti.read_table(file, missing="allow")

        assert table.units is not None
        assert table.units.tolist() == ["A"]

    def test_the_command(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = store(tmp_path / "units.csv", [["unit", *COUNTS], ["A", 1, 2], ["Tổng", 1, 2]])

        assert main(["rank", str(file), "--by", "progress"]) == 0
        said = capsys.readouterr()
        assert "1/1  A" in said.out
        assert said.err == "tthc-index: warning: row 3 left out: 'Tổng' is a sum of others\n"
        assert main(["rank", str(file), "--by", "progress", "--keep-totals"]) == 0
        assert "Tổng" in capsys.readouterr().out


class TestBeside:
    """Headings, notes and signatures, in rows without a figure."""

    @pytest.mark.parametrize("suffix", SUFFIXES)
    @pytest.mark.parametrize(
        "text", ["I", "II.", "III. Các xã miền núi", "Ghi chú: …", "* tạm tính", "Người lập biểu"]
    )
    def test_left_out(self, tmp_path: Path, suffix: str, text: str) -> None:
        rows: Rows = [["unit", *COUNTS], ["A", 1, 2], [text, None, None]]
        summary, units, _ = score(store(tmp_path / f"units{suffix}", rows))

        assert units == ["A"]
        assert [why for _, _, why in summary.left_out] == ["a heading or a note"]

    @pytest.mark.parametrize("suffix", SUFFIXES)
    def test_units_without_figures_stay(self, tmp_path: Path, suffix: str) -> None:
        rows: Rows = [["unit", *COUNTS], ["A", 1, 2], ["Xã Y", None, None], ["I", 1, 2]]

        assert score(store(tmp_path / f"units{suffix}", rows))[1] == ["A", "Xã Y", "I"]


class TestHeader:
    """The row of names is found below titles."""

    TABLE: Rows = [["STT", "unit", *COUNTS], [1, "A", 1, 2], [2, "B", 3, 2]]

    @pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
    @pytest.mark.parametrize("above", [1, 3, 29])
    def test_below_titles(self, tmp_path: Path, suffix: str, above: int) -> None:
        titles: Rows = [["BIỂU TỔNG HỢP"], [], ["tháng 8", "năm 2026"]] * 10
        file = store(tmp_path / f"units{suffix}", [*titles[:above], *self.TABLE])
        summary, _, totals = score(file)

        assert totals == [10, None]
        assert summary.place.startswith(f"row {above + 1}")
        assert [row for row, _ in summary.reasons] == [above + 3]
        assert f"names of the columns: row {above + 1}" in summary.text()

    @pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
    def test_too_far_below(self, tmp_path: Path, suffix: str) -> None:
        file = store(tmp_path / f"units{suffix}", [*[["x"]] * 30, *self.TABLE])
        with pytest.raises(ti.TthcIndexError, match="row 1 was taken for that of the names"):
            score(file)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_lines_within_titles(self, tmp_path: Path, encoding: str, end: str) -> None:
        lines = [
            '"Biểu,',
            'tháng 8";x',
            "",
            "unit;dossiers_on_time;dossiers_handled",
            "A;1;2",
            "B;3;2",
        ]
        file = tmp_path / "units.csv"
        file.write_bytes(end.join(lines).encode(encoding))
        summary, units, totals = score(file)

        assert (units, totals) == (["A", "B"], [10, None])
        assert [row for row, _ in summary.reasons] == [5]

    def test_two_rows_of_names(self) -> None:
        headers = Headers(frozenset({"communes"}))

        assert headers.found([["a"], ["communes"], ["communes", "b", "procedures"]]).at == 1

    def test_a_cell_too_long_below_titles(self, tmp_path: Path) -> None:
        file = tmp_path / "units.csv"
        file.write_text("title\n" + "x" * 200_000 + "\n", "utf-8")
        with pytest.raises(ti.TthcIndexError, match="at least one count"):
            score(file)


class TestDelimited:
    @pytest.mark.parametrize("mark", [";", "|", "\t"])
    @pytest.mark.parametrize("head", ["sep={}\n", "SEP={}\r\n"])
    def test_a_stated_delimiter(self, tmp_path: Path, head: str, mark: str) -> None:
        """Excel reads that line, and shows the next as its first row."""
        file = tmp_path / "units.csv"
        lines = ["unit,dossiers_on_time,dossiers_handled", "A,1,2", "B,3,2"]
        file.write_text(head.format(mark) + "\n".join(lines).replace(",", mark), "utf-8")
        summary, units, _ = score(file)

        assert units == ["A", "B"]
        assert [row for row, _ in summary.reasons] == [3]

    def test_delimiters_at_the_end_of_lines(self, tmp_path: Path) -> None:
        file = tmp_path / "units.csv"
        file.write_text("Đơn vị;dossiers_on_time;dossiers_handled;;\nXã A;1;2;;\n", "utf-8")

        assert score(file)[2] == [10]

    def test_a_value_below_no_name(self, tmp_path: Path) -> None:
        file = tmp_path / "units.csv"
        file.write_text("unit;dossiers_on_time;dossiers_handled;\nXã A;1;2;\nB;1;2;x\n", "utf-8")
        with pytest.raises(
            ti.TthcIndexError, match="row 3, column D = 'x': it takes a name at the head"
        ):
            score(file)

    @pytest.mark.parametrize("breaks", [delimited.LINES, delimited.LINES + 1])
    def test_names_with_line_breaks(self, tmp_path: Path, breaks: int) -> None:
        """Two stray quotation marks make one name of all rows between them."""
        file = tmp_path / "units.csv"
        name = "A" + breaks * "\nx"
        file.write_text(f'unit,communes\nB,1\n"{name}",1\n', "utf-8")
        if breaks <= delimited.LINES:
            assert score(file)[1] == ["B", name]
        else:
            with pytest.raises(ti.TthcIndexError, match=r"row 3, unit = .*two stray quotation"):
                score(file)


class TestSheets:
    """The first sheet that is not hidden and is a table; another by its name."""

    @pytest.fixture
    def book(self, tmp_path: Path) -> Path:
        book = openpyxl.Workbook()
        hidden = book.worksheets[0]
        hidden.title, hidden.sheet_state = "Tháng 7", "hidden"
        for sheet, count in (
            (hidden, 1),
            (book.create_sheet("Bìa"), None),
            (book.create_sheet("Số liệu"), 2),
        ):
            if count is None:
                sheet.append(["BÁO CÁO"])
            else:
                sheet.append(["unit", *COUNTS])
                sheet.append(["A", count, 4])
        book.save(tmp_path / "units.xlsx")
        return tmp_path / "units.xlsx"

    def test_the_first_that_is_shown(self, book: Path) -> None:
        summary, _, totals = score(book)

        assert totals == [10]
        assert summary.place == "row 1 of the sheet 'Số liệu'"

    def test_several_that_are_tables(self, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Which was meant, nobody knows: the one that is read is named, and the others."""
        workbook = openpyxl.load_workbook(book)
        workbook.worksheets[0].sheet_state = "visible"
        workbook.save(book)
        said = "the sheet 'Tháng 7' is read, the first of several tables; others: 'Số liệu'"

        assert said in score(book)[0].text()
        with pytest.warns(errors.SheetsWarning, match=said):
            ti.read_table(book, missing="allow")
        assert main(["rank", str(book), "--by", "progress", "--lang", "vi"]) == 0
        assert "đọc trang tính 'Tháng 7', bảng đầu tiên" in capsys.readouterr().err
        assert ti.read_table(book, missing="allow", sheet="Số liệu")[0]["progress"].points == 10

    def test_several_of_published_points(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        for sheet in (book.worksheets[0], book.create_sheet("B")):
            sheet.append(["unit", "total"])
            sheet.append(["A", 1])
        book.save(tmp_path / "units.xlsx")
        with pytest.warns(errors.SheetsWarning, match="'Sheet' is read.*others: 'B'"):
            ti.read_published(tmp_path / "units.xlsx")

    def test_by_name(self, book: Path) -> None:
        assert score(book, sheet="Tháng 7")[2] == [5]
        assert ti.read_table(book, sheet="Tháng 7", missing="allow")[0].points == 5
        with pytest.raises(
            ti.TthcIndexError, match="sheet = 'x': it takes one of 'Tháng 7', 'Bìa'"
        ):
            score(book, sheet="x")

    def test_a_sheet_of_no_table(self, book: Path) -> None:
        with pytest.raises(ti.TthcIndexError, match=r"columns = \['BÁO CÁO'\]"):
            score(book, sheet="Bìa")

    def test_files_without_sheets(self, tmp_path: Path) -> None:
        file = store(tmp_path / "units.csv", [["communes"], [1]])
        with pytest.raises(ti.TthcIndexError, match="sheet = 'x': it takes None for a file"):
            score(file, sheet="x")

    def test_the_command(self, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
        words = ["rank", str(book), "--by", "progress", "--sheet", "Tháng 7"]

        assert main(words) == 0
        assert "5" in capsys.readouterr().out.splitlines()[-1]


class TestFractions:
    """0.9444 for 94.44% is refused by the column's name; 0.5% can be written."""

    NAME = "progress.on_time %"

    @pytest.mark.parametrize("suffix", SUFFIXES)
    @pytest.mark.parametrize("values", [[1, 0.5], [0.9444, None], [0, 0.1, 1], [0, 1, 0, 0.25]])
    @pytest.mark.parametrize("size", [1, 100])
    def test_refused(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        suffix: str,
        values: list[float | None],
        size: int,
    ) -> None:
        monkeypatch.setattr("tthc_index.files.batch.ROWS", size)
        rows: Rows = [["unit", self.NAME], *(["A", value] for value in values)]
        file = store(tmp_path / f"units{suffix}", rows)

        with pytest.raises(ti.TthcIndexError, match=f"column = '{self.NAME}'.*as fractions do"):
            score(file)
        with pytest.raises(ti.TthcIndexError, match="as fractions do"):
            ti.read_table(file, missing="allow")
        assert not (tmp_path / "points.parquet").exists()

    @pytest.mark.parametrize("suffix", SUFFIXES)
    @pytest.mark.parametrize(
        ("values", "points"),
        [
            ([0, 1], [0, 0.2]),
            ([0.5, 50], [0.1, 10]),
            ([None, None], [None, None]),
            ([94.44, 0.25], [18.89, 0.05]),
        ],
    )
    @pytest.mark.parametrize("size", [1, 100])
    def test_percentages(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        suffix: str,
        values: list[Any],
        points: list[Any],
        size: int,
    ) -> None:
        monkeypatch.setattr("tthc_index.files.batch.ROWS", size)
        rows: Rows = [["unit", self.NAME], *(["A", value] for value in values)]

        assert score(store(tmp_path / f"units{suffix}", rows))[2] == points

    def test_with_the_sign(self, tmp_path: Path) -> None:
        rows: Rows = [["unit", self.NAME], ["A", "0.5%"], ["B", "0.25 %"]]

        assert score(store(tmp_path / "units.csv", rows))[2] == [0.1, 0.05]


class TestSources:
    """A source that is no plain file, or changes while it is read, is refused."""

    @pytest.mark.parametrize("suffix", SUFFIXES)
    def test_a_pipe(self, tmp_path: Path, suffix: str) -> None:
        os.mkfifo(tmp_path / f"units{suffix}")
        with pytest.raises(ti.TthcIndexError, match="a plain file, not a pipe"):
            score(tmp_path / f"units{suffix}")

    @pytest.mark.parametrize("suffix", SUFFIXES)
    def test_one_that_grows(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
    ) -> None:
        file = store(tmp_path / f"units{suffix}", [["unit", *COUNTS], ["A", 1, 2]])
        frame = ti.ScoreTable.to_frame

        def grow(self: ti.ScoreTable, library: Any) -> Any:
            with file.open("ab") as more:
                more.write(b"\n")
            return frame(self, library)

        monkeypatch.setattr(ti.ScoreTable, "to_frame", grow)
        with pytest.raises(ti.TthcIndexError, match="that does not change while it is read"):
            score(file)


class TestLevels:
    """`level` is a level, or the name of a column of levels."""

    def test_a_column(self, tmp_path: Path) -> None:
        rules = ti.ruleset("qd766-2026").with_indicator(
            "progress.on_time", levels=[ti.Level.COMMUNE]
        )
        rows: Rows = [["cấp", "unit", *COUNTS], ["commune", "A", 1, 2], ["province", "B", 1, 2]]
        file = store(tmp_path / "units.csv", rows)

        assert score(file, rules=rules, level="cấp")[2] == [10, 20]
        assert score(file, rules=rules, level="province")[2] == [20, 20]
        with pytest.raises(ti.TthcIndexError, match="unknown level 'cap'"):
            score(file, rules=rules, level="cap")


class TestFormulas:
    """A text that looks like a formula stays a text; in CSV it is written as it stands."""

    @pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@A", "xã A"])
    def test_in_csv(self, tmp_path: Path, name: str) -> None:
        source = store(tmp_path / "units.csv", [["unit", *COUNTS], [name, 1, 2]])
        target = tmp_path / "points.csv"
        ti.score_file(source, target, missing="allow", detail="total")

        assert target.read_text("utf-8").splitlines()[1] == f'"{name}",10,false'

    @pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@A", "xã A"])
    def test_in_excel(self, tmp_path: Path, name: str) -> None:
        source = store(tmp_path / "units.csv", [["unit", *COUNTS], [name, 1, 2]])
        ti.score_file(source, tmp_path / "points.xlsx", missing="allow", detail="total")
        cell = openpyxl.load_workbook(tmp_path / "points.xlsx").worksheets[0]["A2"]

        assert (cell.value, cell.data_type) == (name, "s")
        assert bool(cell.quotePrefix) == (name != "xã A")
