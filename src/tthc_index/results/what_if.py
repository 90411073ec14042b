# SPDX-License-Identifier: MIT
"""What if: the same unit with so many more cases, and what that changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import index
from typing import Any, SupportsIndex, overload

import attrs

from tthc_index.errors import TthcIndexError, UnknownNameError, ValueRefusedError, raise_problems
from tthc_index.scoring.card import ScoreCard, score
from tthc_index.scoring.many import score_many
from tthc_index.scoring.table import ScoreTable
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import number
from tthc_index.text.tables import Table, Viewed

from .compare import Comparison, changes_table, compare
from .rows import decimals_of


_HEADLINE = Label(
    vi="{before} → {after} điểm nếu {changes}", en="{before} → {after} points if {changes}"
)

#: Count name to how many more of it; below 0 to how many fewer.
Changes = Mapping[str, SupportsIndex]


@attrs.frozen(repr=False)
class WhatIf(Viewed):
    """A card with some counts changed, and what that changes: made by `what_if`.

    Attributes:
        card: The new card.
        before: The card that it was made from.
        changes: Count name to how many more; below 0 to how many fewer.
        comparison: The changes of points, by indicator, group and total.
    """

    card: ScoreCard
    before: ScoreCard
    changes: Mapping[str, int]
    comparison: Comparison

    def to_dict(self) -> dict[str, Any]:
        """The changes of counts and of points, and the new card, as plain values."""
        return {
            "changes": dict(self.changes),
            "card": self.card.to_dict(),
            "comparison": self.comparison.to_dict(),
        }

    def _headline(self, lang: Lang) -> str:
        decimals = decimals_of(self.card)
        before, after = (number(c.points, lang, decimals) for c in (self.before, self.card))
        said = [f"{name} {'+' * (n > 0)}{number(n, lang)}" for name, n in self.changes.items()]
        return _HEADLINE[lang].format(before=before, after=after, changes=", ".join(said) or "–")

    def _tables(self, lang: Lang) -> list[Table]:
        return [changes_table(self.comparison, lang)]


@overload
def what_if(card: ScoreCard, changes: Changes) -> WhatIf: ...
@overload
def what_if(card: ScoreCard, changes: Sequence[Changes]) -> ScoreTable: ...
def what_if(card: ScoreCard, changes: Changes | Sequence[Changes]) -> WhatIf | ScoreTable:
    """The card that a unit would have with so many more cases; thousands of them at once.

    Args:
        card: The card of a unit.
        changes: Count name to how many more of it, below 0 how many fewer: for the new card and its
            comparison with *card*. Or a sequence of these: for a `ScoreTable`, a row for each.

    Raises:
        ValueRefusedError: If *card* is none, for a change that is no whole number, and for one of a
            count that the card does not have.
        UnknownNameError: For a count that the rules don't have.
        TthcIndexError: If the changed counts are no valid input, as `score` says.
        Problems: If there are several of these problems.

    >>> import tthc_index as ti
    >>> card = ti.score({"dossiers_paid_online": 588, "dossiers_with_fees": 600}, missing="allow")
    >>> found = ti.what_if(card, {"dossiers_paid_online": 12})
    >>> found.card.points, found.comparison["online_payment.paid"].change
    (6.0, 0.12)
    >>> ti.what_if(card, [{"dossiers_paid_online": n} for n in (0, 6, 12)]).points
    array([5.88, 5.94, 6.  ])
    """
    if not isinstance(card, ScoreCard):
        raise ValueRefusedError("card", card, "a ScoreCard")
    many = isinstance(changes, Sequence) and not isinstance(changes, str)
    problems: list[TthcIndexError] = []
    checked = [
        _checked(card, one, f"changes[{at}]" if many else "changes", problems)
        for at, one in enumerate(changes if many else [changes])
    ]
    raise_problems(problems)
    changed = [_changed(card, one) for one in checked]
    how: dict[str, Any] = {"rules": card.rules, "level": card.level, "missing": "allow"}
    how["percent_as"] = "percent"
    if many:
        columns = {name: [one[name] for one in changed] for name in card.counts}
        shares = {f"{code} %": [of] * len(changed) for code, of in card.percentages.items()}
        return score_many({**columns, **shares}, **how)
    new = score(changed[0], card.percentages, **how)
    return WhatIf(new, card, checked[0], compare(new, card))


def _changed(card: ScoreCard, changes: Mapping[str, int]) -> dict[str, float]:
    return {name: value + changes.get(name, 0) for name, value in card.counts.items()}


def _checked(
    card: ScoreCard, changes: Any, argument: str, problems: list[TthcIndexError]
) -> Mapping[str, int]:
    """The changes of one card, as plain whole numbers; what is refused goes to *problems*."""
    if not isinstance(changes, Mapping):
        allowed = "a mapping from count name to how many more"
        problems.append(ValueRefusedError(argument, changes, allowed))
        return {}
    whole: dict[str, int] = {}
    for name, more in changes.items():
        if name not in card.rules.counts:
            problems.append(UnknownNameError("count", name, tuple(card.rules.counts), more))
        elif name not in card.counts:
            allowed = "a count that the card was scored from"
            problems.append(ValueRefusedError(argument, name, allowed))
        elif not _is_whole(more):
            allowed = "a whole number, below 0 for fewer"
            problems.append(ValueRefusedError(f"{argument}[{name!r}]", more, allowed))
        else:
            whole[name] = index(more)
    return whole


def _is_whole(value: Any) -> bool:
    return hasattr(value, "__index__") and type(value).__name__ not in {"bool", "bool_"}
