"""The part `call` in its own process, the parts around it, and a colleague with an engine: for figures and tests.

Shopper and colleague send a click each half second and a soft tone between them: the click tells how late sound is.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

import numpy as np

from kiosk.call.aiortc import aiortc_engine
from kiosk.call.engine import media_engine as told
from kiosk.call.engine.media import RATE, Pcm, Sound
from kiosk.call.sources import PictureSource, SoundSource
from kiosk.channels.call_picture import CAMERA, Caller, CallFeed, CallWriter
from kiosk.channels.call_signalling import Answer, Begin, Candidate, DeskEnd, End, Offer
from kiosk.channels.call_signalling import Told as Signalled
from kiosk.channels.call_sound import COLLEAGUE, MICROPHONE, MICROPHONE_RATE, SoundFeed, SoundWriter
from kiosk.commands import Call as Mode
from kiosk.commands import CallMode
from kiosk.events import Event
from kiosk.runtime.supervise import Supervisor
from kiosk.settings import Call, Settings
from kiosk.voice.playout import Playout

PATIENCE_S: Final = 60.0
"""As long as a busy machine needs."""
STEP_S: Final = 0.02
CLICK_STEPS: Final = 25
CLICK_S: Final = 0.005
LOUD: Final = 20_000
TICKET: Final = 1
Kind = TypeVar("Kind")


def wait(until: Callable[[], object], what: str = "it") -> None:
    """Until something is so.

    Raises:
        TimeoutError: it never is.
    """
    begin = time.monotonic()
    while not until():
        if time.monotonic() > begin + PATIENCE_S:
            raise TimeoutError(f"{what} never came")
        time.sleep(0.01)


def wave(number: int, rate: int, hertz: float) -> Pcm:
    """Stretch `number` of 20 ms: a soft tone, and each half second a click at its beginning."""
    count = round(rate * STEP_S)
    tone = 3000 * np.sin(2 * np.pi * hertz * (np.arange(count) + count * number) / rate)
    if number % CLICK_STEPS == 0:
        click = round(rate * CLICK_S)
        tone[:click] = LOUD * np.sin(2 * np.pi * 1000 * np.arange(click) / rate)
    return tone.astype(np.int16)


class Clicks:
    """Of one who sends them: when they were sent, and how late the other end heard them, s."""

    def __init__(self) -> None:
        self.sent: list[float] = []
        self.late_s: list[float] = []
        self._newest = 0.0

    def came(self, pcm: Pcm, at: float) -> None:
        """A stretch that is heard from `at` on."""
        loud = np.flatnonzero(np.abs(pcm) > LOUD / 2)
        if loud.size and at - self._newest > CLICK_STEPS * STEP_S / 2:
            self._newest = at
            heard = at + loud[0] / RATE
            self.late_s += [heard - sent for sent in self.sent[-3:] if 0 < heard - sent < CLICK_STEPS * STEP_S][-1:]


class Colleague:
    """The page of a colleague behind the desk's part: takes what is offered, and counts what it hears and sees."""

    def __init__(self, run_dir: Path) -> None:
        self.signals: list[Signalled] = []
        self.sounds: list[Sound] = []
        self.pictures = 0
        self.clicks, self.heard = Clicks(), Clicks()
        self._camera, self._microphone = PictureSource(), SoundSource()
        self._on = True
        self.engine = self._opened()
        self.desk = DeskEnd(run_dir, self._signal)
        self._feeding = threading.Thread(target=self._feed, name="colleague", daemon=True)
        self._feeding.start()

    def reload(self) -> None:
        """The page is loaded anew: it knows nothing of the connection it had."""
        self.engine.close()
        self.engine = self._opened()

    def got(self, kind: type[Kind]) -> list[Kind]:
        """The signals of a kind, in order."""
        return [each for each in self.signals if isinstance(each, kind)]

    def close(self) -> None:
        """Leave."""
        self._on = False
        self._feeding.join()
        self.desk.close()
        self.engine.close()

    def _opened(self) -> told.MediaEngine:
        engine = aiortc_engine.engine(self._tell, told.Quality(320, 240), told.Route(loopback=True))
        engine.attach(self._camera, self._microphone)
        return engine

    def _signal(self, what: Signalled) -> None:
        self.signals.append(what)
        match what:
            case Offer():
                self.engine.respond(what.epoch, what.sdp, ())
                self.engine.open(camera=True, microphone=True)
            case Candidate():
                self.engine.candidate(what.epoch, what.candidate, what.mid, what.line)

    def _tell(self, what: told.Told) -> None:
        match what:
            case told.Answered(epoch, sdp):
                self.desk.send(Answer(ticket=TICKET, epoch=epoch, sdp=sdp))
            case told.Found(epoch, candidate, mid, number):
                self.desk.send(Candidate(ticket=TICKET, epoch=epoch, candidate=candidate, mid=mid, line=number))
            case told.Heard(_, sound):
                self.sounds.append(sound)
                self.heard.came(sound.pcm, time.monotonic())
            case told.Seen():
                self.pictures += 1

    def _feed(self) -> None:
        number, begin = 0, time.monotonic()
        picture = np.full((240, 320, 3), 200, np.uint8)
        while self._on:
            at = begin + number * STEP_S
            self._microphone.put(wave(number, RATE, 500.0), at - STEP_S)
            if number % CLICK_STEPS == 0:
                self.clicks.sent.append(at - STEP_S)
            if number % 2 == 0:
                self._camera.put(picture, at)
            number += 1
            time.sleep(max(0.0, begin + number * STEP_S - time.monotonic()))


