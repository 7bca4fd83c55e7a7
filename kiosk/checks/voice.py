"""Settings of the voice that only show together, or with the files they name: quiet hours, and voices for Piper."""

from __future__ import annotations

from kiosk.checks.inspection import Inspection
from kiosk.errors import InputError
from kiosk.voice.engines import kinds


def check(seen: Inspection) -> None:
    """Both quiet hours or none, and every voice that is named."""
    _quiet_hours(seen)
    _voices(seen)


def _quiet_hours(seen: Inspection) -> None:
    begin, end = seen.settings.voice.quiet_from, seen.settings.voice.quiet_until
    remedy = "Give voice.quiet_from and voice.quiet_until, or leave both out."
    if bool(begin) != bool(end):
        key = "voice.quiet_from" if begin else "voice.quiet_until"
        seen.add(seen.setting("settings.quiet", key, "stands alone: there are no quiet hours", remedy))
    elif begin and begin == end:
        told = f'is "{begin}", and so is voice.quiet_until: the whole day is quiet'
        seen.add(seen.setting("settings.quiet", "voice.quiet_from", told, remedy), warning=True)


def _voices(seen: Inspection) -> None:
    for lang in seen.settings.voice.piper:
        for kind in kinds():
            try:
                kind.offers(lang, seen.settings.voice)
            except InputError as fault:
                message = f"names a voice for {lang} that cannot be used: {fault.sentence}"
                remedy = "Name a model of `kiosk models list`, or an .onnx file with its .onnx.json beside it."
                seen.add(seen.setting("settings.piper", "voice.piper", message, remedy))
