# SPDX-License-Identifier: MIT
"""Rule objects: what a rule set must obey, and the shipped one against the Decision's table."""

from __future__ import annotations

import pickle

from typing import Any

import attrs
import pytest

import tthc_index as ti

from tthc_index import testing


RULES = ti.ruleset("qd766-2026")


def label(text: str) -> ti.Label:
    return ti.Label(vi=text, en=text)


SOURCE = ti.Source(label("made up"))


def indicator(code: str = "g.i", **fields: Any) -> ti.Indicator:
    defaults: dict[str, Any] = {
        "name": label("an indicator"),
        "formula": label("n / d"),
        "numerator": "n",
        "denominator": "d",
        "max_points": 10,
    }
    return ti.Indicator(code=code, **{**defaults, **fields})


def group(*indicators: ti.Indicator, **fields: Any) -> ti.Group:
    members = indicators or (indicator(),)
    points = sum(i.max_points for i in members if isinstance(i.max_points, int | float))
    defaults = {"code": "g", "name": label("a group"), "max_points": points}
    return ti.Group(indicators=members, **{**defaults, **fields})


def rules(*groups: ti.Group, **fields: Any) -> ti.RuleSet:
    members = groups or (group(),)
    points = sum(g.max_points for g in members if isinstance(g.max_points, int | float))
    defaults = {"id": "made-up", "name": label("a set"), "max_points": points, "sources": [SOURCE]}
    return ti.RuleSet(groups=members, **{**defaults, **fields})


def faults(*groups: Any, **fields: Any) -> list[str]:
    with pytest.raises(ti.errors.RuleSetError) as caught:
        rules(*groups, **fields)
    assert str(caught.value).count("\n") == len(caught.value.findings)
    return [str(fault) for fault in caught.value.findings]


