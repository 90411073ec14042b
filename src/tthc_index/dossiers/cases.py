# SPDX-License-Identifier: MIT
"""What the definitions ask of dossiers: when they came in, what their procedures require."""

from __future__ import annotations

import datetime as dt

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, TypeVar

import attrs
import numpy as np

from numpy.typing import NDArray

from .columns import Codes, Column, Days, Mask, Numbers, Table


_Made = TypeVar("_Made")

DAY = np.timedelta64(1, "D")
NO_DAY = np.datetime64("NaT", "s")


@attrs.frozen(eq=False, slots=False)
class Cases:
    """Dossiers of a period, with the catalogue of their procedures.

    Attributes:
        dossiers: The dossiers' columns.
        catalogue: The procedures' columns; None where there is no catalogue.
        start: The first day of the period.
        last: Its last day.
        as_of: The day that stands in for the end of what has not ended: the last of the period,
            or today if that comes before.
        choices: How the description is read where it leaves it open.
    """

    dossiers: Table
    catalogue: Table | None
    start: dt.date
    last: dt.date
    as_of: dt.date
    choices: Mapping[str, str]
    _made: dict[Any, Any] = attrs.field(factory=dict, init=False)

    def made(self, of: Callable[[Cases], _Made]) -> _Made:
        """What *of* makes of the dossiers: made once, however often it is asked for."""
        if of not in self._made:
            self._made[of] = of(self)
        made: _Made = self._made[of]
        return made

    def has(self, *fields: str) -> bool:
        """Whether there is a column for each; "a|b" is either, "procedures.x" of the catalogue."""
        return all(any(map(self._has, one.split("|"))) for one in fields)

    def _has(self, field: str) -> bool:
        table, _, name = field.rpartition(".")
        return self.lists(name) if table else field in self.dossiers

    def lists(self, field: str) -> bool:
        """Whether the catalogue says it of procedures."""
        return self.catalogue is not None and {"procedure", field} <= {*self.catalogue.columns}

    def number(self, row: int) -> str | None:
        """A dossier's number."""
        numbers = self.dossiers.columns.get("id")
        return None if numbers is None else numbers.of(row)

    def row(self, row: int) -> int:
        """Where it stands: as a column "row" says, or else counted from 0."""
        return self.dossiers.row(row)

    # When they came in.

    @cached_property
    def received(self) -> Days:
        """The time of receipt."""
        return self.dossiers.days("received")

    @cached_property
    def begun(self) -> Days:
        """The time of receipt, for which the day on which it was handed in stands in [3.2, 3.5]."""
        stands_in = self.dossiers.days("submitted")
        return np.where(np.isnat(self.received), stands_in, self.received)

    def within(self, days: Days) -> Mask:
        """Whether days lie in the period."""
        inside: Mask = (days >= np.datetime64(self.start)) & (days < np.datetime64(self.last) + DAY)
        return inside

    @cached_property
    def came_in(self) -> Mask:
        """Received in the period, each dossier once."""
        return self.within(self.received) & ~self.again

    def unknown(self, doubt: Mask, counted: Mask | None = None) -> Mask:
        """What can't be judged: doubtful among what is counted, or received on a day that is none."""
        counted = self.came_in if counted is None else counted
        return (doubt & counted) | (self.dossiers.bad("received") & ~self.again)

    @cached_property
    def again(self) -> Mask:
        """Rows of a dossier another row of which counts."""
        numbers = self.dossiers.columns.get("id")
        if not isinstance(numbers, Numbers):
            return np.zeros(self.dossiers.size, bool)
        return numbers.again(last=self.choices["repeated"] == "last")

    # What their procedures require.

    @cached_property
    def procedures(self) -> Column:
        """The dossiers' procedures by code; None for those of which it is not said."""
        column = self.dossiers.columns.get("procedure")
        if isinstance(column, Column):
            return column
        return Column([None], np.zeros(self.dossiers.size, np.intp), [None])

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        """The row of each procedure in the catalogue: the first one of several."""
        column = None if self.catalogue is None else self.catalogue.columns.get("procedure")
        if not isinstance(column, Column):
            return {}
        rows: dict[str, int] = {}
        for row, at in enumerate(column.at):
            rows.setdefault(column.values[at], row)
        return rows

    @cached_property
    def repeats(self) -> Mask:
        """Rows of the catalogue whose procedure an earlier row has."""
        column = None if self.catalogue is None else self.catalogue.columns.get("procedure")
        if not isinstance(column, Column):
            return np.zeros(0, bool)
        repeats = np.ones(len(column.at), bool)
        repeats[[*self._rows.values()]] = False
        return repeats

    @cached_property
    def _row(self) -> Codes:
        """The row of each dossier's procedure in the catalogue; -1 where there is none."""
        known = [-1 if c is None else self._rows.get(c, -1) for c in self.procedures.values]
        rows: Codes = np.array(known, np.intp)[self.procedures.at]
        return rows

    @cached_property
    def unlisted(self) -> Mask:
        """Dossiers of a procedure that the catalogue lacks, or of none."""
        return self._row < 0

    def of_procedure(self, by_row: NDArray[Any], otherwise: Any) -> NDArray[Any]:
        """What the catalogue says of each dossier's procedure; *otherwise* where it says nothing."""
        # The last one is what -1 stands for.
        return np.append(by_row, otherwise)[self._row]

    def requires(self, field: str, *codes: str) -> tuple[Mask, Mask]:
        """Whether each dossier's procedure has one of these values; and where a row leaves it open.

        Where the catalogue has no such column at all, no row is to blame.
        """
        if self.catalogue is None or not self.lists(field):
            return np.zeros(self.dossiers.size, bool), np.zeros(self.dossiers.size, bool)
        unknown = self.of_procedure(self.catalogue.bad(field), otherwise=True)
        return self.of_procedure(self.catalogue.is_(field, *codes), otherwise=False), unknown

    @cached_property
    def needs_result(self) -> tuple[Mask, Mask]:
        """Whether the result must be a paper, so that an electronic one is due; where not known."""
        return self.requires("needs_result", "yes")

    @cached_property
    def has_result(self) -> Mask:
        """Whether there is an electronic result: code and link, or a column that says so."""
        both = self.dossiers.is_("result_code", "yes") & self.dossiers.is_("result_link", "yes")
        return both | self.dossiers.is_("electronic_result", "yes")

    def listed(self, field: str, *codes: str) -> int | None:
        """How many of the catalogue's procedures have one of these values; None if it does not say."""
        if self.catalogue is None or not self.lists(field):
            return None
        which = self.catalogue.is_(field, *codes)
        return sum(bool(which[row]) for code, row in self._rows.items() if code is not None)
