"""The tables of moves in memory: every path is legal, nothing opens by itself. And the full matrix through the acts."""

from __future__ import annotations

import os
import random

import pytest

from taizhang.kit.errors import Refused
from taizhang.ledger.labels import ACTS, NEEDS, STATES, WHO
from taizhang.ledger.models import Item
from taizhang.ledger.policy import RELATIONS
from taizhang.ledger.selectors import acts_open_to
from taizhang.ledger.states import ACCEPTER, DOER, FIRST, OPEN, TABLES
from tests.cast import AT, PEOPLE, County

STEPS = 1_000_000


@pytest.mark.once
@pytest.mark.parametrize("kind", TABLES)
def test_table_names_only_known_states_acts_and_relations(kind: str) -> None:
    table = TABLES[kind]
    for move in table.moves:
        assert set(move.sources) | {move.target} <= set(table.states) <= set(STATES)
        assert move.act in ACTS and move.who in RELATIONS and move.who in WHO and move.needs in NEEDS


@pytest.mark.once
def test_every_state_is_reached_and_every_open_state_has_a_way_out() -> None:
    for kind, table in TABLES.items():
        reached, frontier = {FIRST[kind]}, [FIRST[kind]]
        while frontier:
            for move in table.open_from(frontier.pop()):
                if move.target not in reached:
                    reached.add(move.target)
                    frontier.append(move.target)
        assert reached | {"closed_before"} >= set(table.states)
        assert all(
            any(m.target != state for m in table.open_from(state))
            for state in table.states
            if (state in OPEN and state != "agreed") or state == "agreed"
        )


@pytest.mark.once
def test_a_million_random_steps_never_leave_the_table() -> None:
    dice = random.Random(11)
    for kind, table in TABLES.items():
        acts, allowed = list(table.acts_used), {(s, m.act): m.target for m in table.moves for s in m.sources}
        state = FIRST[kind]
        for _unused in range(STEPS // 3):
            act = dice.choice(acts)
            try:
                target = table.take(act, state).target
            except Refused:
                assert (state, act) not in allowed
                continue
            assert target == allowed[state, act]
            state = target if table.open_from(target) else FIRST[kind]


@pytest.mark.once
def test_the_doer_never_closes_and_nothing_closes_without_acceptance() -> None:
    for table in TABLES.values():
        for move in table.moves:
            if move.target in ("closed", "done", "untrue") and move.target not in move.sources:
                assert move.who == ACCEPTER and move.who != DOER


MATRIX_STATES = ("to_verify", "untrue_claimed", "to_plan", "plan_submitted", "rectifying", "closure_applied", "closed")


@pytest.mark.parametrize("state", MATRIX_STATES)
def test_matrix_of_state_act_and_person(county: County, state: str) -> None:
    """Whatever the screen offers is open in the action, and whatever it does not offer is refused, for every person."""
    item = county.bring_to(state, county.problem())
    county.problem(title="全县共性问题", unit="县委")
    for username in PEOPLE:
        viewer = county.who(username)
        offered = {option.act for option in acts_open_to(viewer, item) if option.open}
        for act in TABLES["problem"].acts_used:
            try:
                county.do(act, username, item.code, at=AT, **told_for(act, county))
                done = True
            except (Refused, TypeError) as error:
                done = not isinstance(error, Refused) or error.status == 400
            assert done == (act in offered), (state, username, act)
            fresh = Item.unscoped.get(pk=item.pk)
            if fresh.version != item.version:  # the act went through: start again from the same state
                item = county.bring_to(state, county.problem(title=f"{state}{username}{act}"))


def told_for(act: str, county: County) -> dict[str, object]:
    """Nothing but what another thing is found by: whether an act is open shows before what it needs."""
    if act in ("merge_problem", "link_cause"):
        return {"into": Item.unscoped.get(title="全县共性问题").code, "note": "同因"}
    return {"unit": county.unit("前坝村党支部"), "note": "改交"} if act == "transfer_problem" else {}


@pytest.mark.skipif(os.environ.get("TAIZHANG_FAULTS") == "skip", reason="asked to skip")
def test_two_thousand_random_acts_keep_every_item_legal(county: County) -> None:
    dice, acts = random.Random(5), list(TABLES["problem"].acts_used)
    codes = [county.problem(title=f"问题{n}") for n in range(3)]
    steps = 2_000 if os.environ.get("TAIZHANG_FAULTS") == "full" else 400
    for _unused in range(steps):
        code, act, who = (
            dice.choice(codes),
            dice.choice(acts),
            dice.choice(("zhao", "cheng", "qiao", "ma", "tian", "li")),
        )
        before = Item.unscoped.get(code=code)
        told = dice.choice(({}, {"note": "说明"}, {"measures": "措施"}))
        try:
            county.do(act, who, code, **told)
        except (Refused, TypeError):
            assert Item.unscoped.get(code=code).version == before.version
            continue
        after = Item.unscoped.get(code=code)
        assert TABLES["problem"].take(act, before.state).target == after.state
        assert after.steps.count() == after.version