class TestFaults:
    """ "A rule set with five faults gets one error that names all five with their paths"."""

    def test_five_at_once(self) -> None:
        assert faults(
            group(indicator(target=2), max_points=9),
            group(indicator("h.i", when_empty="nothing"), code="h", max_points=10),
            max_points=100,
            id="Made up",
        ) == [
            "groups[1].indicators[0].when_empty: 'nothing' is no Empty (unscored, full, zero)",
            "id: 'Made up' is not made of a-z and 0-9, joined by hyphens",
            "groups[0].max_points: 9 is not the sum of its parts, 10",
            "groups[0].indicators[0].target: 2 is no rate above 0 and up to 1",
            "max_points: 100 is not the sum of its parts, 19",
        ]

    def test_the_error_survives_pickling(self) -> None:
        with pytest.raises(ti.errors.RuleSetError, match="has 1 fault:\n- id: ") as caught:
            rules(id="?")
        copy = pickle.loads(pickle.dumps(caught.value))
        assert (copy.id, copy.findings) == ("?", caught.value.findings)

    @pytest.mark.parametrize("target", [0, -0.5, 1.000001])
    def test_targets_outside(self, target: float) -> None:
        assert faults(group(indicator(target=target))) == [
            f"groups[0].indicators[0].target: {target} is no rate above 0 and up to 1"
        ]

    @pytest.mark.parametrize("target", [1e-9, 0.5, 1, 1.0])
    def test_targets_inside(self, target: float) -> None:
        assert rules(group(indicator(target=target))).scored[0].target == target

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"code": 7}, "code: 7 is no text"),
            ({"target": "1"}, "target: '1' is no number"),
            ({"target": True}, "target: True is no number"),
            ({"target": float("nan")}, "target: nan is no number"),
            ({"name": "an indicator"}, "name: 'an indicator' is no Label"),
            ({"name": ti.Label(vi="", en="x")}, "name.vi: '' is no text"),
            ({"name": ti.Label(vi="x", en=" ")}, "name.en: ' ' is no text"),
            ({"formula": None}, "formula: None is no Label"),
            ({"numerator": 7}, "numerator: 7 is no list"),
            ({"numerator": ["n", 7]}, "numerator[1]: 7 is no text"),
            ({"numerator": ()}, "numerator: is empty"),
            ({"numerator": "N"}, "counts: 'N' is not made of a-z, 0-9 and _, first a letter"),
            ({"numerator": ("n", "n")}, "counts: the name 'n' stands 2 times"),
            ({"denominator": "n"}, "counts: the name 'n' stands 2 times"),
            ({"denominator": 7}, "denominator: 7 is no text"),
            ({"levels": ()}, "levels: is empty"),
            ({"levels": ["village"]}, "levels[0]: 'village' is no Level (ministry, province"),
            ({"levels": [ti.Level.COMMUNE] * 2}, "levels: the level 'commune' stands 2 times"),
            ({"when_not_applicable": None}, "when_not_applicable: None is no NotApplicable (full"),
            ({"sources": [7]}, "sources[0]: 7 is no Source"),
            ({"evidence": 387}, "evidence: 387 is no Evidence"),
            ({"evidence": ti.Evidence(empty=1.5)}, "evidence.empty: 1.5 is no whole number"),  # type: ignore[arg-type]  # that is the point
            (
                {"measure": ti.Measure.COUNT},
                "measure: a share has a denominator; any other measure has none",
            ),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_one_fault_of_an_indicator(self, fields: dict[str, Any], said: str) -> None:
        (fault,) = faults(group(attrs.evolve(indicator(), **fields)))

        assert fault.startswith(f"groups[0].indicators[0].{said}")

    def test_points_beyond_all_measure(self) -> None:
        (fault, *_) = faults(group(indicator(max_points=10**400), max_points=10), max_points=10)

        assert fault.endswith("is no number")

    def test_only_shares_earn_points(self) -> None:
        assert faults(group(indicator(denominator=None, measure=ti.Measure.COUNT))) == [
            "groups[0].indicators[0].max_points: only a share can earn points; here it must be 0"
        ]

    def test_points_below_zero(self) -> None:
        assert faults(group(indicator(max_points=-1))) == [
            "groups[0].indicators[0].max_points: -1 is below 0"
        ]

    def test_points_finer_than_rounding(self) -> None:
        assert faults(group(indicator(max_points=0.125)), rounding=ti.Rounding(decimals=2)) == [
            "groups[0].indicators[0].max_points: 0.125 has more than 2 decimals"
        ]
        assert rules(group(indicator(max_points=0.125)), rounding=None).max_points == 0.125

    def test_most_decimals(self) -> None:
        assert rules(rounding=ti.Rounding(decimals=9)).rounding == ti.Rounding(decimals=9)

    def test_decimals_add_up_as_written(self) -> None:
        """0.1 + 0.2 is 0.3 on paper, and here."""
        parts = [indicator("g.a", max_points=0.1), indicator("g.b", max_points=0.2)]
        assert rules(group(*parts, max_points=0.3), max_points=0.3).max_points == 0.3

    def test_a_last_bit_above_the_maximum(self) -> None:
        """Unrounded, 0.1 + 0.2 is a bit more than 0.3; the law of the maximum knows it."""
        parts = [indicator("g.a", max_points=0.1), indicator("g.b", max_points=0.2)]
        unrounded = rules(group(*parts, max_points=0.3), max_points=0.3, rounding=None)
        case = testing.Case(unrounded, None, {"n": 1, "d": 1})
        nothing_to_draw: Any = None

        assert case.score().points == 0.1 + 0.2 > 0.3
        testing.points_within_maximum(case, nothing_to_draw)

    @pytest.mark.parametrize(
        ("code", "said"),
        [
            ("i", "'i' is not made of"),
            ("g.", "'g.' is not made of"),
            ("g.I", "'g.I' is not made of"),
            ("h.i", "'h.i' does not stand in group 'g'"),
        ],
    )
    def test_codes(self, code: str, said: str) -> None:
        found = faults(group(indicator(code)))

        assert any(fault.startswith(f"groups[0].indicators[0].code: {said}") for fault in found)

    def test_codes_are_unique(self) -> None:
        assert faults(group(indicator(), indicator()), group()) == [
            "groups[0].indicators: the code 'g.i' stands 2 times",
            "groups: the code 'g' stands 2 times",
        ]

    @pytest.mark.parametrize("code", ["Bad", "", "total", 7])
    def test_group_codes(self, code: Any) -> None:
        assert faults(group(code=code))[0].startswith("groups[0].code: ")

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"indicators": []}, "groups[0].indicators: is empty"),
            ({"indicators": [7]}, "groups[0].indicators[0]: 7 is no Indicator"),
            ({"indicators": 7}, "groups[0].indicators: 7 is no list"),
            ({"rounding": 2}, "groups[0].rounding: 2 is no Rounding"),
            ({"rounding": ti.Rounding(decimals=1)}, "groups[0].rounding.decimals: 1 is not the"),
            (
                {"rounding": ti.Rounding(percent_decimals=-1)},
                "groups[0].rounding.percent_decimals: -1",
            ),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_one_fault_of_a_group(self, fields: dict[str, Any], said: str) -> None:
        found = faults(attrs.evolve(group(), **fields))

        assert found[0].startswith(said)

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"groups": [], "max_points": 0}, "groups: is empty"),
            ({"groups": 7}, "groups: 7 is no list"),
            ({"groups": [7]}, "groups[0]: 7 is no Group"),
            ({"sources": []}, "sources: is empty"),
            ({"sources": None}, "sources: None is no list"),
            ({"id": None}, "id: None is no text"),
            ({"rounding": "half up"}, "rounding: 'half up' is no Rounding"),
            ({"rounding": ti.Rounding(decimals=10)}, "rounding.decimals: 10 is not within 0 to 9"),
            ({"max_points": None}, "max_points: None is no number"),
            ({"max_points": 11}, "max_points: 11 is not the sum of its parts, 10"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_one_fault_of_the_set(self, fields: dict[str, Any], said: str) -> None:
        with pytest.raises(ti.errors.RuleSetError) as caught:
            attrs.evolve(rules(), **fields)
        assert str(caught.value.findings[0]) == said

    @pytest.mark.parametrize(
        ("decimals", "enough", "most"),
        [(2, 11_258_999_068_426, "11,258,999,068,426.24"), (9, 1_125_899, "1,125,899.906842624")],
    )
    def test_points_beyond_doubles(self, decimals: int, enough: int, most: str) -> None:
        """Points are whole hundredths, computed in doubles: they need room for their decimals."""
        rounding = ti.Rounding(decimals=decimals)
        assert rules(group(indicator(max_points=enough)), rounding=rounding).max_points == enough

        said = f"{enough + 1} is too many: with {decimals} decimals they stay below {most}"
        assert faults(group(indicator(max_points=enough + 1)), rounding=rounding) == [
            f"groups[0].indicators[0].max_points: {said}",
            f"max_points: {said}",
        ]

    def test_the_sum_has_the_same_room(self) -> None:
        parts = [indicator(f"g.{name}", max_points=8_000_000_000_000) for name in "ab"]

        (fault,) = faults(group(*parts))
        assert fault.startswith("max_points: 16000000000000 is too many: with 2 decimals")
        assert rules(group(*parts), rounding=None).max_points == 16_000_000_000_000

    @pytest.mark.parametrize("decimals", [-1, 10, 10**12])
    def test_no_points_are_held_against_impossible_decimals(self, decimals: int) -> None:
        assert faults(rounding=ti.Rounding(decimals=decimals)) == [
            f"rounding.decimals: {decimals} is not within 0 to 9"
        ]

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"factor": "g.i"}, "an indicator is no factor of itself"),
            (
                {"factor": "g.shar"},
                "'g.shar' is no indicator of these rules; did you mean 'g.share'?",
            ),
            ({"factor": "x"}, "'x' is no indicator of these rules"),
            ({"factor": "g"}, "'g' is no indicator of these rules"),
            ({"factor": "g.number"}, "'g.number' is no share: it has no rate"),
            ({"factor": "g.product"}, "'g.product' has a factor of its own"),
            ({"factor": "g.share", "max_points": 0}, "only a scored share can have a factor"),
            (
                {
                    "factor": "g.share",
                    "max_points": 0,
                    "denominator": None,
                    "measure": ti.Measure.COUNT,
                },
                "only a scored share can have a factor",
            ),
        ],
    )
    def test_factors(self, fields: dict[str, Any], said: str) -> None:
        others = [
            indicator("g.share", numerator="sn", denominator="sd", max_points=0),
            indicator("g.number", denominator=None, max_points=0, measure=ti.Measure.COUNT),
            indicator("g.product", factor="g.share"),
        ]
        assert faults(group(indicator(**fields), *others)) == [
            f"groups[0].indicators[0].factor: {said}"
        ]

    def test_a_factor_is_a_code(self) -> None:
        assert faults(group(indicator(factor=7))) == [
            "groups[0].indicators[0].factor: 7 is no text"
        ]

    def test_days_are_no_count(self) -> None:
        days = indicator(
            "g.days", numerator="n", denominator=None, max_points=0, measure=ti.Measure.DAYS
        )

        assert faults(group(indicator(), days)) == [
            "groups: 'n' is days in one indicator and a count in another"
        ]


