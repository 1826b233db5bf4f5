"""Words about debriefs (述职评议)."""

from __future__ import annotations

from taizhang.kit.words import _

MEETING_STATES = {
    "opened": _("筹备中"),
    "under_way": _("会议中"),
    "held": _("会后办理"),
    "closed": _("已办结"),
    "cancelled": _("已取消"),
}
REPORT_STATES = {"wanted": _("待报送"), "submitted": _("待审阅"), "returned": _("退回修改"), "vetted": _("已审定")}
COMMENT_STATES = {
    "drafted": _("会前拟稿"),
    "recorded": _("待联络人确认"),
    "confirmed": _("待单位认可"),
    "agreed": _("单位已认可"),
    "questioned": _("单位有异议"),
    "upheld": _("维持原意见"),
    "withdrawn": _("已撤回"),
}
MEETING_ACTS = {
    "move_meeting": _("改时间地点"),
    "begin_meeting": _("开会"),
    "end_meeting": _("散会"),
    "close_meeting": _("办结本次会议"),
    "cancel_meeting": _("取消本次会议"),
}
MEETING_OTHERS = {
    "open_meeting": _("安排述职评议会"),
    "arrange_debriefs": _("排定述职次序"),
    "mark_roll": _("登记到会"),
    "write_minutes": _("写会议记录"),
    "send_letter": _("发点评意见反馈函"),
}
RETURNED = _("修改退回的述职报告")
REPORT_ACTS = {
    "submit_report": _("报送述职报告"),
    "return_report": _("退回述职报告"),
    "vet_report": _("审定述职报告"),
}
COMMENT_ACTS = {
    "draft_comment": _("会前拟点评"),
    "record_comment": _("记录点评"),
    "confirm_comment": _("确认点评文字"),
    "agree_comment": _("认可点评"),
    "question_comment": _("提出异议"),
    "uphold_comment": _("维持原意见"),
    "withdraw_comment": _("撤回点评"),
}
GRADE_STATES = {
    "proposed": _("待决定"),
    "decided": _("待告知"),
    "told": _("已告知"),
    "objected": _("有异议待复核"),
    "settled": _("已复核"),
}
GRADE_TOLD = _("等次已告知，期限内可提异议")
GRADE_ACTS = {
    "propose_grades": _("测算等次建议"),
    "decide_grade": _("记下决定的等次"),
    "tell_grade": _("告知本人"),
    "object_grade": _("对等次提出异议"),
    "answer_objection": _("复核异议"),
}
GRADE_OTHERS = {
    "enter_count": _("录入计票"),
    "import_counts": _("用计票表录入"),
    "enter_mark": _("记评价分"),
    "raise_cap": _("记否决情形"),
    "lift_cap": _("取消否决情形"),
}
ACTS = {**MEETING_ACTS, **MEETING_OTHERS, **REPORT_ACTS, **COMMENT_ACTS, **GRADE_ACTS, **GRADE_OTHERS}
NATURES = {"problem": _("问题"), "praise": _("肯定"), "ask": _("要求")}
MODES = {"speaks": _("到会述职"), "written": _("书面述职")}
WHO = {
    "host": _("召开会议的单位"),
    "own": _("述职单位"),
    "vetter": _("审阅述职报告的单位，且不是报送人本人"),
    "reviewer": _("召开会议的单位，且不是记下决定的人"),
    "scrutineer": _("两位监票人，各办一次"),
    "liaison": _("召开会议的单位的联络人（书上规定要另一人的，不能是记录人）"),
}
REPORT_PAPER = _("述职报告")
REPORT_PARTS = {"part": _("部分"), "text": _("内容")}
BEFORE_LINE = _("{code} {title}（{detail}）：{state}。{result}")
KEEP, KEPT = _("先存着，不报送"), _("已存下，还没有报送。")
DRAFT_STALE = _("{name}刚才也存了一份。请先把您写的复制下来，刷新页面，接着他的写。")
OTHER_YEAR = _("改到{day}，述的就不是同一年了。请取消这次会，另外安排。")
COUNT_SHEET = _("{title}计票表")
COUNT_HEADINGS = {
    "code": _("述职编号"),
    "unit": _("述职单位"),
    "class": _("人员类别"),
    "given": _("发出票数"),
    "returned": _("收回票数"),
    "invalid": _("无效票数"),
}
NO_COUNT_TABLE = _("表里找不到“{wanted}”这几栏。请用本页下载的计票表填写。")
BAD_COUNT_CELL = _("第{row}行“{column}”写的是“{text}”，应是数字。请改正后再导入。")
COUNT_UNREADABLE = _("这一行的票数读不出来，应都是数字。请对照计票表核对。")
NO_COUNT_ROWS = _("表里没有填好的行。请填写后再导入。")
SHEET_NOT_READ = _("请选择计票表。")
COUNT_FIELDS = {"given": _("发出票数"), "returned": _("收回票数"), "invalid": _("无效票数")}
SOURCES = {
    "ballot": _("按测评计票"),
    "closure": _("按台账：到期的问题和任务里按期办结的比例"),
    "duties": _("按责任清单：到期各期里按时登记的比例"),
    "inspection": _("按近一年检查走访的得分（含下级）；没有检查的、记了分的，按记分"),
    "entered": _("组织部记分，写明依据"),
}
AGENDA = {
    "opening": _("主持人宣布开会"),
    "film": _("观看专题片"),
    "debrief": _("述职"),
    "comment": _("点评"),
    "comments": _("集中点评"),
    "closing": _("主持人小结，散会"),
}
STEPS = {
    "report": _("报告"),
    "vetted": _("审定"),
    "held": _("开会"),
    "agreed": _("点评确认"),
    "graded": _("评定等次"),
    "told": _("告知等次"),
    "letter": _("反馈函"),
    "answered": _("逐一核实"),
    "filed": _("清单备案"),
    "own": _("本级会议"),
    "closed": _("全部销号"),
}
OF_GRADES = ("graded", "told")  # steps of a meeting that grades
CELLS = {
    "done": _("已办"),
    "running": _("在办"),
    "late": _("超期"),
    "waiting": _("未到"),
    "none": _("不需要"),
}

