# SPDX-License-Identifier: MIT
"""Real units with their counts and the points that were published: for first steps and for tests.

Each figure is copied from its source; what the source does not give is missing, not invented.
"""

from __future__ import annotations

import tomllib

from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import attrs

from tthc_index.errors import ValueRefusedError
from tthc_index.results.published import Published
from tthc_index.rules.objects import Level, Source
from tthc_index.rules.sets import RuleSet
from tthc_index.scoring.card import ScoreCard, score
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import day, number


def _read_only(figures: Mapping[str, float]) -> Mapping[str, Any]:
    return MappingProxyType(dict(figures))


_PUBLISHED = Label(vi="công bố: {} trên 100 điểm", en="published: {} of 100 points")
_RANK = Label(vi=", đứng thứ {}/{}", en=", rank {}/{}")


@attrs.frozen(kw_only=True, eq=False)
class Example:
    """One unit in one period, as published.

    Attributes:
        id: What the command line calls it, "phu-tho-2026-08".
        unit: The unit, in both languages.
        period: Year and month, "2026-08".
        level: The unit's level.
        counts: Counts by name, as `score` takes them.
        percentages: Percentages of the indicators that were published without counts.
        published: What was published: points by code of group or indicator, the total, the rank.
        source: Where all of this comes from.
        note: What one must know to compare published with computed points.
    """

    id: str
    unit: Label
    period: str
    level: Level
    counts: Mapping[str, float] = attrs.field(converter=_read_only)
    percentages: Mapping[str, float] = attrs.field(converter=_read_only)
    published: Published
    source: Source
    note: Label | None = None

    def text(self, lang: Lang = "en") -> str:
        """What it is, where it comes from, and what was published.

        >>> print(SON_DUONG_2024_03.text().splitlines()[2])
        published: 87.1 of 100 points, rank 1/7
        """
        published = self.published
        line = _PUBLISHED[lang].format(number(published.total, lang, published.decimals))
        line += _RANK[lang].format(*published.rank) if published.rank else ""
        head = f"{self.unit[lang]}, {day(self.period, lang)}"
        note = [self.note[lang]] if self.note else []
        return "\n".join([head, self.source.text(lang), line, *note])

    def __reduce__(self) -> tuple[Any, ...]:
        """An example pickles as its id."""
        return get, (self.id,)

    def stated(self) -> dict[str, Any]:
        """All of it as plain values, as the command line reads a unit from a file."""
        kept = ("points", "total", "decimals", "rank", "as_of")
        published = {name: getattr(self.published, name) for name in kept}
        return {
            "unit": self.unit.vi,
            "period": self.period,
            "level": str(self.level),
            "counts": dict(self.counts),
            "percentages": dict(self.percentages),
            "published": {**published, "points": dict(self.published.points)},
        }

    def score(self, rules: RuleSet | str = "qd766-2026") -> ScoreCard:
        """Its card; what was not published is missing in it.

        >>> PHU_THO_2026_08.score().points
        59.92
        """
        return score(
            self.counts,
            self.percentages,
            rules=rules,
            level=self.level,
            missing="allow",
            percent_as="percent",
        )


def _read(id: str) -> Example:  # noqa: A002
    """The example that stands in the file of its name."""
    stated = tomllib.loads((files(__package__) / f"{id}.toml").read_text("utf-8"))
    published, source, note = (
        stated.pop("published"),
        stated.pop("source"),
        stated.pop("note", None),
    )
    null = dict.fromkeys(published.pop("without_points", ()))
    rank = published.pop("rank", None)
    return Example(
        id=stated["id"],
        unit=Label(**stated["unit"]),
        period=stated["period"],
        level=Level(stated["level"]),  # type: ignore[call-arg]  # by value, as any enum
        counts=stated["counts"],
        percentages=stated["percentages"],
        published=Published(
            points=null | published.pop("points"),
            rank=rank and tuple(rank),
            period=stated["period"],
            **published,
        ),
        source=Source(Label(**source.pop("title")), **source),
        note=note and Label(**note),
    )


PHU_THO_2026_08 = _read("phu-tho-2026-08")
SON_DUONG_2024_03 = _read("son-duong-2024-03")

_ALL = {example.id: example for example in (PHU_THO_2026_08, SON_DUONG_2024_03)}


def names() -> tuple[str, ...]:
    """The ids of all examples.

    >>> names()
    ('phu-tho-2026-08', 'son-duong-2024-03')
    """
    return tuple(_ALL)


def get(id: str) -> Example:  # noqa: A002
    """The example of that id.

    Raises:
        ValueRefusedError: If there is none.
    """
    if not isinstance(id, str) or id not in _ALL:
        raise ValueRefusedError("example", id, " or ".join(_ALL))
    return _ALL[id]
