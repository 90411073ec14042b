# SPDX-License-Identifier: MIT
"""The commands on tables, notices and the portal's responses: what they print and what they write."""

from __future__ import annotations

import io
import json

from pathlib import Path
from typing import Any

import pytest

import tthc_index as ti

from tthc_index.cli import main


HERE = Path(__file__).parent
RESPONSES = sorted(map(str, (HERE / "responses").glob("2026-08-*.json")))
NOTICE = str(HERE / "notices" / "son-duong-2024-03.txt")
PROVINCES = str(HERE / "figures" / "provinces-2025.csv")

TABLE = "unit,dossiers_on_time,dossiers_handled\nHy Cương,854,1270\nViệt Trì,2348,2971\n"

Captured = pytest.CaptureFixture[str]


def told(capsys: Captured, *words: str, code: int = 0) -> str:
    """What the command prints; on standard error, where it fails."""
    assert main(words) == code
    captured = capsys.readouterr()
    return captured.err if code else captured.out


@pytest.fixture
def table(tmp_path: Path) -> str:
    file = tmp_path / "units.csv"
    file.write_text(TABLE, "utf-8")
    return str(file)


@pytest.fixture
def unit(tmp_path: Path, capsys: Captured) -> Path:
    file = tmp_path / "unit.json"
    file.write_text(told(capsys, "example", "son-duong-2024-03", "--input"), "utf-8")
    return file


class TestScore:
    """ "tthc-index score data.csv | .parquet | .xlsx -o out.parquet"."""

    def test_a_table(self, table: str, tmp_path: Path, capsys: Captured) -> None:
        target = tmp_path / "points.csv"
        words = ["score", table, "-o", str(target), "--partial", "--detail", "total"]

        assert told(capsys, *words) == "2 units, 2 with missing counts, 0 refused\n"
        assert target.read_text("utf-8").splitlines()[1] == '"Hy Cương",13.45,false'

    def test_rows_that_are_refused(self, table: str, tmp_path: Path, capsys: Captured) -> None:
        Path(table).write_text(TABLE.replace("854", "1271"), "utf-8")
        target = tmp_path / "points.csv"
        words = ["score", table, "-o", str(target), "--partial"]

        assert "row 2: progress.on_time: dossiers_on_time" in told(capsys, *words, code=2)
        assert not target.exists()
        assert "1 refused\nrow 2: progress" in told(capsys, *words, "--flag")
        assert target.exists()

    def test_options_of_the_other_kind_of_file(
        self, table: str, unit: Path, tmp_path: Path, capsys: Captured
    ) -> None:
        """They are refused: to ignore `-o` would lose a result that somebody waits for."""
        said = told(capsys, "score", str(unit), "-o", str(tmp_path / "x.csv"), "--flag", code=2)
        assert "--output = " in said
        assert "it takes for its FILE a table: .csv, .parquet, .xlsx" in said
        assert "--flag = True" in said
        assert "--detail = 'total'" in told(capsys, "score", str(unit), "--detail", "total", code=2)
        said = told(capsys, "score", table, "-o", str(tmp_path / "x.csv"), "--json", code=2)
        assert "--json = True: it takes for its FILE a unit in JSON" in said

    def test_a_closed_standard_input(
        self, monkeypatch: pytest.MonkeyPatch, capsys: Captured
    ) -> None:
        monkeypatch.setattr("sys.stdin", None)

        assert "standard input is closed" in told(capsys, "score", "-", code=2)

    def test_rules_that_can_be_no_file(self, unit: Path, capsys: Captured) -> None:
        words = ["score", str(unit), "--rules", "a\0.toml"]

        assert "unknown rule set 'a\\x00.toml'" in told(capsys, *words, code=2)

    @pytest.mark.parametrize("suffix", [".xls", ".xlsm", ".xlsb", ".ods", ".docx"])
    @pytest.mark.parametrize(
        "command", ["score", "rank", "report", "notice", "reconcile", "portal"]
    )
    def test_files_of_office_programs(
        self, tmp_path: Path, capsys: Captured, command: str, suffix: str
    ) -> None:
        """One line that says what it is, and what to do."""
        file = tmp_path / f"units{suffix}"
        file.write_bytes(b"PK\x03\x04xx" if suffix != ".xls" else b"\xd0\xcf\x11\xe0")
        said = told(capsys, command, str(file), code=2)

        assert any(
            words in said
            for words in ("save it as .xlsx", "a file of Word or Excel", "an Office file")
        )
        assert len(said.splitlines()) < 3

    def test_a_table_needs_a_target(self, table: str, capsys: Captured) -> None:
        assert "--output = None: it takes the .csv" in told(capsys, "score", table, code=2)

    def test_missing_counts_refuse_the_table(
        self, table: str, tmp_path: Path, capsys: Captured
    ) -> None:
        words = ["score", table, "-o", str(tmp_path / "points.csv")]

        assert "missing counts" in told(capsys, *words, code=2)


