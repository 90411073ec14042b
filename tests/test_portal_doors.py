# SPDX-License-Identifier: MIT
"""What is handed in as a response: pages, lists, archives, and what is none; names of other rules."""

from __future__ import annotations

import gzip
import json
import os

from base64 import b64encode
from copy import deepcopy
from pathlib import Path
from typing import Any

import attrs
import pytest

import tthc_index as ti

from tests.portal_writer import RULES, SHAPES
from tthc_index import portal
from tthc_index.errors import PortalError
from tthc_index.portal import sources
from tthc_index.portal.names import read_names, shipped
from tthc_index.text.json import read_json


OWN = Path(__file__).parent / "responses"
TRANSPARENCY, PROGRESS = "transparency", "dvc-progress-tree"
PAYMENT = "formality-online-payment-tree"


def response(name: str) -> Any:
    """One of the small real responses, to be changed."""
    return json.loads((OWN / f"2026-08-{name}.json").read_text("utf-8"))


def problems(*responses: Any, **options: Any) -> list[str]:
    with pytest.raises(PortalError) as caught:
        portal.read(responses, **options)
    return list(map(str, caught.value.findings))


def published(units: portal.PortalUnits) -> list[Any]:
    """All but where it stood."""
    return [(unit.published, unit.id, unit.code, unit.level, unit.parent) for unit in units]


def pages(name: str = TRANSPARENCY, *, total: int = 3, **said: int) -> list[Any]:
    """A real response of three units below, on three pages."""
    whole = response(name)
    made = []
    for number in range(3):
        page = deepcopy(whole)
        page["data"]["evaluation"] = page["data"]["evaluation"][number : number + 1]
        known = {"total": total, "pageSize": 1, "totalPages": 3, "currentPage": number + 1} | said
        page["data"]["pagination"] = {key: value for key, value in known.items() if value}
        made.append(page)
    return made


class TestPages:
    """Pages of one response are put together; those that are missing are said."""

    def test_all(self) -> None:
        whole = response(TRANSPARENCY)
        whole["data"]["pagination"] = None
        read = portal.read(pages())

        assert published(read) == published(portal.read(whole))
        assert read.flags == ()
        assert set(read.responses.values()) == {TRANSPARENCY}
        assert portal.read(reversed(pages())) == read

    def test_beside_others(self) -> None:
        read = portal.read([response(PROGRESS), *pages()])

        assert read.unmatched == ()
        assert [list(unit.rows) for unit in read] == [["transparency", "progress"]] * 4

    def test_one_is_missing(self) -> None:
        first, _, third = pages()
        read = portal.read([third, first])

        assert [unit.code or unit.id for unit in read] == ["dep-H44", "dep-H44.01", "dep-H44.104"]
        assert [str(flag) for flag in read.flags] == [
            f"{TRANSPARENCY}: data.pagination.total = 3: units in all; 2 are here",
            f"{TRANSPARENCY}: data.pagination.totalPages = 3: pages in all; 2 are here; missing: 2",
        ]

    def test_many_are_missing(self) -> None:
        last = [str(flag) for flag in portal.read(pages(totalPages=10**9)[0]).flags][-1]

        assert last.endswith(f"1 is here; missing: {', '.join(map(str, range(2, 22)))}, …")

    def test_without_numbers(self) -> None:
        read = portal.read(pages(currentPage=0)[:2])

        assert len(read) == 3
        assert str(read.flags[1]).endswith("totalPages = 3: pages in all; 2 are here")
        assert portal.read(pages(currentPage=0)[1::-1]) == read

    @pytest.mark.parametrize("bare", [0, 2])
    def test_the_unit_above_on_one_of_them(self, bare: int) -> None:
        made = pages()
        made[bare]["data"]["overview"] = None

        assert {unit.parent for unit in portal.read(made)[1:]} == {"dep-H44"}

    def test_of_a_tree(self) -> None:
        """A tree says nothing of pages: what fits together is taken, and that is said."""
        first, second = response(PROGRESS), response(PROGRESS)
        first["data"]["children"] = first["data"]["children"][:1]
        second["data"]["children"] = second["data"]["children"][1:]
        read = portal.read([first, second])

        assert published(read) == published(portal.read(response(PROGRESS)))
        assert [str(flag) for flag in read.flags] == [
            (
                f"{PROGRESS}: data.children: put together of 2 parts; "
                "the portal doesn't say whether they are all"
            )
        ]

    @pytest.mark.parametrize("what", ["figures", "unit", "number", "total", "more", "nothing"])
    def test_no_page_of_it(self, what: str) -> None:
        first, second, _ = pages(total=1 if what == "more" else 3)
        if what == "figures":
            second["data"]["overview"]["totalScore"] = 7.97
        elif what == "unit":
            second["data"]["evaluation"] = first["data"]["evaluation"]
        elif what == "number":
            second["data"]["pagination"]["currentPage"] = 1
        elif what == "total":
            second["data"]["pagination"]["total"] = 4
        elif what == "nothing":
            second["data"]["evaluation"] = []

        assert problems(first, second) == [
            f"{TRANSPARENCY}: {TRANSPARENCY} is given twice: {TRANSPARENCY} is it too"
        ]

    def test_pagination_of_another_type(self) -> None:
        (found,) = problems(pages(total="3")[0])  # type: ignore[arg-type]  # that is tried

        assert "data.pagination.total = '3': text; it takes a whole number" in found


