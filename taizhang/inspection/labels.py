"""Words about inspections (检查)."""

from __future__ import annotations

from taizhang.kit.words import _

ANSWERS = {
    "yes_no": _("是否"),
    "choice": _("单选"),
    "many": _("多选"),
    "number": _("数字"),
    "score": _("打分"),
    "text": _("文字"),
    "date": _("日期"),
}
HOW = {"see": _("看"), "check": _("查"), "record": _("录"), "talk": _("谈")}
FAULTS = {
    "not_yes_no": _("请选“是”或“否”。"),
    "not_option": _("请在给出的答案里选。"),
    "not_number": _("请填数字，小数最多六位。"),
    "too_small": _("填的数太小。"),
    "too_big": _("填的数太大。"),
    "not_text": _("请填文字。"),
    "too_long": _("写得太长，请写短一些。"),
    "not_date": _("请填日期，像2026-06-30这样。"),
    "must": _("与前面填的对不上，请核对。"),
}

HEAD = {
    "title": _("名称"),
    "book": _("英文代号"),
    "version": _("版本"),
    "source": _("依据"),
    "in_force_from": _("生效日期"),
    "unit_kinds": _("适用组织类别"),
    "fields": _("适用领域"),
    "edge": _("照片长边像素"),
    "quality": _("照片质量"),
    "place": _("记录位置"),
    "days": _("建议整改天数"),
}
COLUMN = {
    "section": _("部分"),
    "key": _("编号"),
    "text": _("项目"),
    "standard": _("标准"),
    "points": _("分值"),
    "scoring": _("评分说明"),
    "how": _("方式"),
    "answer": _("答案类型"),
    "options": _("选项"),
    "least": _("最小"),
    "most": _("最大"),
    "measure": _("计量单位"),
    "shown": _("条件"),
    "score": _("得分算法"),
    "fails": _("不达标条件"),
    "must": _("校验"),
    "must_say": _("校验提示"),
    "proof": _("佐证要求"),
    "problem": _("问题表述"),
    "category": _("问题类别"),
    "days": _("整改天数"),
}
HEAD_SHEET, ITEM_SHEET, HEAD_NAME, HEAD_VALUE = _("说明"), _("检查表"), _("栏目"), _("内容")
YES = _("是")
NO_TABLE = _("表里找不到检查项目。表头至少要有“项目”和“分值”或“标准”两栏。")
NOT_A_NUMBER = _("“{text}”不是数字。")
NOT_KNOWN = _("不认识“{text}”。可以写：{known}。")
NO_TEXT = _("这一行没有写“项目”。")
TWICE_KEY = _("编号“{text}”重复了。")
BAD_KEY = _("编号“{text}”太长，或者带有方括号、空格。")
NOT_BACK = _("{code}不是这次要回看的问题。能回看的是本次回头看所对的检查里、这个单位销过号的问题。")
RECHECKED = _("{code}在这次走访已经回看过，结果不能改。情况有变，请在这件问题的页面上办。")
SEEN_AT = _("{plan}：{note}")
FIELD_SEEN = _("看到的情况")
RECHECK_STATES = {
    "held": _("没有反弹"),
    "noted": _("没有反弹"),
    "reopened": _("反弹重开"),
    "linked": _("又有反弹，已在整改"),
    "held_open": _("没有反弹，已在整改"),
    "raised": _("又有反弹，另行登记"),
}
NO_CAUSES = _("没有{count}个以上单位相像的问题。")
LEFT_OPEN = _("还有{count}项没有查：{keys}。结束以后，重开走访才能再填。")
LEFT_DIFFER = _("第{keys}项有两个不同的结果，组长取定一个以后才能结束。")
LEFT_UNSEEN = _("有{count}件要回看的问题还没有回看。")
LEFT_FAILED = _("有{count}项不合格没有登记为问题。要登记的请先登记。")
AGAIN = _("再确定一次，会替换现在的{count}个单位和抽取记录。")
BAD_CELL = _("这里写得不对：{why}。")
LACKS = {
    "options": _("单选、多选要写出答案，别的填法不写答案。"),
    "score": _("这一项有分值，要写得分怎样算，或者改一种填法。"),
}
UNKNOWN_COLUMNS = _("这几栏没有认出，没有采用：{names}。要采用请把栏名改成模板里的写法。")
TOO_LONG_CELL = _("这一格最多{limit}字。")
BAD_TOTAL = _("合计写的是{text}分，各项相加是{sum}分。")
AT = _("{place}：{fault}")

