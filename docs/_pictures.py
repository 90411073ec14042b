# SPDX-License-Identifier: MIT
"""The pictures of a page, each drawn by the example above it: what is shown can't drift from the code."""

from __future__ import annotations

import re

from contextlib import chdir
from doctest import DocTestParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import matplotlib as mpl


#: What makes a picture: a file that the reader has, an example, and the place of its picture.
_PARTS = re.compile(
    r"^```console\n\$ cat (?P<file>\S+)\n(?P<content>.*?)^```"
    r"|^```python\n(?P<code>.*?)^```"
    r"|^!\[[^\]]+\]\((?P<picture>[^)]+\.svg)\)",
    re.DOTALL | re.MULTILINE,
)


def write_pictures(page: Path) -> None:
    """Run the page's examples in a folder of their own, and save each picture where it is shown."""
    mpl.use("agg")
    from matplotlib import pyplot as plt

    names: dict[str, Any] = {}
    with TemporaryDirectory() as folder:
        for part in _PARTS.finditer(page.read_text("utf-8")):
            if part["file"]:
                (Path(folder) / part["file"]).write_text(part["content"], "utf-8")
            elif part["code"]:
                with chdir(folder):
                    _run(part["code"], names)
            else:
                target = page.parent / part["picture"]
                target.parent.mkdir(exist_ok=True)
                plt.gcf().savefig(target)
    plt.close("all")


def _run(session: str, names: dict[str, Any]) -> None:
    for example in DocTestParser().get_examples(session):
        exec(example.source, names)  # noqa: S102  # the page's own examples
