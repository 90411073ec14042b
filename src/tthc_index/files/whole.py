# SPDX-License-Identifier: MIT
"""Files that appear whole under their name, or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import stat

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from io import BufferedWriter, FileIO
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from tthc_index.errors import ValueRefusedError


#: Bytes of the target's name in that of its part: a name may be as long as names can be.
NAMED = 200

#: What stands under a name and is no plain file; to replace it would be to destroy it.
_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
}


@contextmanager
def whole(target: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """A file to write to, which appears under its name when all is written and on the disk.

    After any error it does not appear, and what stood under the name is still there. Until then it
    is a hidden file beside it, `.NAME.xxxxxxxx.part`; what a killed run left of these is removed.

    Args:
        target: The file; a link to a file stays a link.

    Raises:
        ValueRefusedError: If something that is no plain file has that name.
        OSError: If it can't be written; the error names the target, or its folder.

    >>> from tempfile import mkdtemp
    >>> target = Path(mkdtemp(), "points.csv")
    >>> with whole(target) as file:
    ...     _ = file.write(b"unit,total")
    >>> target.read_text(), len(list(target.parent.iterdir()))
    ('unit,total', 1)
    """
    # Path.resolve() treats links in a circle by the version of Python.
    place = Path(os.path.realpath(target))
    if place.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(target))
    refuse_other_kinds("target", place)
    name = place.name.encode(errors="surrogateescape")[:NAMED].decode(errors="ignore")
    _remove_leftovers(place.parent, name)
    part = place.with_name(f".{name}.{uuid4().hex[:8]}.part")
    try:
        with BufferedWriter(_Part(part, place)) as file:
            _is_free(file)
            yield file
            file.flush()
            os.fsync(file.fileno())
        if place.exists():
            shutil.copymode(place, part)
        part.replace(place)
    except OSError as error:
        if error.filename == str(part):
            error.filename = str(_culprit(error, place))
        raise
    finally:
        part.unlink(missing_ok=True)


class _Part(FileIO):
    """The part, whose errors name the target: a full disk names no file by itself."""

    def __init__(self, part: Path, target: Path) -> None:
        super().__init__(str(part), "xb")
        self._target = target

    def write(self, data: object) -> int:
        try:
            return super().write(data)  # type: ignore[arg-type]  # bytes of any kind
        except OSError as error:
            error.filename = str(self._target)
            raise


def _culprit(error: OSError, target: Path) -> Path:
    """The folder, where it is what can't be written to."""
    return target.parent if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS} else target


def refuse_other_kinds(argument: str, path: Path) -> None:
    """Refuse what is there and is no plain file: to read a pipe would be to wait for ever."""
    with suppress(OSError):  # there is nothing of that name
        kind = stat.S_IFMT(path.stat().st_mode)
        if kind != stat.S_IFREG:
            other = _KINDS.get(kind, "no plain file")
            raise ValueRefusedError(argument, str(path), f"the name of a plain file, not {other}")


def _remove_leftovers(folder: Path, name: str) -> None:
    """Remove the parts of that name which nobody writes any more."""
    for left in folder.glob(f".{escape(name)}.????????.part"):
        with suppress(OSError), left.open("rb") as file:
            if _is_free(file):
                left.unlink()


def _is_free(file: BinaryIO | BufferedWriter) -> bool:
    """Whether no other process writes the file: take the lock that a writer holds.

    Windows has no such locks, and needs none: there a file that is open can't be removed.
    """
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:
        return True
    except OSError:
        return False
    return True
