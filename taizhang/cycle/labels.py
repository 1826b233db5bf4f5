"""Words about years and rounds."""

from __future__ import annotations

from taizhang.kit.words import _

ROUNDS = {"start": _("年初建账"), "mid": _("年中查账"), "end": _("年底要账")}
YEAR_THERE = _("{year}年的三本账已经建好，不用再建。")
NOT_KEEPER = _("只有县委组织部可以建立年度三本账。请联系县委组织部。")
NO_YEAR = _("“{year}”不是年份。请写2000到2099之间的四位年份。")
NO_ROUND = _("没有轮次“{code}”。可用的轮次：{known}。")
NO_CALENDAR = _("{year}年的法定节假日安排还没有录入，暂按周一至周五计算工作日。")

ENTRY_KINDS = {"year.opened": (_("建立年度三本账"), _("建立{year}年三本账"))}
