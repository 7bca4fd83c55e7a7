"""`kiosk say`: the voice alone, on a file or on the speaker."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.errors import InputError, KioskError

if TYPE_CHECKING:
    from kiosk.settings import Settings
    from kiosk.voice.dictionary import Dictionary
    from kiosk.voice.script import Utterance

TimelineFile = Annotated[
    Path | None, typer.Option(help="JSON file to write: words, phonemes, visemes and marks in milliseconds.")
]
VoiceName = Annotated[
    str | None, typer.Option(help="Voice of espeak-ng, such as nl+f2, or the .onnx file of one of Piper's.")
]
EngineName = Annotated[
    str | None, typer.Option(help="auto, espeak, piper or one that a package brings (default: as the settings say).")
]
FromWord = Annotated[
    int, typer.Option("--from-word", min=0, help="Play from this word of the timeline on, the first is 0.")
]
StoreDir = Annotated[
    Path | None, typer.Option(help="Folder of the store, for its pronunciation.toml (default: as the settings say).")
]
SpokenOnly = Annotated[
    bool, typer.Option("--spoken", help="Print what is read for what is written, and speak nothing.")
]


def say(
    text: Annotated[str, typer.Argument(help="What to say; may hold inline marks such as ^point(aisle-4).")],
    lang: Annotated[str, typer.Option(help="Language: nl, en, fr, de or ko.")] = "en",
    out: Annotated[Path | None, typer.Option(help="WAV file to write; without it, the speaker plays.")] = None,
    timeline: TimelineFile = None,
    voice: VoiceName = None,
    engine: EngineName = None,
    from_word: FromWord = 0,
    store: StoreDir = None,
    spoken_only: SpokenOnly = False,
    json: Annotated[bool, typer.Option("--json", help="Print the timeline as JSON.")] = False,
) -> None:
    """Speak a sentence with the kiosk's voice, and show what its mouth does.

    ^pause(300) in the text is a pause of so many milliseconds, ^emphasis() stresses the word behind it.

    Example: kiosk say "De melk staat in gang 4." --lang nl --out melk.wav --timeline melk.json
    Example: kiosk say "The milk is in aisle 4." --engine piper --from-word 3
    Example: kiosk say "Nu € 4,95, ma t/m za." --lang nl --spoken
    """
    from kiosk.configuration import layers
    from kiosk.voice.dictionary import of_store

    settings = layers.load(store)
    words = of_store(settings.store.dir)
    if spoken_only:
        typer.echo(_read_aloud(text, lang, words.get(lang), as_json=json))
        return
    spoken = _spoken(text, lang, settings, words, engine=engine, voice=voice)
    start_ms = _start_ms(spoken, from_word) if from_word else 0.0
    if timeline is not None:
        _write(timeline, _document(spoken).encode())
    if json:
        typer.echo(_document(spoken))
    if out is not None:
        _write(out, _wave(spoken, start_ms))
    else:
        _play(spoken, start_ms, settings.voice.speaker, needed=timeline is None and not json)


def _spoken(
    text: str, lang: str, settings: Settings, words: dict[str, Dictionary], *, engine: str | None, voice: str | None
) -> Utterance:
    """The sentence by the engine that speaks the language here, or by the one that was asked for."""
    from kiosk.voice import engines
    from kiosk.voice.synthesis import Synthesiser

    if voice is None:
        choice = engines.choose(lang, settings.voice, engine)
    else:
        choice = engines.Choice(engine or engines.of_voice(voice), voice, lang)
    loaded = engines.load(choice.engine)
    try:
        synthesiser = Synthesiser(
            wpm=settings.voice.wpm, pitch=settings.voice.pitch, words=words, engine=loaded, expressive=True
        )
        return synthesiser.speak(text, lang, voice=choice.voice)
    finally:
        loaded.close()


def _start_ms(spoken: Utterance, from_word: int) -> float:
    """When that word begins."""
    from kiosk.voice import resumption

    if (count := len(spoken.timeline.words)) <= from_word:
        raise InputError("voice.no-word", f"There is no word {from_word}: {count} are said.", "The first word is 0.")
    return resumption.start_ms(spoken.timeline, from_word)


def _read_aloud(text: str, lang: str, own: Dictionary | None, *, as_json: bool) -> str:
    """What the voice is given for a text, and a line for each place that it reads otherwise than it is written."""
    from json import dumps

    from kiosk import marks
    from kiosk.voice.normalise import NO_WORDS, normalise, readings_of

    plain, _ = marks.split(text)
    said = normalise(plain, lang, own or NO_WORDS).text
    readings = readings_of(plain, lang, own or NO_WORDS)
    if as_json:
        made = [{"written": plain[r.start : r.end], "say": r.say.strip(), "rule": r.rule} for r in readings]
        return dumps({"text": plain, "lang": lang, "spoken": said, "readings": made}, ensure_ascii=False)
    made_of = [f"  {plain[r.start : r.end].strip()} -> {r.say.strip() or 'nothing'}   ({r.rule})" for r in readings]
    return "\n".join([said, *made_of])


def _document(spoken: Utterance) -> str:
    """The timeline as the one JSON document of the contract."""
    from dataclasses import asdict
    from json import dumps

    return dumps(_rounded(asdict(spoken.timeline)), ensure_ascii=False, indent=1)


def _rounded(value: object) -> object:
    """Milliseconds to a hundredth: half a sample."""
    match value:
        case dict():
            return {key: _rounded(item) for key, item in value.items()}
        case tuple() | list():
            return [_rounded(item) for item in value]
        case float():
            return round(value, 2)
    return value


def _wave(spoken: Utterance, start_ms: float) -> bytes:
    import io
    import wave

    from kiosk.voice import resumption

    sound = resumption.sound_from(spoken, start_ms)
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(spoken.timeline.sample_rate)
        file.writeframes(sound.astype("<i2").tobytes())
    return buffer.getvalue()


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as fault:
        raise InputError(
            "voice.output", f"{path} cannot be written: {fault.strerror}.", "Name another file."
        ) from fault


def _play(spoken: Utterance, start_ms: float, source: str, *, needed: bool) -> None:
    """Let the settings' loudspeaker play, or any where a stand-in is set.

    Where there is none that is a fault only if nothing else was asked for.
    """
    import time

    from hardware.errors import HardwareError
    from hardware.sound.speaker import open_speaker
    from kiosk.voice import resumption

    sound = resumption.sound_from(spoken, start_ms)
    try:
        speaker = open_speaker(source if source.startswith("device") else "device", None, spoken.timeline.sample_rate)
    except HardwareError as fault:
        if needed:
            raise KioskError(fault.code, fault.sentence, "Connect one, or name a file with --out.") from fault
        typer.echo(f"{fault.sentence} Nothing was played.", err=True)
        return
    speaker.play(sound, time.monotonic())
    while speaker.playing():
        time.sleep(0.02)
    time.sleep(0.1)  # what the device still holds
    speaker.close()
