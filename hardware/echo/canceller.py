"""Takes what a loudspeaker plays out of what a microphone hears.

A partitioned block frequency-domain Kalman filter (Kuech, Mabande, Enzner: State-space architecture of the partitioned-
block-based acoustic echo controller, ICASSP 2014). It models the way from loudspeaker to microphone and subtracts, no
more: a voice beside the echo is left as it is, which is what a recogniser needs.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from hardware.echo.delay import EchoPlace
from hardware.echo.trust import EchoTrust

RATE = 16_000
HOP = 160
PARTS = 18
"""The room is known for so many hops, 180 ms."""
EARLY_S = 0.005
"""Stamps of a microphone waver: an echo that seems to come before its sound by less than this is found all the same."""
STAY = 0.9995
"""So much of the room is the same after 10 ms."""
UNSURE = 0.4
"""Power of the way from loudspeaker to microphone that is thought possible before anything was played."""
WANDER = 0.0075
"""So much of it is possible again, over seconds, where nothing was found."""
NEAR_MEMORY = 0.5
CAUTION = 0.5
"""In a silent room one hop would settle what the echo is, had it arrived by then."""
HARMONICS = 10 ** (-24 / 10)
"""What a small loudspeaker adds of its own, and the end of a long room, no linear filter takes out."""
TAKEN_HOPS = 6
"""In 60 ms what was heard must lose by the subtraction. At a wrong place the echo is added to it; a voice beside it
changes nothing, as it is like neither."""
FADE, SOFT = 0.99, 0.05
"""An echo that is so much softer than it was in the last second or two is like a room's noise, and tells no place."""
SOON_HOPS = 3
"""30 ms of it are enough to expect the whole echo meanwhile, and to learn nothing from them."""
ROOM_S = 0.12
SEEN, SHIFT = 1920, 240
"""A sound may begin up to 15 ms from its time: devices play in buffers. 120 ms of it tell by how much."""
SEEK_HOPS, ENOUGH = 3, 1440
"""Look every 30 ms, and not at less than 90 ms of a sound: a vowel is like itself a pitch period later."""
LIKE, CERTAIN = 0.5, 0.7
"""So much of what is heard must be as expected, to believe that the echo is taken out, or to seek it elsewhere."""
FOUND = 10
"""Looks that find the echo where it is expected, less those that do not, before the room is known: a vowel is soon."""
LOST_HOPS = 15
"""Hops in a row in which a learned echo is not where it is expected: then it is sought far around."""
OTHER_HOPS = 150
REACH_S = 0.12
"""An echo that begins later than this leaves too little of the room within reach."""
WAVER_S = 0.002
"""The stamps of a microphone waver by less than this, and its samples do not."""
FOLLOW = 0.3
"""Of what an echo that is found is late by, so much is gone after at each look: two clocks run apart."""
PRESENT = 6
"""Hops back in which a sound is played that is heard now."""
SILENT = 1e-8
QUIETEST_DB = -100.0

Samples = NDArray[np.int16]
Far = Callable[[float, int], Samples]
Began = Callable[[float], float]


