# SPDX-License-Identifier: MIT
"""Hypothesis strategies for counts and rule sets, and the laws that every rule set obeys.

A province that keeps rules of its own checks them with one line of its test suite:
`check_ruleset(rules)`. This needs the extra `testing`.
"""

from __future__ import annotations

from .draws import MANY, TIE_PRONE, Case, cases, counts, rulesets
from .laws import (
    LAWS,
    Law,
    bounds_contain_every_completion,
    check,
    check_ruleset,
    empty_rules_hold,
    group_is_sum_of_indicators,
    more_numerator_never_lowers,
    not_applicable_is_granted,
    order_does_not_matter,
    points_are_the_portals,
    points_within_maximum,
    round_trips,
    scaling_changes_nothing,
    table_agrees_with_cards,
    total_is_sum_of_groups,
)


__all__ = [
    "LAWS",
    "MANY",
    "TIE_PRONE",
    "Case",
    "Law",
    "bounds_contain_every_completion",
    "cases",
    "check",
    "check_ruleset",
    "counts",
    "empty_rules_hold",
    "group_is_sum_of_indicators",
    "more_numerator_never_lowers",
    "not_applicable_is_granted",
    "order_does_not_matter",
    "points_are_the_portals",
    "points_within_maximum",
    "round_trips",
    "rulesets",
    "scaling_changes_nothing",
    "table_agrees_with_cards",
    "total_is_sum_of_groups",
]
