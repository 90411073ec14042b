# SPDX-License-Identifier: MIT
"""Score and explain the index of Decision 766/QĐ-TTg, exact to the published cent.

>>> import tthc_index as ti
>>> card = ti.score({"dossiers_on_time": 87, "dossiers_handled": 89}, missing="allow")
>>> card["progress.on_time"].points
19.55
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import errors
from .errors import (
    AboveDenominatorError,
    ArgumentError,
    ConflictError,
    CountValueError,
    Fault,
    InvalidRowsError,
    MissingCountsError,
    MissingExtraError,
    PercentageError,
    Problems,
    PublishedPointsError,
    RuleSetError,
    StaleCardError,
    TthcIndexError,
    UnknownCodeError,
    UnknownCountError,
    UnknownLevelError,
    UnknownRuleSetError,
)
from .rules import (
    Empty,
    Evidence,
    Group,
    Indicator,
    Label,
    Lang,
    Level,
    NotApplicable,
    Rounding,
    RuleSet,
    Source,
    Status,
    Unit,
)
from .rulesets import ruleset, ruleset_from_toml, ruleset_to_toml, rulesets


if TYPE_CHECKING:
    from . import examples
    from .published import PrintedShare, Published
    from .scorecard import GroupScore, IndicatorScore, ScoreCard, score
    from .table import ScoreTable, score_many


__all__ = [
    "AboveDenominatorError",
    "ArgumentError",
    "ConflictError",
    "CountValueError",
    "Empty",
    "Evidence",
    "Fault",
    "Group",
    "GroupScore",
    "Indicator",
    "IndicatorScore",
    "InvalidRowsError",
    "Label",
    "Lang",
    "Level",
    "MissingCountsError",
    "MissingExtraError",
    "NotApplicable",
    "PercentageError",
    "PrintedShare",
    "Problems",
    "Published",
    "PublishedPointsError",
    "Rounding",
    "RuleSet",
    "RuleSetError",
    "ScoreCard",
    "ScoreTable",
    "Source",
    "StaleCardError",
    "Status",
    "TthcIndexError",
    "Unit",
    "UnknownCodeError",
    "UnknownCountError",
    "UnknownLevelError",
    "UnknownRuleSetError",
    "errors",
    "examples",
    "ruleset",
    "ruleset_from_toml",
    "ruleset_to_toml",
    "rulesets",
    "score",
    "score_many",
]


#: What is loaded when it is first used, by its module: an import alone loads no more than the rules.
_LAZY = {
    **dict.fromkeys(["GroupScore", "IndicatorScore", "ScoreCard", "score"], "scorecard"),
    **dict.fromkeys(["PrintedShare", "Published"], "published"),
    **dict.fromkeys(["ScoreTable", "score_many"], "table"),
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _LAZY:
        value = globals()[name] = getattr(import_module(f".{_LAZY[name]}", __name__), name)
        return value
    if name == "examples":
        return import_module(".examples", __name__)
    if name == "__version__":
        from importlib.metadata import version

        return version("tthc_index")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
