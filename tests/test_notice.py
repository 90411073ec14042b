# SPDX-License-Identifier: MIT
"""The public notice: its figures, its words, its forms, and what may not get into it."""

from __future__ import annotations

import importlib
import re
import sys

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import attrs
import pytest

from hypothesis import given
from hypothesis import strategies as st

import tthc_index as ti

from tthc_index.documents.letter import Annex, Block
from tthc_index.text.tables import Cell, Table


SEED = (Path(__file__).parent / "notices" / "son-duong-2024-03.txt").read_text("utf-8")
SON_DUONG = ti.examples.SON_DUONG_2024_03
CARD = SON_DUONG.score()
WHOLE = ti.examples.PHU_THO_2026_08.score()

#: The office of the seed notice, in its own words.
OFFICE = ti.Office(
    authority="Ủy ban nhân dân tỉnh Tuyên Quang",
    agency="Ủy ban nhân dân huyện Sơn Dương",
    publisher="Chủ tịch Ủy ban nhân dân huyện",
    place="Sơn Dương",
    addressees=["Các cơ quan chuyên môn thuộc UBND huyện;", "Ủy ban nhân dân xã, thị trấn;"],
    legal_basis=[
        "Căn cứ Kế hoạch số 157/KH-UBND ngày 19/8/2022 của Ủy ban nhân dân tỉnh;",
        "Thực hiện Văn bản số 870/UBND-THCBKS ngày 08/3/2024 của UBND tỉnh Tuyên Quang,",
    ],
    system="Hệ thống thông tin giải quyết thủ tục hành chính tỉnh Tuyên Quang",
    peers="huyện, thành phố",
    recipients=["Ủy ban nhân dân tỉnh (báo cáo);", "Lưu: VT"],
    signature=["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"],
    signer="Vũ Văn Thụ",
)


def made(card: ti.ScoreCard = CARD, **facts: Any) -> ti.Notice:
    return ti.notice(card, **{"unit": "huyện Sơn Dương", "period": "2024-03", **facts})


SEED_NOTICE = made(
    published=SON_DUONG.published,
    previous=86.4,
    as_of="2024-04-22",
    number="955/UBND-KSTT",
    date="2024-04-22",
    office=OFFICE,
)


def body(text: str) -> list[str]:
    """The lines of sections 1 to 6, without bullets: "differ in spacing"."""
    begin, end = re.search(r"(?m)^1\. Điểm", text), re.search(r"(?m)^(\(Chi tiết|Trên đây)", text)
    assert begin
    assert end
    lines = text[begin.start() : end.start()].split("\n")
    return [line.strip(" -+") for line in lines if line.strip()]


class TestSeed:
    """ "Every figure of the seed's sections 1 to 6, each in the seed's number format"."""

    #: How lines of the seed end, which is not of one kind there.
    ENDS = (". Trong đó:", ".", ";")

    @pytest.mark.parametrize(
        ("line", "written"),
        list(zip(body(SEED), body(SEED_NOTICE.text), strict=True)),
        ids=[line[:60] for line in body(SEED)],
    )
    def test_line(self, line: str, written: str) -> None:
        for end in self.ENDS:
            line = line.removesuffix(end)

        assert written.removesuffix(".") == line

    def test_lines_that_differ(self) -> None:
        """In their ends only: a group's line ends without a stop here, every other one with it."""
        lines = zip(body(SEED), body(SEED_NOTICE.text), strict=True)
        differ = [(line, written) for line, written in lines if line != written]

        assert differ == [
            (
                "1. Điểm đánh giá công khai, minh bạch: 18,0/18 điểm. Trong đó:",
                "1. Điểm đánh giá công khai, minh bạch: 18,0/18 điểm",
            ),
            (
                "Hồ sơ đã đồng bộ lên Cổng Dịch vụ công quốc gia: 4.521 hồ sơ, đạt 100%",
                "Hồ sơ đã đồng bộ lên Cổng Dịch vụ công quốc gia: 4.521 hồ sơ, đạt 100%.",
            ),
            (
                "5. Điểm đánh giá mức độ hài lòng: 18,0/18 điểm.",
                "5. Điểm đánh giá mức độ hài lòng: 18,0/18 điểm",
            ),
            (
                "6. Điểm đánh giá số hóa hồ sơ: 17,1/22 điểm;",
                "6. Điểm đánh giá số hóa hồ sơ: 17,1/22 điểm",
            ),
        ]

    @pytest.mark.parametrize(
        "said",
        [
            "Sơn Dương, ngày 22 tháng 4 năm 2024",
            (
                "Chủ tịch Ủy ban nhân dân huyện công khai kết quả của huyện Sơn Dương đối với Bộ chỉ số "
                "chỉ đạo, điều hành và đánh giá chất lượng phục vụ người dân, doanh nghiệp trong thực "
                "hiện TTHC, dịch vụ công theo thời gian thực. Cụ thể:"
            ),
            (
                "Theo tra cứu số liệu ngày 22/4/2024, tổng số điểm của huyện Sơn Dương tháng 3 năm 2024 "
                "đạt 87,1/100 điểm (tăng 0,7"
            ),
            (
                " so với tháng 02/2024), đứng thứ 1/7 huyện, thành phố. Điểm số các nhóm chỉ số tháng "
                "3/2024, cụ thể như sau:"
            ),
            (
                "V/v công khai kết quả thực hiện Bộ chỉ số chỉ đạo, điều hành và đánh giá chất lượng phục "
                "vụ người dân, doanh nghiệp trong thực hiện TTHC tháng 3 năm 2024"
            ),
            (
                "Trên đây là kết quả công khai tháng 3/2024 của huyện Sơn Dương đối với Bộ chỉ số chỉ "
                "đạo, điều hành và đánh giá chất lượng phục vụ người dân, doanh nghiệp trong thực hiện "
                "TTHC, dịch vụ công theo thời gian thực trên Cổng Dịch vụ công quốc gia, Hệ thống thông "
                "tin giải quyết thủ tục hành chính tỉnh Tuyên Quang./"
            ),
        ],
    )
    def test_sentences_of_the_seed(self, said: str) -> None:
        assert said in SEED
        assert said in SEED_NOTICE.text

    def test_its_order(self) -> None:
        """From the letterhead to the signature."""
        parts = [
            "ỦY BAN NHÂN DÂN TỈNH TUYÊN QUANG",
            "ỦY BAN NHÂN DÂN HUYỆN SƠN DƯƠNG",
            "Số: 955/UBND-KSTT",
            "Sơn Dương, ngày 22 tháng 4 năm 2024",
            "V/v công khai",
            "Kính gửi:",
            "- Ủy ban nhân dân xã, thị trấn;",
            "Căn cứ Quyết định số 766/QĐ-TTg ngày 23/6/2022",
            "Căn cứ Kế hoạch số 157/KH-UBND",
            "Thực hiện Văn bản số 870/UBND-THCBKS",
            "Theo tra cứu",
            "1. Điểm",
            "6. Điểm",
            "Trên đây",
            "Nơi nhận:",
            "- Lưu: VT",
            "TL. CHỦ TỊCH",
            "CHÁNH VĂN PHÒNG",
            "Vũ Văn Thụ",
        ]
        places = [SEED_NOTICE.text.index(part) for part in parts]

        assert places == sorted(places)

    def test_the_change_of_the_seed(self) -> None:
        """ "0,7%" is 0.7 points up from 86.4, or 0.7 per cent up from 86.5: the office says which."""
        percent = attrs.evolve(OFFICE, change="percent")

        assert "(tăng 0,7 điểm so với tháng 02/2024)" in SEED_NOTICE.text
        seed = made(published=SON_DUONG.published, previous=86.5, office=percent)
        assert "(tăng 0,7% so với tháng 02/2024)" in SEED
        assert "(tăng 0,7% so với tháng 02/2024)" in seed.text


