# SPDX-License-Identifier: MIT
"""The portal's six responses read: what was published comes in whole, and nothing else does."""

from __future__ import annotations

import csv
import json
import pickle

from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Any

import attrs
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

import tthc_index as ti

from tests.fuzz_readers import fuzz, fuzz_portal
from tests.portal_writer import RULES, SHAPES, Scored, delivered, written
from tthc_index import portal
from tthc_index.errors import Finding, PortalError
from tthc_index.testing import counts


OWN = Path(__file__).parent / "responses"
SHARED = Path(__file__).parents[2] / "shared" / "data" / "portal-2026"
FOLDERS = [folder for folder in (OWN, SHARED / "responses") if folder.is_dir()]

TRANSPARENCY, PROGRESS, ONLINE, PAYMENT, SATISFACTION, DIGITIZED = NAMES = [
    shape.name for shape in SHAPES
]


def files(folder: Path, period: str) -> list[Path]:
    return [folder / f"{period}-{name}.json" for name in NAMES]


def response(name: str) -> Any:
    """One of the small real responses, to be changed."""
    return json.loads((OWN / f"2026-08-{name}.json").read_text("utf-8"))


#: For `changed`: the key goes.
GONE = object()


def changed(name: str, *path: str | int, to: Any = GONE) -> Any:
    """A real response in which one thing is another, or gone."""
    document = response(name)
    place = document
    for key in path[:-1]:
        place = place[key]
    if to is GONE:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return document


def refused(*responses: Any) -> tuple[Finding, ...]:
    with pytest.raises(PortalError) as caught:
        portal.read(responses)
    assert str(caught.value).startswith(f"{len(caught.value.findings)} problem")
    return caught.value.findings


def problem(*responses: Any) -> str:
    """The only problem there is."""
    (finding,) = refused(*responses)
    return str(finding)


# Laws.

FORMS: list[Callable[[Any], Any]] = [dict, json.dumps, lambda r: json.dumps(r).encode("utf-16")]


@st.composite
def districts(draw: st.DrawFn) -> list[Scored]:
    """A province and some of its communes and departments, any of their counts missing."""
    levels = st.sampled_from([ti.Level.DEPARTMENT, ti.Level.COMMUNE])
    below = draw(st.lists(levels, max_size=2))
    return [
        Scored(place, draw(cards(level))) for place, level in enumerate([ti.Level.PROVINCE, *below])
    ]


@st.composite
def cards(draw: st.DrawFn, level: ti.Level) -> ti.ScoreCard:
    given_counts = draw(counts(RULES, missing=True))
    bare = [
        rule.code
        for shape in SHAPES
        for rule in map(RULES.__getitem__, shape.metrics.values())
        if not given_counts.keys() & set(rule.count_names)
    ]
    percent = st.integers(0, 10_000).map(lambda hundredths: hundredths / 100)
    shares = draw(st.dictionaries(st.sampled_from(bare), percent)) if bare else {}
    return ti.score(given_counts, shares, level=level, missing="allow", percent_as="percent")


class TestRoundTrip:
    """ "Any card, written as a response, is read back equal"."""

    @settings(max_examples=25)
    @given(districts(), st.sets(st.sampled_from(NAMES), min_size=1), st.data())
    def test_cards(self, units: list[Scored], names: set[str], data: st.DataObject) -> None:
        """Units, counts, percentages and published points; any subset in any order and form."""
        responses = written(units)
        chosen = data.draw(st.permutations(sorted(names)))
        forms = data.draw(st.lists(st.sampled_from(FORMS), min_size=6, max_size=6))
        sources = [form(responses[name]) for form, name in zip(forms, chosen, strict=False)]
        read = portal.read(sources, period="2026")

        assert [unit.name for unit in read] == [unit.name for unit in units]
        assert not read.unmatched
        assert not read.conflicts
        for got, unit in zip(read, units, strict=True):
            top = unit is units[0]
            card = delivered(unit, chosen, top=top)
            assert got.score() == attrs.evolve(card, level=got.level)
            assert got.level in (unit.card.level, None)
            assert got.period == "2026"
            assert got.parent == (None if top else "dep-0")
            assert not got.flags
            assert not got.unknown
            for code, points in got.published.points.items():
                assert points == unit.card[code].points
            assert all(share.fits for share in got.published.shares)

    @settings(max_examples=25)
    @given(districts(), st.data())
    def test_order_means_nothing(self, units: list[Scored], data: st.DataObject) -> None:
        responses = list(written(units).values())
        shuffled = data.draw(st.permutations(responses))

        assert portal.read(shuffled) == portal.read(responses)

    @settings(max_examples=25)
    @given(districts(), st.data())
    def test_any_name_of_a_unit_will_do(self, units: list[Scored], data: st.DataObject) -> None:
        """ "Units match across responses by id, then by code, then by name"."""
        responses = written(units)
        for shape in SHAPES[1:]:
            content = responses[shape.name]["data"]
            for row in [content[shape.top], *content[shape.below]]:
                if data.draw(st.booleans()):
                    row["departmentId"] = data.draw(st.sampled_from([None, "", " "]))
                    row["departmentName"] = f" {row['departmentName'].upper()} "
                elif data.draw(st.booleans()):
                    del row["departmentName"]
        read = portal.read(responses.values())

        assert [unit.name for unit in read] == [unit.name for unit in units]
        assert not read.unmatched
        for got, unit in zip(read, units, strict=True):
            assert got.score() == delivered(unit, NAMES, top=unit is units[0])


