# SPDX-License-Identifier: MIT
"""The way of a clerk: from the portal's responses, or from a table, to the documents, in one command each."""

from __future__ import annotations

import json
import shutil

from pathlib import Path
from typing import Any

import docx
import pytest

import tthc_index as ti

from tthc_index.cli import main
from tthc_index.cli.sources import kind_of, listed, named


RESPONSES = Path(__file__).parent / "responses"
AUGUST = [str(path) for path in sorted(RESPONSES.glob("2026-08-*.json"))]
YEAR = [str(path) for path in sorted(RESPONSES.glob("2026-[d-t]*.json"))]
PHU_THO = ["--unit", "tỉnh Phú Thọ", "--period", "2026-08"]

TABLE = "unit;dossiers_on_time;dossiers_handled\nXã Hy Cương;90;100\nXã Xuân Lũng;95;100\n"
POINTS = (
    "Đơn vị;Công khai, minh bạch;Tiến độ giải quyết;Cung cấp dịch vụ công trực tuyến;"
    "Thanh toán trực tuyến;Mức độ hài lòng;Số hóa hồ sơ;Tổng điểm;Xếp hạng\n"
    "Xã Hy Cương;18;20;12;10;18;20;98;2\nXã Xuân Lũng;18;20;12;10;18;22;100;1\n"
)

Captured = pytest.CaptureFixture[str]


def told(capsys: Captured, *words: str, code: int = 0) -> str:
    """What a command prints; what it complains of, if it fails."""
    assert main(list(words)) == code, capsys.readouterr().err
    said = capsys.readouterr()
    return said.err if code else said.out


def total(text: str) -> str:
    """The sentence of the total."""
    return next(line for line in text.splitlines() if "tổng số điểm" in line.lower())


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """A table of counts, the same of the month before, published points; folders of responses."""
    made = {
        "now.csv": TABLE,
        "before.csv": TABLE.replace("90", "80"),
        "points.csv": POINTS,
        "points-before.csv": POINTS.replace(";98;", ";97.5;").replace(";18;20;98", ";18;19.5;98"),
    }
    for name, text in made.items():
        (tmp_path / name).write_text(text, "utf-8")
    for name, sources in {"august": AUGUST, "year": YEAR}.items():
        (tmp_path / name).mkdir()
        for source in sources:
            shutil.copy(source, tmp_path / name)
    return {name: str(tmp_path / name) for name in (*made, "august", "year")}


