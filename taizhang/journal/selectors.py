"""Questions about the journal."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext

from taizhang.journal.chain import path_to
from taizhang.journal.kinds import KINDS
from taizhang.journal.models import Entry, Head
from taizhang.kit.paths import bounds

PAGE = 50


# codes → names that a reader knows them by; bound by shell/wiring.py, for units and accounts live on floors above
NAMES: list[Callable[[Sequence[str]], dict[str, str]]] = []


@dataclass(frozen=True)
class Line:
    """An entry as the journal page tells it."""

    seq: int
    kind: str
    label: str
    sentence: str
    subject: str
    actor: str
    post: str
    at: datetime
    hash: str


def lines_for(reaches: Sequence[str], before: int = 0, subject: str = "") -> list[Line]:
    """Entries about units in reach, newest first; `before`: only those with a smaller sequence."""
    entries = Entry.unscoped.filter(_within(reaches)).order_by("-seq")
    if before:
        entries = entries.filter(seq__lt=before)
    if subject:
        entries = entries.filter(subject=subject)
    shown = list(entries[:PAGE])
    names = names_of(shown)
    return [_line(entry, names) for entry in shown]


def line_for(reaches: Sequence[str], seq: int) -> Line | None:
    """One entry about a unit in reach."""
    found = Entry.unscoped.filter(_within(reaches), seq=seq).first()
    return _line(found, names_of([found])) if found else None


def _within(reaches: Sequence[str]) -> Q:
    seen = Q(pk__in=[])
    for reach in reaches:
        low, high = bounds(reach)
        seen |= Q(path__gte=low, path__lt=high)
    return seen


def bare_lines(before: int = 0) -> list[Line]:
    """Entries without their content, for the audit administrator."""
    entries = Entry.unscoped.order_by("-seq")
    return [_line(entry, {}) for entry in (entries.filter(seq__lt=before) if before else entries)[:PAGE]]


def names_of(entries: Sequence[Entry]) -> dict[str, str]:
    """Names for the subjects of entries and for the codes their facts hold."""
    codes = {entry.subject for entry in entries}
    for entry in entries:
        codes |= {str(value) for value in json.loads(bytes(entry.body))["facts"].values() if isinstance(value, str)}
    return {code: name for ask in NAMES for code, name in ask(sorted(codes)).items()}


def _line(entry: Entry, names: dict[str, str]) -> Line:
    body = json.loads(bytes(entry.body))
    kind = KINDS[entry.kind]
    told = {name: value for name, value in body["facts"].items() if isinstance(value, (str, int))}
    facts = {name: gettext(names.get(str(value), str(value))) if value else "" for name, value in told.items()}
    words = {"label": gettext(kind.label), "subject": names.get(entry.subject, entry.subject), **facts}
    sentence = gettext(kind.sentence).format_map(_Known(words))
    return Line(
        entry.seq,
        entry.kind,
        kind.label,
        sentence,
        entry.subject,
        entry.actor,
        body["post"],
        entry.at,
        bytes(entry.hash).hex(),
    )


class _Known(dict[str, Any]):
    """Facts a sentence may name; a missing one is shown as a dash."""

    def __missing__(self, key: str) -> str:
        return "—"


def export_lines() -> Iterator[str]:
    """The journal as JSON lines: what verify.py reads. Bytes as stored."""
    rows = Entry.unscoped.order_by("seq").values_list("seq", "prev", "hash", "alg", "body")
    for seq, prev, made, alg, body in rows.iterator(chunk_size=2000):
        line = {
            "seq": seq,
            "prev": _raw(prev).hex(),
            "hash": _raw(made).hex(),
            "alg": alg,
            "body": base64.b64encode(_raw(body)).decode(),
        }
        yield json.dumps(line, separators=(",", ":"))


def _raw(value: Any) -> bytes:
    """The bytes as stored; text, which somebody has put there since, as its bytes: the verifier will say so."""
    return value.encode() if isinstance(value, str) else bytes(value)


def newest_head() -> Head | None:
    """The last signed head."""
    return Head.unscoped.order_by("-size").first()


def heads_all() -> list[Head]:
    """All signed heads, oldest first."""
    return list(Head.unscoped.order_by("size"))


def head_covering(seq: int) -> Head | None:
    """The first signed head that covers an entry."""
    return Head.unscoped.filter(size__gte=seq).order_by("size").first()


def proof_of(seq: int) -> dict[str, Any] | None:
    """Inclusion proof of an entry under the newest head; None when no head covers it yet."""
    head = newest_head()
    if head is None or head.size < seq:
        return None
    hashes = [
        bytes(one) for one in Entry.unscoped.filter(seq__lte=head.size).order_by("seq").values_list("hash", flat=True)
    ]
    return {
        "seq": seq,
        "hash": hashes[seq - 1].hex(),
        "size": head.size,
        "path": [step.hex() for step in path_to(seq - 1, hashes)],
    }


def entry_count() -> int:
    """Entries in the journal: the tip's sequence."""
    last = Entry.unscoped.order_by("-seq").values_list("seq", flat=True).first()
    return last or 0


def often(kind: str, since: datetime, least: int) -> list[tuple[str, int]]:
    """Who has at least so many entries of a kind since a moment, with how many."""
    found = Entry.unscoped.filter(kind=kind, at__gte=since).order_by().values("actor").annotate(count=Count("pk"))
    return list(found.filter(count__gte=least).values_list("actor", "count"))


def count_of(kind: str, actor: str, since: datetime) -> int:
    """How many entries of a kind an actor has made since a moment."""
    return Entry.unscoped.filter(kind=kind, actor=actor, at__gt=since).count()


def first_about(subject: str) -> int:
    """Sequence of the first entry about a subject; 0 when there is none."""
    return Entry.unscoped.filter(subject=subject).order_by("seq").values_list("seq", flat=True).first() or 0


@dataclass(frozen=True)
class About:
    """An entry as a receipt needs it."""

    seq: int
    kind: str
    actor: str
    at: datetime
    facts: dict[str, Any]


def told_about(subject: str, kinds: Sequence[str]) -> About | None:
    """The first entry of one of these kinds about a subject, for whoever knows that it is theirs to ask."""
    found = Entry.unscoped.filter(subject=subject, kind__in=kinds).order_by("seq").first()
    if found is None:
        return None
    return About(found.seq, found.kind, found.actor, found.at, json.loads(bytes(found.body))["facts"])