SCORES = {"CKMB": 7.96, "TDGQ": 17.68, "CLGQ": 8.56, "TTTT": 6.67, "MDHL": 11.43, "MDSH": 9.59}


def row(number: int, **more: Any) -> dict[str, Any]:
    """A unit of the list."""
    known = {
        "departmentId": f"dep-H{number}",
        "departmentCode": f"H{number}",
        "departmentName": f"UBND tỉnh {number}",
        "totalScore": 61.89,
        "totalMaxScore": 100,
        "ratio": 61.89,
        "scoreDelta": -0.5,
        "groupScores": SCORES,
    }
    return known | more


def listed(*rows: Any, overview: Any = None, **more: Any) -> dict[str, Any]:
    overview = overview or {"departmentName": "Cả nước", "totalScore": 61.51}
    return {"code": "OK", "data": {"overview": overview, "evaluation": list(rows), **more}}


class TestList:
    """The list of units, all provinces or those of one: points of groups, total, rank, change."""

    def test_provinces(self) -> None:
        read = portal.read(listed(row(44, rank=2), row(45, rank=1)), period="2026")
        unit = read[0]

        assert dict(unit.published.points) == {
            "transparency": 7.96,
            "progress": 17.68,
            "online_services": 8.56,
            "online_payment": 6.67,
            "satisfaction": 11.43,
            "digitization": 9.59,
        }
        assert (unit.published.total, unit.published.rank, unit.change) == (61.89, (2, 2), -0.5)
        assert (unit.id, unit.code, unit.level, unit.parent) == ("dep-H44", "H44", "province", None)
        assert unit.rows == {"total": row(44, rank=2)}
        assert (unit.flags, unit.unknown, read.unmatched, read.conflicts) == ((), (), (), ())
        assert repr(read) == (
            "2 units; unmatched: 0, conflicts: 0, flags: 1, unknown: 0\n\n"
            "unit          level     transparency  progress  online_services  online_payment  "
            "satisfaction  digitization  total\n"
            "UBND tỉnh 44  province          7.96     17.68             8.56            6.67  "
            "       11.43          9.59  61.89\n"
            "UBND tỉnh 45  province          7.96     17.68             8.56            6.67  "
            "       11.43          9.59  61.89"
        )

    @pytest.mark.parametrize("place", ["overview", "evaluation"])
    def test_the_whole_country_is_no_unit(self, place: str) -> None:
        country = {"departmentId": "x", "departmentName": " CẢ NƯỚC ", "totalScore": 61.51}
        document = listed(row(44), overview=country)
        if place == "evaluation":
            document["data"] = {"overview": None, "evaluation": [row(44), country]}
        read = portal.read(document)

        assert [unit.code for unit in read] == ["H44"]
        assert read.flags[-1].value == country
        assert read.flags[-1].message == "an average and no unit: left out"

    def test_nothing_but_an_average(self) -> None:
        read = portal.read(listed(overview={"departmentName": "Cả nước", "groupScores": None}))

        assert repr(read) == "0 units; unmatched: 0, conflicts: 0, flags: 1, unknown: 0"

    def test_units_of_a_province(self) -> None:
        read = portal.read(
            listed(
                row(1, childGroup="AGENCY"),
                row(2, childGroup="COMMUNE", groupScores={"CKMB": None}),
                row(3, childGroup="ANOTHER"),
                row(4, departmentLevel="COMMUNE", childGroup=None),
                overview=row(44, totalMaxScore=99, groupScores=None),
            )
        )

        assert [unit.level for unit in read] == [
            "province",
            "department",
            "commune",
            None,
            "commune",
        ]
        assert [unit.parent for unit in read] == [None, *["dep-H44"] * 4]
        assert read[2].published.points == {"transparency": None}
        assert [str(key) for key in read[3].unknown] == [
            "service-results: data.evaluation[2].childGroup = 'ANOTHER': an unknown level"
        ]
        assert [str(flag) for flag in read[0].flags] == [
            "service-results: data.overview.totalMaxScore = 99: the rules' maximum is 100"
        ]

    def test_units_below_no_province(self) -> None:
        """They are taken for no provinces: their codes say what they are below."""
        document = listed(row(44, departmentCode="H44.100"))
        document["data"]["overview"] = None

        assert portal.read(document)[0].level is None

    @pytest.mark.parametrize(("total", "flags"), [(61.89, 0), (61.9, 1)])
    def test_the_province_among_its_units(self, total: float, flags: int) -> None:
        top = row(44, totalScore=total, groupScores=None, new=1)
        read = portal.read(listed(row(1, childGroup="COMMUNE"), row(44), overview=top))
        province, commune = read

        assert (province.code, province.level, province.parent) == ("H44", "province", None)
        assert (commune.parent, commune.level) == ("dep-H44", "commune")
        assert province.published["transparency"] == 7.96
        assert [str(flag) for flag in province.flags] == [
            (
                "service-results: data.overview.totalScore = 61.9: "
                "another than that of data.evaluation[1], which is taken"
            )
        ][:flags]
        assert [key.place for key in province.unknown] == ["data.overview.new"]

    def test_beside_the_six(self) -> None:
        """A group's own page goes before the list; what the list says otherwise is told."""
        scores = SCORES | {"CKMB": 7.95, "TDGQ": None}
        phu_tho = row(44, departmentName="UBND tỉnh Phú Thọ", groupScores=scores)
        six = [response(shape.name) for shape in SHAPES]
        six[1]["data"]["parent"]["totalScore"] = None
        read = portal.read([listed(phu_tho, row(45)), *six])

        assert read[0].published["transparency"] == 7.96
        assert read[0].published["satisfaction"] == 12.96
        assert read[0].published.total == 61.89
        assert read[0].published["progress"] is None
        assert next(str(flag) for flag in read[0].flags if "groupScores" in flag.place) == (
            "service-results: data.evaluation[0].groupScores = "
            "{'CKMB': 7.95, 'CLGQ': 8.56, 'MDHL': 11.43, 'MDSH': 9.59, ...}: "
            "transparency is 7.95 here, and 7.96 in its own response: that is taken"
        )
        assert list(read[0].rows)[-1] == "total"
        assert "UBND tỉnh 45" not in {finding.value for finding in read.unmatched}
        assert all("service-results" not in finding.message for finding in read.unmatched)

    def test_points_that_a_page_lacks(self) -> None:
        page = response(TRANSPARENCY)
        page["data"]["overview"]["totalScore"] = None

        phu_tho = row(44, departmentName="UBND tỉnh Phú Thọ")
        assert portal.read([page, listed(phu_tho)])[0].published["transparency"] == 7.96

    @pytest.mark.parametrize("rank", [0, 3])
    def test_no_place(self, rank: int) -> None:
        unit = portal.read(listed(row(44, rank=rank), row(45)))[0]

        assert unit.published.rank is None
        assert unit.flags[0].message == "no place among 2 units"

    def test_a_place_among_the_units_of_all_pages(self) -> None:
        page = listed(row(44, rank=13), pagination={"total": 34})

        assert portal.read(page)[0].published.rank == (13, 34)

    def test_unknown_keys(self) -> None:
        scores = SCORES | {"NEW": 1}
        read = portal.read(listed(row(44, groupScores=scores), radar=[], growthPercent=1.2))

        assert [key.place for key in read.unknown] == ["data.radar", "data.growthPercent"]
        assert [key.place for key in read[0].unknown] == ["data.evaluation[0].groupScores.NEW"]

    @pytest.mark.parametrize("change", ["1", True, [], float("inf")])
    def test_no_change(self, change: Any) -> None:
        text = json.dumps(listed(row(44, scoreDelta=change))).replace("Infinity", "1e999")
        (found,) = problems(text)

        assert "scoreDelta" in found
        assert found.endswith("it takes a number, or null")

    def test_metrics_make_no_list(self) -> None:
        """Points of one group are never taken for a total."""
        data = {"overview": row(44, metrics=[]), "evaluation": []}

        assert "none of the portal's responses" in problems({"code": "OK", "data": data})[0]


