"""Words of the overview."""

from __future__ import annotations

from taizhang.kit.words import _

TOTALS = {"total": _("合计"), "late": _("超期"), "recurring": _("反复"), "rate": _("销号率"), "stopped": _("停在哪")}
SENTENCE = _("{unit}共{total}个问题，已销号{closed}个，超期{late}个，其中{recurring}个反复出现。")
TO_UNITS, TIMES = _("交给{count}个单位"), _("今年已登记{count}次")
NO_LEADER = _("“{unit}”没有这位领导的任职或分工。请从班子责任页面上选。")
NO_FORMAT = _("没有这种格式。可以下载：xlsx、docx。")
NOT_YET = _("{year}年还没有到。请选今年或以前的年份。")
NOBODY_BELOW = _("“{unit}”下面没有组织，不用出通报。")
EMPTY = _("{unit}还没有登记问题。")
