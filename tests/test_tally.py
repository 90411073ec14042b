# SPDX-License-Identifier: MIT
"""From dossiers to counts: against an independent, slow reading of the portal's description."""

from __future__ import annotations

import datetime as dt

from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

import tthc_index as ti

from tests.slow_tally import CHOICES, records, slow_tally
from tthc_index.dossiers.choices import choices
from tthc_index.dossiers.definitions import DEFINITIONS
from tthc_index.dossiers.listed import sentences
from tthc_index.errors import Problems, UnknownNameError, ValueRefusedError
from tthc_index.examples import made_up


CATALOGUE = made_up.procedures()
AFTER = dt.date(2026, 9, 20)
AUGUST_AFTER: dict[str, Any] = {"period": "2026-08", "today": AFTER}
AUGUST = dt.date(2026, 8, 1), dt.date(2026, 8, 31)
MADE = made_up.dossiers(1500, seed=7)


def august(dossiers: Any, procedures: Any = CATALOGUE, **said: Any) -> ti.Tally:
    return ti.tally(dossiers, procedures, **AUGUST_AFTER | said)


LARGE = august(
    made_up.dossiers(20_000, seed=1) | {"synced": [n % 2 for n in range(20_000)]},
    choices={"population_of": "citizens"},
)


class TestEveryCount:
    """Every count equals that of who reads one dossier after the other, and what it leaves out."""

    @staticmethod
    def held(columns: dict[str, Any], today: dt.date, said: dict[str, str]) -> None:
        counts, left = slow_tally(records(columns), CATALOGUE, *AUGUST, today, said)
        tally = august(columns, today=today, choices=said)

        assert {*tally.units} >= {*counts}
        for at, unit in enumerate(tally.units):
            for name, count in tally[unit].items():
                if name in tally.missing:
                    assert count is None
                else:
                    assert count == counts[unit][name], (unit, name)
                    assert tally.left_out[name][at] == left[unit][name], (unit, name)

    @settings(max_examples=25)
    @given(
        st.integers(0, 2**32),
        st.dates(dt.date(2026, 8, 3), AFTER),
        st.fixed_dictionaries({n: st.sampled_from([*c.ways]) for n, c in choices().items()}),
    )
    def test_as_read_slowly(self, seed: int, today: dt.date, said: dict[str, str]) -> None:
        self.held(made_up.dossiers(300, seed=seed, units=2), today, said)

    @pytest.mark.parametrize(
        "said", [{}, *({name: [*c.ways][1]} for name, c in choices().items())], ids=str
    )
    def test_for_each_choice(self, said: dict[str, str]) -> None:
        self.held(MADE, AFTER, said)

    def test_each_choice_changes_a_count(self) -> None:
        columns = made_up.dossiers(20_000, seed=1)
        usual = august(columns).counts
        for name, choice in choices().items():
            assert august(columns, choices={name: [*choice.ways][1]}).counts != usual, name

    def test_the_defaults_are_the_first_ways(self) -> None:
        assert {name: choice.default for name, choice in choices().items()} == CHOICES

    def test_all_definitions_are_had(self) -> None:
        tally = august(MADE)

        missing = {"dossiers_synced", "dossiers_to_sync", "procedures_with_fees"}
        assert {*tally.missing} == missing | {"procedures_for_citizens"}
        assert {*tally.counts} <= {*ti.ruleset("qd766-2026").counts}


class TestWhole:
    """Dossiers of all units together are those of each; procedures are not added up."""

    def test_dossiers_add_up(self) -> None:
        each, whole = august(MADE), august(MADE, by="whole")

        for name, column in each.counts.items():
            if name.startswith("dossiers") and name not in each.missing:
                assert whole["all"][name] == sum(n for n in column if n is not None)

    def test_procedures_are_those_of_the_catalogue(self) -> None:
        whole = august(MADE, by="whole")["all"]

        assert whole["procedures_with_fees"] == sum(CATALOGUE["Có phí, lệ phí"])
        assert whole["procedures_for_citizens"] == sum(CATALOGUE["Cho công dân"])

    def test_by_procedure(self) -> None:
        whole, each = august(MADE, by="whole")["all"], august(MADE, by="procedure")

        assert {*each.units} <= {*CATALOGUE["MaTTHC"], "9.999999"}
        paid = [count for count in each.counts["procedures_paid_online"] if count is not None]
        assert {*paid} == {0, 1}
        assert sum(paid) == whole["procedures_paid_online"]

    def test_a_list_of_units(self) -> None:
        names = {"H15.50.01": "xã A", "H15.50.00": "xã B", "H15.50.77": "xã C"}
        each, some = august(MADE), august(MADE, units=names)

        assert some.units == ("xã A", "xã B", "xã C")
        assert some["xã A"] == each["H15.50.01"]
        assert some["xã C"]["dossiers_received"] == 0
        strange = [found for found in some.findings if found.field == "unit"]
        assert len(strange) == sum(number[:9] not in names for number in MADE["MaHoSo"].tolist())
        assert str(strange[0]).endswith("is a unit that is not listed")
        whole = august(MADE, units=names, by="whole")["all"]["dossiers_received"]
        assert whole == sum(filter(None, some.counts["dossiers_received"]))