# Published figures.


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
@pytest.mark.parametrize(("period", "total"), [("2026-08", 59.92), ("2026", 61.89)])
class TestPhuTho:
    """Phú Thọ province, August 2026 and the year 2026: "six responses in, total out"."""

    def test_province(self, folder: Path, period: str, total: float) -> None:
        province = portal.read(files(folder, period), period=period)[0]
        card = province.score()

        assert (card.points, card.complete) == (total, True)
        assert {code: card[code].points for code in province.published.points} == dict(
            province.published.points
        )
        assert len(province.published.points) == 6 + 4 + 1 + 3 + 7
        assert (province.name, province.level, province.parent, province.period) == (
            "UBND tỉnh Phú Thọ",
            "province",
            None,
            period,
        )
        assert (province.id, province.code) == ("dep-H44", "H44")
        assert province.percentages == {"digitization.certified_copies": 100}

    def test_units(
        self, folder: Path, period: str, total: float, compared: Callable[[str, int], None]
    ) -> None:
        """Every indicator with counts is as published; online services have none, and no 0."""
        del total
        rows = 0
        for unit in portal.read(files(folder, period))[1:]:
            card = unit.score()
            for code, points in unit.published.points.items():
                assert card[code].points == points, (unit.name, code)
                rows += 1
            assert "online_services" not in unit.rows
            assert card["online_services"].points is None
            assert card["online_services"].bounds == (0, 12)
            assert unit.parent == "dep-H44"
            assert unit.level == ("commune" if "UBND P" in str(unit.name) else unit.level)
            assert all(share.fits for share in unit.published.shares)
        compared(f"{folder.parent.name}/responses, {period}: published points", rows)

    def test_one_id_for_two_units(self, folder: Path, period: str, total: float) -> None:
        """Their figures are kept apart, and it is said."""
        del total
        read = portal.read(files(folder, period))
        same = [unit for unit in read if unit.id == "dep-x013"]

        assert [list(unit.rows) for unit in same] == [["satisfaction"], ["digitization"]]
        (conflict,) = [c for c in read.conflicts if c.value == "dep-x013"]
        assert conflict.place.startswith("data.evaluation[")
        assert conflict.message.startswith("also 'UBND xã Tiên Lữ' (")
        assert conflict.message.endswith("): kept apart")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of all published rows is not there")
def test_counts_are_those_of_the_tables(compared: Callable[[str, int], None]) -> None:
    """The same figures, copied into tables by indicator."""
    rows = 0
    for period in ("2026-08", "2026"):
        units = {unit.name: unit for unit in portal.read(files(SHARED / "responses", period))}
        for row in table("indicators.csv"):
            rule, unit = RULES[row["indicator"]], units.get(row["unit"])
            if row["period"] == period and unit and rule.code.partition(".")[0] in unit.rows:
                expected = [int(n) if n else None for n in (row["numerator"], row["denominator"])]
                assert [unit.counts[name] for name in rule.count_names] == expected
                rows += 1
    compared("indicators.csv against responses", rows)


def table(name: str) -> Iterator[dict[str, str]]:
    with (SHARED / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


class TestExample:
    """The example of the library is what the responses say."""

    def test_phu_tho(self) -> None:
        example = ti.examples.PHU_THO_2026_08
        province = portal.read(files(OWN, example.period))[0]

        assert province.counts == {
            **example.counts,
            "communes_issuing_ecopies": None,
            "communes": None,
        }
        assert province.score() == example.score()
        assert province.published.points == example.published.points


# What comes in.


class TestSources:
    """Paths, texts, bytes and dicts; alone or in anything that can be gone through."""

    def test_forms(self, tmp_path: Path) -> None:
        document = response(PROGRESS)
        text = json.dumps(document)
        path = tmp_path / "progress.json"
        path.write_text(text, "utf-8")
        forms: list[Any] = [document, MappingProxyType(document), text, f"\n{text}", text.encode()]
        for form in [*forms, path, str(path)]:
            assert portal.read(form).units == portal.read([form]).units
            assert portal.read(iter([form])).units[0].published == portal.read(text)[0].published

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
    def test_encodings_that_browsers_save(self, encoding: str, tmp_path: Path) -> None:
        path = tmp_path / "progress.json"
        path.write_text(json.dumps(response(PROGRESS), ensure_ascii=False), encoding)

        assert portal.read(path)[0].name == "UBND tỉnh Phú Thọ"
        assert portal.read(path.read_bytes())[0].name == "UBND tỉnh Phú Thọ"

    def test_text_with_a_byte_order_mark(self) -> None:
        assert portal.read("\ufeff" + json.dumps(response(PROGRESS)))[0].code == "H44"

    def test_recognised_by_what_is_in_it(self, tmp_path: Path) -> None:
        path = tmp_path / "2026-08-transparency.json"
        path.write_text(json.dumps(response(PROGRESS)), "utf-8")
        read = portal.read([path, response(SATISFACTION)])

        assert read.responses == {str(path): PROGRESS, SATISFACTION: SATISFACTION}

    def test_a_dict_is_not_touched(self) -> None:
        document = response(TRANSPARENCY)
        before = deepcopy(document)
        unit = portal.read(document)[0]
        document["data"]["overview"]["totalScore"] = 0

        assert unit.rows["transparency"] == before["data"]["overview"]

    @pytest.mark.parametrize("responses", [[], None, 7, iter(())])
    def test_nothing_to_read(self, responses: Any) -> None:
        with pytest.raises(
            ti.errors.ValueRefusedError, match="it takes a path, a JSON text or a dict"
        ):
            portal.read(responses)

    def test_period_is_text(self) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match="period = 2026: it takes text"):
            portal.read(response(PROGRESS), period=2026)  # type: ignore[arg-type]  # that is tried


class TestUnreadable:
    """What is no JSON object, or none that can be kept, is told with its place among those given."""

    @pytest.mark.parametrize(
        ("source", "said"),
        [
            ('{"code": "OK", "data": {"parent"', "can't be read: Expecting ':' delimiter: line 1"),
            ("{", "can't be read: Expecting property name"),
            ('{"code": NaN}', "can't be read: NaN is no number in JSON"),
            (b'{"code": -Infinity}', "can't be read: -Infinity is no number in JSON"),
            ('{"a": {"code": 1, "code": 1}}', "the key 'code' stands twice in one object"),
            ('{"code": "\\ud800"}', "can't be read: 'utf-8' codec can't encode character"),
            ("[" * 100_000, "can't be read: it is more than 100 deep"),
            ("[]", "can't be read: it takes a JSON object"),
            (b"7", "can't be read: it takes a JSON object"),
            (b"\xff\xff", "can't be read: 'utf-8' codec can't decode"),
            ("", "can't be read: Is a directory"),
            ("no-such-file.json", "'no-such-file.json': can't be read: No such file or directory"),
            ("html" * 10_000, "can't be read: File name too long"),
            ("a\0b", "can't be read: embedded null byte"),
            (
                7,
                "responses[1]: can't be read: it takes a path, JSON as text or bytes, or a dict, not int",
            ),
            (
                None,
                "responses[1]: can't be read: it takes a path, JSON as text or bytes, or a dict, not NoneType",
            ),
            ({"code": float("nan")}, "can't be read: Out of range float values"),
            ({"code": {1}}, "can't be read: Object of type set is not JSON serializable"),
            ({b"code": 1}, "can't be read: keys must be str"),
            ({1: 1, "1": 2}, "can't be read: the key '1' stands twice"),
        ],
        ids=range(20),
    )
    def test_refused(self, source: Any, said: str) -> None:
        found = problem(response(PROGRESS), source)

        assert found.startswith("responses[1]")
        assert said in found
        assert len(found) < 300

    def test_a_dict_that_holds_itself(self) -> None:
        document: dict[str, Any] = {}
        document["data"] = document

        assert "can't be read: Circular reference detected" in problem(document)

    def test_deeper_than_anything_is(self) -> None:
        """What is deeper could be neither copied nor pickled."""
        read = portal.read(changed(PROGRESS, "data", "parent", "new", to=nested(97)))

        assert pickle.loads(pickle.dumps(read)) == read
        assert "it is more than 100 deep" in problem(
            changed(PROGRESS, "data", "parent", "new", to=nested(98))
        )
        assert "it is nested too deeply" in problem({"code": nested(10_000)})


