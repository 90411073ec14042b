# SPDX-License-Identifier: MIT
"""How numbers, days and tables look, held against Python's own decimal arithmetic."""

from __future__ import annotations

import datetime as dt
import json

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import pytest

from hypothesis import given
from hypothesis import strategies as st

import tthc_index as ti

from tthc_index.text.language import Label, Labelled, Lang
from tthc_index.text.numbers import (
    NOTHING,
    Period,
    as_written,
    dated,
    day,
    decimals_in,
    half_up,
    number,
)
from tthc_index.text.tables import (
    LOOK,
    Cell,
    Rows,
    Table,
    Viewed,
    as_plain,
    html_table,
    more,
    one_line,
    plain,
    text_table,
)


FLOATS = st.floats(allow_nan=False, allow_infinity=False)
NUMBERS = (
    FLOATS
    | st.integers()
    | st.fractions()
    | st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20)
)
DECIMALS = st.integers(0, 9)

#: Enough digits for any double, written in full.
EXACTLY = Context(prec=2000, rounding=ROUND_HALF_UP, Emin=-(10**6), Emax=10**6)


def spelled(value: Any, decimals: int) -> str:
    """The decimal that *value* is written as, rounded by Python's own decimal arithmetic."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), context=EXACTLY)
    return f"{rounded or rounded.copy_abs():,f}"


class TestHalfUp:
    @given(NUMBERS, DECIMALS)
    def test_is_the_nearest(self, value: Any, decimals: int) -> None:
        rounded, exact = half_up(value, decimals), Fraction(value)

        assert (rounded * 10**decimals).denominator == 1
        assert abs(rounded - exact) * 2 * 10**decimals <= 1

    @given(st.integers(), DECIMALS)
    def test_a_half_goes_away_from_zero(self, units: int, decimals: int) -> None:
        half = Fraction(2 * abs(units) + 1, 2 * 10**decimals)

        assert half_up(half, decimals) > half
        assert half_up(-half, decimals) < -half

    @given(NUMBERS, DECIMALS)
    def test_a_loss_mirrors_a_gain(self, value: Any, decimals: int) -> None:
        assert half_up(-value, decimals) == -half_up(value, decimals)

    def test_a_float_is_its_double(self) -> None:
        assert half_up(5.595, 2) == Fraction(559, 100)
        assert half_up(as_written(5.595), 2) == Fraction(56, 10)
        assert half_up(Decimal("5.595"), 2) == Fraction(56, 10)


class TestNumber:
    @given(FLOATS | st.integers(), DECIMALS)
    def test_as_written_half_up(self, value: float, decimals: int) -> None:
        assert number(value, "en", decimals) == spelled(value, decimals)

    @given(FLOATS | st.integers())
    def test_nothing_is_lost(self, value: float) -> None:
        said = number(value).replace(",", "")

        assert Decimal(said) == Decimal(str(value))
        assert "." not in said or said[-1] != "0"

    @given(FLOATS, DECIMALS)
    def test_vietnamese_is_english_with_its_marks(self, value: float, decimals: int) -> None:
        marks = str.maketrans(",.", ".,")

        assert number(value, "vi", decimals) == number(value, "en", decimals).translate(marks)

    @pytest.mark.parametrize(
        ("value", "lang", "decimals", "text"),
        [
            (1773, "vi", None, "1.773"),
            (1773, "en", None, "1,773"),
            (87.1, "vi", None, "87,1"),
            (18.0, "en", None, "18"),
            (18, "vi", 1, "18,0"),
            (1234567.891, "vi", 2, "1.234.567,89"),
            (None, "vi", 2, NOTHING),
            (float("nan"), "en", 2, NOTHING),
            (0.125, "en", 2, "0.13"),
            (0.125, "vi", 2, "0,13"),
            (-0.125, "vi", 2, "-0,13"),
            (2.5, "en", 0, "3"),
            (5.595, "en", 2, "5.60"),
            (-0.001, "en", 2, "0.00"),
            (-0.0, "en", None, "0"),
            (1e22, "en", None, "10,000,000,000,000,000,000,000"),
            (Fraction(1, 3), "en", 4, "0.3333"),
            (Fraction(1, 8), "vi", None, "0,125"),
            (Decimal("5.595"), "vi", 2, "5,60"),
        ],
    )
    def test_examples(self, value: Any, lang: Lang, decimals: int | None, text: str) -> None:
        assert number(value, lang, decimals) == text

    @given(st.integers(), DECIMALS)
    def test_decimals_in(self, units: int, decimals: int) -> None:
        exact = Decimal(units).scaleb(-decimals)

        assert decimals_in(exact) <= decimals
        assert half_up(exact, decimals_in(exact)) == exact


class TestDays:
    @pytest.mark.parametrize("month", range(1, 13))
    def test_january_and_february_have_a_0(self, month: int) -> None:
        said = f"{month:02}" if month in {1, 2} else str(month)

        assert day(f"2024-{month:02}-09", "vi") == f"09/{said}/2024"
        assert day(f"2024-{month:02}", "vi") == f"{said}/2024"
        assert dated(f"2024-{month:02}-09") == f"ngày 09 tháng {said} năm 2024"
        assert Period(2024, 12, month).text() == f"tháng {said} năm 2024"
        assert Period(2024, 12, month).text("/") == f"tháng {said}/2024"

    def test_every_day_of_two_years(self) -> None:
        for ordinal in range(dt.date(2023, 1, 1).toordinal(), dt.date(2025, 1, 1).toordinal()):
            on = dt.date.fromordinal(ordinal)
            month = f"{on:%m}" if on.month <= 2 else f"{on:%m}".lstrip("0")

            assert day(f"{on}", "vi") == f"{on:%d}/{month}/{on.year}"
            assert dated(f"{on}") == f"ngày {on:%d} tháng {month} năm {on.year}"

    @pytest.mark.parametrize("said", ["2024-04-22", "2024", "", "spring", None, "2024-4-2"])
    def test_english_and_other_texts_stay(self, said: str | None) -> None:
        assert day(said) == said
        assert day(said, "vi") == ("22/4/2024" if said == "2024-04-22" else said)

    def test_a_day_that_is_not_known(self) -> None:
        assert dated(None) == "ngày … tháng … năm …"
        with pytest.raises(ValueError, match="month"):
            dated("2024-13-01")

    @pytest.mark.parametrize(
        ("said", "text", "before"),
        [
            ("2024-01", "tháng 01 năm 2024", "tháng 12 năm 2023"),
            ("2024-Q1", "quý I năm 2024", "quý IV năm 2023"),
            ("2024", "năm 2024", "năm 2023"),
            ("2024-H1", "6 tháng đầu năm 2024", "6 tháng cuối năm 2023"),
            ("2024-H2", "6 tháng cuối năm 2024", "6 tháng đầu năm 2024"),
            ("2024-9M", "9 tháng năm 2024", "9 tháng năm 2023"),
        ],
    )
    def test_periods(self, said: str, text: str, before: str) -> None:
        period = Period.of(said)

        assert period is not None
        assert period.iso == said
        assert (period.text(), period.before.text()) == (text, before)

    @pytest.mark.parametrize(
        "said", ["2024-13", "2024-Q5", "2024-H3", "2024-6M", "0999", "24", 2024, None]
    )
    def test_no_periods(self, said: object) -> None:
        assert Period.of(said) is None

    def test_order_of_periods(self) -> None:
        """What ends sooner is earlier; of two that end together, the longer one."""
        said = ["2024-01", "2024-Q1", "2024-03", "2024-H1", "2024-Q2", "2024-9M", "2024", "2024-H2"]
        spans = [period.span for text in said if (period := Period.of(text))]

        assert len(spans) == len(said)
        assert spans == sorted(spans)


class TestLanguage:
    def test_a_choice_equals_its_value_and_has_a_label(self) -> None:
        class Answer(Labelled):
            YES = "yes", "có", "yes"

        assert str(Answer.YES) == Answer.YES.value == "yes"
        assert Answer.YES.label["vi"] == "có"

    def test_another_language(self) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match="lang = 'fr': it takes 'en' or 'vi'"):
            Label("a", "b")["fr"]  # type: ignore[index]  # that is the point


def row(n: int) -> list[Cell]:
    return [Cell(f"unit {n}"), Cell(str(n), right=True)]


class Units(Viewed):
    """So many units, and a second table without any rows."""

    def __init__(self, count: int, headline: str = "units") -> None:
        self.count, self.headline = count, headline

    def _headline(self, lang: Lang) -> str:
        return Label(f"{self.headline} (vi)", self.headline)[lang]

    def _tables(self, lang: Lang) -> list[Table]:
        header = [Label("đơn vị", "unit")[lang], ""]
        return [Table(header, Rows(range(self.count), row), "all of them"), Table(header, [])]

    def to_dict(self) -> dict[str, Any]:
        return {"count": self.count, "on": dt.date(2024, 4, 22), "name": "Sở Y tế"}


class TestTables:
    @given(st.integers(0, 200), st.integers(0, 100))
    def test_every_row_is_shown_or_counted(self, count: int, limit: int) -> None:
        table = Table(["unit", "n"], Rows(range(count), row)).cut(limit, "en")
        cells = [[cell.text for cell in cells] for cells in table.rows]
        shown = min(count, limit)

        assert cells[:shown] == [[f"unit {n}", str(n)] for n in range(shown)]
        assert cells[shown:] == [[f"… and {count - shown} more", ""]] * (count > shown)

    def test_a_look_makes_the_rows_that_it_shows(self) -> None:
        made: list[int] = []

        def remember(n: int) -> list[Cell]:
            made.append(n)
            return row(n)

        class Many(Units):
            def _tables(self, lang: Lang) -> list[Table]:
                return [Table([lang, ""], Rows(range(10**6), remember))]

        assert repr(Many(0)).endswith("… and 999,940 more")
        assert made == list(range(LOOK))

    def test_rows(self) -> None:
        rows = Rows([1, 2, 3], row)

        assert len(rows) == 3
        assert [cells[1].text for cells in rows[1:]] == ["2", "3"]
        assert rows[-1][0].text == "unit 3"

    def test_more(self) -> None:
        assert (more(1234, "vi"), more(1, "en")) == ("… và 1.234 dòng nữa", "… and 1 more")

    def test_text(self) -> None:
        table = Table(["name", "n"], [row(1), row(22)], "Caption", ["one", "two"])

        assert table.text() == ("Caption\n\nname      n\nunit 1    1\nunit 22  22\n\none\ntwo")

    def test_titles_stand_over_their_figures(self) -> None:
        rows = [row(1000), [Cell("a group", head=True), Cell("")]]

        assert text_table(["", "n"], rows).splitlines()[0] == "              n"

    def test_html(self) -> None:
        html = Table(["<b>"], [[Cell("<i>", note="<u>")]], "<p>", ["<s>"]).html()

        assert all(f"&lt;{tag}&gt;" in html for tag in "bpius")
        assert "width:100.0%" in html_table(["a"], [[Cell("", bar=1.0)]], caption="")

    def test_columns_keep_their_place(self) -> None:
        """Composed or decomposed letters, line breaks and control characters: one line, one width."""
        rows = [[Cell("Hồ"), Cell("1", right=True)], [Cell("Ho\u0302\u0300\n\x1b[31m"), Cell("22")]]
        first, second, third = text_table(["a", "b"], rows).splitlines()

        assert "\x1b" not in third
        assert len(third) >= len(second) > len(first) - 2
        assert third.startswith("Hồ\ufffd")

    def test_one_line(self) -> None:
        assert one_line("a\n \tb\N{NO-BREAK SPACE}c\x00") == "a b\N{NO-BREAK SPACE}c\ufffd"
        assert plain("Ho\u0302\u0300") == "Hồ"

    def test_plain_values(self) -> None:
        assert as_plain({"a": (ti.Level.COMMUNE, Label("b", "c"), None, 1.5)}) == {
            "a": ["commune", {"vi": "b", "en": "c"}, None, 1.5]
        }


class TestViewed:
    def test_text_is_whole_and_a_look_is_cut(self) -> None:
        units = Units(100)

        assert units.text().count("\n") == 2 + 2 + 100
        assert units.text("vi").startswith("units (vi)\n\nall of them\n\nđơn vị")
        assert repr(units).endswith("unit 59        59\n… and 40 more")
        assert units._repr_html_().count("<tr>") == 1 + LOOK + 1

    def test_a_headline_without_tables(self) -> None:
        assert repr(Units(0)) == "units"
        assert Units(0, "<b>")._repr_html_().endswith(">&lt;b&gt;</p>")

    def test_captions(self) -> None:
        assert ">units\nall of them</caption>" in Units(1)._repr_html_()
        assert ">all of them</caption>" in Units(1, "")._repr_html_()
        assert Units(1, "").text().startswith("all of them\n\nunit")

    def test_json(self) -> None:
        assert Units(3).to_json() == '{"count": 3, "on": "2024-04-22", "name": "Sở Y tế"}'
        assert "\n  " in Units(3).to_json(indent=2)


PUBLISHED = ti.examples.PHU_THO_2026_08.published
CARD = ti.examples.PHU_THO_2026_08.score()
TABLE = ti.score_many({"dossiers_on_time": [1, 2], "dossiers_handled": [2, 2]}, missing="allow")
RESPONSES = sorted((Path(__file__).parent / "responses").glob("2026-08-*.json"))


def viewed() -> Iterator[Any]:
    """One of every kind of result that people look at."""
    yield ti.ruleset("qd766-2026")
    yield CARD
    yield ti.examples.SON_DUONG_2024_03.score()
    yield ti.compare(CARD, CARD)
    yield ti.compare(PUBLISHED, PUBLISHED)
    yield ti.compare({"a": CARD}, {"a": CARD})
    yield ti.compare({"a": CARD}, {"b": CARD})
    yield ti.rank({"a": CARD, "b": None})
    yield ti.rank({"a": None})
    yield ti.reconcile(CARD, PUBLISHED)
    yield ti.reconcile(TABLE, {"progress": [10, 20]})
    yield ti.reconcile(TABLE, [ti.Published(points={}), ti.Published(points={})])
    yield ti.portal.read(RESPONSES, period="2026-08")
    yield ti.appendices({"a": CARD, "b": None})
    yield ti.appendices(TABLE, lang="en")
    yield ti.brief(CARD, unit="tỉnh Phú Thọ", period="2026-08", units={"a": CARD, "b": None})
    yield ti.notice(CARD, unit="tỉnh Phú Thọ", period="2026-08").brief


VIEWED = list(viewed())


class TestResults:
    """Whatever people look at has the same verbs."""

    @pytest.mark.parametrize("result", VIEWED, ids=lambda result: type(result).__name__)
    def test_verbs(self, result: Any) -> None:
        for lang in ("en", "vi"):
            assert result.text(lang).strip()
        assert result.text()
        assert repr(result)
        assert json.loads(result.to_json(indent=1)) == json.loads(json.dumps(result.to_dict()))

    @pytest.mark.parametrize("result", VIEWED, ids=lambda result: type(result).__name__)
    def test_a_notebook_shows_something(self, result: Any) -> None:
        html = result._repr_html_()

        assert "tthc-index" in html
        assert html.split(">", 1)[1].strip("</table>p")

    def test_appendices_speak_both_languages(self) -> None:
        made = ti.appendices({"a": CARD})

        assert made.text("vi") == made.text()
        assert made.text("en") == ti.appendices({"a": CARD}, lang="en").text()

    def test_what_appeared_and_vanished_is_seen(self) -> None:
        html = ti.compare({"a": CARD}, {"b": CARD})._repr_html_()

        assert "new: a" in html
        assert "vanished: b" in html


class TestDecimals:
    """Points are printed with the decimals with which they were made."""

    UNROUNDED = ti.examples.PHU_THO_2026_08.score(ti.ruleset("qd766-2026").unrounded)

    def test_of_a_rule_set_that_does_not_round(self) -> None:
        assert "59.9126" in repr(ti.compare(self.UNROUNDED, CARD))
        assert "59.9126" in repr(ti.rank({"a": self.UNROUNDED}))
        assert "59.9126" in repr(ti.compare({"a": self.UNROUNDED}, {"a": CARD}))

    def test_of_published_points(self) -> None:
        published = ti.Published(points={"progress": 18.6}, total=87.0, decimals=1)

        assert "87.0" in repr(ti.rank({"a": published}))
        assert "18.6  " in repr(ti.compare(published, published))

    def test_of_bare_points(self) -> None:
        assert repr(ti.rank({"a": 18.6, "b": 20})).splitlines()[-1].endswith("18.6")
        assert "18.6667" in repr(ti.rank({"a": 56 / 3}))

    def test_no_maximum_is_cut(self) -> None:
        group = ti.ruleset("qd766-2026").groups[1]
        rule = attrs.evolve(group.indicators[0], max_points=1.23456)
        own = attrs.evolve(group, indicators=[rule], max_points=1.23456)
        rules = attrs.evolve(
            ti.ruleset("qd766-2026"), id="own", groups=[own], max_points=1.23456, rounding=None
        )
        card = ti.score({"dossiers_on_time": 1, "dossiers_handled": 1}, rules=rules)

        assert "1.23456" in repr(ti.rank({"a": card}))
