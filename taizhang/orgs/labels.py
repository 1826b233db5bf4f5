"""Words of the tree."""

from __future__ import annotations

from taizhang.kit.words import _

KINDS = {
    "county": _("县委"),
    "leading_group": _("党组"),
    "committee": _("党委"),
    "work_committee": _("党（工）委"),
    "township": _("乡镇党委"),
    "street": _("街道党工委"),
    "general_branch": _("党总支"),
    "branch": _("党支部"),
    "joint_branch": _("联合党支部"),
    "department": _("部门"),
}
FIELDS = {
    "rural": _("农村"),
    "urban": _("城市"),
    "organ": _("机关"),
    "new": _("两新"),
    "state_firm": _("国企"),
    "school": _("学校"),
    "hospital": _("医院"),
}
BODIES = {
    "division": _("行政区划"),
    "village": _("村"),
    "community": _("社区"),
    "organ": _("机关"),
    "firm": _("企业"),
    "other": _("其他"),
}

NO_NAME = _("“党组织全称”是空的。请填上全称。")
NAME_TOO_LONG = _("名称超过{limit}个字。请写短一些。")
NAME_TAKEN = _("已经有“{name}”（代码{code}）。请核对；确是另一个组织，请换一个能分得清的名称。")
NO_SUCH_CHANGE = _("没有这种变动。请从页面上选：设立、更名、调整隶属、条块、合并、分设、撤销。")
ITEMS_ARE_CONTENT = _("问题和任务是业务内容，由县委组织部划分。请只划分下级组织，或请县委组织部办理。")
ROOT_THERE = _("最上级只能有一个，现在是“{name}”。请填上级组织。")
ROOT_STAYS = _("“{name}”是最上级组织，不能分设。")
NOT_ITS_CHILD = _("“{name}”不是“{parent}”的直接下级，不能划给新组织。请刷新页面再选。")
AT_CELL = _("第{row}行“{column}”：{fault}")
NO_LINE = _("找不到业务指导单位“{name}”。{near}请改成表中或系统里已有的全称或简称。")
HANGS = {
    "slips": _("没有办结的督办单"),
    "below": _("下级组织"),
    "items": _("没有了结的问题和任务"),
    "duties": _("今年的责任"),
    "accepts": _("等它验收或审核的事项"),
    "visits": _("待走访的检查"),
    "posts": _("任职"),
    "roles": _("账号的角色"),
    "contacts": _("联系领导"),
}
NO_PARENT = _("找不到上级党组织“{name}”。{near}请改成表中或系统里已有的全称或简称。")
AMBIGUOUS_PARENT = _("叫“{name}”的组织有{count}个：{names}。请写全称。")
TWICE = _("“{name}”在表里出现了两次（第{row}行）。请删去一行。")
BAD_KIND = _("看不懂组织类别“{text}”。可以写：{known}。")
BAD_FIELD = _("看不懂领域“{text}”。可以写：{known}。")
BAD_CREDIT = _("统一社会信用代码“{text}”的校验位不对（应是18位）。请对照证照核对。")
BAD_DIVISION = _("区划代码“{text}”不对：应是2、4、6、9或12位数字，前两位是省份。")
BAD_COUNT = _("“{text}”不是人数。请写数字。")
LOOP = _("“{name}”的上级绕回了它自己。请核对上级党组织一栏。")
TWO_ROOTS = _("“{name}”没有写上级党组织，可是最上级只能有一个（现为“{root}”）。请填上级。")
NUMBER_RUINED = _("“{text}”是按数字存的，超过15位的数字在Excel里已经失真。请把该列设为“文本”后重新填写。")
NEAR = _("是不是“{names}”？")
MOVED_UNDER_ITSELF = _("不能把“{name}”挂到它自己的下级下面。请另选上级。")
CLOSED = _("“{name}”已经撤销，不能再变动。")
HAS_CHILDREN = _("“{name}”下面还有{count}个组织，不能撤销。请先把它们划走或撤销。")
MERGED_INTO_ITSELF = _("“{name}”不能并入它自己。请选另一个组织。")
NO_SUCH_UNIT = _("没有代码或名称为“{text}”的组织，或者它不在您的管辖范围内。{near}")
NO_AREA = _("区划名录里没有“{text}”。请写县（市、区）的名称或6位代码。")
AMBIGUOUS_AREA = _("叫“{text}”的地方有{count}个，请改用代码：{names}。")
ROOT_EXISTS = _("系统里已经有最上级组织“{name}”，不能再装入另一个县。")
NOTHING_MOVES = _("“{name}”已经挂在“{parent}”下面，没有变动。")

ENTRY_KINDS = {
    "unit.opened": (_("设立组织"), _("设立组织 {subject}")),
    "unit.renamed": (_("更名"), _("组织 {subject} 更名")),
    "unit.moved": (_("调整隶属"), _("组织 {subject} 调整隶属")),
    "unit.merged": (_("合并"), _("组织 {subject} 并入 {into}")),
    "unit.closed": (_("撤销组织"), _("撤销组织 {subject}")),
    "unit.split": (_("分设"), _("组织 {subject} 分设出 {made}")),
    "line.set": (_("明确条块"), _("明确组织 {subject} 的业务指导单位")),
    "units.imported": (_("导入组织"), _("导入组织 {count} 个")),
    "field.owned": (_("明确领域主管"), _("明确领域主管部门 {subject}")),
}
