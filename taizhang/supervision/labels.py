"""Words about supervision (督办)."""

from __future__ import annotations

from taizhang.kit.words import _

STATES = {
    "proposed": _("待决定"),
    "issued": _("已交办"),
    "taken": _("承办中"),
    "answered": _("已反馈"),
    "closed": _("已办结"),
    "archived": _("已归档"),
    "ignored": _("不予采纳"),
    "lapsed": _("事项已了结"),
}
ACTS = {
    "open_slip": _("督办立项"),
    "propose_rungs": _("提出督办建议"),
    "decide_rung": _("决定交办"),
    "ignore_rung": _("不予采纳"),
    "decide_rungs": _("一并决定"),
    "take_slip": _("签收承办"),
    "urge_slip": _("催办"),
    "answer_slip": _("反馈"),
    "return_slip": _("退回重办"),
    "pass_slip": _("审核办结"),
    "archive_slip": _("归档"),
    "pause_slip": _("暂停督办"),
    "resume_slip": _("恢复督办"),
    "end_slip": _("事项了结"),
    "reopen_slip": _("事项反弹"),
    "lapse_rung": _("建议作废"),
    "move_slip": _("事项改交"),
}
WHO = {
    "system": _("系统按督办阶梯提出"),
    "host": _("督办单位"),
    "decider": _("督办单位有权决定的人（规则书写明要书记决定的，须书记本人）"),
    "own": _("承办单位"),
}
COLOURS = {"near": _("临近"), "late": _("超期")}
KINDS = {
    "problem": _("问题"),
    "task": _("任务"),
    "duty": _("责任清单各期"),
    "report": _("述职报告"),
    "comment": _("点评认可"),
    "slip": _("督办反馈"),
}

NO_SLIP = _("没有这张督办单，或者它不在您的管辖范围内。")
NOT_HOST = _("这件事由督办单位“{unit}”办理。请切换到该单位的身份，或请他们办理。")
NOT_OWN = _("这件事由承办单位“{unit}”办理。请切换到该单位的身份，或请他们办理。")
NEEDS_HEAD = _("“{rung}”按规则书要由书记本人决定。您现在的身份是“{post}”，请书记登录后决定。")
NOT_BELOW = _("“{unit}”不在您单位之下，不能由您单位督办。")
NO_RUNG = _("规则书里没有“{text}”这一级。可用：{known}。")
NOT_ACCEPTER = _("“{code}”由“{unit}”验收，也由它督办。请由该单位立项。")
NOT_THEIRS = _("“{code}”现在等验收单位办理，不用催承办单位。")
NOT_LATE = _("“{code}”的时限已调整到{day}，还不到“{rung}”的时候。这条建议可以不予采纳。")
TOO_FAR = _("暂停最多一年。请写{day}以前的日期。")
TOO_MANY = _("一次最多决定{limit}件，现在勾选了{count}件。请分几次。")
NOTHING_TO_TELL = _("近一个月没有决定“{rung}”的督办单，不用出通报。")
LAPSED = _("时限调整或轮到验收单位办理，这条建议作废。")
HOST_CHANGED = _("改由“{unit}”督办。")
GIVEN = _("组织合并，督办单转到“{unit}”。")
MOVED = _("事项改交“{unit}”，督办从头起算。")
HOLDS_SLIPS = _("“{unit}”还有{count}件没有办结的督办单。请先办结，再撤销。")
QUIET = _("目前没有要反馈的")
ASKED = _("待决定的督办建议")
NOTHING_ASKED = _("这张督办单现在没有待决定的建议。请刷新页面。")
IS_PAUSED = _("这张督办单暂停到{day}。要办理请先恢复。")
NOT_PAUSED = _("这张督办单没有暂停。")
NEEDS = _("请写上{field}。")
FIELD_WHICH = _("台账编号，或者承办单位和督办事项")
FIELD_TITLE = _("督办事项")
FIELD_DEMAND = _("办理要求")
FIELD_REASON = _("理由")
FIELD_ANSWER = _("办理情况")
FIELD_UNTIL = _("暂停到哪天")
FIELD_DUE = _("反馈期限")
TOO_LONG = _("{field}最多{limit}字，现在有{count}字。请写短一些。")
DUE_PASSED = _("{day}已经过去。请写以后的日期。")
NOTHING_TICKED = _("没有勾选督办建议。请先勾选。")
ENDED = _("台账事项{code}已了结，不用另外反馈。")
BACK = _("事项反弹重开，督办从头起算，文号不变。")
ALREADY = _("这件事已经有督办单{number}，一事一单。请在那张单上办理。")
NO_ITEM = _("没有编号是“{code}”的事项，或者它不在您的管辖范围内。")
ITEM_ENDED = _("“{code}”已经了结，不用督办。")
DEMAND_FIRST = _("请在{day}前反馈办理情况；已经办结的，请在台账上申请销号，不用另外反馈。")
MAIL_SUBJECT = _("督办提醒")
NOTICE = _("您单位有一件{rung}（{number}）待反馈，期限{day}。请登录台账办理。")
ENTRY_KINDS = {f"slip.{act}": (label, _("{label}：{subject}")) for act, label in ACTS.items()}
TRIAL_NOW = _("现行阶梯今天从头算起，会建议：{counts}。")
TRIAL_THEN = _("新的阶梯今天从头算起，会建议：{counts}。")

