"""Words about filing (备案)."""

from __future__ import annotations

from taizhang.kit.words import _

STATES = {"sealed": _("已封存"), "sent": _("已报送"), "accepted": _("已备案"), "returned": _("退回补正")}
ACTS = {
    "seal_list": _("封存清单"),
    "send_filing": _("报送备案"),
    "accept_filing": _("准予备案"),
    "return_filing": _("退回补正"),
    "attach_scan": _("附盖章扫描件"),
}
SPOT_ACTS = {"draw_spots": _("抽取抽查事项"), "check_spot": _("登记抽查结果")}
SPOT_RESULTS = {
    "held": _("相符"),
    "held_open": _("相符"),
    "linked": _("不符，已在整改"),
    "reopened": _("不符，已重开"),
    "made": _("不符，已登记为问题"),
}
NO_SPOT = _("没有这件抽查，或者它不在您的管辖范围内。")
DRAWN = _("“{unit}”{round}已经抽过，不能再抽。请在页面上登记各件的抽查结果。")
NOTHING_TO_DRAW = _("“{unit}”下面{round}还没有办结、销号、登记已办的，没有可抽的。")
DRAW_SURE = _("抽取以后不能重抽。请勾选“确定抽取”再办。")
NOT_BEGUN = _("{round}还没有到，{day}起才能抽。")
NOT_HOST = _("抽查由上级抽。请由“{unit}”经办的同志办理。")
NOT_OWN_CLAIM = _("这一件是您登记或验收的，不能由您自己抽查。请由另一位同志看。")
LOOKED = _("这一件已经登记过抽查结果。")
FIELD_SEEN = _("看了什么、实际怎样")
HOLDS, FAILS = _("相符"), _("不符")
SAY_SEEN = _("请写清到了哪里、看了什么、实际怎样。")
SPOT_SEEN = _("{round}抽查：{note}")
SPOT_FAILED = _("{title}（{what}，抽查不符）")
SPOT_AGAIN = _("{text}（编号{code}又出现）")
CLAIMS = {"problem": _("已销号"), "task": _("已办结"), "duty": _("{period}登记已办")}
SPOTS_LEFT = _("抽查还没有看的")
OCCASIONS = {"round": _("三本账备案"), "debrief": _("述职后备案"), "patrol": _("巡查后备案"), "late": _("补报")}
NO_OCCASION = _("没有“{text}”这种备案缘由。可用：{known}。")
NO_SUCH_OCCASION = _("您单位近一年没有开过述职评议会，不能按“{occasion}”备案。请选别的备案缘由。")
NO_FILING = _("没有这份备案，或者它不在您的管辖范围内。")
SIGN_IN_PERSON = _("责任、问题、整改清单要由书记本人签字封存。您现在的身份是“{post}”，请书记登录后办理。")
NOT_YOURS = _("只能封存和报送本单位的清单。请切换到“{unit}”的身份。")
NOT_ABOVE = _("备案由上一级党组织受理。请由“{unit}”办理。")
NO_SCAN = _("没有选择盖章扫描件。请选一个文件再上传。")
NOT_ONESELF = _("这份清单是您签字封存的，不能由您自己受理。请由另一位同志受理。")
NUMBERED = _("文号：{number}")
SIGNED = _("签发人：{signer}（{post}）")
SEALED_ON = _("封存日期：{day}")
DIGEST = _("摘要：{digest}")
NO_FORMAT = _("没有这种格式。可以下载：docx、pdf、xlsx。")
EMPTY = _("“{unit}”在这一轮还没有可备案的内容。请先登记，再封存。")
NEEDS_REASON = _("退回补正要写明缺什么、怎么补。请写上。")
TWICE = _("“{unit}”这一轮的“{title}”已经备案锁定。以后的变化进入下一轮，或备案缘由选“补报”另报。")
NOT_LOCKED = _("“{unit}”这一轮的“{title}”还没有报送，直接封存就行，不用补报。")
NOTHING_LATE = _("“{unit}”这一轮的“{title}”报送之后没有变动，不用补报。")
SUPPLEMENT = _("{title}（补报）")
LATE = _("迟报")
TO_ANSWER = _("等您受理备案")
ENTRY_KINDS = {f"filing.{act}": (label, _("{label}：{subject}")) for act, label in {**ACTS, **SPOT_ACTS}.items()}
LACKS_NUMBER = _("没有写文号")
LACKS_SCAN = _("没有附盖章扫描件")
LACKS_LISTS = _("同一轮还没有报送：{names}")
LACKS_PERSON = _("{count}项没有责任人：{names}")
LACKS_DAY = _("{count}项没有时限：{names}")
SO_MANY = _("（{count}份）")