FRAMES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "pandas": pd.DataFrame,
    "nullable": lambda made: pd.DataFrame(made).convert_dtypes(),
    "series": lambda made: {
        name: pd.Series(column, index=range(9, 9 + len(column))) for name, column in made.items()
    },
    "polars": pl.DataFrame,
    "categories": lambda made: pl.DataFrame(made).with_columns(
        pl.col("MaTTHC", "KenhThucHien").cast(pl.Categorical)
    ),
    "lazy": pl.LazyFrame,
    "pyarrow": lambda made: pl.DataFrame(made).to_arrow(),
    "duckdb": lambda made: duckdb.from_arrow(pl.DataFrame(made).to_arrow()),
    "records": records,
    "lists": lambda made: {name: column.tolist() for name, column in made.items()},
    "texts": lambda made: pl.DataFrame(made).fill_nan(None).with_columns(pl.all().cast(pl.String)),
    "zoned": lambda made: pl.DataFrame(made).with_columns(
        pl.col("NgayTiepNhan").dt.replace_time_zone("Asia/Ho_Chi_Minh").dt.convert_time_zone("UTC")
    ),
    "yes and no": lambda made: pl.DataFrame(made).with_columns(
        pl.col("ThanhPhanHoSo").cast(pl.Boolean)
    ),
}


@pytest.mark.parametrize("kind", FRAMES)
def test_any_frame(kind: str) -> None:
    tally, usual = august(FRAMES[kind](MADE)), august(MADE)

    assert tally.counts == usual.counts
    assert tally.left_out == usual.left_out
    assert [(f.row, f.number, f.message) for f in tally.findings] == [
        (f.row, f.number, f.message) for f in usual.findings
    ]


class TestDossiers:
    """`dossiers` lists the very ones that count, and those that don't."""

    @pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda of: of.name)
    def test_as_many_as_are_counted(self, definition: Any) -> None:
        tally = august(MADE, choices={"overdue_and_disliked": "once"})
        for unit in tally.units[:2]:
            for count in filter(None, (*definition.parts, definition.whole)):
                if count in tally.missing or count.startswith("procedures"):
                    continue
                assert len(tally.dossiers(count, unit)) == tally[unit][count]
                if definition.whole and count != definition.whole:
                    missed = tally.dossiers(count, unit, missed=True)
                    assert len(missed) == (tally[unit][definition.whole] or 0) - (
                        tally[unit][count] or 0
                    )

    @pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda of: of.name)
    def test_every_sentence_decides_on_some(self, definition: Any) -> None:
        judged = definition.judge(LARGE._cases)
        steps = {definition.says(key) for _, key in (*judged.steps, *judged.outside)}

        labels, which = sentences(definition, judged, np.arange(20_000))
        assert {labels[at] for at in which.tolist()} >= steps
        assert labels[0]["en"] == "can't be judged: see the findings"

    def test_looks(self) -> None:
        missed = august(MADE).dossiers("dossiers_on_time", "H15.50.01", missed=True)

        assert repr(missed).startswith(
            f"dossiers_on_time: {len(missed)} dossiers do not count\n[2.1] "
        )
        assert "không được tính" in missed.text("vi")
        assert missed[-1] == [*missed][-1] == missed[len(missed) - 1 :][0]
        with pytest.raises(IndexError):
            missed[len(missed)]
        assert missed.to_dict()["dossiers"][0]["dossier"].startswith("H15.50.01-")

    def test_what_there_is_not(self) -> None:
        tally = august(MADE)
        with pytest.raises(Problems) as caught:
            tally.dossiers("dossiers_ontime", "H15")
        assert [type(problem) for problem in caught.value.problems] == [UnknownNameError] * 2
        with pytest.raises(
            ValueRefusedError, match="a count that can be had; this one needs synced"
        ):
            tally.dossiers("dossiers_synced")


class TestSynced:
    """[1.4] The larger of the report's number and the portal's; the caller gives the report's."""

    @pytest.mark.parametrize(
        ("reported", "wanted"),
        [({"A": 5}, 5), ({"A": 1}, 2), ({"A": 0}, 2), ({}, None), (None, None)],
    )
    def test_denominator(self, reported: Any, wanted: int | None) -> None:
        columns = {
            "unit": ["A", "A", "A"],
            "received": ["2026-08-03", "2026-08-31 23:59", "2026-08-04"],
            "synced": [1, "có", "không"],
        }
        counts = august(columns, None, reported=reported)["A"]

        assert (counts["dossiers_synced"], counts["dossiers_to_sync"]) == (2, wanted)

    def test_both_0(self) -> None:
        columns = {"unit": ["A", "B"], "received": ["2026-08-03"] * 2, "synced": [0, 1]}

        assert august(columns, None, reported={"A": 0}).counts["dossiers_to_sync"] == (None, None)

    def test_refused(self) -> None:
        columns = {"unit": ["A"], "received": ["2026-08-03"]}
        with pytest.raises(Problems) as caught:
            august(columns, None, reported={"A": -1, "B": 3})
        assert [str(p) for p in caught.value.problems] == [
            "reported['A'] = -1 is negative: it takes a whole number from 0 to 2^53, or None where it is not known",
            "unknown unit 'B'; known: A",
        ]
        with pytest.raises(ValueRefusedError, match="fractional"):
            august(columns, None, reported={"A": 0.5})