NO_MEETING = _("没有这次述职评议会，或者它不在您的管辖范围内。")
NO_DEBRIEF = _("没有这份述职，或者它不在您的管辖范围内。")
NO_LETTER = _("还没有给这个单位发反馈函。")
NO_COMMENT = _("没有这条点评，或者它不在您的管辖范围内。")
NOT_HOST = _("这件事由召开会议的“{unit}”办理。请切换到该单位的身份，或请他们办理。")
NOT_OWN = _("这件事由述职单位“{unit}”自己办理。请切换到该单位的身份，或请他们办理。")
NOT_VETTER = _("述职报告由“{unit}”审阅。请由该单位办理。")
NOT_ONESELF = _("这份报告是您自己报送的，不能由您自己审定。请由另一位同志审阅。")
NOT_RECORDER = _("点评是您记录的，文字要由另一位同志（联络人）确认。请另一位同志登录后确认。")
NO_KIND = _("没有“{text}”这种述职评议。可用：{known}。")
NO_ORDER = _("没有“{text}”这种次序。可用：{known}。")
NO_NATURE = _("点评只分：{known}。没有“{text}”。")
NO_UNITS = _("还没有写明哪些组织述职。请至少写一个，或者勾选“下级每个组织”。")
NOT_BELOW = _("“{unit}”不在“{host}”之下，不能在这次会上述职。请从下级组织里选。")
NOT_IN_MEETING = _("“{unit}”不在这次会议的述职单位里。请先核对单位名称。")
TWICE = _("“{unit}”已经有一次同样的述职评议会（{day}）没有办结。请在那一次里办理。")
DAY_PASSED = _("会议日期{day}已经过去。请写今天或以后的日期；补录已经开过的会，请勾选“补录”。")
BACK_TOO_FAR = _("补录的会议日期{day}太早了，最多补录一年以内的。请核对日期。")
NEEDS = _("请写上{field}。")
FIELD_TITLE = _("会议名称")
FIELD_COMMENT = _("点评内容")
FIELD_SPEAKER = _("点评人")
FIELD_REASON = _("理由")
FIELD_CHAIR = _("主持人")
FIELD_NUMBER = _("文号")
FIELD_SIGNER = _("签发人")
FIELD_SECTION = _("“{title}”部分")
FIELD_MINUTES = _("会议记录")
FIELD_DUE = _("整改时限")
FIELD_PERSON = _("责任人")
TOO_LONG = _("{field}最多{limit}字，现在有{count}字。请写短一些。")
DUE_BEFORE = _("时限{day}在点评之前。请写一个以后的日期。")
NOT_BEGUN = _("会议还没有开始，只能拟点评。请先点“开会”。")
MEETING_OVER = _("这次会议{state}，不能再改。")
LEFT_REPORTS = _("{count}份述职报告没有报送或审定")
LEFT_LETTERS = _("{count}个单位的反馈函没有发")
LEFT_MINUTES = _("会议记录没有写")
LEFT_SILENT = _("{count}条点评单位还没有答复")
ANYWAY = _("还缺：{what}。请补上；确实不用的，勾选“仍然办结”。")
TITLE_AGAIN = _("{title}（第{count}次）")
STILL_OPEN = _("还不能办结：{what}。")
LEFT_DRAFTED = _("有{count}条会前拟稿没有点评，请记录或撤回")
LEFT_RECORDED = _("有{count}条点评还没有联络人确认")
LEFT_QUESTIONED = _("有{count}条点评单位有异议，请维持或撤回")
LEFT_OWNERLESS = _("有{count}条点评没有责任人或时限，请补上")
ABSENT_WITHOUT_REASON = _("没有到会要写明原因。请写上。")
NOTHING_SAID = _("这次会议上还没有对“{unit}”确认过的点评，不用发反馈函。")
LETTER_SENT = _("给“{unit}”的反馈函已经发出（{number}）。")
VERSION_SAME = _("和上一次报送的一字不差。请按退回意见修改后再报送。")
BY_BOOK = _("按规则书")
SAID_AGAIN = _("{text}（再次点评，原编号{code}）")
SPOKEN_DUE = _("{speaker}点评，要求{day}前整改")
WITHDRAWN_ITEM = _("点评撤回：{reason}")
FILED_NOTE = _("已报送：{titles}。")
FILED_PASSED = _("备案已受理：{titles}。")
MEETING_NOTE = _("已召开：{title}（{day}）。")

