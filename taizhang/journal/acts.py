"""The frame of every act: one transaction, one answer a key, and never a change without its entry."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar, cast

from django.db import OperationalError, connection, transaction

from taizhang.journal.kinds import KINDS
from taizhang.journal.models import Answer
from taizhang.journal.pen import Written, commit_to, write
from taizhang.kit.errors import Refused
from taizhang.kit.trouble import as_refused
from taizhang.kit.words import _

AGAIN = ("40P01", "40001")  # PostgreSQL: deadlock detected, serialization failure
P = ParamSpec("P")
R = TypeVar("R")

OTHER_BODY = _("这个请求编号已经用过，而且当时的内容不同，因此没有再办。请刷新页面后重新填写。")
SHOWN_ONCE = _("这件事已经办过，结果只显示一次。如果没有看到，请重新发放。")


class Actor(Protocol):
    """Who acts: pseudonymous code, post and unit as they are at the moment of the act."""

    @property
    def code(self) -> str: ...
    @property
    def post(self) -> str: ...
    @property
    def unit_code(self) -> str: ...


class Unrecorded(AssertionError):
    """An act changed something and wrote no journal entry: a fault of ours, never of a user."""


@dataclass
class Carried:
    """What the road brought along: request id, idempotency key, the device's own time."""

    request_id: str = ""
    key: str = ""
    device_at: datetime | None = None
    late: bool = False


@dataclass
class OpenAct:
    """Entries of the act now running; written together at its end, when the tip is locked."""

    entries: list[Written] = field(default_factory=list)


_carried: ContextVar[Carried | None] = ContextVar("carried", default=None)
_open: ContextVar[OpenAct | None] = ContextVar("open_act", default=None)
Follower = Callable[..., None]
FOLLOWERS: dict[str, list[Follower]] = {}


@contextmanager
def carrying(carried: Carried) -> Iterator[None]:
    """Acts inside the block belong to this request."""
    token = _carried.set(carried)
    try:
        yield
    finally:
        _carried.reset(token)


def device_moment() -> datetime | None:
    """The device's own time of what is being done now, where the road brought one."""
    carried = _carried.get()
    return carried.device_at if carried else None


def act(function: Callable[P, R]) -> Callable[P, R]:
    """Make `function` an act. Its arguments and its answer are plain values (they are digested and kept)."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if args:
            raise TypeError(f"{function.__name__} takes keywords only")
        if _open.get() is not None:  # an act inside an act: one transaction, one answer
            return function(*args, **kwargs)
        try:
            return _run_outer(function, kwargs)
        except OperationalError as error:
            if connection.in_atomic_block:
                raise
            if getattr(error.__cause__, "sqlstate", "") in AGAIN:
                return _run_outer(function, kwargs)  # the database chose this one to give way: once more
            raise as_refused(error) or error from error

    return run


def secretly(*names: str, answer: bool = True) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark an act whose named arguments and, unless `answer` says otherwise, whose answer must never be kept.

    Put it below @act.
    """

    def mark(function: Callable[P, R]) -> Callable[P, R]:
        function.secrets, function.secret_answer = frozenset(names), answer  # type: ignore[attr-defined]
        return function

    return mark


def _run_outer(function: Callable[..., R], kwargs: Mapping[str, Any]) -> R:
    carried = _carried.get() or Carried()
    token = _open.set(opened := OpenAct())
    try:
        with transaction.atomic():
            if carried.key and not _claim(function, kwargs, carried.key):
                return cast(R, _first_answer(function, kwargs, carried.key))
            answer = function(**kwargs)
            if not opened.entries:
                raise Unrecorded(function.__name__)
            if carried.key and not getattr(function, "secret_answer", False):
                _keep_answer(kwargs["actor"].code, carried.key, answer)
            write(opened.entries)
        return answer
    finally:
        _open.reset(token)


