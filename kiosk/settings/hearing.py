"""[hearing]: microphone and recogniser."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from kiosk.settings.section import Section

RECOGNISERS: Final = "balie.recognisers"
"""The group of entry points under which a package brings a recogniser."""


def _installed(engine: str) -> str:
    known = ["auto", "vosk", "moonshine", "none"]
    if engine not in known:
        known += [point.name for point in entry_points(group=RECOGNISERS)]
    if engine not in known:
        raise ValueError(f'is "{engine}"; there are {", ".join(known)}')
    return engine


MICROPHONES: Final = "balie.microphones"
"""The group of entry points under which a package brings a microphone: `NAME:REST` calls what it names with REST."""


def _hears(microphone: str) -> str:
    known = ["auto", "device", "file", "shop", "none"]
    kind = microphone.partition(":")[0]
    if kind not in known and not entry_points(group=MICROPHONES, name=kind):
        raise ValueError(f'is "{microphone}"; there are auto, device:NAME, file:PATH, shop and none')
    return microphone


class Hearing(Section):
    """Microphone and recogniser."""

    microphone: Annotated[
        str,
        AfterValidator(_hears),
        Field(description="`auto`, `device:NAME`, `file:PATH`, `shop` (simulated) or `none`"),
    ] = "auto"
    engine: Annotated[
        str,
        AfterValidator(_installed),
        Field(description="Recogniser: `auto`, `vosk`, `moonshine`, `none` or one that a package brings"),
    ] = "auto"
    known_silence_ms: Annotated[
        int, Field(description="Silence that ends a whole known question, ms", ge=150, le=2000)
    ] = 300
    end_silence_ms: Annotated[int, Field(description="Silence that ends a sentence, ms", ge=200, le=3000)] = 500
    open_silence_ms: Annotated[
        int, Field(description="Silence that ends a sentence on a word where none ends, ms", ge=200, le=5000)
    ] = 1400
    patient_silence_ms: Annotated[
        int, Field(description="Silence that ends a sentence in the patient profile, ms", ge=300, le=5000)
    ] = 800
    patient_open_silence_ms: Annotated[
        int, Field(description="The same, on a word where no sentence ends, ms", ge=300, le=6000)
    ] = 2000
    max_utterance_s: Annotated[float, Field(description="Listening cap of one utterance, s", gt=1, le=60)] = 12.0
    barge_in: Annotated[bool, Field(description="Whether a shopper may interrupt the kiosk by speaking")] = True
    interrupt_ms: Annotated[
        int, Field(description="A voice that lasts so long interrupts the kiosk, whatever it says, ms", ge=200, le=3000)
    ] = 600
    echo_ms: Annotated[
        float | None,
        Field(
            description="When the kiosk's own sound comes to its microphone, ms after it is meant to: measured by "
            "`kiosk hardware calibrate speaker`",
            ge=-100,
            le=1000,
        ),
    ] = None
    ghost_gate_db: Annotated[
        float, Field(description="A single word less far above the noise than this is none, dB", ge=0, le=40)
    ] = 8.0
    noise_db: Annotated[
        float | None,
        Field(description="Noise of this place, as `kiosk hardware calibrate microphone` found it, dB", ge=-120, le=0),
    ] = None
    memory_mb: Annotated[
        float, Field(description="Memory at which a recogniser is loaded anew, between sentences, MB", ge=200, le=16000)
    ] = 900.0
    reading_s: Annotated[
        float, Field(description="A recogniser that hangs or is at one reading so long is replaced, s", gt=0.5, le=30)
    ] = 4.0
