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
    CellError,
    ConflictError,
    CountValueError,
    Fault,
    Finding,
    InvalidRowsError,
    MissingCountsError,
    MissingExtraError,
    NoticeError,
    PercentageError,
    PortalError,
    Problems,
    PublishedPointsError,
    RuleSetError,
    StaleCardError,
    TemplateError,
    TthcIndexError,
    UnknownCodeError,
    UnknownCountError,
    UnknownLevelError,
    UnknownRuleSetError,
    UnknownUnitError,
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
    from . import examples, portal
    from ._brief import Brief, brief
    from ._notice import Notice, notice
    from ._office import Office
    from ._reconcile_many import TableReconciliation
    from ._verdict import Verdict
    from .appendix import Appendices, appendices
    from .comparison import Change, Comparison, UnitChanges, compare
    from .files import FileSummary, read_table, score_file
    from .frame import score_frame
    from .plot import TablePlots, plots
    from .published import PrintedShare, Published
    from .ranking import Rank, Ranking, rank
    from .reconciliation import Reconciliation, reconcile
    from .scorecard import GroupScore, IndicatorScore, ScoreCard, score
    from .table import ScoreTable, score_many


__all__ = [
    "AboveDenominatorError",
    "Appendices",
    "ArgumentError",
    "Brief",
    "CellError",
    "Change",
    "Comparison",
    "ConflictError",
    "CountValueError",
    "Empty",
    "Evidence",
    "Fault",
    "FileSummary",
    "Finding",
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
    "Notice",
    "NoticeError",
    "Office",
    "PercentageError",
    "PortalError",
    "PrintedShare",
    "Problems",
    "Published",
    "PublishedPointsError",
    "Rank",
    "Ranking",
    "Reconciliation",
    "Rounding",
    "RuleSet",
    "RuleSetError",
    "ScoreCard",
    "ScoreTable",
    "Source",
    "StaleCardError",
    "Status",
    "TablePlots",
    "TableReconciliation",
    "TemplateError",
    "TthcIndexError",
    "Unit",
    "UnitChanges",
    "UnknownCodeError",
    "UnknownCountError",
    "UnknownLevelError",
    "UnknownRuleSetError",
    "UnknownUnitError",
    "Verdict",
    "appendices",
    "brief",
    "compare",
    "errors",
    "examples",
    "notice",
    "plots",
    "portal",
    "rank",
    "read_table",
    "reconcile",
    "ruleset",
    "ruleset_from_toml",
    "ruleset_to_toml",
    "rulesets",
    "score",
    "score_file",
    "score_frame",
    "score_many",
]


#: What is loaded when it is first used, by its module: an import alone loads no more than the rules.
_LAZY = {
    **dict.fromkeys(["Appendices", "appendices"], "appendix"),
    **dict.fromkeys(["Brief", "brief"], "_brief"),
    **dict.fromkeys(["Change", "Comparison", "UnitChanges", "compare"], "comparison"),
    **dict.fromkeys(["FileSummary", "read_table", "score_file"], "files"),
    **dict.fromkeys(["GroupScore", "IndicatorScore", "ScoreCard", "score"], "scorecard"),
    **dict.fromkeys(["Notice", "notice"], "_notice"),
    "Office": "_office",
    **dict.fromkeys(["PrintedShare", "Published"], "published"),
    **dict.fromkeys(["Rank", "Ranking", "rank"], "ranking"),
    **dict.fromkeys(["Reconciliation", "reconcile"], "reconciliation"),
    "score_frame": "frame",
    **dict.fromkeys(["ScoreTable", "score_many"], "table"),
    "TableReconciliation": "_reconcile_many",
    "Verdict": "_verdict",
    **dict.fromkeys(["TablePlots", "plots"], "plot"),
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _LAZY:
        value = globals()[name] = getattr(import_module(f".{_LAZY[name]}", __name__), name)
        return value
    if name in {"examples", "portal"}:
        return import_module(f".{name}", __name__)
    if name == "__version__":
        from importlib.metadata import version

        return version("tthc_index")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