class TestPortal:
    """ "tthc-index portal FILES... (scorecards and reconciliation)"."""

    def test_all_units(self, capsys: Captured) -> None:
        lines = told(capsys, "portal", *RESPONSES).splitlines()

        assert lines[1].split("  ")[0] == "UBND tỉnh Phú Thọ"
        assert lines[1].endswith("59.92  equal 22, not published 6")
        assert any("TEMP_NATIONAL_REPORT" in line or "unknown key" in line for line in lines)

    @pytest.mark.parametrize("key", ["H44", "dep-H44", "UBND tỉnh Phú Thọ"])
    def test_one_unit(self, capsys: Captured, key: str) -> None:
        out = told(capsys, "portal", *RESPONSES, "--unit", key, "--lang", "vi")

        assert out.startswith("UBND tỉnh Phú Thọ\n\nqd766-2026, tỉnh, thành phố: 59,92 trên 100")
        assert "Tổng điểm" in out
        assert "khớp" in out

    def test_an_unknown_unit(self, capsys: Captured) -> None:
        said = told(capsys, "portal", *RESPONSES, "--unit", "UBND tinh Phu Tho", code=2)

        assert "did you mean 'UBND tỉnh Phú Thọ'?" in said

    def test_as_json(self, capsys: Captured) -> None:
        units = json.loads(told(capsys, "portal", *RESPONSES, "--json", "--period", "2026-08"))

        assert units[0]["card"]["points"] == 59.92
        assert units[0]["reconciliation"]["verdicts"] == {"equal": 22, "not_published": 6}
        assert (units[0]["level"], units[0]["period"]) == ("province", "2026-08")
        assert all({"flags", "unknown"} <= set(unit) for unit in units)

    def test_a_unit_without_a_code_or_level(self, tmp_path: Path, capsys: Captured) -> None:
        parent = {"departmentId": "a", "departmentName": "A", "totalReceived": 2, "totalOnTime": 1}
        parent |= {"totalScore": 10, "totalMaxScore": 20, "ratio": 50}
        child = {"departmentId": "b", "departmentName": "B", "totalReceived": 4, "totalOnTime": 1}
        child |= {"score": 5, "maxScore": 20, "ratio": 25}
        file = tmp_path / "response.json"
        data = {"code": "OK", "data": {"parent": parent, "children": [child]}}
        file.write_text(json.dumps(data), "utf-8")

        lines = told(capsys, "portal", str(file)).splitlines()
        assert lines[2].split() == ["B", "–", "–", "5.00", "–", "85.00", *lines[2].split()[6:]]


class TestDoubtfulUnits:
    """One unit's fault takes nothing from the others."""

    def progress(self, folder: Path, **changes: Any) -> str:
        (source,) = (path for path in RESPONSES if "progress" in path)
        response = json.loads(Path(source).read_text("utf-8"))
        response["data"]["children"][1] |= changes
        file = folder / "progress.json"
        file.write_text(json.dumps(response), "utf-8")
        return str(file)

    def test_figures_that_contradict_each_other(self, tmp_path: Path, capsys: Captured) -> None:
        file = self.progress(tmp_path, totalOnTime=10**6)
        lines = told(capsys, "portal", file).splitlines()
        (name,) = {line.split("  ")[0] for line in lines if " is above dossiers_handled" in line}

        assert len([line for line in lines if " equal" in line]) >= 2
        units = json.loads(told(capsys, "portal", file, "--json"))
        assert [unit["name"] for unit in units if "error" in unit] == [name]
        assert "is above dossiers_handled" in told(capsys, "portal", file, "--unit", name)

    def test_one_name_for_two_units(self, tmp_path: Path, capsys: Captured) -> None:
        (source,) = (path for path in RESPONSES if "progress" in path)
        other = json.loads(Path(source).read_text("utf-8"))["data"]["children"][0]
        file = self.progress(tmp_path, departmentName=other["departmentName"])
        said = told(capsys, "portal", file, "--unit", other["departmentName"], code=2)

        assert "it takes an id or a code: that is the name of " in said