def nested(depth: int) -> Any:
    value: Any = 0
    for level in range(depth):
        value = [value] if level % 2 else {"a": value}
    return value


class TestAnswer:
    """The portal's own frame: a code that is OK, and one of six contents."""

    @pytest.mark.parametrize("code", ["ERROR", None, 200, ["OK"]])
    def test_no_answer(self, code: Any) -> None:
        document = changed(PROGRESS, "code", to=code) | {"message": "Lỗi hệ thống"}

        assert "it takes 'OK'; the portal's message: 'Lỗi hệ thống'" in problem(document)
        assert problem(document).startswith(f"{PROGRESS}: code")

    def test_without_code(self) -> None:
        document = changed(PROGRESS, "code") | {"Code": "OK"}

        assert problem(document) == f"{PROGRESS}: code: code is missing; is it 'Code' now?"

    def test_without_data(self) -> None:
        found = problem({"code": "OK", "datas": {}})

        assert found == "responses[0]: data: data is missing; is it 'datas' now?"

    @pytest.mark.parametrize(
        "data",
        [
            None,
            {},
            {"content": [{"departmentId": "dep-H44", "totalReceived": 1}]},
            {"parent": None, "children": []},
            {"overview": {"metrics": [{"code": "ANOTHER"}, {}, None]}, "evaluation": [None]},
            {"overview": {"totalReceived": 1, "totalOnTime": 1, "metrics": None}},
            {"parent": {"metrics": [{"code": "DOSSIER_SYNC"}]}, "children": 7},
        ],
    )
    def test_none_of_the_six(self, data: Any) -> None:
        found = problem({"code": "OK", "data": data})

        assert found.startswith("responses[0]: data")
        assert found.endswith(
            f"none of the portal's responses ({', '.join(NAMES)}, service-results)"
        )

    def test_data_of_another_type(self) -> None:
        first, second = refused({"code": "OK", "data": [1]})

        assert (first.place, first.message) == ("data", "it takes an object, or null")
        assert second.message.startswith("it is none of")

    def test_a_group_given_twice(self) -> None:
        path = str(OWN / f"2026-{PROGRESS}.json")
        found = problem(path, response(TRANSPARENCY), response(PROGRESS))

        assert found == f"{PROGRESS}: {PROGRESS} is given twice: {path} is it too"


