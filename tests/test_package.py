# SPDX-License-Identifier: MIT
"""The package as a whole: what it exports, what it needs, what it says without its extras."""

from __future__ import annotations

import copy
import os
import pickle
import subprocess
import sys

from importlib.metadata import version
from pathlib import Path

import pytest

import tthc_index as ti


CITATION = Path(__file__).parent.parent / "CITATION.cff"


def python(code: str, **environment: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=False,
        text=True,
        env=environment or None,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


class TestFace:
    def test_every_name_is_there(self) -> None:
        assert sorted(ti.__all__) == ti.__all__
        assert all(hasattr(ti, name) for name in ti.__all__)

    def test_of_the_errors_the_root_alone_is_exported(self) -> None:
        errors = {
            name
            for name, kind in vars(ti.errors).items()
            if isinstance(kind, type) and issubclass(kind, ti.TthcIndexError)
        }

        assert errors & {*ti.__all__} == {"TthcIndexError"}

    def test_version(self) -> None:
        assert ti.__version__ == version("tthc_index")

    @pytest.mark.skipif(not CITATION.is_file(), reason="not beside an installed library")
    def test_is_cited_with_its_version(self) -> None:
        assert f"\nversion: {ti.__version__}\n" in CITATION.read_text("utf-8")

    def test_no_other_name(self) -> None:
        with pytest.raises(AttributeError, match="'tthc_index' has no attribute 'scores'"):
            ti.scores  # noqa: B018

    def test_errors_are_value_errors(self) -> None:
        assert issubclass(ti.TthcIndexError, ValueError)
        assert str(ti.TthcIndexError("a", 1)) == "a, 1"


class TestImport:
    def test_light(self) -> None:
        """ "`import tthc_index` without numpy"; nor anything else that a first score does not need."""
        loaded = python(
            "import sys, tthc_index as ti; ti.score({}, missing='allow').points; "
            "print(*(set(sys.modules) & {'numpy', 'hypothesis', 'json', 'argparse'}))",
            # Measuring coverage would load more.
            **{name: value for name, value in os.environ.items() if "COVERAGE" not in name},
        )

        assert loaded.strip() == ""

    @pytest.mark.parametrize(
        ("module", "use", "extra"),
        [
            ("hypothesis", "import tthc_index.testing", "testing"),
            ("narwhals", "ti.score_frame(None)", "frames"),
            ("narwhals", "ti.tally(None, period='2026-08')", "frames"),
            ("openpyxl", "__import__('tthc_index.files').files.read_dossiers('a.csv')", "files"),
            (
                "xlsxwriter",
                "__import__('tthc_index.files').files.write_columns('a.csv', {})",
                "files",
            ),
            ("tqdm", "ti.read_table('units.csv')", "files"),
            ("pyarrow", "ti.score_file('units.csv', 'points.csv')", "files"),
            ("jinja2", "ti.notice", "notice"),
            ("docx", "import tthc_index.documents.word", "docx"),
            ("xlsxwriter", "import tthc_index.documents.excel", "excel"),
            ("matplotlib", "ti.plot", "plot"),
        ],
    )
    def test_a_missing_extra_is_named(self, module: str, use: str, extra: str) -> None:
        said = python(
            f"import sys; sys.modules[{module!r}] = None\n"
            "import tthc_index as ti\n"
            f"try: {use}\n"
            "except ImportError as error: print(type(error).__name__, error, error.extra)"
        )

        assert said.startswith("MissingExtraError ")
        assert f"pip install 'tthc_index[{extra}]' {extra}" in said


class TestExamples:
    def test_found_by_id(self) -> None:
        assert [ti.examples.get(id_).id for id_ in ti.examples.names()] == list(ti.examples.names())

    @pytest.mark.parametrize("id_", ["phu-tho", "", 7])
    def test_unknown(self, id_: str) -> None:
        with pytest.raises(
            ti.errors.ValueRefusedError, match="phu-tho-2026-08 or son-duong-2024-03"
        ):
            ti.examples.get(id_)

    def test_copies(self) -> None:
        example = ti.examples.PHU_THO_2026_08

        assert pickle.loads(pickle.dumps(example)) is example
        assert len({example, copy.deepcopy(example)}) == 1

    def test_figures_are_read_only(self) -> None:
        with pytest.raises(TypeError):
            ti.examples.PHU_THO_2026_08.counts["communes"] = 1  # type: ignore[index]  # that is the point
