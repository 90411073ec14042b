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
from .rules import ruleset, ruleset_from_toml, ruleset_to_toml, rulesets
from .rules.objects import (
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


if TYPE_CHECKING:
    from . import examples, portal
    from .documents.annexes import Appendices, appendices
    from .documents.brief import Brief, brief
    from .documents.notice import Notice, notice
    from .documents.office import Office
    from .files import FileSummary, read_table, score_file
    from .plot import TablePlots, plots
    from .results.compare import Change, Comparison, UnitChanges, compare
    from .results.many import TableReconciliation
    from .results.published import PrintedShare, Published
    from .results.rank import Rank, Ranking, rank
    from .results.reconcile import Reconciliation, reconcile
    from .results.verdict import Verdict
    from .scoring.card import GroupScore, IndicatorScore, ScoreCard, score
    from .scoring.frame import score_frame
    from .scoring.table import ScoreTable, score_many


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
    **dict.fromkeys(["Appendices", "appendices"], "documents.annexes"),
    **dict.fromkeys(["Brief", "brief"], "documents.brief"),
    **dict.fromkeys(["Change", "Comparison", "UnitChanges", "compare"], "results.compare"),
    **dict.fromkeys(["FileSummary", "read_table", "score_file"], "files"),
    **dict.fromkeys(["GroupScore", "IndicatorScore", "ScoreCard", "score"], "scoring.card"),
    **dict.fromkeys(["Notice", "notice"], "documents.notice"),
    "Office": "documents.office",
    **dict.fromkeys(["PrintedShare", "Published"], "results.published"),
    **dict.fromkeys(["Rank", "Ranking", "rank"], "results.rank"),
    **dict.fromkeys(["Reconciliation", "reconcile"], "results.reconcile"),
    "score_frame": "scoring.frame",
    **dict.fromkeys(["ScoreTable", "score_many"], "scoring.table"),
    "TableReconciliation": "results.many",
    "Verdict": "results.verdict",
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
