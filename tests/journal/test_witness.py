"""A witness outside the house: it keeps heads alone and refuses a journal that shrank, forked or was rewritten."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from taizhang.journal.chain import growth
from taizhang.journal.heads import _key, checked_hashes, note, public_key, sign_head
from tests.cast import AT, County

WITNESS = Path(__file__).parents[2] / "taizhang" / "journal" / "witness.py"


def show(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", WITNESS, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def slip(folder: Path, since: int, day: int, **changed: object) -> Path:
    """A slip as the command line prints it, for a head signed `day` days on."""
    head = sign_head(AT + timedelta(days=day))
    assert head is not None
    hashes = list(checked_hashes())[: head.size]
    proof = [base64.b64encode(one).decode() for one in growth(since, hashes)]
    told = {"note": note(head), "key": public_key(), "since": since, "proof": proof, **changed}
    place = folder / f"slip-{day}.json"
    place.write_text(json.dumps(told), "utf-8")
    return place


@pytest.fixture
def seen(county: County, tmp_path: Path) -> tuple[County, Path, int]:
    """A county whose first head the witness has seen."""
    county.problem()
    place = slip(tmp_path, 0, 0)
    done = show(place, tmp_path / "state", "--key", public_key())
    assert done.returncode == 0, done.stdout + done.stderr
    return county, tmp_path, json.loads((tmp_path / "state").read_text())["size"]


def test_heads_that_only_grow_are_kept(seen: tuple[County, Path, int]) -> None:
    county, folder, size = seen
    county.problem(title="又一个")
    assert show(slip(folder, size, 1), folder / "state").returncode == 0
    state = json.loads((folder / "state").read_text())
    assert state["size"] > size and len(state["notes"]) == 2
    assert show(folder / "slip-1.json", folder / "state").returncode == 0  # the same slip again changes nothing


def test_a_growth_without_proof_is_refused_and_the_slip_kept(seen: tuple[County, Path, int]) -> None:
    county, folder, size = seen
    county.problem(title="又一个")
    done = show(slip(folder, size, 1, proof=[]), folder / "state")
    assert done.returncode == 3 and "no proof" in done.stdout and (folder / "state.refused").exists()
    assert json.loads((folder / "state").read_text())["size"] == size


def test_a_rewritten_journal_is_refused(seen: tuple[County, Path, int]) -> None:
    """Somebody with the key signs another history of the same length, or a shorter one."""
    _county, folder, size = seen
    for claimed, words in ((size, "two different heads"), (size - 1, "shrank")):
        text = f"taizhang-journal/1\n{claimed}\n{base64.b64encode(bytes(32)).decode()}\n{AT.isoformat()}\n"
        signature = base64.b64encode(_key().sign(text.encode())).decode()
        forged = f"{text}\n— {public_key()[:8]} {signature}\n"
        (folder / "forged.json").write_text(json.dumps({"note": forged, "since": size, "proof": []}), "utf-8")
        done = show(folder / "forged.json", folder / "state")
        assert done.returncode == 3 and words in done.stdout


def test_usage_bad_input_and_a_foreign_key(seen: tuple[County, Path, int]) -> None:
    _county, folder, _size = seen
    assert show().returncode == 2
    (folder / "no.json").write_text("no slip")
    assert show(folder / "no.json", folder / "state").returncode == 1
    assert show(folder / "slip-0.json", folder / "other").returncode == 1  # the first slip needs the key
    foreign = base64.b64encode(bytes(32)).decode()
    assert show(folder / "slip-0.json", folder / "other", "--key", foreign).returncode == 3
