# SPDX-License-Identifier: MIT
"""`score_frame()`: the points of one unit at a time, on data frames of every kind."""

from __future__ import annotations

import math
import pickle
import sys

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import attrs
import duckdb
import ibis
import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

import tthc_index as ti

from tthc_index import testing
from tthc_index.scoring.frame import score_frame

from .frames import BAD, Row, batch, check, hard_rows, table


RULES = ti.ruleset("qd766-2026")
ON_TIME = "progress.on_time"
SHARE = "progress.on_time %"

#: The same rules with one group: one indicator that is scored, three that are monitored.
SMALL = attrs.evolve(RULES, id="progress-only", groups=[RULES["progress"]], max_points=20)


def _from_pandas(frame: Any) -> dict[str, list[Any]]:
    return {n: frame[n].astype(object).where(frame[n].notna(), None).tolist() for n in frame}


def _nullable(units: pa.Table) -> Any:
    kinds = {pa.int64(): pd.Int64Dtype(), pa.float64(): pd.Float64Dtype()}
    return units.to_pandas(types_mapper=kinds.get)


#: How each kind of frame is made of a table, and read back as lists.
KINDS: dict[str, tuple[Callable[[pa.Table], Any], Callable[[Any], dict[str, list[Any]]]]] = {
    "pandas": (pa.Table.to_pandas, _from_pandas),
    "pandas-nullable": (_nullable, _from_pandas),
    "pandas-arrow": (lambda units: units.to_pandas(types_mapper=pd.ArrowDtype), _from_pandas),
    "polars": (pl.DataFrame, lambda frame: frame.to_dict(as_series=False)),
    "polars-lazy": (
        lambda units: pl.DataFrame(units).lazy(),
        lambda frame: frame.collect().to_dict(as_series=False),
    ),
    "pyarrow": (lambda units: units, pa.Table.to_pydict),
    "duckdb": (
        lambda units: duckdb.connect().from_arrow(units),
        lambda relation: relation.to_arrow_table().to_pydict(),
    ),
    "ibis": (ibis.memtable, lambda expression: expression.to_pyarrow().to_pydict()),
}

each_kind = pytest.mark.parametrize("kind", KINDS)


def scored(kind: str, units: pa.Table, **options: Any) -> dict[str, list[Any]]:
    make, read = KINDS[kind]
    frame = make(units)
    result = score_frame(frame, **options)
    assert isinstance(result, (ibis.Table if kind == "ibis" else type(frame)))
    return read(result)


def progress(columns: dict[str, Any], kind: str = "polars", **options: Any) -> dict[str, list[Any]]:
    return scored(kind, pa.table(columns), **{"rules": SMALL, "missing": "allow", **options})


@st.composite
def units(draw: st.DrawFn, rules: ti.RuleSet) -> tuple[list[Row], dict[str, Any]]:
    """Rows, some of them refused, and how to score them."""
    shares = [rule.code for rule in rules.indicators if rule.denominator]
    codes = draw(st.sets(st.sampled_from(shares))) if shares else set()
    options: dict[str, Any] = {
        "missing": draw(st.sampled_from(["raise", "allow"])),
        "rules": draw(st.sampled_from([rules, rules, rules.unrounded])),
        "percent_as": "percent",
        **draw(_LEVELS),
    }
    # Whole columns can be missing, too.
    some = st.sets(st.sampled_from(sorted(rules.counts)), min_size=1)
    names = draw(some) if options["missing"] == "allow" and draw(st.booleans()) else {*rules.counts}
    rows = draw(st.lists(_units(rules, sorted(codes)), min_size=1, max_size=4))
    kept = {*names, *(f"{code} %" for code in codes)} | (
        {"level"} if "level" not in options else set()
    )
    return [{name: row[name] for name in row if name in kept} for row in rows], options


#: One level for all, or a column of them.
_LEVELS: st.SearchStrategy[dict[str, Any]] = st.sampled_from([*ti.Level]).map(
    lambda level: {"level": level}
) | st.just({})


