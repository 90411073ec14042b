# SPDX-License-Identifier: MIT
"""What the library writes is read again: points of `score_file`, appendices; and tables of published points."""

from __future__ import annotations

import warnings

from pathlib import Path
from typing import Any

import openpyxl
import pytest

import tthc_index as ti

from tthc_index.cli import main


EXAMPLE = ti.examples.PHU_THO_2026_08
SUFFIXES = [".csv", ".parquet", ".xlsx"]

#: Counts of three units: all of them, with a total row among them; and of the last one some alone.
NAMES = list(ti.ruleset("qd766-2026").count_names)
FULL = {**dict.fromkeys(NAMES, 100), "procedures_partly_online": 0}


def store(folder: Path, rows: list[dict[str, Any]]) -> Path:
    """Units as a sheet."""
    book = openpyxl.Workbook()
    book.worksheets[0].append(["STT", "Đơn vị", *NAMES])
    for at, row in enumerate(rows, 1):
        book.worksheets[0].append([at, row["unit"], *(row.get(name) for name in NAMES)])
    book.save(folder / "units.xlsx")
    return folder / "units.xlsx"


UNITS = [
    {"unit": "Xã A", **FULL, "dossiers_on_time": 90},
    {"unit": "Xã B", **FULL},
    {"unit": "Xã C", "dossiers_on_time": 95, "dossiers_handled": 100, "communes": 1},
]


class TestScored:
    """ "The file that `score` wrote is read by `rank`, `report`"."""

    @pytest.fixture(params=SUFFIXES)
    def file(self, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
        target = tmp_path / f"points{request.param}"
        ti.score_file(store(tmp_path, UNITS), target, missing="allow")
        return target

    def test_the_same_points(self, file: Path) -> None:
        table = ti.read_table(file.with_name("units.xlsx"), missing="allow")
        again = ti.read_published(file)

        assert list(again) == ["Xã A", "Xã B", "Xã C"]
        for row, published in enumerate(list(again.values())[:2]):
            card = table[row]
            assert published.total == card.points
            for code, points in published.points.items():
                assert points == card[code].points
            assert {*card.groups, *(rule.code for rule in card.rules.scored)} == {*published.points}

    def test_what_is_not_known_for_sure(self, file: Path) -> None:
        """Of a unit that lacks counts: no total, and no group of which a part may be missing."""
        part = ti.read_published(file)["Xã C"]

        assert part.total is None
        assert part["progress"] == part["progress.on_time"] == 19
        assert "digitization" not in part.points

    @pytest.mark.parametrize("by", ["total", "progress"])
    def test_rank(self, file: Path, capsys: pytest.CaptureFixture[str], by: str) -> None:
        said = []
        for source in (file, file.with_name("units.xlsx")):
            assert main(["rank", str(source), "--by", by]) == 0
            said.append([line.split()[:3] for line in capsys.readouterr().out.splitlines()[2:]])

        assert said[0] == said[1]
        assert len(said[0]) == 4

    def test_report(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["report", str(file)]) == 0
        out = capsys.readouterr().out

        assert "Phụ lục II" in out
        assert " 1/2  Xã B" in out

    @pytest.mark.parametrize("detail", ["groups", "total"])
    def test_less_detail(self, tmp_path: Path, detail: Any) -> None:
        source, target = store(tmp_path, UNITS), tmp_path / "points.csv"
        ti.score_file(source, target, missing="allow", detail=detail)
        again = ti.read_published(target)

        assert again["Xã B"].total == 100
        assert again["Xã C"].points == ({"progress": 19} if detail == "groups" else {})

    def test_refused_rows_have_no_points(self, tmp_path: Path) -> None:
        wrong = {"unit": "Xã D", **FULL, "dossiers_on_time": 101}
        target = tmp_path / "points.csv"
        ti.score_file(store(tmp_path, [*UNITS, wrong]), target, missing="allow", invalid="flag")

        assert ti.read_published(target)["Xã D"].total is None


class TestAppendices:
    """The Excel file of `report` has the results of its units."""

    def test_read(self, tmp_path: Path) -> None:
        table = ti.read_table(store(tmp_path, UNITS), missing="allow")
        ti.appendices(table).save(tmp_path / "phu-luc.xlsx")
        again = ti.read_published(tmp_path / "phu-luc.xlsx")

        assert [(unit, p.total, p.rank) for unit, p in again.items()] == [
            ("Xã B", 100, (1, 3)),
            ("Xã A", 98, (2, 3)),
            ("Xã C", None, None),
        ]
        assert again["Xã A"]["progress"] == 18


class TestPublished:
    """Tables of published points as offices have them."""

    HEAD = (
        "STT;Đơn vị;Công khai, minh bạch;2. Tiến độ giải quyết (20);Cung cấp dịch vụ công trực tuyến;"
        "THANH TOÁN TRỰC TUYẾN;Muc do hai long;Số hóa hồ sơ (22 điểm);Tổng điểm;Xếp hạng;Ghi chú"
    )
    ROWS = ("1;Xã A;18;20;12;10;18;22;100;1;", "2;Xã B;17;20;12;10;18;22;99;2;x")
    MEAN = ";Trung bình;17,5;20;12;10;18;22;99,5;;"

    def read(self, folder: Path, *rows: str, **options: Any) -> dict[str, ti.Published]:
        file = folder / "units.csv"
        file.write_text("\n".join([*rows, ""]), "utf-8")
        return ti.read_published(file, **options)

    def test_vietnamese(self, tmp_path: Path) -> None:
        found = self.read(tmp_path, "BIỂU 1", self.HEAD, *self.ROWS)

        assert [(u.unit, u.total, u.rank, u["satisfaction"]) for u in found.values()] == [
            ("Xã A", 100, (1, 2), 18),
            ("Xã B", 99, (2, 2), 18),
        ]

    def test_rows_that_are_no_units(self, tmp_path: Path) -> None:
        with pytest.warns(UserWarning, match="row 4 left out: 'Trung bình' is a sum of others"):
            found = self.read(tmp_path, self.HEAD, *self.ROWS, self.MEAN)
        assert list(found) == ["Xã A", "Xã B"]

        kept = self.read(tmp_path, self.HEAD, *self.ROWS, self.MEAN, totals="keep")
        assert list(kept) == ["Xã A", "Xã B", "Trung bình"]
        with pytest.raises(ti.TthcIndexError, match=r"totals = '\?'"):
            self.read(tmp_path, self.HEAD, totals="?")

    def test_a_unit_without_any_figure_is_no_peer(self, tmp_path: Path) -> None:
        found = self.read(tmp_path, self.HEAD, *self.ROWS, "3;Xã C" + 9 * ";")

        assert [unit.rank for unit in found.values()] == [(1, 2), (2, 2), None]

    def test_another_column_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ti.TthcIndexError, match="line 1, Dân số = 'Dân số': it takes unit, "):
            self.read(tmp_path, self.HEAD.replace("Ghi chú", "Dân số"), *self.ROWS)

    @pytest.mark.parametrize("command", ["rank", "report"])
    def test_the_commands(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
    ) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.read(tmp_path, self.HEAD, *self.ROWS, self.MEAN)
        file = str(tmp_path / "units.csv")

        assert main([command, file]) == 0
        said = capsys.readouterr()
        assert "'Trung bình' is a sum of others" in said.err
        assert "2/2  Xã B" in said.out
        assert main([command, file, "--keep-totals"]) == 0
        assert "3  Trung bình" in capsys.readouterr().out
        assert main([command, file, "--columns", "x.toml"]) == 2
        assert "--columns" in capsys.readouterr().err
