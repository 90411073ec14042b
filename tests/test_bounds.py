# SPDX-License-Identifier: MIT
"""Limits: what asks for more time or memory than anybody has is refused with a clear error, at once."""

from __future__ import annotations

import resource
import time
import unicodedata
import zipfile

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import tthc_index as ti

from tthc_index.documents import sandbox
from tthc_index.documents.template import fill
from tthc_index.files import sheet
from tthc_index.files.headers import headers_of
from tthc_index.text.labels import composed, key


SECONDS, MEGABYTES = 5, 300


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    """Within seconds, and a few hundred megabytes."""
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    yield
    assert time.process_time() - start < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1024 * MEGABYTES


def grown(change: str) -> str:
    """A template that changes a text again and again."""
    loop = f"{{% for _ in '{50 * 'x'}' %}}{change}{{% endfor %}}"
    return "{% set of = namespace(t='xx', l=[1]) %}" + loop


def loops(deep: int, inner: str = "") -> str:
    """Loops in loops."""
    return deep * f"{{% for _ in '{50 * 'x'}' %}}" + inner + deep * "{% endfor %}"


class TestTemplates:
    """ "A template that asks for gigabytes"."""

    @pytest.mark.parametrize(
        "template",
        [
            grown("{% set of.t = of.t ~ of.t %}"),
            grown("{% set of.t = of.t + of.t %}"),
            grown("{% set of.l = of.l + of.l %}"),
            grown("{% set of.t = [of.t, of.t]|join(of.t) %}"),
            grown("{% set of.t = of.t|replace('x', of.t) %}"),
            grown("{% set of.t %}{{ of.t }}{{ of.t }}{% endset %}"),
            "{% macro f(t) %}{{ t }}{{ t }}{% endmacro %}" + grown("{% set of.t = f(of.t) %}"),
            f"{{% set t = '{1000 * 'x'}' %}}{{{{ t|list|join(t) }}}}",
        ],
    )
    def test_texts_that_grow(self, template: str) -> None:
        with pytest.raises(ti.errors.NoticeError, match="longer than 100,000"):
            fill(template, {})

    @pytest.mark.parametrize(
        "template",
        [
            loops(9),
            loops(9, "x"),
            f"{{% set t %}}{loops(3, 90 * 'x')}{{% endset %}}",
            f"{{% set t %}}{loops(3, '{{ of }}')}{{% endset %}}",
            "{% macro f(n) %}{% if n < 90 %}{{ f(n + 1) }}{{ f(n + 1) }}{% endif %}{% endmacro %}{{ f(1) }}",
            "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
            "{% include 'template' %}{% include 'template' %}",
            f"{{% set t = '{9000 * 'x'}' %}}" + loops(2, "{% set u = t|upper %}"),
        ],
    )
    def test_loops_that_multiply(self, template: str) -> None:
        with pytest.raises(
            ti.errors.NoticeError, match=r"more than any notice needs|maximum recursion depth"
        ):
            fill(template, {"of": 90 * "x"})

    @pytest.mark.parametrize("wide", ["ljust", "join", "replace"])
    def test_methods(self, wide: str) -> None:
        with pytest.raises(ti.errors.NoticeError, match=f"access to attribute '{wide}'"):
            fill(f"{{{{ 'x'.{wide} }}}}", {})

    @pytest.mark.parametrize("name", ["tojson", "urlencode", "format", "indent", "sum", "batch"])
    def test_filters(self, name: str) -> None:
        with pytest.raises(ti.errors.NoticeError, match=f"No filter named '{name}'"):
            fill(f"{{{{ 'x'|{name} }}}}", {})

    def test_long_templates(self, tmp_path: Path) -> None:
        assert fill(sandbox.LONGEST * "x", {})
        (tmp_path / "long.txt").write_text((sandbox.LONGEST + 1) * "x", "utf-8")
        for template in (tmp_path / "long.txt", (sandbox.LONGEST + 1) * "x"):
            with pytest.raises(ti.errors.NoticeError, match="at most 100,000 letters"):
                fill(template, {})

    def test_constants_are_not_worked_out_before(self) -> None:
        """Compiling takes no effort of a template that is never filled in."""
        with pytest.raises(ti.errors.NoticeError, match="longer than 100,000"):
            fill(f"{{{{ '{400 * 'x'}'|replace('x', '{400 * 'x'}') }}}}", {})

    def test_what_offices_write(self) -> None:
        template = (
            "{% for a in l %}- {{ a|upper ~ '; ' }}{{ l|join(', ')|replace('a', 'ă') }} {{ loop.index + 1 }}\n"
            "{% endfor %}{{ 'x'.upper() }} {{ l|length }} {{ l|map('upper')|list|first }} {{ l|first|default('') }}"
        )
        texts = [block.text for block in fill(template, {"l": ["a", "b"]})]

        assert texts == ["A; ă, b 2", "B; ă, b 3", "X 2 A a"]

    def test_as_much_as_there_is(self) -> None:
        """A loop has as many rounds as the effort allows, and no more."""
        rounds = (sandbox.EFFORT - sandbox.INCLUDED) // sandbox.ROUND
        with sandbox.limited():
            sandbox.Sandbox().from_string("{% for _ in l %}{% endfor %}").render(l=range(rounds))
            with pytest.raises(OverflowError, match="a loop that multiplies"):
                sandbox.Sandbox().from_string("{% for _ in l %}{% endfor %}").render(
                    l=range(rounds)
                )