@st.composite
def _units(draw: st.DrawFn, rules: ti.RuleSet, codes: list[str]) -> Row:
    counts = draw(testing.counts(rules, missing=True))
    row: Row = {name: counts.get(name) for name in rules.counts}
    odd = st.sampled_from((None, *BAD, 2.0**60))
    row |= draw(st.dictionaries(st.sampled_from(sorted(rules.counts)), odd, max_size=2))
    for code in codes:
        row[f"{code} %"] = draw(_percentages())
        if row[f"{code} %"] is not None and draw(st.booleans()):
            row |= dict.fromkeys(rules[code].count_names)
    return row | {"level": draw(st.sampled_from([*ti.Level, None, "nowhere"]))}


def _percentages() -> st.SearchStrategy[float | None]:
    rounded = st.integers(0, 10**4).map(lambda parts: parts / 100)
    odd = st.sampled_from((None, -1.0, 100.5, math.inf))
    return st.none() | rounded | st.floats(0, 100) | odd


class TestLaws:
    """ "Scalar, array and every frame backend agree in property tests"."""

    @pytest.mark.parametrize(
        ("kind", "examples"),
        [(kind, {"polars-lazy": 100, "ibis": 2}.get(kind, 8)) for kind in KINDS],
    )
    def test_any_rules(self, kind: str, examples: int) -> None:
        @settings(max_examples=examples)
        @given(st.data())
        def law(data: st.DataObject) -> None:
            rows, options = data.draw(units(data.draw(testing.rulesets())))
            rules = options.pop("rules")
            check(rows, scored(kind, table(rows), rules=rules, **options), rules, **options)

        law()

    @each_kind
    def test_the_rules_of_2026(self, kind: str) -> None:
        rows = batch(RULES, 80, seed=766)

        check(rows, scored(kind, table(rows), missing="allow"), RULES, missing="allow")

    def test_as_a_table(self) -> None:
        """Bit for bit what `score_many()` gives."""
        rows = batch(RULES, 300, seed=2026)
        many = ti.score_many(table(rows), missing="allow", invalid="flag")
        got = scored("polars", table(rows), missing="allow")

        for code, points in {
            **many.indicator_points,
            **many.group_points,
            "total": many.points,
        }.items():
            assert got[code] == [None if math.isnan(value) else value for value in points.tolist()]
        assert [row for row, text in enumerate(got["invalid"]) if text] == list(many.invalid)


class TestExactness:
    """ "The same doubles bit for bit", on every engine."""

    HARD = hard_rows(RULES)

    @each_kind
    def test_hard_rows(self, kind: str) -> None:
        """Near ties of every indicator, with and without a percentage that is rounded first."""
        for rules in (RULES, RULES.unrounded):
            check(
                self.HARD,
                scored(kind, table(self.HARD), rules=rules, missing="allow"),
                rules,
                missing="allow",
            )

    @each_kind
    def test_the_largest_counts(self, kind: str) -> None:
        """ "Counts above 2^53 are refused everywhere with a clear error"."""
        columns = {
            "dossiers_on_time": [2**53, 2**53, 2**53 + 1, 0],
            "dossiers_handled": [2**53, 2**53 - 1, 2**53, 2**53 + 1],
        }
        got = progress(columns, kind)

        assert got["total"] == [20.0, None, None, None]
        taken = "it takes a whole number from 0 to 2^53, or None where it is not known"
        assert got["invalid"] == [
            None,
            f"progress.on_time: dossiers_on_time = {2**53} is above dossiers_handled = {2**53 - 1}",
            f"dossiers_on_time = {2**53 + 1} is above 2^53: {taken}",
            f"dossiers_handled = {2**53 + 1} is above 2^53: {taken}",
        ]

    @each_kind
    def test_sums_that_no_double_holds(self, kind: str) -> None:
        """2^53 + 1 of two parts is above 2^53."""
        columns = {
            "procedures_partly_online": [2**53, 2**53],
            "procedures_fully_online": [1, 0],
            "procedures_in_scope": [2**53, 2**53],
        }
        got = progress(columns, kind, rules=RULES)

        assert got["total"] == [None, 2.0]

    @each_kind
    def test_percentages_of_any_decimals(self, kind: str) -> None:
        percentages = [50.025, 94.44, 0.000001, 100 / 3, 200 / 3, 50.025000000000006, None, 100.0]
        got = progress({SHARE: percentages}, kind, detail="total")

        expected = ti.score_many({SHARE: percentages}, rules=SMALL, missing="allow").points
        assert got["total"] == [None if math.isnan(p) else p for p in expected.tolist()]
        assert got["total"] == [10.01, 18.89, 0.0, 6.67, 13.33, 10.01, None, 20.0]
        assert got["invalid"] == [None] * 8


