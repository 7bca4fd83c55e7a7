"""The microphone: is there one, does it open, is it switched on, is it too loud."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from hardware.errors import HardwareError
from hardware.sound.microphone import Block, Microphone, device_names
from kiosk.doctor.devices import busy_hint
from kiosk.doctor.finding import Finding, Status, failed, ok, warning
from kiosk.doctor.site import Site
from kiosk.errors import KioskError
from kiosk.hearing.level import Level, joined, level, noise_db
from kiosk.hearing.sources import open_source

AREA = "microphone"
COST = "Shoppers are not heard: they can only touch and type."
LISTEN_S = 1.5
FIRST_S = 5.0
"""A sound server that slept gives its first block after up to 2 s; the driver itself gives up after 3."""
QUIET_DB = -75.0
"""An open microphone in the quietest shop is louder than this; 16 bits end at -98 dB."""
CLIPPED = 0.001
CHANGED_DB = 10.0
"""A shop is this much louder at noon than in the morning; a microphone that was moved or turned is more."""
CALIBRATE = "kiosk hardware calibrate microphone"
MIXER = "Open `alsamixer`, press F6 to choose the card and F4 for capture"

Open = Callable[[Site], Microphone]


def _open(site: Site) -> Microphone:
    return open_source(site.settings.hearing.microphone, Path())


def check(site: Site, opener: Open = _open, names: Callable[[], Sequence[str]] = device_names) -> list[Finding]:
    """Findings for the microphone that the configuration names."""
    kind = site.settings.hearing.microphone.partition(":")[0]
    if kind == "none":
        return [warning(AREA, "Switched off (hearing.microphone is none).", COST, "Set hearing.microphone to auto.")]
    if kind == "shop":
        return [_stand_in(site)]
    known = names() if kind in {"auto", "device"} else ()
    listed = _listed(known)
    try:
        microphone = opener(site)
        try:
            blocks = [block.samples for block in iterate(microphone, LISTEN_S)]
        finally:
            microphone.close()
    except (KioskError, HardwareError) as fault:
        return [*listed, _unusable(site, fault, known)]
    if not blocks:
        remedy = "Unplug it and plug it in again."
        return [*listed, failed(AREA, f"{microphone.detail} opens, but gives no sound.", COST, remedy)]
    heard = judged(microphone.detail, level(joined(blocks)))
    calibrated = site.settings.hearing.noise_db
    return [*listed, heard if heard.status is not Status.OK else against(heard, noise_db(joined(blocks)), calibrated)]


def iterate(microphone: Microphone, seconds: float) -> Iterator[Block]:
    """What it hears for some seconds from its first block. Raises `HardwareError` if it is lost."""
    until, begun = time.monotonic() + FIRST_S, False
    while time.monotonic() < until and not microphone.ended:
        block = microphone.read(0.2)
        if block is not None:
            until = until if begun else time.monotonic() + seconds
            begun = True
            yield block


def _unusable(site: Site, fault: KioskError | HardwareError, known: Sequence[str]) -> Finding:
    if fault.code == "microphone.missing":
        found = f"{fault.sentence} Devices here: {'; '.join(known) or 'none'}."
        auto = site.asked.hearing.microphone == "auto"
        remedy = (
            "Plug one in, then run `kiosk doctor` again." if auto else "Plug it in, or set hearing.microphone to auto."
        )
        return failed(AREA, found, COST, remedy, code=fault.code)
    return failed(AREA, fault.sentence, COST, fault.remedy + busy_hint(site), code=fault.code)


def _stand_in(site: Site) -> Finding:
    if site.asked.hearing.microphone == "auto":
        remedy = "Plug in a microphone, then run `kiosk doctor` again."
        return warning(AREA, "No microphone was found: a simulated one stands in.", COST, remedy, simulated=True)
    remedy = "Set hearing.microphone to auto in device.toml to use a real one."
    return warning(AREA, "The microphone is simulated, as the configuration says.", COST, remedy, simulated=True)


def _listed(names: Sequence[str]) -> list[Finding]:
    if len(names) < 2:
        return []
    return [ok(AREA, f'Devices: {"; ".join(names)}. Choose one with hearing.microphone = "device:NAME".')]


def against(heard: Finding, now_db: float, calibrated_db: float | None) -> Finding:
    """The finding about a sound that is in order, with its noise beside that of the calibration."""
    figures = {**heard.figures, "noise_db": round(now_db, 1), "calibrated_db": calibrated_db}
    if calibrated_db is None:
        found = f"{heard.found} Noise {now_db:.0f} dB; it was not calibrated: `{CALIBRATE}`."
        return replace(heard, found=found, figures=figures)
    found = f"{heard.found} Noise {now_db:.0f} dB, {calibrated_db:.0f} dB when it was calibrated."
    if abs(now_db - calibrated_db) <= CHANGED_DB:
        return replace(heard, found=found, figures=figures)
    louder = now_db > calibrated_db
    cost = (
        "Shoppers are misheard more often." if louder else "Shoppers may be too soft for this gain of the microphone."
    )
    remedy = f"If it is so all day, run `{CALIBRATE}`; if not, see what is {'loud' if louder else 'turned down'} now."
    return warning(AREA, found, cost, remedy, **figures)


def judged(name: str, heard: Level) -> Finding:
    """The finding about the sound of a microphone."""
    figures = {"mean_db": round(heard.mean_db, 1), "peak_db": round(heard.peak_db, 1), "clipped": heard.clipped}
    sizes = f"mean level {heard.mean_db:.0f} dB, highest {heard.peak_db:.0f} dB"
    if heard.dead:
        remedy = (
            f"Switch it on at the device. {MIXER}, and press space until CAPTURE shows. Speak while you test again."
        )
        return failed(
            AREA, f"{name} gives perfect silence: it is switched off, or gates noise.", COST, remedy, **figures
        )
    if heard.clipped > CLIPPED:
        cost = "What shoppers say is misheard."
        remedy = f"{MIXER}, and turn it down until the highest level stays below -6 dB."
        return warning(AREA, f"{name} is too loud: {heard.clipped:.0%} of it is clipped.", cost, remedy, **figures)
    if heard.mean_db < QUIET_DB:
        cost = "Shoppers who speak softly are not heard."
        remedy = f"{MIXER}, and turn it up; see that it points at the shopper."
        return warning(AREA, f"{name} is almost silent: {sizes}.", cost, remedy, **figures)
    return ok(AREA, f"{name}: {sizes}.", **figures)
