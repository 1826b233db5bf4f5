"""Words about what falls due."""

from __future__ import annotations

from taizhang.kit.words import _

STATES = {
    "not_due": _("未到期"),
    "due": _("该办了"),
    "done": _("已办"),
    "recorded_late": _("已办·迟录"),
    "missed": _("未办"),
    "exempt": _("免办"),
}
CADENCES = {
    "monthly": _("每月"),
    "quarterly": _("每季度"),
    "half-yearly": _("每半年"),
    "yearly": _("每年"),
    "standing": _("长期"),
}
PERIODS = {
    "M": _("{number}月"),
    "Q": _("第{number}季度"),
    "H1": _("上半年"),
    "H2": _("下半年"),
    "Y": _("全年"),
}
FUTURE = _("办理日期{day}还没有到。请填实际办理的日期。")
OUTSIDE = _("办理日期{day}不在{period}之内。请核对日期，或选对应的一期。")
NO_PERIOD = _("没有“{period}”这一期。请从页面上列出的各期中选一期。")
DONE_ALREADY = _("{period}已经登记办过，不需要免办。")
LIFTED = _("{period}已经批准免办，不用登记。")
STANDING = _("长期坚持的责任没有分期，不用逐期登记。")
TWICE = _("{period}已经登记过，不用再登记。")

ENTRY_KINDS = {
    "obligation.fulfilled": (_("登记应办事项"), _("登记责任 {subject} {period}已办")),
    "obligation.refuted": (_("抽查不符"), _("责任 {subject} {period}登记已办，抽查不符")),
    "obligation.exempted": (_("免办"), _("责任 {subject} {period}免办")),
}
