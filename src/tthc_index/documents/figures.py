# SPDX-License-Identifier: MIT
"""The figures in the lines of a public notice, and which counts, percentages and shares they make."""

from __future__ import annotations

import re

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import attrs

from tthc_index.errors import Finding
from tthc_index.results.published import PrintedShare
from tthc_index.rules.objects import Indicator, Measure, Status
from tthc_index.rules.sets import RuleSet
from tthc_index.text.labels import fold

from .pages import Line
from .phrases import DECIMAL
from .wording import INCOMPLETE, Entry


#: A whole number, its thousands apart or not.
_WHOLE = r"(?:[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,9}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,9}|[0-9]{1,30})"

#: 1.773 is more than a thousand in Viet Nam, and less than two elsewhere.
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")

#: What may stand around figures without a meaning of its own.
_AROUND = re.compile(
    r"(?<![0-9])[.,;:]+|[.,;:]+(?![0-9])|[()]|"
    r"\b(?:ho so|tthc|thu tuc hanh chinh|dat|khong phat sinh|ngay|trong do|cu the|nhu sau)\b"
)

#: What stands where there is no figure.
_NONE = {fold(s) for s in (Status.MISSING.label.vi, Status.NOT_APPLICABLE.label.vi, INCOMPLETE)}


def _pattern(number: str) -> re.Pattern[str]:
    """A count, a sum of counts, a share; a percentage before it, behind it, or alone."""
    number = rf"{number}(?![0-9])"  # of a longer one, no part is taken for it
    sum_ = rf"(?P<numbers>{number}(?: ?\+ ?{number})*)"
    return re.compile(
        rf"(?:(?P<before>{DECIMAL}) ?%)? ?(?:{sum_}(?: ?/ ?(?P<denominator>{number}))?)? ?"
        rf"(?:(?P<after>{DECIMAL}) ?%)?"
    )


_COUNTS, _DAYS = _pattern(_WHOLE), _pattern(DECIMAL)


@attrs.frozen
class Figure:
    """What a line says of an entry: numbers, a denominator, a percentage, as far as they are there.

    The owner is the entry itself, or the one whose denominator it is a part of.
    """

    line: Line
    entry: Entry
    owner: Entry
    rule: Indicator
    numbers: tuple[Fraction, ...]
    denominator: Fraction | None
    percent: Fraction | None
    decimals: int


def decimal(said: str) -> Fraction | None:
    """The number with decimals; None where two could be meant."""
    return None if _AMBIGUOUS.fullmatch(said) else Fraction(said.replace(",", "."))


def decimals(said: str) -> int:
    """How many decimals are printed."""
    return len(said.replace(",", ".").partition(".")[2])


def bare(value: str, entry: Entry | None = None) -> str | None:
    """What stands behind the colon, as `fold` writes it, without units; None for "no data yet".

    Units are those that all notices write, and those of the wording's own entry.
    """
    said = fold(value).strip(" .,;:")
    if said in _NONE:
        return None
    own = _words(entry) if entry else ()
    around = re.sub(rf"\b(?:{'|'.join(own)})\b", " ", said) if own else said
    return " ".join(_AROUND.sub(" ", around).split())


def _words(entry: Entry) -> list[str]:
    """What a wording puts around figures: "ho so" and "dat" of "{n} hồ sơ, đạt {p}"."""
    form = re.sub("{[np]}", ";", entry.form)
    return re.findall(r"[^\W\d_]+(?: [^\W\d_]+)*", fold(f"{entry.of}; {entry.zero}; {form}"))


def figures_of(
    line: Line, said: str | None, entry: Entry, owner: Entry, rules: RuleSet
) -> tuple[Figure, ...] | None:
    """What an entry says, none where it need not say any; None if it can't be understood."""
    if said is None or (not said and (entry.parts or entry.entries)):
        return ()
    rule: Indicator | None = rules[entry.code or owner.code] if owner.code else None
    days = rule is not None and rule.measure == Measure.DAYS
    match = (_DAYS if days else _COUNTS).fullmatch(said) if said else None
    if not rule or not match or (match["before"] and match["after"]):
        return None
    percent, below = match["before"] or match["after"], match["denominator"]
    read = decimal if days else _whole
    parts = [read(part.strip()) for part in (match["numbers"] or "").split("+") if part]
    numbers = tuple(part for part in parts if part is not None)
    rate = decimal(percent) if percent else None
    ambiguous = None in parts or (percent and rate is None)
    is_share = percent or below
    if ambiguous or (is_share and not rule.denominator):
        return None
    if len(parts) not in {0, 1, len(entry.counts)}:
        return None
    denominator = _whole(below) if below else None
    return (Figure(line, entry, owner, rule, numbers, denominator, rate, decimals(percent or "")),)


def _whole(said: str) -> Fraction:
    return Fraction(re.sub("[.,]", "", said))


@attrs.define
class _Book:
    """Values by name, each with the line where it stands first."""

    problems: list[Finding]
    values: dict[str, tuple[Fraction, int]] = attrs.field(factory=dict)

    def put(self, name: str | None, value: Fraction, line: Line) -> None:
        """Keep the value; refuse one that contradicts the one that is there."""
        known, where = self.values.setdefault(str(name), (value, line.number))
        if known != value:
            reason = f"{name} is {float(value):.15g} here and {float(known):.15g} in line {where}"
            self.problems.append(Finding("", "", line.listed[1], reason, line.listed[0]))

    def get(self, name: str | None) -> Fraction | None:
        """The value of that name; None if there is none."""
        return self.values.get(str(name), (None, 0))[0]


