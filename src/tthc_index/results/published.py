# SPDX-License-Identifier: MIT
"""Results as somebody published them: points, total and rank, and the counts printed beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import attrs

from tthc_index.errors import TthcIndexError, ValueRefusedError, raise_problems
from tthc_index.rules.objects import MAX_DECIMALS, Level
from tthc_index.rules.sets import RuleSet
from tthc_index.scoring.card import ScoreCard, score
from tthc_index.scoring.inputs import as_ratio
from tthc_index.scoring.scores import published_percent
from tthc_index.text.numbers import as_written


def _read_only(figures: Any) -> Any:
    """A mapping as one that nobody changes; what is none stays, to be refused."""
    return MappingProxyType(dict(figures)) if isinstance(figures, Mapping) else figures


@attrs.frozen(kw_only=True)
class PrintedShare:
    """A percentage that is printed beside its counts: "Thanh toán trực tuyến: 49 (38,89%)" of 126.

    Attributes:
        code: The indicator that it is printed under.
        label: What it is called there.
        numerator: Count.
        denominator: Count; above 0.
        percent: The percentage as printed.
        decimals: Its printed decimals.

    Raises:
        ValueRefusedError: If counts and decimals are no whole numbers, or the denominator is 0.
        Problems: If there are several of these.

    >>> share = PrintedShare(
    ...     code="online_payment.used", label="Thanh toán trực tuyến",
    ...     numerator=49, denominator=126, percent=38.89, decimals=2,
    ... )
    >>> share.computed, share.fits
    (38.89, True)
    """

    code: str
    label: str
    numerator: int
    denominator: int
    percent: float
    decimals: int

    def __attrs_post_init__(self) -> None:
        """Refuse what has no percentage."""
        counts = {"numerator": 0, "denominator": 1, "decimals": 0}
        problems = [
            ValueRefusedError(name, getattr(self, name), f"a whole number, {least} or more")
            for name, least in counts.items()
            if type(getattr(self, name)) is not int or getattr(self, name) < least
        ]
        if isinstance(as_ratio(self.percent), str):
            problems.append(ValueRefusedError("percent", self.percent, "a number, 0 or more"))
        raise_problems(problems)

    @property
    def computed(self) -> float:
        """The percentage of its counts, half up to the printed decimals."""
        return published_percent(self.numerator / self.denominator * 100, self.decimals)

    @property
    def fits(self) -> bool:
        """Whether the counts give the percentage that is printed."""
        return self.computed == self.percent


@attrs.frozen(kw_only=True)
class Published:
    """What was published of one unit in one period.

    `published[code]` gives the points of a group or indicator, or of the "total"; None where they
    were not published, or published as null.

    Attributes:
        points: Points by code of group or indicator; None where null was published.
        total: The published total, in points; None where there is none.
        decimals: Decimals with which points were printed.
        rank: Place and number of peers, (1, 7); None where it was not published.
        as_of: Day on which the figures were read, "2024-04-22".
        unit: Whose results they are, as printed.
        period: Month or year, "2024-03", "2024".
        counts: Counts published beside the points, as `score` takes them.
        percentages: Percentages that were published without their counts.
        shares: Percentages that were printed beside their counts.
        unread: Lines of a notice that were not understood, with their numbers, counted from 1.

    Raises:
        ValueRefusedError: For points that are no number of at most *decimals* decimals.
        ValueRefusedError: For any other attribute that is none of what it can be, and for a "total"
            among the points.
        Problems: If there are several of these problems.

    >>> published = Published(points={"progress": 18.6}, total=87.1, rank=(1, 7), decimals=1)
    >>> published["progress"], published["total"], published["digitization"]
    (18.6, 87.1, None)
    """

    points: Mapping[str, float | None] = attrs.field(converter=_read_only, hash=False)
    total: float | None = None
    decimals: int = 2
    rank: tuple[int, int] | None = None
    as_of: str | None = None
    unit: str | None = None
    period: str | None = None
    counts: Mapping[str, Any] = attrs.field(factory=dict, converter=_read_only, hash=False)
    percentages: Mapping[str, float] = attrs.field(factory=dict, converter=_read_only, hash=False)
    shares: tuple[PrintedShare, ...] = ()
    unread: tuple[tuple[int, str], ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse what can't have been published."""
        problems: list[TthcIndexError] = []
        if type(self.decimals) is not int or not 0 <= self.decimals <= MAX_DECIMALS:
            allowed = f"a whole number from 0 to {MAX_DECIMALS}"
            problems.append(ValueRefusedError("decimals", self.decimals, allowed))
        problems += [
            ValueRefusedError(name, getattr(self, name), "a mapping")
            for name in ("points", "counts", "percentages")
            if not isinstance(getattr(self, name), Mapping)
        ]
        if not (isinstance(self.shares, Sequence) and _are_shares(self.shares)):
            problems.append(
                ValueRefusedError("shares", self.shares, "PrintedShare after PrintedShare")
            )
        if not _is_rank(self.rank):
            allowed = "(place, number of peers), such as (1, 7), or None"
            problems.append(ValueRefusedError("rank", self.rank, allowed))
        if isinstance(self.points, Mapping) and "total" in self.points:
            allowed = "codes of groups and indicators; the total is an argument of its own"
            problems.append(ValueRefusedError("points", "total", allowed))
        raise_problems(problems)
        figures = {**self.points, "total": self.total}
        raise_problems(
            [
                ValueRefusedError.published_points(code, points, self.decimals)
                for code, points in figures.items()
                if points is not None and not _is_printed(points, self.decimals)
            ]
        )
        # A database's decimals would not go with the floats of a card.
        plain = {code: None if p is None else float(p) for code, p in figures.items()}
        object.__setattr__(self, "total", plain.pop("total"))
        object.__setattr__(self, "points", _read_only(plain))

    def __getitem__(self, code: str) -> float | None:
        """The points of that code; None where none were published."""
        return self.total if code == "total" else self.points.get(code)

    def score(
        self, *, rules: RuleSet | str = "qd766-2026", level: Level | str | None = None
    ) -> ScoreCard:
        """The card of the counts and percentages that were published; what was not is missing.

        Raises:
            TthcIndexError: If they are no valid input of `score`.
        """
        return score(
            self.counts,
            self.percentages,
            rules=rules,
            level=level,
            missing="allow",
            percent_as="percent",
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled by its values: a read-only view of a mapping can't be."""
        values = attrs.asdict(self, recurse=False)
        for name in ("points", "counts", "percentages"):
            values[name] = dict(values[name])
        return _restore, (values,)


def _restore(values: dict[str, Any]) -> Published:
    return Published(**values)


def _are_shares(shares: Sequence[Any]) -> bool:
    return all(isinstance(share, PrintedShare) for share in shares)


def _is_rank(rank: Any) -> bool:
    if rank is None:
        return True
    whole = isinstance(rank, tuple) and [type(part) for part in rank] == [int, int]
    return whole and 1 <= rank[0] <= rank[1]


def _is_printed(points: Any, decimals: int) -> bool:
    ratio = as_ratio(points)
    if isinstance(ratio, str):
        return False
    return bool((as_written(float(points)) * 10**decimals).denominator == 1)
