# SPDX-License-Identifier: MIT
"""`attribute()`: the lost points of a whole, shared out exactly among its parts."""

from __future__ import annotations

import json
import unicodedata

from fractions import Fraction
from typing import Any

import attrs
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

import tthc_index as ti

from tthc_index import testing
from tthc_index.errors import AboveDenominatorError, Problems, UnknownNameError, ValueRefusedError
from tthc_index.results.attribute import Portion, attribute, proportional


RULES = ti.ruleset("qd766-2026")


def on_time(n: int, d: int) -> ti.ScoreCard:
    return ti.score({"dossiers_on_time": n, "dossiers_handled": d}, missing="allow")


def units(portion: Portion, code: str) -> int:
    return round(portion.lost_points[code] * 100)


class TestAddsUp:
    """ "sums to the loss; what the units' counts don't explain is a row of its own"."""

    @given(st.lists(testing.counts(RULES, missing=True), min_size=1, max_size=4), st.data())
    @settings(max_examples=25)
    def test_by_indicator_group_and_total(
        self, many: list[dict[str, float]], data: st.DataObject
    ) -> None:
        whole, *parts = [ti.score(counts, missing="allow") for counts in many]
        unknown = data.draw(st.sets(st.sampled_from(range(len(parts))))) if parts else set()
        found = attribute(whole, {n: None if n in unknown else p for n, p in enumerate(parts)})

        for score in whole.indicators.values():
            if score.most and score.complete:
                assert sum(units(one, score.code) for one in found) == score.most - (
                    score.units or 0
                )
                assert all(units(one, score.code) >= 0 for one in found)
        for one in found:
            groups = [units(one, group.code) for group in RULES]
            inside = [c for c in one.lost_points if "." in c]
            assert units(one, "total") == sum(groups) == sum(units(one, code) for code in inside)
        assert set(found.missing) == {
            code for code, score in whole.indicators.items() if not score.complete
        }
        if whole.complete:
            assert found.lost_points["total"] == whole.total.lost_points

    @given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=6))
    def test_of_a_whole_that_is_the_sum_all_is_explained(
        self, shares: list[tuple[int, int]]
    ) -> None:
        parts = {at: on_time(min(n, d), d) for at, (n, d) in enumerate(shares)}
        n, d = sum(min(n, d) for n, d in shares), sum(d for _, d in shares)
        found = attribute(on_time(n, d), parts)

        if d:
            assert found.rest.lost_points["progress.on_time"] == 0
            for unit, (above, below) in enumerate(shares):
                # Within a hundredth of the exact share.
                late = max(0, below - min(above, below))
                lost = units(Portion(None, found.lost_points), "progress.on_time")
                share = Fraction(lost * late, (d - n) or 1)
                assert abs(units(found[unit], "progress.on_time") - share) < 1

    @given(st.integers(0, 3000), st.lists(st.integers(0, 50).map(Fraction), min_size=1, max_size=8))
    def test_largest_fractions_first(self, whole: int, weights: list[Fraction]) -> None:
        portions = proportional(whole, weights)

        assert sum(portions) == whole
        if any(weights):
            exact = [whole * weight / sum(weights) for weight in weights]
            fractions = [one - int(one) for one in exact]
            up = [p > int(e) for p, e in zip(portions, exact, strict=True)]
            assert all(int(e) <= p <= int(e) + 1 for p, e in zip(portions, exact, strict=True))
            lowest = min((f for f, more in zip(fractions, up, strict=True) if more), default=1)
            assert all(f <= lowest for f, more in zip(fractions, up, strict=True) if not more)

    def test_ties_go_to_the_first(self) -> None:
        assert proportional(2, [Fraction(1)] * 4) == [1, 1, 0, 0]
        assert proportional(5, [Fraction(0), Fraction(0)]) == [0, 5]


