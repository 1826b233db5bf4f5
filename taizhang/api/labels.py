"""Words of the API."""

from __future__ import annotations

from taizhang.kit.words import _

NO_SUCH_ACT = _("没有“{act}”这个动作，或者它要附文件、只能在页面上办。可用的动作：{known}。")
BAD_FIELDS = _("“{act}”不认识这些字段，或缺少字段：{why}。")
