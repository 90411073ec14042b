# SPDX-License-Identifier: MIT
"""The portal's definitions, each a small function: which dossiers are in its whole, which count."""

from __future__ import annotations

import tomllib

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import attrs
import numpy as np

from numpy.typing import NDArray

from tthc_index.text.language import Label

from .cases import DAY, Cases
from .columns import Mask
from .timing import Timing


#: What says whether there is an electronic result; what says when handling ended.
RESULT = "electronic_result|result_code", "electronic_result|result_link"
_END = "ended|returned|stopped"

#: A sentence of a definition, and the dossiers on which it decides unless an earlier one does.
Step = tuple[Mask, str]


@attrs.frozen(eq=False)
class Judged:
    """What a definition says of each dossier.

    Attributes:
        whole: In the denominator, unless it is unknown.
        parts: In the numerators, of those in the denominator, by count; numbers where a dossier
            can count against it.
        unknown: Can't be judged, and is left out of all of them.
        steps: Which sentence decides on a dossier of the whole: the first that holds.
        outside: The same for what is not in the whole.
    """

    whole: Mask
    parts: Mapping[str, NDArray[Any]]
    unknown: Mask
    steps: tuple[Step, ...]
    outside: tuple[Step, ...] = ()


@attrs.frozen
class Definition:
    """One row of the description.

    Attributes:
        name: What it is called here, and in `definitions.toml`.
        whole: The count that is its denominator; "" where the catalogue has that.
        parts: The counts that are its numerators, each with the fields that it needs beyond those
            of the whole; "a|b" is either of two, "procedures.x" one of the catalogue.
        needs: The fields that the whole needs.
        judge: What says of each dossier whether it counts.
        of_procedures: Whether what counts is not dossiers, but procedures with such a dossier.
    """

    name: str
    whole: str
    parts: Mapping[str, tuple[str, ...]] = attrs.field(hash=False)
    needs: tuple[str, ...]
    judge: Callable[[Cases], Judged]
    of_procedures: bool = False

    @property
    def row(self) -> str:
        """Its row of the description; "" where it has none."""
        row: str = _stated()[self.name]["row"]
        return row

    @property
    def quote(self) -> Label:
        """What the description says."""
        return Label(**_stated()[self.name]["quote"])

    def says(self, key: str) -> Label:
        """One of its sentences, or of those that every definition has."""
        stated = _stated()
        own = stated[self.name]
        says = stated[own.get("says_of", self.name)]["says"]
        return Label(**(says.get(key) or stated["all"]["says"][key]))

    def lacks(self, cases: Cases, count: str) -> tuple[str, ...]:
        """What there would have to be for a count to be had, and is not."""
        needed = (*self.needs, *self.parts.get(count, ()))
        return tuple(field for field in needed if not cases.has(field))


@cache
def _stated() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "definitions.toml").read_text("utf-8"))


def _received(cases: Cases) -> tuple[Step, ...]:
    """Why a dossier is not among those received in the period."""
    return (
        (cases.again, "again"),
        (np.isnat(cases.received), "no_receipt"),
        (~cases.came_in, "outside"),
    )


def _all_received(cases: Cases, count: str, held: Mask, says: str, doubt: Mask) -> Judged:
    """Of all dossiers received in the period, those of which something holds."""
    steps = ((held, says), (~held, f"not_{says}"))
    return Judged(cases.came_in, {count: held}, cases.unknown(doubt), steps, _received(cases))


def _any(cases: Cases, *marks: str) -> tuple[Mask, Mask]:
    """Where one of these marks is set; where it might be, since one is none."""
    held = np.logical_or.reduce([cases.dossiers.is_(mark, "yes") for mark in marks])
    return held, cases.dossiers.bad(*marks) & ~held


def _lacking(cases: Cases) -> tuple[Mask, Mask]:
    """Where an electronic result is due and is not there; and where that is open."""
    needs, unlisted = cases.needs_result
    # Where no column says which dossiers have one, nothing is asked of each.
    open_ = unlisted & ~cases.has_result & cases.has(*RESULT)
    return needs & ~cases.has_result, open_


def on_time(cases: Cases) -> Judged:
    """[2.1] On time, of those received and handled in the period."""
    timing = cases.made(Timing)
    counted = cases.came_in
    if cases.choices["counted"] == "in_hand":
        start, last = np.datetime64(cases.start), np.datetime64(cases.last) + DAY
        counted = (cases.received < last) & (timing.end >= start) & ~cases.again
    held = timing.on_time
    return Judged(
        counted,
        {"dossiers_on_time": held, "dossiers_overdue": ~held},
        cases.unknown(timing.unknown, counted),
        tuple(_why_on_time(timing, held)),
        (*_received(cases)[:2], (~counted, "outside")),
    )


