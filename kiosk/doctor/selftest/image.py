"""“I saw my own test picture”: a screen's job and a camera's, and what they found together."""

from __future__ import annotations

from typing import Any

from kiosk.doctor.finding import Figure, Finding, failed, missing, ok, warning
from kiosk.doctor.selftest import code
from kiosk.doctor.selftest.bench import Bench
from kiosk.doctor.worker import Worker

AREA = "self-test: picture"
UNKNOWN = "Whether the screen shows a picture, and the camera sees one, is not known."
BLIND = "Either nobody sees the screen, or the kiosk sees nobody."
START_S, GRACE_S = 30.0, 10.0
STRAIGHT_DEG = 30.0
"""A mirror is held askew; a camera on its side is 90° off."""


def test(bench: Bench, instruction: str, seconds: float) -> Finding:
    """The finding about the test picture."""
    if bench.no_picture:
        return missing(AREA, f"Not done: {bench.no_picture}", UNKNOWN, "Connect what is missing, then test again.")
    return judged(show_and_look(bench, instruction, seconds), simulated=bench.picture_simulated)


def show_and_look(bench: Bench, instruction: str, seconds: float) -> dict[str, Any]:
    """What the camera's job found, with the names of the devices. Raises `KioskError`, `Hung`, `Died`."""
    site, folder, word = bench.site, str(bench.run_dir), code.word()
    asked = {"word": word, "instruction": instruction, "seconds": seconds, "mirrored": bench.picture_simulated}
    with Worker("kiosk.doctor.selftest.eye:look", site, run_dir=folder, text=word, seconds=seconds) as eye:
        looking = eye.receive("ready", START_S)
        with Worker("kiosk.doctor.selftest.screen:show", site, run_dir=folder, **asked) as screen:
            showing = screen.receive("ready", START_S)
            eye.send(begin=True)
            seen: dict[str, Any] = eye.receive("result", seconds + GRACE_S)
    return {**seen, **looking, **showing}


def judged(seen: dict[str, Any], *, simulated: bool) -> Finding:
    """The finding about what was seen."""
    note = "Simulated mirror and camera: " if simulated else ""
    figures: dict[str, Figure] = {
        **{name: value for name, value in seen.items() if not isinstance(value, list | tuple)},
        "simulated": simulated,
    }
    if seen["fault"]:
        found = f"No window can be opened: {seen['fault']}."
        return failed(AREA, found, "Shoppers see nothing.", "See the findings for the display.", **figures)
    if seen["seen"] is None:
        return _unseen(note, seen, figures)
    place = f"{seen['camera']}, {seen['size_px']} px wide, after {seen['seconds']:.1f} s"
    if abs(seen["turned_deg"]) > STRAIGHT_DEG:
        remedy = "Mount the camera upright, or turn the screen's picture (`wlr-randr --output NAME --transform 180`)."
        found = f"{note}I saw my test picture turned by {abs(seen['turned_deg'])}° ({place})."
        return failed(AREA, found, "Faces that are not upright are not found: nobody is greeted.", remedy, **figures)
    if seen["seen"] == "direct":
        found = f"{note}I saw my test picture, but not as in a mirror ({place})."
        cost = "If a mirror was held up, the camera swaps left and right: the face looks away from shoppers."
        remedy = "Without a mirror (a camera that looks at the screen) all is well; else switch off its mirror mode."
        return warning(AREA, found, cost, remedy, **figures)
    return ok(AREA, f"{note}I saw my own test picture in the mirror ({place}).", **figures)


def _unseen(note: str, seen: dict[str, Any], figures: dict[str, Figure]) -> Finding:
    """Nothing was found: say what there was instead."""
    camera = seen["camera"]
    match seen["picture"]:
        case "no picture":
            found, remedy = f"{camera} gave no pictures.", "See the findings for the camera."
        case "black" | "dark":
            found = f"{camera} saw only darkness."
            remedy = "Take what covers it off the lens, and put on the light."
        case "covered" | "bright":
            found = f"{camera} saw one even colour."
            remedy = "Hold the mirror farther away, so that the whole screen is in it; clean the lens."
        case _ if seen["other"]:
            found = f"{camera} saw another code ({seen['other'][:40]})."
            remedy = "Take other codes out of its view, and test again."
        case _:
            found = f"{camera} saw {seen['frames']} pictures, and my test picture in none of them."
            remedy = "Hold a mirror before the screen, upright, until the whole code is in it; then test again."
    return failed(AREA, note + found, BLIND, remedy, **figures)
