"""What backup and restore say."""

from __future__ import annotations

from taizhang.kit.words import _

UNREADABLE = _("“{file}”读不出来，不是完整的备份文件。请换一份备份。")
CUT_SHORT = _("“{file}”没有写完：末尾的清单不在。请换一份备份。")
BAD_MANIFEST = _("“{file}”的清单读不懂，可能被改过。请换一份备份。")
OTHER_FORMAT = _("备份的格式是{format}，本程序只认{known}。请用做备份的那个版本恢复。")
OTHER_VERSION = _("备份是{made}版做的，本程序是{here}版。请先装上{made}版恢复，再升级。")
OTHER_TABLES = _("备份的数据表和本程序的不一样（{which}）。请用做备份的那个版本恢复。")
OTHER_DATABASE = _("备份来自{made}，这里用的是{here}。请把 DATABASE_URL 改成同一种数据库。")
STRANGE = _("备份里有不该有的东西“{name}”，没有恢复。请换一份备份。")
TWICE = _("备份里“{name}”出现了两次，没有恢复。请换一份备份。")
LACKS = _("备份里缺“{name}”，没有恢复。请换一份备份。")
TOO_MUCH = _("备份里多出清单上没有的“{name}”，没有恢复。请换一份备份。")
CHANGED = _("备份里的“{name}”和清单上的大小或校验值不符，已经损坏。请换一份备份。")
NOT_SIGNED = _("备份清单的签名不对：不是用这把流水密钥做的，或清单被改过。请核对密钥和备份。")
OTHER_KEY = _("备份要用的密钥“{name}”和这里的不是同一把。请把做备份时的密钥放到 {folder}。")
NO_KEY = _("缺少密钥“{name}”。请先把单独保管的密钥放到 {folder}，再恢复。")
BAD_DATABASE = _("备份里的数据库没有通过完整性检查：{why}。请换一份备份。")
BAD_COUNT = _("数据表“{table}”应有{told}行，实际{found}行。请换一份备份。")
BAD_JOURNAL = _("备份里的流水没有通过校验：{why}。请换一份备份，并告诉审计管理员。")
OTHER_TIP = _("备份里数据库的流水末尾和清单上的不一致。请换一份备份，并告诉审计管理员。")
NO_EVIDENCE = _("数据库里登记的佐证文件“{digest}…”不在备份里。请换一份备份。")
NO_ROOM = _("磁盘剩余空间放不下“{file}”里的内容，没有恢复。请清理磁盘或换一台机器。")
NOT_EMPTY = _("数据目录或数据库里已经有数据，不能恢复到这里。请另设一个空的 TAIZHANG_HOME（或空数据库），再恢复。")
