# SPDX-License-Identifier: MIT
"""Facts of others: units of several levels in one ranking, results of another unit or period."""

from __future__ import annotations

import unicodedata

from itertools import combinations
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest

from hypothesis import given
from hypothesis import strategies as st

import tthc_index as ti

from tthc_index.cli import main
from tthc_index.errors import LevelsWarning
from tthc_index.results.names import level_of, levels_among, same_unit


CARD = ti.examples.PHU_THO_2026_08.score()
OF: Any = {"unit": "xã A", "period": "2026-08"}

#: A unit of each level, by its name alone.
LEVELS = {
    "UBND tỉnh Phú Thọ": ti.Level.PROVINCE,
    "Sở Y tế": ti.Level.DEPARTMENT,
    "huyện Sơn Dương": ti.Level.DISTRICT,
    "Ủy ban nhân dân phường Thanh Miếu": ti.Level.COMMUNE,
}


def published(**given: Any) -> ti.Published:
    """Published results with a total."""
    return ti.Published(points={}, total=58.0, **given)


class TestNames:
    """What a name tells."""

    @pytest.mark.parametrize(
        ("name", "level"),
        [
            *LEVELS.items(),
            ("TỈNH SƠN LA", "province"),
            ("Quận 1", "district"),
            ("thị xã Phú Thọ", "district"),
            ("Thị trấn Tân Châu", "commune"),
            ("đặc khu Phú Quốc", "commune"),
            ("\N{LATIN CAPITAL LETTER ETH}ẶC KHU PHÚ QUỐC", "commune"),
            ("UBND  xã\nHòa An", "commune"),
            (unicodedata.normalize("NFD", "Phường 4"), "commune"),
            ("thành phố Huế", None),
            ("Sơn Dương", None),
            ("xã", None),
            ("Sởi", None),
            ("", None),
            (4, None),
            (None, None),
        ],
    )
    def test_level(self, name: Any, level: str | None) -> None:
        assert level_of(name) == level

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("xã Hoà An", "Xã Hòa An"),
            ("UBND xã Hòa An", "Ủy ban nhân dân xã Hòa An"),
            ("Uỷ ban nhân dân XÃ HÒA AN", "xã  Hòa An"),
            ("xã Hòa An, tỉnh Cao Bằng", "Hòa An"),
            ("TP.Huế", "thành phố Huế"),
            ("TP Huế", "Huế"),
            ("xã Ðại Đồng", "xã Đại Đồng"),
            ("Thuý Lĩnh", "Thúy Lĩnh"),
            ("", ""),
        ],
    )
    def test_one_unit(self, one: str, other: str) -> None:
        assert same_unit(one, other)
        assert same_unit(other, one)
        assert same_unit(unicodedata.normalize("NFD", one), other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("xã A", "xã B"),
            ("xã Phú Thọ", "tỉnh Phú Thọ"),
            ("xã Tân Lập", "phường Tân Lập"),
            ("xã Hòa An", "xã Hóa An"),
            ("xã Hòa An", "xã Hòa Ân"),
            ("xã Hòa", "xã Hòa An"),
            ("TPA", "A"),
        ],
    )
    def test_two_units(self, one: str, other: str) -> None:
        assert not same_unit(one, other)
        assert not same_unit(other, one)

    @given(st.text(), st.text())
    def test_any_text(self, one: str, other: str) -> None:
        """Every name is that of its own unit, and the order of two names does not matter."""
        assert same_unit(one, one)
        assert same_unit(one, other) == same_unit(other, one)

    def test_levels_stated_go_before_names(self) -> None:
        assert levels_among([("xã A", "province"), ("xã B", "commune")]) == (
            (ti.Level.PROVINCE, "xã A"),
            (ti.Level.COMMUNE, "xã B"),
        )
        assert levels_among([("xã A", "commune"), ("tỉnh B", "commune")]) == ()
        assert levels_among([("xã A", "?"), ("xã B", float("nan")), ("C", None)]) == ()


class TestRank:
    """Units of several levels in one ranking are told, naming one of each."""

    @pytest.mark.parametrize("units", list(combinations(LEVELS, 2)))
    def test_by_name(self, units: tuple[str, str]) -> None:
        with pytest.warns(LevelsWarning) as caught:
            ranking = ti.rank(dict.fromkeys(units, 1.0))

        assert ranking.levels == tuple((LEVELS[unit], unit) for unit in units)
        assert str(caught[0].message) == (
            f"units of several levels are ranked together: {units[0]!r} ({LEVELS[units[0]]}), "
            f"{units[1]!r} ({LEVELS[units[1]]}); rank those of one level alone"
        )
        assert caught[0].filename == __file__

    def test_in_vietnamese(self) -> None:
        told = LevelsWarning(((ti.Level.PROVINCE, "A"), (ti.Level.COMMUNE, "B"))).text("vi")

        assert told.startswith("các đơn vị khác cấp được xếp hạng chung: 'A' (cấp tỉnh), 'B' (cấp")

    @pytest.mark.parametrize(
        "units", [["xã A", "phường B", "đặc khu C"], ["tỉnh A", "thành phố B"], ["A", "xã B"]]
    )
    def test_peers(self, units: list[str]) -> None:
        assert ti.rank(dict.fromkeys(units, 1.0)).levels == ()

    def test_by_cards(self) -> None:
        cards = {
            str(level): attrs.evolve(CARD, level=level)
            for level in (ti.Level.PROVINCE, ti.Level.COMMUNE)
        }
        with pytest.warns(LevelsWarning, match="'province' .province., 'commune' .commune."):
            ti.rank(cards)

    @pytest.mark.parametrize("made", [ti.rank, ti.appendices])
    def test_by_a_table(self, made: Any) -> None:
        columns = {"communes": [1, 1], "unit": ["A", "B"]}
        table = ti.score_many(columns | {"level": ["commune", "province"]}, missing="allow")
        with pytest.warns(LevelsWarning, match="'A' .commune., 'B' .province."):
            made(table)
        made(ti.score_many(columns, level="commune", missing="allow"))
        assert ti.score_many(columns, level="commune", missing="allow").levels == "commune"

    @pytest.mark.parametrize("made", [ti.rank, ti.appendices])
    def test_by_the_names_in_a_table(self, made: Any) -> None:
        table = ti.score_many({"communes": [1, 1], "unit": ["xã A", "tỉnh B"]}, missing="allow")
        with pytest.warns(LevelsWarning, match="'xã A' .commune., 'tỉnh B' .province."):
            made(table)

    def test_units_without_names(self) -> None:
        assert ti.rank(ti.score_many({"communes": np.array([1, 1])}, missing="allow")).levels == ()

    def test_a_notice(self) -> None:
        units = {"xã A": published(), "tỉnh B": published()}
        made = ti.notice(CARD, **OF, units=units, annexes=())

        assert made.warnings == (str(LevelsWarning((("commune", "xã A"), ("province", "tỉnh B")))),)
        assert ti.notice(CARD, **OF, units={"xã A": published()}).warnings == ()

    @pytest.mark.parametrize("command", ["rank", "report"])
    def test_the_command(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
    ) -> None:
        file = tmp_path / "units.csv"
        file.write_text("unit,communes\nxã A,1\ntỉnh B,1\n", "utf-8")

        assert main([command, str(file), "--lang", "vi"]) == 0
        assert "'tỉnh B' (cấp tỉnh)" in capsys.readouterr().err


