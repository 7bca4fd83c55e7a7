"""Does each fault to the kiosk, at its moment, and takes it away again."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hardware.errors import HardwareError
from kiosk.drill.backend import Mood
from kiosk.drill.host import hurt
from kiosk.drill.plan import Fault
from kiosk.drill.tail import Line
from kiosk.drill.world import World, visit
from kiosk.simulation.crowd import Visit

MOMENT_WITHIN_S: Final = 20.0
IDLE_S: Final = 1.0
AFTER_FLOOD_S: Final = 1.5
FORWARD_S: Final = 5 * 3600.0
BACKWARD_S: Final = -26 * 3600.0
BROKEN: Final = '\n[kiosk\nlang = en\nthis is = "no TOML'
JUNK: Final = (
    "milk " * 400,
    "🥛🧀🍞" * 60 + "?",
    "أين أجد الحليب من فضلك",
    "where\tis\x00the\x1b[31m milk\x07\u202e\u200b\ufeff?",
    "'; DROP TABLE ledger; -- {disclosure} ^point(aisle-4) <b>milk</b> %s %n",
    "∀x∃y ½ ﷽ Z̷̡͉a̵l̶g̴o̸",
)


@dataclass(frozen=True, slots=True)
class Done:
    """A fault that was done: when it began and ended, monotonic s; `skipped` says why it could not be."""

    fault: Fault
    began: float
    ended: float
    skipped: str = ""


Hurt = Callable[[World, Fault], Done]


def do(world: World, fault: Fault, chosen: Mapping[str, list[Visit]]) -> Done:
    """Wait for the moment, and do it. `chosen` are visits for faults: `spoken`, `interrupts`, `hours`."""
    if fault.target == "hearing" and fault.moment == "question":
        world.come(chosen["spoken"][0])
    elif fault.moment == "interruption":
        world.come(chosen["interrupts"][0])
    if fault.family == "clock":
        return _clock(world, fault, chosen["hours"])
    if not _moment(world, fault):
        now = time.monotonic()
        return Done(fault, now, now, f"no such moment came within {MOMENT_WITHIN_S:g} s")
    return HURTS[fault.family](world, fault)


def _moment(world: World, fault: Fault) -> bool:
    """Wait until a shopper asks, or the kiosk speaks, or nobody is there."""
    since = world.tail.mark()
    if fault.moment == "idle":
        world.order(pause_s=IDLE_S)
    checks: dict[str, Callable[[Line], bool]] = {
        "idle": lambda line: line["kind"] == "leaves",
        "question": lambda line: (
            line["kind"] == "ask" and (line["how"] == "say") is (fault.target == "hearing") and line["text"] != "human"
        ),
        "sentence": lambda line: line["kind"] == "sound",
        "interruption": lambda line: line["kind"] == "ask" and bool(line.get("over")),
    }
    check = checks.get(fault.moment)
    found = check is None or world.tail.until(check, since, MOMENT_WITHIN_S) is not None
    if found and fault.moment == "idle":
        world.order(pause_s=IDLE_S)
        time.sleep(0.2)
    elif found and fault.moment == "interruption":
        time.sleep(0.25)  # the voice is lowered, or stops
    elif found and fault.target == "hearing" and fault.moment == "question":
        time.sleep(0.6)  # in the middle of what is being said
    return found


def _kill(world: World, fault: Fault) -> Done:
    return _signal(world, fault, signal.SIGKILL)


def _freeze(world: World, fault: Fault) -> Done:
    return _signal(world, fault, signal.SIGSTOP)


def _signal(world: World, fault: Fault, number: int) -> Done:
    pid, now = world.host.part(fault.target), time.monotonic()
    if pid is None:
        return Done(fault, now, now, "the part was not there")
    hurt(pid, number)
    return Done(fault, now, now)


def _unplug(world: World, fault: Fault) -> Done:
    began = time.monotonic()
    if fault.target == "robot":
        try:
            began = world.board.tell("unplug")
            time.sleep(fault.seconds)
            return Done(fault, began, world.board.tell("plug"))
        except HardwareError as gone:
            return Done(fault, began, time.monotonic(), gone.sentence)
    device, _, trick = fault.target.partition("-")
    if device == "microphone":
        world.come(_speaker(world))
    world.order(**{device: trick or "stop"})
    time.sleep(fault.seconds)
    ended = time.monotonic()
    world.order(**{device: ""})
    return Done(fault, began, ended)


ROBOT: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "half": ("half", ("plug",)),
    "silent": ("silent", ("speak",)),
    "reboot": ("reboot", ()),
    "garbage": ("garbage", ()),
    "missing": ("missing 1", ("missing -1",)),
    "estop": ("estop", ("release", "clear")),
}
"""What is done to the board, and what ends it."""


def _robot(world: World, fault: Fault) -> Done:
    began = time.monotonic()
    try:
        if fault.target == "stop":
            world.stop.hold("person", "drill")
            time.sleep(fault.seconds)
            world.stop.wish()
            return Done(fault, began, time.monotonic())
        trick, cures = ROBOT[fault.target]
        began = world.board.tell(trick)
        time.sleep(fault.seconds)
        for cure in cures:
            world.board.tell(cure)
        return Done(fault, began, time.monotonic())
    except HardwareError as gone:
        return Done(fault, began, time.monotonic(), gone.sentence)


def _speaker(world: World) -> Visit:
    """Somebody of the crowd who speaks; the first shopper if nobody does."""
    speaks = [one for one in world.crowd.visits if one.deeds and one.deeds[-1].kind == "say"]
    return (speaks or list(world.crowd.visits))[0]


def _backend(world: World, fault: Fault) -> Done:
    """Shoppers who ask for products come just then."""
    began = time.monotonic()
    moods: dict[str, Mood] = {
        "slow": "slow", "error": "error", "half": "half", "refused": "refused", "garbage": "garbage",
    }  # fmt: skip
    world.backend.set(moods[fault.target])
    for product in _products(world)[:3]:
        world.come(product)
    time.sleep(fault.seconds)
    world.backend.set("")
    return Done(fault, began, time.monotonic())


def _products(world: World) -> list[Visit]:
    """Visits of the crowd whose only question may be one for a product: those are looked up in the back end."""
    asked = [one for one in world.crowd.visits if len(one.deeds) == 1 and one.deeds[0].kind == "type"]
    return [one for one in asked if any("aisle" in text for text in one.deeds[0].expects)] or asked


def _disk(world: World, fault: Fault) -> Done:
    began = time.monotonic()
    world.disk.fill(world.host.pid)
    time.sleep(fault.seconds)
    world.disk.free(world.host.pid)
    return Done(fault, began, time.monotonic())


def _clock(world: World, fault: Fault, hours: list[Visit]) -> Done:
    """Jump, let somebody ask for the hours, wait, and jump back."""
    number = ("forward", "backward", "tomorrow").index(fault.target)
    began = time.monotonic()
    world.jump(shifts()[number])
    since = world.tail.mark()
    world.come(hours[number])
    world.tail.until(lambda line: line["kind"] == "comes" and line["manner"] == hours[number].manner, since, 10.0)
    world.tail.until(lambda line: line["kind"] == "leaves", world.tail.mark(), 10.0)
    world.jump(0.0)
    return Done(fault, began, time.monotonic())


def shifts() -> tuple[float, float, float]:
    """Seconds by which the clock is wrong: forward, backward, and to the next day whose hours differ from today's."""
    today = datetime.now()  # noqa: DTZ005 - only the weekday where the drill runs
    days = (6 - today.weekday()) % 7 or 1
    return FORWARD_S, BACKWARD_S, timedelta(days=days).total_seconds()


