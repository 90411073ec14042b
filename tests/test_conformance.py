# SPDX-License-Identifier: MIT
"""The conformance file: what it holds, and that every way to score passes it."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess

from collections.abc import Callable
from functools import partial
from math import isnan
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import tthc_index as ti

from tthc_index.conformance import conformance

from . import make_conformance


Case = dict[str, Any]
Columns = dict[str, list[Any]]

PAGE = Path(__file__).parents[1] / "docs" / "conformance.md"
NODE = shutil.which("node")

FILE = json.loads(conformance("qd766-2026"))
ACCEPTED = [case for case in FILE["cases"] if "expected" in case]
REFUSED = [case for case in FILE["cases"] if "refused" in case]
CODES = [rule["code"] for rule in FILE["indicators"]]

#: What a whole table can be scored from: one value of one type in each cell.
COUNTS = sorted({name for case in ACCEPTED for name in case["counts"]})
SHARES = sorted({code for case in ACCEPTED for code in case["percentages"]})
IN_CELLS = [
    case
    for case in REFUSED
    if case["missing"] == "allow"
    and not {reason["kind"] for reason in case["refused"]}
    & {"unknown", "no_number", "unknown_level"}
]


def name_of(case: Case) -> str:
    return str(case["name"])


class TestFile:
    def test_is_what_the_oracle_expects(self) -> None:
        """`python -m tests.make_conformance > conformance/qd766-2026.json` writes it anew."""
        assert make_conformance.text() == conformance("qd766-2026")

    def test_names_are_unique(self) -> None:
        names = [*map(name_of, FILE["cases"])]

        assert len({*names}) == len(names) > 300

    def test_unknown(self) -> None:
        with pytest.raises(
            ti.errors.ValueRefusedError, match="with a conformance file: qd766-2026"
        ):
            conformance("qd766-2027")


@pytest.mark.skipif(not (PAGE.is_file() and NODE), reason="needs the page, and Node")
def test_javascript_of_the_page(tmp_path: Path) -> None:
    """The page's runner in JavaScript; the one in Python is run like every example."""
    script = PAGE.read_text("utf-8").partition("```javascript\n")[2].partition("```")[0]
    (tmp_path / "run.mjs").write_text(script, "utf-8")
    (tmp_path / "cases.json").write_text(conformance("qd766-2026"), "utf-8")
    run = [str(NODE), "run.mjs"]
    ran = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert ran.stdout == f"{len(ACCEPTED)} cases, 0 differ\n", ran.stderr


class TestOneUnit:
    @pytest.mark.parametrize("case", ACCEPTED, ids=name_of)
    def test_accepted(self, case: Case) -> None:
        expected = case["expected"]
        card = score(case)

        missing = {code: {"status": "missing", "points": None} for code in CODES}
        wanted = {**missing, **expected["indicators"]}
        for code, score_ in wanted.items():
            bounds = score_.get("bounds") or [0, card[code].max_points]
            assert (card[code].status, card[code].points) == (score_["status"], score_["points"])
            if score_["status"] == "missing":
                assert [*card[code].bounds] == bounds
        points = {code: group.points for code, group in card.groups.items()}
        assert {code: p for code, p in points.items() if p is not None} == expected["groups"]
        assert (card.points, [*card.bounds]) == (expected["total"], expected["bounds"])

    @pytest.mark.parametrize("case", REFUSED, ids=name_of)
    def test_refused(self, case: Case) -> None:
        with pytest.raises(ti.TthcIndexError) as caught:
            score(case)

        reasons = [reason(problem) for problem in caught.value.problems]
        assert sorted(reasons) == sorted((r["kind"], r["names"]) for r in case["refused"])


def score(case: Case) -> ti.ScoreCard:
    return ti.score(
        case["counts"], case["percentages"], level=case["level"], missing=case["missing"]
    )


#: What the file calls the library's reasons.
KINDS = {
    "above 2^53": "too_large",
    "above 100": "above_100",
    "text": "no_number",
    "boolean": "no_number",
}


def reason(problem: Any) -> tuple[str, list[str]]:
    """What the file calls a problem, and the names that it is about."""
    match problem:
        case ti.errors.ValueRefusedError(name=name, reason=why):
            found = KINDS.get(why, why), [name]
        case ti.errors.UnknownNameError(kind="level", name=name):
            found = "unknown_level", [name]
        case ti.errors.UnknownNameError(name=name):
            found = "unknown", [name]
        case ti.errors.AboveDenominatorError(numerator_name=n, denominator_name=d):
            found = "above_denominator", [*n.split(" + "), d]
        case ti.errors.ConflictError(indicator=name, counts=counts):
            found = "conflict", [name, *counts]
        case _:
            found = "missing", [*problem.names]
    return found