class TestNotice:
    """Published points of another unit or period, and a change against a later month."""

    @pytest.mark.parametrize("write", [ti.notice, ti.brief])
    @pytest.mark.parametrize(
        ("name", "who", "told"),
        [
            ("published", {"unit": "xã B"}, "published.unit = 'xã B': it takes the unit of the"),
            ("published", {"unit": "tỉnh A"}, "the unit of the notice, 'xã A', or None"),
            ("published", {"period": "2026-06"}, "the period of the notice, '2026-08', or None"),
            ("published", {"period": "2026-Q3"}, "published.period = '2026-Q3': it takes the"),
            ("previous", {"unit": "xã B"}, "previous.unit = 'xã B': it takes the unit of the"),
            ("previous", {"period": "2026-09"}, "before that of the notice, '2026-08', or None"),
            ("previous", {"period": "2026-08"}, "previous.period = '2026-08': it takes a period"),
            ("previous", {"period": "2026"}, "previous.period = '2026': it takes a period"),
        ],
    )
    def test_refused(self, write: Any, name: str, who: Any, told: str) -> None:
        with pytest.raises(ti.TthcIndexError, match=told):
            write(CARD, **OF, **{name: published(**who)})

    @pytest.mark.parametrize("write", [ti.notice, ti.brief])
    @pytest.mark.parametrize(
        ("name", "who"),
        [
            ("published", {"unit": "UBND xã A", "period": "2026-08"}),
            ("published", {"unit": "A"}),
            ("published", {"period": "đầu năm"}),
            ("previous", {"unit": "Xã A", "period": "2026-07"}),
            ("previous", {"period": "2025-12"}),
            ("previous", {"period": "2026-Q2"}),
        ],
    )
    def test_taken(self, write: Any, name: str, who: Any) -> None:
        assert write(CARD, **OF, **{name: published(**who)})

    def test_all_at_once(self) -> None:
        other = published(unit="xã B", period="2026-09")
        with pytest.raises(ti.TthcIndexError) as caught:
            ti.notice(CARD, **OF, published=other, previous=other)
        assert len(caught.value.problems) == 4

        with pytest.raises(ti.TthcIndexError) as caught:
            ti.notice(CARD, unit=7, period="?", published=other, previous=other)  # type: ignore[arg-type]
        assert len(caught.value.problems) == 2

    def test_a_quarter_after_the_half_that_it_ends(self) -> None:
        with pytest.raises(ti.TthcIndexError, match=r"previous\.period = '2026-H1'"):
            ti.notice(CARD, unit="A", period="2026-Q2", previous=published(period="2026-H1"))


class TestCompare:
    """The same of published results that are compared."""

    @pytest.mark.parametrize(
        ("now", "before", "told"),
        [
            ({"unit": "xã A"}, {"unit": "xã B"}, "unit = 'xã B': it takes the unit of current, "),
            (
                {"period": "2026-08"},
                {"period": "2026-09"},
                "ends no later than that of current, '2026-08'",
            ),
            ({"period": "2026-08"}, {"period": "2026"}, "period = '2026': it takes a period that"),
        ],
    )
    def test_refused(self, now: Any, before: Any, told: str) -> None:
        one, other = published(**now), published(**before)
        with pytest.raises(ti.TthcIndexError, match=f"previous.*{told}"):
            ti.compare(one, other)
        with pytest.raises(ti.TthcIndexError, match=told):
            ti.compare({"A": one}, {"A": other})

    @pytest.mark.parametrize(
        ("now", "before"),
        [
            ({"unit": "xã A"}, {"unit": "UBND xã A"}),
            ({"unit": "xã A"}, {}),
            ({}, {"unit": "xã A", "period": "2026-09"}),
            ({"period": "2026-08"}, {"period": "2026-07"}),
            ({"period": "2026-08"}, {"period": "2026-08"}),
            ({"period": "2026-08"}, {"period": "?"}),
        ],
    )
    def test_taken(self, now: Any, before: Any) -> None:
        assert ti.compare(published(**now), published(**before))["total"].change == 0
