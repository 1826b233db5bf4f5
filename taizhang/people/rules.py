"""Rules about people: roles, passwords, and what a roster row must hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from taizhang.kit.codes import is_citizen_number, is_phone
from taizhang.kit.errors import BadInput, Refused
from taizhang.orgs.rules import NOTHING, Fault, nearest, plain_name
from taizhang.people import labels


@dataclass(frozen=True)
class Role:
    """`doors` it opens, whether it sees business content, whether it may act on it."""

    doors: tuple[str, ...]
    business: bool = True
    acts: bool = True
    relations: tuple[str, ...] = ("doer", "accepter", "raiser", "above")


ROLES = {
    "secretary": Role(("handle", "inspect", "overview")),
    "clerk": Role(("handle", "inspect")),
    "overseer": Role(("oversee", "inspect", "overview")),
    "leader": Role(("overview",), acts=False),
    "inspector": Role(("inspect",), relations=()),
    "system_admin": Role(("administer",), business=False, acts=False),
    "security_admin": Role(("administer",), business=False, acts=False),
    "audit_admin": Role(("administer",), business=False, acts=False),
}
ADMIN = ("system_admin", "security_admin", "audit_admin")
COMMON = frozenset(
    ["password123!", "qwerty123456", "admin123456!", "1qaz2wsx3edc", "abc123456789", "woaini1314520", "taizhang2026!"]
)
LENGTH, NAME_MOST = 12, 40
USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,39}")
CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")
HEAD = re.compile(r"(?<!副)(书记|第一书记)$")


def masked(number: str) -> str:
    """A number as screens show it: 3301**********1234, 138****5678; "" stays "" (SECURITY D2)."""
    head = 4 if len(number) == 18 else 3
    return (
        f"{number[:head]}{'*' * (len(number) - head - 4)}{number[-4:]}" if len(number) > head + 4 else "*" * len(number)
    )


def check_person(name: str, title: str, citizen: str, phone: str) -> None:
    """A person as a post takes them: a name and a title that fit, numbers that are numbers."""
    if not name.strip():
        raise BadInput(labels.NO_PERSON_NAME)
    if len(name) > NAME_MOST or len(title) > NAME_MOST:
        raise BadInput(labels.NAME_TOO_LONG, limit=NAME_MOST)
    if citizen not in NOTHING and not is_citizen_number(citizen.upper()):
        raise BadInput(labels.BAD_CITIZEN, text=masked(citizen))
    if phone not in NOTHING and not is_phone(phone):
        raise BadInput(labels.BAD_PHONE, text=masked(phone))


def check_username(username: str) -> None:
    """A user name: 2 to 40 letters, digits, dots, dashes."""
    if not USERNAME.fullmatch(username):
        raise BadInput(labels.BAD_USERNAME, text=username[:60])


def check_exclusive(name: str, held: Iterable[str], wanted: str) -> None:
    """The three administrators are three people, none with business content (等保 8.1.4.2 d)."""
    for role in held:
        if role != wanted and (role in ADMIN or wanted in ADMIN):
            raise Refused(labels.EXCLUSIVE, name=name, role=labels.ROLES[role])


def password_fault(password: str, username: str) -> tuple[str, dict[str, object]] | None:
    """What is wrong with a new password as a label and its facts; None when it will do (SECURITY A2, dengbao)."""
    if len(password) < LENGTH:
        return labels.WEAK_SHORT, {"count": len(password)}
    if sum(re.search(one, password) is not None for one in CLASSES) < 3:
        return labels.WEAK_CLASSES, {}
    if username and username.lower() in password.lower():
        return labels.WEAK_NAME, {}
    if password.lower() in COMMON or len(set(password)) < 5:
        return labels.WEAK_COMMON, {}
    return None


def is_head_title(title: str) -> bool:
    """Whether a title is that of the unit's first responsible person."""
    return HEAD.search(plain_name(title)) is not None


@dataclass(frozen=True)
class PersonRow:
    """One row of a people sheet as written."""

    row: int
    name: str
    unit: str
    title: str = ""
    citizen: str = ""
    phone: str = ""
    username: str = ""
    role: str = ""


def role_of(word: str) -> str | None:
    """The role a cell means: its key or its label; None when unknown."""
    word = plain_name(word)
    return next((key for key, label in labels.ROLES.items() if word in (key, label)), None)


def check_people(rows: Sequence[PersonRow], known: Mapping[str, Sequence[str]]) -> list[Fault]:
    """Every fault of a people sheet; `known`: unit name → codes."""
    faults: list[Fault] = []
    seen: dict[tuple[str, str, str], int] = {}
    accounts: dict[str, int] = {}
    for row in rows:
        faults += _unit_faults(row, known) + _person_faults(row)
        key = (plain_name(row.name), plain_name(row.unit), plain_name(row.title))
        if key in seen:
            faults.append(Fault(row.row, "姓名", labels.SEEN_TWICE, {"row": seen[key]}))
        seen.setdefault(key, row.row)
        if row.username not in NOTHING:
            if not re.fullmatch(r"[A-Za-z0-9_.-]{2,40}", row.username):
                faults.append(Fault(row.row, "账号", labels.BAD_USERNAME, {"text": row.username}))
            if row.username in accounts:
                faults.append(
                    Fault(row.row, "账号", labels.SAME_USERNAME, {"text": row.username, "row": accounts[row.username]})
                )
            accounts.setdefault(row.username, row.row)
    return faults


def _unit_faults(row: PersonRow, known: Mapping[str, Sequence[str]]) -> list[Fault]:
    codes = known.get(plain_name(row.unit), ())
    if len(codes) == 1:
        return []
    if codes:
        return [Fault(row.row, "所在组织", labels.AMBIGUOUS_UNIT, {"text": row.unit, "count": len(codes)})]
    near = nearest(row.unit, known)
    hint = f"是不是“{'”“'.join(near)}”？" if near else ""
    return [Fault(row.row, "所在组织", labels.UNKNOWN_UNIT, {"text": row.unit, "near": hint})]


def _person_faults(row: PersonRow) -> list[Fault]:
    faults = []
    if not row.name:
        faults.append(Fault(row.row, "姓名", labels.NO_PERSON_NAME))
    citizen = row.citizen.upper()
    if citizen not in NOTHING and not is_citizen_number(citizen):
        ruined = "E+" in citizen or re.fullmatch(r"\d{15,16}0+", citizen)
        faults.append(
            Fault(row.row, "身份证号", labels.NUMBER_RUINED if ruined else labels.BAD_CITIZEN, {"text": row.citizen})
        )
    if row.phone not in NOTHING and not is_phone(row.phone):
        faults.append(Fault(row.row, "手机号", labels.BAD_PHONE, {"text": row.phone}))
    if row.role not in NOTHING and role_of(row.role) is None:
        known = "、".join(labels.ROLES.values())
        faults.append(Fault(row.row, "角色", labels.BAD_ROLE_CELL, {"text": row.role, "known": known}))
    return faults
