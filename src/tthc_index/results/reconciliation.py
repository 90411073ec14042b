# SPDX-License-Identifier: MIT
"""Published points held against computed ones: where they differ, and why if the arithmetic shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

import attrs

from tthc_index.errors import UnknownNameError, raise_problems
from tthc_index.rules.sets import RuleSet
from tthc_index.scoring.card import ScoreCard
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import as_written, number
from tthc_index.text.tables import Cell, Rows, Table, Viewed, as_plain

from .published import PrintedShare, Published
from .rows import decimals_of, find, head
from .verdict import LANGS, Held, Verdict


if TYPE_CHECKING:
    pass


_HEADER = Label(
    vi="chỉ tiêu|công bố|tính lại|chênh lệch|kết luận|lý do",
    en="what|published|computed|difference|verdict|reason",
)
_SHARES = Label(
    vi="{} trên {} tỷ lệ phần trăm được in khớp với số liệu của chúng",
    en="{} of {} printed percentages fit their counts",
)


@attrs.frozen
class Row:
    """One published figure and the computed one.

    Attributes:
        code: The indicator, the group, or "total".
        what: "points"; or "percent", for a percentage that is printed beside its counts.
        name: What it is called, in both languages.
        computed: Points, or per cent; while counts are missing, the points that are known.
        published: Points, or per cent, as published; None where there are none.
        difference: Published less computed; None unless both are known whole.
        verdict: What the comparison came to.
        reason: Why, where the arithmetic shows it; None elsewhere.
    """

    code: str
    what: Literal["points", "percent"]
    name: Label
    computed: float | None
    published: float | None
    difference: float | None
    verdict: Verdict
    reason: Label | None


@attrs.frozen(repr=False)
class Reconciliation(Viewed):
    """Published results held against a card: made by `reconcile`.

    `result[code]` gives the `Row` of an indicator's, a group's or the total's points; iteration
    gives all rows in the rules' order, then those of the printed percentages.

    Attributes:
        card: The computed points.
        published: The published ones.
        rows: The comparison, one row a figure.
    """

    card: ScoreCard
    published: Published
    rows: tuple[Row, ...]

    @property
    def verdicts(self) -> Mapping[Verdict, int]:
        """How many points came to which verdict."""
        return Counter(row.verdict for row in self.rows if row.what == "points")

    def __getitem__(self, code: str) -> Row:
        """The points of an indicator, a group or the total.

        Raises:
            UnknownNameError: (a KeyError) If there is no such row.
        """
        return find((row for row in self.rows if row.what == "points"), code)

    def __iter__(self) -> Iterator[Row]:
        """All rows."""
        return iter(self.rows)

    def to_dict(self) -> dict[str, Any]:
        """The verdicts' counts and all rows as plain values, which `json` can write."""
        verdicts = {str(verdict): count for verdict, count in self.verdicts.items()}
        return {"verdicts": verdicts, "rows": as_plain(self.rows)}

    def _headline(self, lang: Lang) -> str:
        verdicts = self.verdicts
        counts = [f"{v.label[lang]} {verdicts[v]}" for v in Verdict if v in verdicts]
        shares = self.published.shares
        fit = number(sum(share.fits for share in shares), lang)
        lines = [_SHARES[lang].format(fit, number(len(shares), lang))] if shares else []
        return "\n".join([f"{self.card.rules.id}: {', '.join(counts)}", *lines])

    def _tables(self, lang: Lang) -> list[Table]:
        told = [row for row in self.rows if _tells(row)]
        return [Table(_HEADER[lang].split("|"), Rows(told, lambda row: self._cells(row, lang)))]

    def _cells(self, row: Row, lang: Lang) -> list[Cell]:
        points = row.what == "points"
        printed, computed = (
            decimals_of(results) if points else None for results in (self.published, self.card)
        )
        return [
            head(row, lang, " (%)" * (not points)),
            Cell(number(row.published, lang, printed), right=True),
            Cell(number(row.computed, lang, computed), right=True),
            Cell(number(row.difference, lang, computed), right=True),
            Cell(row.verdict.label[lang]),
            Cell(row.reason[lang] if row.reason else ""),
        ]


def _tells(row: Row) -> bool:
    """Whether a row says anything beyond that nothing was published, or that all is well."""
    if row.what == "percent":
        return row.verdict == Verdict.DIFFERS
    return "." not in row.code or row.verdict != Verdict.NOT_PUBLISHED


def reconcile_card(card: ScoreCard, published: Published) -> Reconciliation:
    """Hold one unit's published points against its card."""
    rows = [_row(held) for held in held_of(card, published)]
    shares = [_share_row(card, share) for share in published.shares]
    return Reconciliation(card, published, (*rows, *shares))


def held_of(card: ScoreCard, published: Published) -> Iterator[Held]:
    """All points that can be held against each other: each group before its indicators, the total."""
    known = codes(card.rules)[:-1]
    given = [*published.points, *(share.code for share in published.shares)]
    raise_problems([UnknownNameError("code", code, known) for code in given if code not in known])
    groups = []
    for group in card.rules:
        parts = tuple(
            Held(card, published, rule.code)
            for rule in group
            if not rule.monitored or rule.code in published.points
        )
        groups.append(Held(card, published, group.code, parts))
        yield from (groups[-1], *parts)
    yield Held(card, published, "total", tuple(groups))


def codes(rules: RuleSet) -> tuple[str, ...]:
    """What there can be points of: each group before its indicators, and the total."""
    return (*(part.code for group in rules for part in (group, *group)), "total")


def _row(held: Held) -> Row:
    return Row(
        code=held.code,
        what="points",
        name=held.card[held.code].name,
        computed=held.points,
        published=None if held.value is None else float(held.value),
        difference=None if held.difference is None else float(held.difference),
        verdict=held.verdict,
        reason=held.reason,
    )


def _share_row(card: ScoreCard, share: PrintedShare) -> Row:
    printed, computed = as_written(share.percent), as_written(share.computed)
    exact = printed * share.denominator == 100 * share.numerator
    fitting = Verdict.EQUAL if exact else Verdict.EQUAL_AFTER_ROUNDING
    return Row(
        code=share.code,
        what="percent",
        name=Label(vi=share.label, en=card[share.code].name.en),
        computed=share.computed,
        published=share.percent,
        difference=float(printed - computed),
        verdict=fitting if share.fits else Verdict.DIFFERS,
        reason=None if share.fits else _counts_of(share),
    )


def _counts_of(share: PrintedShare) -> Label:
    counts = share.numerator, share.denominator
    vi, en = (" / ".join(number(n, lang) for n in counts) for lang in LANGS)
    return Label(vi, en)
