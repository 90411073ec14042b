# SPDX-License-Identifier: MIT
"""A unit is found by its name, however the letters are composed, and in a pandas Series."""

from __future__ import annotations

from unicodedata import normalize

import pandas as pd
import pytest

import tthc_index as ti


NFC = "Xã Hòa"
NFD = normalize("NFD", NFC)
FORMS = pytest.mark.parametrize(("one", "other"), [(NFC, NFD), (NFD, NFC), (NFC, NFC)])


def total(points: float) -> ti.Published:
    return ti.Published(points={}, total=points)


@FORMS
def test_compared(one: str, other: str) -> None:
    changes = ti.compare({one: total(5), "new": total(1)}, {other: total(4), "old": total(1)})

    assert (changes.new, changes.vanished, list(changes.units)) == (("new",), ("old",), [one])
    assert changes[one]["total"].change == changes[other]["total"].change == 1
    with pytest.raises(ti.errors.UnknownNameError):
        changes["Xã Hoà"]


@FORMS
def test_ranked(one: str, other: str) -> None:
    ranking = ti.rank({one: 5, "Xã Hoà": 4})

    assert str(ranking[other]) == "1/2"
    with pytest.raises(ti.errors.ValueRefusedError, match="2 have this one"):
        ti.rank({NFC: 1, NFD: 2})[one]


@FORMS
def test_reconciled(one: str, other: str) -> None:
    table = ti.score_many(
        {"unit": [one, "B"], "dossiers_on_time": [183, 1], "dossiers_handled": [200, 2]},
        missing="allow",
    )
    result = ti.reconcile(table, {other: ti.Published(points={"progress": 18.3})})

    assert result[0]["progress"].difference == 0
    with pytest.raises(ti.errors.UnknownNameError, match="Xã Hoà"):
        ti.reconcile(table, {"Xã Hoà": ti.Published(points={"progress": 18.3})})


def test_two_of_one_name() -> None:
    """Neither is silently the other."""
    two = {NFC: total(1), NFD: total(2)}
    table = ti.score_many(
        {"unit": [NFC], "dossiers_on_time": [183], "dossiers_handled": [200]}, missing="allow"
    )
    for call in (
        lambda: ti.compare(two, {}),
        lambda: ti.compare({}, two),
        lambda: ti.reconcile(table, two),
    ):
        with pytest.raises(ti.errors.ValueRefusedError, match="how their letters are composed"):
            call()


def test_in_a_notice() -> None:
    card = ti.examples.PHU_THO_2026_08.score()
    made = ti.brief(card, unit=NFD, period="2026-08", units={NFC: card, "B": None})

    assert "1/1" in made.message


class TestSeries:
    """Points of units as pandas keeps them."""

    @pytest.mark.parametrize("dtype", ["float64", "Float64", "object"])
    def test_ranked(self, dtype: str) -> None:
        points = pd.Series([83.26, None, 90.19], ["Xã Y", "Xã Z", NFD], dtype=dtype)
        ranking = ti.rank(points)

        assert [(row.unit, str(row)) for row in ranking] == [
            *((NFD, "1/2"), ("Xã Y", "2/2"), ("Xã Z", "–"))
        ]

    def test_refused(self) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match="'A': it takes each unit once"):
            ti.rank(pd.Series([1.0, 2.0], ["A", "A"]))
        for nothing in (pd.Series([], dtype=float), pd.DataFrame({"A": [1]}), [1.0]):
            with pytest.raises(ti.errors.ValueRefusedError, match="results = "):
                ti.rank(nothing)