CASE_STATES = {
    "proposed": _("待批准启动"),
    "opened": _("已启动"),
    "told": _("已告知，待陈述申辩"),
    "stated": _("已陈述申辩"),
    "decided": _("已决定"),
    "appealed": _("申诉中"),
    "reviewed": _("申诉已答复"),
    "ended": _("影响期满"),
    "dropped": _("不启动"),
}
CASE_ACTS = {
    "propose_case": _("提出问责建议"),
    "open_case": _("批准启动"),
    "drop_case": _("不启动、终止"),
    "tell_case": _("告知事实"),
    "state_case": _("陈述申辩"),
    "decide_case": _("记下决定"),
    "appeal_case": _("提出申诉"),
    "answer_appeal": _("答复申诉"),
    "end_case": _("影响期满"),
}
CASE_WHO = {
    "host": _("提出建议的单位"),
    "head": _("提出建议的单位的书记本人"),
    "own": _("被建议问责的人所在单位"),
    "other": _("提出建议的单位，且不是记下决定的人"),
}
DUE_IN_FUTURE = _("决定日期{day}还没有到。请写决定作出的日期。")
NO_CASE = _("没有这份问责建议，或者它不在您的管辖范围内。")
NO_GROUND = _("没有写明符合哪种情形，或者规则书里没有：{text}。可用：{known}。")
NO_RECORDS = _("问责建议要写明依据的台账事项或督办单编号，至少一个。没有找到：{codes}。")
NO_MEASURE = _("没有“{text}”这种措施。可用：{known}。")
ONLY_HEAD = _("启动问责要由书记本人批准。您现在的身份是“{post}”，请书记登录后办理。")
NOT_PROPOSER = _("这份建议是您提出的，要由另一位同志批准。")
NOT_SAME_HAND = _("决定是您记下的，申诉要由另一位同志答复。")
STATEMENT_FIRST = _("陈述申辩的期限是{day}，还没有到，也还没有收到陈述申辩。请等一等。")
APPEAL_OVER = _("申诉的期限是{day}，已经过了。")
INFLUENCE_RUNS = _("影响期到{day}才满。")
FIELD_PERSON = _("被建议问责的人")
FIELD_FACTS = _("事实")
FIELD_STATEMENT = _("陈述申辩的内容")
FIELD_BODY = _("作出决定的机关")
FIELD_PAPER = _("决定的文号")
CASE_NOTE = _("系统只提出和记录，从不决定；纪律处分由纪委依规处理，不在这里办。")
ENTRY_KINDS |= {f"case.{act}": (label, _("{label}：{subject}")) for act, label in CASE_ACTS.items()}
SLIP = _("督办单")
