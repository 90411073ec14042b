# SPDX-License-Identifier: MIT
"""A column of a data frame whose name is nearly that of a count is a slip, and told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import tthc_index as ti


FRAMES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "polars-lazy": pl.LazyFrame,
    "pyarrow": pa.table,
    "duckdb": lambda columns: duckdb.connect().from_arrow(pa.table(columns)),
}
EAGER = ("pandas", "polars", "pyarrow")


def calls(kind: str, columns: dict[str, Any]) -> list[Callable[[], Any]]:
    """Every way to score such a frame."""
    frame = FRAMES[kind](columns)
    ways: list[Callable[[], Any]] = [lambda: ti.score_frame(frame, missing="allow", detail="total")]
    if kind in EAGER:
        ways.append(lambda: ti.score_many(frame, missing="allow"))
    return ways


@pytest.mark.parametrize("kind", FRAMES)
@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("dossiers_on_tme", "dossiers_on_time"),
        ("dossier_on_time", "dossiers_on_time"),
        ("Dossiers_On_Time", "dossiers_on_time"),
        ("dossiers on time", "dossiers_on_time"),
        ("transparency.synced%", "transparency.synced %"),
        ("transparency.synced", "transparency.synced %"),
    ],
)
def test_refused(kind: str, slip: str, meant: str) -> None:
    for call in calls(kind, {slip: [83], "dossiers_handled": [200]}):
        with pytest.raises(ti.errors.UnknownNameError, match=f"unknown count '{slip}'") as caught:
            call()
        assert caught.value.nearest == meant


@pytest.mark.parametrize("kind", FRAMES)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("dossiers", 5), ("tên đơn vị", "xã A"), ("total_2025", 61.5), ("year", 2026)),
        *(("dossiers_received", 7), ("dossiers_overdu", "xã A"), ("progress.on_time", 18.3)),
        *(("stt", 1), ("note", None), ("handled", 3)),
    ],
)
def test_left_alone(kind: str, name: str, value: Any) -> None:
    columns = {"unit": ["A"], name: [value], "dossiers_on_time": [183], "dossiers_handled": [200]}
    for call in calls(kind, columns):
        assert call() is not None


def test_names_that_are_no_text() -> None:
    frame = pd.DataFrame({"dossiers_on_time": [183], "dossiers_handled": [200], 7: [1]})

    assert ti.score_many(frame, missing="allow").group_points["progress"].tolist() == [18.3]
