"""A display's loop: what the kiosk does becomes what it shows, twenty-five times a second at most."""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import Final

from hardware.devices.serial_display import Display, DisplayState
from hardware.links.link_machine import Phase
from hardware.profiles.display_profile import DisplayProfile, load
from hardware.protocols.displays.display_codec import Touched
from hardware.simulators.spawn import SimulatedDisplay
from kiosk.body.buttons import Buttons
from kiosk.body.ports import AnyUsb, fixed
from kiosk.body.screens import Screens
from kiosk.errors import KioskError
from kiosk.events import PartFailed, PartReady
from kiosk.ports import Link, Message
from kiosk.resources import device_profile
from kiosk.settings import Settings

LOG: Final = "display.jsonl"
TICK_S: Final = 0.04
SILENT: Final = "it never answers, so nothing tells whether it is there"
ABSENT: Final = ("body.absent", "No display is plugged in.")


class DisplayLoop:
    """One display; what must be closed after it is put on `stack`.

    Raises:
        HardwareError, KioskError: profile or simulator are missing or wrong, or its port cannot be found by itself.
    """

    def __init__(self, link: Link, settings: Settings, stack: ExitStack) -> None:
        path = device_profile(settings.body.profile)
        self._link, self._profile = link, load(path)
        self._simulated = settings.body.port == "simulated"
        port = settings.body.port
        if self._simulated:
            device = SimulatedDisplay(link.run_dir, path, link.run_dir / LOG)
            stack.callback(device.close)
            port = device.port
        self._usb = _any(self._profile, settings.body.taken) if port == "auto" else None
        self.display = Display(self._profile, self._usb or fixed(port))
        stack.callback(self.display.close)
        self._screens = Screens(self._profile.screen, settings.kiosk.langs)
        self._buttons = Buttons(self._profile.buttons, settings.kiosk.langs)
        self._told: PartReady | PartFailed | None = None
        self._refused = False

    def run(self) -> None:
        """Tick until `LinkClosed`."""
        while True:
            self._tick(time.monotonic())
            if self.display.connected:
                self.display.listen(time.monotonic(), TICK_S)
            elif (message := self._link.receive(TICK_S)) is not None:
                self._heed(message, time.monotonic())

    def _tick(self, now: float) -> None:
        while (message := self._link.receive(0)) is not None:
            self._heed(message, now)
        self.display.tick(now, self._screens.content(now))
        touches, self.display.touches = self.display.touches, []
        for touch in touches:
            self._touch(touch)
        self._look(now)

    def _heed(self, message: Message, now: float) -> None:
        self._screens.heed(message, now)
        self._buttons.heed(message)

    def _touch(self, touch: Touched) -> None:
        for event in self._buttons.press(touch.component) if touch.pressed else ():
            self._link.send(event)

    def _look(self, now: float) -> None:
        """Tell what changed; do not stay at a port where another device answers."""
        state = self.display.state
        told = self._news(state)
        if told is not None and told != self._told:
            self._told = told
            self._link.send(told)
        refused = state.phase is Phase.BLOCKED
        if refused and not self._refused and self._usb is not None:
            self._usb.refuse(state.port, now)
        self._refused = refused

    def _news(self, state: DisplayState) -> PartReady | PartFailed | None:
        match state.phase:
            case Phase.READY:
                facts = [state.model, "" if self._profile.protocol.answers else SILENT, _lacking(state.refused)]
                said = "; ".join(filter(None, (f"{self._profile.device} on {state.port}", *facts)))
                return PartReady("body", said, self._simulated)
            case Phase.ABSENT | Phase.LOST | Phase.BLOCKED:
                code, reason = (state.code, state.reason) if state.code else ABSENT
                return PartFailed("body", code, reason)
            case _:
                return None


def _lacking(refused: str) -> str:
    return f"it refused {refused}" if refused else ""


def _any(profile: DisplayProfile, besides: tuple[str, ...]) -> AnyUsb:
    """Every USB port that may be the display's. One that never answers must be known by its adapter."""
    if not (profile.usb or profile.protocol.answers):
        sentence = f"A {profile.device} never answers: its port cannot be found by trying."
        raise KioskError("body.display-port", sentence, "Name its port, or the USB id of its adapter in the profile.")
    return AnyUsb(profile.usb, besides=besides)
