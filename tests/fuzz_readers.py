# SPDX-License-Identifier: MIT
"""The readers under random damage: a result or a typed error comes out, and nothing else.

`python -m tests.fuzz_readers --seconds 60` tries each reader for a minute. Where one fails, the line
above the traceback says the seed and the number of the input: `--seed SEED --only NUMBER` tries it
again, alone.
"""

from __future__ import annotations

import argparse
import gzip
import json
import pickle
import sys
import time

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import tthc_index as ti

from tthc_index import portal


#: One input: made by chance, read, and what comes out is looked at.
Attempt = Callable[[Random], None]


def fuzz(attempt: Attempt, seconds: float, seed: int, only: int | None = None) -> tuple[int, int]:
    """How many inputs were tried in that time, and how many of them were refused."""
    end, refused = time.monotonic() + seconds, 0
    for number in count() if only is None else (only,):
        if time.monotonic() > end:
            return number, refused
        try:
            refused += _is_refused(attempt, Random(f"{seed}.{number}"))  # noqa: S311  # no secret
        except BaseException:
            sys.stderr.write(f"{attempt.__name__}: --seed {seed} --only {number}\n")
            raise
    return 1, refused


def _is_refused(attempt: Attempt, random: Random) -> bool:
    """Whether a typed error came out, one that can be printed and pickled."""
    refusal = None
    try:
        attempt(random)
    except ti.TthcIndexError as error:
        refusal = error
    assert str(pickle.loads(pickle.dumps(refusal))).encode() == str(refusal).encode()
    return refusal is not None


# The portal's responses.

RESPONSES = {
    path.stem: path.read_text("utf-8")
    for path in (Path(__file__).parent / "responses").glob("2026-08-*.json")
}

RESPONSES["list"] = json.dumps(
    {
        "code": "OK",
        "data": {
            "overview": {"departmentName": "Cả nước", "totalScore": 61.51},
            "evaluation": [
                {
                    "departmentId": "dep-H44",
                    "departmentName": "UBND tỉnh Phú Thọ",
                    "childGroup": None,
                    "rank": 2,
                    "totalScore": 61.89,
                    "scoreDelta": -0.5,
                    "groupScores": {"CKMB": 7.96, "TDGQ": 17.68, "MDSH": None},
                },
                {"departmentCode": "H45", "childGroup": "AGENCY", "totalScore": None},
            ],
            "pagination": {"total": 34, "totalPages": 2, "currentPage": 1},
        },
    }
)

#: What may stand where something else should.
VALUES: list[Any] = [
    *(None, True, False, 0, -1, 1, 1.5, -0.0, 0.1 + 0.2, 10**20, 10**400, 10**5000, 1e308),
    *(float("inf"), float("nan"), "", " ", "0", "12,5", "OK", "PROVINCE", "\ud800", "\0", "\u0301"),
    *("\x1b[2J", "\u202e", "\u2066", "\x9b", "Cả nước", "COMMUNE"),
    *("x" * 100_000, [], {}, [None], {"": ""}, {"code": "DOSSIER_SYNC"}, {1}, b"1", object()),
]


def read_portal(random: Random) -> None:
    """Some responses, damaged in a few places and then as texts."""
    names = random.sample(sorted(RESPONSES), random.randint(1, 6))
    responses = [json.loads(RESPONSES[name]) for name in names]
    if random.random() < 0.2:
        responses += _halved(random.choice(responses))
    for _ in range(random.choice((0, 1, 1, 1, 2, 3, 5, 20))):
        _damage(random, random.choice(responses))
    forms = [_form(random, response) for response in responses]
    result = portal.read(_recorded(random, names, forms) if random.random() < 0.1 else forms)
    assert pickle.loads(pickle.dumps(result)) == result
    findings = [*result.flags, *result.unknown, *result.unmatched, *result.conflicts]
    findings += [finding for unit in result for finding in (*unit.flags, *unit.unknown)]
    _assert_plain("\n".join(map(str, (*findings, result, *result))))
    assert list(result.by_name().values()) == list(result)
    for unit in result:
        _score(unit)


def _assert_plain(text: str) -> None:
    """Nothing in it moves a terminal's cursor, or turns its letters round."""
    assert {letter for letter in text if not letter.isprintable()} <= {"\n", "\xa0"}