class TestColumns:
    """ "Null = missing; null stays null; NaN as null"; decimals, small and large integers."""

    @each_kind
    def test_null_is_not_zero(self, kind: str) -> None:
        columns = {"dossiers_on_time": [1, None], "dossiers_handled": [4, 4]}
        got = progress(columns, kind, rules=RULES)

        assert got[ON_TIME] == got["progress"] == got["total"] == [5.0, None]
        assert got["digitization"] == got["digitization.reuse"] == [None, None]
        assert got["invalid"] == [None, None]

    @pytest.mark.parametrize(
        "dtype",
        [
            *(pa.int8(), pa.int16(), pa.int32(), pa.int64()),
            *(pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64()),
            *(pa.float32(), pa.float64()),
        ],
        ids=str,
    )
    @each_kind
    def test_types(self, kind: str, dtype: pa.DataType) -> None:
        on_time = pa.array([1, 3, 0, None], pa.int8()).cast(dtype)
        got = progress({"dossiers_on_time": on_time, "dossiers_handled": [4, 4, 0, 4]}, kind)

        assert got["total"] == [5.0, 15.0, 0.0, None]

    @pytest.mark.parametrize("kind", sorted({*KINDS} - {"pandas", "pandas-nullable"}))
    def test_decimals_beyond_doubles(self, kind: str) -> None:
        """A fraction that a double does not see is a fraction all the same."""
        on_time = [Decimal("1.00000000000000000001"), Decimal(1), Decimal(-1)]
        got = progress({"dossiers_on_time": on_time, "dossiers_handled": [4, 4, 4]}, kind)

        assert got["total"] == [None, 5.0, None]
        assert "is fractional" in got["invalid"][0]
        assert "is negative" in got["invalid"][2]

    @pytest.mark.parametrize("kind", sorted({*KINDS} - {"pandas", "pandas-nullable"}))
    def test_percentages_beyond_doubles(self, kind: str) -> None:
        percentages = [Decimal("100.00000000000000000001"), Decimal(100), Decimal(50)]
        got = progress({SHARE: percentages}, kind)

        assert got["total"] == [None, 20.0, 10.0]
        assert [text is None for text in got["invalid"]] == [False, True, True]

    @pytest.mark.parametrize("kind", ["polars", "polars-lazy", "pyarrow", "pandas-arrow", "duckdb"])
    def test_a_column_of_nulls(self, kind: str) -> None:
        got = progress({"dossiers_on_time": pa.nulls(1), "dossiers_handled": [4]}, kind)

        assert got["total"] == got["invalid"] == [None]

    def test_sums_of_duckdb(self) -> None:
        """What SQL adds up are integers of 128 bits."""
        sums = duckdb.connect().sql(
            "select sum(n) as dossiers_on_time, sum(4) as dossiers_handled from range(2) t(n)"
        )

        assert score_frame(sums, missing="allow", detail="total").fetchall() == [(1, 8, 2.5, None)]

    @pytest.mark.parametrize(
        ("column", "dtype"),
        [([True], "Boolean"), (["1"], "String"), ([object()], "Object")],
    )
    def test_no_numbers(self, column: list[Any], dtype: str) -> None:
        units = pd.DataFrame({"dossiers_on_time": column, "dossiers_handled": [4]})

        with pytest.raises(ti.errors.ValueRefusedError) as caught:
            score_frame(units, missing="allow")
        assert str(caught.value) == (
            f"column 'dossiers_on_time' = {dtype}: it takes a column of integers, decimals or floats"
        )

    @each_kind
    def test_no_rows(self, kind: str) -> None:
        got = progress(
            {
                "dossiers_on_time": pa.array([], pa.int64()),
                "dossiers_handled": pa.array([], pa.float64()),
            },
            kind,
            detail="total",
        )

        assert got == {"dossiers_on_time": [], "dossiers_handled": [], "total": [], "invalid": []}


