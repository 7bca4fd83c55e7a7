"""Proves the emergency stop: it takes the torque away, stays, and goes only by a person's act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hardware.links.link_machine import MOVING, LinkState
from hardware.safety.drive import Drive
from hardware.safety.proof import Proof

SOFTWARE: Final = "stop from this computer"
BUTTON: Final = "stop by the button"
WATCH_S: Final = 0.5
LATCHES_S: Final = 1.0
PERSON_S: Final = 60.0
UNTIMED: Final = "How long that took is not known: an answer was missing when it was pressed."
MEND: Final = "Do not let it move: check the wiring of the button and the firmware, then prove it again."

Ask = Callable[[str], None]
"""Tells a person what to do now, and returns at once; what they do is seen at the device."""


def stop_proof(drive: Drive) -> Proof:
    """Stop it from here, try to move it, and clear it as the person who asked for this proof.

    Raises:
        HardwareError: it is not ready to begin with, or is lost.
    """
    drive.ready()
    began = drive.now()
    drive.robot.halt(began)
    if not drive.until(_latched, LATCHES_S):
        return Proof(SOFTWARE, False, "The device did not latch the stop.", MEND)
    took_ms = (drive.now() - began) * 1e3
    if fault := _moves(drive) or _forgets(drive):
        return Proof(SOFTWARE, False, fault, MEND)
    if not _cleared(drive):
        return Proof(SOFTWARE, False, "The stop could not be cleared again.", "Let the button come up, and clear it.")
    found = f"Latched after {took_ms:.0f} ms, limp, deaf to targets, and there until it was cleared."
    return Proof(SOFTWARE, True, found, figures={"latched_ms": took_ms})


def button_proof(drive: Drive, person: Ask, within_s: float = PERSON_S) -> Proof:
    """A person presses the button and lets it come up again; what must not clear it is tried meanwhile.

    Raises:
        HardwareError: it is not ready to begin with, or is lost.
    """
    drive.ready()
    person("Press the emergency stop, and keep it down.")
    limp_ms = _pressed(drive, within_s)
    if not drive.until(lambda state: state.stopped, LATCHES_S):
        return Proof(BUTTON, False, f"No stop was seen within {within_s:.0f} s.", MEND)
    fault = _moves(drive) or _clears_while_down(drive)
    person("Let the button come up.")
    if fault or not _up(drive, within_s):
        return Proof(BUTTON, False, fault or "The button did not come up.", MEND)
    if fault := _forgets(drive):
        return Proof(BUTTON, False, fault, MEND)
    if not _cleared(drive):
        return Proof(BUTTON, False, "The stop could not be cleared again.", MEND)
    figures = {} if limp_ms is None else {"limp_ms": limp_ms}
    took = UNTIMED if limp_ms is None else f"No pulses {limp_ms:.0f} ms after the press at the latest, by its own word."
    kept = "Limp, deaf to targets, not to be cleared while it is down, and latched after that."
    return Proof(BUTTON, True, f"{kept} {took}", figures=figures)


def _pressed(drive: Drive, within_s: float) -> float | None:
    """Ask as fast as it answers until it is stopped and limp: from before the last question whose answer knew of no
    stop to the first answer that told of no pulses, ms. The press came between, so this is no less than it took.

    None if the stop was there from the first answer, or an answer was missing beside the press.
    """
    end, calm, orderly = drive.now() + within_s, None, False
    while (asked := drive.now()) < end:
        status = drive.status()
        if status is not None and status.stopped and status.limp:
            return (drive.now() - calm) * 1e3 if calm is not None else None
        if status is None:
            calm = None
        elif not status.stopped and orderly:
            calm = asked
        orderly = status is not None
    return None


def _latched(state: LinkState) -> bool:
    return state.stopped and not state.relatch


def _moves(drive: Drive) -> str:
    """Torque and targets that must be refused; what is wrong if they are not."""
    status = drive.status()
    if status is None or not status.limp:
        return "The device is stopped and has torque all the same."
    drive.ask(lambda codec: codec.arm())
    resting = {joint.channel: joint.position(joint.neutral) for joint in drive.robot.profile.joints}
    if resting:
        drive.ask(lambda codec: codec.move(resting))
    status = drive.status()
    return "" if status is not None and status.limp and status.stopped else "A stopped device took torque or a target."


def _forgets(drive: Drive) -> str:
    drive.run(WATCH_S)
    return "" if drive.state.stopped else "The stop went away by itself."


def _clears_while_down(drive: Drive) -> str:
    drive.robot.clear(drive.now())
    drive.run(WATCH_S)
    return "" if drive.state.stopped else "The stop was cleared while the button was down."


def _up(drive: Drive, within_s: float) -> bool:
    end = drive.now() + within_s
    while drive.now() < end:
        status = drive.status()
        if status is not None and not status.pressed:
            return True
        drive.run(0.1)
    return False


def _cleared(drive: Drive) -> bool:
    drive.robot.clear(drive.now())
    return drive.until(lambda state: state.phase in MOVING, LATCHES_S)