def _why_on_time(timing: Timing, held: Mask) -> Iterator[Step]:
    yield timing.repeated, "repeated"
    for mask, kept, late in (
        (timing.waiting, "waiting", "waiting_late"),
        (timing.open, "open", "open_late"),
        (timing.no_promise, "within", "beyond"),
        (timing.supplemented, "kept_less", "late_less"),
        (np.ones_like(held), "kept", "late"),
    ):
        yield mask & held, kept
        yield mask & ~held, late


def channels(cases: Cases) -> Judged:
    """[3.3] By which channel dossiers came in."""
    table = cases.dossiers
    sent, post = table.is_("channel", "online"), table.is_("channel", "post")
    direct = table.is_("channel", "direct", None)
    lacks, doubt = _lacking(cases)
    no_result = sent & lacks
    parts = {
        "dossiers_submitted_online": sent & ~no_result,
        "dossiers_submitted_directly": direct,
        "dossiers_submitted_by_post": post,
    }
    steps = (no_result, "no_result"), (sent, "online"), (post, "post"), (direct, "direct")
    unknown = cases.unknown(table.bad("channel") | (sent & doubt))
    return Judged(cases.came_in, parts, unknown, steps, _received(cases))


def synced(cases: Cases) -> Judged:
    """[1.4] Synced with the portal, of those received in the period."""
    held, doubt = _any(cases, "synced")
    return _all_received(cases, "dossiers_synced", held, "synced", doubt)


def paid(cases: Cases) -> Judged:
    """[3.6] Paid online, of those with fees whose handling began in the period."""
    table = cases.dossiers
    has_fees, unlisted = cases.requires("has_fees", "some")
    free = table.is_("fees", "zero")
    if cases.choices["no_fee_listed"] == "without":
        free |= table.is_("fees", None)
    online = table.is_("payment", "online")
    return Judged(
        cases.came_in & has_fees & ~free,
        {"dossiers_paid_online": online},
        cases.unknown(unlisted | (has_fees & table.bad("fees"))),
        ((online, "paid"), (~online, "not_paid")),
        (*_received(cases), (~has_fees, "no_fees"), (free, "free")),
    )


def payable(cases: Cases) -> Judged:
    """[3.5] Procedures with fees, with a dossier whose fees are not 0 or empty."""
    begun = cases.within(cases.begun) & ~cases.again
    has_fees, unlisted = cases.requires("has_fees", "some")
    some = cases.dossiers.is_("fees", "some")
    no_day = cases.dossiers.bad("submitted") & np.isnat(cases.received) & ~cases.again
    outside = (cases.again, "again"), (np.isnat(cases.begun), "no_receipt"), (~begun, "outside")
    doubt = unlisted | (has_fees & cases.dossiers.bad("fees"))
    return Judged(
        begun & has_fees,
        {"procedures_payable_online": some},
        cases.unknown(doubt, begun) | no_day,
        ((some, "payable"), (~some, "nothing")),
        (*outside, (~has_fees, "no_fees")),
    )


def results(cases: Cases) -> Judged:
    """[4.1] With an electronic result, of those of which it is due."""
    needs, unlisted = cases.needs_result
    held = cases.has_result
    steps = (held, "result"), (~held, "no_result")
    unknown = cases.unknown(unlisted)
    outside = (*_received(cases), (~needs, "not_due"))
    return Judged(cases.came_in & needs, {"dossiers_with_eresult": held}, unknown, steps, outside)


def digitized(cases: Cases) -> Judged:
    """[4.2] Digitized, of all received: components, and the result where it is due."""
    filed = cases.dossiers.is_("components", "yes")
    lacks, doubt = _lacking(cases)
    steps = (~filed, "no_file"), (lacks, "no_result"), (filed, "digitized")
    parts = {"dossiers_digitized": filed & ~lacks}
    # What has no file is not digitized, whatever its procedure requires.
    return Judged(cases.came_in, parts, cases.unknown(filed & doubt), steps, _received(cases))


def reused(cases: Cases) -> Judged:
    """[4.3] With a component that re-uses digitized data, of all received."""
    held, doubt = _any(cases, "reused", "reused_on_portal")
    return _all_received(cases, "dossiers_reusing_data", held, "reused", doubt)


def shared(cases: Cases) -> Judged:
    """[4.4] With data from the personal store, or put there, of all received."""
    held, doubt = _any(cases, "from_store", "result_in_store")
    return _all_received(cases, "dossiers_shared", held, "shared", doubt)


def population(cases: Cases) -> Judged:
    """[4.5] With an authenticated account, or data from the store."""
    held, doubt = _any(cases, "authenticated", "from_store")
    judged = _all_received(cases, "dossiers_using_population_data", held, "used", doubt)
    return _of_citizens(cases, judged) if cases.choices["population_of"] == "citizens" else judged


