"""`tls init` and `tls renew`: the county's own certificate, for networks no public authority serves."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.conf import settings

from taizhang.kit.clock import now
from taizhang.shell import tls as certificates
from taizhang.shell.cli import DONE, say

MADE = (
    "县里的证书已做好，放在 {folder}。\n"
    "指纹（请打印发给各单位，安装前逐字核对）：\n  {fingerprint}\n"
    "只能用于：{names}；有效到 {until}。\n"
    "启动：taizhang serve --tls --host 0.0.0.0 --port 443；各设备打开 /trust/ 按步骤安装一次。\n"
    "authority.key 只在换证时用，请移到U盘锁好，换证时再放回。"
)
RENEWED = "服务器证书已换新，有效到 {until}。重启服务后生效；各设备不用重新安装。"


def tls(asked: argparse.Namespace) -> int:
    """`init --host NAME …` makes authority and server certificate; `renew` a new server certificate."""
    home = Path(settings.HOME)
    if asked.what == "renew":
        told = {"until": f"{certificates.renew(home, now()):%Y-%m-%d}"}
        say(asked, told, RENEWED.format(**told))
        return DONE
    made = certificates.make_authority(home, asked.host or [], now())
    place = str(certificates.folder(home))
    known = {"folder": place, "fingerprint": made.fingerprint, "until": f"{made.until:%Y-%m-%d}"}
    say(asked, {**known, "names": made.names}, MADE.format(**known, names="、".join(made.names)))
    return DONE
