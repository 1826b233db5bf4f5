"""What was found becomes a problem in one tap, with its words, evidence, unit and suggested day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from taizhang.cycle.rules import add_workdays
from taizhang.cycle.selectors import exceptions
from taizhang.evidence.models import Evidence
from taizhang.evidence.preparing import Files, Prepared, prepared
from taizhang.inspection import labels, policy
from taizhang.inspection.actions.core import (
    fresh_mark,
    locked_finding,
    locked_plan,
    locked_visit,
    place_of,
    rules_of,
    tell,
    text_of,
)
from taizhang.inspection.actions.plans import require_decided
from taizhang.inspection.actions.visits import NOTE_MOST, files_here, keep_files
from taizhang.inspection.models import Answer, Finding, Recheck, Visit
from taizhang.inspection.rules.answers import items_of
from taizhang.inspection.selectors import answers_of, filled, finding_for, raised_by
from taizhang.inspection.states import FINDING_MOVES
from taizhang.journal.acts import act, attempt
from taizhang.kit.clock import day_of
from taizhang.kit.errors import BadInput, Refused
from taizhang.kit.words import day_words
from taizhang.ledger.actions import SINGLE
from taizhang.ledger.actions.core import keep_files as keep_ledger_files
from taizhang.ledger.actions.making import put_problem
from taizhang.ledger.actions.standing import stand_problem
from taizhang.ledger.models import Item
from taizhang.ledger.states import OPEN
from taizhang.people.viewers import Viewer

DIGEST = 64  # letters of a SHA-256: a file that is still to come


@act
def note_finding(
    *,
    actor: Viewer,
    at: datetime,
    code: str,
    text: str = "",
    checklist: str = "",
    key: str = "",
    category: str = "",
    due_on: date | None = None,
    evidence: Sequence[str] = (),
    mark: str = "",
    at_once: bool = False,
    files: Files = (),
) -> str:
    """Note what was found wrong: a failed item of a checklist (its book's words, its evidence), or in one's own words.

    `evidence`: SHA-256 of files that are still to come (bring_media). `mark`: the record's own key, made on a phone.
    `at_once`: put it on the ledger in the same act. Returns the finding's code.
    """
    visit, _move = locked_visit(actor, code, "note_finding")
    came = keep_files(visit, actor, at, [*prepared(files), *files_here(visit, evidence)])
    kept, evidence = list(came.values()), [one for one in evidence if one[:64] not in came]
    told = _of_item(visit, checklist, key) if key else {}
    days = int(told.pop("days", rules_of(visit.plan)["problem_days"]))
    if due_on is not None and due_on < day_of(at):
        due_on = None
    finding = Finding.unscoped.create(
        code=fresh_mark(mark, Finding),
        visit=visit,
        key=key,
        text=text_of(text or told.pop("text", ""), labels.FIELD_TEXT, NOTE_MOST),
        category=category[:60] or told.pop("category", ""),
        evidence=list(dict.fromkeys([*kept, *told.pop("evidence", []), *(one[:64] for one in evidence[:20])])),
        due_on=due_on or day_of(at) + timedelta(days=days),
        checklist=told.get("checklist"),
        by=actor.code,
        by_name=actor.name,
        at=at,
    )
    tell("note_finding", actor, at, finding.code, place_of(visit), {"text": finding.text}, visit=visit.code, key=key)
    if at_once:
        raise_finding(actor=actor, at=at, code=finding.code)
    return finding.code


def _of_item(visit: Visit, name: str, key: str) -> dict[str, Any]:
    """A failed item as a finding: its words, category, evidence and days."""
    answers = answers_of(visit)
    found = next((one for one in filled(visit, answers) if one.checklist.name == name), None)
    if found is None:
        raise BadInput(labels.STALE_LIST, name=name[:60])
    item = next((item for item in items_of(found.checklist.body) if item["key"] == key), None)
    if item is None:
        raise BadInput(labels.NO_ITEM_KEY, key=key[:20])
    if key in found.answers and found.answers[key].differ:
        raise Refused(labels.TWO_DIFFER, key=key)
    if not found.results[key].fails:
        raise Refused(labels.NOT_FAILED, key=key)
    if Finding.unscoped.filter(visit=visit, checklist=found.checklist, key=key).exclude(state="dropped").exists():
        raise Refused(labels.FINDING_THERE, key=key)
    given = found.answers[key].given
    known = set(Evidence.unscoped.filter(subject=visit.code).values_list("code", flat=True))
    notes = "；".join(one.note for one in given if one.note)
    text = found.results[key].problem
    told = {"text": f"{text}（{notes}）" if notes else text, "category": item.get("category", "")}
    named = [one for row in given for one in row.evidence if one in known or len(one) == DIGEST]
    told |= {"evidence": named, "checklist": found.checklist}
    days = item.get("days") or found.checklist.body.get("days")
    return {**told, "days": days} if days else told


@act
def bring_media(*, actor: Viewer, at: datetime, code: str, files: Files = ()) -> int:
    """Files that come after the records that name them by their SHA-256: kept as the visit's, and as the problem's too
    where one was made meanwhile. Returns how many.
    """
    visit, _move = locked_visit(actor, code, "bring_media")
    ready = prepared(files)
    kept = keep_files(visit, actor, at, ready)
    answers = [one for one in answers_of(visit) if set(one.evidence) & set(kept)]
    for one in answers:
        one.evidence = [kept.get(name, name) for name in one.evidence]
    Answer.unscoped.bulk_update(answers, ["evidence"])
    waiting: list[Finding | Recheck] = [*Finding.unscoped.filter(visit=visit), *Recheck.unscoped.filter(visit=visit)]
    for found in waiting:
        mine = [file for file in ready if file.sha256 in found.evidence]
        if not mine:
            continue
        found.evidence = [kept.get(name, name) for name in found.evidence]
        found.save(update_fields=["evidence"])
        if found.item_id is not None:
            item = Item.unscoped.select_for_update(of=("self",)).select_related("unit").get(pk=found.item_id)
            keep_ledger_files(item, actor, at, mine)
            item.save(update_fields=["proof_count"])
    tell("bring_media", actor, at, visit.code, place_of(visit), digests=sorted(kept))
    return len(kept)


@act
def raise_finding(*, actor: Viewer, at: datetime, code: str) -> str:
    """Put a finding on the ledger in the organising unit's name; at a secret inspection it waits until that is told.

    The same words that stand there already are not entered twice. Returns the problem's number, "" while it waits.
    """
    finding = locked_finding(actor, code)
    if not policy.is_told(finding.visit.plan):
        finding.state = FINDING_MOVES.take("hold_finding", finding.state).target
        finding.save(update_fields=["state"])
        tell("hold_finding", actor, at, finding.code, place_of(finding.visit))
        return ""
    return _raise(finding, actor, at)


def _raise(finding: Finding, actor: Viewer, at: datetime) -> str:
    visit, plan = finding.visit, finding.visit.plan
    if visit.unit.closed_on is not None:
        raise Refused(labels.UNIT_GONE, unit=visit.unit.label)
    target = FINDING_MOVES.take("raise_finding", finding.state).target
    source = str(rules_of(plan)["sources"][plan.manner])
    item, onto = stand_problem(
        actor,
        at,
        visit.unit,
        plan.host,
        finding.text,
        again=labels.FOUND_AGAIN,
        reopen_note=labels.FOUND_NOW.format(plan=plan.title),
        reopen_due=finding.due_on,
        source=source,
        source_detail=labels.FOUND_DUE.format(plan=plan.title, day=day_words(finding.due_on))[:120],
        category=finding.category,
        found_by=finding.by_name,
        found_on=visit.on,
        files=_files_of(finding),
    )
    finding.item, finding.onto, finding.state = item, onto, target
    finding.save(update_fields=["item", "onto", "state"])
    tell("raise_finding", actor, at, finding.code, place_of(visit), item=item.code, onto=onto)
    return item.code


def _files_of(finding: Finding) -> list[Prepared]:
    """The finding's evidence, to stand beside the problem too: the same bytes, nothing is stored twice."""
    rows = Evidence.unscoped.filter(subject=finding.visit.code, code__in=finding.evidence)
    return [Prepared(one.name, one.kind, one.size, one.sha256, one.served) for one in rows]


@act
def drop_finding(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """Say why a finding is no problem after all; it stays in the record with the reason."""
    finding = locked_finding(actor, code)
    finding.state = FINDING_MOVES.take("drop_finding", finding.state).target
    finding.reason = text_of(note, labels.FIELD_REASON, 500)
    finding.save(update_fields=["state", "reason"])
    return tell("drop_finding", actor, at, finding.code, place_of(finding.visit), {"reason": finding.reason})


@act
def publish_plan(*, actor: Viewer, at: datetime, code: str) -> dict[str, Any]:
    """Tell the units of a secret inspection; what was held back is put on the ledger now.

    Returns {"raised": [numbers], "refused": [[finding, sentence]]}; what was refused waits as noted.
    """
    plan, _move = locked_plan(actor, code, "publish_plan")
    if plan.manner != "secret":
        raise Refused(labels.NOT_SECRET, manner=labels.MANNERS[plan.manner])
    if plan.published_at is not None:
        raise Refused(labels.ALREADY_TOLD)
    require_decided(plan, ("noted",))
    plan.published_at = at
    plan.save(update_fields=["published_at"])
    by = add_workdays(day_of(at), int(rules_of(plan)["answer_workdays"]), exceptions())
    Visit.unscoped.filter(plan=plan, state="ended").update(answer_by=by)  # the days run from when it is told
    raised, refused = [], []
    held = Finding.unscoped.select_for_update().filter(visit__plan=plan, state="held").order_by("pk")
    for one in list(held):
        if one.due_on:
            one.due_on = day_of(at) + (one.due_on - day_of(one.at))
            one.save(update_fields=["due_on"])
        try:
            with attempt():
                raised.append(_raise(finding_for(actor, one.code), actor, at))
        except Refused as error:
            refused.append([one.code, str(error)])
    tell("publish_plan", actor, at, plan.code, plan.host, raised=len(raised), refused=len(refused))
    return {"raised": raised, "refused": refused}


@act
def gather_causes(*, actor: Viewer, at: datetime, code: str, title: str, items: Sequence[str]) -> str:
    """Make one problem of the organising unit out of a cause in common; the units' problems hang under it and go on.

    Returns the number of the common cause.
    """
    plan, _move = locked_plan(actor, code, "gather_causes")
    known = {one.item.code: one.item for one in raised_by(plan) if one.item and one.item.state in OPEN}
    wanted = list(dict.fromkeys(items))
    for one in wanted:
        if one not in known:
            raise BadInput(labels.CAUSE_NOT_THEIRS, code=one[:20])
    if len({known[one].unit_id for one in wanted}) < 2:
        raise BadInput(labels.CAUSE_FEW)
    note = labels.CAUSE_NOTE.format(plan=plan.title)
    told: dict[str, Any] = {"category": known[wanted[0]].category, "nature": labels.COMMON, "source_detail": note[:120]}
    source = str(rules_of(plan)["sources"][plan.manner])
    cause = put_problem(actor, at, plan.host, plan.host, title, source=source, **told)
    for one in wanted:
        SINGLE["link_cause"](actor=actor, at=at, code=one, into=cause, note=note)
    tell("gather_causes", actor, at, plan.code, plan.host, cause=cause, count=len(wanted))
    return cause
