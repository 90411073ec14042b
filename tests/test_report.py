# SPDX-License-Identifier: MIT
"""What people see of a card: the table, the notebook view, the explanation."""

from __future__ import annotations

import re

from html.parser import HTMLParser
from typing import Any, ClassVar

import attrs
import pytest

import tthc_index as ti

from tthc_index.text.tables import Cell, html_table


RULES = ti.ruleset("qd766-2026")
SON_DUONG = ti.examples.SON_DUONG_2024_03.score()


class TestText:
    def test_the_whole_table(self) -> None:
        counts = {"dossiers_on_time": 1, "dossiers_handled": 3, "average_handling_days": 7.05}
        rules = attrs.evolve(RULES, id="progress-only", groups=[RULES.groups[1]], max_points=20)

        assert repr(ti.score(counts, rules=rules)) == (
            "progress-only: 6.67 of 20 points (33.35%)\n"
            "\n"
            "indicator        counts  percent  points  of  note\n"
            "progress                   33.35    6.67  20\n"
            "  on_time         1 / 3    33.33    6.67  20\n"
            "  handling_time    7.05        –       –   –  monitored only"
        )

    def test_a_partial_card_says_what_is_open(self) -> None:
        assert SON_DUONG.text("vi").splitlines()[:2] == [
            "qd766-2026, huyện, thị xã, thành phố: 71,65 trên 100 điểm",
            "chưa đủ số liệu của 20 điểm: tổng điểm từ 71,65 đến 91,65",
        ]
        assert re.search(r"\n  used +– +– +– +4  missing\n", SON_DUONG.text())

    def test_nothing_known(self) -> None:
        text = ti.score({}, missing="allow").text()

        assert text.startswith("qd766-2026: nothing is known yet\n")

    def test_part_of_the_counts(self) -> None:
        text = ti.score({"dossiers_handled": 3}, missing="allow").text()

        assert re.search(r"\n  on_time +– / 3 ", text)

    def test_out_of_reach(self) -> None:
        text = ti.examples.PHU_THO_2026_08.score().text()

        assert re.search(r"\ntransparency .* 10 points out of reach \(0/0\)\n", text)

    def test_unrounded_points_show_more(self) -> None:
        counts = {"dossiers_on_time": 1, "dossiers_handled": 3}
        card = ti.score(counts, missing="allow", rules=RULES.unrounded)

        assert re.search(r"on_time +1 / 3 +33.33  6.6667 +20", card.text())


class TestHtml:
    def test_well_formed_with_bars(self) -> None:
        html = SON_DUONG._repr_html_()
        depth: list[str] = []

        class Parser(HTMLParser):
            def handle_starttag(self, tag: str, _: object) -> None:
                if tag != "br":
                    depth.append(tag)

            def handle_endtag(self, tag: str) -> None:
                assert depth.pop() == tag

        Parser().feed(html)

        assert not depth
        assert html.count("currentColor") == 6 + 21
        assert "width:53.3%" in html  # 6.40 of 12
        assert "Tiến độ giải quyết" in html

    def test_texts_are_escaped(self) -> None:
        hostile = ti.Label(vi='<img src=x onerror="alert(1)">', en="&")
        groups = [attrs.evolve(RULES.groups[0], name=hostile), *RULES.groups[1:]]
        card = ti.score({}, rules=attrs.evolve(RULES, groups=groups), missing="allow")

        assert "<img" not in card._repr_html_()
        assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;" in card._repr_html_()

    def test_a_bar_never_leaves_its_frame(self) -> None:
        assert "width:100.0%" in html_table(["a"], [[Cell("", bar=1.0)]], caption="")


