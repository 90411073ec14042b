# SPDX-License-Identifier: MIT
"""Errors: their messages in two languages, their values, and that nothing is left in English."""

from __future__ import annotations

import ast
import pickle
import re
import subprocess
import sys

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tthc_index as ti

from tthc_index import errors
from tthc_index.errors import Finding, UnknownNameError, ValueRefusedError, vietnamese


COUNT = ValueRefusedError.count("communes", -1, "negative")

#: An error of each kind, its message in English and in Vietnamese.
KINDS: list[tuple[ti.TthcIndexError, str, str]] = [
    (
        COUNT,
        (
            "communes = -1 is negative: "
            "it takes a whole number from 0 to 2^53, or None where it is not known"
        ),
        "communes = -1 là số âm: cần một số nguyên từ 0 đến 2^53, hoặc để trống nếu chưa biết",
    ),
    (
        ValueRefusedError.percentage("progress.on_time", 101, "above 100"),
        "percentage of progress.on_time = 101 is above 100: it takes a number from 0 to 100",
        "tỷ lệ phần trăm của progress.on_time = 101 là số lớn hơn 100: cần một số từ 0 đến 100",
    ),
    (
        ValueRefusedError.published_points("progress", 18.123, 2),
        (
            "published points of progress = 18.123: "
            "it takes a number, 0 or more, of at most 2 decimals, or None"
        ),
        (
            "điểm đã công bố của progress = 18.123: "
            "cần một số không âm, nhiều nhất 2 chữ số thập phân, hoặc để trống"
        ),
    ),
    (
        ValueRefusedError("lang", "fr", "'en' or 'vi'"),
        "lang = 'fr': it takes 'en' or 'vi'",
        "lang = 'fr': cần 'en' hoặc 'vi'",
    ),
    (
        ValueRefusedError("published_rank", "x", "a whole number above 0, or nothing", line=3),
        "line 3, published_rank = 'x': it takes a whole number above 0, or nothing",
        "dòng 3, published_rank = 'x': cần một số nguyên lớn hơn 0, hoặc để trống",
    ),
    (
        UnknownNameError("count", "comunes", ("communes",), 7),
        "unknown count 'comunes'; did you mean 'communes'?",
        "không có số liệu nào tên 'comunes'; có phải 'communes' không?",
    ),
    (
        UnknownNameError("rule set", "x", ("qd766-2026",)),
        "unknown rule set 'x'; known: qd766-2026",
        "không có bộ quy tắc nào tên 'x'; chỉ có: qd766-2026",
    ),
    (
        UnknownNameError("level", None, ("province", "commune")),
        "these rules differ by level; say which: province, commune",
        "quy tắc này khác nhau theo cấp; hãy nêu rõ một trong: province, commune",
    ),
    (
        UnknownNameError("code", None, ("total",)),
        "unknown code None; known: total",
        "không có mã nào tên None; chỉ có: total",
    ),
    (
        errors.MissingCountsError(("communes",), ("digitization.synced",)),
        (
            "missing counts: communes (needed by digitization.synced); "
            "give them, or score what is there (missing='allow', --partial)"
        ),
        (
            "thiếu số liệu: communes (cần cho digitization.synced); "
            "hãy bổ sung, hoặc chỉ chấm phần đã có (missing='allow', --partial)"
        ),
    ),
    (
        errors.AboveDenominatorError("progress.on_time", "on_time", 9, "handled", 8),
        "progress.on_time: on_time = 9 is above handled = 8",
        "progress.on_time: on_time = 9 lớn hơn handled = 8",
    ),
    (
        errors.ConflictError("progress.on_time", 94.44, ("on_time", "handled")),
        (
            "progress.on_time: both a percentage (94.44) and counts (on_time, handled); "
            "give one of the two"
        ),
        (
            "progress.on_time: có cả tỷ lệ phần trăm (94.44) lẫn số liệu (on_time, handled); "
            "chỉ nêu một trong hai"
        ),
    ),
    (
        errors.StaleCardError("qd766-2026", (("points", 95.0, 59.92),)),
        (
            "the card does not follow from its counts under qd766-2026: "
            "points: stored 95.0, computed 59.92"
        ),
        (
            "bảng điểm không khớp với số liệu của chính nó theo qd766-2026: "
            "points: lưu là 95.0, tính lại là 59.92"
        ),
    ),
    (
        errors.InvalidRowsError(((4, COUNT),), 3),
        f"3 rows refused:\n- row 4: {COUNT}\n- and 2 more rows",
        f"3 dòng không hợp lệ:\n- dòng 4: {COUNT.text('vi')}\n- và 2 dòng nữa",
    ),
    (
        errors.InvalidRowsError(((4, COUNT),), 1),
        f"1 row refused:\n- row 4: {COUNT}",
        f"1 dòng không hợp lệ:\n- dòng 4: {COUNT.text('vi')}",
    ),
    (
        errors.MissingExtraError("files", "tables in files"),
        "tables in files needs more packages: pip install 'tthc_index[files]'",
        "đọc và ghi bảng trong tệp cần cài thêm gói: pip install 'tthc_index[files]'",
    ),
    (
        errors.DocumentError((Finding("", "", None, "is empty"),)),
        "1 problem:\n- is empty",
        "có 1 lỗi:\n- để trống",
    ),
    (
        errors.RuleSetError((Finding("", "groups[1].code", None, "is missing"),), id="mau-2026"),
        "rule set 'mau-2026' has 1 fault:\n- groups[1].code: is missing",
        "bộ quy tắc 'mau-2026' có 1 lỗi:\n- groups[1].code: thiếu",
    ),
    (
        errors.PortalError((Finding("a.json", "data.x", 5, "it takes text, or null"),)),
        "1 problem in the portal's responses:\n- a.json: data.x = 5: it takes text, or null",
        "có 1 lỗi trong dữ liệu của Cổng Dịch vụ công:\n- a.json: data.x = 5: cần văn bản, hoặc null",
    ),
    (
        errors.NoticeError(
            (
                Finding("", "", "đạt 28/20 điểm", "28 points are more than the maximum", 7),
                Finding("letter.txt", "", None, "UndefinedError: 'unti' is undefined", 2),
            )
        ),
        (
            "2 problems in the notice:\n"
            "- line 7: 28 points are more than the maximum: 'đạt 28/20 điểm'\n"
            "- letter.txt: line 2: UndefinedError: 'unti' is undefined"
        ),
        (
            "có 2 lỗi trong thông báo:\n"
            "- dòng 7: 28 điểm là quá điểm tối đa: 'đạt 28/20 điểm'\n"
            "- letter.txt: dòng 2: UndefinedError: 'unti' is undefined"
        ),
    ),
    (
        errors.Problems((COUNT, ValueRefusedError("lang", "fr", "'en' or 'vi'"))),
        f"2 problems:\n- {COUNT}\n- lang = 'fr': it takes 'en' or 'vi'",
        f"có 2 lỗi:\n- {COUNT.text('vi')}\n- lang = 'fr': cần 'en' hoặc 'vi'",
    ),
    (ti.TthcIndexError("said elsewhere"), "said elsewhere", "said elsewhere"),
]


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        (Finding("a.json", "", "{", "is empty"), "a.json = '{': is empty"),
        (Finding("a.json", "data", None, "is empty"), "a.json: data: is empty"),
        (Finding("", "data", 0, "is empty"), "data = 0: is empty"),
        (Finding("", "", 0, "is empty", 3), "line 3: is empty: 0"),
        (Finding("a.txt", "", None, "is empty", 3), "a.txt: line 3: is empty"),
    ],
)
def test_finding(finding: Finding, said: str) -> None:
    assert str(finding) == said
    assert finding.text("vi") == said.replace("line", "dòng").replace("is empty", "để trống")


