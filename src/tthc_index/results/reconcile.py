# SPDX-License-Identifier: MIT
"""Published points held against computed ones: where they differ, and why if the arithmetic shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, overload

import attrs

from tthc_index.errors import ArgumentError, UnknownCodeError, raise_problems
from tthc_index.rules.objects import Label, Lang, RuleSet, as_written
from tthc_index.scoring.card import ScoreCard
from tthc_index.text.tabular import Table, Tabular, find
from tthc_index.text.view import Cell, number

from .published import PrintedShare, Published
from .verdict import LANGS, Held, Verdict, points_decimals


if TYPE_CHECKING:
    from tthc_index.scoring.table import ScoreTable

    from .many import TableReconciliation


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
class Reconciliation(Tabular):
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
            UnknownCodeError: (a KeyError) If there is no such row.
        """
        return find((row for row in self.rows if row.what == "points"), code)

    def __iter__(self) -> Iterator[Row]:
        """All rows."""
        return iter(self.rows)

    def to_dict(self) -> dict[str, Any]:
        """The verdicts' counts and all rows as plain values, which `json` can write."""
        rows = [{**attrs.asdict(row), "verdict": str(row.verdict)} for row in self.rows]
        return {"verdicts": {str(k): n for k, n in self.verdicts.items()}, "rows": rows}

    def _headline(self, lang: Lang) -> str:
        verdicts = self.verdicts
        counts = [f"{v.label[lang]} {verdicts[v]}" for v in Verdict if v in verdicts]
        shares = self.published.shares
        fit = number(sum(share.fits for share in shares), lang)
        lines = [_SHARES[lang].format(fit, number(len(shares), lang))] if shares else []
        return "\n".join([f"{self.card.rules.id}: {', '.join(counts)}", *lines])

    def _tables(self, lang: Lang) -> list[Table]:
        told = [row for row in self.rows if _tells(row)]
        rows = (self._cells(row, lang) for row in told)
        return [(_HEADER[lang].split("|"), rows, len(told))]

    def _cells(self, row: Row, lang: Lang) -> list[Cell]:
        printed = self.published.decimals if row.what == "points" else None
        computed = points_decimals(self.card) if row.what == "points" else None
        inner = "." in row.code
        name = row.name.vi if lang == "vi" else row.code
        return [
            Cell(name + " (%)" * (row.what == "percent"), head=not inner, indent=inner),
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


@overload
def reconcile(results: ScoreCard, published: Published) -> Reconciliation: ...
@overload
def reconcile(results: ScoreTable, published: Any, *, decimals: int = 2) -> TableReconciliation: ...
def reconcile(
    results: ScoreCard | ScoreTable, published: Any, *, decimals: int = 2
) -> Reconciliation | TableReconciliation:
    """Hold published points against computed ones: what agrees, what differs, and why.

    Args:
        results: The computed points: one unit's card, or a table of many units.
        published: For a card, a `Published`. For a table, columns of published points by code (a
            mapping or a data frame, one row a unit, NaN or null where nothing was published); or a
            `Published` for each unit: in a sequence by row, or in a mapping by the unit's name.
        decimals: Decimals of published points in columns; a `Published` says its own.

    Raises:
        UnknownCodeError: (a KeyError) For published points of what the rules don't have.
        UnknownUnitError: (a KeyError) For a published unit that the table does not have.
        PublishedPointsError: For points that can't have been published with so many decimals.
        ArgumentError: For any other argument that is none of what it can be.
        Problems: If there are several of these problems.

    >>> import tthc_index as ti
    >>> example = ti.examples.PHU_THO_2026_08
    >>> result = reconcile(example.score(), example.published)
    >>> row = result["total"]
    >>> row.computed, row.published, str(row.verdict)
    (59.92, 59.92, 'equal')
    """
    if isinstance(results, ScoreCard):
        if not isinstance(published, Published):
            raise ArgumentError("published", published, "a Published")
        return _reconcile(results, published)
    from tthc_index.scoring.table import ScoreTable

    from .many import reconcile_table

    if not isinstance(results, ScoreTable):
        raise ArgumentError("results", results, "a ScoreCard or a ScoreTable")
    return reconcile_table(results, published, decimals)


def _reconcile(card: ScoreCard, published: Published) -> Reconciliation:
    known = codes(card.rules)[:-1]
    given = [*published.points, *(share.code for share in published.shares)]
    raise_problems([UnknownCodeError(code, known) for code in given if code not in known])
    groups, rows = [], []
    for group in card.rules:
        parts = tuple(
            Held(card, published, rule.code)
            for rule in group
            if not rule.monitored or rule.code in published.points
        )
        groups.append(Held(card, published, group.code, parts))
        rows += [_row(held) for held in (groups[-1], *parts)]
    rows.append(_row(Held(card, published, "total", tuple(groups))))
    shares = [_share_row(card, share) for share in published.shares]
    return Reconciliation(card, published, (*rows, *shares))


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
