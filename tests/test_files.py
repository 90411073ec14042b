# SPDX-License-Identifier: MIT
"""Tables of units in files: `score_file()` gives the points that `score_many()` gives, or nothing."""

from __future__ import annotations

import csv
import datetime as dt
import gc
import io
import os
import pickle
import subprocess
import sys
import tempfile

from contextlib import suppress
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import openpyxl
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tthc_index as ti

from tthc_index import testing
from tthc_index.files import FileSummary, batch, holds_published, read_table, score_file
from tthc_index.files.spelled import COUNT, DAYS, PERCENTAGE, spelled_numbers
from tthc_index.scoring.table import InvalidRows


RULES = ti.ruleset("qd766-2026")
MIDNIGHT = dt.datetime.fromisoformat("2026-08-01")
SUFFIXES = (".csv", ".parquet", ".xlsx")

Columns = dict[str, list[Any]]

HANDLED: Columns = {"unit": ["A", "B"], "dossiers_on_time": [87, 5], "dossiers_handled": [89, 5]}


def store(file: Path, columns: Columns) -> Path:
    """Write a table as other programs do."""
    if file.suffix == ".parquet":
        pq.write_table(pa.table(columns), file)
    elif file.suffix == ".xlsx":
        return sheet(file, [list(columns), *zip(*columns.values(), strict=True)])
    else:
        with file.open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows([columns, *zip(*columns.values(), strict=True)])
    return file


def sheet(file: Path, rows: Any) -> Path:
    """Write cells as they are."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(file)
    return file


def load(file: Path) -> Columns:
    """Read a table as other programs do; points in CSV as numbers."""
    if file.suffix == ".parquet":
        return dict(pq.read_table(file).to_pydict())
    if file.suffix == ".xlsx":
        header, *rows = openpyxl.load_workbook(file).worksheets[0].iter_rows(values_only=True)
    else:
        with file.open(encoding="utf-8", newline="") as lines:
            header, *rows = [tuple(map(_plain, row)) for row in csv.reader(lines)]
    return {str(name): [row[i] for row in rows] for i, name in enumerate(header)}


def _plain(cell: str) -> Any:
    try:
        return float(cell)
    except ValueError:
        return {"": None, "true": True, "false": False}.get(cell, cell)


def scored(source: Path, target: str = "points.parquet", **options: Any) -> Columns:
    """The result of a file, whose counts may be missing."""
    score_file(source, source.with_name(target), **{"missing": "allow", **options})
    return load(source.with_name(target))


def text_file(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    file = tmp_path / "units.csv"
    file.write_bytes(text.encode(encoding))
    return file


def refused(source: Path, **options: Any) -> ti.TthcIndexError:
    """The error that a file gets; nothing must be left of it."""
    before = {path: path.read_bytes() for path in source.parent.iterdir() if path.is_file()}
    with pytest.raises(ti.TthcIndexError) as caught:
        scored(source, **options)
    assert {p: p.read_bytes() for p in source.parent.iterdir() if p.is_file()} == before
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    return caught.value


class TestLaws:
    """A file's points are those of `score_many`, whatever its format and the size of the batches."""

    @pytest.mark.parametrize(("source", "target"), [*product(SUFFIXES, SUFFIXES)])
    @settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        units=st.lists(testing.counts(RULES, missing=True), max_size=4).map(lambda some: some * 4),
        size=st.sampled_from((1, 2, 3, 7, 2**14)),
        options=st.fixed_dictionaries(
            {
                "missing": st.sampled_from(("raise", "allow")),
                "detail": st.sampled_from(("indicators", "groups", "total")),
                "invalid": st.just("flag"),
            }
        ),
    )
    def test_same_points(
        self,
        monkeypatch: pytest.MonkeyPatch,
        source: str,
        target: str,
        units: list[dict[str, float]],
        size: int,
        options: dict[str, Any],
    ) -> None:
        monkeypatch.setattr(batch, "ROWS", size)
        monkeypatch.setattr(batch, "BYTES", 2000 * size)
        monkeypatch.setattr(batch, "GROUP", size)
        units = [{n: round(v, 2) for n, v in unit.items()} for unit in units]
        columns = {n: [unit.get(n) for unit in units] for n in RULES.counts}
        names = [f"xã {i}" for i in range(len(units))]
        table = ti.score_many(columns, **options)
        expected: Columns = {"unit": names, **table.to_frame("pyarrow").to_pydict()}
        expected |= {"complete": table.complete.tolist()} if options["missing"] == "allow" else {}
        reasons = {row: "; ".join(map(str, error.problems)) for row, error in table.invalid.items()}
        expected["invalid"] = [reasons.get(row) for row in range(len(units))]
        with tempfile.TemporaryDirectory() as folder:
            file, result = Path(folder, "a" + source), Path(folder, "b" + target)
            store(file, {"unit": names, **columns})
            summary = score_file(file, result, **options)

            assert load(result) == expected
            assert len(list(Path(folder).iterdir())) == 2
        assert summary.rows == len(units)
        assert summary.refused == len(table.invalid)
        assert summary.incomplete == len(units) - table.complete.sum() - len(table.invalid)

    @pytest.mark.parametrize("suffix", [".csv", ".parquet"])
    def test_large_counts_stay_exact(self, tmp_path: Path, suffix: str) -> None:
        """A double makes 2^53 of 2^53 + 1, and so would find it no larger than 2^53."""
        columns: Columns = {"dossiers_on_time": [2**53 + 1, None], "dossiers_handled": [2**53, 1]}
        error = refused(store(tmp_path / f"units{suffix}", columns))

        assert "dossiers_on_time = 9007199254740993 is above" in str(error)

    def test_counts_beyond_64_bits(self, tmp_path: Path) -> None:
        columns = {"dossiers_on_time": [10**30 + 1, 1], "dossiers_handled": [10**30, 1]}
        error = refused(store(tmp_path / "units.csv", columns))

        assert f"row 2: dossiers_on_time = {10**30 + 1} is above 2^53" in str(error)