class TestNamesakes:
    """Two communes of one name: no recipe loses one of them."""

    @staticmethod
    def two() -> Any:
        document = response(PROGRESS)
        for commune in document["data"]["children"][1:3]:
            commune["departmentName"] = "UBND xã Tân Lập"
        return document

    def test_flag(self) -> None:
        assert [str(flag) for flag in portal.read(self.two()).flags] == [
            (
                f"{PROGRESS}: data.children[1] = 'UBND xã Tân Lập': "
                "the name of 2 units: H44.100, H44.104"
            )
        ]

    def test_by_name(self) -> None:
        read = portal.read(self.two())
        named = read.by_name()

        assert list(named.values()) == list(read)
        assert list(named)[2:] == ["UBND xã Tân Lập (H44.100)", "UBND xã Tân Lập (H44.104)"]
        assert list(read.by_name("commune")) == list(named)[2:]
        assert list(read.by_name(ti.Level.PROVINCE)) == ["UBND tỉnh Phú Thọ"]
        assert "UBND xã Tân Lập (H44.104)" in repr(read)

    def test_nothing_tells_them_apart(self) -> None:
        """Two units of that name in one response, and that name alone in two others."""
        lost = {"departmentId": None, "departmentCode": None, "departmentName": "UBND xã Tân Lập"}
        payment, transparency = response(PAYMENT), response(TRANSPARENCY)
        for content, below in ((payment, "children"), (transparency, "evaluation")):
            content["data"][below] = [content["data"][below][0] | lost]
        names = list(portal.read([self.two(), payment, transparency]).by_name("commune"))

        assert names == ["UBND xã Tân Lập (H44.100)", "UBND xã Tân Lập (H44.104)"]
        read = portal.read([self.two(), payment, transparency])
        assert len(read.by_name()) == len(read)

    def test_find(self) -> None:
        read = portal.read(self.two())

        for wanted in ("dep-H44.100", "h44.100", "ubnd  xã Tân Lập (H44.100)"):
            assert read.find(wanted).code == "H44.100"
        decomposed = "UBND tỉnh Phu\N{COMBINING ACUTE ACCENT} Thọ"
        assert read.find(decomposed).level == "province"
        with pytest.raises(
            ti.errors.ValueRefusedError, match=r"one of 'UBND xã Tân Lập \(H44.100\)', "
        ):
            read.find("UBND xã Tân Lập")
        with pytest.raises(ti.errors.UnknownNameError, match=r"did you mean 'H44\.100'"):
            read.find("H44-100")
        with pytest.raises(ti.errors.UnknownNameError):
            read.find(None)  # type: ignore[arg-type]  # that is tried

    def test_an_unknown_level(self) -> None:
        with pytest.raises(ti.errors.UnknownNameError, match="did you mean 'commune'"):
            portal.read(self.two()).by_name("communes")
        with pytest.raises(ti.errors.UnknownNameError):
            portal.read(self.two()).by_name([])  # type: ignore[arg-type]  # that is tried

    def test_composed_letters(self) -> None:
        document = self.two()
        document["data"]["parent"]["departmentName"] = (
            "  UBND tỉnh  Phu\N{COMBINING ACUTE ACCENT} Thọ"
        )

        assert portal.read(document)[0].name == "UBND tỉnh Phú Thọ"


