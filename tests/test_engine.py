# SPDX-License-Identifier: MIT
"""Rows by themselves and rows among others: the quick way and the careful way give the same points."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest

from hypothesis import given
from hypothesis import strategies as st

import tthc_index as ti


RULES = ti.ruleset("qd766-2026")

#: A count of each kind that a column can hold.
KINDS = {"plain": 3.0, "none": 0.0, "missing": np.nan, "small": 0.5, "large": 3.5, "below": -1.0}
PLAIN = ("plain", "plain")

NAMES = list(RULES.count_names)


def columns(kinds: list[tuple[str, str]]) -> dict[str, np.ndarray[Any, Any]]:
    """A row of each pair of kinds, which take turns from count to count."""
    rows = [[KINDS[pair[i % 2]] for i, _ in enumerate(NAMES)] for pair in kinds]
    table = dict(zip(NAMES, np.array(rows).T.copy(), strict=True))
    table["procedures_in_scope"] *= 2  # two counts are added up above it
    return table


class TestRowsAmongOthers:
    """ "Scalar, array and frame paths agree bit for bit": whatever the other rows hold."""

    @given(
        st.lists(st.tuples(*[st.sampled_from([*KINDS])] * 2), min_size=1, max_size=8),
        st.integers(0, 30),
    )
    def test_a_row_is_scored_as_by_itself(self, kinds: list[tuple[str, str]], plain: int) -> None:
        table = ti.score_many(columns([*kinds, *[PLAIN] * plain]), missing="allow", invalid="flag")
        many = {**table.indicator_points, **table.group_points}
        for row in range(len(table)):
            points = {code: column[row] for code, column in many.items()}
            if row in table.invalid:
                assert np.isnan([table.points[row], *points.values()]).all()
                continue
            card = table[row]
            expected = [card[code].points for code in many]
            assert np.array_equal([*points.values()], np.array(expected, float), equal_nan=True)
            assert table.complete[row] == card.complete


class TestTies:
    """Near a tie a row is decided by itself, whatever else is in the column."""

    @pytest.mark.parametrize("dtype", ["int8", "uint8", "int64", "float64"])
    def test_sums_of_small_integers(self, dtype: str) -> None:
        """60 + 90 of 240 at a target of 80% is 1.5625, and 150 no integer of 8 bits with a sign."""
        parts = {"procedures_partly_online": 60, "procedures_fully_online": 90}
        counts = {name: np.array([n, n, n], dtype) for name, n in parts.items()}
        table = ti.score_many(
            {**counts, "procedures_in_scope": np.array([240, 600, 200])}, missing="allow"
        )

        assert table.points.tolist() == [1.56, 0.63, 1.88]

    def test_beside_0_of_0(self) -> None:
        """3/12 of 2 at a target of 80% is 0.625, be there a row without a rate or not."""
        columns_ = {
            "procedures_partly_online": np.array([3.0, 0.0, 1.0, 1.0]),
            "procedures_fully_online": np.zeros(4),
            "procedures_in_scope": np.array([12.0, 0.0, 2.0, 2.0]),
        }
        table = ti.score_many(columns_, missing="allow")

        assert table.indicator_points["online_services.provided"].tolist()[0] == 0.63

    @pytest.mark.parametrize("dtype", ["int8", "int64", "float64"])
    def test_of_a_factor(self, dtype: str) -> None:
        """1/6 × 3/4 of 6 at a target of 50% is 1.5; what should be 0.125 is a double below it."""
        counts = {
            "dossiers_submitted_online": [1, 5, 1, 1, 1],
            "dossiers_received": [6, 48, 8, 48, 96],
            "dossiers_synced": [3, 1, 1, 1, 100],
            "dossiers_to_sync": [4, 5, 12, 2, 100],
        }
        given_ = {name: np.array(column, dtype) for name, column in counts.items()}
        table = ti.score_many(given_, missing="allow")

        code = "online_services.submitted"
        cards = [card[code].points for card in table]
        assert table.indicator_points[code].tolist() == cards
        assert cards == [1.5, 0.25, 0.12, 0.12, 0.12]


@pytest.mark.parametrize("when_empty", [*ti.Empty])
class TestTiesBesideEmptyRows:
    """ "Half up by the double's exact value", and 0/0 earns what the rules say, side by side."""

    @pytest.mark.parametrize(
        ("rule", "synced"),
        [
            *((rule, (1, 1)) for rule in RULES.scored),
            *((RULES["online_services.submitted"], synced) for synced in [(3, 4), (0, 0)]),
        ],
        ids=lambda value: getattr(value, "code", None) or "{}/{}".format(*value),
    )
    def test_every_share_of_some_denominators(
        self, when_empty: ti.Empty, rule: ti.Indicator, synced: tuple[int, int]
    ) -> None:
        rules = RULES.with_indicator(rule.code, when_empty=when_empty)
        shares = [(n, d) for d in (0, 16, 32, 48, 80, 160) for n in range(d + 1)]
        first, *others = rule.numerator
        rows = [{first: n, **dict.fromkeys(others, 0), str(rule.denominator): d} for n, d in shares]
        if rule.factor is not None:
            rows = [
                {**row, "dossiers_synced": synced[0], "dossiers_to_sync": synced[1]} for row in rows
            ]
        columns_ = {name: np.array([row[name] for row in rows], float) for name in rows[0]}

        table = ti.score_many(columns_, rules=rules, missing="allow")
        cards = [ti.score(row, rules=rules, missing="allow") for row in rows]
        assert table.points.tolist() == [card.points for card in cards]
        own = table.indicator_points[rule.code]
        assert np.flatnonzero(np.isnan(own)).tolist() == [0] * (when_empty == ti.Empty.UNSCORED)


@pytest.mark.parametrize("dtype", ["int64", "float64"])
class TestBelowZero:
    """ "0 <= numerator <= denominator", and so is each part of the numerator."""

    @pytest.mark.parametrize(
        "counts",
        [
            {"dossiers_on_time": -1, "dossiers_handled": -2},
            {
                "procedures_partly_online": -1,
                "procedures_fully_online": 2,
                "procedures_in_scope": 5,
            },
        ],
        ids=["all of the rate", "part of a sum"],
    )
    def test_is_refused(self, dtype: str, counts: dict[str, int]) -> None:
        given_ = {name: np.array([count], dtype) for name, count in counts.items()}
        with pytest.raises(ti.errors.InvalidRowsError, match="is negative"):
            ti.score_many(given_, missing="allow")


class TestFractions:
    """ "Counts are non-negative whole numbers": each of an indicator's counts."""

    @pytest.mark.parametrize("name", ["partly_online", "fully_online", "in_scope"])
    def test_is_refused(self, name: str) -> None:
        counts = {"procedures_partly_online": 1.0, "procedures_fully_online": 2.0}
        counts |= {"procedures_in_scope": 5.0, f"procedures_{name}": 2.5}
        given_ = {name: np.array([count]) for name, count in counts.items()}
        with pytest.raises(ti.errors.InvalidRowsError, match="is fractional"):
            ti.score_many(given_, missing="allow")