class TestInputs:
    """A result never replaces what it is made from."""

    def test_notice(self, unit: Path, capsys: Captured) -> None:
        text = unit.with_suffix(".txt")
        unit.rename(text)
        before = text.read_bytes()

        assert "another file than the input" in told(
            capsys, "notice", str(text), "-o", str(text), code=2
        )
        assert text.read_bytes() == before

    def test_report(self, table: str, tmp_path: Path, capsys: Captured) -> None:
        book = str(tmp_path / "units.xlsx")
        told(capsys, "score", table, "-o", book, "--partial")
        before = Path(book).read_bytes()

        told(capsys, "report", book, "-o", book, code=2)
        assert Path(book).read_bytes() == before


class TestReconcile:
    """ "tthc-index reconcile NOTICE.txt"."""

    def test_the_notice(self, capsys: Captured) -> None:
        out = told(capsys, "reconcile", NOTICE)

        assert out.startswith("huyện Sơn Dương, 2024-03\n\nqd766-2026: equal 1, within bounds 4")
        assert "one decimal of a finer sum" in out

    def test_lines_that_are_not_understood(
        self, capsys: Captured, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        said = "1. Điểm đánh giá công khai, minh bạch: 18,0/18 điểm\n- Trời đẹp: 12%.\n"
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(said.encode())))

        assert "line 2, not understood: - Trời đẹp: 12%." in told(capsys, "reconcile", "-")

    def test_as_json(self, capsys: Captured) -> None:
        result = json.loads(told(capsys, "reconcile", NOTICE, "--json"))

        assert result["reconciliation"]["verdicts"]["differs"] == 2
        assert result["unread"] == []
        assert result["card"]["points"] == 71.65

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
    def test_encodings(self, tmp_path: Path, capsys: Captured, encoding: str) -> None:
        file = tmp_path / "notice.txt"
        file.write_text(Path(NOTICE).read_text("utf-8"), encoding)

        assert "huyện Sơn Dương" in told(capsys, "reconcile", str(file))

    def test_no_text(self, tmp_path: Path, capsys: Captured) -> None:
        file = tmp_path / "notice.docx"
        file.write_bytes(b"PK\x03\x04\xff\xff")

        assert "it takes text in UTF-8" in told(capsys, "reconcile", str(file), code=2)


class TestRank:
    """ "tthc-index rank FILE"."""

    def test_counts(self, table: str, capsys: Captured) -> None:
        lines = told(capsys, "rank", table, "--by", "progress").splitlines()

        assert [line.split() for line in lines[3:]] == [
            ["1/2", "Việt", "Trì", "15.81"],
            ["2/2", "Hy", "Cương", "13.45"],
        ]

    def test_incomplete_totals(self, table: str, capsys: Captured) -> None:
        assert "0 ranked, 2 not ranked" in told(capsys, "rank", table)
        assert "2 ranked" in told(capsys, "rank", table, "--partial")

    def test_published_points(self, capsys: Captured) -> None:
        ranking = json.loads(told(capsys, "rank", PROVINCES, "--json", "--ties", "ordinal"))

        assert ranking["of"] == 34
        assert ranking["rows"][0] == {
            "unit": "UBND tỉnh Bắc Ninh",
            "points": 91.7,
            "rank": 1,
            "of": 34,
        }

    def test_options_that_published_points_do_not_take(self, capsys: Captured) -> None:
        said = told(capsys, "rank", PROVINCES, "--units", "xã", "--level", "commune", code=2)

        assert "--units = 'xã': it takes for its FILE a table of counts" in said
        assert "--level = 'commune': it takes for its FILE a table of counts" in said

    def test_another_column_of_names(self, table: str, capsys: Captured) -> None:
        Path(table).write_text(TABLE.replace("unit,", "xã,"), "utf-8")

        assert "units = None: it takes a column" in told(capsys, "rank", table, code=2)
        assert "2 ranked" in told(capsys, "rank", table, "--by", "progress", "--units", "xã")


