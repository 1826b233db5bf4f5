"""Acts on comments: drafted from the facts, recorded live, confirmed by another hand, then on the ledger at once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from taizhang.cycle.rules import add_workdays
from taizhang.cycle.selectors import exceptions
from taizhang.debrief import labels, policy, rules
from taizhang.debrief.actions.core import locked_comment, locked_debrief, locked_meeting, tell
from taizhang.debrief.models import Comment, Debrief, Letter, Meeting
from taizhang.debrief.selectors import book_of, debriefs_of
from taizhang.debrief.states import COMMENT_MOVES, SPOKEN
from taizhang.journal.acts import act, attempt
from taizhang.kit.clock import day_of
from taizhang.kit.codes import make_code
from taizhang.kit.errors import BadInput, Refused
from taizhang.kit.words import day_words
from taizhang.ledger.actions import SINGLE
from taizhang.ledger.actions.raising import issue_tasks
from taizhang.ledger.actions.standing import stand_problem, twin_of
from taizhang.ledger.models import Item
from taizhang.ledger.states import OPEN
from taizhang.orgs.selectors import unit_for
from taizhang.people.viewers import Viewer

TEXT_MOST = 2_000


@act
def draft_comment(
    *,
    actor: Viewer,
    at: datetime,
    code: str,
    unit: str,
    text: str,
    comment: str = "",
    nature: str = "problem",
    speaker: str = "",
    speaker_post: str = "",
    person: str = "",
    due_on: date | None = None,
) -> str:
    """Before the meeting (its `code`): what might be said of a unit, or a draft (`comment`) written over."""
    meeting = locked_meeting(actor, code)
    policy.require_host(actor, meeting)
    if meeting.state not in ("opened", "under_way"):
        raise Refused(labels.MEETING_OVER, state=labels.MEETING_STATES[meeting.state])
    told = {"text": text, "nature": nature, "speaker": speaker, "speaker_post": speaker_post}
    kept = _taken_up(actor, at, meeting, comment, unit)
    kept.state = COMMENT_MOVES.take("draft_comment", kept.state).target
    _written(kept, actor, meeting, unit, person, due_on, told).save()
    return tell("draft_comment", actor, at, kept.code, meeting.unit, _private(kept), nature=nature)


def _taken_up(actor: Viewer, at: datetime, meeting: Meeting, comment: str, unit: str) -> Comment:
    """The meeting's comment of that code, locked; without a code, a new one about `unit`."""
    if not comment:
        if not unit.strip():
            raise BadInput(labels.NO_UNITS)
        return Comment(code=make_code(), state="drafted", at=at)
    kept = locked_comment(actor, comment)
    if kept.debrief.meeting_id != meeting.pk:
        raise BadInput(labels.NO_COMMENT)
    return kept


def _written(
    comment: Comment,
    actor: Viewer,
    meeting: Meeting,
    unit: str,
    person: str,
    due_on: date | None,
    told: dict[str, str],
) -> Comment:
    """The comment with its words, checked; not yet saved."""
    comment.debrief = _debrief_of(actor, meeting, unit) if unit else comment.debrief
    comment.text = rules.require(told["text"], labels.FIELD_COMMENT, TEXT_MOST)
    if told["nature"] not in labels.NATURES:
        raise BadInput(labels.NO_NATURE, text=told["nature"][:20], known="、".join(labels.NATURES.values()))
    if due_on is not None and due_on < meeting.meeting_on:
        raise BadInput(labels.DUE_BEFORE, day=due_on)
    comment.nature, comment.due_on = told["nature"], due_on
    comment.speaker = _short(told["speaker"], labels.FIELD_SPEAKER, 60)
    comment.speaker_post = _short(told["speaker_post"], labels.FIELD_SPEAKER, 120)
    comment.person = _short(person, labels.FIELD_PERSON, 120) or comment.debrief.person
    return comment


def _short(text: str, field: str, limit: int) -> str:
    return rules.require(text, field, limit) if text.strip() else ""


def _debrief_of(actor: Viewer, meeting: Meeting, unit: str) -> Debrief:
    home = unit_for(actor, unit)
    found = debriefs_of(actor, meeting).filter(unit=home).first()
    if found is None:
        raise BadInput(labels.NOT_IN_MEETING, unit=home.label)
    return found


def _private(comment: Comment) -> dict[str, str]:
    return {"text": comment.text, "speaker": comment.speaker}