def settle(
    figures: Sequence[Figure], rules: RuleSet, problems: list[Finding], unread: list[Line]
) -> dict[str, Any]:
    """Counts, percentages and shares; a line with a figure that is none of them goes to *unread*."""
    counts, percentages = _Book(problems), _Book(problems)
    _put_counts(figures, counts)
    shares = []
    _refuse_more_than_all(figures, counts)
    for figure in figures:
        share = _share(figure, counts)
        if figure.percent is not None and figure.percent > 100:
            problems.append(
                Finding("", "", figure.line.listed[1], "more than 100%", figure.line.listed[0])
            )
        shares += [share] if share else []
        unread += [figure.line] if _left_over(figure, share, counts) else []
        if figure.percent is not None and _lacks_counts(figure, counts):
            percentages.put(figure.entry.code, figure.percent, figure.line)
    return {
        "counts": {
            name: int(value) if rules.counts[name] else float(value)
            for name, (value, _) in counts.values.items()
            if name in rules.counts
        },
        "percentages": {code: float(value) for code, (value, _) in percentages.values.items()},
        "shares": tuple(shares),
    }


def _put_counts(figures: Iterable[Figure], counts: _Book) -> None:
    """Denominators first: a numerator whose percentage is printed says nothing without its own."""
    parts: dict[Entry, dict[Entry, Fraction]] = {}
    for figure in figures:
        line, denominator = figure.line, figure.rule.denominator
        if figure.denominator is not None and len(figure.numbers) >= len(figure.entry.counts):
            counts.put(denominator, figure.denominator, line)
        if figure.numbers and figure.entry in figure.owner.parts:
            known = parts.setdefault(figure.owner, {})
            known.setdefault(figure.entry, figure.numbers[0])
            if len(known) == len(figure.owner.parts):
                counts.put(denominator, Fraction(sum(known.values())), line)
    rated = {figure.entry.code for figure in figures if figure.percent is not None}
    for figure in figures:
        names = figure.entry.counts or (f"{figure.owner.code}: {figure.entry.label}",)
        below = counts.get(figure.rule.denominator)
        lone = below is None and (figure.percent is not None or figure.entry.code in rated)
        if not lone and len(figure.numbers) == len(names):
            for name, value in zip(names, figure.numbers, strict=True):
                counts.put(name, value, figure.line)


def _refuse_more_than_all(figures: Iterable[Figure], counts: _Book) -> None:
    """Parts of one whole, of which none is a part of another, are not more than it."""
    wholes: dict[str | Entry, dict[Entry, Figure]] = {}
    for figure in figures:
        whole = figure.owner if figure.entry in figure.owner.parts else figure.entry.whole
        if whole:
            wholes.setdefault(whole, {}).setdefault(figure.entry, figure)
    for of in wholes.values():
        parts = [*of.values()]
        line = parts[-1].line
        below = counts.get(parts[0].rule.denominator)
        known = [counts.get(name) for part in parts for name in part.entry.counts]
        above = sum(number for number in known if number is not None)
        if len(parts) > 1 and below is not None and above > below:
            reason = f"{above} of {below} is more than all"
            counts.problems.append(Finding("", "", line.listed[1], reason, line.listed[0]))
        elif below is None or None in known:
            rates = [part for part in parts if part.percent is not None]
            total = sum((part.percent or Fraction() for part in rates), Fraction())
            slack = sum((Fraction(1, 2 * 10**part.decimals) for part in rates), Fraction())
            if len(rates) > 1 and total > 100 + slack:
                others = ", ".join(str(part.line.number) for part in rates[:-1])
                reason = f"with line {others} it makes {float(total):.15g}%, more than all"
                counts.problems.append(Finding("", "", line.listed[1], reason, line.listed[0]))


def _share(figure: Figure, counts: _Book) -> PrintedShare | None:
    """The percentage beside its counts, if all of them are known."""
    below = figure.denominator or counts.get(figure.rule.denominator)
    known = tuple(counts.get(name) for name in figure.entry.counts)
    values: Sequence[Fraction | None] = figure.numbers or known
    if below is None or not values or None in values:
        return None
    above = sum(value for value in values if value is not None)
    if above > below:
        reason = f"{above} of {below} is more than all"
        counts.problems.append(
            Finding("", "", figure.line.listed[1], reason, figure.line.listed[0])
        )
    if figure.percent is None or not 0 < below >= above:
        return None
    return PrintedShare(
        code=figure.entry.code or figure.owner.code,
        label=figure.entry.label,
        numerator=int(above),
        denominator=int(below),
        percent=float(figure.percent),
        decimals=figure.decimals,
    )


def _lacks_counts(figure: Figure, counts: _Book) -> bool:
    """Whether the percentage stands for an indicator whose counts are not all known."""
    names = (*figure.entry.counts, figure.rule.denominator)
    known = [counts.get(name) for name in names]
    return bool(figure.entry.code) and None in known and known[-1] != 0


def _left_over(figure: Figure, share: PrintedShare | None, counts: _Book) -> bool:
    """Whether a figure of the line found no place."""
    below = counts.get(figure.rule.denominator)
    if figure.percent is None:
        known = [counts.get(name) for name in figure.entry.counts] or [below]
        return None in known or len(figure.numbers) < len(figure.entry.counts)
    lone = figure.numbers and any((*figure.numbers, figure.percent))
    return share is None and bool(lone or below == 0 or not figure.entry.code)