class TestExplanation:
    @pytest.mark.parametrize("lang", ["en", "vi"])
    def test_everything_has_words(self, lang: ti.Lang) -> None:
        for example in (ti.examples.PHU_THO_2026_08, ti.examples.SON_DUONG_2024_03):
            text = example.score().explain(lang=lang)

            assert all(rule.code in text for rule in RULES.indicators)
            assert "None" not in text

    @pytest.mark.parametrize(
        ("code", "said"),
        [
            ("progress.on_time", "20 × 94.44% = 18.8879… → 18.89 of 20"),
            ("online_services.provided", "2 × 46 / 291 / 80% = 0.3951… → 0.40 of 2"),
            ("online_services.used", "missing: 0.00 to 4.00 of 4"),
            ("online_services.used", "services_used_online is not given"),
            (
                "online_services.submitted",
                "6 × 93.53% × 4,521 / 4,521 / 50% = 11.2236… → 6.00 of 6",
            ),
            ("online_services.submitted", "unconfirmed  The target of 50%"),
            ("progress.overdue", "points       monitored only"),
            ("progress.on_time", "94.44%, as given"),
            ("progress", "progress: Progress of handling: 18.89 = 18.89 / 20"),
            ("satisfaction", "satisfaction: Satisfaction: 6.00 + 6.00 = 12.00 / 18"),
            ("total", "71.65 of 100 points"),
            ("total", "unconfirmed  How the portal turned rates into points in 2022-2025"),
        ],
    )
    def test_the_way_to_the_points(self, code: str, said: str) -> None:
        assert said in SON_DUONG.explain(code)

    def lines(self, code: str, lang: ti.Lang = "en", **counts: Any) -> dict[str, str]:
        """What is said of one indicator, by the word before it."""
        text = ti.score(counts, missing="allow").explain(code, lang)
        return dict(re.split("  +", line.strip(), maxsplit=1) for line in text.splitlines()[1:])

    SUBMITTED = "online_services.submitted"
    COUNTS: ClassVar[dict[str, Any]] = {"dossiers_submitted_online": 20, "dossiers_received": 100}

    def test_factor(self) -> None:
        """ "rate = submitted / received * synced / to sync", each with its counts."""
        synced: dict[str, Any] = {"dossiers_synced": 1, "dossiers_to_sync": 4}
        said = self.lines(self.SUBMITTED, **self.COUNTS, **synced)
        assert said["rate"] == "20%"
        assert said["factor"] == "transparency.synced: 25%"
        assert said["points"] == "6 × 20 / 100 × 1 / 4 / 50% = 0.6 → 0.60 of 6"

        said = self.lines(self.SUBMITTED, "vi", **self.COUNTS, **synced)
        assert said["nhân với"] == "transparency.synced: 25%"

    def test_factor_of_0_of_0(self) -> None:
        synced: dict[str, Any] = {"dossiers_synced": 0, "dossiers_to_sync": 0}
        said = self.lines(self.SUBMITTED, **self.COUNTS, **synced)

        assert said["factor"] == "transparency.synced: 0/0, taken as 1 (unconfirmed)"
        assert said["points"] == "6 × 20 / 100 × 1 / 50% = 2.4 → 2.40 of 6"

    def test_missing_factor(self) -> None:
        said = self.lines(self.SUBMITTED, **self.COUNTS)

        assert said["points"] == "missing: 0.00 to 2.40 of 6"
        assert "factor" not in said

    def test_factor_as_a_percentage(self) -> None:
        card = ti.score(self.COUNTS, {"transparency.synced": 50}, missing="allow")
        text = card.explain(self.SUBMITTED)

        assert "factor       transparency.synced: 50%\n" in text
        assert "6 × 20 / 100 × 50% / 50% = 1.2 → 1.20 of 6" in text

    def test_factor_that_does_not_apply(self) -> None:
        rules = RULES.with_indicator(
            "transparency.synced", levels=["province"], evidence=ti.Evidence()
        )
        counts = {**self.COUNTS, "dossiers_synced": 1, "dossiers_to_sync": 4}
        card = ti.score(counts, rules=rules, level="commune", missing="allow")
        text = card.explain(self.SUBMITTED)

        assert "6 × 20 / 100 / 50% = 2.4 → 2.40 of 6" in text
        assert "\n  factor" not in text

    @pytest.mark.parametrize(
        ("n", "d", "tie"),
        [
            (79, 80, "exact arithmetic would give 5.93; the portal's doubles give 5.92"),
            (1, 48, "exact arithmetic would give 0.13; the portal's doubles give 0.12"),
            (3, 16, "1.125 lies half-way; the double that stands for it decides"),
            (1, 57, None),
            (1, 2, None),
        ],
    )
    def test_ties(self, n: int, d: int, tie: str | None) -> None:
        """ "In a line where exact arithmetic would give another hundredth"."""
        said = self.lines("transparency.synced", dossiers_synced=n, dossiers_to_sync=d)
        assert said.get("tie") == tie

    def test_a_tie_in_vietnamese(self) -> None:
        said = self.lines("transparency.synced", "vi", dossiers_synced=79, dossiers_to_sync=80)

        assert said["giữa hai mức"] == (
            "tính bằng phân số chính xác sẽ là 5,93; số thực của Cổng DVCQG cho 5,92"
        )

    def test_no_tie_of_what_is_not_rounded(self) -> None:
        counts = {"dossiers_synced": 3, "dossiers_to_sync": 16}
        card = ti.score(counts, missing="allow", rules=RULES.unrounded)

        assert "half-way" not in card.explain("transparency.synced")

    def test_zero_of_zero(self) -> None:
        text = ti.examples.PHU_THO_2026_08.score().explain("transparency.announced_on_time")

        assert "nothing to do (0/0): no points are given; the maximum stays" in text

    def test_a_group_of_which_nothing_is_known(self) -> None:
        text = ti.score({}, missing="allow").explain("progress")

        assert text.startswith("progress: Progress of handling: – / 20\n")

    def test_another_level(self) -> None:
        groups = [
            attrs.evolve(g, indicators=[attrs.evolve(i, levels=[ti.Level.PROVINCE]) for i in g])
            for g in RULES
        ]
        rules = attrs.evolve(RULES, groups=groups)
        card = ti.score({}, rules=rules, level="commune")

        assert card.points == 100
        card = ti.score({}, {"progress.on_time": 50}, rules=rules, level="commune")
        assert re.search(r"\n  on_time +– +50.00 +20.00 +20  not applicable", card.text())
        assert "not applicable at this level: all points" in card.explain("progress.on_time")

    def test_roundings(self) -> None:
        counts = {"dossiers_on_time": 1, "dossiers_handled": 3}
        card = ti.score(counts, missing="allow", rules=RULES.unrounded)
        assert "; unrounded" in card.explain("progress.on_time")

        rules = attrs.evolve(RULES, rounding=ti.Rounding(decimals=2, percent_decimals=1))
        card = ti.score(counts, missing="allow", rules=rules)
        text = card.explain("progress.on_time")
        assert "20 × 33.3% = 6.66 → 6.66 of 20" in text
        assert "rounded half up to 2 decimals (the percentage first, to 1)" in text

    def test_texts_of_others_stay_on_their_line(self) -> None:
        evil = ti.Label(vi="x", en="x\x1b[31m\ny")
        rules = RULES.with_indicator("progress.on_time", name=evil, formula=evil)
        text = ti.score({}, rules=rules, missing="allow").explain("progress.on_time")

        assert "\x1b" not in text
        assert "\ny" not in text

    def test_unknown_language(self) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match="lang = 'fr': it takes 'en' or 'vi'"):
            SON_DUONG.text("fr")  # type: ignore[arg-type]  # that is the point

    def test_unknown_code(self) -> None:
        with pytest.raises(ti.errors.UnknownNameError):
            SON_DUONG.explain("progres")
