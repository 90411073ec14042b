# SPDX-License-Identifier: MIT
"""Who publishes a notice: the particulars that are the same in all that an office issues."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any, Literal

import attrs

from tthc_index.errors import TthcIndexError, ValueRefusedError, raise_problems
from tthc_index.scoring.inputs import read_choice
from tthc_index.text.toml import toml_in


def _texts(value: Any) -> Any:
    """One text as the only one, a list as a tuple; anything else stays, to be refused."""
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


@attrs.frozen(kw_only=True)
class Office:
    """Who publishes, stated once for all its notices; what is left empty is left out.

    Attributes:
        authority: The body above, "ỦY BAN NHÂN DÂN TỈNH TUYÊN QUANG".
        agency: The office's own name, in the letterhead.
        publisher: Who makes the results public, "Chủ tịch Ủy ban nhân dân huyện".
        place: Where its documents are dated.
        addressees: After "Kính gửi".
        legal_basis: Paragraphs below Decision 766/QĐ-TTg: the province's own plans and letters.
        system: The province's information system, named beside the National Public Service Portal.
        peers: What the rank is among, "huyện, thành phố".
        change: How the change is stated: in "points", or in per cent of the previous total.
        recipients: After "Nơi nhận".
        signature: The lines above the name: "TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG".
        signer: The name below.
        template: Its own template of the body, as text or as a path.

    Raises:
        Problems: With a ValueRefusedError for each attribute that is no text.

    >>> Office(place="Sơn Dương", signer="Vũ Văn Thụ").place
    'Sơn Dương'
    """

    authority: str = ""
    agency: str = ""
    publisher: str = ""
    place: str = ""
    addressees: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    legal_basis: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    system: str = ""
    peers: str = ""
    change: Literal["points", "percent"] = "points"
    recipients: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    signature: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    signer: str = ""
    template: str | PathLike[str] | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what is no text."""
        problems: list[TthcIndexError] = []
        read_choice("change", self.change, ("points", "percent"), problems)
        for field in attrs.fields(Office):
            value = getattr(self, field.name)
            parts = value if field.converter else (value,)
            sound = isinstance(parts, tuple) and all(isinstance(part, str) for part in parts)
            if not sound and field.name != "template":
                allowed = "texts" if field.converter else "a text"
                problems.append(ValueRefusedError(field.name, value, allowed))
        raise_problems(problems)

    @staticmethod
    def from_toml(path: str | PathLike[str]) -> Office:
        """The office that a TOML file states, by the names of the attributes.

        A `template` is the path of its file, seen from the TOML file.

        Raises:
            ValueRefusedError: If the file is no TOML, or for a name that is none of the attributes.
            Problems: If there are several such names, or values that are no texts.
            OSError: If it can't be read.
        """
        try:
            stated = toml_in(path)
        except (TypeError, ValueError) as error:
            raise ValueRefusedError("path", path, f"a TOML file in UTF-8 ({error})") from None
        known = attrs.fields_dict(Office)
        allowed = ", ".join(known)
        raise_problems(
            [ValueRefusedError("key", key, allowed) for key in stated if key not in known]
        )
        if isinstance(stated.get("template"), str):
            stated["template"] = Path(path).parent / stated["template"]
        return Office(**stated)