@pytest.mark.parametrize(("error", "english", "said"), KINDS, ids=lambda x: type(x).__name__)
class TestKinds:
    def test_message_in_both_languages(
        self, error: ti.TthcIndexError, english: str, said: str
    ) -> None:
        assert str(error) == error.text() == error.text("en") == english
        assert error.text("vi") == said

    def test_pickled(self, error: ti.TthcIndexError, english: str, said: str) -> None:
        copy = pickle.loads(pickle.dumps(error))

        assert type(copy) is type(error)
        assert repr(vars(copy)) == repr(vars(error))
        assert (str(copy), copy.text("vi")) == (english, said)

    def test_is_a_value_error_with_its_problems(
        self, error: ti.TthcIndexError, english: str, said: str
    ) -> None:
        assert isinstance(error, ValueError)
        assert error.problems == getattr(error, "found", (error,))
        assert english
        assert said


def test_every_kind_is_told() -> None:
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type)}

    told = {type(error) for error, _, _ in KINDS}
    assert told == {kind for kind in kinds if issubclass(kind, ti.TthcIndexError)}


def test_warnings_are_told() -> None:
    assert str(errors.TthcIndexWarning("a", 1)) == "a, 1"
    assert "cấp xã" in errors.LevelsWarning((("commune", "Xã A"),)).text("vi")