class TestTotal:
    """The total with its change and its rank."""

    @pytest.mark.parametrize(
        ("previous", "change", "said"),
        [
            (59.92, "points", "59,92/100 điểm (không thay đổi so với tháng 7/2026)."),
            (59.91, "points", "(tăng 0,01 điểm so với tháng 7/2026)"),
            (60, "points", "(giảm 0,08 điểm so với tháng 7/2026)"),
            (59.9151, "points", "(không thay đổi so với"),
            (60, "percent", "(giảm 0,13% so với"),
            (29.96, "percent", "(tăng 100,00% so với"),
            (WHOLE, "points", "(không thay đổi so với"),
            (
                ti.Published(points={}, total=58, period="2025"),
                "points",
                "(tăng 1,92 điểm so với năm 2025)",
            ),
            (ti.Published(points={}, total=58, period="?"), "points", "so với tháng 7/2026)"),
            (None, "points", "đạt 59,92/100 điểm. Điểm số"),
        ],
    )
    def test_change(self, previous: Any, change: Any, said: str) -> None:
        text = made(
            WHOLE, period="2026-08", previous=previous, office=ti.Office(change=change)
        ).text

        assert said in text

    @pytest.mark.parametrize(
        ("period", "long", "short", "before"),
        [
            ("2024-03", "tháng 3 năm 2024", "tháng 3/2024", "tháng 02/2024"),
            ("2024-02", "tháng 02 năm 2024", "tháng 02/2024", "tháng 01/2024"),
            ("2024-01", "tháng 01 năm 2024", "tháng 01/2024", "tháng 12/2023"),
            ("2024-12", "tháng 12 năm 2024", "tháng 12/2024", "tháng 11/2024"),
            ("2024-Q1", "quý I năm 2024", "quý I/2024", "quý IV/2023"),
            ("2024-Q4", "quý IV năm 2024", "quý IV/2024", "quý III/2024"),
            ("2024", "năm 2024", "năm 2024", "năm 2023"),
        ],
    )
    def test_periods(self, period: str, long: str, short: str, before: str) -> None:
        text = made(WHOLE, period=period, previous=50).text

        assert f"của huyện Sơn Dương {long} đạt" in text
        assert f"các nhóm chỉ số {short}, cụ thể" in text
        assert f"so với {before})" in text
        assert ti.read_notice(text).period == period

    @pytest.mark.filterwarnings("ignore:units of several levels")
    def test_rank(self) -> None:
        ranking = ti.rank({"A": WHOLE, "B": CARD, "C": WHOLE}, by="progress")

        assert ", đứng thứ 2/3." in made(WHOLE, rank=(2, 3)).text
        assert f", đứng thứ {ranking['A']}." in made(WHOLE, rank=ranking["A"]).text
        assert (
            ", đứng thứ 1/7 huyện."
            in made(published=SON_DUONG.published, office=ti.Office(peers="huyện")).text
        )

    def test_day(self) -> None:
        published = attrs.evolve(SON_DUONG.published, as_of="2024-04-02")

        assert "số liệu ngày 02/4/2024, tổng" in made(published=published).text
        assert "số liệu ngày 09/02/2024, tổng" in made(published=published, as_of="2024-02-09").text
        assert "Số liệu được tra cứu ngày 09/02/2024. Điểm số" in made(as_of="2024-02-09").text

    def test_unknown(self) -> None:
        """A sum of what is known is not the total."""
        assert "tổng số điểm" not in made().text.lower()
        assert "năm 2024 chưa đủ số liệu. Điểm" in made(missing="mark").text
        assert "năm 2024, đứng thứ 1/7. Điểm" in made(rank=(1, 7)).text
        assert made(previous=50).warnings == ("no change is printed, since the total is not known",)


