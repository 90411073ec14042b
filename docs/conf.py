# SPDX-License-Identifier: MIT
"""How Sphinx builds these pages: `sphinx-build -n -W --keep-going -b html docs docs/_build/html`."""

from __future__ import annotations

import sys
import tomllib

from pathlib import Path
from typing import Any


HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

project = "tthc_index"
author = "The tthc_index developers"
project_copyright = author
release = tomllib.loads((HERE.parent / "pyproject.toml").read_text("utf-8"))["project"]["version"]

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
# Single backquotes in docstrings are names in code.
default_role = "code"

myst_enable_extensions = ["deflist", "fieldlist", "substitution"]
myst_heading_anchors = 3

# Notebooks are stored without results: each build runs them.
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 300

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented_params"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True

nitpicky = True
# Pages of other projects are not looked up: a build needs no network.
# What is private, or stands for other types, has no entry.
nitpick_ignore_regex = [
    (
        "py:class",
        r"(collections\.abc|datetime|decimal|fractions|os|hypothesis|numpy|tthc_index\.[\w.]+)\..*|Axes|Results|.*\.Frame",
    )
]

html_theme = "furo"
html_title = f"tthc_index {release}"
html_static_path = ["_static"]
html_css_files = ["tables.css"]


def setup(app: Any) -> None:
    """Make what is not written by hand before Sphinx looks for pages."""
    app.connect("config-inited", _read_benchmark)
    app.connect("builder-inited", _write_rulesets)
    app.connect("builder-inited", _write_pictures)
    app.connect("autodoc-process-docstring", _keep_colons, priority=400)


def _read_benchmark(_: Any, config: Any) -> None:
    from _benchmark import figures

    config.myst_substitutions = figures(HERE / "_benchmark.json")


def _write_rulesets(_: Any) -> None:
    from _rulesets import write_pages

    write_pages(HERE / "reference" / "rulesets")


def _write_pictures(_: Any) -> None:
    from _pictures import write_pictures

    write_pictures(HERE / "guides" / "pictures.md")


def _keep_colons(*event: Any) -> None:
    """Keep napoleon from taking what stands before a colon in an attribute's docstring for its type.

    It looks at the first line alone; an empty comment there costs nothing.
    """
    _app, what, _name, _object, _options, lines = event
    if what in {"attribute", "data", "property"}:
        lines[:0] = ["..", ""]
