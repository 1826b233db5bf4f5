"""The county's certificate: who has it gets in, who has not does not, and it vouches for nothing else."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.test import Client
from django.utils.html import escape

from taizhang.kit.errors import Refused
from taizhang.shell import tls
from taizhang.shell.cli.database import certificate_words
from tests.serving import serving
from tests.shell.test_keeping import command

pytestmark = pytest.mark.once
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    """(home, port) of a server started with `serve --tls`."""
    home = tmp_path_factory.mktemp("home")
    assert command(home, "migrate").returncode == 0
    done = command(home, "tls", "init", "--host", "127.0.0.1", "--host", "tz.example.gov.cn")
    assert done.returncode == 0 and tls.authority_of(home).fingerprint in done.stdout, done.stderr
    with serving(home, "--tls") as port:
        yield home, port


def fetched(port: int, name: str, trusts: ssl.SSLContext) -> bytes:
    """The trust page over TLS, asked for under `name`."""
    raw = socket.create_connection(("127.0.0.1", port), timeout=20)
    with raw, trusts.wrap_socket(raw, server_hostname=name) as line:
        line.sendall(f"GET /trust/ HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n".encode())
        return b"".join(iter(lambda: line.recv(65536), b""))


def trusting(home: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(tls.folder(home) / "authority.crt"))
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


@pytest.mark.parametrize("name", ["127.0.0.1", "tz.example.gov.cn"])
def test_a_device_with_the_certificate_gets_in(served: tuple[Path, int], name: str) -> None:
    home, port = served
    page = fetched(port, name, trusting(home)).decode()
    assert " 200 " in page.splitlines()[0]
    assert escape(tls.authority_of(home).fingerprint) in page and "127.0.0.1" in page


def test_one_without_it_does_not(served: tuple[Path, int]) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        fetched(served[1], "127.0.0.1", ssl.create_default_context())
    with pytest.raises(ssl.SSLCertVerificationError):
        fetched(served[1], "other.example.gov.cn", trusting(served[0]))


def shaken(server: ssl.SSLContext, client: ssl.SSLContext, name: str) -> None:
    """A whole handshake in memory; raises what the client would."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    near = client.wrap_bio(to_client, to_server, server_hostname=name)
    far = server.wrap_bio(to_server, to_client, server_side=True)
    waiting = [near, far]
    while waiting:
        for one in tuple(waiting):
            try:
                one.do_handshake()
                waiting.remove(one)
            except ssl.SSLWantReadError:
                pass


@pytest.mark.parametrize(
    ("made_for", "tried"),
    [
        (["tz.example.gov.cn"], "bank.example.com"),
        (["tz.example.gov.cn"], "10.1.2.3"),
        (["10.1.2.3"], "10.1.2.4"),
        (["10.1.2.3"], "bank.example.com"),
        (["10.1.2.3"], "fd00::1"),
    ],
)
def test_a_stolen_authority_cannot_pass_for_another_site(tmp_path: Path, made_for: list[str], tried: str) -> None:
    """Its key in a thief's hands signs a certificate for another name; a device that trusts us refuses it."""
    tls.make_authority(tmp_path, made_for, NOW)
    place = tls.folder(tmp_path)
    client = trusting(tmp_path)
    for name, passes in ((made_for[0], True), (tried, False)):
        key = load_pem_private_key((place / "authority.key").read_bytes(), None)
        above = x509.load_pem_x509_certificate((place / "authority.crt").read_bytes())
        tls._server(place, key, above, [name], NOW)
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(place / "server.crt", place / "server.key")
        if passes:
            shaken(server, client, name)
        else:
            with pytest.raises(ssl.SSLCertVerificationError, match="subtree"):
                shaken(server, client, name)


@pytest.mark.parametrize(
    "bad", [[], ["a b"], ["-a.cn"], ["*.example.cn"], ["300.1.1.1"], ["http://a.cn"], ["10.0.0.1:8000"]]
)
def test_what_is_no_address_is_refused_and_nothing_made(tmp_path: Path, bad: list[str]) -> None:
    with pytest.raises(Refused):
        tls.make_authority(tmp_path, bad, NOW)
    assert not tls.folder(tmp_path).exists()


def test_made_once_and_renewed_for_the_same_names(tmp_path: Path) -> None:
    made = tls.make_authority(tmp_path, ["TZ.example.gov.cn ", "10.1.2.3", "10.1.2.3"], NOW)
    assert made.names == ["tz.example.gov.cn", "10.1.2.3"]
    files = {path.name: path.read_bytes() for path in tls.folder(tmp_path).iterdir()}
    assert {path.stat().st_mode & 0o777 for path in tls.folder(tmp_path).iterdir()} == {0o600}
    with pytest.raises(Refused, match="没有改动"):
        tls.make_authority(tmp_path, ["10.9.9.9"], NOW)
    later = NOW + timedelta(days=700)
    assert tls.renew(tmp_path, later) > tls.server_until(tmp_path) - timedelta(seconds=1)
    new = {path.name: path.read_bytes() for path in tls.folder(tmp_path).iterdir()}
    assert {name for name in files if files[name] == new[name]} == {"authority.crt", "authority.key"}
    names = x509.load_pem_x509_certificate(new["server.crt"]).extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    )
    assert names.value.get_values_for_type(x509.DNSName) == ["tz.example.gov.cn"]
    with pytest.raises(Refused, match="到期"):
        tls.renew(tmp_path, NOW + timedelta(days=tls.AUTHORITY_DAYS - 30))


def test_without_one_the_commands_say_what_to_do(tmp_path: Path) -> None:
    for call in (("tls", "renew"), ("serve", "--tls"), ("tls", "init")):
        done = command(tmp_path, *call)
        assert done.returncode == 1 and "--host" in done.stderr and "Traceback" not in done.stderr


def test_the_doctor_warns_a_month_before(tmp_path: Path, settings: object) -> None:
    settings.HOME = tmp_path
    assert certificate_words(NOW)[0]
    tls.make_authority(tmp_path, ["10.1.2.3"], NOW)
    assert certificate_words(NOW + timedelta(days=tls.SERVER_DAYS - 40))[0]
    good, words = certificate_words(NOW + timedelta(days=tls.SERVER_DAYS - 20))
    assert not good and "taizhang tls renew" in words


@pytest.mark.django_db
def test_the_trust_page_needs_no_account_and_no_https(client: Client, tmp_path: Path, settings: object) -> None:
    settings.HOME, settings.SECURE_SSL_REDIRECT = tmp_path, True
    assert "不用安装" in client.get("/trust/").content.decode()
    assert client.get("/trust/taizhang.crt").status_code == 404
    made = tls.make_authority(tmp_path, ["10.1.2.3"], NOW)
    assert made.fingerprint in client.get("/trust/").content.decode()
    file = client.get("/trust/taizhang.crt")
    assert file["Content-Type"] == "application/x-x509-ca-cert" and file.content == made.der
    assert client.get("/sign-in/").status_code == 301
    assert client.post("/trust/", secure=True).status_code == 405
