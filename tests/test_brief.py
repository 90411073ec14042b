# SPDX-License-Identifier: MIT
"""`brief()`: results in a paragraph, as offices send them by chat, and as a table."""

from __future__ import annotations

import csv

from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

import tthc_index as ti

from tthc_index.documents.brief import brief
from tthc_index.results.rank import Rank, rank
from tthc_index.text.numbers import Period


RULES = ti.ruleset("qd766-2026")
PROGRESS = attrs.evolve(RULES, id="progress-only", groups=[RULES.groups[1]], max_points=20)
FIGURES = Path(__file__).parent / "figures"
PHU_THO = ti.examples.PHU_THO_2026_08
SON_DUONG = ti.examples.SON_DUONG_2024_03


def said(*args: Any, **options: Any) -> str:
    return brief(*args, **{"unit": "tỉnh Phú Thọ", "period": "2026-08", **options}).message


def results(**totals: float | None) -> dict[str, ti.Published]:
    return {unit: ti.Published(points={}, total=total) for unit, total in totals.items()}


def departments() -> dict[str, ti.Published]:
    """The departments of An Giang province, October 2025, as published."""
    with (FIGURES / "an-giang-departments-2025-10.csv").open(encoding="utf-8") as file:
        return {
            row["unit"].removesuffix(" - tỉnh An Giang"): ti.Published(
                points={}, total=float(row["published_total"])
            )
            for row in csv.DictReader(file)
        }


class TestLaws:
    @given(
        st.dictionaries(
            st.text("abc", min_size=1), st.none() | st.integers(0, 1000), min_size=1, max_size=30
        ),
        st.lists(st.integers(1, 100), max_size=3),
    )
    def test_units_below_a_threshold(self, tenths: dict[str, int | None], below: list[int]) -> None:
        """Each unit with points below a threshold is counted there, and no other."""
        units = results(**{u: None if t is None else t / 10 for u, t in tenths.items()})
        rows = dict(brief(unit="X", period="2026", units=units, below=below).rows)
        ranked = [t for t in tenths.values() if t is not None]

        for threshold in below if ranked else ():
            count = sum(t < 10 * threshold for t in ranked)
            assert rows[f"Dưới {threshold} điểm"].startswith(f"{count}/{len(ranked)} đơn vị")
        without = len(tenths) - len(ranked)
        assert ("Chưa đủ số liệu để xếp hạng" in rows) == bool(without)

    @given(
        st.sampled_from([PHU_THO, SON_DUONG]),
        st.none() | st.integers(1, 1000).map(lambda tenths: tenths / 10),
        st.none() | st.just((1, 7)),
        st.booleans(),
    )
    @settings(max_examples=30)
    def test_message_and_table_say_the_same(
        self,
        example: Any,
        previous: float | None,
        place: tuple[int, int] | None,
        given_units: bool,  # noqa: FBT001  # hypothesis gives it
    ) -> None:
        units = departments() if given_units else None
        made = brief(
            example.score(), unit="A", period="2026-08", previous=previous, rank=place, units=units
        )

        assert all(figures in made.message for _, figures in made.rows)
        assert all(figures in made.text() for _, figures in made.rows)
        assert made.message.endswith(".")
        assert str(made) == made.message
        assert repr(made) == made.text()
        assert made.text().startswith(f"{made.message}\n\n")
        assert made.to_dict() == {"message": made.message, "rows": dict(made.rows)}