class TestOneValueForAllRows:
    """A column may hold one value again and again, known or not."""

    def test_known(self) -> None:
        five, none = np.broadcast_to(5.0, 3), np.broadcast_to(np.nan, 3)
        columns_ = {"dossiers_on_time": five, "dossiers_handled": five, "communes": none}
        table = ti.score_many(columns_, missing="allow")

        assert table.points.tolist() == [20, 20, 20]
        assert not table.complete.any()
        assert ti.score_many({"communes": none}, missing="allow", invalid="flag")[2].points is None


class TestMonitoredCounts:
    """They are checked, and never asked for."""

    def test_missing_one_leaves_the_row_complete(self) -> None:
        monitored = {"dossiers_not_synced": np.array([np.nan, 1])}
        table = ti.score_many({**columns([PLAIN, PLAIN]), **monitored})

        assert table.complete.all()


class TestInfinity:
    """ "Bad input never yields a number", without rounding either."""

    @pytest.mark.parametrize("rules", [RULES, RULES.unrounded])
    def test_no_count(self, rules: ti.RuleSet) -> None:
        counts = {"dossiers_on_time": np.array([1.0]), "dossiers_handled": np.array([np.inf])}
        with pytest.raises(ti.errors.InvalidRowsError, match="dossiers_handled = inf is infinite"):
            ti.score_many(counts, missing="allow", rules=rules)


class TestGroupThatIsOnlyMonitored:
    """It has no points, wherever it stands, and takes none from the total."""

    @pytest.mark.parametrize("place", [0, 3])
    def test_no_points(self, place: int) -> None:
        watched = attrs.evolve(RULES["transparency.not_synced"], code="watched.not_synced")
        group = ti.Group(code="watched", name=watched.name, max_points=0, indicators=(watched,))
        groups = [*RULES.groups[:place], group, *RULES.groups[place:]]
        table = ti.score_many(
            columns([PLAIN, ("none", "none")]),
            rules=attrs.evolve(RULES, groups=tuple(groups)),
            invalid="flag",
        )

        assert np.isnan(table.group_points["watched"]).all()
        assert table.points.tolist() == [100, 12]  # 0/0 of all earns the two for petitions alone
