"""Joint duties: who answers for what, from posts and charges; what was done, from the records alone."""

from __future__ import annotations

import io
from datetime import date, timedelta

import docx
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from taizhang.kit.errors import Absent, BadInput
from taizhang.ledger.actions import act_on_many, issue_task, propose_duties
from taizhang.ledger.models import Item
from taizhang.ledger.selectors import duties_of
from taizhang.obligations.models import Fulfilment
from taizhang.orgs.models import Unit
from taizhang.people.actions import post_person, set_contact, set_portfolio
from taizhang.people.models import Account, Post
from taizhang.people.selectors import command_line_viewer
from taizhang.reports.rules import Holder, first_of, in_charge
from taizhang.reports.selectors import answering, joint_duties, leader_of, leaders_of, sessions_of, staff_of
from taizhang.rulebook.books import shipped
from taizhang.rulebook.checks import fault_in
from taizhang.supervision.actions import open_slip
from tests.cast import AT, County
from tests.inspection.test_inspection import begun

TODAY = AT.date()


def person(username: str) -> str:
    return str(Account.unscoped.get(username=username).person.code)


def town(county: County) -> Unit:
    return county.units["柳沟镇党委"]


def adopted(county: County) -> dict[str, Item]:
    """The town's duty list, agreed; by the book's keys. He is in charge of the country and of new firms."""
    system = command_line_viewer(TODAY)
    for field in ("rural", "new"):
        set_portfolio(actor=system, at=AT, person=person("he"), unit=town(county).code, field=field)
    codes = propose_duties(actor=county.who("ma"), at=AT, unit=town(county).code, year=2026)
    act_on_many(actor=county.who("cheng"), at=AT, act_name="agree_duty", codes=codes)
    return {one.facts["key"]: one for one in duties_of(town(county), 2026)}


def test_each_duty_has_its_first_its_charge_and_its_office(county: County) -> None:
    duties = adopted(county)
    joint = {one.item.facts["key"]: one for one in joint_duties(town(county), 2026, TODAY)}
    told = {key: (one.first and one.first.name, one.charge and one.charge.name) for key, one in joint.items()}
    assert told["to-04"] == ("马国栋", None)  # 党委书记 is the head; no field of its own
    assert told["to-02"] == ("何敏", None)  # by the post so called
    assert told["to-25"] == ("马国栋", "何敏")  # 乡村治理 belongs to the country
    assert told["to-26"] == (None, "何敏") and joint["to-26"].words == "纪委书记"  # nobody holds that post here
    assert joint["to-25"].department == "党建办公室"
    assert duties["to-25"].leader == "何敏" and duties["to-25"].facts["department"] == "党建办公室"


def test_the_charge_is_the_days_own(county: County) -> None:
    adopted(county)
    tomorrow = TODAY + timedelta(days=1)
    system = command_line_viewer(tomorrow)
    set_portfolio(actor=system, at=AT + timedelta(days=1), person=person("ma"), unit=town(county).code, field="rural")
    charge = {one.item.facts["key"]: one.charge for one in joint_duties(town(county), 2026, tomorrow)}["to-25"]
    assert charge and charge.name == "马国栋"


def test_a_session_says_what_it_took_up_and_what_became_of_it(county: County) -> None:
    duties, problem = adopted(county), county.problem(title="场所没有达标")
    told = {"period": "2026M6", "done_on": date(2026, 6, 12)}
    with pytest.raises(BadInput, match="研究了什么"):
        county.do("fulfil_duty", "ma", duties["to-04"].code, **told)
    with pytest.raises(Absent):  # a matter out of sight is none
        county.do("fulfil_duty", "ma", duties["to-04"].code, topic="场所", about="P26-99999", **told)
    county.do(
        "fulfil_duty", "ma", duties["to-04"].code, topic="研究村级场所", difficulty="产权不清", about=problem, **told
    )
    viewer = county.who("cheng")

    def sessions() -> list[tuple[str, str, str]]:
        joint = joint_duties(town(county), 2026, TODAY)
        return [(one.words, one.note, one.came) for one in sessions_of(viewer, joint, 2026)]

    assert sessions() == [("研究村级场所", "产权不清", "to_verify")]
    county.bring_to("closed", problem)
    assert sessions() == [("研究村级场所", "产权不清", "closed")]
    assert Fulfilment.unscoped.get().facts["about"] == problem


