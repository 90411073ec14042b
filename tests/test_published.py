# SPDX-License-Identifier: MIT
"""`Published` and `PrintedShare`: what somebody published, as values."""

from __future__ import annotations

import pickle

from decimal import Decimal
from fractions import Fraction
from typing import Any

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
            (
                {"points": {"progress": 2**53 + 1}},
                "published points of progress = 9007199254740993",
            ),
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
        with pytest.raises(ti.errors.Problems) as caught:
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
        with pytest.raises(ti.errors.ValueRefusedError, match="a whole number, 1 or more"):
            ti.PrintedShare(
                code="a.b", label="", numerator=0, denominator=denominator, percent=0, decimals=2
            )

    @pytest.mark.parametrize(
        ("name", "value"),
        [("numerator", -5), ("numerator", None), ("decimals", "2"), ("percent", float("nan"))],
    )
    def test_refused(self, name: str, value: Any) -> None:
        fine: Any = {"numerator": 1, "denominator": 2, "percent": 50, "decimals": 0}
        with pytest.raises(ti.errors.ValueRefusedError) as caught:
            ti.PrintedShare(code="a.b", label="", **fine | {name: value})
        assert caught.value.name == name

    @pytest.mark.parametrize("shares", [5, "abc", ("a",)])
    def test_no_shares(self, shares: Any) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match="shares = "):
            ti.Published(points={}, shares=shares)
