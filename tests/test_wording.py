# SPDX-License-Identifier: MIT
"""How notices name things: a TOML file that a clerk reads, and another one for another rule set."""

from __future__ import annotations

import re

from pathlib import Path
from typing import Any

import attrs
import pytest

import tthc_index as ti

from tthc_index.documents.wording import Entry, read_wording, wordings


RULES = ti.ruleset("qd766-2026")

#: A rule set of its own, whose codes nobody else has.
SPEED = ti.RuleSet(
    id="qd766-2027",
    name=ti.Label(vi="Tốc độ", en="Speed"),
    groups=[
        ti.Group(
            code="speed",
            name=ti.Label(vi="Tốc độ", en="Speed"),
            max_points=20,
            indicators=[
                ti.Indicator(
                    code="speed.fast",
                    name=ti.Label(vi="Hồ sơ nhanh", en="Fast dossiers"),
                    formula=ti.Label(vi="nhanh / tất cả", en="fast / all"),
                    numerator=["dossiers_fast"],
                    denominator="dossiers",
                    max_points=20,
                )
            ],
        )
    ],
    max_points=20,
    sources=[ti.Source(ti.Label("x", "x"))],
)

WORDS = """
[[groups]]
code = "speed"
label = "Điểm đánh giá tốc độ"

  [[groups.lines]]
  label = "Hồ sơ theo thời gian"
  code = "speed.fast"
  of = "hồ sơ"
  parts = [
    { label = "Nhanh", count = "dossiers_fast", form = "{n} hồ sơ, tức {p}" },
    { label = "Chậm" },
  ]
"""


class TestShipped:
    def test_all_that_it_names_is_in_the_rules(self) -> None:
        text = (Path(ti.__file__).parent / "documents" / "qd766-2026.toml").read_text("utf-8")
        groups = read_wording(text, RULES)

        assert [group.code for group in groups] == [group.code for group in RULES]
        handled: Any = {"of": "hồ sơ", "whole": "dossiers_handled"}
        assert groups[1] == Entry(
            "Điểm đánh giá tiến độ giải quyết hồ sơ TTHC",
            "progress",
            entries=(
                Entry("Tỷ lệ hồ sơ xử lý đúng hạn/trong hạn", "progress.on_time", **handled),
                Entry("Tỷ lệ hồ sơ xử lý quá hạn", "progress.overdue", **handled),
            ),
        )

    def test_rules_of_another_id_that_have_these_codes(self) -> None:
        """A province's own set is told in the words of the Decision's."""
        own = attrs.evolve(RULES, id="phu-tho-2026")

        assert wordings(own) == wordings(RULES)

    def test_rules_without_words(self) -> None:
        """They are told by their labels."""
        (group,) = wordings(SPEED)

        assert group.label == "Điểm đánh giá nhóm Tốc độ"
        assert [line.label for line in group.entries] == ["Hồ sơ nhanh"]


class TestOwn:
    """ "A set for 2027": its rules, and a file of words beside them."""

    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        (tmp_path / "qd766-2027.toml").write_text("\ufeff" + WORDS, "utf-8")
        return tmp_path / "qd766-2027.toml"

    def test_written_and_read(self, file: Path) -> None:
        card = ti.score({"dossiers_fast": 3, "dossiers": 4}, rules=SPEED)
        made = ti.notice(card, unit="xã A", period="2027-01", wording=file)

        assert "1. Điểm đánh giá tốc độ: 15,00/20 điểm\n" in made.text
        assert (
            "- Hồ sơ theo thời gian:\n+ Nhanh: 3 hồ sơ, tức 75%.\n+ Chậm: 1 (25%).\n" in made.text
        )
        published = ti.read_notice(made.text, SPEED, wording=file)
        assert published.counts == {"dossiers_fast": 3, "dossiers": 4}
        assert (published["speed"], published.total, published.unread) == (15, 15, ())

    def test_its_words_are_no_others(self, file: Path) -> None:
        """ "3 hồ sơ, tức 75%" is read; what says something else is listed."""
        lines = ("Điểm đánh giá tốc độ", "Hồ sơ theo thời gian:", "Nhanh: tức hồ 3 (75%)")
        published = ti.read_notice("\n".join(lines), SPEED, wording=file)

        assert published.unread == ((3, "Nhanh: tức hồ 3 (75%)"),)

    def test_as_text(self) -> None:
        card = ti.score({"dossiers_fast": 3, "dossiers": 4}, rules=SPEED)

        assert (
            "Điểm đánh giá tốc độ" in ti.notice(card, unit="A", period="2027", wording=WORDS).text
        )

    def test_groups_that_it_does_not_name(self) -> None:
        """They keep the usual words."""
        own = '[[groups]]\ncode = "progress"\nlabel = "Tiến độ"\n'
        groups = wordings(RULES, own)

        assert groups[0] == wordings(RULES)[0]
        assert groups[1].label == "Tiến độ"
        assert groups[1].entries[0].label == "Hồ sơ xử lý trước hạn, đúng hạn"