class TestColumns:
    """Names of counts hold counts, "CODE %" percentages, "level" levels; all others are kept."""

    @pytest.mark.parametrize("suffix", SUFFIXES)
    def test_counts_give_way_to_points(self, tmp_path: Path, suffix: str) -> None:
        source = store(tmp_path / f"units{suffix}", {"unit": ["A"], "communes": [1], "mã": ["007"]})
        result = scored(source, detail="total", invalid="flag")

        assert result == {
            "unit": ["A"],
            "mã": ["007"],
            "total": [None],
            "complete": [False],
            "invalid": [None],
        }

    @pytest.mark.parametrize("suffix", SUFFIXES)
    def test_percentages(self, tmp_path: Path, suffix: str) -> None:
        columns: Columns = {"unit": ["A", "B"], "progress.on_time %": [94.44, None]}
        result = scored(store(tmp_path / f"units{suffix}", columns))

        assert result["progress.on_time"] == [18.89, None]
        assert "progress.on_time %" not in result

    def test_a_percentage_beside_its_counts(self, tmp_path: Path) -> None:
        columns = {**HANDLED, "progress.on_time %": [None, 94.44]}
        error = refused(store(tmp_path / "units.csv", columns))

        assert "row 3: progress.on_time: both a percentage (94.44) and counts" in str(error)

    @pytest.mark.parametrize("suffix", SUFFIXES)
    def test_levels(self, tmp_path: Path, suffix: str) -> None:
        rules = RULES.with_indicator("progress.on_time", levels=[ti.Level.COMMUNE])
        columns = {**HANDLED, "level": ["commune", "province"]}
        source = store(tmp_path / f"units{suffix}", columns)

        assert scored(source, rules=rules)["progress.on_time"] == [19.55, 20]
        assert scored(source, rules=rules)["level"] == ["commune", "province"]
        assert scored(source, rules=rules, level="commune")["progress.on_time"] == [19.55, 20]
        assert scored(source, rules=rules, level="province")["progress.on_time"] == [20, 20]

    def test_a_wrong_level(self, tmp_path: Path) -> None:
        source = store(tmp_path / "units.csv", {**HANDLED, "level": ["commune", "comune"]})

        assert "row 3: unknown level 'comune'; did you mean" in str(refused(source))

    def test_no_level(self, tmp_path: Path) -> None:
        rules = RULES.with_indicator("progress.on_time", levels=[ti.Level.COMMUNE])

        assert "say which" in str(refused(store(tmp_path / "units.csv", HANDLED), rules=rules))

    @pytest.mark.parametrize("suffix", SUFFIXES)
    @pytest.mark.parametrize(
        ("name", "meant"),
        [
            ("dossiers_on_tme", "dossiers_on_time"),
            ("dossier_on_time", "dossiers_on_time"),
            ("progress.ontime %", "progress.on_time %"),
        ],
    )
    def test_slips(self, tmp_path: Path, suffix: str, name: str, meant: str) -> None:
        error = refused(store(tmp_path / f"units{suffix}", {"communes": [1, 1], name: [None, 1]}))

        assert isinstance(error, ti.errors.UnknownNameError)
        assert error.kind == "count"
        assert (error.name, error.value, error.nearest) == (name, 1, meant)

    def test_all_slips_at_once(self, tmp_path: Path) -> None:
        columns = {**HANDLED, "comunes": [1, 2], "dossiers_sinced": [1, 2]}
        error = refused(store(tmp_path / "units.csv", columns))

        assert [problem.nearest for problem in error.problems] == ["communes", "dossiers_synced"]  # type: ignore[attr-defined]  # both are UnknownNameError

    def test_nearly_the_name_of_a_column_that_is_there(self, tmp_path: Path) -> None:
        """Last year's counts may stand beside this year's."""
        source = store(tmp_path / "units.parquet", {**HANDLED, "dossiers_on_time_2025": [1, 2]})

        assert scored(source)["dossiers_on_time_2025"] == [1, 2]

    @pytest.mark.parametrize("suffix", SUFFIXES)
    def test_texts_under_a_name_like_a_count(self, tmp_path: Path, suffix: str) -> None:
        """ "communes" is a count; "commune" is most often a name."""
        source = store(tmp_path / f"units{suffix}", {**HANDLED, "commune": ["Mỹ Lâm", None]})

        assert scored(source)["commune"] == ["Mỹ Lâm", None]

    @pytest.mark.parametrize(
        "name", ["population", "households", "year", "rank", "STT", "dossiers"]
    )
    def test_numbers_of_the_user(self, tmp_path: Path, name: str) -> None:
        assert scored(store(tmp_path / "units.parquet", {**HANDLED, name: [1, 2]}))[name] == [1, 2]

    @pytest.mark.parametrize("suffix", SUFFIXES)
    def test_no_known_column(self, tmp_path: Path, suffix: str) -> None:
        error = refused(store(tmp_path / f"units{suffix}", {"Đơn vị": ["A"], "Tổng": [1]}))

        assert "columns = ['Đơn vị', 'Tổng']: it takes at least one count or percentage" in str(
            error
        )
        assert str(error).endswith("; row 1 was taken for that of the names")

    @pytest.mark.parametrize(
        "name", ["progress", "progress.on_time", "progress.overdue", "total", "complete", "invalid"]
    )
    def test_names_of_the_result(self, tmp_path: Path, name: str) -> None:
        error = refused(store(tmp_path / "units.csv", {**HANDLED, name: [1, 2]}))

        assert f"column = '{name}': it takes a name that no result has" in str(error)

    @pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
    def test_names_twice(self, tmp_path: Path, suffix: str) -> None:
        header = ["communes", "unit", "communes", "", " ", "unit", "end"]
        file = tmp_path / f"units{suffix}"
        if suffix == ".csv":
            text_file(tmp_path, ",".join(header) + "\n")
        else:
            sheet(file, [header])

        assert [
            str(problem).partition(" it takes ")[::2] for problem in refused(file).problems
        ] == [
            ("column = 'communes':", "each name once"),
            ("column = 'unit':", "each name once"),
        ]

    def test_names_twice_in_parquet(self, tmp_path: Path) -> None:
        table = pa.table([[1], [2]], names=["communes", "communes"])
        pq.write_table(table, tmp_path / "units.parquet")

        assert "each name once" in str(refused(tmp_path / "units.parquet"))

    @pytest.mark.parametrize("suffix", SUFFIXES)
    def test_missing_columns(self, tmp_path: Path, suffix: str) -> None:
        source = store(tmp_path / f"units{suffix}", HANDLED)

        assert isinstance(refused(source, missing="raise"), ti.errors.MissingCountsError)

    @pytest.mark.parametrize(
        "options",
        [{"missing": "?"}, {"detail": "?"}, {"invalid": "?"}, {"rules": "?"}, {"level": "?"}],
        ids=str,
    )
    def test_options(self, tmp_path: Path, options: dict[str, Any]) -> None:
        assert "'?'" in str(refused(store(tmp_path / "units.csv", HANDLED), **options))


