# SPDX-License-Identifier: MIT
"""Rule sets as TOML: "a round trip gives an equal object"."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest

from hypothesis import given
from hypothesis import strategies as st

import tthc_index as ti

from tthc_index import testing


RULES = ti.ruleset("qd766-2026")
TEXT = ti.ruleset_to_toml(RULES)
SHIPPED = Path(ti.__file__).parent / "rules" / "qd766-2026.toml"


#: A whole rule set of one group and one indicator.
SMALL = """
id = "small"
name = { vi = "Bộ chỉ số nhỏ", en = "A small index" }
max_points = 10
sources = [{ title = { vi = "Kế hoạch", en = "A plan" }, date = "2026-01-15" }]

[[groups]]
code = "progress"
name = { vi = "Tiến độ", en = "Progress" }
max_points = 10

[[groups.indicators]]
code = "progress.on_time"
name = { vi = "Đúng hạn", en = "On time" }
formula = { vi = "đúng hạn / đã xử lý", en = "on time / handled" }
numerator = ["on_time"]
denominator = "handled"
max_points = 10
"""


def edited(text: str, *changes: tuple[str, str]) -> str:
    """The text with each change made once, where its first part first stands."""
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def faults(text: str) -> list[str]:
    with pytest.raises(ti.errors.RuleSetError) as caught:
        ti.ruleset_from_toml(text)
    return [str(fault) for fault in caught.value.findings]


class TestShipped:
    """The rules as data: the file is what is scored by."""

    def test_the_file(self) -> None:
        assert ti.ruleset_from_toml(SHIPPED) == ti.ruleset(SHIPPED) == RULES

    def test_it_is_laid_out_as_any_rule_set(self) -> None:
        """Without comments and blank lines it is what the writer writes."""
        lines = SHIPPED.read_text("utf-8").splitlines()

        assert [line for line in lines if line and line[0] != "#"] == list(
            filter(None, TEXT.splitlines())
        )


class TestRoundTrip:
    @given(testing.rulesets())
    def test_any_rules(self, rules: ti.RuleSet) -> None:
        assert ti.ruleset_from_toml(ti.ruleset_to_toml(rules)) == rules

    def test_by_id(self) -> None:
        assert ti.ruleset_to_toml("qd766-2026") == TEXT
        assert ti.ruleset_from_toml(TEXT) == RULES

    @pytest.mark.parametrize("rules", [7, None, Path("rules.toml")])
    def test_what_is_no_rule_set(self, rules: Any) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match="a RuleSet or the id of one"):
            ti.ruleset_to_toml(rules)

    def test_unrounded(self) -> None:
        text = ti.ruleset_to_toml(RULES.unrounded)

        assert 'rounding = "none"' in text
        assert ti.ruleset_from_toml(text) == RULES.unrounded

    def test_a_file(self, tmp_path: Path) -> None:
        """A file, with the mark that some editors put at its start."""
        file = tmp_path / "rules.toml"
        file.write_text(TEXT, encoding="utf-8-sig")

        assert ti.ruleset_from_toml(file) == RULES

    def test_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            ti.ruleset_from_toml(tmp_path / "rules.toml")

    def test_decimals_are_taken_as_written(self) -> None:
        rules = ti.ruleset_from_toml(TEXT.replace("target = 0.8", "target = 0.7", 1))

        provided = rules["online_services.provided"]
        assert provided.target == 0.7
        assert attrs.evolve(provided, target=0.8) == RULES["online_services.provided"]


class TestLayout:
    """ "The readable form": what a person who edits the file sees."""

    def test_a_small_one(self) -> None:
        assert (
            ti.ruleset_to_toml(ti.ruleset_from_toml(SMALL))
            == """\
id = "small"
name = { vi = "Bộ chỉ số nhỏ", en = "A small index" }
max_points = 10
rounding = { decimals = 2 }
sources = [{ title = { vi = "Kế hoạch", en = "A plan" }, date = "2026-01-15" }]

[[groups]]
code = "progress"
name = { vi = "Tiến độ", en = "Progress" }
max_points = 10

