# SPDX-License-Identifier: MIT
"""What is still open: the morning's list, and what the month can still come to."""

from __future__ import annotations

import datetime as dt
import json

from typing import Any

import attrs
import numpy as np
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

import tthc_index as ti

from tthc_index.errors import ValueRefusedError
from tthc_index.examples import made_up


CATALOGUE = made_up.procedures()
LAST = dt.date(2026, 8, 31)
DAYS = ("NgayKetThucXuLy", "NgayTra", "NgayTuChoi", "NgayYeuCauBoSung", "NgayTiepNhanBoSung")
UNROUNDED = ti.ruleset("qd766-2026").unrounded


def as_on(today: dt.date, seed: int, size: int = 400) -> dict[str, Any]:
    """Dossiers as they are known on a day: what comes later is not there yet."""
    made = made_up.dossiers(size, seed=seed, units=2)
    del made["TrangThaiHoSo"]
    tomorrow = np.datetime64(today) + np.timedelta64(1, "D")
    here = made["NgayTiepNhan"] < tomorrow
    made = {name: column[here] for name, column in made.items()}
    for name in DAYS:
        made[name] = np.where(made[name] < tomorrow, made[name], np.datetime64("NaT", "s"))
    return made


def tally(columns: dict[str, Any], today: dt.date, **choices: str) -> ti.Tally:
    return ti.tally(columns, CATALOGUE, period="2026-08", today=today, choices=choices)


def points(of: ti.Tally, **said: Any) -> list[float]:
    table = ti.score_many(of.columns, missing="allow", **said)
    return [float(total) for total in table.points]


WAYS = st.fixed_dictionaries(
    {
        "overdue_and_disliked": st.sampled_from(["twice", "once"]),
        "handling_days": st.sampled_from(["calendar", "working"]),
        "promised_time": st.sampled_from(["kept", "ignored"]),
    }
)


class TestBounds:
    """The total is at least what it is if nothing more ends, at most what it is if all does."""

    @settings(max_examples=8)
    @given(st.integers(0, 2**32), st.dates(dt.date(2026, 8, 5), LAST), WAYS)
    def test_nothing_and_all(self, seed: int, today: dt.date, ways: dict[str, str]) -> None:
        columns = as_on(today, seed)
        now = tally(columns, today, **ways)
        outlook = now.outlook()

        assert [unit.unit for unit in outlook.units] == [*now.units]
        nothing = points(tally(columns, LAST, **ways))
        assert [unit.at_least for unit in outlook.units] == nothing
        rows = [dossier.row for dossier in now.at_risk()]
        ended = columns["NgayKetThucXuLy"].copy()
        ended[rows] = np.datetime64(today)
        assert [u.at_most for u in outlook.units] == points(
            tally(columns | {"NgayKetThucXuLy": ended}, LAST, **ways)
        )

    def test_the_whole(self) -> None:
        today = dt.date(2026, 8, 20)
        now = tally(as_on(today, 3), today)
        whole = now.outlook().whole

        assert whole.open == sum(unit.open for unit in now.outlook().units) == len(now.at_risk())
        assert whole.due == sum(unit.due for unit in now.outlook().units)
        for count in ("dossiers_on_time", "dossiers_handled", "dossiers_overdue"):
            assert now.at_risk()._stakes.whole.counts[count] == [
                sum(n for n in now.counts[count] if n is not None)
            ]
        assert now.at_risk()._stakes.whole.counts["procedures_paid_online"] == [None]
        assert whole.at_least is not None
        assert whole.at_most is not None
        assert whole.at_least < whole.at_most

    def test_rules_of_other_counts(self) -> None:
        rules = ti.ruleset("qd766-2026")
        others = attrs.evolve(rules, groups=rules.groups[:1], max_points=18)
        today = dt.date(2026, 8, 20)
        now = tally(as_on(today, 3), today)

        assert {(u.at_most, u.at_least) for u in now.outlook(rules=others).units} == {(None, None)}
        assert "–" in repr(now.outlook(rules=others))
        assert {of.points for of in now.at_risk(rules=others)} == {0.0}


