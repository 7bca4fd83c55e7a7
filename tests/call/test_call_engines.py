"""What every engine of calls does, with two of them over the loopback: one suite for aiortc and reactor-webrtc."""

from __future__ import annotations

import threading
import time
from importlib.util import find_spec

import numpy as np
import pytest
from call_ends import Seen, pair, settled, until

from kiosk.call.engine.media import Text
from kiosk.call.engine.media_engine import Answered, Failed, Heard, IceServer, MediaEngine, Offered, Route

LIBRARIES = [
    "aiortc",
    pytest.param(
        "reactor",
        marks=pytest.mark.skipif(find_spec("reactor_webrtc") is None, reason="reactor-webrtc is not installed"),
    ),
]
both = pytest.mark.parametrize("library", LIBRARIES)


@both
def test_a_call_from_its_first_offer_to_its_end(library: str) -> None:
    with pair(library, relayed=True) as call:
        assert call.relay is not None
        kiosk, colleague = call.kiosk, call.colleague
        engine: MediaEngine = kiosk.engine
        assert engine.name == library
        engine.write(Text(0, "Hoi"))
        call.begin()
        until(lambda: colleague.texts() == [Text(0, "Hoi")])
        colleague.engine.write(Text(4, "Dag", done=True))
        until(lambda: kiosk.texts() == [Text(4, "Dag", done=True)])

        time.sleep(0.3)
        assert (kiosk.source.pictures, kiosk.source.sounds) == (0, 0), "nothing is read before consent"
        assert call.relay.outward.packets == call.relay.inward.packets == {}, "nothing is sent before consent"

        engine.open(camera=True, microphone=False)
        until(lambda: colleague.count(Seen) > 3)
        assert (kiosk.source.sounds, colleague.count(Heard), colleague.loudest) == (0, 0, 0)
        picture = colleague.engine.picture()
        assert picture is not None
        assert picture.image.shape == (240, 320, 3)
        assert np.abs(picture.image.mean() - 128) < 20

        engine.open(camera=False, microphone=True)
        shown = settled(lambda: kiosk.source.pictures)
        until(lambda: colleague.loudest > 4000)
        assert kiosk.source.pictures == shown, "a shut camera is not read"

        colleague.engine.open(camera=True, microphone=True)
        until(lambda: kiosk.count(Seen) > 3 and kiosk.loudest > 4000)
        until(lambda: engine.statistics().got_video.frames > 3)
        figures = engine.statistics()
        assert figures.state == "connected"
        assert figures.sent_audio.packets > 0
        assert figures.got_audio.octets > 0

        engine.hang_up()
        assert not any(call.kiosk.engine._gate.lets(kind) for kind in ("audio", "video"))
        reads = kiosk.source.sounds
        engine.hang_up()
        went = settled(lambda: sum(call.relay.outward.packets.values()))
        time.sleep(0.2)
        assert kiosk.source.sounds == reads
        assert sum(call.relay.outward.packets.values()) == went
        assert kiosk.states()[-1] == "ended"
        assert engine.picture() is None


@both
def test_a_cut_line_is_noticed_and_offered_anew_with_the_gate_as_it_was(library: str) -> None:
    with pair(library, relayed=True) as call:
        assert call.relay is not None
        call.begin()
        call.kiosk.engine.open(camera=True, microphone=False)
        until(lambda: call.colleague.count(Seen) > 3)
        call.relay.weather.cut = True
        until(lambda: "lost" in call.kiosk.states())
        until(lambda: len(call.kiosk.offers()) > 1)
        shown = call.colleague.count(Seen)
        call.relay.weather.cut = False
        until(lambda: call.colleague.count(Seen) > shown + 3)
        assert call.kiosk.offers()[:2] == [1, 2]


@both
def test_renewing_is_a_new_epoch_and_an_old_answer_changes_nothing(library: str) -> None:
    with pair(library) as call:
        call.begin(40)
        answers = [one for one in call.colleague.told if isinstance(one, Answered)]
        call.kiosk.engine.renew()
        until(lambda: call.kiosk.offers() == [40, 41])
        call.kiosk.engine.answered(40, answers[0].sdp)
        until(lambda: call.kiosk.states().count("connected") == 2)
        assert call.kiosk.count(Failed) == 0


@both
def test_what_is_no_description_is_told_as_such(library: str) -> None:
    with pair(library) as call:
        call.deaf = True
        call.kiosk.engine.begin(1, ())
        until(lambda: call.kiosk.count(Offered))
        call.kiosk.engine.answered(1, "v=0\r\nwhat is this\r\n")
        until(lambda: call.kiosk.count(Failed))
        (fault,) = (one for one in call.kiosk.told if isinstance(one, Failed))
        assert fault.code == "call.description"


@both
def test_a_relay_that_is_demanded_and_missing_is_told(library: str) -> None:
    with pair(library, route=Route(tcp_only=True), servers=(IceServer(("turn:192.0.2.1",)),)) as call:
        call.kiosk.engine.begin(1, call.servers)
        until(lambda: call.kiosk.count(Failed))
        assert call.kiosk.count(Offered) == 0


@both
def test_a_caller_that_is_busy_does_not_hold_up_the_sound(library: str) -> None:
    """Trap 6: the work is done on a thread of the engine's own."""
    with pair(library) as call:
        threads = set[str]()
        call.begin()
        carry = call.kiosk.carry
        call.kiosk.carry = lambda told: (threads.add(threading.current_thread().name), carry(told))[1]
        call.kiosk.engine.open(camera=False, microphone=True)
        until(lambda: call.kiosk.source.sounds > 10)
        call.colleague.engine.write(Text(0, "x"))
        until(lambda: threads)
        assert threads == {f"call-{library}"}


def test_only_vp8_and_opus_are_offered() -> None:
    with pair("aiortc") as call:
        call.begin()
        (offer,) = (one for one in call.kiosk.told if isinstance(one, Offered))
        codecs = {line.split()[1].split("/")[0] for line in offer.sdp.splitlines() if line.startswith("a=rtpmap")}
        assert codecs == {"opus", "VP8", "rtx"}


def test_the_kiosks_tracks_are_attached_by_consent_alone() -> None:
    """Trap 8, inside aiortc: no sender has a track before, and none after."""
    with pair("aiortc") as call:
        call.begin()
        line = call.kiosk.engine._call._line
        assert line is not None
        senders = line.connection._senders  # type: ignore[attr-defined]
        assert [sender.track for sender in senders.values()] == [None, None]
        call.kiosk.engine.open(camera=True, microphone=False)
        until(lambda: senders["video"].track is not None)
        assert senders["audio"].track is None
        call.kiosk.engine.open(camera=False, microphone=False)
        assert [sender.track for sender in senders.values()] == [None, None]