[[groups.indicators]]
code = "progress.on_time"
name = { vi = "Đúng hạn", en = "On time" }
formula = { vi = "đúng hạn / đã xử lý", en = "on time / handled" }
numerator = "on_time"
denominator = "handled"
max_points = 10
target = 1
when_empty = "unscored"
"""
        )

    def test_long_labels_take_a_line_each(self) -> None:
        name = ti.Label(vi="Tên " + "dài " * 12, en="A long " + "name " * 12)
        text = ti.ruleset_to_toml(attrs.evolve(RULES, name=name))

        assert f'name.vi = "{name.vi}"\nname.en = "{name.en}"\n' in text

    @given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
    def test_any_text(self, text: str) -> None:
        """Quotes, line ends, control characters: all come back."""
        rules = attrs.evolve(RULES, name=ti.Label(vi=text, en=text * 30))

        assert ti.ruleset_from_toml(ti.ruleset_to_toml(rules)) == rules

    @pytest.mark.parametrize("number", [0.1, 1e-9, np.float64(0.25), 1])
    def test_any_number(self, number: float) -> None:
        rules = RULES.with_indicator("progress.on_time", target=number)

        assert ti.ruleset_from_toml(ti.ruleset_to_toml(rules)) == rules


class TestFaults:
    """ "A rule set with five faults gets one error that names all five with their paths"."""

    def test_keys_and_values_at_once(self) -> None:
        text = edited(
            SMALL,
            ('name = { vi = "Tiến độ", en = "Progress" }', "nam = 1"),
            ('vi = "Đúng hạn"', 'fr = "à temps"'),
            ('denominator = "handled"', 'denominator = "handled"\ntargt = 1\nwhen_empty = "full "'),
            ("max_points = 10", "max_points = 9\ncolour = 3"),
            ('title = { vi = "Kế hoạch", en = "A plan" }', 'title = "A plan"'),
        )

        assert faults(text) == [
            (
                "colour: unknown key; known: id, name, groups, max_points, rounding, sources, "
                "since, before, evidence"
            ),
            "groups[0].nam: unknown key; did you mean 'name'?",
            "groups[0].name: is missing",
            "groups[0].indicators[0].targt: unknown key; did you mean 'target'?",
            "groups[0].indicators[0].name.fr: unknown key; known: vi, en",
            "groups[0].indicators[0].name.vi: is missing",
            ("groups[0].indicators[0].when_empty: 'full ' is no Empty (unscored, full, zero)"),
            "sources[0].title: 'A plan' is no Label",
            "max_points: 9 is not the sum of its parts, 10",
        ]

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ('numerator = ["on_time"]', "numerator = 7", "numerator: 7 is no list"),
            ('numerator = ["on_time"]', "numerator = [7]", "numerator[0]: 7 is no text"),
            ('name = { vi = "Đúng hạn", en = "On time" }', "name = []", "name: [] is no Label"),
            ('denominator = "handled"', "denominator = {}", "denominator: {} is no text"),
            ("max_points = 10", "max_points = true", "max_points: True is no number"),
            ("max_points = 10", 'max_points = "10"', "max_points: '10' is no number"),
            ("max_points = 10", "max_points = nan", "max_points: nan is no number"),
            (
                "max_points = 10",
                f"max_points = 0x{'f' * 4000}",
                "max_points: what stands here is no number",
            ),
            ("max_points = 10", "max_points = 10\nevidence = 3", "evidence: 3 is no Evidence"),
        ],
    )
    def test_shapes(self, old: str, new: str, said: str) -> None:
        head, indicator = SMALL.split("[[groups.indicators]]")
        text = f"{head}[[groups.indicators]]{edited(indicator, (old, new))}"

        assert f"groups[0].indicators[0].{said}" in faults(text)

    @pytest.mark.parametrize(
        ("groups", "said"),
        [
            ("groups = 7", "groups: 7 is no list"),
            ("groups = [7]", "groups[0]: 7 is no Group"),
            ("groups = {}", "groups: {} is no list"),
            ("groups = [{ code = 'g', indicators = 8 }]", "groups[0].indicators: 8 is no list"),
            ("groups = [{ code = 'g', indicators = [8] }]", "groups[0].indicators[0]: 8 is no"),
        ],
    )
    def test_shapes_of_groups(self, groups: str, said: str) -> None:
        found = faults(edited(SMALL.partition("[[groups]]")[0], ("sources", f"{groups}\nsources")))

        assert any(fault.startswith(said) for fault in found)

    def test_values(self) -> None:
        text = edited(
            TEXT,
            ("max_points = 100", "max_points = 99"),
            (
                'max_points = 20\ntarget = 1.0\nwhen_empty = "zero"',
                'max_points = "20"\ntarget = 3\nwhen_empty = "nothing"',
            ),
            (
                'numerator = "dossiers_on_time"',
                'numerator = "N"',
            ),
            (
                'code = "online_payment.used"',
                'code = "online_payment.used"\nlevels = ["commune", "village"]',
            ),
        )

        assert faults(text) == [
            "groups[1].indicators[0].max_points: '20' is no number",
            "groups[1].indicators[0].when_empty: 'nothing' is no Empty (unscored, full, zero)",
            (
                "groups[3].indicators[1].levels[1]: 'village' is no Level "
                "(ministry, province, department, district, commune)"
            ),
            "groups[1].indicators[0].counts: 'N' is not made of a-z, 0-9 and _, first a letter",
            "groups[1].indicators[0].target: 3 is no rate above 0 and up to 1",
            "max_points: 99 is not the sum of its parts, 100",
        ]

    def test_a_group_is_not_left_unrounded_alone(self) -> None:
        text = edited(SMALL, ('code = "progress"', 'code = "progress"\nrounding = "none"'))

        assert faults(text) == ["groups[0].rounding: 'none' is no Rounding"]

    @pytest.mark.parametrize("text", ["a =", "= 1", "\x00", "[[groups]\n"])
    def test_no_toml(self, text: str) -> None:
        (fault,) = faults(text)

        assert fault.startswith("TOML: ")

    def test_nested_too_deep(self) -> None:
        (fault,) = faults("a = " + "[" * 100_000)

        assert fault.startswith("TOML: ")

    def test_another_encoding(self, tmp_path: Path) -> None:
        file = tmp_path / "rules.toml"
        file.write_bytes(b"\xff")

        with pytest.raises(ti.errors.RuleSetError, match="the file is not in UTF-8"):
            ti.ruleset_from_toml(file)

    @pytest.mark.parametrize("source", [7, None, b"id"])
    def test_no_source(self, source: Any) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match="TOML text, or a Path"):
            ti.ruleset_from_toml(source)

    def test_an_empty_text(self) -> None:
        assert faults("") == [f"{key}: is missing" for key in ("id", "name", "groups", "sources")]

    def test_one_numerator_may_stand_alone(self) -> None:
        alone = edited(SMALL, ('numerator = ["on_time"]', 'numerator = "on_time"'))

        assert ti.ruleset_from_toml(alone) == ti.ruleset_from_toml(SMALL)

    def test_a_date_of_toml(self) -> None:
        """A day may stand as TOML's own date."""
        dated = edited(SMALL, ('"2026-01-15"', "2026-01-15"))

        assert ti.ruleset_from_toml(dated) == ti.ruleset_from_toml(SMALL)
