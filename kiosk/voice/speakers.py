"""Where the kiosk's voice goes: a device, a stand-in, or the simulated shop."""

from __future__ import annotations

from pathlib import Path

from hardware.speaker import Speaker, open_speaker

SHOP_SOCKET = "shop.sock"


def open_loudspeaker(source: str, run_dir: Path, sample_rate: int) -> Speaker:
    """The loudspeaker that `voice.speaker` names.

    Raises:
        HardwareError: `speaker.none`, `speaker.source`, `speaker.folder` or `speaker.shop-missing`.
    """
    if source == "shop":
        from kiosk.simulation.speaker import ShopSpeaker

        return ShopSpeaker(run_dir / SHOP_SOCKET, sample_rate)
    return open_speaker(source, run_dir, sample_rate)
