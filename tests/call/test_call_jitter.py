"""Traps 1 to 3: a picture goes with its marker, a lost packet of sound delays nothing, a slow reader is not late."""

from __future__ import annotations

import asyncio
import queue

import pytest
from aiortc import RTCPeerConnection
from aiortc.jitterbuffer import JitterBuffer, JitterFrame
from aiortc.rtp import RtcpSenderInfo, RtcpSrPacket, RtpPacket

from kiosk.call.aiortc.jitter import HOLE_S, PREFETCH, PictureBuffer, SoundBuffer, Unwrapped
from kiosk.call.aiortc.lips import Lips
from kiosk.call.aiortc.receiving import BEHIND, NewestQueue, Receiving

KEY, DELTA = b"\x00key", b"\x01delta"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def packet(number: int, stamp: int, *, marker: bool = True, data: bytes = DELTA) -> RtpPacket:
    made = RtpPacket(payload_type=97, sequence_number=number % 65536, timestamp=stamp, marker=int(marker))
    made.payload = data
    made._data = data
    return made


def fed(buffer: PictureBuffer | SoundBuffer, one: RtpPacket) -> list[JitterFrame]:
    frames = [buffer.add(one)[1]]
    while frames[-1] is not None:
        frames.append(buffer.more())
    return [frame for frame in frames if frame is not None]


def playing(clock: Clock) -> PictureBuffer:
    buffer = PictureBuffer(clock)
    assert [each.data for each in fed(buffer, packet(0, 0, data=KEY))] == [KEY]
    return buffer


def test_a_picture_is_given_when_its_marker_is_in() -> None:
    buffer = playing(Clock())
    assert fed(buffer, packet(1, 3000, marker=False)) == []
    assert [each.timestamp for each in fed(buffer, packet(2, 3000))] == [3000]


def test_the_librarys_own_buffer_waits_for_the_next_picture() -> None:
    own = JitterBuffer(capacity=512, is_video=True)
    assert own.add(packet(0, 0, data=KEY))[1] is None
    assert own.add(packet(1, 3000))[1] is not None, "as long as this holds, ours is needed"


def test_what_was_held_up_by_a_late_packet_goes_out_at_once() -> None:
    buffer = playing(Clock())
    assert fed(buffer, packet(2, 6000)) == []
    assert fed(buffer, packet(3, 9000)) == []
    assert [each.timestamp for each in fed(buffer, packet(1, 3000))] == [3000, 6000, 9000]


def test_a_hole_that_stays_is_skipped_to_the_next_key_frame_which_is_asked_for() -> None:
    clock = Clock()
    buffer = playing(clock)
    clock.now = 1.0
    assert buffer.add(packet(2, 6000)) == (False, None)
    clock.now += HOLE_S + 0.01
    assert buffer.add(packet(3, 9000)) == (True, None), "pictures that rest on a lost one are not shown"
    assert buffer.add(packet(4, 12000)) == (False, None), "it is not asked for with every packet"
    (shown,) = fed(buffer, packet(5, 15000, data=KEY))
    assert shown.data == KEY
    assert len(fed(buffer, packet(6, 18000))) == 1


def test_a_picture_that_came_twice_or_too_late_changes_nothing() -> None:
    buffer = playing(Clock())
    assert len(fed(buffer, packet(1, 3000))) == 1
    assert fed(buffer, packet(1, 3000)) == []
    assert fed(buffer, packet(0, 0, data=KEY)) == []


def test_numbers_wrap_and_go_on() -> None:
    numbers = Unwrapped()
    assert [numbers.of(each) for each in (65534, 65535, 0, 65535, 1)] == [65534, 65535, 65536, 65535, 65537]
    buffer = PictureBuffer(Clock())
    given = [fed(buffer, packet(n, n * 3000, data=KEY if n == 65530 else DELTA)) for n in range(65530, 65545)]
    assert all(len(each) == 1 for each in given)


def sound_held(buffer: SoundBuffer | JitterBuffer, lost: int, count: int = 60) -> int:
    """Packets that are still held after one was lost."""
    given = 0
    for number in range(count):
        if number != lost:
            if isinstance(buffer, SoundBuffer):
                given += len(fed(buffer, packet(number, number * 960)))
            else:
                given += buffer.add(packet(number, number * 960))[1] is not None
    return count - 1 - given


