"""The devices beside the robot: displays, boards with lights and buttons, a second arm; a thread for each.

They are a part of their own, so that none of them is ever in the way of the robot's fifty steps a second. The part can
be used as long as one of its devices can.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import ExitStack, suppress

from hardware.errors import HardwareError
from hardware.profiles.display_profile import is_display
from kiosk.body import part
from kiosk.body.branch import Branch
from kiosk.body.display_loop import DisplayLoop
from kiosk.errors import KioskError
from kiosk.events import PartFailed, PartReady
from kiosk.ports import Link, LinkClosed, Message
from kiosk.resources import device_profile
from kiosk.settings import Device, Settings

PART = "devices"
LOOK_S = 0.2
END_S = 3.0


def run(link: Link, settings: Settings) -> None:
    """Serve until the link closes."""
    with suppress(LinkClosed):
        Devices(link, settings).run()


class Devices:
    """All devices beside the robot."""

    def __init__(self, link: Link, settings: Settings) -> None:
        self._link = link
        self._roll = Roll(link, [name for name, device in settings.body.devices.items() if device.port != "none"])
        self._branches = {name: Branch(name, link, self._roll.heed) for name in self._roll.names}
        self._faults: list[Exception] = []
        self._threads = [
            threading.Thread(target=self._serve, args=(branch, alone(settings, name)), name=name)
            for name, branch in self._branches.items()
        ]

    def run(self) -> None:
        """Hand on what the core says until `LinkClosed`; a fault of ours in a device's thread ends the part."""
        for thread in self._threads:
            thread.start()
        try:
            while not self._faults:
                message = self._link.receive(LOOK_S)
                if message is not None:
                    self._give(message)
            raise self._faults[0]
        finally:
            for branch in self._branches.values():
                branch.close()
            for thread in self._threads:
                thread.join(END_S)

    def _give(self, message: Message) -> None:
        for branch in self._branches.values():
            branch.give(message)

    def _serve(self, branch: Branch, settings: Settings) -> None:
        try:
            serve(branch, settings)
        except Exception as fault:  # noqa: BLE001 - is raised again by the part's own thread
            self._faults.append(fault)


def serve(link: Link, settings: Settings) -> None:
    """One device, which these settings name as `body`, until the link closes."""
    if not is_display(device_profile(settings.body.profile)):
        part.run(link, settings)
        return
    with ExitStack() as stack, suppress(LinkClosed):
        try:
            DisplayLoop(link, settings, stack).run()
        except (HardwareError, KioskError) as fault:
            link.send(PartFailed(PART, fault.code, f"{fault.sentence} {fault.remedy}"))


def alone(settings: Settings, name: str) -> Settings:
    """Settings in which a further device is the body, with the robot beside it; only the robot senses shoppers."""
    body = settings.body
    others = {other: device for other, device in body.devices.items() if other != name}
    others["robot"] = Device(profile=body.profile, port=body.port)
    mine = {"profile": body.profile_of(name), "port": body.devices[name].port, "devices": others}
    here = body.model_copy(update=mine)
    return settings.model_copy(update={"body": here, "sight": settings.sight.model_copy(update={"sensor": "none"})})


class Roll:
    """Who is there: `PartReady` with all of them while any is, `PartFailed` when none is."""

    def __init__(self, link: Link, names: Sequence[str]) -> None:
        self.names = names
        self._link, self._lock = link, threading.Lock()
        self._news: dict[str, PartReady | PartFailed] = {}
        self._told: PartReady | PartFailed | None = None

    def heed(self, name: str, event: PartReady | PartFailed) -> None:
        """Take in what a device says of itself. Called in its thread."""
        with self._lock:
            self._news[name] = event
            summary = self._summary()
            if summary != self._told:
                self._told = summary
                with suppress(LinkClosed):
                    self._link.send(summary)

    def _summary(self) -> PartReady | PartFailed:
        ready = [event for event in self._news.values() if isinstance(event, PartReady)]
        failed = [event for event in self._news.values() if isinstance(event, PartFailed)]
        told = "; ".join(f"{name}: {_words(event)}" for name, event in sorted(self._news.items()))
        if ready:
            return PartReady(PART, told, any(event.simulated for event in ready))
        return PartFailed(PART, failed[0].code, told)


def _words(event: PartReady | PartFailed) -> str:
    return event.detail if isinstance(event, PartReady) else event.reason
