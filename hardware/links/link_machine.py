"""The life of a link to a robot, as a pure machine: what happened goes in with its time, what must be done comes out.

ABSENT → OPENING → PROBING (hello, profile match) → SYNCING (limits and deadman pushed, pose read) → PARKED (no torque)
→ READY ⇄ DEGRADED (a channel is missing, or over 5 % of the frames got no answer) → LOST → back-off → ABSENT.
BLOCKED needs a person (permission, busy, another device) and is tried again slowly, but at once after a replug or on
another port. The emergency stop is a flag beside the phase: it outlives a lost link. It comes from the device's button
or from a person at this kiosk (`Halt`), and only the device's own report, made by a person or asked for by one
(`Clear`), ends it.

Every way into READY leads through SYNCING, so that it always begins at the pose the device really has.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from hardware import back_off
from hardware.links.link_vocabulary import (
    Action,
    Clear,
    Do,
    Expected,
    Gone,
    Halt,
    Input,
    Open,
    Opened,
    Phase,
    Pin,
    Sent,
    Tick,
)
from hardware.protocols.codec import Identified, PoseRead, Positions, Status

__all__ = [
    "MOVING",
    "SILENT_S",
    "TALKING",
    "Action",
    "Clear",
    "Do",
    "Expected",
    "Gone",
    "Halt",
    "Input",
    "LinkState",
    "Open",
    "Opened",
    "Phase",
    "Pin",
    "Sent",
    "Tick",
    "step",
]

MOVING = frozenset({Phase.READY, Phase.DEGRADED})
TALKING = MOVING | {Phase.PROBING, Phase.SYNCING, Phase.PARKED}

SILENT_S = 0.18
"""A device that was listened to for so long in vain, and answered none of the last three frames, is lost."""
LATE = 1.5
"""Of the time between two ticks no more than so many periods count as listened: when this process comes late, as on a
busy machine, nobody asked the device anything meanwhile.
"""
ASK_AGAIN_S = 0.1
WINDOW = 64
WORST, MENDED = 4, 1
"""Unanswered frames among the last 64: over 5 % is degraded, 1 is mended."""


@dataclass(frozen=True, slots=True)
class LinkState:
    """All that is known of the link. `code` and `reason` say why it is LOST or BLOCKED, or what DEGRADED lacks.

    `answered` has a bit for each of the last frames, the newest lowest. `relatch`: the device has yet to latch a stop
    that it was not told of, or that it forgot in a restart. `limp`: it has no torque, as it said last. `positions` are
    those read since SYNCING began. `waited`: for how long the device was listened to in vain, s; while it is asked who
    it is and told its limits, since that began.
    """

    expected: Expected
    phase: Phase = Phase.ABSENT
    since: float = 0.0
    due: float = 0.0
    port: str = ""
    code: str = ""
    reason: str = ""
    failures: int = 0
    looked: float = 0.0
    waited: float = 0.0
    boot: int | None = None
    stopped: bool = False
    relatch: bool = False
    limp: bool = True
    missing: frozenset[int] = frozenset()
    answered: int = (1 << WINDOW) - 1
    positions: Positions | None = None


Outcome = tuple[LinkState, tuple[Action, ...]]


def step(state: LinkState, happened: Input, now: float) -> Outcome:
    """The next state, and what must be done, in order."""
    match happened:
        case Tick(port, armed):
            return _tick(_listened(state, now), port, now, armed=armed)
        case Opened():
            return _opened(state, now)
        case Gone(code, reason, blocked):
            return _gone(state, now, code, reason, blocked=blocked)
        case Sent():
            return replace(state, answered=state.answered << 1 & ((1 << WINDOW) - 1)), ()
        case Halt():
            return _halted(state, now)
        case Clear():
            answers = state.phase in {Phase.SYNCING, Phase.PARKED} and state.stopped
            return (replace(state, relatch=False), (Do.CLEAR,)) if answers else (state, ())
        case Identified():
            return _identified(state, happened, now)
        case PoseRead(status, positions):
            return _reported(replace(state, positions=positions), status, now)
        case Status():
            return _reported(state, happened, now)


def _enter(state: LinkState, phase: Phase, now: float, wait_s: float = 0.0) -> LinkState:
    return replace(state, phase=phase, since=now, due=now + wait_s, waited=0.0)


def _listened(state: LinkState, now: float) -> LinkState:
    most = LATE * state.expected.period_s
    return replace(state, looked=now, waited=state.waited + min(now - state.looked, most))


def _tick(state: LinkState, port: str, now: float, *, armed: bool) -> Outcome:
    """Without `armed` PARKED is as far as it goes; a person may move joints there: after it the pose is read anew."""
    match state.phase:
        case Phase.LOST | Phase.BLOCKED if not port or (state.phase is Phase.BLOCKED and port != state.port):
            return _enter(replace(state, failures=0), Phase.ABSENT, now), ()
        case Phase.LOST | Phase.BLOCKED if now >= state.due:
            return _tick(_enter(state, Phase.ABSENT, now), port, now, armed=armed)
        case Phase.ABSENT if port and now >= state.due:
            return _enter(replace(state, port=port), Phase.OPENING, now), (Open(port),)
        case Phase.PROBING | Phase.SYNCING:
            return _ask(state, now)
        case Phase.PARKED | Phase.READY | Phase.DEGRADED if state.waited > SILENT_S and not state.answered & 0b111:
            silent = f"The device on {state.port} has stopped answering."
            return _gone(state, now, "link.silent", silent, blocked=False)
        case Phase.PARKED if state.relatch:
            return state, (Do.STOP,)
        case Phase.PARKED if not armed:
            return replace(state, positions=None), () if state.limp else (Do.PARK,)
        case Phase.READY | Phase.DEGRADED if not armed:
            return _enter(state, Phase.PARKED, now), (Do.PARK,)
        case Phase.PARKED if not state.stopped and state.positions is not None:
            return _ready(state, now, state.positions)
        case Phase.PARKED if not state.stopped:
            return _resync(state, now)
        case Phase.PARKED if not state.limp:
            return state, (Do.PARK,)
        case _:
            return state, ()


def _ask(state: LinkState, now: float) -> Outcome:
    """Hello and sync are asked again until they are answered, for as long as a device takes to start."""
    probing = state.phase is Phase.PROBING
    if state.waited > (state.expected.boot_s if probing else state.expected.sync_s):
        mute = f"Nothing on {state.port} answers as {state.expected.device} would."
        return _gone(state, now, "link.mute" if probing else "link.unsynced", mute, blocked=probing)
    if now < state.due:
        return state, ()
    return replace(state, due=now + ASK_AGAIN_S), (Do.PROBE,) if probing else _sync(state)


def _sync(state: LinkState) -> tuple[Action, ...]:
    return (Do.STOP, Do.SYNC) if state.relatch else (Do.SYNC,)


def _resync(state: LinkState, now: float) -> Outcome:
    again = _enter(replace(state, positions=None), Phase.SYNCING, now, ASK_AGAIN_S)
    return again, _sync(again)


def _ready(state: LinkState, now: float, positions: Positions) -> Outcome:
    fresh = replace(state, answered=(1 << WINDOW) - 1, code="", reason="", positions=None)
    return _enter(fresh, Phase.READY, now), (Pin(positions),)


def _halted(state: LinkState, now: float) -> Outcome:
    """Latched from here on; a device that is not there yet is told in SYNCING."""
    latched = replace(state, stopped=True, relatch=True)
    match state.phase:
        case Phase.READY | Phase.DEGRADED:
            return _enter(latched, Phase.PARKED, now), (Do.STOP, Do.PARK)
        case Phase.SYNCING | Phase.PARKED:
            return latched, (Do.STOP,)
        case _:
            return latched, ()


def _opened(state: LinkState, now: float) -> Outcome:
    if state.phase is not Phase.OPENING:
        return state, ()
    return _enter(state, Phase.PROBING, now, ASK_AGAIN_S), (Do.PROBE,)


def _gone(state: LinkState, now: float, code: str, reason: str, *, blocked: bool) -> Outcome:
    """Back off: longer with each failure in a row. A stop is latched again in whatever comes back."""
    if state.phase not in TALKING | {Phase.OPENING}:
        return state, ()
    steady = state.phase in MOVING and now - state.since >= back_off.STEADY_S
    failures = 0 if steady else state.failures
    wait_s = back_off.wait_s(failures, blocked=blocked, opened=state.phase is not Phase.OPENING)
    after = _enter(state, Phase.BLOCKED if blocked else Phase.LOST, now, wait_s)
    close = () if state.phase is Phase.OPENING else (Do.CLOSE,)
    return replace(after, code=code, reason=reason, failures=failures + 1, positions=None, missing=frozenset()), close


def _identified(state: LinkState, found: Identified, now: float) -> Outcome:
    if state.phase is not Phase.PROBING:
        return state, ()
    wanted = state.expected
    if found.device != wanted.device:
        wrong = f"{state.port} is {found.device!r}, not {wanted.device!r}."
        return _gone(state, now, "link.wrong-device", wrong, blocked=True)
    if found.protocol != wanted.protocol or found.channels <= max(wanted.channels, default=0):
        old = f"The firmware {found.firmware} on {state.port} does not fit (protocol {found.protocol})."
        return _gone(state, now, "link.firmware", old, blocked=True)
    return _resync(replace(state, boot=found.boot, relatch=state.stopped), now)


def _reported(state: LinkState, status: Status, now: float) -> Outcome:
    """A status in any phase in which the device is known; the strictest finding wins. A device that lost its limits
    restarted, whatever its count of starts says.
    """
    if state.phase not in TALKING or state.phase is Phase.PROBING:
        return state, ()
    missing = status.missing & state.expected.channels
    waited = state.waited if state.phase is Phase.SYNCING else 0.0
    heard = replace(state, waited=waited, limp=status.limp, missing=missing, answered=state.answered | 1)
    if status.boot != state.boot or (not status.configured and state.phase is not Phase.SYNCING):
        forgot = state.stopped and not status.stopped
        return _resync(replace(heard, boot=status.boot, relatch=forgot, stopped=forgot or status.stopped), now)
    if state.relatch and not status.stopped:
        return heard, ()
    return _settled(replace(heard, stopped=status.stopped, relatch=False), status, now, was_stopped=state.stopped)


def _settled(state: LinkState, status: Status, now: float, *, was_stopped: bool) -> Outcome:
    """The report of a device that has not restarted."""
    moving = state.phase in MOVING
    if status.stopped and moving:
        return _enter(state, Phase.PARKED, now), (Do.PARK,)
    if state.phase is Phase.SYNCING:
        synced = status.configured and state.positions is not None
        return (_enter(state, Phase.PARKED, now) if synced else state), ()
    limp = moving and status.limp and now - state.since > ASK_AGAIN_S
    if limp or (was_stopped and not status.stopped):
        return _resync(state, now)
    return _graded(state, now), ()


def _graded(state: LinkState, now: float) -> LinkState:
    """READY or DEGRADED, by what is missing and how many of the last frames were answered."""
    if state.phase not in MOVING:
        return state
    unanswered = WINDOW - state.answered.bit_count()
    bad = bool(state.missing) or unanswered >= (WORST if state.phase is Phase.READY else MENDED + 1)
    if bad is (state.phase is Phase.DEGRADED):
        return state
    if not bad:
        return replace(_enter(state, Phase.READY, now), code="", reason="")
    lacking = f"Channels {sorted(state.missing)} do not answer." if state.missing else "Frames go unanswered."
    degraded = _enter(state, Phase.DEGRADED, now)
    return replace(degraded, code="link.missing" if state.missing else "link.noisy", reason=lacking)
