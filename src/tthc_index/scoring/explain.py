# SPDX-License-Identifier: MIT
"""A card for people: as a table of text, as a table with bars, and explained in words."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from tthc_index.rules.objects import Evidence, Group, Indicator, Measure, Rounding, Status
from tthc_index.text.language import Label, Lang
from tthc_index.text.numbers import NOTHING, as_written, number
from tthc_index.text.tables import Cell, Table, plain

from .arithmetic import Conversion, Share, plan
from .exact import exact
from .scores import Score, Scored


#: Decimals of unrounded points: enough to tell what rounding would do.
UNROUNDED_DECIMALS = 4

_HEADER = Label(
    vi="chỉ tiêu|số liệu|tỷ lệ|điểm|tối đa|ghi chú", en="indicator|counts|percent|points|of|note"
)
_TOTAL = Label(vi="{points} trên {most} điểm", en="{points} of {most} points")
_OPEN = Label(
    vi="chưa đủ số liệu của {missing} điểm: tổng điểm từ {low} đến {high}",
    en="{missing} points are missing: the total is {low} to {high}",
)
_NOTHING_KNOWN = Label(vi="chưa có số liệu", en="nothing is known yet")
_FROM_PERCENTAGE = Label(vi="theo tỷ lệ công bố", en="from the percentage")
_OUT_OF_REACH = Label(vi="{points} điểm không chấm (0/0)", en="{points} points out of reach (0/0)")


def table(card: Scored, lang: Lang) -> Table:
    """A row for each group and each of its indicators."""
    return Table(_HEADER[lang].split("|"), [cells for _, cells in _rows(card, lang)])


def table_with_bars(card: Scored) -> Table:
    """The same for a notebook: Vietnamese names below the codes, a bar of the points."""
    *header, last = _HEADER.en.split("|")
    rows = []
    for score, (name, *figures, note) in _rows(card, "en"):
        filled = (score.points or 0) / score.max_points if score.max_points else None
        named = attrs.evolve(name, note=score.name.vi)
        rows.append([named, *figures, Cell("", bar=filled), note])
    return Table([*header, "", last], rows, caption=summary(card, "en"))


def summary(card: Scored, lang: Lang) -> str:
    """The total in a line, and a second one for what is missing."""
    head = card.rules.id if card.level is None else f"{card.rules.id}, {card.level.label[lang]}"
    total = card.total
    if total.points is None:
        return f"{head}: {_NOTHING_KNOWN[lang]}"
    line = _TOTAL[lang].format(
        points=_points(card, total.points, lang), most=number(total.max_points, lang)
    )
    if total.complete:
        return f"{head}: {line} ({number(total.percent, lang, 2)}%)"
    low, high = (_points(card, bound, lang) for bound in total.bounds)
    missing = number(total.missing_points, lang)
    return f"{head}: {line}\n{_OPEN[lang].format(missing=missing, low=low, high=high)}"


def _points(card: Scored, points: float | None, lang: Lang) -> str:
    rounding = card.rules.rounding
    return number(points, lang, rounding.decimals if rounding else UNROUNDED_DECIMALS)


def _rows(card: Scored, lang: Lang) -> Iterator[tuple[Score, list[Cell]]]:
    """A row for each group and each of its indicators, beside the score that it shows."""
    for group in card.total:
        out = _OUT_OF_REACH[lang].format(points=number(group.unscored_points, lang))
        note = out if group.unscored_points else ""
        yield group, _row(card, group, Cell(group.code, head=True), "", note, lang)
        for score in group:
            # A watched figure that was not given is no gap in the card.
            if (
                score.status != Status.MONITORED
                or score.numerator is not None
                or score.from_percentage
            ):
                name = Cell(score.code.partition(".")[2], indent=True)
                yield score, _row(card, score, name, _counts(score, lang), _note(score, lang), lang)


def _row(
    card: Scored,
    score: Score,
    name: Cell,
    counts: str,
    note: str,
    lang: Lang,
) -> list[Cell]:
    points = number(score.max_points, lang) if score.max_points else NOTHING
    return [
        attrs.evolve(name, text=score.name.vi) if lang == "vi" else name,
        Cell(counts, right=True),
        Cell(number(score.percent, lang, 2), right=True),
        Cell(_points(card, score.points, lang), right=True, head=name.head),
        Cell(points, right=True),
        Cell(note),
    ]


def _counts(score: Score, lang: Lang) -> str:
    if score.numerator is None and score.denominator is None:
        return NOTHING
    parts = [number(score.numerator, lang)]
    if score.rule.measure == Measure.SHARE:
        parts.append(number(score.denominator, lang))
    return " / ".join(parts)


def _note(score: Score, lang: Lang) -> str:
    if score.from_percentage and score.status != Status.NOT_APPLICABLE:
        return _FROM_PERCENTAGE[lang]
    return "" if score.status == Status.SCORED else score.status.label[lang]


# In words: one indicator is a heading and a few lines, each with a word before it.

_WORDS = {
    "formula": Label(vi="công thức", en="formula"),
    "counts": Label(vi="số liệu", en="counts"),
    "rate": Label(vi="tỷ lệ", en="rate"),
    "factor": Label(vi="nhân với", en="factor"),
    "points": Label(vi="điểm", en="points"),
    "tie": Label(vi="giữa hai mức", en="tie"),
    "rule": Label(vi="quy tắc", en="rule"),
    "source": Label(vi="nguồn", en="source"),
    "evidence": Label(vi="kiểm chứng", en="evidence"),
    "unconfirmed": Label(vi="chưa rõ", en="unconfirmed"),
}
_NOT_GIVEN = Label(vi="{name} chưa có", en="{name} is not given")
_AS_GIVEN = Label(vi="{percent}%, theo tỷ lệ công bố", en="{percent}%, as given")
_BETWEEN = Label(vi="từ {low} đến {high} trên {most}", en="{low} to {high} of {most}")
_OF = Label(vi="{points} trên {most}", en="{points} of {most}")
_RULE = Label(
    vi="đạt điểm tối đa từ {target}%; 0/0: {empty}; {rounding}",
    en="{target}% earns all points; 0/0: {empty}; {rounding}",
)
_ROUNDED = Label(
    vi="làm tròn đến {decimals} chữ số thập phân, nửa đơn vị làm tròn lên",
    en="rounded half up to {decimals} decimals",
)
_PERCENT_FIRST = Label(
    vi="tỷ lệ phần trăm làm tròn trước, đến {decimals} chữ số",
    en="the percentage first, to {decimals}",
)
_FACTOR = Label(vi="{code}: {rate}", en="{code}: {rate}")
_NO_FACTOR = Label(
    vi="{code}: 0/0, tính là 1 (chưa được kiểm chứng)", en="{code}: 0/0, taken as 1 (unconfirmed)"
)
_OTHER = Label(
    vi="tính bằng phân số chính xác sẽ là {exact}; số thực của Cổng DVCQG cho {points}",
    en="exact arithmetic would give {exact}; the portal's doubles give {points}",
)
_TIE = Label(
    vi="{exact} nằm đúng giữa hai mức; số thực lưu giá trị này quyết định",
    en="{exact} lies half-way; the double that stands for it decides",
)
_UNROUNDED = Label(vi="không làm tròn", en="unrounded")
_AGREE = (
    ("indicators", Label(vi="{} điểm công bố khớp", en="{} published points agree")),
    ("groups", Label(vi="{} điểm nhóm công bố khớp", en="{} published group points agree")),
    ("empty", Label(vi="{} trong đó là 0/0", en="{} of them 0/0")),
)


def explanation(card: Scored, code: str, lang: Lang) -> str:
    """Where the points of an indicator, a group or the whole come from."""
    if code == "total":
        known = [_line(word, said, lang) for word, said in _evidence(card.rules.evidence, lang)]
        head = "\n".join([summary(card, lang), *known])
        return "\n\n".join([head, *(_group(card, group, lang) for group in card.rules)])
    rule = card.rules[code]
    if isinstance(rule, Group):
        return _group(card, rule, lang)
    return _indicator(card, card[code], lang)


def _group(card: Scored, group: Group, lang: Lang) -> str:
    score: Score = card[group.code]
    parts = [_points(card, s.points, lang) for s in score if s.points is not None]
    total = f"{_points(card, score.points, lang)} / {number(score.max_points, lang)}"
    sum_ = f"{' + '.join(parts)} = " if parts else ""
    head = f"{group.code}: {plain(group.name[lang])}: {sum_}{total}"
    lines = [_line(word, said, lang) for word, said in _evidence(group.evidence, lang)]
    return "\n".join([head, *lines, *(_indicator(card, s, lang) for s in score)])


def _indicator(card: Scored, score: Score, lang: Lang) -> str:
    lines = [_line(word, said, lang) for word, said in _facts(card, score, lang)]
    return "\n".join([f"{score.code}: {plain(score.name[lang])}", *lines])


def _line(word: str, said: str, lang: Lang) -> str:
    width = max(len(label[lang]) for label in _WORDS.values())
    return f"  {_WORDS[word][lang]:<{width}}  {plain(said)}"


def _facts(card: Scored, score: Score, lang: Lang) -> Iterator[tuple[str, str]]:
    rule = score.rule
    yield "formula", rule.formula[lang]
    if not score.from_percentage:
        yield "counts", _named_counts(card, rule, lang)
    if score.percent is not None:
        said = _AS_GIVEN if score.from_percentage else Label("{percent}%", "{percent}%")
        yield "rate", said[lang].format(percent=number(score.percent, lang))
    if score.status == Status.SCORED and plan(card.rules, card.level).scored[rule.code].factor:
        yield "factor", _factor(card, rule, lang)
    yield "points", _way(card, score, lang)
    yield from _tie(card, score, lang)
    if not rule.monitored:
        yield "rule", _rule(card, rule, lang)
    for source in rule.sources or card.rules.sources:
        yield "source", source.text(lang)
    yield from _evidence(rule.evidence, lang)


def _named_counts(card: Scored, rule: Indicator, lang: Lang) -> str:
    return "; ".join(
        f"{name} = {number(card.counts[name], lang)}"
        if name in card.counts
        else _NOT_GIVEN[lang].format(name=name)
        for name in rule.count_names
    )


def _way(card: Scored, score: Score, lang: Lang) -> str:
    """From the rate to the points, as one would write it down."""
    most = number(score.max_points, lang)
    if score.status == Status.MISSING:
        low, high = (_points(card, bound, lang) for bound in score.bounds)
        between = _BETWEEN[lang].format(low=low, high=high, most=most)
        return f"{score.status.label[lang]}: {between}"
    if score.status == Status.MONITORED:
        return score.status.label[lang]
    if score.status == Status.NOT_APPLICABLE:
        return f"{score.status.label[lang]}: {score.rule.when_not_applicable.label[lang]}"
    if score.status == Status.EMPTY:
        return f"{score.status.label[lang]}: {score.rule.when_empty.label[lang]}"
    earned = _OF[lang].format(points=_points(card, score.points, lang), most=most)
    return f"{_product(card, score, lang)} → {earned}"


def _product(card: Scored, score: Score, lang: Lang) -> str:
    """`max × n / d / target = value`: what is then capped and rounded."""
    conversion = plan(card.rules, card.level).scored[score.code]
    product = f"{number(score.max_points, lang)} × {_rate(card, conversion, lang)}"
    if conversion.target != 100:
        product += f" / {number(conversion.target, lang)}%"
    percent = conversion.rounded(conversion.percent(card.counts, card.percentages))
    points = percent * conversion.most / conversion.target
    digits = as_written(points) * 10**UNROUNDED_DECIMALS
    cut = number(float(int(digits) / 10**UNROUNDED_DECIMALS), lang)
    return f"{product} = {cut}{'' if digits.denominator == 1 else '…'}"


def _rate(card: Scored, conversion: Conversion, lang: Lang) -> str:
    """The rate that is converted, as one would write it; with its factor."""
    if conversion.percent_scale is not None:
        percent = conversion.rounded(conversion.percent(card.counts, card.percentages))
        return f"{number(percent, lang)}%"
    shares = [conversion, *([conversion.factor] if conversion.factor else [])]
    return " × ".join(_share(card, share, lang) for share in shares)


def _share(card: Scored, share: Share, lang: Lang) -> str:
    if share.code in card.percentages:
        return f"{number(card.percentages[share.code], lang)}%"
    n, d = share.counts(card.counts)
    return " / ".join(number(count, lang) for count in (n, d)) if d else "1"


def _factor(card: Scored, rule: Indicator, lang: Lang) -> str:
    """The other share that multiplies this one's."""
    other = card[str(rule.factor)]
    if other.rate is None:
        return _NO_FACTOR[lang].format(code=other.code)
    return _FACTOR[lang].format(code=other.code, rate=f"{number(other.percent, lang)}%")


