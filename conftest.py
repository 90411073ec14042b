# SPDX-License-Identifier: MIT
"""Every example in README.md and in docs/ is run, and its output is held against what is printed there.

Python examples are doctest sessions in `python` fences.
Command lines stand behind `$ tthc-index` in `console` fences, above their output;
`$ cat FILE` shows a file that the reader has made, so it is made with that content.
A fence that opens with `text tthc-index example` holds the output alone.
A page's examples share one namespace and one folder, which is empty at first.
"""

from __future__ import annotations

import io
import re
import shlex

from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout
from doctest import ELLIPSIS
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

from tthc_index.cli import main


#: A line of its own that stands for any lines.
ANY_LINES = "..."

RUN = "$ tthc-index "
SHOW = "$ cat "


class ConsoleParser(CodeBlockParser):
    """Commands behind `$`, each above its output; those of other programs are not run."""

    language = "console"

    def evaluate(self, example: Example) -> str | None:
        """What differs, or None."""
        for stated in re.split(r"^(?=\$ )", example.parsed, flags=re.MULTILINE):
            command, _, below = stated.partition("\n")
            if command.startswith(SHOW):
                Path(command.removeprefix(SHOW)).write_text(below, "utf-8")
            elif command.startswith(RUN):
                actual = run(command)
                if not _matches(below, actual):
                    return f"{command}\nexpected:\n{below}\nprinted:\n{actual}"
        return None


class OutputParser(CodeBlockParser):
    """What `tthc-index example` prints, without the command."""

    language = "text tthc-index example"

    def evaluate(self, example: Example) -> str | None:
        """What differs, or None."""
        actual = run("$ tthc-index example")
        return None if _matches(example.parsed, actual) else f"printed:\n{actual}"


def run(command: str) -> str:
    """Run the command in this process; what it prints, unless `>` sends it to a file."""
    said, _, file = command.removeprefix(RUN).partition(" > ")
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        main(shlex.split(said))
    if file:
        Path(file).write_text(printed.getvalue(), "utf-8")
        return ""
    return printed.getvalue()


def _matches(expected: str, actual: str) -> bool:
    lines = expected.rstrip("\n").splitlines()
    pattern = "".join(
        r"(?:.*\n)*?" if line == ANY_LINES else re.escape(line) + r"\n" for line in lines
    )
    return bool(re.fullmatch(pattern, actual.rstrip("\n") + "\n" * bool(actual)))


def _enter(namespace: dict[str, Any]) -> None:
    stack = ExitStack()
    stack.enter_context(chdir(stack.enter_context(TemporaryDirectory())))
    namespace["_leave"] = stack.close


def _leave(namespace: dict[str, Any]) -> None:
    namespace["_leave"]()


pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=ELLIPSIS),
        ConsoleParser(),
        OutputParser(),
    ],
    patterns=["README.md", "docs/*.md", "docs/*/*.md"],
    setup=_enter,
    teardown=_leave,
).pytest()
