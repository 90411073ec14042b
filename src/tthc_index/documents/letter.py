# SPDX-License-Identifier: MIT
"""An administrative document as Decree 30/2020/NĐ-CP lays it out, before it becomes text, HTML or Word."""

from __future__ import annotations

from typing import Literal

import attrs

from tthc_index.text.tables import Table


@attrs.frozen
class Block:
    """One paragraph of the body: running text, a numbered section's heading, an item, an item of an item."""

    kind: Literal["paragraph", "section", "item", "subitem"]
    text: str


@attrs.frozen
class Annex:
    """A table after the signature.

    Attributes:
        number: "I", "II".
        table: What it shows, under a caption.
    """

    number: str
    table: Table


@attrs.frozen(kw_only=True)
class Letter:
    """The parts of the document, in their order on paper; an empty part is left out.

    Attributes:
        authority: The body above the agency ("ỦY BAN NHÂN DÂN TỈNH TUYÊN QUANG").
        agency: Who publishes it.
        number: Its number and sign, "955/UBND-KSTT"; None leaves room for it to be written in.
        place: Where it is dated.
        date: Its day, "2024-04-22"; None leaves room for it.
        subject: What it is about, after "V/v".
        addressees: After "Kính gửi".
        blocks: The body.
        recipients: After "Nơi nhận".
        signature: The lines above the name: "TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG".
        signer: The name below the signature.
        annexes: Tables after the signature.
    """

    authority: str
    agency: str
    number: str | None
    place: str
    date: str | None
    subject: str
    addressees: tuple[str, ...]
    blocks: tuple[Block, ...]
    recipients: tuple[str, ...]
    signature: tuple[str, ...]
    signer: str
    annexes: tuple[Annex, ...] = ()
