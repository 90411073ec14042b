# SPDX-License-Identifier: MIT
"""Rule sets as TOML: "a round trip gives an equal object"."""

from __future__ import annotations

import tomllib

from pathlib import Path
from typing import Any

import attrs
import pytest
import tomli_w

from hypothesis import given

import tthc_index as ti

from tthc_index import testing


RULES = ti.ruleset("qd766-2026")
TEXT = ti.ruleset_to_toml(RULES)


def stated() -> dict[str, Any]:
    return tomllib.loads(TEXT)


def faults(text: str) -> list[str]:
    with pytest.raises(ti.RuleSetError) as caught:
        ti.ruleset_from_toml(text)
    return [str(fault) for fault in caught.value.faults]


class TestRoundTrip:
    @given(testing.rulesets())
    def test_any_rules(self, rules: ti.RuleSet) -> None:
        assert ti.ruleset_from_toml(ti.ruleset_to_toml(rules)) == rules

    def test_by_id(self) -> None:
        assert ti.ruleset_to_toml("qd766-2026") == TEXT
        assert ti.ruleset_from_toml(TEXT) == RULES

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


class TestFaults:
    """ "A rule set with five faults gets one error that names all five with their paths"."""

    def test_keys_and_shapes(self) -> None:
        text = stated()
        del text["groups"][0]["name"]
        text["groups"][1]["indicators"][0]["targt"] = 1
        text["groups"][2]["name"] = "Online services"
        text["groups"][3]["indicators"] = 7
        text["groups"][4] = 8

        assert faults(tomli_w.dumps(text)) == [
            "groups[0].name: required field missing",
            "groups[1].indicators[0]: extra fields found (targt)",
            "groups[2].name: is no Label",
            "groups[3].indicators: invalid value for type, expected tuple",
            "groups[4]: invalid value for type, expected Group",
        ]

    def test_values(self) -> None:
        text = stated()
        indicator = text["groups"][1]["indicators"][0]
        indicator |= {"target": 3, "max_points": "20", "when_empty": "nothing", "numerator": "N"}
        text["groups"][3]["indicators"][1]["levels"] = ["commune", "village"]
        text["max_points"] = 99

        assert faults(tomli_w.dumps(text)) == [
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
        text = stated()
        text["groups"][1]["rounding"] = "none"

        (fault,) = faults(tomli_w.dumps(text))
        assert fault == "groups[1].rounding: 'none' is no Rounding"

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

        with pytest.raises(ti.RuleSetError, match="the file is not in UTF-8"):
            ti.ruleset_from_toml(file)

    @pytest.mark.parametrize("source", [7, None, b"id"])
    def test_no_source(self, source: Any) -> None:
        with pytest.raises(ti.ArgumentError, match="TOML text, or a Path"):
            ti.ruleset_from_toml(source)

    def test_an_empty_text(self) -> None:
        assert faults("") == [
            f"{key}: required field missing" for key in ("id", "name", "groups", "sources")
        ]

    def test_a_numerator_may_be_one_name(self) -> None:
        text = stated()
        text["groups"][1]["indicators"][0]["numerator"] = "dossiers_on_time"

        assert ti.ruleset_from_toml(tomli_w.dumps(text)) == RULES
