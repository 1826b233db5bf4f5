"""Making a backup, and restoring one only after everything in it has been proven."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from taizhang.evidence import store
from taizhang.evidence.selectors import digests_named
from taizhang.journal.heads import checked_hashes, key_id, note, public_key, sign_bytes, signed_bytes_hold
from taizhang.journal.selectors import export_lines, heads_all
from taizhang.journal.verify import BadInput, Broken, check, read_entries, read_heads
from taizhang.kit.errors import Refused
from taizhang.people.selectors import is_demonstration
from taizhang.shell.keeping import archive, labels, snapshots

KEYS = ("journal.key", "field.key", "index.key")


def make_backup(target: Path, at: datetime) -> dict[str, Any]:
    """Write a backup of this home; returns what it holds. The file appears under its name only when it is whole."""
    with _scratch() as folder:
        fresh = target.with_name(target.name + ".part")
        writing = archive.Writing(fresh)
        (folder / "db").mkdir()
        for place in snapshots.take(folder / "db"):
            writing.add(f"db/{place.name}", place)
        size = _tip(folder / "db")[0]
        heads = (note(head) for head in heads_all() if head.size <= size)
        for name, lines in (("journal.jsonl", _journal_of(folder / "db", size)), ("heads.txt", heads)):
            (folder / name).write_text("".join(f"{line}\n" for line in lines), "utf-8")
            writing.add(name, folder / name)
        digests = sorted(_digests(folder / "db"))
        for digest in digests:
            place = store.path_of(digest)
            if place.exists():  # one that is gone is damage of its own, said by the nightly check
                writing.add(f"evidence/{digest}", place)
        manifest = _manifest(folder / "db", at, [one for one in digests if store.path_of(one).exists()])
        writing.finish(manifest, sign_bytes)
        os.replace(fresh, target)
    return manifest


def _manifest(folder: Path, at: datetime, digests: list[str]) -> dict[str, Any]:
    last = _last_entry(folder.parent / "journal.jsonl")
    return {
        "made_at": at.isoformat(),
        "app": app_version(),
        "vendor": connection.vendor,
        "migrations": _migrations(),
        "tables": snapshots.counts(folder),
        "evidence": digests,
        "keys": {name: _fingerprint(name) for name in KEYS if (_keys() / name).exists()},
        "journal_key": key_id(),
        "journal": {"seq": last["seq"] if last else 0, "hash": last["hash"] if last else ""},
    }


def restore(source: Path, check_only: bool) -> dict[str, Any]:
    """Prove a backup and, unless `check_only`, put it into this empty home. Refused with the reason; then nothing has
    been put anywhere."""
    if not check_only and (not snapshots.is_empty() or any(Path(settings.MEDIA_ROOT).glob("??")) or is_demonstration()):
        raise Refused(labels.NOT_EMPTY)
    with _scratch() as folder:
        manifest, text, signature = archive.unpack(source, folder)
        _check_keys(manifest, text, signature)
        _check_program(manifest)
        _check_contents(manifest, folder)
        if connection.vendor == "sqlite":
            if not check_only:
                _place(folder)
        else:
            _load(folder, keep=not check_only)
    return manifest


def _check_keys(manifest: dict[str, Any], text: bytes, signature: str) -> None:
    for name, fingerprint in manifest["keys"].items():
        if name not in KEYS:
            raise Refused(labels.STRANGE, name=name)
        if not (_keys() / name).exists():
            raise Refused(labels.NO_KEY, name=name, folder=_keys())
        if _fingerprint(name) != fingerprint:
            raise Refused(labels.OTHER_KEY, name=name, folder=_keys())
    if not signed_bytes_hold(text, signature):
        raise Refused(labels.NOT_SIGNED)


def _check_program(manifest: dict[str, Any]) -> None:
    if manifest["app"] != app_version():
        raise Refused(labels.OTHER_VERSION, made=manifest["app"], here=app_version())
    if manifest["vendor"] != connection.vendor:
        raise Refused(labels.OTHER_DATABASE, made=manifest["vendor"], here=connection.vendor)
    differing = {tuple(one) for one in manifest["migrations"]} ^ {tuple(one) for one in _migrations()}
    if differing:
        raise Refused(labels.OTHER_TABLES, which="、".join(".".join(one) for one in sorted(differing)[:3]))


def _check_contents(manifest: dict[str, Any], folder: Path) -> None:
    """Database, journal and evidence are whole and are each other's."""
    if connection.vendor == "sqlite":
        snapshots.check_sqlite(folder / "db")
    found = snapshots.counts(folder / "db")
    for table in sorted(manifest["tables"].keys() | found.keys()):
        told, held = manifest["tables"].get(table, 0), found.get(table, 0)
        if told != held:
            raise Refused(labels.BAD_COUNT, table=table, told=told, found=held)
    _check_journal(manifest, folder)
    there = {name.removeprefix("evidence/") for name in manifest["members"] if name.startswith("evidence/")}
    for digest in sorted(set(manifest["evidence"]) | there):
        if digest not in there or hashlib.sha256((folder / "evidence" / digest).read_bytes()).hexdigest() != digest:
            raise Refused(labels.NO_EVIDENCE, digest=digest[:12])


