"""A simulated colleague at the desk: `python -m kiosk.simulation.colleague`, started and ended by `kiosk demo`.

It is no part of the kiosk: it has what a colleague has, an address, a name and a password. It reads one line of JSON,
`{"url", "pinned", "admin", "lang", "colleague", "folder", "browser"}`, has itself added to the staff, and plays its
part on the page of the desk in a browser, or over the page's line; what it did is in `folder` (see `colleague_log`).
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import logging
import os
import secrets
import signal
import sys
import threading
from pathlib import Path
from typing import Any, Final

import aiohttp

from kiosk.errors import KioskError
from kiosk.simulation import colleague_browser, colleague_line, colleague_media
from kiosk.simulation.colleague_log import Notebook, read
from kiosk.simulation.colleague_media import Media
from kiosk.simulation.colleague_process import SAYS
from kiosk.simulation.story import Colleague

PR_SET_PDEATHSIG: Final = 1
LOGIN: Final = "colleague"
NICE: Final = 8
"""The kiosk goes before who talks with it: on two cores a browser is felt."""
log = logging.getLogger(__name__)


def main() -> None:
    """Play until the part is over, or whoever started this goes."""
    logging.basicConfig(level="WARNING", format=f"{SAYS}%(message)s")
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # no orphan: prctl(2)
    os.nice(NICE)
    hello = json.loads(sys.stdin.readline() or "null")
    if hello is None:
        return
    threading.Thread(target=_follow, daemon=True).start()
    part, folder = Colleague.model_validate(hello["colleague"]), Path(hello["folder"])
    hello |= {"name": LOGIN, "password": secrets.token_urlsafe(16)}
    try:
        media = colleague_media.make(part, hello["lang"], folder)
        asyncio.run(colleague_line.join(hello, part))
        _play(hello, part, media, Notebook(folder))
    except KioskError as fault:
        sys.exit(f"{SAYS}{fault.sentence} {fault.remedy}")
    except (aiohttp.ClientError, OSError) as fault:
        if {deed.what for deed in read(folder)} == {"ready"}:
            return  # nobody asked as long as the desk was there
        sys.exit(f"{SAYS}The line to the desk has ended: {fault}.")


def _play(hello: dict[str, Any], part: Colleague, media: Media, book: Notebook) -> None:
    """In a browser; over the line where there is none, or where it fails before anybody asked."""
    if not (hello["browser"] and _before_a_screen(hello, part, media, book)):
        colleague_line.run(hello, part, media, book)


def _before_a_screen(hello: dict[str, Any], part: Colleague, media: Media, book: Notebook) -> bool:
    """Whether the browser did it."""
    try:
        colleague_browser.run(hello, part, media, book)
    except KioskError as fault:
        if any(deed.what == "offered" for deed in read(book.folder)):
            raise
        log.warning("%s %s It is played without the page of the desk.", fault.sentence, fault.remedy)
        return False
    return True


def _follow() -> None:
    """Go with whoever started this: its end of the pipe is closed then."""
    sys.stdin.read()
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
