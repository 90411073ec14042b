# SPDX-License-Identifier: MIT
"""Files that appear whole or not at all, and what they never replace."""

from __future__ import annotations

import errno
import os
import resource
import socket
import subprocess
import sys

from pathlib import Path

import pytest

import tthc_index as ti

from tthc_index.files.whole import whole


#: A run that is killed while it writes.
KILLED = """
import os, signal, sys
from tthc_index.files.whole import whole

with whole(sys.argv[1]) as file:
    file.write(b"half")
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def write(target: Path | str, content: bytes = b"new") -> None:
    with whole(target) as file:
        file.write(content)


class TestKinds:
    """What is no plain file is refused, never replaced; through a link, too."""

    @pytest.fixture(params=["folder", "pipe", "socket", "device"])
    def other(self, request: pytest.FixtureRequest, tmp_path: Path) -> Path:
        path = tmp_path / str(request.param)
        if request.param == "folder":
            path.mkdir()
        elif request.param == "pipe":
            os.mkfifo(path)
        elif request.param == "socket":
            with socket.socket(socket.AF_UNIX) as server:
                server.bind(str(path))
        else:
            return Path(os.devnull)
        return path

    @pytest.mark.parametrize("linked", [False, True])
    def test_refused(
        self,
        other: Path,
        tmp_path: Path,
        linked: bool,  # noqa: FBT001  # a parameter of the test
    ) -> None:
        target = other
        if linked:
            target = tmp_path / "link"
            target.symlink_to(other)
        before = (sorted(tmp_path.iterdir()), other.stat().st_mode, other.stat().st_ino)

        with pytest.raises(ti.TthcIndexError, match="it takes the name of a plain file, not a "):
            write(target)
        assert before == (sorted(tmp_path.iterdir()), other.stat().st_mode, other.stat().st_ino)

    def test_a_link_that_goes_in_a_circle(self, tmp_path: Path) -> None:
        (tmp_path / "a").symlink_to(tmp_path / "b")
        (tmp_path / "b").symlink_to(tmp_path / "a")

        with pytest.raises(OSError, match=r"'.*a'") as caught:
            write(tmp_path / "a")
        assert caught.value.errno == errno.ELOOP


class TestLeftovers:
    """What a killed run left is named like its target, and removed by the next run."""

    @pytest.mark.parametrize("name", ["points.csv", "[a]*?.csv", "đ" * 83 + ".csv"])
    def test_removed(self, tmp_path: Path, name: str) -> None:
        target = tmp_path / name
        subprocess.run([sys.executable, "-c", KILLED, str(target)], check=False)
        (left,) = tmp_path.iterdir()

        assert left.name.startswith(f".{name[:60]}")
        assert left.name.endswith(".part")
        assert left.read_bytes() == b"half"
        write(target)
        assert list(tmp_path.iterdir()) == [target]

    def test_that_of_another_target_stays(self, tmp_path: Path) -> None:
        subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "a.csv")], check=False)
        write(tmp_path / "b.csv")

        assert len(list(tmp_path.iterdir())) == 2

    def test_what_another_run_still_writes_stays(self, tmp_path: Path) -> None:
        target = tmp_path / "a.csv"
        with whole(target) as first:
            first.write(b"first")
            write(target, b"second")
            assert target.read_bytes() == b"second"
        assert target.read_bytes() == b"first"
        assert list(tmp_path.iterdir()) == [target]

    def test_a_system_without_locks(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """As Windows is: it refuses to remove a file that is written."""
        monkeypatch.setitem(sys.modules, "fcntl", None)
        (tmp_path / ".a.csv.01234567.part").write_bytes(b"half")
        write(tmp_path / "a.csv")

        assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


class TestErrors:
    """An error names what the user knows: the target, or its folder."""

    def test_a_disk_that_takes_no_more(self, tmp_path: Path) -> None:
        """The system names no file: only a number of the open one is at hand."""
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
        try:
            with pytest.raises(OSError, match="File too large") as caught:
                write(tmp_path / "a.csv", b"x" * 10**6)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)

        assert caught.value.filename == str(tmp_path / "a.csv")
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        ("number", "named"),
        [(errno.EACCES, ""), (errno.EROFS, ""), (errno.ENAMETOOLONG, "a.csv")],
    )
    def test_a_folder_that_can_not_be_written_to(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, named: str
    ) -> None:
        def refuse(_: object, part: Path, *__: object) -> None:
            raise OSError(number, os.strerror(number), str(part))

        monkeypatch.setattr("tthc_index.files.whole._Part.__init__", refuse)
        with pytest.raises(OSError, match=r"Permission|Read-only|too long") as caught:
            write(tmp_path / "a.csv")

        assert caught.value.filename == str(tmp_path / named)

    def test_another_s_error_keeps_its_name(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError) as caught, whole(tmp_path / "a.csv"):
            (tmp_path / "source").open()

        assert caught.value.filename == str(tmp_path / "source")

    def test_a_name_as_long_as_names_can_be(self, tmp_path: Path) -> None:
        write(tmp_path / ("x" * 255))

        assert [len(path.name) for path in tmp_path.iterdir()] == [255]
        with pytest.raises(OSError, match="too long") as caught:
            write(tmp_path / ("x" * 256))
        assert caught.value.filename == str(tmp_path / ("x" * 256))
