"""What was found of chirps: how late a loudspeaker is, or why that cannot be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from kiosk.configuration.device_file import Key
from kiosk.errors import KioskError
from kiosk.hearing.level import Level

CLIPPED: Final = 0.01
STEADY_MS: Final = 15.0
"""Lips that are off by more are seen to be."""
HEARD_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Arrival:
    """A chirp that was heard: how late, at what level of full scale, how far over the noise, what share clipped."""

    late_ms: float
    snr_db: float
    level_db: float
    clipped: float


@dataclass(frozen=True, slots=True)
class Delay:
    """What was found. `echo_ms` is when the sound comes to the microphone once `latency_ms` is allowed for.

    Half of the chirps that were heard are within `spread_ms` of it: a busy moment of the machine does not count.
    """

    speaker: str
    microphone: str
    simulated: bool
    played: int
    heard: int
    latency_ms: float
    echo_ms: float
    spread_ms: float
    snr_db: float
    level_db: float


@dataclass(frozen=True, slots=True)
class Way:
    """From which loudspeaker to which microphone, and that one's own delay."""

    speaker: str
    microphone: str
    simulated: bool
    microphone_ms: float

    def __str__(self) -> str:
        return f"{self.speaker} → {self.microphone}"


def values(delay: Delay) -> dict[Key, float]:
    """The settings that come of it."""
    return {("voice", "latency_ms"): round(delay.latency_ms, 1), ("hearing", "echo_ms"): round(delay.echo_ms, 1) + 0.0}


def judged(way: Way, found: Sequence[Arrival | None], sound: Level | None) -> Delay:
    """The delay, from the chirps and the level of all that was heard meanwhile; None if nothing was.

    Raises:
        KioskError: `calibrate.*`.
    """
    arrivals = [each for each in found if each is not None]
    if sound is None:
        raise KioskError("calibrate.no-sound", f"{way}: the microphone gives no sound at all.", "Plug it in again.")
    if sound.dead:
        remedy = "Switch it on at the device; in `alsamixer` press F4, then space until CAPTURE shows."
        raise KioskError("calibrate.muted", f"{way}: the microphone gives perfect silence.", remedy)
    if len(arrivals) < HEARD_SHARE * len(found):
        raise _not_heard(way, len(arrivals), len(found), sound)
    if median(each.clipped for each in arrivals) > CLIPPED:
        remedy = "Turn the microphone down in `alsamixer` (F4), or the loudspeaker."
        raise KioskError("calibrate.clipped", f"{way}: the chirp is too loud for the microphone.", remedy)
    times = [each.late_ms for each in arrivals]
    if _spread_ms(times) > STEADY_MS:
        told = f"{way}: the delay changes from {min(times):.0f} to {max(times):.0f} ms."
        raise KioskError("calibrate.unsteady", told, "End other programs; use a loudspeaker with a wire.")
    return _delay(way, arrivals, len(found))


def _delay(way: Way, arrivals: Sequence[Arrival], played: int) -> Delay:
    times = [each.late_ms for each in arrivals]
    late_ms = median(times)
    latency_ms = max(0.0, late_ms - way.microphone_ms)
    return Delay(
        way.speaker,
        way.microphone,
        way.simulated,
        played,
        len(arrivals),
        latency_ms,
        late_ms - latency_ms,
        _spread_ms(times),
        median(each.snr_db for each in arrivals),
        median(each.level_db for each in arrivals),
    )


def _spread_ms(times: Sequence[float]) -> float:
    return median(abs(each - median(times)) for each in times)


def _not_heard(way: Way, heard: int, played: int, sound: Level) -> KioskError:
    if heard:
        told = f"{way}: only {heard} of {played} chirps were heard."
        return KioskError("calibrate.faint", told, "Turn the loudspeaker up, and try again in a quiet moment.")
    told = f"{way}: sound was heard ({sound.mean_db:.0f} dBFS), but no chirp."
    remedy = (
        "Turn the loudspeaker up and see that it is on and not muted (`alsamixer`); "
        "see with `kiosk hardware scan` that the right loudspeaker and microphone are chosen."
    )
    return KioskError("calibrate.not-heard", told, remedy)
