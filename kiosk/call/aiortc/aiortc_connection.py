"""A connection by aiortc: what aiortc leaves undone is set right here and in the modules that this puts into it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from functools import partial
from typing import Any, Final

import aioice.ice
from aiortc import (
    RTCBundlePolicy,
    RTCConfiguration,
    RTCDataChannel,
    RTCIceServer,
    RTCPeerConnection,
    RTCRtpReceiver,
    RTCRtpSender,
    RTCRtpTransceiver,
    RTCSessionDescription,
)
from aiortc.exceptions import InternalError, InvalidStateError, OperationError
from aiortc.mediastreams import MediaStreamError
from aiortc.rtcconfiguration import RTCIceTransportPolicy
from aiortc.rtcrtpreceiver import RemoteStreamTrack
from aiortc.sdp import candidate_from_sdp
from av import AudioFrame, VideoFrame

from kiosk.call.aiortc.encoders import MonoOpus, SteadyVp8
from kiosk.call.aiortc.ice import relayed, shape_gathering, watch
from kiosk.call.aiortc.lips import Lips
from kiosk.call.aiortc.receiving import Receiving
from kiosk.call.aiortc.sizes import Sizes
from kiosk.call.aiortc.tracks import CameraTrack, MicrophoneTrack, mono, rgb
from kiosk.call.engine.candidates import shared
from kiosk.call.engine.connection import Setup
from kiosk.call.engine.feeds import CameraFeed, MicrophoneFeed
from kiosk.call.engine.gate import KINDS, Guard, Kind
from kiosk.call.engine.media import Picture, Sound, Text
from kiosk.call.engine.media_engine import Flow, State, Statistics
from kiosk.call.engine.routes import chosen
from kiosk.call.engine.texts import CHANNEL, from_json, to_json

log = logging.getLogger(__name__)
CLOSE_S: Final = 2.0
CODECS: Final[dict[Kind, tuple[str, ...]]] = {"audio": ("audio/opus",), "video": ("video/vp8", "video/rtx")}
_SENDER: Final = "_RTCRtpSender__"


class AiortcConnection:
    """See `Connection`."""

    def __init__(self, setup: Setup) -> None:
        self.epoch, self.heard_at = -1, 0.0
        self._setup, self._clock = setup, setup.clock
        self._servers = chosen(setup.servers, setup.route, setup.attempt)
        self._peer = RTCPeerConnection(_configuration(setup, self._servers))
        self._lips = Lips()
        quality = setup.quality
        self._sizes = Sizes(quality.width, quality.height, quality.fps)
        self._vp8 = SteadyVp8(self._sizes, quality.kbps * 1000)
        self._senders: dict[Kind, RTCRtpSender] = {}
        self._receiving: dict[Kind, Receiving] = {}
        self._tracks: dict[Kind, CameraTrack | MicrophoneTrack] = {}
        self._tasks = set[asyncio.Task[None]]()
        self._offering: asyncio.Task[str] | None = None
        self._channel: RTCDataChannel | None = None
        self._pictures = 0
        for kind in KINDS:
            self._equip(kind, self._peer.addTransceiver(kind, "sendrecv"))
        self._guard = self._guarded()
        self._listen()

    async def offer(self) -> str:
        """See `Connection`."""
        if self._offering is None:
            self._offering = asyncio.create_task(self._offered())
        return await asyncio.shield(self._offering)

    async def respond(self, sdp: str) -> str:
        """See `Connection`."""
        shape_gathering(self._ice(), self._setup.route)
        await _understood(self._peer.setRemoteDescription(RTCSessionDescription(shared(sdp), "offer")))
        for transceiver in self._peer.getTransceivers():
            transceiver.direction = "sendrecv"
        await _understood(self._described())
        return self._peer.localDescription.sdp

    async def accept(self, sdp: str) -> None:
        """See `Connection`."""
        await _understood(self._peer.setRemoteDescription(RTCSessionDescription(shared(sdp), "answer")))

    async def candidate(self, candidate: str, mid: str, line: int) -> None:
        """See `Connection`."""
        await _understood(self._added(candidate, mid, line))

    def regate(self) -> None:
        """See `Connection`."""
        sources, gate, fps = self._setup.sources, self._setup.gate, self._setup.quality.fps
        if sources.camera is not None and gate.lets("video") and "video" not in self._tracks:
            feed = CameraFeed(sources.camera, gate, fps, self._clock)
            self._tracks["video"] = CameraTrack(feed, self._sizes, self._clock())
        if sources.microphone is not None and gate.lets("audio") and "audio" not in self._tracks:
            self._tracks["audio"] = MicrophoneTrack(MicrophoneFeed(sources.microphone, gate, self._clock))
        for kind, sender in self._senders.items():
            track_now = self._tracks.get(kind) if gate.lets(kind) else None
            if sender.track is not track_now:
                sender.replaceTrack(track_now)

    def write(self, text: Text) -> bool:
        """See `Connection`."""
        if self._channel is None or self._channel.readyState != "open":
            return False
        self._channel.send(to_json(text))
        return True

    async def statistics(self, state: State) -> Statistics:
        """See `Connection`."""
        report = (await self._peer.getStats()).values()
        told = {(each.type, each.kind): each for each in report if hasattr(each, "kind")}
        sent = {kind: self._sent(told, kind) for kind in KINDS}
        got = {kind: self._got(told, kind) for kind in KINDS}
        rtts = [each.roundTripTime for each in told.values() if each.type == "remote-inbound-rtp"]
        return Statistics(
            self.epoch,
            state,
            sent["audio"],
            sent["video"],
            got["audio"],
            got["video"],
            self._sizes.size if self._setup.gate.lets("video") else (0, 0),
            next((rtt for rtt in rtts if rtt is not None), None),
            self._lips.offset_s,
            relayed(self._ice()),
        )

    async def close(self) -> None:
        """See `Connection`."""
        for task in self._tasks:
            task.cancel()
        if self._offering is not None:
            self._offering.cancel()
        try:
            await asyncio.wait_for(self._peer.close(), CLOSE_S)
        except (TimeoutError, OSError, InvalidStateError) as fault:
            log.warning("a connection did not close in order: %s", fault)

    async def _offered(self) -> str:
        self._hold_channel(self._peer.createDataChannel(CHANNEL))
        shape_gathering(self._ice(), self._setup.route)
        await _understood(self._described())
        return self._peer.localDescription.sdp

    async def _described(self) -> None:
        await self._peer.setLocalDescription()
        watch(self._ice(), self._came)

    def _came(self) -> None:
        self.heard_at = self._clock()

    async def _added(self, candidate: str, mid: str, line: int) -> None:
        if not candidate:
            await self._peer.addIceCandidate(None)
            return
        found = candidate_from_sdp(candidate.removeprefix("candidate:"))
        found.sdpMid, found.sdpMLineIndex = (mid, None) if mid else (None, line)
        await self._peer.addIceCandidate(found)

    def _equip(self, kind: Kind, transceiver: RTCRtpTransceiver) -> None:
        """Our buffers, our encoders, our choice of codecs; no track: that takes the gate."""
        able = RTCRtpReceiver.getCapabilities(kind)
        codecs = able.codecs if able is not None else []
        transceiver.setCodecPreferences([each for each in codecs if each.mimeType.lower() in CODECS[kind]])
        encoder = self._vp8 if kind == "video" else MonoOpus()
        vars(transceiver.sender)[f"{_SENDER}encoder"] = encoder
        self._senders[kind] = transceiver.sender
        self._receiving[kind] = Receiving(transceiver.receiver, kind, self._lips, self._clock)

    def _guarded(self) -> Guard:
        """All media share one transport (max-bundle): the guard stands there."""
        transport = self._senders["audio"].transport
        numbers: dict[int, Kind] = {}
        for kind, sender in self._senders.items():
            numbers |= {sender._ssrc: kind, sender._rtx_ssrc: kind}  # noqa: SLF001
        guard = Guard(self._setup.gate, numbers, transport._send_rtp)  # noqa: SLF001
        vars(transport)["_send_rtp"] = guard
        return guard

    def _ice(self) -> aioice.ice.Connection:
        return self._senders["audio"].transport.transport._connection  # noqa: SLF001

    def _listen(self) -> None:
        self._peer.on("connectionstatechange", self._state_changed)
        self._peer.on("track", self._track_came)
        self._peer.on("datachannel", self._hold_channel)

    def _state_changed(self) -> None:
        states: dict[str, State] = {"connected": "connected", "failed": "lost", "closed": "lost"}
        state = states.get(self._peer.connectionState)
        if state is not None:
            self._setup.listener.state(self, state)

    def _hold_channel(self, channel: RTCDataChannel) -> None:
        if channel.label != CHANNEL:
            return
        self._channel = channel
        channel.on("message", self._message)
        channel.on("open", partial(self._setup.listener.writable, self))
        if channel.readyState == "open":
            self._setup.listener.writable(self)

    def _message(self, message: str | bytes) -> None:
        try:
            self._setup.listener.text(self, from_json(message))
        except ValueError as fault:
            log.warning("what came on the channel of text is none: %s", fault)

    def _track_came(self, track: RemoteStreamTrack) -> None:
        kind: Kind = "video" if track.kind == "video" else "audio"
        self._receiving[kind].hold(track)
        self._spawn(self._read(kind, track))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """A task that nobody refers to may vanish half done: asyncio keeps weak references alone."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _read(self, kind: Kind, track: RemoteStreamTrack) -> None:
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            self._receiving[kind].arrived(frame.pts or 0)
            if isinstance(frame, VideoFrame):
                self._pictures += 1
                self._setup.listener.picture(self, Picture(self._pictures, self._clock(), rgb(frame)))
            elif isinstance(frame, AudioFrame):
                self._setup.listener.sound(self, Sound(self._clock(), mono(frame)))

    def _sent(self, told: dict[tuple[str, str], Any], kind: Kind) -> Flow:
        out, back = told.get(("outbound-rtp", kind)), told.get(("remote-inbound-rtp", kind))
        octets = out.bytesSent if out is not None else 0
        lost = back.packetsLost if back is not None else 0
        return Flow(self._guard.packets[kind], octets, lost, self._vp8.frames if kind == "video" else 0)

    def _got(self, told: dict[tuple[str, str], Any], kind: Kind) -> Flow:
        came = told.get(("inbound-rtp", kind))
        if came is None:
            return Flow()
        frames = self._pictures if kind == "video" else 0
        return Flow(came.packetsReceived, self._receiving[kind].buffer.octets, came.packetsLost, frames)


async def _understood(work: Coroutine[Any, Any, None]) -> None:
    """Whatever the library makes of what it was given.

    Raises:
        ConnectionError: it can make nothing of it, or was closed meanwhile.
    """
    try:
        await work
    except (ValueError, AssertionError, IndexError, KeyError, AttributeError, OSError) as fault:
        raise ConnectionError(f"not to be understood: {fault!r}") from fault
    except (InternalError, InvalidStateError, OperationError) as fault:
        raise ConnectionError(str(fault)) from fault


def _configuration(setup: Setup, servers: tuple[Any, ...]) -> RTCConfiguration:
    """Always with a list of servers, if an empty one. aioice takes one server of each scheme: the first."""
    relays: bool = setup.route.relay_only or setup.route.tcp_only
    policy = RTCIceTransportPolicy.RELAY if relays else RTCIceTransportPolicy.ALL
    listed = [RTCIceServer(list(each.urls), each.username or None, each.credential or None) for each in servers]
    return RTCConfiguration(listed, policy, RTCBundlePolicy.MAX_BUNDLE)
