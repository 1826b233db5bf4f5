"""Acts at a visit: arrive, record, settle, end; and the unit's own word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from taizhang.cycle.rules import add_workdays
from taizhang.cycle.selectors import exceptions
from taizhang.evidence.actions import keep_evidence
from taizhang.evidence.models import Evidence
from taizhang.evidence.preparing import Files, Prepared, prepared
from taizhang.inspection import labels
from taizhang.inspection.actions.core import fresh_mark, locked_visit, place_of, rules_of, tell, text_of
from taizhang.inspection.actions.teaming import unmerge
from taizhang.inspection.models import Answer, Checklist, Talk, Visit
from taizhang.inspection.rules.answers import items_of, read_answer
from taizhang.inspection.selectors import answers_of, checklists_of, filled
from taizhang.journal.acts import act, device_moment
from taizhang.kit.clock import day_of
from taizhang.kit.errors import BadInput, Refused
from taizhang.people.viewers import Viewer

PLACE_MOST, NOTE_MOST = 60, 2_000
CLOCKS_WRONG, HOUR = timedelta(days=60), timedelta(hours=1)


@act
def begin_visit(*, actor: Viewer, at: datetime, code: str, place: str = "") -> str:
    """The team has arrived. `place` is written only where the checklist asks for it and the inspector agrees."""
    visit, move = locked_visit(actor, code, "begin_visit")
    if visit.state == "under_way":  # somebody of the team was here first
        return tell("begin_visit", actor, at, visit.code, place_of(visit), state=visit.state)
    visit.state, visit.begun_at, visit.on = move.target, at, _day(at)
    if any(one.body.get("place") for one in checklists_of(visit)):
        visit.place = place.strip()[:PLACE_MOST]
    visit.save(update_fields=["state", "begun_at", "on", "place"])
    return tell("begin_visit", actor, at, visit.code, place_of(visit), state=visit.state)


def _day(at: datetime) -> date:
    """The day by the device's own clock, where it brought one that can be right."""
    told = device_moment()
    return day_of(told) if told and at - CLOCKS_WRONG < told < at + HOUR else day_of(at)


@act
def record_answers(
    *,
    actor: Viewer,
    at: datetime,
    code: str,
    checklist: str,
    answers: Mapping[str, Any],
    version: str = "",
    files: Files = (),
) -> int:
    """Record one inspector's answers to a checklist: {number: value or {"value", "note", "evidence": [SHA-256]}}.

    Answers given again replace the same inspector's. Files stand as the visit's evidence; an answer names those that
    belong to it by their SHA-256. Returns how many answers were recorded.
    """
    visit, _move = locked_visit(actor, code, "record_answers")
    found = next((one for one in checklists_of(visit) if one.name == checklist), None)
    if found is None:
        raise BadInput(labels.STALE_LIST, name=checklist[:60])
    if version and version != found.version:  # asked under an older version: its numbers may mean other questions now
        raise Refused(labels.OLD_VERSION, title=found.title, old=version, new=found.version)
    kept = keep_files(visit, actor, at, files)
    items = {item["key"]: item for item in items_of(found.body)}
    rows = [_answer(visit, found, actor, at, items, key, told, kept) for key, told in answers.items()]
    before = {one.key: one for one in Answer.unscoped.filter(visit=visit, checklist=found, by=actor.code)}
    fresh = [one for one in rows if one.key not in before]
    for one in rows:
        _refuse_older(before.get(one.key), one)
    again = [_onto(before[one.key], one) for one in rows if one.key in before]
    Answer.unscoped.bulk_create(fresh)
    Answer.unscoped.bulk_update(again, ["value", "note", "evidence", "chosen", "at", "device_at"])
    tell("record_answers", actor, at, visit.code, place_of(visit), list=checklist, keys=sorted(answers))
    return len(rows)


def keep_files(visit: Visit, actor: Viewer, at: datetime, files: Files) -> dict[str, str]:
    """SHA-256 → evidence code of the files, kept as the visit's."""
    place = place_of(visit)
    told = {"subject": visit.code, "unit": place.code, "path": place.path}
    return {file.sha256: keep_evidence(actor=actor, at=at, file=file, **told) for file in prepared(files)}


def files_here(visit: Visit, digests: Sequence[str]) -> list[Prepared]:
    """Files of the visit that came before the record that names them by their SHA-256: the same bytes again."""
    rows = Evidence.unscoped.filter(subject=visit.code, sha256__in=[one[:64] for one in digests[:20]])
    return [Prepared(one.name, one.kind, one.size, one.sha256, one.served) for one in rows]


def _answer(
    visit: Visit,
    checklist: Checklist,
    actor: Viewer,
    at: datetime,
    items: Mapping[str, Any],
    key: str,
    told: Any,
    kept: Mapping[str, str],
) -> Answer:
    if key not in items:
        raise BadInput(labels.NO_ITEM_KEY, key=key[:20])
    given = told if isinstance(told, Mapping) else {"value": told}
    value, fault = read_answer(items[key], given.get("value"))
    if fault:
        raise BadInput(labels.BAD_ANSWER, key=key, fault=labels.FAULTS[fault])
    brought = given.get("evidence")
    named = [one[:64] for one in brought if isinstance(one, str)][:20] if isinstance(brought, list) else []
    return Answer(
        visit=visit,
        checklist=checklist,
        key=key,
        by=actor.code,
        by_name=actor.name,
        value=value,
        note=text_of(str(given.get("note", "")), labels.FIELD_NOTE, NOTE_MOST, needed=False),
        evidence=[kept.get(one, one) for one in named],
        at=at,
        device_at=device_moment(),
    )