def _halved(response: Any) -> list[Any]:
    """The second page of a response, whose units go from the first."""
    first = response["data"]
    below = "evaluation" if "evaluation" in first else "children"
    half = len(first[below]) // 2
    second = {**first, below: first[below][half:]}
    first[below] = first[below][:half]
    if "pagination" in first:
        first["pagination"] = {"total": 3, "totalPages": 2, "currentPage": 1}
        second["pagination"] = {**first["pagination"], "currentPage": 2}
    return [{**response, "data": second}]


def _recorded(random: Random, names: list[str], forms: list[Any]) -> Any:
    """A HAR file of the responses, damaged as well."""
    entries = [
        {
            "request": {
                "url": f"https://x/{name.removeprefix('2026-08-')}?a",
                "postData": {"text": '{"timeType": "month", "year": 2026, "month": 8}'},
            },
            "response": {"content": {"text": form if isinstance(form, str) else json.dumps(name)}},
        }
        for name, form in zip(names, forms, strict=False)
    ]
    file = {"log": {"entries": entries}}
    for _ in range(random.choice((0, 1, 3))):
        _damage(random, file)
    return file


def _score(unit: portal.PortalUnit) -> None:
    """Figures that contradict each other are flagged, and all others can be scored."""
    flagged = "".join(flag.message for flag in unit.flags)
    problems: tuple[ti.TthcIndexError, ...] = ()
    try:
        unit.score()
    except ti.TthcIndexError as error:
        problems = error.problems
    assert all(str(problem) in flagged for problem in problems)


def _damage(random: Random, document: Any) -> None:
    """Change one thing, anywhere."""
    places = list(_places(document))
    if not places:
        return
    holder, key = random.choice(places)
    what = random.randrange(8)
    if what == 0:
        del holder[key]
    elif what == 1:
        holder[key] = random.choice((None, random.choice(VALUES)))
    elif what == 2:
        holder[key] = _nested(random.choice((3, 30, 90, 900, 9000)))
    elif what == 3:
        other, its = random.choice(places)
        holder[key], other[its] = other[its], holder[key]
    elif what == 4 and isinstance(holder, list):
        holder.insert(random.randrange(len(holder)), holder[key])
    elif isinstance(holder, dict):
        holder[_name(random, str(key))] = holder.pop(key) if what < 7 else random.choice(VALUES)


def _places(document: Any) -> Iterator[tuple[Any, Any]]:
    """Every object or list with every key or place in it."""
    below, seen = [document], set()  # by damage a thing may stand in itself
    while below:
        holder = below.pop()
        if isinstance(holder, dict | list) and id(holder) not in seen:
            seen.add(id(holder))
            for key in list(holder) if isinstance(holder, dict) else range(len(holder)):
                yield holder, key
                below.append(holder[key])


def _nested(depth: int) -> Any:
    value: Any = 0
    for _ in range(depth):
        value = {"a": value} if depth % 2 else [value]
    return value


def _name(random: Random, name: str) -> Any:
    """A slip of the pen; the name of something else; or no name at all."""
    at = random.randrange(len(name) + 1)
    slips = (name[:at] + name[at + 1 :], name[:at] + "ẵ\u0301" + name[at:], name.upper(), "")
    others = ("score", "numerator", "departmentCode", "dataQualityNote", "message", 7, None)
    return random.choice((*slips, *others))


def _form(random: Random, document: Any) -> Any:
    """As it is, or as text: whole, cut, or with some of it in another place."""
    if random.random() < 0.3:
        return document
    try:
        text = json.dumps(document, ensure_ascii=random.random() < 0.5)
    except (TypeError, ValueError, RecursionError):
        return document
    for _ in range(random.choice((0, 0, 0, 0, 0, 0, 1, 3))):
        start, end = sorted(random.randrange(len(text) + 1) for _ in range(2))
        noise = "".join(chr(random.randrange(1, 0x11000)) for _ in range(random.randrange(4)))
        pieces = ("", noise, text[start:end][:50], "[" * 100_000, "NaN", "1e999", "9" * 5000)
        end = random.choice((end, start, start + 1, len(text)))
        text = text[:start] + random.choice(pieces) + text[end:]
    if random.random() < 0.5:
        return text
    encoding = random.choice(("utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le"))
    content = text.encode(encoding, "surrogatepass")
    return (
        gzip.compress(content)[: random.choice((None, None, -3))]
        if random.random() < 0.2
        else content
    )


