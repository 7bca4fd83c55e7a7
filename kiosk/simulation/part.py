"""The simulated shop as a part: one shopper with a story, the noise around, and the store's back end."""

from __future__ import annotations

import json
import time
import wave
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from kiosk.commands import Show
from kiosk.events import EarsReady, PartReady, SourceEnded
from kiosk.ports import Link, Message
from kiosk.settings import Settings
from kiosk.simulation import stream
from kiosk.simulation.acts import by_hand, first_voiced_s, voice_of
from kiosk.simulation.cough import cough
from kiosk.simulation.floor import Floor
from kiosk.simulation.serve import serve
from kiosk.simulation.shop import ShopServer
from kiosk.simulation.shopper import SPOKEN, Shopper
from kiosk.simulation.sound import RATE, Air, Samples, last_voiced_s
from kiosk.simulation.store_server import Fault, StoreServer
from kiosk.simulation.story import Act, Story, load
from kiosk.voice.synthesis import Synthesiser

TICK_S = 0.02
AFTER_STORY_S = 5.0
CARD_S = 4.0
"""How long a card is held up."""
EMPTY = Story(title="an empty shop", lang="en", voice="en-us", act=())


class Shop:
    """The world before the kiosk; `shop.jsonl` tells what happened in it, beside the voices that were played."""

    def __init__(self, link: Link, story: Story, seed: int) -> None:
        self._link, self._story = link, story
        self._floor = Floor()
        self._air = Air(seed, story.snr_db)
        self._voices = voices(story)
        self._truth: IO[str] = (link.run_dir / "shop.jsonl").open("a", encoding="utf-8", buffering=1)
        self._shopper: Shopper | None = None
        self._comes_at = time.monotonic() + story.waits_s
        self._server = ShopServer(link.run_dir, self._air, self.people)
        self._said = 0
        self._card, self._card_until = "", 0.0
        self._ended_at: float | None = None

    def people(self) -> list[dict[str, object]]:
        """Who is in the shop now, as the cameras are told."""
        now = time.monotonic()
        if not self._story.act or self._shopper is None or self._shopper.finished(now):
            return []
        place = self._shopper.place(now)
        here = {"x_m": round(place.x_m, 3), "z_m": round(place.z_m, 3), "yaw_deg": round(place.yaw_deg, 1)}
        card = self._card if now < self._card_until else ""
        return [{"id": 1, **here, "eye_m": self._story.eye_m, "avatar": self._story.avatar, "card": card}]

    def notice(self, message: Message) -> None:
        """What the shopper sees and hears of the kiosk."""
        now = time.monotonic()
        self._floor.notice(message, now)
        if isinstance(message, Show):
            self._floor.look(message.scene)
        elif isinstance(message, EarsReady):
            self._comes_at = min(self._comes_at, now)

    def tick(self) -> None:
        """Let the shopper do what it is time for."""
        now = time.monotonic()
        if now < self._comes_at:
            return
        shopper = self._shopper = self._shopper or Shopper(self._story, self._comes_at)
        act = shopper.tick(now, self._floor)
        if act is not None:
            self._do(act, shopper, now)
        elif self._story.act and self._ended_at is None and shopper.finished(now):
            self._ended_at = now
            self._note(now, "gone")
        elif self._ended_at is not None and now - self._ended_at > AFTER_STORY_S:
            self._ended_at = float("inf")
            self._link.send(SourceEnded("shop"))

    def close(self) -> None:
        """Close the doors."""
        self._server.close()
        self._truth.close()

    def _do(self, act: Act, shopper: Shopper, now: float) -> None:
        if act.kind in SPOKEN:
            shopper.sounded(self._say(act, now))
        else:
            self._note(now, act.kind, text=act.text)
        if act.kind == "card":
            self._card, self._card_until = act.text, now + CARD_S
        event = by_hand(act)
        if event is not None:
            self._link.send(event)

    def _say(self, act: Act, now: float) -> float:
        """Let it be heard; how many seconds it takes."""
        voice = self._voices[act.text] if act.kind == "say" else cough()
        at = now + TICK_S
        self._air.say(voice, at)
        self._said += 1
        file = f"shopper-{self._said}.wav"
        with wave.open(str(self._link.run_dir / file), "wb") as out:
            out.setparams((1, 2, RATE, 0, "NONE", ""))
            out.writeframes(voice.tobytes())
        first, ends = at + first_voiced_s(voice), at + last_voiced_s(voice)
        self._note(at, act.kind, text=act.text, file=file, first_voiced_at=first, last_voiced_at=ends, over=act.over)
        return len(voice) / RATE

    def _note(self, at: float, kind: str, **more: object) -> None:
        self._truth.write(json.dumps({"at": at, "kind": kind, **more}, ensure_ascii=False) + "\n")


def voices(story: Story) -> Mapping[str, Samples]:
    """Every sentence of the story in the shopper's voice, at the microphone's rate and level."""
    synthesiser = Synthesiser()
    texts = {act.text for act in story.act if act.kind == "say"}
    return {text: voice_of(synthesiser, text, story.lang, story.voice, story.wpm) for text in texts}


def run(link: Link, settings: Settings) -> None:
    """Serve the shop until the core goes."""
    if settings.shop.crowd:
        stream.run(link, settings)
        return
    story = load(Path(settings.shop.story)) if settings.shop.story else EMPTY
    backend: StoreServer | None = None
    if settings.shop.backend_port:
        faults = [Fault(fault.resource, delay_s=fault.delay_s, status=fault.status) for fault in story.fault]
        backend = StoreServer(settings.store.dir, port=settings.shop.backend_port, faults=faults)
        backend.start()
    shop = Shop(link, story, settings.kiosk.seed)
    link.send(PartReady("shop", story.title, simulated=backend is not None))
    try:
        serve(link, shop, TICK_S)
    finally:
        if backend is not None:
            backend.close()