FACTS = {
    "before": _("上次以来点评、专题片、巡察指出的问题"),
    "raised": _("{unit}登记问题{total}个，已销号{closed}个，未了结{open}个，超期{late}个，反复出现{recurring}个。"),
    "duties": _("本年责任清单应办{due}期：按时办{done}期，补登{late}期，没有登记{missed}期。"),
    "no_duties": _("本年还没有责任清单。"),
    "inspected": _("近一年检查走访{count}次（含下级），得分率{percent}%。"),
    "none_before": _("上次以来没有被指出的问题。"),
    "follow": _("上次会后要办的：{title}，{state}。"),
}
SHARE_LOW = _("“{title}”占全文{share}%，规定约占{wanted}%。")
ENTRY_KINDS = {
    **{f"debrief.{act}": (label, _("{label}：{subject}")) for act, label in ACTS.items()},
}

OTHERS = _("合并显示：{names}")
COUNT_NEGATIVE = _("票数应在0到{most}之间。请核对后重录。")
COUNT_MORE = _("收回{returned}张，比发出的{given}张还多。按规定这样的测评无效，请核对发票数。")
COUNT_INVALID = _("无效票{invalid}张，比收回的{returned}张还多。请核对。")
COUNT_ROW = _("“{row}”一行合计{marks}票，比有效票{valid}张还多。请核对这一行。")
COUNT_SHORT = _("应录{wanted}个数，只有{count}个。请照票样逐格录入，没有的录0。")
COUNT_DONE = _("这一类的票已经两遍计票一致，不能再改。")
COUNT_DIFFERS = _("两遍计票不一致：{where}。两遍都作废，请两位同志核对原票后各自重新录入。")
COUNT_AGREES = _("两遍计票一致，已生效。")
COUNT_FIRST = _("第一遍已录入，请另一位同志独立录第二遍。")
NO_CLASS = _("没有“{text}”这类参加测评人员。可用：{known}。")
NOT_OPTIONAL = _("这一种会议没有{part}这个环节。规则书里可以设定。")
PART_BALLOT = _("测评")
PART_GRADE = _("等次")
NO_PART = _("“{text}”不是组织部记分的项目。可记分的：{known}。")
BAD_VALUE = _("“{text}”不是0到100的数。请写分数，如87.5。")
FIELD_BASIS = _("依据")
NO_CAP = _("规则书里没有“{text}”这种否决情形。")
NO_BAND = _("没有“{text}”这个等次。可用：{known}。")
NO_GRADE = _("还没有测算等次建议。请先测算。")
DECIDED = _("等次已经决定，不能再测算。确需改变的，走异议复核。")
NEEDS_WHY = _("决定的等次和测算的不一样，请写明理由。")
TOO_LATE = _("提出异议的期限是{day}，已经过了。可以当面向组织部反映。")
NOT_DECIDER = _("等次是您记下决定的，异议要由另一位同志复核。")
NOT_UPHELD, UPHELD = _("不成立"), _("成立")
NOT_OBJECTOR = _("异议是您提出的，要由另一位同志复核。")
NOT_BETTER = _("异议成立的，新等次应高于原来的“{band}”。请核对。")
RECOMPUTE = _("测算以后计票、记分或否决情形有变化。请重新测算再决定。")
NOT_GRADER = _("等次由“{unit}”评定。请由该单位办理。")
NOT_HELD = _("会议还没有开完（{state}），不能办这一步。")
NEEDS_BAND = _("异议成立的，请写明改为哪个等次。")
MISSING_SAID = _("没有数据、没有计入：{names}。其余各项按权重折算。")
UNMET = _("{label}：没有达到，最高评为“{band}”。")
CAPPED = _("{label}：最高评为“{band}”。")
STRAIGHT = _("{rows}：全部票都是“{option}”。")
TIED = _("与{names}同分。")
SENSITIVE = _("任一项权重上下浮动10%，等次会变：{changes}。")
STEADY = _("任一项权重上下浮动10%，等次不变。")
TRIAL_GRADES = _("{title}：{count}人中{changed}人的等次会变：{names}。")
TRIAL_NO_ROUND = _("近一年还没有测算过等次，没有可以试算的数据。")
COMMENT = _("点评")

