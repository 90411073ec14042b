# SPDX-License-Identifier: MIT
"""`Published` and `PrintedShare`: what somebody published, as values."""

from __future__ import annotations

import pickle

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import pytest

import tthc_index as ti


def published(**changes: Any) -> ti.Published:
    return ti.Published(**{"points": {"progress": 18.6}, "total": 87.1, "decimals": 1, **changes})


class TestPublished:
    """Points, total, decimals and rank: read-only, equal by value, refused where they can't be."""

    def test_points_by_code(self) -> None:
        assert published()["progress"] == 18.6
        assert published()["total"] == 87.1
        assert published()["digitization"] is None

    def test_read_only_equal_and_pickled(self) -> None:
        with pytest.raises(TypeError):
            published().points["progress"] = 20  # type: ignore[index]  # that is what is tried
        assert published() == published()
        assert hash(published()) == hash(published())
        assert pickle.loads(pickle.dumps(published())) == published()

    def test_changes_of_the_mapping_given_do_not_reach_it(self) -> None:
        points = {"progress": 18.6}
        kept = published(points=points)
        points["progress"] = 1.0

        assert kept["progress"] == 18.6

    def test_score(self) -> None:
        card = published(counts={"dossiers_on_time": 1, "dossiers_handled": 2}).score()

        assert card["progress"].points == 10

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"points": {"progress": 18.65}}, "progress = 18.65: it takes a number, 0 or more, of"),
            ({"points": {"progress": -1}}, "published points of progress = -1"),
            ({"points": {"progress": "18,6"}}, "published points of progress = '18,6'"),
            ({"points": {"progress": True}}, "published points of progress = True"),
            ({"total": float("nan")}, "published points of total = nan"),
            ({"points": {"progress": 10**999}}, "published points of progress = 1000"),
            ({"points": {"progress": 2**53}}, "published points of progress = 9007199254740992"),
            ({"decimals": -1}, "decimals = -1: it takes a whole number from 0 to 9"),
            ({"decimals": 10}, "decimals = 10"),
            ({"rank": (0, 7)}, "rank = (0, 7): it takes (place, number of peers)"),
            ({"rank": (8, 7)}, "rank = (8, 7)"),
            ({"rank": 1}, "rank = 1"),
            ({"points": [1]}, "points = [1]: it takes a mapping"),
            ({"points": {"total": 87.1}}, "the total is an argument of its own"),
        ],
    )
    def test_refused(self, changes: dict[str, Any], said: str) -> None:
        with pytest.raises(ti.TthcIndexError) as caught:
            published(**changes)
        assert said in str(caught.value)

    def test_all_problems_at_once(self) -> None:
        with pytest.raises(ti.Problems) as caught:
            published(points={"progress": -1}, total=-1)
        assert len(caught.value.problems) == 2

    def test_decimals_of_a_database(self) -> None:
        kept = published(points={"progress": Decimal("18.6"), "a": 20}, total=Fraction(871, 10))

        assert kept == published(points={"progress": 18.6, "a": 20.0}, total=87.1)
        assert [type(kept[code]) for code in ("progress", "a", "total")] == [float] * 3

    def test_edges(self) -> None:
        assert published(rank=(7, 7), decimals=9, points={"a": 0, "b": None}).rank == (7, 7)
        assert published(decimals=0, points={}, total=87)["total"] == 87


class TestPrintedShare:
    """A percentage beside its counts fits if the counts give it, half up to its decimals."""

    @pytest.mark.parametrize(
        ("n", "d", "percent", "decimals", "fits"),
        [
            (49, 126, 38.89, 2, True),
            (49, 126, 38.88, 2, False),
            (1, 8, 12.5, 1, True),
            (1, 8, 13.0, 0, True),
            (0, 3, 0.0, 2, True),
        ],
    )
    def test_fits(self, n: int, d: int, percent: float, decimals: int, fits: bool) -> None:  # noqa: FBT001  # a parameter of the table above
        share = ti.PrintedShare(
            code="a.b", label="", numerator=n, denominator=d, percent=percent, decimals=decimals
        )
        assert share.fits is fits

    @pytest.mark.parametrize("denominator", [0, -1])
    def test_of_nothing_there_is_none(self, denominator: int) -> None:
        with pytest.raises(ti.ArgumentError, match="a whole number, 1 or more"):
            ti.PrintedShare(
                code="a.b", label="", numerator=0, denominator=denominator, percent=0, decimals=2
            )

    @pytest.mark.parametrize(
        ("name", "value"),
        [("numerator", -5), ("numerator", None), ("decimals", "2"), ("percent", float("nan"))],
    )
    def test_refused(self, name: str, value: Any) -> None:
        fine: Any = {"numerator": 1, "denominator": 2, "percent": 50, "decimals": 0}
        with pytest.raises(ti.ArgumentError) as caught:
            ti.PrintedShare(code="a.b", label="", **fine | {name: value})
        assert caught.value.argument == name

    @pytest.mark.parametrize("shares", [5, "abc", ("a",)])
    def test_no_shares(self, shares: Any) -> None:
        with pytest.raises(ti.ArgumentError, match="shares = "):
            ti.Published(points={}, shares=shares)