class TestOneUnit:
    def test_the_notice_of_son_duong(self) -> None:
        """Notice 955/UBND-KSTT, 22 April 2024; the total before follows from the change it states."""
        previous = ti.Published(points={}, total=86.4, decimals=1, period="2024-02")

        assert brief(
            SON_DUONG.score(),
            unit="huyện Sơn Dương",
            period="2024-03",
            published=SON_DUONG.published,
            previous=previous,
            peers="huyện, thành phố",
        ).rows == (
            ("Tổng điểm", "87,1/100 điểm"),
            ("Thay đổi", "tăng 0,7 điểm so với tháng 02/2024"),
            ("Thứ hạng", "1/7 huyện, thành phố"),
            (
                "Mất nhiều điểm nhất",
                (
                    "Cung cấp dịch vụ công trực tuyến 5,1 điểm (đạt 6,9/12); "
                    "Số hóa hồ sơ 4,9 điểm (đạt 17,1/22); "
                    "Thanh toán trực tuyến 1,6 điểm (đạt 8,4/10)"
                ),
            ),
        )

    def test_counts_are_missing(self) -> None:
        assert said(SON_DUONG.score(), unit="huyện Sơn Dương", period="2024-03") == (
            "Tháng 3 năm 2024, huyện Sơn Dương đạt từ 71,65 đến 91,65/100 điểm (chưa đủ số liệu). "
            "Mất nhiều điểm nhất: Thanh toán trực tuyến 3,33 điểm (đạt 6,67/10); "
            "Tiến độ giải quyết 1,11 điểm (đạt 18,89/20)."
        )

    def test_nothing_lost(self) -> None:
        full = {"dossiers_on_time": 9, "dossiers_handled": 9}

        assert said(ti.score(full, rules=PROGRESS)) == (
            "Tháng 8 năm 2026, tỉnh Phú Thọ đạt 20,00/20 điểm."
        )

    @pytest.mark.parametrize(
        ("previous", "change", "text"),
        [
            (58.5, "points", "tăng 1,42 điểm so với tháng 7/2026"),
            (61, "points", "giảm 1,08 điểm so với tháng 7/2026"),
            (59.92, "percent", "không thay đổi so với tháng 7/2026"),
            (61, "percent", "giảm 1,77% so với tháng 7/2026"),  # 1.08 / 61
            (PHU_THO.score(), "points", "không thay đổi so với tháng 7/2026"),
            (
                attrs.evolve(PHU_THO.published, period=None),
                "points",
                "không thay đổi so với tháng 7/2026",
            ),
            (
                ti.Published(points={}, total=50, period="2025"),
                "points",
                "tăng 9,92 điểm so với năm 2025",
            ),
        ],
    )
    def test_change(self, previous: Any, change: Any, text: str) -> None:
        assert f" ({text})" in said(PHU_THO.score(), previous=previous, change=change)

    def test_no_change_of_what_is_not_known(self) -> None:
        assert "so với" not in said(SON_DUONG.score(), previous=80)

    def test_published_points_stand_in_place_of_computed_ones(self) -> None:
        published = ti.Published(points={"progress": 15.1}, decimals=1)
        message = said(PHU_THO.score(), published=published)

        assert "đạt 59,9/100" in message
        assert "Tiến độ giải quyết 4,9 điểm (đạt 15,1/20)" not in message
        assert "Mức độ hài lòng 5,0 điểm (đạt 13,0/18)" in message

    def test_nothing_published(self) -> None:
        published = ti.Published(points={}, decimals=1, rank=(2, 34))

        assert "đạt 59,92/100 điểm, đứng thứ 2/34." in said(PHU_THO.score(), published=published)

    @pytest.mark.parametrize(
        ("place", "text"),
        [
            ((3, 9), ", đứng thứ 3/9."),
            (Rank("A", 59.92, 4, 9), ", đứng thứ 4/9."),
            (Rank("A", None, None, 9), "100 điểm."),
            (None, "100 điểm."),
        ],
    )
    def test_rank(self, place: Any, text: str) -> None:
        assert said(PHU_THO.score(), rank=place).partition(" Mất")[0].endswith(text)

    def test_peers(self) -> None:
        assert "đứng thứ 2/34 tỉnh. " in said(PHU_THO.score(), rank=(2, 34), peers="tỉnh")
        assert "đạt 59,92/100 điểm. " in said(PHU_THO.score(), peers="tỉnh")

    def test_rank_among_the_units(self) -> None:
        units = {"tỉnh Phú Thọ": PHU_THO.score(), **results(A=70.0, B=59.92, C=1.0)}

        assert ", đứng thứ 2/4." in said(PHU_THO.score(), units=units)
        assert ", đứng thứ 2/4." in said(units=units)
        assert "đứng thứ" not in said(PHU_THO.score(), units=results(A=70.0))

    def test_name_of_two_units(self) -> None:
        columns = {"dossiers_on_time": [1, 1], "dossiers_handled": [2, 2]}
        table = ti.score_many(columns, rules=PROGRESS, units=["Tân Lập", "Tân Lập"])

        with pytest.raises(ti.errors.ValueRefusedError, match="2 have this one"):
            said(units=table, unit="Tân Lập")


