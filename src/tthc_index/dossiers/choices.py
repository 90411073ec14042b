# SPDX-License-Identifier: MIT
"""How the description is read where it is silent or contradicts itself: named choices."""

from __future__ import annotations

import tomllib

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import attrs

from tthc_index.errors import TthcIndexError, UnknownNameError, ValueRefusedError
from tthc_index.scoring.inputs import read_choice
from tthc_index.text.language import Label


@attrs.frozen
class Choice:
    """A place where the description can be read in several ways.

    Attributes:
        name: What the choice is called.
        row: The row of the description that leaves it open; "" where none speaks of it.
        doubt: What is open.
        ways: The ways to read it; the first is taken unless another one is said.
    """

    name: str
    row: str
    doubt: Label
    ways: Mapping[str, Label]

    @property
    def default(self) -> str:
        """The way that is taken unless another one is said."""
        return next(iter(self.ways))


@cache
def choices() -> Mapping[str, Choice]:
    """All choices, by name.

    >>> choices()["overdue_and_disliked"].default
    'twice'
    >>> print(choices()["overdue_and_disliked"].ways["twice"]["en"])
    twice: the description adds the two rates
    """
    stated = tomllib.loads((files(__package__) / "choices.toml").read_text("utf-8"))
    return {name: _choice(name, **of) for name, of in stated.items()}


def _choice(name: str, row: str, doubt: Mapping[str, str], **ways: Mapping[str, str]) -> Choice:
    labels = {way: Label(**label) for way, label in ways.items()}
    return Choice(name, row, Label(**doubt), labels)


def read_choices(given: Any, problems: list[TthcIndexError]) -> dict[str, str]:
    """Every choice: as *given*, or else its default."""
    made = {name: choice.default for name, choice in choices().items()}
    if given is not None and not isinstance(given, Mapping):
        problems.append(ValueRefusedError("choices", given, "a mapping"))
        return made
    for name, way in (given or {}).items():
        if name not in made:
            problems.append(UnknownNameError("choice", name, tuple(made), way))
        else:
            read_choice(name, way, tuple(choices()[name].ways), problems)
            made[name] = way
    return made