def _refuse_older(old: Answer | None, new: Answer) -> None:
    """What was recorded later is not overwritten by what arrives later: a person chooses (the late inbox)."""
    if old and new.device_at and (old.device_at or old.at) > new.device_at and old.value != new.value:
        raise Refused(labels.OLDER, key=new.key)


def _onto(old: Answer, new: Answer) -> Answer:
    old.value, old.note, old.at, old.device_at, old.chosen = new.value, new.note, new.at, new.device_at, False
    old.evidence = list(dict.fromkeys([*old.evidence, *new.evidence]))
    return old


@act
def choose_answer(*, actor: Viewer, at: datetime, code: str, checklist: str, key: str, by: str) -> str:
    """Of two inspectors' different answers, the head takes one; the other stays beside it."""
    visit, _move = locked_visit(actor, code, "choose_answer")
    rows = [one for one in answers_of(visit) if one.key == key and one.checklist.name == checklist]
    if not any(one.by == by for one in rows):
        raise BadInput(labels.NO_SUCH_ANSWER, key=key[:20])
    for one in rows:
        one.chosen = one.by == by
    Answer.unscoped.bulk_update(rows, ["chosen"])
    return tell("choose_answer", actor, at, visit.code, place_of(visit), list=checklist, key=key)


@act
def record_talk(
    *, actor: Viewer, at: datetime, code: str, role: str, points: str, mark: str = "", files: Files = ()
) -> str:
    """谈: with whom by role, and the points. No name is asked for and nothing is taken down word by word."""
    visit, _move = locked_visit(actor, code, "record_talk")
    keep_files(visit, actor, at, files)
    talk = Talk.unscoped.create(
        code=fresh_mark(mark, Talk),
        visit=visit,
        role=text_of(role, labels.FIELD_ROLE, 40),
        points=text_of(points, labels.FIELD_POINTS, NOTE_MOST),
        by=actor.code,
        by_name=actor.name,
        at=at,
    )
    return tell("record_talk", actor, at, visit.code, place_of(visit), {"points": talk.points}, talk=talk.code)


@act
def end_visit(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """The visit is over: answers stand, the unit is asked for its word within the book's workdays."""
    visit, move = locked_visit(actor, code, "end_visit")
    if visit.state == "ended":
        return tell("end_visit", actor, at, visit.code, place_of(visit), state=visit.state)
    for one in filled(visit, answers_of(visit)):
        _require_settled(one)
    visit.state, visit.ended_at = move.target, at
    visit.note = text_of(note, labels.FIELD_NOTE, NOTE_MOST, needed=False)
    visit.answer_by = add_workdays(day_of(at), int(rules_of(visit.plan)["answer_workdays"]), exceptions())
    visit.save(update_fields=["state", "ended_at", "note", "answer_by"])
    return tell("end_visit", actor, at, visit.code, place_of(visit), {"note": visit.note}, state=visit.state)


def _require_settled(one: Any) -> None:
    for key, row in one.answers.items():
        if row.differ:
            raise Refused(labels.TWO_DIFFER, key=key)
    for key, result in one.results.items():
        if result.fault:
            item = next(item for item in items_of(one.checklist.body) if item["key"] == key)
            fault = item.get("must_say") if result.fault == "must" else ""
            raise Refused(labels.BAD_ANSWER, key=key, fault=fault or labels.FAULTS[result.fault])


@act
def reopen_visit(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """Open a visit again, with the reason: something recorded there came late, or the unit's objection is right."""
    visit, move = locked_visit(actor, code, "reopen_visit")
    reason = text_of(note, labels.FIELD_REASON, 500)
    visit.state, visit.ended_at, visit.answer_by = move.target, None, None
    visit.save(update_fields=["state", "ended_at", "answer_by"])
    return tell("reopen_visit", actor, at, visit.code, place_of(visit), {"reason": reason}, state=visit.state)


@act
def skip_visit(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """Nobody went, or the visit was broken off; with the reason."""
    visit, move = locked_visit(actor, code, "skip_visit")
    visit.state, visit.ended_at, visit.note = move.target, at, text_of(note, labels.FIELD_REASON, 500)
    unmerge(Visit.unscoped.filter(pk=visit.pk))
    visit.save(update_fields=["state", "ended_at", "note"])
    return tell("skip_visit", actor, at, visit.code, place_of(visit), {"note": visit.note}, state=visit.state)


@act
def agree_visit(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """The unit agrees with what was recorded."""
    return _word("agree_visit", actor, at, code, text_of(note, labels.FIELD_WORDS, NOTE_MOST, needed=False))


@act
def question_visit(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """The unit disagrees, in its own words; they stand beside what was recorded."""
    return _word("question_visit", actor, at, code, text_of(note, labels.FIELD_WORDS, NOTE_MOST))


@act
def answer_visit(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """The inspecting side answers the unit's objection with its reasons; the objection stays beside the answer.

    What the unit is right about is put right by opening the visit again, or by withdrawing the problem on the ledger.
    """
    visit, move = locked_visit(actor, code, "answer_visit")
    visit.state, visit.reply, visit.replied_at = move.target, text_of(note, labels.FIELD_REPLY, NOTE_MOST), at
    visit.replied_by = f"{actor.post} {actor.name}"[:160]
    visit.save(update_fields=["state", "reply", "replied_at", "replied_by"])
    return tell("answer_visit", actor, at, visit.code, place_of(visit), {"reply": visit.reply}, state=visit.state)


def _word(act_name: str, actor: Viewer, at: datetime, code: str, words: str) -> str:
    visit, move = locked_visit(actor, code, act_name)
    visit.state, visit.words, visit.worded_at = move.target, words, at
    visit.worded_by = f"{actor.post} {actor.name}"[:160]
    visit.save(update_fields=["state", "words", "worded_at", "worded_by"])
    return tell(act_name, actor, at, visit.code, place_of(visit), {"words": words}, state=visit.state)