class TestKeys:
    """A missing or renamed key and a wrong type: told with the JSON path."""

    @pytest.mark.parametrize(
        ("name", "path", "key"),
        [
            (PROGRESS, ("data", "parent"), "totalOnTime"),
            (PROGRESS, ("data", "children", 0), "totalReceived"),
            (PROGRESS, ("data", "children", 0), "ratio"),
            (PROGRESS, ("data",), "parent"),
            (PROGRESS, ("data",), "children"),
            (ONLINE, ("data", "parent"), "onlineServiceTotal"),
            (PAYMENT, ("data", "children", 2), "totalFeeFormality"),
            (TRANSPARENCY, ("data",), "overview"),
            (TRANSPARENCY, ("data",), "evaluation"),
            (TRANSPARENCY, ("data", "overview"), "metrics"),
            (TRANSPARENCY, ("data", "evaluation", 1), "totalScore"),
            (TRANSPARENCY, ("data", "evaluation", 1), "totalMaxScore"),
            *[
                (DIGITIZED, ("data", "evaluation", 1, "metrics", 2), key)
                for key in ("numerator", "denominator", "ratio", "score", "maxScore")
            ],
        ],
    )
    def test_needed(self, name: str, path: tuple[Any, ...], key: str) -> None:
        at = "data" + "".join(f"[{k}]" if isinstance(k, int) else f".{k}" for k in path[1:])
        document = changed(name, *path, key)
        gone = problem(document)
        place = document
        for step in path:
            place = place[step]
        place[f"{key}s"] = response(name)["data"]
        renamed = problem(document)

        assert gone == f"{name}: {at}.{key}: {key} is missing"
        assert renamed == f"{name}: {at}.{key}: {key} is missing; is it '{key}s' now?"

    @pytest.mark.parametrize(
        ("name", "path", "key"),
        [
            (PROGRESS, ("data", "parent"), "totalCompleted"),
            (PROGRESS, ("data", "parent"), "avgProcessingDays"),
            (PROGRESS, ("data", "children", 0), "totalOverdue"),
            (PROGRESS, ("data", "children", 0), "scoreDelta"),
            (ONLINE, ("data", "parent"), "channelPostalSum"),
            (ONLINE, ("data", "parent"), "ratio"),
            (TRANSPARENCY, ("data",), "pagination"),
            (TRANSPARENCY, ("message",), ""),
            (TRANSPARENCY, ("data", "overview"), "departmentType"),
            (TRANSPARENCY, ("data", "overview", "metrics", 3), "dataQualityStatus"),
            (TRANSPARENCY, ("data", "overview", "metrics", 3), "name"),
        ],
    )
    def test_not_needed(self, name: str, path: tuple[Any, ...], key: str) -> None:
        document = changed(name, *path, *([key] if key else []))

        assert (
            portal.read(document)[0].published.points
            == portal.read(response(name))[0].published.points
        )

    def test_a_key_that_is_absent_is_no_count(self) -> None:
        unit = portal.read(changed(PROGRESS, "data", "parent", "totalCompleted"))[0]

        assert "dossiers_completed" not in unit.counts

    @pytest.mark.parametrize(
        ("name", "path", "value", "said"),
        [
            (PROGRESS, "parent", [], "it takes an object, or null"),
            (PROGRESS, "children", {}, "it takes a list, or null"),
            (PROGRESS, "children 1", None, "it takes an object"),
            (PROGRESS, "children 1", [1], "it takes an object"),
            (PROGRESS, "children 1 departmentId", 44, "it takes text, or null"),
            (PROGRESS, "children 1 departmentCode", {}, "it takes text, or null"),
            (PROGRESS, "children 1 departmentName", ["a"], "it takes text, or null"),
            (PROGRESS, "children 1 level", 1, "it takes text, or null"),
            (PROGRESS, "parent totalOnTime", "12", "text; it takes a whole number, 0 or more"),
            (PROGRESS, "parent totalOnTime", True, "boolean; it takes a whole number"),
            (PROGRESS, "parent totalOnTime", -1, "negative; it takes a whole number"),
            (PROGRESS, "parent totalOnTime", 0.5, "fractional; it takes a whole number"),
            (PROGRESS, "parent totalOnTime", [], "not a number; it takes a whole number"),
            (PROGRESS, "parent totalOnTime", 10**301, "infinite; it takes a whole number"),
            (PROGRESS, "parent avgProcessingDays", "7", "text; it takes a number, 0 or more"),
            (PROGRESS, "parent totalScore", 15.675, "more than 2 decimals; it takes a number of"),
            (PROGRESS, "parent totalScore", -0.5, "negative; it takes a number of at most 2"),
            (PROGRESS, "parent totalMaxScore", "20", "text; it takes a number, 0 or more, or"),
            (PROGRESS, "parent ratio", {}, "not a number; it takes a number"),
            (TRANSPARENCY, "pagination", 7, "it takes an object, or null"),
            (TRANSPARENCY, "overview departmentLevel", 1, "it takes text, or null"),
            (TRANSPARENCY, "overview agencyLevel", 1, "it takes text, or null"),
            (TRANSPARENCY, "overview metrics", {}, "it takes a list, or null"),
            (TRANSPARENCY, "overview metrics 0 numerator", "0", "text; it takes a whole number"),
            (TRANSPARENCY, "overview metrics 0 score", False, "boolean; it takes a number of"),
            (TRANSPARENCY, "overview metrics 0 name", 1, "it takes text, or null"),
        ],
    )
    def test_types(self, name: str, path: str, value: Any, said: str) -> None:
        keys = [int(key) if key.isdigit() else key for key in path.split()]
        (finding,) = refused(changed(name, "data", *keys, to=value))
        steps = (f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys)

        assert finding.place == "data" + "".join(steps)
        assert finding.message.startswith(said)
        assert finding.value == (value if value != 10**301 else float("inf"))

    @pytest.mark.parametrize("number", ["1e400", "9" * 301, "9" * 5000])
    def test_numbers_beyond_measure(self, number: str) -> None:
        text = json.dumps(response(PROGRESS)).replace("184513", number)

        assert "data.parent.totalReceived = inf: infinite" in problem(text)

    def test_whole_numbers_in_any_spelling(self) -> None:
        text = json.dumps(response(PROGRESS)).replace("184513", "184513.0")
        count = portal.read(text)[0].counts["dossiers_handled"]

        assert (count, type(count)) == (184513, int)
        big = portal.read(changed(PROGRESS, "data", "parent", "totalReceived", to=2**53))
        assert big[0].counts["dossiers_handled"] == 2**53

    def test_a_key_of_any_look_has_a_path(self) -> None:
        document = changed(PROGRESS, "data", "parent", "a.b c", to=1)
        document["data"]["parent"]["x" * 10_000] = 2
        paths = [key.place for key in portal.read(document)[0].unknown]

        assert paths[0] == "data.parent['a.b c']"
        assert paths[1].startswith("data.parent['xxx")
        assert len(paths[1]) < 120


class TestMetrics:
    """The metrics of a unit: each once, none lacking but those that the portal may leave out."""

    def test_lacking(self) -> None:
        document = changed(TRANSPARENCY, "data", "evaluation", 1, "metrics", 1)

        assert problem(document) == (
            f"{TRANSPARENCY}: data.evaluation[1].metrics: PUBLIC_UPDATE_ON_TIME is missing"
        )

    def test_renamed(self) -> None:
        path = ("data", "overview", "metrics", 3, "code")

        assert problem(changed(TRANSPARENCY, *path, to="DOSSIERS_SYNC")).endswith(
            "DOSSIER_SYNC is missing; is it 'DOSSIERS_SYNC' now?"
        )
        assert problem(changed(TRANSPARENCY, *path, to=None)).endswith("DOSSIER_SYNC is missing")

    def test_code_of_another_type(self) -> None:
        first, second = refused(
            changed(TRANSPARENCY, "data", "overview", "metrics", 3, "code", to=[])
        )

        assert (first.place, first.message) == (
            "data.overview.metrics[3].code",
            "it takes text, or null",
        )
        assert second.message == "DOSSIER_SYNC is missing"

    def test_twice(self) -> None:
        document = response(TRANSPARENCY)
        metrics = document["data"]["overview"]["metrics"]
        metrics.append(metrics[0])

        assert problem(document) == (
            f"{TRANSPARENCY}: data.overview.metrics[4].code = 'PUBLISH_ON_TIME': "
            "it stands at data.overview.metrics[0] already"
        )

    @pytest.mark.parametrize(
        "code", ["PETITION_CLASSIFICATION_TTHC", "PETITION_CLASSIFICATION_STAFF"]
    )
    def test_monitored_ones_may_lack(self, code: str) -> None:
        document = response(SATISFACTION)
        row = document["data"]["overview"]
        row["metrics"] = [metric for metric in row["metrics"] if metric["code"] != code]

        assert portal.read(document)[0].published["satisfaction"] == 12.96

    def test_one_procedure_alone(self) -> None:
        """ "CITIZEN_DATA_CONNECTED_FORMALITY is absent and that group's maximum is 20"."""
        document = response(DIGITIZED)
        row = document["data"]["overview"]
        del row["metrics"][5]
        row["totalMaxScore"] = 20
        unit = portal.read(document)[0]

        assert unit.score()["digitization.population_procedures"].status == "missing"
        assert [str(flag) for flag in unit.flags] == [
            f"{DIGITIZED}: data.overview.totalMaxScore = 20: the rules' maximum is 22"
        ]

    def test_none_known(self) -> None:
        unit = portal.read(changed(TRANSPARENCY, "data", "evaluation", 0, "metrics", to=None))[1]

        assert unit.published.points == {"transparency": 1.96}
        assert not unit.counts

    def test_unknown_one_is_kept(self) -> None:
        document = response(TRANSPARENCY)
        metric = {"code": "NEW", "numerator": 1}
        document["data"]["overview"]["metrics"].append(metric)
        unit = portal.read(document)[0]

        assert unit.unknown == (
            Finding(TRANSPARENCY, "data.overview.metrics[4]", metric, "an unknown metric"),
        )