@act
def record_comment(
    *,
    actor: Viewer,
    at: datetime,
    code: str,
    comment: str = "",
    unit: str = "",
    text: str = "",
    nature: str = "problem",
    speaker: str = "",
    speaker_post: str = "",
    person: str = "",
    due_on: date | None = None,
) -> str:
    """What was said in the meeting (its `code`): a new comment about `unit`, or a drafted one as it was spoken."""
    meeting = locked_meeting(actor, code)
    policy.require_host(actor, meeting)
    if meeting.state not in ("under_way", "held"):
        over = labels.MEETING_STATES[meeting.state]
        raise Refused(labels.NOT_BEGUN) if meeting.state == "opened" else Refused(labels.MEETING_OVER, state=over)
    kept = _taken_up(actor, at, meeting, comment, unit)
    kept.state = COMMENT_MOVES.take("record_comment", kept.state).target
    told = {"text": text, "nature": nature, "speaker": rules.require(speaker, labels.FIELD_SPEAKER, 60)}
    _written(kept, actor, meeting, unit, person, due_on, {**told, "speaker_post": speaker_post})
    _require_owned(kept, meeting.meeting_on)
    kept.recorder = actor.code
    kept.save()
    return tell("record_comment", actor, at, kept.code, meeting.unit, _private(kept), nature=nature)


@act
def confirm_comment(*, actor: Viewer, at: datetime, code: str) -> str:
    """The liaison finds the words right: they stand, and what is a problem is on the ledger at once."""
    comment = locked_comment(actor, code)
    policy.require_liaison(actor, comment)
    comment.state = COMMENT_MOVES.take("confirm_comment", comment.state).target
    _require_owned(comment, day_of(at))
    terms = book_of(comment.debrief.meeting)["comments"]
    comment.agree_by = add_workdays(day_of(at), terms["agree_workdays"], exceptions())
    comment.confirmed_at = at
    _onto_ledger(comment, actor, at, terms)
    comment.save()
    item = comment.item.code if comment.item else None
    return tell("confirm_comment", actor, at, comment.code, comment.debrief.unit, _private(comment), item=item)


def _onto_ledger(comment: Comment, actor: Viewer, at: datetime, terms: dict[str, Any]) -> None:
    """A problem with the deadline for its answer, or a task; what stands there already is not entered twice."""
    if comment.nature == "praise":
        return
    if comment.nature == "problem":
        comment.item, comment.onto = _stands(comment, actor, at, terms)
        return
    twin = twin_of(comment.debrief.unit, comment.text, "task")
    if twin is not None and twin.state in OPEN:
        comment.item, comment.onto = twin, "linked"
    else:
        text = labels.SAID_AGAIN.format(text=comment.text, code=twin.code) if twin is not None else comment.text
        comment.item, comment.onto = _issued(comment, text, actor, at), "made"


def _require_owned(comment: Comment, today: date) -> None:
    """A problem or a request has somebody to answer for it and a day that has not passed."""
    if comment.nature == "praise":
        return
    rules.require(comment.person, labels.FIELD_PERSON)
    if comment.due_on is None:
        raise BadInput(labels.NEEDS, field=labels.FIELD_DUE)
    if comment.due_on < today:
        raise BadInput(labels.DUE_BEFORE, day=comment.due_on)


def _issued(comment: Comment, text: str, actor: Viewer, at: datetime) -> Item:
    units, due_on = [comment.debrief.unit.code], comment.due_on
    made = issue_tasks(actor=actor, at=at, units=units, title=text, person=comment.person, due_on=due_on)
    return Item.unscoped.get(code=made[0])


def _stands(comment: Comment, actor: Viewer, at: datetime, terms: dict[str, Any]) -> tuple[Item, str]:
    meeting = comment.debrief.meeting
    return stand_problem(
        actor,
        at,
        comment.debrief.unit,
        meeting.unit,
        comment.text,
        again=labels.SAID_AGAIN,
        reopen_note=_spoken(comment),
        reopen_due=comment.due_on,
        source=terms["source"],
        source_detail=_spoken(comment),
        found_by=comment.speaker,
        found_on=meeting.meeting_on,
        due_on=add_workdays(day_of(at), terms["answer_workdays"], exceptions()),
        person=comment.person,
    )


def _spoken(comment: Comment) -> str:
    return labels.SPOKEN_DUE.format(speaker=comment.speaker, day=day_words(comment.due_on))


