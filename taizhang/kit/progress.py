"""How far long work has come. Who does the work says it; who started it decides where it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Sink = Callable[[int, int], None]
_sink: ContextVar[Sink | None] = ContextVar("progress", default=None)


def step(done: int, whole: int) -> None:
    """Say that `done` of `whole` parts are done; nobody may be listening."""
    sink = _sink.get()
    if sink is not None:
        sink(done, whole)


@contextmanager
def reporting(sink: Sink) -> Iterator[None]:
    """Work inside the block tells `sink` how far it is."""
    token = _sink.set(sink)
    try:
        yield
    finally:
        _sink.reset(token)
