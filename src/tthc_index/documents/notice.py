# SPDX-License-Identifier: MIT
"""The public notice of one unit's results: as text, Markdown, HTML and Word."""

from __future__ import annotations

import re

from collections.abc import Iterator, Mapping
from contextlib import suppress
from os import PathLike
from pathlib import Path
from typing import Any, Literal, cast

import attrs

from tthc_index.errors import ArgumentError, raise_problems
from tthc_index.files.formats import whole
from tthc_index.results.published import Published, _is_rank
from tthc_index.results.rank import Rank
from tthc_index.results.units import Results
from tthc_index.rules.objects import as_written
from tthc_index.scoring.card import ScoreCard
from tthc_index.text.period import Period
from tthc_index.text.view import one_line

from .annexes import appendices
from .brief import Brief, brief, total_of
from .letter import Annex, Letter
from .office import Office
from .template import fill, lay_out
from .wording import wordings
from .words import (
    ShownPoints,
    dated,
    day,
    decimal_pattern,
    figure,
    lines,
    rounded,
    shown_points,
)


_SUBJECT = (
    "công khai kết quả thực hiện Bộ chỉ số chỉ đạo, điều hành và đánh giá chất lượng phục vụ "
    "người dân, doanh nghiệp trong thực hiện TTHC {}"
)

_FORMS = {".txt": "text", ".md": "markdown", ".html": "html"}


@attrs.frozen(repr=False)
class Notice:
    """A public notice: made by `notice`. `print(notice)` shows its text, and its warnings.

    Attributes:
        letter: Its parts, from which every form is made.
        warnings: What its reader should know before it is signed: published points that are not
            those computed from the counts.
        brief: The results in short, as a message and as a table.
    """

    letter: Letter
    warnings: tuple[str, ...]
    brief: Brief

    @property
    def message(self) -> str:
        """A paragraph to send by chat."""
        return self.brief.message

    @property
    def text(self) -> str:
        """As plain text."""
        return self._as("text")

    @property
    def markdown(self) -> str:
        """As Markdown."""
        return self._as("markdown")

    @property
    def html(self) -> str:
        """As a page of HTML that can be read on a phone and printed on A4."""
        return self._as("html")

    def _as(self, form: str) -> str:
        place = f"{self.letter.place}, " if self.letter.place else ""
        return lay_out(self.letter, form, dated=place + dated(self.letter.date))

    def save(self, path: str | PathLike[str]) -> None:
        """Write it to a file: Word, HTML, Markdown or text, by the file's suffix.

        Raises:
            ArgumentError: If the suffix is none of .docx, .html, .md and .txt.
            MissingExtraError: For Word, if the extra `docx` is not installed.
            OSError: If it can't be written.
        """
        suffix = Path(path).suffix.lower() if isinstance(path, str | PathLike) else None
        if suffix is None or "\0" in str(path):
            raise ArgumentError("path", path, "the path of a file")
        if suffix == ".docx":
            from .word import write

            write(self.letter, path)
        elif suffix in _FORMS:
            with whole(Path(path)) as file:
                file.write(self._as(_FORMS[suffix]).encode())
        else:
            raise ArgumentError("path", str(path), "a name that ends in .docx, .html, .md or .txt")

    def __repr__(self) -> str:
        warnings = [f"warning: {warning}" for warning in self.warnings]
        return "\n".join([self.text, *warnings])