BREADTHS = {"concentrated": _("集中检查"), "special": _("专项检查")}
RHYTHMS = {"regular": _("定期"), "daily": _("日常")}
MANNERS = {"open": _("明察"), "secret": _("暗访"), "dissect": _("定点解剖")}
BASES = {"plan": _("列入年度督查检查考核计划"), "approval": _("一事一批")}
HOWS = {
    "all": _("范围内全部"),
    "rule": _("按领域、类别"),
    "list": _("点名"),
    "drawn": _("分层随机抽取"),
}
PLAN_STATES = {
    "drafted": _("拟定中"),
    "under_way": _("检查中"),
    "ended": _("已结束"),
    "cancelled": _("已取消"),
}
VISIT_STATES = {
    "planned": _("待走访"),
    "under_way": _("走访中"),
    "ended": _("待单位确认"),
    "agreed": _("单位认可"),
    "disagreed": _("单位有异议"),
    "answered": _("异议已答复"),
    "merged": _("并入另一次走访"),
    "cancelled": _("没有去"),
}
FINDING_STATES = {
    "noted": _("待登记"),
    "held": _("公布后登记"),
    "raised": _("已登记问题"),
    "dropped": _("不作问题"),
}
ACTS = {
    "draft_plan": _("拟定检查方案"),
    "choose_units": _("确定走访单位"),
    "set_teams": _("编组"),
    "assign_visit": _("调整走访小组"),
    "merge_visit": _("合并走访"),
    "declare_recusal": _("申报回避"),
    "end_recusal": _("撤销回避"),
    "start_plan": _("开始检查"),
    "publish_plan": _("公布暗访"),
    "end_plan": _("结束检查"),
    "cancel_plan": _("取消检查"),
    "upgrade_checklist": _("更换检查表版本"),
    "draft_revisit": _("拟定回头看"),
    "gather_causes": _("归并共性问题"),
    "begin_visit": _("到场"),
    "record_answers": _("记检查结果"),
    "choose_answer": _("取定结果"),
    "note_finding": _("记发现的问题"),
    "raise_finding": _("登记为问题"),
    "hold_finding": _("留到公布后登记"),
    "drop_finding": _("不作问题"),
    "bring_media": _("上传佐证"),
    "record_talk": _("记谈话"),
    "recheck_problem": _("回看已销号的问题"),
    "end_visit": _("结束走访"),
    "reopen_visit": _("重开走访"),
    "skip_visit": _("没有去"),
    "agree_visit": _("认可"),
    "question_visit": _("提出异议"),
    "answer_visit": _("答复异议"),
}
NOTE_HELD = _("暗访公布以前，单位看不到；公布时一并登记")
WHO = {
    "host": _("组织检查的单位"),
    "team": _("走访小组成员"),
    "head": _("走访小组组长或组织检查的单位"),
    "own": _("被走访单位"),
    "maker": _("组织检查的单位或走访小组"),
    "releaser": _("组织检查的单位主要负责人本人，不是做片子的人"),
}
ENTRY_KINDS = {f"inspection.{act}": (label, _("{label}：{subject}")) for act, label in ACTS.items()}