def population_procedures(cases: Cases) -> Judged:
    """[4.5] Procedures for citizens with such a dossier."""
    held, doubt = _any(cases, "authenticated", "from_store")
    count = "procedures_using_population_data"
    return _of_citizens(cases, _all_received(cases, count, held, "used", doubt))


def _of_citizens(cases: Cases, judged: Judged) -> Judged:
    """The same of the dossiers of procedures for citizens."""
    ours, unlisted = cases.requires("for_citizens", "yes")
    return attrs.evolve(
        judged,
        whole=judged.whole & ours,
        unknown=(judged.unknown & (ours | unlisted)) | cases.unknown(unlisted),
        outside=(*judged.outside, (~ours, "not_for_citizens")),
    )


def paid_procedures(cases: Cases) -> Judged:
    """Procedures with a dossier paid online, of those with a dossier with fees: inferred."""
    judged = cases.made(paid)
    parts = {"procedures_paid_online": judged.parts["dossiers_paid_online"]}
    return attrs.evolve(judged, parts=parts)


def satisfied(cases: Cases) -> Judged:
    """[5.4] Neither overdue nor complained of: the description adds the two rates."""
    judged, disliked = cases.made(on_time), cases.dossiers.is_("disliked", "yes")
    overdue = judged.parts["dossiers_overdue"]
    against = overdue.astype(np.int8) + disliked
    if cases.choices["overdue_and_disliked"] == "once":
        against = np.minimum(against, 1)
    doubt = cases.dossiers.bad("disliked")
    return Judged(
        judged.whole,
        {"dossiers_satisfied": 1 - against},
        judged.unknown | (doubt & judged.whole),
        (
            (overdue & disliked, "both"),
            (overdue, "overdue"),
            (disliked, "disliked"),
            (~disliked, "satisfied"),
        ),
        judged.outside,
    )


#: Every definition by which dossiers are counted.
DEFINITIONS = (
    Definition("synced", "", {"dossiers_synced": ("synced",)}, ("received",), synced),
    Definition(
        "on_time",
        "dossiers_handled",
        dict.fromkeys(("dossiers_on_time", "dossiers_overdue"), ()),
        ("received", _END, "promised|procedures.handling_days"),
        on_time,
    ),
    Definition(
        "channels",
        "dossiers_received",
        {
            "dossiers_submitted_online": (
                *("channel", "procedure", "procedures.needs_result"),
                *RESULT,
            ),
            "dossiers_submitted_directly": ("channel",),
            "dossiers_submitted_by_post": ("channel",),
        },
        ("received",),
        channels,
    ),
    Definition(
        "payable",
        "",
        {"procedures_payable_online": ()},
        ("received|submitted", "fees", "procedure", "procedures.has_fees"),
        payable,
        of_procedures=True,
    ),
    Definition(
        "paid_procedures",
        "procedures_with_fee_dossiers",
        {"procedures_paid_online": ("payment",)},
        ("received", "fees", "procedure", "procedures.has_fees"),
        paid_procedures,
        of_procedures=True,
    ),
    Definition(
        "paid",
        "dossiers_with_fees",
        {"dossiers_paid_online": ("payment",)},
        ("received", "fees", "procedure", "procedures.has_fees"),
        paid,
    ),
    Definition(
        "satisfied",
        "dossiers_assessed",
        {"dossiers_satisfied": ("disliked",)},
        ("received", _END, "promised|procedures.handling_days"),
        satisfied,
    ),
    Definition(
        "results",
        "dossiers_requiring_result",
        {"dossiers_with_eresult": RESULT},
        ("received", "procedure", "procedures.needs_result"),
        results,
    ),
    Definition(
        "digitized",
        "dossiers_to_digitize",
        {"dossiers_digitized": ("components", "procedure", "procedures.needs_result", *RESULT)},
        ("received",),
        digitized,
    ),
    Definition(
        "reused",
        "dossiers_reusable",
        {"dossiers_reusing_data": ("reused|reused_on_portal",)},
        ("received",),
        reused,
    ),
    Definition(
        "shared", "dossiers_to_share", {"dossiers_shared": ("from_store",)}, ("received",), shared
    ),
    Definition(
        "population",
        "dossiers_for_citizens",
        {"dossiers_using_population_data": ("authenticated", "from_store")},
        ("received",),
        population,
    ),
    Definition(
        "population_procedures",
        "",
        {"procedures_using_population_data": ("authenticated", "from_store")},
        ("received", "procedure", "procedures.for_citizens"),
        population_procedures,
        of_procedures=True,
    ),
)

#: Counts of the catalogue itself, each with the field that it is of, and its values there.
OF_CATALOGUE = {
    "procedures_with_fees": ("has_fees", "some"),
    "procedures_for_citizens": ("for_citizens", "yes"),
}
