# SPDX-License-Identifier: MIT
"""TOML that people write: in UTF-8 or UTF-16, of a bounded size, with a message of a line."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import tthc_index as ti

from tthc_index.documents.wording import read_wording
from tthc_index.portal.names import read_names


RULES = ti.ruleset("qd766-2026")


def shipped(room: str) -> str:
    found = files(f"tthc_index.{room}").iterdir()
    return next(path for path in found if path.name == "qd766-2026.toml").read_text("utf-8")


#: What reads a file of TOML, and one that it takes.
READERS: dict[str, tuple[Callable[[Path], Any], Callable[[], str]]] = {
    "office": (ti.Office.from_toml, lambda: 'authority = "ỦY BAN NHÂN DÂN XÃ HÒA AN"\n'),
    "rules": (ti.ruleset_from_toml, lambda: ti.ruleset_to_toml(RULES)),
    "wording": (read_wording, lambda: '[[groups]]\ncode = "progress"\nlabel = "Tiến độ"\n'),
    "portal": (lambda path: read_names(RULES, path), lambda: shipped("portal")),
}

each = pytest.mark.parametrize("kind", READERS)


@each
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_encodings(tmp_path: Path, kind: str, encoding: str, ends: str) -> None:
    """`> file.toml` makes UTF-16 in PowerShell 5.1."""
    read, text = READERS[kind]
    plain, other = tmp_path / "plain.toml", tmp_path / "other.toml"
    plain.write_bytes(text().encode())
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    other.write_bytes((mark + text().replace("\n", ends)).encode(encoding))

    assert read(other) == read(plain)


@each
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"a = 1\n" + b"#" * (2**20), "longer than 1,048,576 letters"),
        (b"#" * (20 * 2**20), "longer than 1,048,576 letters"),
        ("# \U0001f600".encode() * 2**20, "longer than 1,048,576 letters"),
        (b"\xfe\xca", "utf-8"),
        (b'a = "' + b"x" * 10**6, "Unterminated string|Expected"),
        (b"a = 1\n" * 2, "overwrite"),
        (b"x" * 10**5 + b" = 1\n" + b"x" * 10**5 + b" = 2\n", "TOML"),
        (b"a = " + b"[" * 10**5, "recursion|nested"),
        (b"a = " + b"1" * 5000, "digits"),
    ],
)
def test_refused_in_a_line(tmp_path: Path, kind: str, content: bytes, why: str) -> None:
    file = tmp_path / "own.toml"
    file.write_bytes(content)

    with pytest.raises(ti.TthcIndexError, match=f"(?i){why}") as caught:
        READERS[kind][0](file)
    assert len(str(caught.value)) < 1000


def test_a_text() -> None:
    """A text has the same bounds as a file."""
    for read in (ti.ruleset_from_toml, read_wording):
        with pytest.raises(ti.TthcIndexError, match="longer than 1,048,576 letters"):
            read("#" * (2**20 + 1))


def test_no_file(tmp_path: Path) -> None:
    for kind, (read, _) in READERS.items():
        expected = ti.TthcIndexError if kind == "portal" else OSError
        with pytest.raises(expected):
            read(tmp_path / "nothing.toml")
