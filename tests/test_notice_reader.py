# SPDX-License-Identifier: MIT
"""From the text of a public notice to `Published`: what is read, what is listed, what is refused."""

from __future__ import annotations

import pickle
import re
import textwrap
import unicodedata

from collections.abc import Callable
from contextlib import suppress
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest

from hypothesis import example, given, settings
from hypothesis import strategies as st

import tthc_index as ti

from tthc_index import testing
from tthc_index.text.labels import key


RULES = ti.ruleset("qd766-2026")
OWN = st.just(RULES)
SEED = (Path(__file__).parent / "notices" / "son-duong-2024-03.txt").read_text("utf-8")
SON_DUONG = ti.examples.SON_DUONG_2024_03

PROGRESS = "2. Điểm đánh giá tiến độ giải quyết hồ sơ TTHC: 18,6/20 điểm"
PAYMENT = "4. Điểm đánh giá thanh toán trực tuyến: 8,4/10 điểm"


def read(*lines: str, rules: ti.RuleSet | str = RULES) -> ti.Published:
    return ti.read_notice("\n".join(lines), rules)


def rounded(value: float, decimals: int) -> float:
    """Half up, as notices print it."""
    return float(Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


#: Shares of one whole: the first ones, and those that are what they leave.
WHOLES = [
    ("progress.on_time", "progress.overdue"),
    ("online_services.submitted", "online_services.submitted_otherwise"),
    ("online_services.on_time", "online_services.overdue"),
]


def without_contradictions(
    counts: dict[str, float], percentages: dict[str, float]
) -> tuple[dict[str, float], dict[str, float]]:
    """Shares of one whole are not more than it; where one of them is a percentage, the other goes."""
    counts = dict(counts)
    for first, second in WHOLES:
        one, other = RULES[first], RULES[second]
        names = {*one.numerator, *other.numerator, str(one.denominator)}
        if first in percentages or second in percentages:
            percentages = {code: n for code, n in percentages.items() if code != second}
            for name in other.numerator:
                counts.pop(name, None)
        elif names <= counts.keys():
            left = counts[str(one.denominator)] - sum(counts[name] for name in one.numerator)
            for name in other.numerator:
                counts[name] = min(counts[name], left)
                left -= counts[name]
    return counts, percentages


@attrs.frozen
class Drawn:
    """A card whose rules are not printed whole when a law breaks."""

    card: ti.ScoreCard

    def _repr_pretty_(self, printer: Any, _: bool) -> None:  # noqa: FBT001  # IPython's protocol
        card = self.card
        printer.text(f"{card.rules!r}, {card.level!r}, {card.counts!r}, {card.percentages!r}")


@st.composite
def drawn(draw: st.DrawFn, rulesets: st.SearchStrategy[ti.RuleSet]) -> Drawn:
    """Cards whole or in part, some of their indicators from a percentage."""
    rules = draw(rulesets)
    counts = draw(testing.counts(rules, missing=draw(st.booleans())))
    codes = [rule.code for rule in rules.indicators if rule.measure == ti.Measure.SHARE]
    percents = st.integers(0, 10_000).map(lambda n: n / 100) | st.floats(0, 100)
    percentages = draw(st.dictionaries(st.sampled_from(codes), percents)) if codes else {}
    if rules is RULES:
        counts, percentages = without_contradictions(counts, percentages)
    own = {name for code in percentages for name in rules[code].numerator}
    case: dict[str, Any] = {
        "rules": rules,
        "level": draw(st.sampled_from(ti.Level)),
        "percent_as": "percent",
    }
    try:
        others = {name: value for name, value in counts.items() if name not in own}
        return Drawn(ti.score(others, percentages, missing="allow", **case))
    except ti.TthcIndexError:
        return Drawn(ti.score(counts, missing="allow", **case))


def printed(card: ti.ScoreCard) -> dict[str, Any]:
    """What a notice of the card prints: the figures of each indicator that are known whole."""
    counts: dict[str, float] = {}
    percentages: dict[str, float] = {}
    for score in card.indicators.values():
        share = score.rule.measure == ti.Measure.SHARE
        if score.from_percentage:
            percentages[score.code] = rounded(card.percentages[score.code], 2)
        elif score.numerator is not None and (score.denominator is not None or not share):
            days = score.rule.measure == ti.Measure.DAYS
            given = {name: card.counts[name] for name in score.rule.count_names}
            counts |= {name: rounded(n, 2) if days else n for name, n in given.items()}
    decimals = card.rules.rounding.decimals if card.rules.rounding else 4
    points = {
        group.code: rounded(group.points, decimals)
        for group in card
        if group.complete and group.points is not None
    }
    whole = card.complete and card.points is not None
    total = rounded(card.points or 0, decimals) if whole else None
    return {"counts": counts, "percentages": percentages, "points": points, "total": total}


def as_read(published: ti.Published) -> dict[str, Any]:
    found = attrs.asdict(published, recurse=False)
    return {name: found[name] for name in ("counts", "percentages", "points", "total")}


class TestWrittenAndRead:
    """ "Any rule set's card, written as a notice, is read back equal"."""

    @given(
        drawn(OWN | testing.rulesets()),
        st.sampled_from(["omit", "mark"]),
        st.sampled_from(["text", "markdown"]),
    )
    def test_any_card(self, drawn: Drawn, missing: Any, form: str) -> None:
        written = ti.notice(drawn.card, unit="xã A", period="2026-08", missing=missing)
        published = ti.read_notice(getattr(written, form), drawn.card.rules)

        assert as_read(published) == printed(drawn.card)
        assert published.unread == ()
        assert all(share.fits for share in published.shares)
        assert (published.unit, published.period) == ("xã A", "2026-08")

    def test_what_was_published(self) -> None:
        """Sơn Dương: published points, rank and day as printed."""
        written = ti.notice(
            SON_DUONG.score(),
            unit="huyện Sơn Dương",
            period="2024-03",
            published=SON_DUONG.published,
            as_of="2024-04-22",
            previous=86.4,
        )

        assert ti.read_notice(written.text) == ti.read_notice(SEED)


# Ways in which the same notice is written elsewhere: none of them changes what it says.

Variation = Callable[[str], str]

VARIATIONS: dict[str, Variation] = {
    "decomposed letters": lambda text: unicodedata.normalize("NFD", text),
    "no-break spaces": lambda text: text.replace(" ", "\N{NO-BREAK SPACE}"),
    "wide spaces": lambda text: re.sub(r" (?=\S)", " \t ", text),
    "no space behind bullets": lambda text: re.sub(r"(?m)^( *[-+]|\d\.) +", r"\1", text),
    "indents": lambda text: re.sub("(?m)^", "   ", text),
    "blank lines": lambda text: text.replace("\n", "\n\n\n"),
    "no blank lines": lambda text: re.sub(r"\n\s*\n", "\n", text),
    "lines of Windows": lambda text: text.replace("\n", "\r\n"),
    "lines of old Macs": lambda text: text.replace("\n", "\r"),
    "dashes": lambda text: re.sub("(?m)^( *)[-+]", r"\1–", text),
    "dots as bullets": lambda text: re.sub("(?m)^( *)[-+]", r"\1•", text),
    "letters as bullets": lambda text: re.sub(r"(?m)^ *\+", "a)", text),
    "no bullets": lambda text: re.sub(r"(?m)^[ \-+]+", "", text),
    "Roman numbers": lambda text: re.sub(r"(?m)^(\d)\.", "IV.", text),
    "bold": lambda text: re.sub(r"(\d[\d.,]*)", r"**\1**", text),
    "bold lines": lambda text: re.sub(r"(?m)^(\d\..*)$", r"**\1**", text),
    "Markdown headings": lambda text: re.sub(r"(?m)^(?=\d\.)", "## ", text),
    "capitals": str.upper,
    "abbreviations": lambda text: text.replace("Cổng Dịch vụ công quốc gia", "Cổng DVCQG"),
    "in full": lambda text: text.replace("TTHC", "thủ tục hành chính"),
    "tone marks of the old school": lambda text: text.replace("hóa", "hoá").replace("Ủy", "Uỷ"),
    "no commas in labels": lambda text: re.sub(", (?=[^0-9]*:)", " ", text),
    "decimal points": lambda text: re.sub(r"(\d),(\d{1,2})(?!\d)", r"\1.\2", text),
    "commas in thousands": lambda text: re.sub(r"(?<=\d)\.(?=\d{3}(?!\d))", ",", text),
    "no mark in thousands": lambda text: re.sub(r"(?<=\d)\.(?=\d{3}(?!\d))", "", text),
    "space before %": lambda text: text.replace("%", " %"),
    "space around /": lambda text: re.sub(
        r"(\d)/(\d+(?:[.,]\d+)*) (điểm|TTHC)", r"\1 / \2 \3", text
    ),
    "no final stops": lambda text: re.sub(r"(?m)[.;]+$", "", text),
    "another end": lambda text: re.sub(r"(?m)[.;]*$", ";", text),
    "marks of byte order": lambda text: "\ufeff" + text,
    "pages": lambda text: text.replace("\n4. ", "\n\f4. "),
    "soft hyphens": lambda text: text.replace("tuyến", "tuy\u00adến"),
    "wrapped lines": lambda text: "\n".join(
        "\n".join(textwrap.wrap(line, 90, break_long_words=False)) for line in text.split("\n")
    ),
}


def said(published: ti.Published) -> dict[str, Any]:
    """All that was read, but for the numbers of lines and the case of the unit's name."""
    assert published.unread == ()
    fields = attrs.asdict(published, recurse=False)
    return {**fields, "unit": str(published.unit).lower()}


class TestVariations:
    """ "Notices that differ in spacing, bullets, order of groups, dots and commas"."""

    @pytest.mark.parametrize("name", VARIATIONS)
    def test_the_seed(self, name: str) -> None:
        varied = VARIATIONS[name](SEED)

        assert varied != SEED
        assert said(ti.read_notice(varied)) == said(ti.read_notice(SEED))

    @settings(max_examples=50)
    @given(drawn(OWN), st.sampled_from(sorted(VARIATIONS)))
    def test_any_card(self, drawn: Drawn, name: str) -> None:
        text = ti.notice(drawn.card, unit="xã A", period="2026-08").text
        varied = VARIATIONS[name](text)

        assert said(ti.read_notice(varied)) == said(ti.read_notice(text))

    @settings(max_examples=20)
    @given(st.permutations(range(6)))
    def test_order_of_groups(self, order: list[int]) -> None:
        head, *groups, end = re.split(r"(?m)^(?=\d\.|\(Chi tiết)", SEED)
        assert len(groups) == 6
        varied = "".join([head, *(groups[index] for index in order), end])
        read, expected = (
            said(ti.read_notice(varied)),
            said(ti.read_notice(SEED)),
        )

        assert sorted(map(str, read.pop("shares"))) == sorted(map(str, expected.pop("shares")))
        assert read == expected


class TestSeed:
    """ "The seed notice: all its figures parsed; every percentage checked against its counts"."""

    PUBLISHED = ti.read_notice(SEED)

    def test_every_figure(self) -> None:
        assert self.PUBLISHED.counts == SON_DUONG.counts
        assert self.PUBLISHED.percentages == SON_DUONG.percentages
        assert self.PUBLISHED.points == SON_DUONG.published.points
        assert self.PUBLISHED.total == 87.1
        assert self.PUBLISHED.rank == (1, 7)
        assert self.PUBLISHED.decimals == 1

    def test_whose_and_when(self) -> None:
        assert self.PUBLISHED.unit == "huyện Sơn Dương"
        assert self.PUBLISHED.period == "2024-03"
        assert self.PUBLISHED.as_of == "2024-04-22"

    def test_nothing_is_left(self) -> None:
        assert self.PUBLISHED.unread == ()

    def test_its_card(self) -> None:
        card = self.PUBLISHED.score(level="district")

        assert card == SON_DUONG.score()

    def test_percentages_beside_counts(self) -> None:
        shares = [(s.code, s.numerator, s.denominator, s.percent) for s in self.PUBLISHED.shares]

        assert shares == [
            ("transparency.complete", 1773, 1773, 100),
            ("transparency.synced", 4521, 4521, 100),
            ("online_services.provided", 6, 291, 2.06),
            ("online_services.provided", 40, 291, 13.75),
            ("online_services.provided", 245, 291, 84.19),
            ("online_payment.used", 49, 126, 38.89),
            ("online_payment.used", 77, 126, 61.11),
            ("online_payment.offered", 39, 92, 42.39),
            ("online_payment.offered", 53, 92, 57.61),
            ("online_payment.paid", 3066, 3964, 77.35),
            ("online_payment.paid", 898, 3964, 22.65),
        ]
        assert all(share.fits for share in self.PUBLISHED.shares)
        assert [share.decimals for share in self.PUBLISHED.shares] == [0, 0, *[2] * 9]
        assert self.PUBLISHED.shares[4].label == "Còn lại"

    def test_a_percentage_that_does_not_fit(self) -> None:
        """It is read as it is printed: the share tells."""
        published = ti.read_notice(SEED.replace("38,89%", "39,89%"))

        assert [share.fits for share in published.shares].count(False) == 1


class TestNumbers:
    """ "A count has no decimals; a percentage may use comma or dot; ambiguous: never guessed"."""

    @pytest.mark.parametrize(
        ("printed", "points", "decimals"),
        [
            ("18,6/20 điểm", 18.6, 1),
            ("18.6/20 điểm", 18.6, 1),
            ("18/20 điểm", 18, 0),
            ("18,60/20,0 điểm;", 18.6, 2),
            ("18,605/20 điểm", 18.605, 3),
            ("18.6050/20", 18.605, 4),
            ("0.605/20 điểm", 0.605, 3),
            ("18,6 điểm. Trong đó:", 18.6, 1),
            ("18,6", 18.6, 1),
            ("20/20điểm, cụ thể như sau:", 20, 0),
            ("0/20 điểm", 0, 0),
        ],
    )
    def test_points(self, printed: str, points: float, decimals: int) -> None:
        published = read(f"Điểm đánh giá tiến độ giải quyết hồ sơ TTHC: {printed}")

        assert (published["progress"], published.decimals) == (points, decimals)
        assert published.unread == ()

    @pytest.mark.parametrize(
        "printed",
        [
            "1.773/20 điểm",
            "18.605/20 điểm",
            "18,6/20.000 điểm",
            "18,6,5/20 điểm",
            "18,6/20/20 điểm",
            "-18,6/20 điểm",
            "mười tám điểm",
            "1234567890123/20 điểm",
            "18,6% điểm",
            "18,6/2o điểm",
        ],
    )
    def test_points_not_understood(self, printed: str) -> None:
        line = f"Điểm đánh giá tiến độ giải quyết hồ sơ TTHC: {printed}"
        published = read(line)

        assert published["progress"] is None
        assert published.unread == ((1, line),)

    def test_more_than_points(self) -> None:
        """The points are understood, what follows them is not: both are there."""
        line = f"{PROGRESS} (tăng 0,2 điểm)"
        published = read(line)

        assert published["progress"] == 18.6
        assert published.unread == ((1, line),)

    @pytest.mark.parametrize(
        ("printed", "numerator", "denominator"),
        [
            ("100% (1.773/1.773 TTHC)", 1773, 1773),
            ("100% (1773/1,773)", 1773, 1773),
            ("1.773/1.773 TTHC (100%)", 1773, 1773),
            ("1.773/1.773 TTHC, đạt 100%", 1773, 1773),
            ("50 % ( 1 / 2 hồ sơ )", 1, 2),
            ("1/2", 1, 2),
            ("không phát sinh (0/0)", 0, 0),
            ("100% (1.234.567/1.234.567)", 1_234_567, 1_234_567),
        ],
    )
    def test_counts(self, printed: str, numerator: int, denominator: int) -> None:
        published = read(PROGRESS, f"- Tỷ lệ hồ sơ xử lý quá hạn: {printed}.")

        counts = {"dossiers_overdue": numerator, "dossiers_handled": denominator}
        assert published.counts == counts
        assert all(type(count) is int for count in published.counts.values())
        assert (published.percentages, published.unread) == ({}, ())

    @pytest.mark.parametrize(
        ("printed", "percent"),
        [("94,44%", 94.44), ("94.44 %", 94.44), ("94%.", 94), ("94,444%;", 94.444), ("0%", 0)],
    )
    def test_percentages(self, printed: str, percent: float) -> None:
        published = read(PROGRESS, f"- Tỷ lệ hồ sơ xử lý quá hạn: {printed}")

        assert published.percentages == {"progress.overdue": percent}
        assert (published.counts, published.shares, published.unread) == ({}, (), ())

    @pytest.mark.parametrize(
        "printed",
        [
            "94.444%",
            "94,4,4%",
            "94,44",
            "-94,44%",
            "khoảng 94%",
            "94% và 95%",
            "94% (95%)",
            "94% 1/2 94%",
            "1.77/2",
            "0.773/0.773",
            "1.7734/2.000",
            "1.773,000/2.000",
            f"{'9' * 31}/{'9' * 31}",
            "1/",
            "/2",
            "1 + 2/3",
            "",
            ".",
        ],
    )
    def test_not_understood(self, printed: str) -> None:
        line = f"- Tỷ lệ hồ sơ xử lý quá hạn: {printed}".strip()
        published = read(PROGRESS, line)

        assert (published.counts, published.percentages) == ({}, {})
        assert published.unread == ((2, line),)

    @pytest.mark.parametrize(
        ("printed", "days"), [("7,05 ngày", 7.05), ("7", 7), ("0,5", 0.5), ("12.25 ngày.", 12.25)]
    )
    def test_days(self, printed: str, days: float) -> None:
        published = read(PROGRESS, f"- Thời gian giải quyết trung bình: {printed}")

        assert published.counts == {"average_handling_days": days}

    @pytest.mark.parametrize("printed", ["1.773 ngày", "7 giờ", "7,05%", "7/8"])
    def test_days_not_understood(self, printed: str) -> None:
        line = f"- Thời gian giải quyết trung bình: {printed}"

        assert read(PROGRESS, line).unread == ((2, line),)

    def test_a_number_that_is_no_share(self) -> None:
        said_ = "- Hồ sơ đã giải quyết xong: 147.765"

        assert read(PROGRESS, said_).counts == {"dossiers_completed": 147_765}
        assert read(PROGRESS, f"{said_} (5%)").unread == ((2, f"{said_} (5%)"),)

    @pytest.mark.parametrize("printed", ["chưa có số liệu", "Không áp dụng", "chưa đủ số liệu."])
    def test_no_figure(self, printed: str) -> None:
        published = read(
            f"Điểm đánh giá tiến độ giải quyết hồ sơ TTHC: {printed}",
            f"- Tỷ lệ hồ sơ xử lý quá hạn: {printed}",
        )

        assert (published.points, published.percentages, published.unread) == ({}, {}, ())


class TestParts:
    """Counts in lines of their own add up to their denominator, if all of them are there."""

    HEADING = "- Tỷ lệ hồ sơ thanh toán trực tuyến:"

    def test_added_up(self) -> None:
        published = read(
            PAYMENT,
            self.HEADING,
            "+ Thanh toán trực tuyến: 3",
            "+ Thanh toán trực tiếp và hình thức khác: 1",
        )

        assert published.counts == {"dossiers_paid_online": 3, "dossiers_with_fees": 4}
        assert published.shares == ()

    def test_a_part_with_its_denominator(self) -> None:
        published = read(PAYMENT, self.HEADING, "+ Thanh toán trực tuyến: 3/4 (75%)")

        assert published.counts == {"dossiers_paid_online": 3, "dossiers_with_fees": 4}
        assert published.unread == ()

    def test_a_percentage_in_the_heading(self) -> None:
        """It is that of the counts below."""
        published = read(
            PAYMENT,
            f"{self.HEADING} 75%",
            "+ Thanh toán trực tuyến: 3",
            "+ Thanh toán trực tiếp và hình thức khác: 1",
        )

        assert [(share.numerator, share.percent) for share in published.shares] == [(3, 75)]
        assert published.percentages == {}

    def test_percentages_alone(self) -> None:
        """That of the rest says nothing that is not known."""
        rest = "+ Thanh toán trực tiếp và hình thức khác: 25%"
        published = read(PAYMENT, self.HEADING, "+ Thanh toán trực tuyến: 75%", rest)

        assert published.percentages == {"online_payment.paid": 75}
        assert published.unread == ((4, rest),)

    def test_a_count_without_its_denominator(self) -> None:
        """The percentage can be scored; the count beside it has no place."""
        line = "+ Thanh toán trực tuyến: 3 (75%)"
        published = read(PAYMENT, self.HEADING, line)

        assert (published.counts, published.percentages) == ({}, {"online_payment.paid": 75})
        assert published.unread == ((3, line),)

    def test_a_count_alone(self) -> None:
        published = read(PAYMENT, self.HEADING, "+ Thanh toán trực tuyến: 3")

        assert published.counts == {"dossiers_paid_online": 3}
        assert published.unread == ()

    def test_a_count_below_its_percentage(self) -> None:
        """The two can't be scored together: the percentage is kept, the count is told."""
        line = "+ Thanh toán trực tuyến: 3"
        published = read(PAYMENT, f"{self.HEADING} 75%", line)

        assert (published.counts, published.percentages) == ({}, {"online_payment.paid": 75})
        assert published.unread == ((3, line),)
        assert published.score()["online_payment.paid"].points == 4.5

    def test_the_rest_alone(self) -> None:
        line = "+ Thanh toán trực tiếp và hình thức khác: 1"
        published = read(PAYMENT, self.HEADING, line)

        assert (published.counts, published.unread) == ({}, ((3, line),))

    def test_nothing_of_nothing(self) -> None:
        """0 of 0 has no percentage, though the portal prints one."""
        lines = [
            "Điểm đánh giá tiến độ giải quyết hồ sơ TTHC",
            "- Tỷ lệ hồ sơ xử lý quá hạn: 100% (0/0)",
        ]
        published = read(*lines)

        assert published.counts == {"dossiers_overdue": 0, "dossiers_handled": 0}
        assert (published.shares, published.percentages) == ((), {})
        assert published.unread == ((2, lines[1]),)

    @pytest.mark.parametrize(("printed", "unread"), [("0 hồ sơ (0%)", 0), ("0 hồ sơ (5%)", 1)])
    def test_zero_without_a_denominator(self, printed: str, unread: int) -> None:
        """0 is 0%, and nothing else."""
        published = read(PROGRESS, f"- Tỷ lệ hồ sơ xử lý quá hạn: {printed}")

        assert len(published.percentages) == 1
        assert len(published.unread) == unread

    PROVIDED = "Điểm đánh giá TTHC cung cấp dịch vụ công trực tuyến"

    def test_a_sum_of_counts(self) -> None:
        published = read(
            self.PROVIDED, "TTHC cung cấp dịch vụ công trực tuyến: 15,81% ((6 + 40)/291)"
        )

        assert published.counts == {
            "procedures_partly_online": 6,
            "procedures_fully_online": 40,
            "procedures_in_scope": 291,
        }

    def test_a_sum_whose_parts_are_not_printed(self) -> None:
        """The share is checked, and scored from its percentage."""
        line = "TTHC cung cấp dịch vụ công trực tuyến: 15,81% (46/291)"
        published = read(self.PROVIDED, line)

        assert published.percentages == {"online_services.provided": 15.81}
        assert [share.fits for share in published.shares] == [True]
        assert published.score()["online_services.provided"].points == 0.4

    def test_a_sum_without_percentage(self) -> None:
        line = "TTHC cung cấp dịch vụ công trực tuyến: 46/291"

        assert read(self.PROVIDED, line).unread == ((2, line),)


class TestPlace:
    """What a line belongs to is told by the group and the heading above it."""

    PART = "+ Thanh toán trực tuyến: 3/4"

    def test_the_heading_above_decides(self) -> None:
        used = read(PAYMENT, "- Tỷ lệ TTHC có giao dịch thanh toán trực tuyến:", self.PART)
        paid = read(PAYMENT, "- Tỷ lệ hồ sơ thanh toán trực tuyến:", self.PART)

        assert set(used.counts) == {"procedures_paid_online", "procedures_with_fee_dossiers"}
        assert set(paid.counts) == {"dossiers_paid_online", "dossiers_with_fees"}

    @pytest.mark.parametrize(
        "lines",
        [
            [PAYMENT, PART],
            [PAYMENT, "- Tỷ lệ nào đó:", PART],
            [PAYMENT, "- Tỷ lệ hồ sơ thanh toán trực tuyến:", "- Tỷ lệ nào đó:", PART],
            [PROGRESS, PART],
            [PAYMENT, "- Tỷ lệ hồ sơ thanh toán trực tuyến:", "7. Điểm khác: 5/10 điểm", PART],
        ],
    )
    def test_no_heading_no_guess(self, lines: list[str]) -> None:
        published = read(*lines)

        assert published.counts == {}
        assert (len(lines), self.PART) in published.unread

    def test_an_unknown_group_is_none_of_the_known_ones(self) -> None:
        published = read(PROGRESS, "7. Điểm khác: 5/10 điểm", "- Tỷ lệ hồ sơ xử lý quá hạn: 5%")

        assert published.percentages == {}
        assert [line for line, _ in published.unread] == [2, 3]

    def test_before_and_behind_the_groups(self) -> None:
        """Header, legal basis, closing and recipients are none of the figures, and not listed."""
        line = "- Tỷ lệ hồ sơ xử lý quá hạn: 5%"
        published = read(
            "Kính gửi:", line, PROGRESS, "Trên đây là kết quả.", line, "Nơi nhận:", "- X"
        )

        assert (published.percentages, published.unread) == ({}, ())

    @pytest.mark.parametrize(
        "next_line", [PAYMENT, "Trên đây là kết quả.", "Tỷ lệ hồ sơ xử lý quá hạn: 5%"]
    )
    def test_what_is_passed_over_is_listed(self, next_line: str) -> None:
        assert read(PROGRESS, "- Điều chưa rõ.", next_line).unread == ((2, "- Điều chưa rõ."),)

    def test_a_group_behind_the_closing(self) -> None:
        published = read(PROGRESS, "(Chi tiết tại Phụ lục I)", PAYMENT, "- Điều chưa rõ.")

        assert published["online_payment"] == 8.4
        assert published.unread == ((4, "- Điều chưa rõ."),)

    def test_the_total_behind_the_groups(self) -> None:
        published = read(PROGRESS, "Tổng điểm: 87,1/100 điểm", "- Điều chưa rõ.")

        assert published.total == 87.1
        assert published.unread == ((3, "- Điều chưa rõ."),)

    def test_all_in_one_line(self) -> None:
        """A text that lost its lines: the total is read, and the rest is not passed over."""
        text = " ".join(SEED.split("\n"))
        published = ti.read_notice(text)

        assert published.total == 87.1
        assert (published.points, published.counts) == ({}, {})
        assert [line for line, _ in published.unread] == [1]

    def test_a_group_named_in_an_appendix(self) -> None:
        """A column's title is no second group."""
        heading = "Điểm đánh giá tiến độ giải quyết hồ sơ TTHC"

        assert read(PROGRESS, "Phụ lục I", heading, "Sở Y tế")["progress"] == 18.6

    def test_a_group_without_points(self) -> None:
        published = read(
            "Điểm đánh giá tiến độ giải quyết hồ sơ TTHC", "Tỷ lệ hồ sơ xử lý quá hạn: 5%"
        )

        assert (published.points, published.percentages) == ({}, {"progress.overdue": 5})

    def test_run_on_lines(self) -> None:
        """A line that is not understood may go on in the next ones."""
        published = read(
            "2. Điểm đánh giá", "Tiến độ giải quyết", "Hồ sơ TTHC: 18,6/20", "điểm.",
            "- Tỷ lệ hồ sơ", "xử lý quá", "hạn:", "5,56%", "(1/18", "TTHC).",
        )  # fmt: skip

        assert published["progress"] == 18.6
        assert published.counts == {"dossiers_overdue": 1, "dossiers_handled": 18}
        assert published.unread == ()

    @pytest.mark.parametrize(("lines", "understood"), [(4, True), (5, False)])
    def test_how_far_a_line_runs_on(self, lines: int, understood: bool) -> None:  # noqa: FBT001  # a parameter of the table above
        words = ["- Tỷ lệ", "Hồ sơ", "Xử lý", "Quá hạn: 5%"]
        words[1:2] = ["Hồ", "Sơ"] if lines == 5 else ["Hồ sơ"]
        published = read(PROGRESS, *words)

        assert bool(published.percentages) is understood
        assert len(published.unread) == (0 if understood else 5)

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\f"])
    def test_numbers_of_lines(self, end: str) -> None:
        published = ti.read_notice(end.join([PROGRESS, "", "- Điều chưa rõ."]))

        assert published.unread == ((3, "- Điều chưa rõ."),)

    @pytest.mark.parametrize("line", ["b) Điều chưa rõ", "1) Điều chưa rõ", "b. điều chưa rõ"])
    def test_a_bullet_begins_a_line(self, line: str) -> None:
        said_ = "- Tỷ lệ hồ sơ xử lý quá hạn: 5%"

        assert read(PROGRESS, said_, line).unread == ((3, line),)

    def test_a_page_number_is_no_count(self) -> None:
        published = read(PROGRESS, "- Tỷ lệ hồ sơ xử lý quá hạn: 0%.", "2")

        assert (published.counts, published.unread) == ({}, ((3, "2"),))

    @pytest.mark.parametrize(
        ("label", "short"),
        [
            ("Thủ tục hành chính", "TTHC"),
            ("Dịch vụ công", "DVC"),
            ("Cổng Dịch vụ công quốc gia", "Cổng DVCQG"),
            ("Dịch vụ công trực tuyến có phát sinh hồ sơ", "DVCTT có phát sinh hồ sơ"),
            ("Ủy ban nhân dân xã", "Uỷ ban nhân dân xã"),
            ("Ủy ban nhân dân xã", "UBND xã"),
            ("Phản ánh, kiến nghị", "PAKN"),
            ("- + b) 2. Hồ sơ: đã số hoá.", "HỒ SƠ ĐÃ SỐ HÓA"),
        ],
    )
    def test_one_label(self, label: str, short: str) -> None:
        assert key(label) == key(short) != ""

    def test_parts_of_other_rules(self) -> None:
        """Words of the table hold for its own counts only."""
        rules = RULES.with_indicator("online_payment.paid", numerator="dossiers_paid_by_card")
        heading, part = (
            "- Tỷ lệ hồ sơ thanh toán trực tuyến: 50% (1/2)",
            "+ Thanh toán trực tuyến: 3",
        )
        published = read(PAYMENT, heading, part, rules=rules)

        assert published.counts == {"dossiers_paid_by_card": 1, "dossiers_with_fees": 2}
        assert published.unread == ((3, part),)

    def test_names_with_colons(self) -> None:
        named = ti.Label(vi="Hồ sơ: xử lý: xong", en="x")
        rules = RULES.with_indicator("progress.completed", name=named)

        assert read(PROGRESS, "- Hồ sơ: xử lý: xong: 5", rules=rules).counts == {
            "dossiers_completed": 5
        }

    def test_one_name_for_two(self) -> None:
        """They are told apart by their codes; the name alone means none of them."""
        same = ti.Label(vi="Hồ sơ", en="x")
        rules = RULES.with_indicator("progress.completed", name=same)
        rules = rules.with_indicator("progress.handling_time", name=same)
        published = read(PROGRESS, "- Hồ sơ [progress.completed]: 5", "- Hồ sơ: 6", rules=rules)

        assert published.counts == {"dossiers_completed": 5}
        assert published.unread == ((3, "- Hồ sơ: 6"),)


class TestHead:
    """Total, rank, day, unit and period, from the sentence around the total."""

    @pytest.mark.parametrize(
        ("sentence", "total", "unit", "period", "rank"),
        [
            ("Tổng điểm: 87,1/100 điểm", 87.1, None, None, None),
            (
                "tổng số điểm của xã Điềm He năm 2026 đạt 87/100 điểm",
                87,
                "xã Điềm He",
                "2026",
                None,
            ),
            ("Tổng số điểm quý I/2026 là 87/100 điểm, xếp thứ 2/9", 87, None, "2026-Q1", (2, 9)),
            (
                "Tổng điểm của Sở Y tế quý 4 năm 2026 đạt 87/100 điểm",
                87,
                "Sở Y tế",
                "2026-Q4",
                None,
            ),
            ("tổng số điểm của TP. B tháng 12/2026 đạt 87/100 điểm", 87, "TP. B", "2026-12", None),
            ("Tổng điểm của A tháng 13/2026 đạt 87/100 điểm", 87, "A", None, None),
            (
                "tổng số điểm của A tháng 01 năm 2026 đạt 87/100 điểm (giảm 1 điểm), đứng thứ 3/3 xã",
                87,
                "A",
                "2026-01",
                (3, 3),
            ),
        ],
    )
    def test_sentences(
        self, sentence: str, total: float, unit: str | None, period: str | None, rank: Any
    ) -> None:
        published = read(sentence)

        assert published.total == total
        assert (published.unit, published.period, published.rank) == (unit, period, rank)
        assert published.points == {}

    @pytest.mark.parametrize(
        ("said", "as_of"),
        [
            ("Theo tra cứu số liệu ngày 22/4/2024,", "2024-04-22"),
            ("Số liệu đến ngày 02-04-2024:", "2024-04-02"),
            ("số liệu báo cáo ngày 01/3/2024; số liệu ngày 22.4.2024,", "2024-04-22"),
            ("số liệu ngày 31/4/2024,", None),
            ("", None),
        ],
    )
    def test_day(self, said: str, as_of: str | None) -> None:
        assert read(f"{said} tổng số điểm đạt 87,1/100 điểm").as_of == as_of
        assert read(said, PROGRESS).as_of == as_of

    def test_the_total_is_not_that_of_a_group(self) -> None:
        """ "A total that is not known" is followed by groups that are."""
        said = "Tổng số điểm của xã A tháng 3 năm 2024 chưa đủ số liệu. Điểm các nhóm:"
        published = read(
            said, PROGRESS, "Trên đây là kết quả công khai tháng 3/2024 của xã A đối với"
        )

        assert published.total is None
        assert (published.unit, published.period) == ("xã A", "2024-03")

    def test_a_total_of_another_period(self) -> None:
        published = read(
            "tổng số điểm của A tháng 3/2024 đạt 87,1/100 điểm;",
            "tổng số điểm của A tháng 02/2024 đạt 86,4/100 điểm",
        )

        assert published.total == 87.1

    def test_ambiguous_total(self) -> None:
        line = "Tổng điểm: 87.125/100 điểm"

        assert read(line).unread == ((1, line),)
        assert read(line).total is None


class TestContradictions:
    """ "Typed error listing all with line numbers"."""

    @pytest.mark.parametrize(
        ("lines", "line", "reason"),
        [
            ([PROGRESS, PROGRESS], 2, "progress stands in line 1 already"),
            ([PROGRESS.replace("18,6", "20,1")], 1, "20,1 points are more than the maximum"),
            (
                [PROGRESS.replace("/20", "/22")],
                1,
                "22 is not the maximum of progress in qd766-2026",
            ),
            (
                ["2. Điểm đánh giá tiến độ giải quyết hồ sơ TTHC: 186 điểm"],
                1,
                "186 points are more than the maximum",
            ),
            (["Tổng điểm: 87/90 điểm"], 1, "90 is not the maximum of total in qd766-2026"),
            (["Tổng điểm: 87/100 điểm", "", "Tổng điểm: 88/100 điểm"], 3, "total is 87 in line 1"),
            (["Tổng điểm: 87/100 điểm, đứng thứ 8/7"], 1, "8/7 is no rank"),
            (["Tổng điểm: 87/100 điểm, đứng thứ 0/7"], 1, "0/7 is no rank"),
            ([PROGRESS, "Tỷ lệ hồ sơ xử lý quá hạn: 100,01%"], 2, "more than 100%"),
            ([PROGRESS, "Tỷ lệ hồ sơ xử lý quá hạn: 3/2"], 2, "3 of 2 is more than all"),
            (
                [PROGRESS, "Tỷ lệ hồ sơ xử lý quá hạn: 5%", "Tỷ lệ hồ sơ xử lý quá hạn: 6%"],
                3,
                "progress.overdue is 6 here and 5 in line 2",
            ),
            (
                [PROGRESS, "Hồ sơ đã giải quyết xong: 5", "Hồ sơ đã giải quyết xong: 6"],
                3,
                "dossiers_completed is 6 here and 5 in line 2",
            ),
            (
                [
                    PROGRESS,
                    "Tỷ lệ hồ sơ xử lý quá hạn: 1/20",
                    "Tỷ lệ hồ sơ xử lý đúng hạn/trong hạn: 19/21",
                ],
                3,
                "dossiers_handled is 21 here and 20 in line 2",
            ),
            (
                [
                    PAYMENT,
                    "Tỷ lệ hồ sơ thanh toán trực tuyến: 75% (3/4)",
                    "Thanh toán trực tuyến: 2",
                ],
                3,
                "dossiers_paid_online is 2 here and 3 in line 2",
            ),
        ],
    )
    def test_one(self, lines: list[str], line: int, reason: str) -> None:
        with pytest.raises(
            ti.errors.NoticeError, match=re.escape(f"line {line}: {reason}: ")
        ) as caught:
            read(*lines)
        assert [(f.line, f.message) for f in caught.value.findings] == [(line, reason)]
        assert caught.value.findings[0].value == lines[line - 1]
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)

    def test_the_rest_twice(self) -> None:
        with pytest.raises(ti.errors.NoticeError, match=r"khác is 2 here and 1 in line 4: "):
            read(
                PAYMENT,
                "Tỷ lệ hồ sơ thanh toán trực tuyến:",
                "Thanh toán trực tuyến: 3",
                "Thanh toán trực tiếp và hình thức khác: 1",
                "Thanh toán trực tiếp và hình thức khác: 2",
            )

    def test_all_at_once_by_line(self) -> None:
        with pytest.raises(ti.errors.NoticeError) as caught:
            read(PROGRESS, "Tỷ lệ hồ sơ xử lý quá hạn: 101%", PROGRESS, "Tổng điểm: 101/100 điểm")
        assert [finding.line for finding in caught.value.findings] == [2, 3, 4]

    def test_twice_the_same_is_none(self) -> None:
        line = "Tỷ lệ hồ sơ xử lý quá hạn: 5%"

        assert read(PROGRESS, line, line).percentages == {"progress.overdue": 5}

    @pytest.mark.parametrize(
        "text", ["", " \n", "Một đoạn văn.", "- Còn lại: 5 (5%)", None, 7, b"x"]
    )
    def test_no_notice(self, text: Any) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match=r"^text = .*: it takes "):
            ti.read_notice(text)

    def test_unknown_rules(self) -> None:
        with pytest.raises(ti.errors.UnknownNameError):
            ti.read_notice(SEED, "qd766-2027")

    def test_a_negative_total(self) -> None:
        assert read(f"Tổng điểm của xã A đạt -7,1/100 điểm\n{PROGRESS}").total is None
        assert read("Tổng điểm: - 87,1/100 điểm").total == 87.1

    def test_maxima_of_levels(self) -> None:
        """At another level a group may have another maximum."""
        rules = RULES.with_indicator(
            "online_services.used", levels=["province"], when_not_applicable="excluded"
        )
        text = "Điểm đánh giá TTHC cung cấp dịch vụ công trực tuyến: 6/{} điểm"

        assert read(text.format(8), rules=rules)["online_services"] == 6
        assert read(text.format(12), rules=rules)["online_services"] == 6
        with pytest.raises(ti.errors.NoticeError):
            read(text.format(10), rules=rules)


class TestLimits:
    """Long and strange texts take no longer than their length."""

    @pytest.mark.parametrize(
        "line",
        ["-" * 200_000, ":" * 200_000, "1." * 100_000, "tổng điểm " * 20_000, "A\n" * 5_000],
    )
    def test_long(self, line: str) -> None:
        assert read(PROGRESS, line)["progress"] == 18.6

    @given(st.text())
    def test_any_text(self, text: str) -> None:
        with suppress(ti.TthcIndexError):
            ti.read_notice(text)

    @given(st.text(), st.integers(0, len(SEED)), st.integers(0, 200))
    @example("\0", 3000, 5)
    def test_damaged_seed(self, text: str, start: int, length: int) -> None:
        damaged = SEED[:start] + text + SEED[start + length :]
        try:
            published = ti.read_notice(damaged)
        except ti.TthcIndexError:
            return
        assert set(published.points) <= {group.code for group in RULES}
        assert set(published.counts) <= set(RULES.counts)