class TestResult:
    """ "All input columns, plus one per indicator, group, the total, and the reason"."""

    COLUMNS: dict[str, Any] = {
        "unit": ["a", "b"],
        "dossiers_on_time": [1, 3],
        "dossiers_handled": [4, 4],
    }

    @pytest.mark.parametrize("detail", ["indicators", "groups", "total"])
    @each_kind
    def test_columns(self, kind: str, detail: str) -> None:
        got = progress(self.COLUMNS, kind, rules=RULES, detail=detail)

        indicators = [rule.code for rule in RULES.scored] if detail == "indicators" else []
        groups = [group.code for group in RULES] if detail != "total" else []
        assert list(got) == [*self.COLUMNS, *indicators, *groups, "total", "invalid"]
        assert {name: got[name] for name in self.COLUMNS} == self.COLUMNS

    @each_kind
    def test_names_that_begin_as_its_own(self, kind: str) -> None:
        """A frame's column is never taken for one of the steps in between."""
        columns = {**self.COLUMNS, "_count/dossiers_on_time": [7, 7], "__refused/": [7, 7]}

        assert list(progress(columns, kind, detail="total")) == [*columns, "total", "invalid"]
        assert progress(columns, kind)["total"] == [5.0, 15.0]

    def test_index(self) -> None:
        frame = pd.DataFrame(self.COLUMNS, index=["x", "y"])
        got = score_frame(frame.iloc[::-1], missing="allow")

        assert got["total"].to_dict() == {"y": 15.0, "x": 5.0}

    def test_index_of_equal_labels(self) -> None:
        columns = {"dossiers_on_time": [9, 3, 9], "dossiers_handled": [4, 4, 4]}
        got = score_frame(pd.DataFrame(columns, index=["x", "x", "x"]), missing="allow")

        assert got["total"].fillna(-1).tolist() == [-1, 15.0, -1]
        assert got["invalid"].isna().tolist() == [False, True, False]

    def test_labels_that_are_no_text(self) -> None:
        columns: dict[Any, Any] = {0: ["a", "b"], **self.COLUMNS}
        frame = pd.DataFrame(columns)

        assert list(score_frame(frame, missing="allow", detail="total")) == [
            0,
            *self.COLUMNS,
            "total",
            "invalid",
        ]

    def test_frames_of_narwhals(self) -> None:
        frame = nw.from_native(pl.LazyFrame(self.COLUMNS))
        got = score_frame(frame, missing="allow")

        assert isinstance(got, nw.LazyFrame)
        assert got.collect()["total"].to_list() == [5.0, 15.0]

    def test_input_is_not_changed(self) -> None:
        frame = pd.DataFrame(self.COLUMNS)
        score_frame(frame, missing="allow")

        assert frame.equals(pd.DataFrame(self.COLUMNS))

    @pytest.mark.parametrize("name", ["total", "Total", "invalid", "progress", "Progress.On_time"])
    def test_clashes(self, name: str) -> None:
        """Also where DuckDB and Spark see one name: upper or lower case."""
        with pytest.raises(ti.errors.ValueRefusedError) as caught:
            progress({**self.COLUMNS, name: [1, 2]}, rules=RULES)
        assert str(caught.value) == (
            f"frame = ['{name}']: it takes a data frame without the columns that are added"
        )
        if "." in name:
            assert progress({**self.COLUMNS, name: [1, 2]}, detail="groups")["total"] == [5.0, 15.0]


