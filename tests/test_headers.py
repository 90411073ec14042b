# SPDX-License-Identifier: MIT
"""What columns are called: in the words of the rules, or in an office's own, however they stand there."""

from __future__ import annotations

import csv
import unicodedata

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hypothesis import given
from hypothesis import strategies as st

import tthc_index as ti

from tthc_index.cli import main
from tthc_index.files.headers import Headers, headers_of, heading
from tthc_index.text.labels import fold


RULES = ti.ruleset("qd766-2026")
HEADERS = headers_of(RULES)
ON_TIME, HANDLED = "Số hồ sơ xử lý trước hạn, đúng hạn", "Số hồ sơ đã tiếp nhận, xử lý"

Rows = list[list[Any]]


def store(folder: Path, rows: Rows, suffix: str = ".csv", mark: str = ";") -> Path:
    """The rows as a file."""
    file = folder / f"units{suffix}"
    if suffix == ".csv":
        with file.open("w", encoding="utf-8", newline="") as target:
            csv.writer(target, delimiter=mark).writerows(rows)
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.worksheets[0].append(row)
        book.save(file)
    return file


def read(file: Path, **options: Any) -> tuple[list[Any], list[Any]]:
    """The units of a file, and their points of the group *progress*."""
    table = ti.read_table(file, missing="allow", **options)
    assert table.units is not None
    return table.units.tolist(), table.group_points["progress"].tolist()


def forms(words: str) -> list[str]:
    """How an office may write a header."""
    return [
        words,
        words.upper(),
        f"  {words}  ",
        words.replace(" ", "\n"),
        words.replace(" ", "\r\n"),
        unicodedata.normalize("NFD", words),
        fold(words),
        f"{words} (hồ sơ)",
        f"1. {words}",
        f"{words}:",
    ]


class TestWords:
    """ "The rules' own labels (with and without marks)": formulas say what each count is."""

    def test_every_count_and_percentage_has_words(self) -> None:
        understood = set(HEADERS.words.values())

        assert understood >= set(RULES.counts)
        assert understood >= {f"{rule.code} %" for rule in RULES.scored}

    @given(st.sampled_from(RULES.indicators), st.sampled_from(["vi", "en"]), st.integers(0, 9))
    def test_of_formulas(self, rule: ti.Indicator, lang: Any, form: int) -> None:
        """Each part of a formula names the count that stands there."""
        above, _, below = rule.formula[lang].partition(" × ")[0].partition(" / ")
        parts = [*zip(above.strip("()").split(" + "), rule.numerator, strict=True)]
        parts += [(below, rule.denominator)] if rule.denominator else []
        for words, name in parts:
            assert HEADERS.name(forms(words)[form]) == name

    @pytest.mark.parametrize("words", [ON_TIME, HANDLED, "dossiers_on_time", "dossiers handled"])
    @pytest.mark.parametrize("form", range(10))
    def test_forms(self, words: str, form: int) -> None:
        assert HEADERS.name(forms(words)[form]) == HEADERS.name(words) != None  # noqa: E711

    @pytest.mark.parametrize(
        ("header", "name"),
        [
            ("Hồ sơ tiếp nhận", "dossiers_received"),
            ("Tổng số hồ sơ đã tiếp nhận", "dossiers_received"),
            ("Số lượng hồ sơ nộp trực tuyến", "dossiers_submitted_online"),
            ("Số thủ tục hành chính công bố", "procedures_announced"),
            ("Tỷ lệ hồ sơ xử lý trước hạn, đúng hạn", "progress.on_time %"),
            ("Tỉ lệ hồ sơ xử lý trước hạn, đúng hạn (%)", "progress.on_time %"),
            ("% hồ sơ xử lý trước hạn, đúng hạn", "progress.on_time %"),
            ("progress.on_time%", "progress.on_time %"),
            ("PROGRESS.ON_TIME  %", "progress.on_time %"),
            ("unit", "unit"),
            ("level", "level"),
            ("Đơn vị", None),
            ("STT", None),
            ("Ghi chú", None),
            ("", None),
        ],
    )
    def test_names(self, header: str, name: str | None) -> None:
        assert HEADERS.name(header) == name

    def test_no_words_for_two_things(self) -> None:
        """Where two counts are called alike, neither is meant by it."""
        twins = RULES.with_indicator(
            "progress.overdue", formula=RULES["progress.on_time"].formula, evidence=ti.Evidence()
        )

        assert headers_of(twins).name(ON_TIME) is None
        assert headers_of(twins).name(HANDLED) == "dossiers_handled"

    def test_a_formula_of_other_parts(self) -> None:
        other = RULES.with_indicator(
            "progress.on_time", formula=ti.Label("a + b / c", "a / c"), evidence=ti.Evidence()
        )

        assert [headers_of(other).name(word) for word in "abc"] == [
            *("dossiers_on_time", None, "dossiers_handled")
        ]

    @given(st.text())
    def test_any_text(self, header: str) -> None:
        """Whatever stands there, a column has one name or none, and headings stay as they are."""
        assert HEADERS.name(header) in {None, *HEADERS.figures, *HEADERS.others}
        assert heading(heading(header)) in {heading(header), heading(heading(header))}


