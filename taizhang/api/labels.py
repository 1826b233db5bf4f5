"""Words of the API."""

from __future__ import annotations

from taizhang.kit.words import _

NO_SUCH_ACT = _("没有“{act}”这个动作，或者它不是对一件事项办的。可用的动作：{known}。")
BAD_KEY = _("Idempotency-Key 的写法不对，没有办。请用UUID，或8至80位的字母、数字、横线。")
NO_FILTER = _("没有“{name}”这个条件，没有查。可用的条件：{known}。")
NO_SUCH_UNIT = _("没有叫“{text}”的单位，或者不在您的范围内。请核对名称或代码。")
BAD_FIELDS = _("“{act}”不认识这些字段，或缺少字段：{why}。")
NO_BASE64 = _("文件“{name}”不是base64编码。请编码后再传。")
MISSHAPEN = _("“{where}”的写法不对：{why}。请对照 openapi.json 改正。")
UNREADABLE = _("请求的内容不是JSON，没有读懂。请核对后再发。")
NO_TOKEN = _("没有令牌，或令牌已过期、已停用。请在请求头里写 Authorization: Bearer 令牌；过期的请重新发放。")
NOTHING_HERE = _("这个地址下面没有东西。请对照 openapi.json。")
NO_DOOR = _("您现在的身份看不到这一项。请换一个有权限的账号的令牌。")
BAD_MATCH = _("If-Match 看不懂，或这个动作不按版本办。请用读事项时得到的 ETag，或去掉这个请求头。")
TOO_BIG = _("请求有{size}MB，超过{limit}MB的上限。请压缩或分几次传。")
NO_WHAT = _("不能导入“{what}”。可以导入：problems、tasks、units、people。")
