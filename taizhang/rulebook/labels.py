"""Words about rule books."""

from __future__ import annotations

from taizhang.kit.words import _

STATES = {"draft": _("草稿"), "published": _("已发布")}
KINDS = {
    "duties": _("责任清单范本"),
    "lists": _("清单栏目"),
    "terms": _("问题字典与规则"),
    "headings": _("表头同义词"),
    "debrief": _("述职评议规则"),
    "ladder": _("督办阶梯"),
    "appraisal": _("测评票"),
    "grades": _("等次规则"),
    "accountability": _("追责问责规则"),
    "checklist": _("检查表"),
    "inspection": _("检查规则"),
    "leadership": _("领导班子责任"),
    "accounts": _("三本账规则"),
}
UNREADABLE = _("规则书读不出来：{why}。请检查YAML的缩进和冒号。")
NO_KIND = _("规则书没有写清 kind，或不认识“{kind}”。可用：{known}。")
BREAKS_SCHEMA = _("规则书“{where}”处不合规定：{why}。请改正后再试。")
FROZEN = _("“{name}”{version}版已经发布，不能再改。请换一个版本号。")
OTHER_KIND = _("“{name}”是“{kind}”用的代号。请换一个英文代号。")
SAME_DAY = _("“{name}”已有从{day}起生效的版本{version}。请换一个生效日期。")
NO_BOOK = _("没有在{day}有效的规则书“{name}”。请先发布。")
NOT_KEEPER = _("只有系统管理员或县委组织部可以发布规则书。请联系他们。")
BAD_SHAPE = {
    "required": _("缺少必填的内容"),
    "additionalProperties": _("有不认识的栏目"),
    "type": _("类型不对"),
    "enum": _("不在可选的范围内"),
    "minItems": _("条数太少"),
    "pattern": _("写法不对"),
    "minLength": _("不能是空的"),
}
SHAPE_ELSE = _("不合格式")
CLASH = _("有重复的、次序不对的或者找不到的")

NO_SUCH_LIST = _("没有叫“{name}”的清单。请从页面上选。")
TEMPLATE_UNFIT = _("（模板“{name}”与现行栏目不符，本件按本系统的版式输出。请系统管理员更换模板。）")
NO_TRIAL = _("这一种规则书没有可以试算的数据，检查格式即可。")
SHAPE_FINE = _("格式检查通过：{title} {version}版，{day}起生效。")

ENTRY_KINDS = {
    "book.drafted": (_("存规则书草稿"), _("存规则书 {subject} {version}版草稿")),
    "layout.published": (_("启用Word模板"), _("清单 {subject} 的Word模板更换")),
    "book.published": (_("发布规则书"), _("发布规则书 {subject} {version}版")),
}