def fuzz_portal(seconds: float, seed: int, only: int | None = None) -> tuple[int, int]:
    """Try the reader of the portal's responses."""
    return fuzz(read_portal, seconds, seed, only)


# The public notice.

RULES = ti.ruleset("qd766-2026")
SEED = (Path(__file__).parent / "notices" / "son-duong-2024-03.txt").read_text("utf-8")

#: What a notice says, and what it should not.
PIECES = (
    *("\n", "\n\n", " ", "\xa0", "\f", "\r", "\u2028", "\0", "\u200b", "\u0301", "\ud800", "\x1b"),
    *(":", "/", "(", ")", "%", "+ ", "- ", "* ", "**", "#", ",", ".", "1.", "a)", "IV. ", "[", "]"),
    *("0", "7", "1.773", "1,773", "1.773,5", "18,6/20 điểm", "100%", "(49/126)", "-1", "٣"),
    *("điểm", "ĐIỂM", "hồ sơ", "TTHC", "không phát sinh (0/0)", "chưa có số liệu", "Trong đó:"),
    *("Tổng số điểm của ", "tháng 13 năm 2024", "đứng thứ 8/7", "ngày 31/2/2024", "9" * 40),
    *("Phụ lục", "Trên đây", "x" * 10_000, "tổng điểm " * 1000, ":" * 5000, "1." * 5000),
)


def read_notice(random: Random) -> None:
    """A notice, published or written from a card, damaged in a few places."""
    text = SEED if random.random() < 0.6 else _written(random)
    for _ in range(random.choice((0, 1, 1, 2, 3, 5, 20, 100))):
        text = _misprinted(random, text)
    published = ti.read_notice(text)
    assert pickle.loads(pickle.dumps(published)) == published
    last = 1 + len(text.splitlines())
    assert all(0 < number <= last for number, _ in published.unread)
    assert set(published.counts) <= set(RULES.counts)
    assert set(published.percentages) <= {rule.code for rule in RULES.indicators}
    assert set(published.points) <= {group.code for group in RULES}
    assert all(share.fits in {True, False} for share in published.shares)
    with suppress(ti.TthcIndexError):
        published.score()


def _written(random: Random) -> str:
    """The notice of a card of a few counts."""
    below = {rule.denominator for rule in RULES.indicators}
    counts = {
        name: 10**12 if name in below else random.choice((None, 0, 7)) for name in RULES.counts
    }
    card = ti.score({n: counts[n] for n in counts if random.random() < 0.9}, missing="allow")
    form = random.choice(("text", "markdown"))
    return str(getattr(ti.notice(card, unit="xã A", period="2026-08", missing="mark"), form))


def _misprinted(random: Random, text: str) -> str:
    """Change one thing, anywhere: a piece too much or too little, lines in another order."""
    at, to = sorted(random.randrange(len(text) + 1) for _ in range(2))
    near = min(to, at + random.choice((0, 1, 5, 80)))
    what = random.randrange(5)
    if what == 0:
        return text[:at] + random.choice(PIECES) + text[near:]
    if what == 1:
        return text[:at] + text[near:]
    if what == 2:
        return text[:at] + text[at:to][:2000] + text[at:]
    lines = text.split("\n")
    first, second = (random.randrange(len(lines)) for _ in range(2))
    lines[first] = lines[second] if what == 3 else random.choice(PIECES) + lines[second]
    return "\n".join(lines)[:200_000]


def fuzz_notice(seconds: float, seed: int, only: int | None = None) -> tuple[int, int]:
    """Try the reader of public notices."""
    return fuzz(read_notice, seconds, seed, only)


#: Every reader: `--seconds` is for each.
TARGETS = {"portal": fuzz_portal, "notice": fuzz_notice}


def main() -> None:
    """Try all readers, or those that were named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", default=list(TARGETS), metavar="TARGET")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=time.time_ns())
    parser.add_argument("--only", type=int)
    chosen = parser.parse_args()
    for name in chosen.targets:
        inputs, refused = TARGETS[name](chosen.seconds, chosen.seed, chosen.only)
        line = f"{name}: {inputs:,} inputs, {refused:,} refused, seed {chosen.seed}\n"
        sys.stdout.write(line)


if __name__ == "__main__":
    main()
