"""Kiosks or pages in a process that can be killed: `python -m kiosk.bench.desk_group PLAN LIFE`.

A kiosk asks again and again, until the standard input ends. A line of JSON on the standard output is what happened, to
which ask, and when.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from typing import Any, Final

from kiosk.bench.desk_ends import KioskEnd, PageEnd, Sessions

AT_A_TIME: Final = 20
BETWEEN_S: Final = (0.5, 4.0)
"""From one ask of a kiosk to the next."""


def seen(what: str, whose: str, at: float) -> None:
    """Tell it at once."""
    sys.stdout.write(json.dumps([what, whose, at]) + "\n")
    sys.stdout.flush()


async def kiosk(end: KioskEnd, life: str, more: asyncio.Event) -> None:
    """Ask as long as more is wanted."""
    number = 0
    await end.there.wait()
    while more.is_set():
        await asyncio.sleep(random.uniform(*BETWEEN_S))
        if more.is_set():
            number += 1
            await end.ask(f"{end.name}-{life}-{number:05}")


async def group(plan: dict[str, Any], life: str) -> None:
    """All ends of this process; for ever, since whoever began it ends it."""
    sessions, more = Sessions(int(life) + (100 if plan["kind"] == "page" else 0)), asyncio.Event()
    more.set()
    tasks, tokens = list[asyncio.Task[None]](), list(plan["tokens"].items())
    for begin in range(0, len(tokens), AT_A_TIME):
        session = await sessions.one()
        for name, token in tokens[begin : begin + AT_A_TIME]:
            if plan["kind"] == "kiosk":
                end = KioskEnd(session, plan["nodes"], name, token, seen)
                tasks += [asyncio.create_task(end.run()), asyncio.create_task(kiosk(end, life, more))]
            else:
                tasks.append(asyncio.create_task(PageEnd(session, plan["nodes"], name, token, seen).run()))
    await asyncio.to_thread(sys.stdin.read)
    more.clear()
    await asyncio.gather(*tasks)


if __name__ == "__main__":
    asyncio.run(group(json.loads(sys.argv[1]), sys.argv[2]))
