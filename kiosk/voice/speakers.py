"""Where the kiosk's voice goes: a device, a stand-in, or the simulated shop."""

from __future__ import annotations

import logging
from pathlib import Path

from hardware.errors import HardwareError
from hardware.sound.mirror import Mirror
from hardware.sound.played import SOCKET, PlayedServer
from hardware.sound.speaker import Speaker, open_speaker

SHOP_SOCKET = "shop.sock"
SHOP_ON_RECORD = "shop:record"


def open_mirror(run_dir: Path) -> PlayedServer | None:
    """Where others learn what is played; None, and a line in the log, where it cannot be had: the voice speaks on."""
    try:
        return PlayedServer(run_dir / SOCKET)
    except HardwareError as fault:
        logging.getLogger(__name__).warning("nobody learns what is played: %s", fault)
        return None


def open_loudspeaker(
    source: str, run_dir: Path, sample_rate: int, mirror: Mirror | None = None, latency_s: float = 0.0
) -> Speaker:
    """The loudspeaker that `voice.speaker` names; the `mirror` is told what reaches the air, which takes `latency_s`.

    Raises:
        HardwareError: `speaker.none`, `speaker.missing`, `speaker.source`, `speaker.folder` or `speaker.shop-missing`.
    """
    speaker = _open(source, run_dir, sample_rate)
    if source == SHOP_ON_RECORD:
        mirror = _recorded(run_dir, sample_rate, mirror)
    if speaker.audible:
        speaker.mirror, speaker.latency_s = mirror, latency_s
    return speaker


def _open(source: str, run_dir: Path, sample_rate: int) -> Speaker:
    if source in {"shop", SHOP_ON_RECORD}:
        from kiosk.simulation.speaker import ShopSpeaker

        return ShopSpeaker(run_dir / SHOP_SOCKET, sample_rate)
    return open_speaker(source, run_dir, sample_rate)


def _recorded(run_dir: Path, sample_rate: int, mirror: Mirror | None) -> Mirror:
    from hardware.sound.recording import RecordingSpeaker
    from kiosk.simulation.recorded import Recorded

    return Recorded(RecordingSpeaker(run_dir, sample_rate), mirror)
