"""The one settings file. What the environment may set is read and checked in env.py."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

try:  # Debian's SQLite has the WAL-reset race and cannot search short Chinese words (ADR 0006)
    import pysqlite3

    sys.modules["sqlite3"] = pysqlite3
except ImportError:  # pragma: no cover - the system library serves, without WAL
    pass

import sqlite3

from taizhang.config.env import read_env

ENV = read_env()
PACKAGE = Path(__file__).resolve().parent.parent
HOME = ENV.home
DEMO = ENV.mode == "demo"
DEBUG = False
SECRET_KEY = ENV.secret
ALLOWED_HOSTS = ENV.hosts

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "taizhang.kit",
    "taizhang.journal",
    "taizhang.orgs",
    "taizhang.people",
    "taizhang.rulebook",
    "taizhang.cycle",
    "taizhang.obligations",
    "taizhang.evidence",
    "taizhang.ledger",
    "taizhang.ballots",
    "taizhang.directives",
    "taizhang.inspection",
    "taizhang.filing",
    "taizhang.debrief",
    "taizhang.supervision",
    "taizhang.reports",
    "taizhang.offline",
    "taizhang.shell",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "taizhang.kit.middleware.ContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "taizhang.kit.middleware.ChineseFirst",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "taizhang.api.middleware.RoomForFiles",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "taizhang.people.middleware.IdleEnds",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "taizhang.kit.middleware.NoNul",
    "taizhang.journal.middleware.CarryRequest",
    "taizhang.people.middleware.WhoActs",
    "taizhang.kit.middleware.ShowRefusals",
    "axes.middleware.AxesMiddleware",
]

CSRF_FAILURE_VIEW = "taizhang.kit.middleware.csrf_failed"
ROOT_URLCONF = "taizhang.config.urls"
WSGI_APPLICATION = "taizhang.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "taizhang.shell.frame.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "taizhang.kit.templatetags.kit",
                "taizhang.ledger.templatetags.ledger",
                "taizhang.debrief.templatetags.debrief",
            ],
        },
    }
]

# widgets by Django's own Jinja templates: the same HTML, a quarter of an item's page less time (ADR 0023)
FORM_RENDERER = "django.forms.renderers.Jinja2"


WAL_PAGES = 4_000


def _database(given: dict[str, Any]) -> dict[str, Any]:
    """SQLite with immediate transactions and full sync (WAL only where the library is whole); or PostgreSQL pooled.

    The WAL is folded back at 16 MB instead of 4: an act on two hundred items alone writes six, and would wait for it.
    """
    found: dict[str, Any] = dict(given, ATOMIC_REQUESTS=False)
    if found["ENGINE"].endswith("sqlite3"):
        journal = "WAL" if sqlite3.sqlite_version_info >= (3, 51, 3) else "TRUNCATE"
        sync = "FULL" if journal == "WAL" else "EXTRA"
        setup = f"PRAGMA journal_mode={journal}; PRAGMA synchronous={sync}; PRAGMA foreign_keys=ON; "
        setup += f"PRAGMA wal_autocheckpoint={WAL_PAGES};"
        found["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": setup}
    else:
        found["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}, "connect_timeout": 8}
    return found


DATABASES = {"default": _database(ENV.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["taizhang.people.hashers.CountyArgon2"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "taizhang.people.passwords.CountyPasswords"}]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours: a quarter of an hour, then the owner may try again
AXES_LOCKOUT_PARAMETERS = ["username"]  # a county shares a few addresses, so never by address
AXES_LOCKOUT_CALLABLE = "taizhang.people.views.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_ENABLE_ACCESS_FAILURE_LOG = False

SESSION_COOKIE_AGE = 12 * 3600
# notices that something waits (never what): a gateway's webhook, an office mailbox; docs/deploy.md
NOTICE_WEBHOOK, NOTICE_MAIL_TO = ENV.notice_webhook, ENV.notice_mail_to
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = (
    ENV.mail["EMAIL_BACKEND"],
    ENV.mail["EMAIL_HOST"] or "",
    ENV.mail["EMAIL_PORT"] or 25,
)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENV.mail["EMAIL_HOST_USER"] or "", ENV.mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = ENV.mail.get("EMAIL_USE_TLS", False), ENV.mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 15
IDLE_MINUTES, IDLE_MINUTES_ADMIN = ENV.idle_minutes, min(15, ENV.idle_minutes)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.production
SECURE_SSL_REDIRECT = ENV.production
SECURE_REDIRECT_EXEMPT = [r"^trust/", r"^static/"]  # whose device does not know our certificate yet must read about it
if ENV.proxy:  # a reverse proxy ends TLS and says so
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ENV.hosts if host != "*"]
SECURE_HSTS_SECONDS = 31536000 if ENV.production else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENV.production
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "lang"
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = HOME / "evidence"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # locking by user name alone is meant: see AXES_LOCKOUT_PARAMETERS
