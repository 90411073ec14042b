# SPDX-License-Identifier: MIT
"""The public notice of one unit's results: as text, Markdown, HTML and Word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal

import attrs

from tthc_index.errors import ValueRefusedError, raise_problems
from tthc_index.files.whole import whole
from tthc_index.results.published import Published
from tthc_index.results.rank import Rank
from tthc_index.results.units import Results
from tthc_index.scoring.card import ScoreCard
from tthc_index.text.numbers import dated, day
from tthc_index.text.tables import one_line

from .annexes import appendices
from .brief import Brief, brief_of
from .facts import Facts, is_day
from .letter import Annex, Letter
from .lines import lines
from .office import Office
from .template import fill, lay_out
from .wording import INCOMPLETE, Entry, Source, wordings


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
            ValueRefusedError: If the suffix is none of .docx, .html, .md and .txt.
            MissingExtraError: For Word, if the extra `docx` is not installed.
            OSError: If it can't be written.
        """
        suffix = Path(path).suffix.lower() if isinstance(path, str | PathLike) else None
        if suffix is None or "\0" in str(path):
            raise ValueRefusedError("path", path, "the path of a file")
        if suffix == ".docx":
            from .word import write

            write(self.letter, path)
        elif suffix in _FORMS:
            with whole(Path(path)) as file:
                file.write(self._as(_FORMS[suffix]).encode())
        else:
            raise ValueRefusedError(
                "path", str(path), "a name that ends in .docx, .html, .md or .txt"
            )

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
    rank: Rank | tuple[int, int] | None = None,
    as_of: str | None = None,
    number: str | None = None,
    date: str | None = None,
    units: Results | None = None,
    annexes: Any = None,
    missing: Literal["omit", "mark"] = "omit",
    wording: Source | None = None,
) -> Notice:
    """The public notice of a unit's results, as district and commune offices publish it.

    Published points are printed where they are given, since they are the authority; where they
    are not those of the card, the notice carries a warning.

    Args:
        card: The unit's card; it may lack counts.
        unit: The unit, as the text names it: "huyện Sơn Dương".
        period: Month, quarter, half, nine months or year: "2024-03", "2024-Q1", "2024-H1",
            "2024-9M", "2024".
        office: Who publishes; what it does not say is left out.
        published: What was published of the unit: points, total, rank, day, decimals.
        previous: The period before, to state the change of the total: a complete card, published
            results with a total, or points.
        rank: Place and number of peers; by default the published one, or that among the *units* if
            the unit is one of them.
        as_of: Day on which the figures were read, "2024-04-22"; by default the published one.
        number: Number and sign of the document, "955/UBND-KSTT"; by default there is room for it.
        date: Its day, "2024-04-22"; by default there is room for it.
        units: Results of many units, as `appendices` takes them: the annexes, and the message's
            lowest units.
        annexes: What `appendices` makes, or annexes themselves, in place of those of the *units*.
        missing: "omit" leaves out what is not known, "mark" says that it is not known.
        wording: How groups and figures are called, where that is not as usual: TOML text, or the
            path of a file. A rule set of another year has one of its own.

    Raises:
        ValueRefusedError: For an argument that is none of what it can be; for published results of
            another unit or period, and a *previous* period that does not end before this one.
        UnknownNameError: (a KeyError) For published points of a code that the card does not have,
            or a code in *wording* that its rules do not have.
        Problems: If there are several of these problems.
        NoticeError: If the office's template can't be filled in.
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
    office = Office() if office is None else office
    facts = Facts(
        card=card,
        unit=unit,
        period=period,
        as_of=as_of,
        published=published,
        previous=previous,
        change=getattr(office, "change", "points"),
        rank=rank,
        peers=getattr(office, "peers", ""),
        units=units,
    )
    paper = _Paper(office, number, date, _tables(annexes, units), missing)
    raise_problems([*facts.problems(), *paper.problems(card)])
    letter = paper.letter(facts, card, wordings(card.rules, wording))
    return Notice(letter, tuple(facts.warnings()), brief_of(facts))


def _tables(annexes: Any, units: Results | None) -> Any:
    """The annexes that are given, or else those of the units."""
    if annexes is None:
        annexes = () if units is None else appendices(units)
    return annexes.annexes() if hasattr(annexes, "annexes") else annexes


@attrs.frozen
class _Paper:
    """What the document states beside the results, and whether it marks what is not known."""

    office: Office
    number: str | None
    date: str | None
    annexes: Sequence[Annex]
    missing: str

    def problems(self, card: object) -> Iterator[ValueRefusedError]:
        """What no document can state."""
        checks = (
            ("card", card, card is not None, "a ScoreCard"),
            ("office", self.office, isinstance(self.office, Office), "an Office"),
            ("number", self.number, isinstance(self.number, str | None), "a text"),
            ("date", self.date, is_day(self.date), "a day such as '2024-04-22'"),
            (
                "annexes",
                self.annexes,
                _are_annexes(self.annexes),
                "what `appendices` makes, or annexes with rows",
            ),
            ("missing", self.missing, self.missing in ("omit", "mark"), "'omit' or 'mark'"),
        )
        yield from (
            ValueRefusedError(name, of, take) for name, of, fits, take in checks if not fits
        )

    def letter(self, facts: Facts, card: ScoreCard, words: Iterable[Entry]) -> Letter:
        """The facts in these words, as the office puts them."""
        office = self.office
        stated = ("authority", "agency", "place", "addressees", "recipients", "signature", "signer")
        return Letter(
            subject=_SUBJECT.format(facts.when.text()),
            blocks=fill(office.template, self._values(facts, card, words)),
            number=self.number,
            date=self.date,
            annexes=tuple(self.annexes),
            **{name: getattr(office, name) for name in stated},
        )

    def _values(self, facts: Facts, card: ScoreCard, words: Iterable[Entry]) -> dict[str, Any]:
        """What a template is filled with: texts, empty where something is not known."""
        total = facts.said("total")
        groups = [
            {
                "heading": group.label,
                "points": self._points(facts, group.code),
                "lines": list(lines(group, card, mark=self.missing == "mark")),
            }
            for group in words
        ]
        return {
            "unit": one_line(facts.unit),
            "period": facts.when.text(),
            "period_short": facts.when.text("/"),
            "as_of": day(facts.read_on, "vi") or "",
            "total": f"đạt {total}" if total else self._points(facts, "total"),
            "change": facts.difference,
            "rank": facts.place,
            "groups": groups,
            "annexes": ", ".join(f"Phụ lục {annex.number}" for annex in self.annexes),
            "office": {**attrs.asdict(self.office), "template": ""},
        }

    def _points(self, facts: Facts, code: str) -> str:
        """Points as they are printed; where they are not known that, or nothing."""
        marked = self.missing == "mark" and not facts.scores[code].complete
        return facts.said(code) or INCOMPLETE * marked


def _are_annexes(annexes: Any) -> bool:
    return isinstance(annexes, tuple | list) and all(
        isinstance(annex, Annex)
        and annex.table.rows
        and {*map(len, annex.table.rows)} == {len(annex.table.header)}
        for annex in annexes
    )
