"""Every word a person reads about items."""

from __future__ import annotations

from taizhang.kit.words import _

KINDS = {"duty": _("责任"), "task": _("任务"), "problem": _("问题")}
PROBLEM_STATES = {
    "to_verify": _("待核实"),
    "untrue_claimed": _("申报不属实"),
    "to_plan": _("待制定措施"),
    "plan_submitted": _("措施待审"),
    "rectifying": _("整改中"),
    "closure_applied": _("申请销号"),
    "long_term": _("长期坚持"),
    "closed": _("已销号"),
    "closed_before": _("此前已销号"),
    "untrue": _("不属实"),
    "merged": _("并入共性问题"),
    "withdrawn": _("已作废"),
}
TASK_STATES = {
    "issued": _("待签收"),
    "doing": _("办理中"),
    "submitted": _("待验收"),
    "done": _("已办结"),
    "withdrawn": _("已作废"),
}
DUTY_STATES = {
    "proposed": _("已提出"),
    "agreed": _("已认定"),
    "sealed": _("已封存"),
    "settled": _("已结账"),
    "withdrawn": _("已退回"),
}
STATES = {**PROBLEM_STATES, **TASK_STATES, **DUTY_STATES, "withdrawn": _("已作废"), "moved": _("已转到别的单位")}
ACTS = {
    "raise_problem": _("登记问题"),
    "verify_problem": _("核实"),
    "claim_untrue": _("申报不属实"),
    "consent_untrue": _("同意不属实"),
    "refuse_untrue": _("不同意，重新核实"),
    "submit_plan": _("报送整改措施"),
    "rectify_at_once": _("立行立改"),
    "approve_plan": _("审核通过措施"),
    "return_plan": _("退回措施"),
    "report_progress": _("报进展"),
    "request_extension": _("申请延期"),
    "grant_extension": _("批准延期"),
    "refuse_extension": _("不批准延期"),
    "adjust_due": _("调整时限"),
    "apply_closure": _("申请销号"),
    "accept_closure": _("验收销号"),
    "accept_long_term": _("转为长期坚持"),
    "return_closure": _("退回整改"),
    "revisit_problem": _("回头看"),
    "reopen_problem": _("反弹重开"),
    "transfer_problem": _("改交其他单位"),
    "merge_problem": _("并入共性问题"),
    "link_cause": _("归到共性问题"),
    "withdraw_item": _("作废"),
    "hand_over": _("移交责任人"),
    "issue_task": _("交办"),
    "sign_task": _("签收"),
    "cascade_task": _("向下分解"),
    "submit_task": _("报送结果"),
    "pass_task": _("验收通过"),
    "return_task": _("退回重办"),
    "propose_duties": _("提出责任清单"),
    "agree_duty": _("认定"),
    "return_duty": _("退回"),
    "seal_duty": _("封存"),
    "fulfil_duty": _("登记已办"),
    "exempt_duty": _("免办一期"),
    "settle_duty": _("结账"),
    "import_problem": _("导入问题"),
    "follow_unit": _("随组织变动转入"),
}
WHO = {
    "doer": _("责任单位（含其下级）的经办人"),
    "raiser": _("提出问题或任务的单位"),
    "accepter": _("验收单位，且不是办理人本人"),
    "above": _("上一级党组织"),
}
NEEDS = {
    "": "",
    "verification": _("谁去、何时、怎样核实、依据"),
    "reason": _("理由"),
    "plan": _("措施、责任人、时限"),
    "measures": _("措施"),
    "text": _("说明"),
    "extension": _("新时限和理由，须在到期前"),
    "result": _("整改结果"),
    "acceptance": _("至少一份佐证，或现场查验意见"),
    "reopening": _("理由和新的时限"),
    "unit": _("新的责任单位和理由"),
    "units": _("下级组织"),
    "item": _("共性问题编号和理由"),
    "person": _("新责任人"),
    "period": _("哪一期、哪天办的"),
    "exemption": _("免办哪一期、为什么"),
}
NOTE_VERIFY = _("属实或部分属实；写清谁去、何时、怎样、依据什么")
NOTE_UNTRUE = _("不属实须经提出单位同意")
NOTE_PLAN = _("措施经审核后才算定下")
NOTE_AT_ONCE = _("马上能改的，不必等审核")
NOTE_EXTENSION = _("只能在到期之前申请")
NOTE_ADJUST = _("时限由验收单位调整，写明理由；原时限留在过程里")
NOTE_CLOSURE = _("佐证可以是文件、记录、纪要或照片，不强求照片")
NOTE_ACCEPT = _("谁提出、谁验收；办理人不能验收自己办的事")
NOTE_REVISIT = _("看看改好的有没有反弹")
NOTE_REOPEN = _("沿用原编号，历史不断")
NOTE_LINK = _("各单位照旧整改自己的，共性原因由那一件统一解决")
NOTE_WITHDRAW = _("作废也要由验收单位来办，自己提的不能自己撤")
NOTE_CASCADE = _("一级抓一级，进度自动汇总")

