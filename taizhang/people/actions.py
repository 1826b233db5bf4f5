"""Acts on people: posts, charges, accounts, roles."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password

from taizhang.journal.acts import act, record, secretly
from taizhang.journal.selectors import count_of
from taizhang.kit.clock import day_of
from taizhang.kit.codes import make_code
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.orgs.actions import RosterRefused, import_units
from taizhang.orgs.models import Unit
from taizhang.orgs.policy import require_steward
from taizhang.orgs.rules import NOTHING, RosterRow, plain_name
from taizhang.orgs.selectors import names_known, root_unit, unit_coded
from taizhang.people import labels, rules
from taizhang.people.models import Account, Contact, Grant, Person, Portfolio, Post, Token
from taizhang.people.policy import require_account_keeper, require_grantor, require_revealer
from taizhang.people.rules import PersonRow
from taizhang.people.seals import blind, seal
from taizhang.people.selectors import numbers_of
from taizhang.people.viewers import Viewer

ACTIVATION = timedelta(hours=72)
TOKEN_DAYS = 366
REVEALS = 30  # an hour and a person


@act
@secretly("citizen", "phone", answer=False)
def post_person(
    *,
    actor: Viewer,
    at: datetime,
    name: str,
    unit: str,
    title: str,
    citizen: str = "",
    phone: str = "",
    on: date | None = None,
) -> str:
    """Register that a person holds a post from a day; the person is made when new. Returns the person's code."""
    require_steward(actor)
    rules.check_person(name, title, citizen, phone)
    home = unit_coded(unit)
    person = _person(name, home, citizen, phone)
    _post(person, home, title, on or day_of(at))
    record(
        "person.posted",
        actor=actor,
        at=at,
        subject=person.code,
        unit=home.code,
        path=home.path,
        facts={"title": title},
        private={"name": name},
    )
    return person.code


def _person(name: str, home: Unit, citizen: str = "", phone: str = "") -> Person:
    name, citizen = plain_name(name), "" if citizen in NOTHING else citizen.upper()
    phone = "" if phone in NOTHING else phone
    found = Person.unscoped.filter(citizen_index=blind(citizen)).first() if citizen else None
    same = Person.unscoped.filter(name=name, posts__unit=home, posts__to_on__isnull=True).distinct()
    # two people of one name are told apart by their numbers; a number that was missing is filled in
    found = found or (same.filter(citizen_index="") if citizen else same).first()
    if found:
        if citizen and not found.citizen_index:
            found.citizen_sealed, found.citizen_index = seal(citizen, found.code), blind(citizen)
            found.save(update_fields=["citizen_sealed", "citizen_index"])
        return found
    code = make_code()
    return Person.unscoped.create(
        code=code,
        name=name,
        citizen_sealed=seal(citizen, code) if citizen else None,
        citizen_index=blind(citizen) if citizen else "",
        phone_sealed=seal(phone, code) if phone else None,
        phone_index=blind(phone) if phone else "",
    )


def _person_coded(code: str) -> Person:
    person = Person.unscoped.filter(code=code).first()
    if person is None:
        raise BadInput(labels.NO_SUCH_PERSON, code=code[:60])
    return person


def _post(person: Person, home: Unit, title: str, day: date) -> None:
    if title and not Post.unscoped.filter(person=person, unit=home, title=title, to_on__isnull=True).exists():
        Post.unscoped.create(person=person, unit=home, title=title, is_head=rules.is_head_title(title), from_on=day)


@act
def unpost_person(*, actor: Viewer, at: datetime, person: str, unit: str, successor: str = "") -> str:
    """End all posts of a person in a unit from today; what is open under their name there goes to `successor`.

    Without a successor the open work keeps its name until somebody hands it over.
    """
    require_steward(actor)
    home, leaving = unit_coded(unit), _person_coded(person)
    held = Post.unscoped.filter(unit=home, to_on__isnull=True)
    heir = held.filter(person__code=successor).exclude(person=leaving).select_related("person").first()
    if successor and heir is None:
        raise BadInput(labels.NO_PERSON_HERE)
    if successor and not actor.business:
        raise NotAllowed(labels.WORK_IS_CONTENT)
    if successor and held.filter(person__name=leaving.name).exclude(person=leaving).exists():
        raise Refused(labels.NAMESAKE, name=leaving.name)
    held.filter(person=leaving).update(to_on=day_of(at))
    following: dict[str, Any] = {"unit_id": home.pk, "leaving": leaving.name, "heir": heir.person.name if heir else ""}
    facts = {"successor": successor} if successor else {}
    record(
        "person.unposted", actor=actor, at=at, subject=person, unit=home.code, path=home.path, facts=facts, **following
    )
    return person


