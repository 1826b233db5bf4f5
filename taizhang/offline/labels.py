"""Words about the field: the phone's screens, receipts, the late inbox."""

from __future__ import annotations

from taizhang.kit.words import _

STATES = {"waiting": _("待处理"), "taken": _("已收下"), "aside": _("不再办")}
ACTS = {
    "take_in": _("收到现场记录"),
    "keep_late": _("迟到的记录存下"),
    "take_late": _("收下迟到的记录"),
    "set_aside_late": _("迟到的记录不再办"),
}
ENTRY_KINDS = {f"offline.{act}": (label, _("{label}：{subject}")) for act, label in ACTS.items()}
KINDS = {
    "begin_visit": _("到场"),
    "record_answers": _("记检查结果"),
    "note_finding": _("记发现的问题"),
    "record_talk": _("记谈话"),
    "recheck_problem": _("回看已销号的问题"),
    "end_visit": _("结束走访"),
    "bring_media": _("上传佐证"),
    "verify_problem": _("核实问题"),
    "report_progress": _("报告进展"),
    "apply_closure": _("申请销号"),
}
NO_KIND = _("现场记录里没有“{kind}”这种。请更新页面后再传。")
BAD_SHAPE = _("现场记录的“{field}”写法不对。请打开这条改正，或导出后联系系统管理员。")
NOT_YOURS = _("这条记录是另一个人在这部手机上写的。请本人登录后上传，或导出交给本人。")
OTHER_BODY = _("这条记录的编号已经收到过，内容却不同，没有再收。请导出后联系系统管理员。")
NO_RECEIPT = _("这条记录还没有收到。")
NO_LATE = _("没有这条迟到的记录，或者它不在您的管辖范围内。")
SETTLED = _("这条迟到的记录已经处理过。请刷新页面。")
NOT_KEEPER = _("迟到的记录由“{unit}”处理。请切换到该单位的身份，或请他们办理。")
NEEDS_REASON = _("请写明不再办的理由，记录的人会看到。")
AUTHOR_GONE = _("记录的人已经没有账号，不能以其名义收下。请写明情况，不再办这条。")
TOO_MANY = _("一次最多传{limit}条。")
LATE_WAITING = _("处理迟到的现场记录")

FINDINGS = {"true": _("属实"), "partly": _("部分属实")}

# what the phone says; it carries them in the page, so that no word waits for a signal
TEXTS = {
    "route": _("要走访的"),
    "own": _("要办的"),
    "none": _("目前没有要走访或要办的。"),
    "unsent": _("{count}条未上传"),
    "all_sent": _("都已上传"),
    "sending": _("正在上传"),
    "no_line": _("没有信号，记录都在手机里，有信号会自己上传"),
    "sign_in": _("登录已过期，请重新登录后上传"),
    "open_first": _("请在有信号时打开一次，把今天的走访取到手机里。"),
    "expired": _("取到手机里的内容已满14天。请在有信号时重新打开。"),
    "insecure": _("这个网址不是安全连接，手机里不能存记录。请用https打开，或用纸质表。"),
    "fetched": _("取到手机的时间"),
    "begin": _("到场"),
    "place": _("地点（愿意写才写）"),
    "answered": _("已查{done}/{all}"),
    "go_on": _("接着查"),
    "finding": _("记发现的问题"),
    "talk": _("记谈话"),
    "end": _("结束走访"),
    "yes": _("是"),
    "no": _("否"),
    "back": _("返回"),
    "previous": _("上一项"),
    "next": _("下一项"),
    "note": _("备注，可以不写"),
    "photo": _("拍照或选文件"),
    "as_problem": _("登记为问题"),
    "noted": _("已记为问题"),
    "save": _("保存在手机里"),
    "saved": _("已存在手机里"),
    "what": _("问题（具体的事、时、地）"),
    "more_visits": _("手机里先取前面的走访，还有{count}个没有取。走完这些再打开一次。"),
    "noted_here": _("已记的问题和谈话"),
    "category": _("类别"),
    "back_items": _("要回看的问题"),
    "footage": _("现场影像"),
    "held": _("没有反弹"),
    "came_back": _("反弹了"),
    "seen": _("看到的情况"),
    "left_unseen": _("有{count}件要回看的问题还没有回看。"),
    "left_open": _("还有{count}项没有查。"),
    "left_failed": _("有{count}项不合格没有登记为问题。"),
    "overdue": _("逾期"),
    "role": _("谈话对象的身份，不写姓名"),
    "points": _("谈话要点"),
    "overall": _("总的情况，可以不写"),
    "outbox": _("未上传的记录"),
    "received": _("已收到"),
    "receipt": _("流水号{seq}"),
    "late": _("已收到，放在迟到记录里，等人处理"),
    "refused": _("没有收下"),
    "export": _("导出成文件"),
    "delete": _("删除这条"),
    "delete_sure": _("这条还没有上传，删除后找不回来。确定删除？"),
    "send_now": _("现在上传"),
    "leaving": _("还有没上传的记录。退出以前，请选一样。"),
    "discard": _("全部丢弃并退出"),
    "discard_sure": _("没有上传的记录会全部丢弃。确定？"),
    "finding_label": _("核实结论"),
    "went": _("谁去核实"),
    "went_on": _("核实日期"),
    "how": _("怎样核实"),
    "basis": _("核实依据"),
    "progress": _("进展，一句话就够"),
    "result": _("整改结果"),
    "needed": _("请填写"),
    "made_at": _("记录时间"),
    "files": _("附件"),
    "full": _("手机存满了，刚才这一条没有存下。请先上传或删去一些文件。"),
    "others": _("这部手机上还有别人的{count}条没有上传，由本人登录后处理。"),
    "points_word": _("分"),
}
