# SPDX-License-Identifier: MIT
"""What each command of the command line does: from its options to the text that it prints."""

from __future__ import annotations

import json
import sys

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from . import examples
from .errors import ArgumentError, TthcIndexError, UnknownUnitError, raise_problems
from .rules import ruleset, ruleset_from_toml, rulesets
from .rules.objects import Label, RuleSet
from .scoring.card import ScoreCard, score
from .text.view import NOTHING, Cell, number, text_table
from .unit_file import published_of, read_text, read_unit, refuse_points


_TABLES = (".csv", ".parquet", ".xlsx")

_UNITS = Label(vi="đơn vị|mã|cấp|điểm|đối chiếu", en="unit|code|level|points|reconciliation")
_UNREAD = Label(vi="dòng {}, không hiểu: {}", en="line {}, not understood: {}")


def score_unit_or_table(options: Namespace) -> str:
    """The card of one unit; or a table of units, scored into another file."""
    if Path(options.file).suffix.lower() in _TABLES:
        _refuse(options, "a unit in JSON", "json", "explain")
        return _score_table(options)
    _refuse(options, f"a table: {', '.join(_TABLES)}", "output", "detail", "flag")
    stated = read_unit(options.file)
    card = _card(stated, options, missing="allow" if options.partial else "raise")
    return _shown(card, options)


def _score_table(options: Namespace) -> str:
    from .files import score_file

    if options.output is None:
        raise ArgumentError("--output", None, f"the {', '.join(_TABLES)} file to write")
    summary = score_file(
        options.file,
        options.output,
        rules=_rules_of(options.rules),
        level=options.level,
        missing="allow" if options.partial else "raise",
        detail=options.detail or "indicators",
        invalid="flag" if options.flag else "raise",
        progress=None,
    )
    return summary.text(options.lang)


def _refuse(options: Namespace, only: str, *names: str) -> None:
    """Refuse options that mean nothing for this input, in place of doing nothing about them."""
    given = {name: getattr(options, name) for name in names}
    raise_problems(
        [
            ArgumentError(f"--{name}", value, f"for its FILE {only}")
            for name, value in given.items()
            if value not in (None, False)
        ]
    )


def _keep_inputs(options: Namespace, *inputs: str | None) -> None:
    """Refuse to write the result over what it is made from."""
    target = Path(options.output)
    for name in filter(None, inputs):
        if target.exists() and Path(name).exists() and target.samefile(name):
            raise ArgumentError("--output", options.output, "another file than the input")


def portal(options: Namespace) -> str:
    """One unit's card and reconciliation; or of many units a line each."""
    from .portal import read
    from .results.reconcile import reconcile

    units = read(options.files, period=options.period)
    chosen = units if options.unit is None else [_unit(units, options.unit)]
    rules = _rules_of(options.rules)

    def result(unit: Any) -> tuple[ScoreCard, Any] | TthcIndexError:
        """What its figures come to; or why nothing, where one contradicts another."""
        try:
            card = unit.score(rules)
            return card, reconcile(card, unit.published)
        except TthcIndexError as error:
            return error

    results = [(unit, result(unit)) for unit in chosen]
    if options.json:
        return _json([_plain(*found) for found in results])
    if len(results) > 1:
        told = (*units.flags, *units.unknown, *units.unmatched, *units.conflicts)
        rows = [_line(*found, options.lang) for found in results]
        table = text_table(_UNITS[options.lang].split("|"), rows)
        return "\n\n".join(filter(None, [table, "\n".join(map(str, told))]))
    ((unit, found),) = results
    notes = "\n".join(map(str, (*unit.flags, *unit.unknown)))
    views = [str(found)] if isinstance(found, Exception) else [v.text(options.lang) for v in found]
    return "\n\n".join(filter(None, [str(unit.name), *views, notes]))


def _unit(units: Any, wanted: str) -> Any:
    found = [unit for unit in units if wanted in (unit.id, unit.code, unit.name)]
    if not found:
        keys = (key for unit in units for key in (unit.id, unit.code, unit.name) if key)
        raise UnknownUnitError(wanted, tuple(dict.fromkeys(keys)))
    if len(found) > 1:
        allowed = f"an id or a code: that is the name of {', '.join(str(u.id) for u in found)}"
        raise ArgumentError("--unit", wanted, allowed)
    return found[0]


def _plain(unit: Any, found: Any) -> dict[str, Any]:
    identity = {key: getattr(unit, key) for key in ("id", "code", "name", "level", "period")}
    told = {key: [attrs.asdict(f) for f in getattr(unit, key)] for key in ("flags", "unknown")}
    if isinstance(found, TthcIndexError):
        return {**identity, **told, "error": str(found)}
    card, result = found
    return {**identity, **told, "card": card.to_dict(), "reconciliation": result.to_dict()}


