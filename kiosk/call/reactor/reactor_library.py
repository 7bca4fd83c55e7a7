"""libwebrtc as reactor-webrtc has it: its factory, its settings, its figures in our words."""

from __future__ import annotations

from functools import cache
from typing import Final

import reactor_webrtc as rtc

from kiosk.call.engine.connection import Setup
from kiosk.call.engine.gate import Kind
from kiosk.call.engine.media_engine import Flow
from kiosk.call.engine.routes import chosen

SILENT_MS: Final = 1_500
"""Without a packet for so long a connection counts as disconnected."""
CHECK_MS: Final = 500
"""Between two checks of the addresses in use."""


@cache
def factory() -> rtc.PeerConnectionFactory:
    """One for the process: it has the threads of libwebrtc. Frames are given as soon as they are whole."""
    builder = rtc.PeerConnectionFactoryBuilder()
    builder.with_metadata(enabled=False)
    builder.with_receive_playout_delay()
    builder.with_send_playout_delay()
    return builder.build()


def configuration(setup: Setup) -> rtc.RtcConfiguration:
    """Servers, route and times."""
    servers = chosen(setup.servers, setup.route)
    relays = setup.route.relay_only or setup.route.tcp_only
    return rtc.RtcConfiguration(
        [rtc.IceServer(list(each.urls), each.username, each.credential) for each in servers],
        "relay" if relays else "all",
        bundle_policy=rtc.BundlePolicy.MaxBundle,
        ice_connection_receiving_timeout_ms=SILENT_MS,
        ice_check_interval_strong_connectivity_ms=CHECK_MS,
        frame_metadata=False,
    )


def name(state: object) -> str:
    """Its last word."""
    return str(state).rpartition(".")[2]


def kind(stats: rtc.InboundRtpStats | rtc.OutboundRtpStats) -> Kind:
    """Of a stream."""
    return "video" if stats.kind == rtc.StreamKind.Video else "audio"


def sent(stats: rtc.OutboundRtpStats | None) -> Flow:
    """What went out."""
    if stats is None:
        return Flow()
    return Flow(stats.packets_sent, stats.bytes_sent, stats.packets_lost, stats.frames_sent)


def got(stats: rtc.InboundRtpStats | None) -> Flow:
    """What came in."""
    if stats is None:
        return Flow()
    return Flow(stats.packets_received, stats.bytes_received, stats.packets_lost, stats.frames_decoded)