class TestNotice:
    """ "tthc-index notice responses/*.json --unit … --period … --office … -o cong-khai.docx"."""

    def test_from_responses(self, tmp_path: Path, capsys: Captured) -> None:
        office = tmp_path / "office.toml"
        office.write_text('agency = "UBND tỉnh Phú Thọ"', "utf-8")
        target = str(tmp_path / "cong-khai.docx")
        words = ["notice", *AUGUST, *PHU_THO, "--office", str(office), "-o", target]

        assert told(capsys, *words) == f"{target}\n"
        text = "\n".join(paragraph.text for paragraph in docx.Document(target).paragraphs)
        assert "số điểm của tỉnh Phú Thọ tháng 8 năm 2026 đạt 59,92/100 điểm." in total(text)

    @pytest.mark.parametrize("unit", ["H44", "dep-H44", "UBND tỉnh Phú Thọ", "Tỉnh Phú Thọ"])
    def test_the_unit(self, files: dict[str, str], capsys: Captured, unit: str) -> None:
        said = told(capsys, "notice", files["august"], "--unit", unit, "--period", "2026-08")
        name = unit if "Phú Thọ" in unit else "UBND tỉnh Phú Thọ"

        assert f"của {name} tháng 8 năm 2026 đạt 59,92/100 điểm" in total(said)

    @pytest.mark.parametrize(
        ("before", "change"), [("year", "giảm 1,97"), ("58,5", "tăng 1,42"), ("59.92", "không")]
    )
    def test_the_change(
        self, files: dict[str, str], capsys: Captured, before: str, change: str
    ) -> None:
        previous = files.get(before, before)
        said = told(capsys, "notice", *AUGUST, *PHU_THO, "--previous", previous)

        assert f"điểm ({change}" in total(said)

    def test_what_the_portal_says_of_its_figures(self, capsys: Captured) -> None:
        assert main(["notice", *AUGUST, *PHU_THO]) == 0
        assert "TEMP_NATIONAL_REPORT_DENOMINATOR" in capsys.readouterr().err

    def test_a_rank_among_peers(self, tmp_path: Path, capsys: Captured) -> None:
        """Of units of the same level below the same one, if all of them have a total."""
        groups = {"CKMB": 18, "TDGQ": 20, "CLGQ": 12, "TTTT": 10, "MDHL": 18, "MDSH": 22}
        names = list(ti.ruleset("qd766-2026").count_names)
        rows: list[list[Any]] = [["unit", *names]] + [
            [f"Xã {n}", *(100 if name != "procedures_partly_online" else 0 for name in names)]
            for n in "ABC"
        ]
        rows[2][1 + names.index("dossiers_on_time")] = 50
        file = tmp_path / "units.csv"
        file.write_text("\n".join(",".join(map(str, row)) for row in rows), "utf-8")
        words = ["notice", str(file), "--unit", "xã B", "--period", "2026-08"]

        assert sum(groups.values()) == 100
        assert total(told(capsys, *words)).partition(" đứng thứ ")[2].startswith("3/3")
        rows[1][5] = ""
        file.write_text("\n".join(",".join(map(str, row)) for row in rows), "utf-8")
        assert main(words) == 0
        said = capsys.readouterr()
        assert "đứng thứ" not in said.out
        assert "no rank is printed: 1 of 3 units have none" in said.err
        assert main([*words, "--lang", "vi"]) == 0
        assert "vì 1 trong 3 đơn vị chưa có" in capsys.readouterr().err

    def test_from_a_table(self, files: dict[str, str], capsys: Captured) -> None:
        words = ["--unit", "xã Hy Cương", "--period", "2026-08"]
        said = told(capsys, "notice", files["now.csv"], *words)

        assert "tiến độ giải quyết hồ sơ TTHC: 18,00/20 điểm" in said

    def test_from_published_points(self, files: dict[str, str], capsys: Captured) -> None:
        words = ["--unit", "xã Hy Cương", "--period", "2026-08"]
        words += ["--previous", files["points-before.csv"]]
        said = total(told(capsys, "notice", files["points.csv"], *words))

        assert "đạt 98,00/100 điểm (tăng 0,50 điểm so với tháng 7/2026), đứng thứ 2/2" in said

    def test_a_unit_among_units_of_several_levels(self, tmp_path: Path, capsys: Captured) -> None:
        (tmp_path / "p.csv").write_text(
            POINTS.replace("Xã Xuân", "Tỉnh Xuân").replace(";2\n", ";\n").replace(";1\n", ";\n"),
            "utf-8",
        )
        words = ["notice", str(tmp_path / "p.csv"), "--unit", "xã Hy Cương", "--period", "2026"]

        assert main(words) == 0
        assert "units of several levels" in capsys.readouterr().err

    def test_a_unit_in_json(self, tmp_path: Path, capsys: Captured) -> None:
        """What is said on the command line goes before what the file says."""
        file = tmp_path / "unit.json"
        stated = {**ti.examples.PHU_THO_2026_08.stated(), "previous": 50}
        file.write_text(json.dumps(stated), "utf-8")

        assert "(tăng 9,92 điểm" in total(told(capsys, "notice", str(file)))
        said = total(told(capsys, "notice", str(file), *PHU_THO, "--previous", "58"))
        assert "của tỉnh Phú Thọ tháng 8" in said
        assert "(tăng 1,92 điểm" in said
        said = total(told(capsys, "notice", str(file), "--previous", str(file)))
        assert "không thay đổi" in said

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            ([*AUGUST, "--period", "2026-08"], "--unit = None: it takes one of UBND tỉnh Phú Thọ"),
            ([*AUGUST, "--unit", "xã Hy Cươg"], "did you mean 'UBND xã Hy Cương'?"),
            ([*AUGUST, "--unit", "tỉnh Phú Thọ"], "period = ''"),
            ([*AUGUST, *PHU_THO, "--sheet", "x"], "--sheet = 'x': it takes for its FILE a table"),
            ([*AUGUST, "x.csv"], "FILE = 'x.csv': it takes one table alone, or responses"),
        ],
    )
    def test_first_wrong_tries(self, capsys: Captured, words: list[str], said: str) -> None:
        assert said in told(capsys, "notice", *words, code=2)

    def test_a_web_page(self, tmp_path: Path, capsys: Captured) -> None:
        (tmp_path / "a.json").write_text("<html><title>Request Rejected</title>", "utf-8")

        said = told(capsys, "notice", str(tmp_path / "a.json"), "--period", "2026", code=2)
        assert "a web page, not a response of the portal" in said

    def test_an_empty_folder(self, tmp_path: Path, capsys: Captured) -> None:
        said = told(capsys, "notice", str(tmp_path), "--period", "2026", code=2)

        assert "it takes a folder with the portal's responses, *.json" in said

    def test_its_own_input_is_never_overwritten(
        self, files: dict[str, str], capsys: Captured
    ) -> None:
        text = files["now.csv"] + ".txt"
        Path(text).symlink_to(files["now.csv"])
        words = ["--unit", "xã Hy Cương", "--period", "2026-08", "-o", text]

        assert "another file than the input" in told(
            capsys, "notice", files["now.csv"], *words, code=2
        )