class TestManyUnits:
    def test_departments_of_an_giang(self) -> None:
        made = brief(unit="tỉnh An Giang", period="2025-10", units=departments())

        assert made.rows == (
            ("Số đơn vị", "15"),
            (
                "Thấp nhất",
                (
                    "Thanh tra tỉnh An Giang (30,21 điểm); Sở Tài chính (63,01 điểm); "
                    "Sở Tư pháp (73,65 điểm)"
                ),
            ),
            (
                "Dưới 80 điểm",
                (
                    "5/15 đơn vị (Thanh tra tỉnh An Giang; Sở Tài chính; Sở Tư pháp; Sở Xây dựng; "
                    "Sở Nội vụ)"
                ),
            ),
            (
                "Dưới 90 điểm",
                (
                    "11/15 đơn vị (5 đơn vị dưới 80 điểm; Sở Giáo dục và Đào tạo; "
                    "Sở Nông nghiệp và Môi trường; Sở Y tế; Sở Khoa học và Công nghệ; "
                    "Ban Quản lý Khu kinh tế Phú Quốc; Sở Dân tộc và Tôn giáo)"
                ),
            ),
        )
        assert made.message.startswith("Tháng 10 năm 2025, tỉnh An Giang có 15 đơn vị. Thấp nhất: ")

    def test_a_table(self) -> None:
        columns = {"dossiers_on_time": [9, 7, None], "dossiers_handled": [10, 10, 10]}
        table = ti.score_many(columns, rules=PROGRESS, missing="allow", units=["A", "B", "C"])

        assert said(units=table, unit="xã", below=[18]) == (
            "Tháng 8 năm 2026, xã có 3 đơn vị. Thấp nhất: B (14,00 điểm); A (18,00 điểm). "
            "Dưới 18 điểm: 1/2 đơn vị (B). Chưa đủ số liệu để xếp hạng: 1 đơn vị (C)."
        )

    def test_at_the_threshold(self) -> None:
        """ "Dưới 80 điểm": 80 is not below."""
        rows = dict(brief(unit="X", period="2026", units=results(A=80.0, B=79.99)).rows)

        assert rows["Dưới 80 điểm"] == "1/2 đơn vị (B)"
        assert rows["Dưới 90 điểm"] == "2/2 đơn vị (1 đơn vị dưới 80 điểm; A)"

    def test_thresholds_in_any_order_and_of_any_kind(self) -> None:
        rows = brief(unit="X", period="2026", units=results(A=85.0), below=[90, 82.5]).rows

        assert rows[2:] == (("Dưới 82,5 điểm", "0/1 đơn vị"), ("Dưới 90 điểm", "1/1 đơn vị (A)"))

    def test_many_names(self) -> None:
        units = results(**{f"u{n}": float(n) for n in range(1, 2001)} | {"x": None, "y": None})
        rows = dict(brief(unit="X", period="2026", units=units, below=[13, 1500]).rows)

        assert rows["Dưới 13 điểm"] == (
            "12/2.000 đơn vị (u1; u2; u3; u4; u5; u6; u7; u8; u9; u10; và 2 đơn vị khác)"
        )
        assert rows["Dưới 1.500 điểm"].endswith("; u22; và 1.477 đơn vị khác)")
        assert rows["Chưa đủ số liệu để xếp hạng"] == "2 đơn vị (x; y)"

    def test_none_is_ranked(self) -> None:
        assert said(units=results(A=None)) == (
            "Tháng 8 năm 2026, tỉnh Phú Thọ có 1 đơn vị. Chưa đủ số liệu để xếp hạng: 1 đơn vị (A)."
        )


