# SPDX-License-Identifier: MIT
"""The commands `advise` and `attribute`."""

from __future__ import annotations

import json

from pathlib import Path

import pytest

import tthc_index as ti

from tests.test_commands import Captured, told


TABLE = "xã,dossiers_on_time,dossiers_handled\nXã A,45,50\nXã B,30,40\n"


@pytest.fixture
def unit(tmp_path: Path, capsys: Captured) -> str:
    file = tmp_path / "unit.json"
    file.write_text(told(capsys, "example", "--input"), "utf-8")
    return str(file)


@pytest.fixture
def whole(tmp_path: Path) -> str:
    file = tmp_path / "whole.json"
    file.write_text('{"dossiers_on_time": 80, "dossiers_handled": 100}', "utf-8")
    return str(file)


@pytest.fixture
def table(tmp_path: Path) -> str:
    file = tmp_path / "units.csv"
    file.write_text(TABLE, "utf-8")
    return str(file)


class TestAdvise:
    """ "tthc-index advise unit.json --target 80"."""

    CARD = ti.examples.PHU_THO_2026_08.score()

    def test_a_target(self, unit: str, capsys: Captured) -> None:
        advice = ti.advise(self.CARD, target=63)

        assert told(capsys, "advise", unit, "--target", "63") == f"{advice.text()}\n"
        said = told(capsys, "advise", unit, "--target", "63", "--lang", "vi")
        assert said == f"{advice.text('vi')}\n"

    def test_a_budget_costs_and_limits(self, unit: str, capsys: Captured) -> None:
        words = ["--cost", "petitions_on_time=2.5", "--cost", "petitions_satisfied=3"]
        words += ["--limit", "procedures_payable_online=7", "--json"]
        stored = json.loads(told(capsys, "advise", unit, "--budget", "50", *words))
        advice = ti.advise(
            self.CARD,
            budget=50,
            costs={"petitions_on_time": 2.5, "petitions_satisfied": 3},
            limits={"procedures_payable_online": 7},
        )

        assert stored == json.loads(advice.to_json())

    def test_neither_tells_what_each_case_brings(self, unit: str, capsys: Captured) -> None:
        assert told(capsys, "advise", unit) == f"{ti.gains(self.CARD).text()}\n"

    def test_a_table(self, table: str, capsys: Captured) -> None:
        words = ["advise", table, "--target", "19", "--units", "xã"]

        assert told(capsys, *words).splitlines()[-1].split() == [
            "Xã",
            "B",
            "15.00",
            "19.00",
            "8",
            "8",
        ]

    def test_a_table_needs_one_of_the_two(self, table: str, capsys: Captured) -> None:
        said = told(capsys, "advise", table, "--units", "xã", code=2)

        assert (
            said == "tthc-index: target = None: it takes a number, if budget is None; else None\n"
        )

    def test_options_of_a_table(self, unit: str, capsys: Captured) -> None:
        said = told(capsys, "advise", unit, "--target", "63", "--sheet", "1", code=2)

        assert "--sheet = '1': it takes for its FILE a table: .csv, .parquet, .xlsx" in said

    @pytest.mark.parametrize("number", ["dossiers_on_time", "dossiers_on_time=ba", "=", ""])
    def test_no_number(self, unit: str, number: str, capsys: Captured) -> None:
        said = told(capsys, "advise", unit, "--target", "63", "--limit", number, code=2)

        assert f"--limit = {number!r}: it takes a count and a number, such as" in said


class TestAttribute:
    """ "tthc-index attribute ..."."""

    def test_text(self, whole: str, table: str, capsys: Captured) -> None:
        lines = told(capsys, "attribute", whole, table, "--units", "xã").splitlines()

        assert lines[0] == "4.00 points lost: 3.00 by 2 units, 1.00 not in their counts"
        assert lines[4].split()[:3] == ["Xã", "B", "2.00"]

    def test_json(self, whole: str, table: str, capsys: Captured) -> None:
        words = ["attribute", whole, table, "--units", "xã", "--json"]

        assert json.loads(told(capsys, *words))["rest"]["total"] == 1