BOX_STATES = {
    "open": _("正在投票"),
    "closed": _("已停止投票，等待计票"),
    "counted": _("已计票"),
    "void": _("作废"),
}
BOX_ACTS = {
    "open_box": _("开电子票箱"),
    "close_box": _("停止投票"),
    "count_box": _("计票"),
    "void_box": _("票箱作废"),
    "destroy_box": _("销毁票箱"),
}
ENTRY_KINDS |= {f"debrief.{act}": (label, _("{label}：{subject}")) for act, label in BOX_ACTS.items()}
NOT_ELECTRONIC = _("本县的测评票规则书没有打开电子投票，请用纸质票。打开要先经保密审查同意。")
BOX_THERE = _("这次会议已有电子票箱。要重来，请先把它作废。")
PAPER_THERE = _("已经录入过纸质票的计票，不能再开电子票箱。")
BOX_COUNTS = _("这次会议用电子票箱，计票由票箱产生，不能再录纸质票。")
BAD_KEY = _("没有收到票箱的公钥。请在页面上先生成钥匙、打印两半，再开票箱。")
NO_SLIPS = _("没有写发几张票。请至少写一类。")
TOO_MANY_SLIPS = _("一类最多发{most}张票。")
TWO_SCRUTINEERS = _("监票人要两位，不能是同一个人，都要是本单位能办事的账号。")
NOT_SCRUTINEER = _("停止投票和计票由监票人办：{names}。")
ALREADY_CLOSED = _("您已经停过一次，还要等另一位监票人。")
WRONG_NUMBER = _("票箱里有{there}张票，计出来{counted}张。请刷新页面，用两半钥匙重新计票。")
MORE_THAN_SLIPS = _("“{name}”投了{used}张，只发了{issued}张，这次投票作废，请重新投票。")
NO_BOX = _("这次会议没有电子票箱。")
BALLOT_TITLE = _("{title}测评票")
HALF_WRONG = _("这两半钥匙对不上这个票箱。请对照打印的字母逐组核对；两个框里要各填一半。")
BOX_COUNTED = _("打开{count}张，作废{bad}张。")
BAD_CODES = _("票码有重复、写法不对，或者有规则书里没有的类别。请在页面上重新开票箱。")
FEW_SLIPS = _("“{name}”至少要发{least}张票；人数再少，投票就不保密了。请并到别的类别，或者这一类用纸质票。")
BOX_OPEN = _("电子票箱还没有计票。请先停止投票、计票，或者把票箱作废。")
NOT_YET = _("票箱计票后要保留{days}天，到期自动销毁。")