def test_one_lost_packet_of_sound_delays_nothing() -> None:
    assert sound_held(SoundBuffer(), lost=20) == PREFETCH
    assert sound_held(JitterBuffer(capacity=16, prefetch=4), lost=20) >= 12, "as long as this holds, ours is needed"


def test_sound_in_the_wrong_order_is_put_right() -> None:
    buffer = SoundBuffer()
    given = [each.timestamp for n in (0, 1, 3, 2, 4, 5, 6) for each in fed(buffer, packet(n, n * 960))]
    assert given == [0, 960, 1920, 2880, 3840]


def test_a_sender_that_begins_anew_is_followed() -> None:
    buffer = SoundBuffer()
    for number in range(10):
        fed(buffer, packet(number, number))
    assert sum(len(fed(buffer, packet(30000 + n, n))) for n in range(10)) == 10 - PREFETCH


def test_whoever_reads_slowly_gets_the_newest_and_the_end() -> None:
    async def read() -> list[object]:
        frames = NewestQueue(1)
        for number in range(80):
            frames.put_nowait(number)
        newest = await frames.get()
        frames.put_nowait(80)
        frames.put_nowait(None)
        return [newest, await frames.get(), await frames.get()]

    assert asyncio.run(read()) == [79, 80, None]


@pytest.mark.parametrize("kind", ["audio", "video"])
def test_the_places_in_the_library_where_ours_are_put_are_there(kind: str) -> None:
    async def look() -> None:
        peer = RTCPeerConnection()
        transceiver = peer.addTransceiver(kind)
        receiver, sender = vars(transceiver.receiver), vars(transceiver.sender)
        inside = {"jitter_buffer", "decoder_queue", "codecs", "timestamp_mapper"}
        assert {f"_RTCRtpReceiver__{name}" for name in inside} <= set(receiver)
        assert "_RTCRtpSender__encoder" in sender
        Receiving(transceiver.receiver, "video" if kind == "video" else "audio", Lips(), Clock())
        assert isinstance(receiver["_RTCRtpReceiver__jitter_buffer"], PictureBuffer | SoundBuffer)
        await peer.close()

    asyncio.run(look())


def test_a_decoder_too_slow_goes_on_with_the_next_key_frame() -> None:
    async def run() -> tuple[int, bool]:
        peer = RTCPeerConnection()
        receiver = peer.addTransceiver("video").receiver
        receiving = Receiving(receiver, "video", Lips(), Clock())
        waiting: queue.Queue[object] = vars(receiver)["_RTCRtpReceiver__decoder_queue"]
        for number in range(BEHIND + 1):
            waiting.put(number)
        fed(receiving.buffer, packet(0, 0, data=KEY))
        await vars(receiver)["_handle_rtp_packet"](packet(1, 3000), 0)
        await peer.close()
        return waiting.qsize(), receiving.buffer.add(packet(2, 6000))[1] is None

    assert asyncio.run(run()) == (0, True)


def test_how_far_sound_is_behind_the_picture_is_known_from_the_senders_clock() -> None:
    lips = Lips()
    assert lips.offset_s is None
    lips.reported("audio", 100 << 32, 48_000)
    lips.reported("video", 100 << 32, 2**32 - 90_000)
    lips.arrived("audio", 96_000, 7.090)
    lips.arrived("video", 0, 7.010)
    assert lips.offset_s == pytest.approx(0.080)


def test_reports_of_the_sender_reach_that_reckoning() -> None:
    async def run() -> float | None:
        peer, lips, clock = RTCPeerConnection(), Lips(), Clock()
        for kind, late in (("audio", 0.05), ("video", 0.0)):
            receiver = peer.addTransceiver(kind).receiver
            receiving = Receiving(receiver, "video" if kind == "video" else "audio", lips, clock)
            report = RtcpSrPacket(ssrc=1, sender_info=RtcpSenderInfo(5 << 32, 0, 1, 1))
            await vars(receiver)["_handle_rtcp_packet"](report)
            receiving.buffer.origin = 0
            clock.now = 9.0 + late
            receiving.arrived(0)
        await peer.close()
        return lips.offset_s

    assert asyncio.run(run()) == pytest.approx(0.05)
