"""A connection by reactor-webrtc, which is Google's libwebrtc in a wheel: its buffers, pacing and encoders are its own.

libwebrtc calls back on threads of its own; all that comes is handed to the engine's loop. It has no replaceTrack: both
tracks are there from the first, and the gate stands where frames are pushed into them. None pushed, none is sent.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Final

import cv2
import numpy as np
import reactor_webrtc as rtc

from kiosk.call.engine.candidates import with_candidates
from kiosk.call.engine.connection import Setup
from kiosk.call.engine.feeds import CameraFeed, MicrophoneFeed, fitted
from kiosk.call.engine.gate import Kind
from kiosk.call.engine.media import RATE, Picture, Sound, Text
from kiosk.call.engine.media_engine import State, Statistics
from kiosk.call.engine.texts import CHANNEL, from_json, to_json
from kiosk.call.reactor import reactor_library as library

log = logging.getLogger(__name__)
GATHER_S: Final = 2.0
STATES: Final[dict[str, State]] = {"Connected": "connected", "Disconnected": "lost", "Failed": "lost", "Closed": "lost"}


class ReactorConnection:
    """See `Connection`."""

    def __init__(self, setup: Setup) -> None:
        self.epoch = -1
        self._setup, self._clock = setup, setup.clock
        self._loop = asyncio.get_running_loop()
        self._heard_at, self._up, self._closed = 0.0, False, False
        self._found, self._gathered = list[tuple[int, str]](), asyncio.Event()
        self._tasks: dict[Kind, asyncio.Task[None]] = {}
        self._offering: asyncio.Task[str] | None = None
        self._channel: rtc.DataChannel | None = None
        self._newest: tuple[bytes, int, int] | None = None
        self._pictures, self._size = 0, (0, 0)
        self._remote = list[rtc.Track]()
        self._observer = self._observing()
        self._peer = library.factory().create_peer_connection(library.configuration(setup), self._observer)
        self._video = library.factory().create_video_track("camera")
        self._audio = library.factory().create_audio_track_with_local_source("microphone")

    @property
    def heard_at(self) -> float:
        """See `Connection`: libwebrtc itself watches, and says when it heard nothing for `SILENT_MS`."""
        if self._up:
            self._heard_at = self._clock()
        return self._heard_at

    async def offer(self) -> str:
        """See `Connection`."""
        if self._offering is None:
            self._offering = asyncio.create_task(self._offered())
        return await asyncio.shield(self._offering)

    async def respond(self, sdp: str) -> str:
        """See `Connection`."""
        await _understood(self._peer.set_remote_description(rtc.SessionDescription("offer", sdp)))
        await self._equip(await self._peer.transceivers())
        return await self._described(self._peer.create_answer)

    async def accept(self, sdp: str) -> None:
        """See `Connection`."""
        await _understood(self._peer.set_remote_description(rtc.SessionDescription("answer", sdp)))

    async def candidate(self, candidate: str, mid: str, line: int) -> None:
        """See `Connection`."""
        await _understood(self._peer.add_ice_candidate(rtc.IceCandidate(candidate, mid or None, line)))

    def regate(self) -> None:
        """See `Connection`."""
        sources, gate = self._setup.sources, self._setup.gate
        if sources.camera is not None and gate.lets("video") and "video" not in self._tasks:
            feed = CameraFeed(sources.camera, gate, self._setup.quality.fps, self._clock)
            self._tasks["video"] = asyncio.create_task(self._push_pictures(feed))
        if sources.microphone is not None and gate.lets("audio") and "audio" not in self._tasks:
            self._tasks["audio"] = asyncio.create_task(
                self._push_sound(MicrophoneFeed(sources.microphone, gate, self._clock))
            )

    def write(self, text: Text) -> bool:
        """See `Connection`."""
        if self._channel is None or self._channel.state() != rtc.DataChannelState.Open:
            return False
        self._channel.send(to_json(text).encode(), binary=False)
        return True

    async def statistics(self, state: State) -> Statistics:
        """See `Connection`."""
        if self._closed:
            return Statistics(self.epoch, state)
        report = await self._peer.get_stats()
        pair = next((each for each in report.candidate_pairs if each.nominated), None)
        out = {library.kind(each): each for each in report.outbound_rtp}
        got = {library.kind(each): each for each in report.inbound_rtp}
        return Statistics(
            self.epoch,
            state,
            library.sent(out.get("audio")),
            library.sent(out.get("video")),
            library.got(got.get("audio")),
            library.got(got.get("video")),
            (out["video"].frame_width, out["video"].frame_height) if "video" in out else (0, 0),
            pair.current_round_trip_time_s if pair is not None else None,
            None,
            pair is not None and pair.local_candidate_type == rtc.IceCandidateType.Relay,
        )

    async def close(self) -> None:
        """See `Connection`. A connection of this library ends when nothing refers to it any more."""
        self._closed, self._up = True, False
        for task in (*self._tasks.values(), *([self._offering] if self._offering else [])):
            task.cancel()
        for name in ("connection_state_change", "ice_gathering_change", "ice_candidate", "track", "data_channel"):
            setattr(self._observer, f"on_{name}", None)
        if self._channel is not None:
            self._channel.close(0.0)
        self._remote.clear()
        self._channel = None
        del self._peer, self._video, self._audio, self._observer

    # --- making -------------------------------------------------------------------------------------------------------

    async def _offered(self) -> str:
        kinds = (rtc.MediaKind.Audio, rtc.MediaKind.Video)
        await self._equip([self._peer.add_transceiver(kind, rtc.TransceiverDirection.SendRecv) for kind in kinds])
        self._hold_channel(self._peer.create_data_channel(CHANNEL))
        return await self._described(self._peer.create_offer)

    async def _equip(self, transceivers: list[rtc.Transceiver]) -> None:
        for transceiver in transceivers:
            if transceiver.kind() == rtc.MediaKind.Video:
                await transceiver.set_codec_preferences([rtc.VideoCodec.Vp8])
                await transceiver.set_send_bitrate(None, self._setup.quality.kbps * 1000)
                await transceiver.set_track(self._video)
            else:
                await transceiver.set_track(self._audio)
            await transceiver.set_direction(rtc.TransceiverDirection.SendRecv)

    async def _described(self, make: Callable[[], Coroutine[Any, Any, rtc.SessionDescription]]) -> str:
        description = await make()
        await _understood(self._peer.set_local_description(description))
        try:
            await asyncio.wait_for(self._gathered.wait(), GATHER_S)
        except TimeoutError:
            log.warning("call: not every STUN or TURN server answered in %.0f s", GATHER_S)
        return with_candidates(description.sdp, self._found)

    def _observing(self) -> rtc.PeerConnectionObserver:
        observer = rtc.PeerConnectionObserver()
        observer.on_connection_state_change = partial(self._hand, self._state_changed)
        observer.on_ice_gathering_change = partial(self._hand, self._gathering_changed)
        observer.on_ice_candidate = partial(self._hand, self._candidate_found)
        observer.on_track = partial(self._hand, self._track_came)
        observer.on_data_channel = partial(self._hand, self._hold_channel)
        return observer

    def _hand(self, work: Callable[..., None], *given: Any) -> None:  # noqa: ANN401
        """From a thread of libwebrtc to the loop."""
        if not (self._closed or self._loop.is_closed()):
            self._loop.call_soon_threadsafe(self._done, work, given)

    def _done(self, work: Callable[..., None], given: tuple[Any, ...]) -> None:
        if not self._closed:
            work(*given)

    # --- told by libwebrtc, on the loop -------------------------------------------------------------------------------

    def _state_changed(self, state: rtc.PeerConnectionState) -> None:
        known = STATES.get(library.name(state))
        self._up = known == "connected"
        if known is not None:
            self._setup.listener.state(self, known)

    def _gathering_changed(self, state: rtc.IceGatheringState) -> None:
        if state == rtc.IceGatheringState.Complete:
            self._gathered.set()

    def _candidate_found(self, candidate: rtc.IceCandidate) -> None:
        self._found.append((candidate.sdp_mline_index or 0, candidate.candidate))

    def _track_came(self, kind: rtc.MediaKind, track: rtc.Track) -> None:
        self._remote.append(track)
        if kind == rtc.MediaKind.Video:
            track.on_video_frame(self._framed)
        else:
            track.on_audio_frame(partial(self._hand, self._sounded))

    def _hold_channel(self, channel: rtc.DataChannel) -> None:
        if channel.label() != CHANNEL:
            return
        self._channel = channel
        channel.on_message(partial(self._hand, self._message))
        channel.on_open(partial(self._hand, self._writable))
        if channel.state() == rtc.DataChannelState.Open:
            self._writable()

    def _writable(self) -> None:
        self._setup.listener.writable(self)

    def _message(self, data: bytes, _binary: bool) -> None:
        try:
            self._setup.listener.text(self, from_json(data))
        except ValueError as fault:
            log.warning("what came on the channel of text is none: %s", fault)

    def _framed(self, bgra: bytes, width: int, height: int, _more: object = None) -> None:
        """On a thread of libwebrtc: the newest frame waits, what it replaces is lost."""
        waiting, self._newest = self._newest is not None, (bgra, width, height)
        if not waiting:
            self._hand(self._show)

    def _show(self) -> None:
        newest, self._newest = self._newest, None
        if newest is not None:
            bgra, width, height = newest
            image = cv2.cvtColor(np.frombuffer(bgra, np.uint8).reshape(height, width, 4), cv2.COLOR_BGRA2RGB)
            self._pictures += 1
            self._setup.listener.picture(self, Picture(self._pictures, self._clock(), np.asarray(image, np.uint8)))

    def _sounded(self, pcm: bytes, rate: int, channels: int, _frames: int) -> None:
        samples = np.frombuffer(pcm, np.int16).reshape(-1, channels).mean(axis=1).astype(np.int16)
        if rate == RATE:
            self._setup.listener.sound(self, Sound(self._clock(), samples))

    # --- pushed by us -------------------------------------------------------------------------------------------------

    async def _push_pictures(self, feed: CameraFeed) -> None:
        size = self._setup.quality.width, self._setup.quality.height
        while True:
            picture, at = await feed.next()
            bgra = cv2.cvtColor(fitted(picture.image, size), cv2.COLOR_RGB2BGRA)
            height, width = bgra.shape[:2]
            self._video.push_video_frame(bgra.tobytes(), width, height, None, self._taken_us(at))

    async def _push_sound(self, feed: MicrophoneFeed) -> None:
        while True:
            _, pcm = await feed.next()
            for half in np.split(pcm, 2):  # libwebrtc takes 10 ms at a time
                self._audio.push_pcm(half.tobytes(), RATE, 1)

    def _taken_us(self, at: float) -> int:
        return int(rtc.time_micros() - (self._clock() - at) * 1e6)


async def _understood(work: Coroutine[Any, Any, None]) -> None:
    """Whatever the library makes of what it was given.

    Raises:
        ConnectionError: it can make nothing of it.
    """
    try:
        await work
    except (RuntimeError, ValueError) as fault:
        raise ConnectionError(str(fault)) from fault
