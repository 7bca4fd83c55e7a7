"""How a kiosk joins a desk elsewhere: whose certificate that is, the token for its code, and what is written down."""

from __future__ import annotations

import asyncio
import ssl
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

import aiohttp
import tomlkit
from tomlkit.exceptions import TOMLKitError

from kiosk.desk.auth.certificate import digest, fingerprint_of
from kiosk.desk.storage.folder import Folder, write_private
from kiosk.errors import InputError, KioskError
from kiosk.resources import data_dir

PATIENCE_S: Final = 15.0
Sure = Callable[[str], bool]
"""Asks a person whether a fingerprint is the desk's."""


@dataclass(frozen=True, slots=True)
class Joined:
    """What this kiosk is at which desk, and where that is written. `fingerprint` is empty where others vouch for it."""

    kiosk: str
    url: str
    fingerprint: str
    file: Path


async def join(url: str, code: str, wanted: str, folder: Folder, sure: Sure | None) -> Joined:
    """Exchange a code for a token, and write down where the desk is.

    Raises:
        InputError: `desk.address`, `desk.fingerprint`, `desk.device-file`, `desk.folder`.
        KioskError: `desk.unreached`, `desk.certificate-unknown`, `desk.not-joined`.
    """
    at = _address(url)
    folder.open()
    pem = None if at.scheme == "http" or (not wanted and await _vouched(at)) else await _certificate(at)
    shown = "" if pem is None else fingerprint_of(pem)
    if pem is not None:
        _known(shown, wanted, sure)
    told = await _exchanged(at, code, shown)
    if pem is None:
        folder.joined.unlink(missing_ok=True)
    else:
        write_private(folder.joined, pem)
    write_private(folder.token, told["token"])
    file = data_dir() / "device.toml"
    _written(file, at.geturl(), told["kiosk"])
    return Joined(told["kiosk"], at.geturl(), shown, file)


def is_readable_on_the_way(url: str) -> bool:
    """Whether what goes to a desk leaves this machine without TLS.

    Raises:
        InputError: `desk.address`.
    """
    at = _address(url)
    return at.scheme == "http" and at.hostname not in {"localhost", "127.0.0.1", "::1"}


def _address(url: str) -> SplitResult:
    try:
        at = urlsplit(url if "://" in url else f"https://{url}")
        whole = at.scheme in {"https", "http"} and at.hostname and at.port != 0 and "@" not in at.netloc
    except ValueError:  # brackets that are not closed, a port that is none
        whole = False
    if not whole:
        raise InputError("desk.address", f"{url!r} is no address of a desk.", "Write it as https://desk.example:8443.")
    return SplitResult(at.scheme, at.netloc, "", "", "")


async def _vouched(at: SplitResult) -> bool:
    """Whether this machine trusts the certificate of a desk without being told to."""
    try:
        async with _client() as client, client.get(f"{at.geturl()}/health"):
            return True
    except aiohttp.ClientConnectorCertificateError:
        return False
    except (aiohttp.ClientError, TimeoutError, OSError) as fault:
        raise _unreached(at, fault) from fault


async def _certificate(at: SplitResult) -> str:
    try:
        place = (str(at.hostname), at.port or 443)
        return await asyncio.to_thread(ssl.get_server_certificate, place, timeout=PATIENCE_S)
    except OSError as fault:
        raise _unreached(at, fault) from fault


def _known(shown: str, wanted: str, sure: Sure | None) -> None:
    """Go on only with the certificate that somebody knows."""
    right = digest(wanted) == digest(shown) if wanted else sure is not None and sure(shown)
    if not right:
        sentence = f"The desk has another certificate than the one that is known, or none is known: {shown}."
        remedy = "Give --fingerprint as `kiosk desk status` shows it at the desk. If they differ, somebody is between."
        raise KioskError("desk.certificate-unknown", sentence, remedy)


async def _exchanged(at: SplitResult, code: str, shown: str) -> dict[str, str]:
    trusted: Any = aiohttp.Fingerprint(digest(shown)) if shown else True
    try:
        async with (
            _client() as client,
            client.post(f"{at.geturl()}/api/enrol", json={"code": code}, ssl=trusted) as said,
        ):
            told: dict[str, Any] = await said.json()
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as fault:
        raise _unreached(at, fault) from fault
    if refused := told.get("error"):
        sentence = f"The desk does not let this kiosk in: {str(refused['sentence'])[:160]}"
        raise KioskError("desk.not-joined", sentence, "Make a new code there: `kiosk desk enrol NAME`.")
    return told


def _client() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE_S))


def _unreached(at: SplitResult, fault: Exception) -> KioskError:
    sentence = f"There is no desk at {at.geturl()}: {str(fault)[:160] or type(fault).__name__}."
    return KioskError("desk.unreached", sentence, "Check address and port; `kiosk desk status` tells both at the desk.")


def _written(file: Path, url: str, kiosk: str) -> None:
    """Set what a kiosk needs to find its desk; all other lines of the file stay as they are."""
    try:
        text = tomlkit.parse(file.read_text(encoding="utf-8")) if file.is_file() else tomlkit.document()
        if "desk" not in text:
            text.add("desk", tomlkit.table())
        text["desk"].update({"mode": "remote", "url": url, "name": kiosk})
        file.parent.mkdir(parents=True, exist_ok=True)
        coming = file.with_name(f"{file.name}.new")
        coming.unlink(missing_ok=True)
        coming.touch(mode=stat.S_IMODE(file.stat().st_mode) if file.is_file() else 0o644)  # it may hold a password
        coming.write_text(tomlkit.dumps(text), encoding="utf-8")
        coming.replace(file)
    except (OSError, TOMLKitError) as fault:
        sentence = f"{file} cannot be changed: {fault}."
        raise InputError(
            "desk.device-file", sentence, f'Write into it: [desk] mode = "remote", url = "{url}".'
        ) from fault
