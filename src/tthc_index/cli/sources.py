# SPDX-License-Identifier: MIT
"""What the files that a command is given hold: one unit in JSON, a table of units, or the portal's responses."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from tthc_index.errors import LevelsWarning, TthcIndexError, UnknownNameError, ValueRefusedError
from tthc_index.results.names import same_unit
from tthc_index.results.published import Published
from tthc_index.results.rank import ranked
from tthc_index.results.rows import composed
from tthc_index.rules.sets import RuleSet
from tthc_index.scoring.card import ScoreCard, score
from tthc_index.text.language import Label

from .options import is_table, refuse, rules_of
from .output import warn, warnings_told
from .unit_file import published_of, read_unit, refuse_points


if TYPE_CHECKING:  # which needs numpy
    from tthc_index.scoring.table import ScoreTable


#: How many units told by name when they are left out.
_NAMED = 3

#: What only the portal's responses have at the top of their JSON.
_RESPONSE = {"data", "log"}

_ALONE = Label(
    vi="cảnh báo: chỉ lấy cấp {}; bỏ ra: {} (--level)",
    en="warning: {} alone; left out: {} (--level)",
)
_NO_RANK = Label(
    vi="cảnh báo: không ghi thứ hạng, vì {} trong {} đơn vị chưa có",
    en="warning: no rank is printed: {} of {} units have none",
)

#: Options that a table alone takes.
_OF_TABLES = ("units", "sheet", "keep_totals", "columns")

#: Results of units by name, or a table.
Results = Any


def listed(files: Sequence[str]) -> list[str]:
    """The files, a folder as those in it whose names end in .json."""
    found: list[str] = []
    for name in files:
        folder = name != "-" and Path(name).is_dir()
        inside = sorted(map(str, Path(name).glob("*.json"))) if folder else [name]
        if not inside:
            raise ValueRefusedError("FILE", name, "a folder with the portal's responses, *.json")
        found += inside
    return found


def kind_of(files: Sequence[str]) -> str:
    """Whether they are a "table", one "unit", or responses of the "portal".

    Raises:
        ValueRefusedError: For several files with a table among them.
    """
    suffixes = [Path(name).suffix.lower() for name in files]
    tables = [name for name in files if is_table(name)]
    if tables and len(files) > 1:
        raise ValueRefusedError("FILE", tables[0], "one table alone, or responses of the portal")
    if tables:
        return "table"
    if len(files) > 1 or suffixes[0] in {".har", ".gz"}:
        return "portal"
    return "unit" if files[0] == "-" or not _is_response(files[0]) else "portal"


def _is_response(file: str) -> bool:
    try:
        return not _RESPONSE.isdisjoint(read_unit(file)["counts"])
    except (TthcIndexError, TypeError):
        # Whoever reads it says what is wrong: a web page, say, that was saved in its place.
        return Path(file).read_bytes().lstrip().startswith(b"<")


def results_of(options: Namespace, files: Sequence[str], *, peers: bool = True) -> Results:
    """The results of the units in a table, or in responses of the portal.

    Of peers in responses, of several levels one alone: the one that is asked for, or that most
    units are of.
    """
    if kind_of(files) != "table":
        refuse(options, "a table", *_OF_TABLES, "percent_as")
        units = _portal(options, files, None)
        level = _level(options, units) if peers else None
        wanted = {name: unit for name, unit in units.items() if level in {None, unit.level}}
        return _results(wanted, options)
    from tthc_index.files import holds_published, read_published

    kept: Any = "keep" if options.keep_totals else "drop"
    with warnings_told(options.lang):
        if holds_published(files[0], sheet=options.sheet):
            refuse(options, "a table of counts", "units", "level", "percent_as", "columns")
            used = rules_of(options.rules)
            return read_published(files[0], used, sheet=options.sheet, totals=kept)
    return units_of(options, files[0])


def units_of(options: Namespace, file: str) -> ScoreTable:
    """The scores of the units in a table of counts."""
    from tthc_index.files import read_table

    with warnings_told(options.lang):
        return read_table(
            file,
            units=options.units,
            rules=rules_of(options.rules),
            level=options.level,
            missing="allow",
            sheet=options.sheet,
            totals="keep" if options.keep_totals else "drop",
            percent_as=options.percent_as,
            columns=options.columns,
        )


def _portal(options: Namespace, files: Sequence[str], period: str | None) -> dict[str, Any]:
    from tthc_index.portal import read

    return read(files, period=period, rules=rules_of(options.rules)).by_name()


def _level(options: Namespace, units: Mapping[str, Any]) -> Any:
    """The level that is asked for, or that most units are of; what is left out is told."""
    times = Counter(unit.level for unit in units.values())
    level = options.level or max(times, key=lambda one: times[one])
    if level not in times:
        raise UnknownNameError("level", level, tuple(map(str, filter(None, times))))
    others = [name for name, unit in units.items() if unit.level != level]
    if others:
        told = ", ".join(others[:_NAMED]) + ", …" * (len(others) > _NAMED)
        warn(_ALONE[options.lang].format(level, told))
    return level


def _results(units: Mapping[str, Any], options: Namespace) -> dict[str, Any]:
    """What was published of each, where totals were; else cards."""
    if all(unit.published.total is not None for unit in units.values()):
        return {name: unit.published for name, unit in units.items()}
    with warnings_told(options.lang):
        return {name: unit.score() for name, unit in units.items()}


def by_name(results: Results) -> dict[Any, Any]:
    """The results by the units' names; ValueRefusedError if two of a table have one."""
    if isinstance(results, Mapping):
        return dict(results)
    names = results.units.tolist()
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise ValueRefusedError("unit", twice[0], "each unit once")
    return {name: results[row] for row, name in enumerate(names)}


