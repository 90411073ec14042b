# SPDX-License-Identifier: MIT
"""On time or not [2.1]: when a dossier ended, what of that the citizen took, and what was promised."""

from __future__ import annotations

from functools import cached_property

import attrs
import numpy as np

from numpy.typing import NDArray

from .cases import DAY, NO_DAY, Cases
from .columns import Days, Mask


_SECOND = np.timedelta64(1, "s")

#: Day 0, 1 January 1970, is a Thursday: so many days after a Monday.
_MONDAY = 3

#: States in which a dossier has ended, and the others that say something of its end.
ENDED = ("done", "returned", "stopped", "refused", "withdrawn")

#: What decides on the end of a dossier.
FIELDS = (
    *("received", "promised", "ended", "returned", "stopped", "state"),
    *("supplement_asked", "supplement_completed", "supplements"),
)


@attrs.frozen(eq=False, slots=False)
class Timing:
    """When dossiers ended, or what stands in for it, and whether that is on time.

    Attributes:
        cases: The dossiers.
    """

    cases: Cases

    def _seen(self, field: str) -> Days:
        """A day as it was known then: what lies after the period had not happened yet."""
        days = self.cases.dossiers.days(field)
        if self.cases.choices["later_end"] == "ended":
            return days
        return np.where(days < np.datetime64(self.cases.as_of) + DAY, days, NO_DAY)

    @cached_property
    def done(self) -> Days:
        """The time of *done*; else of *returned*."""
        done = self._seen("ended")
        return np.where(np.isnat(done), self._seen("returned"), done)

    @cached_property
    def over(self) -> Days:
        """The end of handling: the time of *done*; else of *returned*; else of *stopped, refused, withdrawn*."""
        return np.where(np.isnat(self.done), self._seen("stopped"), self.done)

    @cached_property
    def asked(self) -> Days:
        """When the citizen was asked to supplement."""
        return self._seen("supplement_asked")

    @cached_property
    def repeated(self) -> Mask:
        """Asked more than once to supplement."""
        repeated: Mask = self.cases.dossiers.number("supplements", 0) > 1
        return repeated

    @cached_property
    def waiting(self) -> Mask:
        """Asked once to supplement, with neither done nor returned after."""
        after = _date(self.done) >= _date(self.asked)
        return ~np.isnat(self.asked) & ~after & ~self.repeated

    @cached_property
    def open(self) -> Mask:
        """Not ended, and no asking stands in for its end."""
        return np.isnat(self.over) & ~self.waiting

    @cached_property
    def end(self) -> Days:
        """The end of handling, or what stands in for it: the asking, or the last day."""
        last = np.datetime64(self.cases.as_of, "s")
        ended = np.where(np.isnat(self.over), last, self.over)
        return np.where(self.waiting, self.asked, ended)

    @cached_property
    def _completed(self) -> Days:
        """When the citizen had supplemented, where that is taken off the end."""
        completed = self._seen("supplement_completed")
        return np.where(self.waiting | np.isnat(self.asked), NO_DAY, completed)

    @cached_property
    def supplemented(self) -> Mask:
        """Some time is taken off the end, since the citizen took it."""
        return ~np.isnat(self._completed)

    @cached_property
    def no_promise(self) -> Mask:
        """Without a promised day."""
        return np.isnat(self.cases.dossiers.days("promised"))

    @cached_property
    def due(self) -> Days:
        """The last moment that is on time, where a day was promised."""
        promised = self.cases.dossiers.days("promised")
        whole = promised == _date(promised)
        if self.cases.choices["promised_time"] == "ignored":
            whole = ~np.isnat(promised)
        return np.where(whole, _date(promised) + DAY - _SECOND, promised)

    @cached_property
    def limit(self) -> NDArray[np.int64]:
        """The procedure's longest handling time in days; -1 where it is not known."""
        if self.cases.catalogue is None:
            return np.full(self.cases.dossiers.size, -1)
        return self.cases.of_procedure(self.cases.catalogue.number("handling_days", -1), -1)

    @cached_property
    def on_time(self) -> Mask:
        """Ended, or still in time, by the promised day; without one, within the handling time."""
        took = np.where(self.supplemented, self._completed - self.asked, np.timedelta64(0, "s"))
        held: Mask = self.end - took <= self.due
        rows = np.flatnonzero(self.no_promise)
        days = self._days(self.cases.received[rows], self.end[rows])
        days -= self._days(self.asked[rows], self._completed[rows])
        held[rows] = days <= self.limit[rows]
        held &= ~self.repeated
        return held

    @cached_property
    def latest(self) -> Days:
        """The last moment that is on time: as promised, or the handling time after the receipt."""
        rows = np.flatnonzero(self.no_promise & ~np.isnat(self.cases.received))
        received, limit = _number(self.cases.received[rows]), self.limit[rows]
        last = received + limit
        if self.cases.choices["handling_days"] == "working":
            # The Sunday behind a Friday is still on time.
            weeks, over = np.divmod(_workdays(self.cases.received[rows]) + limit, 5)
            last = 7 * weeks + over - 1 - _MONDAY
        latest = self.due.copy()
        latest[rows] = last.astype("datetime64[D]").astype("datetime64[s]") + DAY - _SECOND
        return latest

    def _days(self, since: Days, until: Days) -> NDArray[np.int64]:
        """How many days lie between, as handling times are counted; 0 where one is not known."""
        known = ~(np.isnat(since) | np.isnat(until))
        first, last = (np.where(known, at, np.datetime64(0, "s")) for at in (since, until))
        count = _workdays if self.cases.choices["handling_days"] == "working" else _number
        return count(last) - count(first)

    # What can't be judged.

    @cached_property
    def backwards(self) -> Mask:
        """An end, or an asking to supplement, before the receipt."""
        received = _date(self.cases.received)
        before: Mask = (_date(self.over) < received) | (_date(self.asked) < received)
        return before

    @cached_property
    def unlikely_supplement(self) -> Mask:
        """The citizen had supplemented before being asked, or was not asked at all."""
        completed = self.cases.dossiers.days("supplement_completed")
        asked = self.cases.dossiers.days("supplement_asked")
        late = ~(_date(completed) >= _date(asked))
        return ~np.isnat(completed) & late

    @cached_property
    def undated(self) -> Mask:
        """Its state says that it has ended, or that the citizen was asked; no day says when."""
        table = self.cases.dossiers
        ended = [table.days(field) for field in ("ended", "returned", "stopped")]
        no_end = np.logical_and.reduce([np.isnat(days) for days in ended])
        no_asking = no_end & np.isnat(table.days("supplement_asked"))
        asked = table.is_("state", "supplement") | (table.number("supplements", 0) > 0)
        undated: Mask = (no_end & table.is_("state", *ENDED)) | (no_asking & asked)
        return undated

    @cached_property
    def limitless(self) -> Mask:
        """Neither a promised day nor a handling time."""
        return self.no_promise & (self.limit < 0)

    @cached_property
    def unknown(self) -> Mask:
        """Whether it is on time can't be said; what was asked for twice is overdue whatever else."""
        doubtful = self.backwards | self.unlikely_supplement | self.undated | self.limitless
        return (doubtful & ~self.repeated) | self.cases.dossiers.bad(*FIELDS)


def _date(days: Days) -> Days:
    """The days without their times."""
    return days.astype("datetime64[D]").astype("datetime64[s]")


def _number(days: Days) -> NDArray[np.int64]:
    """The days' numbers, one behind the other."""
    return days.astype("datetime64[D]").astype(np.int64)


def _workdays(days: Days) -> NDArray[np.int64]:
    """How many days from Monday to Friday there were until the end of each day."""
    weeks, weekday = np.divmod(_number(days) + _MONDAY, 7)
    workdays: NDArray[np.int64] = 5 * weeks + np.minimum(weekday + 1, 5)
    return workdays