def notice(  # noqa: PLR0913  # each of them is a fact that the document states
    card: ScoreCard,
    *,
    unit: str,
    period: str,
    office: Office | None = None,
    published: Published | None = None,
    previous: ScoreCard | Published | float | None = None,
    rank: tuple[int, int] | None = None,
    as_of: str | None = None,
    number: str | None = None,
    date: str | None = None,
    units: Results | None = None,
    annexes: Any = None,
    missing: Literal["omit", "mark"] = "omit",
) -> Notice:
    """The public notice of a unit's results, as district and commune offices publish it.

    Published points are printed where they are given, since they are the authority; where they
    are not those of the card, the notice carries a warning.

    Args:
        card: The unit's card; it may lack counts.
        unit: The unit, as the text names it: "huyện Sơn Dương".
        period: Month, quarter or year: "2024-03", "2024-Q1", "2024".
        office: Who publishes; what it does not say is left out.
        published: What was published of the unit: points, total, rank, day, decimals.
        previous: The period before, to state the change of the total: a complete card, published
            results with a total, or points.
        rank: Place and number of peers; by default the published one.
        as_of: Day on which the figures were read, "2024-04-22"; by default the published one.
        number: Number and sign of the document, "955/UBND-KSTT"; by default there is room for it.
        date: Its day, "2024-04-22"; by default there is room for it.
        units: Results of many units, as `appendices` takes them: the annexes, and the message's
            lowest units.
        annexes: What `appendices` makes, or annexes themselves, in place of those of the *units*.
        missing: "omit" leaves out what is not known, "mark" says that it is not known.

    Raises:
        ArgumentError: For an argument that is none of what it can be.
        UnknownCodeError: (a KeyError) For published points of a code that the card does not have.
        Problems: If there are several of these problems.
        TemplateError: If the office's template can't be filled in.
        MissingExtraError: If the extra `notice` is not installed.

    >>> import tthc_index as ti
    >>> example = ti.examples.SON_DUONG_2024_03
    >>> made = notice(
    ...     example.score(), unit="huyện Sơn Dương", period="2024-03", published=example.published
    ... )
    >>> made.letter.blocks[3].text
    '1. Điểm đánh giá công khai, minh bạch: 18,0/18 điểm'
    >>> made.warnings[0]
    'progress: published 18.6 is printed, computed 18.89'
    """
    place = (rank.rank, rank.of) if isinstance(rank, Rank) else rank
    place = _of(published, "rank") if rank is None else place
    read_on = _of(published, "as_of") if as_of is None else as_of
    if annexes is None:
        annexes = () if units is None else appendices(units)
    tables = annexes.annexes() if hasattr(annexes, "annexes") else annexes
    before = total_of(previous) or None
    totals = "a complete card, published results with a total, or points above 0"
    checks = (
        ("card", card, isinstance(card, ScoreCard), "a ScoreCard"),
        ("unit", unit, isinstance(unit, str) and unit.strip(), "the unit's name"),
        ("period", period, Period.of(period), "'2024-03', '2024-Q1' or '2024'"),
        ("office", office, isinstance(office, Office | None), "an Office"),
        ("published", published, isinstance(published, Published | None), "a Published"),
        ("previous", previous, previous is None or before, totals),
        ("rank", rank, _is_rank(place), "(place, number of peers), such as (1, 7)"),
        ("as_of", read_on, _is_day(read_on), "a day such as '2024-04-22'"),
        ("number", number, isinstance(number, str | None), "a text"),
        ("date", date, _is_day(date), "a day such as '2024-04-22'"),
        ("annexes", annexes, _are_annexes(tables), "what `appendices` makes, or annexes with rows"),
        ("missing", missing, missing in ("omit", "mark"), "'omit' or 'mark'"),
    )
    raise_problems(
        [ArgumentError(name, of, allowed) for name, of, fits, allowed in checks if not fits]
    )
    office, when = office or Office(), cast("Period", Period.of(period))
    shown = shown_points(card, published)
    change = _change(shown, before, office, Period.of(_of(previous, "period")) or when.before)
    unsaid = ("no change is printed, since the total is not known",) * bool(before and not change)
    values = {
        "unit": one_line(unit),
        "period": when.text(),
        "period_short": when.text("/"),
        "as_of": day(read_on) if read_on else "",
        "total": "đạt " * (shown.points["total"] is not None) + shown.text(card.total, missing),
        "change": change,
        "rank": f"{place[0]}/{place[1]} {office.peers}".strip() if place else "",
        "groups": list(_groups(card, shown, missing)),
        "annexes": ", ".join(f"Phụ lục {annex.number}" for annex in tables),
        "office": {**attrs.asdict(office), "template": ""},
    }
    letter = _letter(office, values, number=number, date=date, annexes=tuple(tables))
    told = brief(
        card,
        unit=unit,
        period=period,
        published=published,
        previous=previous,
        change=office.change,
        rank=place or None,
        peers=office.peers,
        units=units,
    )
    return Notice(letter, shown.warnings + unsaid, told)


def _letter(office: Office, values: Mapping[str, Any], **facts: Any) -> Letter:
    stated = ("authority", "agency", "place", "addressees", "recipients", "signature", "signer")
    return Letter(
        subject=_SUBJECT.format(values["period"]),
        blocks=fill(office.template, values),
        **{name: getattr(office, name) for name in stated},
        **facts,
    )


def _of(results: Any, name: str) -> Any:
    """What published results say; None of anything else."""
    return getattr(results, name) if isinstance(results, Published) else None


def _is_day(said: Any) -> bool:
    if said is None:
        return True
    with suppress(TypeError, ValueError):
        return bool(re.fullmatch("[0-9-]{10}", said)) and bool(day(said))
    return False


def _are_annexes(tables: Any) -> bool:
    return isinstance(tables, tuple | list) and all(
        isinstance(table, Annex) and table.rows and {*map(len, table.rows)} == {len(table.header)}
        for table in tables
    )


def _change(shown: ShownPoints, before: float | None, office: Office, period: Period) -> str:
    """How the total changed, as it is printed: "tăng 0,7 điểm so với tháng 02/2024"."""
    total = shown.points["total"]
    if total is None or before is None:
        return ""
    change = rounded(total, shown.decimals) - rounded(before, shown.decimals)
    word = "tăng" if change > 0 else "giảm" if change else "không thay đổi"
    in_percent = office.change == "percent"
    amount = abs(100 * change / as_written(before) if in_percent else change)
    unit = "%" if in_percent else " điểm"
    number = f" {figure(float(amount), decimal_pattern(shown.decimals))}{unit}" if change else ""
    return f"{word}{number} so với {period.text('/')}"


def _groups(card: ScoreCard, shown: ShownPoints, missing: str) -> Iterator[dict[str, Any]]:
    for group in wordings(card.rules):
        yield {
            "heading": group.label,
            "points": shown.text(card[group.code], missing),
            "lines": list(lines(group, card, mark=missing == "mark")),
        }