class TestLaziness:
    """ "Lazy input stays lazy: nothing is collected, no row count asked for"."""

    def test_polars(self) -> None:
        def scanned(_: pl.DataFrame) -> pl.DataFrame:
            raise AssertionError

        schema = pl.Schema({"dossiers_on_time": pl.Int64(), "dossiers_handled": pl.Int64()})
        units = pl.LazyFrame(schema=schema).map_batches(scanned, schema=schema)
        lazy = score_frame(units, missing="allow")

        assert isinstance(lazy, pl.LazyFrame)
        with pytest.raises(AssertionError):
            lazy.collect()

    def test_polars_in_the_streaming_engine(self) -> None:
        units = pl.LazyFrame({"dossiers_on_time": [1, 9], "dossiers_handled": [4, 4]})
        got = score_frame(units, missing="allow").collect(engine="streaming")

        assert got["total"].to_list() == [5.0, None]

    def test_duckdb(self) -> None:
        calls = []

        def scanned(count: int) -> int:
            calls.append(count)
            return count

        connection = duckdb.connect()
        connection.create_function("scanned", scanned, ["BIGINT"], "BIGINT", side_effects=True)
        units = connection.sql("select scanned(1) as dossiers_on_time, 4 as dossiers_handled")
        lazy = score_frame(units, missing="allow", detail="total")

        assert not calls
        assert lazy.fetchall() == [(1, 4, 5.0, None)]

    def test_parts(self) -> None:
        """Each part by itself, wherever it lies, as Dask asks for it."""

        class Parts:
            def __init__(self, parts: list[pd.DataFrame]) -> None:
                self.parts, self._meta = parts, parts[0].iloc[:0]

            def map_partitions(self, function: Any, meta: pd.DataFrame) -> Parts:
                sent = pickle.dumps(function)
                scored = [pickle.loads(sent)(part) for part in self.parts]
                assert all(list(part) == list(meta) for part in scored)
                return Parts(scored)

        frame = pd.DataFrame({"dossiers_on_time": [1, 9, 3], "dossiers_handled": [4, 4, 4]})
        got = score_frame(Parts([frame[:1], frame[1:1], frame[1:]]), missing="allow").parts

        assert pd.concat(got).equals(score_frame(frame, missing="allow"))


class TestLevels:
    """Levels as in `score()`, for all rows or by row."""

    RULES = SMALL.with_indicator(
        ON_TIME,
        levels=["commune"],
        when_not_applicable=ti.NotApplicable.FULL,
        evidence=ti.Evidence(),
    )

    @each_kind
    def test_by_row(self, kind: str) -> None:
        columns = {
            "level": ["commune", "province", "provinz", None],
            "dossiers_on_time": [1, 1, 1, 1],
            "dossiers_handled": [4, 4, 4, 4],
        }
        got = progress(columns, kind, rules=self.RULES)

        levels = "ministry, province, department, district, commune"
        assert got["progress"] == got["total"] == [5.0, 20.0, None, None]
        assert got["invalid"][:2] == [None, None]
        # A query can't look for the nearest name.
        near = "unknown level 'provinz'; did you mean 'province'?"
        assert got["invalid"][2] in {near, f"unknown level provinz; known: {levels}"}
        assert got["invalid"][3] == f"these rules differ by level; say which: {levels}"
        same = progress(columns, kind)
        assert same["total"] == [5.0, 5.0, None, 5.0]

    def test_another_column(self) -> None:
        columns = {"kind": ["commune", "province"], "dossiers_on_time": [1, 1]}
        columns |= {"dossiers_handled": [4, 4], "level": ["province", "province"]}

        assert progress(columns, rules=self.RULES, level="kind")["total"] == [5.0, 20.0]
        assert progress(columns, rules=self.RULES, level="commune")["total"] == [5.0, 5.0]

    def test_enumerations(self) -> None:
        columns = {
            "level": ["commune", "province"],
            "dossiers_on_time": [1, 1],
            "dossiers_handled": [4, 4],
        }
        options: dict[str, Any] = {"rules": self.RULES, "missing": "allow"}
        frame = pl.DataFrame(columns)
        for dtype in (pl.Categorical, pl.Enum([*map(str, ti.Level)])):
            typed = frame.with_columns(pl.col("level").cast(dtype))
            assert score_frame(typed, **options)["total"].to_list() == [5.0, 20.0]
        categories = pd.DataFrame(columns).astype({"level": "category"})
        assert score_frame(categories, **options)["total"].tolist() == [5.0, 20.0]

    def test_for_all(self) -> None:
        columns = {"dossiers_on_time": [1], "dossiers_handled": [4]}

        assert progress(columns, rules=self.RULES, level="commune")["total"] == [5.0]
        assert progress(columns, rules=self.RULES, level=ti.Level.PROVINCE)["total"] == [20.0]
        with pytest.raises(ti.errors.UnknownNameError):
            progress(columns, rules=self.RULES)

    def test_missing_where_it_applies(self) -> None:
        """A row lacks nothing at a level that asks for nothing."""
        columns = {"level": ["commune", "province"], "dossiers_handled": [4, 4]}
        got = scored("polars", pa.table(columns), rules=self.RULES)

        assert got["total"] == [None, 20.0]
        assert got["invalid"][0].startswith(
            "missing counts: dossiers_on_time (needed by progress.on_time)"
        )