class TestReport:
    """ "tthc-index report TABLE -o phu-luc.xlsx"."""

    def test_printed(self, capsys: Captured) -> None:
        assert told(capsys, "report", PROVINCES).startswith("Phụ lục I. Kết quả các nhóm chỉ số")

    def test_written(self, table: str, tmp_path: Path, capsys: Captured) -> None:
        target = tmp_path / "phu-luc.xlsx"

        assert told(capsys, "report", table, "--by", "progress", "-o", str(target)) == f"{target}\n"
        assert target.read_bytes().startswith(b"PK")


class TestNotice:
    """ "tthc-index notice FILE -o cong-khai.docx"."""

    def test_printed_with_warnings_beside(self, unit: Path, capsys: Captured) -> None:
        assert main(["notice", str(unit)]) == 0
        captured = capsys.readouterr()

        assert "đạt 87,1/100 điểm, đứng thứ 1/7." in captured.out
        assert captured.err.startswith("tthc-index: warning: progress: published 18.6 is printed")

    @pytest.mark.parametrize(("suffix", "start"), [("docx", b"PK"), ("html", b"<!DOCTYPE html>")])
    def test_written(self, unit: Path, suffix: str, start: bytes, capsys: Captured) -> None:
        target = unit.with_suffix(f".{suffix}")

        assert told(capsys, "notice", str(unit), "-o", str(target)) == f"{target}\n"
        assert target.read_bytes().startswith(start)

    def test_what_the_file_says(self, unit: Path, capsys: Captured) -> None:
        stated = json.loads(unit.read_text("utf-8"))
        stated |= {"previous": 86.4, "number": "955/UBND-KSTT", "date": "2024-04-22"}
        office = unit.with_name("office.toml")
        office.write_text('place = "Sơn Dương"\npeers = "huyện, thành phố"\n', "utf-8")
        unit.write_text(json.dumps(stated), "utf-8")

        out = told(capsys, "notice", str(unit), "--office", str(office), "--mark")
        assert "Số: 955/UBND-KSTT" in out
        assert "Sơn Dương, ngày 22 tháng 4 năm 2024" in out
        assert "(tăng 0,7 điểm so với tháng 02/2024), đứng thứ 1/7 huyện, thành phố." in out
        assert "chưa có số liệu" in out

    @pytest.mark.parametrize(
        ("published", "said"),
        [
            (7, "published = 7: it takes an object of points, total, decimals, rank, as_of"),
            ({"sum": 87}, "key = 'sum': it takes points, total"),
            ({"total": -1}, "published points of total = -1"),
            ({"rank": 1}, "rank = 1: it takes (place, number of peers)"),
        ],
    )
    def test_wrong_results(self, unit: Path, published: Any, said: str, capsys: Captured) -> None:
        stated = json.loads(unit.read_text("utf-8"))
        unit.write_text(json.dumps({**stated, "published": published}), "utf-8")

        assert said in told(capsys, "notice", str(unit), code=2)

    def test_counts_alone(self, tmp_path: Path, capsys: Captured) -> None:
        file = tmp_path / "unit.json"
        file.write_text('{"dossiers_on_time": 1, "dossiers_handled": 2}', "utf-8")

        said = told(capsys, "notice", str(file), code=2)
        assert "unit = '': it takes the unit's name" in said
        assert "period = ''" in said
        stated = {"counts": json.loads(file.read_text("utf-8")), "unit": "xã A", "period": "2026"}
        file.write_text(json.dumps(stated), "utf-8")
        assert "xã A" in told(capsys, "notice", str(file))


class TestExample:
    """What an example prints as input is all that a notice needs."""

    @pytest.mark.parametrize("name", ti.examples.names())
    def test_input(self, name: str, capsys: Captured) -> None:
        stated = json.loads(told(capsys, "example", name, "--input"))
        example = ti.examples.get(name)

        assert stated["published"]["total"] == example.published.total
        assert stated["counts"] == dict(example.counts)
        beside = {"rank": example.published.rank, "period": stated["period"]}
        assert ti.Published(**stated["published"] | beside) == example.published
