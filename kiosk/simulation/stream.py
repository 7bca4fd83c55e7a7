"""The simulated shop with a crowd in it: one visit after the other, and what each shopper lived through in a log.

`shop.jsonl` has a line for each thing that a shopper did, saw or heard. The drill gives orders by the shop's socket:
`{"visit": …}` comes next, `{"pause_s": 2}` keeps the next one away, `{"camera": "stop"}`, `{"microphone": "freeze"}`,
and `{"doors": "open"}` to a crowd that waits outside.
"""

from __future__ import annotations

import json
import queue
import time
from collections import deque
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from kiosk.events import PartReady, SpeechEnded, SpeechStarted
from kiosk.ports import Link, Message
from kiosk.runtime import wire
from kiosk.settings import Settings
from kiosk.simulation.acts import by_hand, voice_of
from kiosk.simulation.crowd import Crowd, Deed, Visit, load
from kiosk.simulation.serve import serve
from kiosk.simulation.shop import ShopServer
from kiosk.simulation.sound import Air, Samples, last_voiced_s
from kiosk.simulation.visitor import FROZEN_S, Senses, Visitor
from kiosk.voice.synthesis import Synthesiser

TICK_S = 0.01
LOG = "shop.jsonl"
STANDS_M = 1.0
KEPT_CAPTIONS = 200


class Stream:
    """The shoppers of a crowd before one kiosk."""

    def __init__(self, link: Link, crowd: Crowd, seed: int) -> None:
        self._crowd, self._air = crowd, Air(seed, crowd.snr_db)
        self._log: IO[str] = (link.run_dir / LOG).open("a", encoding="utf-8", buffering=1)
        self._senses = Senses()
        self._screen: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._orders: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._ordered: deque[Visit] = deque()
        self._number, self._turned = 0, 0
        self._visitor: Visitor | None = None
        self._outside = crowd.outside
        self._next_at = time.monotonic() + crowd.visits[0].pause_s
        self._lit: bool | None = None
        self._wiped = True
        self._synthesiser = Synthesiser()
        self._voice = lru_cache(maxsize=16)(self._spoken)
        self._server = ShopServer(link.run_dir, self._air, self.people, self._screen.put, self._orders.put)

    def people(self) -> list[dict[str, object]]:
        """Who stands before the camera now."""
        visitor = self._visitor
        if visitor is None or not visitor.visit.seen:
            return []
        return [{"id": self._number, "x_m": 0.05, "z_m": STANDS_M, "yaw_deg": 0.0, "eye_m": 1.6, "avatar": "maya"}]

    def notice(self, message: Message) -> None:
        """What can be heard of the kiosk, and its listening light."""
        now = time.monotonic()
        self._senses.notice(message, now)
        match message:
            case SpeechStarted(utterance=number, timeline=timeline):
                self._note(now, "sound", utterance=number, text=timeline.text)
            case SpeechEnded(utterance=number):
                self._note(now, "silence", utterance=number)
            case _:
                return

    def tick(self) -> None:
        """Look, obey orders, and let the shopper who is there do what it is time for."""
        now = time.monotonic()
        while not self._screen.empty():
            self._look(now, self._screen.get())
        while not self._orders.empty():
            self._obey(now, self._orders.get())
        if (lit := self._senses.lit(now)) is not self._lit:
            self._lit = lit
            black = self._senses.frame_at is None
            self._note(now if lit or black else now - FROZEN_S, "screen", lit=lit, black=black)
        if self._visitor is None:
            self._welcome(now)
            return
        deed = self._visitor.tick(now, self._senses)
        if deed is not None:
            self._do(deed, now)
        if self._visitor.gone:
            self._note(now, "leaves")
            self._visitor, self._next_at = None, max(self._next_at, now + self._coming().pause_s)

    def close(self) -> None:
        """Close the doors."""
        self._server.close()
        self._log.close()

    # --- the shop ---------------------------------------------------------------------------------------------------

    def _coming(self) -> Visit:
        return self._ordered[0] if self._ordered else self._crowd.visits[self._turned % len(self._crowd.visits)]

    def _welcome(self, now: float) -> None:
        if self._outside or now < self._next_at:
            return
        visit = self._coming()
        if self._ordered:
            self._ordered.popleft()
        else:
            self._turned += 1
        self._number += 1
        self._senses.captions = self._senses.captions[-1:]
        self._note(now, "comes", manner=visit.manner, lang=visit.lang)
        self._visitor = Visitor(self._crowd, visit, now, self._note)

    def _look(self, now: float, line: dict[str, Any]) -> None:
        """A frame stands on the screen, or it went black."""
        senses = self._senses
        if line.get("black"):
            senses.frame_at = None
            return
        senses.frame_at = now
        if (scene := line.get("scene")) is None:
            return
        senses.mode, senses.lang, senses.heard = scene["mode"], scene["lang"], scene["heard"]
        caption = scene["caption"]
        if caption and (not senses.captions or senses.captions[-1] != caption or self._wiped):
            senses.captions.append(caption)
            del senses.captions[: -KEPT_CAPTIONS - 1]
        self._wiped = not caption

    def _obey(self, now: float, order: dict[str, Any]) -> None:
        if "visit" in order:
            self._ordered.append(Visit.model_validate(order["visit"]))
        if "doors" in order:
            self._outside = order["doors"] != "open"
        if "pause_s" in order:
            self._next_at = max(self._next_at, now + float(order["pause_s"]))
        self._server.camera = order.get("camera", self._server.camera)
        self._server.microphone = order.get("microphone", self._server.microphone)

    # --- the shopper ------------------------------------------------------------------------------------------------

    def _do(self, deed: Deed, now: float) -> None:
        if deed.kind == "say":
            self._say(deed.text, now)
        elif (event := by_hand(deed)) is not None and not self._server.press(wire.encode(event)):
            self._note(now, "no-screen", text=deed.text)

    def _say(self, text: str, now: float) -> None:
        voice = self._voice(text)
        self._air.say(voice, now)
        if self._visitor is not None:
            self._visitor.sounded(last_voiced_s(voice))

    def _spoken(self, text: str) -> Samples:
        return voice_of(self._synthesiser, text, "en", self._crowd.voice)

    def _note(self, at: float, kind: str, **more: object) -> None:
        line = {"at": round(at, 4), "visit": self._number, "kind": kind, **more}
        self._log.write(json.dumps(line, ensure_ascii=False) + "\n")


def run(link: Link, settings: Settings) -> None:
    """Serve the shop until the core goes."""
    crowd = load(Path(settings.shop.crowd))
    stream = Stream(link, crowd, settings.kiosk.seed)
    link.send(PartReady("shop", f"a crowd of {len(crowd.visits)}"))
    serve(link, stream, TICK_S)
