"""A small language for conditions and scores, the same in Python and in JavaScript (`static/kit/expressions.js`).

Values: number (a double), text, true/false, nothing (None), list of texts. Nothing can fail at run time: what has no
meaning is nothing, or false. What both implementations must answer stands in `tests/kit/expressions.json`.

    [1.2] >= 3 且 [2.1] = 是        max(0, 6 - 2 * [1.1])        [3.4] 含 "会议记录" 或 [3.4] = 空
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

Value = float | str | bool | list[str] | None
Node = tuple[Any, ...]
LENGTH, DEPTH = 500, 30  # characters; brackets, functions and signs within one another
PLAIN = str.maketrans("（）＝＜＞！＋－＊／，【】“”‘’　", "()=<>!+-*/,[]\"\"''\u0020")
WORDS = {"且": "and", "或": "or", "非": "not", "含": "has", "是": "true", "否": "false", "空": "nothing"}
WORDS |= {"and": "and", "or": "or", "not": "not", "has": "has", "true": "true", "false": "false", "nothing": "nothing"}
FUNCTIONS = {
    "max": (1, 9),
    "min": (1, 9),
    "abs": (1, 1),
    "round": (1, 2),
    "count": (1, 20),
    "if": (3, 3),
    "len": (1, 1),
}
CALLED = {
    "最大": "max",
    "最小": "min",
    "绝对值": "abs",
    "四舍五入": "round",
    "个数": "count",
    "如果": "if",
    "字数": "len",
}
SIGNS = {"≥": ">=", "≤": "<=", "≠": "!=", "<>": "!=", "==": "=", "×": "*", "÷": "/", "&&": "and", "||": "or"}
COMPARING = ("=", "!=", "<", "<=", ">", ">=", "has")
TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)|(?P<number>[0-9]+(?:\.[0-9]+)?)|"(?P<double>[^"]*)"|'(?P<single>[^']*)'"""
    r"""|\[(?P<name>[^\[\]]{1,40})\]|(?P<sign>>=|<=|!=|<>|==|&&|\|\||[≥≤≠×÷=<>+\-*/(),!])"""
    r"""|(?P<word>[A-Za-z]+|最大|最小|绝对值|四舍五入|个数|如果|字数|[且或非含是否空])"""
)


class Unreadable(ValueError):
    """`at`: the place in the text (characters, from 0) where it cannot be read on."""

    def __init__(self, at: int) -> None:
        super().__init__(str(at))
        self.at = at


@dataclass(frozen=True)
class Token:
    kind: str
    text: str
    at: int


def _tokens(text: str) -> list[Token]:
    found, at = [], 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise Unreadable(at)
        kind = match.lastgroup or ""
        if kind in ("double", "single"):
            found.append(Token("text", match[kind], at))
        elif kind != "space":
            found.append(Token(kind, match[kind].strip(" "), at))
        at = match.end()
    return [*found, Token("end", "", len(text))]


class _Reader:
    """Reads tokens by precedence: 或, 且, 非, comparison, + -, * /, sign."""

    def __init__(self, text: str) -> None:
        self.tokens, self.next, self.depth = _tokens(text), 0, 0

    def sign(self) -> str:
        """The next token as an operator, in its plain spelling; "" when it is none."""
        token = self.tokens[self.next]
        if token.kind == "sign":
            return SIGNS.get(token.text, token.text)
        word = WORDS.get(token.text, "") if token.kind == "word" else ""
        return word if word in ("and", "or", "not", "has") else ""

    def take(self) -> Token:
        self.next += 1
        return self.tokens[self.next - 1]

    def whole(self) -> Node:
        node = self.any()
        if self.tokens[self.next].kind != "end":
            raise Unreadable(self.tokens[self.next].at)
        return node

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > DEPTH:
            raise Unreadable(self.tokens[self.next].at)

    def any(self) -> Node:
        return self.chain(("or",), lambda: self.chain(("and",), self.negated))

    def chain(self, signs: tuple[str, ...], inner: Any) -> Node:
        node: Node = inner()
        while self.sign() in signs:
            sign = self.sign()
            self.take()
            node = (sign, node, inner())
        return node

    def negated(self) -> Node:
        if self.sign() not in ("not", "!"):
            return self.compared()
        self.deeper()
        self.take()
        node = ("not", self.negated())
        self.depth -= 1
        return node

    def compared(self) -> Node:
        left = self.sum()
        if self.sign() not in COMPARING:
            return left
        sign = self.sign()
        self.take()
        return (sign, left, self.sum())

    def sum(self) -> Node:
        return self.chain(("+", "-"), lambda: self.chain(("*", "/"), self.signed))

    def signed(self) -> Node:
        if self.sign() != "-":
            return self.atom()
        self.deeper()
        self.take()
        node = ("minus", self.signed())
        self.depth -= 1
        return node

    def atom(self) -> Node:
        token = self.take()
        if token.kind == "number":
            return ("value", float(token.text))
        if token.kind == "text":
            return ("value", token.text)
        if token.kind == "name":
            return ("name", token.text)
        if token.kind == "word":
            return self.word(token)
        if token.text == "(":
            return self.bracketed()
        raise Unreadable(token.at)

    def bracketed(self) -> Node:
        self.deeper()
        node = self.any()
        self.close()
        return node

    def close(self) -> None:
        token = self.take()
        if token.text != ")" or token.kind != "sign":
            raise Unreadable(token.at)
        self.depth -= 1

    def word(self, token: Token) -> Node:
        plain = {"true": True, "false": False, "nothing": None}
        meaning = WORDS.get(token.text, "")
        if meaning in plain:
            return ("value", plain[meaning])
        called = CALLED.get(token.text, token.text)
        opening = self.tokens[self.next]
        if called not in FUNCTIONS or (opening.kind, opening.text) != ("sign", "("):
            raise Unreadable(token.at)
        self.take()
        self.deeper()
        given = [self.any()]
        while self.sign() == ",":
            self.take()
            given.append(self.any())
        self.close()
        least, most = FUNCTIONS[called]
        if not least <= len(given) <= most:
            raise Unreadable(token.at)
        return ("call", called, *given)