# Many units: all cases in one table, one a row.

Way = Callable[[Columns, Path], Columns]


def table_of(cases: list[Case], *, of: type = float) -> Columns:
    """The cases as columns: null where a figure is not given."""
    counts: Columns = {
        name: [_cell(case["counts"].get(name), of) for case in cases] for name in COUNTS
    }
    shares = {
        f"{code} %": [_cell(case["percentages"].get(code), float) for case in cases]
        for code in SHARES
    }
    return {**counts, **shares}


def _cell(value: Any, of: type) -> Any:
    return None if value is None else of(value)


def by_arrays(columns: Columns, _: Path) -> Columns:
    table = ti.score_many(columns, missing="allow", invalid="flag")
    points = {**table.indicator_points, **table.group_points, "total": table.points}
    refused = ["refused" if row in table.invalid else None for row in range(len(table))]
    return {**{code: column.tolist() for code, column in points.items()}, "invalid": refused}


def by_frame(make: Callable[[Columns], Any], read: Callable[[Any], Columns]) -> Way:
    return lambda columns, _: read(ti.score_frame(make(columns), missing="allow"))


def by_file(suffix: str, write: Callable[[Columns, Path], None]) -> Way:
    def run(columns: Columns, folder: Path) -> Columns:
        source, target = folder / f"units{suffix}", folder / "points.parquet"
        write(columns, source)
        ti.score_file(source, target, missing="allow", invalid="flag")
        return pq.read_table(target).to_pydict()  # type: ignore[no-any-return]

    return run


def write_csv(columns: Columns, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        # A row of nothing is no unit, so each has its number.
        writer.writerow(["unit", *columns])
        for number, row in enumerate(zip(*columns.values(), strict=True)):
            writer.writerow([number, *map(_written, row)])


def _written(value: Any) -> Any:
    """As people and programs write whole numbers: 7, not 7.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def duck(columns: Columns) -> Any:
    import duckdb

    return duckdb.from_arrow(pa.table(columns))


WAYS: dict[str, Way] = {
    "score_many": by_arrays,
    "pandas": by_frame(partial(pd.DataFrame, dtype="float64"), lambda frame: frame.to_dict("list")),
    "polars": by_frame(pl.DataFrame, lambda frame: frame.to_dict(as_series=False)),
    "polars lazy": by_frame(
        lambda columns: pl.DataFrame(columns).lazy(),
        lambda frame: frame.collect().to_dict(as_series=False),
    ),
    "pyarrow": by_frame(pa.table, lambda frame: frame.to_pydict()),
    "duckdb": by_frame(duck, lambda frame: frame.to_arrow_table().to_pydict()),
    "csv": by_file(".csv", write_csv),
    "parquet": by_file(".parquet", lambda columns, path: pq.write_table(pa.table(columns), path)),
}


@pytest.fixture(params=list(WAYS.values()), ids=list(WAYS))
def way(request: pytest.FixtureRequest) -> Way:
    found: Way = request.param
    return found


class TestManyUnits:
    @pytest.mark.parametrize("of", [int, float])
    def test_accepted(self, way: Way, of: type, tmp_path: Path) -> None:
        """Bit for bit the points that one unit at a time gets."""
        result = way(table_of(ACCEPTED, of=of), tmp_path)

        for row, case in enumerate(ACCEPTED):
            expected = case["expected"]
            own = {code: one["points"] for code, one in expected["indicators"].items()}
            wanted = {**own, **expected["groups"], "total": expected["total"]}
            codes = [*CODES, *GROUPS, "total"]
            got = {code: _known(result[code][row]) for code in codes}
            assert got == {**dict.fromkeys(codes), **wanted}, case["name"]
            assert _known(result["invalid"][row]) is None

    def test_refused(self, way: Way, tmp_path: Path) -> None:
        """A row that can't be scored has no points, and is told from the others."""
        cases = [*IN_CELLS, ACCEPTED[0]]
        result = way(table_of(cases), tmp_path)

        invalid = [_known(reason) is not None for reason in result["invalid"]]
        assert invalid == [True] * len(IN_CELLS) + [False]
        assert [*map(_known, result["total"])] == [None] * len(IN_CELLS) + [0.12]


GROUPS = list(dict.fromkeys(code.partition(".")[0] for code in CODES))


def _known(value: Any) -> Any:
    """What a cell holds; None where it is null, which some frames write as NaN."""
    return None if isinstance(value, float) and isnan(value) else value