NUMBERS = [
    ("communes", "7", 7),
    ("communes", " 007 ", 7),
    ("communes", "\xa07\t", 7),
    ("communes", " ", None),
    ("communes", "7" * 20, int("7" * 20)),
    ("communes", "183.0", 183),
    ("communes", "183,00", 183),
    ("average_handling_days", "7.05", 7.05),
    ("average_handling_days", "7,05", 7.05),
    ("average_handling_days", "7,1234", 7.1234),
    ("average_handling_days", "1773", 1773.0),
    ("progress.on_time %", "94,44", 94.44),
    ("progress.on_time %", "94.444", 94.444),
    ("progress.on_time %", "94,44 %", 94.44),
    ("progress.on_time %", "100%", 100.0),
    ("communes", "-7", -7),
]
NO_NUMBERS = [
    ("communes", text)
    for text in (
        "1.773",
        "1,773",
        "7.5",
        "7.000",
        "7.0.0",
        "--7",
        "+7",
        "1e3",
        "0x1F",
        "７",
        "x",
        "7%",
        "None",
        "9" * 5000,
    )
] + [
    ("average_handling_days", "1.773"),
    ("average_handling_days", "1,773"),
    ("average_handling_days", "1.773,5"),
    ("average_handling_days", "7,"),
    ("progress.on_time %", "x"),
    ("progress.on_time %", "94,4,4"),
    ("progress.on_time %", "94%%"),
]


def spelling(name: str) -> Any:
    """What spells a number in the column of that name."""
    return PERCENTAGE if name.endswith(" %") else COUNT if RULES.counts[name] else DAYS


def rewrite(book: Path, old: str, new: str) -> None:
    """Change the text of a workbook's first sheet, as no program that writes sheets would."""
    name = "xl/worksheets/sheet1.xml"
    with ZipFile(book) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    assert old in members[name].decode()
    members[name] = members[name].decode().replace(old, new).encode()
    with ZipFile(book, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, content)


class TestNumbers:
    """A text is a number where it can be read in one way only; an empty cell is null."""

    @pytest.mark.parametrize("kind", [list, pa.array, pa.large_string(), pa.string_view(), "codes"])
    @pytest.mark.parametrize(("name", "text", "value"), NUMBERS)
    def test_texts_that_spell_numbers(
        self, kind: Any, name: str, text: str, value: float | None
    ) -> None:
        texts: Any = [text, None, text]
        if kind == "codes":
            texts = pa.array(texts).dictionary_encode()
        elif kind is not list:
            texts = pa.array(texts, *([] if kind is pa.array else [kind]))
        got = batch.as_list(spelled_numbers(texts, spelling(name)))

        assert got == [value, None, value]
        assert {type(number) for number in got} <= {type(value), type(None)}

    @pytest.mark.parametrize("suffix", SUFFIXES)
    @pytest.mark.parametrize(("name", "text"), NO_NUMBERS)
    def test_texts_that_spell_none(self, tmp_path: Path, suffix: str, name: str, text: str) -> None:
        """1.773 is a fraction in English, and thousands in Vietnamese: it must not be guessed."""
        source = store(tmp_path / f"units{suffix}", {name: [None, text], "unit": ["A", "B"]})
        error = refused(source)

        assert isinstance(error, ti.errors.InvalidRowsError)
        ((row, problem),) = error.rows
        assert row == (1 if suffix == ".parquet" else 3)
        assert isinstance(problem, ti.errors.ValueRefusedError | ti.errors.ValueRefusedError)
        assert (problem.value, problem.reason) == (text, "text")

    def test_what_would_be_right(self, tmp_path: Path) -> None:
        source = store(tmp_path / "units.csv", {"communes": ["1.773"]})

        assert str(refused(source)).splitlines()[1] == (
            "- row 2: communes = '1.773' is text: it takes digits alone, such as 1773 "
            "(1.773 can be read in two ways), or nothing"
        )

    @pytest.mark.parametrize(
        "column",
        [
            pa.array([89, None], pa.uint8()),
            pa.array([89, None], pa.float32()),
            pa.array([Decimal("89.00"), None]),
            pa.array([89, None]).dictionary_encode(),
        ],
        ids=lambda column: str(column.type),
    )
    def test_numbers_of_parquet(self, tmp_path: Path, column: Any) -> None:
        table = pa.table({"dossiers_on_time": pa.array([87, 87]), "dossiers_handled": column})
        pq.write_table(table, tmp_path / "units.parquet")

        assert scored(tmp_path / "units.parquet")["progress"] == [19.55, None]

    @pytest.mark.parametrize(
        ("column", "reason"),
        [
            ([True], "boolean"),
            ([dt.date(2026, 8, 1)], "not a number"),
            ([1.5], "fractional"),
            ([-1], "negative"),
            ([float("inf")], "infinite"),
            ([[1]], "not a number"),
        ],
    )
    def test_what_is_no_count(self, tmp_path: Path, column: Any, reason: str) -> None:
        error = refused(store(tmp_path / "units.parquet", {"communes": column}))

        assert f"row 0: communes = {column[0]!r} is {reason}" in str(error)


