# SPDX-License-Identifier: MIT
"""All checks, each in an environment of its own: `nox` runs the gates, `nox -s bench` measures."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

from pathlib import Path

import nox


nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "virtualenv"
# Any Python from 3.11 will do: what is not there is left out, on a build machine too.
nox.options.error_on_missing_interpreters = False
nox.options.stop_on_first_error = False
nox.options.sessions = [
    "lint",
    "types",
    "tests",
    "coverage",
    "exhaustive",
    "fuzz",
    "cluster",
    "pages",
    "docs",
    "readme",
]

PROJECT = nox.project.load_toml("pyproject.toml")
GROUPS = {
    name: nox.project.dependency_groups(PROJECT, name) for name in PROJECT["dependency-groups"]
}
#: As many tests at once as there are processors; those of a file, and the examples of a page, in turn.
SIDE_BY_SIDE = ["-n", "auto", "--dist", "loadfile"]
SOURCES = ["src", "tests", "docs", "bench", "conftest.py", "noxfile.py"]


def _output(*command: str) -> str | None:
    """What a command prints; None if it is not there or fails, as a shim without its Python does."""
    found = shutil.which(command[0])
    ran = found and subprocess.run(
        [found, *command[1:]], capture_output=True, text=True, check=False
    )
    return ran.stdout if ran and ran.returncode == 0 else None


def _activate_pyenv() -> None:
    """Where pyenv keeps several Pythons, let its shims find all of them; the current one first."""
    current, all_ = _output("pyenv", "version-name"), _output("pyenv", "versions", "--bare")
    if current and all_:
        os.environ["PYENV_VERSION"] = ":".join(
            dict.fromkeys([*current.strip().split(":"), *all_.split()])
        )


_activate_pyenv()
#: The oldest and the newest Python that is there: what holds for both holds for those between.
THERE = [v for v in nox.project.python_versions(PROJECT) if _output(f"python{v}", "-V")]
OLDEST, NEWEST = THERE[0], THERE[-1]


@nox.session
def lint(session: nox.Session) -> None:
    """Style: ruff with all rules but the ones that pyproject.toml explains away."""
    session.install(*GROUPS["lint"])
    session.run("ruff", "check", *SOURCES)
    session.run("ruff", "format", "--check", *SOURCES)


@nox.session
def types(session: nox.Session) -> None:
    """Types: mypy strict on everything, and every public name typed for those who import it."""
    session.install(".[all]", *GROUPS["types"])
    session.run("mypy")
    session.run("pyright", "--ignoreexternal", "--verifytypes", "tthc_index")


@nox.session(python=NEWEST)
def tests(session: nox.Session) -> None:
    """Tests and the examples in docstrings, README and documentation, on the newest Python.

    What is tested is the wheel, built from the source archive: nothing imports from `src`.
    """
    session.install(*GROUPS["wheel"])
    place = Path(session.create_tmp()).resolve()
    shutil.rmtree(place, ignore_errors=True)
    session.run("python", "-m", "build", "--outdir", str(place))
    (built,) = place.glob("*.whl")
    session.install(f"{built}[all]")
    # Where an environment is used again, a wheel of the same version would stay.
    session.install("--force-reinstall", "--no-deps", str(built))
    session.run("pytest", *SIDE_BY_SIDE, *session.posargs)
    # `-p doctest` brings back what pyproject.toml turns off, since Sybil reads the pages.
    docstrings = ["-p", "doctest", "--doctest-modules", "--pyargs", "tthc_index", "-c", "/dev/null"]
    session.run("pytest", *docstrings)


@nox.session(python=OLDEST)
def coverage(session: nox.Session) -> None:
    """The same with branch coverage, 100%, on the oldest Python; of each law fewer examples."""
    session.install(".[all]", *GROUPS["coverage"])
    measured = ["coverage", "run", "-m", "pytest", "--hypothesis-profile", "few"]
    session.run("coverage", "erase")
    session.run(*measured, *SIDE_BY_SIDE, *session.posargs)
    session.run("coverage", "combine")
    session.run("coverage", "report")


@nox.session
def exhaustive(session: nox.Session) -> None:
    """Every share of whole numbers up to 2,000; advice against every choice of cases."""
    session.install(".[all]", *GROUPS["exhaustive"])
    session.run("pytest", "-n", "auto", "tests/exhaustive", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """The readers of responses and notices under random damage, for a bounded time."""
    session.install(".[all]", *GROUPS["tests"])
    session.run("python", "-m", "tests.fuzz_readers", *(session.posargs or ("--seconds", "20")))


@nox.session
def cluster(session: nox.Session) -> None:
    """`score_frame` on a real Spark session and a Dask cluster of two processes."""
    if not _output("java", "--version"):
        session.skip("PySpark needs Java 17 or later")
    session.install(".[all]", *GROUPS["cluster"])
    # Spark warns of pandas 3, which it is not asked to make frames of here.
    session.run("pytest", "-W", "default", "tests/cluster", *session.posargs)


@nox.session
def pages(session: nox.Session) -> None:
    """Word and Excel files as LibreOffice prints them, page by page."""
    if not _output("soffice", "--version") or not shutil.which("pdftoppm"):
        session.skip("pages are printed by LibreOffice and pdftoppm")
    session.install(".[all]", *GROUPS["pages"])
    session.run("pytest", "tests/pages", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """The documentation, with warnings as errors."""
    session.install(".[all]", *GROUPS["docs"])
    session.run(
        "sphinx-build", "-n", "-W", "--keep-going", "-b", "html", "docs", "docs/_build/html"
    )


@nox.session
def readme(session: nox.Session) -> None:
    """The README's first command in a fresh clone; the second is the one that runs all of this."""
    first, second = _commands(Path("README.md"))
    assert first.endswith("tthc-index example"), first
    assert second in Path(".ci/run").read_text("utf-8"), second
    clone = Path(session.create_tmp()) / "clone"
    shutil.rmtree(clone, ignore_errors=True)
    session.run("git", "clone", "--quiet", ".", str(clone), external=True)
    with session.chdir(clone):
        shown = session.run(
            "bash", "-c", first, external=True, silent=True, env={"PYTHONPATH": None}
        )
    assert "59.92 of 100 points" in str(shown), shown
    session.log("the first command printed the scorecard: 59.92 of 100 points")


def _commands(page: Path) -> list[str]:
    """The commands in the README that do everything: the one-line blocks that make a `.venv`."""
    blocks = re.findall(
        r"^```console\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    return [
        line.removeprefix("$ ")
        for block in blocks
        for line in block.splitlines()
        if line.startswith("$ python3 -m venv")
    ]


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure speed as ratios in one run; no gate, since machines differ."""
    session.install(".[frames]", *GROUPS["bench"])
    session.run("python", "-m", "bench", *session.posargs)


if __name__ == "__main__":
    nox.main()