class TestCosts:
    """What a dossier costs is what the points lose if it ends a day late."""

    @settings(max_examples=6)
    @given(st.integers(0, 2**32), st.dates(dt.date(2026, 8, 5), LAST), WAYS)
    def test_a_day_late(self, seed: int, today: dt.date, ways: dict[str, str]) -> None:
        columns, ways = as_on(today, seed, 150), ways | {"later_end": "ended"}
        now = tally(columns, today, **ways)
        listed = now.at_risk()
        for at in {0, len(listed) // 2, len(listed) - 1} & {*range(len(listed))}:
            dossier = listed[at]
            ended = columns["NgayKetThucXuLy"].copy()
            place = now.units.index(dossier.unit)
            for late in (0, 1):
                ended[dossier.row] = np.datetime64(dossier.promised) + np.timedelta64(late, "D")
                then = tally(columns | {"NgayKetThucXuLy": ended}, today, **ways)
                lost = points(now, rules=UNROUNDED)[place] - points(then, rules=UNROUNDED)[place]
                assert lost == pytest.approx(late * dossier.points)

    def test_what_is_promised_later_costs_nothing_in_the_period(self) -> None:
        today = dt.date(2026, 8, 20)
        listed = tally(as_on(today, 3), today).at_risk()

        assert {dossier.promised < LAST for dossier in listed} == {True, False}
        for dossier in listed:
            assert (dossier.points > 0) == (dossier.whole_points > 0) == (dossier.promised < LAST)

    def test_of_all(self) -> None:
        """Of 4 dossiers, 1 of its unit's 2, one late costs 10 of 20 points there and 5 of all."""
        row = {"received": "03/08/2026", "promised": "10/08/2026", "ended": "08/08/2026"}
        rows = [
            {"id": f"H1-{n}", "unit": unit} | row | ({"ended": None} if n == 0 else {})
            for n, unit in enumerate("AABB")
        ]
        listed = ti.tally(rows, period="2026-08", today=dt.date(2026, 8, 9)).at_risk()

        assert [(of.dossier, of.points, of.whole_points) for of in listed] == [("H1-0", 10.0, 5.0)]


class TestList:
    TODAY = dt.date(2026, 8, 20)

    @property
    def now(self) -> ti.Tally:
        return tally(as_on(self.TODAY, 3), self.TODAY)

    def test_by_promised_day(self) -> None:
        listed = self.now.at_risk()
        promised = [dossier.promised for dossier in listed]

        assert promised == sorted(promised)
        assert promised[0] >= self.TODAY
        assert listed[0].days_left == (promised[0] - self.TODAY).days
        assert self.now.at_risk(dt.date(2026, 8, 21))[0].days_left == listed[0].days_left - 1

    @pytest.mark.parametrize(
        ("way", "limit", "last"),
        [("calendar", 5, 8), ("working", 5, 10), ("working", 4, 9), ("working", 9, 16)],
    )
    def test_the_last_day_of_a_handling_time(self, way: str, limit: int, last: int) -> None:
        """Received on Monday, 3 August 2026; a weekend behind a Friday is still on time."""
        row = {"id": "H1-1", "procedure": "1", "received": "03/08/2026 09:00"}
        rows = [row | {"promised": None, "ended": None}]
        (of,) = ti.tally(
            rows,
            [{"procedure": "1", "handling_days": limit}],
            period="2026-08",
            today=dt.date(2026, 8, 4),
            choices={"handling_days": way},
        ).at_risk()

        assert of.promised == dt.date(2026, 8, last)

    def test_open_ones_are_in_time_or_overdue(self) -> None:
        now = self.now
        said = [
            of.why.en
            for missed in (False, True)
            for of in now.dossiers("dossiers_on_time", missed=missed)
        ]

        assert said.count("not ended, and overdue already") == now.at_risk().overdue > 0
        open_ = said.count("not ended, and still in time")
        within = [
            of for of in now.at_risk() if now._cases.dossiers.days("promised")[of.row] is None
        ]
        assert len(now.at_risk()) - len(within) >= open_ > 0

    def test_looks(self) -> None:
        listed = self.now.at_risk()

        assert repr(listed).startswith(f"2026-08-20: {len(listed)} open dossiers still in time, ")
        assert "mất điểm đơn vị" in listed.text("vi")
        assert [*listed.columns] == [*json.loads(listed.to_json())["dossiers"][0]]
        assert listed[-1] == [*listed][-1] == listed[-1:][0]
        assert "at least" in repr(self.now.outlook())
        assert json.loads(self.now.outlook().to_json())["as_of"] == "2026-08-20"

    def test_refused(self) -> None:
        with pytest.raises(ValueRefusedError, match=r"today = 20: it takes a datetime\.date"):
            self.now.at_risk(20)  # type: ignore[arg-type]
        without = ti.tally({"unit": ["A"], "received": [None]}, period="2026-08", today=LAST)
        with pytest.raises(ValueRefusedError, match=r"this one needs ended\|returned\|stopped"):
            without.at_risk()
        with pytest.raises(ValueRefusedError, match="this one needs"):
            without.outlook()
