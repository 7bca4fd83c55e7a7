"""The parts of a call that know no network: watchdog, sizes, paces, text, routes, sources, feeds, descriptions."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable

import numpy as np
import pytest

from kiosk.call.aiortc.sizes import CALM, SEEN, Sizes
from kiosk.call.engine.candidates import shared, with_candidates
from kiosk.call.engine.feeds import CameraFeed, MicrophoneFeed, fitted
from kiosk.call.engine.gate import Gate, Guard, Kind
from kiosk.call.engine.media import BLOCK, RATE, Picture, Sound, Text
from kiosk.call.engine.media_engine import IceServer, Route
from kiosk.call.engine.pace import Limit, SoundPace
from kiosk.call.engine.routes import chosen
from kiosk.call.engine.texts import KEPT, LONGEST, Outbox, from_json, to_json
from kiosk.call.engine.watchdog import Watchdog
from kiosk.call.sources import KEPT_S, PictureSource, SoundSource
from kiosk.errors import KioskError


def offers_of(watchdog: Watchdog, begin: float, end: float, heard: float | None = None) -> list[float]:
    """When a new connection is offered, looked at ten times a second."""
    offers = list[float]()
    for tick in range(round(begin * 10), round(end * 10)):
        now = tick / 10
        if heard is not None:
            watchdog.heard(min(now, heard))
        if watchdog.due(now):
            offers.append(now)
            watchdog.offered(now)
    return offers


def test_two_seconds_of_silence_bring_a_new_offer_and_every_two_and_a_half_another() -> None:
    watchdog = Watchdog()
    watchdog.offered(0.0)
    watchdog.connected()
    assert offers_of(watchdog, 0.0, 10.0, heard=5.0) == [7.0, 9.5]


def test_as_long_as_anything_is_heard_nothing_is_offered() -> None:
    watchdog = Watchdog()
    watchdog.offered(0.0)
    watchdog.connected()
    assert offers_of(watchdog, 0.0, 60.0, heard=60.0) == []


def test_an_offer_that_nobody_answers_is_made_anew() -> None:
    watchdog = Watchdog()
    watchdog.offered(0.0)
    assert offers_of(watchdog, 0.0, 8.0) == [2.5, 5.0, 7.5]


def test_a_slow_line_that_is_heard_is_given_time_but_not_for_ever() -> None:
    watchdog = Watchdog()
    watchdog.offered(0.0)
    assert offers_of(watchdog, 0.0, 12.0, heard=60.0) == [10.0]


def test_a_connection_that_gave_itself_up_is_made_anew_no_faster_than_that() -> None:
    watchdog = Watchdog()
    watchdog.offered(0.0)
    watchdog.connected()
    watchdog.heard(1.0)
    watchdog.failed()
    assert watchdog.lost(1.0)
    assert offers_of(watchdog, 1.0, 4.0) == [2.5]


def test_no_call_no_offer() -> None:
    watchdog = Watchdog()
    assert offers_of(watchdog, 0.0, 9.0) == []
    watchdog.offered(9.0)
    watchdog.ended()
    assert offers_of(watchdog, 9.0, 20.0) == []


def sized(sizes: Sizes, seconds: int, took_s: float, bps: int) -> tuple[int, int]:
    for _ in range(seconds * SEEN):
        sizes.encoded(took_s, bps)
    return sizes.size


def test_a_narrow_line_makes_the_picture_smaller_and_never_below_what_the_standard_asks() -> None:
    sizes = Sizes(640, 480, 24)
    assert sized(sizes, 3, 0.004, 800_000) == (640, 480)
    assert sized(sizes, 1, 0.004, 200_000) == (480, 360)
    assert sized(sizes, 9, 0.004, 50_000) == (320, 240)


def test_a_slow_processor_does_as_well_and_the_picture_grows_again_with_patience() -> None:
    sizes = Sizes(640, 480, 24)
    assert sized(sizes, 1, 0.030, 800_000) == (480, 360)
    assert sized(sizes, CALM - 1, 0.005, 800_000) == (480, 360)
    assert sized(sizes, 1, 0.005, 800_000) == (640, 480)


def sounded(has: Callable[[float], bool], seconds: float) -> list[tuple[float, int, bool]]:
    """When packets go, their numbers and whether they are silence, of a source that has sound at those times."""
    pace, sent = SoundPace(), list[tuple[float, int, bool]]()
    for tick in range(round(seconds * 200)):
        now = tick / 200
        silent = not (pace.ready(now) and has(now))
        if not silent or pace.overdue(now):
            sent.append((now, pace.stamp(now, silent=silent), silent))
    return sent


def test_sound_goes_as_it_comes() -> None:
    left = iter(range(10_000))
    due = [0.0]

    def has(now: float) -> bool:
        if now < due[0]:
            return False
        due[0] += 0.02
        return next(left) >= 0

    sent = sounded(has, 2.0)
    assert [number for _, number, _ in sent] == list(range(100))
    assert not any(silent for _, _, silent in sent)


def test_a_stall_is_filled_with_silence_and_ends_in_no_burst() -> None:
    waiting = [0]

    def has(now: float) -> bool:
        if 0.5 <= now < 1.0:
            return False
        waiting[0] += 1
        return True

    sent = sounded(has, 1.2)
    gaps = [later[0] - one[0] for one, later in itertools.pairwise(sent)]
    assert min(gaps) >= 0.0099
    assert max(gaps) <= 0.0601
    stalled = [one for one in sent if 0.5 <= one[0] < 1.0]
    assert all(silent for _, _, silent in stalled)
    numbers = [number for _, number, _ in sent]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize(("camera", "passed"), [(15, 15), (24, 24), (30, 24), (60, 24)])
def test_frames_of_any_camera_go_out_at_most_so_fast(camera: int, passed: int) -> None:
    limit = Limit(24)
    assert sum(limit.passes(100 + n / camera) for n in range(camera * 10)) == pytest.approx(passed * 10, abs=2)


def test_text_goes_as_json_and_comes_back() -> None:
    text = Text(3, "Waar staat de mélk?", done=True)
    assert from_json(to_json(text)) == text
    assert len(from_json(to_json(Text(0, "x" * 9999))).text) == LONGEST


@pytest.mark.parametrize(
    "message",
    ["", "[]", "7", '{"line": -1, "text": ""}', '{"line": true, "text": ""}', '{"line": 1, "text": 2}', b"\xff"],
)
def test_what_is_no_text_is_refused(message: str | bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_json(message)


def test_lines_that_wait_are_the_newest_of_each() -> None:
    outbox = Outbox()
    for text in (Text(0, "h"), Text(1, "x"), Text(0, "ho")):
        outbox.put(text)
    assert outbox.taken() == [Text(1, "x"), Text(0, "ho")]
    assert outbox.taken() == []
    for line in range(KEPT + 9):
        outbox.put(Text(line, "x"))
    assert len(outbox.taken()) == KEPT


SERVERS = (
    IceServer(("stun:desk.shop:3478",)),
    IceServer(("turn:desk.shop:3478", "turn:desk.shop:3478?transport=tcp", "turns:desk.shop:5349"), "name", "key"),
)


def test_no_servers_are_none_and_all_are_all() -> None:
    assert chosen((), Route()) == ()
    assert chosen(SERVERS, Route()) == SERVERS


def test_relay_only_and_tcp_only() -> None:
    assert chosen(SERVERS, Route(relay_only=True)) == (SERVERS[1],)
    urls = ("turn:desk.shop:3478?transport=tcp", "turns:desk.shop:5349")
    assert chosen(SERVERS, Route(tcp_only=True)) == (IceServer(urls, "name", "key"),)


def test_an_attempt_that_came_to_nothing_has_another_address_tried_first() -> None:
    firsts = [chosen(SERVERS, Route(relay_only=True), attempt)[0].urls[0] for attempt in range(4)]
    assert firsts == [*SERVERS[1].urls, SERVERS[1].urls[0]]


@pytest.mark.parametrize("route", [Route(relay_only=True), Route(tcp_only=True)])
def test_a_relay_that_is_demanded_and_not_there_is_a_fault_that_says_so(route: Route) -> None:
    with pytest.raises(KioskError) as fault:
        chosen((IceServer(("stun:desk.shop:3478",)),), route)
    assert fault.value.code == "call.no-relay"


def test_addresses_go_into_the_section_they_belong_to() -> None:
    sdp = "v=0\r\nt=0 0\r\nm=audio 9 x\r\na=mid:0\r\nm=video 9 x\r\na=mid:1\r\n"
    done = with_candidates(sdp, [(0, "candidate:1 1 udp"), (1, "candidate:2 1 udp"), (7, "candidate:3")])
    assert done == (
        "v=0\r\nt=0 0\r\nm=audio 9 x\r\na=mid:0\r\na=candidate:1 1 udp\r\n"
        "m=video 9 x\r\na=mid:1\r\na=candidate:2 1 udp\r\n"
    )
    assert with_candidates(sdp, []) == sdp


def test_media_that_share_a_transport_share_their_addresses() -> None:
    sdp = "v=0\r\nm=audio 9 x\r\na=candidate:1\r\na=mid:0\r\na=end-of-candidates\r\nm=video 9 x\r\na=mid:1\r\n"
    assert shared(sdp) == (
        "v=0\r\nm=audio 9 x\r\na=mid:0\r\na=candidate:1\r\na=end-of-candidates\r\n"
        "m=video 9 x\r\na=mid:1\r\na=candidate:1\r\na=end-of-candidates\r\n"
    )
    assert shared(shared(sdp)) == shared(sdp)


def samples(count: int, first: int = 0) -> np.ndarray:
    return np.arange(first, first + count).astype(np.int16)


def test_sound_that_nobody_read_is_no_delay_when_somebody_does() -> None:
    source = SoundSource()
    for block in range(50):
        source.put(samples(BLOCK, block * BLOCK), block * 0.02)
    taken = source.take(BLOCK)
    assert taken is not None
    assert taken.at == pytest.approx(48.5 * 0.02), "a packet and a half are kept, not five"


def test_too_little_sound_is_none_and_too_much_is_bounded() -> None:
    source = SoundSource()
    source.put(samples(BLOCK - 1), 0.0)
    assert source.take(BLOCK) is None
    source.put(samples(9 * RATE // 10), 1.0)
    left = 0
    while source.take(BLOCK) is not None:
        left += BLOCK
    assert left <= KEPT_S * RATE
    source.put(samples(BLOCK), 2.0)
    source.clear()
    assert source.take(BLOCK) is None


class Watched:
    """Sources that say whether they were read."""

    def __init__(self) -> None:
        self.reads = 0

    def newest(self) -> Picture | None:
        self.reads += 1
        return Picture(self.reads, 0.0, np.zeros((48, 64, 3), np.uint8))

    def take(self, samples: int) -> Sound | None:
        self.reads += 1
        return Sound(0.0, np.ones(samples, np.int16))


def test_a_shut_gate_reads_no_source() -> None:
    async def run() -> tuple[int, int, bool, bool]:
        camera, microphone, gate = Watched(), Watched(), Gate()
        loop = asyncio.get_running_loop()
        picture = asyncio.create_task(CameraFeed(camera, gate, 24, loop.time).next())
        sound = asyncio.create_task(MicrophoneFeed(microphone, gate, loop.time).next())
        await asyncio.sleep(0.1)
        before = camera.reads, microphone.reads
        gate.set(camera=True, microphone=True)
        await asyncio.wait([picture, sound], timeout=5)
        return *before, picture.done(), sound.done()

    assert asyncio.run(run()) == (0, 0, True, True)


def rtp(ssrc: int, kind: int = 97) -> bytes:
    return bytes([0x80, kind, 0, 1, 0, 0, 0, 0]) + ssrc.to_bytes(4, "big") + b"picture"


def test_the_last_gate_throws_away_what_is_shut_even_what_was_asked_for_again() -> None:
    async def run() -> tuple[list[bytes], int]:
        out, gate = list[bytes](), Gate()

        async def send(data: bytes) -> None:
            out.append(data)

        numbers: dict[int, Kind] = {1: "video", 2: "video", 3: "audio"}
        guard = Guard(gate, numbers, send)
        report = bytes([0x80, 200, 0, 1, 0, 0, 0, 0]) + bytes(20)
        for data in (rtp(1), rtp(2), rtp(3), rtp(99), report):
            await guard(data)
        gate.set(camera=False, microphone=True)
        for data in (rtp(1), rtp(2), rtp(3)):
            await guard(data)
        gate.shut()
        await guard(rtp(3))
        return out, guard.stopped

    out, stopped = asyncio.run(run())
    assert [data[1] for data in out] == [200, 97]
    assert stopped == 7


def test_a_picture_is_fitted_whole_and_never_made_larger() -> None:
    wide = np.zeros((720, 1280, 3), np.uint8)
    assert fitted(wide, (640, 480)).shape == (360, 640, 3)
    small = np.zeros((240, 320, 3), np.uint8)
    assert fitted(small, (640, 480)) is small
    assert fitted(np.zeros((481, 641, 3), np.uint8), (640, 480)).shape[0] % 2 == 0


def test_the_newest_picture_is_kept_alone() -> None:
    source = PictureSource()
    assert source.newest() is None
    for shade in range(3):
        source.put(np.full((2, 2, 3), shade, np.uint8), float(shade))
    newest = source.newest()
    assert newest is not None
    assert (newest.number, newest.at, int(newest.image[0, 0, 0])) == (3, 2.0, 2)
    source.clear()
    assert source.newest() is None
