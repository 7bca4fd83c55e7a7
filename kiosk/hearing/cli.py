"""`kiosk listen`: hearing alone, on a recording."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from kiosk.hearing.listener import Utterance


def listen(
    file: Annotated[Path, typer.Argument(help="Recording: WAV of any rate, channels and depth", show_default=False)],
    lang: Annotated[str, typer.Option(help="Language that is spoken: nl, en, fr, de or ko")] = "en",
    store: Annotated[
        Path | None,
        typer.Option(help="Store whose phrases are the vocabulary of the constrained pass [default: the demo store]"),
    ] = None,
    json_output: Annotated[bool, typer.Option("--json", help="One JSON document on standard output")] = False,
) -> None:
    """Show what hearing makes of a recording: utterances, words with their times, and what they would be in the store.

    The open transcript is always there. `vocabulary_text` is the reading that knows only the store's phrases; it is
    null for a recogniser without such a pass.
    """
    document = heard_in(file, lang, store)
    if json_output:
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    typer.echo(f"{document['engine']} {document['model']}", err=True)
    for said in document["utterances"]:
        typer.echo(f"{said['start_s']:7.2f} to {said['end_s']:.2f} s  {said['text'] or '(no words)'}")
        if said["vocabulary_text"]:
            typer.echo(f"{'':19}in the store's words: {said['vocabulary_text']}")
    if not document["utterances"]:
        typer.echo("No voice was heard.")


def heard_in(file: Path, lang: str, store: Path | None) -> dict[str, Any]:
    """The document of `kiosk listen`.

    Raises:
        InputError: `hearing.unknown-language`, `recording.*`, `store.missing`, `store.format`, `settings.*`.
        KioskError: `hearing.no-model`.
    """
    from kiosk import layers
    from kiosk.hearing.engines import choose, load
    from kiosk.hearing.part import pauses
    from kiosk.hearing.sources import open_recording
    from kiosk.hearing.transcribe import transcribe
    from kiosk.hearing.vocabulary import phrases

    settings = layers.load(store)
    choice = choose(lang, settings.hearing.engine)
    microphone = open_recording(file)
    engine = load(choice, phrases(settings.store.dir, lang))
    silences = pauses(settings.hearing, "short", choice.settle_s)
    utterances = [as_data(said) for said in transcribe(microphone, engine, choice, silences)]
    return {"engine": choice.engine, "model": choice.model, "utterances": utterances}


def as_data(said: Utterance) -> dict[str, Any]:
    """An utterance as the contract has it; seconds from the recording's first sample."""
    words = [
        {
            "text": word.text,
            "start_s": round(word.start_s, 3),
            "end_s": round(word.end_s, 3),
            "confidence": round(word.confidence, 3),
        }
        for word in said.words
    ]
    return {
        "start_s": round(said.began, 3),
        "end_s": round(said.ended, 3),
        "text": said.result.text,
        "words": words,
        "vocabulary_text": said.result.vocabulary_text,
    }