#: The results of many units as the portal published them in October 2025: the 34 provinces (the
#: year until October, and October), the departments of An Giang province.
FIGURES = Path(__file__).parent / "figures"
TABLES = ("provinces-2025.csv", "provinces-2025-10.csv", "an-giang-departments-2025-10.csv")

HEADER = "unit,code,transparency,progress,online_services,online_payment,satisfaction,digitization,published_total,published_rank"


class TestFromCsv:
    """ "From the CSV files": a unit a line, refused whole with every bad cell named."""

    @pytest.mark.parametrize("table", TABLES)
    def test_group_points_add_up(self, table: str, compared: Callable[[str, int], None]) -> None:
        """ "The total is the sum of the two-decimal group points"."""
        units = ti.Published.from_csv(FIGURES / table)

        for unit, result in units.items():
            points = [Fraction(str(points)) for points in result.points.values()]
            assert len(points) == 6
            assert sum(points) == Fraction(str(result.total)), unit
        compared(table, len(units))

    @pytest.mark.parametrize("table", TABLES[:2])
    def test_ranks(self, table: str) -> None:
        """ "The published rank numbers units 1..n"."""
        ranks = [unit.rank for unit in ti.Published.from_csv(FIGURES / table).values()]

        assert ranks == [(place, 34) for place in range(1, 35)]

    def test_ranks_among_more_than_are_there(self) -> None:
        """An Giang ranks its departments among its communes too: 117 is the last of 15."""
        path = FIGURES / TABLES[2]
        units = ti.Published.from_csv(path).values()
        among = list(ti.Published.from_csv(path, peers=117).values())

        assert len(units) == 15
        assert {unit.rank for unit in units} == {None}
        assert (among[0].rank, among[-1].rank) == ((1, 117), (117, 117))
        with pytest.raises(ti.CellError, match="'117': it takes a whole number above 0 up to"):
            ti.Published.from_csv(path, peers=116)

    @pytest.mark.parametrize("peers", [0, -1, 1.0, True, "7"])
    def test_peers(self, peers: Any) -> None:
        with pytest.raises(ti.ArgumentError, match="it takes a whole number, 1 or more, or None"):
            ti.Published.from_csv(FIGURES / TABLES[0], peers=peers)

    def test_a_unit(self) -> None:
        unit = ti.Published.from_csv(FIGURES / "provinces-2025.csv")["UBND tỉnh Bắc Ninh"]

        assert unit["transparency"] == 15.64
        assert (unit.total, unit.rank, unit.unit) == (91.7, (1, 34), "UBND tỉnh Bắc Ninh")
        assert unit.decimals == 2

    @staticmethod
    def read(folder: Path, content: str | bytes, **options: Any) -> dict[str, ti.Published]:
        file = folder / "units.csv"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return ti.Published.from_csv(file, **options)

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

    def test_what_was_not_published(self, tmp_path: Path) -> None:
        (unit,) = self.read(tmp_path, f"{HEADER}\nA,,,,,,,,,\n").values()

        assert set(unit.points.values()) == {None}
        assert (unit.total, unit.rank) == (None, None)

    def test_no_name_of_a_file(self) -> None:
        with pytest.raises(ti.ArgumentError, match="it takes a CSV file"):
            ti.Published.from_csv("a\0b")

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
            (HEADER, "", "line 1, published_rank = None"),
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
            (",1\n", "\n", "line 2, cells = 9: it takes 10, as many as the header"),
            (",1\n", ",1,1\n", "line 2, cells = 11"),
            ("H01", '"H01', "it takes a CSV file in UTF-8 ("),
            (",1\n", f",1\n{ROW}\n", "line 3, unit = 'Sở Y tế': it takes a unit's name, each once"),
        ],
    )
    def test_refused(self, tmp_path: Path, old: str, new: str, said: str) -> None:
        with pytest.raises(ti.TthcIndexError) as caught:
            self.read(tmp_path, f"{HEADER}\n{self.ROW}\n".replace(old, new, 1))
        assert said in str(caught.value)
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)

    def test_all_problems_at_once(self, tmp_path: Path) -> None:
        with pytest.raises(ti.Problems) as caught:
            self.read(tmp_path, f"{HEADER}\nA,,a,b,,,,,,\nB,,,,,,,,c,d\n")
        assert [(p.row, p.column) for p in caught.value.problems] == [  # type: ignore[attr-defined]  # each is a CellError
            (2, "transparency"),
            (2, "progress"),
            (3, "published_total"),
            (3, "published_rank"),
        ]

    @pytest.mark.parametrize("content", [b"\xff\xfe\xff", b"\xffunit"])
    def test_no_text(self, tmp_path: Path, content: bytes) -> None:
        with pytest.raises(ti.ArgumentError, match="it takes a CSV file in UTF-8"):
            self.read(tmp_path, content)

    def test_no_path(self) -> None:
        with pytest.raises(ti.ArgumentError, match="path = None: it takes a CSV file"):
            ti.Published.from_csv(None)  # type: ignore[arg-type]  # that is the point

    def test_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(OSError, match="units"):
            ti.Published.from_csv(tmp_path / "units.csv")
