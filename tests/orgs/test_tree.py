"""The tree: rosters whole or not at all, dated moves, the national list."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from taizhang.journal.models import Entry
from taizhang.kit.clock import day_of
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.ledger.actions import act_on_many, propose_duties
from taizhang.ledger.models import Item
from taizhang.ledger.selectors import proposed_lists
from taizhang.orgs.actions import (
    RosterRefused,
    close_unit,
    import_units,
    load_division,
    merge_unit,
    move_unit,
    open_unit,
    rename_unit,
    set_line,
    split_unit,
)
from taizhang.orgs.divisions import body_of, find_area
from taizhang.orgs.models import Body, Placement, Unit
from taizhang.orgs.rules import RosterRow, check_roster, kind_of
from taizhang.orgs.selectors import hangs_on, placement_on
from taizhang.people.actions import grant_role
from taizhang.people.models import Account, Grant, Post
from taizhang.people.selectors import command_line_viewer
from taizhang.rulebook.books import shipped
from tests.cast import AT, County

ROOT = RosterRow(3, "中共云岭县委员会", "县委", "", "党委", "机关")


@pytest.mark.once
@pytest.mark.parametrize(
    ("row", "words"),
    [
        (RosterRow(4, "", "x", "县委", "党支部"), "是空的"),
        (RosterRow(4, "甲支部", "", "没有的上级", "党支部"), "找不到上级党组织"),
        (RosterRow(4, "甲支部", "", "县衙", "党支部"), "是不是"),
        (RosterRow(4, "甲", "", "县委", "怪东西"), "看不懂组织类别"),
        (RosterRow(4, "甲支部", "", "县委", "党支部", "太空"), "看不懂领域"),
        (RosterRow(4, "甲支部", "", "县委", "党支部", "农村", "十几人"), "不是人数"),
        (RosterRow(4, "甲支部", "", "县委", "党支部", "农村", "", "91350100M000100Y44"), "校验位不对"),
        (RosterRow(4, "甲支部", "", "县委", "党支部", "农村", "", "9.13501000001E+17"), "已经失真"),
        (RosterRow(4, "甲支部", "", "县委", "党支部", "农村", "", "", "99"), "区划代码"),
        (RosterRow(4, "甲支部", "", "", "党支部"), "只能有一个"),
        (RosterRow(4, "中共云岭县委员会", "", "县委", "党委"), "出现了两次"),
    ],
)
def test_each_fault_names_row_and_column(row: RosterRow, words: str) -> None:
    known = {"县委会": ["X"]} if "县衙" in row.parent else {}
    faults = check_roster([ROOT, row], known, "")
    assert words in "；".join(map(str, faults)) or (words == "是不是" and faults)
    assert all(fault.row and fault.column for fault in faults)


@pytest.mark.once
def test_a_loop_is_found() -> None:
    faults = check_roster(
        [ROOT, RosterRow(4, "甲党委", "", "乙党委", "党委"), RosterRow(5, "乙党委", "", "甲党委", "党委")], {}, ""
    )
    assert "绕回" in "".join(map(str, faults))


@pytest.mark.once
@pytest.mark.parametrize(
    ("word", "name", "kind"),
    [
        ("党委", "中共云岭县柳沟镇委员会", "township"),
        ("工委", "县直工委", "work_committee"),
        ("党支部", "甲", "branch"),
        ("", "甲村联合党支部", "joint_branch"),
        ("党组", "财政局党组", "leading_group"),
        ("党总支", "甲", "general_branch"),
    ],
)
def test_kinds(word: str, name: str, kind: str) -> None:
    assert kind_of(word, name, True) == kind


def test_a_faulty_roster_takes_in_nothing(db: None) -> None:
    rows = [ROOT, RosterRow(4, "甲支部", "", "县委", "党支部", "农村"), RosterRow(5, "乙支部", "", "没有的", "党支部")]
    with pytest.raises(RosterRefused):
        import_units(actor=command_line_viewer(AT.date()), at=AT, rows=rows)
    assert not Unit.unscoped.exists()


def test_parents_may_stand_below_their_children_in_the_sheet(db: None) -> None:
    rows = [
        RosterRow(3, "甲支部", "", "乙党委", "党支部", "农村"),
        RosterRow(4, "乙党委", "", "县委", "党委", "农村"),
        ROOT,
    ]
    assert import_units(actor=command_line_viewer(AT.date()), at=AT, rows=rows)["made"] == 3
    assert Unit.unscoped.get(name="甲支部").parent.name == "乙党委"  # type: ignore[union-attr]


def test_moving_rewrites_the_subtree_and_dates_the_placements(county: County) -> None:
    town, other, village = (county.units[name] for name in ("柳沟镇党委", "石桥镇党委", "东坡村党支部"))
    move_unit(actor=county.who("sys"), at=AT, code=town.code, parent=other.code)
    moved = Unit.unscoped.get(pk=village.pk)
    assert moved.path.startswith(other.path) and Unit.unscoped.get(pk=town.pk).path == moved.path[:-5]
    before = placement_on(moved, AT.date() - timedelta(days=1))
    assert before and before.path == village.path and Placement.unscoped.filter(unit=moved).count() == 2
    with pytest.raises(Refused, match="下级"):
        move_unit(actor=county.who("sys"), at=AT, code=other.code, parent=village.code)


def test_a_move_hands_acceptance_to_the_new_organisation_above(county: County) -> None:
    own = county.problem(raiser="zhao", title="自己找的", source="self")
    raised = county.problem(raiser="ma", title="镇里提的")
    move_unit(actor=county.who("sys"), at=AT, code=county.unit("东坡村党支部"), parent=county.unit("石桥镇党委"))
    assert Item.unscoped.get(code=own).accepting.short == "石桥镇党委"
    assert Item.unscoped.get(code=raised).accepting.short == "柳沟镇党委"


def test_merge_takes_open_items_along_and_never_into_itself(county: County) -> None:
    code = county.problem()
    for target in ("东坡村党支部",):
        with pytest.raises(Refused):
            merge_unit(actor=county.who("sys"), at=AT, code=county.unit("东坡村党支部"), into=county.unit(target))
    with pytest.raises(Refused):
        merge_unit(actor=county.who("sys"), at=AT, code=county.unit("柳沟镇党委"), into=county.unit("东坡村党支部"))
    merge_unit(actor=county.who("sys"), at=AT, code=county.unit("东坡村党支部"), into=county.unit("后岭村党支部"))
    assert Item.unscoped.get(code=code).unit.short == "后岭村党支部"
    assert Unit.unscoped.get(pk=county.units["东坡村党支部"].pk).closed_on


def test_closing_is_refused_while_something_hangs_on_the_unit(county: County) -> None:
    with pytest.raises(Refused, match="还有2个组织"):
        close_unit(actor=county.who("sys"), at=AT, code=county.unit("柳沟镇党委"))
    county.problem()
    with pytest.raises(Refused, match="没有了结"):
        close_unit(actor=county.who("sys"), at=AT, code=county.unit("东坡村党支部"))
    close_unit(actor=county.who("sys"), at=AT, code=county.unit("后岭村党支部"))


def test_names_are_checked(county: County) -> None:
    for name in ("", "  ", "长" * 121):
        with pytest.raises(BadInput):
            rename_unit(actor=county.who("sys"), at=AT, code=county.unit("东坡村党支部"), name=name)
    rename_unit(
        actor=county.who("sys"),
        at=AT,
        code=county.unit("东坡村党支部"),
        name="中共柳沟镇新东坡村支部委员会",
        short="新东坡村党支部",
    )
    assert Unit.unscoped.get(code=county.unit("东坡村党支部")).short == "新东坡村党支部"


def test_only_the_keeper_changes_the_tree(county: County) -> None:
    for who in ("ma", "zhao", "tian", "sec", "aud"):
        with pytest.raises(NotAllowed):
            open_unit(actor=county.who(who), at=AT, name="新支部", kind="branch", parent=county.unit("柳沟镇党委"))


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("新城社区居民委员会", "新城社区"),
        ("东坡村委会", "东坡村"),
        ("西高庄村民委员会", "西高庄村"),
        ("多福巷社区居委会", "多福巷社区"),
    ],
)
def test_bodies_are_named_after_places(name: str, body: str) -> None:
    assert body_of(name) == body


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "code"),
    [("景县", "131127"), ("131127", "131127"), ("河北省景县", "131127"), ("吉林省长春市朝阳区", "220104")],
)
def test_areas_by_name_or_code(text: str, code: str) -> None:
    assert find_area(text).code == code


@pytest.mark.once
@pytest.mark.parametrize("text", ["朝阳区", "鼓楼区", "没有的县", ""])
def test_ambiguous_and_unknown_areas_are_refused_with_candidates(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        find_area(text)
    assert "请" in str(refused.value)


def test_a_whole_county_in_one_act_and_nothing_twice(db: None) -> None:
    actor = command_line_viewer(AT.date())
    done = load_division(actor=actor, at=AT, area="景县")
    assert done["units"] == {"county": 1, "township": 16, "village": 856} and Body.unscoped.count() == 873
    branch = Unit.unscoped.filter(kind="branch").first()
    assert branch and branch.parent and branch.parent.kind == "township" and branch.path.startswith(branch.parent.path)
    again = load_division(actor=command_line_viewer(AT.date()), at=AT, area="131127")
    assert sum(again["units"].values()) == 0 and Unit.unscoped.count() == 873
    with pytest.raises(Refused, match="已经有最上级"):
        load_division(actor=actor, at=AT, area="110105")


def test_a_renamed_units_items_are_found_by_the_new_name(county: County) -> None:
    from taizhang.ledger.selectors import Filters, items_for, narrowed

    code = county.problem()
    rename_unit(
        actor=county.who("sys"),
        at=AT,
        code=county.unit("东坡村党支部"),
        name="中共柳沟镇朝阳村支部委员会",
        short="朝阳村党支部",
    )
    viewer = county.who("cheng")
    assert [one.code for one in narrowed(items_for(viewer), Filters(text="朝阳"), viewer)] == [code]


def test_a_split_gives_the_new_unit_what_was_named_and_nothing_else(county: County) -> None:
    kept, given = county.problem(title="留下的问题"), county.problem(title="划走的问题")
    keeper, town = county.who("cheng"), county.unit("柳沟镇党委")
    at = AT + timedelta(days=3)
    new = split_unit(
        actor=keeper,
        at=at,
        code=county.unit("东坡村党支部"),
        name="中共柳沟镇东坡北村支部委员会",
        short="东坡北村",
        items=[given],
    )
    made = Unit.unscoped.get(code=new)
    assert made.parent is not None and made.parent.code == town and made.kind == "branch"
    mine, gone = Item.unscoped.get(code=kept), Item.unscoped.get(code=given)
    assert mine.unit.code == county.unit("东坡村党支部") and gone.unit == made and gone.path == made.path
    last = gone.steps.latest("number")
    assert (last.act, last.number, last.columns["unit_code"]) == ("follow_unit", gone.version, new)
    assert Entry.unscoped.filter(kind="item.follow_unit", subject=given).count() == 1


def test_a_split_takes_no_others_things(county: County) -> None:
    foreign = county.problem(unit="后岭村党支部", title="别村的问题")
    keeper, code = county.who("cheng"), county.unit("东坡村党支部")
    count = Unit.unscoped.count()
    with pytest.raises(Refused, match="不属于这个组织"):
        split_unit(actor=keeper, at=AT, code=code, name="新村支部", items=[foreign])
    with pytest.raises(Refused, match="不是“东坡村党支部”的直接下级"):
        split_unit(actor=keeper, at=AT, code=code, name="新村支部", children=[county.unit("后岭村党支部")])
    with pytest.raises(Refused, match="最上级"):
        split_unit(actor=keeper, at=AT, code=county.unit("县委"), name="新县委")
    assert Unit.unscoped.count() == count


def test_an_administrator_shares_out_no_items(county: County) -> None:
    code = county.problem()
    with pytest.raises(NotAllowed, match="业务内容"):
        split_unit(actor=county.who("sys"), at=AT, code=county.unit("东坡村党支部"), name="新支部", items=[code])


def overseer_at(county: County, unit: str) -> Client:
    """An overseer of a township: reach over it, no keeper of the tree."""
    grant_role(actor=county.who("sec"), at=AT, username="he", role="overseer", unit=county.unit(unit))
    Grant.unscoped.filter(account__username="he", role="clerk").update(to_on=day_of(AT))
    client = Client()
    client.force_login(Account.unscoped.get(username="he"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_townships_overseer_sees_nothing_of_others_on_the_tree(county: County) -> None:
    county.problem(unit="前坝村党支部", title="别镇的秘密")
    client = overseer_at(county, "柳沟镇党委")
    page = f"/tree/?unit={county.unit('前坝村党支部')}"
    for do in ("split", "move", "merge", "close"):
        answer = client.post(page, {"do": do, "name": "新", "other": "柳沟镇党委"}, follow=True).content.decode()
        assert "别镇的秘密" not in answer and "没有了结的问题和任务" not in answer
    text = shipped()["problem-terms"].text
    assert "试算结果" not in client.post("/books/", {"do": "try", "text": text}).content.decode()


def test_a_roster_finds_parents_by_the_body_or_says_so(county: County) -> None:
    import_units(
        actor=county.who("sys"),
        at=AT,
        rows=[RosterRow(3, "中共东坡村第二联合支部", "东坡二支部", "东坡村", "联合党支部")],
    )
    made = Unit.unscoped.get(short="东坡二支部")
    assert made.parent is not None and made.parent.short == "东坡村党支部"
    assert Unit.unscoped.filter(parent__isnull=True).count() == 1


def test_duties_and_roles_end_with_a_merge_an_entry_each(county: County) -> None:
    made = propose_duties(actor=county.who("zhao"), at=AT, unit=county.unit("东坡村党支部"), year=2026)
    act_on_many(actor=county.who("ma"), at=AT, act_name="agree_duty", codes=made[:2])
    merge_unit(actor=county.who("sys"), at=AT, code=county.unit("东坡村党支部"), into=county.unit("后岭村党支部"))
    states = set(Item.unscoped.filter(code__in=made).values_list("state", flat=True))
    assert states == {"settled", "withdrawn"}
    assert Entry.unscoped.filter(kind="item.follow_unit").count() == len(made)
    assert (
        Entry.unscoped.filter(kind="role.revoked").count() == 1 == Entry.unscoped.filter(kind="person.unposted").count()
    )
    assert proposed_lists(county.who("ma")) == []


def test_a_unit_with_an_administrators_role_is_not_closed(county: County) -> None:
    new = open_unit(actor=county.who("sys"), at=AT, name="新机关支部", kind="branch", parent=county.unit("县委"))
    Grant.unscoped.create(
        account=Account.unscoped.get(username="aud"),
        role="audit_admin",
        unit=Unit.unscoped.get(code=new),
        from_on=AT.date(),
    )
    with pytest.raises(Refused, match="安全管理员"):
        close_unit(actor=county.who("sys"), at=AT, code=new)


def test_a_line_is_dated_and_leaves_the_tree_alone(county: County) -> None:
    branch, guide = county.units["东坡村党支部"], county.unit("农业农村局支部")
    set_line(actor=county.who("sys"), at=AT, code=branch.code, line=guide)
    before, since = placement_on(branch, day_of(AT) - timedelta(days=1)), placement_on(branch, day_of(AT))
    assert before is not None and before.line is None
    assert since is not None and since.line is not None and since.line.code == guide and since.path == branch.path
    with pytest.raises(Refused):
        set_line(actor=county.who("sys"), at=AT, code=branch.code, line=branch.code)


def test_a_roster_names_lines(county: County) -> None:
    row = RosterRow(
        3, "中共柳沟镇卫生院支部委员会", "卫生院支部", "柳沟镇党委", "党支部", "医院", line="农业农村局支部"
    )
    import_units(actor=county.who("sys"), at=AT, rows=[row])
    made = Unit.unscoped.get(short="卫生院支部")
    assert made.line is not None and made.line.short == "农业农村局支部"
    with pytest.raises(RosterRefused, match="业务指导单位"):
        import_units(actor=county.who("sys"), at=AT, rows=[replace(row, name="另一个支部", line="没有的局")])


def test_what_hangs_on_a_unit_is_told_before_it_changes(county: County) -> None:
    county.problem()
    told = dict(hangs_on(county.units["东坡村党支部"]))
    assert told == {"没有了结的问题和任务": 1, "任职": 1, "账号的角色": 1}
    assert dict(hangs_on(county.units["柳沟镇党委"]))["下级组织"] == 2


def test_roles_and_posts_end_with_their_unit_and_duties_stay(county: County) -> None:
    propose_duties(actor=county.who("zhao"), at=AT, unit=county.unit("东坡村党支部"), year=2026)
    merge_unit(actor=county.who("sys"), at=AT, code=county.unit("东坡村党支部"), into=county.unit("后岭村党支部"))
    old = county.units["东坡村党支部"]
    assert not Post.unscoped.filter(unit=old, to_on__isnull=True).exists()
    assert not Grant.unscoped.filter(unit=old, to_on__isnull=True).exists()
    assert not Item.unscoped.filter(kind="duty", unit__short="后岭村党支部").exists()


def test_the_page_shows_what_hangs_before_anything_is_done(county: County, client: Client) -> None:
    county.problem()
    client.force_login(Account.unscoped.get(username="sys"), backend="django.contrib.auth.backends.ModelBackend")
    page = f"/tree/?unit={county.unit('东坡村党支部')}"
    answer = client.post(page, {"do": "split", "name": "东坡北村支部"})
    assert "三会一课" not in answer.content.decode()  # a count is no content; a title would be
    assert "没有了结的问题和任务" in answer.content.decode() and not Unit.unscoped.filter(name="东坡北村支部").exists()
    client.post(page, {"do": "split", "name": "东坡北村支部", "confirm": "1"})
    assert Unit.unscoped.filter(name="东坡北村支部").exists()


def test_a_name_is_borne_once(county: County) -> None:
    told = {"kind": "branch", "parent": county.unit("柳沟镇党委")}
    open_unit(actor=county.who("sys"), at=AT, name="新设支部", short="新设", **told)
    for name, short in (("新设支部", "另一个"), ("另一支部", "新设"), ("中共柳沟镇东坡村支部委员会", "")):
        with pytest.raises(Refused, match="已经有"):
            open_unit(actor=county.who("sys"), at=AT, name=name, short=short, **told)
    with pytest.raises(Refused, match="已经有"):
        rename_unit(actor=county.who("sys"), at=AT, code=county.unit("后岭村党支部"), name="新设支部")
    rename_unit(
        actor=county.who("sys"),
        at=AT,
        code=county.unit("后岭村党支部"),
        name="中共柳沟镇后岭村支部委员会",
        short="后岭",
    )


def test_a_closed_unit_can_still_be_read(county: County, client: Client) -> None:
    code = open_unit(actor=county.who("sys"), at=AT, name="短命支部", kind="branch", parent=county.unit("柳沟镇党委"))
    close_unit(actor=county.who("sys"), at=AT, code=code)
    client.force_login(Account.unscoped.get(username="ma"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/units/{code}/").status_code == 200
    crumbs = client.get("/overview/").content.decode()
    assert f"?unit={county.unit('县委')}" not in crumbs  # no way out of one's reach is offered
    client.force_login(Account.unscoped.get(username="li"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/units/{code}/").status_code == 404


def test_the_page_says_what_went_into_what(county: County, client: Client) -> None:
    client.force_login(Account.unscoped.get(username="sys"), backend="django.contrib.auth.backends.ModelBackend")
    village, into = county.unit("东坡村党支部"), county.unit("后岭村党支部")
    itself = client.post(f"/tree/?unit={village}", {"do": "merge", "other": village, "confirm": "1"}, follow=True)
    assert "不能并入它自己" in itself.content.decode()
    done = client.post(f"/tree/?unit={village}", {"do": "merge", "other": into, "confirm": "1"}, follow=True)
    assert "“东坡村党支部”已并入“后岭村党支部”" in done.content.decode()
