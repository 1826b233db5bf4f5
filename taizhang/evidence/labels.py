"""Words about evidence."""

from __future__ import annotations

from taizhang.kit.words import _

KINDS = {
    "image": _("图片"),
    "pdf": _("PDF"),
    "office": _("文档"),
    "text": _("文本"),
    "audio": _("录音"),
    "video": _("录像"),
}
REFUSED_KIND = _(
    "“{name}”不能作佐证。可以上传照片（jpg、png、webp、heic）、PDF、Word（.docx）、Excel（.xlsx）、文本、录音（mp3、m4a、wav）或录像（mp4、mov）。"
)
OLD_FORMAT = _("“{name}”是旧格式。请另存为 .docx 或 .xlsx 再上传。")
NOT_WHAT_IT_SAYS = _("“{name}”的内容与扩展名不符，没有保存。请用原来的软件打开，另存后再上传。")
TOO_BIG = _("“{name}”有{size}MB，超过{limit}MB的上限。请压缩后再上传。")
TOO_MANY_PIXELS = _("“{name}”的像素太大（{pixels}万），没有保存。请缩小后再上传。")
CANNOT_READ = _("“{name}”读不出来，可能已损坏。请重新拍照或另存后再上传。")
EMPTY = _("“{name}”是空文件。请重新选择。")
UNIT_FULL = _("本单位今年的佐证已经接近{limit}MB的上限，“{name}”没有保存。请压缩后再传，或请系统管理员在规则书里调大。")
PERSON_FULL = _("您一天内上传的佐证已经接近{limit}MB的上限，“{name}”没有保存。请明天再传，或压缩后再传。")
ABSENT = _("没有这份佐证，或者它不在您的管辖范围内。")
GONE = _("这份佐证的文件不见了或内容有变。已记录，请联系系统管理员核对备份。")
ENTRY_KINDS = {"evidence.kept": (_("上传佐证"), _("为 {subject} 上传佐证"))}
SAME_ELSEWHERE = _("这张照片在别的事项（{code}）里也用过，或者很相像。")
OLDER = _("这张照片拍于{day}，早于问题登记的日子。")
EDITED = _("这张照片用“{program}”存过。")
VIDEO_WAITS = _("录像“{name}”还在处理，过一会儿再看。原件已经收好。")
VIDEO_FAILED = _("录像“{name}”读不出来：{why}。原件已经收好，请换一段再上传。")
NOT_A_VIDEO = _("里面没有画面")
TOO_LONG = _("超过3小时")
NO_PLAYER = _("服务器上没有装ffmpeg，录像处理不了。请系统管理员安装。")
NO_UPLOAD = _("没有这次上传，或者已经过期。请重新选择文件上传。")
WRONG_PART = _("第{number}段的长度不对（一共{parts}段），没有保存。请重新上传这一段。")
PARTS_MISSING = _("“{name}”还差{missing}段没有传完（一共{parts}段）。请接着上传，再提交。")
NOT_WHAT_WAS_SENT = _("“{name}”收到的内容与您手上的不一致，已经作废。请重新上传。")
TOO_MUCH_UNDER_WAY = _("您还有没传完的文件，最多同时{count}个、共{limit}MB。请先把前面的传完并提交，或三天后自动清理。")
