"""Accounts, roles, passwords, numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client, override_settings

from taizhang.journal.models import Answer, Entry
from taizhang.kit.clock import day_of, now
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.ledger.models import Item
from taizhang.people.actions import (
    activate_account,
    disable_account,
    grant_role,
    import_people,
    issue_token,
    open_account,
    post_person,
    reissue_activation,
    reveal_number,
    revoke_role,
    unpost_person,
)
from taizhang.people.models import Account, Person
from taizhang.people.rules import PersonRow, masked, password_fault
from taizhang.people.seals import blind, seal, unseal
from taizhang.people.selectors import command_line_viewer, viewer_of_token
from taizhang.shell.frame import ALARMS
from taizhang.shell.selectors import watched
from tests.cast import AT, County

GOOD = "Shan-Shui-2026!"
PASSWORDS = {
    GOOD: True,
    "短的Ab1!": False,
    "alllowercaseletters": False,
    "ALLUPPER1234567": False,
    "Zhaolimin2026!!": False,
    "zhao-Zhao-2026": False,
    "山水有相逢Abc123456": True,
    "aaaaaaaaaaaA1!": False,
    "Password123!": False,
    "x" * 64: False,
    "Aa1!" * 16: False,
    "Ab1!Cd2@Ef3#Gh4$" * 4: True,
}


@pytest.mark.once
@pytest.mark.parametrize(("password", "good"), PASSWORDS.items())
def test_passwords(password: str, good: bool) -> None:
    assert (password_fault(password, "zhao") is None) is good


def test_activation_is_used_once_and_expires(county: County) -> None:
    code = reissue_activation(actor=county.who("sys"), at=AT, username="zhao")
    viewer = county.who("zhao")
    for wrong, at in (("WRONG", AT), (code, AT + timedelta(hours=73))):
        with pytest.raises(BadInput):
            activate_account(actor=viewer, at=at, username="zhao", activation=wrong, password=GOOD)
    with pytest.raises(ValidationError):
        activate_account(actor=viewer, at=AT, username="zhao", activation=code, password="weak")
    activate_account(actor=viewer, at=AT, username="zhao", activation=code.lower(), password=GOOD)
    assert Account.unscoped.get(username="zhao").check_password(GOOD)
    with pytest.raises(BadInput):
        activate_account(actor=viewer, at=AT, username="zhao", activation=code, password=GOOD + "x")


def test_there_is_no_usable_account_without_activation(county: County) -> None:
    assert not any(account.has_usable_password() for account in Account.unscoped.all())


def test_sign_in_locks_after_five_wrong_tries(county: County, client: Client) -> None:
    code = reissue_activation(actor=county.who("sys"), at=AT, username="zhao")
    activate_account(actor=county.who("zhao"), at=AT, username="zhao", activation=code, password=GOOD)
    for _unused in range(5):
        answer = client.post("/sign-in/", {"username": "zhao", "password": "wrong"})
    assert answer.status_code == 429 and "15分钟" in answer.content.decode()
    assert client.post("/sign-in/", {"username": "zhao", "password": GOOD}).status_code == 429
    unknown = Client().post("/sign-in/", {"username": "nobody", "password": "x"})
    known = Client().post("/sign-in/", {"username": "ma", "password": "x"})
    assert unknown.status_code == known.status_code == 400


def test_the_three_administrators_are_three_people(county: County) -> None:
    for username, role in (("sys", "audit_admin"), ("sys", "clerk"), ("zhao", "system_admin")):
        with pytest.raises(Refused, match="必须分开"):
            grant_role(actor=county.who("sec"), at=AT, username=username, role=role, unit=county.unit("县委"))


def test_only_their_keepers_open_accounts_and_grant_roles(county: County) -> None:
    with pytest.raises(NotAllowed):
        grant_role(actor=county.who("sys"), at=AT, username="zhao", role="clerk", unit=county.unit("县委"))
    with pytest.raises(NotAllowed):
        open_account(actor=county.who("sec"), at=AT, username="x", person=Person.unscoped.all()[0].code)


def test_a_role_taken_back_or_an_account_stopped_counts_at_the_next_request(county: County) -> None:
    client = Client()
    client.force_login(Account.unscoped.get(username="zhao"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/items/").status_code == 200
    revoke_role(actor=county.who("sec"), at=AT, username="zhao", role="secretary", unit=county.unit("东坡村党支部"))
    assert client.get("/items/").status_code == 403
    client.force_login(Account.unscoped.get(username="ma"), backend="django.contrib.auth.backends.ModelBackend")
    disable_account(actor=county.who("sys"), at=AT, username="ma")
    assert client.get("/items/").status_code == 302


@pytest.mark.once
def test_sealed_numbers_open_only_where_they_belong(db: None) -> None:
    sealed = seal("11010519491231002X", "AAAA")
    assert unseal(sealed, "AAAA") == "11010519491231002X" and b"110105" not in sealed
    with pytest.raises(InvalidTag):
        unseal(sealed, "BBBB")
    assert blind("1") == blind("1") != blind("2") and seal("1", "A") != seal("1", "A")


def test_numbers_lie_sealed_in_the_database(county: County) -> None:
    post_person(
        actor=county.who("sys"),
        at=AT,
        name="新人",
        unit=county.unit("东坡村党支部"),
        title="委员",
        citizen="11010519491231002x",
        phone="13812345678",
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_person")
        everything = repr([[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor.fetchall()])
    assert "11010519491231002" not in everything and "13812345678" not in everything
    assert Person.unscoped.filter(citizen_index=blind("11010519491231002X")).count() == 1


def test_a_people_sheet_is_taken_in_whole_or_not_at_all(county: County) -> None:
    actor = command_line_viewer(AT.date())
    good = PersonRow(3, "新人", "东坡村党支部", "委员", "11010519491231002X", "13812345678", "newone", "经办人")
    for bad in (
        PersonRow(4, "甲", "没有的村"),
        PersonRow(4, "甲", "东坡村党支部", citizen="110105194912310021"),
        PersonRow(4, "甲", "东坡村党支部", phone="123"),
        PersonRow(4, "甲", "东坡村党支部", role="皇帝"),
        PersonRow(4, "", "东坡村党支部"),
        PersonRow(4, "乙", "东坡村党支部", username="newone"),
    ):
        with pytest.raises(BadInput):
            import_people(actor=actor, at=AT, rows=[good, bad])
    done = import_people(actor=actor, at=AT, rows=[good])
    assert done["made"] == 1 and len(done["activations"]["newone"]) == 12
    assert import_people(actor=actor, at=AT, rows=[good])["made"] == 0


def test_two_people_of_one_name_are_told_apart_by_their_numbers(county: County) -> None:
    told = {"actor": county.who("sys"), "at": AT, "name": "张伟", "unit": county.unit("东坡村党支部")}
    one = post_person(**told, title="委员", citizen="11010519491231002X")
    two = post_person(**told, title="会计", citizen="440524188001010014")
    again = post_person(**told, title="委员", citizen="11010519491231002X")
    assert one == again != two


def test_posts_charges_and_contacts_are_kept_on_a_screen(county: County) -> None:
    from taizhang.people.models import Contact, Portfolio, Post

    client = Client()
    client.force_login(Account.unscoped.get(username="cheng"), backend="django.contrib.auth.backends.ModelBackend")
    root = f"/staff/{county.unit('县委')}/"
    client.post(root, {"do": "post", "name": "新常委", "title": "县委常委"})
    person = Person.unscoped.get(name="新常委")
    client.post(root, {"do": "portfolio", "person": person.code, "field": "urban"})
    client.post(f"/staff/{county.unit('东坡村党支部')}/", {"do": "contact", "person": person.code})
    assert Portfolio.unscoped.get(person=person).field == "urban"
    assert Contact.unscoped.get(person=person).unit.short == "东坡村党支部"
    client.post(root, {"do": "unpost", "person": person.code})
    assert Post.unscoped.get(person=person).to_on is not None


CITIZEN, PHONE = "11010519491231002X", "13812345678"


@pytest.mark.once
@pytest.mark.parametrize(
    ("number", "shown"),
    [(CITIZEN, "1101**********002X"), (PHONE, "138****5678"), ("", ""), ("1234", "****"), ("12345678", "123*5678")],
)
def test_numbers_are_masked(number: str, shown: str) -> None:
    assert masked(number) == shown


def test_whole_numbers_are_shown_for_a_purpose_once_and_written_down(county: County, client: Client) -> None:
    town = county.unit("柳沟镇党委")
    person = post_person(
        actor=county.who("sys"), at=AT, name="丁一", unit=town, title="干事", citizen=CITIZEN, phone=PHONE
    )
    client.force_login(Account.unscoped.get(username="cheng"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/staff/{town}/").content.decode()
    assert "1101**********002X" in page and "138****5678" in page and CITIZEN not in page
    told = {"do": "reveal", "person": person}
    assert CITIZEN not in client.post(f"/staff/{town}/", told).content.decode()
    assert CITIZEN in client.post(f"/staff/{town}/", {**told, "reason": "核对党员信息"}).content.decode()
    assert CITIZEN not in client.get(f"/staff/{town}/").content.decode()
    entry = Entry.unscoped.get(kind="number.revealed")
    assert entry.subject == person and CITIZEN not in str(bytes(entry.body)) and "核对" not in str(bytes(entry.body))
    assert CITIZEN not in str(list(Answer.unscoped.values_list("answer", flat=True)))
    client.force_login(Account.unscoped.get(username="sys"), backend="django.contrib.auth.backends.ModelBackend")
    assert CITIZEN not in client.post(f"/staff/{town}/", {**told, "reason": "看看"}).content.decode()


def test_the_thirty_first_look_in_an_hour_is_refused(county: County) -> None:
    town = county.unit("柳沟镇党委")
    person = post_person(actor=county.who("sys"), at=AT, name="丁一", unit=town, title="干事", citizen=CITIZEN)
    told = {"unit": town, "person": person, "reason": "核对"}
    for minute in range(30):
        reveal_number(actor=county.who("cheng"), at=AT + timedelta(minutes=minute), **told)
    assert watched(AT + timedelta(hours=3)) == []
    with pytest.raises(Refused, match="一小时"):
        reveal_number(actor=county.who("cheng"), at=AT + timedelta(minutes=30), **told)
    words = [sentence.format(**facts) for sentence, facts in watched(AT + timedelta(minutes=30))]
    assert len(words) == 1 and words[0].startswith("程") and "30次" in words[0]
    assert ALARMS["audit_admin"] is ALARMS["security_admin"] is watched
    assert reveal_number(actor=county.who("qiao"), at=AT + timedelta(minutes=30), **told)["citizen"] == CITIZEN
    assert reveal_number(actor=county.who("cheng"), at=AT + timedelta(hours=2), **told)["citizen"] == CITIZEN


@pytest.mark.parametrize(
    ("username", "minutes", "inside"), [("zhao", 29, True), ("zhao", 31, False), ("sys", 16, False)]
)
def test_an_idle_session_ends(
    county: County, client: Client, monkeypatch: pytest.MonkeyPatch, username: str, minutes: int, inside: bool
) -> None:
    from taizhang.people import middleware

    monkeypatch.setattr(middleware, "now", lambda: AT)
    client.force_login(Account.unscoped.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    monkeypatch.setattr(middleware, "now", lambda: AT + timedelta(minutes=minutes))
    answer = client.get("/", follow=True)
    assert (answer.context["viewer"] is not None) == inside
    assert ("自动退出" in answer.content.decode()) != inside
    if inside:  # used now: the clock starts again
        monkeypatch.setattr(middleware, "now", lambda: AT + timedelta(minutes=minutes + 29))
        assert client.get("/").status_code == 200


@pytest.mark.parametrize("limit", [5, 30])
def test_a_session_in_use_lives_on_and_ends_after_twelve_hours(
    county: County, client: Client, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    from taizhang.people import middleware

    with override_settings(IDLE_MINUTES=limit):
        monkeypatch.setattr(middleware, "now", lambda: AT)
        client.force_login(Account.unscoped.get(username="zhao"), backend="django.contrib.auth.backends.ModelBackend")
        for minute in range(4, 12 * 60, 4):
            monkeypatch.setattr(middleware, "now", lambda minute=minute: AT + timedelta(minutes=minute))
            assert client.get("/who-may/").status_code == 200, minute
        monkeypatch.setattr(middleware, "now", lambda: AT + timedelta(hours=12, minutes=1))
        assert client.get("/who-may/").status_code == 302


def test_a_page_asking_by_itself_keeps_no_session_alive(
    county: County, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from taizhang.people import middleware

    monkeypatch.setattr(middleware, "now", lambda: AT)
    client.force_login(Account.unscoped.get(username="zhao"), backend="django.contrib.auth.backends.ModelBackend")
    for minute in (20, 40):
        monkeypatch.setattr(middleware, "now", lambda minute=minute: AT + timedelta(minutes=minute))
        answer = client.get("/who-may/?part=1")
    assert answer.status_code == 302


def test_open_work_goes_to_the_successor_and_what_has_ended_keeps_its_name(county: County) -> None:
    kept, done = county.problem(title="还没办完"), county.problem(title="办完了")
    county.bring_to("closed", done)
    village, keeper, at = county.unit("东坡村党支部"), county.who("cheng"), AT + timedelta(days=9)
    leaving = Account.unscoped.get(username="zhao").person.code
    heir = post_person(actor=keeper, at=at, name="丁一", unit=village, title="书记")
    with pytest.raises(BadInput, match="不在这个组织"):
        unpost_person(actor=keeper, at=at, person=leaving, unit=village, successor="nobody")
    unpost_person(actor=keeper, at=at, person=leaving, unit=village, successor=heir)
    mine, past = Item.unscoped.get(code=kept), Item.unscoped.get(code=done)
    assert (mine.person, past.person) == ("丁一", "赵立民") and mine.steps.latest("number").act == "hand_over"
    assert Entry.unscoped.filter(kind="item.hand_over", subject=kept).count() == 1


def test_work_is_handed_on_by_the_office_and_never_to_the_wrong_one(county: County) -> None:
    code, village = county.problem(), county.unit("东坡村党支部")
    leaving = Account.unscoped.get(username="zhao").person.code
    heir = post_person(actor=county.who("cheng"), at=AT, name="丁一", unit=village, title="副书记")
    with pytest.raises(NotAllowed, match="业务内容"):
        unpost_person(actor=county.who("sys"), at=AT, person=leaving, unit=village, successor=heir)
    for number in (CITIZEN, "440524188001010014"):  # the first number is the one who leaves, the second a namesake
        post_person(actor=county.who("cheng"), at=AT, name="赵立民", unit=village, title="委员", citizen=number)
    with pytest.raises(Refused, match="还有一位"):
        unpost_person(actor=county.who("cheng"), at=AT, person=leaving, unit=village, successor=heir)
    assert Item.unscoped.get(code=code).person == "赵立民"
    unpost_person(actor=county.who("sys"), at=AT, person=leaving, unit=village)


def test_a_key_for_programs_is_ones_own_and_ends_with_the_password(county: County) -> None:
    system = command_line_viewer(day_of(now()))
    with pytest.raises(NotAllowed, match="本人"):
        issue_token(actor=county.who("sys"), at=AT, username="cheng", name="x")
    token = issue_token(actor=county.who("cheng"), at=now(), username="cheng", name="x")
    assert viewer_of_token(token, now()) is not None
    reissue_activation(actor=system, at=now(), username="cheng")
    assert viewer_of_token(token, now()) is None


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"name": " "}, "姓名"),
        ({"name": "长" * 41}, "40"),
        ({"citizen": "not an id"}, "校验不通过"),
        ({"phone": "12"}, "手机号"),
    ],
)
def test_a_post_takes_only_what_is_a_person(county: County, told: dict[str, str], words: str) -> None:
    given = {"name": "丁一", "title": "干事", "unit": county.unit("柳沟镇党委"), **told}
    with pytest.raises(BadInput, match=words):
        post_person(actor=county.who("sys"), at=AT, **given)
    with pytest.raises(BadInput):
        open_account(actor=county.who("sys"), at=AT, username="<b>" * 20, person="x")
