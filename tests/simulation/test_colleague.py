"""A simulated colleague without a browser, at a desk that is served here; the kiosk's end has its engine of calls."""

from __future__ import annotations

import asyncio
import wave

import numpy as np
import pytest
from desk_support import PASSWORD, attentive, card, served

from kiosk.call.aiortc import aiortc_engine
from kiosk.call.engine import media_engine
from kiosk.simulation import colleague_line, colleague_media
from kiosk.simulation.colleague_devices import Camera, Microphone
from kiosk.simulation.colleague_log import Notebook, read
from kiosk.simulation.motion_jpeg import Reel
from kiosk.simulation.story import Colleague

PART = Colleague(
    name="Noor", voice="gmw/en+f3", whispers="Go left.", says="Hi, it is on the left, beside the bread and the eggs.",
    label="the way", note="Was shown the way.", answers_s=0.0, reads_s=0.0, stays_s=3.0,
)  # fmt: skip
HELLO = {"pinned": None, "name": "noor", "password": "long enough for the desk", "lang": "nl"}


class Kiosk:
    """The kiosk's end: says yes to what it is asked, and sees what comes."""

    def __init__(self, end, media):
        self.end, self.seen, self.heard = end, asyncio.Event(), asyncio.Event()
        self._loop, self._told = asyncio.get_running_loop(), asyncio.Queue()
        self.engine = aiortc_engine.engine(self._tell)
        self.engine.attach(Camera(media.camera), Microphone(media.microphone))

    def _tell(self, told):
        if isinstance(told, media_engine.Heard) and np.abs(told.sound.pcm).max(initial=0) < 500:
            return
        self._loop.call_soon_threadsafe(self._told.put_nowait, told)

    async def agrees(self, ticket):
        """To video: the camera is open from now on."""
        self.engine.begin(1, ())
        self.engine.open(camera=True, microphone=True)
        await self.end.say("consent", ticket=ticket, mode="video", microphone=True, camera=True)
        await self.end.say("mode-now", ticket=ticket, mode="video")
        answering = asyncio.create_task(self._answered())
        while not (self.seen.is_set() and self.heard.is_set()):
            match await asyncio.wait_for(self._told.get(), 60):
                case media_engine.Offered(epoch, sdp):
                    await self.end.say("offer", ticket=ticket, epoch=epoch, sdp=sdp)
                case media_engine.Seen():
                    self.seen.set()
                case media_engine.Heard():
                    self.heard.set()
        answering.cancel()

    async def _answered(self):
        answer = await self.end.hear("answer")
        self.engine.answered(answer.epoch, answer.sdp)


async def asked(desk):
    """A kiosk that asks, and the colleague's turn until something is whispered."""
    end = attentive(await desk.kiosk("entrance"))
    await end.say("ask", key="key-of-entrance", card=card())
    ticket = (await end.hear("accepted")).ticket
    await end.say("joined", ticket=ticket)
    assert (await end.hear("whisper")).text == PART.whispers
    assert (await end.hear("mode-wanted")).mode == "video"
    return end, ticket


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    """Drawn and spoken once."""
    return colleague_media.make(PART, "en", tmp_path_factory.mktemp("media"))


def played(tmp_path, media, shopper):
    """The colleague's log of a talk with `shopper(end, ticket, media)`, and the ticket that is left."""

    async def talk():
        async with served(tmp_path) as desk:
            hello = HELLO | {"url": desk.at, "admin": {"name": "supervisor", "password": PASSWORD}}
            await colleague_line.join(hello, PART)
            player = asyncio.create_task(asyncio.to_thread(colleague_line.run, hello, PART, media, Notebook(tmp_path)))
            end, ticket = await asked(desk)
            await asyncio.wait_for(shopper(end, ticket, media), 120)
            assert (await end.hear("closed")).outcome == "handed-back"
            await player
            return await desk.hub.tickets.get(ticket)

    left = asyncio.run(talk())
    return read(tmp_path), left


def test_an_ask_is_seen_through_with_video_both_ways(tmp_path, media):
    async def agrees(end, ticket, media):
        kiosk = Kiosk(end, media)
        try:
            await kiosk.agrees(ticket)
        finally:
            await asyncio.to_thread(kiosk.engine.close)

    deeds, left = played(tmp_path, media, agrees)
    done = [deed.what for deed in deeds]
    talk = ["octets", "wished", "sees", "said", "octets"]
    assert done == ["ready", "offered", "accepted", "whispered", *talk, "back", "wrapped"]
    before, after = (deed.value for deed in deeds if deed.what == "octets")
    assert before == 0 < after
    assert (left.state.value, left.outcome) == ("closed", "handed-back")


def test_who_is_refused_stays_in_writing_and_hands_back(tmp_path, media):
    async def refuses(end, ticket, _media):
        await end.say("consent", ticket=ticket, mode="whisper", microphone=False, camera=False)

    deeds, left = played(tmp_path, media, refuses)
    assert [deed.what for deed in deeds][-3:] == ["refused", "back", "wrapped"]
    assert not any(deed.what == "sees" for deed in deeds)
    assert left.state.value == "closed"


def test_camera_and_microphone_are_as_long_as_each_other_and_the_mouth_moves(media):
    with wave.open(str(media.microphone), "rb") as sound:
        seconds = sound.getnframes() / sound.getframerate()
    reel = Reel(media.camera)
    number, first = reel.at(0.0)
    assert number == 1
    assert np.array_equal(reel.at(seconds)[1], first), "at its end it begins anew"
    talking = reel.at((media.begins_s + media.ends_s) / 2)[1].astype(int)
    assert np.abs(talking - first).max() > 40