class EchoCanceller:
    """`far(at, count)` gives the samples that are played from a time on; the echo comes `delay_s` after them, or later.

    `began(at)` tells when the sound began that is played then: each may be beside its time by another while. Keeps
    what it has learned of the room until it is dropped.
    """

    def __init__(self, far: Far, delay_s: float = 0.0, began: Began = lambda _at: 0.0) -> None:
        self._far, self._ahead_s = far, EARLY_S - delay_s
        self._began, self._newest = began, 0.0
        self._played = np.zeros((PARTS, HOP + 1), np.complex128)
        self._forget_room()
        self._drift = (1 - STAY**2) * WANDER * self._doubt
        self._near = np.full(HOP + 1, 1e-6)
        self._rest = np.zeros(0, np.int16)
        self._last = np.zeros(HOP)
        self._next: float | None = None
        self._stamped = 0.0
        self._place = EchoPlace(far)
        self._lost = self._found = 0
        self._heard, self._expected = np.zeros(SEEN + 2 * SHIFT), np.zeros(SEEN + 2 * SHIFT)
        self._hops = 0
        self._taken: deque[tuple[float, float]] = deque(maxlen=TAKEN_HOPS)
        """Powers of each hop: what was gone after the echo was subtracted, and that echo."""
        self._sure = False
        """Whether this sound was found at its place."""
        self._elsewhere = False
        """Whether it seems to be heard at another place, which has to be seen twice."""
        self._loud = 0.0
        """The power of the loudest echo of late."""
        self.trust = EchoTrust()
        self._left: deque[tuple[float, float]] = deque(maxlen=round(2.0 * RATE / HOP))

    def _forget_room(self) -> None:
        self._room = np.zeros((PARTS, HOP + 1), np.complex128)
        self._doubt = UNSURE * np.exp(-3.0 * np.arange(PARTS) / PARTS)[:, None] * np.ones(HOP + 1)
        self._known, self._found = False, 0

    def take(self, samples: Samples, at: float) -> tuple[Samples, float]:
        """What is ready of the sound without the echo, (n,), and when its first sample was taken; up to 10 ms wait."""
        near = np.concatenate([self._rest, samples])
        starts = self._counted(at, len(samples))
        whole = len(near) // HOP * HOP
        self._rest = near[whole:]
        self._next = starts + whole / RATE
        far = self._played_from(starts + self._ahead_s, whole)
        result = near[:whole] / 32768.0
        for place in range(0, whole, HOP):
            hop = slice(place, place + HOP)
            result[hop] = self._hop(result[hop], far[hop], starts + (place + HOP) / RATE)
        return np.clip(np.rint(result * 32768), -32768, 32767).astype(np.int16), starts

    @property
    def late_s(self) -> float:
        """How long after its time a sound is heard, as it was found last."""
        return EARLY_S - self._ahead_s

    def left_db(self, begin: float, end: float) -> float:
        """How loud the echo that was not taken out may be between two times, dB of full scale."""
        powers = [power for until, power in self._left if begin - ROOM_S < until <= end + HOP / RATE]
        return 10 * float(np.log10(max(powers, default=SILENT) + SILENT))

    def _counted(self, at: float, count: int) -> float:
        """When the first sample that waits was taken: by the stamps in silence, by the count while something sounds."""
        step, self._stamped = at - self._stamped, at + count / RATE
        stamp = at - len(self._rest) / RATE
        if self._next is not None and abs(step) < WAVER_S and self._played.any():
            return self._next
        if self._next is None or abs(stamp - self._next) > 1.5 / RATE:
            self._align(stamp)
        return stamp

    def _align(self, starts: float) -> None:
        """Sound is missing, or its stamps have changed: take in what was played just before."""
        before = self._played_from(starts + self._ahead_s - (PARTS + 1) * HOP / RATE, (PARTS + 1) * HOP)
        pairs = np.lib.stride_tricks.sliding_window_view(before, 2 * HOP)[::HOP]
        self._played[:] = np.fft.rfft(pairs, axis=1)[::-1]
        self._last = before[-HOP:]

    def _played_from(self, at: float, count: int) -> NDArray[np.float64]:
        """What is played from a time between two samples on: a cubic through the four around it."""
        first = math.floor(at * RATE)
        part = at * RATE - first
        around = self._far((first - 1) / RATE, count + 3) / 32768.0
        weights = (
            -part * (part - 1) * (part - 2) / 6,
            (part + 1) * (part - 1) * (part - 2) / 2,
            -(part + 1) * part * (part - 2) / 2,
            (part + 1) * part * (part - 1) / 6,
        )
        return np.asarray(sum(weight * around[at : at + count] for at, weight in enumerate(weights)))

    def _hop(self, near: NDArray[np.float64], far: NDArray[np.float64], until: float) -> NDArray[np.float64]:
        """10 ms without the echo."""
        self._played[1:] = self._played[:-1]
        self._played[0] = np.fft.rfft(np.concatenate([self._last, far]))
        self._last = far
        powers = np.abs(self._played) ** 2
        self._place.hear(near)
        if not powers.any():
            self._rest_from(near, until)
            return near
        self._newer(until)
        echo = np.fft.irfft((self._played * self._room).sum(axis=0))[HOP:]
        error = near - echo
        played = float(powers[:PRESENT].sum(axis=1).max()) / (2 * HOP**2)
        heard, left = float(np.mean(near**2)), float(np.mean(error**2))
        self.trust.note(played, heard, left)
        self._taken.append((heard - left, float(np.mean(echo**2))))
        self._seek(near, echo, until)
        self._left.append((until, self._may_be_left(error, powers, until)))
        return error

    def _newer(self, until: float) -> None:
        """Another sound may be beside its time by another while."""
        newest, before = self._began(until + self._ahead_s), self._newest
        if newest != before:
            self._newest = newest
            self._place.forget()
        self._sure = self._sure and newest == before and self._hops > 0

    def _rest_from(self, near: NDArray[np.float64], until: float) -> None:
        """10 ms for which nothing is expected: a sound that comes beside its time may be heard all the same."""
        self._hops = self._lost = 0
        self._place.forget()
        left = 0.0 if self._sure else self._anywhere(until)
        self._left.append((until, left))
        if left < SILENT:
            self.trust.quiet(float(np.mean(near**2)))

    def _may_be_left(self, error: NDArray[np.float64], powers: NDArray[np.float64], until: float) -> float:
        """The power of the echo that is expected in `error`, from which is learned unless the sound is out of place."""
        gone, echoes = np.array(self._taken).T
        left = float(echoes[-1])
        placed = bool(gone[-SOON_HOPS:].sum() >= 0)
        if not self._known or (self._sure and placed and self._lost < LOST_HOPS):
            left = self._learn(error, powers) + HARMONICS * left
        if not placed:
            left = max(left, float(echoes.max()))
        self._loud = max(FADE * self._loud, float(echoes[-1]))
        if gone.sum() < 0 and echoes.mean() > SOFT * self._loud:
            self._sure = False
        return left if self._known and self._sure and not self._elsewhere else max(left, self._anywhere(until))

    def _anywhere(self, until: float) -> float:
        """The power of the loudest 10 ms that may be heard now, wherever in its reach a sound comes."""
        room = np.fft.irfft(self._room, axis=1)[:, :HOP].ravel() if self._known else None
        return self._place.loudest(room, until)

    def _seek(self, near: NDArray[np.float64], echo: NDArray[np.float64], until: float) -> None:
        """Look whether the echo comes when it is expected; move what is played by what it is late."""
        self._heard = np.concatenate([self._heard[HOP:], near])
        self._expected = np.concatenate([self._expected[HOP:], echo])
        self._hops += 1
        if self._hops % SEEK_HOPS:
            return
        heard, expected = np.diff(self._heard[SHIFT:-SHIFT]), np.diff(self._expected)
        power = float(np.sum(heard**2) * np.sum(expected**2))
        alike = np.correlate(expected, heard, "valid") / (math.sqrt(power) + SILENT)
        best = int(alike.argmax())
        late = SHIFT - best
        here = float(alike[SHIFT])
        self._lost = 0 if here >= LIKE else self._lost + SEEK_HOPS
        found = abs(late) <= 1 and alike[best] >= LIKE
        self._found = min(FOUND, max(0, self._found + (1 if found else -1)))
        self._elsewhere = False
        if found:
            self._sure = self._sure or bool(np.mean(self._expected**2) > SOFT * self._loud)
            self._known = self._known or self._found == FOUND
            self._ahead_s -= FOLLOW * (late - _between(alike, best)) / RATE
        elif not (self._known and self._hops * HOP >= ENOUGH and self._seek_near(here, until)):
            self._seek_far(until)

    def _seek_near(self, here: float, until: float) -> bool:
        """Look for the echo by the room it comes through; whether it was found elsewhere. It is so alike `here`."""
        room = np.fft.irfft(self._room, axis=1)[:, :HOP].ravel()
        late_s, alike, again = self._place.in_room(room, until, self._ahead_s)
        self._elsewhere = alike >= CERTAIN and here < (LIKE if self._sure else CERTAIN) * alike
        if not (self._elsewhere and again):
            return False
        self._sure, self._elsewhere = True, False
        self._move(late_s, until)
        return True

    def _seek_far(self, until: float) -> None:
        """Look for the echo where no filter reaches; a room that explains nothing any more is learned anew."""
        if self._lost < LOST_HOPS:
            return
        if self._known and self._lost >= OTHER_HOPS:
            self._forget_room()
        late_s = self._place.late_s(until)
        if late_s is None:
            return
        begins_s = float(np.abs(np.fft.irfft(self._room, axis=1)[:, :HOP]).argmax()) / RATE if self._known else EARLY_S
        off_s = late_s + self._ahead_s - begins_s
        if abs(off_s) > (SHIFT / RATE if self._known else REACH_S) or (not self._known and off_s < -EARLY_S):
            self._move(off_s, until)
            if not self._known:
                self._forget_room()

    def _move(self, late_s: float, until: float) -> None:
        """What is played is heard so much later than was thought."""
        self._ahead_s -= late_s
        self._expected = np.roll(self._expected, round(late_s * RATE))
        self._lost = 0
        self._align(until)

    def _learn(self, error: NDArray[np.float64], powers: NDArray[np.float64]) -> float:
        """Correct the room by what is left; the mean power of the echo that is expected in it."""
        spectrum = np.fft.rfft(np.concatenate([np.zeros(HOP), error]))
        self._near = NEAR_MEMORY * self._near + (1 - NEAR_MEMORY) * np.abs(spectrum) ** 2
        doubtful = (powers * self._doubt).sum(axis=0)
        step = self._doubt / (0.5 * doubtful + np.maximum(self._near, CAUTION * doubtful) + SILENT)
        change = np.fft.irfft(step * np.conj(self._played) * spectrum, axis=1)
        change[:, HOP:] = 0
        self._room = STAY * (self._room + np.fft.rfft(change, axis=1))
        kept = STAY**2 * (1 - 0.5 * step * powers) * self._doubt
        self._doubt = kept + (1 - STAY**2) * np.abs(self._room) ** 2 + self._drift
        return float(doubtful.sum()) / (2 * HOP**2)


def _between(alike: NDArray[np.float64], best: int) -> float:
    """How far beside its highest value a curve is highest, in samples: the top of a parabola."""
    if not 0 < best < len(alike) - 1:
        return 0.0
    before, top, after = alike[best - 1 : best + 2]
    return float(0.5 * (before - after) / (before - 2 * top + after))