def test_only_two_languages() -> None:
    with pytest.raises(ValueRefusedError, match="lang = 'fr': it takes 'en' or 'vi'"):
        COUNT.text("fr")  # type: ignore[arg-type]
    with pytest.raises(ValueRefusedError, match="lang = None: it takes 'en' or 'vi'"):
        Finding("", "", None, "").text(None)  # type: ignore[arg-type]


def test_kinds_tell_values_and_names_apart() -> None:
    with pytest.raises(errors.Problems) as caught:
        ti.score(
            {"dossiers_on_tme": 3, "dossiers_on_time": -3},
            {"progress.on_tim": 50, "progress.overdue": 101},
            level="comune",
            missing="maybe",  # type: ignore[arg-type]
        )

    told = caught.value.problems
    assert [(getattr(p, "kind", None), getattr(p, "name", None)) for p in told] == [
        ("", "missing"),
        ("level", "comune"),
        ("count", "dossiers_on_tme"),
        ("count", "dossiers_on_time"),
        ("code", "progress.on_tim"),
        ("percentage", "progress.overdue"),
    ]


class TestNames:
    @pytest.mark.parametrize(
        ("kind", "name", "known", "nearest"),
        [
            ("count", "comunes", ("communes", "dossiers"), "communes"),
            ("code", "PROGRES", ("progress", "total"), "progress"),
            ("unit", "Sở Y té", ("Sở Y tế", "Sở A"), "Sở Y tế"),
            ("rule set", "qd766", ("qd766-2026",), "qd766-2026"),
            ("level", "zzz", ("province",), None),
            ("level", None, ("province",), None),
            ("code", 7, ("7",), None),
            ("code", "7" * 101, ("7" * 100,), None),
        ],
    )
    def test_nearest(
        self, kind: str, name: Any, known: tuple[str, ...], nearest: str | None
    ) -> None:
        assert UnknownNameError(kind, name, known).nearest == nearest

    def test_a_key_error_too(self) -> None:
        with pytest.raises(KeyError):
            raise UnknownNameError("code", "x", ())

    def test_missing_extra_is_an_import_error(self) -> None:
        with pytest.raises(ImportError):
            raise errors.MissingExtraError("files", "tables in files")


class TestLong:
    def test_problems_beyond_20_are_counted(self) -> None:
        error = errors.Problems((COUNT,) * 1_030)

        assert str(error).endswith("\n- and 1,010 more")
        assert error.text("vi").endswith("\n- và 1.010 mục nữa")

    @pytest.mark.parametrize(
        "value",
        [10**100_000, "x" * 100_000, [1] * 100_000, {"k" * 999: 1}],
        ids=lambda x: type(x).__name__,
    )
    @pytest.mark.parametrize("lang", ["en", "vi"])
    def test_values_take_a_line(self, value: Any, lang: Any) -> None:
        assert len(ValueRefusedError("counts", value, "a mapping").text(lang)) < 200

    def test_a_long_phrase_stays_as_it_is(self) -> None:
        allowed = f"one of {'x, ' * 5_000}"

        assert vietnamese.phrase(allowed) == allowed

    def test_phrases_are_recognized_in_linear_time(self) -> None:
        hostile = "x is " * 999
        for _ in range(20):
            assert vietnamese.phrase(hostile)