@contextmanager
def attempt() -> Iterator[None]:
    """Inside an act: what the block changes and records is undone together when it raises.

    The savepoint is made before the block's first change: of thousands of attempts that only read, none costs one.
    """
    opened = _open.get()
    if opened is None:
        raise Unrecorded("attempt() outside an act")
    kept, later, broken, point = len(opened.entries), len(connection.run_on_commit), connection.needs_rollback, _Point()
    try:
        with connection.execute_wrapper(point.before_a_change):
            yield
    except BaseException:
        del opened.entries[kept:], connection.run_on_commit[later:]
        if point.name is not None:
            connection.savepoint_rollback(point.name)
            connection.needs_rollback = broken  # a block inside may have marked what has just been undone
        raise
    if point.name is not None:
        connection.savepoint_commit(point.name)


class _Point:
    """A savepoint made when it is first needed. By hand, not by `atomic`: it may be needed inside one that is open."""

    name: str | None = None
    done = False

    def before_a_change(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        """Django's hook around each statement: everything but a plain reading may change something."""
        if not self.done and not sql.startswith("SELECT"):
            self.done = True
            hooks, connection.execute_wrappers = connection.execute_wrappers, []  # of a nested attempt too
            try:
                self.name = connection.savepoint()
            finally:
                connection.execute_wrappers = hooks
        return execute(sql, *rest)


def record(
    kind: str,
    *,
    actor: Actor,
    at: datetime,
    subject: str,
    unit: str,
    path: str,
    facts: Mapping[str, Any] | None = None,
    private: Mapping[str, str] | None = None,
    **following: Any,
) -> None:
    """Put one entry on the running act and wake the followers of `kind`.

    `facts` enter the hashed body as they are, so no names and no numbers of persons; those go into
    `private` and leave only a salted commitment. `following` is handed to followers, never stored.
    """
    opened = _open.get()
    if opened is None or kind not in KINDS:
        raise Unrecorded(f"{kind} was recorded outside an act or is not declared")
    carried = _carried.get() or Carried()
    salts = {name: commit_to(value) for name, value in (private or {}).items() if value}
    body = {
        "v": 1,
        "kind": kind,
        "actor": actor.code,
        "post": actor.post,
        "unit": unit,
        "from_unit": actor.unit_code,
        "path": path,
        "subject": subject,
        "at": at.isoformat(),
        "device_at": carried.device_at.isoformat() if carried.device_at else None,
        "late": carried.late,
        "request": carried.request_id,
        "key": carried.key or None,
        "facts": dict(facts or {}),
        "private": {name: salt.commitment for name, salt in salts.items()},
    }
    opened.entries.append(Written(kind, subject, unit, path, actor.code, at, body, tuple(salts.values())))
    for follow in FOLLOWERS.get(kind, ()):
        follow(actor=actor, at=at, subject=subject, **following)


def _digest(function: Callable[..., Any], kwargs: Mapping[str, Any]) -> str:
    hidden = {"actor", "at", *getattr(function, "secrets", ())}
    asked = {name: value for name, value in kwargs.items() if name not in hidden}
    text = json.dumps([function.__qualname__, asked], sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> str:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else str(value)


def _claim(function: Callable[..., Any], kwargs: Mapping[str, Any], key: str) -> bool:
    """Take the key before anything else: of two hands with one key the second waits here for the first's answer.

    Whether it was free: one statement, which both databases answer by the number of rows it put in.
    """
    told = (kwargs["actor"].code, key, function.__name__, _digest(function, kwargs))
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, told)
        taken: bool = cursor.rowcount == 1
        return taken


CLAIM = (
    "INSERT INTO journal_answer (actor, key, act, digest) VALUES (%s, %s, %s, %s) ON CONFLICT (actor, key) DO NOTHING"
)


def _keep_answer(actor: str, key: str, answer: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [ANSWER.get_db_prep_save(answer, connection), actor, key])


KEEP = "UPDATE journal_answer SET answer = %s WHERE actor = %s AND key = %s"
ANSWER = Answer._meta.get_field("answer")


def _first_answer(function: Callable[..., Any], kwargs: Mapping[str, Any], key: str) -> Any:
    known = Answer.unscoped.get(actor=kwargs["actor"].code, key=key)
    if known.digest != _digest(function, kwargs):
        raise Refused(OTHER_BODY)
    if getattr(function, "secret_answer", False):
        raise Refused(SHOWN_ONCE)
    return known.answer
