# SPDX-License-Identifier: MIT
"""Rule sets by their id or file: the shipped ones, those of other packages, one of next year."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import tthc_index as ti


SHIPPED = Path(ti.__file__).parent / "rules" / "qd766-2026.toml"

#: Makes and installs a package, by the id that it claims, its rules as text, and its name.
Install = Callable[..., Path]


def rules_of(id_: str, target: float = 0.95) -> str:
    """The shipped file with another id, and another target for dossiers on time."""
    text = SHIPPED.read_text("utf-8").replace('id = "qd766-2026"', f'id = "{id_}"')
    at = text.index('code = "progress.on_time"')
    return text[:at] + text[at:].replace("target = 1.0", f"target = {target}", 1)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Put a made-up package where Python looks for packages, as pip would."""
    monkeypatch.syspath_prepend(tmp_path)

    def put(id_: str, text: str | None, name: str | None = None, value: str = "") -> Path:
        name = name or f"rules_of_{id_.replace('-', '_')}"
        info, package = tmp_path / f"{name}-1.2.dist-info", tmp_path / name
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n")
        entry = f"[tthc_index.rulesets]\n{id_} = {value or name}\n"
        (info / "entry_points.txt").write_text(entry)
        package.mkdir()
        (package / "__init__.py").touch()
        if text is not None:
            (package / f"{id_}.toml").write_text(text, "utf-8")
        monkeypatch.syspath_prepend(tmp_path)  # once more, so that Python looks again
        return package

    return put


class TestInstalled:
    """ "Third parties can ship rule sets in their own packages"."""

    def test_listed_found_and_kept(self, install: Install) -> None:
        install("tinh-a-2026", rules_of("tinh-a-2026"))

        assert ti.rulesets() == ("qd766-2026", "tinh-a-2026")
        rules = ti.ruleset("tinh-a-2026")
        assert rules["progress.on_time"].target == 0.95
        assert ti.ruleset("tinh-a-2026") is rules

    def test_scored_by_its_id(self, install: Install) -> None:
        install("tinh-b-2026", rules_of("tinh-b-2026"))

        counts = {"dossiers_on_time": 90, "dossiers_handled": 100}
        card = ti.score(counts, rules="tinh-b-2026", missing="allow")
        assert card["progress.on_time"].points == 18.95

    def test_a_folder_is_package_enough(self, install: Install) -> None:
        package = install("tinh-c-2026", rules_of("tinh-c-2026"))
        (package / "__init__.py").unlink()

        assert ti.ruleset("tinh-c-2026").id == "tinh-c-2026"

    def test_a_slip_finds_it(self, install: Install) -> None:
        install("tinh-d-2026", rules_of("tinh-d-2026"))

        with pytest.raises(ti.errors.UnknownNameError, match="did you mean 'tinh-d-2026'"):
            ti.ruleset("tinh-d-2062")

    def test_a_shipped_id_stays_the_library_s(self, install: Install) -> None:
        install("qd766-2026", rules_of("qd766-2026"))

        assert ti.rulesets() == ("qd766-2026",)
        assert ti.ruleset("qd766-2026") == ti.ruleset(SHIPPED)


class TestBroken:
    """ "A clear error that names the distribution"."""

    def faults(self, id_: str) -> list[str]:
        with pytest.raises(ti.errors.RuleSetError) as caught:
            ti.ruleset(id_)
        assert caught.value.id == id_
        return [str(fault) for fault in caught.value.findings]

    def test_faults_of_the_rules(self, install: Install) -> None:
        install("tinh-e-2026", rules_of("tinh-e-2026", target=3) + "\ntarget_ = 1\n")

        assert self.faults("tinh-e-2026") == [
            (
                "rules_of_tinh_e_2026 1.2: groups[5].indicators[7].target_: unknown key; "
                "did you mean 'target'?"
            ),
            (
                "rules_of_tinh_e_2026 1.2: groups[1].indicators[0].target: "
                "3 is no rate above 0 and up to 1"
            ),
        ]

    def test_another_id_in_the_file(self, install: Install) -> None:
        install("tinh-f-2026", rules_of("tinh-f"))

        assert self.faults("tinh-f-2026") == [
            "rules_of_tinh_f_2026 1.2: id: 'tinh-f' is not the name of its entry point"
        ]

    @pytest.mark.parametrize(
        ("value", "said"),
        [
            ("", "(FileNotFoundError: "),
            ("nowhere", "(ModuleNotFoundError: No module named 'nowhere')"),
            ("os.path:join", "(ModuleNotFoundError: No module named 'os.path:join'"),
        ],
    )
    def test_no_such_file(self, install: Install, value: str, said: str) -> None:
        install("tinh-g-2026", None, value=value)

        (fault,) = self.faults("tinh-g-2026")
        start = "rules_of_tinh_g_2026 1.2: tthc_index.rulesets: tinh-g-2026.toml of "
        assert fault.startswith(f"{start}{value or 'rules_of_tinh_g_2026'!r} can't be read ")
        assert said in fault

    def test_a_package_that_fails(self, install: Install) -> None:
        package = install("tinh-h-2026", rules_of("tinh-h-2026"))
        (package / "__init__.py").write_text("1 / 0")

        (fault,) = self.faults("tinh-h-2026")
        assert "can't be read (ZeroDivisionError: division by zero)" in fault

    def test_two_packages_of_one_id(self, install: Install) -> None:
        for name in ("second", "first"):
            install("tinh-i-2026", rules_of("tinh-i-2026"), name=name)

        assert ti.rulesets() == ("qd766-2026", "tinh-i-2026")
        assert self.faults("tinh-i-2026") == [
            "id: several packages bring it: first 1.2, second 1.2"
        ]

    def test_mended(self, install: Install) -> None:
        """What failed is not kept: mended, it is found."""
        package = install("tinh-k-2026", "id =")
        assert self.faults("tinh-k-2026")[0].startswith("rules_of_tinh_k_2026 1.2: TOML: ")

        (package / "tinh-k-2026.toml").write_text(rules_of("tinh-k-2026"), "utf-8")
        assert ti.ruleset("tinh-k-2026").id == "tinh-k-2026"


class TestNextYear:
    """ "A set for 2027" is a file: a new id, a changed target, and no Python."""

    def test_scored_from_a_folder(self, tmp_path: Path) -> None:
        file = tmp_path / "qd766-2027.toml"
        file.write_text(rules_of("qd766-2027", target=0.9), "utf-8")
        rules = ti.ruleset(file)
        counts = {"dossiers_on_time": 81, "dossiers_handled": 100}

        before = ti.score(counts, missing="allow")
        after = ti.score(counts, rules=rules, missing="allow")

        assert before["progress.on_time"].points == 16.2
        assert after["progress.on_time"].points == 18.0
        assert rules.id in after.text()
        assert ti.ScoreCard.from_dict(after.to_dict(), rules=rules) == after
