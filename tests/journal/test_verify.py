"""The stand-alone verifier: whole, bad input, usage, broken; tampering before a head is always found."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from taizhang.journal.heads import note, public_key, sign_head
from taizhang.journal.selectors import export_lines
from tests.cast import AT, County

VERIFIER = Path(__file__).parents[2] / "taizhang" / "journal" / "verify.py"
TRIES = 300 if os.environ.get("TAIZHANG_FAULTS") == "full" else 40


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", VERIFIER, *map(str, arguments)], capture_output=True, text=True, check=False
    )


@pytest.fixture
def exported(county: County, tmp_path: Path) -> tuple[Path, Path, str]:
    code = county.problem()
    county.bring_to("rectifying", code)
    head = sign_head(AT)
    county.do("report_progress", "zhao", code, note="正在办")
    (tmp_path / "e.jsonl").write_text("\n".join(export_lines()) + "\n")
    (tmp_path / "heads.txt").write_text(note(head))  # type: ignore[arg-type]
    return tmp_path / "e.jsonl", tmp_path / "heads.txt", public_key()


def test_whole_journal_says_how_much_is_newer(exported: tuple[Path, Path, str]) -> None:
    entries, heads, key = exported
    done = run(entries, heads, "--key", key, "--item", "P26-00001")
    assert run(entries).stdout.startswith("whole:") and "no heads given" in run(entries).stdout
    assert done.returncode == 0 and "1 newer than the last head" in done.stdout and "P26-00001: entries" in done.stdout


def test_usage_and_bad_input(exported: tuple[Path, Path, str], tmp_path: Path) -> None:
    (tmp_path / "no.jsonl").write_text("not json\n")
    assert run().returncode == 2 and run("--key").returncode == 2
    assert run(tmp_path / "no.jsonl").returncode == 1 and run(tmp_path / "absent").returncode == 1
    (tmp_path / "h.txt").write_text("half a head\n")
    assert run(exported[0], tmp_path / "h.txt").returncode == 1


def test_a_wrong_signature_or_key_is_broken(exported: tuple[Path, Path, str]) -> None:
    entries, heads, _key = exported
    other = base64.b64encode(hashlib.sha256(b"other").digest()).decode()
    assert run(entries, heads, "--key", other).returncode == 3


def rehashed(rows: list[dict]) -> list[dict]:  # type: ignore[type-arg]
    """The rows with a chain that fits again: what somebody who can write the database would make."""
    previous = bytes(32)
    for seq, row in enumerate(rows, 1):
        body = base64.b64decode(row["body"])
        made = hashlib.sha256(b"TZ1" + seq.to_bytes(8, "big") + previous + hashlib.sha256(body).digest()).digest()
        row.update(seq=seq, prev=previous.hex(), hash=made.hex())
        previous = made
    return rows


def tampered(rows: list[dict], how: str, dice: random.Random) -> list[dict]:  # type: ignore[type-arg]
    rows = [dict(row) for row in rows]
    covered = len(rows) - 1
    at = dice.randrange(covered - 1)
    if how == "edit":
        body = bytearray(base64.b64decode(rows[at]["body"]))
        body[dice.randrange(len(body))] ^= 1 << dice.randrange(8)
        rows[at]["body"] = base64.b64encode(bytes(body)).decode()
    elif how == "delete":
        del rows[at]
    elif how == "swap":
        rows[at]["body"], rows[at + 1]["body"] = rows[at + 1]["body"], rows[at]["body"]
    elif how == "insert":
        rows.insert(at, dict(rows[at]))
    elif how == "truncate":
        del rows[at:]
    elif how == "rewrite":
        rows[at]["body"] = base64.b64encode(b'{"forged":true}').decode()
        rows = rehashed(rows)
    elif how == "drop and rehash":
        del rows[at]
        rows = rehashed(rows)
    return rows


@pytest.mark.parametrize("how", ["edit", "delete", "swap", "insert", "truncate", "rewrite", "drop and rehash"])
def test_tampering_before_the_head_is_always_found(exported: tuple[Path, Path, str], how: str, tmp_path: Path) -> None:
    from taizhang.journal.verify import BadInput, Broken, check, read_entries, read_heads

    entries, heads, key = exported
    rows, dice = [json.loads(line) for line in entries.read_text().splitlines()], random.Random(7)
    for _unused in range(TRIES):
        (tmp_path / "t.jsonl").write_text("\n".join(json.dumps(row) for row in tampered(rows, how, dice)))
        with pytest.raises((Broken, BadInput)):
            check(read_entries(str(tmp_path / "t.jsonl")), read_heads(str(heads)), base64.b64decode(key), "")


def test_the_verifier_is_short_and_stands_alone() -> None:
    source = VERIFIER.read_text()
    assert len(source.splitlines()) <= 300 and "taizhang" not in source.replace("Taizhang", "").split('"""', 2)[2]


def test_a_flipped_bit_stops_the_signing(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    from taizhang.journal import heads
    from taizhang.kit.errors import Refused

    county.problem()
    honest = heads.entry_hash
    monkeypatch.setattr(
        heads,
        "entry_hash",
        lambda seq, prev, body: honest(seq, prev, body[:-1] + b"~") if seq == 3 else honest(seq, prev, body),
    )
    with pytest.raises(Refused, match="第3条"):
        sign_head(AT)


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda line: line + line,  # two entries on one line
        lambda line: line + "x",
        lambda line: line[:-2],
        lambda line: line.replace('"body":"', '"body":"*'),
        lambda line: line.replace('"seq":1', '"seq":true'),
        lambda line: line.replace('"hash":"', '"hash":"zz'),
        lambda line: "[1]",
    ],
)
def test_a_line_that_is_no_entry_is_bad_input(
    exported: tuple[Path, Path, str], spoilt: Callable[[str], str], tmp_path: Path
) -> None:
    from taizhang.journal.verify import BadInput, read_entries

    first, *_rest = exported[0].read_text().splitlines()
    assert spoilt(first) != first
    (tmp_path / "t.jsonl").write_text(spoilt(first) + "\n")
    with pytest.raises(BadInput, match="line 1"):
        list(read_entries(str(tmp_path / "t.jsonl")))
