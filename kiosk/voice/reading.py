"""A place of a caption that is read otherwise than it is written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """From `start` up to `end`, in characters of the caption, `say` is said; `rule` is the name of what says so."""

    start: int
    end: int
    say: str
    rule: str