class TestPeriods:
    @pytest.mark.parametrize(
        ("period", "text", "before"),
        [
            ("2024-03", "tháng 3 năm 2024", "tháng 02/2024"),
            ("2024-01", "tháng 01 năm 2024", "tháng 12/2023"),
            ("2024-12", "tháng 12 năm 2024", "tháng 11/2024"),
            ("2024-Q1", "quý I năm 2024", "quý IV/2023"),
            ("2024-Q4", "quý IV năm 2024", "quý III/2024"),
            ("2024", "năm 2024", "năm 2023"),
        ],
    )
    def test_in_words(self, period: str, text: str, before: str) -> None:
        when = Period.of(period)

        assert when is not None
        assert (when.text(), when.before.text("/")) == (text, before)

    @pytest.mark.parametrize("period", ["", "2024-13", "2024-00", "2024-3", "2024-Q5", "24", None])
    def test_none(self, period: Any) -> None:
        assert Period.of(period) is None


class TestThresholds:
    def test_of_any_numbers(self) -> None:
        units = {"A": ti.Published(points={}, total=80.0)}
        half: Any = Fraction(161, 2)
        of_any = brief(units=units, unit="B", period="2024", below=[half])

        assert of_any.message == brief(units=units, unit="B", period="2024", below=[80.5]).message
        assert "Dưới 80,5 điểm: 1/1 đơn vị (A)." in of_any.message


class TestRefused:
    @pytest.mark.parametrize(
        ("argument", "value"),
        [
            ("card", PHU_THO.counts),
            ("unit", ""),
            ("unit", 7),
            ("period", "8/2026"),
            ("published", 59.92),
            ("previous", 0),
            ("previous", "58"),
            ("previous", SON_DUONG.score()),
            ("previous", ti.Published(points={})),
            ("change", "%"),
            ("rank", (8, 7)),
            ("rank", 1),
            ("below", 80),
            ("below", ["80"]),
            ("below", [-1]),
            ("below", [10**400]),
            ("previous", 10**400),
            ("previous", 1e-310),
            ("results", 7),
            ("results['A']", {"A": 87.1}),
        ],
    )
    def test_arguments(self, argument: str, value: Any) -> None:
        name = "units" if argument.startswith("results") else argument
        with pytest.raises(ti.errors.ValueRefusedError) as caught:
            said(**{"card": PHU_THO.score(), name: value})

        assert caught.value.name == argument

    def test_nothing_to_tell(self) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match=r"units = None: .*no card"):
            said()

    def test_published_of_no_unit(self) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match=r"published = .*None without a card"):
            said(units=results(A=1.0), published=PHU_THO.published)

    def test_all_at_once(self) -> None:
        with pytest.raises(ti.errors.Problems) as caught:
            said(PHU_THO.score(), unit=None, period=2026, change="both")

        assert len(caught.value.problems) == 3


class TestHostileText:
    def test_one_line_and_no_html(self) -> None:
        evil = "<img src=x>\n\x1b[31m{0}"
        made = brief(unit=evil, period="2026", units={evil: PHU_THO.score()}, peers=evil)

        assert "\n" not in made.message
        assert "\x1b" not in made.message
        assert "{0}" in made.message
        assert "<img" not in made._repr_html_()
        assert rank({evil: PHU_THO.score()}).of == 1