class TestCsv:
    """UTF-8 or UTF-16, with commas, semicolons or tabs: what spreadsheets of any country write."""

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    @pytest.mark.parametrize("mark", [",", ";", "\t"])
    def test_dialects(self, tmp_path: Path, mark: str, end: str, encoding: str) -> None:
        rows = [
            ["Đơn vị, xã; tổ", "dossiers_on_time", "dossiers_handled", "progress.overdue %"],
            ["Mỹ Lâm", "87", "89", "2.25"],
            ['Xã "A"' + end + "B; C, D\tE", "", "", ""],
        ]
        quoted = [mark.join('"' + c.replace('"', '""') + '"' if c else c for c in r) for r in rows]
        for last in ("", end, 3 * end, end + 3 * mark + end):
            result = scored(text_file(tmp_path, end.join(quoted) + last, encoding))

            assert result["Đơn vị, xã; tổ"] == ["Mỹ Lâm", rows[2][0]]
            assert result["progress.on_time"] == [19.55, None]

    def test_other_columns_stay_texts(self, tmp_path: Path) -> None:
        """Neither a code with zeros in front nor a name such as NA is made anything else."""
        cells = ["007", "NA", "null", "true", "2026-08-01", " x ", "1.0", "=1+1", "#N/A"]
        source = store(tmp_path / "units.csv", {"mã": cells, "communes": [1] * len(cells)})

        assert scored(source)["mã"] == cells
        assert scored(source, "points.xlsx")["mã"] == cells
        scored(source, "points.csv")
        with (tmp_path / "points.csv").open(encoding="utf-8") as lines:
            assert [row[0] for row in csv.reader(lines)] == ["mã", *cells]

    def test_one_column(self, tmp_path: Path) -> None:
        assert scored(text_file(tmp_path, "communes\n1\n\n2\n"))["total"] == [None, None]

    @pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n", "\n,\n"])
    @pytest.mark.parametrize("target", ["a.csv", "a.parquet", "a.xlsx"])
    def test_a_header_alone(self, tmp_path: Path, end: str, target: str) -> None:
        source = text_file(tmp_path, "unit,communes" + end)

        assert scored(source, target, detail="total") == {"unit": [], "total": [], "complete": []}
        with pytest.raises(ti.errors.MissingCountsError):
            score_file(source, tmp_path / target)

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("a,communes\nx,1\n\nx,1,2\n", "Row #4: Expected 2 columns, got 3: x,1,2"),
            ("a,communes\nx\n", "Row #2: Expected 2 columns, got 1: x"),
            ("", "columns = []: it takes at least one count or percentage, by its name"),
            ("\x00\x01", "at least one count"),
            (
                '"' + "x" * 200_000,
                "a sound .csv file in UTF-8 or UTF-16 (field larger than field limit",
            ),
            (
                "communes,a\n1," + "x" * 3_000_000,
                "a sound .csv file in UTF-8 or UTF-16 (straddling object",
            ),
        ],
        ids=lambda text: text[:20],
    )
    def test_damaged(self, tmp_path: Path, text: str, said: str) -> None:
        assert said in str(refused(text_file(tmp_path, text)))

    @pytest.mark.parametrize("text", ["communes,a\n1,kù\n", "communes,kù\n1,1\n"])
    def test_another_encoding(self, tmp_path: Path, text: str) -> None:
        assert "a sound .csv file in UTF-8 or UTF-16 (" in str(
            refused(text_file(tmp_path, text, "cp1258"))
        )


