# SPDX-License-Identifier: MIT
"""Score and explain the index of Decision 766/QĐ-TTg, exact to the published cent."""

from __future__ import annotations

from . import errors, examples
from .errors import (
    AboveDenominatorError,
    ArgumentError,
    ConflictError,
    CountValueError,
    Fault,
    MissingCountsError,
    PercentageError,
    Problems,
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
    Level,
    NotApplicable,
    Rounding,
    RuleSet,
    Source,
    Status,
    Unit,
)
from .rulesets import ruleset, rulesets
from .scorecard import GroupScore, IndicatorScore, ScoreCard, score
