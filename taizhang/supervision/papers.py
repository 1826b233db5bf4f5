"""The papers of supervision: a slip as printed, a bulletin (通报)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext

from taizhang.documents.lists import Column, ListSheet
from taizhang.documents.papers import Paper
from taizhang.kit.clock import day_of
from taizhang.kit.words import _, day_words
from taizhang.supervision import labels
from taizhang.supervision.models import Slip
from taizhang.supervision.rules import rung_called

LINES = (_("承办单位"), _("督办事项"), _("台账编号"), _("办理要求"), _("反馈期限"), _("办理情况"), _("审核意见"))
DECIDER = _("决定人：{name}")
BULLETIN = _("关于部分单位办理滞后情况的{label}")
OPENING = _("{since}以来，下列事项超过时限没有办结，予以{label}。请有关单位抓紧办理，并在期限内反馈。")
HEADINGS = (_("序号"), _("单位"), _("事项"), _("时限"), _("文号"), _("反馈期限"))
WIDTHS = (5, 12, 30, 10, 12, 10)


def slip_paper(slip: Slip, rungs: Sequence[Any], opinion: str) -> Paper:
    """The slip as a table on one page, to be signed for by hand where that is the custom."""
    label = gettext(rung_called(rungs, slip.rung or slip.asked)["label"])
    told = (
        slip.unit.name,
        slip.title,
        slip.item.code if slip.item else "",
        slip.demand or (gettext(labels.DEMAND_FIRST).format(day=day_words(slip.due_on)) if slip.due_on else ""),
        day_words(slip.due_on),
        slip.answer,
        opinion,
    )
    rows = [[gettext(name), text] for name, text in zip(LINES, told, strict=True)]
    table = ListSheet("", [Column(gettext(_("项目")), 10), Column(gettext(_("内容")), 40)], rows)
    signed = [gettext(DECIDER).format(name=slip.decided_by)] if slip.decided_by else []
    when = [day_words(day_of(slip.decided_at))] if slip.decided_at else []
    return Paper(label, (table,), number=slip.number, below=(*signed, slip.host.name, *when))


def bulletin_paper(slips: Sequence[Slip], label: str, host: str, since: date, today: date) -> Paper:
    """A bulletin of what stands at a rung: units and matters, in the tree's order, never ranked."""
    rows = [
        [
            str(number),
            slip.unit.label,
            slip.title,
            day_words(slip.item.due_on if slip.item else None),
            slip.number,
            day_words(slip.due_on),
        ]
        for number, slip in enumerate(slips, 1)
    ]
    columns = [Column(gettext(text), width) for text, width in zip(HEADINGS, WIDTHS, strict=True)]
    opening = gettext(OPENING).format(since=day_words(since), label=label)
    return Paper(
        gettext(BULLETIN).format(label=label), (opening, ListSheet("", columns, rows)), below=(host, day_words(today))
    )
