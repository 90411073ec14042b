# SPDX-License-Identifier: MIT
"""From an export to counts, lists and points, with one command."""

from __future__ import annotations

import datetime as dt
import json
import shutil

from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

import tthc_index as ti

from tthc_index.cli import main
from tthc_index.errors import ValueRefusedError
from tthc_index.examples import made_up
from tthc_index.files import read_dossiers, read_table, write_columns


TODAY = dt.date(2026, 8, 20)
EXPORT = made_up.export(300, seed=4)
CATALOGUE = made_up.procedures()
COUNTED = ti.tally(EXPORT, CATALOGUE, period="2026-08", today=TODAY)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an export in each kind of file, and the catalogue."""
    folder = tmp_path_factory.mktemp("export")
    columns = EXPORT | {"Người nộp": ["Nguyễn Văn A"] * 300}
    for suffix in ("csv", "parquet", "xlsx"):
        write_columns(folder / f"ho-so.{suffix}", columns)
    write_columns(folder / "danh-muc.xlsx", CATALOGUE)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, to work in."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(said: str, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str, str]:
    code = main(["tally", *said.split(), *more])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


class TestReadDossiers:
    @pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx"])
    def test_each_kind(self, made: Path, suffix: str) -> None:
        columns = read_dossiers(made / f"ho-so.{suffix}")
        counted = ti.tally(columns, CATALOGUE, period="2026-08", today=TODAY)

        assert "Người nộp" not in columns
        assert counted.counts == COUNTED.counts
        first = 0 if suffix == "parquet" else 2
        assert columns["row"] == [*range(first, 300 + first)]

    def test_titles_above_and_notes_below(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        for row in (
            ["DANH SÁCH HỒ SƠ"],
            [],
            ["STT", "MÃ HỒ SƠ", "SỐ HỒ SƠ", "NGÀY TIẾP NHẬN", "Đơn vị"],
            [1, None, "H15-1", dt.datetime(2026, 8, 3, 9, 30), "Xã A"],  # noqa: DTZ001
            [None, None, None, "  ", None],
            [2, None, "H15-2", dt.date(2026, 8, 4), "Xã A"],
            ["Người lập biểu"],
        ):
            book.active.append(row)
        book.save(tmp_path / "a.xlsx")
        columns = read_dossiers(tmp_path / "a.xlsx", said={"id": "SỐ HỒ SƠ"})

        assert columns["row"] == [4, 6]
        counted = ti.tally(columns, period="2026-08", fields={"id": "SỐ HỒ SƠ"})
        assert counted["Xã A"]["dossiers_received"] == 2

    def test_its_own_rows(self, tmp_path: Path) -> None:
        write_columns(tmp_path / "a.csv", {"row": [7], "unit": ["Xã A"]})

        assert read_dossiers(tmp_path / "a.csv") == {"row": ["7"], "unit": ["Xã A"]}

    def test_lists(self, tmp_path: Path) -> None:
        pl.DataFrame({"unit": ["A"], "DanhSachPhiLePhi": [[{"Gia": 5}]]}).write_parquet(
            tmp_path / "a.parquet"
        )

        assert read_dossiers(tmp_path / "a.parquet")["DanhSachPhiLePhi"] == [[{"Gia": 5}]]

    @pytest.mark.parametrize(
        ("columns", "said", "told"),
        [
            ({"Họ và tên": ["A"]}, {}, "at least one column of MaHoSo"),
            ({"unit": ["A"]}, {"id": "Mã"}, "unknown column 'Mã'"),
            ({"unit": ["A"], "Đơn vị": ["A"]}, {}, "each field once"),
        ],
    )
    def test_refused(self, tmp_path: Path, columns: Any, said: Any, told: str) -> None:
        write_columns(tmp_path / "a.csv", columns)
        with pytest.raises(ti.TthcIndexError, match=told):
            read_dossiers(tmp_path / "a.csv", said=said)

    def test_no_such_kind(self, tmp_path: Path) -> None:
        with pytest.raises(ValueRefusedError, match=r"in Excel, save it as \.xlsx"):
            read_dossiers(tmp_path / "a.xls")
        with pytest.raises(ValueRefusedError, match=r"target = 'a\.txt'"):
            write_columns("a.txt", {})


class TestCommand:
    HO_SO = "ho-so.xlsx --period 2026-08 --procedures danh-muc.xlsx --today 20/8/2026"

    @pytest.mark.usefixtures("folder")
    def test_counts(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = run(self.HO_SO, capsys)

        assert code == 0
        assert out.startswith(COUNTED.text())
        # The file's rows, below its header.
        finding = COUNTED.findings[0].text().partition(", ")[2]
        assert f"row {COUNTED.findings[0].row + 2}, {finding}" in out

    def test_written(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        for suffix in ("csv", "parquet", "xlsx"):
            code, out, _ = run(f"{self.HO_SO} -o counts.{suffix}", capsys)
            table = read_table(folder / f"counts.{suffix}", missing="allow")

            assert code == 0
            assert out.startswith("2026-08, as of 2026-08-20")
            assert [*table.points] == [*ti.score_many(COUNTED.columns, missing="allow").points]

    @pytest.mark.usefixtures("folder")
    def test_at_risk(self, capsys: pytest.CaptureFixture[str]) -> None:
        listed = COUNTED.at_risk()
        _, out, _ = run(f"{self.HO_SO} --at-risk --lang vi", capsys)
        assert out == listed.text("vi") + "\n"
        assert run(f"{self.HO_SO} --at-risk -o risk.parquet", capsys)[1] == "risk.parquet\n"
        frame = pl.read_parquet("risk.parquet")
        assert frame["dossier"].to_list() == [of.dossier for of in listed]
        assert frame["promised"].to_list() == [of.promised for of in listed]

    @pytest.mark.usefixtures("folder")
    def test_outlook(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(f"{self.HO_SO} --outlook", capsys)[1] == COUNTED.outlook().text() + "\n"
        _, out, _ = run(f"{self.HO_SO} --outlook --json", capsys)
        assert json.loads(out) == json.loads(COUNTED.outlook().to_json())
        run(f"{self.HO_SO} --outlook -o outlook.csv", capsys)
        assert pl.read_csv("outlook.csv")["at_least"].to_list() == [
            unit.at_least for unit in COUNTED.outlook().units
        ]

    @pytest.mark.usefixtures("folder")
    def test_missed(self, capsys: pytest.CaptureFixture[str]) -> None:
        wanted = COUNTED.dossiers("dossiers_on_time", "UBND xã 02", missed=True)
        said = f"{self.HO_SO} --missed dossiers_on_time --lang vi"
        _, out, _ = run(said, capsys, "--unit", "UBND xã 02", "-o", "a.csv")

        assert out == "a.csv\n"
        frame = pl.read_csv("a.csv")
        assert frame.rows() == [(o.row + 2, o.dossier, o.unit, o.why.vi) for o in wanted]

    @pytest.mark.usefixtures("folder")
    def test_findings(self, capsys: pytest.CaptureFixture[str]) -> None:
        run(f"{self.HO_SO} --findings -o a.csv", capsys)

        assert pl.read_csv("a.csv")["number"].to_list() == [f.number for f in COUNTED.findings]

    def test_many_findings_are_counted(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write_columns(tmp_path / "a.csv", {"unit": ["A"] * 25, "received": ["x"] * 25})
        _, out, _ = run(f"{tmp_path / 'a.csv'} --period 2026-08", capsys)

        assert out.endswith("received = 'x' is no day\n… and 5 more\n")

    @pytest.mark.usefixtures("folder")
    def test_choices_and_fields(self, capsys: pytest.CaptureFixture[str]) -> None:
        more = "--choice counted=in_hand --by whole --json"
        _, out, _ = run(f"{self.HO_SO} {more}", capsys, "--field", "promised=Ngày hẹn trả")

        assert json.loads(out)["choices"]["counted"] == "in_hand"
        assert json.loads(out)["units"] == ["all"]

    @pytest.mark.usefixtures("folder")
    def test_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        more = "--field promised --choice counted --unit A --today 31/2/2026"
        code, out, err = run(f"{self.HO_SO} {more}", capsys)

        assert (code, out) == (2, "")
        assert [line.partition(" ")[2] for line in err.splitlines()[1:]] == [
            "--field = 'promised': it takes a name and a value: NAME=VALUE",
            "--choice = 'counted': it takes a name and a value: NAME=VALUE",
            "--today = '31/2/2026': it takes a day such as '2024-04-22'",
            "--unit = 'A': it takes a unit for --missed",
        ]
        assert run(f"{self.HO_SO} -o ho-so.xlsx", capsys)[0] == 2
        assert run(f"{self.HO_SO} --missed x -o a.csv", capsys)[0] == 2
        assert not Path("a.csv").exists()
