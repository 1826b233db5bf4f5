"""The frame of acts: one transaction, one answer a key, no change without its entry, append-only tables."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, connection, transaction

from taizhang.journal.acts import Carried, Unrecorded, act, carrying, record
from taizhang.journal.heads import checked_hashes, sign_head
from taizhang.journal.models import Answer, Entry, Salt
from taizhang.kit.errors import Refused
from taizhang.ledger.models import Item
from tests.cast import AT, County


def test_same_key_and_body_gets_the_first_answer_again(county: County) -> None:
    with carrying(Carried(key="key-0001-once")):
        first = county.problem()
        again = county.problem()
    assert first == again and Item.unscoped.count() == 1 and Answer.unscoped.count() == 1


def test_same_key_with_another_body_is_refused(county: County) -> None:
    with carrying(Carried(key="key-0002-once")):
        county.problem()
        with pytest.raises(Refused, match="已经用过"):
            county.problem(title="另一个问题")
    assert Item.unscoped.count() == 1


def test_same_key_for_another_act_is_refused_though_its_arguments_are_the_same(county: County) -> None:
    item = county.bring_to("plan_submitted", county.problem())
    with carrying(Carried(key="key-0007-once")):
        county.do("return_plan", "cheng", item.code, note="请补充")
        with pytest.raises(Refused, match="已经用过"):
            county.do("withdraw_item", "cheng", item.code, note="请补充")
        with pytest.raises(Refused, match="已经用过"):
            county.do("consent_untrue", "cheng", item.code, note="请补充")


def test_a_key_belongs_to_its_actor(county: County) -> None:
    with carrying(Carried(key="key-0003-once")):
        county.problem()
        other = county.problem(raiser="qiao", title="别人的问题")
    assert Item.unscoped.filter(code=other).exists()


def test_an_act_without_an_entry_fails_and_changes_nothing(county: County) -> None:
    @act
    def silent(*, actor, at):  # type: ignore[no-untyped-def]
        Item.unscoped.all().delete()

    before = Entry.unscoped.count()
    with pytest.raises(Unrecorded):
        silent(actor=county.who("cheng"), at=AT)
    assert Entry.unscoped.count() == before


def test_an_undeclared_kind_is_never_passed_over(county: County) -> None:
    @act
    def odd(*, actor, at):  # type: ignore[no-untyped-def]
        record("no.such.kind", actor=actor, at=at, subject="x", unit="", path="")

    with pytest.raises(Unrecorded):
        odd(actor=county.who("cheng"), at=AT)


def test_a_failing_act_leaves_neither_change_nor_entry(county: County) -> None:
    code, before = county.problem(), Entry.unscoped.count()
    with pytest.raises(Refused):
        county.do("apply_closure", "zhao", code, note="太早了")
    assert Entry.unscoped.count() == before and Item.unscoped.get(code=code).state == "to_verify"


@pytest.mark.parametrize("table", ["journal_entry", "journal_head"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {}", "DELETE FROM {}"])
def test_database_refuses_to_change_or_delete(county: County, table: str, statement: str) -> None:
    sign_head(AT)
    column = "kind = 'x'" if table == "journal_entry" else "text = 'x'"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, column))


def test_sequence_has_no_gap_and_the_chain_holds(county: County) -> None:
    county.bring_to("closed", county.problem())
    seqs = list(Entry.unscoped.order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, len(seqs) + 1)) and len(list(checked_hashes())) == len(seqs)


def test_no_name_and_no_number_enters_a_hashed_body(county: County) -> None:
    county.bring_to("closed", county.problem(found_by="孙桂兰"))
    bodies = "\n".join(bytes(body).decode() for body in Entry.unscoped.values_list("body", flat=True))
    for name in ("赵立民", "程远", "何敏", "孙桂兰", "沈怀信"):
        assert name not in bodies
    assert Salt.unscoped.exists()


def test_a_forgotten_salt_leaves_the_chain_whole(county: County) -> None:
    county.bring_to("to_plan", county.problem())
    commitments = [json.loads(bytes(b))["private"] for b in Entry.unscoped.values_list("body", flat=True)]
    assert any(commitments)
    Salt.unscoped.all().delete()
    assert len(list(checked_hashes())) == Entry.unscoped.count()


def test_what_readers_see_beside_the_body_is_compared_with_it(county: County) -> None:
    county.problem()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER journal_entry_no_UPDATE")
            cursor.execute("UPDATE journal_entry SET actor = 'somebody' WHERE seq = 3")
        with pytest.raises(Refused, match="第3条"):
            list(checked_hashes())


def test_a_cut_tail_is_noticed_by_the_tip(county: County) -> None:
    county.problem()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER journal_entry_no_DELETE")
            cursor.execute("DELETE FROM journal_entry WHERE seq = (SELECT MAX(seq) FROM journal_entry)")
        with pytest.raises(Refused, match="截去"):
            list(checked_hashes())


def test_replace_is_no_way_around(county: County) -> None:
    county.problem()
    if connection.vendor == "sqlite":
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT OR REPLACE INTO journal_entry SELECT * FROM journal_entry WHERE seq = 2")


def test_secrets_are_never_kept(county: County) -> None:
    from taizhang.people.actions import open_account_for

    with carrying(Carried(key="key-0009-once")):
        told = {"name": "新人", "unit": county.unit("东坡村党支部"), "title": "委员", "username": "newone"}
        opened = open_account_for(actor=county.who("sys"), at=AT, **told)
        with pytest.raises(Refused, match="只显示一次"):
            open_account_for(actor=county.who("sys"), at=AT, **told)
    assert opened["activation"] not in str(list(Answer.unscoped.values_list("answer", "digest")))


def test_bytes_turned_into_text_are_found_and_named(county: County) -> None:
    """Somebody with the database drops the trigger and edits a body: SQLite keeps the result as text."""
    county.problem()
    seq = Entry.unscoped.order_by("-seq").values_list("seq", flat=True)[0]
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps a bytea what it is")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal_entry'")
        kept = cursor.fetchall()
        for name, _sql in kept:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("UPDATE journal_entry SET body = replace(body, 'raise_problem', 'x') WHERE seq = %s", [seq])
    with pytest.raises(Refused, match=f"第{seq}条"):
        list(checked_hashes())
