# SPDX-License-Identifier: MIT
"""Dossiers as they come: names of fields, days in every spelling, what can't be judged."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from hypothesis import assume, given
from hypothesis import strategies as st

import tthc_index as ti

from tthc_index.dossiers.fields import fields, fold, match, spellings
from tthc_index.dossiers.values import BAD, day, fees, reader
from tthc_index.errors import Problems, TthcIndexError, UnknownNameError, ValueRefusedError


AFTER = dt.date(2026, 9, 20)

AUGUST: dict[str, Any] = {"period": "2026-08", "today": AFTER}

#: A dossier that is on time, and a procedure.
GOOD: dict[str, Any] = {
    "id": "H15.1-260803-1",
    "unit": "A",
    "procedure": "1",
    "received": "03/08/2026",
    "promised": "10/08/2026",
    "ended": "10/08/2026",
}
PROCEDURE = {"procedure": "1", "needs_result": 1, "has_fees": 1, "for_citizens": 1}
DAYS = PROCEDURE | {"handling_days": 5}


def one(*dossiers: dict[str, Any], catalogue: Any = (PROCEDURE,), **said: Any) -> ti.Tally:
    """Dossiers that differ from the good one."""
    rows = [GOOD | {"id": f"H15.1-260803-{n}"} | of for n, of in enumerate(dossiers)]
    return ti.tally(rows, list(catalogue), **AUGUST | said)


def why(**of: Any) -> str:
    """What decides on whether such a dossier is on time."""
    said = {key: of.pop(key) for key in ("catalogue", "choices", "today") if key in of}
    tally = one(of, **said)
    for missed in (False, True):
        for found in tally.dossiers("dossiers_on_time", missed=missed):
            return found.why.en
    (found,) = tally.dossiers("dossiers_handled", missed=True)
    return found.why.en


class TestNames:
    """A column is what its name says, however it is spelled."""

    @pytest.mark.parametrize("table", ["dossiers", "procedures"])
    def test_no_two_fields_share_a_name(self, table: str) -> None:
        names = [
            fold(name) for of in fields(table).values() for name in {of.name, *map(fold, of.names)}
        ]
        assert len({*names}) == len(names)

    @given(st.data())
    def test_any_name(self, data: st.DataObject) -> None:
        field = data.draw(st.sampled_from([of for of in fields("dossiers").values() if of.names]))
        name = data.draw(st.sampled_from(field.names))
        change = data.draw(
            st.sampled_from(
                [
                    str.upper,
                    str.lower,
                    lambda text: text.replace(" ", "_"),
                    lambda text: f" {text} ",
                    lambda text: unicodedata.normalize("NFD", text),
                    lambda text: "".join(
                        c for c in unicodedata.normalize("NFD", text) if c.isascii()
                    ).replace("đ", "d"),
                ]
            )
        )
        problems: list[TthcIndexError] = []
        if not any(letter in name for letter in "đĐ") or change in {str.upper, str.lower}:
            assert match([change(name)], "dossiers", {}, problems) == {field.name: change(name)}
        assert problems == []

    def test_said(self) -> None:
        tally = one({"Hạn": "09/08/2026"}, fields={"promised": "Hạn"})

        assert tally["A"]["dossiers_on_time"] == 0

    def test_said_wrongly(self) -> None:
        with pytest.raises(Problems) as caught:
            one({}, fields={"promise": "promised", "ended": "end"})
        assert [(type(p), p.name) for p in caught.value.problems] == [  # type: ignore[attr-defined]
            (UnknownNameError, "promise"),
            (UnknownNameError, "end"),
        ]

    def test_two_columns_for_one_field(self) -> None:
        with pytest.raises(ValueRefusedError, match="'ended' is ended too; say which by fields="):
            one({"Ngày có kết quả": "09/08/2026"})
        assert one({"Ngày có kết quả": "11/08/2026"}, fields={"ended": "ended"})

    def test_others_are_not_read(self) -> None:
        class Private:
            def __str__(self) -> str:
                raise AssertionError

        private: dict[Any, Any] = {"Họ và tên": Private(), 7: Private()}
        assert len(one(private).findings) == 0

    def test_none_is_known(self) -> None:
        with pytest.raises(ValueRefusedError, match="at least one column of MaHoSo, "):
            ti.tally([{"Họ và tên": "x"}], period="2026-08", today=AFTER)


class TestDays:
    """A day is read as it is written: with or without a time, day first or ISO."""

    @given(st.datetimes())
    def test_any_spelling(self, at: dt.datetime) -> None:
        assume(at.year >= 1000)  # a year is written with four digits
        at = at.replace(microsecond=0)
        for form in (
            "%d/%m/%Y %H:%M:%S",
            "%d-%m-%Y %H:%M:%S",
            "%d.%m.%Y, %H:%M:%S",
            "%H:%M:%S %d/%m/%Y",
            "%Y-%m-%d %H:%M:%S",
            "%Y-%m-%dT%H:%M:%S.123",
            "%Y%m%d%H%M%S",
        ):
            assert day(f"{at:{form}}") == at
        assert day(f"{at.day}/{at.month}/{at.year:04}") == dt.datetime.combine(at, dt.time())
        assert day(at.date()) == dt.datetime.combine(at, dt.time())
        assert day(at.replace(microsecond=5)) == at

    @pytest.mark.parametrize(
        ("text", "hour"), [("T23:30:00Z", 6), (" 23:30 +07:00", 23), ("T23:30:00+0900", 21)]
    )
    def test_zones(self, text: str, hour: int) -> None:
        assert day(f"2026-08-03{text}").hour == hour

    def test_zones_of_times(self) -> None:
        at = dt.datetime(2026, 8, 3, 20, tzinfo=dt.UTC)

        assert day(at) == dt.datetime(2026, 8, 4, 3)  # noqa: DTZ001  # as it comes out

    @pytest.mark.parametrize("value", [None, "", "  ", float("nan"), pl.Series([None])[0]])
    def test_nothing(self, value: Any) -> None:
        assert day(value) is None

    @pytest.mark.parametrize(
        "value",
        [
            *("31/02/2026", "8/31/2026", "2026-13-01", "20261301", "3/8/26", "hôm qua", "3/8-2026"),
            *("03/08/2026 25:00", "9999-12-31T23:00:00-09:00", 46_237, 4.5, True, [1]),
        ],
    )
    def test_no_day(self, value: Any) -> None:
        assert day(value) is BAD
        assert [str(found) for found in one({"received": value}).findings] == [
            f"row 0, H15.1-260803-0: received = {value!r} is no day"
        ]


def test_what_pandas_has_for_nothing() -> None:
    """pd.NA and pd.NaT among records are empty cells, as None is."""
    for nothing in (pd.NA, pd.NaT, None, float("nan"), " "):
        tally = one({"received": "03/08/2026", "ended": nothing})
        assert not tally.findings


class TestCodes:
    """States, channels, yes and no: by name or code."""

    @pytest.mark.parametrize(
        ("field", "values", "code"),
        [
            ("state", ["Đã trả kết quả", "da tra ket qua"], "returned"),
            ("state", ["Công dân yêu cầu rút"], "withdrawn"),
            ("state", ["10", 10, 0], BAD),  # no source says what the numbers of states mean
            ("channel", ["2", 2, "Trực tuyến", "trực tuyến "], "online"),
            ("channel", [None, "", float("nan")], None),
            ("payment", [1, "2", "Thanh toán trực tuyến"], "online"),
            ("payment", [0, "3", "Tiền mặt", None], None),
            ("channel", ["4", "fax", -1], BAD),
            ("disliked", ["Không hài lòng", 1, True], "yes"),
            ("disliked", ["Hài lòng", 0, False], "no"),
        ],
    )
    def test_codes(self, field: str, values: list[Any], code: Any) -> None:
        read = reader(field, "code")

        assert [read(value) for value in values] == [code] * len(values)

    def test_every_spelling_is_of_one_code(self) -> None:
        for field in ("yes", "state", "channel", "payment", "disliked"):
            assert all(spellings(field).values())

    @pytest.mark.parametrize(
        ("value", "told"),
        [
            *((v, "some") for v in (8000, "8.000", "8.000 đ", "15,000 đồng", "0.5", "x")),
            *((v, "zero") for v in (0, "0", 0.0, "0,00", "Không", [0, {"Gia": "0"}])),
            *((v, None) for v in (None, "", [], [{"Ten": "phí"}])),
            *((v, BAD) for v in ("miễn phí", -5, "8.00.0", [0, "?"])),
            ([{"Gia": 0}, {"Gia": 5}], "some"),
        ],
    )
    def test_fees(self, value: Any, told: Any) -> None:
        assert fees(value) == told

    def test_unread(self) -> None:
        bad = {"state": "?", "channel": "?", "fees": "?", "reused": "?", "disliked": "?"}
        said = {found.field: found.message.en for found in one(bad | {"supplements": "?"}).findings}

        assert said == {
            "state": "is an unknown state",
            "channel": "is an unknown value",
            "fees": "is no amount",
            "reused": "is neither yes nor no",
            "disliked": "is an unknown value",
            "supplements": "is no whole number",
        }


NESTED: list[Any] = []
for _ in range(2_000):
    NESTED = [NESTED]


class TestAnything:
    """Whatever stands in a cell, a count or a finding comes out of it."""

    VALUES: tuple[Any, ...] = (
        *(True, -1, 1.5, 10**20, 10**5000, 1e308, float("inf"), "\ud800", "\x00", "x" * 10_000),
        *([], {}, [None], {1}, b"1", object(), NESTED, {"Gia": NESTED}, [{"Gia": [0]}]),
        *(
            dt.date.min,
            "9999-12-31",
            Decimal("NaN"),
            Decimal("1E+99"),
            np.int64(2),
        ),
    )

    @pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
    def test_in_each_field(self, value: Any) -> None:
        names = [name for name in fields("dossiers") if name != "id"]
        tally = one(*({name: value} for name in names), {"id": value})

        for lang in ("en", "vi"):
            assert tally.text(lang) + tally.findings.text(lang)
        assert [str(found) for found in tally.findings]
        assert json.loads(tally.to_json())["findings"]
        assert [*tally.findings.columns()]
        assert repr(tally.at_risk())
        assert repr(tally.dossiers("dossiers_on_time", missed=True))
        assert one({}, catalogue=[DAYS | {name: value} for name in fields("procedures")])

    @pytest.mark.parametrize(
        "value", [2, 2.0, Decimal(2), Decimal("2.00"), np.int64(2), "2", " 2 "]
    )
    def test_a_number_of_any_type(self, value: Any) -> None:
        assert (
            one({"channel": value, "electronic_result": 1})["A"]["dossiers_submitted_online"] == 1
        )


class TestOnTime:
    """[2.1] At both sides of each threshold, and which sentence says so."""

    @pytest.mark.parametrize(
        ("of", "said"),
        [
            ({"ended": "10/08/2026 23:59:59"}, "ended by the promised day: on time"),
            ({"ended": "11/08/2026"}, "ended after the promised day: overdue"),
            (
                {"ended": "10/08/2026 17:01", "promised": "10/08/2026 17:00"},
                "ended after the promised day: overdue",
            ),
            (
                {"ended": "10/08/2026 17:00", "promised": "10/08/2026 17:00"},
                "ended by the promised day: on time",
            ),
            # The end is the time of done; else of returned; else of stopped, refused, withdrawn.
            (
                {"returned": "20/08/2026", "stopped": "20/08/2026"},
                "ended by the promised day: on time",
            ),
            (
                {"ended": None, "returned": "11/08/2026", "stopped": "04/08/2026"},
                "ended after the promised day: overdue",
            ),
            ({"ended": None, "stopped": "04/08/2026"}, "ended by the promised day: on time"),
            # Not ended.
            ({"ended": None}, "not ended, and overdue already"),
            ({"ended": None, "promised": "31/08/2026"}, "not ended, and still in time"),
            ({"ended": None, "promised": "30/08/2026"}, "not ended, and overdue already"),
            (
                {"ended": "05/09/2026", "promised": "31/08/2026"},
                "not ended, and still in time",
            ),
            (
                {"ended": "31/08/2026 20:00", "promised": "31/08/2026"},
                "ended by the promised day: on time",
            ),
            # Asked to supplement.
            (
                {"ended": None, "supplement_asked": "10/08/2026 16:00"},
                "asked to supplement, the day of asking is the end: on time",
            ),
            (
                {"ended": None, "supplement_asked": "11/08/2026"},
                "asked to supplement, the day of asking is the end, after what was promised: overdue",
            ),
            (
                {"supplement_asked": "10/08/2026 16:00"},
                "ended by the promised day: on time",
            ),
            (
                {
                    "ended": "12/08/2026",
                    "supplement_asked": "05/08/2026",
                    "supplement_completed": "07/08/2026",
                },
                "less the time of supplementing, ended in time",
            ),
            (
                {
                    "ended": "13/08/2026",
                    "supplement_asked": "05/08/2026",
                    "supplement_completed": "07/08/2026",
                },
                "even less the time of supplementing, ended after the promised day: overdue",
            ),
            ({"supplements": 2}, "asked more than once to supplement: overdue"),
            (
                {"supplements": 1, "supplement_asked": "04/08/2026"},
                "ended by the promised day: on time",
            ),
            # Counted, or not.
            ({"received": None}, "without a day of receipt it is not counted"),
            ({"received": "31/07/2026 23:59"}, "not received in the period"),
            ({"received": "01/08/2026"}, "ended by the promised day: on time"),
            ({"received": "01/09/2026"}, "not received in the period"),
        ],
    )
    def test_promised(self, of: dict[str, Any], said: str) -> None:
        assert why(**of) == said

    @pytest.mark.parametrize(
        ("of", "way", "said"),
        [
            ({"ended": "08/08/2026"}, "calendar", "within"),
            ({"ended": "09/08/2026"}, "calendar", "beyond"),
            # The 8th and 9th of August 2026 are a weekend.
            ({"ended": "10/08/2026"}, "working", "within"),
            ({"ended": "11/08/2026"}, "working", "beyond"),
            (
                {
                    "ended": "11/08/2026",
                    "supplement_asked": "06/08/2026",
                    "supplement_completed": "09/08/2026",
                },
                "calendar",
                "within",
            ),
            (
                {
                    "ended": "12/08/2026",
                    "supplement_asked": "06/08/2026",
                    "supplement_completed": "09/08/2026",
                },
                "calendar",
                "beyond",
            ),
        ],
    )
    def test_not_promised(self, of: dict[str, Any], way: str, said: str) -> None:
        told = why(promised=None, catalogue=[DAYS], choices={"handling_days": way}, **of)

        assert told == f"no promised day, {said} the longest handling time: " + (
            "on time" if said == "within" else "overdue"
        )

    def test_the_current_period(self) -> None:
        today = dt.date(2026, 8, 10)

        assert why(ended=None, today=today) == "not ended, and still in time"
        assert why(ended=None, today=dt.date(2026, 8, 11)) == "not ended, and overdue already"

    @pytest.mark.parametrize(
        ("of", "found"),
        [
            ({"ended": "02/08/2026"}, "ended"),
            ({"ended": None, "returned": None, "supplement_asked": "02/08/2026"}, "ended"),
            ({"supplement_completed": "05/08/2026"}, "supplement_completed"),
            (
                {"supplement_asked": "06/08/2026", "supplement_completed": "05/08/2026"},
                "supplement_completed",
            ),
            ({"ended": None, "state": "Đã xử lý xong"}, "state"),
            ({"ended": None, "state": "Yêu cầu bổ sung"}, "state"),
            ({"ended": None, "supplements": 1}, "state"),
            ({"promised": None}, "promised"),
            ({"ended": "x"}, "ended"),
            ({"promised": "x"}, "promised"),
            ({"state": "x"}, "state"),
        ],
    )
    def test_what_cannot_be_judged(self, of: dict[str, Any], found: str) -> None:
        tally = one(of, {})

        assert [finding.field for finding in tally.findings] == [found]
        assert why(**of) == "can't be judged: see the findings"
        assert (tally["A"]["dossiers_handled"], tally["A"]["dossiers_on_time"]) == (1, 1)
        assert tally.left_out["dossiers_handled"] == tally.left_out["dossiers_on_time"] == (1,)
        assert tally["A"]["dossiers_received"] == 2

    def test_what_was_asked_twice_is_overdue_whatever_else(self) -> None:
        tally = one({"supplements": 2, "ended": "02/08/2026"}, {"supplements": 2, "promised": None})

        assert (tally["A"]["dossiers_overdue"], len(tally.findings)) == (2, 0)


class TestFindings:
    """Each with dossier and row; what they make doubtful is left out, and counted there."""

    def test_twice(self) -> None:
        twice = {"id": "H15.1-260803-0"}
        tally = one({"ended": "11/08/2026"}, {**twice, "id": " H15.1-260803-0 "})

        assert tally["A"]["dossiers_on_time"] == 0
        assert [str(found) for found in tally.findings] == [
            "row 1, H15.1-260803-0: id = 'H15.1-260803-0' another row of this dossier counts"
        ]
        assert (
            one({"ended": "11/08/2026"}, twice, choices={"repeated": "last"})["A"][
                "dossiers_on_time"
            ]
            == 1
        )

    def test_a_dossier_without_a_number_is_one_of_its_own(self) -> None:
        assert one({"id": None}, {"id": ""}, {"id": None})["A"]["dossiers_received"] == 3

    def test_a_procedure_that_the_catalogue_lacks(self) -> None:
        tally = one({"procedure": "2", "fees": 5, "payment": 1}, {"fees": 5, "payment": 1})

        assert [found.text("vi") for found in tally.findings] == [
            "dòng 0, H15.1-260803-0: Mã TTHC = '2' thủ tục không có trong danh mục"
        ]
        assert tally["A"]["dossiers_with_fees"] == 1
        assert tally.left_out["dossiers_with_fees"] == (1,)

    def test_the_catalogue(self) -> None:
        tally = one({}, catalogue=[PROCEDURE | {"needs_result": "?"}, PROCEDURE])

        assert [str(found) for found in tally.findings] == [
            "catalogue, row 0, 1: needs_result = '?' is neither yes nor no",
            "catalogue, row 1, 1: procedure = '1' an earlier row of it counts",
        ]
        assert tally["A"]["dossiers_requiring_result"] == 0
        assert tally.left_out["dossiers_requiring_result"] == (1,)

    def test_rows_of_a_file(self) -> None:
        tally = one({"row": 7, "received": "x"}, {"row": 9})

        assert tally.findings[0].row == 7
        assert tally.dossiers("dossiers_received")[0].row == 9

    def test_a_sequence_that_is_looked_at(self) -> None:
        findings = one({"received": "x"}, {"state": "x"}, {"ended": "x"}).findings

        assert [found.field for found in findings] == ["received", "ended", "state"]
        assert findings[-1] == findings[2] == findings[1:][1]
        with pytest.raises(IndexError):
            findings[3]
        assert repr(findings).startswith("3 findings\n\nrow  number ")
        assert "không phải là ngày" in findings.text("vi")
        assert one({}).findings.text() == "0 findings"
        assert one({"received": "x"}).findings.text("vi").startswith("1 phát hiện")

    def test_of_a_frame(self) -> None:
        frame = pl.DataFrame([GOOD, GOOD | {"ended": "x", "received": None}])
        tally = ti.tally(frame, period="2026-08", today=AFTER)

        assert [(found.field, found.value) for found in tally.findings] == [
            ("ended", "x"),
            ("id", "H15.1-260803-1"),
        ]

    def test_of_typed_days(self) -> None:
        day = pl.lit("2026-08-03").str.to_date()
        frame = pl.DataFrame([GOOD]).with_columns(received=day, ended=day.dt.offset_by("-1d"))
        (found,) = ti.tally(frame, period="2026-08", today=AFTER).findings

        assert str(found) == (
            "row 0, H15.1-260803-1: ended = 2026-08-02 00:00:00 "
            "ended, or was asked to supplement, before it was received"
        )

    def test_nothing_is_asked_where_nothing_is_promised(self) -> None:
        rows = [{key: value for key, value in GOOD.items() if key != "promised"}]
        tally = ti.tally(rows, period="2026-08", today=AFTER)

        assert (tally["A"]["dossiers_on_time"], len(tally.findings)) == (None, 0)
        assert tally.missing["dossiers_on_time"] == ("promised|procedures.handling_days",)

    def test_a_catalogue_without_codes(self) -> None:
        tally = one({"fees": 5}, catalogue=[{"has_fees": 1}], by="whole")

        assert tally["all"]["procedures_with_fees"] is tally["all"]["dossiers_with_fees"] is None
        assert len(tally.findings) == 0

    def test_a_procedure_without_a_code(self) -> None:
        catalogue = [PROCEDURE, PROCEDURE | {"procedure": None}]
        tally = one({"procedure": None}, {}, catalogue=catalogue, by="whole")

        assert tally["all"]["procedures_with_fees"] == 1
        assert [found.field for found in tally.findings] == ["procedure"]
        assert tally["all"]["dossiers_requiring_result"] == 1

    def test_agencies(self) -> None:
        rows = [{k: v for k, v in GOOD.items() if k != "unit"}, {"id": None}]
        tally = ti.tally(rows, period="2026-08", today=AFTER)

        assert tally.units == ("H15.1",)
        assert [found.field for found in tally.findings] == ["unit"]


class TestOthers:
    """The other definitions, at both sides."""

    @pytest.mark.parametrize(
        ("of", "count", "number"),
        [
            ({"channel": 2, "electronic_result": "kq.pdf"}, "dossiers_submitted_online", 1),
            ({"channel": 2, "electronic_result": ""}, "dossiers_submitted_online", 0),
            ({"channel": 2, "electronic_result": ""}, "dossiers_submitted_directly", 0),
            ({"channel": None, "electronic_result": ""}, "dossiers_submitted_directly", 1),
            ({"channel": 3}, "dossiers_submitted_by_post", 1),
            ({"channel": 3}, "dossiers_submitted_online", None),
            ({"channel": "?"}, "dossiers_received", 0),
            ({"result_code": "KQ", "result_link": "kq.pdf"}, "dossiers_with_eresult", 1),
            ({"result_code": "KQ", "result_link": ""}, "dossiers_with_eresult", 0),
            ({"result_code": "KQ"}, "dossiers_with_eresult", None),
            ({"components": [], "electronic_result": 1}, "dossiers_digitized", 0),
            ({"components": ["a.pdf"], "electronic_result": 1}, "dossiers_digitized", 1),
            ({"components": ["a.pdf"], "electronic_result": 0}, "dossiers_digitized", 0),
            ({"reused": 0, "reused_on_portal": 1}, "dossiers_reusing_data", 1),
            ({"reused": "?", "reused_on_portal": 1}, "dossiers_reusing_data", 1),
            ({"reused": "?", "reused_on_portal": 0}, "dossiers_reusable", 0),
            ({"from_store": 0, "result_in_store": 1}, "dossiers_shared", 1),
            ({"result_in_store": 1}, "dossiers_shared", None),
            ({"authenticated": 0, "from_store": 0}, "dossiers_using_population_data", 0),
            ({"authenticated": 0, "from_store": 1}, "dossiers_using_population_data", 1),
            ({"fees": None, "payment": 1}, "dossiers_paid_online", 1),
            ({"fees": 0, "payment": 1}, "dossiers_paid_online", 0),
            ({"fees": 0, "payment": 1}, "dossiers_with_fees", 0),
            ({"fees": None}, "procedures_payable_online", 0),
            ({"fees": 5}, "procedures_payable_online", 1),
            ({"fees": 5, "received": None}, "procedures_payable_online", 0),
            (
                {"fees": 5, "received": None, "submitted": "02/08/2026"},
                "procedures_payable_online",
                1,
            ),
            ({"fees": 5, "received": None, "submitted": "x"}, "procedures_payable_online", 0),
            ({"disliked": "Không hài lòng"}, "dossiers_satisfied", 0),
            ({"disliked": "Hài lòng"}, "dossiers_satisfied", 1),
            ({"disliked": 1, "ended": "12/08/2026"}, "dossiers_satisfied", 0),
        ],
    )
    def test_counts(self, of: dict[str, Any], count: str, number: int | None) -> None:
        assert one(of)["A"][count] == number

    def test_overdue_and_disliked_costs_twice(self) -> None:
        rows = {"disliked": 1, "ended": "12/08/2026"}, {"disliked": 0}, {"disliked": 0}

        assert one(*rows)["A"]["dossiers_satisfied"] == 1
        assert one(*rows, choices={"overdue_and_disliked": "once"})["A"]["dossiers_satisfied"] == 2

    def test_without_a_catalogue(self) -> None:
        tally = ti.tally(
            [GOOD | {"channel": 2, "electronic_result": 1, "fees": 5}],
            period="2026-08",
            today=AFTER,
        )

        assert tally["A"]["dossiers_received"] == tally["A"]["dossiers_to_digitize"] == 1
        assert tally["A"]["dossiers_submitted_online"] is None
        assert tally.missing["dossiers_with_fees"] == ("procedures.has_fees",)
        assert tally.left_out["dossiers_received"] == (0,)

    def test_only_numbers(self) -> None:
        tally = ti.tally({"id": ["H15-1"]}, period="2026-08", today=AFTER)

        assert {*tally.counts.values()} == {(None,)}
        assert repr(tally)
