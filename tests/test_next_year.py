# SPDX-License-Identifier: MIT
"""A set of rules for 2027: three TOML files in a folder, and no Python."""

from __future__ import annotations

import re

from importlib.resources import files
from pathlib import Path

import pytest

import tthc_index as ti

from tthc_index import portal


RESPONSES = sorted((Path(__file__).parent / "responses").glob("2026-08-*.json"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What one writes from the files of 2026: another target, a metric of a new code, other words."""
    changes = (
        ("rules", 'id = "qd766-2026"', 'id = "qd766-2027"'),
        ("rules", r'(code = "satisfaction.dossiers".*?target = )0.9', r"\g<1>0.95"),
        ("portal", "ORIGINAL_RESULT_AVAILABLE", "RESULT_AVAILABLE_2027"),
        ("documents", "Điểm đánh giá mức độ hài lòng", "Điểm mức độ hài lòng"),
    )
    texts = {
        room: (files(f"tthc_index.{room}") / "qd766-2026.toml").read_text("utf-8")
        for room, *_ in changes
    }
    for room, old, new in changes:
        texts[room], times = re.subn(old, new, texts[room], count=1, flags=re.DOTALL)
        assert times == 1, old
    for room, text in texts.items():
        (tmp_path / f"{room}.toml").write_text(text, "utf-8")
    return tmp_path


def test_from_responses_to_a_notice_and_back(folder: Path) -> None:
    rules = ti.ruleset(folder / "rules.toml")
    responses = [
        path.read_text("utf-8").replace("ORIGINAL_RESULT_AVAILABLE", "RESULT_AVAILABLE_2027")
        for path in RESPONSES
    ]
    units = portal.read(responses, period="2027-08", rules=rules, names=folder / "portal.toml")
    province = units.find("UBND tỉnh Phú Thọ")
    card = province.score()

    assert rules.id == card.rules.id == "qd766-2027"
    # 144315/184503 of 6 points: from 95% on all of them, where it was 90%.
    assert card["satisfaction.dossiers"].points == 4.94
    assert ti.examples.PHU_THO_2026_08.score()["satisfaction.dossiers"].points == 5.21
    assert card["digitization.results"].points == 4.34

    wording = folder / "documents.toml"
    notice = ti.notice(card, unit="tỉnh Phú Thọ", period="2027-08", wording=wording)

    assert "5. Điểm mức độ hài lòng: 12,69/18 điểm" in notice.text
    read = ti.read_notice(notice.text, rules, wording=wording)
    assert read.total == card.points
    assert read["satisfaction"] == card["satisfaction"].points == 12.69