# Every phrase that is written where an error is raised has its Vietnamese.

#: Which arguments of a call are phrases.
CALLS = {
    "ValueRefusedError": (2, 3),
    "ValueRefusedError.count": (2,),
    "ValueRefusedError.percentage": (2,),
    "Finding": (3,),
    "finding": (1,),
    "refuse": (1,),
    "MissingExtraError": (1,),
}
SOURCE = Path(errors.__file__).parents[1]

#: What is the same in both languages, and what Python and other libraries say.
SAME = {"{}", "{}: {}", "", "JSON ({})"}

#: What a phrase says in its places, where that is more than a name or a value.
FILLED = {
    "a sound {} file{} ({})": ["a sound .csv file in UTF-8 (§)", "a sound .xlsx file (§)"],
    "a whole number above 0{}, or nothing": ["a whole number above 0 up to 7, or nothing"],
    "pages in all; {} {} here{}": [
        "pages in all; 1 is here",
        "pages in all; 2 are here; missing: 3, 4",
    ],
}


def phrases(node: ast.expr, named: dict[str, list[ast.expr]]) -> Iterator[str]:
    """The texts that an expression can be, its values as {}; a name is what it is set to."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts
            )
        case ast.IfExp(body=body, orelse=other):
            yield from (text for part in (body, other) for text in phrases(part, named))
        case ast.BinOp(left=left):
            yield from (f"{text}{{}}" for text in phrases(left, named))
        case ast.Name(id=name):
            yield from (text for value in named.pop(name, []) for text in phrases(value, named))


def written() -> Iterator[tuple[str, str]]:
    """All phrases of the library, each with its file."""
    for path in SOURCE.rglob("*.py"):
        nodes = [*ast.walk(ast.parse(path.read_text("utf-8")))]
        named: dict[str, list[ast.expr]] = {}
        for node in nodes:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                named.setdefault(node.targets[0].id, []).append(node.value)
        for node in nodes:
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                places = CALLS.get(called) or CALLS.get(called.rpartition(".")[2], ())
                given = [node.args[at] for at in places if at < len(node.args)]
                for phrase in (text for value in given for text in phrases(value, named)):
                    yield str(path.relative_to(SOURCE)), phrase


@pytest.mark.parametrize(("file", "phrase"), sorted(set(written())))
def test_every_phrase_has_its_vietnamese(file: str, phrase: str) -> None:
    for said in FILLED.get(phrase, [phrase.replace("{}", "§")]):
        told = vietnamese.phrase(said)

        assert told != said or said in vietnamese.table() or phrase in SAME, (
            f"{file}: add it to vietnamese.toml"
        )
        assert told.count("§") == said.count("§")


@pytest.mark.parametrize("value", [-1, 0.5, float("nan"), float("inf"), 2**54, True, "1", [1]])
def test_every_reason_has_its_vietnamese(value: Any) -> None:
    with pytest.raises(ti.TthcIndexError) as caught:
        ti.score({"dossiers_on_time": value}, missing="allow")

    assert isinstance(caught.value, ValueRefusedError)
    assert caught.value.reason in vietnamese.table()


def test_every_sentence_keeps_its_places() -> None:
    for english, said in vietnamese.table().items():
        assert sorted(re.findall(r"\{\w+\}", said)) == sorted(re.findall(r"\{\w+\}", english))


def test_no_english_is_left() -> None:
    english = re.compile(r"\b(it takes|is|are|or|and|of|the|not|with|known|unknown|above|more)\b")
    for english_, said in vietnamese.table().items():
        left = english.search(re.sub(r"'[^']*'|\([^)]*\)|\{\w+\}", "", said))
        assert left is None, english_


def test_import_brings_no_table() -> None:
    code = "import sys, tthc_index.errors; print({'difflib', 'numpy'} & {*sys.modules})"

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert ran.stdout.strip() == "set()"
