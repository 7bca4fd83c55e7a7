"""Which devices take part in a self-test; simulated ones meet in a simulated shop."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from kiosk.doctor.site import Site
from kiosk.settings import Settings
from kiosk.simulation.shop import ShopServer
from kiosk.simulation.sound import Air

SNR_DB = 20.0
"""The simulated shop's noise, against a shopper's voice."""
SILENT = frozenset({"auto", "clock", "none", "record"})
"""`auto` is what there is no device for."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What is tested. `no_sound` and `no_picture` say why one cannot be; empty where it can. `air` is the shop's."""

    site: Site
    run_dir: Path
    no_sound: str
    no_picture: str
    air: Air | None = None

    @property
    def sound_simulated(self) -> bool:
        """Whether the chime never leaves the computer."""
        return self.site.settings.hearing.microphone == "shop"

    @property
    def picture_simulated(self) -> bool:
        """Whether the picture never leaves the computer."""
        return self.site.settings.sight.camera == "shop"


@contextmanager
def prepared(site: Site) -> Iterator[Bench]:
    """The bench; its folder and its simulated shop are gone afterwards."""
    settings = paired(site.settings)
    with tempfile.TemporaryDirectory(prefix="balie-") as folder:
        air = Air(settings.kiosk.seed, SNR_DB)
        bench = Bench(replace(site, settings=settings), Path(folder), no_sound(settings), no_picture(settings), air)
        shop = ShopServer(Path(folder), air, list)
        try:
            yield bench
        finally:
            shop.close()


def paired(settings: Settings) -> Settings:
    """A silent stand-in for a loudspeaker becomes one that the simulated microphone hears."""
    if settings.hearing.microphone != "shop" or settings.voice.speaker.partition(":")[0] not in {"auto", "clock"}:
        return settings
    return settings.model_copy(update={"voice": settings.voice.model_copy(update={"speaker": "shop"})})


def no_sound(settings: Settings) -> str:
    """Why a chime cannot be heard."""
    microphone, speaker = (source.partition(":")[0] for source in (settings.hearing.microphone, settings.voice.speaker))
    if microphone == "none":
        return "the microphone is switched off (hearing.microphone is none)."
    if microphone == "file":
        return "a recording stands in for the microphone."
    if speaker in SILENT:
        return "there is no loudspeaker."
    if (microphone == "shop") is not (speaker == "shop"):
        real, lacking = ("a loudspeaker", "microphone") if microphone == "shop" else ("a microphone", "loudspeaker")
        return f"there is {real}, but no {lacking} to go with it."
    return ""


def no_picture(settings: Settings) -> str:
    """Why a picture cannot be seen."""
    camera = settings.sight.camera.partition(":")[0]
    if camera == "none":
        return "the camera is switched off (sight.camera is none)."
    if camera == "file":
        return "a recording stands in for the camera."
    if camera != "shop" and settings.stage.display != "window":
        return "there is no screen that the camera could see."
    return ""
