"""`/api/v1/`: read items, raise problems, take acts. Bearer token of a person, Idempotency-Key header, keyset pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Query, Schema, Status
from ninja.security import HttpBearer

from taizhang.api import labels
from taizhang.kit.clock import now
from taizhang.kit.errors import BadInput, Refused
from taizhang.kit.screens import said
from taizhang.ledger import actions, selectors
from taizhang.ledger.forms import filters_from
from taizhang.people.selectors import viewer_of_token


class PersonalToken(HttpBearer):
    """The owner of the token acts, with the owner's own reach."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        request.now = now()  # type: ignore[attr-defined]
        viewer = viewer_of_token(token, request.now)  # type: ignore[attr-defined]
        request.viewer = viewer  # type: ignore[attr-defined]
        return viewer


api = NinjaAPI(title="Taizhang", version="1", urls_namespace="api", auth=PersonalToken(), docs_url=None)


class ProblemIn(Schema):
    """A problem to be raised."""

    unit: str
    title: str
    source: str = "other"
    source_detail: str = ""
    category: str = ""
    severity: str = ""
    nature: str = ""
    found_by: str = ""
    found_on: date | None = None
    person: str = ""
    due_on: date | None = None


class Made(Schema):
    """The number of what was made or moved."""

    code: str


class ItemOut(Schema):
    """An item as lists show it."""

    code: str
    kind: str
    state: str
    title: str
    unit: str
    due_on: date | None
    category: str
    source: str
    version: int


class ItemPage(Schema):
    """A page; `next` is empty at the end."""

    items: list[ItemOut]
    next: str


class ActIn(Schema):
    """What an act needs, by the names of its form."""

    note: str = ""
    on_site: str = ""
    finding: str = ""
    went: str = ""
    went_on: date | None = None
    how: str = ""
    basis: str = ""
    measures: str = ""
    timing: str = ""
    due_on: date | None = None
    person: str = ""
    unit: str = ""
    into: str = ""
    seen: int | None = None


class Asked(Schema):
    """Filters of a list, and where the page begins."""

    kind: str = ""
    state: str = ""
    unit: str = ""
    text: str = ""
    after: str = ""


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """RFC 9457: what happened, why and what to do, in the reader's language."""
    told = {"type": "about:blank", "title": type(error).__name__, "status": error.status, "detail": said(error)}
    answer = api.create_response(request, told, status=error.status)
    answer["Content-Type"] = "application/problem+json"
    return answer


@api.get("/items", response=ItemPage, url_name="items")
def items(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Items in the owner's sight, soonest due first."""
    viewer: Any = request.auth  # type: ignore[attr-defined]
    found = selectors.narrowed(selectors.items_for(viewer), filters_from(asked.dict()), viewer)
    page = selectors.page_of(found, asked.after)
    return {"items": [_plain(item) for item in page.rows], "next": page.next}


@api.get("/items/{code}", response=ItemOut, url_name="item")
def item(request: HttpRequest, code: str) -> dict[str, Any]:
    """One item."""
    return _plain(selectors.item_for(request.auth, code))  # type: ignore[attr-defined]


@api.post("/problems", response={201: Made}, url_name="problems")
def raise_problem(request: HttpRequest, told: ProblemIn) -> Status[dict[str, str]]:
    """Put a problem on the ledger."""
    code = actions.raise_problem(actor=request.auth, at=request.now, **told.dict())  # type: ignore[attr-defined]
    return Status(201, {"code": code})


@api.post("/items/{code}/{act}", response=Made, url_name="act")
def take_act(request: HttpRequest, code: str, act: str, told: ActIn) -> dict[str, str]:
    """Take one act on one item; fields that were not sent are not given to it."""
    do = actions.SINGLE.get(act)
    if do is None:
        raise BadInput(labels.NO_SUCH_ACT, act=act, known="、".join(actions.SINGLE))
    try:
        do(actor=request.auth, at=request.now, code=code, **told.dict(exclude_unset=True))  # type: ignore[attr-defined]
    except TypeError as error:
        raise BadInput(labels.BAD_FIELDS, act=act, why=str(error).rpartition(" ")[2]) from error
    return {"code": code}


def _plain(found: Any) -> dict[str, Any]:
    names = ("code", "kind", "state", "title", "due_on", "category", "source", "version")
    return {**{name: getattr(found, name) for name in names}, "unit": found.unit.label}