class Shopper:
    """Hearing and sight as they are in a call, and what stage and voice get. Its taps are shut from the start."""

    def __init__(self, run_dir: Path) -> None:
        self._run_dir = run_dir
        self.microphone = SoundWriter(run_dir, MICROPHONE)
        self._camera: CallWriter | None = None
        self.stage, self._voice, self._playout = CallFeed(run_dir), SoundFeed(run_dir, COLLEAGUE), Playout()
        self.clicks, self.heard = Clicks(), Clicks()
        self.mode = CallMode(0, "none")
        self.pictures = self.stretches = 0
        self._on = True
        self._thread = threading.Thread(target=self._live, name="shopper", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Leave."""
        self._on = False
        self._thread.join()
        self.microphone.close()
        if self._camera is not None:
            self._camera.close()
        self.stage.close()
        self._voice.close()

    def _live(self) -> None:
        number, begin = 0, time.monotonic()
        while self._on:
            at, mode = begin + number * STEP_S, self.mode
            if mode.microphone:
                self.microphone.put(wave(number, MICROPHONE_RATE, 300.0), at - STEP_S)
                self.clicks.sent += [at - STEP_S] if number % CLICK_STEPS == 0 else []
            else:
                self.microphone.close()
            if number % 2 == 0:
                self._show(mode)
            shown = self.stage.picture()
            self.pictures += shown is not None and shown.image is not None
            number += 1
            while True:  # as voice does: every 5 ms
                self._listen()
                left = begin + number * STEP_S - time.monotonic()
                if left <= 0:
                    break
                time.sleep(min(left, 0.005))

    def _listen(self) -> None:
        for stretch in self._voice.take():
            self.stretches += 1
            due = self._playout.due(time.monotonic(), len(stretch.pcm) / RATE)
            if due is not None:
                self.heard.came(stretch.pcm, due)

    def _show(self, mode: CallMode) -> None:
        if self._camera is not None and (not mode.camera or self._camera.left):
            self._camera.close()
            self._camera = None
        if not mode.camera:
            return
        try:
            self._camera = self._camera or CallWriter(self._run_dir, Caller(""), CAMERA)
        except OSError:  # the part is not there now
            return
        self._camera.show(np.full((240, 320, 3), 90, np.uint8))


class World:
    """All of it; the part's supervisor has an event loop in a thread."""

    def __init__(self, run_dir: Path) -> None:
        self.events: list[Event] = []
        self.shopper, self.colleague = Shopper(run_dir), Colleague(run_dir)
        self.colleague.heard, self.shopper.heard = self.shopper.clicks, self.colleague.clicks
        self._loop = asyncio.new_event_loop()
        settings = Settings(call=Call(loopback=True))
        self.part = Supervisor("call", "kiosk.call.part", settings, run_dir, self._event, lambda *_: None)
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self.part.run(),), daemon=True)
        self._thread.start()
        wait(lambda: self.part.ready, "the part")

    def of(self, kind: type[Kind]) -> list[Kind]:
        """The events of a kind, in order."""
        return [each for each in self.events if isinstance(each, kind)]

    def begin(self, case: int = 1) -> None:
        """A colleague accepted."""
        begun = Begin(ticket=TICKET, case=case, colleague="Sanne")
        wait(lambda: self.colleague.desk.send(begun), "the part's ear")

    def mode(self, mode: Mode, *, camera: bool = False, microphone: bool = False, case: int = 1) -> None:
        """What the dialogue says, to all parts."""
        self.shopper.mode = CallMode(case, mode, camera, microphone)
        self._loop.call_soon_threadsafe(self.part.send, self.shopper.mode)

    def reset(self) -> None:
        """Nobody is called, and nothing of before counts."""
        self.colleague.desk.send(End(ticket=TICKET))
        self.mode("none")
        wait(lambda: self.part.ready and self.shopper.stage.picture() is None, "rest")
        time.sleep(0.1)
        self.events.clear()
        self.colleague.signals.clear()
        self.colleague.sounds.clear()
        self.colleague.pictures = self.shopper.pictures = self.shopper.stretches = 0

    def memory_mb(self) -> float:
        """Resident memory of the part's process."""
        return int(Path(f"/proc/{self.part.pid}/statm").read_text(encoding="ascii").split()[1]) * 4 / 1024

    def close(self) -> None:
        """End all."""
        self._loop.call_soon_threadsafe(self.part.close)
        self._thread.join(10)
        self._loop.close()
        self.colleague.close()
        self.shopper.close()

    def _event(self, _part: str, event: Event) -> None:
        self.events.append(event)