class TestRuleSet:
    def test_reads_like_the_table(self) -> None:
        assert [g.code for g in RULES] == [
            "transparency",
            "progress",
            "online_services",
            "online_payment",
            "satisfaction",
            "digitization",
        ]
        assert len(RULES.scored) == 21
        assert RULES["progress"] is RULES.groups[1]
        assert RULES["progress.on_time"] is RULES.groups[1].indicators[0]

    def test_contains_codes(self) -> None:
        assert "progress" in RULES
        assert "progress.on_time" in RULES
        assert "total" not in RULES
        assert ["progress"] not in RULES

    def test_choices_may_be_texts(self) -> None:
        texts = indicator(levels={"province", "ministry"}, when_empty="full", measure="share")
        members = indicator(levels=(ti.Level.MINISTRY, ti.Level.PROVINCE), when_empty=ti.Empty.FULL)

        assert texts == members
        refused: Any = indicator(levels=7).levels
        assert refused == 7  # the set that holds it will say so

    @pytest.mark.parametrize("code", ["progres", "total", 7, None, []])
    def test_unknown_code(self, code: Any) -> None:
        with pytest.raises(ti.errors.UnknownNameError):
            RULES[code]

    def test_count_names(self) -> None:
        assert len(RULES.count_names) == 43
        assert len(set(RULES.count_names) | set(RULES.monitored_count_names)) == 55
        assert not set(RULES.count_names) & set(RULES.monitored_count_names)

    def test_count_names_of_a_factor(self) -> None:
        """What scoring needs includes them, behind the indicator's own; each name once."""
        share = indicator("g.share", numerator="sn", denominator="sd", max_points=0)
        first = indicator("g.first", numerator="a", denominator="d", factor="g.share")
        second = indicator("g.second", numerator="sn", denominator="d", factor="g.share")
        made = rules(group(first, second, share))

        assert made.count_names == ("a", "d", "sn", "sd")
        assert made["g.first"].count_names == ("a", "d")
        assert made.monitored_count_names == ()

    def test_repr(self) -> None:
        assert repr(RULES) == (
            "<RuleSet 'qd766-2026': 100 points, 6 groups, 21 scored indicators, 12 monitored>"
        )

    def test_text(self) -> None:
        lines = RULES.text().splitlines()

        assert lines[0].startswith("qd766-2026: Index of Decision 766/QĐ-TTg")
        assert any(
            line.split()
            == [
                "progress.on_time",
                "Dossiers",
                "handled",
                "on",
                "time",
                "dossiers_on_time",
                "/",
                "dossiers_handled",
                "20",
                "100%",
                "zero",
            ]
            for line in lines
        )
        assert "Hồ sơ xử lý trước hạn, đúng hạn" in RULES.text("vi")
        share = "dossiers_submitted_online / dossiers_received × transparency.synced"
        assert any(share in line for line in lines)

    def test_html_escapes(self) -> None:
        hostile = rules(group(name=label("<script>alert(1)</script>")), name=label("<b>"))

        assert "<script>" not in hostile._repr_html_()
        assert "&lt;script&gt;" in hostile._repr_html_()
        assert "<b>" not in hostile._repr_html_()

    def test_levels_of_monitored_figures_ask_nothing(self) -> None:
        changed = RULES.with_indicator("progress.overdue", levels=[ti.Level.PROVINCE])

        assert changed.levels == ()

    def test_equal_and_hashable(self) -> None:
        copy = attrs.evolve(RULES)

        assert copy == RULES
        assert hash(copy) == hash(RULES)
        assert pickle.loads(pickle.dumps(RULES)) == RULES
        assert attrs.evolve(RULES, id="other") != RULES

    def test_with_indicator(self) -> None:
        changed = RULES.with_indicator("progress.on_time", target=0.9)

        assert changed["progress.on_time"].target == 0.9
        assert changed.with_indicator("progress.on_time", target=1.0) == RULES
        with pytest.raises(ti.errors.UnknownNameError, match=r"did you mean 'progress\.on_time'"):
            RULES.with_indicator("progress.on_tim", target=0.9)
        with pytest.raises(
            ti.errors.RuleSetError, match=r"groups\[1\]\.max_points: 20 is not the sum"
        ):
            RULES.with_indicator("progress.on_time", max_points=19)

    def test_unrounded(self) -> None:
        assert RULES.unrounded.rounding is None
        assert RULES.unrounded is RULES.unrounded
        assert RULES.unrounded.rounding_of(RULES.groups[0]) is None

    def test_a_source_in_a_line(self) -> None:
        source = ti.Source(label("Plan"), date="2026-01-05", url="https://example.org")

        assert source.text() == "Plan, 2026-01-05, https://example.org"
        assert source.text("vi") == "Plan, 05/01/2026, https://example.org"

    def test_unknown_label_language(self) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match="'en' or 'vi'"):
            label("x")["fr"]  # type: ignore[index]  # that is the point


