"""Backup and restore as an operator does them, by the command line; and two dozen kinds of damage, each refused."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests.serving import ROOT, environment_of

STAGE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.cast import AT, stage
from taizhang.journal.heads import sign_head
county = stage()
county.bring_to("closed", county.problem())
sign_head(AT)
county.problem(title="流水头之后的一件")
"""


def command(home: Path, *arguments: object, database: str = "") -> subprocess.CompletedProcess[str]:
    """The command line in a home of its own."""
    call = [sys.executable, "-m", "taizhang", *map(str, arguments)]
    return subprocess.run(
        call, env=environment_of(home, database), cwd=ROOT, capture_output=True, text=True, check=False
    )


def staged_home(home: Path, database: str = "") -> Path:
    """A home with the cast's county, a closed problem with its proof, and a signed head."""
    names = {**environment_of(home, database), "DJANGO_SETTINGS_MODULE": "taizhang.config.settings"}
    subprocess.run([sys.executable, "-c", STAGE], env=names, cwd=ROOT, check=True)
    return home


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(home, backup) on SQLite."""
    home = staged_home(tmp_path_factory.mktemp("home"))
    file = home.parent / "all.tzb"
    done = command(home, "backup", "-o", file)
    assert done.returncode == 0, done.stderr
    return home, file


def empty_home(folder: Path, home: Path) -> Path:
    """A new home that has been given the keys and nothing else."""
    fresh = folder / "fresh"
    fresh.mkdir()
    shutil.copytree(home / "keys", fresh / "keys")
    return fresh


@pytest.mark.once
def test_a_home_comes_back_whole(kept: tuple[Path, Path], tmp_path: Path) -> None:
    home, file = kept
    fresh = empty_home(tmp_path, home)
    drill = command(fresh, "restore", file, "--check", "--json")
    assert drill.returncode == 0 and json.loads(drill.stdout)["check"] is True
    assert not (fresh / "taizhang.sqlite3").exists() and not (fresh / "evidence").exists()
    back = command(fresh, "restore", file)
    assert back.returncode == 0, back.stderr
    assert "流水完整" in command(fresh, "journal", "verify").stdout
    files = {place.name: place.read_bytes() for place in (home / "evidence").glob("??/??/*")}
    assert files and files == {place.name: place.read_bytes() for place in (fresh / "evidence").glob("??/??/*")}
    listed = command(fresh, "export", "problem-list", "--unit", "县委", "--format", "csv", "-o", "-").stdout
    assert "流水头之后的一件" in listed
    again = command(fresh, "restore", file)
    assert again.returncode == 1 and "已经有数据" in again.stderr
    assert not list(fresh.glob(".keeping-*"))


@pytest.mark.once
def test_no_session_is_in_it_and_the_file_is_the_owners_alone(kept: tuple[Path, Path], tmp_path: Path) -> None:
    home, _file = kept
    marks = [f"session{number:04d}key".encode() for number in range(60)]
    with sqlite3.connect(home / "taizhang.sqlite3") as database:
        rows = [(mark.decode(), "x" * 900, "2030-01-01") for mark in marks]
        database.executemany(
            "INSERT INTO django_session(session_key, session_data, expire_date) VALUES (?, ?, ?)", rows
        )
    database.close()
    target = tmp_path / "again.tzb"
    assert command(home, "backup", "-o", target).returncode == 0
    whole = gzip.decompress(target.read_bytes())
    assert not any(mark in whole for mark in marks) and target.stat().st_mode & 0o077 == 0


@pytest.mark.once
@pytest.mark.parametrize("left", ["-wal", "-shm", "-journal"])
def test_what_a_crash_left_is_no_empty_home(kept: tuple[Path, Path], tmp_path: Path, left: str) -> None:
    home, file = kept
    fresh = empty_home(tmp_path, home)
    (fresh / f"taizhang.sqlite3{left}").write_bytes(b"old pages")
    done = command(fresh, "restore", file)
    assert done.returncode == 1 and "已经有数据" in done.stderr


@pytest.mark.once
def test_no_key_is_in_it(kept: tuple[Path, Path]) -> None:
    home, file = kept
    whole = gzip.decompress(file.read_bytes())
    for key in (home / "keys").iterdir():
        assert key.read_bytes() not in whole, key.name


Members = dict[str, bytes]


def members(file: Path) -> Members:
    with tarfile.open(file) as tar:
        return {one.name: tar.extractfile(one).read() for one in tar}  # type: ignore[union-attr]


def written(target: Path, held: Members, *extra: tarfile.TarInfo) -> Path:
    with tarfile.open(target, "w:gz") as tar:
        for told in extra:
            tar.addfile(told, io.BytesIO(b""))
        for name, content in held.items():
            told = tarfile.TarInfo(name)
            told.size = len(content)
            tar.addfile(told, io.BytesIO(content))
    return target


def resigned(home: Path, held: Members) -> Members:
    """The manifest made to fit the members again and signed by the county's own key: an insider's work."""
    manifest = json.loads(held["manifest.json"])
    manifest["members"] = {
        name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in held.items()
        if not name.startswith("manifest.")
    }
    return signed(home, {**held, "manifest.json": json.dumps(manifest).encode()})


def signed(home: Path, held: Members) -> Members:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes((home / "keys" / "journal.key").read_bytes())
    import base64

    return {**held, "manifest.sig": base64.b64encode(key.sign(b"taizhang-file/1\n" + held["manifest.json"]))}


def told(home: Path, held: Members, **changed: object) -> Members:
    manifest = {**json.loads(held["manifest.json"]), **changed}
    return signed(home, {**held, "manifest.json": json.dumps(manifest).encode()})


def in_database(home: Path, held: Members, tmp: Path, *statements: str) -> Members:
    """The snapshot changed by somebody who can also sign."""
    place = tmp / "changed.sqlite3"
    place.write_bytes(held["db/taizhang.sqlite3"])
    with sqlite3.connect(place) as database:
        for name, _sql in database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            database.execute(statement)
    database.close()
    return resigned(home, {**held, "db/taizhang.sqlite3": place.read_bytes()})


def flipped(content: bytes, at: int = -40) -> bytes:
    changed = bytearray(content)
    changed[at] ^= 1
    return bytes(changed)


def evidence_in(held: Members) -> str:
    return next(name for name in held if name.startswith("evidence/"))


Damage = Callable[[Path, Members, Path], Members]
DAMAGE: dict[str, tuple[Damage, str]] = {
    "database flipped": (
        lambda _h, m, _t: {**m, "db/taizhang.sqlite3": flipped(m["db/taizhang.sqlite3"])},
        "校验值不符",
    ),
    "evidence flipped": (lambda _h, m, _t: {**m, evidence_in(m): flipped(m[evidence_in(m)], 0)}, "校验值不符"),
    "evidence shortened": (lambda _h, m, _t: {**m, evidence_in(m): m[evidence_in(m)][:-1]}, "校验值不符"),
    "journal flipped": (lambda _h, m, _t: {**m, "journal.jsonl": flipped(m["journal.jsonl"])}, "校验值不符"),
    "no database": (lambda _h, m, _t: {n: c for n, c in m.items() if not n.startswith("db/")}, "缺“db/"),
    "no evidence": (lambda _h, m, _t: {n: c for n, c in m.items() if n != evidence_in(m)}, "缺“evidence/"),
    "no journal": (lambda _h, m, _t: {n: c for n, c in m.items() if n != "journal.jsonl"}, "缺“journal"),
    "no manifest": (lambda _h, m, _t: {n: c for n, c in m.items() if n != "manifest.json"}, "没有写完"),
    "no signature": (lambda _h, m, _t: {n: c for n, c in m.items() if n != "manifest.sig"}, "没有写完"),
    "manifest no json": (lambda _h, m, _t: {**m, "manifest.json": b"{"}, "读不懂"),
    "manifest a list": (lambda _h, m, _t: {**m, "manifest.json": b"[]"}, "读不懂"),
    "manifest changed": (
        lambda _h, m, _t: {**m, "manifest.json": m["manifest.json"].replace(b'"app"', b'"app" ')},
        "签名不对",
    ),
    "one file more": (lambda _h, m, _t: {**m, "evidence/" + "0" * 64: b"x"}, "多出"),
    "a path outward": (lambda _h, m, _t: {**m, "../outside": b"x"}, "不该有"),
    "an absolute path": (lambda _h, m, _t: {**m, "/etc/x": b"x"}, "不该有"),
    "a name of nobody's": (lambda _h, m, _t: {**m, "keys/journal.key": b"x"}, "不该有"),
    "manifest without keys": (
        lambda h, m, _t: signed(h, {**m, "manifest.json": b'{"format": 1, "members": {}}'}),
        "读不懂",
    ),
    "other format": (lambda h, m, _t: told(h, m, format=2), "只认1"),
    "other version": (lambda h, m, _t: told(h, m, app="9.9.9"), "9.9.9版"),
    "other database": (lambda h, m, _t: told(h, m, vendor="postgresql"), "postgresql"),
    "other tables": (lambda h, m, _t: told(h, m, migrations=[["ledger", "0099_later"]]), "数据表"),
    "other key": (lambda h, m, _t: told(h, m, keys={"journal.key": "0" * 16}), "不是同一把"),
    "a key not here": (lambda h, m, _t: told(h, m, keys={"index.key": "0" * 16}), "index.key"),
    "rows missing": (lambda h, m, t: in_database(h, m, t, "DELETE FROM ledger_step WHERE id = 1"), "ledger_step"),
    "an entry rewritten": (
        lambda h, m, t: in_database(h, m, t, "UPDATE journal_entry SET body = x'7b7d' WHERE seq = 3"),
        "流水末尾",
    ),
    "the end cut off": (
        lambda h, m, t: in_database(h, m, t, "UPDATE journal_tip SET seq = seq - 1"),
        "流水末尾",
    ),
    "pages of the database broken": (
        lambda h, m, _t: resigned(
            h,
            {
                **m,
                "db/taizhang.sqlite3": m["db/taizhang.sqlite3"][:8192]
                + b"\xff" * 8192
                + m["db/taizhang.sqlite3"][16384:],
            },
        ),
        "完整性检查",
    ),
    "journal rewritten and signed": (
        lambda h, m, _t: resigned(h, {**m, "journal.jsonl": m["journal.jsonl"].split(b"\n", 1)[1]}),
        "流水没有通过校验",
    ),
    "evidence exchanged and signed": (
        lambda h, m, _t: resigned(h, {**m, evidence_in(m): b"something else"}),
        "佐证文件",
    ),
}


@pytest.mark.once
@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_backup_is_refused_and_nothing_is_left(kept: tuple[Path, Path], tmp_path: Path, name: str) -> None:
    home, file = kept
    damage, words = DAMAGE[name]
    fresh = empty_home(tmp_path, home)
    bad = written(tmp_path / "bad.tzb", damage(home, members(file), tmp_path))
    done = command(fresh, "restore", bad)
    assert done.returncode == 1 and words in done.stderr, (done.stdout, done.stderr[-300:])
    assert not (fresh / "taizhang.sqlite3").exists() and not (fresh / "evidence").exists()
    assert not list(fresh.glob(".keeping-*")) and not (tmp_path / "outside").exists()


@pytest.mark.once
@pytest.mark.parametrize("how", ["cut", "no tar", "empty", "link", "twice"])
def test_what_is_no_whole_archive_is_refused(kept: tuple[Path, Path], tmp_path: Path, how: str) -> None:
    home, file = kept
    fresh, bad, held = empty_home(tmp_path, home), tmp_path / "bad.tzb", members(file)
    if how in ("link", "twice"):
        extra = tarfile.TarInfo("heads.txt" if how == "twice" else "evidence/" + "1" * 64)
        if how == "link":
            extra.type, extra.linkname = tarfile.SYMTYPE, "/etc/passwd"
        written(bad, held, extra)
    else:
        bad.write_bytes({"cut": file.read_bytes()[:-4000], "no tar": b"not a tar at all", "empty": b""}[how])
    done = command(fresh, "restore", bad)
    assert done.returncode == 1 and "Traceback" not in done.stderr and ("请换一份" in done.stderr or how == "cut")
    assert not (fresh / "taizhang.sqlite3").exists()


@pytest.mark.once
def test_without_the_keys_nothing_is_restored(kept: tuple[Path, Path], tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    done = command(fresh, "restore", kept[1])
    assert done.returncode == 1 and "缺少密钥" in done.stderr


@pytest.fixture
def databases() -> Iterator[tuple[str, str]]:
    """Two databases of the test server, gone afterwards."""
    told = connection.settings_dict
    server = f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}"
    names = [f"keeping_{os.getpid()}_{which}" for which in ("from", "to")]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        for name in names:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
        yield f"{server}/{names[0]}", f"{server}/{names[1]}"
        for name in names:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the round trip of PostgreSQL needs one")
def test_postgres_comes_back_whole_and_goes_on(databases: tuple[str, str], tmp_path: Path) -> None:
    home, file = staged_home(tmp_path / "home", databases[0]), tmp_path / "all.tzb"
    assert command(home, "backup", "-o", file, database=databases[0]).returncode == 0
    fresh = empty_home(tmp_path, home)
    drill = command(fresh, "restore", file, "--check", database=databases[1])
    assert drill.returncode == 0, drill.stderr[-500:]
    back = command(fresh, "restore", file, database=databases[1])
    assert back.returncode == 0, back.stderr[-500:]
    assert "流水完整" in command(fresh, "journal", "verify", database=databases[1]).stdout
    assert "改正0处" in command(fresh, "recount", database=databases[1]).stderr  # the counters came once, not twice
    sheet = tmp_path / "more.csv"
    sheet.write_text("问题描述,责任单位\n恢复之后登记的,东坡村党支部\n", "utf-8")
    more = command(fresh, "import", "problems", sheet, database=databases[1])  # running numbers go on
    assert more.returncode == 0, more.stderr[-500:]
    again = command(fresh, "restore", file, database=databases[1])
    assert again.returncode == 1 and "已经有数据" in again.stderr
