"""The desk's own certificate: made at the first start, shown by its fingerprint, pinned by kiosks.

Nobody vouches for it: a browser asks once whether it is to be trusted, and whoever answers compares the fingerprint.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import re
import socket
import ssl
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk.desk.storage.folder import Folder, write_private
from kiosk.errors import InputError

if TYPE_CHECKING:
    from cryptography import x509

YEARS: Final = 10
"""As long as a kiosk lasts: a new one would have to be pinned anew at every kiosk and trusted in every browser."""
EARLIER: Final = dt.timedelta(days=2)
"""Before the present: the clocks of browsers and kiosks may be slow."""


def own(folder: Folder, now: float) -> None:
    """Make the certificate and its key, unless they are there.

    Raises:
        InputError: `desk.certificate`: they are there and cannot be used.
    """
    if not folder.certificate.is_file() or not folder.key.is_file():
        certificate, key = _made(machine_names(), dt.datetime.fromtimestamp(now, dt.UTC))
        write_private(folder.key, key)
        write_private(folder.certificate, certificate)
    context(folder.certificate, folder.key)


def context(certificate: Path, key: Path | None) -> ssl.SSLContext:
    """What a server needs to serve TLS.

    Raises:
        InputError: `desk.certificate`.
    """
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        made.load_cert_chain(certificate, key)
    except OSError as fault:  # ssl.SSLError is one
        sentence = f"The certificate {certificate} cannot be used with its key: {fault.strerror or fault}."
        remedy = "Give both as PEM in desk.certificate and desk.key; or remove those that the desk made itself."
        raise InputError("desk.certificate", sentence, remedy) from fault
    return made


def fingerprint(certificate: Path) -> str:
    """That of the first certificate of a file.

    Raises:
        InputError: `desk.certificate`.
    """
    try:
        return fingerprint_of(certificate.read_text(encoding="ascii"))
    except (OSError, ValueError, IndexError) as fault:
        sentence = f"{certificate} holds no certificate."
        raise InputError("desk.certificate", sentence, "Give one as PEM.") from fault


def fingerprint_of(pem: str) -> str:
    """SHA-256 over the DER form of the first certificate of a PEM text, as browsers show it."""
    first = re.search(f"{ssl.PEM_HEADER}.+?{ssl.PEM_FOOTER}", pem, re.DOTALL)
    if first is None:
        raise ValueError("there is no certificate in it")
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(first[0])).digest().hex(":").upper()


def digest(shown: str) -> bytes:
    """The 32 bytes of a fingerprint as people copy it: with or without colons and blanks.

    Raises:
        InputError: `desk.fingerprint`.
    """
    bare = re.sub(r"[:\s-]", "", shown)
    if not re.fullmatch(r"[0-9A-Fa-f]{64}", bare):
        sentence = "This is no SHA-256 fingerprint: it has 64 characters 0 to 9 and A to F."
        raise InputError("desk.fingerprint", sentence, "Copy it from the desk: `kiosk desk status` shows it.")
    return bytes.fromhex(bare)


def machine_names() -> tuple[str, ...]:
    """By what names and addresses others may reach this machine."""
    host = socket.gethostname()
    names = [host, f"{host.partition('.')[0]}.local", "localhost", "127.0.0.1", "::1", *addresses()]
    return tuple(dict.fromkeys(name for name in names if name))


def addresses() -> tuple[str, ...]:
    """The addresses of this machine in its networks, the one that leads out first; nothing is sent to find it."""
    found: list[str] = []
    for family, somewhere in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((somewhere, 9))
            found.append(str(probe.getsockname()[0]))
    with suppress(OSError):
        found += [str(each[4][0]) for each in socket.getaddrinfo(socket.gethostname(), None)]
    plain = (each for each in dict.fromkeys(found) if "%" not in each)
    return tuple(each for each in plain if not ipaddress.ip_address(each).is_loopback)


def _made(names: tuple[str, ...], now: dt.datetime) -> tuple[str, str]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Balie desk on {names[0]}"[:64])])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now + dt.timedelta(days=365 * YEARS))
        .add_extension(x509.SubjectAlternativeName([_name(each) for each in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode(), private.decode()


def _name(name: str) -> x509.GeneralName:
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