HOSTILE = "\x1b]0;x\x07UBND\x00 xã \u202eA\u2066B\u0085\u009b2J\u2028"


class TestTerminal:
    """Nothing that comes from outside reaches a terminal as it is."""

    def test_names(self, tmp_path: Path) -> None:
        document = response(PROGRESS)
        payment = response(PAYMENT)
        for number, content in enumerate((document, payment)):
            for unit in content["data"]["children"][:2]:
                unit["departmentName"] = HOSTILE
                unit[HOSTILE] = unit["dataQualityNote"] = HOSTILE
            content["data"]["parent"] |= {
                "departmentName": f"{HOSTILE}{number}",
                "departmentId": f"{HOSTILE}{number}",
                "departmentCode": f"{HOSTILE}{number}",
            }
        path = tmp_path / "a\x1b\u202e.json"
        path.write_text(json.dumps(document), "utf-8")
        read = portal.read([path, payment])
        told = [*read.flags, *read.unknown, *read.unmatched, *read.conflicts]
        told += [finding for unit in read for finding in (*unit.flags, *unit.unknown)]

        assert_plain("\n".join(map(str, [repr(read), *read, *told])))

    def test_errors(self) -> None:
        document = response(TRANSPARENCY)
        document["data"]["overview"]["metrics"][0]["code"] = HOSTILE
        document["data"]["overview"][f"totalScore{HOSTILE}"] = document["data"]["overview"].pop(
            "totalScore"
        )
        read = portal.read(response(PROGRESS))
        for call in (
            lambda: portal.read(document),
            lambda: portal.read({"code": HOSTILE, "message": HOSTILE}),
            lambda: portal.read(f"<p>{HOSTILE}"),
            lambda: read.find(HOSTILE),
        ):
            with pytest.raises(ti.TthcIndexError) as caught:
                call()
            assert_plain(str(caught.value))


