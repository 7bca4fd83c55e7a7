"""The job that makes the sound: a chime and a sentence, through the loudspeaker of the configuration."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from kiosk.doctor.selftest.chime import LENGTH_S, chime
from kiosk.doctor.site import Site
from kiosk.doctor.worker import Channel
from kiosk.voice.speakers import open_loudspeaker
from kiosk.voice.synthesis import Synthesiser


def talk(site: Site, channel: Channel, run_dir: str, lang: str, text: str) -> None:
    """Tells `ready` with the seconds of the sentence, hears `chime_at` and `sentence_at` (monotonic s), plays."""
    voice = site.settings.voice
    synthesiser = Synthesiser(voice.voices, wpm=voice.wpm, pitch=voice.pitch)
    speech = (synthesiser.speak(text, lang).pcm * voice.volume).astype(np.int16)
    speaker = open_loudspeaker(voice.speaker, Path(run_dir), synthesiser.sample_rate)
    channel.tell(ready={"speaker": speaker.name, "seconds": len(speech) / speaker.sample_rate})
    times = channel.hear()
    try:
        speaker.play(chime(speaker.sample_rate, voice.volume), times["chime_at"])
        _until(times["chime_at"] + LENGTH_S)
        _until(times["sentence_at"] - 0.1)
        speaker.play(speech, times["sentence_at"])
        while speaker.playing():
            time.sleep(0.02)
        time.sleep(0.3)  # what a device has still in its buffer
    finally:
        speaker.close()


def _until(at: float) -> None:
    time.sleep(max(0.0, at - time.monotonic()))