@act
@secretly("reason")
def reveal_number(*, actor: Viewer, at: datetime, unit: str, person: str, reason: str) -> dict[str, str]:
    """Show a person's whole numbers once, for a stated purpose: {"citizen", "phone"}. At most 30 an hour (D2).

    The journal keeps who looked at whom and a commitment to the purpose, never the numbers.
    """
    require_revealer(actor)
    if not reason.strip():
        raise BadInput(labels.NEEDS_PURPOSE)
    list(Account.unscoped.select_for_update().filter(code=actor.code).values_list("pk"))  # one look at a time
    if count_of("number.revealed", actor.code, at - timedelta(hours=1)) >= REVEALS:
        raise Refused(labels.REVEALED_OFTEN, limit=REVEALS)
    home = unit_coded(unit)
    owner = Person.unscoped.filter(code=person, posts__unit=home).first()
    if owner is None:
        raise BadInput(labels.NO_PERSON_HERE)
    record(
        "number.revealed",
        actor=actor,
        at=at,
        subject=owner.code,
        unit=home.code,
        path=home.path,
        private={"reason": reason.strip()},
    )
    return numbers_of(owner)


@act
def set_portfolio(*, actor: Viewer, at: datetime, person: str, unit: str, field: str) -> str:
    """From today this person is in charge of the field at the unit (分工)."""
    require_steward(actor)
    home, day = unit_coded(unit), day_of(at)
    Portfolio.unscoped.filter(unit=home, field=field, to_on__isnull=True).update(to_on=day)
    Portfolio.unscoped.create(person=_person_coded(person), unit=home, field=field, from_on=day)
    record("portfolio.set", actor=actor, at=at, subject=person, unit=home.code, path=home.path, facts={"field": field})
    return person


@act
def set_contact(*, actor: Viewer, at: datetime, person: str, unit: str) -> str:
    """From today this leader looks after the unit (联系点、包村)."""
    require_steward(actor)
    home, day = unit_coded(unit), day_of(at)
    Contact.unscoped.filter(unit=home, to_on__isnull=True).update(to_on=day)
    Contact.unscoped.create(person=_person_coded(person), unit=home, from_on=day)
    record("contact.set", actor=actor, at=at, subject=person, unit=home.code, path=home.path)
    return person


@act
@secretly()
def open_account(*, actor: Viewer, at: datetime, username: str, person: str) -> dict[str, str]:
    """Open an account for a person. Returns {"account", "activation"}; the activation code is shown this once."""
    require_account_keeper(actor)
    rules.check_username(username)
    if Account.unscoped.filter(username=username).exists():
        raise BadInput(labels.USERNAME_TAKEN, name=username)
    owner = _person_coded(person)
    if Account.unscoped.filter(person=owner).exists():
        raise BadInput(labels.HAS_ACCOUNT, name=owner.name)
    account = Account(code=make_code(), username=username, person=owner)
    account.set_unusable_password()
    code = _new_activation(account, at)
    account.save()
    _tell("account.opened", actor, at, account)
    return {"account": account.code, "activation": code}


@act
@secretly()
def open_account_for(*, actor: Viewer, at: datetime, name: str, unit: str, title: str, username: str) -> dict[str, str]:
    """Register a person's post and open their account in one act. Returns as open_account does."""
    require_account_keeper(actor)
    person = post_person(actor=actor, at=at, name=name, unit=unit, title=title)
    return open_account(actor=actor, at=at, username=username, person=person)


@act
@secretly()
def reissue_activation(*, actor: Viewer, at: datetime, username: str) -> str:
    """A new activation code; the old password and all keys for programs stop at once. Returns it, shown this once."""
    require_account_keeper(actor)
    account = _account(username)
    account.set_unusable_password()
    Token.unscoped.filter(account=account).update(revoked=True)
    code = _new_activation(account, at)
    account.save()
    _tell("account.opened", actor, at, account)
    return code


def _new_activation(account: Account, at: datetime) -> str:
    code = make_code(12)
    account.activation = hashlib.sha256(code.encode()).hexdigest()
    account.activation_until = at + ACTIVATION
    return code


@act
@secretly("password", "activation")
def activate_account(*, actor: Viewer, at: datetime, username: str, activation: str, password: str) -> str:
    """Set the owner's own password with an unused, unexpired activation code."""
    account = Account.unscoped.select_for_update().filter(username=username).first()
    given = hashlib.sha256(activation.strip().upper().encode()).hexdigest()
    if account is None or not account.activation or not secrets.compare_digest(account.activation, given):
        raise BadInput(labels.BAD_CODE)
    if account.activation_until is None or account.activation_until < at:
        raise BadInput(labels.BAD_CODE)
    validate_password(password, account)
    account.set_password(password)
    account.activation, account.activation_until = "", None
    account.save()
    _tell("account.activated", actor, at, account)
    return account.code


@act
def disable_account(*, actor: Viewer, at: datetime, username: str) -> str:
    """Stop an account; its next request is refused."""
    require_account_keeper(actor)
    account = _account(username)
    account.is_active = False
    account.save(update_fields=["is_active"])
    _tell("account.disabled", actor, at, account)
    return account.code