def _check_journal(manifest: dict[str, Any], folder: Path) -> None:
    """The chain in the backup, by the stand-alone verifier; and that the database snapshot holds that very chain."""
    try:
        size = _verified(folder)
    except (BadInput, Broken) as error:
        raise Refused(labels.BAD_JOURNAL, why=str(error)) from error
    last = _last_entry(folder / "journal.jsonl")
    told = manifest["journal"]
    if size != told["seq"] or (last["hash"] if last else "") != told["hash"]:
        raise Refused(labels.OTHER_TIP)
    if manifest["tables"].get("journal_entry", 0) != size or _tip(folder / "db") != (told["seq"], told["hash"]):
        raise Refused(labels.OTHER_TIP)
    if connection.vendor == "sqlite":  # PostgreSQL's own rows are read back after loading
        with (folder / "journal.jsonl").open(encoding="utf-8") as kept:
            for here, there in zip(_journal_of(folder / "db", size), kept, strict=True):
                if json.loads(here) != json.loads(there):
                    raise Refused(labels.OTHER_TIP)


def _verified(folder: Path) -> int:
    """Entries in the backup's journal, checked by the stand-alone verifier against the heads beside it."""
    read: Any = (read_heads, read_entries, check)  # the verifier is a script of its own, without types
    heads, entries = read[0](str(folder / "heads.txt")), read[1](str(folder / "journal.jsonl"))
    return int(read[2](entries, heads, base64.b64decode(public_key()), "")[0])


def _place(folder: Path) -> None:
    """Evidence first, the database last: a home without its database is empty still."""
    _place_evidence(folder)
    target = Path(settings.DATABASES["default"]["NAME"])
    connection.close()
    fresh = target.with_name(target.name + ".restored")
    shutil.move(folder / "db" / snapshots.FILE, fresh)
    with fresh.open("rb+") as content:
        os.fsync(content.fileno())
    os.replace(fresh, target)
    handle = os.open(target.parent, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def _place_evidence(folder: Path) -> None:
    for place in (folder / "evidence").glob("*"):
        target = store.path_of(place.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(place, target)


def _load(folder: Path, keep: bool) -> None:
    """PostgreSQL: fill the empty database, read the journal back, and keep it or, for a drill, roll it back."""
    if not snapshots.is_empty():
        raise Refused(labels.NOT_EMPTY)
    snapshots.migrate()
    with transaction.atomic():
        snapshots.load_postgres(folder / "db")
        sum(1 for _one in checked_hashes())
        if not keep:
            transaction.set_rollback(True)
            return
        _place_evidence(folder)  # before the rows are kept: a full disk leaves an empty database behind


def _journal_of(folder: Path, size: int) -> Iterator[str]:
    """The journal as lines, as far as the snapshot goes: entries never change, so later ones are left out."""
    if connection.vendor != "sqlite":
        yield from itertools.islice(export_lines(), size)
        return
    with closing(sqlite3.connect(folder / snapshots.FILE)) as taken:
        for seq, prev, made, alg, body in taken.execute(
            "SELECT seq, prev, hash, alg, body FROM journal_entry ORDER BY seq"
        ):
            raw = body.encode() if isinstance(body, str) else body
            line = {"seq": seq, "prev": prev.hex(), "hash": made.hex(), "alg": alg}
            yield json.dumps({**line, "body": base64.b64encode(raw).decode()}, separators=(",", ":"))


def _tip(folder: Path) -> tuple[int, str]:
    """Sequence and hash of the last entry, as the snapshot's own tip says."""
    if connection.vendor != "sqlite":
        row = (folder / "journal_tip.copy").read_text("ascii").split()
        return (int(row[1]), row[2].removeprefix("\\\\x")) if row else (0, "")
    with closing(sqlite3.connect(folder / snapshots.FILE)) as taken:
        row = taken.execute("SELECT seq, hash FROM journal_tip").fetchone()
    return (int(row[0]), bytes(row[1]).hex() if row[0] else "") if row else (0, "")


def _digests(folder: Path) -> set[str]:
    """Digests of every evidence file the snapshot names."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(folder / snapshots.FILE)) as taken:
            rows = taken.execute("SELECT sha256, served FROM evidence_evidence").fetchall()
        return {digest for row in rows for digest in row if digest}
    return digests_named()


def _last_entry(place: Path) -> dict[str, Any] | None:
    last = ""
    with place.open(encoding="utf-8") as lines:
        for line in lines:
            last = line if line.strip() else last
    return json.loads(last) if last else None


def _migrations() -> list[list[str]]:
    return sorted([app, name] for app, name in MigrationLoader(None).disk_migrations)


def app_version() -> str:
    """The program's version, as installed or as its source says."""
    try:
        return version("taizhang")
    except PackageNotFoundError:
        text = (Path(__file__).resolve().parents[3] / "pyproject.toml").read_text("utf-8")
        return next(line.split('"')[1] for line in text.splitlines() if line.startswith("version"))


def _keys() -> Path:
    return Path(settings.HOME) / "keys"


def _fingerprint(name: str) -> str:
    """Which key it is, without telling anything of it."""
    return hashlib.sha256(b"taizhang key " + name.encode() + (_keys() / name).read_bytes()).hexdigest()[:16]


@contextmanager
def _scratch() -> Iterator[Path]:
    """A folder in this home, so that moving into place never crosses a disk; gone afterwards."""
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".keeping-", dir=home) as folder:
        yield Path(folder)