@lru_cache(maxsize=4096)
def read(text: str) -> Node:
    """The expression as a tree; Unreadable says where it breaks."""
    if len(text) > LENGTH:
        raise Unreadable(LENGTH)
    return _Reader(text.translate(PLAIN)).whole()


def names_in(node: Node) -> set[str]:
    """The [names] an expression asks for."""
    if node[0] == "name":
        return {node[1]}
    return set().union(*(names_in(part) for part in node[1:] if isinstance(part, tuple)))


def value_of(text: str, known: Mapping[str, Value]) -> Value:
    """What the expression says where `known` gives the names their values; a name not known is nothing."""
    return _value(read(text), known)


def is_true(text: str, known: Mapping[str, Value]) -> bool:
    """Whether the expression says yes, and nothing else."""
    return value_of(text, known) is True


def _value(node: Node, known: Mapping[str, Value]) -> Value:
    kind = node[0]
    if kind == "value":
        return node[1]  # type: ignore[no-any-return]
    if kind == "name":
        return _as_value(known.get(node[1]))
    given = [_value(part, known) for part in node[1:] if isinstance(part, tuple)]
    if kind == "call":
        return _called(node[1], given)
    if kind == "not":
        return given[0] is not True
    if kind == "minus":
        return _number(-given[0]) if _is_number(given[0]) else None  # type: ignore[operator]
    if kind in ("and", "or"):
        truths = [one is True for one in given]
        return all(truths) if kind == "and" else any(truths)
    return _compared(kind, *given) if kind in COMPARING else _reckoned(kind, *given)


def _as_value(value: Any) -> Value:
    if isinstance(value, bool) or value is None or isinstance(value, (str, list)):
        return value
    return _number(float(value))


def _is_number(value: Value) -> bool:
    return isinstance(value, float)


def _number(value: float) -> float | None:
    return value + 0.0 if math.isfinite(value) else None


def _compared(sign: str, left: Value, right: Value) -> bool:
    if sign == "has":
        return isinstance(right, str) and isinstance(left, (str, list)) and right in left
    if sign in ("=", "!="):
        return (type(left) is type(right) and left == right) is (sign == "=")
    if not (isinstance(left, float) and isinstance(right, float)):
        return False
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[sign]


def _reckoned(sign: str, left: Value, right: Value) -> float | None:
    if not (isinstance(left, float) and isinstance(right, float)):
        return None
    if sign == "/":
        return _number(left / right) if right else None
    return _number({"+": left + right, "-": left - right, "*": left * right}[sign])


def _called(name: str, given: list[Value]) -> Value:
    if name == "if":
        return given[1] if given[0] is True else given[2]
    if name == "count":
        return float(sum(_count(one) for one in given))
    if name == "len":
        return float(len(given[0])) if isinstance(given[0], str) else None
    numbers = [one for one in given if isinstance(one, float)]
    if len(numbers) < len(given):
        return None
    if name == "round":
        return _rounded(numbers)
    return {"max": max, "min": min}[name](numbers) + 0.0 if name != "abs" else abs(numbers[0])


def _count(value: Value) -> int:
    return len(value) if isinstance(value, list) else int(value not in (None, ""))


def _rounded(numbers: list[float]) -> float | None:
    """Half goes up; digits 0 to 6."""
    digits = numbers[1] if len(numbers) > 1 else 0.0
    if digits not in (0, 1, 2, 3, 4, 5, 6):
        return None
    scale = float(10 ** int(digits))
    scaled = numbers[0] * scale + 0.5
    return _number(math.floor(scaled) / scale) if math.isfinite(scaled) else None
