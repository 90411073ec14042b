# SPDX-License-Identifier: MIT
"""`score_many()` and `ScoreTable`: the same points as one at a time, from columns of any kind."""

from __future__ import annotations

import datetime as dt
import json
import pickle

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

import tthc_index as ti

from tthc_index import testing
from tthc_index.scoring import kernel as _engine

from . import oracle


RULES = ti.ruleset("qd766-2026")
FULL = {**dict.fromkeys(RULES.count_names, 1), "procedures_in_scope": 2}
ON_TIME = {"dossiers_on_time": [1, 3, 0, 5], "dossiers_handled": [4, 4, 0, 5]}
POINTS = [5.0, 15.0, 0.0, 20.0]
DAY = dt.date(2026, 8, 1)


def many(columns: Any, **options: Any) -> ti.ScoreTable:
    return ti.score_many(columns, **{"missing": "allow", **options})


def progress(columns: Any, **options: Any) -> list[float]:
    return list(many(columns, **options).indicator_points["progress.on_time"])


def expected(rule: ti.Indicator, percent: float) -> Decimal:
    """The points of a percentage, by the oracle."""
    return oracle.Oracle(RULES).rounded(rule, percent)


def refused(columns: Any, *args: Any, **options: Any) -> tuple[ti.TthcIndexError, ...]:
    with pytest.raises(ti.TthcIndexError) as caught:
        ti.score_many(columns, *args, **{"missing": "allow", **options})
    return caught.value.problems