class TestPublished:
    """ "Published points are printed when given; a difference is a warning, never silent"."""

    def test_the_seed(self) -> None:
        assert SEED_NOTICE.warnings == (
            "progress: published 18.6 is printed, computed 18.89",
            "online_payment: published 8.4 is printed, computed 6.67",
        )
        assert repr(SEED_NOTICE).endswith(f"\nwarning: {SEED_NOTICE.warnings[1]}")

    def test_equal_is_no_warning(self) -> None:
        published = ti.examples.PHU_THO_2026_08.published

        assert made(WHOLE, period="2026-08", published=published).warnings == ()
        assert repr(made(WHOLE)) == made(WHOLE).text

    def test_within_what_is_missing(self) -> None:
        bounds = CARD["online_services"].bounds
        assert bounds == (6.4, 10.4)
        for points, warned in [(6.39, True), (6.4, False), (10.4, False), (10.41, True)]:
            published = ti.Published(points={"online_services": points})
            warnings = [w for w in made(published=published).warnings if "online_services" in w]

            expected = f"online_services: published {points} is printed, computed 6.4 to 10.4"
            assert warnings == ([expected] if warned else [])

    def test_rounded_as_printed(self) -> None:
        published = ti.Published(points={"progress": 18.9}, decimals=1)

        assert not [w for w in made(published=published).warnings if "progress" in w]

    def test_what_is_not_published_is_computed(self) -> None:
        made_ = made(published=ti.Published(points={"progress": 18.6}, decimals=1))

        assert "minh bạch: 18,0/18 điểm\n" in made_.text
        assert "trực tuyến: 6,7/10 điểm\n" in made_.text
        assert "transparency: not published, computed 18" in made_.warnings
        assert not [w for w in made_.warnings if w.startswith(("satisfaction", "total"))]

    def test_rank_alone(self) -> None:
        """Nothing but the rank was published: the points are the card's own."""
        made_ = made(
            WHOLE, published=ti.Published(points={"progress": None}, rank=(1, 7), decimals=1)
        )

        assert made_.warnings == ()
        assert "đạt 59,92/100 điểm, đứng thứ 1/7." in made_.text

    def test_other_rules(self) -> None:
        with pytest.raises(
            ti.errors.UnknownNameError, match="unknown code 'progres'; did you mean"
        ):
            made(published=ti.Published(points={"progres": 18}))


class TestMissing:
    """ "What is missing is left out or marked, as the caller says; never 0"."""

    def test_left_out(self) -> None:
        text = made(ti.score({}, missing="allow")).text

        assert body(text) == [
            f"{number}. {heading}"
            for number, heading in enumerate(
                [
                    "Điểm đánh giá công khai, minh bạch",
                    "Điểm đánh giá tiến độ giải quyết hồ sơ TTHC",
                    "Điểm đánh giá TTHC cung cấp dịch vụ công trực tuyến",
                    "Điểm đánh giá thanh toán trực tuyến",
                    "Điểm đánh giá mức độ hài lòng",
                    "Điểm đánh giá số hóa hồ sơ",
                ],
                1,
            )
        ]

    def test_marked(self) -> None:
        lines = body(made(ti.score({}, missing="allow"), missing="mark").text)

        assert lines[:2] == [
            "1. Điểm đánh giá công khai, minh bạch: chưa đủ số liệu",
            (
                "Số TTHC được công khai đầy đủ các nội dung quy định về các bộ phận cấu thành: "
                "chưa có số liệu."
            ),
        ]
        assert "Tỷ lệ nộp hồ sơ trực tuyến:" in lines
        assert "Hồ sơ nộp trực tuyến: chưa có số liệu." in lines
        # 21 indicators are scored; what is only watched is no gap.
        assert sum(line.endswith(": chưa có số liệu.") for line in lines) == 21

    def test_part_of_the_counts(self) -> None:
        card = ti.score({"dossiers_handled": 5, "petitions_on_time": 3}, missing="allow")

        assert not re.search("[0-9]", "".join(line[2:] for line in body(made(card).text)))

    def test_not_applicable(self) -> None:
        rules = ti.ruleset("qd766-2026").with_indicator("progress.on_time", levels=["province"])
        card = ti.score({}, rules=rules, level="commune", missing="allow")

        assert "2. Điểm đánh giá tiến độ giải quyết hồ sơ TTHC: 20,00/20 điểm" in made(card).text
        assert "đúng hạn/trong hạn: không áp dụng." in made(card, missing="mark").text


