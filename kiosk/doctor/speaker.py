"""The loudspeaker: is there one, and does it open. Only the self-test can tell whether it is heard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hardware.errors import HardwareError
from hardware.sound.sound_devices import device_names
from hardware.sound.speaker import Speaker, open_speaker
from kiosk.doctor.devices import busy_hint
from kiosk.doctor.finding import Finding, failed, ok, warning
from kiosk.doctor.site import Site

AREA = "speaker"
COST = "Nothing is heard: shoppers read what the kiosk says."
RATE = 22_050
"""That of espeak-ng's voices."""
SOFT = 0.2
UNHEARD = {
    "none": "Switched off (voice.speaker is none).",
    "clock": "The loudspeaker is a silent stand-in, as the configuration says.",
    "shop": "The loudspeaker is simulated, as the configuration says.",
    "record": "What would be heard is written to a file, as the configuration says.",
}

Open = Callable[[Site], Speaker]


def _open(site: Site) -> Speaker:
    return open_speaker(site.settings.voice.speaker, None, RATE)


def _names() -> Sequence[str]:
    return device_names(capture=False)


def check(
    site: Site,
    opener: Open = _open,
    names: Callable[[], Sequence[str]] = _names,
) -> list[Finding]:
    """Findings for the loudspeaker that the configuration names."""
    kind = site.settings.voice.speaker.partition(":")[0]
    if kind == "auto":
        remedy = "Plug in a loudspeaker, then run `kiosk doctor` again."
        return [warning(AREA, "No loudspeaker was found: a silent one stands in.", COST, remedy, simulated=True)]
    if kind in UNHEARD:
        remedy = "Set voice.speaker to auto in device.toml to use a real one."
        return [warning(AREA, UNHEARD[kind], COST, remedy, simulated=True)]
    try:
        speaker = opener(site)
        name, silent = speaker.name, speaker.simulated
        speaker.close()
    except HardwareError as fault:
        return [failed(AREA, fault.sentence, COST, fault.remedy + busy_hint(site), code=fault.code)]
    if silent:
        remedy = "Unset SDL_AUDIODRIVER, and plug in a loudspeaker."
        return [failed(AREA, f"The sound goes nowhere (driver {name}).", COST, remedy)]
    # SDL lists devices and opens the mixer by different ways, and in one process only the first of them works.
    return [*_opened(site, name), *_listed(names())]


def _opened(site: Site, name: str) -> list[Finding]:
    volume = site.settings.voice.volume
    if volume < SOFT:
        cost, remedy = "The kiosk is hard to hear.", "Raise voice.volume in device.toml."
        return [warning(AREA, f"{name} opens; voice.volume is only {volume:.0%}.", cost, remedy, volume=volume)]
    return [ok(AREA, f"{name} opens; voice.volume is {volume:.0%}. Whether it is heard: --self-test.", volume=volume)]


def _listed(names: Sequence[str]) -> list[Finding]:
    if len(names) < 2:
        return []
    return [ok(AREA, f'Devices: {"; ".join(names)}. Choose one with voice.speaker = "device:NAME".')]
