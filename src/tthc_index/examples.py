# SPDX-License-Identifier: MIT
"""Real units with their counts and the points that were published: for first steps and for tests.

Each figure is copied from its source; what the source does not give is missing, not invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import attrs

from .errors import ArgumentError
from .results.published import Published
from .rules.objects import Label, Lang, Level, RuleSet, Source
from .scoring.card import ScoreCard, score
from .text.view import date, number


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
        head = f"{self.unit[lang]}, {date(self.period, lang)}"
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
        return score(self.counts, self.percentages, rules=rules, level=self.level, missing="allow")


PHU_THO_2026_08 = Example(
    id="phu-tho-2026-08",
    unit=Label(vi="UBND tỉnh Phú Thọ", en="Phú Thọ province"),
    period="2026-08",
    level=Level.PROVINCE,
    counts={
        "procedures_announced_on_time": 0,
        "procedures_announced": 0,
        "procedures_published_on_time": 0,
        "procedures_to_publish": 0,
        "procedures_complete": 87,
        "procedures_published": 89,
        "dossiers_synced": 138_744,
        "dossiers_to_sync": 138_744,
        "dossiers_on_time": 144_625,
        "dossiers_handled": 184_513,
        "dossiers_completed": 147_765,
        "average_handling_days": 7.05,
        "procedures_partly_online": 31,
        "procedures_fully_online": 21,
        "procedures_in_scope": 56,
        "services_used_online": 406,
        "services_online": 1_968,
        "dossiers_submitted_online": 150_956,
        "dossiers_submitted_directly": 1_639,
        "dossiers_submitted_by_post": 0,
        "dossiers_received": 152_595,
        "online_dossiers_on_time": 134_160,
        "online_dossiers_overdue": 16_796,
        "procedures_payable_online": 56,
        "procedures_with_fees": 310,
        "procedures_paid_online": 93,
        "procedures_with_fee_dossiers": 310,
        "dossiers_paid_online": 82_913,
        "dossiers_with_fees": 98_459,
        "petitions_on_time": 182,
        "petitions_handled": 247,
        "petitions_satisfied": 137,
        "petitions_answered": 247,
        "petitions_about_procedures": 179,
        "petitions_about_staff": 62,
        "petitions_classified": 247,
        "dossiers_satisfied": 144_315,
        "dossiers_assessed": 184_503,
        "dossiers_with_eresult": 133_609,
        "dossiers_requiring_result": 184_503,
        "dossiers_digitized": 21_476,
        "dossiers_to_digitize": 184_503,
        "dossiers_reusing_data": 3_158,
        "dossiers_reusable": 184_503,
        "dossiers_shared": 0,
        "dossiers_to_share": 184_503,
        "dossiers_using_population_data": 85_633,
        "dossiers_for_citizens": 184_503,
        "procedures_using_population_data": 297,
        "procedures_for_citizens": 1_301,
    },
    percentages={"digitization.certified_copies": 100},
    published=Published(
        points={
            "transparency.announced_on_time": None,
            "transparency.published_on_time": None,
            "transparency.complete": 1.96,
            "transparency.synced": 6,
            "transparency": 7.96,
            "progress.on_time": 15.68,
            "progress": 15.68,
            "online_services": 8.83,
            "online_payment": 6.25,
            "satisfaction.petitions_on_time": 4.42,
            "satisfaction.petitions": 3.33,
            "satisfaction.dossiers": 5.21,
            "satisfaction": 12.96,
            "digitization.results": 4.34,
            "digitization.components": 0.47,
            "digitization.certified_copies": 2,
            "digitization.reuse": 0.04,
            "digitization.sharing": 0,
            "digitization.population_dossiers": 0.93,
            "digitization.population_procedures": 0.46,
            "digitization": 8.24,
        },
        total=59.92,
    ),
    source=Source(
        Label(
            vi="Kết quả tháng 8/2026 của tỉnh Phú Thọ trên Cổng Dịch vụ công quốc gia",
            en="results of Phú Thọ province for August 2026, National Public Service Portal",
        ),
        date="2026-09-26",
        url="https://dichvucong.gov.vn",
    ),
)

SON_DUONG_2024_03 = Example(
    id="son-duong-2024-03",
    unit=Label(vi="huyện Sơn Dương, tỉnh Tuyên Quang", en="Sơn Dương district, Tuyên Quang"),
    period="2024-03",
    level=Level.DISTRICT,
    counts={
        "procedures_complete": 1_773,
        "procedures_published": 1_773,
        "dossiers_synced": 4_521,
        # "Hồ sơ đã đồng bộ: 4.521 hồ sơ, đạt 100%"; 0 not yet synced.
        "dossiers_to_sync": 4_521,
        "dossiers_not_synced": 0,
        "procedures_partly_online": 6,
        "procedures_fully_online": 40,
        "procedures_in_scope": 291,  # 6 + 40 + 245 others
        "procedures_payable_online": 39,
        "procedures_with_fees": 92,  # 39 + 53 not yet payable online
        "procedures_paid_online": 49,
        "procedures_with_fee_dossiers": 126,  # 49 + 77 paid otherwise
        "dossiers_paid_online": 3_066,
        "dossiers_with_fees": 3_964,  # 3,066 + 898 paid otherwise
        "accounts_authenticated": 885_572,
    },
    percentages={
        "transparency.announced_on_time": 100,
        "transparency.published_on_time": 100,
        "progress.on_time": 94.44,
        "progress.overdue": 5.56,
        "online_services.submitted": 93.53,
        "online_services.submitted_otherwise": 6.47,
        "online_services.on_time": 94.5,
        "online_services.overdue": 5.5,
        "satisfaction.petitions": 100,
        "satisfaction.dossiers": 100,
        "digitization.results": 98.14,
        "digitization.components": 95.02,
        "digitization.reuse": 0,
    },
    published=Published(
        points={
            "transparency": 18.0,
            "progress": 18.6,
            "online_services": 6.9,
            "online_payment": 8.4,
            "satisfaction": 18.0,
            "digitization": 17.1,
        },
        total=87.1,
        decimals=1,
        rank=(1, 7),
    ),
    note=Label(
        vi="Điểm năm 2024 được tính theo cách khác, chưa rõ; ở đây tính theo quy tắc năm 2026.",
        en="The points of 2024 were computed in another way, which is not known; "
        "here the rules of 2026 are applied.",
    ),
    source=Source(
        Label(
            vi="Văn bản số 955/UBND-KSTT của Ủy ban nhân dân huyện Sơn Dương",
            en="notice 955/UBND-KSTT of the People's Committee of Sơn Dương district",
        ),
        date="2024-04-22",
    ),
)

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
        ArgumentError: If there is none.
    """
    if not isinstance(id, str) or id not in _ALL:
        raise ArgumentError("example", id, " or ".join(_ALL))
    return _ALL[id]
