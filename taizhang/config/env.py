"""Every value the environment may set, typed and checked in one place."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import environ

from taizhang.kit.errors import BadSetting
from taizhang.kit.keys import read_or_make

MODES = ("demo", "production")
SECRET_LENGTH = 32


@dataclass(frozen=True)
class Env:
    """What the process was told. `home` holds database, files and keys of a small installation."""

    home: Path
    mode: str
    database: dict[str, Any]
    hosts: list[str]
    secret: str
    proxy: bool
    idle_minutes: int
    notice_webhook: str
    notice_mail_to: str
    mail: dict[str, Any]

    @property
    def production(self) -> bool:
        return self.mode == "production"


def read_env() -> Env:
    """Read the environment; raises BadSetting with a sentence naming the variable."""
    env = environ.Env()
    home = Path(env.str("TAIZHANG_HOME", default="var")).resolve()
    mode = env.str("TAIZHANG_MODE", default="demo")
    if mode not in MODES:
        raise BadSetting(f"TAIZHANG_MODE 只能是 {'、'.join(MODES)}，现在是“{mode}”。")
    if mode == "production":
        _check_production()
    home.mkdir(parents=True, exist_ok=True)
    database = env.db("DATABASE_URL", default=f"sqlite:///{home / 'taizhang.sqlite3'}")
    if "ENGINE" not in database:
        raise BadSetting("DATABASE_URL 看不懂。写法如：postgres://用户:密码@主机:5432/库名；不写就用SQLite。")
    hosts = env.list("TAIZHANG_HOSTS", default=[] if mode == "production" else ["*"])
    idle = env.int("TAIZHANG_IDLE_MINUTES", default=30)
    if not 5 <= idle <= 720:
        raise BadSetting(f"TAIZHANG_IDLE_MINUTES 应在5到720分钟之间，现在是{idle}。")
    proxy = env.bool("TAIZHANG_PROXY", default=False)
    webhook = env.str("TAIZHANG_NOTICE_WEBHOOK", default="")
    if webhook and not webhook.startswith(("http://", "https://")):
        raise BadSetting("TAIZHANG_NOTICE_WEBHOOK 要写完整的网址，以 http:// 或 https:// 开头。")
    mail = env.email("TAIZHANG_MAIL_URL", default="consolemail://")
    mail_to = env.str("TAIZHANG_NOTICE_MAIL_TO", default="")
    return Env(home, mode, database, hosts, _secret(home, mode), proxy, idle, webhook, mail_to, mail)


def _check_production() -> None:
    """Name everything that production lacks, at once."""
    lacks = []
    if not os.environ.get("TAIZHANG_HOSTS"):
        lacks.append("TAIZHANG_HOSTS（本服务的域名，逗号分开）")
    if len(os.environ.get("TAIZHANG_SECRET_KEY", "")) < SECRET_LENGTH:
        lacks.append(f"TAIZHANG_SECRET_KEY（至少{SECRET_LENGTH}个随机字符，可用 openssl rand -base64 48 生成）")
    if lacks:
        raise BadSetting(f"正式环境还缺：{'；'.join(lacks)}。见 docs/deploy.md 第4步。")


def _secret(home: Path, mode: str) -> str:
    given = os.environ.get("TAIZHANG_SECRET_KEY", "")
    if given:
        return given
    return read_or_make(home / "keys" / "secret", lambda: secrets.token_urlsafe(48).encode()).decode()
