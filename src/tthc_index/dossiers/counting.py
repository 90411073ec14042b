# SPDX-License-Identifier: MIT
"""Counting: what the definitions say of each dossier, added up for each unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs
import numpy as np

from .cases import Cases
from .columns import Codes, Mask
from .definitions import DEFINITIONS, OF_CATALOGUE, Definition, Judged


#: The denominator of what is synced, for which the caller gives the report's numbers.
TO_SYNC = "dossiers_to_sync"

#: A count of each unit; None where it can't be had.
Counts = tuple[int | None, ...]


@attrs.frozen(eq=False)
class Counter:
    """Counts what is judged, for each unit.

    Attributes:
        cases: The dossiers.
        names: The units.
        group: Which of these each dossier belongs to: -1 for none.
        whole: Whether the one unit is all together, to which the whole catalogue belongs.
        left_out: For each count how many dossiers it leaves out, as far as it is counted.
        missing: What counts need that can't be had.
    """

    cases: Cases
    names: Sequence[str]
    group: Codes
    whole: bool
    left_out: dict[str, tuple[int, ...]] = attrs.field(factory=dict)
    missing: dict[str, tuple[str, ...]] = attrs.field(factory=dict)

    def count(self, reported: Mapping[str, int]) -> dict[str, Counts]:
        """Every count; *reported* are the numbers of the national report system."""
        counts = {name: of for one in DEFINITIONS for name, of in self._of(one)}
        counts |= self._of_catalogue()
        return counts | {TO_SYNC: self._to_sync(counts["dossiers_synced"], reported)}

    def _none(self) -> Counts:
        return (None,) * len(self.names)

    def _of(self, definition: Definition) -> Iterator[tuple[str, Counts]]:
        judged = None
        for count in filter(None, (*definition.parts, definition.whole)):
            if lacks := definition.lacks(self.cases, count):
                self.missing[count] = lacks
                yield count, self._none()
                continue
            judged = judged or self.cases.made(definition.judge)
            self.left_out[count] = self._number(judged.unknown)
            yield count, self._count(definition, judged, count)

    def _count(self, definition: Definition, judged: Judged, count: str) -> Counts:
        whole = judged.whole & ~judged.unknown
        part = judged.parts.get(count)
        if definition.of_procedures:
            return self._procedures(whole if part is None else whole & part)
        if part is None or part.dtype == bool:
            return self._number(whole if part is None else whole & part)
        sums = np.bincount(self._places(whole), part[whole], len(self.names) + 1)[1:]
        # Twice as many reasons against as dossiers are still none that count.
        return tuple(np.maximum(sums, 0).astype(int).tolist())

    def _places(self, mask: Mask) -> Codes:
        """Where to count; what belongs to no unit goes in front of the first."""
        return self.group[mask] + 1

    def _number(self, mask: Mask) -> tuple[int, ...]:
        return tuple(np.bincount(self._places(mask), minlength=len(self.names) + 1)[1:].tolist())

    def _procedures(self, mask: Mask) -> tuple[int, ...]:
        """How many procedures have such a dossier."""
        column = self.cases.procedures
        each = len(column.values)
        pairs = np.unique(self._places(mask) * each + column.at[mask])
        return tuple(np.bincount(pairs // each, minlength=len(self.names) + 1)[1:].tolist())

    def _of_catalogue(self) -> Iterator[tuple[str, Counts]]:
        """Counts of the catalogue: as of now, of all its procedures; it does not say whose they are."""
        for count, (field, code) in OF_CATALOGUE.items():
            number = self.cases.listed(field, code) if self.whole else None
            if number is None:
                wanted = () if self.whole else ("by='whole'",)
                self.missing[count] = (f"procedures.{field}", *wanted)
            yield count, (number,) * len(self.names)

    def _to_sync(self, synced: Counts, reported: Mapping[str, int]) -> Counts:
        """[1.4] The larger of the dossiers of the national report system and those on the portal.

        Where both are 0, last year's number stands in, which nobody gave: missing.
        """
        lacks = self.missing.get("dossiers_synced", ())
        if lacks or not reported:
            self.missing[TO_SYNC] = (*(() if reported else ("reported",)), *lacks)
            return self._none()
        each = [(reported.get(name), own) for name, own in zip(self.names, synced, strict=True)]
        return tuple(
            None if of is None or own is None else max(of, own) or None for of, own in each
        )
