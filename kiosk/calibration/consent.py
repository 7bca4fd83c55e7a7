"""The one place that keeps sound: a technician's recording of a calibration, after somebody has consented to it."""

from __future__ import annotations

import os
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hardware.sound.microphone import RATE
from kiosk.errors import InputError, KioskError

NOTICE = "SOUND IS KEPT: all that is said near the microphone goes into {path}, with consent of {name}."


def check(path: Path | None, name: str) -> None:
    """Refuse a recording that nobody consented to, or that would replace a file; `InputError` `calibrate.*`."""
    if path is None:
        return
    if not name.strip():
        remedy = 'Ask all who can be heard, then give the name of who answers for it: --consent "NAME".'
        raise InputError("calibrate.consent", "Sound is kept only with consent.", remedy)
    if path.exists():
        raise InputError("calibrate.record", f"{path} is there already.", "Give the name of a new file.")
    there = next(folder for folder in path.absolute().parents if folder.exists())
    if not (there.is_dir() and os.access(there, os.W_OK)):
        raise InputError("calibrate.record", f"{there} takes no files.", "Give another place.")


def keep(path: Path, samples: NDArray[np.int16]) -> Path:
    """Write the recording, 16 kHz mono; where it lies. `KioskError` `calibrate.record` if it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file, wave.open(file, "wb") as out:
            out.setparams((1, 2, RATE, 0, "NONE", ""))
            out.writeframes(samples.tobytes())
    except OSError as fault:
        raise KioskError("calibrate.record", f"{path} cannot be written ({fault}).", "Give another place.") from fault
    return path.resolve()
