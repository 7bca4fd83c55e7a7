"""What the part and its recogniser processes say to each other.

Frames are those of `multiprocessing.connection`: a length, then a pickled `Load` or `Request`, and `Answer` back.
Who writes them is our own parent or child; nothing else can reach the socket.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from kiosk.hearing.engines import Choice, Engine, Result

Loader = Callable[[Choice], Engine]
Verb = Literal["accept", "partial", "final", "glance", "reset"]
SILENT: frozenset[Verb] = frozenset({"accept", "reset"})
"""Requests that are not answered."""


@dataclass(frozen=True, slots=True)
class Load:
    """The first frame, answered by an empty `Result` when the engine is ready. `loader` is importable by name."""

    loader: Loader
    choice: Choice


@dataclass(frozen=True, slots=True)
class Request:
    """What the engine is to do; `samples` are 16-bit, at 16 kHz."""

    verb: Verb
    samples: bytes = b""


@dataclass(frozen=True, slots=True)
class Fault:
    """A `KioskError` that is raised again on the other side."""

    code: str
    sentence: str
    remedy: str


Answer = Result | Fault
