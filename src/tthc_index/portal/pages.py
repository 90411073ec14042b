# SPDX-License-Identifier: MIT
"""Pages of one response put together; a response that is given twice is refused."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from tthc_index.errors import Finding

from .names import Names
from .response import Response


#: How many missing pages are named.
NAMED = 20


@attrs.define(eq=False)
class Whole:
    """A response with all its pages that were given.

    Attributes:
        first: The first page; its rows are those of all pages.
        pages: All pages, the first among them.
    """

    first: Response
    pages: list[Response]

    def is_continued_by(self, other: Response) -> bool:
        """Whether it is a further page: of the same unit, in the same period, of other units."""
        first, seen = self.first, {key for row in self.first.below for key in row.sure_keys}
        total, other_total = first.units_in_all, other.units_in_all
        numbers = [page.number for page in (*self.pages, other)]
        known = [number for number in numbers if number is not None]
        return (
            (first.head == other.head or None in (first.head, other.head))
            and bool(first.below and other.below)
            and not any(row.sure_keys & seen for row in other.below)
            and len(known) == len(set(known))
            and total == other_total
            and (total is None or len(first.below) + len(other.below) <= total)
        )

    def add(self, other: Response) -> None:
        """Take the rows of a further page."""
        first = self.first
        self.pages.append(other)
        first.below += other.below
        first.top, first.head = first.top or other.top, first.head or other.head
        for row in first.below:
            row.above = None if row is first.top else first.top

    def rank(self) -> None:
        """Say among how many units each has its place."""
        peers = self.first.units_in_all or len(self.first.below)
        for row in self.first.below:
            if row.place and row.place <= peers:
                row.rank = row.place, peers
            elif row.place is not None:
                row.at.flags.append(row.at.finding("rank", f"no place among {peers} units"))

    def flag_missing(self) -> None:
        """Say whether all units are here."""
        here, said = len(self.first.below), self.first.pagination
        body, count = self.first.body, len(self.pages)
        if said is None and count > 1:
            what = f"put together of {count} parts; the portal doesn't say whether they are all"
            body.flags.append(Finding(body.response, f"data.{self.first.shape.below}", None, what))
        if said and said.total not in (None, here):
            said.at.flags.append(said.at.finding("total", f"units in all; {here} are here"))
        if said and said.pages not in (None, count):
            what = f"pages in all; {count} {'is' if count == 1 else 'are'} here{self._missing()}"
            said.at.flags.append(said.at.finding("totalPages", what))

    def _missing(self) -> str:
        """Which pages are not here, where the pages bear numbers."""
        numbers = {page.number for page in self.pages}
        last = self.first.pagination and self.first.pagination.pages
        if None in numbers or not last:
            return ""
        there = range(1, min(last, NAMED + len(numbers)) + 1)
        missing = [str(number) for number in there if number not in numbers]
        more = ", …" if last > there[-1] else ""
        return f"; missing: {', '.join(missing)}{more}"


def put_together(responses: Iterable[Response], names: Names, faults: list[Finding]) -> list[Whole]:
    """The responses, each with all its pages, in the order of the names' shapes."""
    order = {shape.name: place for place, shape in enumerate(names.shapes)}

    def place(page: Response) -> tuple[int, int, list[tuple[str, str]]]:
        keys = [key for row in page.below[:1] for key in sorted(row.sure_keys)]
        return order[page.shape.name], page.number or 0, keys

    wholes: dict[str, Whole] = {}
    for page in sorted(responses, key=place):
        name = page.shape.name
        whole = wholes.setdefault(name, Whole(page, [page]))
        if whole.first is not page and whole.is_continued_by(page):
            whole.add(page)
        elif whole.first is not page:
            message = f"{name} is given twice: {whole.first.body.response} is it too"
            faults.append(Finding(page.body.response, "", None, message))
    for whole in wholes.values():
        whole.rank()
        whole.flag_missing()
    return list(wholes.values())
