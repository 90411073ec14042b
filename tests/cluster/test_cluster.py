# SPDX-License-Identifier: MIT
"""A real Spark session and a Dask cluster of two processes give the points of `score_many()`."""

from __future__ import annotations

import math
import os
import subprocess
import sys

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dask import dataframe as dd
from dask.distributed import Client, LocalCluster
from pyspark.sql import DataFrame, SparkSession

import tthc_index as ti

from tests.frames import batch, check, table


RULES = ti.ruleset("qd766-2026")
PROGRAMS = Path(__file__).parents[2] / "docs" / "programs"

#: Several hundred units with a taste for edges, and the same in every run.
ROWS = batch(RULES, 400, seed=766)


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    with session.getOrCreate() as running:
        yield running


@pytest.fixture(scope="module")
def dask() -> Iterator[Client]:
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The units as a file, with a number each, since a cluster keeps no order."""
    units = table(ROWS).append_column("row", pa.array(range(len(ROWS))))
    file = tmp_path_factory.mktemp("units") / "units.parquet"
    pq.write_table(units, file, row_group_size=100)
    return str(file)


def columns_of(rows: list[Any]) -> dict[str, list[Any]]:
    """The columns in the order of the rows, null as None."""
    ordered = sorted(rows, key=lambda row: row["row"])
    return {
        name: [None if _is_null(row[name]) else row[name] for row in ordered] for name in rows[0]
    }


def _is_null(value: Any) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))


class TestSpark:
    """ "On a real local PySpark session": the same points, and nothing computed before it is asked for."""

    @pytest.mark.parametrize("missing", ["allow", "raise"])
    def test_points(self, spark: SparkSession, stored: str, missing: Any) -> None:
        scored: Any = ti.score_frame(spark.read.parquet(stored), missing=missing)

        assert isinstance(scored, DataFrame)
        check(ROWS, columns_of([row.asDict() for row in scored.collect()]), RULES, missing=missing)

    def test_program(self, stored: str, tmp_path: Path) -> None:
        target = tmp_path / "points.parquet"
        run(PROGRAMS / "score_on_spark.py", stored, str(target))

        assert_totals(pd.read_parquet(target))


class TestDask:
    """ "A real Dask cluster of two worker processes"."""

    def test_two_processes_beside_this_one(self, dask: Client) -> None:
        workers = dask.run(os.getpid)

        assert len({*workers.values(), os.getpid()}) == 3

    @pytest.mark.usefixtures("dask")
    @pytest.mark.parametrize("missing", ["allow", "raise"])
    def test_points(self, stored: str, missing: Any) -> None:
        units = dd.read_parquet(stored).repartition(npartitions=4)
        scored = ti.score_frame(units, missing=missing)

        assert isinstance(scored, dd.DataFrame)
        check(ROWS, columns_of(scored.compute().to_dict("records")), RULES, missing=missing)

    def test_program(self, stored: str, tmp_path: Path) -> None:
        target = tmp_path / "points.parquet"
        run(PROGRAMS / "score_on_dask.py", stored, str(target))

        assert_totals(pd.read_parquet(target))


def run(program: Path, *words: str) -> None:
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable}
    subprocess.run([sys.executable, str(program), *words], check=True, env=environment)


def assert_totals(points: pd.DataFrame) -> None:
    """The totals of the rows that both score, to the last bit."""
    columns = {name: [row[name] for row in ROWS] for name in RULES.counts}
    expected = ti.score_many(columns, missing="allow", invalid="flag", detail="total").points
    totals = columns_of(points.to_dict("records"))["total"]
    known = [(a, b) for a, b in zip(totals, expected.tolist(), strict=True) if a is not None]
    assert len(known) > len(ROWS) / 4
    assert all(a == b for a, b in known)