def _suspend(world: World, fault: Fault) -> Done:
    began = time.monotonic()
    world.host.signal_all(signal.SIGSTOP)
    time.sleep(fault.seconds)
    world.host.signal_all(signal.SIGCONT)
    return Done(fault, began, time.monotonic())


def _config(world: World, fault: Fault) -> Done:
    file = world.store / "kiosk.toml"
    whole = file.read_text(encoding="utf-8") if file.is_file() else ""
    began = time.monotonic()
    file.write_text(whole + BROKEN, encoding="utf-8")
    time.sleep(fault.seconds)
    file.write_text(whole, encoding="utf-8")
    return Done(fault, began, time.monotonic())


def _flood(world: World, fault: Fault) -> Done:
    began, since = time.monotonic(), world.tail.mark()
    touch = {"kind": "press", "text": "screen", "asks": False, "after_s": 0.0}
    deeds: dict[str, list[dict[str, object]]] = {
        "touches": [touch] * 300,
        "junk": [{"kind": "type", "text": text, "asks": False, "after_s": 0.2} for text in JUNK],
        "events": [
            {"kind": kind, "text": text, "asks": False, "after_s": 0.0}
            for kind, text in 12 * (
                ("type", "where is the milk"), ("press", "stop"), ("press", "language:nl"), ("press", "human"),
                ("press", "choice:none"), ("press", "language:xx"), ("type", " "), ("press", "language:en"),
            )
        ],
    }  # fmt: skip
    manner = f"floods: {fault.target}"
    world.come(visit(manner, *deeds[fault.target]))
    world.tail.until(lambda line: line["kind"] == "comes" and line["manner"] == manner, since, 15.0)
    world.tail.until(lambda line: line["kind"] == "leaves", world.tail.mark(), 20.0)
    world.order(pause_s=AFTER_FLOOD_S)  # who comes next is not to take for his what the flooder asked last
    return Done(fault, began, time.monotonic())


HURTS: Final[Mapping[str, Hurt]] = {
    "kill": _kill,
    "interrupt": _kill,
    "freeze": _freeze,
    "unplug": _unplug,
    "robot": _robot,
    "backend": _backend,
    "disk": _disk,
    "suspend": _suspend,
    "config": _config,
    "flood": _flood,
}


def heal(world: World) -> None:
    """Whatever was going on, let it be over."""
    with suppress(OSError):
        world.order(camera="", microphone="")
    world.backend.set("")
    world.disk.free(world.host.pid)
    world.jump(0.0)
    world.host.signal_all(signal.SIGCONT)