class TestPercentages:
    """A percentage stands for counts, never beside them."""

    @each_kind
    def test_beside_counts_that_others_need(self, kind: str) -> None:
        """As in `score()`: a part of the counts may stand if another indicator needs it."""
        columns = {
            SHARE: [50.0, 50.0, 50.0, None],
            "dossiers_handled": [None, 4, 4, 4],
            "dossiers_on_time": [None, None, 1, 1],
            "dossiers_overdue": [None, 1, 1, 1],
        }
        got = progress(columns, kind)

        assert got["total"] == [10.0, 10.0, None, 5.0]
        assert got["invalid"][2] == (
            f"{ON_TIME}: both a percentage (50.0) and counts (dossiers_on_time, dossiers_handled); "
            "give one of the two"
        )

    @each_kind
    def test_beside_a_part_of_the_counts(self, kind: str) -> None:
        columns = {SHARE: [50.0, 50.0], "dossiers_on_time": [None, 1]}

        assert progress(columns, kind)["total"] == [10.0, None]

    @each_kind
    def test_beside_a_denominator_that_others_need(self, kind: str) -> None:
        columns = {
            "online_services.submitted %": [50.0, 20.0],
            "dossiers_received": [None, 1],
            "transparency.synced %": [100.0, 50.0],
        }
        got = progress(columns, kind, rules=RULES)

        assert got["online_services.submitted"] == [6.0, 1.2]

    @each_kind
    def test_instead_of_columns(self, kind: str) -> None:
        """Whole columns are not missing where there are percentages."""
        got = progress({SHARE: [50, None]}, kind, missing="raise")

        assert got["total"] == [10.0, None]
        assert got["invalid"][1].startswith("missing counts: dossiers_on_time, dossiers_handled")

    @each_kind
    def test_monitored(self, kind: str) -> None:
        """Those that earn nothing are checked."""
        columns = {"dossiers_on_time": [1, 1], "dossiers_handled": [4, 4]}
        got = progress({**columns, "progress.overdue %": [25.0, 101.0]}, kind)

        assert got["total"] == [5.0, None]
        assert got["invalid"][1] == (
            "percentage of progress.overdue = 101.0 is above 100: it takes a number from 0 to 100"
        )


class TestFactor:
    """ "rate = submitted / received * synced / to sync"."""

    @each_kind
    def test_on_every_engine(self, kind: str) -> None:
        columns = {
            "dossiers_submitted_online": [20, 20, 20, 20, 0, 20, None],
            "dossiers_received": [100, 100, 100, 100, 0, 100, 100],
            "dossiers_synced": [1, 4, 0, None, None, None, 1],
            "dossiers_to_sync": [2, 4, 0, None, None, None, 2],
            "transparency.synced %": [None, None, None, None, None, 25.0, None],
        }
        got = progress(columns, kind, rules=RULES)

        code = "online_services.submitted"
        assert got[code] == [1.2, 2.4, 2.4, None, None, 0.6, None]
        assert got["online_services"] == [1.2, 2.4, 2.4, None, 0.0, 0.6, None]
        assert got["invalid"] == [None] * 7