def line(keys: str) -> str:
    return f'[[groups]]\ncode = "progress"\nlabel = "A"\n[[groups.lines]]\n{keys}'


class TestRefused:
    @pytest.mark.parametrize(
        ("toml", "said"),
        [
            ("groups", "wording = 'groups': it takes a wording as TOML text, or the path"),
            ("groups = 1", "groups = 1: it takes a list of tables"),
            ("groups = [1]", "groups = [1]: it takes a list of tables"),
            ("group = []", "group = []: it takes no such key; there are groups"),
            ('[[groups]]\nlabel = "A"', "groups[0].code = None: it takes the code of a group"),
            ('[[groups]]\ncode = "progress"', "groups[0].label = None: it takes what it is called"),
            (line('code = "progress.overdue"'), "groups[0].lines[0].label = None"),
            (line('code = 7\nlabel = "B"'), "groups[0].lines[0].code = 7: it takes a text"),
            (line('code = " "\nlabel = "B"'), "groups[0].lines[0].code = ' ': it takes a text"),
            (
                line('code = "x"\nlabel = "- …"'),
                "lines[0].label = '- …': it takes what it is called",
            ),
            (line('label = "B"'), "lines[0].code = None: it takes the code of an indicator, or"),
            (line('code = "x"\nlabel = "B"\nlines = []'), "lines[0].code = 'x': it takes the code"),
            (line('code = "x"\nlabel = "B"\nheading = 1'), "lines[0].heading = 1: it takes true"),
            (line('label = "B"\nlines = [{ label = "C" }]'), "lines[0].lines[0].code = None"),
            (
                line('label = "B"\nlines = [{ label = "C", code = "x", parts = [] }]'),
                "lines[0].lines[0].parts = []: it takes no such key; there are label, code, of, zero",
            ),
            (
                line('code = "x"\nlabel = "B"\nparts = [{ label = "C", form = "{p}" }]'),
                "lines[0].parts[0].form = '{p}': it takes a text with {n}, the number",
            ),
            (
                line('code = "progress.overdue"\nlabel = "B"')
                + '\n[[groups.lines]]\ncode = "progress.on_time"\nlabel = "- b:"',
                "label = '- b:': it takes a label of its own among its neighbours",
            ),
            (
                line('code = "progress.overdue"\nlabel = "B"\nheading = false')
                + '\nparts = [{ label = "C" }, { label = "c" }]',
                "label = 'c': it takes a label of its own among its neighbours",
            ),
            (line('code = "progress.overdu"\nlabel = "B"'), "'progress.overdu'; did you mean"),
            (
                line('label = "B"\nlines = [{ label = "C", code = "progress.on_tim" }]'),
                "'progress.on_tim'; did you mean 'progress.on_time'",
            ),
            (
                line('code = "progress.overdue"\nlabel = "B"')
                + '\nparts = [{ label = "C", count = "dossier_overdue" }]',
                "'dossier_overdue'; did you mean 'dossiers_overdue'",
            ),
        ],
    )
    def test_faults(self, toml: str, said: str) -> None:
        with pytest.raises(ti.TthcIndexError, match=re.escape(said)):
            read_wording(toml, RULES)

    def test_all_at_once(self) -> None:
        with pytest.raises(ti.errors.Problems) as caught:
            ti.read_notice("x", wording="[[groups]]\ncode = 1\nlabel = 2\nx = 3")
        assert len(caught.value.problems) == 3

    @pytest.mark.parametrize("wording", [7, b"x"])
    def test_no_wording(self, wording: Any) -> None:
        card = ti.score({}, missing="allow")
        with pytest.raises(
            ti.errors.ValueRefusedError, match=r"^wording = .*: it takes a wording as TOML"
        ):
            ti.notice(card, unit="A", period="2026", wording=wording)

    def test_no_such_file(self, tmp_path: Path) -> None:
        with pytest.raises(OSError, match=r"loi-van\.toml"):
            ti.read_notice("x", wording=tmp_path / "loi-van.toml")