class TestShares:
    def test_by_what_the_numerator_lacks(self) -> None:
        found = attribute(on_time(80, 100), {"A": on_time(45, 50), "B": on_time(30, 40)})

        assert [row.unit for row in found] == ["B", "A", None]
        assert [row.lost_points["total"] for row in found] == [2.0, 1.0, 1.0]

    def test_a_unit_beyond_the_target_has_no_part(self) -> None:
        def card(n: int, d: int) -> ti.ScoreCard:
            return ti.score({"dossiers_satisfied": n, "dossiers_assessed": d}, missing="allow")

        # Of 90% of 100, 10 lack: B and C lack 3 and 11; A has 4 more than it needs, which the others
        # lack more than the whole.
        parts = {"A": card(40, 40), "B": card(24, 30), "C": card(16, 30)}
        found = attribute(card(80, 100), parts)

        lost = {row.unit: row.lost_points["satisfaction.dossiers"] for row in found}
        assert lost == {"C": 0.53, "B": 0.14, "A": 0, None: 0}

    def test_a_share_that_is_multiplied_is_taken_as_multiplied(self) -> None:
        def card(online: int, synced: int) -> ti.ScoreCard:
            counts = {"dossiers_submitted_online": online, "dossiers_received": 100}
            counts |= {"dossiers_synced": synced, "dossiers_to_sync": 100}
            return ti.score(counts, missing="allow")

        counts = {"dossiers_submitted_online": 90, "dossiers_received": 200}
        counts |= {"dossiers_synced": 150, "dossiers_to_sync": 200}
        whole = ti.score(counts, missing="allow")
        found = attribute(whole, {"A": card(60, 50), "B": card(30, 100)})

        # 45% × 75% of 50%: 4.05 of 6 points. A has 30 and lacks 20, B lacks 20; together 32.5.
        lost = [row.lost_points["online_services.submitted"] for row in found]
        assert (lost, [row.unit for row in found]) == ([0.98, 0.97, 0], ["A", "B", None])

    def test_nothing_to_do_is_nobodys(self) -> None:
        example = ti.examples.PHU_THO_2026_08.score()
        found = attribute(example, {"A": example})

        assert found.rest.lost_points["transparency.announced_on_time"] == 6
        assert found.rest.lost_points["total"] == 10
        assert found["A"].lost_points["total"] == 30.08

    def test_a_percentage_can_not_be_shared_out(self) -> None:
        whole = ti.score({}, {"progress.on_time": 80}, missing="allow")
        found = attribute(whole, {"A": on_time(40, 50)})

        assert (found["A"].lost_points["total"], found.rest.lost_points["total"]) == (0, 4)

    def test_nor_is_that_of_a_part(self) -> None:
        part = ti.score({}, {"progress.on_time": 80}, missing="allow")
        found = attribute(on_time(80, 100), {"A": part, "B": None, "C": on_time(0, 0)})

        assert [row.lost_points["total"] for row in found] == [0, 0, 0, 4]

    def test_what_does_not_apply_to_a_part(self) -> None:
        levels = (ti.Level.PROVINCE,)
        rules = RULES.with_indicator("progress.on_time", levels=levels)
        rules = attrs.evolve(rules, id="theirs")
        counts = {"dossiers_on_time": 80, "dossiers_handled": 100}
        whole = ti.score(counts, rules=rules, level="province", missing="allow")
        part = ti.score(counts, rules=rules, level="commune", missing="allow")

        assert attribute(whole, {"A": part}).rest.lost_points["total"] == 4
        assert attribute(part, {"A": whole}).lost_points["total"] == 0