class TestErrors:
    """ "Clear errors, all at once", before anything is computed."""

    def refused(self, frame: Any, **options: Any) -> list[str]:
        with pytest.raises(ti.TthcIndexError) as caught:
            score_frame(frame, **{"missing": "allow", **options})
        return [str(problem) for problem in caught.value.problems]

    FRAME = pd.DataFrame({"unit": ["a"], "dossiers_on_time": [1], "dossiers_handled": [4]})

    @pytest.mark.parametrize(
        "frame", [7, None, "x", {"dossiers_on_time": [1]}, pd.Series([1])], ids=str
    )
    def test_no_frame(self, frame: Any) -> None:
        assert "it takes a data frame that narwhals knows" in self.refused(frame)[0]

    def test_a_column_twice(self) -> None:
        twice = pd.concat([self.FRAME, self.FRAME], axis=1)

        assert "each column once" in self.refused(twice)[0]

    def test_nothing_to_score(self) -> None:
        (said,) = self.refused(self.FRAME[["unit"]])

        assert (
            said
            == "frame = ['unit']: it takes a data frame with a column of counts, or of percentages"
        )

    def test_without_narwhals(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "narwhals", None)

        with pytest.raises(
            ti.errors.MissingExtraError, match=r"pip install 'tthc_index\[frames\]'"
        ):
            score_frame(self.FRAME)

    def test_missing_columns(self) -> None:
        with pytest.raises(ti.errors.MissingCountsError) as caught:
            score_frame(self.FRAME)
        assert ON_TIME not in caught.value.indicators
        assert "petitions_on_time" in caught.value.names

    def test_all_at_once(self) -> None:
        columns: dict[str, Any] = {SHARE: ["x"], "level": [7]}
        frame = self.FRAME.assign(**columns)
        said = self.refused(frame, missing="maybe", detail="all")

        assert [text.partition(":")[0].partition(";")[0] for text in said] == [
            "missing = 'maybe'",
            "detail = 'all'",
            "column 'progress.on_time %' = String",
            "column 'level' = Int64",
        ]

    @pytest.mark.parametrize("level", [7, ["unit"], "units", "Commune"])
    def test_no_level(self, level: Any) -> None:
        rules = TestLevels.RULES

        assert "unknown level" in self.refused(self.FRAME, level=level, rules=rules)[0]


class TestReasons:
    """ "A column says why": the words of `score()`, all problems of the row."""

    @each_kind
    def test_in_words(self, kind: str) -> None:
        columns = {
            "dossiers_on_time": [5, -1, 3],
            "dossiers_handled": [4, 4, 4],
            "dossiers_completed": [-1, 4, 4],
        }
        taken = "it takes a whole number from 0 to 2^53, or None where it is not known"
        above = "progress.on_time: dossiers_on_time = 5 is above dossiers_handled = 4"

        # Whole numbers beside nulls are doubles in some engines.
        said = [text and text.replace("-1.0", "-1") for text in progress(columns, kind)["invalid"]]
        assert said == [
            f"dossiers_completed = -1 is negative: {taken}; {above}",
            f"dossiers_on_time = -1 is negative: {taken}",
            None,
        ]

    def test_monitored_counts(self) -> None:
        """Those that earn no points are checked as well."""
        columns = {
            "dossiers_handled": [4, 4],
            "dossiers_on_time": [4, 4],
            "dossiers_overdue": [5, 0],
            "average_handling_days": [7.05, -1.0],
        }
        got = progress(columns)["invalid"]

        assert got[0] == "progress.overdue: dossiers_overdue = 5 is above dossiers_handled = 4"
        assert got[1].startswith("average_handling_days = -1.0 is negative")

    def test_a_denominator_alone(self) -> None:
        columns = {"dossiers_handled": [-1, None], "dossiers_on_time": [None, -math.inf]}
        got = progress(columns)["invalid"]

        assert got[0].startswith("dossiers_handled = -1.0 is negative")
        assert got[1].startswith("dossiers_on_time = -inf is infinite")


class TestSharedCounts:
    """A count that another indicator needs may stand beside a percentage, as `score` has it."""

    @each_kind
    def test_a_numerator(self, kind: str) -> None:
        counts = {"dossiers_submitted_online": 100, "online_dossiers_on_time": 90}
        code = "online_services.submitted"
        given = {"transparency.synced": 100.0, code: 25.0}
        columns = counts | {f"{code} %": percent for code, percent in given.items()}
        units = pa.table({name: [value] for name, value in columns.items()})
        card = ti.score(counts, given, missing="allow")

        points = scored(kind, units, missing="allow")
        assert points[code] == [card[code].points] == [3.0]
        assert points["invalid"] == [None]
