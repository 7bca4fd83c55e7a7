"""`kiosk hardware stop` and `kiosk hardware clear`: a person's word to the robots of a running kiosk."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final

import typer

from hardware.errors import HardwareError
from hardware.safety.latch import AWAY, Held, StopLatch
from kiosk.errors import InputError, KioskError
from kiosk.technician.options import Json, Who, person

STOPS_S: Final = 1.0
HEEDS_S: Final = 0.5
CLEARS_S: Final = 2.0
LOOK_S: Final = 0.02
Store = Annotated[Path | None, typer.Option(help="Folder of the store, if not the configured one.")]


def stop(store: Store = None, who: Who = "", json_: Json = False) -> None:
    """Stop every robot of this kiosk now, and keep it stopped: through restarts, until somebody clears it.

    Anybody may stop. The kiosk goes on talking with the face on its screen. Example: `kiosk hardware stop`
    """
    try:
        latches = _latches(store)
    except KioskError:
        _hold(_usual(), who)  # settings that are wrong keep nobody from stopping; they are told of all the same
        raise
    _hold(latches, who)
    until = time.monotonic() + STOPS_S
    while not any(_device_has(latch) for latch in latches) and time.monotonic() < until:
        time.sleep(LOOK_S)
    told = any(_device_has(latch) for latch in latches)
    words = "Stopped: the robot has latched it." if told else "Latched here. No robot has confirmed it: none runs now."
    _say({"stopped": True, "confirmed": told}, f"{words} End it with: kiosk hardware clear --yes", json_=json_)


def clear(
    store: Store = None,
    yes: Annotated[bool, typer.Option("--yes", help="I have looked: nobody is within its reach.")] = False,
    json_: Json = False,
) -> None:
    """End the emergency stop of this kiosk's robots. Look first that nobody is within reach: they move at once.

    A device whose button is still down keeps its stop. Example: `kiosk hardware clear --yes`
    """
    held = [latch for latch in _latches(store) if latch.held]
    if not held:
        _say({"stopped": False, "cleared": False}, "Nothing is stopped.", json_=json_)
        return
    if not yes:
        remedy = "Look that nobody is within the robot's reach, then add --yes."
        raise InputError("hardware.unasked", f"The robot is stopped: {_since(held[0].read())}.", remedy)
    nobody = [_cleared(latch) for latch in held]
    words = (
        "Cleared; no kiosk runs, so a device that keeps its own stop is cleared when one does." if any(nobody) else ""
    )
    _say({"stopped": False, "cleared": True}, words or "Cleared: the robot moves again.", json_=json_)


def _hold(latches: list[StopLatch], who: str) -> None:
    """Latch them all; one that cannot be keeps no other robot from being stopped.

    Raises:
        HardwareError: `body.unheld`: the first that could not be.
    """
    faults = []
    for latch in latches:
        try:
            latch.hold("person", person(who))
        except HardwareError as fault:
            faults.append(fault)
    if faults:
        raise faults[0]


def _latches(store: Path | None) -> list[StopLatch]:
    """The one of this kiosk, and those of running kiosks with a simulated robot."""
    from kiosk.configuration import layers

    settings = layers.load(store)
    return _usual(settings.body.stop_dir)


def _usual(stop_dir: Path | None = None) -> list[StopLatch]:
    from kiosk.resources import data_dir
    from kiosk.runtime.run_dir import living

    return [StopLatch(folder) for folder in [stop_dir or data_dir(), *living()]]


def _device_has(latch: StopLatch) -> bool:
    held = latch.read()
    return held is not None and held.latched


def _since(held: Held | None) -> str:
    if held is None or not held.since:
        return "nobody knows since when"
    return f"since {held.since} by {'its button' if held.by == 'device' else held.who}"


def _cleared(latch: StopLatch) -> bool:
    """Ask for the end of one stop; whether nobody was there to ask.

    Raises:
        KioskError: `hardware.away` or `hardware.kept`: a device keeps its stop; `hardware.again`: it is a later one.
    """
    stamp, count = latch.wish(), latch.count
    try:
        if not _waited(lambda: not latch.held or _heeded(latch, stamp), HEEDS_S) and latch.count == count:
            latch.release()
            return True
        _waited(lambda: not latch.held or bool(_refusal(latch)) or latch.count > count, CLEARS_S)
    finally:
        latch.withdraw()
    if latch.count > count:
        remedy = "Ask who stopped it and why, look that nobody is within its reach, and clear again."
        raise KioskError("hardware.again", f"The robot was stopped again meanwhile, {_since(latch.read())}.", remedy)
    if _refusal(latch) == AWAY:
        remedy = "Plug it in, look that nobody is near it, and clear again."
        raise KioskError("hardware.away", "The stopped robot does not answer.", remedy)
    if latch.held:
        remedy = "Turn or pull its button until it comes up, and clear again."
        raise KioskError("hardware.kept", "The device keeps its stop.", remedy)
    return False


def _heeded(latch: StopLatch, stamp: int) -> bool:
    held = latch.read()
    return held is not None and held.heeded == stamp


def _refusal(latch: StopLatch) -> str:
    held = latch.read()
    return held.refused if held is not None else ""


def _waited(so: Callable[[], bool], within_s: float) -> bool:
    until = time.monotonic() + within_s
    while not so() and time.monotonic() < until:
        time.sleep(LOOK_S)
    return so()


def _say(document: dict[str, object], words: str, *, json_: bool) -> None:
    typer.echo(json.dumps(document) if json_ else words)
