# SPDX-License-Identifier: MIT
"""The commands that hold published points against computed ones: `portal`, `reconcile`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

import attrs

from tthc_index.errors import TthcIndexError, UnknownNameError, ValueRefusedError
from tthc_index.scoring.card import ScoreCard
from tthc_index.text.language import Label
from tthc_index.text.numbers import NOTHING, number
from tthc_index.text.tables import Cell, text_table

from .options import add_json, add_rules, rules_of
from .output import as_json
from .unit_file import read_text


_UNITS = Label(vi="đơn vị|mã|cấp|điểm|đối chiếu", en="unit|code|level|points|reconciliation")
_UNREAD = Label(vi="dòng {}, không hiểu: {}", en="line {}, not understood: {}")

#: A unit's card and reconciliation; or why there are none.
Found = tuple[ScoreCard, Any] | TthcIndexError


def add_portal(command: ArgumentParser) -> None:
    """The options of `portal`."""
    command.add_argument("files", nargs="+", metavar="FILE.json", help="responses of one period")
    command.add_argument("--period", help="the month, quarter or year that they are of")
    command.add_argument("--unit", help="name, code or id of the one unit to show")
    add_rules(command, level=False)
    add_json(command)


def portal(options: Namespace) -> str:
    """One unit's card and reconciliation; or of many units a line each."""
    from tthc_index.portal import read

    units = read(options.files, period=options.period)
    chosen = units if options.unit is None else [_unit(units, options.unit)]
    rules = rules_of(options.rules)
    results = [(unit, _found(unit, rules)) for unit in chosen]
    if options.json:
        return as_json([_plain(*result) for result in results])
    if len(results) == 1:
        return _whole(*results[0], options.lang)
    told = (*units.flags, *units.unknown, *units.unmatched, *units.conflicts)
    rows = [_line(*result, options.lang) for result in results]
    table = text_table(_UNITS[options.lang].split("|"), rows)
    return "\n\n".join(filter(None, [table, "\n".join(map(str, told))]))


def _found(unit: Any, rules: Any) -> Found:
    """What its figures come to; or why nothing, where one contradicts another."""
    from tthc_index.results.reconcile import reconcile

    try:
        card = unit.score(rules)
        return card, reconcile(card, unit.published)
    except TthcIndexError as error:
        return error


def _unit(units: Any, wanted: str) -> Any:
    found = [unit for unit in units if wanted in (unit.id, unit.code, unit.name)]
    if not found:
        keys = (key for unit in units for key in (unit.id, unit.code, unit.name) if key)
        raise UnknownNameError("unit", wanted, tuple(dict.fromkeys(keys)))
    if len(found) > 1:
        allowed = f"an id or a code: that is the name of {', '.join(str(u.id) for u in found)}"
        raise ValueRefusedError("--unit", wanted, allowed)
    return found[0]


def _plain(unit: Any, found: Found) -> dict[str, Any]:
    identity = {key: getattr(unit, key) for key in ("id", "code", "name", "level", "period")}
    told = {key: [attrs.asdict(f) for f in getattr(unit, key)] for key in ("flags", "unknown")}
    if isinstance(found, TthcIndexError):
        return {**identity, **told, "error": str(found)}
    card, result = found
    return {**identity, **told, "card": card.to_dict(), "reconciliation": result.to_dict()}


def _whole(unit: Any, found: Found, lang: Any) -> str:
    notes = "\n".join(finding.text(lang) for finding in (*unit.flags, *unit.unknown))
    parts = [found] if isinstance(found, TthcIndexError) else found
    views = [part.text(lang) for part in parts]
    return "\n\n".join(filter(None, [str(unit.name), *views, notes]))


def _line(unit: Any, found: Found, lang: Any) -> list[Cell]:
    level = unit.level.label[lang] if unit.level else NOTHING
    identity = [Cell(unit.name or unit.id or NOTHING), Cell(unit.code or NOTHING), Cell(level)]
    if isinstance(found, TthcIndexError):
        return [
            *identity,
            Cell(NOTHING, right=True),
            Cell("; ".join(found.text(lang).splitlines())),
        ]
    card, result = found
    points = " – ".join(number(bound, lang, 2) for bound in dict.fromkeys(card.bounds))
    verdicts = result.text(lang).splitlines()[0].partition(": ")[2]
    return [*identity, Cell(points, right=True), Cell(verdicts)]


def add_reconcile(command: ArgumentParser) -> None:
    """The options of `reconcile`."""
    command.add_argument("file", metavar="NOTICE.txt", help="the notice's text; - for stdin")
    add_rules(command)
    add_json(command)


def reconcile_notice(options: Namespace) -> str:
    """The points that a notice prints, against those of the figures that it prints."""
    from tthc_index.documents.read import read_notice
    from tthc_index.results.reconcile import reconcile

    rules = rules_of(options.rules)
    published = read_notice(read_text(options.file), rules)
    card = published.score(rules=rules, level=options.level)
    result = reconcile(card, published)
    if options.json:
        found = {"reconciliation": result.to_dict(), "unread": published.unread}
        return as_json({"card": card.to_dict(), **found})
    head = ", ".join(filter(None, [published.unit, published.period]))
    unread = [_UNREAD[options.lang].format(*line) for line in published.unread]
    return "\n\n".join(filter(None, [head, result.text(options.lang), "\n".join(unread)]))
