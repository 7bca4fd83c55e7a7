"""[voice]: speech and speaker."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from kiosk.settings.section import HOUR, Lang, Section

VOICES: Final = "balie.voices"
"""The group of entry points under which a package brings a voice."""


def _speaks(engine: str) -> str:
    known = ["auto", "espeak", "piper", *(point.name for point in entry_points(group=VOICES))]
    if engine not in known:
        raise ValueError(f'is "{engine}"; there are {", ".join(known)}')
    return engine


class Voice(Section):
    """Speech and speaker."""

    speaker: Annotated[
        str,
        Field(
            description="`auto`, `device[:NAME]`, `clock` (silent; `clock:8` eight times as fast), `record` (writes "
            "what would be heard), `shop` (simulated; `shop:record` writes it, too) or `none`"
        ),
    ] = "auto"
    wpm: Annotated[int, Field(description="Speaking rate, words a minute", ge=80, le=300)] = 165
    pitch: Annotated[int, Field(description="Pitch, 0 to 100", ge=0, le=100)] = 55
    volume: Annotated[float, Field(description="The loudest a shopper can make it, 0 to 1", ge=0, le=1)] = 1.0
    level: Annotated[
        int, Field(description="Loudness a visit starts with, 1 to 5 of that: a step is 4 dB", ge=1, le=5)
    ] = 4
    boost_db: Annotated[
        float, Field(description="How much louder the voice may get in a noisy room, dB; 0 for never", ge=0, le=12)
    ] = 6.0
    quiet_from: Annotated[
        str, Field(description="Quiet hours begin, HH:MM by the store's clock; empty for none", pattern=HOUR)
    ] = ""
    quiet_until: Annotated[
        str, Field(description="Quiet hours end, HH:MM; earlier than their begin is the next day", pattern=HOUR)
    ] = ""
    quiet_level: Annotated[
        int, Field(description="Loudness a visit starts with in quiet hours, 1 to 5", ge=1, le=5)
    ] = 2
    latency_ms: Annotated[
        float,
        Field(
            description="How much later a sound is heard than it is given out, ms: `kiosk hardware calibrate speaker`",
            ge=0,
            le=1000,
        ),
    ] = 0.0
    lead_ms: Annotated[
        int, Field(description="From the decision to the first sample, ms: gives the lips time", ge=0, le=300)
    ] = 35
    voices: Annotated[
        dict[Lang, str], Field(description="espeak-ng voice per language, instead of that in config/voice/")
    ] = {}
    engine: Annotated[
        str,
        AfterValidator(_speaks),
        Field(
            description="`auto` (Piper where it is installed with a model, else espeak-ng), `espeak`, `piper` or own"
        ),
    ] = "auto"
    piper: Annotated[
        dict[Lang, str],
        Field(description="Piper's voice per language: a model of `kiosk models`, or a path of an .onnx file"),
    ] = {}
    first_sound_s: Annotated[
        float,
        Field(description="A sentence that Piper would begin later than this is spoken by espeak-ng, s", gt=0, le=10),
    ] = 1.2
    cache_mb: Annotated[
        int, Field(description="Disk for sentences that were rendered ahead, MB; 0 for none", ge=0, le=4096)
    ] = 200
