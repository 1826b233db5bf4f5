"""The acts on items: the only code that writes them."""

from taizhang.ledger.actions.bulk import MOST, SINGLE, act_on_many, take_changes
from taizhang.ledger.actions.counting import recount
from taizhang.ledger.actions.importing import import_problems, import_tasks
from taizhang.ledger.actions.raising import cascade_task, issue_task, propose_duties, raise_problem

__all__ = [
    "MOST",
    "SINGLE",
    "act_on_many",
    "cascade_task",
    "import_problems",
    "import_tasks",
    "issue_task",
    "propose_duties",
    "raise_problem",
    "recount",
    "take_changes",
]