class TestColumns:
    """ "Columns of any integer or float dtype, contiguous or strided, also masked or nullable"."""

    @pytest.mark.parametrize("dtype", [*"bhilqBHILQ", "e", "f", "d", ">i4", ">f8", "O"])
    def test_types(self, dtype: str) -> None:
        columns = {name: np.array(values, dtype) for name, values in ON_TIME.items()}

        assert progress(columns) == POINTS

    def test_strided_and_read_only(self) -> None:
        both = np.array([ON_TIME["dossiers_on_time"], ON_TIME["dossiers_handled"]]).T.copy()
        both.setflags(write=False)
        columns = {"dossiers_on_time": both[:, 0], "dossiers_handled": both[:, 1]}

        assert progress(columns) == POINTS
        assert progress({name: column[::-1] for name, column in columns.items()}) == POINTS[::-1]

    @pytest.mark.parametrize(
        "sequence", [list, tuple, pd.Series, pl.Series, pa.array, pa.chunked_array]
    )
    def test_sequences(self, sequence: Any) -> None:
        wrap = (lambda v: sequence([v])) if sequence is pa.chunked_array else sequence

        assert progress({name: wrap(values) for name, values in ON_TIME.items()}) == POINTS

    @pytest.mark.parametrize(
        "column",
        [
            [1, None],
            [1, float("nan")],
            np.array([1, np.nan]),
            np.array([1, None]),
            np.ma.masked_array([1, 5], [False, True]),
            np.ma.masked_array([1.0, np.nan], [False, False]),
            pd.Series([1, None]),
            pd.Series([1, None], dtype="Int64"),
            pd.Series([1, None], dtype="Float32"),
            pd.Series([1, None], dtype="int64[pyarrow]"),
            pd.Series([1, None], dtype=object),
            pl.Series([1, None]),
            pl.Series([1.0, None]),
            pa.array([1, None]),
            pa.chunked_array([[1], [None]]),
        ],
        ids=lambda column: f"{type(column).__module__}:{getattr(column, 'dtype', '')}",
    )
    def test_nulls_are_missing(self, column: Any) -> None:
        table = many({"dossiers_on_time": column, "dossiers_handled": [4, 4]})

        assert table.points[0] == 5.0
        assert np.isnan(table.points[1])
        assert table[1].bounds == (0, 100)

    @pytest.mark.parametrize(
        "column",
        [
            np.ma.masked_array([2**53 + 1, 5], [False, True]),
            pd.Series([2**53 + 1, None], dtype="Int64"),
            pl.Series([2**53 + 1, None]),
            pa.array([2**53 + 1, None]),
            np.array([2**53 + 1, 5]),
            np.array([2**53 + 1, 5], np.uint64),
            [2**53 + 1, None],
        ],
        ids=lambda column: type(column).__module__,
    )
    def test_nulls_beside_numbers_that_no_double_holds(self, column: Any) -> None:
        """A double would make 2^53 of 2^53 + 1, which is refused."""
        for name in ("dossiers_on_time", "dossiers_handled"):
            table = many({name: column}, invalid="flag")
            assert list(table.invalid) == [0]
            assert f"{name} = {2**53 + 1} is above 2^53" in str(table.invalid[0])

    @pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame, pa.table])
    def test_data_frames(self, frame: Any) -> None:
        """A frame may hold more than counts: the units' names, say."""
        columns = frame({"unit": ["a", "b", "c", "d"], **ON_TIME})

        assert progress(columns) == POINTS

    def test_a_column_of_none_is_no_column(self) -> None:
        assert progress({**ON_TIME, "communes": None}) == POINTS

    @pytest.mark.parametrize(
        ("column", "said"),
        [
            (np.array([[1, 2]]), "2-dimensional int64"),
            (np.array(7), "0-dimensional int64"),
            (np.array(["1", "2"]), "1-dimensional <U1"),
            (np.array([True, False]), "1-dimensional bool"),
            (np.array([1, 2j]), "1-dimensional complex128"),
            (np.array(["2026-01-01"], "M8[D]"), "1-dimensional datetime64"),
            (np.ma.array(["1", "x"], mask=[True, False]), "1-dimensional <U1"),
            (np.ma.array([True, False]), "1-dimensional bool"),
            (np.ma.array([1, 2j], mask=[True, False]), "1-dimensional complex128"),
            (np.ma.array([None, "x"], mask=[True, False]), "row 1: dossiers_on_time = 'x' is text"),
            (pa.array([None, DAY]), f"row 1: dossiers_on_time = {DAY!r} is not a number"),
            (pl.Series([None, DAY]), f"row 1: dossiers_on_time = {DAY!r} is not a number"),
            (
                pd.Series(["1", "2"], dtype="string[python]"),
                "row 0: dossiers_on_time = '1' is text",
            ),
            (7, "0-dimensional int64"),
        ],
        ids=str,
    )
    def test_no_columns_of_numbers(self, column: Any, said: str) -> None:
        problems = refused({"dossiers_on_time": column})

        assert said in str(problems[0])

    @pytest.mark.parametrize("table", [None, 7, "counts", [1, 2]])
    def test_no_table(self, table: Any) -> None:
        assert "a mapping from name to array, or a data frame" in str(refused(table)[0])

    def test_a_lazy_frame_has_no_values_yet(self) -> None:
        assert "(a lazy one: score_frame)" in str(refused(pl.DataFrame(ON_TIME).lazy())[0])

    @pytest.mark.parametrize(
        "frame",
        [
            pd.DataFrame([[1, 2, 3]], columns=["dossiers_on_time"] * 2 + ["dossiers_handled"]),
            pa.table([[1], [2], [3]], names=["dossiers_on_time"] * 2 + ["dossiers_handled"]),
        ],
        ids=["pandas", "pyarrow"],
    )
    def test_names_twice(self, frame: Any) -> None:
        (problem,) = refused(frame)

        assert str(problem) == "columns = 'dossiers_on_time': it takes each name once"

    def test_integers_of_128_bits(self) -> None:
        columns = {name: pl.Series(counts, dtype=pl.Int128) for name, counts in ON_TIME.items()}

        assert progress(columns) == POINTS

    def test_no_columns(self) -> None:
        assert "at least one column" in str(refused({})[0])

    def test_no_rows(self) -> None:
        table = many({"dossiers_on_time": [], "dossiers_handled": np.empty(0)})

        assert len(table) == len(table.points) == 0
        assert "0 units" in repr(table)

    def test_lengths_differ(self) -> None:
        (problem,) = refused({"dossiers_on_time": [1], "dossiers_handled": [1, 2]})

        assert "columns of one length" in str(problem)

    def test_unknown_name(self) -> None:
        (problem,) = refused({**ON_TIME, "dossiers_on_tme": [1] * 4})

        assert isinstance(problem, ti.errors.UnknownNameError)
        assert problem.kind == "count"
        assert problem.nearest == "dossiers_on_time"

    def test_inputs_are_not_changed(self) -> None:
        columns = {name: np.array(values, float) for name, values in ON_TIME.items()}
        many(columns)

        assert {name: column.tolist() for name, column in columns.items()} == ON_TIME


