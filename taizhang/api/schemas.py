"""The shapes of the API's bodies, made from the acts themselves: a keyword of an act is a field of its body."""

from __future__ import annotations

import base64
import binascii
import inspect
import types
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from ninja import Schema
from pydantic import AfterValidator, Field, create_model

from taizhang.api import labels
from taizhang.kit.errors import BadInput
from taizhang.kit.words import UNREADABLE

OURS = ("actor", "at", "seen")
PLAIN = (str, int, bool, date)
TEXT_MOST = 300_000


class Uploaded(str):
    """The number of an upload that stands where a file does."""

    __slots__ = ()


class FileIn(Schema):
    """A file: its name and its bytes in base64, or the number of an upload that has come in whole."""

    name: str = Field("", max_length=255)
    base64: str = Field("", max_length=56_000_000)
    upload: str = Field("", max_length=32)

    def opened(self) -> tuple[str, bytes] | Uploaded:
        """Name and bytes; BadInput when the text is no base64. An upload is opened by whoever knows its owner."""
        if self.upload:
            return Uploaded(self.upload)
        try:
            return self.name, base64.b64decode(self.base64, validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadInput(labels.NO_BASE64, name=self.name) from error


class Answer(Schema):
    """What the act gave back: usually the code of what was made or moved."""

    answer: Any


@cache
def body_of(name: str, function: Callable[..., Any]) -> type[Schema]:
    """The body of an act. Required keywords are required fields; nothing unknown is taken."""
    plain = inspect.unwrap(function)
    hints, fields = get_type_hints(plain), {}
    for word, parameter in inspect.signature(plain).parameters.items():
        if word in OURS or parameter.kind is inspect.Parameter.VAR_KEYWORD:
            continue
        shape = _shape(hints[word])
        needed = parameter.default is inspect.Parameter.empty
        fields[word] = (shape, ... if needed else _default(parameter.default, shape))
    build: Any = create_model
    made: type[Schema] = build(f"{name}_body", __base__=Schema, __doc__=inspect.getdoc(plain), **fields)
    made.model_config["extra"] = "forbid"
    made.model_rebuild(force=True)
    return made


def _shape(hint: Any) -> Any:
    if hint is str:
        return _text()
    if hint is int:
        return Annotated[int, Field(ge=-1_000_000_000, le=1_000_000_000)]
    if hint is date:
        return Annotated[date, Field(ge=date(1900, 1, 1), le=date(2199, 12, 31))]
    if hint in PLAIN:
        return hint
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Mapping:
        return _mapping(inside[1])
    if origin in (Union, types.UnionType) and type(None) in inside:
        others = [one for one in inside if one is not type(None)]
        if get_origin(others[0]) is Mapping:
            return Union[_mapping(get_args(others[0])[1]), None]  # noqa: UP007 - built at run time
        return Union[_shape(others[0]) if others[0] in PLAIN else FileIn, None]  # noqa: UP007 - built at run time
    if origin in (Sequence, list) and inside[0] is str:
        return list[_text()]  # type: ignore[misc]
    if origin is Sequence and get_origin(inside[0]) is Mapping:
        return Annotated[list[_mapping(get_args(inside[0])[1])], Field(max_length=100)]  # type: ignore[misc]
    if origin in (Sequence, list) and inside[0] is int:
        return Annotated[list[Annotated[int, Field(ge=0, le=1_000_000)]], Field(max_length=400)]
    return Annotated[list[FileIn], Field(max_length=9)]


def _mapping(inside: Any) -> Any:
    """Names with values: of one kind, or whatever JSON can hold, so long as its texts can be kept."""
    values = _shape(inside) if inside in PLAIN else Any
    return Annotated[dict[_text(), values], Field(max_length=2_000), AfterValidator(_all_readable)]  # type: ignore[misc]


def _all_readable(value: Any, depth: int = 0) -> Any:
    """Texts without control characters, however deep they lie (not deeper than five)."""
    if isinstance(value, str):
        return _readable(value)
    inner = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        if depth > 5:
            raise ValueError("too deep")
        _all_readable(one, depth + 1)
    return value


def _text() -> Any:
    return Annotated[str, Field(max_length=TEXT_MOST), AfterValidator(_readable)]


def _readable(text: str) -> str:
    """Text without characters no document can hold."""
    if UNREADABLE.search(text):
        raise ValueError("control characters")
    return text


def _default(value: Any, shape: Any) -> Any:
    return [] if get_origin(shape) is list else value


def keywords(body: Schema) -> dict[str, Any]:
    """The fields that were sent, as the act's keywords; files opened."""
    sent = body.model_fields_set
    return {word: _opened(getattr(body, word)) for word in type(body).model_fields if word in sent}


def _opened(value: Any) -> Any:
    if isinstance(value, FileIn):
        return value.opened()
    if isinstance(value, list) and value and isinstance(value[0], FileIn):
        return [one.opened() for one in value]
    return value
