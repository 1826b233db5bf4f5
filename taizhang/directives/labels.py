"""Words about speeches and documents."""

from __future__ import annotations

from taizhang.kit.words import _

KINDS = {
    "section": _("部分"),
    "item": _("要点"),
    "task": _("会后即办"),
    "paragraph": _("段落"),
    "closing": _("结束语"),
}
PROGRESS = {
    "done": _("已办结"),
    "running": _("办理中"),
    "late": _("超期"),
    "nobody": _("没有交办"),
    "none": _("不需交办"),
}
NO_DOCUMENT = _("没有这份讲话或文件，或者它不在您的管辖范围内。")
NO_CLAUSE = _("没有勾选要交办的条款。请先在左边勾选。")
EMPTY = _("文件里没有文字。请核对后再导入。")
TOO_LONG = _("文字有{count}个字，超过{limit}字的上限。请拆开后再导入。")
TOO_MANY_CLAUSES = _("文件分出的条款超过{limit}条。请拆成几份再导入。")
NOT_OFFICE = _("只有县委组织部或党（工）委可以导入文件、交办任务。请切换身份。")
TWICE = _("这份文件已经导入过：“{title}”。不用重复导入。")
ENTRY_KINDS = {
    "document.imported": (_("导入讲话或文件"), _("导入文件 {subject}，分出{count}条")),
    "clauses.issued": (_("按条款交办"), _("按文件 {subject} 交办{count}项任务")),
    "clauses.linked": (_("挂接已有任务"), _("文件 {subject} 的条款挂接{count}项任务")),
}
DAY_OR_LONG_TERM = _("请填完成时限；确实没有时限的，勾选“长期坚持”。")
NOT_OWN_DOCUMENT = _("这份文件是“{unit}”导入的，由该单位挂接任务。")
NO_SUCH_TASKS = _("没有找到这些任务：{codes}。请写任务编号，如 T26-00001，一行一个。")
