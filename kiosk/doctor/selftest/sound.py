"""“I heard my own chime”: a loudspeaker's job and a microphone's, and what they found together."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

from rapidfuzz.fuzz import ratio

from kiosk.doctor.finding import Figure, Finding, Status, failed, missing, ok, warning
from kiosk.doctor.selftest.bench import Bench
from kiosk.doctor.selftest.chime import LENGTH_S
from kiosk.doctor.worker import Hung, Worker

AREA, WORDS_AREA = "self-test: chime", "self-test: words"
UNKNOWN = "Whether shoppers hear the kiosk, and it hears them, is not known."
DEAF = "Either nobody hears the kiosk, or it hears nobody."
START_S, AFTER_S, CLOSE_S = 30.0, 2.0, 3.0
LATE_MS = 400.0
"""A wired loudspeaker and microphone take 50 to 150 ms together; the lips are 35 ms ahead of the sound."""
UNDERSTOOD = 75.0
"""Likeness of letters, 0 to 100: a wrong ending may pass, another word may not."""


def test(bench: Bench, lang: str, sentence: str) -> list[Finding]:
    """Findings for the chime and for the sentence."""
    if bench.no_sound:
        return [missing(AREA, f"Not done: {bench.no_sound}", UNKNOWN, "Plug in what is missing, then test again.")]
    heard = play_and_listen(bench, lang, sentence)
    chime = judged(heard, simulated=bench.sound_simulated)
    return [chime] if chime.status is Status.FAILED else [chime, understood(heard, lang, sentence)]


def play_and_listen(bench: Bench, lang: str, sentence: str) -> dict[str, Any]:
    """What the microphone's job found, with the names of the devices. Raises `KioskError`, `Hung`, `Died`."""
    site, folder = bench.site, str(bench.run_dir)
    job = "kiosk.doctor.selftest"
    with (
        Worker(f"{job}.listener:listen", site, run_dir=folder, lang=lang) as ear,
        Worker(f"{job}.talker:talk", site, run_dir=folder, lang=lang, text=sentence) as mouth,
    ):
        listening, talking = ear.receive("ready", START_S), mouth.receive("ready", START_S)
        chime_at = time.monotonic() + 1.5
        sentence_at = chime_at + LENGTH_S + AFTER_S
        ends_at = sentence_at + talking["seconds"] + AFTER_S
        times = {"chime_at": chime_at, "sentence_at": sentence_at, "ends_at": ends_at}
        ear.send(**times)
        mouth.send(**times)
        heard: dict[str, Any] = ear.receive("result", ends_at - time.monotonic() + START_S)
        with suppress(Hung):  # it was heard or not: a device that is slow to close does not matter
            mouth.receive("result", CLOSE_S)
        return {**heard, **listening, **talking}


def judged(heard: dict[str, Any], *, simulated: bool) -> Finding:
    """The finding about the chime."""
    way = f"{heard['speaker']} → {heard['microphone']}"
    note = "Simulated loudspeaker, air and microphone: " if simulated else ""
    if not heard["blocks"]:
        return failed(AREA, f"{note}{way}: the microphone gave no sound at all.", DEAF, "Plug it in again.")
    figures: dict[str, Figure] = {**heard, "simulated": simulated}
    sizes = f"{heard['snr_db']:.0f} dB above the noise, {heard['delay_ms']:.0f} ms after it was played"
    match heard["verdict"]:
        case "dead":
            remedy = "Switch the microphone on at the device; in `alsamixer` press F4, then space until CAPTURE shows."
            return failed(AREA, f"{note}{way}: the microphone gives perfect silence.", DEAF, remedy, **figures)
        case "nothing":
            remedy = "Turn the loudspeaker up and see that it is on; see that the right devices are chosen."
            found = f"{note}{way}: sound was heard, but not the chime."
            return failed(AREA, found, DEAF, remedy, **figures)
        case "clipped":
            cost, remedy = "What shoppers say is misheard.", "Turn the microphone down in `alsamixer` (F4)."
            found = f"{note}{way}: the chime was heard, but {heard['clipped']:.0%} of it is clipped."
            return warning(AREA, found, cost, remedy, **figures)
        case "faint":
            cost = "The kiosk is hard to hear, or hears badly."
            remedy = "Turn the loudspeaker up, then the microphone; see that nothing covers them."
            return warning(AREA, f"{note}{way}: the chime was heard too faintly, {sizes}.", cost, remedy, **figures)
    if heard["delay_ms"] > LATE_MS:
        cost = "The mouth moves long before the sound, or what shoppers say is heard late."
        remedy = "Use a loudspeaker and a microphone with a wire; give the sound server smaller buffers."
        return warning(AREA, f"{note}{way}: the chime was heard late, {sizes}.", cost, remedy, **figures)
    return ok(AREA, f"{note}I heard my own chime, {way}: {sizes}.", **figures)


def understood(heard: dict[str, Any], lang: str, sentence: str) -> Finding:
    """The finding about the sentence that the kiosk said to itself."""
    text, engine = heard["understood"], heard["engine"]
    if engine is None:
        remedy = f"Run `kiosk models get vosk-{lang}`."
        return missing(WORDS_AREA, f"Not done: no recogniser for {lang} is here.", UNKNOWN, remedy)
    likeness = ratio(_letters(sentence), _letters(text))
    said = f"said “{sentence}” ({lang}), {engine} understood “{text}”"
    figures: dict[str, Figure] = {"said": sentence, "understood": text, "engine": engine, "likeness": round(likeness)}
    if likeness >= UNDERSTOOD:
        return ok(WORDS_AREA, f"I understood myself: {said}.", **figures)
    cost = "Some of what shoppers say is misheard; the kiosk's own voice is harder to understand than a person's."
    remedy = "Test again in a quiet moment; then move microphone and loudspeaker apart, and turn down what is too loud."
    return warning(WORDS_AREA, f"I did not understand myself: {said}.", cost, remedy, **figures)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