def _line(unit: Any, found: Any, lang: Any) -> list[Cell]:
    level = unit.level.label[lang] if unit.level else NOTHING
    identity = [Cell(unit.name or unit.id or NOTHING), Cell(unit.code or NOTHING), Cell(level)]
    if isinstance(found, TthcIndexError):
        return [*identity, Cell(NOTHING, right=True), Cell("; ".join(str(found).splitlines()))]
    card, result = found
    points = " – ".join(number(bound, lang, 2) for bound in dict.fromkeys(card.bounds))
    verdicts = result.text(lang).splitlines()[0].partition(": ")[2]
    return [*identity, Cell(points, right=True), Cell(verdicts)]


def reconcile_notice(options: Namespace) -> str:
    """The points that a notice prints, against those of the figures that it prints."""
    from .results.published import Published
    from .results.reconcile import reconcile

    rules = _rules_of(options.rules)
    published = Published.from_notice(read_text(options.file), rules)
    card = published.score(rules=rules, level=options.level)
    result = reconcile(card, published)
    if options.json:
        found = {"reconciliation": result.to_dict(), "unread": published.unread}
        return _json({"card": card.to_dict(), **found})
    head = ", ".join(filter(None, [published.unit, published.period]))
    unread = [_UNREAD[options.lang].format(*line) for line in published.unread]
    return "\n\n".join(filter(None, [head, result.text(options.lang), "\n".join(unread)]))


def rank_table(options: Namespace) -> str:
    """The units of a table by rank."""
    from .results.rank import rank

    ranking = rank(
        _results(options),
        by=options.by,
        ties=options.ties,
        incomplete="include" if options.partial else "exclude",
    )
    return _json(ranking.to_dict()) if options.json else ranking.text(options.lang)


def report_table(options: Namespace) -> str:
    """The appendices of a notice, printed or written."""
    from .documents.annexes import appendices

    made = appendices(_results(options), rules=_rules_of(options.rules), by=options.by, lang="vi")
    if options.output is None:
        return made.text()
    _keep_inputs(options, options.file, options.rules)
    made.save(options.output)
    return str(options.output)


def _results(options: Namespace) -> Any:
    """Published points by unit, if that is what the file holds; or the scores of its counts."""
    from .files import column_names, read_table

    if "published_total" in column_names(options.file):
        from .results.published import Published

        _refuse(options, "a table of counts", "units", "level")
        return Published.from_csv(options.file, _rules_of(options.rules))
    return read_table(
        options.file,
        units=options.units or "unit",
        rules=_rules_of(options.rules),
        level=options.level,
        missing="allow",
    )


def write_notice(options: Namespace) -> str:
    """The public notice of one unit, printed or written; warnings go to standard error."""
    from .documents.notice import notice
    from .documents.office import Office

    stated = read_unit(options.file)
    told = {key: stated[key] for key in ("previous", "number", "date") if key in stated}
    made = notice(
        _card(stated, options, missing="allow"),
        unit=stated.get("unit", ""),
        period=stated.get("period", ""),
        office=Office.from_toml(options.office) if options.office else None,
        published=published_of(stated),
        missing="mark" if options.mark else "omit",
        **told,
    )
    for warning in made.warnings:
        print(f"tthc-index: warning: {warning}", file=sys.stderr)  # noqa: T201  # as an error is
    if options.output is None:
        return made.text
    _keep_inputs(options, options.file, options.office, options.rules)
    made.save(options.output)
    return str(options.output)


def example(options: Namespace) -> str:
    """A real unit: its card below what was published of it; or its counts."""
    unit = examples.get(options.name)
    if options.input:
        return _json(unit.stated())
    shown = _shown(unit.score(), options)
    return shown if options.json else f"{unit.text(options.lang)}\n\n{shown}"


def rules(options: Namespace) -> str:
    """The rule sets, or one of them."""
    if options.rules is None:
        return "\n".join(f"{id_}  {ruleset(id_).name[options.lang]}" for id_ in rulesets())
    chosen = _rules_of(options.rules)
    if options.toml:
        from .rules import ruleset_to_toml

        return ruleset_to_toml(chosen)
    return chosen.text(options.lang)


def _card(stated: Mapping[str, Any], options: Namespace, missing: Any) -> ScoreCard:
    used = _rules_of(options.rules or stated.get("rules"))
    refuse_points(stated["counts"], used)
    return score(
        stated["counts"],
        stated.get("percentages"),
        rules=used,
        level=options.level or stated.get("level"),
        missing=missing,
    )


def _shown(card: ScoreCard, options: Namespace) -> str:
    if options.json:
        return card.to_json(indent=2)
    if options.explain is not None:
        return card.explain(options.explain, options.lang)
    return card.text(options.lang)


def _rules_of(named: Any) -> RuleSet:
    """The rule set of an id, or in a TOML file; by default the portal's."""
    is_file = isinstance(named, str) and named.endswith(".toml") and "\0" not in named
    return ruleset_from_toml(Path(named)) if is_file else ruleset(named or "qd766-2026")


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)