def _tie(card: Scored, score: Score, lang: Lang) -> Iterator[tuple[str, str]]:
    """Where exact arithmetic would give other points, or its value lies half-way between two."""
    other = exact(card, score.code)
    if other is None:
        return
    if float(other.rounded) != score.points:
        said = _points(card, float(other.rounded), lang)
        points = _points(card, score.points, lang)
        yield "tie", _OTHER[lang].format(exact=said, points=points)
    elif other.tie:
        yield "tie", _TIE[lang].format(exact=number(float(other.points), lang))


def _percent(rate: float, lang: Lang) -> str:
    return number(float(100 * as_written(rate)), lang)


def _rule(card: Scored, rule: Indicator, lang: Lang) -> str:
    group = card.rules[rule.code.partition(".")[0]]
    return _RULE[lang].format(
        target=_percent(rule.target, lang),
        empty=rule.when_empty.label[lang],
        rounding=_rounding(card.rules.rounding_of(group), lang),
    )


def _rounding(rounding: Rounding | None, lang: Lang) -> str:
    if rounding is None:
        return _UNROUNDED[lang]
    said = _ROUNDED[lang].format(decimals=rounding.decimals)
    if rounding.percent_decimals is not None:
        said += f" ({_PERCENT_FIRST[lang].format(decimals=rounding.percent_decimals)})"
    return said


def _evidence(evidence: Evidence, lang: Lang) -> Iterator[tuple[str, str]]:
    figures = [(getattr(evidence, field), label[lang]) for field, label in _AGREE]
    agree = [said.format(number(figure, lang)) for figure, said in figures if figure]
    if agree:
        yield "evidence", "; ".join(agree)
    if evidence.note:
        yield "evidence", evidence.note[lang]
    if evidence.unconfirmed:
        yield "unconfirmed", evidence.unconfirmed[lang]