class TestFiles:
    """Headers as sheets have them."""

    ROWS: Rows = [["Xã A", 87, 89], ["Xã B", 1, 2]]
    POINTS = ["Xã A", "Xã B"], [19.55, 10]

    @pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
    @pytest.mark.parametrize("form", range(10))
    def test_vietnamese(self, tmp_path: Path, suffix: str, form: int) -> None:
        head = [forms(words)[form] for words in ("Đơn vị", ON_TIME, HANDLED)]
        head[0] = head[0].replace(" (hồ sơ)", "")

        assert read(store(tmp_path, [head, *self.ROWS], suffix)) == self.POINTS

    @pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
    @pytest.mark.parametrize(
        "above",
        [
            [["Đơn vị", "Hồ sơ xử lý", None], [None, "trước hạn, đúng hạn", HANDLED]],
            [["Đơn vị", "Số hồ sơ", None], [None, "Xử lý trước hạn, đúng hạn", HANDLED]],
            [["BIỂU 1"], ["Đơn vị", "Tiến độ", None], [None, ON_TIME, HANDLED]],
            [["Đơn vị", "Năm 2026", None], [None, "Tháng 8", None], [None, ON_TIME, HANDLED]],
            [["Đơn vị", ON_TIME, HANDLED], [None, None, None]],
        ],
    )
    def test_rows_of_names(self, tmp_path: Path, suffix: str, above: Rows) -> None:
        """Of merged cells the first alone has a text."""
        assert read(store(tmp_path, [*above, *self.ROWS], suffix)) == self.POINTS

    @pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
    @pytest.mark.parametrize(
        ("below", "why"),
        [
            (["", "hồ sơ", "Hồ sơ"], "what is counted"),
            (["", "(hồ sơ)", ""], "what is counted"),
            (["ĐVT", "ĐVT: hồ sơ", "dossiers"], "what is counted"),
            (["(1)", "(2)", "(3)"], "numbers of the columns"),
            (["A", "[1]", "[2]"], "numbers of the columns"),
            (["A", "1", "2=1+0"], "numbers of the columns"),
            (["1", "2", "3"], None),
            (["A", "1", "2"], None),
            (["Xã C", "1", "2"], None),
        ],
    )
    def test_below_the_names(
        self, tmp_path: Path, suffix: str, below: list[Any], why: str | None
    ) -> None:
        """Rows that number the columns, or say what is counted, are no units, and told."""
        cells = [int(cell) if cell.isdigit() else cell or None for cell in below]
        rows: Rows = [["Đơn vị", ON_TIME, HANDLED], cells, *self.ROWS]
        file = store(tmp_path, rows, suffix)
        summary = ti.score_file(file, tmp_path / "points.csv", missing="allow")

        assert [(row, reason) for row, _, reason in summary.left_out] == [(2, why)] * bool(why)
        assert summary.rows == 3 - bool(why)
        assert (
            ti.score_file(
                file, tmp_path / "points.csv", missing="allow", totals="keep", invalid="flag"
            ).rows
            == 3
        )

    @pytest.mark.parametrize(
        ("row", "left_out"),
        [
            (["A", "B", 1, 2, 3], True),
            ([1, 2, 3, 4, 5], True),
            ([1, "Xã C", 1, 2, 3], False),
            (["A", "B", 1, 3, 2], False),
            (["A", "B", 2, 3, 4], False),
            (["A", "B", None, None, None], False),
        ],
    )
    def test_numbers_of_columns(self, tmp_path: Path, row: list[Any], *, left_out: bool) -> None:
        head = ["STT", "Đơn vị", "communes", "dossiers_on_time", "dossiers_handled"]
        file = store(tmp_path, [head, row, [1, "Xã A", 1, 1, 2]])
        summary = ti.score_file(file, tmp_path / "points.csv", missing="allow", invalid="flag")

        assert summary.rows == 2 - left_out

    def test_far_below_the_names(self, tmp_path: Path) -> None:
        """There a row of numbers is a unit."""
        rows: Rows = [["Đơn vị", ON_TIME, HANDLED], *[["x", 1, 2]] * 3, ["A", "(1)", "(2)"]]
        with pytest.raises(ti.errors.InvalidRowsError, match="row 5"):
            read(store(tmp_path, rows))

    @pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
    def test_an_index(self, tmp_path: Path, suffix: str) -> None:
        """As pandas writes it: the first column, without a name."""
        rows: Rows = [["", "unit", "dossiers_on_time", "dossiers_handled"]]
        rows += [[at, *row] for at, row in enumerate(self.ROWS)]
        file = store(tmp_path, rows, suffix)

        assert read(file) == self.POINTS
        ti.score_file(file, tmp_path / "points.csv", missing="allow", detail="total")
        assert (tmp_path / "points.csv").read_text("utf-8").startswith('"unit","total"')

    @pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
    @pytest.mark.parametrize(
        ("place", "values", "said"),
        [
            (0, ["x", None], "row 2, column A = 'x'"),
            (0, [None, "x"], "row 3, column A = 'x'"),
            (1, [None, 7], "row 3, column B = "),
            (3, [7, None], "row 2, column D = "),
        ],
    )
    def test_columns_without_a_name(
        self, tmp_path: Path, suffix: str, place: int, values: list[Any], said: str
    ) -> None:
        rows: Rows = [["unit", "dossiers_on_time", "dossiers_handled"], *map(list, self.ROWS)]
        for row, value in zip(rows, ["", *values], strict=True):
            row.insert(place, value)
        with pytest.raises(ti.errors.ValueRefusedError, match=f"^{said}.*it takes a name at the"):
            read(store(tmp_path, rows, suffix))
        for row in rows:
            row[place] = ""

        assert read(store(tmp_path, rows, suffix)) == self.POINTS

    def test_delimiters_at_the_end_of_rows_alone(self, tmp_path: Path) -> None:
        file = tmp_path / "units.csv"
        file.write_text("unit;dossiers_on_time;dossiers_handled\nXã A;87;89;\nXã B;1;2;\n", "utf-8")

        assert read(file) == self.POINTS

    def test_one_column_by_two_headers(self, tmp_path: Path) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match="'dossiers_on_time': it takes each"):
            read(store(tmp_path, [["unit", ON_TIME, "dossiers_on_time"], ["A", 1, 1]]))

    def test_headers_that_stand_twice(self, tmp_path: Path) -> None:
        """What stands above tells them apart."""
        rows: Rows = [["Đơn vị", "Tháng 7", "Tháng 8", None], [None, "Ý", "Ý", ON_TIME]]
        file = store(tmp_path, [*rows, ["A", "x", "y", 1]])
        summary = ti.score_file(file, tmp_path / "points.csv", missing="allow")

        assert summary.kept == ("Đơn vị", "Tháng 7 Ý", "Tháng 8 Ý")


