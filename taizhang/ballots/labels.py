"""Words about electronic ballots."""

from __future__ import annotations

from taizhang.kit.words import _

NO_BOX = _("没有这个票箱，或者已经销毁。请核对票上的网址。")
SHUT = _("投票已经停止，这张票没有投进去。")
BAD_CODE = _("票码不对，或者已经用过。请对照票上的字母和数字再输一遍；确实没有用过的，请交给监票人。")
BAD_BALLOT = _("这张票没有投进去：内容不完整。请刷新页面重新填。")
STILL_OPEN = _("票箱还开着，选票不能打开。请两位监票人先停止投票。")

# what the voter's page says; it carries them, no word waits for the server
TEXTS = {
    "code": _("票码"),
    "code_hint": _("票上的16位字母和数字，大小写都行"),
    "begin": _("开始填票"),
    "bad_code": _("票码应该是16位字母和数字，请再核对。"),
    "next": _("下一位"),
    "back": _("上一位"),
    "all": _("每一项都要选。"),
    "check": _("都填好了。投出以后不能改，也查不到是谁投的。"),
    "cast": _("投票"),
    "done": _("已投进票箱。这张票码不能再用，请关掉这个页面。"),
    "no_line": _("不知道投进去没有。请再按一次“投票”，同一张票不会投两次。"),
    "insecure": _("这个网址不是安全连接，不能在这里投票。请改用纸质票。"),
    "again": _("请再试一次"),
}
# SECURITY §3.2: said plainly to whoever votes
PROMISED = _(
    "票面在您的手机上加密，服务器打不开；钥匙分成两半，由两位监票人各拿一半，停止投票后合起来才能计票。"
    "票码是从票堆里自己抽的，没有人知道哪张票是谁的。"
)
NOT_PROMISED = _(
    "不能保证的：有人站在旁边看、拍下您填的票；大家投得全都一样；有人把服务器上的网页换掉（可以用监票人的平板投票）。"
    "存票的磁盘在会上坏了，要重新投。"
)
