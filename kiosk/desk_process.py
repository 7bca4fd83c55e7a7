"""The process of the desk beside a kiosk: `python -m kiosk.desk_process`, started and ended by `kiosk.local_desk`.

It reads one line, `{"desk": settings, "kiosk": name, "store": folder, "first": bool, "level": …}`, serves until its
standard input ends, and says a line of JSON on its standard output: `{"served": {…}, "password": …}` when it serves,
or `{"fault": {…}}` and ends.
"""

from __future__ import annotations

import asyncio
import ctypes
import faulthandler
import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from kiosk.desk.auth.first_start import machine_kiosk, own_kiosk
from kiosk.desk.serving import serving
from kiosk.errors import KioskError
from kiosk.local_desk import PART
from kiosk.logs import jsonl
from kiosk.settings import Desk

PR_SET_PDEATHSIG: Final = 1


def main() -> None:
    """Serve until the kiosk goes."""
    faulthandler.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # no orphan, even if the kiosk is killed: prctl(2)
    line = sys.stdin.readline()
    if not line:  # the kiosk is gone already
        return
    hello = json.loads(line)
    jsonl.to_core(PART, hello.get("level", "info"), words=False)
    try:
        asyncio.run(_serve(hello))
    except KioskError as fault:
        _say({"fault": {"code": fault.code, "sentence": fault.sentence, "remedy": fault.remedy}})
        sys.exit(fault.status)


async def _serve(hello: dict[str, Any]) -> None:
    settings = Desk.model_validate(hello["desk"])
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, over.set)
    loop.add_reader(sys.stdin, over.set)
    async with serving(settings, first=hello["first"], store=Path(hello["store"])) as node:
        if settings.token_file is not None:
            name = machine_kiosk(hello["kiosk"])
            await own_kiosk(node.hub.enrolment, name, Path(settings.token_file), node.hub.now())
        _say({"served": asdict(node.served), "password": node.password})
        await node.serve(over)


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