TIMINGS = {"dated": _("限期"), "at_once": _("立行立改"), "long_term": _("长期坚持")}
FINDINGS = {"true": _("属实"), "partly": _("部分属实"), "untrue": _("不属实")}
LIGHTS = {
    "none": _("未到期"),
    "near": _("临近"),
    "behind": _("滞后"),
    "late": _("超期"),
    "done": _("已了结"),
    "over": _("不再办"),
    "undated": _("长期"),
}
DUE_HEADING = _("时限")
COPIES = _("{count}份")
YES, NO = _("是"), _("否")

# refusals: what happened, why, what to do
NO_ITEM = _("没有编号为“{code}”的事项，或者它不在您的管辖范围内。请核对编号。")
NOT_DOER = _("“{act}”要由责任单位“{unit}”的人来办。您现在的身份是“{post}”，请由该单位经办。")
NOT_ACCEPTER = _("“{act}”要由验收单位“{unit}”来办。您现在的身份是“{post}”，请由该单位办理。")
NOT_RAISER = _("“{act}”要由提出单位“{unit}”来办。请与他们联系。")
NOT_ABOVE = _("“{act}”要由上一级党组织来办。请报上一级。")
READ_ONLY = _("您现在的身份只能查看，不能办理。请切换到有办理权限的身份。")
DID_IT_YOURSELF = _("这件事是您经手办理的，不能由您自己验收。请由本单位另一位同志验收。")
NEEDS_REASON = _("没有写理由。退回、作废、不同意都要说明原因，好让对方知道怎么改。")
# The fields a refusal names.
FIELD_PROBLEM = _("问题描述")
FIELD_TASK = _("任务")
FIELD_UNIT = _("责任单位")
FIELD_NEW_DUE = _("新时限")
FIELD_REVISIT = _("回头看结果")
FIELD_FINDING = _("属实或部分属实")
FIELD_MEASURES = _("整改措施")
FIELD_PROGRESS = _("进展")
FIELD_RESULT = _("整改结果")
FIELD_TASK_RESULT = _("办理结果")
FIELD_NEW_PERSON = _("新责任人")
FIELD_PERIOD = _("哪一期、哪天办的")
FIELD_DONE_ON = _("哪天办的")
FIELD_DUE = _("整改时限")
NEEDS_TOPIC = _("“{title}”要写研究了什么。请从这项责任的页面登记，填上“研究事项”。")
NEEDS_TEXT = _("没有写“{field}”。请填写后再提交。")
NO_TIMING = _("没有“{text}”这种时限方式。可用：{known}。")
NO_SOURCE = _("没有“{text}”这种来源。可用：{known}。")
FIELD_TOO_LONG = _("“{field}”超过{limit}个字。请写短一些。")
NEEDS_PROOF = _("还没有佐证，也没有现场查验意见，不能销号。请附一份文件、记录、纪要或照片，或写下现场查验情况。")
VERIFICATION = {"went": _("谁去核实"), "went_on": _("核实日期"), "how": _("核实方式"), "basis": _("核实依据")}
NEEDS_VERIFICATION = _("核实要写清：谁去核实、哪天、怎样核实、依据什么。现在缺“{field}”。")
VERIFIED_LATER = _("核实日期{day}还没有到。请填实际核实的日期。")
DUE_PASSED = _("完成时限{day}已经过去。请填今天或以后的日期。")
TOO_LATE_TO_EXTEND = _("整改时限{day}已过，不能再申请延期。可先提交整改结果，或请验收单位调整时限。")
EXTEND_EARLIER = _("新时限{day}不晚于原时限{due}。请填更晚的日期。")
NO_EXTENSION = _("没有待批的延期申请。请刷新页面。")
EXTENSION_WAITS = _("已有一份延期申请等待审批，不用重复申请。")
UNDATED_EXTENSION = _("这件事没有规定时限，不需要延期。")
SAME_UNIT = _("责任单位本来就是“{unit}”，不需要改交。")
COPIED = _("这段文字与另一个单位（{code}）报的一字不差。")
SELF_MERGE = _("不能把问题并入它自己。请填另一个问题的编号。")
MERGE_CLOSED = _("“{code}”已经了结，不能再并入。请选仍在整改的问题。")
NOT_BELOW = _("“{unit}”不是本单位的下级，不能向它分解。请选下级组织。")
OPEN_BELOW = _("还有{count}件向下分解的任务没有办结，不能报送。请先办结下级任务。")
TASK_TWIN = _("“{unit}”已有一项内容相同、尚未办结的任务“{code}”，没有重复交办。请去掉这个单位，或改写任务内容。")
TWIN = _("责任单位已经有一个内容相同、尚未销号的问题“{code}”，没有重复登记。请在原编号上办理。")
RECURRED = _("同样的问题“{code}”曾经销号。请在原编号上“反弹重开”，不要另起新号。")
OWN_DUTIES = _("责任清单由“{unit}”自己提出，再由上一级认定。请由该单位经办。")
NO_DUTIES = _("“{unit}”{year}年的责任清单已经提出，不用再提。")
STALE = _("您打开页面之后，这件事已由别人办理过。请刷新页面，看最新情况再办。")
NOT_TASK_ISSUER = _("只能向本单位管辖范围内的组织交办。“{unit}”不在范围内，请另选。")
FILED_LOCKED = _("这份清单已经备案锁定。")
BULK_EMPTY = _("没有勾选任何一件。请先在清单左边勾选。")

