"""Where the house is wired: kinds of entries, kind → followers, providers. One visible table each."""

from __future__ import annotations

from django.utils.module_loading import import_string

from taizhang.api.views.acts import TAKE_IN
from taizhang.cycle import labels as cycle
from taizhang.debrief import labels as debrief
from taizhang.debrief.followers import follow_accepted_filing, follow_sent_filing
from taizhang.debrief.labels import REPORT_PAPER, REPORT_PARTS
from taizhang.debrief.selectors import debriefs_waiting, has_debriefed
from taizhang.debrief.selectors import sight as comments
from taizhang.debrief.selectors.grades import grades_waiting, sees_count
from taizhang.debrief.trials import TRIALS as DEBRIEF_TRIALS
from taizhang.directives import labels as directives
from taizhang.evidence import labels as evidence
from taizhang.evidence.actions import AFTER_VIDEO
from taizhang.evidence.selectors import NAMED_BESIDE, SIGHT
from taizhang.filing import labels as filing
from taizhang.filing.actions import AFTER
from taizhang.filing.selectors import filings_waiting, sees_filing, sees_spot, spots_waiting
from taizhang.inspection import labels as inspection
from taizhang.inspection.actions.films import AFTER_FILM
from taizhang.inspection.followers import follow_ended_unit as follow_ended_visits
from taizhang.inspection.selectors import films, inspections_waiting, sees_visit
from taizhang.inspection.selectors import hanging_on as visits_on
from taizhang.inspection.selectors.films import film_digests, sees_film
from taizhang.journal.acts import FOLLOWERS, Follower
from taizhang.journal.kinds import Kind, declare
from taizhang.journal.selectors import NAMES
from taizhang.kit.templatetags.kit import PERIOD_WORDS
from taizhang.kit.waiting import ASKED
from taizhang.ledger import labels as ledger
from taizhang.ledger.followers import (
    follow_closed_unit,
    follow_merged_unit,
    follow_moved_unit,
    follow_renamed_unit,
    follow_split_unit,
    follow_unposted_person,
    refuse_closing_with_open_items,
)
from taizhang.ledger.selectors import Beside, open_titles, sees_item
from taizhang.ledger.selectors import hanging_on as items_on
from taizhang.ledger.trials import TRIALS as LEDGER_TRIALS
from taizhang.ledger.views.items import BACKGROUND, BESIDE
from taizhang.obligations import labels as obligations
from taizhang.obligations.rules import period_words
from taizhang.offline import labels as offline
from taizhang.offline.selectors import late_digests, lates_waiting
from taizhang.orgs import labels as orgs
from taizhang.orgs.actions import BEFORE_CLOSING
from taizhang.orgs.selectors import HANGING, SHARED_OUT, unit_names
from taizhang.people import labels as people
from taizhang.people.followers import follow_ended_unit
from taizhang.people.selectors import account_names
from taizhang.people.selectors import hanging_on as people_on
from taizhang.rulebook import labels as rulebook
from taizhang.rulebook.selectors import PAPERS, TRIALS, PaperLayout
from taizhang.shell.actions import act_in_background
from taizhang.shell.roads import take_in
from taizhang.supervision import labels as supervision
from taizhang.supervision.followers import (
    ENDING,
    follow_ended_item,
    follow_moved_items,
    follow_reopened_item,
    refuse_closing_with_slips,
)
from taizhang.supervision.followers import follow_merged_unit as follow_merged_slips
from taizhang.supervision.selectors import cases_waiting, sees_case, sees_slip, slips, slips_waiting
from taizhang.supervision.selectors import hanging_on as slips_on
from taizhang.supervision.trials import TRIALS as LADDER_TRIALS

BELOW = (orgs, people, rulebook, cycle, obligations, evidence)
APPS = (*BELOW, ledger, directives, inspection, filing, debrief, supervision, offline)

# a record below wakes a reader above, in the same transaction
FOLLOWING: dict[str, list[Follower]] = {
    "unit.moved": [follow_moved_unit, follow_moved_items],
    "unit.merged": [follow_merged_unit, follow_ended_unit, follow_merged_slips, follow_ended_visits],
    "person.unposted": [follow_unposted_person],
    "unit.split": [follow_split_unit, follow_moved_items],
    "unit.closed": [follow_closed_unit, follow_ended_unit, follow_moved_items, follow_ended_visits],
    "unit.renamed": [follow_renamed_unit],
    "filing.send_filing": [follow_sent_filing],
    "filing.accept_filing": [follow_accepted_filing],
    **{f"item.{act}": [follow_ended_item] for act in ENDING},
    "item.reopen_problem": [follow_reopened_item],
    "item.transfer_problem": [follow_moved_items],
}


def bind() -> None:
    """Declare every kind of entry, hang up the followers, answer the providers."""
    for labels in APPS:
        declare({kind: Kind(label, sentence) for kind, (label, sentence) in labels.ENTRY_KINDS.items()})
    FOLLOWERS.clear()
    FOLLOWERS.update(FOLLOWING)
    AFTER["debrief"] = [has_debriefed]
    AFTER_VIDEO[:] = [lambda digest: import_string("taizhang.shell.tasks.prepare_footage").enqueue(digest)]
    AFTER_FILM[:] = [lambda *told: import_string("taizhang.shell.tasks.assemble_film").enqueue(*told)]
    NAMED_BESIDE[:] = [film_digests, late_digests]
    SIGHT[:] = [sees_item, sees_filing, sees_slip, sees_case, sees_visit, sees_film, sees_count, sees_spot]
    PERIOD_WORDS[:] = [period_words]
    NAMES[:] = [unit_names, account_names]
    PAPERS["debrief-report"] = PaperLayout(REPORT_PAPER, REPORT_PARTS)
    TRIALS.update(LEDGER_TRIALS | DEBRIEF_TRIALS | LADDER_TRIALS)
    ASKED[:] = [slips_waiting, cases_waiting, debriefs_waiting, grades_waiting, filings_waiting, spots_waiting]
    ASKED.extend((inspections_waiting, lates_waiting))
    BESIDE[:] = [Beside(one.naming_item, one.beside_item) for one in (films, comments, slips)]
    BACKGROUND[:] = [act_in_background]
    TAKE_IN[:] = [take_in]
    HANGING[:] = [items_on, people_on, slips_on, visits_on]
    SHARED_OUT[:] = [open_titles]
    BEFORE_CLOSING[:] = [refuse_closing_with_open_items, refuse_closing_with_slips]
