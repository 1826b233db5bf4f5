"""Sheets of problems: all or nothing, named by cell, and a second time nothing."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taizhang.journal.models import Entry
from taizhang.kit.errors import NotAllowed
from taizhang.ledger.actions import import_problems, import_tasks
from taizhang.ledger.models import Item
from taizhang.ledger.rules import person_names
from taizhang.orgs.actions import import_units
from taizhang.orgs.models import Unit
from taizhang.orgs.rules import RosterRow
from taizhang.shell import intake
from tests.cast import AT, County
from tests.documents.sheets import LEDGER, LEDGER_MERGES, PROBLEMS, workbook


def reading(county: County, rows, merges=(), who="cheng", unit=""):  # type: ignore[no-untyped-def]
    viewer = county.who(who)
    return intake.problems_in(viewer, intake.table_in(viewer, "problems", workbook(rows, merges), "表.xlsx"), unit)


def test_a_township_list_comes_in_once(county: County) -> None:
    found = reading(county, PROBLEMS, ["A1:F1"])
    assert not found.faults and [note.cell for note in found.notes] == ["B6"]
    done = import_problems(actor=county.who("cheng"), at=AT, rows=found.rows)
    assert len(done["made"]) == 2
    first = Item.unscoped.get(code=done["made"][0])
    assert (first.person, first.source, first.facts["source_detail"]) == ("赵立民", "film", "专题片03:12；点评")
    assert str(first.due_on) == "2026-09-30" and Item.unscoped.get(code=done["made"][1]).timing == "at_once"
    again = import_problems(actor=county.who("cheng"), at=AT, rows=reading(county, PROBLEMS, ["A1:F1"]).rows)
    assert not again["made"] and len(again["known"]) == 2 and Item.unscoped.count() == 2


def test_a_ledger_with_two_level_headings_and_closed_rows(county: County) -> None:
    found = reading(county, LEDGER, LEDGER_MERGES)
    assert [str(fault.cell) for fault in found.faults] == ["E7"]
    done = import_problems(actor=county.who("cheng"), at=AT, rows=found.rows)
    states = [Item.unscoped.get(code=code).state for code in done["made"]]
    assert states == ["closed_before", "to_verify", "to_verify"] and done["closed_before"] == 1
    long_term = Item.unscoped.get(code=done["made"][2])
    assert long_term.timing == "long_term" and long_term.unit.short == "县直机关工委" and long_term.own_number == "A-3"


@pytest.mark.parametrize(
    ("unit", "words"), [("东坡村支部", "是不是“东坡村党支部"), ("各村", "不是一个组织"), ("外星村", "找不到责任单位")]
)
def test_units_that_cannot_be_told_are_named_with_a_suggestion(county: County, unit: str, words: str) -> None:
    found = reading(county, [["序号", "存在问题", "责任单位"], [1, "某个问题", unit]])
    assert found.faults[0].cell == "C2" and words in str(found.faults[0])


def test_a_village_name_means_its_branch(county: County) -> None:
    assert reading(county, [["序号", "存在问题", "责任单位"], [1, "某个问题", "东坡村"]]).rows[0].unit == county.unit(
        "东坡村党支部"
    )


def twin_village(county: County) -> str:
    """In 石桥镇 too there is an 东坡村; its branch bears the township's name."""
    rows = [RosterRow(3, "中共石桥镇东坡村支部委员会", "石桥镇东坡村党支部", "石桥镇党委", "党支部", "农村")]
    import_units(actor=county.who("sys"), at=AT, rows=rows)
    return Unit.unscoped.get(short="石桥镇东坡村党支部").code


SAME_NAME = [["问题清单", "", ""], ["填报单位：石桥镇党委", "", ""], ["序号", "存在问题", "责任单位"]]


@pytest.mark.parametrize("written", ["东坡村党支部", "东坡村"])
def test_a_townships_sheet_means_its_own_village(county: County, written: str) -> None:
    other = twin_village(county)
    found = reading(county, [*SAME_NAME, [1, "没有公开", written]])
    assert [row.unit for row in found.rows] == [other] and not found.faults


def test_without_a_reporting_unit_the_other_village_is_named(county: County) -> None:
    twin_village(county)
    found = reading(
        county, [["序号", "存在问题", "责任单位"], [1, "没有公开", "东坡村党支部"], [2, "没有记录", "东坡村"]]
    )
    assert [row.unit for row in found.rows] == [county.unit("东坡村党支部")]
    assert "石桥镇东坡村" in str(found.notes[0]) and found.faults[0].row == 3  # a bare name is nobody's alone


def test_a_unit_outside_the_reporting_one_and_an_unknown_one_are_said(county: County) -> None:
    outside = reading(county, [*SAME_NAME, [1, "写错了", "后岭村党支部"]])
    assert "不在填报单位之下" in str(outside.notes[0]) and len(outside.rows) == 1
    rows = [["问题清单", "", ""], ["填报单位：天水镇党委", "", ""], SAME_NAME[2], [1, "没有公开", "后岭村党支部"]]
    assert "天水镇党委" in str(reading(county, rows).notes[0])


def test_somebody_elses_units_cannot_be_given_problems(county: County) -> None:
    rows = [["序号", "存在问题", "责任单位"], [1, "某个问题", "前坝村党支部"]]
    assert reading(county, rows, who="ma").faults
    with pytest.raises(NotAllowed):
        import_problems(actor=county.who("ma"), at=AT, rows=reading(county, rows).rows)
    assert not Item.unscoped.exists()