# import
NEEDS_TITLE = _("“问题”一栏是空的。请写清是什么问题。")
UNKNOWN_UNIT = _("找不到责任单位“{text}”。{near}请改成系统里已有的全称或简称，或先导入这个组织。")
NO_UNIT = _("没有写责任单位，表头上的填报单位也认不出来。请补上责任单位一栏。")
AMBIGUOUS_UNIT = _("叫“{text}”的组织有{count}个：{names}。请写全称。")
OUT_OF_REACH = _("“{text}”不在您的管辖范围内，不能给它登记问题。")
EVERYBODY = _("“{text}”不是一个组织。请写明是哪几个单位，每个单位一行；或填提出问题的上级组织。")
BAD_DATE = _("看不懂日期“{text}”。可以写成2026.8.31、8月31日、8月底前、立行立改或长期坚持。")
ERROR_CELL = _("单元格里是错误值“{text}”。请在Excel里改正这个公式或填上内容。")
CLOSED_IN_FUTURE = _("销号时间{day}还没有到。请核对。")
CLOSED_BUT_NOT = _("写了销号时间{day}，完成情况却是“{text}”。请核对后只留一样。")
TWIN_ROW = _("与第{row}行是同一个问题，只登记一次。")
ALREADY_IN = _("系统里已有这个问题（{code}），没有重复登记。")
UNKNOWN_CATEGORY = _("类别“{text}”不在字典里，已照原文保留。")
UNKNOWN_SOURCE = _("来源“{text}”不在字典里，已按“其他”登记并保留原文。")
CLOSED_BEFORE = _("表上写明已经销号，按“此前已销号”登记，不算经本系统核实。")
CLAIMED_DONE = _("表上写“{text}”，但没有销号时间，仍按待核实登记。")
RUINED = _("“{text}”是按数字存的，已经失真。请把该列设为“文本”后重新填写。")
MAY_MEAN = _("“{text}”按“{unit}”登记；{names}也常这样叫。请核对，不对就写全称。")
OUTSIDE_REPORTER = _("“{text}”不在填报单位之下，请核对是不是写错了。")
UNKNOWN_REPORTER = _("表头上的填报单位“{text}”不在系统里，责任单位只按名称认，请逐行核对。")
UNIT_FROM_TITLE = _("没有责任单位一栏，按表头认定为“{unit}”。")
ONE_EACH = _("“{unit}”：{count}个单位各登记一份。")
SEVERAL_UNITS = _("写了{count}个责任单位，登记在第一个“{unit}”名下，其余列为配合单位。")