def test_made_up_around_a_period() -> None:
    with pytest.raises(ValueError, match="8/2026"):
        made_up.dossiers(1, period="8/2026")


class TestArguments:
    """What is no argument is refused, all of it at once."""

    ONE: dict[str, Any] = {"unit": ["A"], "received": ["2026-08-03"]}

    def test_all_at_once(self) -> None:
        with pytest.raises(Problems) as caught:
            ti.tally(
                self.ONE,
                period="8/2026",
                by="unitt",  # type: ignore[arg-type]
                today="2026-08-03",  # type: ignore[arg-type]
                reported=[1],  # type: ignore[arg-type]
                fields=[1],  # type: ignore[arg-type]
                choices={"counted": "all", "count": "x"},
            )
        told = [getattr(problem, "name", None) for problem in caught.value.problems]
        assert told == ["today", "period", "counted", "count", "by", "fields", "reported"]

    def test_choices_are_a_mapping(self) -> None:
        with pytest.raises(ValueRefusedError, match="choices = 'in_hand'"):
            august(self.ONE, None, choices="in_hand")

    def test_a_period_to_come(self) -> None:
        with pytest.raises(ValueRefusedError, match="a period that has begun by 2026-09-20"):
            august(self.ONE, period="2026-10")

    def test_today_by_the_clock(self) -> None:
        assert ti.tally(self.ONE, period="2024").as_of == dt.date(2024, 12, 31)

    @pytest.mark.parametrize(
        ("period", "days"), [("2026-Q3", 92), ("2026-H1", 181), ("2026", 365), ("2024-02", 29)]
    )
    def test_periods(self, period: str, days: int) -> None:
        first = pd.Timestamp(
            ti.tally(self.ONE, period=period, today=dt.date(2027, 1, 1))._cases.start
        )
        columns = {
            "unit": ["A"] * 800,
            "received": pd.date_range(first - pd.Timedelta(days=200), periods=800),
        }
        counted = ti.tally(columns, period=period, today=dt.date(2028, 1, 1))

        assert counted["A"]["dossiers_received"] == days

    @pytest.mark.parametrize("given", [7, "a text", [1, 2], None, {}, []])
    def test_no_dossiers(self, given: Any) -> None:
        with pytest.raises(ValueRefusedError, match="dossiers = "):
            august(given)

    def test_columns_of_different_lengths(self) -> None:
        with pytest.raises(ValueRefusedError, match="columns of one length"):
            august({"unit": ["A"], "received": []})
        with pytest.raises(ValueRefusedError, match="columns of one length"):
            august({"unit": 7, "received": []})

    def test_no_units(self) -> None:
        columns = {"received": ["2026-08-03"]}
        with pytest.raises(ValueRefusedError, match="numbers that begin with an agency's code"):
            august(columns)
        with pytest.raises(ValueRefusedError, match="MaTTHC"):
            august(columns, by="procedure")
        with pytest.raises(ValueRefusedError, match="a column of units"):
            august(columns, by="whole", units=["A"])
        assert august(columns, by="whole")["all"]["dossiers_received"] == 1

    @pytest.mark.parametrize(("units", "by"), [("A", "unit"), (7, "whole"), (["A"], "procedure")])
    def test_no_list_of_units(self, units: Any, by: Any) -> None:
        with pytest.raises(ValueRefusedError, match="names of units, or names by code"):
            august(self.ONE, by=by, units=units)

    def test_unknown_unit(self) -> None:
        with pytest.raises(UnknownNameError, match="unknown unit 'B'"):
            august(self.ONE)["B"]


class TestLooks:
    def test_scored(self) -> None:
        tally = august(MADE)
        table = ti.score_many(tally.columns, missing="allow")

        assert [*table.units] == [*tally.units]  # type: ignore[misc]
        assert table[0] == ti.score(tally[tally.units[0]], missing="allow")
        frame = ti.score_frame(pl.DataFrame(tally.columns), missing="allow")
        assert frame["progress.on_time"].to_list() == [*table.indicator_points["progress.on_time"]]

    def test_many(self) -> None:
        tally = august(MADE)

        assert len(tally) == 10
        assert "Units: 10, dossiers: 1,500" in repr(tally)
        assert "quá hạn" in tally.text("vi")
        assert "missing" in tally._repr_html_()

    def test_one(self) -> None:
        said = august(MADE, by="whole").text()

        assert "dossiers_on_time" in said
        assert "dossiers_synced  " in said

    def test_to_dict(self) -> None:
        told = august(MADE).to_dict()

        assert told["as_of"] == "2026-08-31"
        assert told["missing"]["dossiers_synced"] == ["synced"]
        assert told["findings"][0]["table"] == "dossiers"
        assert '"Vietnamese"' not in august(MADE).to_json()
