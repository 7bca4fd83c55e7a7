"""A recogniser that knows nothing of the voice hears what it says."""

from __future__ import annotations

import re

import numpy as np
import pytest

from kiosk.voice.synthesis import Synthesiser, Utterance

pytestmark = pytest.mark.engine

SENTENCES = [
    "The milk is in aisle four.",
    "We are open on Sunday from ten until six.",
    "I am sorry, I do not know that yet.",
    "Let me ask a colleague to help you.",
    "The toilets are near the exit.",
    "You can pay by cash or by card.",
    "Please keep your receipt in a safe place.",
    "Fresh fish arrives on Tuesday and Friday.",
    "Have a nice day and goodbye.",
    "The bread was baked this morning.",
]


@pytest.fixture(scope="module")
def hear():
    moonshine = pytest.importorskip("moonshine_voice", reason="the fallback recogniser is not installed")
    from moonshine_voice.transcriber import Transcriber
    from moonshine_voice.utils import get_model_path

    transcriber = Transcriber(str(get_model_path("tiny-en")), moonshine.ModelArch.TINY)

    def hearing(said: Utterance) -> list[str]:
        pcm = said.pcm.astype(np.float32) / 32768
        found = transcriber.transcribe_without_streaming(pcm.tolist(), said.timeline.sample_rate)
        return words(" ".join(line.text for line in found.lines))

    yield hearing
    transcriber.close()


def words(text: str) -> list[str]:
    text = text.lower().replace("isle", "aisle").replace("aaisle", "aisle").replace("€", "euro ")
    return re.findall(r"[a-z']+", text)


@pytest.mark.parametrize("name", ["en-us", "en-us+f2", "en-us+m3"])
def test_most_words_are_understood(hear, name):
    voice = Synthesiser()
    right = total = 0
    for sentence in SENTENCES:
        heard = set(hear(voice.speak(sentence, "en", voice=name)))
        right += sum(word in heard for word in words(sentence))
        total += len(words(sentence))
    assert right / total > 0.6, f"{right} of {total} words"


def test_money_and_units_are_heard_as_they_are_meant(hear):
    """Each word by one of three voices at least: the recogniser misses some of any one."""
    said = [
        Synthesiser().speak("The milk is €1.50 and the bread weighs ca. 2 kg.", "en", voice=name)
        for name in ("en-us", "en-us+m3", "gmw/en")
    ]
    heard = " ".join(word for each in said for word in hear(each))
    assert all(word in heard for word in ("euro", "about", "kilo")), heard
