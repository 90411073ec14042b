# SPDX-License-Identifier: MIT
"""Cases by which a program in any language checks that it computes the same points."""

from __future__ import annotations

from importlib.resources import files

from tthc_index.errors import ValueRefusedError


def conformance(id: str = "qd766-2026") -> str:  # noqa: A002  # as everywhere: the id of a rule set
    """The conformance file of a rule set, as JSON text.

    It holds the rules as far as the arithmetic needs them, and cases: counts and percentages of one
    unit, and the points that they earn, or why they are refused.

    Args:
        id: The id of a rule set that comes with the library.

    Raises:
        ValueRefusedError: If there is no such file.

    >>> import json
    >>> file = json.loads(conformance("qd766-2026"))
    >>> first = file["cases"][0]
    >>> first["name"], first["expected"]["total"]
    ('published: transparency.announced_on_time 1/48', 0.12)
    """
    found = {file.name.removesuffix(".json"): file for file in files(__name__).iterdir()}
    known = sorted(name for name, file in found.items() if file.name.endswith(".json"))
    if id not in known:
        raise ValueRefusedError("id", id, f"a rule set with a conformance file: {', '.join(known)}")
    return found[id].read_text("utf-8")
