"""What a film is made of: title cards, clips, photos in order; captions, blurred rectangles, chapters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from taizhang.inspection import labels
from taizhang.kit.errors import BadInput

Piece = Mapping[str, Any]
KINDS = ("title", "clip", "photo")
MOST, TEXT_MOST, BLURS_MOST = 120, 200, 12
SECONDS = {"title": 4.0, "photo": 5.0}
LONGEST = 1_800.0  # seconds of one piece


def read_pieces(pieces: Sequence[Piece], lengths: Mapping[str, float]) -> list[dict[str, Any]]:
    """The pieces, checked and made whole; `lengths`: evidence code → seconds (0: a photo). BadInput says which."""
    if len(pieces) > MOST:
        raise BadInput(labels.FILM_MANY, limit=MOST)
    return [_piece(number, one, lengths) for number, one in enumerate(pieces, 1)]


def _piece(number: int, one: Piece, lengths: Mapping[str, float]) -> dict[str, Any]:
    kind = one.get("kind")
    text = str(one.get("text") or "").strip()
    if kind not in KINDS or len(text) > TEXT_MOST or (kind == "title" and not text):
        raise BadInput(labels.FILM_PIECE, number=number)
    made: dict[str, Any] = {"kind": kind, "text": text, "finding": str(one.get("finding") or "")[:36]}
    if kind == "title":
        return {**made, "seconds": _within(number, one.get("seconds"), SECONDS["title"], 1.0, 60.0)}
    code = str(one.get("evidence") or "")
    if code not in lengths or (lengths[code] > 0) is not (kind == "clip"):
        raise BadInput(labels.FILM_SOURCE, number=number)
    made |= {"evidence": code, "blurs": [_blur(number, each) for each in (one.get("blurs") or [])[:BLURS_MOST]]}
    if kind == "photo":
        return {**made, "seconds": _within(number, one.get("seconds"), SECONDS["photo"], 1.0, 60.0)}
    start = _within(number, one.get("from"), 0.0, 0.0, lengths[code])
    until = _within(number, one.get("until"), min(lengths[code], start + LONGEST), 0.0, lengths[code])
    if until - start < 0.2:
        raise BadInput(labels.FILM_TIMES, number=number)
    return {**made, "from": start, "until": until, "seconds": round(until - start, 2)}


def _within(number: int, value: Any, otherwise: float, least: float, most: float) -> float:
    if value in (None, ""):
        return round(otherwise, 2)
    try:
        found = float(value)
    except (TypeError, ValueError) as error:
        raise BadInput(labels.FILM_TIMES, number=number) from error
    if not least <= found <= most:
        raise BadInput(labels.FILM_TIMES, number=number)
    return round(found, 2)


def _blur(number: int, one: Any) -> dict[str, float]:
    """A rectangle in parts of the picture (0 to 1) over a time within the piece."""
    if not isinstance(one, Mapping):
        raise BadInput(labels.FILM_BLUR, number=number)
    try:
        made = {name: float(one[name]) for name in ("x", "y", "w", "h")}
        made |= {name: float(one.get(name) or 0) for name in ("from", "until")}
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(labels.FILM_BLUR, number=number) from error
    inside = all(0 <= made[name] <= 1 for name in "xywh") and made["x"] + made["w"] <= 1.001
    if not inside or made["y"] + made["h"] > 1.001 or made["w"] < 0.01 or made["h"] < 0.01:
        raise BadInput(labels.FILM_BLUR, number=number)
    return {name: round(value, 4) for name, value in made.items()}


def chapters_of(pieces: Sequence[Piece]) -> list[dict[str, Any]]:
    """Where each piece with words begins, in seconds, and the finding it is bound to."""
    found, at = [], 0.0
    for one in pieces:
        if one["text"] or one["finding"]:
            found.append({"at": round(at, 2), "title": one["text"], "finding": one["finding"]})
        at += one["seconds"]
    return found


def length_of(pieces: Sequence[Piece]) -> float:
    """Seconds."""
    return float(round(sum(one["seconds"] for one in pieces), 2))


def clock_words(seconds: float) -> str:
    """03:12, as a film's second is written."""
    whole = int(seconds)
    return f"{whole // 60:02}:{whole % 60:02}"