class TestReport:
    """ "tthc-index report responses/*.json -o phu-luc.xlsx"."""

    @pytest.mark.parametrize("command", ["report", "rank"])
    def test_of_responses(self, capsys: Captured, command: str) -> None:
        """Peers alone: the level that most units are of, or the one that is asked for."""
        assert main([command, *AUGUST, "--by", "progress"]) == 0
        said = capsys.readouterr()
        assert "UBND xã Hy Cương" in said.out
        assert "UBND tỉnh Phú Thọ" not in said.out
        assert "warning: commune alone; left out: UBND tỉnh Phú Thọ, " in said.err

        out = told(capsys, command, *AUGUST, "--by", "progress", "--level", "department")
        assert "Văn phòng UBND Tỉnh" in out
        assert (
            "chỉ lấy cấp" in (main([command, *AUGUST, "--lang", "vi"]), capsys.readouterr().err)[1]
        )
        said_of = told(capsys, command, *AUGUST, "--level", "ministry", code=2)
        assert "unknown level 'ministry'" in said_of

    def test_to_excel(self, tmp_path: Path, capsys: Captured) -> None:
        target = str(tmp_path / "phu-luc.xlsx")

        assert told(capsys, "report", *AUGUST, "-o", target) == f"{target}\n"
        assert "UBND xã Hy Cương" in ti.read_published(target)

    def test_of_published_totals(self, tmp_path: Path, capsys: Captured) -> None:
        """The portal's list of units has their totals."""
        codes = {"CKMB": 18, "TDGQ": 20, "CLGQ": 12, "TTTT": 10, "MDHL": 18}
        rows = [
            {
                "departmentId": f"d{last}",
                "departmentName": f"UBND tỉnh {last}",
                "totalScore": 78 + last,
                "groupScores": {**codes, "MDSH": last},
            }
            for last in (20, 22)
        ]
        overview = {"departmentName": "Cả nước", "totalScore": 99}
        data = {"code": "OK", "data": {"overview": overview, "evaluation": rows}}
        file = tmp_path / "list.json"
        file.write_text(json.dumps(data), "utf-8")

        assert " 1/2  UBND tỉnh 22  100" in told(capsys, "rank", str(file))
        said = told(capsys, "notice", str(file), "--unit", "tỉnh 20", "--period", "2026")
        assert "đạt 98,00/100 điểm, đứng thứ 2/2" in total(said)