def test_other_duties_are_not_asked_for_a_topic(county: County) -> None:
    duties = adopted(county)
    county.do("fulfil_duty", "ma", duties["to-01"].code, period="2026M6", done_on=date(2026, 6, 2), topic="多余的")
    assert Fulfilment.unscoped.get().facts == {}
    county.problem()
    client = Client()
    client.force_login(Account.unscoped.get(username="ma"))
    one, other = (client.get(f"/items/{duties[key].code}/").content.decode() for key in ("to-04", "to-01"))
    assert "研究事项" in one and "研究事项" not in other


def test_the_heads_page_shows_the_four_by_the_book(county: County) -> None:
    duties = adopted(county)
    county.do("fulfil_duty", "ma", duties["to-04"].code, period="2026M6", done_on=date(2026, 6, 12), topic="研究阵地")
    county.do("fulfil_duty", "ma", duties["to-09"].code, period="2026Q2", done_on=date(2026, 6, 20))
    units = [county.unit("东坡村党支部"), county.unit("后岭村党支部")]
    issue_task(actor=county.who("ma"), at=AT, units=units, title="把阵地管起来", due_on=date(2026, 9, 1))
    open_slip(actor=county.who("ma"), at=AT, unit=units[0], title="核查场所", rung="urge")
    one = leader_of(county.who("ma"), town(county), person("ma"), 2026)
    told = {label: [record.words for record in records] for label, records in one.aspects}
    assert told["抓谋划"] == ["研究阵地"]
    assert told["抓部署"] == ["把阵地管起来"] and dict(one.aspects)["抓部署"][0].note == "交给2个单位"
    assert told["抓督导"][-1] == duties["to-09"].title
    assert {each.item.facts["key"] for each in one.duties} >= {"to-01", "to-04", "to-25"}
    deputy = leader_of(county.who("ma"), town(county), person("he"), 2026)
    assert deputy.aspects == [] and "to-25" in {each.item.facts["key"] for each in deputy.duties}


def test_fields_and_contact_units_are_counted_by_results(county: County) -> None:
    adopted(county)
    system = command_line_viewer(TODAY)
    set_contact(actor=system, at=AT, person=person("he"), unit=county.unit("后岭村党支部"))
    county.bring_to("closed", county.problem(title="改好的"))
    Item.unscoped.filter(code=county.problem(unit="后岭村党支部", title="没有改的")).update(leader="何敏")
    county.do("withdraw_item", "cheng", county.problem(title="登记错的"), note="重复")
    one = leader_of(county.who("ma"), town(county), person("he"), 2026)
    assert dict(one.fields) == {
        "rural": {"total": 2, "closed": 1, "late": 0},
        "new": {"total": 0, "closed": 0, "late": 0},
    }
    assert [(unit.short, counts["total"]) for unit, counts in one.contacts] == [("后岭村党支部", 1)]
    assert [item.title for item in one.items] == ["没有改的"]


def test_pages_paper_and_what_is_not_theirs(county: County) -> None:
    adopted(county)
    client = Client()
    client.force_login(Account.unscoped.get(username="ma"))
    unit = town(county).code
    page = client.get(f"/units/{unit}/leaders/").content.decode()
    assert "何敏" in page and "党建办公室" in page and "第一责任人" in page
    page = client.get(f"/units/{unit}/leaders/{person('ma')}/").content.decode()
    assert "抓谋划" in page and "抓督导" in page
    paper = docx.Document(io.BytesIO(client.get(f"/units/{unit}/leaders/{person('ma')}.docx").content))
    assert "马国栋" in paper.paragraphs[0].text and any("抓谋划" in one.text for one in paper.paragraphs)
    assert client.get(f"/units/{unit}/leaders/{person('li')}/").status_code == 404  # no post here
    client.force_login(Account.unscoped.get(username="li"))
    assert client.get(f"/units/{unit}/leaders/").status_code == 404


def test_query_count_does_not_grow_with_what_was_done(county: County) -> None:
    duties, viewer, unit = adopted(county), county.who("ma"), town(county)
    counts = []
    for month in range(1, 7):
        told = {"period": f"2026M{month}", "done_on": date(2026, month, 9)}
        about = county.problem(title=f"问题{month}")
        county.do("fulfil_duty", "ma", duties["to-04"].code, topic=f"第{month}次", about=about, **told)
        with CaptureQueriesContext(connection) as asked:
            leader_of(viewer, unit, person("ma"), 2026)
        counts.append(len(asked))
    assert len(set(counts)) == 1 and counts[0] <= 24
    assert len(leaders_of(unit, TODAY)) == 2


