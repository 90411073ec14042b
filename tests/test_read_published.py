# SPDX-License-Identifier: MIT
"""`read_published`: the published results of many units from a table in a file."""

from __future__ import annotations

import pickle

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import tthc_index as ti


#: The results of many units as the portal published them in October 2025: the 34 provinces (the
#: year until October, and October), the departments of An Giang province.
FIGURES = Path(__file__).parent / "figures"
TABLES = ("provinces-2025.csv", "provinces-2025-10.csv", "an-giang-departments-2025-10.csv")

HEADER = "unit,code,transparency,progress,online_services,online_payment,satisfaction,digitization,published_total,published_rank"


class TestReadPublished:
    """ "From the CSV files": a unit a line, refused whole with every bad cell named."""

    @pytest.mark.parametrize("table", TABLES)
    def test_group_points_add_up(self, table: str, compared: Callable[[str, int], None]) -> None:
        """ "The total is the sum of the two-decimal group points"."""
        units = ti.read_published(FIGURES / table)

        for unit, result in units.items():
            points = [Fraction(str(points)) for points in result.points.values()]
            assert len(points) == 6
            assert sum(points) == Fraction(str(result.total)), unit
        compared(table, len(units))

    @pytest.mark.parametrize("table", TABLES[:2])
    def test_ranks(self, table: str) -> None:
        """ "The published rank numbers units 1..n"."""
        ranks = [unit.rank for unit in ti.read_published(FIGURES / table).values()]

        assert ranks == [(place, 34) for place in range(1, 35)]

    def test_ranks_among_more_than_are_there(self) -> None:
        """An Giang ranks its departments among its communes too: 117 is the last of 15."""
        path = FIGURES / TABLES[2]
        units = ti.read_published(path).values()
        among = list(ti.read_published(path, peers=117).values())

        assert len(units) == 15
        assert {unit.rank for unit in units} == {None}
        assert (among[0].rank, among[-1].rank) == ((1, 117), (117, 117))
        with pytest.raises(
            ti.errors.ValueRefusedError, match="'117': it takes a whole number above 0 up to"
        ):
            ti.read_published(path, peers=116)

    @pytest.mark.parametrize("peers", [0, -1, 1.0, True, "7"])
    def test_peers(self, peers: Any) -> None:
        with pytest.raises(
            ti.errors.ValueRefusedError, match="it takes a whole number, 1 or more, or None"
        ):
            ti.read_published(FIGURES / TABLES[0], peers=peers)

    def test_a_unit(self) -> None:
        unit = ti.read_published(FIGURES / "provinces-2025.csv")["UBND tỉnh Bắc Ninh"]

        assert unit["transparency"] == 15.64
        assert (unit.total, unit.rank, unit.unit) == (91.7, (1, 34), "UBND tỉnh Bắc Ninh")
        assert unit.decimals == 2

    @staticmethod
    def read(folder: Path, content: str | bytes, **options: Any) -> dict[str, ti.Published]:
        file = folder / "units.csv"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return ti.read_published(file, **options)

    ROW = "Sở Y tế,H01,18,19.79,10,10,18,17.16,92.95,1"

    @pytest.mark.parametrize(
        "content",
        [
            f"{HEADER}\n{ROW}\n",
            f"\ufeff{HEADER}\r\n{ROW}\r\n",
            f"{HEADER}\n{ROW}\n".encode("utf-16"),
            f"{HEADER}\n{ROW}".replace(",", ";").replace(".", ","),
            f"{HEADER}\n{ROW}".replace(",", "\t"),
            f"{HEADER}\n\n{ROW}\n,,,\n\n".replace(",,,", ""),
            f"{HEADER}\n{ROW}".replace(",", " , "),
            f"{HEADER}\n{ROW}".replace("Sở Y tế", '"Sở Y tế"').replace("19.79", '"19,79"'),
            f"{HEADER}\n{ROW}".replace(",code", "").replace(",H01", ""),
            "\n".join(",".join(reversed(line.split(","))) for line in (HEADER, ROW)),
        ],
    )
    def test_forms(self, tmp_path: Path, content: str | bytes) -> None:
        """Of Excel and others: byte order marks, delimiters, quotes, columns in another order."""
        points = {
            "transparency": 18,
            "progress": 19.79,
            "online_services": 10,
            "online_payment": 10,
            "satisfaction": 18,
            "digitization": 17.16,
        }
        expected = ti.Published(points=points, total=92.95, rank=(1, 1), unit="Sở Y tế")

        assert self.read(tmp_path, content) == {"Sở Y tế": expected}

    #: The table of a unit's own page, with the portal's codes.
    PORTAL = (
        "ID,TEN,MA_COQUAN,TDGQ,MDHL,MDSH,TTTT,CLGQ,CKMB,TONG_SCORE,ROW_STT\n"
        "1,UBND xã A,H01.1,19.81,18,20.75,8.55,8.1,18,93.21,1\n"
        "2,UBND xã B,H01.2,18.79,18,19.18,8.55,4.7,4.37,73.59,2\n"
    )

    def test_the_portal_s_names(self, tmp_path: Path) -> None:
        a, b = self.read(tmp_path, self.PORTAL).values()

        assert (a.unit, a.total, a.rank) == ("UBND xã A", 93.21, (1, 2))
        assert a.points == {
            "transparency": 18,
            "progress": 19.81,
            "online_services": 8.1,
            "online_payment": 8.55,
            "satisfaction": 18,
            "digitization": 20.75,
        }
        assert (b.unit, b["online_services"], b.rank) == ("UBND xã B", 4.7, (2, 2))

    @pytest.mark.parametrize("suffix", [".xlsx", ".parquet"])
    def test_other_kinds_of_files(self, tmp_path: Path, suffix: str) -> None:
        """The same figures as numbers: 18 may be kept as 18.0, and nothing as NaN."""
        header, *rows = [line.split(",") for line in self.PORTAL.splitlines()]
        columns: dict[str, list[Any]] = {
            name: [row[i] if i in (1, 2) else float(row[i]) for row in rows]
            for i, name in enumerate(header)
        }
        columns["CKMB"][1] = None
        file = tmp_path / f"units{suffix}"
        if suffix == ".xlsx":
            book = openpyxl.Workbook()
            for line in [header, *zip(*columns.values(), strict=True)]:
                book.worksheets[0].append(line)
            book.save(file)
        else:
            pq.write_table(pa.table(columns), file)
        a, b = ti.read_published(file).values()

        assert (a.unit, a.total, a["satisfaction"], a.rank) == ("UBND xã A", 93.21, 18, (1, 2))
        assert b.points["transparency"] is None

    def test_an_empty_row_is_none(self, tmp_path: Path) -> None:
        columns = {name: pa.array([None], pa.string()) for name in HEADER.split(",")}
        pq.write_table(pa.table(columns), tmp_path / "units.parquet")

        assert ti.read_published(tmp_path / "units.parquet") == {}

    def test_more_decimals_than_are_published(self, tmp_path: Path) -> None:
        file = tmp_path / "units.parquet"
        names, cells = HEADER.split(","), self.ROW.split(",")
        columns = {
            n: [c if n in ("unit", "code") else float(c)] for n, c in zip(names, cells, strict=True)
        }
        pq.write_table(pa.table({**columns, "progress": [0.1 + 0.2]}), file)

        with pytest.raises(ti.errors.ValueRefusedError, match=r"progress = '0\.30000000000000004'"):
            ti.read_published(file)

    def test_what_was_not_published(self, tmp_path: Path) -> None:
        (unit,) = self.read(tmp_path, f"{HEADER}\nA,,,,,,,,,\n").values()

        assert set(unit.points.values()) == {None}
        assert (unit.total, unit.rank) == (None, None)

    def test_no_name_of_a_file(self) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match="it takes a file"):
            ti.read_published("a\0b")

    def test_no_units(self, tmp_path: Path) -> None:
        assert self.read(tmp_path, HEADER) == {}

    def test_other_rules(self, tmp_path: Path) -> None:
        rules = ti.ruleset("qd766-2026")
        alone = attrs.evolve(rules, groups=[rules["progress"]], max_points=20)
        units = self.read(
            tmp_path, "unit,progress,published_total,published_rank\nA,1,1,1", rules=alone
        )

        assert units["A"].points == {"progress": 1}

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("unit,", "", "line 1, unit = None: it takes a column of that name"),
            (",progress", ",progres", "line 1, progress = None"),
            (",progress", ",progres", "line 1, progres = 'progres': it takes unit, transparency, "),
            ("code", "progress", "line 1, progress = 'progress': it takes a column once"),
            (HEADER, "", "line 2, published_rank = None"),
            ("Sở Y tế", "", "line 2, unit = '': it takes a unit's name, each once"),
            (
                "19.79",
                "19.795",
                "line 2, progress = '19.795': it takes points from 0 to 20 of at most 2 decimals",
            ),
            ("19.79", "-1", "progress = '-1'"),
            ("19.79", "1979", "progress = '1979': it takes points from 0 to 20"),
            ("92.95", "100.01", "published_total = '100.01': it takes points from 0 to 100"),
            ("19.79", "1e1", "progress = '1e1'"),
            ("19.79", "nan", "progress = 'nan'"),
            ("19.79", "-", "progress = '-'"),
            ("92.95", "92%", "published_total = '92%'"),
            (",1\n", ",0\n", "published_rank = '0'"),
            (",1\n", ",1.0\n", "published_rank = '1.0'"),
            (",1\n", "\n", "Row #2: Expected 10 columns, got 9: Sở Y tế"),
            (",1\n", ",1,1\n", "row 2, column K = '1': it takes a name at the head of its column"),
            ("H01", '"H01', "it takes a sound .csv file in UTF-8 or UTF-16 ("),
            (",1\n", f",1\n{ROW}\n", "line 3, unit = 'Sở Y tế': it takes a unit's name, each once"),
        ],
    )
    def test_refused(self, tmp_path: Path, old: str, new: str, said: str) -> None:
        with pytest.raises(ti.TthcIndexError) as caught:
            self.read(tmp_path, f"{HEADER}\n{self.ROW}\n".replace(old, new, 1))
        assert said in str(caught.value)
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)

    def test_all_problems_at_once(self, tmp_path: Path) -> None:
        with pytest.raises(ti.errors.Problems) as caught:
            self.read(tmp_path, f"{HEADER}\nA,,a,b,,,,,,\nB,,,,,,,,c,d\n")
        assert [(p.line, p.name) for p in caught.value.problems] == [  # type: ignore[attr-defined]  # each is a ValueRefusedError
            (2, "transparency"),
            (2, "progress"),
            (3, "published_total"),
            (3, "published_rank"),
        ]

    @pytest.mark.parametrize("content", [b"\xff\xfe\xff", b"\xffunit"])
    def test_no_text(self, tmp_path: Path, content: bytes) -> None:
        with pytest.raises(
            ti.errors.ValueRefusedError, match=r"it takes a sound \.csv file in UTF-8"
        ):
            self.read(tmp_path, content)

    def test_no_path(self) -> None:
        with pytest.raises(
            ti.errors.ValueRefusedError, match=r"path = None: it takes a file \.csv"
        ):
            ti.read_published(None)  # type: ignore[arg-type]  # that is the point

    def test_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(OSError, match="units"):
            ti.read_published(tmp_path / "units.csv")