def assert_plain(text: str) -> None:
    assert {letter for letter in text if not letter.isprintable()} <= {"\n"}


class TestNoResponse:
    """What was saved in place of a response is named as what it is."""

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (
                "<!DOCTYPE html><html><body>Request Rejected</body></html>",
                (
                    "a web page, not a response of the portal: the portal refused, or the page was "
                    "saved in place of the response ('Request Rejected'); load it again"
                ),
            ),
            (
                "\ufeff\n<html><script>a<b>c</script>Đăng nhập &amp; x<br",
                "('Đăng nhập & x'); load it",
            ),
            ("<html><style>p {}", "in place of the response; load it again"),
            ("From: <Saved by Blink>\n", "a web page, not a response of the portal: save the resp"),
            ("curl 'https://dichvucong.gov.vn'", "a request copied as cURL: copy the response"),
            ('fetch("https://dichvucong.gov.vn")', "a request copied as fetch: copy the response"),
            ("PK\x03\x04", "a ZIP archive or an Office file, not a response of the portal"),
            ("%PDF-1.7", "a PDF, not a response of the portal"),
            ("", "it is empty"),
            (" \n", "it is empty"),
            ("{“code”: 1}", 'typographic quotes (“) in place of ": line 1 column 2 (char 1)'),
            ('{"code”: "OK", “a": 1}', "; the line has typographic quotes (”), and JSON takes"),
        ],
        ids=range(12),
    )
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_named(self, content: str, said: str, encoding: str, tmp_path: Path) -> None:
        path = tmp_path / "response.json"
        path.write_bytes(content.encode(encoding))
        (found,) = problems(path)

        assert found.startswith(f"responses[0] = '{str(path)[:20]}")
        assert said in found

    def test_a_web_page_as_text(self) -> None:
        assert "a web page" in problems("<html>Request Rejected")[0]

    @pytest.mark.parametrize(
        "answer",
        [
            {"code": "401", "message": "Hết hạn"},
            {"code": 403, "data": None},
            {"status": 401, "error": "Unauthorized", "path": "/api"},
            {"error": "invalid_token"},
            {"code": "ERROR", "message": "Phiên đăng nhập đã kết thúc"},
            {"message": "Vui lòng đăng nhập lại"},
        ],
    )
    def test_a_session_that_has_ended(self, answer: dict[str, Any]) -> None:
        (found,) = problems(answer)

        key = next(iter(answer))
        assert found.startswith(f"responses[0]: {key} = ")
        assert "the session has ended, load the page again; the portal's message: " in found

    def test_another_answer(self) -> None:
        assert problems({"statusCode": 500, "message": "Lỗi"}) == [
            "responses[0]: statusCode = 500: it takes 'OK'; the portal's message: 'Lỗi'"
        ]

    def test_keys_of_an_answer_beside_figures(self) -> None:
        read = portal.read(response(PROGRESS) | {"status": 200})

        assert [key.place for key in read.unknown] == ["status"]

    def test_no_plain_file(self, tmp_path: Path) -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)

        assert "can't be read: it is no plain file" in problems(pipe)[0]

    def test_too_large(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(sources, "LIMIT", 1000)
        path = tmp_path / "response.json"
        path.write_text(json.dumps(response(PROGRESS)), "utf-8")

        said = "can't be read: it takes at most 1,000 bytes"
        assert said in problems(path)[0]
        assert said in problems(gzip.compress(b" " * 1001))[0]


class TestArchives:
    """Gzip and HAR files are read."""

    def test_gzip(self, tmp_path: Path) -> None:
        packed = gzip.compress(json.dumps(response(PROGRESS)).encode())
        path = tmp_path / "progress.json"
        path.write_bytes(packed)

        assert portal.read(path).units == portal.read(packed).units
        assert portal.read(packed).units == portal.read(response(PROGRESS)).units

    @pytest.mark.parametrize("damage", [slice(-8), slice(20), slice(3)])
    def test_a_damaged_one(self, damage: slice) -> None:
        packed = gzip.compress(json.dumps(response(PROGRESS)).encode())[damage]

        assert "can't be read: the gzip archive is damaged (" in problems(packed + b"x" * 9)[0]

    @staticmethod
    def har(*entries: tuple[str, Any], method: str = "POST", **content: Any) -> dict[str, Any]:
        base = "https://dichvucong.gov.vn/api/v1/reporting/evaluation"
        return {
            "log": {
                "entries": [
                    {
                        "request": {"method": method, "url": f"{base}/{name}?a=1"},
                        "response": {"content": {"text": body, **content}},
                    }
                    for name, body in entries
                ]
            }
        }

    def test_har(self, tmp_path: Path) -> None:
        names = [shape.name for shape in SHAPES]
        bodies = [(name, json.dumps(response(name))) for name in names]
        file = self.har(("main.js", "var a"), *bodies, bodies[0])
        file["log"]["entries"] += [None, {"request": {"url": "http://["}}]
        path = tmp_path / "month.har"
        path.write_text(json.dumps(file), "utf-8")
        read = portal.read(path, period="2026-08")

        assert published(read) == published(portal.read(map(response, names), period="2026-08"))
        assert read.responses[f"{path}: log.entries[2]"] == PROGRESS
        assert list(portal.read(file).responses) == [
            f"responses[0]: log.entries[{number}]" for number in range(1, 7)
        ]

    def test_har_of_bytes(self) -> None:
        body = b64encode(gzip.compress(json.dumps(response(PROGRESS)).encode())).decode()
        file = self.har((PROGRESS, body), encoding="base64")

        assert portal.read(file).units == portal.read(response(PROGRESS)).units

    def test_har_of_two_months(self) -> None:
        year = json.loads((OWN / f"2026-{PROGRESS}.json").read_text("utf-8"))
        file = self.har((PROGRESS, json.dumps(response(PROGRESS))), (PROGRESS, json.dumps(year)))

        assert problems(file) == [
            (
                f"responses[0]: log.entries[1]: {PROGRESS} is given twice: "
                "responses[0]: log.entries[0] is it too"
            )
        ]

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ({"timeType": "month", "year": 2026, "month": 8}, None),
            ({"fromDate": "2026-08-01", "toDate": "2026-08-31"}, None),
            ({"timeType": "quarter", "year": 2026, "quarter": 3}, "2026-07 to 2026-09"),
            ({"timeType": "year", "year": 2026}, "2026-01 to 2026-12"),
            ({"fromDate": "2026-09-01\x1b", "toDate": "2026-09-30"}, "2026-09 to 2026-09"),
            ({"timeType": "month", "year": 2026}, None),
            ({"timeType": "month", "year": True, "month": 10**50}, None),
            ({"timeType": [], "year": "2026"}, None),
            ([], None),
        ],
        ids=range(9),
    )
    def test_har_says_the_period(self, asked: Any, said: str | None) -> None:
        """One that was recorded while another month was looked at is no part of this one."""
        file = self.har((PROGRESS, json.dumps(response(PROGRESS))), (TRANSPARENCY, "{}"))
        first, second = file["log"]["entries"]
        second["response"]["content"]["text"] = json.dumps(response(TRANSPARENCY))
        known = {"timeType": "month", "year": 2026, "month": 8}
        first["request"]["postData"] = {"text": json.dumps(known)}
        second["request"]["postData"] = {"text": json.dumps(asked)}
        if said is None:
            assert list(portal.read(file)[0].rows) == ["transparency", "progress"]
        else:
            periods = ", ".join(sorted([said, "2026-08 to 2026-08"]))
            assert problems(file) == [
                f"responses[0]: log.entries: they were asked for several periods: {periods}"
            ]

    def test_har_without_content(self) -> None:
        assert problems(self.har((PROGRESS, None), (TRANSPARENCY, "/etc/passwd"))) == [
            (
                "responses[0]: log.entries[0]: can't be read: "
                "the file holds no content of it: export the HAR with content"
            ),
            "responses[0]: log.entries[1]: can't be read: Expecting value: line 1 column 1 (char 0)",
        ]

    @pytest.mark.parametrize(
        "file", [har(("main.js", "")), har((PROGRESS, "{}"), method="OPTIONS"), har()]
    )
    def test_har_without_responses(self, file: Any) -> None:
        (found,) = problems(file)

        assert found.startswith("responses[0]: log.entries: none of them is one of transparency, ")


