# SPDX-License-Identifier: MIT
"""One case more: which count it raises, what it is called, and what so many of them earn."""

from __future__ import annotations

from collections.abc import Callable

from tthc_index.errors import ValueRefusedError
from tthc_index.rules.objects import Indicator, Status
from tthc_index.rules.sets import RuleSet
from tthc_index.scoring.arithmetic import Conversion, plan
from tthc_index.scoring.card import ScoreCard
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import number


#: More decimals of points than this are none that somebody works for.
MOST_DECIMALS = 4

_SAID = Label(
    vi="{n} {case} nữa: +{points} điểm",
    en="{case}: {n} more, +{points} points",
)


def case_of(rule: Indicator) -> Label:
    """What one more of its numerator is called: the formula before the stroke.

    >>> from tthc_index.rules import ruleset
    >>> rules = ruleset("qd766-2026")
    >>> case_of(rules["online_payment.paid"])["vi"], case_of(rules["online_services.provided"])["en"]
    ('hồ sơ thanh toán trực tuyến', 'procedures partly online or procedures fully online')
    """
    above = {lang: rule.formula[lang].partition(" / ") for lang in ("vi", "en")}
    if not all(stroke for _, stroke, _ in above.values()):
        return rule.name
    parts = {lang: numerator.strip("()").split(" + ") for lang, (numerator, _, _) in above.items()}
    vi = " hoặc ".join(part.removeprefix("số ") for part in parts["vi"])
    return Label(vi=vi, en=" or ".join(parts["en"]))


def raised(rule: Indicator | Conversion) -> str:
    """The count that one more case raises: of several that are summed up the last one."""
    return rule.numerator[-1]


def said(case: Label, cases: int, points: float, decimals: int, lang: Lang) -> str:
    """So many more cases and what they bring, in a line.

    >>> said(Label(vi="hồ sơ", en="dossiers"), 1200, 0.1, 2, "vi")
    '1.200 hồ sơ nữa: +0,10 điểm'
    """
    values = {"n": number(cases, lang), "points": number(points, lang, decimals)}
    return _SAID[lang].format(case=case[lang], **values)


def countable(rules: RuleSet) -> bool:
    """Whether points are whole hundredths, or the like, of which there are not too many."""
    return rules.rounding is not None and rules.rounding.decimals <= MOST_DECIMALS


def checked_card(card: object) -> ScoreCard:
    """A card of which cases can be counted: its points are rounded, as the portal's are.

    Raises:
        ValueRefusedError: For anything else.
    """
    if not isinstance(card, ScoreCard) or not countable(card.rules):
        allowed = f"a ScoreCard whose points are rounded to at most {MOST_DECIMALS} decimals"
        raise ValueRefusedError("card", card, allowed)
    return card


def room(card: ScoreCard, conversion: Conversion) -> int:
    """How many cases lie between numerator and denominator; 0 where counts are not known."""
    score = card[conversion.code]
    if score.from_percentage or score.status != Status.SCORED:
        return 0
    return int((score.denominator or 0) - (score.numerator or 0))


def multiplied(card: ScoreCard, code: str) -> list[Conversion]:
    """The indicators that are scored and that this one's rate multiplies."""
    return [
        one
        for one in plan(card.rules, card.level).scored.values()
        if one.factor and one.factor.code == code and card[one.code].status == Status.SCORED
    ]


def least(reaches: Callable[[int], bool], most: int) -> int:
    """The least number, up to *most*, that reaches something, which the larger ones do too.

    >>> least(lambda n: n * n >= 50, 100)
    8
    """
    low = 0
    while low < most:
        middle = (low + most) // 2
        low, most = (low, middle) if reaches(middle) else (middle + 1, most)
    return low
