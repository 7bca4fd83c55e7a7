"""A recogniser in a process of its own: `python -m kiosk.hearing.worker FD`, with one socket to the part.

Vosk ends its process on a mistake, its memory grows over weeks, and decoding takes the processor for itself: none of
that may touch the process in which the voice detector runs. The part keeps the samples (`kiosk.hearing.supervised`),
so this process holds nothing that is not elsewhere, and may be killed at any moment.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
from multiprocessing.connection import Connection

import numpy as np

from kiosk.errors import KioskError
from kiosk.hearing.engines import Engine, Result, glance
from kiosk.hearing.worker_frames import SILENT, Fault, Load, Request
from kiosk.runtime.child import die_with_parent


def serve(channel: Connection) -> None:
    """Load, then do what is asked, until the part goes."""
    try:
        first: Load = channel.recv()
        engine = _loaded(first)
        channel.send(engine if isinstance(engine, Fault) else Result(""))
        while not isinstance(engine, Fault):
            request: Request = channel.recv()
            answer = _done(request, engine)
            if request.verb not in SILENT:
                channel.send(answer)
    except (EOFError, OSError):
        return


def _loaded(first: Load) -> Engine | Fault:
    try:
        return first.loader(first.choice)
    except KioskError as fault:
        return Fault(fault.code, fault.sentence, fault.remedy)


def _done(request: Request, engine: Engine) -> Result:
    samples = np.frombuffer(request.samples, np.int16)
    match request.verb:
        case "reset":
            engine.reset()
        case "accept":
            engine.accept(samples)
        case "partial":
            return Result(engine.partial())
        case "final":
            return engine.final()
        case "glance":
            return glance(engine, samples)
    return Result("")


def main() -> None:
    """Serve the socket that the parent gave."""
    faulthandler.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent()
    if os.getppid() != int(sys.argv[2]):  # it has gone already
        return
    serve(Connection(int(sys.argv[1])))


if __name__ == "__main__":
    main()