class TestTwins:
    """No unit stands twice in one response."""

    @pytest.mark.parametrize(
        ("key", "gone"),
        [
            ("departmentId", ()),
            ("departmentCode", ()),
            ("departmentName", ("departmentId", "departmentCode")),
        ],
    )
    def test_refused(self, key: str, gone: tuple[str, ...]) -> None:
        document = response(PROGRESS)
        first, second, *_ = document["data"]["children"]
        second[key] = first[key] if not gone else f"  {first[key].upper()}"
        for lost in gone:
            first[lost] = second[lost] = None
        found = problem(document)

        assert f"data.children[1].{key} = " in found
        assert found.endswith("it stands at data.children[0] already")

    def test_two_units_of_one_name(self) -> None:
        document = response(PROGRESS)
        first, second, *_ = document["data"]["children"]
        second["departmentName"] = first["departmentName"]

        assert len(portal.read(document)) == 4

    def test_the_unit_above_among_those_below(self) -> None:
        assert "data.children[0].departmentId = 'dep-H44'" in problem(
            changed(PROGRESS, "data", "children", 0, "departmentId", to="dep-H44")
        )

    def test_nobody(self) -> None:
        document = response(PROGRESS)
        row = document["data"]["children"][0]
        row |= dict.fromkeys(("departmentId", "departmentCode", "departmentName"))

        assert problem(document) == (
            f"{PROGRESS}: data.children[0].departmentId: no id, no code, no name: whose figures?"
        )


class TestAllAtOnce:
    """Every problem of every response in one error."""

    def test_three_responses(self) -> None:
        first = changed(PROGRESS, "data", "parent", "totalOnTime", to="x")
        del first["data"]["children"][0]["totalReceived"]
        second = changed(TRANSPARENCY, "data", "overview", "metrics", 0, "score")
        found = refused(first, "{", second)

        assert [f"{finding.source}: {finding.place}" for finding in found] == [
            f"{PROGRESS}: data.parent.totalOnTime",
            f"{PROGRESS}: data.children[0].totalReceived",
            "responses[1]: ",
            f"{TRANSPARENCY}: data.overview.metrics[0].score",
        ]

    @pytest.mark.parametrize("source", [iter("{"), object(), nested(2000)])
    def test_error_is_pickled_whatever_was_given(self, source: Any) -> None:
        with pytest.raises(PortalError) as caught:
            portal.read([source])

        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)

    def test_error_is_pickled_and_printed(self) -> None:
        with pytest.raises(PortalError) as caught:
            portal.read("{")
        error = pickle.loads(pickle.dumps(caught.value))

        assert error.findings == caught.value.findings
        assert hash(error.findings) == hash(caught.value.findings)
        assert str(error) == (
            "1 problem in the portal's responses:\n"
            "- responses[0] = '{': can't be read: Expecting property name enclosed in double "
            "quotes: line 1 column 2 (char 1)"
        )

    def test_many_are_counted(self) -> None:
        document = response(DIGITIZED)
        for metric in document["data"]["overview"]["metrics"]:
            metric.update(dict.fromkeys(("numerator", "denominator", "score", "maxScore"), "x"))
        with pytest.raises(PortalError) as caught:
            portal.read(document)

        assert str(caught.value).startswith("28 problems in the portal's responses:\n- ")
        assert str(caught.value).endswith("\n- and 8 more")


# What comes out.


