"""Proves the deadman: goes silent on purpose, and reads back that the device has let go."""

from __future__ import annotations

from typing import Final

from hardware.safety.drive import Drive
from hardware.safety.proof import Proof

NAME: Final = "deadman"
HOLDS: Final = 0.6
"""A silence of so much of the period must not make it limp: a busy computer is late now and then."""
RUNGS: Final = (0.9, 1.0, 1.1, 1.2, 1.35, 1.5, 2.0)
LATEST: Final = 1.35
SETTLE_S: Final = 0.4
ASKED: Final = 3


def deadman_proof(drive: Drive) -> Proof:
    """Let it stand without a word for longer and longer; at which silence the torque was off when it was asked again.

    Without a deadman in the protocol this fails, unless the profile says why the device may move all the same.

    Raises:
        HardwareError: the device does not become ready between two silences, or is lost.
    """
    profile = drive.robot.profile
    if not profile.protocol.deadman:
        return Proof(NAME, bool(profile.undefended), _undefended(profile.undefended), NO_DEADMAN)
    period_s = profile.deadman_ms / 1000
    limp, silent_s = _silence(drive, HOLDS * period_s)
    if limp:
        return Proof(
            NAME, False, f"It let go after {silent_s * 1e3:.0f} ms already.", EARLY, {"silent_ms": silent_s * 1e3}
        )
    held_s = silent_s
    for share in RUNGS:
        limp, silent_s = _silence(drive, share * period_s)
        if limp:
            return _found(held_s, silent_s, period_s)
        held_s = silent_s
    found = f"It still had torque after {held_s * 1e3:.0f} ms of silence."
    return Proof(NAME, False, found, NEVER, {"held_ms": held_s * 1e3})


NO_DEADMAN: Final = "Use a board with a deadman where anybody can come near it."
EARLY: Final = "Raise deadman_ms in the profile: a busy computer would make it go limp now and then."
NEVER: Final = "Do not let it move: check firmware and deadman_ms, then prove it again."


def _undefended(because: str) -> str:
    return f"The protocol has none. The profile says: {because}" if because else "The protocol has none."


def _found(held_s: float, limp_s: float, period_s: float) -> Proof:
    figures = {"held_ms": held_s * 1e3, "limp_ms": limp_s * 1e3, "period_ms": period_s * 1e3}
    found = f"Silent for {held_s * 1e3:.0f} ms it held on, for {limp_s * 1e3:.0f} ms it was limp."
    in_time = held_s < limp_s <= LATEST * period_s + 0.03
    return Proof(NAME, in_time, found, "" if in_time else NEVER, figures)


def _silence(drive: Drive, seconds: float) -> tuple[bool, float]:
    """Whether it says that it is limp after a silence, and how long that really was, s. A lost answer tells nothing: it
    is asked again, as it stays limp until it is told otherwise.
    """
    drive.ready()
    drive.run(SETTLE_S)
    drive.ready()
    drive.ask(lambda codec: codec.poll())
    silent_since = drive.now()
    drive.sleep(seconds)
    asked = drive.now()
    answers = (drive.status() for _ in range(ASKED))
    status = next((answer for answer in answers if answer is not None), None)
    return status is not None and status.limp, asked - silent_since
