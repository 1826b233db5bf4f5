"""Questions about people and who a request speaks for."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from operator import attrgetter
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from taizhang.kit.clock import day_of
from taizhang.kit.errors import Absent
from taizhang.kit.words import _
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import root_unit, within
from taizhang.people import labels
from taizhang.people.models import Account, Contact, Grant, Person, Portfolio, Post, Token, on_day
from taizhang.people.rules import ROLES, masked
from taizhang.people.seals import unseal
from taizhang.people.viewers import Hat, Viewer

NO_PERSON = _("没有这个人，或者不在您的管辖范围内。")
COMMAND_LINE_CODE = "command-line"
DEMO_MARK = ".demonstration"


def viewer_for(account: Account, day: date, grant_id: int | None = None) -> Viewer:
    """The viewer an account is on a day, wearing the chosen grant (else the first). Three small queries: every page
    asks this, and a person has few rows, so days and order are looked at here.
    """
    grants = sorted(Grant.unscoped.filter(account_id=account.pk).select_related("unit"), key=by_key)
    hats = tuple(_hat(one) for one in grants if one.holds_on(day) and one.unit.closed_on is None)
    hat = next((one for one in hats if one.grant_id == grant_id), hats[0] if hats else None)
    business = hat is not None and ROLES[hat.role].business
    reaches = tuple({one.path for one in hats if ROLES[one.role].business}) if business else ()
    post = _post_in(account.person_id, hat.unit_id, day) if hat else None
    title = (post.title if post else labels.ROLES[hat.role]) if hat else ""
    return Viewer(
        code=account.code,
        name=account.person.name,
        person_id=account.person_id,
        post=_post_words(hat, title),
        title=title,
        is_head=bool(post and post.is_head),
        hat=hat,
        hats=hats,
        reaches=reaches,
        today=day,
        contact_units=_looked_after(account.person_id, day) if business else (),
    )


by_key = attrgetter("pk")


def _post_in(person: int, unit: int, day: date) -> Post | None:
    """The post a person holds in a unit on a day: the head's before others, the oldest first."""
    held = [one for one in Post.unscoped.filter(person_id=person, unit_id=unit) if one.holds_on(day)]
    return min(held, key=lambda one: (not one.is_head, one.pk), default=None)


def _looked_after(person: int, day: date) -> tuple[int, ...]:
    held = sorted(Contact.unscoped.filter(person_id=person), key=by_key)
    return tuple(one.unit_id for one in held if one.holds_on(day))


def _hat(grant: Grant) -> Hat:
    return Hat(grant.pk, grant.role, grant.unit_id, grant.unit.code, grant.unit.label, grant.unit.path)


def _post_words(hat: Hat | None, title: str) -> str:
    if hat is None:
        return ""
    return title if title.startswith(hat.unit_label) else f"{hat.unit_label} {title}"


def command_line_viewer(day: date) -> Viewer:
    """The operator at the server's own command line, acting for the county."""
    root = root_unit()
    hat = Hat(0, "overseer", root.pk, root.code, root.label, root.path) if root else None
    return Viewer(
        code=COMMAND_LINE_CODE,
        name=gettext(labels.COMMAND_LINE),
        person_id=0,
        post=labels.COMMAND_LINE,
        title=labels.COMMAND_LINE,
        hat=hat,
        hats=(),
        reaches=(root.path,) if root else (),
        today=day,
        is_system=True,
    )


def account_named(username: str) -> Account | None:
    """The account with this user name."""
    return Account.unscoped.select_related("person").filter(username=username).first()


def roles_of(account: Account) -> list[str]:
    """Roles an account holds and has not lost."""
    return list(Grant.unscoped.filter(account=account, to_on__isnull=True).values_list("role", flat=True))


def accounts_all(text: str = "") -> QuerySet[Account]:
    """Accounts with person and grants, for the administrators' page (names and roles, no business content).

    `text`: only those whose user name or name holds it.
    """
    found = Account.unscoped.select_related("person").prefetch_related("grants__unit").order_by("username")
    return found.filter(Q(username__icontains=text) | Q(person__name__contains=text)) if text else found


def heads_of(unit_ids: list[int], day: date) -> dict[int, str]:
    """Unit → name of its first responsible person on a day."""
    return {unit: post.person.name for unit, post in head_posts(unit_ids, day).items()}


def head_posts(unit_ids: Sequence[int], day: date) -> dict[int, Post]:
    """Unit → the post of its first responsible person on a day, with the person."""
    posts = Post.unscoped.filter(on_day(day), unit_id__in=unit_ids, is_head=True).select_related("person")
    return {post.unit_id: post for post in posts}