class TestInvalid:
    """`invalid="raise"`: "the first 20 refused cells by row and column and counts the rest"."""

    def test_raise(self) -> None:
        columns = {"dossiers_on_time": [1, -1, 3, 1.5], "dossiers_handled": [2, 2, 2, 2]}
        with pytest.raises(ti.errors.InvalidRowsError) as caught:
            many(columns)

        assert caught.value.total == 3
        assert [row for row, _ in caught.value.rows] == [1, 2, 3]
        assert str(caught.value).splitlines() == [
            "3 rows refused:",
            (
                "- row 1: dossiers_on_time = -1 is negative: it takes a whole number from 0 to 2^53, "
                "or None where it is not known"
            ),
            "- row 2: progress.on_time: dossiers_on_time = 3 is above dossiers_handled = 2",
            (
                "- row 3: dossiers_on_time = 1.5 is fractional: it takes a whole number from 0 to 2^53, "
                "or None where it is not known"
            ),
        ]

    def test_many(self) -> None:
        with pytest.raises(ti.errors.InvalidRowsError, match=r"^1,000 rows refused:\n.*") as caught:
            many({"dossiers_handled": np.full(1000, -1)})
        assert str(caught.value).endswith("- and 980 more rows")
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)

    def test_flag(self) -> None:
        columns = {"dossiers_on_time": [1, -1, 3], "dossiers_handled": [2, 2, 2]}
        table = many(columns, invalid="flag")

        assert np.isnan(table.points[1:]).all()
        assert table.points[0] == 10.0
        assert list(table.invalid) == [1, 2]
        assert isinstance(table.invalid[1], ti.errors.ValueRefusedError)
        assert table.invalid[1].kind == "count"
        assert isinstance(table.invalid[2], ti.errors.AboveDenominatorError)
        for row in (0, 3, -1, "a"):
            assert row not in table.invalid
        with pytest.raises(ti.errors.ValueRefusedError):
            table[1]
        assert repr(table.invalid).startswith(
            "2 rows refused\n1: dossiers_on_time = -1 is negative"
        )
        assert "2 refused" in repr(table)

    @pytest.mark.parametrize("value", [-1, 0.5, float("inf"), -float("inf"), True, "x", b"x", [1]])
    @pytest.mark.parametrize(
        "name", ["dossiers_handled", "accounts_authenticated", "petitions_classified"]
    )
    def test_any_cell(self, name: str, value: Any) -> None:
        """In a column of objects, of a scored count, a figure or a monitored count alike."""
        column = np.empty(2, object)
        column[:] = [1, value]
        table = many({name: column}, invalid="flag")

        assert list(table.invalid) == [1]
        if isinstance(value, int | float) and not isinstance(value, bool):
            assert list(many({name: np.array([1, value])}, invalid="flag").invalid) == [1]

    def test_days(self) -> None:
        table = many({"average_handling_days": [7.05, -1, np.inf, None]}, invalid="flag")

        assert list(table.invalid) == [1, 2]

    def test_monitored_numerator_above(self) -> None:
        table = many({**ON_TIME, "dossiers_overdue": [3, 5, 0, 0]}, invalid="flag")

        assert list(table.invalid) == [1]

    def test_part_of_a_sum_above(self) -> None:
        columns = {
            "procedures_partly_online": [1, 3, None, 1],
            "procedures_fully_online": [1, None, None, 2],
            "procedures_in_scope": [2, 2, 2, 2],
        }
        table = many(columns, invalid="flag")

        assert list(table.invalid) == [1, 3]
        assert table.indicator_points["online_services.provided"][0] == 2.0

    def test_sums_that_no_double_holds(self) -> None:
        """2^53 + 1 of two parts is above 2^53, whichever of them is the large one."""
        big = 2**53
        columns = {
            "procedures_partly_online": np.array([big, big, 1, big - 1, big // 2]),
            "procedures_fully_online": np.array([1, 0, big, 1, big // 2]),
            "procedures_in_scope": np.full(5, big),
        }
        for dtype in (np.int64, np.float64):
            given_ = {name: column.astype(dtype) for name, column in columns.items()}
            table = many(given_, invalid="flag")
            assert list(table.invalid) == [0, 2]
            assert "above procedures_in_scope" in str(table.invalid[2])
            assert table.points[[1, 3, 4]].tolist() == [2.0, 2.0, 2.0]

    @pytest.mark.parametrize(
        "number", [Decimal("4.00000000000000000001"), Fraction(10**30 + 1, 10**30)]
    )
    def test_fractions_that_no_double_holds(self, number: Any) -> None:
        """They are no whole number, in whichever column."""
        own = pa.array([number]) if isinstance(number, Decimal) else [number]
        for column in ([number], own):
            columns = {"dossiers_on_time": column, "dossiers_handled": [5]}
            assert isinstance(many(columns, invalid="flag").invalid[0], ti.errors.ValueRefusedError)

    def test_second_part_of_a_sum_missing(self) -> None:
        columns = {
            "procedures_partly_online": [1, 1],
            "procedures_fully_online": [1, None],
            "procedures_in_scope": [2, 2],
        }
        table = many({name: np.array(values, float) for name, values in columns.items()})

        assert table.points[0] == 2.0
        assert np.isnan(table.points[1])

    def test_sum_of_three(self) -> None:
        names = ("partly", "fully", "otherwise")
        rules = RULES.with_indicator("online_services.provided", numerator=names)
        columns = {name: np.array([1.0, 4.0, 0.0]) for name in names}
        columns["procedures_in_scope"] = np.array([6.0, 12.0, 3.0])
        table = many(columns, rules=rules)

        assert table.points.tolist() == [1.25, 2.0, 0.0]
        assert [card.points for card in table] == [1.25, 2.0, 0.0]

    def test_missing_rows_are_refused_if_asked(self) -> None:
        """As in `score()`: missing="raise" is the default."""
        columns: dict[str, Any] = {name: [1, 1] for name in FULL} | {
            "procedures_in_scope": [2, None]
        }
        with pytest.raises(
            ti.errors.InvalidRowsError, match="row 1: missing counts: procedures_in_scope"
        ):
            ti.score_many(columns)
        table = ti.score_many(columns, invalid="flag")
        assert table.complete.tolist() == [True, False]
        assert table.points[0] == ti.score(FULL).points
        assert isinstance(table.invalid[1], ti.errors.MissingCountsError)

    def test_missing_columns(self) -> None:
        (problem,) = refused(ON_TIME, missing="raise")

        assert isinstance(problem, ti.errors.MissingCountsError)
        assert len(problem.names) == 41

    @pytest.mark.parametrize(
        "options",
        [
            {"missing": "?"},
            {"detail": "?"},
            {"invalid": "?"},
            {"threads": 0},
            {"threads": True},
            {"threads": 1.5},
            {"rules": "?"},
            {"level": "?"},
            {"level": 7},
        ],
        ids=str,
    )
    def test_options(self, options: dict[str, Any]) -> None:
        assert refused(ON_TIME, **options)


class TestExactness:
    """ "The same doubles bit for bit", beside the ties and far from them."""

    @pytest.mark.parametrize("rule", RULES.scored, ids=lambda rule: rule.code)
    @pytest.mark.parametrize("top", [400, 10**9, 2**53])
    @settings(max_examples=20)
    @given(data=st.data())
    def test_near_ties(self, rule: ti.Indicator, top: int, data: st.DataObject) -> None:
        d = data.draw(st.integers(1, top))
        cents = data.draw(st.integers(0, int(100 * rule.max_points) - 1))
        tie = Fraction(2 * cents + 1, 200) * Fraction(str(rule.target)) * d / int(rule.max_points)
        n = [max(0, min(d, int(tie) + step)) for step in range(-2, 4)]
        columns = {name: [0] * 6 for name in rule.numerator}
        columns |= {rule.numerator[0]: n, str(rule.denominator): [d] * 6}
        if rule.factor:
            columns |= {"dossiers_synced": [1] * 6, "dossiers_to_sync": [1] * 6}
        for kind in (np.int64, np.float64, object):
            given_ = {name: np.array(column, kind) for name, column in columns.items()}
            got = many(given_).indicator_points[rule.code]
            assert got.tolist() == [float(expected(rule, k / d * 100)) for k in n]

    @pytest.mark.parametrize("percents", [0, 2, 9])
    @given(data=st.data())
    def test_percentage_first(self, percents: int, data: st.DataObject) -> None:
        rounding = ti.Rounding(percent_decimals=percents)
        rules = attrs.evolve(RULES, rounding=rounding)
        d = data.draw(st.integers(1, 10**6))
        n = data.draw(st.lists(st.integers(0, d), min_size=1, max_size=9))
        columns = {"dossiers_paid_online": n, "dossiers_with_fees": [d] * len(n)}
        table = many(columns, rules=rules)

        for row in range(len(n)):
            assert table.points[row] == table[row].points

    def test_unrounded(self) -> None:
        """The double before it is rounded, and the sums of these in order."""
        rules = RULES.unrounded
        card = ti.score(PHU_THO.counts, PHU_THO.percentages, rules=rules)
        counts = {name: [count] for name, count in PHU_THO.counts.items()}
        shares = {f"{code} %": [value] for code, value in PHU_THO.percentages.items()}
        whole = ti.score_many({**counts, **shares}, rules=rules)

        assert progress(ON_TIME, rules=rules) == POINTS
        assert whole.points[0] == card.points
        assert progress({"dossiers_on_time": [1], "dossiers_handled": [48]}, rules=rules) == [
            1 / 48 * 100 * 20 / 100
        ]

    def test_unscored_counts_as_nothing_in_a_group(self) -> None:
        """0/0 without points is null for the indicator and 0 for its group."""
        columns = {"dossiers_synced": [0, 1], "dossiers_to_sync": [0, 1]}
        table = many(columns)

        assert np.isnan(table.indicator_points["transparency.synced"][0])
        assert table.group_points["transparency"].tolist() == [0.0, 6.0]


PHU_THO = ti.examples.PHU_THO_2026_08


class TestPercentages:
    """ "Percentages as columns work as in `score()`"."""

    def test_mixed_with_counts(self) -> None:
        columns = {"dossiers_on_time": [1, None, None], "dossiers_handled": [4, None, None]}
        table = many({**columns, "progress.on_time %": [None, 94.44, None]})

        assert table.points[:2].tolist() == [5.0, 18.89]
        assert np.isnan(table.points[2])
        assert table[1]["progress.on_time"].from_percentage

    def test_without_counts(self) -> None:
        table = many({"online_services.provided %": [0, 50.0, 79.9999999, 80, 100]})

        assert table.points.tolist() == [0.0, 1.25, 2.0, 2.0, 2.0]

    @given(st.lists(st.floats(0, 100) | st.integers(0, 10**6).map(lambda n: n / 10**4), min_size=1))
    def test_as_written(self, percentages: list[float]) -> None:
        """A decimal is taken as written, however many digits it has."""
        said: Any = {"missing": "allow", "percent_as": "percent"}
        table = many({"satisfaction.dossiers %": percentages}, **said)

        for row, value in enumerate(percentages):
            card = ti.score({}, {"satisfaction.dossiers": value}, **said)
            assert table.points[row] == card.points

    @pytest.mark.parametrize("value", [-1, 100.5, np.inf])
    def test_out_of_range(self, value: float) -> None:
        table = many({"progress.on_time %": [50, value]}, invalid="flag")

        assert list(table.invalid) == [1]
        assert isinstance(table.invalid[1], ti.errors.ValueRefusedError)
        assert table.invalid[1].kind == "percentage"

    def test_decimals_that_no_double_holds(self) -> None:
        hair = Decimal("0.00000000000000000001")
        percentages = {"progress.on_time %": [100 + hair, 50 + hair, Decimal(50)]}
        table = many(percentages, invalid="flag")

        assert list(table.invalid) == [0]
        assert table.points[1:].tolist() == [10.0, 10.0]

    def test_beside_counts(self) -> None:
        columns = {"dossiers_satisfied": [1, None], "dossiers_assessed": [1, None]}
        table = many({**columns, "satisfaction.dossiers %": [50, 50]}, invalid="flag")

        assert isinstance(table.invalid[0], ti.errors.ConflictError)
        assert (
            table.points[1] == ti.score({}, {"satisfaction.dossiers": 50}, missing="allow").points
        )

    def test_beside_a_count_that_others_need(self) -> None:
        columns = {"dossiers_handled": [10], "dossiers_overdue": [1], "progress.on_time %": [90]}
        table = many(columns)

        assert table.points.tolist() == [18.0]

    def test_unknown(self) -> None:
        """What has no percentage, and what has one but for the name of its column."""
        for name in ("progress %", "progress.on_time", "progress.handling_time %"):
            (problem,) = refused({**ON_TIME, name: [1] * 4})
            assert isinstance(problem, ti.errors.UnknownNameError)
            assert problem.kind == "count"
        assert "did you mean 'progress.on_time %'?" in str(refused({"progress.on_time": [1]})[0])

    def test_whole_columns_may_be_missing_then(self) -> None:
        counts = {name: [value] for name, value in FULL.items() if "communes" not in name}
        table = ti.score_many({**counts, "digitization.certified_copies %": [100]})

        assert table.complete.all()


class TestLevels:
    """ "Levels per row (an array)"."""

    OWN = RULES.with_indicator(
        "digitization.certified_copies",
        levels=[ti.Level.COMMUNE],
        when_not_applicable=ti.NotApplicable.EXCLUDED,
    ).with_indicator("transparency.complete", levels=[ti.Level.COMMUNE])

    def test_by_row(self) -> None:
        levels = ["commune", ti.Level.PROVINCE, "village", None]
        columns: dict[str, Any] = {name: [value] * 4 for name, value in FULL.items()}
        table = ti.score_many({**columns, "level": levels}, rules=self.OWN, invalid="flag")
        named = ti.score_many(
            {**columns, "cấp": levels}, rules=self.OWN, level="cấp", invalid="flag"
        )

        assert np.array_equal(table.points, named.points, equal_nan=True)

        for row in (0, 1):
            card = ti.score(FULL, rules=self.OWN, level=levels[row])
            assert table[row] == card
            assert table.points[row] == card.points
        assert np.isnan(table.indicator_points["digitization.certified_copies"][1])
        assert table.indicator_points["transparency.complete"][1] == 2.0
        assert list(table.invalid) == [2, 3]
        assert isinstance(table.invalid[3], ti.errors.UnknownNameError)
        assert table.invalid[3].kind == "level"

    def test_counts_that_only_some_need(self) -> None:
        counts = {n: [v] for n, v in FULL.items() if "communes" not in n}

        assert ti.score_many(counts, rules=self.OWN, level="province").complete.all()
        with pytest.raises(
            ti.errors.InvalidRowsError, match="missing counts: communes_issuing_ecopies"
        ):
            ti.score_many(counts, rules=self.OWN, level="commune")

    def test_where_the_rules_are_the_same(self) -> None:
        levels = np.array(["commune", None, "ministry", "x"], object)
        table = many({**ON_TIME, "level": levels}, invalid="flag")

        assert table.points[:3].tolist() == POINTS[:3]
        assert list(table.invalid) == [3]

    @pytest.mark.parametrize(
        "levels",
        [
            pa.array(["commune", None, None, "x"]),
            pl.Series(["commune", None, None, "x"]),
            pd.Series(["commune", pd.NA, None, "x"], dtype="string"),
            pd.Series(["commune", pd.NaT, float("nan"), "x"], dtype=object),
        ],
        ids=["pyarrow", "polars", "pandas", "objects"],
    )
    def test_of_any_library(self, levels: Any) -> None:
        table = many({**ON_TIME, "level": levels}, invalid="flag")

        assert [card.level for card in table[:3]] == ["commune", None, None]
        assert list(table.invalid) == [3]

    def test_in_two_dimensions(self) -> None:
        table = many({**ON_TIME, "level": np.array([["commune"]] * 4)}, invalid="flag")

        assert list(table.invalid) == [0, 1, 2, 3]

    def test_one_for_all(self) -> None:
        """Said outright, a level is that of all units, whatever a column says."""
        assert many(ON_TIME, level="commune")[0].level == ti.Level.COMMUNE
        columns = {**ON_TIME, "level": ["province"] * 4}
        assert many(pl.DataFrame(columns), level="commune")[0].level == ti.Level.COMMUNE
        assert many(pl.DataFrame(columns))[0].level == ti.Level.PROVINCE


class TestTable:
    def test_arrays_are_read_only(self) -> None:
        table = many(ON_TIME)

        for array in (table.points, table.complete, *table.group_points.values()):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 1
        with pytest.raises(TypeError):
            table.group_points["progress"] = table.points  # type: ignore[index]  # that is the point

    @pytest.mark.parametrize(
        ("detail", "indicators", "groups"),
        [("indicators", 21, 6), ("groups", 0, 6), ("total", 0, 0)],
    )
    def test_detail(self, detail: str, indicators: int, groups: int) -> None:
        table = many(ON_TIME, detail=detail)

        assert (len(table.indicator_points), len(table.group_points)) == (indicators, groups)
        assert table.points.tolist() == POINTS

    def test_rows_and_slices(self) -> None:
        table = many(
            {**ON_TIME, "communes": [1, 2, -3, None], "level": ["commune"] * 4}, invalid="flag"
        )
        part = table[1:]

        assert len(part) == 3
        assert part.points.tolist()[0] == 15.0
        assert list(part.invalid) == [1]
        assert part[0] == table[1]
        assert table[-1] == table[3]
        assert [card.points for card in many(ON_TIME)] == POINTS
        with pytest.raises(IndexError):
            table[4]
        assert len(many(ON_TIME, level="commune")[::2]) == 2

    def test_pickle(self) -> None:
        table = many(ON_TIME)
        copy = pickle.loads(pickle.dumps(table))

        assert copy.points.tolist() == POINTS
        assert copy[0] == table[0]

    @pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
    def test_to_frame(self, library: Any) -> None:
        frame = many({**ON_TIME, "dossiers_on_time": [1, 3, 0, None]}).to_frame(library)
        names = list(frame.column_names if library == "pyarrow" else frame.columns)

        assert names == [*(r.code for r in RULES.scored), *(g.code for g in RULES), "total"]
        total = frame["total"]
        assert type(frame).__module__.startswith(library)
        nulls = int(total.isna().sum()) if library == "pandas" else total.null_count
        assert (nulls() if callable(nulls) else nulls) == 1

    @pytest.mark.parametrize(
        "read",
        [pl.DataFrame, pa.table, lambda table: duckdb.from_arrow(table).pl()],
        ids=["polars", "pyarrow", "duckdb"],
    )
    def test_streams_arrow(self, read: Any) -> None:
        """What reads a stream of Arrow takes a table as it is: a gap is null, a point the same."""
        table = many({**ON_TIME, "dossiers_on_time": [1, 3, 0, None]})
        frame = read(table)

        assert pa.table(frame).equals(table.to_frame("pyarrow"))

    def test_points_are_not_copied(self) -> None:
        table = many(ON_TIME)
        (total,) = pa.table(table)["total"].chunks

        assert total.buffers()[1].address == table.points.ctypes.data

    @pytest.mark.parametrize(
        "streamed",
        [
            pa.table(ON_TIME).to_reader(),
            duckdb.from_arrow(pa.table(ON_TIME)),
        ],
        ids=["pyarrow", "duckdb"],
    )
    def test_streams_are_taken_in(self, streamed: Any) -> None:
        assert many(streamed).points.tolist() == POINTS

    def test_to_another_frame(self) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match="'pandas', 'polars' or 'pyarrow'"):
            many(ON_TIME).to_frame("excel")  # type: ignore[arg-type]  # that is the point

    def test_summary(self) -> None:
        table = many(ON_TIME)

        assert table.summary()["progress"] == {
            "units": 4,
            "lowest": 0.0,
            "25%": 3.75,
            "median": 10.0,
            "75%": 16.25,
            "highest": 20.0,
            "mean": 10.0,
        }
        assert table.summary()["transparency"]["median"] is None
        assert json.loads(json.dumps(table.summary())) == table.summary()
        assert "qd766-2026: 4 units, 4 with missing counts" in repr(table)
        assert "<table" in table._repr_html_()

    def test_complete_units_are_not_told_as_missing(self) -> None:
        table = ti.score_many({name: [value] for name, value in FULL.items()})

        assert repr(table).startswith("qd766-2026: 1 units\n")


#: Enough rows for several threads, none of them a multiple of anything.
ROWS = 3 * _engine.MIN_ROWS + 7


@pytest.fixture
def columns() -> dict[str, np.ndarray[Any, Any]]:
    rng = np.random.default_rng(766)
    handled = rng.integers(0, 50, ROWS).astype(float)
    on_time = np.floor(handled * rng.random(ROWS))
    handled[::97] = np.nan
    on_time[5::101] = 60
    return {"dossiers_on_time": on_time, "dossiers_handled": handled}


class TestNulls:
    """Null is missing, whatever the column holds besides; what is no number is refused."""

    @pytest.mark.parametrize("counts", [[None, None], [Decimal(5), None], [Decimal(5), Decimal(6)]])
    def test_of_arrow(self, counts: list[Any]) -> None:
        columns = {"dossiers_on_time": pa.array(counts), "dossiers_handled": [10, 10]}

        points = progress(columns)
        assert [None if p != p else p for p in points] == [  # noqa: PLR0124  # NaN alone is not itself
            None if count is None else float(2 * count) for count in counts
        ]

    @pytest.mark.parametrize("counts", [["a", None], [True, None]])
    def test_no_numbers(self, counts: list[Any]) -> None:
        columns = {"dossiers_on_time": pa.array(counts), "dossiers_handled": [10, 10]}

        assert many(columns, invalid="flag").invalid.rows.tolist() == [0]


class TestSummary:
    """How the points of many units are distributed, for people and as plain values."""

    def test_as_plain_values(self) -> None:
        table = many(
            {"dossiers_on_time": [1, 9, 3, None], "dossiers_handled": [4, 4, 4, 4]}, invalid="flag"
        )
        stored = json.loads(table.to_json())

        assert {key: stored[key] for key in ("rules", "units", "incomplete", "refused")} == {
            "rules": "qd766-2026",
            "units": 4,
            "incomplete": 3,
            "refused": 1,
        }
        assert stored["summary"]["progress"]["median"] == 10.0
        assert table.text("vi").startswith("qd766-2026: 4 đơn vị, 3 chưa đủ số liệu")


class TestUnits:
    """The names of the units go with their rows."""

    NAMES = ["Hòa Bình", "Việt Trì", "Phù Ninh", "Tam Nông"]

    def test_given(self) -> None:
        table = many({"unit": self.NAMES, **ON_TIME})

        assert table.units is not None
        assert list(table.units) == self.NAMES
        part = table[1:3].units
        assert part is not None
        assert part.tolist() == self.NAMES[1:3]
        assert many(ON_TIME).units is None

    @pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame, pa.table])
    def test_column_of_a_frame(self, frame: Any) -> None:
        table = many(frame({**ON_TIME, "unit": self.NAMES}))

        assert table.units is not None
        assert table.units.tolist() == self.NAMES

    @pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
    def test_to_frame(self, library: Any) -> None:
        frame = many({"unit": self.NAMES, **ON_TIME}, detail="total").to_frame(library)

        names = frame.column_names if library == "pyarrow" else list(frame.columns)
        assert names == ["unit", "total"]
        assert list(map(str, frame["unit"])) == self.NAMES

    @pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
    def test_names_of_several_types_are_text_in_a_frame(self, library: Any) -> None:
        names = ["Hòa Bình", 17, None, 2.5]
        frame = many({"unit": names, **ON_TIME}, detail="total").to_frame(library)

        column = frame["unit"]
        shown = column.to_pylist() if library == "pyarrow" else column.to_list()
        assert [None if pd.isna(name) else name for name in shown] == [
            "Hòa Bình",
            "17",
            None,
            "2.5",
        ]

    def test_refused(self) -> None:
        (short,) = refused({**ON_TIME, "unit": ["Hòa Bình"]})
        (alone,) = refused({"unit": self.NAMES})
        (other,) = refused({**ON_TIME, "units": self.NAMES})

        assert "'unit': 1" in str(short)
        assert "columns of one length" in str(short)
        assert "['unit']: it takes at least one column of counts or percentages" in str(alone)
        assert "unknown count 'units'; did you mean 'unit'?" in str(other)

    @pytest.mark.parametrize("frame", [dict, pd.DataFrame, pl.DataFrame, pa.table])
    def test_beside_the_columns(self, frame: Any) -> None:
        """Names by themselves, or another column than "unit"."""
        for table in (
            many(frame(ON_TIME), units=self.NAMES),
            many(frame({**ON_TIME, "xã": self.NAMES}), units="xã"),
        ):
            assert table.units is not None
            assert table.units.tolist() == self.NAMES
            assert not table.units.flags.writeable

    @pytest.mark.parametrize("units", ["xã", 5])
    def test_no_names(self, units: Any) -> None:
        (error,) = refused(ON_TIME, units=units)

        names = ", ".join(ON_TIME)
        assert str(error) == (
            f"units = {units!r}: it takes one name a row, or the name of a column: {names}"
        )


class TestThreads:
    """ "Safe to call from several threads at once"; "equal results whatever the chunks"."""

    def test_any_number_of_threads(
        self, columns: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = many(columns, threads=1, invalid="flag")
        monkeypatch.setattr(_engine, "CHUNK", 1000)
        for threads in (1, 2, 3, None):
            table = many(columns, threads=threads, invalid="flag")
            assert np.array_equal(table.points, first.points, equal_nan=True)
            assert np.array_equal(table.invalid.rows, first.invalid.rows)

    def test_every_row_is_the_card(self, columns: dict[str, Any]) -> None:
        table = many(columns, invalid="flag")
        for row in range(0, ROWS, 211):
            if row not in table.invalid:
                points = table[row].points
                assert table.points[row] == points or (
                    points is None and np.isnan(table.points[row])
                )

    def test_calls_at_once(self, columns: dict[str, Any]) -> None:
        expected = many(columns, invalid="flag").points
        with ThreadPoolExecutor(4) as pool:
            tables = list(pool.map(lambda _: many(columns, invalid="flag"), range(8)))

        assert all(np.array_equal(t.points, expected, equal_nan=True) for t in tables)


class TestFromAnyRules:
    """ "`table[i]` is the same `ScoreCard` that `score()` gives (a law)"; see also the laws."""

    @given(st.data())
    def test_levels_by_row(self, data: st.DataObject) -> None:
        rules = data.draw(testing.rulesets())
        units = data.draw(st.lists(testing.counts(rules, missing=True), min_size=1, max_size=4))
        levels = [data.draw(st.sampled_from(ti.Level)) for _ in units]
        columns = {name: [unit.get(name) for unit in units] for name in rules.counts}
        table = many({**columns, "level": levels}, rules=rules)
        for row, (unit, level) in enumerate(zip(units, levels, strict=True)):
            card = ti.score(unit, rules=rules, level=level, missing="allow")
            assert table[row] == card
            assert table.points[row] == pytest.approx(
                np.nan if card.points is None else card.points, abs=0, rel=0, nan_ok=True
            )
