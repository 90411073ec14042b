# SPDX-License-Identifier: MIT
"""The rule sets that have a name here: shipped with the library, or installed with other packages.

A shipped set is a file `<id>.toml` in this folder.
A package that brings one names it among its entry points, in the group `tthc_index.rulesets`:
the entry's name is the id, its value the package in which `<id>.toml` lies.
A set is read and checked when it is first asked for, not when the library is imported.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tthc_index.errors import Finding, RuleSetError, UnknownNameError
from tthc_index.rules.sets import RuleSet


if TYPE_CHECKING:
    from importlib.metadata import EntryPoint, EntryPoints

#: The group of entry points in which packages name the rule sets that they bring.
GROUP = "tthc_index.rulesets"


def shipped() -> tuple[str, ...]:
    """The ids of the rule sets that come with the library."""
    from importlib.resources import files

    names = (file.name for file in files(__package__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def known() -> tuple[str, ...]:
    """The ids of all rule sets: the shipped ones, then those of other packages."""
    others = sorted({entry.name for entry in _entries()})
    return tuple(dict.fromkeys((*shipped(), *others)))


@cache
def load(id: str) -> RuleSet:  # noqa: A002  # as in `ruleset`
    """The rule set of that id; a shipped one comes before any other of its name."""
    if id in shipped():
        return _read(__package__, id)
    entries = list(_entries().select(name=id))
    if not entries:
        raise UnknownNameError("rule set", id, known())
    if len(entries) > 1:
        brought = ", ".join(sorted(map(_brought_by, entries)))
        raise RuleSetError(
            (Finding("", "id", None, f"several packages bring it: {brought}"),), id=id
        )
    return _load_entry(entries[0])


def _entries() -> EntryPoints:
    from importlib.metadata import entry_points

    return entry_points(group=GROUP)


def _read(package: str, id: str) -> RuleSet:  # noqa: A002
    from importlib.resources import files

    from tthc_index.rules.toml import loads

    return loads(files(package).joinpath(f"{id}.toml").read_text(encoding="utf-8-sig"))


def _load_entry(entry: EntryPoint) -> RuleSet:
    """The set of another package; whatever is wrong with it, the error names who brought it."""
    try:
        rules = _read(entry.value, entry.name)
    except RuleSetError as error:
        faults = error.findings
    except Exception as error:  # noqa: BLE001  # a package that is not ours can fail in any way
        said = (
            f"{entry.name}.toml of {entry.value!r} can't be read ({type(error).__name__}: {error})"
        )
        faults = (Finding("", GROUP, None, said),)
    else:
        if rules.id == entry.name:
            return rules
        faults = (Finding("", "id", None, f"{rules.id!r} is not the name of its entry point"),)
    by = _brought_by(entry)
    raise RuleSetError(
        tuple(Finding(by, f.place, f.value, f.message) for f in faults), id=entry.name
    )


def _brought_by(entry: EntryPoint) -> str:
    """The distribution as pip lists it; the package where none is told."""
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value