class TestLines:
    """Indicators as the seed prints them, as far as their figures are known."""

    @pytest.mark.parametrize(
        ("counts", "percentages", "line"),
        [
            ({"dossiers_on_time": 2, "dossiers_handled": 3}, {}, "hạn: 66,67% (2/3 hồ sơ)."),
            ({}, {"progress.on_time": 66.665}, "Tỷ lệ hồ sơ xử lý đúng hạn/trong hạn: 66,67%."),
            ({"dossiers_on_time": 0, "dossiers_handled": 0}, {}, "không phát sinh (0/0 hồ sơ)."),
            ({"average_handling_days": 7.05}, {}, "Thời gian giải quyết trung bình: 7,05 ngày."),
            (
                {"average_handling_days": 1234.5},
                {},
                "Thời gian giải quyết trung bình: 1234,5 ngày.",
            ),
            ({"dossiers_completed": 2**53}, {}, "đã giải quyết xong: 9.007.199.254.740.992."),
            ({}, {"digitization.reuse": 0}, "dữ liệu số hóa: 0 hồ sơ (0%)."),
            ({}, {"digitization.reuse": 0.5}, "dữ liệu số hóa: 0,5%."),
            ({}, {"online_payment.paid": 75}, "\n- Tỷ lệ hồ sơ thanh toán trực tuyến: 75%."),
            (
                {},
                {"online_services.provided": 75},
                "\n- TTHC cung cấp dịch vụ công trực tuyến: 75%.",
            ),
            (
                {"dossiers_synced": 5, "dossiers_to_sync": 8, "dossiers_not_synced": 2},
                {},
                (
                    "\n- Tỷ lệ hồ sơ đồng bộ lên Cổng Dịch vụ công quốc gia: 62,5% (5/8 hồ sơ).\n"
                    "- Hồ sơ chưa đồng bộ lên Cổng DVCQG: 25% (2/8)."
                ),
            ),
            (
                {"dossiers_synced": 5, "dossiers_to_sync": 8, "dossiers_not_synced": 3},
                {},
                (
                    "\n- Tỷ lệ hồ sơ đồng bộ lên Cổng Dịch vụ công quốc gia:\n"
                    "+ Hồ sơ đã đồng bộ lên Cổng Dịch vụ công quốc gia: 5 hồ sơ, đạt 62,5%.\n"
                    "+ Hồ sơ chưa đồng bộ lên Cổng Dịch vụ công quốc gia: 3 hồ sơ.\n\n"
                ),
            ),
        ],
    )
    def test_line(self, counts: Any, percentages: Any, line: str) -> None:
        card = ti.score(counts, percentages, missing="allow", percent_as="percent")

        assert line in made(card).text

    @pytest.mark.parametrize(
        ("decimals", "line"),
        [(0, "hồ sơ TTHC: 19/20 điểm\n"), (1, "hồ sơ TTHC: 19,0/20 điểm\n"), (3, "19,000/20")],
    )
    def test_decimals_as_published(self, decimals: int, line: str) -> None:
        published = ti.Published(points={"progress": 19}, decimals=decimals)

        assert line in made(published=published).text

    def test_unrounded_points(self) -> None:
        counts = {"dossiers_on_time": 1, "dossiers_handled": 3}
        card = ti.score(counts, missing="allow", rules=ti.ruleset("qd766-2026").unrounded)

        assert "hồ sơ TTHC: 6,6667/20 điểm\n" in made(card).text

    def test_rules_without_words_of_their_own(self) -> None:
        """They are named by their labels."""
        rule = ti.Indicator(
            code="speed.fast",
            name=ti.Label(vi="Hồ sơ\nnhanh", en="Fast"),
            formula=ti.Label(vi="n / d", en="n / d"),
            numerator=["a", "b"],
            denominator="d",
            max_points=0.125,
        )
        rules = ti.RuleSet(
            id="own",
            name=ti.Label(vi="x", en="x"),
            groups=[
                ti.Group(
                    code="speed",
                    name=ti.Label("Tốc độ", "Speed"),
                    max_points=0.125,
                    indicators=[rule],
                )
            ],
            max_points=0.125,
            rounding=None,
            sources=[ti.Source(ti.Label("x", "x"))],
        )
        text = made(ti.score({"a": 1, "b": 1, "d": 4}, rules=rules)).text

        assert body(text) == [
            "1. Điểm đánh giá nhóm Tốc độ: 0,0625/0,125 điểm",
            "Hồ sơ\ufffdnhanh: 50% ((1 + 1)/4).",
        ]

    def test_rules_that_lack_an_indicator_of_the_seed(self) -> None:
        """Its line is left out; a heading without lines too; other counts are named by the label."""
        rules = ti.ruleset("qd766-2026")
        groups = []
        for group in rules:
            kept = [i for i in group if not i.monitored and not i.code.endswith(".submitted")]
            points = sum(i.max_points for i in kept)
            groups.append(attrs.evolve(group, indicators=kept, max_points=points))
        fewer = attrs.evolve(rules, groups=groups, max_points=94).with_indicator(
            "online_payment.paid", numerator="dossiers_paid_by_card"
        )
        counts = {"dossiers_paid_by_card": 1, "dossiers_with_fees": 2}
        text = made(ti.score(counts, rules=fewer, missing="allow"), missing="mark").text

        assert "nộp hồ sơ trực tuyến:" not in text
        assert "quá hạn" not in text
        assert "- Tỷ lệ hồ sơ thanh toán trực tuyến: 50% (1/2 hồ sơ).\n" in text


