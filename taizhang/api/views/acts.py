"""Every act by REST: one address an act, its body made from the act itself."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Body, Schema, Status
from pydantic import Field

from taizhang.api import labels
from taizhang.api.registry import ACTS
from taizhang.api.schemas import Answer, FileIn, Uploaded, body_of, keywords
from taizhang.api.views.frame import api
from taizhang.evidence import uploads
from taizhang.evidence.preparing import prepared
from taizhang.evidence.selectors import SIGHT
from taizhang.journal.middleware import KEY
from taizhang.kit.errors import Absent, BadInput, NotAllowed
from taizhang.ledger.actions import SINGLE, act_on_many
from taizhang.ledger.labels import NO_ITEM, READ_ONLY


class Made(Schema):
    """The number of what was made or moved."""

    code: str


def do(request: HttpRequest, function: Callable[..., Any], told: dict[str, Any]) -> Any:
    """Take an act as the token's owner. If-Match: the version a page was drawn from, for acts that ask for it."""
    given = dict(told)
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.fullmatch(key):  # taken without it, it would be no promise
        raise BadInput(labels.BAD_KEY)
    if given.get("files"):
        _sees(request.auth, given)  # type: ignore[attr-defined]
        owner = request.auth.code  # type: ignore[attr-defined]
        uploads.check_many(uploads.begun(owner, one) for one in given["files"] if isinstance(one, Uploaded))
    given = {name: _whole(request, value) for name, value in given.items()}
    if given.get("files"):
        given["files"] = prepared(given["files"])  # before the act: decoding must not hold its locks
    match = request.headers.get("If-Match", "")
    if match:
        given["seen"] = _version(match, function)
    return function(actor=request.auth, at=request.now, **given)  # type: ignore[attr-defined]


def _whole(request: HttpRequest, value: Any) -> Any:
    """A keyword with its uploads in place of their numbers."""
    if isinstance(value, Uploaded):
        return uploads.whole(request.auth.code, value)  # type: ignore[attr-defined]
    if isinstance(value, list):
        return [_whole(request, one) for one in value]
    return value


def _version(match: str, function: Callable[..., Any]) -> int:
    """The version an item was read in, from its ETag or alone; an If-Match we cannot keep is refused, not dropped."""
    found = re.fullmatch(r'(?:W/)?"?(\d{1,9})(?:\.[0-9a-f]+)?"?', match.strip())
    if found is None or "seen" not in inspect.signature(inspect.unwrap(function)).parameters:
        raise BadInput(labels.BAD_MATCH)
    return int(found.group(1))


def _sees(viewer: Any, given: dict[str, Any]) -> None:
    """Asked before a file is decoded and put on the disk: who may act at all, and sees what the file is for."""
    if not viewer.acts:
        raise NotAllowed(READ_ONLY)
    code = str(given.get("code", ""))
    if code and not any(sees(viewer, code, "") for sees in SIGHT):
        raise Absent(NO_ITEM, code=code[:40])


def _post_act(name: str, function: Callable[..., Any]) -> None:
    body = body_of(name, function)

    def view(request: HttpRequest, told: Any) -> dict[str, Any]:
        return {"answer": do(request, function, keywords(told))}

    view.__name__, view.__doc__ = name, (function.__doc__ or name).split("\n")[0]
    view.__annotations__ = {"request": HttpRequest, "told": body, "return": Any}
    api.post(f"/acts/{name}", response=Answer, url_name=f"api-{name}", operation_id=name, tags=["acts"])(view)


for _name, _function in ACTS.items():
    _post_act(_name, _function)

_raise_body: Any = body_of("problem", ACTS["raise_problem"])


def raise_problem(request: HttpRequest, told: Any) -> Status[dict[str, str]]:
    """Put a problem on the ledger."""
    return Status(201, {"code": do(request, ACTS["raise_problem"], keywords(told))})


raise_problem.__annotations__["told"] = _raise_body
api.post("/problems", response={201: Made}, url_name="problems", tags=["items"])(raise_problem)


class Many(Schema):
    """One act on many items: numbers, and the fields the act needs (days as YYYY-MM-DD)."""

    codes: list[str] = Field(max_length=5_000)
    fields: dict[str, str] = {}


@api.post("/items/acts/{act}", response=Answer, url_name="api-act_on_many", tags=["items"])
def many(request: HttpRequest, act: str, told: Many) -> dict[str, Any]:
    """One act on many items; refusals are listed row by row."""
    if act not in SINGLE:
        raise BadInput(labels.NO_SUCH_ACT, act=act, known="、".join(sorted(SINGLE)))
    return {"answer": do(request, act_on_many, {"act_name": act, "codes": told.codes, **_fields(act, told.fields)})}


def _fields(act: str, fields: dict[str, str]) -> dict[str, Any]:
    known = body_of(act, ACTS[act]).model_fields.keys() - {"code", "files"}
    strange = sorted(fields.keys() - known)
    if strange:
        raise BadInput(labels.BAD_FIELDS, act=act, why="、".join(strange))
    return {
        name: _day(name, text) if name in ("due_on", "done_on", "went_on") else text for name, text in fields.items()
    }


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(labels.MISSHAPEN, where=name, why=text[:40]) from error


@api.post("/items/{code}/{act}", response=Made, url_name="act", tags=["items"])
def take_act(request: HttpRequest, code: str, act: str, told: Body[dict[str, Any]]) -> dict[str, str]:
    """Take one act on one item; the body is that of /acts/{act} without its code."""
    if act not in ACTS or "code" not in body_of(act, ACTS[act]).model_fields:
        raise BadInput(labels.NO_SUCH_ACT, act=act, known="、".join(sorted(ACTS)))
    try:
        body = body_of(act, ACTS[act]).model_validate({**told, "code": code})
    except ValueError as error:
        raise BadInput(labels.BAD_FIELDS, act=act, why=_first(error)) from error
    do(request, ACTS[act], keywords(body))
    return {"code": code}


def _first(error: Any) -> str:
    one = error.errors()[0]
    return f"{'.'.join(map(str, one['loc']))} {one['msg']}"


class Sheet(Schema):
    """A sheet as offices fill it. `dry_run`: only look; `partial`: take the rows that can be read."""

    file: FileIn
    unit: str = ""
    dry_run: bool = False
    partial: bool = False


@api.post("/imports/{what}", response=Answer, url_name="api-imports", tags=["imports"])
def imports(request: HttpRequest, what: str, told: Sheet) -> dict[str, Any]:
    """Take in a sheet of problems, tasks, units or people: told by cell what cannot be read, all or nothing."""
    name, content = _whole(request, told.file.opened())
    if what not in WHAT:
        raise BadInput(labels.NO_WHAT, what=what)
    told_how = {"unit": told.unit, "dry_run": told.dry_run, "partial": told.partial}
    owner, at = request.auth, request.now  # type: ignore[attr-defined]
    return {"answer": TAKE_IN[0](viewer=owner, at=at, what=what, name=name, content=content, **told_how)}


WHAT = ("problems", "tasks", "units", "people")
# reading sheets belongs to the floor above: bound by shell/wiring.py
TAKE_IN: list[Callable[..., dict[str, Any]]] = []