class TestFigures:
    """Null stays null; what can't be taken as given is flagged, with its path."""

    def test_null(self) -> None:
        unit = portal.read(changed(PROGRESS, "data", "parent", "totalOnTime", to=None))[0]

        assert unit.counts["dossiers_on_time"] is None
        assert unit.score()["progress"].points is None
        assert unit.published["progress"] == 15.68

    def test_null_points(self) -> None:
        unit = portal.read(changed(PROGRESS, "data", "parent", "totalScore", to=None))[0]

        assert unit.published.points == {"progress": None, "progress.on_time": None}

    def test_points_of_what_is_only_watched(self) -> None:
        """There are none; if the portal gave some, they would not be lost."""
        path = ("data", "overview", "metrics", 0, "score")
        code = "satisfaction.petitions_about_procedures"

        assert code not in portal.read(response(SATISFACTION))[0].published.points
        assert portal.read(changed(SATISFACTION, *path, to=0))[0].published.points[code] == 0

    def test_nothing_but_a_percentage(self) -> None:
        document = response(PROGRESS)
        document["data"]["parent"] |= {"totalOnTime": None, "totalReceived": None}
        unit = portal.read(document)[0]

        assert unit.percentages == {"progress.on_time": 78.38}
        assert unit.score()["progress"].points == 15.68
        assert unit.published.shares == ()

    def test_percentage_beside_counts(self) -> None:
        share = portal.read(response(PROGRESS))[0].published.shares[0]

        assert share == ti.PrintedShare(
            code="progress.on_time",
            label="ratio",
            numerator=144625,
            denominator=184513,
            percent=78.38,
            decimals=2,
        )
        assert share.fits

    def test_label_of_a_percentage(self) -> None:
        path = ("data", "overview", "metrics", 2)
        for document, label in [
            (changed(TRANSPARENCY, *path, "name", to="Công khai đầy đủ"), "Công khai đầy đủ"),
            (changed(TRANSPARENCY, *path, "name", to=""), "PUBLIC_CONTENT_FULL"),
        ]:
            assert portal.read(document)[0].published.shares[0].label == label

    def test_keys_of_metrics_are_none_of_a_tree(self) -> None:
        document = response(PROGRESS)
        document["data"]["parent"] |= {"name": "x", "code": 7}
        unit = portal.read(document)[0]

        assert unit.published.shares[0].label == "ratio"
        assert [key.place for key in unit.unknown] == ["data.parent.name", "data.parent.code"]

    def test_zero_of_zero_has_no_percentage(self) -> None:
        document = changed(SATISFACTION, "data", "evaluation", 0, "metrics", 0, "ratio", to=100)
        unit = portal.read(document)[1]

        assert unit.published.shares == ()
        assert unit.percentages == {}
        assert unit.flags == ()

    @pytest.mark.parametrize("lost", ["numerator", "denominator"])
    def test_percentage_beside_one_count(self, lost: str) -> None:
        unit = portal.read(changed(TRANSPARENCY, "data", "overview", "metrics", 2, lost, to=None))[
            0
        ]

        assert unit.percentages == {}
        assert unit.score()["transparency.complete"].status == "missing"
        assert str(unit.flags[0]) == (
            f"{TRANSPARENCY}: data.overview.metrics[2].ratio = 97.75: "
            "a percentage beside one of its two counts"
        )

    def test_one_count_under_two_metrics(self) -> None:
        """Both classes of petitions are shares of the same petitions: neither of two is picked."""
        document = changed(SATISFACTION, "data", "overview", "metrics", 4, "denominator", to=246)
        unit = portal.read(document)[0]

        assert unit.counts["petitions_classified"] is None
        assert str(unit.flags[0]) == (
            f"{SATISFACTION}: data.overview.metrics[4].denominator = 246: "
            "petitions_classified is 247 elsewhere: neither is taken"
        )
        assert [share.denominator for share in unit.published.shares] == [
            247,
            184503,
            247,
            247,
            246,
        ]

    @pytest.mark.parametrize("metric", [0, 4])
    def test_null_says_nothing_against_a_count(self, metric: int) -> None:
        path = ("data", "overview", "metrics", metric, "denominator")
        unit = portal.read(changed(SATISFACTION, *path, to=None))[0]

        assert unit.counts["petitions_classified"] == 247

    def test_contradictions_are_kept_and_flagged(self) -> None:
        document = changed(SATISFACTION, "data", "overview", "metrics", 2, "numerator", to=248)
        unit = portal.read(document)[0]

        assert unit.counts["petitions_on_time"] == 248
        assert str(unit.flags[0]) == (
            f"{SATISFACTION}: data.overview.metrics[2]: satisfaction.petitions_on_time: "
            "petitions_on_time = 248 is above petitions_handled = 247"
        )
        with pytest.raises(ti.errors.AboveDenominatorError):
            unit.score()

    def test_contradictions_in_a_tree(self) -> None:
        unit = portal.read(changed(ONLINE, "data", "parent", "partialCount", to=36))[0]

        assert [(flag.place, flag.message.partition(":")[0]) for flag in unit.flags] == [
            ("data.parent", "online_services.provided")
        ]

    def test_a_percentage_above_all(self) -> None:
        path = ("data", "overview", "metrics", 6, "ratio")
        unit = portal.read(changed(DIGITIZED, *path, to=101))[0]

        assert unit.percentages == {"digitization.certified_copies": 101}
        assert unit.flags[0].place == "data.overview.metrics[6]"
        assert "certified_copies = 101 is above 100" in unit.flags[0].message

    def test_other_maxima(self) -> None:
        document = changed(TRANSPARENCY, "data", "overview", "metrics", 2, "maxScore", to=3)
        document["data"]["overview"]["totalMaxScore"] = 19
        document["data"]["overview"]["metrics"][1]["maxScore"] = None
        flags = portal.read(document)[0].flags

        assert [(flag.place, flag.value, flag.message) for flag in flags[:2]] == [
            ("data.overview.totalMaxScore", 19, "the rules' maximum is 18"),
            ("data.overview.metrics[2].maxScore", 3, "the rules' maximum is 2"),
        ]

    def test_both_names_of_points(self) -> None:
        """A tree may say score or totalScore; if it says both, the other is unknown."""
        document = response(PROGRESS)
        document["data"]["children"][0] |= {"totalScore": 1.5, "totalMaxScore": 20}
        unit = portal.read(document)[1]

        assert unit.published["progress"] == 1.5
        assert [key.place for key in unit.unknown] == [
            "data.children[0].score",
            "data.children[0].maxScore",
        ]


class TestSaid:
    """What the portal says of its figures is kept as given; what we don't know is listed."""

    def test_quality(self) -> None:
        province, office, *_ = portal.read(files(OWN, "2026-08"))

        assert [(flag.place, flag.value) for flag in province.flags] == [
            (
                "data.overview.metrics[3].dataQualityStatus",
                "TEMP_NATIONAL_REPORT_DENOMINATOR",
            )
        ]
        assert [(flag.place, flag.value, flag.message) for flag in office.flags] == [
            (
                "data.evaluation[0].metrics[3].dataQualityStatus",
                "NO_NATIONAL_REPORT_DATA",
                "the portal's own word",
            )
        ]

    def test_messages(self) -> None:
        document = changed(PROGRESS, "message", to="Số liệu tạm tính")
        document["data"]["parent"] |= {"message": "Đang cập nhật", "dataQualityNote": None}
        read = portal.read(document)

        assert [str(flag) for flag in read.flags] == [
            f"{PROGRESS}: message = 'Số liệu tạm tính': the portal's own word"
        ]
        assert [flag.value for flag in read[0].flags] == ["Đang cập nhật"]
        assert read[0].unknown == ()

    def test_a_part_of_the_units(self) -> None:
        read = portal.read(response(TRANSPARENCY))

        assert [str(flag) for flag in read.flags] == [
            f"{TRANSPARENCY}: data.pagination.total = 29: units in all; 3 are here"
        ]
        assert not portal.read(changed(TRANSPARENCY, "data", "pagination", "total", to=3)).flags
        assert not portal.read(changed(TRANSPARENCY, "data", "pagination", to=None)).flags

    def test_unknown_keys_everywhere(self) -> None:
        document = response(TRANSPARENCY)
        data = document["data"]
        places: list[Any] = [document, data, data["pagination"], data["overview"]]
        for value, place in enumerate([*places, data["overview"]["metrics"][0]]):
            place["new"] = value
        data["name"] = data["stt"] = 5
        read = portal.read(document)

        assert {(key.place, key.value) for key in read.unknown} == {
            ("new", 0),
            ("data.new", 1),
            ("data.name", 5),
            ("data.stt", 5),
            ("data.pagination.new", 2),
            ("data.source", "published figures, a part of the units"),
        }
        assert [(key.place, key.value, key.message) for key in read[0].unknown] == [
            ("data.overview.metrics[0].new", 4, "an unknown key"),
            ("data.overview.new", 3, "an unknown key"),
        ]

    def test_rows_as_given(self) -> None:
        unit = portal.read(response(PROGRESS))[1]

        assert unit.rows == {"progress": response(PROGRESS)["data"]["children"][0]}