class TestQd766:
    """ "6 groups, 21 scored indicators and the monitored ones, exactly as the spec says"."""

    SCORED = """
    transparency.announced_on_time      6 100% unscored
    transparency.published_on_time      4 100% unscored
    transparency.complete               2 100% unscored
    transparency.synced                 6 100% unscored
    progress.on_time                   20 100% zero
    online_services.provided            2  80% unscored
    online_services.used                4 100% unscored
    online_services.submitted           6  50% unscored
    online_payment.offered              2  80% zero
    online_payment.used                 2  80% zero
    online_payment.paid                 6 100% zero
    satisfaction.petitions_on_time      6 100% full
    satisfaction.petitions              6 100% full
    satisfaction.dossiers               6  90% zero
    digitization.results                6 100% unscored
    digitization.components             4 100% unscored
    digitization.certified_copies       2 100% unscored
    digitization.reuse                  2  80% unscored
    digitization.sharing                4 100% unscored
    digitization.population_dossiers    2 100% unscored
    digitization.population_procedures  2 100% unscored
    """

    def test_scored(self) -> None:
        table = [line.split() for line in self.SCORED.strip().splitlines()]

        assert [
            [i.code, str(i.max_points), f"{100 * i.target:.0f}%", str(i.when_empty)]
            for i in RULES.scored
        ] == table

    #: Counts of each indicator, in the order of the Decision's groups.
    COUNTS = """
    transparency.announced_on_time      procedures_announced_on_time / procedures_announced
    transparency.published_on_time      procedures_published_on_time / procedures_to_publish
    transparency.complete               procedures_complete / procedures_published
    transparency.synced                 dossiers_synced / dossiers_to_sync
    progress.on_time                    dossiers_on_time / dossiers_handled
    online_services.provided            procedures_partly_online + procedures_fully_online / procedures_in_scope
    online_services.used                services_used_online / services_online
    online_services.submitted           dossiers_submitted_online / dossiers_received
    online_payment.offered              procedures_payable_online / procedures_with_fees
    online_payment.used                 procedures_paid_online / procedures_with_fee_dossiers
    online_payment.paid                 dossiers_paid_online / dossiers_with_fees
    satisfaction.petitions_on_time      petitions_on_time / petitions_handled
    satisfaction.petitions              petitions_satisfied / petitions_answered
    satisfaction.dossiers               dossiers_satisfied / dossiers_assessed
    digitization.results                dossiers_with_eresult / dossiers_requiring_result
    digitization.components             dossiers_digitized / dossiers_to_digitize
    digitization.certified_copies       communes_issuing_ecopies / communes
    digitization.reuse                  dossiers_reusing_data / dossiers_reusable
    digitization.sharing                dossiers_shared / dossiers_to_share
    digitization.population_dossiers    dossiers_using_population_data / dossiers_for_citizens
    digitization.population_procedures  procedures_using_population_data / procedures_for_citizens
    """

    MONITORED = """
    transparency.not_synced                  dossiers_not_synced / dossiers_to_sync
    progress.overdue                         dossiers_overdue / dossiers_handled
    progress.completed                       dossiers_completed
    progress.handling_time                   average_handling_days
    online_services.submitted_directly       dossiers_submitted_directly / dossiers_received
    online_services.submitted_by_post        dossiers_submitted_by_post / dossiers_received
    online_services.submitted_otherwise      dossiers_submitted_directly + dossiers_submitted_by_post / dossiers_received
    online_services.on_time                  online_dossiers_on_time / dossiers_submitted_online
    online_services.overdue                  online_dossiers_overdue / dossiers_submitted_online
    satisfaction.petitions_about_procedures  petitions_about_procedures / petitions_classified
    satisfaction.petitions_about_staff       petitions_about_staff / petitions_classified
    digitization.accounts                    accounts_authenticated
    """

    #: Published figures that agree: of the indicator, of its group, and how many of them are 0/0.
    EVIDENCE = """
    transparency.announced_on_time      127   0   0
    transparency.published_on_time      128   0   0
    transparency.complete               158   0   0
    transparency.synced                 156   0   0
    progress.on_time                    425   0   9
    online_services.provided              0   6   0
    online_services.used                  0   6   0
    online_services.submitted             0   6   0
    online_payment.offered                0 199   0
    online_payment.used                   0 199   0
    online_payment.paid                   0 199  25
    satisfaction.petitions_on_time      158   0  90
    satisfaction.petitions              158   0  90
    satisfaction.dossiers               158   0   1
    digitization.results                124   0   0
    digitization.components             124   0   0
    digitization.certified_copies       128   0   0
    digitization.reuse                  124   0   0
    digitization.sharing                124   0   0
    digitization.population_dossiers    123   0   0
    digitization.population_procedures  117   0   0
    """

    @pytest.mark.parametrize(("table", "monitored"), [(COUNTS, False), (MONITORED, True)])
    def test_counts(self, table: str, *, monitored: bool) -> None:
        stated = {line.split()[0]: line.split()[1:] for line in table.strip().splitlines()}

        assert stated == {
            i.code: " / ".join(filter(None, [" + ".join(i.numerator), i.denominator])).split()
            for i in RULES.indicators
            if i.monitored == monitored
        }

    def test_evidence(self) -> None:
        table = [line.split() for line in self.EVIDENCE.strip().splitlines()]

        assert table == [
            [rule.code, *map(str, (said.indicators, said.groups, said.empty))]
            for rule, said in ((rule, rule.evidence) for rule in RULES.scored)
        ]

    def test_evidence_adds_up(self) -> None:
        """Published points with a denominator above 0: all but 0/0 and those without counts."""
        without_counts = RULES["digitization.certified_copies"].evidence.indicators
        of_rules = [rule.evidence for rule in RULES.scored if rule.evidence.indicators]
        figures = sum(said.indicators - said.empty for said in of_rules)

        assert figures - without_counts == RULES.evidence.indicators == 2014

    def test_sources(self) -> None:
        assert [source.date for source in RULES.sources] == [
            "2022-06-23",
            "2026-09-26",
            "2026-10-10",
        ]

    def test_rounding(self) -> None:
        """Online payment alone rounds the percentage first; transparency in the national list."""
        assert {group.code: group.rounding for group in RULES if group.rounding} == {
            "transparency": ti.Rounding(decimals=2, list_percent_decimals=2),
            "online_payment": ti.Rounding(decimals=2, percent_decimals=2),
        }

    def test_factor(self) -> None:
        """The synced share multiplies the share submitted online, and its formula says so."""
        assert {rule.code: rule.factor for rule in RULES.indicators if rule.factor} == {
            "online_services.submitted": "transparency.synced"
        }
        assert "dossiers synced" in RULES["online_services.submitted"].formula.en
        assert "tỷ lệ hồ sơ đồng bộ" in RULES["online_services.submitted"].formula.vi

    def test_group_maxima(self) -> None:
        assert [g.max_points for g in RULES] == [18, 20, 12, 10, 18, 22]

    def test_every_indicator_applies_to_every_level(self) -> None:
        assert RULES.levels == ()
        assert all(i.applies_to(level) for i in RULES.indicators for level in ti.Level)

    def test_what_is_thin_says_so(self) -> None:
        """ "Where the evidence is thin, the rule object must say so"."""
        unconfirmed = {i.code for i in RULES.scored if i.evidence.unconfirmed}

        assert unconfirmed == {
            "transparency.synced",
            "online_services.submitted",
            "online_payment.offered",
            "online_payment.used",
            "digitization.certified_copies",
        }
        assert RULES["online_payment"].evidence.unconfirmed
        assert RULES.evidence.unconfirmed
        assert "79/80" in RULES.evidence.unconfirmed.en

    def test_every_rule_has_evidence(self) -> None:
        assert all(i.evidence.indicators or i.evidence.groups for i in RULES.scored)

    def test_ids_are_those_of_the_sets(self) -> None:
        assert ti.rulesets() == ("qd766-2026",)
        assert [ti.ruleset(id_).id for id_ in ti.rulesets()] == list(ti.rulesets())

    @pytest.mark.parametrize("id_", ["qd766", None, 7])
    def test_unknown(self, id_: Any) -> None:
        with pytest.raises(ti.errors.UnknownNameError, match="qd766-2026"):
            ti.ruleset(id_)