@act
def grant_role(*, actor: Viewer, at: datetime, username: str, role: str, unit: str) -> str:
    """Give an account a role at a unit from today."""
    require_grantor(actor)
    if role not in rules.ROLES:
        raise BadInput(labels.NO_SUCH_ROLE, role=role, known="、".join(rules.ROLES))
    account, home = _account(username), unit_coded(unit)
    held = Grant.unscoped.filter(account=account, to_on__isnull=True)
    rules.check_exclusive(account.person.name, held.values_list("role", flat=True), role)
    if not held.filter(role=role, unit=home).exists():
        Grant.unscoped.create(account=account, role=role, unit=home, from_on=day_of(at))
    _tell("role.granted", actor, at, account, role=role, at_unit=home.code)
    return account.code


@act
def revoke_role(*, actor: Viewer, at: datetime, username: str, role: str, unit: str) -> str:
    """Take a role back; the next request no longer has it."""
    require_grantor(actor)
    account = _account(username)
    held = Grant.unscoped.filter(account=account, role=role, unit__code=unit, to_on__isnull=True)
    if not held.update(to_on=day_of(at)):
        raise Refused(labels.NO_SUCH_ROLE, role=role, known="、".join(g.role for g in account.grants.all()))
    _tell("role.revoked", actor, at, account, role=role, at_unit=unit)
    return account.code


def _account(username: str) -> Account:
    account = Account.unscoped.select_related("person").filter(username=username).first()
    if account is None:
        raise BadInput(labels.NO_SUCH_ACCOUNT, name=username)
    return account


def _tell(kind: str, actor: Viewer, at: datetime, account: Account, **facts: Any) -> None:
    root = root_unit()
    record(
        kind,
        actor=actor,
        at=at,
        subject=account.code,
        unit=root.code if root else "",
        path=root.path if root else "",
        facts=facts,
    )


@act
@secretly()
def import_people(*, actor: Viewer, at: datetime, rows: Sequence[PersonRow]) -> dict[str, Any]:
    """Take in a people sheet or nothing. Returns {"made", "known", "activations": {username: code}}."""
    require_steward(actor)
    known, root = names_known(), root_unit()
    faults = rules.check_people(rows, known)
    if faults or root is None:
        raise RosterRefused(faults) if faults else BadInput(labels.UNKNOWN_UNIT, text="", near="")
    before, activations = Person.unscoped.count(), {}
    for row in rows:
        activations.update(_take_person(actor, at, row, known[plain_name(row.unit)][0]))
    made = Person.unscoped.count() - before
    record(
        "people.imported", actor=actor, at=at, subject=root.code, unit=root.code, path=root.path, facts={"count": made}
    )
    return {"made": made, "known": len(rows) - made, "activations": activations}


def _take_person(actor: Viewer, at: datetime, row: PersonRow, unit: str) -> dict[str, str]:
    home = unit_coded(unit)
    person = _person(row.name, home, row.citizen, row.phone)
    _post(person, home, "" if row.title in NOTHING else plain_name(row.title), day_of(at))
    if row.username in NOTHING or Account.unscoped.filter(username=row.username).exists():
        return {}
    opened = open_account(actor=actor, at=at, username=row.username, person=person.code)
    role = rules.role_of(row.role) if row.role not in NOTHING else None
    if role:
        grant_role(actor=actor, at=at, username=row.username, role=role, unit=unit)
    return {row.username: opened["activation"]}


@act
def import_roster(
    *, actor: Viewer, at: datetime, rows: Sequence[RosterRow], heads: Sequence[tuple[str, str]]
) -> dict[str, int]:
    """Take in a roster of units with the secretaries it names, all or nothing. `heads`: (unit's full name, person)."""
    answer = import_units(actor=actor, at=at, rows=rows)
    posted = 0
    for unit_name, person_name in heads:
        home = Unit.unscoped.alive().filter(name=unit_name).first()
        if home and not Post.unscoped.filter(unit=home, is_head=True, to_on__isnull=True).exists():
            _post(_person(person_name, home), home, "书记", day_of(at))
            posted += 1
    return {**answer, "secretaries": posted}


@act
@secretly()
def issue_token(*, actor: Viewer, at: datetime, username: str, name: str, days: int = 90) -> str:
    """Make a person's key for programs, valid at most a year. Returns it, shown this once.

    Only oneself, or the operator at the server's own command line: an administrator who could make another's key
    would be that other.
    """
    account = _account(username)
    if actor.code != account.code and not actor.is_system:
        raise NotAllowed(labels.OWN_KEY)
    token = secrets.token_urlsafe(32)
    until = day_of(at) + timedelta(days=max(1, min(days, TOKEN_DAYS)))
    Token.unscoped.create(account=account, name=name, digest=hashlib.sha256(token.encode()).hexdigest(), until=until)
    _tell("token.issued", actor, at, account, until=until.isoformat())
    return token


@act
def revoke_tokens(*, actor: Viewer, at: datetime, username: str) -> str:
    """Stop all of a person's keys at once."""
    account = _account(username)
    if actor.code != account.code:
        require_account_keeper(actor)
    Token.unscoped.filter(account=account).update(revoked=True)
    _tell("token.revoked", actor, at, account)
    return account.code
