"""docs/deploy.md step by step, with the shipped files: production mode, real keys, real nginx, services checked."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.documents.sheets import workbook
from tests.serving import ROOT, answers, free_port
from tests.stories.test_main_job import ROSTER

DEPLOY = ROOT / "deploy"
NAME = "taizhang.example.gov.cn"
NGINX = shutil.which("nginx") or ("/usr/sbin/nginx" if Path("/usr/sbin/nginx").exists() else None)
ANALYZE = shutil.which("systemd-analyze")
pytestmark = pytest.mark.once


def needs(program: str | None, name: str) -> None:
    """Where CI runs the program must be there; elsewhere the test says plainly why it is not run."""
    if program is None:
        assert not os.environ.get("CI"), f"CI installs {name}"
        pytest.skip(f"{name} is not installed here")


class Server:
    """A county's server as the steps leave it."""

    def __init__(self, home: Path) -> None:
        self.home, self.plain, self.secure, self.behind = home, free_port(), free_port(), free_port()
        told = dict(
            line.split("=", 1) for line in (DEPLOY / "environment.example").read_text().splitlines() if "=" in line
        )
        told.update(TAIZHANG_HOME=str(home), TAIZHANG_SECRET_KEY="s" * 64, TAIZHANG_WORKERS="1")
        told["DATABASE_URL"] = f"sqlite:///{home / 'taizhang.sqlite3'}"
        kept = {name: value for name, value in os.environ.items() if name not in ("PYTEST_HOME", "TAIZHANG_MODE")}
        self.environment = {**kept, **told}

    def taizhang(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        call = [sys.executable, "-m", "taizhang", *map(str, arguments)]
        return subprocess.run(call, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False)

    def nginx_conf(self) -> Path:
        """The shipped file with this server's ports and folders, inside the frame Debian's nginx.conf gives it."""
        text = (DEPLOY / "nginx.conf").read_text()
        for was, now in (
            ("listen 80;", f"listen 127.0.0.1:{self.plain};"),
            ("listen 443 ssl;", f"listen 127.0.0.1:{self.secure} ssl;"),
            ("127.0.0.1:8000", f"127.0.0.1:{self.behind}"),
            ("/srv/taizhang", str(self.home)),
        ):
            assert was in text
            text = text.replace(was, now)
        temporary = "".join(
            f"{kind}_temp_path {self.home}/nginx-{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        file = self.home / "nginx.conf"
        file.write_text(
            f"{'user root;' if os.getuid() == 0 else ''}\npid {self.home}/nginx.pid;\n"
            f"error_log {self.home}/error.log;\ndaemon off;\nevents {{}}\n"
            f"http {{\naccess_log off;\n{temporary}{text}\n}}\n"
        )
        return file


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Steps 4 to 8 done, in their order."""
    needs(NGINX, "nginx")
    one = Server(tmp_path_factory.mktemp("srv"))
    refused = one.taizhang("serve", "--port", one.behind)
    assert refused.returncode == 1 and "journal.key" in refused.stderr
    (one.home / "keys").mkdir(mode=0o700, exist_ok=True)
    made = "umask 077; for k in journal field index; do openssl rand 32 > $k.key; done"
    assert made in (ROOT / "docs" / "deploy.md").read_text()
    subprocess.run(["sh", "-c", made], cwd=one.home / "keys", check=True)
    assert one.taizhang("migrate").returncode == 0
    (one.home / "名册.xlsx").write_bytes(workbook(ROSTER, ["A1:H1"]))
    assert one.taizhang("import", "units", one.home / "名册.xlsx").returncode == 0
    done = one.taizhang("tls", "init", "--host", NAME, "--host", "127.0.0.1")
    assert done.returncode == 0, done.stderr
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "taizhang", *what], env=one.environment, cwd=ROOT, stderr=subprocess.DEVNULL
        )
        for what in (["serve", "--port", str(one.behind)], ["worker"])
    ]
    running.append(subprocess.Popen([str(NGINX), "-c", str(one.nginx_conf())]))
    for _unused in range(300):
        if answers(one.behind) and answers(one.secure):
            break
        time.sleep(0.1)
    yield one
    for process in running:
        process.terminate()
    for process in running:
        process.wait(40)


def fetched(one: Server, verb: str, address: str, **told: object) -> tuple[http.client.HTTPResponse, bytes]:
    trusts = ssl.create_default_context(cafile=str(one.home / "tls" / "authority.crt"))
    line = http.client.HTTPSConnection("127.0.0.1", one.secure, context=trusts, timeout=60)
    headers = {"Host": NAME, **told.get("headers", {})}  # type: ignore[dict-item]
    line.request(verb, address, told.get("body"), headers)  # type: ignore[arg-type]
    answer = line.getresponse()
    return answer, answer.read()


def test_pages_come_through_nginx_over_tls_with_the_promised_headers(deployed: Server) -> None:
    answer, page = fetched(deployed, "GET", "/sign-in/")
    assert answer.status == 200 and "登录" in page.decode() and "demo" not in page.decode()
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    cookies = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
    assert cookies and all("Secure" in cookie and "SameSite" in cookie for cookie in cookies)
    sheet = re.search(r'/static/[^"]+\.css', page.decode())
    assert sheet and fetched(deployed, "GET", sheet.group())[0].status == 200


def test_plain_http_only_shows_how_to_trust(deployed: Server) -> None:
    line = http.client.HTTPConnection("127.0.0.1", deployed.plain, timeout=60)
    for address, status in (("/trust/", 200), ("/sign-in/", 301), ("/", 301)):
        line.request("GET", address, headers={"Host": NAME, "X-Forwarded-Proto": "https"})
        answer = line.getresponse()
        answer.read()
        assert answer.status == status, address
        if status == 301:
            assert answer.headers["Location"] == f"https://{NAME}{address}"


def test_a_large_form_passes_and_a_huge_one_is_stopped_at_the_door(deployed: Server) -> None:
    kind = {"Content-Type": "application/json", "Authorization": "Bearer nobody's"}
    answer, _page = fetched(deployed, "POST", "/api/v1/problems", body=b"x" * 50_000_000, headers=kind)
    assert answer.status == 401  # it came in whole, from nobody we know
    answer, _page = fetched(deployed, "POST", "/sign-in/", body=b"x" * 80_000_000, headers=kind)
    assert answer.status == 413


def test_administrators_worker_backup_drill_and_doctor(deployed: Server) -> None:
    for name, role in (("少峰", "system_admin"), ("夕瑶", "security_admin"), ("远山", "audit_admin")):
        done = deployed.taizhang(
            "account", "create", role, "--name", f"闫{name}", "--unit", "县委", "--title", "管理员", "--role", role
        )
        assert done.returncode == 0 and "激活码" in done.stdout, done.stderr
    assert deployed.taizhang("journal", "head").returncode == 0
    file = deployed.home / "nightly.tzb"
    assert deployed.taizhang("backup", "-o", file).returncode == 0
    drill = deployed.taizhang("restore", file, "--check")
    assert drill.returncode == 0, drill.stderr
    assert deployed.taizhang("demo").returncode == 1
    told = deployed.taizhang("doctor", "--json").stdout
    assert json.loads(told)["模式"] == [True, "生产"] and json.loads(told)["密钥"][0] and json.loads(told)["证书"][0]


@pytest.mark.parametrize("name", ["taizhang-web.service", "taizhang-worker.service", "taizhang-backup.service"])
def test_services_are_what_systemd_understands(name: str, tmp_path: Path) -> None:
    needs(ANALYZE, "systemd")
    text = (DEPLOY / name).read_text().replace("/opt/taizhang/.venv/bin/python", "/bin/sh")
    text = text.replace("User=taizhang\n", "").replace("/opt/taizhang", str(tmp_path)).replace("postgresql.service", "")
    (tmp_path / name).write_text(text)
    done = subprocess.run(
        [str(ANALYZE), "verify", "--man=no", str(tmp_path / name)], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if name in line]
    assert not ours, ours


def test_the_commands_in_the_services_exist() -> None:
    for name in ("web", "worker", "backup"):
        text = (DEPLOY / f"taizhang-{name}.service").read_text()
        words = re.search(r"-m taizhang (\w+)", text)
        assert words
        done = subprocess.run(
            [sys.executable, "-m", "taizhang", words.group(1), "--help"], cwd=ROOT, capture_output=True, check=False
        )
        assert done.returncode == 0
