# SPDX-License-Identifier: MIT
"""Percentages that are written as fractions: told by name on every path, and read if that is said."""

from __future__ import annotations

import json
import pickle
import warnings

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import tthc_index as ti

from tthc_index.cli import main


CODE = "progress.on_time"
NAME = f"{CODE} %"
REFUSED = f"column = '{NAME}'.*as fractions do.*percent_as='fraction'"


class TestOneUnit:
    """`score` warns of what may be a fraction."""

    @pytest.mark.parametrize("value", [0.9444, 0.5, Decimal("0.01"), np.float32(0.25), 1e-9])
    def test_warned(self, value: Any) -> None:
        with pytest.warns(
            ti.errors.FractionWarning, match=rf"{CODE} = .*percent_as='fraction'"
        ) as told:
            card = ti.score({}, {CODE: value}, missing="allow")

        warning = told[0].message
        assert isinstance(warning, ti.errors.FractionWarning)
        assert warning.percentages == ((CODE, float(value)),)
        assert str(pickle.loads(pickle.dumps(warning))) == str(warning)
        assert told[0].filename == __file__
        assert card == ti.score({}, {CODE: value}, missing="allow", percent_as="percent")

    @pytest.mark.parametrize("value", [0, 1, 0.0, 1.0, 1.01, 94.44, 100, None])
    def test_silent(self, value: Any) -> None:
        ti.score({}, {CODE: value}, missing="allow")

    @pytest.mark.parametrize(
        ("value", "percent"),
        [
            *((0.9444, 94.44), (0.07, 7), (0.29, 29), (1, 100), (1.0, 100), (0, 0), (1e-7, 1e-5)),
            *((Decimal("0.9444"), 94.44), (Fraction(1, 4), 25), (np.float32(0.9444), 94.44)),
            *((np.int8(1), 100), (np.float64(0.57), 57), (None, None)),
        ],
    )
    def test_said_to_be_a_fraction(self, value: Any, percent: float | None) -> None:
        card = ti.score({}, {CODE: value}, missing="allow", percent_as="fraction")

        assert card.percentages == ({} if percent is None else {CODE: percent})

    @pytest.mark.parametrize("value", [1.2, 94.44, -0.5, "0.5", float("nan"), True, float("inf")])
    def test_no_fraction(self, value: Any) -> None:
        with pytest.raises(ti.errors.ValueRefusedError):
            ti.score({}, {CODE: value}, missing="allow", percent_as="fraction")

    def test_what_was_stored(self) -> None:
        card = ti.score({}, {CODE: 0.5}, missing="allow", percent_as="percent")

        assert ti.ScoreCard.from_dict(card.to_dict()) == card

    def test_what_was_published(self) -> None:
        published = ti.Published(points={}, percentages={CODE: 0.5})

        assert published.score().percentages == {CODE: 0.5}

    def test_another_word(self) -> None:
        for call in (
            lambda: ti.score({}, percent_as="?"),  # type: ignore[arg-type]
            lambda: ti.score_many({NAME: [50]}, percent_as="?"),  # type: ignore[arg-type]
            lambda: ti.score_frame(pd.DataFrame({NAME: [50]}), percent_as="?"),  # type: ignore[arg-type]
            lambda: ti.score_file("a.csv", "b.csv", percent_as="?"),  # type: ignore[arg-type]
            lambda: ti.read_table("a.csv", percent_as="?"),  # type: ignore[arg-type]
        ):
            with pytest.raises(ti.TthcIndexError, match=r"percent_as = '\?'"):
                call()


COLUMNS: dict[str, Callable[[list[Any]], Any]] = {
    "list": list,
    "numpy": lambda values: np.array(values, np.float64),
    "masked": lambda values: np.ma.masked_invalid(np.array(values, np.float64)),
    "pandas": lambda values: pd.Series(values, dtype="Float64"),
    "polars": lambda values: pl.Series(values, dtype=pl.Float64),
    "pyarrow": lambda values: pa.array(values, pa.float64()),
    "decimals": lambda values: [None if v is None else Decimal(str(v)) for v in values],
}


@pytest.mark.parametrize("kind", COLUMNS)
class TestColumns:
    """A column in which all could be fractions is refused."""

    @pytest.mark.parametrize("values", [[0.9444], [0.9444, None, 1], [0, 0.25], [1, 1, 0.5, 0]])
    def test_refused(self, kind: str, values: list[Any]) -> None:
        columns = {NAME: COLUMNS[kind](values)}
        with pytest.raises(ti.errors.ValueRefusedError, match=REFUSED):
            ti.score_many(columns, missing="allow")

        taken = ti.score_many(columns, missing="allow", percent_as="percent")
        assert taken[0].percentages == {CODE: values[0]}
        assert taken.points[0] == taken[0].points

    @pytest.mark.parametrize("values", [[0, 1], [1], [0.5, 50], [None, None], [100, 0.25, 0]])
    def test_taken(self, kind: str, values: list[Any]) -> None:
        table = ti.score_many({NAME: COLUMNS[kind](values)}, missing="allow")

        assert len(table) == len(values)

    def test_said_to_be_fractions(self, kind: str) -> None:
        columns = {NAME: COLUMNS[kind]([0.9444, 0.07, 1, 0, None])}
        table = ti.score_many(columns, missing="allow", percent_as="fraction")

        assert table.points.tolist()[:4] == [18.89, 1.4, 20, 0]
        assert [row.percentages for row in table] == [
            *({CODE: percent} for percent in (94.44, 7, 100, 0)),
            {},
        ]