# what a rule book's trial says
TRIAL_CATEGORIES = _("近一年用过、新字典里没有的类别：{names}")
TRIAL_SOURCES = _("近一年用过、新字典里没有的来源：{names}")
TRIAL_NEAR = _("现在未了结的事项里，“临近”的由{was}件变为{now}件。")
TRIAL_COLUMNS = _("{title}：用近一年的{count}件试过，全是空白的栏目：{names}")
TRIAL_UNITS = _("{units}个组织用这份范本，每个{lines}项责任。已经提出的清单不变，新提出的按新范本。")
TRIAL_ADDED = _("比现行范本增加：{names}")
TRIAL_GONE = _("比现行范本减少：{names}")

# a list brought back
NOT_BY_SHEET = _("{names}改了，这里不办：回填只办责任人、时限、进展，其他的请到事项页办理。")
ALREADY_SO = _("勾选的改动现在已经是这样了，可能别人刚刚办过。请重新对比一次。")
NOT_OURS = _("编号“{code}”不在您的清单里，这一行没有对比。")
BY_SHEET = _("按回填的清单调整")
NOT_NOW = _("这件事现在的状态不能这样改，请到事项页办理。")

# saved views
EVERY = {"": _("不定时"), "day": _("每天"), "week": _("每周一"), "month": _("每月1日")}
FIELD_VIEW = _("名称")
BAD_VIEW = _("这个视图存不了：条件太长，或定时、格式不认识。请刷新页面再试。")
NO_VIEW = _("没有这个视图，或者没有共享给您。")
MANY_VIEWS = _("最多存{limit}个视图。请先删去不用的。")

# the stages of a problem, as lists and the overview count them
STAGES = {
    "to_verify": _("待核实"),
    "to_plan": _("定措施"),
    "rectifying": _("整改中"),
    "applied": _("申请销号"),
    "closed": _("已销号"),
    "before": _("此前已销号"),
    "untrue": _("不属实"),
}

# groups of a comparison, and the columns it names
BETWEEN = {"added": _("新增"), "closed": _("销号或办结"), "overdue": _("到那天超期"), "vanished": _("不见了")}
COLUMNS = {
    "state": _("状态"),
    "title": _("内容"),
    "unit": _("责任单位"),
    "category": _("类别"),
    "source": _("来源"),
    "leader": _("责任领导"),
    "person": _("责任人"),
    "timing": _("时限方式"),
    "due_on": _("时限"),
    "closed_on": _("销号时间"),
    "recurring": _("是否反复"),
    "proof_count": _("佐证份数"),
    "measures": _("整改措施"),
    "progress": _("进展"),
    "result": _("整改结果"),
    "opinion": _("验收意见"),
}

ENTRY_KINDS = {
    **{f"item.{act}": (label, _("{label}：{subject}")) for act, label in ACTS.items()},
    "items.imported": (_("导入问题清单"), _("导入问题 {count} 个")),
    "tallies.recounted": (_("重新计数"), _("总览的计数全部重新算过，改正 {wrong} 处")),
}
NOT_ITS_ITEMS = _("选中的事项里有的不属于这个组织，或已经了结。请刷新页面再选。")
NO_UNIT_CLOSE = _("“{name}”还有{count}件没有了结的事项，不能撤销。请先办结或改交，或改用“并入另一个组织”。")
HOLDS_MERGED = _("有问题并入了这一件，不能作废。请先把并入的问题办结，或改交。")
TOO_MANY = _("一次最多办{limit}件，现在勾了{count}件。请分几次办。")
TITLE_TOO_LONG = _("内容有{count}个字，超过{limit}字。请写短一些，细节放在说明里。")
NOT_ABOVE_CLOSED = _("表上写明已经销号；不是上级单位导入的，仍按待核实登记，由验收单位查验后销号。")
NO_LIST = _("没有叫“{name}”的清单。可用的有：{known}。")
TOO_LONG_FOR_WORD = _("清单有{count}行，超过{limit}行，Word和PDF会很慢。请改导出Excel。")
ONLY_ON_SERVER = _("这件事只能由系统管理员在服务器上执行 taizhang recount。")
LIST_OF_ROOT = _("“{title}”是县委自己的清单，“{unit}”没有这一份。请改用县委，或另选一份清单。")
NOT_YET = _("{day}还没有到，不能看那一天结束时的样子。请填今天或以前的日期。")
NO_FILTER = _("没有“{text}”这种{what}。请从下拉框里选。")
WHOM = _("请勾选“下面每个组织各一份”，或写明给哪几个组织。")