def named(names: Sequence[str], wanted: str | None) -> str:
    """The one of these names that is meant, however it is written; the only one if none is said.

    Raises:
        UnknownNameError: If none is.
        ValueRefusedError: If several may be.
    """
    if wanted is None and len(names) == 1:
        return names[0]
    if wanted is None:
        raise ValueRefusedError("--unit", None, f"one of {', '.join(names[:20])}")
    same = [name for name in names if composed(name) == composed(wanted)]
    alike = same or [name for name in names if same_unit(str(name), wanted)]
    if not alike:
        raise UnknownNameError("unit", wanted, tuple(names))
    if len(alike) > 1:
        raise ValueRefusedError("--unit", wanted, f"one of {', '.join(alike)}")
    return alike[0]


@attrs.frozen
class Told:
    """What is known of one unit: its card, what was published of it, and what else its file says."""

    card: ScoreCard
    unit: str
    published: Published | None = None
    rank: tuple[int, int] | None = None
    stated: Mapping[str, Any] = attrs.field(factory=dict)


def unit_of(options: Namespace, files: Sequence[str], period: str | None) -> Told:
    """One unit of what the files hold: the only one, or the one of that name."""
    kind = kind_of(files)
    if kind == "unit":
        refuse(options, "a table", *_OF_TABLES)
        stated = read_unit(files[0])
        return Told(
            card_of(stated, options),
            options.unit or stated.get("unit", ""),
            published_of(stated),
            stated=stated,
        )
    if kind == "table":
        return _of_many(by_name(results_of(options, files)), options)
    refuse(options, "a table", *_OF_TABLES, "percent_as")
    units = _portal(options, files, period)
    name = _portal_name(units, options.unit)
    own = units[name]
    peers = {n: u for n, u in units.items() if (u.level, u.parent) == (own.level, own.parent)}
    for flag in own.flags:
        warn(f"warning: {flag.text(options.lang)}")
    with warnings_told(options.lang):
        card = own.score()
    rank = own.published.rank or _place(_results(peers, options), name, options)
    by_key = options.unit in {None, own.id, own.code}
    return Told(card, name if by_key else options.unit, own.published, rank)


def _portal_name(units: Mapping[str, Any], wanted: str | None) -> str:
    """The unit of that id, code or name."""
    keys = [name for name, unit in units.items() if wanted and wanted in (unit.id, unit.code)]
    return keys[0] if len(keys) == 1 else named(list(units), wanted)


def _of_many(results: Mapping[Any, Any], options: Namespace) -> Told:
    name = named(list(results), options.unit)
    own = results[name]
    rank = getattr(own, "rank", None) or _place(results, name, options)
    if isinstance(own, ScoreCard):
        return Told(own, options.unit or name, rank=rank)
    card = score({}, rules=rules_of(options.rules), level=options.level, missing="allow")
    return Told(card, options.unit or name, own, rank)


def _place(results: Mapping[Any, Any], name: str, options: Namespace) -> tuple[int, int] | None:
    """A unit's place among its peers, if there are any, and all of them have one."""
    ranking = ranked(results)
    own = ranking[name]
    if own.rank is None or own.of < 2:
        return None
    without = len(ranking) - own.of
    if ranking.levels:
        warn(f"warning: {LevelsWarning(ranking.levels).text(options.lang)}")
    if without:
        warn(_NO_RANK[options.lang].format(without, len(ranking)))
    return None if without else (own.rank, own.of)


def card_of(stated: Mapping[str, Any], options: Namespace, missing: Any = "allow") -> ScoreCard:
    """The card of what a file says of one unit."""
    used: RuleSet = rules_of(options.rules or stated.get("rules"))
    refuse_points(stated["counts"], used)
    with warnings_told(options.lang):
        return score(
            stated["counts"],
            stated.get("percentages"),
            rules=used,
            level=options.level or stated.get("level"),
            missing=missing,
            percent_as=options.percent_as,
        )
