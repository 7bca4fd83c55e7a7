"""A part of the kiosk as the executor sees it, without a process: what it does later, it does in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from kiosk.events import CameraOpened, Event, PartFailed, PartReady
from kiosk.ports import Message

RESTART_S: Final = 2.0
GIVEN_UP: Final = "part.given-up"
Post = Callable[[str, Event], None]


class RehearsedPart:
    """Takes what it is sent and answers by `soon`; what it still had to say when it broke is never said."""

    name = "part"

    def __init__(self, post: Post) -> None:
        self._post = post
        self._coming: list[asyncio.TimerHandle] = []
        self.ready = False

    @property
    def now(self) -> float:
        """Virtual seconds."""
        return asyncio.get_running_loop().time()

    def start(self) -> None:
        """Be there, or come back."""
        self.ready = True
        self._post(self.name, PartReady(self.name, "rehearsed"))

    def die(self) -> None:
        """Die, and be begun anew as the supervisor would."""
        self.fail("part.died")
        self.call(RESTART_S, self.start)

    def fail(self, code: str = GIVEN_UP) -> None:
        """Be out of order, from now on or from the beginning."""
        self.ready = False
        self.forget()
        self._post(self.name, PartFailed(self.name, code, "in this rehearsal"))

    def send(self, message: Message) -> bool:
        """Take a command or a forwarded event."""
        self.take(message)
        return True

    def take(self, message: Message) -> None:
        """Do it; a part that is only looked at does nothing by itself."""

    def soon(self, after_s: float, event: Event) -> None:
        """Send an event after so many seconds, unless the part breaks before."""
        self.call(after_s, lambda: self._post(self.name, event))

    def call(self, after_s: float, action: Callable[[], None]) -> None:
        """Do something after so many seconds, unless the part breaks before."""
        now = self.now
        self._coming = [timer for timer in self._coming if not timer.cancelled() and timer.when() >= now]
        self._coming.append(asyncio.get_running_loop().call_later(after_s, action))

    def forget(self) -> None:
        """Drop all that was to come."""
        for timer in self._coming:
            timer.cancel()
        self._coming.clear()


class Onlooker(RehearsedPart):
    """Stage and body: they take what they are shown."""

    def __init__(self, name: str, post: Post) -> None:
        super().__init__(post)
        self.name = name


class RehearsedSight(RehearsedPart):
    """Eyes that hold a camera for as long as they are there; what they see the shopper tells."""

    name = "sight"

    def start(self) -> None:
        """Be there, with the camera open."""
        super().start()
        self._post(self.name, CameraOpened())
