"""One engine through every trial of a call with a real browser; all goes by a relay that can lose, delay and cut."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final

from kiosk.bench.call_browser import Browser
from kiosk.bench.call_kiosk import Found, KioskEnd
from kiosk.bench.call_relay import Relay
from kiosk.bench.row import Done
from kiosk.call.engine.media_engine import Offered, Told
from kiosk.errors import KioskError

BEFORE_S: Final = 2.0
"""Connected and not yet consented to: the relay counts what goes out."""
SETTLE_S: Final = 2.0
LONG_S: Final = 10.0
CUT_S: Final = 5.0
PATIENCE_S: Final = 20.0
LOSS: Final = 0.02
ACCEPTS: Final = 10
_LOOK_S: Final = 0.01


@dataclass(slots=True)
class Figures:
    """What the trials of one engine gave. Times in s, ages and offsets in ms."""

    before: int = 0
    after: int = 0
    accepts: list[float] = field(default_factory=list)
    to_kiosk: list[int] = field(default_factory=list)
    to_browser: list[int] = field(default_factory=list)
    offset_kiosk: float = 0.0
    offset_browser: float = 0.0
    cpu: float = 0.0
    memory_mb: float = 0.0
    lossy_to_kiosk: float = 0.0
    lossy_to_browser: float = 0.0
    outage: float = 0.0
    reload: float = 0.0
    crash: float = 0.0


class Trial:
    """A call that goes on through all of them."""

    def __init__(self, engine: str, browser: Browser) -> None:
        self._engine, self._browser = engine, browser
        self._relay, self._kiosk = Relay(), KioskEnd(engine)
        self._epoch, self._first = 0, 0.0
        browser.load()
        self.figures = Figures()

    def __enter__(self) -> Trial:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._kiosk.kill()
        self._relay.close()

    def run(self) -> Iterator[Done]:
        """Every trial, one after the other."""
        trials = (self._consent, self._accept, self._plain, self._lossy, self._outage, self._reload, self._crash)
        for number, trial in enumerate(trials):
            yield Done(number, len(trials))
            trial()

    # --- the trials ---------------------------------------------------------------------------------------------------

    def _consent(self) -> None:
        """What goes out before anybody consented, and that it is counted once somebody did."""
        self._begin(opened=False)
        self._until(lambda: "connected" in self._browser.seen("states"))
        self._pump(BEFORE_S)
        self.figures.before = sum(self._relay.outward.octets.values())
        self._kiosk.do("open", camera=True, microphone=True)
        self._both_ways(time.time() - BEFORE_S)
        self.figures.after = sum(self._relay.outward.octets.values())

    def _accept(self) -> None:
        """From the accept, with consent given while it rang, to the first picture on either side."""
        for _ in range(ACCEPTS):
            self._kiosk.do("hang_up")
            self._browser.page.evaluate("hangUp()")
            self._kiosk.do("prepare", ())
            self._pump(0.6)
            began = time.time()
            self._begin(opened=True)
            self.figures.accepts.append(self._both_ways(began) - began)

    def _plain(self) -> None:
        self._pump(SETTLE_S)
        found, ages, clicks, seconds = self._measured(LONG_S)
        figures = self.figures
        figures.to_kiosk, figures.to_browser = found.ages, ages
        figures.offset_kiosk = _median(found.clicks) - _median(found.ages)
        figures.offset_browser = _median(clicks) - _median(ages)
        figures.cpu, figures.memory_mb = 100 * found.cpu_s / seconds, found.memory_mb

    def _lossy(self) -> None:
        self._relay.weather.loss = LOSS
        self._pump(SETTLE_S)
        found, ages, _, seconds = self._measured(LONG_S)
        self.figures.lossy_to_kiosk, self.figures.lossy_to_browser = found.frames / seconds, len(ages) / seconds
        self._relay.weather.loss = 0.0
        self._pump(SETTLE_S)

    def _outage(self) -> None:
        """The line is cut for longer than the watchdog waits; from its return to pictures both ways."""
        self._relay.weather.cut = True
        self._pump(CUT_S)
        self._relay.weather.cut = False
        back = time.time()
        self.figures.outage = self._both_ways(back) - back

    def _reload(self) -> None:
        """From the page being there again, as the desk tells the kiosk, to pictures both ways."""
        self._browser.load()
        back = time.time()
        self._kiosk.do("renew")
        self.figures.reload = self._both_ways(back) - back

    def _crash(self) -> None:
        """From the kill of the kiosk's process to pictures both ways with one that started anew."""
        self._kiosk.kill()
        killed = time.time()
        self._kiosk = KioskEnd(self._engine)
        self._begin(opened=True)
        self.figures.crash = self._both_ways(killed) - killed

    # --- what they are made of ----------------------------------------------------------------------------------------

    def _begin(self, *, opened: bool) -> None:
        self._epoch += 1_000
        self._kiosk.do("begin", self._epoch, ())
        if opened:
            self._kiosk.do("open", camera=True, microphone=True)

    def _measured(self, seconds: float) -> tuple[Found, list[int], list[int], float]:
        """What came in at both ends in that time: `cpu_s` is what was used in it."""
        before = self._found()
        self._browser.forget()
        began = time.time()
        self._pump(seconds)
        found, took = self._found(), time.time() - began
        found.cpu_s -= before.cpu_s
        return found, self._browser.seen("ages"), self._browser.seen("clicks"), took

    def _found(self) -> Found:
        found, told = self._kiosk.found()
        for one in told:
            self._signal(one)
        return found

    def _both_ways(self, since: float) -> float:
        """When either side had its first picture after `since`, whichever was later, s of the wall clock."""
        self._kiosk.do("forget")
        self._browser.page.evaluate("(since) => { seen.first = seen.last < since ? 0 : seen.last; }", since * 1000)
        self._until(lambda: self._browser.seen("first") > 0 and self._first_at_kiosk() > 0)
        return max(float(self._browser.seen("first")) / 1000, self._first)

    def _first_at_kiosk(self) -> float:
        self._first = self._found().first
        return self._first

    def _until(self, true: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not true():
            self._pump(_LOOK_S)
            if time.monotonic() > end:
                sentence = f"The call by {self._engine} stood still for {PATIENCE_S:.0f} s."
                raise KioskError("bench.call-stuck", sentence, "Try it again on a quieter machine.")

    def _pump(self, seconds: float) -> None:
        """Carry what both ends tell each other, for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            told = self._kiosk.told(min(left, 0.1))
            if told is not None:
                self._signal(told)

    def _signal(self, told: Told) -> None:
        if isinstance(told, Offered):
            answer = self._browser.answer(self._relay.through(told.sdp))
            self._kiosk.do("answered", told.epoch, self._relay.hidden(answer))


def _median(values: list[int]) -> float:
    return float(sorted(values)[len(values) // 2]) if values else float("nan")
