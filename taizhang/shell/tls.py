"""The county's own certificate authority: made once, bound to this server's names, so that phones may trust it.

An authority that could sign for any site would be a danger on every phone it is installed on; ours carries critical
name constraints (RFC 5280, 4.2.1.10) and can vouch for nothing but the names it was made for.
"""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from taizhang.kit.errors import BadInput, Refused
from taizhang.kit.words import _

AUTHORITY_DAYS = 3650
SERVER_DAYS = 800  # iPhones refuse 825 days and more, from installed authorities too
NAMES_MOST = 20
SERVER_CALLED = "台账服务器"  # no host name here: OpenSSL would hold an address against the constraint on names
HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
BAD_HOST = _("“{name}”不是域名，也不是IP地址。请写手机和电脑上要输入的那个地址，如 tz.example.gov.cn 或 10.1.2.3。")
NO_HOST = _("请用 --host 写明访问地址（域名或IP，可写多个，最多20个）。")
ALREADY = _(
    "已有县里的证书（{folder}），没有改动。重做会让装过的设备都不再信任；只换服务器证书请用 taizhang tls renew。"
)
NO_AUTHORITY = _("还没有县里的证书。请先执行 taizhang tls init --host 访问地址。")
AUTHORITY_ENDS = _(
    "县里的证书{day}到期，撑不到新服务器证书期满。请把原来的 tls 目录移走，重新做一套，并让各设备重新安装。"
)


@dataclass(frozen=True)
class Authority:
    """What a person is shown: the certificate itself (DER), its SHA-256 in groups of four, its names, its last day."""

    der: bytes
    fingerprint: str
    names: list[str]
    until: datetime


def folder(home: Path) -> Path:
    """Where the four files lie: authority.crt, authority.key, server.crt, server.key."""
    return home / "tls"


def checked_names(names: list[str]) -> list[str]:
    """The names in one spelling, each once; raises BadInput for what is neither a host name nor an address."""
    found = list(dict.fromkeys(name.strip().lower() for name in names if name.strip()))
    if not 0 < len(found) <= NAMES_MOST:
        raise BadInput(NO_HOST)
    for name in found:
        if _address(name) is None and (not HOST.fullmatch(name) or name.replace(".", "").isdigit()):
            raise BadInput(BAD_HOST, name=name)
    return found


def make_authority(home: Path, names: list[str], at: datetime) -> Authority:
    """Make authority and server certificate for `names` under `home`; raises Refused where there is one."""
    names, place = checked_names(names), folder(home)
    if (place / "authority.crt").exists():
        raise Refused(ALREADY, folder=str(place))
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = ec.generate_private_key(ec.SECP256R1())
    made = _authority(key, names, at)
    _keep(place / "authority.key", _key_bytes(key))
    _server(place, key, made, names, at)
    _keep(place / "authority.crt", made.public_bytes(serialization.Encoding.PEM))
    return _shown(made)


def renew(home: Path, at: datetime) -> datetime:
    """A new server certificate from the same authority, for the same names; gives its last day."""
    place, shown = folder(home), authority_of(home)
    if shown is None:
        raise Refused(NO_AUTHORITY)
    if shown.until < at + timedelta(days=SERVER_DAYS):
        raise Refused(AUTHORITY_ENDS, day=f"{shown.until:%Y-%m-%d}")
    key = serialization.load_pem_private_key((place / "authority.key").read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise Refused(NO_AUTHORITY)
    return _server(place, key, x509.load_der_x509_certificate(shown.der), shown.names, at)


def authority_of(home: Path) -> Authority | None:
    """The county's authority, or None where none was made."""
    path = folder(home) / "authority.crt"
    return _shown(x509.load_pem_x509_certificate(path.read_bytes())) if path.exists() else None


def server_until(home: Path) -> datetime | None:
    """The last day of the server certificate, or None where there is none."""
    path = folder(home) / "server.crt"
    return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc if path.exists() else None


def _shown(made: x509.Certificate) -> Authority:
    digest = made.fingerprint(hashes.SHA256()).hex().upper()
    bound = made.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    names = [str(one.value).removesuffix("/32").removesuffix("/128") for one in bound]
    groups = " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))
    return Authority(made.public_bytes(serialization.Encoding.DER), groups, names, made.not_valid_after_utc)


def _authority(key: ec.EllipticCurvePrivateKey, names: list[str], at: datetime) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"台账 {names[0]}"[:64])])
    made = _begun(subject, subject, key.public_key(), at, AUTHORITY_DAYS)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    made = made.add_extension(_usage(signs=True), critical=True).add_extension(_bound_to(names), critical=True)
    return made.sign(key, hashes.SHA256())


def _bound_to(names: list[str]) -> x509.NameConstraints:
    """Only these names; a kind of name that is not among them is closed altogether, for what is unsaid is allowed."""
    hosts: list[x509.GeneralName] = [x509.DNSName(name) for name in names if _address(name) is None]
    nets = [ipaddress.ip_network(found) for name in names if (found := _address(name)) is not None]
    addresses: list[x509.GeneralName] = [x509.IPAddress(net) for net in nets]
    closed: list[x509.GeneralName] = [] if hosts else [x509.DNSName("")]
    if not addresses:
        closed += [x509.IPAddress(ipaddress.ip_network(net)) for net in ("0.0.0.0/0", "::/0")]
    return x509.NameConstraints([*hosts, *addresses], closed or None)


def _server(
    place: Path, signer: ec.EllipticCurvePrivateKey, above: x509.Certificate, names: list[str], at: datetime
) -> datetime:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SERVER_CALLED)])
    others = [x509.IPAddress(found) if (found := _address(name)) else x509.DNSName(name) for name in names]
    made = _begun(subject, above.subject, key.public_key(), at, SERVER_DAYS)
    made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    made = made.add_extension(_usage(signs=False), critical=True)
    made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    made = made.add_extension(x509.SubjectAlternativeName(others), critical=False)
    made = made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    signed = made.sign(signer, hashes.SHA256())
    _keep(place / "server.key", _key_bytes(key))
    _keep(place / "server.crt", signed.public_bytes(serialization.Encoding.PEM))
    return signed.not_valid_after_utc


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, at: datetime, days: int
) -> x509.CertificateBuilder:
    """A day early: old computers' clocks run behind."""
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    made = made.serial_number(x509.random_serial_number())
    made = made.not_valid_before(at - timedelta(days=1)).not_valid_after(at + timedelta(days=days))
    return made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _key_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    form = serialization.PrivateFormat.PKCS8  # the only one our server reads
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def _keep(path: Path, content: bytes) -> None:
    """Whole or not at all, readable by the owner alone."""
    beside = path.with_suffix(path.suffix + ".new")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)
