"""Words about people, roles and signing in."""

from __future__ import annotations

from taizhang.kit.words import _

ROLES = {
    "secretary": _("书记"),
    "clerk": _("经办人"),
    "overseer": _("组织部经办"),
    "leader": _("领导"),
    "inspector": _("巡查人员"),
    "system_admin": _("系统管理员"),
    "security_admin": _("安全管理员"),
    "audit_admin": _("审计管理员"),
}
DOORS = {
    "handle": _("办理"),
    "oversee": _("督办"),
    "inspect": _("检查"),
    "overview": _("总览"),
    "public": _("公开"),
    "administer": _("管理"),
}

COMMAND_LINE = _("命令行")
SYSTEM_POST = _("系统")
NOT_GRANTOR = _("只有安全管理员可以授予或收回角色。请联系安全管理员。")
NOT_ACCOUNT_KEEPER = _("只有系统管理员可以开设或停用账号。请联系系统管理员。")
NO_SUCH_ACCOUNT = _("没有账号“{name}”。请核对用户名。")
NO_SUCH_ROLE = _("没有角色“{role}”。可用的角色：{known}。")
USERNAME_TAKEN = _("用户名“{name}”已经有人使用。请换一个。")
HAS_ACCOUNT = _("“{name}”已经有账号，一人只能有一个。请直接给原账号授权，或核对是否重名。")
EXCLUSIVE = _("系统、安全、审计三个管理员必须分开，且不能兼任业务角色。“{name}”已是“{role}”，请另选一人。")
BAD_CODE = _("激活码不对，或已过期、已用过。请向系统管理员要一个新的激活码。")
WEAK_SHORT = _("密码至少12位，现在只有{count}位。请加长。")
WEAK_CLASSES = _("密码要在大写字母、小写字母、数字、符号中至少包含三种。请补上。")
WEAK_NAME = _("密码里不能有用户名。请换一个。")
WEAK_COMMON = _("这个密码太常见，容易被猜到。请换一个。")
IDLE_ENDED = _("您离开的时间长了，为安全已自动退出。请重新登录，刚才没有提交的内容要再填一次。")
LOCKED_OUT = _("连续5次输错，账号暂停登录15分钟。到时可再试；忘记密码请找系统管理员要激活码。")
WRONG_SIGN_IN = _("用户名或密码不对。请重新输入；连续5次输错会暂停15分钟。")
NO_ROLE = _("您的账号还没有角色，暂时看不到内容。请联系安全管理员。")
BAD_CITIZEN = _("身份证号“{text}”校验不通过。请核对18位号码。")
BAD_PHONE = _("手机号“{text}”不是11位手机号。请核对。")
BAD_USERNAME = _("账号“{text}”只能用字母、数字、点、横线，2至40位。请改正。")
SAME_USERNAME = _("账号“{text}”和第{row}行重复。一人一个账号，请换一个。")
NO_PERSON_NAME = _("“姓名”是空的。请填上。")
UNKNOWN_UNIT = _("找不到组织“{text}”。{near}请改成系统里已有的全称或简称。")
AMBIGUOUS_UNIT = _("叫“{text}”的组织有{count}个。请写全称。")
SEEN_TWICE = _("同一个人在同一组织任同一职务出现了两次（第{row}行）。请删去一行。")
BAD_ROLE_CELL = _("看不懂角色“{text}”。可以写：{known}。")
ADMIN_HANGS = _("“{name}”还有人担任{role}，不能撤销或合并。请安全管理员先收回这个角色。")
NO_SUCH_PERSON = _("没有代码为“{code}”的人。请从任职页上选。")
OWN_KEY = _("接口令牌只能由本人申请，或由服务器管理员在命令行上发给本人。")
WORK_IS_CONTENT = _("问题和任务是业务内容，移交给谁由县委组织部办理。请只登记离任，或请县委组织部办理。")
NAMESAKE = _("这个组织里还有一位“{name}”，分不清哪些事是谁的，没有移交。请只登记离任，再到事项页逐件移交。")
NAME_TOO_LONG = _("姓名、职务不能超过{limit}个字。请写短一些。")
NO_PERSON_HERE = _("这个人不在这个组织任职。请刷新页面再试。")
NOT_REVEALER = _("只有县委组织部可以查看完整号码。请联系县委组织部。")
NEEDS_PURPOSE = _("查看完整号码要写明用途。请写上，流水里会记下是谁、何时看的。")
REVEALED_OFTEN = _("一小时内最多查看{limit}次完整号码，您已经到了。请过一会儿再看，或请另一位同志办理。")
NUMBER_RUINED = _("“{text}”是按数字存的，超过15位的数字在Excel里已经失真。请把该列设为“文本”后重新填写。")

ENTRY_KINDS = {
    "person.posted": (_("任职"), _("登记任职 {subject}")),
    "person.unposted": (_("离任"), _("登记离任 {subject}")),
    "portfolio.set": (_("明确分工"), _("明确分工 {subject}")),
    "contact.set": (_("明确联系点"), _("明确联系点 {subject}")),
    "account.opened": (_("开设账号"), _("开设账号 {subject}")),
    "account.activated": (_("激活账号"), _("激活账号 {subject}")),
    "account.disabled": (_("停用账号"), _("停用账号 {subject}")),
    "token.issued": (_("发放接口令牌"), _("为账号 {subject} 发放接口令牌")),
    "token.revoked": (_("停用接口令牌"), _("停用账号 {subject} 的接口令牌")),
    "role.granted": (_("授予角色"), _("授予账号 {subject} 角色 {role}")),
    "role.revoked": (_("收回角色"), _("收回账号 {subject} 角色 {role}")),
    "people.imported": (_("导入人员"), _("导入人员 {count} 人")),
    "number.revealed": (_("查看证件号码"), _("查看人员 {subject} 的号码")),
}
