"""Where the sound comes from: a device, a recording, or the simulated shop."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

from hardware.errors import HardwareError
from hardware.sound.microphone import FileMicrophone, Microphone, device_names, open_microphone
from kiosk.errors import InputError, KioskError
from kiosk.settings import MICROPHONES

SHOP_SOCKET = "shop.sock"


def open_source(source: str, run_dir: Path) -> Microphone:
    """The microphone that `hearing.microphone` names.

    Raises:
        InputError: `microphone.source`.
        KioskError: `microphone.missing`, `microphone.unusable`, `recording.*`.
    """
    if source == "shop":
        from kiosk.simulation.microphone import ShopMicrophone

        return ShopMicrophone(run_dir / SHOP_SOCKET)
    if source == "none":
        raise _switched_off()
    kind, _, name = source.partition(":")
    if brought := next(iter(entry_points(group=MICROPHONES, name=kind)), None):
        microphone: Microphone = brought.load()(name)
        return microphone
    try:
        return open_microphone(source)
    except HardwareError as fault:
        kind_of_fault = InputError if fault.code == "microphone.source" else KioskError
        raise kind_of_fault(fault.code, fault.sentence, fault.remedy) from fault


def open_recording(path: Path) -> FileMicrophone:
    """A recording that is read as fast as it can be; `InputError` `recording.*`."""
    try:
        return FileMicrophone(path, paced=False)
    except HardwareError as fault:
        raise InputError(fault.code, fault.sentence, fault.remedy) from fault


def is_recording(source: str) -> bool:
    """Whether the source plays from the start of the run, whoever listens."""
    return source.startswith("file:")


def find(source: str) -> str:
    """The name of the source for people, without opening it.

    Raises:
        KioskError: `microphone.none`: there is no such device.
    """
    kind, _, name = source.partition(":")
    if kind == "shop":
        return "simulated shop"
    if kind == "file":
        return Path(name).name
    if kind == "none":
        raise _switched_off()
    if entry_points(group=MICROPHONES, name=kind):
        return source
    found = [device for device in device_names() if name.casefold() in device.casefold()]
    if not found:
        raise KioskError("microphone.none", "No microphone was found.", "Plug one in; until then touch and text serve.")
    return found[0]


def _switched_off() -> KioskError:
    return KioskError(
        "microphone.off",
        "No microphone is to be used.",
        "Touch and text serve; set hearing.microphone to auto to hear again.",
    )
