"""How loud the voice is: what the shopper chose, what the room needs, what the hour allows.

People raise their voice by about half a decibel for each decibel of noise (Lombard, "Le signe de l'élévation de la
voix", 1911; Lane and Tranel, J. Speech Hear. Res. 14, 1971), and so does the kiosk: slowly, between sentences.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, time
from typing import Final

from kiosk import volume
from kiosk.settings import Voice

SLOPE: Final = 0.5
SOFTEST_DB: Final = -3.0
STEP_DB: Final = 1.5
"""At most so much from one sentence to the next: a change that nobody notices."""
TOLD_DB: Final = 1.0

Now = Callable[[], datetime]
log = logging.getLogger(__name__)


class Loudness:
    """The gain of the voice. `room_db` is the quiet room at the microphone, dBFS; without it the quietest that was.

    The shopper's steps always count from what room and hour make of them, and nothing exceeds `voice.volume`.
    """

    def __init__(self, voice: Voice, room_db: float | None, now: Now) -> None:
        self._voice, self._room_db, self._now = voice, room_db, now
        self._calibrated = room_db is not None
        self._noise_db: float | None = None
        self._boost_db = self._told_db = 0.0
        self._quiet = False
        self.sentence()
        self._boost_db = self._wanted_db()

    def hear(self, level_db: float) -> None:
        """The room is so loud now, without voices, dBFS at the microphone."""
        self._noise_db = level_db
        if not self._calibrated:
            self._room_db = min(level_db, level_db if self._room_db is None else self._room_db)

    def sentence(self) -> None:
        """A sentence begins: now, and only now, room and hour may change the voice, by a step."""
        self._look_at_the_hour()
        off = self._wanted_db() - self._boost_db
        self._boost_db += min(max(off, -STEP_DB), STEP_DB)
        if abs(self._boost_db - self._told_db) >= TOLD_DB:
            self._told_db = self._boost_db
            log.info("the voice is %+.1f dB for a room of %.0f dBFS", self._boost_db, self._noise_db or 0.0)

    def gain(self, level: int) -> float:
        """What samples are multiplied by when the shopper's loudness is `level`, 0 (silence) to 5."""
        shift = self._voice.quiet_level - self._voice.level if self._quiet else 0
        wanted = volume.gain(level) * 10 ** ((self._boost_db + shift * volume.STEP_DB) / 20)
        return min(1.0, wanted) * self._voice.volume

    def _wanted_db(self) -> float:
        if self._noise_db is None or self._room_db is None:
            return 0.0
        most = 0.0 if self._quiet else self._voice.boost_db
        return min(max(SLOPE * (self._noise_db - self._room_db), SOFTEST_DB), most)

    def _look_at_the_hour(self) -> None:
        begin, end = self._voice.quiet_from, self._voice.quiet_until
        quiet = bool(begin and end) and within(self._now().time(), time.fromisoformat(begin), time.fromisoformat(end))
        if quiet is not self._quiet:
            log.info("quiet hours begin, until %s" if quiet else "quiet hours are over (%s)", end)
        self._quiet = quiet


def within(now: time, begin: time, end: time) -> bool:
    """Whether `now` lies in a span of the day, which may go over midnight; an empty one lasts all day."""
    return begin <= now < end if begin < end else now >= begin or now < end