class TestReadJson:
    """JSON, strictly; `parse_float` keeps what stands in the file."""

    def test_read(self) -> None:
        assert read_json(b'\xef\xbb\xbf{"a": [1, 2.50]}', parse_float=str) == {"a": [1, "2.50"]}
        assert read_json("7") == 7

    @pytest.mark.parametrize("text", ['{"a": 1, "a": 1}', "[NaN]", "[" * 10**5, '"\\ud800"', ""])
    def test_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"."):
            read_json(text)


NAMES_2027 = """\
[[response]]
name = "speed"
group = "progress"
top = "unit"
below = "units"
sole = "progress.on_time"

[response.counts]
fast = "dossiers_on_time"
all = "dossiers_handled"
"""

#: A set of one group; `progress` alone.
MADE = attrs.evolve(RULES, id="made-2027", max_points=20, groups=(RULES["progress"],))


class TestOtherRules:
    """A set for another year is TOML and no Python."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "made-2027.toml").write_text(ti.ruleset_to_toml(MADE), "utf-8")
        (tmp_path / "portal.toml").write_text(NAMES_2027, "utf-8")
        return tmp_path

    def test_a_made_set(self, folder: Path) -> None:
        rules = ti.ruleset_from_toml(folder / "made-2027.toml")
        unit = {"departmentName": "UBND xã A", "fast": 1, "all": 8, "score": 2.5, "maxScore": 20}
        data = {"unit": None, "units": [unit | {"ratio": 12.5}]}
        for names in (folder / "portal.toml", str(folder / "portal.toml")):
            (read,) = portal.read({"code": "OK", "data": data}, rules=rules, names=names)
            assert read.counts == {"dossiers_on_time": 1, "dossiers_handled": 8}
            assert read.score().points == read.published["progress"] == 2.5
            assert read.score().rules is rules

    def test_names_of_another_set(self) -> None:
        own = attrs.evolve(RULES, id="phu-tho-2026")
        read = portal.read(response(PROGRESS), rules=own, names="qd766-2026")

        assert read[0].score().rules is own
        with pytest.raises(ti.errors.ValueRefusedError) as caught:
            portal.read(response(PROGRESS), rules=own)
        assert str(caught.value) == (
            "names = None: it takes a path to a TOML file with the names for 'phu-tho-2026'; "
            "with the library come 'qd766-2026'"
        )

    def test_an_unknown_set(self) -> None:
        with pytest.raises(ti.errors.UnknownNameError):
            portal.read(response(PROGRESS), rules="qd766-2027")

    def test_shipped(self) -> None:
        assert shipped() == ("qd766-2026",)
        assert read_names(RULES).responses[-1] == "service-results"
        assert list(read_names(RULES).groups) == list(SCORES)

    @pytest.mark.parametrize(
        ("names", "said"),
        [
            (7, "names = 7: it takes a path to a TOML file, or the id of a rule set"),
            (
                "no.toml",
                "names = 'no.toml': it takes a path to a TOML file, or one of 'qd766-2026'",
            ),
            (b"\xff", "it takes a path to TOML in UTF-8 ('utf-8' codec"),
            (b"a =", "it takes a path to TOML in UTF-8 (Invalid value (at end of document))"),
            (b"a = " + b"[" * 10**5, "it takes a path to TOML in UTF-8 ("),
            (b"", "response = None: it takes tables [[response]], one or several"),
            (b"response = [1]", "response = [1]: it takes tables [[response]]"),
            (b"responses = 1", "responses = 1: it takes response"),
        ],
        ids=range(8),
    )
    def test_no_names(self, names: Any, said: str, tmp_path: Path) -> None:
        if isinstance(names, bytes):
            (tmp_path / "names.toml").write_bytes(names)
            names = tmp_path / "names.toml"
        with pytest.raises(ti.TthcIndexError) as caught:
            portal.read(response(PROGRESS), names=names)
        assert said in str(caught.value)

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ('top = "unit"\n', "", "response[0].top = None: it takes text"),
            ('top = "unit"', "top = 1", "response[0].top = 1: it takes text"),
            (
                'top = "unit"',
                'top = "unit"\ntops = 1',
                "response[0].tops = 1: it takes no such key",
            ),
            ("[response.counts]", "[response.metric]", "it takes metrics, counts or groups: one"),
            (
                'group = "progress"\n',
                "",
                "response[0].group = None: it takes the group whose points",
            ),
            (
                'group = "progress"',
                'group = "progres"',
                "the rules 'made-2027'; did you mean 'progress'?",
            ),
            (
                'sole = "progress.on_time"',
                'sole = "x"',
                "response[0].sole = 'x': it takes a name of the",
            ),
            ("dossiers_handled", "a_dossiers", "counts.all = 'a_dossiers': it takes a name of the"),
            (
                'sole = "progress.on_time"',
                'may_lack = ["X"]',
                "response[0].may_lack = 'X': it takes codes",
            ),
            ("[[response]]", NAMES_2027 + "[[response]]", "name = 'speed': it takes each once"),
        ],
        ids=range(10),
    )
    def test_faults(self, old: str, new: str, said: str, folder: Path) -> None:
        path = folder / "portal.toml"
        path.write_text(NAMES_2027.replace(old, new), "utf-8")
        rules = ti.ruleset_from_toml(folder / "made-2027.toml")
        with pytest.raises(ti.TthcIndexError) as caught:
            portal.read(response(PROGRESS), rules=rules, names=path)
        assert said in str(caught.value)

    def test_rules_that_differ_by_level(self) -> None:
        """Whether figures contradict each other does not depend on a level."""
        province = RULES.with_indicator("progress.on_time", levels=(ti.Level.PROVINCE,))
        document = response(PROGRESS)
        for unit in document["data"]["children"]:
            unit["level"] = None

        assert all(not unit.flags for unit in portal.read(document, rules=province))