class TestLevels:
    """ "PROVINCE with level_1 is the province, PROVINCE otherwise a department, COMMUNE a commune"."""

    @pytest.mark.parametrize(
        ("word", "agency", "level"),
        [
            ("PROVINCE", "level_1", "province"),
            ("PROVINCE", "level_2", "department"),
            ("PROVINCE", None, "department"),
            ("COMMUNE", "level_2", "commune"),
            ("COMMUNE", "level_1", "commune"),
            (None, "level_1", None),
            ("DISTRICT", "level_2", None),
        ],
    )
    def test_metrics(self, word: Any, agency: Any, level: Any) -> None:
        document = response(TRANSPARENCY)
        document["data"]["overview"] |= {"departmentLevel": word, "agencyLevel": agency}
        unit = portal.read(document)[0]

        assert unit.level == level
        assert [(key.place, key.message) for key in unit.unknown] == (
            [("data.overview.departmentLevel", "an unknown level")] if word == "DISTRICT" else []
        )

    def test_tree(self) -> None:
        levels = [unit.level for unit in portal.read(response(PROGRESS))]

        assert levels == ["province", "department", "commune", "commune"]
        assert portal.read(changed(PROGRESS, "data", "parent", "level", to="PROVINCE"))[
            0
        ].level == ("province")

    def test_nothing_below_tells_no_level(self) -> None:
        assert portal.read(response(ONLINE))[0].level is None
        document = response(PROGRESS)
        for row in document["data"]["children"]:
            row["level"] = None
        assert [unit.level for unit in portal.read(document)] == [None] * 4

    def test_conflict(self) -> None:
        document = changed(PROGRESS, "data", "children", 0, "level", to="COMMUNE")
        read = portal.read([response(TRANSPARENCY), document])

        assert read[1].level is None
        (conflict,) = map(str, read.conflicts)
        assert conflict == (
            f"{TRANSPARENCY}: data.evaluation[0] = 'Văn phòng UBND Tỉnh - Tỉnh Phú Thọ': "
            "two levels: department and commune"
        )


class TestMatching:
    """By id, then by code, then by name; what did not match is reported."""

    def test_by_id_with_another_code(self) -> None:
        payment = changed(PAYMENT, "data", "children", 0, "departmentCode", to="H44.99")
        read = portal.read([response(PROGRESS), payment])

        assert list(read[1].rows) == ["progress", "online_payment"]
        assert read[1].code == "H44.01"
        (conflict,) = map(str, read.conflicts)
        assert conflict == (
            f"{PAYMENT}: data.children[0].departmentCode = 'H44.99': another than that of "
            f"'Văn phòng UBND Tỉnh - Tỉnh Phú Thọ' ({PROGRESS}: data.children[0]): "
            "matched by departmentId"
        )

    def test_by_code_and_by_name_with_another_id(self) -> None:
        payment = changed(PAYMENT, "data", "children", 0, "departmentId", to="77")
        transparency = changed(TRANSPARENCY, "data", "evaluation", 0, "departmentId", to="78")
        read = portal.read([payment, response(PROGRESS), transparency])

        assert list(read[1].rows) == ["transparency", "progress", "online_payment"]
        assert [conflict.message.rpartition(": ")[2] for conflict in read.conflicts] == [
            "matched by departmentName",
            "matched by departmentCode",
        ]

    def test_by_name_in_another_spelling(self) -> None:
        progress = changed(PROGRESS, "data", "children", 0, "departmentId", to=None)
        name = "  văn  phòng UBND tỉnh - tỉnh phú thọ"
        progress["data"]["children"][0]["departmentName"] = name.replace(
            "ò", "o\N{COMBINING GRAVE ACCENT}"
        )
        read = portal.read([response(TRANSPARENCY), progress])

        assert list(read[1].rows) == ["transparency", "progress"]
        assert read[1].name == "Văn phòng UBND Tỉnh - Tỉnh Phú Thọ"
        assert not read.conflicts

    def test_one_name_with_two_codes(self) -> None:
        payment = response(PAYMENT)
        payment["data"]["children"][0] |= {"departmentId": "77", "departmentCode": "H45.01"}
        read = portal.read([response(PROGRESS), payment])

        assert [list(unit.rows) for unit in read if unit.name == read[1].name] == [
            ["progress"],
            ["online_payment"],
        ]
        assert read.conflicts[0].place == "data.children[0].departmentName"
        assert read.conflicts[0].message.endswith("kept apart")

    def test_one_name_for_two_units(self) -> None:
        """Nothing tells which of the two it is: neither gets the figures."""
        progress, payment = response(PROGRESS), response(PAYMENT)
        for row in progress["data"]["children"][:2]:
            row["departmentName"] = "UBND xã Tân Sơn"
        lost = {"departmentId": None, "departmentCode": None, "departmentName": "UBND xã Tân Sơn"}
        payment["data"]["children"] = [payment["data"]["children"][0] | lost]
        read = portal.read([progress, payment])
        alike = [list(unit.rows) for unit in read if unit.name == "UBND xã Tân Sơn"]

        assert alike == [["progress"], ["progress"], ["online_payment"]]
        assert [conflict.place for conflict in read.conflicts] == [
            "data.children[0].departmentName"
        ] * 2

    def test_two_units_of_one_name_below_one(self) -> None:
        progress, payment = response(PROGRESS), response(PAYMENT)
        lost = {"departmentId": None, "departmentCode": None, "departmentName": "UBND xã Tân Sơn"}
        progress["data"]["children"] = [progress["data"]["children"][0] | lost]
        payment["data"]["children"] = [
            row | {"departmentName": "UBND xã Tân Sơn"} for row in payment["data"]["children"][:2]
        ]
        read = portal.read([progress, payment])

        assert [list(unit.rows) for unit in read[1:]] == [
            ["progress"],
            ["online_payment"],
            ["online_payment"],
        ]

    def test_a_unit_gets_one_row_of_a_response(self) -> None:
        payment = response(PAYMENT)
        first = payment["data"]["children"][0]
        lost = {"departmentId": "77", "departmentCode": None, "totalScore": 9.5}
        payment["data"]["children"].append(first | lost)
        read = portal.read([response(PROGRESS), payment])
        alike = [unit for unit in read if unit.name == first["departmentName"]]

        assert [unit.published["online_payment"] for unit in alike] == [0, 9.5]

    def test_unmatched(self) -> None:
        read = portal.read(files(OWN, "2026-08"))

        assert [(u.place, u.value, u.message) for u in read.unmatched] == [
            ("data.evaluation[2]", "UBND xã Hy Cương", f"not in {DIGITIZED}"),
            (
                "data.evaluation[3]",
                "UBND xã Tiên Lữ",
                f"not in {TRANSPARENCY}, {PROGRESS}, {PAYMENT}, {DIGITIZED}",
            ),
            (
                "data.evaluation[2]",
                "UBND xã Võ Miếu",
                f"not in {TRANSPARENCY}, {PROGRESS}, {PAYMENT}, {SATISFACTION}",
            ),
        ]

    def test_a_response_alone_lacks_nobody(self) -> None:
        assert not portal.read(response(PROGRESS)).unmatched

    def test_the_unit_above_is_looked_for_everywhere(self) -> None:
        payment = changed(PAYMENT, "data", "parent", to=None)
        online = response(ONLINE)
        read = portal.read([online, payment])

        assert [(u.place, u.message) for u in read.unmatched if u.source == ONLINE] == [
            ("data.parent", f"not in {PAYMENT}")
        ]

    def test_two_provinces(self) -> None:
        other = {"departmentId": "dep-H45", "departmentCode": "H45", "departmentName": "Tỉnh khác"}
        online = response(ONLINE)
        online["data"]["parent"] |= other
        read = portal.read([response(PROGRESS), online])

        assert [(u.place, u.value, u.message) for u in read.unmatched] == [
            ("data.parent", "UBND tỉnh Phú Thọ", f"not in {ONLINE}"),
            ("data.parent", "Tỉnh khác", f"not in {PROGRESS}"),
        ]

    def test_two_units_above(self) -> None:
        payment = changed(PAYMENT, "data", "parent", "departmentId", to="dep-H45")
        payment["data"]["parent"] |= {"departmentCode": "H45", "departmentName": "Tỉnh khác"}
        read = portal.read([response(PROGRESS), payment])

        assert read[1].parent is None
        assert read.conflicts[0].message == "two units above: dep-H44 and dep-H45"

    def test_a_blank_is_no_id(self) -> None:
        progress = changed(PROGRESS, "data", "parent", "departmentId", to=" ")

        assert portal.read(progress)[0].id is None

    def test_parent_without_id(self) -> None:
        progress = changed(PROGRESS, "data", "parent", "departmentId")
        assert portal.read(progress)[1].parent == "H44"
        del progress["data"]["parent"]["departmentCode"]
        assert portal.read(progress)[1].parent == "UBND tỉnh Phú Thọ"