class TestSheets:
    """A zip bomb, and rows that no sheet has."""

    @staticmethod
    def book(folder: Path, change: Any, part: str = "xl/worksheets/sheet1.xml") -> Path:
        """A workbook of which one part is changed."""
        book = openpyxl.Workbook()
        book.worksheets[0].append(["unit", "communes"])
        book.worksheets[0].append(["A", 1])
        book.save(folder / "small.xlsx")
        target = folder / "units.xlsx"
        with (
            zipfile.ZipFile(folder / "small.xlsx") as source,
            zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made,
        ):
            for name in source.namelist():
                content = source.read(name)
                if name != part:
                    made.writestr(name, content)
                    continue
                with made.open(name, "w") as file:
                    for piece in change(content):
                        file.write(piece)
        return target

    @pytest.mark.parametrize("read", [ti.read_table, ti.read_published])
    def test_a_bomb(self, tmp_path: Path, read: Any) -> None:
        def bomb(content: bytes) -> Iterator[bytes]:
            before, mark, behind = content.partition(b"<v>1</v>")
            yield before + mark
            yield from (b" " * 2**20 for _ in range(40))
            yield behind

        file = self.book(tmp_path, bomb)

        assert file.stat().st_size < 2**18
        with pytest.raises(ti.errors.ValueRefusedError, match="it takes a file that unpacks to"):
            read(file)

    def test_what_is_no_bomb(self, tmp_path: Path) -> None:
        """Cells that are all alike pack well; a sheet of some megabytes is always read."""
        file = tmp_path / "units.xlsx"
        book = openpyxl.Workbook(write_only=True)
        lines = book.create_sheet()
        lines.append(["unit", "communes"])
        for _ in range(5_000):
            lines.append(["A", 1])
        book.save(file)

        assert len(ti.read_table(file, missing="allow")) == 5_000

    @pytest.mark.parametrize("row", [sheet.SHEET_ROWS + 1, 2_000_000_000])
    def test_a_row_that_no_sheet_has(self, tmp_path: Path, row: int) -> None:
        file = self.book(tmp_path, lambda content: [content.replace(b'r="2"', b'r="%d"' % row)])
        with pytest.raises(ti.errors.ValueRefusedError, match="at most 1,048,576 rows"):
            ti.read_table(file, missing="allow")

    def test_the_last_row(self, tmp_path: Path) -> None:
        last = b"%d" % sheet.SHEET_ROWS
        file = self.book(tmp_path, lambda content: [content.replace(b'r="2"', b'r="%s"' % last)])

        assert ti.read_table(file, missing="allow")[0].counts["communes"] == 1


class TestMarks:
    """ "Combining marks, whose composing takes a time that grows with their square"."""

    MARKS = "a" + 100_000 * "\u0323\u0301"

    def test_names_of_units(self) -> None:
        ranking = ti.rank({self.MARKS: 1.0, "xã A": 2.0})

        assert ranking[self.MARKS].rank == 2
        assert ranking[unicodedata.normalize("NFD", "xã A")].rank == 1

    def test_headers(self) -> None:
        assert headers_of(ti.ruleset("qd766-2026")).name(self.MARKS) is None

    def test_labels(self) -> None:
        assert key(self.MARKS) == "a"
        assert len(composed(self.MARKS)) < 100

    def test_notices(self) -> None:
        with pytest.raises(ti.errors.ValueRefusedError):
            ti.read_notice(self.MARKS)


class TestToml:
    """ "A TOML of 20 MB whose error is 14 MB long"."""

    def test_columns(self, tmp_path: Path) -> None:
        file = tmp_path / "columns.toml"
        file.write_text(f'"x" = "{20_000_000 * "y"}"', "utf-8")
        with pytest.raises(ti.errors.ValueRefusedError, match="longer than") as caught:
            headers_of(ti.ruleset("qd766-2026"), file)
        assert len(str(caught.value)) < 500