def test_whole_numbers() -> None:
    for dtype in (np.int8, np.uint8, np.int64):
        columns = {NAME: np.array([1, 0], dtype)}
        assert ti.score_many(columns, missing="allow").points.tolist() == [0.2, 0]
        table = ti.score_many(columns, missing="allow", percent_as="fraction")
        assert table.points.tolist() == [20, 0]


def test_values_that_are_none() -> None:
    """What is refused by its value is refused as such, whatever it was to be."""
    for value in ("0.5", -0.5, 1.5):
        table = ti.score_many(
            {NAME: [0.5, value]}, missing="allow", invalid="flag", percent_as="fraction"
        )
        assert (list(table.invalid), table.points[0]) == ([1], 10)


class TestFrames:
    """A whole frame is refused as its columns are; of a lazy one each value is taken as it is."""

    @pytest.mark.parametrize("library", [pd.DataFrame, pl.DataFrame, pa.table])
    def test_whole(self, library: Callable[[Any], Any]) -> None:
        frame = library({NAME: [0.9444, 1.0]})
        with pytest.raises(ti.errors.ValueRefusedError, match=REFUSED):
            ti.score_frame(frame, missing="allow")

        for said, points in (("fraction", [18.89, 20]), ("percent", [0.19, 0.2])):
            options: Any = {"missing": "allow", "percent_as": said}
            scored: Any = ti.score_frame(frame, **options)
            assert list(pd.DataFrame({"total": scored["total"]})["total"]) == points

    def test_lazy(self) -> None:
        frame = pl.LazyFrame({NAME: [0.9444, 1.0]})
        as_it_is = ti.score_frame(frame, missing="allow").collect()
        fractions = ti.score_frame(frame, missing="allow", percent_as="fraction").collect()

        assert as_it_is["total"].to_list() == [0.19, 0.2]
        assert fractions["total"].to_list() == [18.89, 20]

    def test_in_sql(self) -> None:
        frame: Any = duckdb.sql(f'SELECT 0.9444::DOUBLE AS "{NAME}"')

        assert ti.score_frame(frame, missing="allow").fetchall()[0][-2] == 0.19
        with pytest.raises(
            ti.errors.ValueRefusedError, match=r"percent_as = 'fraction'.*multiply the columns"
        ):
            ti.score_frame(frame, missing="allow", percent_as="fraction")


class TestFiles:
    """In files, a sign of per cent says what a cell is."""

    TEXT = "unit,progress.on_time %\nA,{}\nB,{}\n"

    def points(self, folder: Path, *cells: str, **options: Any) -> list[float]:
        file = folder / "units.csv"
        file.write_text(self.TEXT.format(*cells), "utf-8")
        points: list[float] = ti.read_table(file, missing="allow", **options).points.tolist()
        ti.score_file(file, folder / "points.csv", missing="allow", detail="total", **options)
        assert pd.read_csv(folder / "points.csv")["total"].tolist() == points
        return points

    @pytest.mark.parametrize(
        ("said", "cells", "points"),
        [
            ("fraction", ("0.9444", "1"), [18.89, 20]),
            ("fraction", ("0.9444", "50%"), [18.89, 10]),
            ("percent", ("0.9444", "1"), [0.19, 0.2]),
            (None, ("0.9444%", "1"), [0.19, 0.2]),
        ],
    )
    def test_said(
        self, tmp_path: Path, said: str | None, cells: tuple[str, str], points: list[float]
    ) -> None:
        assert self.points(tmp_path, *cells, percent_as=said) == points

    def test_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match=REFUSED):
            self.points(tmp_path, "0.9444", "1")


class TestCommands:
    """The commands repeat the warning, and take what is said."""

    def test_a_unit(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = tmp_path / "unit.json"
        file.write_text(json.dumps({"counts": {}, "percentages": {CODE: 0.9444}}))

        assert main(["score", str(file), "--partial"]) == 0
        said = capsys.readouterr()
        assert said.err.startswith(f"tthc-index: warning: percentages below 1%: {CODE} = 0.9444; ")
        assert main(["score", str(file), "--partial", "--percent-as", "fraction"]) == 0
        said = capsys.readouterr()
        assert "94.44" in said.out
        assert not said.err

    def test_a_table(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file, target = tmp_path / "units.csv", tmp_path / "points.csv"
        file.write_text(TestFiles.TEXT.format("0.9444", "1"))
        words = ["score", str(file), "-o", str(target), "--partial"]

        assert main(words) == 2
        assert "--percent-as" in capsys.readouterr().err
        assert main([*words, "--percent-as", "fraction"]) == 0
        assert "18.89" in target.read_text()
        assert main(["rank", str(file), "--percent-as", "percent", "--by", "progress"]) == 0
        assert " 0.19\n" in capsys.readouterr().out


def test_the_library_itself_is_silent() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ti.examples.PHU_THO_2026_08.score()