class TestForms:
    """Text, Markdown, HTML and files: the same document."""

    def test_html_is_well_formed_and_says_the_same(self) -> None:
        seen = Seen(SEED_NOTICE.html)

        assert not seen.open
        for block in SEED_NOTICE.letter.blocks:
            assert block.text in seen.text
        assert "Sơn Dương, ngày 22 tháng 4 năm 2024" in seen.text
        assert '<html lang="vi">' in SEED_NOTICE.html
        assert "http" not in SEED_NOTICE.html  # nothing is fetched

    def test_markdown(self) -> None:
        assert "\n\n**1. Điểm đánh giá công khai, minh bạch: 18,0/18 điểm**\n\n- Số TTHC" in (
            SEED_NOTICE.markdown
        )
        assert "quốc gia:\n  + Hồ sơ đã đồng bộ" in SEED_NOTICE.markdown

    def test_room_for_what_is_written_in(self) -> None:
        text = made(office=ti.Office(place="Sơn Dương")).text

        assert "Số: …\n" in text
        assert "\nSơn Dương, ngày … tháng … năm …\n" in text

    def test_nothing_empty(self) -> None:
        """An office that says nothing leaves out its parts."""
        text = made().text

        assert text.startswith("Số: …\n\nCỘNG HÒA")
        assert "Kính gửi" not in text
        assert "Nơi nhận" not in text
        assert "\nCông khai kết quả của huyện Sơn Dương" in text
        assert text.endswith("trên Cổng Dịch vụ công quốc gia./.\n")
        assert "None" not in text
        assert "\n\n\n" not in SEED_NOTICE.text

    @pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".HTML"])
    def test_saved(self, tmp_path: Path, suffix: str) -> None:
        form = {".txt": "text", ".md": "markdown"}.get(suffix, "html")
        SEED_NOTICE.save(tmp_path / f"cong-khai{suffix}")

        written = (tmp_path / f"cong-khai{suffix}").read_bytes().decode()
        assert written == getattr(SEED_NOTICE, form)

    @pytest.mark.parametrize("path", [None, 7, "a\0.txt"])
    def test_no_path(self, path: Any) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match="it takes the path of a file"):
            SEED_NOTICE.save(path)

    def test_saved_as_word(self, tmp_path: Path) -> None:
        docx = pytest.importorskip("docx")
        SEED_NOTICE.save(str(tmp_path / "cong-khai.docx"))

        texts = [
            paragraph.text
            for paragraph in docx.Document(str(tmp_path / "cong-khai.docx")).paragraphs
        ]
        assert SEED_NOTICE.letter.blocks[3].text in texts

    @pytest.mark.parametrize("name", ["cong-khai", "cong-khai.pdf", ".docx"])
    def test_no_such_form(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(
            ti.errors.ValueRefusedError, match=r"it takes a name that ends in \.docx, \.html, "
        ):
            SEED_NOTICE.save(tmp_path / name)
        assert not list(tmp_path.iterdir())

    TABLE = Table(
        ("Đơn vị", "Điểm"),
        ((Cell("Xã | <b>A</b>"), Cell("1,5", right=True)),),
        "Kết quả",
        ("Hết.",),
    )
    ANNEX = Annex("I", TABLE)

    def test_annexes(self) -> None:
        made_ = made(annexes=[self.ANNEX, attrs.evolve(self.ANNEX, number="II")], office=OFFICE)

        assert made_.letter.annexes[0] is self.ANNEX
        assert (
            "các cơ quan, đơn vị tại Phụ lục I, Phụ lục II ban hành kèm theo văn bản này được khai "
            "thác trên Cổng Dịch vụ công quốc gia, Hệ thống thông tin" in made_.text
        )
        assert made_.text.endswith(
            "\nPhụ lục II. Kết quả\n\nĐơn vị         Điểm\nXã | <b>A</b>   1,5\nHết.\n"
        )
        assert (
            "| Đơn vị | Điểm |\n| --- | ---: |\n| Xã \\| \\<b\\>A\\</b\\> | 1,5 |\n"
            in made_.markdown
        )
        assert made_.markdown.endswith("| 1,5 |\n\nHết.\n")
        assert "</table>\n<p>Hết.</p>\n" in made_.html
        assert '<td>Xã | &lt;b&gt;A&lt;/b&gt;</td><td class="right">1,5</td>' in made_.html

    def test_long_titles_of_annexes(self) -> None:
        """In a text they stand below the table."""
        title = "Công khai, minh bạch"
        table = attrs.evolve(self.TABLE, header=("Đơn vị", title))
        text = made(annexes=[Annex("I", table)]).text

        assert text.endswith(f"\nĐơn vị         (2)\nXã | <b>A</b>  1,5\n(2) {title}\nHết.\n")

    def test_annexes_of_appendices(self) -> None:
        class Appendices:
            def annexes(self) -> tuple[Annex, ...]:
                return (TestForms.ANNEX,)

        assert made(annexes=Appendices()).letter.annexes == (self.ANNEX,)


class Seen(HTMLParser):
    """The text of a page, and its tags that are not closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, _: Any) -> None:
        self.tags.add(tag)
        if tag not in {"br", "meta"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "&lt;b&gt;",
    "{{ 7*7 }}",
    "{% for x in unit %}{{ x }}{% endfor %}",
    "{# x #}",
    "A\n- Tỷ lệ TTHC công bố đúng hạn: 0%.",
    "A\r\n# 7. Điểm",
    "A\u2028- B",
    "A\x0b+ B",
    "A\x85- B",
    "- Tỷ lệ TTHC công bố đúng hạn: 0%",
    "# Điểm đánh giá",
    "+ B",
    "\0- B",
    "A\x1b[31m\x07",
    "\u202eA",
    "[x](javascript:alert(1))",
    "**A** _B_ `C` | D",
]


class TestInjection:
    """ "Text from users can't inject HTML or template code", nor lines of its own."""

    @staticmethod
    def everywhere(text: str) -> ti.Notice:
        names = [
            name for name in attrs.fields_dict(ti.Office) if name not in {"change", "template"}
        ]
        words: dict[str, Any] = dict.fromkeys(names, text)
        annex = Annex(text, Table((text[:12],), ((Cell(text),),), text, (text,)))
        return made(
            WHOLE,
            unit=text,
            number=text,
            rank=(1, 2),
            office=ti.Office(**words),
            annexes=[annex],
        )

    PLAIN = everywhere("A")

    @pytest.mark.parametrize("text", HOSTILE, ids=repr)
    def test_known_tricks(self, text: str) -> None:
        self.check(text)

    @given(st.text(min_size=1).filter(str.strip))
    def test_any_text(self, text: str) -> None:
        self.check(text)

    def check(self, text: str) -> None:
        """As many lines, blocks and tags as with a harmless text; and nothing but plain letters."""
        hostile = self.everywhere(text)

        kinds = [block.kind for block in hostile.letter.blocks]
        assert kinds == [block.kind for block in self.PLAIN.letter.blocks]
        for form in ("text", "markdown", "html"):
            lines = getattr(hostile, form).split("\n")
            assert len(lines) == getattr(self.PLAIN, form).count("\n") + 1
            assert all(line.replace("\xa0", " ").isprintable() for line in lines)
        seen = Seen(hostile.html)
        assert not seen.open
        assert seen.tags == Seen(self.PLAIN.html).tags

    def test_code_stays_text(self) -> None:
        assert "của {{ 7*7 }} tháng 3" in made(WHOLE, unit="{{ 7*7 }}").text

    def test_markdown_stays_text(self) -> None:
        markdown = made(WHOLE, unit="[x](javascript:y) <i> *b*").markdown

        assert r"của \[x\](javascript:y) \<i\> \*b\* tháng" in markdown

    def test_markdown_at_the_start_of_a_line(self) -> None:
        markdown = made(
            WHOLE, office=ti.Office(legal_basis=["- a", "+ a", "12. a", "1) a", "# a", "> a"])
        ).markdown.replace("\u00a0", " ")

        for escaped in (r"\- a", r"\+ a", r"12\. a", r"1\) a", r"\# a", r"\> a"):
            assert f"\n\n{escaped}\n" in markdown

    def test_text_that_calls_itself_safe(self) -> None:
        from markupsafe import Markup

        text = made(WHOLE, unit=Markup("<b>A</b>\n- B")).html

        assert "<b>A" not in text
        assert "&lt;b&gt;A&lt;/b&gt; - B" in text


class TestTemplates:
    """ "A template that an office can change, with the default one as the worked example"."""

    @staticmethod
    def blocks(template: Any, **facts: Any) -> list[tuple[str, str]]:
        made_ = made(WHOLE, office=ti.Office(template=template, publisher="Chủ tịch"), **facts)
        return [(block.kind, block.text) for block in made_.letter.blocks]

    def test_kinds_of_lines(self) -> None:
        template = (
            "Một {{ unit }}\n\n   # Hai\n- Ba\n+ Bốn\n# {{ period }}\n-Năm\n#\n- \n{{ '' }}\n"
        )

        assert self.blocks(template) == [
            ("paragraph", "Một huyện Sơn Dương"),
            ("section", "1. Hai"),
            ("item", "Ba"),
            ("subitem", "Bốn"),
            ("section", "2. tháng 3 năm 2024"),
            ("paragraph", "-Năm"),
            ("paragraph", "#"),
            ("paragraph", "-"),
        ]

    def test_a_part_of_the_default(self) -> None:
        template = '{% extends "notice" %}{% block closing %}- Hết {{ period_short }}\n{{ super() }}{% endblock %}'
        default = self.blocks(None)
        changed = self.blocks(template)

        assert changed == [*default[:-1], ("item", "Hết tháng 3/2024"), default[-1]]

    @pytest.mark.parametrize(
        ("template", "made"),
        [
            ("{% set x %}{{ unit }}{% endset %}{{ x|replace('Y', 'A & B') }}", "A & B & <Z>"),
            (
                "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(unit) ~ ', ' ~ unit }}",
                "Y & <Z>, Y & <Z>",
            ),
            ("{% filter upper %}{{ unit }} & x{% endfilter %}", "Y & <Z> & X"),
            ("{{ '&amp;' ~ unit }}", "&amp;Y & <Z>"),
        ],
    )
    def test_what_a_template_makes_of_values_is_no_html(self, template: str, made: str) -> None:
        assert self.blocks(template, unit="Y & <Z>") == [("paragraph", made)]

    def test_a_macro_makes_lines(self) -> None:
        template = "{% macro two(x) %}- {{ x }}\n- {{ x }}\n{% endmacro %}{{ two(unit) }}"

        assert self.blocks(template, unit="+ A") == [("item", "+\u00a0A")] * 2

    def test_from_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "mau.jinja").write_text("# {{ unit }}", "utf-8")

        assert self.blocks(tmp_path / "mau.jinja") == [("section", "1. huyện Sơn Dương")]

    @pytest.mark.parametrize(
        ("template", "line", "reason"),
        [
            ("a\n{{ unti }}", 2, "UndefinedError: 'unti' is undefined"),
            ("a\nb\n{{ groups[9].heading }}", 3, "UndefinedError: list object has no element 9"),
            ("a\n{% for x in %}", 2, "TemplateSyntaxError: "),
            ("a\n{% endif %}", 2, "TemplateSyntaxError: Encountered unknown tag 'endif'"),
            ("{{ ''.__class__.__mro__ }}", 1, "SecurityError: access to attribute '__class__'"),
            ("{{ groups.append(1) }}", 1, "SecurityError: "),
            ("{{ self.__init__.__globals__ }}", 1, "SecurityError: "),
            ("{{ ('%s' | attr('format'))(1) }}{{ cycler.__init__ }}", 1, "SecurityError: "),
            ("\n{{ 'x' * 9999999999 }}", 2, "SecurityError: * is not for templates"),
            ("\n{{ 10 ** 10 ** 10 }}", 2, "SecurityError: ** is not for templates"),
            ("\n{{ '%9999999999d' % 1 }}", 2, "SecurityError: % is not for templates"),
            ("\n{{ 'x'.ljust(9999999999) }}", 2, "SecurityError: access to attribute 'ljust'"),
            ("\n{{ 'x' | center(9999999999) }}", 2, "TemplateAssertionError: No filter named"),
            ("{% for x in range(10) %}{% endfor %}", 1, "UndefinedError: 'range' is undefined"),
            ("{{ 1 // 0 }}", 1, "ZeroDivisionError: "),
            ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", 1, "RecursionError: "),
            ('{% include "/etc/passwd" %}', 1, "TemplateNotFound: /etc/passwd"),
            (
                '{% extends "notice" %}{% block total %}\n{{ x }}{% endblock %}',
                2,
                "UndefinedError: 'x'",
            ),
        ],
    )
    def test_refused(self, template: str, line: int, reason: str) -> None:
        with pytest.raises(ti.errors.NoticeError) as caught:
            self.blocks(template)
        (finding,) = caught.value.findings
        assert (finding.source, finding.line) == ("template", line)
        assert finding.message.startswith(reason)
        assert f"template: line {line}: " in str(caught.value)

    def test_refused_in_the_default(self) -> None:
        """A macro or block of the default that fails for what an office changed is named so."""
        template = '{% extends "notice" %}{% set office = {} %}'
        with pytest.raises(ti.errors.NoticeError) as caught:
            self.blocks(template)
        assert caught.value.findings[0].source in {"template", "notice"}

    def test_too_long(self) -> None:
        loop = (
            "{% for a in groups %}{% for b in groups %}{% for c in groups %}{% for d in groups %}"
        )
        template = loop + "x" * 1000 + "{% endfor %}" * 4
        with pytest.raises(ti.errors.NoticeError, match="it makes more than 1,000,000 letters"):
            self.blocks(template)

    @pytest.mark.parametrize("template", [7, b"x"])
    def test_no_template(self, template: Any) -> None:
        with pytest.raises(
            ti.errors.ValueRefusedError, match=r"^template = .*: it takes a template's text"
        ):
            self.blocks(template)

    def test_no_such_file(self, tmp_path: Path) -> None:
        with pytest.raises(OSError, match="mau"):
            self.blocks(tmp_path / "mau.jinja")

    def test_no_text_in_the_file(self, tmp_path: Path) -> None:
        (tmp_path / "mau.jinja").write_bytes(b"\xff\xfe\xff")
        with pytest.raises(
            ti.errors.ValueRefusedError, match="it takes a template's text, or the path"
        ):
            self.blocks(tmp_path / "mau.jinja")


class TestOffice:
    """An office states its particulars once, in Python or in a file."""

    def test_from_toml(self, tmp_path: Path) -> None:
        file = tmp_path / "van-phong.toml"
        (tmp_path / "mau.jinja").write_text("- {{ office.system }}", "utf-8")
        file.write_text(
            '\ufeffagency = "Ủy ban nhân dân xã A"\naddressees = ["Các ban;", "Các thôn;"]\n'
            'signature = "CHỦ TỊCH"\nsystem = "B"\nchange = "percent"\ntemplate = "mau.jinja"\n',
            "utf-8",
        )
        office = ti.Office.from_toml(file)

        assert office.agency == "Ủy ban nhân dân xã A"
        assert office.addressees == ("Các ban;", "Các thôn;")
        assert office.signature == ("CHỦ TỊCH",)
        assert office.change == "percent"
        assert made(office=office).letter.blocks == (Block("item", "B"),)

    @pytest.mark.parametrize(
        ("toml", "said"),
        [
            ("agncy = 1\nplce = 2", "key = 'plce': it takes authority, agency, "),
            ("agency = 1", "agency = 1: it takes a text"),
            ("addressees = [1]", "addressees = (1,): it takes texts"),
            ("addressees = 1\nplace = []", "place = []: it takes a text"),
            ('change = "per cent"', "change = 'per cent': it takes 'points' or 'percent'"),
            ("template = 1", "template = 1: it takes a template's text"),
            ("agency", "a TOML file in UTF-8 (Expected '='"),
            (b"\xff", "a TOML file in UTF-8 ('utf-8' codec"),
            (f"place = {'1' * 5000}", "a TOML file in UTF-8 (Exceeds the limit"),
            (f"place = {'[' * 100_000}", "a TOML file in UTF-8 ("),
        ],
    )
    def test_refused(self, tmp_path: Path, toml: str | bytes, said: str) -> None:
        file = tmp_path / "van-phong.toml"
        file.write_bytes(toml if isinstance(toml, bytes) else toml.encode())
        with pytest.raises(ti.TthcIndexError) as caught:
            made(office=ti.Office.from_toml(file))
        assert said in str(caught.value)

    def test_no_path(self) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match="path = 5"):
            ti.Office.from_toml(5)  # type: ignore[arg-type]  # what must be refused

    def test_no_such_file(self, tmp_path: Path) -> None:
        with pytest.raises(OSError, match="van-phong"):
            ti.Office.from_toml(tmp_path / "van-phong.toml")


class TestExtra:
    @pytest.mark.parametrize(
        ("package", "module"),
        [("jinja2", "documents.template")],
    )
    def test_missing(self, monkeypatch: pytest.MonkeyPatch, package: str, module: str) -> None:
        monkeypatch.setitem(sys.modules, package, None)
        monkeypatch.delitem(sys.modules, f"tthc_index.{module}")

        with pytest.raises(
            ti.errors.MissingExtraError, match=r"pip install 'tthc_index\[notice\]'"
        ):
            importlib.import_module(f"tthc_index.{module}")


class TestArguments:
    @pytest.mark.parametrize(
        ("facts", "said"),
        [
            ({"card": {}}, "card = {}: it takes a ScoreCard"),
            ({"unit": " "}, "unit = ' ': it takes the unit's name"),
            ({"unit": None}, "unit = None"),
            ({"period": "2024-13"}, "period = '2024-13': it takes '2024-03', '2024-Q1' or '2024'"),
            ({"period": "3/2024"}, "period = '3/2024'"),
            ({"period": "0000"}, "period = '0000'"),
            ({"period": 2024}, "period = 2024"),
            ({"office": "UBND"}, "office = 'UBND': it takes an Office"),
            ({"published": {}}, "published = {}: it takes a Published"),
            ({"previous": CARD}, "it takes a complete card, published results with a total"),
            ({"previous": ti.Published(points={})}, "it takes a complete card"),
            ({"previous": "86"}, "previous = '86': it takes"),
            ({"previous": 0}, "previous = 0: it takes"),
            ({"previous": -1}, "previous = -1: it takes"),
            ({"previous": 5e-324}, "previous = 5e-324: it takes"),
            ({"previous": 2**530}, "it takes a complete card"),
            ({"rank": (8, 7)}, "rank = (8, 7): it takes (place, number of peers)"),
            ({"rank": "1/7"}, "rank = '1/7'"),
            ({"as_of": "22/4/2024"}, "as_of = '22/4/2024': it takes a day such as '2024-04-22'"),
            ({"as_of": "2024-02-30"}, "as_of = '2024-02-30'"),
            ({"published": ti.Published(points={}, as_of="4/2024")}, "as_of = '4/2024'"),
            ({"date": "20240422"}, "date = '20240422': it takes a day"),
            ({"date": 20240422}, "date = 20240422"),
            ({"number": 955}, "number = 955: it takes a text"),
            ({"annexes": ["I"]}, "annexes = ['I']: it takes what `appendices` makes"),
            ({"annexes": 1}, "annexes = 1"),
            ({"annexes": [Annex("I", Table(("A",), ()))]}, "annexes = [Annex("),
            ({"annexes": [Annex("I", Table(("A", "B"), ((Cell("1"),),)))]}, "annexes = [Annex("),
            ({"missing": "zero"}, "missing = 'zero': it takes 'omit' or 'mark'"),
            ({"missing": []}, "missing = []"),
        ],
    )
    def test_refused(self, facts: dict[str, Any], said: str) -> None:
        with pytest.raises(ti.errors.ValueRefusedError) as caught:
            made(**facts)
        assert said in str(caught.value)

    def test_all_at_once(self) -> None:
        with pytest.raises(ti.errors.Problems) as caught:
            made(unit="", period="", missing="")
        assert len(caught.value.problems) == 3

    def test_not_ranked(self) -> None:
        """A unit without a rank has none to print, not even one that was published before."""
        ranking = ti.rank({"A": ti.score({}, missing="allow"), "B": WHOLE})
        made_ = made(rank=ranking["A"], published=SON_DUONG.published)

        assert "đứng thứ" not in made_.text + made_.message
        assert made_.warnings[-1] == "no rank is printed, since the unit has none"


@pytest.mark.filterwarnings("ignore:units of several levels")
class TestOneTruth:
    """The letter, the message and the table of a notice print one total, change and rank."""

    @pytest.mark.parametrize("change", ["points", "percent"])
    @pytest.mark.parametrize("unrounded", [False, True])
    @pytest.mark.parametrize("rank", [None, (9, 34)])
    @pytest.mark.parametrize("units", [None, {"tỉnh Phú Thọ": WHOLE, "B": CARD}])
    @pytest.mark.parametrize("published", [None, ti.Published(points={}, total=59.9, decimals=1)])
    def test_said_alike(
        self,
        change: Any,
        unrounded: bool,  # noqa: FBT001  # a parameter of the table above
        rank: Any,
        units: Any,
        published: Any,
    ) -> None:
        rules = ti.ruleset("qd766-2026")
        card = ti.score(
            WHOLE.counts,
            WHOLE.percentages,
            level=WHOLE.level,
            rules=attrs.evolve(rules, rounding=None) if unrounded else rules,
        )
        made_ = ti.notice(
            card,
            unit="tỉnh Phú Thọ",
            period="2026-08",
            previous=58.5,
            rank=rank,
            units=units,
            published=published,
            office=ti.Office(change=change, peers="tỉnh"),
        )
        table = dict(made_.brief.rows)
        said = f"đạt {table['Tổng điểm']} ({table['Thay đổi']})"
        said += f", đứng thứ {table['Thứ hạng']}" if "Thứ hạng" in table else ""

        assert ("Thứ hạng" in table) == bool(rank or units)
        assert f"{said}. Điểm số các nhóm" in made_.text
        assert f"{said}. Mất nhiều điểm nhất" in made_.message


class TestMessage:
    """ ".message: total, rank, change, the groups that lost most, the lowest units"."""

    UNITS = {"xã A": ti.Published(points={}, total=78.5), "xã B": ti.Published(points={}, total=85)}

    def made(self, **options: Any) -> Any:
        return ti.notice(SON_DUONG.score(), unit="huyện Sơn Dương", period="2024-03", **options)

    def test_as_brief_tells_it(self) -> None:
        office = ti.Office(change="percent", peers="huyện, thành phố")
        made = self.made(published=SON_DUONG.published, previous=86.5, office=office)

        assert (
            made.message
            == ti.brief(
                SON_DUONG.score(),
                unit="huyện Sơn Dương",
                period="2024-03",
                published=SON_DUONG.published,
                previous=86.5,
                change="percent",
                peers="huyện, thành phố",
            ).message
        )
        assert "đạt 87,1/100 điểm (tăng 0,7% so với tháng 02/2024), đứng thứ 1/7" in made.message

    def test_rank_that_is_given(self) -> None:
        assert "đứng thứ 2/9" in self.made(published=SON_DUONG.published, rank=(2, 9)).message

    def test_units_are_told_and_annexed(self) -> None:
        made = self.made(units=self.UNITS)

        assert "xã A" in made.message
        assert "dưới 80 điểm" in made.message
        assert [annex.number for annex in made.letter.annexes] == ["I"]
        assert self.made(units=self.UNITS, annexes=()).letter.annexes == ()
        assert "xã A" not in self.made().message
