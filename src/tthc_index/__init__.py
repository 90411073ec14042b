# SPDX-License-Identifier: MIT
"""Score and explain the index of Decision 766/QĐ-TTg, exact to the published hundredth.

>>> import tthc_index as ti
>>> card = ti.score({"dossiers_on_time": 87, "dossiers_handled": 89}, missing="allow")
>>> card["progress.on_time"].points
19.55
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import errors
from .errors import TthcIndexError
from .rules import ruleset, ruleset_from_toml, ruleset_to_toml, rulesets
from .rules.objects import (
    Empty,
    Evidence,
    Group,
    Indicator,
    Level,
    Measure,
    NotApplicable,
    Rounding,
    Source,
    Status,
)
from .rules.sets import RuleSet
from .text.language import Label, Lang


if TYPE_CHECKING:
    from . import examples, plot, portal
    from .documents.annexes import Appendices, appendices
    from .documents.brief import Brief, brief
    from .documents.notice import Notice, notice
    from .documents.office import Office
    from .documents.read import read_notice
    from .dossiers.tally import Tally, tally
    from .files import FileSummary, read_published, read_table, score_file
    from .results.actions import Action
    from .results.advice import Advice, Step, UnitAdvice
    from .results.advise import advise
    from .results.attribute import Attribution, Portion, attribute
    from .results.compare import Change, Comparison, UnitChanges, compare
    from .results.gains import Gain, Gains, gains
    from .results.many import TableReconciliation
    from .results.published import PrintedShare, Published
    from .results.rank import Rank, Ranking, rank
    from .results.reconcile import reconcile
    from .results.reconciliation import Reconciliation
    from .results.verdict import Verdict
    from .results.what_if import WhatIf, what_if
    from .scoring.card import ScoreCard, score
    from .scoring.frame import score_frame
    from .scoring.many import score_many
    from .scoring.scores import Score
    from .scoring.table import ScoreTable


__all__ = [
    "Action",
    "Advice",
    "Appendices",
    "Attribution",
    "Brief",
    "Change",
    "Comparison",
    "Empty",
    "Evidence",
    "FileSummary",
    "Gain",
    "Gains",
    "Group",
    "Indicator",
    "Label",
    "Lang",
    "Level",
    "Measure",
    "NotApplicable",
    "Notice",
    "Office",
    "Portion",
    "PrintedShare",
    "Published",
    "Rank",
    "Ranking",
    "Reconciliation",
    "Rounding",
    "RuleSet",
    "Score",
    "ScoreCard",
    "ScoreTable",
    "Source",
    "Status",
    "Step",
    "TableReconciliation",
    "Tally",
    "TthcIndexError",
    "UnitAdvice",
    "UnitChanges",
    "Verdict",
    "WhatIf",
    "advise",
    "appendices",
    "attribute",
    "brief",
    "compare",
    "errors",
    "examples",
    "gains",
    "notice",
    "plot",
    "portal",
    "rank",
    "read_notice",
    "read_published",
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
    "tally",
    "what_if",
]


#: What is loaded when it is first used, by its module: an import alone loads no more than the rules.
_LAZY = {
    "Action": "results.actions",
    **dict.fromkeys(["Advice", "Step", "UnitAdvice"], "results.advice"),
    "advise": "results.advise",
    **dict.fromkeys(["Attribution", "Portion", "attribute"], "results.attribute"),
    **dict.fromkeys(["Appendices", "appendices"], "documents.annexes"),
    **dict.fromkeys(["Brief", "brief"], "documents.brief"),
    **dict.fromkeys(["Change", "Comparison", "UnitChanges", "compare"], "results.compare"),
    **dict.fromkeys(["Gain", "Gains", "gains"], "results.gains"),
    **dict.fromkeys(["FileSummary", "read_published", "read_table", "score_file"], "files"),
    "Score": "scoring.scores",
    **dict.fromkeys(["ScoreCard", "score"], "scoring.card"),
    **dict.fromkeys(["Notice", "notice"], "documents.notice"),
    "Office": "documents.office",
    "read_notice": "documents.read",
    **dict.fromkeys(["PrintedShare", "Published"], "results.published"),
    **dict.fromkeys(["Rank", "Ranking", "rank"], "results.rank"),
    "Reconciliation": "results.reconciliation",
    "reconcile": "results.reconcile",
    "score_frame": "scoring.frame",
    "ScoreTable": "scoring.table",
    "score_many": "scoring.many",
    "TableReconciliation": "results.many",
    **dict.fromkeys(["Tally", "tally"], "dossiers.tally"),
    "Verdict": "results.verdict",
    **dict.fromkeys(["WhatIf", "what_if"], "results.what_if"),
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _LAZY:
        value = globals()[name] = getattr(import_module(f".{_LAZY[name]}", __name__), name)
        return value
    if name in {"examples", "plot", "portal"}:
        return import_module(f".{name}", __name__)
    if name == "__version__":
        from importlib.metadata import version

        return version("tthc_index")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