NO_PLAN = _("没有这次检查，或者它不在您能看的范围内。")
NO_VISIT = _("没有这次走访，或者它不在您能看的范围内。")
NO_FINDING = _("没有这条发现，或者它不在您能看的范围内。")
NOT_HOST = _("这件事由组织检查的“{unit}”办理。请切换到该单位的身份，或请他们办理。")
NOT_TEAM = _("这次走访由“{team}”负责。您不在这个小组，不能记录。")
NOT_HEAD = _("这件事由小组组长或组织检查的单位办理。请告诉组长。")
NOT_OWN = _("走访情况由“{unit}”自己确认。请切换到该单位的身份。")
NEEDS = _("请写上{field}。")
TOO_LONG = _("{field}最多{limit}字，现在有{count}字。请写短一些。")
NOT_CHOICE = _("不认识“{text}”。可以选：{known}。")
HELD = {"yes": _("没有反弹"), "no": _("反弹了，原编号重新整改")}
FIELD_TITLE, FIELD_BASIS, FIELD_BY = _("名称"), _("检查依据的文号或名称"), _("批准人或批准机关")
FIELD_NOTE, FIELD_POINTS, FIELD_ROLE, FIELD_TEXT = _("情况"), _("谈话要点"), _("谈话对象的身份"), _("问题")
FIELD_REASON, FIELD_WORDS, FIELD_REPLY = _("理由"), _("异议内容"), _("答复内容")
DAYS_WRONG = _("检查从{start}到{end}，次序不对或者超过一年。请改正。")
BASIS_LATER = _("批准日期{day}还没有到。请核对；没有批准的检查不能开始。")
NO_CHECKLIST = _("没有叫“{name}”的检查表。请从页面上选。")
NO_CHECKLISTS = _("没有选检查表。请至少选一张。")
NO_UNITS_FOUND = _("按这个条件没有找到单位。请改条件，或者点名。")
TOO_FEW = _("“{stratum}”只有{there}个单位可以抽，要抽{count}个。请改少。")
NOT_BELOW = _("“{unit}”不在“{host}”之下，不能列入这次检查。")
NO_TEAMS = _("还没有编组。请先编组，写明谁去、谁是组长。")
NO_HEAD = _("“{team}”没有组长，或者不止一个。请只定一个。")
NO_MEMBER = _("没有账号“{name}”，或者它已停用、没有业务身份。请核对姓名或用户名。")
TEAM_TWICE = _("{name}同时在两个小组。一人只在一个小组。")
UNASSIGNED = _("还有{count}个单位没有小组可去（有回避关系）：{units}。请换人或调整小组。")
CONFLICT = _("“{team}”的{name}与“{unit}”有回避关系（{why}），不能去。")
OWN_TIE = _("您与“{unit}”有回避关系（任职、主管或申报过），不能走访。请告诉组织检查的单位换人。")
PLAN_SHUT = _("“{title}”{state}，现在不能“{act}”。")
DECLARED = _("申报过回避")
OWN_UNIT = _("本人任职或主管的组织")
NO_VISITS = _("还没有确定走访单位。请先确定。")
STARTED = _("检查已经开始，走访单位和编组不能再整体更换。可以逐个调整。")
STILL_OPEN = _("还有{count}次走访没有结束：{units}。请先结束，或写明没有去的原因。")
NOT_SECRET = _("只有暗访才需要公布。这次是“{manner}”。")
ALREADY_TOLD = _("这次暗访已经公布。")
NOT_TOLD = _("暗访还没有公布，单位还看不到，不能确认。")
TOLD_BY = _("暗访要先公布再结束，让单位看到结果。")
MERGE_SELF = _("两次走访不是同一个单位，或者本来就是同一次。请从页面上选。")
MERGE_EARLY = _("只能并入正在进行的检查的走访；已有别的走访并进来的，也不能再并走。")
MERGE_CLASH = _("两次检查都用“{title}”，版本却不同，不能合并。")
MERGE_SECRET = _("暗访和别的走访不能合并。")
NOT_BEGUN = _("走访还没有开始。请先点“到场”。")
NO_ITEM_KEY = _("检查表里没有第“{key}”项。请刷新页面。")
BAD_ANSWER = _("第{key}项：{fault}")
STALE_LIST = _("检查表“{name}”不是这次走访用的。请刷新页面。")
NOT_FAILED = _("第{key}项没有失分，不用登记为问题。确有问题的，请用“记发现的问题”。")
TWO_DIFFER = _("第{key}项有两个不同的结果，请组长先取定一个。")
OLDER = _("第{key}项后来已经改过，这条更早的结果没有覆盖它。")
OLD_VERSION = _("这是按“{title}”{old}版记的，现在用的是{new}版。请按新版重新记。")
NO_SUCH_ANSWER = _("没有这个人对第{key}项的结果。请刷新页面。")
UNIT_GONE = _("“{unit}”已经撤销或并入，不能登记为它的问题。请写明理由，不作问题。")
BAD_MARK = _("记录的编号写法不对。请不要填，由系统编。")
MARK_USED = _("这条记录已经收到过。请刷新页面。")
FINDING_THERE = _("第{key}项已经记过问题。")
UNRAISED = _("还有{count}条发现没有登记为问题，也没有写明不作问题的理由（{units}）。请先处理。")
UNANSWERED = _("还有{count}个单位的异议没有答复（{units}）。请先在走访页上“答复异议”，或者重开走访。")
COUNTS_UNUSED = _("填了每类抽几个，怎样确定却选了“{how}”。要抽取请选“分层随机抽取”，不抽取请把个数清空。")
COUNTS_NEEDED = _("没有填每类抽几个。请至少在一类里填上个数。")
FOUND_AGAIN = _("{text}（再次查出，原编号{code}）")
FOUND_DUE = _("{plan}，建议{day}前整改")
FOUND_NOW = _("{plan}再次查出")
SEED_LONG = _("种子最多60个字。")
FAR_MOVED = _("新版检查表里没有第“{key}”项。请在对应关系里写清每一项。")
ANSWERS_LOST = _("换版会丢掉{count}条已记的结果：{keys}。请把它们对应到新版的某一项。")
MOVE_FAULTS = {
    "nowhere": _("新版里没有这一项"),
    "meets": _("两项的结果到了一处"),
    "unreadable": _("已记的结果不合新版的填法"),
    "reworded": _("编号没变，问法变了，请确认是不是同一项"),
}
OTHER_VERSION = _("您看的是{seen}版，现在起用的是{now}版。请重新看一遍再换。")
SAME_VERSION = _("现在用的就是这一版。")
NOT_CLOSED_YET = _("这次检查还没有已销号的问题，不用回头看。")
REVISIT_TITLE = _("{title}回头看（{days}天）")
REVISIT_THERE = _("{days}天的回头看已经拟定。")
NO_DAYS = _("回头看可以在{known}天后。")
CAUSE_FEW = _("共性问题至少要有两个单位的问题。请多选几件。")
CAUSE_NOT_THEIRS = _("“{code}”不是这次检查查出的，或者已经了结。")
COMMON = _("共性")
CAUSE_NOTE = _("{plan}归并的共性问题")
RECUSED = _("您与“{unit}”已经申报过回避。")
ONLY_OWN = _("回避由本人申报。请用自己的账号。")
NO_RECUSAL = _("没有这条回避申报。")
REASONS = {
    "all": _("范围内全部走访"),
    "rule": _("{stratum}全部走访"),
    "list": _("点名走访"),
    "drawn": _("{stratum}{there}个中抽{count}个，权重{weight}，种子“{seed}”"),
    "never": _("没有走访记录"),
    "unseen": _("距上次走访{days}天"),
    "recurring": _("反复出现的问题{count}件"),
    "late": _("超期的问题和任务{count}件"),
    "odd": _("一年没有自查出问题"),
    "closed": _("上次查出的问题已销号{count}件"),
    "by_rules": _("其中{count}件只写了完善制度一类的措施"),
}
FILM = _("专题片")
UNIT_ENDED = _("这个组织已经撤销或并入，不再走访。")
VISIT, CONFIRM, OBJECTION = _("走访"), _("确认走访情况"), _("答复走访异议")
TEAM_COLON = _("第{number}行“{line}”：一行一组，组名后面写冒号，再写组长、组员。")
SAME_NAME = _("叫“{name}”的不止一人。请写用户名。")
BRIEFLY = {**REASONS, "drawn": _("抽中，权重{weight}")}  # the list says once how the draw was made