TITLES = st.sampled_from(["书记", "党委书记", "组织委员", "纪委书记", "党委副书记", ""])


@given(
    words=TITLES,
    holders=st.lists(st.builds(Holder, st.integers(1, 5), TITLES, st.booleans()), max_size=5),
    heads=st.sets(TITLES, max_size=3),
)
def test_nobody_answers_who_does_not_hold_the_post(words: str, holders: list[Holder], heads: set[str]) -> None:
    found = first_of(words, holders, heads)
    exact = [one.person for one in holders if words and one.title == words]
    if exact:
        assert found == exact[0]
    elif found is not None:
        theirs = [one for one in holders if one.person == found]
        by_post = any(one.title.endswith(words) and f"副{words}" not in one.title for one in theirs)
        assert (words in heads and any(one.is_head for one in theirs)) if words in heads else by_post


def test_a_deputy_is_not_taken_for_the_head() -> None:
    holders = [Holder(1, "主任", True), Holder(2, "副书记", False), Holder(3, "纪委书记", False)]
    assert first_of("书记", holders, ["书记"]) == 1
    assert first_of("书记", holders, []) == 3 and first_of("纪委书记", holders, ["书记"]) == 3
    assert first_of("组织委员", [Holder(4, "镇党委组织委员", False)], ["书记"]) == 4


def test_a_new_secretary_is_not_credited_with_the_predecessors_work(county: County) -> None:
    units = [county.unit("东坡村党支部")]
    issue_task(actor=county.who("ma"), at=AT, units=units, title="前任布置的", due_on=date(2026, 9, 1))
    Post.unscoped.filter(person__code=person("ma")).update(to_on=date(2026, 8, 1))
    later = AT + timedelta(days=70)
    post_person(
        actor=command_line_viewer(later.date()), at=later, name="新书记", unit=town(county).code, title="党委书记"
    )
    viewer = county.who("cheng", later)
    one = next(each for each in leaders_of(town(county), later.date()) if each.name == "新书记")
    told = dict(leader_of(viewer, town(county), one.code, 2026).aspects)
    assert told["抓部署"] == []


def test_namesakes_are_not_mixed_up(county: County) -> None:
    system = command_line_viewer(TODAY)
    code = post_person(actor=system, at=AT, name="赵立民", unit=town(county).code, title="副镇长")
    set_portfolio(actor=system, at=AT, person=code, unit=town(county).code, field="new")
    Item.unscoped.filter(code=county.problem(title="村里的")).update(leader="赵立民")
    assert leader_of(county.who("ma"), town(county), code, 2026).items == []


def test_a_secret_inspection_that_goes_on_stands_on_no_paper(county: County) -> None:
    plan = begun(county, "secret").plan
    one = leader_of(county.who("tian"), county.units["县委"], person("shen"), 2026)
    assert plan.title not in str(one.aspects)
    begun_open = begun(county, "open", title="公开检查的").plan
    one = leader_of(county.who("tian"), county.units["县委"], person("shen"), 2026)
    assert begun_open.title in str(one.aspects)


def test_posts_that_answer_for_nothing_are_no_leaders(county: County) -> None:
    root = county.units["县委"]
    names = {one.name for one in answering(staff_of(root, 2026, TODAY), joint_duties(root, 2026, TODAY))}
    assert "沈怀信" in names and not names & {"闫明", "林夕", "周海", "高峰"}


def test_a_field_nobody_is_in_charge_of_is_nobodys() -> None:
    charges = {"两新党建": {"category": "两新党建", "field": "new"}, "政治建设": {"category": "政治建设"}}
    assert in_charge("两新党建", charges, {"new": 7}) == 7
    assert in_charge("两新党建", charges, {"rural": 7}) is None
    assert in_charge("政治建设", charges, {"rural": 7}) is None


def test_a_book_tells_its_aspects_and_duties_apart() -> None:
    body = shipped()["leadership"].body
    assert fault_in("leadership", body) is None
    twice = {**body, "aspects": [*body["aspects"], {**body["aspects"][0], "key": "again"}]}
    assert fault_in("leadership", twice) == ("aspects → duties", min(body["aspects"][0]["duties"]))