class TestUnits:
    """The column of units, by what it is called."""

    @pytest.mark.parametrize(
        "header",
        ["unit", "Unit", "Đơn vị", "TÊN ĐƠN VỊ", "ten don vi", "Tên cơ quan, đơn vị", "Xã, phường"],
    )
    def test_called_so(self, tmp_path: Path, header: str) -> None:
        file = store(tmp_path, [["STT", header, "communes"], [1, "Xã A", 1]])

        assert read(file)[0] == ["Xã A"]

    def test_unit_goes_before(self, tmp_path: Path) -> None:
        file = store(tmp_path, [["Đơn vị", "unit", "communes"], ["Tỉnh", "Xã A", 1]])

        assert read(file)[0] == ["Xã A"]
        assert read(file, units="Đơn vị")[0] == ["Tỉnh"]

    @pytest.mark.parametrize("units", [None, "x", 7])
    def test_none(self, tmp_path: Path, units: Any) -> None:
        file = store(tmp_path, [["Nơi", "communes"], ["Xã A", 1]])
        with pytest.raises(
            ti.errors.ValueRefusedError, match="a column of the file: Nơi, communes"
        ):
            read(file, units=units)


class TestOwn:
    """ "A mapping in TOML that an office writes once"."""

    ROWS: Rows = [["Nơi", "Đúng hạn", "Tổng"], ["Xã A", 87, 89]]
    COLUMNS = {"Nơi": "unit", "ĐÚNG HẠN": "dossiers_on_time", "tong": "dossiers_handled"}

    @pytest.fixture
    def toml(self, tmp_path: Path) -> Path:
        file = tmp_path / "cot.toml"
        lines = [f'"{header}" = "{name}"' for header, name in self.COLUMNS.items()]
        file.write_text("\n".join(lines), "utf-16")
        return file

    def test_read(self, tmp_path: Path, toml: Path) -> None:
        file = store(tmp_path, self.ROWS)

        for columns in (self.COLUMNS, toml, str(toml)):
            assert read(file, columns=columns) == (["Xã A"], [19.55])
        with pytest.raises(ti.TthcIndexError, match="columns = "):
            read(file)

    def test_told(self, tmp_path: Path, toml: Path) -> None:
        file = store(tmp_path, [[*self.ROWS[0], "Ghi chú"], [*self.ROWS[1], ""]])
        summary = ti.score_file(file, tmp_path / "points.csv", missing="allow", columns=toml)

        assert summary.said == {
            "unit": "Nơi",
            "dossiers_on_time": "Đúng hạn",
            "dossiers_handled": "Tổng",
        }
        assert summary.kept == ("unit", "Ghi chú")
        understood = "'Nơi' = unit, 'Đúng hạn' = dossiers_on_time, 'Tổng' = dossiers_handled"
        assert summary.text().splitlines()[1:] == [
            f"columns understood: {understood}",
            "columns kept as they are: 'unit', 'Ghi chú'",
        ]
        assert "các cột đã hiểu: " in summary.text("vi")

    def test_it_goes_before_the_rules(self) -> None:
        headers = headers_of(
            RULES, {ON_TIME: "dossiers_overdue", "% Đúng hạn": "progress.on_time %"}
        )

        assert headers.name(ON_TIME) == "dossiers_overdue"
        assert headers.name("đúng hạn (%)") == "progress.on_time %"

    @pytest.mark.parametrize(
        ("columns", "said"),
        [
            (
                {"x": "dossiers_on_tme"},
                "unknown count 'dossiers_on_tme'; did you mean 'dossiers_on_",
            ),
            ({"x": 1}, "columns = \\('x', 1\\): it takes headers and our names"),
            ({1: "unit"}, "columns = \\(1, 'unit'\\)"),
            (7, "columns = 7"),
            (["x"], "columns = \\['x'\\]"),
        ],
    )
    def test_refused(self, columns: Any, said: str) -> None:
        with pytest.raises(ti.TthcIndexError, match=said):
            headers_of(RULES, columns)

    def test_no_toml(self, tmp_path: Path) -> None:
        (tmp_path / "x.toml").write_text("Đúng hạn = 1", "utf-8")
        with pytest.raises(ti.errors.ValueRefusedError, match=r"x\.toml': it takes a TOML file"):
            headers_of(RULES, tmp_path / "x.toml")
        with pytest.raises(OSError, match=r"y\.toml"):
            headers_of(RULES, tmp_path / "y.toml")

    @pytest.mark.parametrize("command", ["rank", "report", "score"])
    def test_the_command(
        self, tmp_path: Path, toml: Path, capsys: pytest.CaptureFixture[str], command: str
    ) -> None:
        file = store(tmp_path, self.ROWS)
        more = ["-o", str(tmp_path / "points.csv"), "--partial"] if command == "score" else []

        assert main([command, str(file), "--columns", str(toml), *more]) == 0
        assert main([command, str(file), *more]) == 2
        assert "at least one count or percentage" in capsys.readouterr().err


class TestFound:
    """Which row names the columns."""

    def test_the_first_of_the_widest(self) -> None:
        rows: Rows = [["BIỂU"], ["a", "b"], ["c", "d"], []]

        assert Headers(frozenset({"x"})).found(rows).at == 1

    def test_the_one_with_most(self) -> None:
        headers = Headers(frozenset("xyz"))

        assert headers.found([["x"], ["x", "y"], ["z", "x"], ["q"]]).at == 1
        assert headers.found([]).names == []

    def test_numbers_above_are_no_names(self) -> None:
        headers = Headers(frozenset({"x"}))

        assert headers.found([["1", "2"], ["x", ""]]).names == ["x", ""]
        assert headers.found([["a", "b"], ["x", ""]]).names == ["x", "b"]