FILM_STATES = {
    "drafted": _("编排中"),
    "building": _("正在合成"),
    "built": _("待审片"),
    "failed": _("没有合成"),
    "released": _("已审定"),
}
FILM_ACTS = {
    "draft_film": _("做专题片"),
    "arrange_film": _("编排"),
    "build_film": _("合成"),
    "release_film": _("审定放映"),
    "recall_film": _("收回不放"),
}
ACTS |= FILM_ACTS
ENTRY_KINDS |= {f"inspection.{act}": (label, _("{label}：{subject}")) for act, label in FILM_ACTS.items()}
PIECES = {"title": _("字幕片头"), "clip": _("录像"), "photo": _("照片")}
FIELD_SCRIPT = _("解说词")
NO_FILM = _("没有这部专题片，或者它不在您能看的范围内。")
FILM_EARLY = _("检查还没有开始，没有素材。请先开始检查。")
FILM_UNIT = _("“{unit}”没有在这次检查里走访过。请从页面上选。")
FILM_THERE = _("“{unit}”的专题片已经在做。请在那一部上编排。")
FILM_TITLE = _("{unit}专题片（{plan}）")
NOT_MAKER = _("专题片由“{unit}”和走访小组做。请切换到该单位的身份，或请他们办理。")
NOT_RELEASER = _("专题片由“{unit}”的主要负责人本人审定。请他登录后看过再定。")
MADE_IT = _("这部专题片是您自己做的，要由另一位领导审定。")
NOT_RELEASED = _("这部专题片没有审定，不能放映。请先请领导审片。")
FILM_MANY = _("一部片子最多{limit}段。请合并一些。")
FILM_PIECE = _("第{number}段写得不对：要有种类；片头要有字，字幕最多200字。")
FILM_SOURCE = _("第{number}段的素材不是这个单位走访时的录像或照片，或者还在处理。请重新选。")
FILM_TIMES = _("第{number}段的起止时间不对。录像的起止要在它的长度以内，片头和照片1到60秒。")
FILM_BLUR = _("第{number}段的遮挡范围不对。请重新框选。")
FILM_FINDING = _("第{number}段对应的发现不在这个单位里。请重新选。")
FILM_VOICE = _("没有这段解说录音。请重新选择文件上传。")
FILM_EMPTY = _("还没有编排任何一段。请先加片头、录像或照片。")
FILM_BROKEN = _("第{number}段合成不了，请换一段素材或改起止时间。")
FILM_BROKEN_WHOLE = _("整片合成不了。请检查解说录音，再试一次；还不行请找系统管理员。")