class TestCompare:
    """ "tthc-index compare NOW BEFORE"."""

    def test_tables(self, files: dict[str, str], capsys: Captured) -> None:
        out = told(capsys, "compare", files["points.csv"], files["points-before.csv"])

        assert "Xã Hy Cương      97.50    98.00   +0.50  +0.51" in out
        out = told(
            *(capsys, "compare", files["now.csv"], files["before.csv"], "--unit", "xã Hy Cương"),
            *("--lang", "vi"),
        )
        assert "tử số +2,00" in out

    def test_folders(self, files: dict[str, str], capsys: Captured) -> None:
        out = told(capsys, "compare", files["august"], files["year"])

        assert "UBND tỉnh Phú Thọ" in out
        assert "UBND xã Hy Cương" in out
        out = told(
            capsys, "compare", files["august"], files["year"], "--unit", "Tỉnh Phú Thọ", "--json"
        )
        assert json.loads(out)["rows"][0]["code"] == "transparency"

    def test_one_unit(self, tmp_path: Path, capsys: Captured) -> None:
        for name, on_time in (("now", 90), ("before", 80)):
            counts = {"dossiers_on_time": on_time, "dossiers_handled": 100}
            (tmp_path / f"{name}.json").write_text(json.dumps(counts), "utf-8")
        both = [str(tmp_path / "now.json"), str(tmp_path / "before.json")]

        assert "numerator +2.00" in told(capsys, "compare", *both)

    def test_one_and_many(self, files: dict[str, str], tmp_path: Path, capsys: Captured) -> None:
        (tmp_path / "one.json").write_text('{"communes": 1}', "utf-8")
        both = [files["now.csv"], str(tmp_path / "one.json")]

        assert "what current is" in told(capsys, "compare", *both, code=2)

    def test_two_units_of_one_name(self, tmp_path: Path, capsys: Captured) -> None:
        file = tmp_path / "twins.csv"
        file.write_text("unit,communes\nA,1\nA,1\n", "utf-8")

        assert "unit = 'A': it takes each unit once" in told(
            capsys, "compare", str(file), str(file), code=2
        )


class TestSources:
    """What files hold, by their names and what is in them."""

    @pytest.mark.parametrize(
        ("names", "kind"),
        [
            (["a.csv"], "table"),
            (["a.XLSX"], "table"),
            (["a.xls"], "table"),
            (["-"], "unit"),
            (["a.har"], "portal"),
            (["a.json.gz"], "portal"),
            (["a.json", "b.json"], "portal"),
            (AUGUST[:1], "portal"),
        ],
    )
    def test_kinds(self, names: list[str], kind: str) -> None:
        assert kind_of(names) == kind

    @pytest.mark.parametrize(
        "text", ['{"counts": {}}', "{}", "[]", "x", '{"counts": 7}', '{"a": 1}']
    )
    def test_one_unit(self, tmp_path: Path, text: str) -> None:
        (tmp_path / "a.json").write_text(text, "utf-8")

        assert kind_of([str(tmp_path / "a.json")]) == "unit"

    def test_folders(self, files: dict[str, str]) -> None:
        assert [Path(name).name for name in listed([files["august"]])] == [
            Path(name).name for name in AUGUST
        ]
        assert listed(["a.csv", "-"]) == ["a.csv", "-"]

    def test_names(self) -> None:
        names = ["UBND xã A", "xã A", "UBND xã B - Tỉnh C"]

        assert named(names, "xã A") == "xã A"
        assert named(names, "Xã B") == names[2]
        assert named(["x"], None) == "x"
        for wanted, kind in (
            ("Xã A ", ti.errors.ValueRefusedError),
            ("?", ti.errors.UnknownNameError),
        ):
            with pytest.raises(kind):
                named(names, wanted)


def test_options_of_other_inputs(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "a.json").write_text("{}", "utf-8")
    for words in (["notice", str(tmp_path / "a.json")], ["rank", *AUGUST]):
        said: Any = told(capsys, *words, "--columns", "x.toml", code=2)
        assert "--columns = 'x.toml': it takes for its FILE a table" in said
