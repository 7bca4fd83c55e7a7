"""Questions that are understood where it is quiet: if they are not elsewhere, that is not the recogniser's fault."""

from __future__ import annotations

from kiosk.bench import asked, noise
from kiosk.bench.asked import Asked
from kiosk.bench.listening import heard, readings
from kiosk.bench.points import Condition
from kiosk.bench.understanding import Judge
from kiosk.hearing.engines import Choice, Engine

TRIED = 4
"""So many times as many are tried at most."""


def understood(choice: Choice, engine: Engine, count: int) -> list[Asked]:
    """Known questions of the demo store that are answered right."""
    judge, bed, found = Judge(), noise.room(10.0), list[Asked]()
    for number, one in enumerate(asked.known(choice.lang, TRIED * count)):
        sound = noise.mixed(one.sound, bed, Condition().snr_db, place=number)
        if judge.judged(readings(heard(choice, engine, sound)), choice.lang).best.entry == one.entry:
            found.append(one)
        if len(found) == count:
            break
    return found