class TestFuzz:
    """Random damage, for a moment; `python -m tests.fuzz_readers` goes on for longer."""

    def test_nothing_but_typed_errors(self) -> None:
        inputs, refused_ones = fuzz_portal(seconds=1, seed=1)

        assert 0 < refused_ones < inputs

    def test_a_failure_says_how_to_try_it_again(self, capsys: pytest.CaptureFixture[str]) -> None:
        def broken(random: Random) -> None:
            tried.append(random.random())
            if len(tried) == 3:
                raise LookupError

        tried: list[float] = []
        with pytest.raises(LookupError):
            fuzz(broken, seconds=60, seed=5)
        assert capsys.readouterr().err == "broken: --seed 5 --only 2\n"
        assert fuzz(broken, seconds=60, seed=5, only=2) == (1, 0)
        assert tried[3] == tried[2]


class TestValues:
    """Records are values: equal, hashable, pickled, shown in a line or a table."""

    def test_equal_hashed_and_pickled(self) -> None:
        read = portal.read(files(OWN, "2026-08"))

        assert read == portal.read(reversed(files(OWN, "2026-08")))
        assert hash(read) == hash(portal.read(files(OWN, "2026-08")))
        assert pickle.loads(pickle.dumps(read)) == read

    def test_a_sequence(self) -> None:
        read = portal.read(response(PROGRESS))

        assert len(read) == 4
        assert read[-1] in read
        assert list(read[1:]) == [*read][1:]

    def test_other_rules(self) -> None:
        rules = RULES.with_indicator("progress.on_time", target=0.5)
        unit = portal.read(response(PROGRESS))[0]

        assert unit.score(rules)["progress"].points == 20
        assert unit.score().level == "province"

    def test_printed(self) -> None:
        read = portal.read(files(OWN, "2026-08")[:2])

        assert repr(read) == (
            "4 units; unmatched: 0, conflicts: 0, flags: 5, unknown: 1\n"
            "\n"
            "unit                                level       transparency  progress\n"
            "UBND tỉnh Phú Thọ                   province            7.96     15.68\n"
            "Văn phòng UBND Tỉnh - Tỉnh Phú Thọ  department          1.96      0.00\n"
            "UBND Phường Việt Trì                commune             7.96     15.81\n"
            "UBND xã Hy Cương                    commune             7.96     13.45"
        )
        assert read.text("vi").startswith(
            "4 đơn vị; không có ở mọi phản hồi: 0, mâu thuẫn: 0, lưu ý: 5, chưa rõ nghĩa: 1\n"
            "\n"
            "đơn vị                              cấp                  transparency  progress\n"
            "UBND tỉnh Phú Thọ                   tỉnh, thành phố              7,96     15,68\n"
        )
        assert repr(read[1]) == (
            "PortalUnit('Văn phòng UBND Tỉnh - Tỉnh Phú Thọ', id='dep-H44.01', "
            "level='department', transparency, progress)"
        )
        assert "level=None" in repr(portal.read(response(ONLINE))[0])

    def test_many_are_counted(self) -> None:
        document = response(PROGRESS)
        row = document["data"]["children"][0]
        document["data"]["children"] = [
            row | {"departmentId": f"{n}", "departmentCode": f"H{n}", "departmentName": None}
            for n in range(100, 160)
        ]
        read = portal.read(document)
        lines = repr(read).splitlines()

        assert len(lines) == 2 + 1 + 60 + 1
        assert lines[4].startswith("100 ")
        assert lines[-1] == "… and 1 more"
        assert read.text().splitlines()[-1].startswith("159 ")

    def test_as_plain_values(self) -> None:
        read = portal.read(files(OWN, "2026-08")[:2], period="2026-08")
        stored = json.loads(read.to_json())

        assert stored["units"][0]["published"]["points"]["progress"] == 15.68
        assert stored["units"][0]["level"] == "province"
        assert stored["units"][0]["rows"]["progress"]["departmentName"] == "UBND tỉnh Phú Thọ"
        assert list(stored["responses"].values()) == list(read.responses.values())
        assert len(stored["unmatched"]) == len(read.unmatched)
        assert "UBND xã Hy Cương" in read._repr_html_()
