# SPDX-License-Identifier: MIT
"""A page for each rule set, from the rule objects alone: what it says can't drift from what is scored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import tthc_index as ti

from tthc_index.rules.known import shipped


def write_pages(folder: Path) -> None:
    """Write `<id>.md` for every rule set that comes with the library."""
    folder.mkdir(parents=True, exist_ok=True)
    for id_ in shipped():
        (folder / f"{id_}.md").write_text("\n".join(page(ti.ruleset(id_))), "utf-8")


def page(rules: ti.RuleSet) -> Iterator[str]:
    """The rule set as lines of Markdown."""
    yield f"# `{rules.id}`\n"
    yield f"{rules.name.en}.\n"
    yield f"*{rules.name.vi}.*\n"
    monitored = len(rules.indicators) - len(rules.scored)
    yield f"{len(rules.groups)} groups, {rules.max_points:g} points,"
    yield f"{len(rules.scored)} scored indicators, {monitored} monitored.\n"
    yield from _fields(
        ("Rounding", _rounding(rules.rounding)),
        ("Levels", "differ by indicator" if rules.levels else "the same rules for every level"),
        *_grounds(rules.sources, rules.evidence),
    )
    yield from _unconfirmed(rules.evidence)
    yield "| group | nhóm | code | points |\n|---|---|---|--:|"
    for group in rules:
        yield f"| {group.name.en} | {group.name.vi} | `{group.code}` | {group.max_points:g} |"
    yield f"| **Total** | **Tổng điểm** | | **{rules.max_points:g}** |\n"
    yield from _doubts(rules)
    for group in rules:
        yield from _group(rules, group)


def _doubts(rules: ti.RuleSet) -> Iterator[str]:
    """All that no published figure confirms, in one place."""
    yield "## What is unconfirmed\n"
    yield "No published figure confirms what stands here. It can turn out to be another way.\n"
    doubts: dict[ti.Label, list[str]] = {}
    for part in (rules, *(part for group in rules for part in (group, *group))):
        if part.evidence.unconfirmed:
            where = "the whole" if isinstance(part, ti.RuleSet) else f"`{part.code}`"
            doubts.setdefault(part.evidence.unconfirmed, []).append(where)
    yield from (f"- {', '.join(where)}: {said.en} *{said.vi}*" for said, where in doubts.items())
    yield ""


def _group(rules: ti.RuleSet, group: ti.Group) -> Iterator[str]:
    yield f"## {group.name.en}: {group.max_points:g} points\n"
    yield f"*{group.name.vi}*, `{group.code}`\n"
    rounding = rules.rounding_of(group)
    own = [("Rounding", _rounding(rounding))] if rounding != rules.rounding else []
    yield from _fields(*own, *_grounds((), group.evidence))
    yield from _unconfirmed(group.evidence)
    yield "| indicator | chỉ tiêu | points | full at | 0/0 |\n|---|---|--:|--:|---|"
    for indicator in group:
        if not indicator.monitored:
            names = f"{indicator.name.en} | {indicator.name.vi}"
            figures = f"{indicator.max_points:g} | {100 * indicator.target:g}%"
            yield f"| {names} | {figures} | {indicator.when_empty} |"
    yield ""
    for indicator in group:
        yield from _indicator(rules, indicator)


def _indicator(rules: ti.RuleSet, indicator: ti.Indicator) -> Iterator[str]:
    yield f"### `{indicator.code}`\n"
    yield f"**{indicator.name.en}**, *{indicator.name.vi}*\n"
    counts = " + ".join(f"`{name}`" for name in indicator.numerator)
    if indicator.denominator:
        counts = f"({counts})" if len(indicator.numerator) > 1 else counts
        counts += f" / `{indicator.denominator}`"
    factor = [("Factor", f"times the rate of `{indicator.factor}`")] if indicator.factor else []
    points = [("Points", "none: it is monitored, never scored")]
    if not indicator.monitored:
        points = [
            ("Points", f"at most {indicator.max_points:g}"),
            ("Target", f"{100 * indicator.target:g}% earns all of them"),
            ("0/0", indicator.when_empty.label.en),
            ("Levels", _levels(indicator)),
        ]
    yield from _fields(
        ("Formula", indicator.formula.en),
        ("Công thức", indicator.formula.vi),
        ("Counts", counts),
        *factor,
        *points,
        *_grounds(indicator.sources or rules.sources, indicator.evidence),
    )
    yield from _unconfirmed(indicator.evidence)


def _fields(*fields: tuple[str, str]) -> Iterator[str]:
    yield from (f":{name}: {said}" for name, said in fields)
    yield ""


def _grounds(sources: tuple[ti.Source, ...], evidence: ti.Evidence) -> Iterator[tuple[str, str]]:
    """Where it comes from, and how many published figures agree."""
    if sources:
        yield "Sources", "; ".join(_source(source) for source in sources)
    figures = {
        "published points agree": evidence.indicators,
        "published points of the group agree": evidence.groups,
        "of them are of 0/0": evidence.empty,
    }
    agree = [f"{figure:,} {said}" for said, figure in figures.items() if figure]
    note = [f"{evidence.note.en} *{evidence.note.vi}*"] if evidence.note else []
    if agree or note:
        yield "Evidence", ". ".join([*(["; ".join(agree)] if agree else []), *note])


def _source(source: ti.Source) -> str:
    dated = f" ({source.date})" if source.date else ""
    title = f"[{source.title.en}]({source.url})" if source.url else source.title.en
    return f"{title}{dated}"


def _unconfirmed(evidence: ti.Evidence) -> Iterator[str]:
    doubt = evidence.unconfirmed
    if doubt:
        yield f"```{{admonition}} Unconfirmed (chưa rõ)\n:class: warning\n{doubt.en}\n\n*{doubt.vi}*\n```\n"


def _levels(indicator: ti.Indicator) -> str:
    if set(indicator.levels) == set(ti.Level):
        return "all"
    named = ", ".join(level.label.en for level in indicator.levels)
    return f"{named}; at the others: {indicator.when_not_applicable.label.en}"


def _rounding(rounding: ti.Rounding | None) -> str:
    if rounding is None:
        return "none"
    said = f"points half up to {rounding.decimals} decimals"
    if rounding.percent_decimals is not None:
        said = f"the percentage half up to {rounding.percent_decimals} decimals, then {said}"
    return said