def posts_in(unit: Unit, day: date) -> QuerySet[Post]:
    """Posts held in a unit on a day, heads first."""
    return Post.unscoped.filter(on_day(day), unit=unit).select_related("person").order_by("-is_head", "id")


def contacts_of(unit: Unit, day: date) -> QuerySet[Contact]:
    """Leaders who look after a unit on a day."""
    return Contact.unscoped.filter(on_day(day), unit=unit).select_related("person")


def portfolios_of(unit: Unit, day: date) -> QuerySet[Portfolio]:
    """Who is in charge of which field at a unit on a day."""
    return Portfolio.unscoped.filter(on_day(day), unit=unit).select_related("person").order_by("field")


def numbers_of(person: Person) -> dict[str, str]:
    """A person's whole numbers, for the act that reveals them."""
    sealed = {"citizen": person.citizen_sealed, "phone": person.phone_sealed}
    return {name: unseal(bytes(value), person.code) if value else "" for name, value in sealed.items()}


def masked_numbers(posts: Iterable[Post]) -> dict[str, dict[str, str]]:
    """Person → numbers as screens may show them."""
    return {
        post.person.code: {name: masked(text) for name, text in numbers_of(post.person).items() if text}
        for post in posts
    }


def hanging_on(unit: Unit) -> list[tuple[str, int]]:
    """Posts, roles and contact leaders of a unit today: the tree's question before it changes."""
    still = Q(unit=unit, to_on__isnull=True)
    counts = (Post.unscoped.filter(still).count(), Grant.unscoped.filter(still).count())
    return [("posts", counts[0]), ("roles", counts[1]), ("contacts", Contact.unscoped.filter(still).count())]


def people_for(viewer: Viewer) -> QuerySet[Person]:
    """Persons with a post in the viewer's reach."""
    posts = Post.unscoped.filter(on_day(viewer.today)).filter(within(viewer.reaches, "unit__path"))
    return Person.unscoped.filter(pk__in=posts.values("person_id")).order_by("name")


def person_for(viewer: Viewer, code: str) -> Person:
    """One person in reach; the same Absent for "none" and "not yours"."""
    person = people_for(viewer).filter(code=code).first()
    if person is None:
        raise Absent(NO_PERSON)
    return person


def is_demonstration() -> bool:
    """Whether this home holds the demonstration county: only there anybody may enter as anybody."""
    mark = Path(settings.HOME) / DEMO_MARK
    return settings.DEMO and mark.exists() and mark.read_text("utf-8").strip() == _database_name()


def mark_demonstration() -> None:
    """This home with this database is a demonstration from now on."""
    (Path(settings.HOME) / DEMO_MARK).write_text(_database_name(), "utf-8")


def _database_name() -> str:
    """Which database this home works on: a mark made for one says nothing of another."""
    told = settings.DATABASES["default"]
    place = Path(str(told["NAME"])).name  # a home that is moved stays what it is
    name = f"{told['ENGINE']} {told.get('HOST')} {told.get('PORT')} {place}"
    return hashlib.sha256(name.encode()).hexdigest()


def demo_accounts() -> dict[str, list[Account]]:
    """Role label → demonstration accounts, for the sign-in page of demonstration mode."""
    found: dict[str, list[Account]] = defaultdict(list)
    grants = Grant.unscoped.filter(to_on__isnull=True, account__is_active=True).select_related(
        "account__person", "unit"
    )
    for grant in grants.order_by("id"):
        grant.account.demo_unit = grant.unit.label  # type: ignore[attr-defined]
        found[labels.ROLES[grant.role]].append(grant.account)
    return {role: accounts[:6] for role, accounts in found.items()}


def viewer_coded(code: str, day: date, grant_id: int) -> Viewer | None:
    """The viewer of a living account in the hat it wore; None when account or hat is gone."""
    account = Account.unscoped.select_related("person").filter(code=code, is_active=True).first()
    viewer = viewer_for(account, day, grant_id) if account else None
    return viewer if viewer and viewer.hat and viewer.hat.grant_id == grant_id else None


def account_names(codes: Sequence[str]) -> dict[str, str]:
    """Code → name of the owner, for those of the codes that are accounts or persons; role keys → their labels."""
    accounts = Account.unscoped.filter(code__in=codes).values_list("code", "person__name")
    persons = Person.unscoped.filter(code__in=codes).values_list("code", "name")
    return {**labels.ROLES, **dict(accounts), **dict(persons)}


def viewer_of_token(token: str, at: datetime) -> Viewer | None:
    """The owner of a key for programs, while it is valid and the account in use."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    day = day_of(at)
    kept = Token.unscoped.filter(digest=digest, revoked=False, until__gte=day, account__is_active=True)
    found = kept.select_related("account__person").first()
    return viewer_for(found.account, day) if found else None
