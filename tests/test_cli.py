# SPDX-License-Identifier: MIT
"""The command line, run as people run it: in a process of its own, and in this one."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import warnings

from pathlib import Path

import pytest

import tthc_index as ti

from tthc_index.cli import main
from tthc_index.cli.output import warnings_told


COUNTS = {"dossiers_on_time": 144_625, "dossiers_handled": 184_513}

Captured = pytest.CaptureFixture[str]


def run(*words: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "tthc_index", *words],
        input=stdin.encode(),
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


def unit(tmp_path: Path, content: object) -> str:
    file = tmp_path / "unit.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(file)


class TestScore:
    def test_a_file_of_counts(self, tmp_path: Path, capsys: Captured) -> None:
        assert main(["score", "--partial", unit(tmp_path, COUNTS)]) == 0
        assert "qd766-2026: 15.68 of 100 points" in capsys.readouterr().out

    def test_a_file_with_more(self, tmp_path: Path, capsys: Captured) -> None:
        content = {
            "counts": COUNTS,
            "percentages": {"transparency.synced": 100},
            "level": "commune",
            "rules": "qd766-2026",
        }

        assert main(["score", "--partial", "--json", unit(tmp_path, content)]) == 0
        card = ti.ScoreCard.from_json(capsys.readouterr().out)
        assert card == ti.score(COUNTS, content["percentages"], level="commune", missing="allow")  # type: ignore[arg-type]  # from JSON

    def test_options_come_before_the_file(self, tmp_path: Path, capsys: Captured) -> None:
        content = {"counts": COUNTS, "level": "commune", "rules": "none such"}
        words = ["--partial", "--level", "ministry", "--rules", "qd766-2026"]

        assert main(["score", *words, unit(tmp_path, content)]) == 0
        assert capsys.readouterr().out.startswith("qd766-2026, ministry: ")

    def test_own_rules(self, tmp_path: Path, capsys: Captured) -> None:
        toml = tmp_path / "own.toml"
        toml.write_text(ti.ruleset_to_toml("qd766-2026").replace("qd766-2026", "own"), "utf-8")

        assert main(["score", "--partial", "--rules", str(toml), unit(tmp_path, COUNTS)]) == 0
        assert capsys.readouterr().out.startswith("own: 15.68")

    def test_standard_input(self) -> None:
        ran = run("score", "-", "--partial", "--lang", "vi", stdin="\ufeff" + json.dumps(COUNTS))

        assert ran.returncode == 0
        assert "15,68 trên 100 điểm" in ran.stdout.decode()

    def test_explain(self, tmp_path: Path, capsys: Captured) -> None:
        words = ["score", "--partial", "--explain", "progress", unit(tmp_path, COUNTS)]

        assert main(words) == 0
        assert "20 × 144,625 / 184,513 = 15.6764… → 15.68 of 20" in capsys.readouterr().out

    def test_what_an_example_prints_as_input(
        self, capsys: Captured, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        main(["example", "--input"])
        printed = io.BytesIO(capsys.readouterr().out.encode())
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(printed))

        assert main(["score", "-"]) == 0
        assert "59.92 of 100 points" in capsys.readouterr().out


class TestRefused:
    """ "Exit code 2 and one clear message for bad input"."""

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            ("", "it takes JSON in UTF-8 (Expecting value"),
            ("{", "it takes JSON in UTF-8"),
            ("[" * 100_000, "it takes JSON in UTF-8"),
            ('{"communes": ' + "9" * 5000 + "}", "it takes JSON in UTF-8 (Exceeds the limit"),
            ("[1]", 'it takes an object such as {"dossiers_on_time": 12, ...}'),
            ('{"communes": 1, "communes": 2}', "key = 'communes': it takes each key once"),
            ('{"counts": {}, "level": "x"}', "unknown level 'x'"),
            ('{"counts": {}, "count": {}}', "key = 'count': it takes counts, percentages, level"),
            ('{"counts": {}, "rules": 7}', "unknown rule set 7"),
            ('{"counts": 7}', "counts = 7: it takes a mapping"),
            ('{"communes": NaN}', "communes = nan is NaN"),
            ('{"communes": -1}', "communes = -1 is negative"),
            ('{"dossiers_on_tme": 1}', "did you mean 'dossiers_on_time'?"),
        ],
        ids=lambda value: value[:20],
    )
    def test_bad_files(self, content: str, said: str, tmp_path: Path, capsys: Captured) -> None:
        assert main(["score", unit(tmp_path, content)]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert said in err
        assert err.startswith("tthc-index: ")

    @pytest.mark.parametrize("count", ["4.000", "4.0", "4e3", "4.521", "1e30", "1e-99999999"])
    def test_a_point_in_a_whole_number(self, count: str, tmp_path: Path, capsys: Captured) -> None:
        """In Viet Nam 4.000 is four thousand; JSON would make it 4."""
        assert main(["score", unit(tmp_path, f'{{"communes": {count}}}')]) == 2
        assert "a whole number without a point" in capsys.readouterr().err

    def test_a_point_where_it_belongs(self, tmp_path: Path, capsys: Captured) -> None:
        content = '{"average_handling_days": 7.00, "dossiers_on_time": 1, "dossiers_handled": 1}'

        assert main(["score", "--partial", unit(tmp_path, content)]) == 0
        assert "  handling_time" in capsys.readouterr().out

    @pytest.mark.parametrize("percent", ["1e-99999999", "1e400", "110.5"])
    def test_odd_percentages(self, percent: str, tmp_path: Path, capsys: Captured) -> None:
        content = f'{{"counts": {{}}, "percentages": {{"progress.on_time": {percent}}}}}'
        code = main(["score", "--partial", unit(tmp_path, content)])

        # The smallest of numbers is as good as 0.
        assert code == (0 if percent.startswith("1e-") else 2)
        assert (f"progress.on_time = {percent} is" in capsys.readouterr().err) == bool(code)

    def test_utf16(self, tmp_path: Path) -> None:
        """What some Windows shells write for `> unit.json`."""
        file = tmp_path / "unit.json"
        file.write_bytes(json.dumps(COUNTS).encode("utf-16"))

        assert main(["score", "--partial", str(file)]) == 0

    def test_another_encoding(self, tmp_path: Path, capsys: Captured) -> None:
        file = tmp_path / "unit.json"
        file.write_bytes('{"kỳ": 1}'.encode("cp1258", "replace") + b"\xff")

        assert main(["score", str(file)]) == 2
        assert "it takes text in UTF-8" in capsys.readouterr().err

    def test_typographic_quotes(self, tmp_path: Path, capsys: Captured) -> None:
        """A word processor makes them of straight ones; the position alone tells nobody why."""
        content = "{“dossiers_on_time”: 1773, “dossiers_handled”: 4000}"

        assert main(["score", unit(tmp_path, content)]) == 2
        assert 'write " in place of “, which a word processor made' in capsys.readouterr().err

    @pytest.mark.parametrize("name", ["units.xls", "units.XLSM", "units.ods"])
    def test_other_kinds_of_sheets(self, name: str, tmp_path: Path, capsys: Captured) -> None:
        (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0")

        assert main(["score", str(tmp_path / name), "-o", str(tmp_path / "a.csv")]) == 2
        assert "in Excel, save it as .xlsx" in capsys.readouterr().err

    @pytest.mark.parametrize("command", ["score", "reconcile"])
    def test_a_file_of_word(self, command: str, tmp_path: Path, capsys: Captured) -> None:
        (tmp_path / "a.docx").write_bytes(b"PK\x03\x04\xff\xff")

        assert main([command, str(tmp_path / "a.docx")]) == 2
        assert "this is a file of Word or Excel: copy its text" in capsys.readouterr().err

    @pytest.mark.parametrize(
        "words",
        [
            ["score", "no-such-file.json"],
            ["score", "."],
            ["rules", "no-such-set"],
            ["rules", "no-such-file.toml"],
            ["example", "no-such-example"],
            ["example", "--explain", "no.such"],
        ],
        ids=" ".join,
    )
    def test_what_is_not_there(self, words: list[str], capsys: Captured) -> None:
        assert main(words) == 2
        assert capsys.readouterr().err.count("\n") == 1

    def test_messages_in_vietnamese(self, capsys: Captured) -> None:
        assert main(["rules", "qd766", "--lang", "vi"]) == 2
        assert capsys.readouterr().err == (
            "tthc-index: không có bộ quy tắc nào tên 'qd766'; có phải 'qd766-2026' không?\n"
        )

    @pytest.mark.parametrize("words", [[], ["scor"], ["score"], ["rules", "--lang", "fr"]], ids=str)
    def test_wrong_words(self, words: list[str], capsys: Captured) -> None:
        with pytest.raises(SystemExit) as caught:
            main(words)
        assert caught.value.code == 2
        assert "usage: tthc-index" in capsys.readouterr().err


class TestRules:
    def test_list(self, capsys: Captured) -> None:
        assert main(["rules", "--lang", "vi"]) == 0
        assert capsys.readouterr().out.startswith("qd766-2026  Bộ chỉ số theo Quyết định 766")

    def test_one(self, capsys: Captured) -> None:
        assert main(["rules", "qd766-2026"]) == 0
        assert capsys.readouterr().out.rstrip() == ti.ruleset("qd766-2026").text()

    def test_as_toml(self, capsys: Captured) -> None:
        assert main(["rules", "qd766-2026", "--toml"]) == 0
        assert ti.ruleset_from_toml(capsys.readouterr().out) == ti.ruleset("qd766-2026")


class TestExample:
    def test_the_first(self, capsys: Captured) -> None:
        assert main(["example"]) == 0
        out = capsys.readouterr().out
        assert out.startswith("Phú Thọ province, 2026-08\n")
        assert "published: 59.92 of 100 points\n" in out
        assert "qd766-2026, province: 59.92 of 100 points (59.92%)" in out

    def test_another_in_vietnamese(self, capsys: Captured) -> None:
        assert main(["example", "son-duong-2024-03", "--lang", "vi"]) == 0
        out = capsys.readouterr().out
        assert "công bố: 87,1 trên 100 điểm, đứng thứ 1/7\n" in out
        assert "tổng điểm từ 71,65 đến 91,65" in out

    def test_as_json(self, capsys: Captured) -> None:
        assert main(["example", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["points"] == 59.92


class TestStreams:
    def test_any_locale(self) -> None:
        ran = run("example", "--lang", "vi", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")

        assert ran.returncode == 0
        assert "Công khai, minh bạch" in ran.stdout.decode("utf-8")

    @pytest.mark.parametrize("words", [["rules"], ["rules", "qd766-2026", "--toml"]], ids=len)
    def test_a_broken_pipe_is_no_traceback(self, words: list[str]) -> None:
        read, write = os.pipe()
        os.close(read)
        with os.fdopen(write, "wb") as closed:
            ran = subprocess.run(
                [sys.executable, "-m", "tthc_index", *words],
                stdout=closed,
                stderr=subprocess.PIPE,
                check=False,
            )
        assert ran.returncode == 0
        assert ran.stderr == b""

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
    def test_a_full_disk_is_one_line(self) -> None:
        with Path("/dev/full").open("wb") as full:
            command = [sys.executable, "-m", "tthc_index", "rules"]
            ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)

        assert ran.returncode == 2
        assert ran.stderr.decode().splitlines() == [
            "tthc-index: [Errno 28] No space left on device: 'standard output'"
        ]

    def test_nobody_reads_the_errors(self) -> None:
        read, write = os.pipe()
        os.close(read)
        with os.fdopen(write, "wb") as closed:
            command = [sys.executable, "-m", "tthc_index", "rules", "no-such-set"]
            ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=closed, check=False)

        assert (ran.returncode, ran.stdout) == (2, b"")

    def test_stopped(self, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
        def stop(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("tthc_index.examples.get", stop)

        assert main(["example"]) == 130
        assert capsys.readouterr().err == "tthc-index: stopped\n"

    def test_version(self, capsys: Captured) -> None:
        with pytest.raises(SystemExit) as caught:
            main(["--version"])

        assert caught.value.code == 0
        assert capsys.readouterr().out == f"tthc-index {ti.__version__}\n"

    def test_a_closed_output_loses_nothing_in_silence(
        self, monkeypatch: pytest.MonkeyPatch, capsys: Captured
    ) -> None:
        monkeypatch.setattr(sys, "stdout", None)

        assert main(["rules"]) == 2
        assert capsys.readouterr().err == "tthc-index: standard output is closed\n"


#: What a terminal obeys or hides: an escape sequence, one of C1, a letter of no text, bidi, a tag.
EVIL = "\x1b[31m\x9b2J\0\u202eA\U000e0041"


class TestHarmless:
    """Whatever comes from outside is letters alone in what is printed."""

    def test_a_notice(self, tmp_path: Path, capsys: Captured) -> None:
        file = tmp_path / "notice.txt"
        file.write_text(
            "1. Điểm đánh giá công khai, minh bạch: 18,0/18 điểm\n"
            f"- Trời đẹp{EVIL.replace(chr(0), '')}: 12%.\n",
            "utf-8",
        )
        for words in ([], ["--json"]):
            assert main(["reconcile", str(file), *words]) == 0
            out = capsys.readouterr().out
            assert all(letter.isprintable() or letter == "\n" for letter in out)
            assert "Trời đẹp" in out

    def test_json_is_not_changed(self) -> None:
        """It is escaped, and so means the same."""
        from tthc_index.cli.output import as_json, harmless

        printed = harmless(as_json({EVIL: ["Hòa\u0300", "a\xa0b\n"]}))

        assert json.loads(printed) == {EVIL: ["Hòa\u0300", "a\xa0b\n"]}
        assert all(letter.isprintable() or letter in "\n\xa0" for letter in printed)

    def test_the_names_of_units(self, tmp_path: Path, capsys: Captured) -> None:
        file = tmp_path / "units.csv"
        name = EVIL.replace("\0", "")
        file.write_text(f"unit,dossiers_on_time,dossiers_handled\n{name},1,2\n", "utf-8")

        assert main(["rank", str(file), "--by", "progress"]) == 0
        out = capsys.readouterr().out
        assert all(letter.isprintable() or letter == "\n" for letter in out)

    def test_errors(self, capsys: Captured) -> None:
        with pytest.raises(SystemExit):
            main(["rules", "a", EVIL])
        assert main(["score", "a" + EVIL.replace("\0", "")]) == 2

        err = capsys.readouterr().err
        assert all(letter.isprintable() or letter == "\n" for letter in err)


def test_warnings_of_other_libraries(capsys: pytest.CaptureFixture[str]) -> None:
    """They are told as they are, in whatever language they have."""
    with warnings_told("vi"):
        warnings.warn("of another library", UserWarning, stacklevel=1)

    assert capsys.readouterr().err == "tthc-index: warning: of another library\n"
