"""The proofs of `hardware.safety` on a body: in which order, what each needs, and what goes wrong in words."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from hardware.errors import HardwareError
from hardware.motion.joints import Joint
from hardware.protocols.codec import Vitals
from hardware.safety import line
from hardware.safety.care import Care, Grade
from hardware.safety.deadman import deadman_proof
from hardware.safety.drive import Drive
from hardware.safety.estop import BUTTON, Ask, button_proof, stop_proof
from hardware.safety.limits import TOLERANCE, limits_proof, narrowed
from hardware.safety.proof import Proof
from kiosk.errors import KioskError
from kiosk.technician.chosen import Chosen, plugged
from kiosk.technician.session import Session
from kiosk.technician.snapshot import share_of

EXCHANGES: Final = 200
REACH_S: Final = 20.0
STILL_S: Final = 0.4
BLOCKED: Final = "Look for what blocks it; calibrate its ends with `kiosk hardware calibrate robot`."
NO_BUTTON: Final = (
    "Put a switch within reach that cuts the motors' supply, and try it; `kiosk hardware stop` stops it from here."
)
MOVES: Final = ("deadman", "stop", "limits")
Begun = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look or proof came to; `passed` is None for what could not be tried."""

    name: str
    passed: bool | None
    found: str
    remedy: str = ""
    figures: tuple[tuple[str, float], ...] = ()

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "figures": dict(self.figures)}


def finding(proof: Proof) -> Finding:
    """A proof as a finding."""
    figures = tuple((name, round(value, 3)) for name, value in proof.figures.items())
    return Finding(proof.name, proof.passed, proof.found, proof.remedy, figures)


@contextmanager
def driven(chosen: Chosen) -> Iterator[tuple[Session, Drive]]:
    """A body with torque, in the hands of a proof; limp at the end, whatever happens.

    Raises:
        KioskError: it is not up, or failed the proof.
    """
    with plugged(chosen) as (port, tell):
        session = Session(chosen, port, tell)
        try:
            session.reach(armed=True)
            yield session, Drive(session.robot)
        except HardwareError as fault:  # no matter of what was typed: the proof failed
            raise KioskError(fault.code, fault.sentence, fault.remedy) from fault
        finally:
            session.close()


def without_moving(chosen: Chosen, begun: Begun) -> list[Finding]:
    """What can be proved of a body that stays limp: that it answers, and how well."""
    begun("line")
    with plugged(chosen) as (port, tell):
        session = Session(chosen, port, tell)
        try:
            session.reach(armed=False)
            session.run(EXCHANGES / chosen.profile.rate_hz)
            return [_answers(session), *_line(session), *_well(session), *(_untried(name) for name in MOVES)]
        finally:
            session.close()


def _answers(session: Session) -> Finding:
    who = session.robot.identity
    name = who.device if who else session.chosen.profile.device
    name += f", firmware {who.firmware}," if who and who.firmware else ""
    missing = sorted(session.robot.state.missing)
    if missing:
        found = f"{name} answers; its channels {', '.join(map(str, missing))} do not."
        return Finding("device", False, found, "Check the plugs and the power of these motors.")
    return Finding("device", True, f"{name} answers on {session.chosen.port}.")


def _line(session: Session) -> Iterator[Finding]:
    """Latency and noise, by the bounds of the proofs that move."""
    p99 = share_of(session.flights, 0.99)
    if p99 is None:
        yield Finding(line.LATENCY, False, "Nothing was answered.", line.CABLE)
        return
    median = share_of(session.flights, 0.5) or 0.0
    quick = p99 <= 1000 * line.SHARE / session.chosen.profile.rate_hz
    found = f"An answer takes {median:.1f} ms, {p99:.1f} ms at worst in 100."
    figures = (("median_ms", median), ("p99_ms", p99))
    yield Finding(line.LATENCY, quick, found, "" if quick else line.ADAPTER, figures)
    lost, clean = session.unanswered, session.unanswered <= max(1, line.UNANSWERED * session.sent)
    heard = f"Of {session.sent} frames {lost} were not answered."
    yield Finding(line.NOISE, clean, heard, "" if clean else line.CABLE, (("unanswered", float(lost)),))


def _well(session: Session) -> Iterator[Finding]:
    """The joints that do not fare well, as far as their motors tell."""
    care = Care(session.robot.profile.joints, session.robot.profile.motors)
    care.look(session.robot.vitals or Vitals(), time.monotonic())
    for ailing in care.ailing:
        yield Finding(ailing.joint, ailing.grade < Grade.EASE, ailing.sentence, ailing.remedy)


def _untried(name: str) -> Finding:
    return Finding(name, None, "Not tried: for this proof the joints get torque.", "Add --yes when nobody is near.")


def proofs(chosen: Chosen, begun: Begun, exchanges: int = EXCHANGES) -> list[Finding]:
    """Every proof that needs no person, on a body that may move."""
    with driven(chosen) as (session, drive):
        begun("line")
        found = [_answers(session), *(finding(proof) for proof in line.line_proofs(drive, exchanges)), *_well(session)]
        begun("deadman")
        found.append(finding(deadman_proof(drive)))
        begun("stop")
        found.append(finding(stop_proof(drive)))
    begun("limits")
    return [*found, limits(chosen)]


def limits(chosen: Chosen) -> Finding:
    """The limits, by way of narrower ones."""
    narrow = replace(chosen, profile=narrowed(chosen.profile))
    with driven(narrow) as (_, drive):
        return finding(limits_proof(drive, chosen.profile))


def ends(chosen: Chosen) -> list[Finding]:
    """Each joint slowly to both of its ends, and home: where it is read back to be."""
    with driven(chosen) as (session, _):
        found = [_to_ends(session, joint) for joint in session.robot.profile.joints]
        session.rest()
    return found


def _to_ends(session: Session, joint: Joint) -> Finding:
    limits, seen = joint.limits, []
    for value in (limits.lowest, limits.highest):
        session.go({joint.name: value}, REACH_S)
        session.run(STILL_S)
        if (place := session.robot.positions.get(joint.channel)) is not None:
            seen.append(place)
    session.go({joint.name: joint.neutral}, REACH_S)
    if len(seen) < 2:
        return Finding(joint.name, None, "It does not tell where it is: look whether it stopped at its ends.")
    slack = TOLERANCE * abs(joint.pulse[1] - joint.pulse[0]) + 1
    good = all(abs(place - end) <= slack for place, end in zip(seen, joint.pulse, strict=True))
    found = f"told to go to {joint.pulse[0]} and {joint.pulse[1]}, it was at {seen[0]} and {seen[1]}."
    return Finding(joint.name, good, found, "" if good else BLOCKED)


def button(chosen: Chosen, ask: Callable[[Session], Ask], within_s: float) -> Finding:
    """The button, with a person at it; not tried on a device that has no input for one."""
    if not chosen.profile.protocol.latch:
        return Finding(BUTTON, None, f"{chosen.profile.device} has no input for a button.", NO_BUTTON)
    with driven(chosen) as (session, drive):
        return finding(button_proof(drive, ask(session), within_s))