def test_only_somebody_above_brings_in_what_was_closed_before(county: County) -> None:
    rows = [["问题", "责任单位", "销号时间"], ["某个问题", "东坡村党支部", "2026.6.1"]]
    made = import_problems(actor=county.who("zhao"), at=AT, rows=reading(county, rows, who="zhao").rows)["made"]
    assert Item.unscoped.get(code=made[0]).state == "to_verify"
    Item.unscoped.filter(code=made[0]).update(fingerprint="x")
    made = import_problems(actor=county.who("ma"), at=AT, rows=reading(county, rows, who="ma").rows)["made"]
    assert Item.unscoped.get(code=made[0]).state == "closed_before"


@pytest.mark.parametrize(("one", "two"), [("会议费缺1.2万元", "会议费缺12万元")])
def test_numbers_tell_problems_apart(county: County, one: str, two: str) -> None:
    rows = [["问题", "责任单位"], [one, "东坡村党支部"], [two, "东坡村党支部"]]
    assert len(reading(county, rows).rows) == 2


def test_error_cells_are_named_and_never_empty(county: County) -> None:
    rows = [["问题", "责任单位", "整改时限"], ["某个问题", "东坡村党支部", "#N/A"]]
    found = reading(county, rows)
    assert found.faults[0].cell == "C2" and "#N/A" in str(found.faults[0])


def test_rows_that_look_like_notes_but_are_problems(county: County) -> None:
    rows = [
        ["问题", "责任单位", "整改时限"],
        ["说明材料：台账造假", "东坡村党支部", "8月底"],
        ["填表人：何敏", None, None],
        ["落款后的问题", "东坡村党支部", "8月底"],
        ["合计", None, None],
    ]
    found = reading(county, rows)
    assert [row.title for row in found.rows] == ["说明材料：台账造假", "落款后的问题"] and len(found.left_out) == 2


def test_dividers_give_the_category(county: County) -> None:
    rows = [["问题", "责任单位"], ["一、组织生活（1个）", None], ["某个问题", "东坡村党支部"]]
    assert reading(county, rows).rows[0].category == "组织生活"


@pytest.mark.parametrize("written", ["柳沟镇东坡村党支部", "柳沟镇东坡村", "柳沟镇", "县农业农村局", "农业农村局"])
def test_units_by_the_names_people_use(county: County, written: str) -> None:
    assert not reading(county, [["问题", "责任单位"], ["某个问题", written]]).faults


def test_all_sheets_of_a_workbook_are_read(county: County) -> None:
    import io

    import openpyxl

    book = openpyxl.Workbook()
    for name in ("东坡村", "后岭村"):
        page = book.create_sheet(name)
        page.append(["序号", "存在问题"])
        page.append([1, f"{name}的问题"])
    out = io.BytesIO()
    book.save(out)
    viewer = county.who("cheng")
    found = intake.problems_in(viewer, intake.tables_in(viewer, "problems", out.getvalue(), "表.xlsx"))
    assert [row.unit for row in found.rows] == [county.unit("东坡村党支部"), county.unit("后岭村党支部")]


def test_a_crash_midway_leaves_nothing(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    from taizhang.ledger.actions import importing

    rows, calls, before = reading(county, PROBLEMS).rows, [], Entry.unscoped.count()
    honest = importing.record_new

    def failing(*arguments, **told):  # type: ignore[no-untyped-def]
        calls.append(1)
        if len(calls) == 2:
            raise OSError("power cut")
        return honest(*arguments, **told)

    monkeypatch.setattr(importing, "record_new", failing)
    with pytest.raises(OSError, match="power cut"):
        import_problems(actor=county.who("cheng"), at=AT, rows=rows)
    assert not Item.unscoped.exists() and Entry.unscoped.count() == before


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("赵  立民", ["赵立民"]),
        ("孙桂兰、周海", ["孙桂兰", "周海"]),
        ("镇组织委员 何敏", ["镇组织委员 何敏"]),
        ("高 峰", ["高峰"]),
        ("—", []),
    ],
)
def test_names_in_a_cell(text: str, names: list[str]) -> None:
    assert person_names(text) == names


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.text(max_size=12) | st.none() | st.integers(), min_size=4, max_size=4), max_size=6))
def test_any_cells_at_all_are_read_or_named(county: County, cells: list[list[object]]) -> None:
    clean = [[str(c).replace("\x00", "") if isinstance(c, str) else c for c in row] for row in cells]
    clean = [[c if not isinstance(c, str) or c.isprintable() else "字" for c in row] for row in clean]
    found = reading(county, [["序号", "存在问题", "责任单位", "整改时限"], *clean])
    assert all(fault.cell for fault in found.faults)
    assert len(found.rows) + len(found.faults) + len(found.left_out) + len(found.notes) <= 4 * len(clean) + len(clean)


def test_a_sheet_of_tasks_keeps_the_days_it_tells(county: County) -> None:
    viewer = county.who("cheng")
    table = intake.table_in(
        viewer,
        "tasks",
        workbook([["序号", "工作任务", "责任单位", "完成时限"], [1, "去年的任务", "柳沟镇党委", "2025.6.30"]]),
        "表.xlsx",
    )
    done = import_tasks(actor=viewer, at=AT, rows=intake.tasks_in(viewer, table).rows)
    assert str(Item.unscoped.get(code=done["made"][0]).due_on) == "2025-06-30"


def test_a_task_for_every_township_becomes_one_for_each(county: County) -> None:
    grid = b"\xef\xbb\xbf" + "序号,任务,责任单位,完成时限\n1,报送半年总结,各乡镇党委,2026.12.20\n".encode()
    viewer = county.who("cheng")
    reading = intake.tasks_in(viewer, intake.tables_in(viewer, "tasks", grid, "任务.csv"))
    assert not reading.faults and {row.unit for row in reading.rows} == {
        county.unit("柳沟镇党委"),
        county.unit("石桥镇党委"),
    }
    assert not any(row.helping for row in reading.rows) and "各登记一份" in str(reading.notes[0])
