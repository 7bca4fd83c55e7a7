"""A recogniser for tests that hears how many samples there were; imported by name in the worker's process.

The name of the model tells what else it does: `dies` on a reading while the file that `folder` names is not there,
`always-dies`, `hangs` instead of dying, `grows` by 150 MB with each reading, `slow` by a minute, `works` for 1.5 s,
`says:TEXT`, `broken`.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiosk.errors import KioskError
from kiosk.hearing.engines import Choice, Result


class Counting:
    """Counts samples; notes in how many pieces they came."""

    def __init__(self, choice: Choice) -> None:
        self._how, self._once = choice.model, choice.folder
        self._count = self._pieces = 0
        self._held: list[NDArray[np.int8]] = []

    def accept(self, samples: NDArray[np.int16]) -> None:
        self._count += len(samples)
        self._pieces += 1

    def partial(self) -> str:
        return f"{self._count} so far"

    def final(self) -> Result:
        if self._how in {"dies", "hangs"} and self._once is not None and not self._once.exists():
            self._once.touch()
            if self._how == "dies":
                os.abort()
            time.sleep(60)
        if self._how == "always-dies":
            os.abort()
        if self._how == "grows":
            self._held.append(np.ones(150_000_000, np.int8))
        until = time.monotonic() + 1.5
        while self._how == "works" and time.monotonic() < until:
            sum(range(1_000_000))
            time.sleep(0.1)
        if self._how == "slow":
            time.sleep(60)
        text = f"{self._count} in {self._pieces}"
        return Result(self._how.removeprefix("says:") if self._how.startswith("says:") else text)

    def reset(self) -> None:
        self._count = self._pieces = 0


def counting(choice: Choice) -> Counting:
    """The loader."""
    if choice.model == "broken":
        raise KioskError("hearing.model-broken", "This model is none.", "Take another.")
    return Counting(choice)


def choice(how: str = "", lang: str = "en", once: Path | None = None) -> Choice:
    """A choice that `counting` understands."""
    return Choice("counting", how, lang, 0.1, once)