@act
def agree_comment(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """The unit finds the words right."""
    return _answer(actor, at, code, "agree_comment", note.strip()[:TEXT_MOST])


@act
def question_comment(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """The unit finds the words wrong and says why, in its own."""
    return _answer(actor, at, code, "question_comment", rules.require(note, labels.FIELD_REASON, TEXT_MOST))


def _answer(actor: Viewer, at: datetime, code: str, act_name: str, note: str) -> str:
    comment = locked_comment(actor, code)
    policy.require_own(actor, comment.debrief)
    comment.state = COMMENT_MOVES.take(act_name, comment.state).target
    comment.answer, comment.settled_at = note, at if comment.state == "agreed" else None
    comment.save(update_fields=["state", "answer", "settled_at"])
    return tell(act_name, actor, at, comment.code, comment.debrief.unit, {"note": note}, state=comment.state)


@act
def uphold_comment(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """The words stand in spite of the unit's objection, with the reason."""
    comment = locked_comment(actor, code)
    policy.require_host(actor, comment.debrief.meeting)
    comment.state = COMMENT_MOVES.take("uphold_comment", comment.state).target
    comment.reason, comment.settled_at = rules.require(note, labels.FIELD_REASON, TEXT_MOST), at
    comment.save(update_fields=["state", "reason", "settled_at"])
    return tell("uphold_comment", actor, at, comment.code, comment.debrief.unit, {"note": note}, state=comment.state)


@act
def withdraw_comment(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """A wrong comment is taken back with a reason; what it alone put on the ledger goes with it."""
    comment = locked_comment(actor, code)
    policy.require_host(actor, comment.debrief.meeting)
    was, unit = comment.state, comment.debrief.unit if comment.confirmed_at else comment.debrief.meeting.unit
    comment.state = COMMENT_MOVES.take("withdraw_comment", was).target
    comment.reason, comment.settled_at = rules.require(note, labels.FIELD_REASON, TEXT_MOST), at
    comment.save(update_fields=["state", "reason", "settled_at"])
    if comment.onto == "made":
        _take_back(comment, actor, at)
    return tell("withdraw_comment", actor, at, comment.code, unit, {"note": note}, was=was)


def _take_back(comment: Comment, actor: Viewer, at: datetime) -> None:
    """What this comment alone put on the ledger goes with it; what is another's to withdraw is left to them."""
    others = Comment.unscoped.filter(item=comment.item, state__in=SPOKEN).exclude(pk=comment.pk)
    if comment.item is None or comment.item.state not in OPEN or others.exists():
        return
    try:
        with attempt():
            reason = labels.WITHDRAWN_ITEM.format(reason=comment.reason)
            SINGLE["withdraw_item"](actor=actor, at=at, code=comment.item.code, note=reason)
    except Refused:
        return


@act
def send_letter(*, actor: Viewer, at: datetime, code: str, number: str, signer: str) -> str:
    """The signed 点评意见反馈函 to a unit (the debrief's `code`), which answers within the book's workdays.

    Its rows are kept as they were sent; what is confirmed later goes out in a further letter.
    """
    debrief = locked_debrief(actor, code)
    policy.require_host(actor, debrief.meeting)
    letters = list(Letter.unscoped.filter(debrief=debrief))
    sent = {one for letter in letters for one in letter.comments}
    said = Comment.unscoped.filter(debrief=debrief, state__in=SPOKEN).select_related("item").order_by("pk")
    new = [one for one in said if one.code not in sent]
    if not new and letters:
        raise Refused(labels.LETTER_SENT, unit=debrief.unit.label, number=debrief.letter_number)
    if not new:
        raise Refused(labels.NOTHING_SAID, unit=debrief.unit.label)
    debrief.letter_number = rules.require(number, labels.FIELD_NUMBER, 60)
    debrief.letter_signer = rules.require(signer, labels.FIELD_SIGNER, 60)
    workdays = book_of(debrief.meeting)["comments"]["answer_workdays"]
    debrief.letter_at, debrief.answer_by = at, add_workdays(day_of(at), workdays, exceptions())
    debrief.save(update_fields=["letter_number", "letter_signer", "letter_at", "answer_by"])
    Letter.unscoped.create(
        debrief=debrief,
        number=debrief.letter_number,
        signer=debrief.letter_signer,
        rows=[row_of(one) for one in new],
        comments=[one.code for one in new],
        answer_by=debrief.answer_by,
        at=at,
    )
    return tell("send_letter", actor, at, debrief.code, debrief.unit, answer_by=debrief.answer_by.isoformat())


def row_of(comment: Comment) -> dict[str, str]:
    """A comment as it stands in a letter."""
    return {
        "code": comment.code,
        "nature": comment.nature,
        "text": comment.text,
        "speaker": comment.speaker,
        "person": comment.person,
        "due_on": comment.due_on.isoformat() if comment.due_on else "",
        "item": comment.item.code if comment.item else "",
    }