class TestExcel:
    """The first sheet, as a person sees it."""

    def test_percentages_as_they_are_shown(self, tmp_path: Path) -> None:
        """A cell that shows 94.44% holds 0.9444."""
        book = openpyxl.Workbook()
        rows = book.worksheets[0]
        rows.append(["progress.on_time %", "unit"])
        for value, form in [
            (0.9444, "0.00%"),
            (1e-17, "0.00%"),
            (94.44, "General"),
            (94.44, '0.00"%"'),
            (94.44, r"0.00\%"),
            (1, "0%"),
        ]:
            rows.append([value, 0.5])
            for cell in rows[rows.max_row]:
                cell.number_format = form
        book.save(tmp_path / "units.xlsx")
        result = scored(tmp_path / "units.xlsx", "points.xlsx")

        assert result["progress.on_time"] == [18.89, 0, 18.89, 18.89, 18.89, 20]
        assert result["unit"] == [0.5] * 6

    def test_a_count_in_per_cent(self, tmp_path: Path) -> None:
        """5 is shown as 500%: which of the two is meant?"""
        book = openpyxl.Workbook()
        book.worksheets[0].append(["communes"])
        book.worksheets[0].append([5])
        book.worksheets[0]["A2"].number_format = "0%"
        book.save(tmp_path / "units.xlsx")

        assert "row 2: communes = '500%' is text" in str(refused(tmp_path / "units.xlsx"))

    @pytest.mark.parametrize(
        ("value", "said"),
        [
            ("#N/A", "communes = '#N/A' is text"),
            ("#DIV/0!", "communes = '#DIV/0!' is text"),
            (True, "communes = True is boolean"),
            (dt.date(2026, 8, 1), "communes = datetime.date(2026, 8, 1) is not a number"),
            (1.5, "communes = 1.5 is fractional"),
            (-1, "communes = -1 is negative"),
        ],
    )
    def test_what_is_no_count(self, tmp_path: Path, value: Any, said: str) -> None:
        source = sheet(tmp_path / "units.xlsx", [["unit", "communes"], ["A", 1], ["B", value]])

        assert f"row 3: {said}" in str(refused(source))

    def test_other_columns_stay_what_they_are(self, tmp_path: Path) -> None:
        day = dt.datetime(2026, 8, 1, 0, 0)  # noqa: DTZ001  # Excel knows no time zones
        cells = [day, day.replace(hour=7), dt.time(7, 30), 7, 7.5, True, "007", "=", None, "#N/A"]
        rows = [["kỳ", "communes"], *([cell, 1] for cell in cells)]
        book = openpyxl.Workbook()
        for row in rows:
            book.worksheets[0].append(row)
        book.worksheets[0]["A9"].data_type = "s"
        book.save(tmp_path / "units.xlsx")

        assert scored(tmp_path / "units.xlsx", "points.xlsx")["kỳ"] == cells
        assert scored(tmp_path / "units.xlsx")["kỳ"] == [
            *("2026-08-01", "2026-08-01 07:00:00", "07:30:00", "7", "7.5", "True", "007", "="),
            *(None, "#N/A"),
        ]

    def test_empty_rows_and_columns(self, tmp_path: Path) -> None:
        rows = [
            ["unit", "communes", None],
            ["A", 1, None],
            [],
            [None, None],
            ["B"],
            ["C", None, None, None],
            [None, "x"],
            [],
        ]
        error = refused(sheet(tmp_path / "units.xlsx", rows))

        assert [row for row, _ in error.rows] == [7]  # type: ignore[attr-defined]  # an InvalidRowsError
        assert scored(tmp_path / "units.xlsx", invalid="flag")["unit"] == ["A", "B", "C", None]

    def test_a_formatted_cell_is_no_column(self, tmp_path: Path) -> None:
        """Excel writes cells that hold nothing but a colour."""
        book = openpyxl.Workbook()
        book.worksheets[0].append(["communes"])
        for cell in ("B1", "C1", "C2", "A9"):
            book.worksheets[0][cell].number_format = "0%"
        book.save(tmp_path / "units.xlsx")

        assert scored(tmp_path / "units.xlsx", detail="total") == {"total": [], "complete": []}

    def test_a_cell_without_a_name_above(self, tmp_path: Path) -> None:
        source = sheet(tmp_path / "units.xlsx", [["communes"], [1], [1, None, "note"]])

        assert str(refused(source)) == (
            "row 3, column C = 'note': it takes a name at the head of its column"
        )

    def test_no_cells(self, tmp_path: Path) -> None:
        assert "at least one count" in str(refused(sheet(tmp_path / "units.xlsx", [])))

    def test_the_first_sheet(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        book.worksheets[0].append(["communes"])
        book.worksheets[0].append([1])
        book.create_sheet("notes").append(["x"])
        book.active = 1
        book.save(tmp_path / "units.xlsx")

        assert len(scored(tmp_path / "units.xlsx")["total"]) == 1

    def test_a_formula_counts_with_the_value_that_was_saved(self, tmp_path: Path) -> None:
        source = sheet(tmp_path / "units.xlsx", [["dossiers_on_time", "dossiers_handled"], [5, 5]])
        rewrite(source, "<v>5</v></c></row>", "<f>A2*1</f><v>10</v></c></row>")

        assert scored(source)["progress"] == [10]

    def test_a_wrong_size_cuts_nothing(self, tmp_path: Path) -> None:
        """Some programs write that a sheet ends at its first cell."""
        source = sheet(tmp_path / "units.xlsx", [["dossiers_on_time", "dossiers_handled"], [5, 5]])
        rewrite(source, '<dimension ref="A1:B2"', '<dimension ref="A1"')

        assert scored(source)["progress"] == [20]

    def test_what_excel_can_not_hold_becomes_text(self, tmp_path: Path) -> None:
        zone = dt.timezone(dt.timedelta(hours=7))
        columns: Columns = {
            "id": [10**15 - 1, 10**15, None],
            "at": [dt.datetime(2026, 8, 1, 7, tzinfo=zone), None, None],
            "part": [0.25, float("nan"), float("inf")],
            "list": [[1], None, []],
            "sum": [Decimal("1.500000000"), Decimal("12345678.123456789"), None],
            "instant": [MIDNIGHT + dt.timedelta(microseconds=1), MIDNIGHT, None],
            "time": [dt.time(7, 0, 0, 1), dt.time(7), None],
            "lasted": [dt.timedelta(microseconds=1), dt.timedelta(1), None],
            "communes": [1, 1, 1],
        }
        result = scored(store(tmp_path / "units.parquet", columns), "points.xlsx")

        assert result["id"] == [10**15 - 1, "1000000000000000", None]
        assert result["at"] == ["2026-08-01 07:00:00+07:00", None, None]
        assert result["part"] == [0.25, "nan", "inf"]
        assert result["list"] == ["[1]", None, "[]"]
        assert result["sum"] == [1.5, "12345678.123456789", None]
        assert result["instant"] == ["2026-08-01 00:00:00.000001", MIDNIGHT, None]
        assert result["time"] == ["07:00:00.000001", dt.time(7), None]
        assert result["lasted"] == ["0:00:00.000001", dt.timedelta(1), None]

    @pytest.mark.parametrize("text", ["x" * 32_768, "a\x0bb"], ids=len)
    def test_texts_that_excel_would_cut(self, tmp_path: Path, text: str) -> None:
        source = store(tmp_path / "units.csv", {"unit": [text], "communes": [1]})

        assert "at most 32,767 letters" in str(refused(source, target="points.xlsx"))
        assert scored(source)["unit"] == [text]

    def test_the_longest_text(self, tmp_path: Path) -> None:
        source = store(tmp_path / "units.csv", {"unit": ["x" * 32_767], "communes": [1]})

        assert scored(source, "points.xlsx")["unit"] == ["x" * 32_767]

    def test_more_rows_than_a_sheet_has(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tthc_index.files.sheet.SHEET_ROWS", 3)
        source = store(tmp_path / "units.csv", {"communes": [1, 1]})
        scored(source, "enough.xlsx")
        source = store(tmp_path / "units.csv", {"communes": [1, 1, 1]})

        assert "at most 3 rows in Excel" in str(refused(source, target="points.xlsx"))

    def test_texts_never_become_formulas(self, tmp_path: Path) -> None:
        """A unit that is called =HYPERLINK(...) is a text, in the header too."""
        cells = ["=1+1", "+1", "-1", "@A1", "\t=1", "=", "#REF!"]
        source = store(tmp_path / "units.csv", {"=A1": cells, "communes": [1] * len(cells)})
        scored(source, "points.xlsx")
        rows = openpyxl.load_workbook(tmp_path / "points.xlsx").worksheets[0]["A"]

        assert [(cell.value, cell.data_type) for cell in rows] == [
            (c, "s") for c in ["=A1", *cells]
        ]

    @pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
    def test_a_disk_that_is_full_at_the_end(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The error is that of the system, whatever the package makes of it."""

        def refuse(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("xlsxwriter.workbook.ZipFile", refuse)
        source = store(tmp_path / "units.csv", {"communes": [1]})
        with pytest.raises(OSError, match="No space left on device"):
            scored(source, "points.xlsx")
        gc.collect()  # XlsxWriter leaves files open then

    def test_texts_like_formulas_are_marked(self, tmp_path: Path) -> None:
        """So that they stay texts when somebody edits them in Excel."""
        source = store(tmp_path / "units.csv", {"unit": ["=1+1", "A"], "communes": [1, 1]})
        scored(source, "points.xlsx")
        rows = openpyxl.load_workbook(tmp_path / "points.xlsx").worksheets[0]["A"]

        assert [cell.quotePrefix for cell in rows] == [False, True, False]

    def test_numbers_keep_all_their_digits(self, tmp_path: Path) -> None:
        """17 of them tell one double from its neighbours."""
        numbers = [0.1 + 0.2, 1 / 3, 2**53 / 10 + 0.1, 5e-324]
        source = store(tmp_path / "units.parquet", {"x": numbers, "communes": [1] * 4})

        assert scored(source, "points.xlsx")["x"] == numbers


class TestParquet:
    def test_other_columns_stay_what_they_are(self, tmp_path: Path) -> None:
        table = pa.table(
            {
                "date": pa.array([dt.date(2026, 8, 1)]),
                "code": pa.array(["a"]).dictionary_encode(),
                "sum": pa.array([Decimal("1.50")]),
                "parts": pa.array([[1, 2]]),
                "communes": [1],
            }
        )
        pq.write_table(table, tmp_path / "units.parquet")
        score_file(tmp_path / "units.parquet", tmp_path / "points.parquet", missing="allow")
        result = pq.read_table(tmp_path / "points.parquet")

        assert result.select(["date", "code", "sum", "parts"]) == table.drop_columns(["communes"])
        assert result.column_names[4:] == [
            *(rule.code for rule in RULES.scored),
            *(group.code for group in RULES),
            "total",
            "complete",
        ]

    def test_columns_that_csv_can_not_hold(self, tmp_path: Path) -> None:
        source = store(tmp_path / "units.parquet", {"parts": [[1]], "communes": [1]})

        assert "Unsupported Type:list" in str(refused(source, target="points.csv"))

    def test_empty_rows_stay(self, tmp_path: Path) -> None:
        """A data frame counts its rows."""
        source = store(tmp_path / "units.parquet", {"unit": ["A", None], "communes": [1, None]})

        assert scored(source)["unit"] == ["A", None]

    def test_polars(self, tmp_path: Path) -> None:
        pl.DataFrame(HANDLED).write_parquet(tmp_path / "units.parquet")

        assert scored(tmp_path / "units.parquet")["progress"] == [19.55, 20]

    def test_rows_are_written_in_groups(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(batch, "ROWS", 10)
        monkeypatch.setattr(batch, "GROUP", 30)
        scored(store(tmp_path / "units.parquet", {"communes": [1] * 95}))
        groups = pq.ParquetFile(tmp_path / "points.parquet").metadata

        assert [groups.row_group(i).num_rows for i in range(groups.num_row_groups)] == [
            30,
            30,
            30,
            5,
        ]


class TestInvalid:
    """ "The first 20 refused cells by row and column", counted as the file counts its rows."""

    @pytest.mark.parametrize(("suffix", "first"), [(".csv", 2), (".xlsx", 2), (".parquet", 0)])
    @pytest.mark.parametrize("size", [7, 1000])
    def test_rows_count_across_batches(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, first: int, size: int
    ) -> None:
        monkeypatch.setattr(batch, "ROWS", size)
        monkeypatch.setattr(batch, "BYTES", 40 * size)
        counts = [-1 if row % 5 == 3 else 1 for row in range(120)]
        source = store(tmp_path / f"units{suffix}", {"unit": ["x"] * 120, "communes": counts})
        error = refused(source)

        assert isinstance(error, ti.errors.InvalidRowsError)
        assert [row for row, _ in error.rows] == [first + 3 + 5 * i for i in range(20)]
        assert error.total == 24
        assert str(error).startswith("24 rows refused:\n- row ")
        assert str(error).endswith("- and 4 more rows")
        summary = score_file(source, tmp_path / "a.csv", missing="allow", invalid="flag")
        assert list(map(str, summary.reasons)) == list(map(str, error.rows))
        assert (summary.rows, summary.incomplete, summary.refused) == (120, 96, 24)

    @pytest.mark.parametrize(("invalid", "told"), [("raise", 20), ("flag", 50)])
    def test_reasons_are_told_only_where_they_are_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, invalid: str, told: int
    ) -> None:
        """Each takes a closer look at a row, and there may be a million."""
        monkeypatch.setattr(batch, "ROWS", 30)
        looks: list[int] = []
        look = InvalidRows.__getitem__

        def count(self: InvalidRows, row: int) -> ti.TthcIndexError:
            looks.append(row)
            return look(self, row)

        monkeypatch.setattr(InvalidRows, "__getitem__", count)
        source = store(tmp_path / "units.parquet", {"communes": [-1] * 50})
        with suppress(ti.errors.InvalidRowsError):
            scored(source, invalid=invalid)

        assert len(looks) == told

    @pytest.mark.parametrize("size", [40, 1000])
    def test_empty_lines_count(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
    ) -> None:
        monkeypatch.setattr(batch, "BYTES", size)
        text = "unit,communes\n" + 20 * '\n,\n"a\n,b",1\n\nc,x\n'
        error = refused(text_file(tmp_path, text))

        assert [row for row, _ in error.rows] == list(range(6, 106, 5))  # type: ignore[attr-defined]  # an InvalidRowsError

    def test_flag(self, tmp_path: Path) -> None:
        columns = {**HANDLED, "dossiers_on_time": ["x", 6], "communes": [-1, 1]}
        source = store(tmp_path / "units.csv", {**columns, "dossiers_handled": [1, 5]})
        result = scored(source, invalid="flag")

        assert result["invalid"] == [
            (
                "dossiers_on_time = 'x' is text: it takes digits alone, such as 1773 (1.773 can be read "
                "in two ways), or nothing; communes = -1 is negative: it takes a whole number from 0 to "
                "2^53, or None where it is not known"
            ),
            "progress.on_time: dossiers_on_time = 6 is above dossiers_handled = 5",
        ]
        assert result["total"] == [None, None]
        assert result["complete"] == [False, False]

    def test_missing_counts_are_refused_if_asked(self, tmp_path: Path) -> None:
        columns: Columns = {name: [2, 2] for name in RULES.count_names}
        columns |= {"procedures_in_scope": [4, None]}
        source = store(tmp_path / "units.csv", columns)
        result = scored(source, missing="raise", invalid="flag", detail="total")

        assert result["total"][1] is None
        assert result["invalid"][0] is None
        assert result["invalid"][1].startswith("missing counts: procedures_in_scope")
        assert "complete" not in result

    def test_text(self) -> None:
        error = ti.errors.ValueRefusedError("communes", -1, "7", "negative", "count")
        summary = FileSummary(rows=1_773, incomplete=2, refused=1, reasons=((5, error),))

        assert summary.text().splitlines() == [
            "1,773 units, 2 with missing counts, 1 refused",
            "row 5: communes = -1 is negative: it takes 7",
        ]
        assert summary.text("vi").splitlines() == [
            "1.773 đơn vị, 2 thiếu số liệu, 1 bị từ chối",
            "dòng 5: communes = -1 là số âm: cần 7",
        ]


class Interrupted(BaseException):
    """As a KeyboardInterrupt is, which pytest would take for its own."""


class TestWhole:
    """ "The output appears whole or not at all"."""

    @pytest.mark.parametrize("there", [True, False])
    @pytest.mark.parametrize("error", [Interrupted, MemoryError, ti.TthcIndexError])
    @pytest.mark.parametrize("target", ["a.csv", "a.parquet", "a.xlsx"])
    def test_interrupted(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        target: str,
        error: type[BaseException],
        there: bool,  # noqa: FBT001  # a parameter of the test
    ) -> None:
        monkeypatch.setattr(batch, "ROWS", 10)
        monkeypatch.setattr(batch, "GROUP", 10)
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        source = store(tmp_path / "units.parquet", {"communes": [1] * 95})
        if there:
            (tmp_path / target).write_text("precious")
        before = sorted(tmp_path.iterdir())
        batches = 0

        def interrupt(self: ti.ScoreTable, library: Any) -> Any:
            nonlocal batches
            batches += 1
            if batches == 5:
                raise error
            return frame(self, library)

        frame = ti.ScoreTable.to_frame
        monkeypatch.setattr(ti.ScoreTable, "to_frame", interrupt)
        with pytest.raises(error):
            scored(source, target)

        assert batches == 5
        assert sorted(tmp_path.iterdir()) == before
        assert not there or (tmp_path / target).read_text() == "precious"

    @pytest.mark.parametrize("target", ["a.csv", "a.parquet", "a.xlsx"])
    def test_refused_rows(self, tmp_path: Path, target: str) -> None:
        source = store(tmp_path / "units.csv", {"communes": [1, -1]})
        (tmp_path / target).write_text("precious")

        assert isinstance(refused(source, target=target), ti.errors.InvalidRowsError)

    def test_it_is_on_the_disk_before_it_has_its_name(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Or else a power cut could leave an empty file in place of an older one."""
        there: list[bool] = []
        monkeypatch.setattr(os, "fsync", lambda _: there.append((tmp_path / "a.csv").exists()))
        scored(store(tmp_path / "units.csv", HANDLED), "a.csv")

        assert there == [False]
        assert (tmp_path / "a.csv").exists()

    def test_an_older_result_is_replaced(self, tmp_path: Path) -> None:
        source = store(tmp_path / "units.csv", HANDLED)
        (tmp_path / "points.parquet").write_text("old")

        assert scored(source)["unit"] == ["A", "B"]

    def test_rights_stay(self, tmp_path: Path) -> None:
        source = store(tmp_path / "units.csv", HANDLED)
        (tmp_path / "points.csv").write_text("old", "utf-8")
        (tmp_path / "points.csv").chmod(0o600)
        scored(source)

        assert (tmp_path / "points.csv").stat().st_mode & 0o777 == 0o600

    def test_the_longest_name(self, tmp_path: Path) -> None:
        source = store(tmp_path / "units.csv", HANDLED)

        assert scored(source, "ộ" * 83 + ".csv")

    def test_a_link_stays_a_link(self, tmp_path: Path) -> None:
        source = store(tmp_path / "units.csv", HANDLED)
        (tmp_path / "points.parquet").symlink_to(tmp_path / "real.parquet")
        scored(source)

        assert (tmp_path / "points.parquet").is_symlink()
        assert load(tmp_path / "real.parquet")["unit"] == ["A", "B"]

    def test_the_source_is_no_target(self, tmp_path: Path) -> None:
        """The result does not hold the counts."""
        source = store(tmp_path / "units.csv", HANDLED)
        (tmp_path / "link.csv").symlink_to(source)

        assert "another file than the source" in str(refused(source, target="units.csv"))
        assert "another file than the source" in str(refused(source, target="link.csv"))


class TestSuffixes:
    def test_no_name_of_a_file(self, tmp_path: Path) -> None:
        source = store(tmp_path / "units.csv", HANDLED)
        with pytest.raises(ti.errors.ValueRefusedError, match="target = "):
            score_file(source, "a\0.csv", missing="allow")


class TestFiles:
    """A file that can't be read or written is named, with what is the matter."""

    @pytest.mark.parametrize("name", ["units.xls", "units.json", "units", ".csv", "units.csv.gz"])
    def test_suffixes(self, tmp_path: Path, name: str) -> None:
        source = store(tmp_path / "units.csv", HANDLED)
        for arguments in [(tmp_path / name, source), (source, tmp_path / name)]:
            with pytest.raises(
                ti.errors.ValueRefusedError, match=r"it takes a file \.csv, \.parquet, \.xlsx"
            ):
                score_file(*arguments)

    def test_suffixes_in_capitals(self, tmp_path: Path) -> None:
        store(tmp_path / "units.csv", HANDLED).rename(tmp_path / "UNITS.CSV")

        assert score_file(tmp_path / "UNITS.CSV", tmp_path / "A.Xlsx", missing="allow").rows == 2

    @pytest.mark.parametrize("source", [None, 7, b"units.csv"])
    def test_no_paths(self, source: Any) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match="source = "):
            score_file(source, "points.csv")

    @pytest.mark.parametrize("suffix", SUFFIXES)
    @pytest.mark.parametrize(
        "content", [b"", b"PK\x03\x04" + b"\xff" * 99, b"PAR1PAR1", b"\xd0\xcf"]
    )
    def test_wrong_content(self, tmp_path: Path, suffix: str, content: bytes) -> None:
        source = tmp_path / f"units{suffix}"
        source.write_bytes(content)

        assert isinstance(refused(source), ti.errors.ValueRefusedError)

    @pytest.mark.parametrize("suffix", [".parquet", ".xlsx"])
    @pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
    def test_truncated(self, tmp_path: Path, suffix: str, part: float) -> None:
        source = store(tmp_path / f"units{suffix}", HANDLED)
        source.write_bytes(source.read_bytes()[: int(part * source.stat().st_size)])

        assert f"it takes a sound {suffix} file (" in str(refused(source))

    def test_damaged_within(self, tmp_path: Path) -> None:
        """pyarrow calls that an OSError; the operating system has nothing to do with it."""
        source = store(tmp_path / "units.parquet", {"communes": list(range(1000))})
        content = source.read_bytes()
        source.write_bytes(content[:100] + bytes(500) + content[600:])

        assert "it takes a sound .parquet file (" in str(refused(source))

    def test_texts_that_are_none(self, tmp_path: Path) -> None:
        text = pa.array([b"\xff\xfe"]).view(pa.string())
        pq.write_table(pa.table({"unit": text, "communes": [1]}), tmp_path / "units.parquet")

        assert "it takes a sound .parquet file (" in str(refused(tmp_path / "units.parquet"))

    def test_days_that_no_calendar_has(self, tmp_path: Path) -> None:
        day = pa.array([10**8], pa.int32()).view(pa.date32())
        pq.write_table(pa.table({"communes": day}), tmp_path / "units.parquet")

        assert "column = 'date32[day]': it takes what Python holds" in str(
            refused(tmp_path / "units.parquet")
        )

    @pytest.mark.parametrize("suffix", SUFFIXES)
    def test_no_file(self, tmp_path: Path, suffix: str) -> None:
        with pytest.raises(FileNotFoundError):
            score_file(tmp_path / f"none{suffix}", tmp_path / "points.csv")
        (tmp_path / f"folder{suffix}").mkdir()
        with pytest.raises((OSError, ti.errors.ValueRefusedError)):
            score_file(tmp_path / f"folder{suffix}", tmp_path / "points.csv")
        source = store(tmp_path / f"units{suffix}", HANDLED)
        with pytest.raises(ti.TthcIndexError, match="a plain file, not a folder"):
            score_file(source, tmp_path / f"folder{suffix}", missing="allow")
        with pytest.raises(FileNotFoundError) as caught:
            score_file(source, tmp_path / "none" / "points.csv", missing="allow")
        assert caught.value.filename == str(tmp_path / "none" / "points.csv")
        assert len(list(tmp_path.iterdir())) == 2

    @pytest.mark.parametrize("package", ["openpyxl", "pyarrow", "tqdm", "xlsxwriter"])
    def test_without_the_extra(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
    ) -> None:
        monkeypatch.setitem(sys.modules, package, None)
        with pytest.raises(ti.errors.MissingExtraError, match=r"pip install 'tthc_index\[files\]'"):
            score_file(store(tmp_path / "units.csv", HANDLED), tmp_path / "points.csv")


class TestProgress:
    """ "A progress bar on a terminal"."""

    @pytest.mark.parametrize(
        ("suffix", "said"),
        [(".csv", "56.0/56.0"), (".parquet", "2.00/2.00"), (".xlsx", "3.00/3.00")],
    )
    def test_shown(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        suffix: str,
        said: str,
    ) -> None:
        monkeypatch.setattr(batch, "ROWS", 1)
        scored(store(tmp_path / f"units{suffix}", HANDLED), progress=True)

        out, err = capsys.readouterr()
        assert out == ""
        assert said in err.rpartition("\r")[2]

    @pytest.mark.parametrize("progress", [False, None])
    def test_not_shown(
        self,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        progress: bool | None,  # noqa: FBT001  # likewise
    ) -> None:
        """None shows it on a terminal alone."""
        scored(store(tmp_path / "units.csv", HANDLED), progress=progress)

        assert capsys.readouterr() == ("", "")

    def test_shown_on_a_terminal(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        terminal = io.StringIO()
        monkeypatch.setattr(terminal, "isatty", lambda: True)
        monkeypatch.setattr(sys, "stderr", terminal)
        scored(store(tmp_path / "units.csv", HANDLED), progress=None)

        assert "100%" in terminal.getvalue()


#: The peaks of two files, after a first one that pays for the imports.
MEMORY = """
import sys, tracemalloc
import pyarrow as pa
from tthc_index.files import batch
from tthc_index.files import score_file

batch.ROWS, batch.BYTES, batch.GROUP = 4000, 20_000, 8000
score_file(sys.argv[1], "points.parquet", missing="allow")
for file in sys.argv[1:]:
    tracemalloc.start()
    score_file(file, "points.parquet", missing="allow")
    print(tracemalloc.get_traced_memory()[1] + pa.default_memory_pool().max_memory())
    tracemalloc.stop()
"""


class TestMemory:
    """ "In batches of constant memory for Parquet and CSV"."""

    @pytest.mark.parametrize("suffix", [".csv", ".parquet"])
    def test_it_does_not_grow_with_the_rows(self, tmp_path: Path, suffix: str) -> None:
        files, random = [], np.random.default_rng(766)
        for rows in (20_000, 100_000):
            counts = pa.array(np.arange(rows) % 89)
            columns = {"dossiers_on_time": counts, "dossiers_handled": counts}
            # Numbers that nothing packs, in one row group of small pages.
            columns |= {f"id {i}": pa.array(random.integers(2**62, size=rows)) for i in range(6)}
            table = pa.table(columns)
            files.append(str(tmp_path / f"{rows}{suffix}"))
            if suffix == ".csv":
                pa.csv.write_csv(table, files[-1])
            else:
                pq.write_table(table, files[-1], use_dictionary=False, data_page_size=2**14)
        command = [sys.executable, "-c", MEMORY, *files]
        ran = subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
        small, large = map(int, ran.stdout.split())

        assert large < 1.3 * small


class TestReadTable:
    """A table to go on with: the scores of `score_many`, and the units' names."""

    TEXT = "unit,dossiers_on_time,dossiers_handled,progress.overdue %\nA,87,89,\nB,1,2,50\n"

    @pytest.mark.parametrize("rows", [1, 2])
    def test_scores_and_names(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
    ) -> None:
        monkeypatch.setattr(batch, "ROWS", rows)
        table = read_table(text_file(tmp_path, self.TEXT), missing="allow")

        assert table.units is not None
        assert table.units.tolist() == ["A", "B"]
        assert table.group_points["progress"].tolist() == [19.55, 10.0]
        assert table[1]["progress.overdue"].percent == 50

    def test_levels(self, tmp_path: Path) -> None:
        text = "xã,level,dossiers_on_time,dossiers_handled\nA,commune,1,2\n"
        table = read_table(text_file(tmp_path, text), units="xã", missing="allow")

        assert table[0].level == "commune"

    @pytest.mark.parametrize("units", ["name", ["name"]])
    def test_no_such_column(self, tmp_path: Path, units: Any) -> None:
        with pytest.raises(
            ti.errors.ValueRefusedError, match=r"'name'.*: it takes a column of the file"
        ):
            read_table(text_file(tmp_path, self.TEXT), units=units, missing="allow")

    def test_refused_rows_bear_the_file_s_numbers(self, tmp_path: Path) -> None:
        file = text_file(tmp_path, self.TEXT.replace("1,2", "3,2"))

        with pytest.raises(ti.errors.InvalidRowsError, match=r"row 3: progress\.on_time") as caught:
            read_table(file, missing="allow")
        assert caught.value.total == 1

    def test_missing_counts(self, tmp_path: Path) -> None:
        with pytest.raises(ti.errors.MissingCountsError):
            read_table(text_file(tmp_path, self.TEXT))

    @pytest.mark.parametrize("call", [read_table, holds_published])
    def test_another_kind_of_file(self, call: Any) -> None:
        with pytest.raises(ti.errors.ValueRefusedError, match=r"a file \.csv, \.parquet, \.xlsx"):
            call("units.ods")