class TestAsText:
    TABLE = ti.score_many(
        {"unit": ["Xã A", "Xã B"], "dossiers_on_time": [45, 30], "dossiers_handled": [50, 40]},
        missing="allow",
    )

    def test_of_a_table(self) -> None:
        found = attribute(on_time(80, 100), self.TABLE)
        lines = found.text().splitlines()

        assert lines[0] == "4.00 points lost: 3.00 by 2 units, 1.00 not in their counts"
        assert lines[1].startswith("counts are missing: Procedures announced on time; ")
        assert lines[3].split()[:4] == ["unit", "total", "transparency", "progress"]
        assert lines[4].split()[:5] == ["Xã", "B", "2.00", "0.00", "2.00"]
        assert lines[6].startswith("not in the units' counts   1.00")
        assert found.text("vi").splitlines()[0] == (
            "mất 4,00 điểm: 3,00 điểm do 2 đơn vị, 1,00 điểm không rõ do đâu"
        )
        assert "Tiến độ giải quyết" in found.text("vi").splitlines()[3]

    def test_nothing_is_missing(self) -> None:
        example = ti.examples.PHU_THO_2026_08.score()

        assert attribute(example, {}).text().splitlines()[1] == ""

    def test_rows_without_names(self) -> None:
        table = ti.score_many({"dossiers_on_time": [1], "dossiers_handled": [2]}, missing="allow")

        assert attribute(on_time(1, 2), table)[0].lost_points["total"] == 10

    def test_to_dict(self) -> None:
        stored = json.loads(attribute(on_time(80, 100), self.TABLE).to_json())

        assert stored["lost"]["total"] == 4
        assert stored["rest"]["progress"] == 1
        assert stored["rows"][0]["unit"] == "Xã B"
        assert stored["rows"][0]["progress.on_time"] == 2
        assert stored["missing"][0] == "transparency.announced_on_time"

    def test_found_by_its_name(self) -> None:
        found = attribute(on_time(80, 100), self.TABLE)

        assert found[unicodedata.normalize("NFD", "Xã B")].lost_points["total"] == 2
        with pytest.raises(UnknownNameError, match="did you mean 'Xã A'"):
            found["Xa A"]

    def test_picture(self) -> None:
        found = attribute(on_time(80, 100), self.TABLE)
        ax = ti.plot.attribution(found, lang="en")
        bars: dict[Any, Any] = {patch.get_gid(): patch for patch in ax.patches}

        assert ax.get_title(loc="left") == "4.00 points lost"
        assert [text.get_text() for text in ax.texts] == ["2.00", "1.00", "1.00"]
        assert (bars["lost:total:1"].get_x(), bars["lost:total:1"].get_width()) == (2, 1)
        assert bars["open:total:2"].get_x() == 3
        few = ti.plot.attribution(found, first=1)
        assert [text.get_text() for text in few.texts] == ["2,00", "1,00", "1,00"]
        names = [label.get_text() for label in few.get_yticklabels()]
        assert names == ["Xã B", "1 đơn vị khác", "không có trong số liệu của các đơn vị"]
        with pytest.raises(UnknownNameError):
            ti.plot.attribution(found, "progres")
        with pytest.raises(ValueRefusedError, match="first = -1"):
            ti.plot.attribution(found, first=-1)
        with pytest.raises(ValueRefusedError, match="attribution = 3"):
            ti.plot.attribution(3)  # type: ignore[arg-type]  # that is what is refused


class TestRefused:
    def test_no_parts(self) -> None:
        with pytest.raises(ValueRefusedError, match="units with their cards, or None"):
            attribute(on_time(1, 2), [on_time(1, 2)])  # type: ignore[arg-type]

    def test_no_card(self) -> None:
        with pytest.raises(ValueRefusedError, match="a ScoreCard whose points are rounded"):
            attribute({}, {})  # type: ignore[arg-type]  # that is what is refused

    def test_all_problems_at_once(self) -> None:
        other = ti.score({}, rules=attrs.evolve(RULES, id="theirs"), missing="allow")
        name = "Xã Hòa"
        parts: dict[Any, Any] = {name: 3, unicodedata.normalize("NFD", name): other}
        with pytest.raises(Problems) as caught:
            attribute(on_time(1, 2), parts)

        first, second, third = caught.value.problems
        assert "names that differ in more than" in str(first)
        assert str(second) == "parts['Xã Hòa'] = 3: it takes a ScoreCard or None"
        assert str(third).endswith("a card that is scored by the rules of the whole, qd766-2026")

    def test_rows_of_a_table(self) -> None:
        table = ti.score_many(
            {"unit": ["A", "A"], "dossiers_on_time": [1, 3], "dossiers_handled": [2, 2]},
            missing="allow",
            invalid="flag",
        )
        with pytest.raises(Problems) as caught:
            attribute(on_time(1, 2), table)

        first, second = caught.value.problems
        assert str(first) == "parts = 'A': it takes each unit once"
        assert isinstance(second, AboveDenominatorError)
