"""`kiosk listen`: hearing alone, on a recording."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.errors import InputError

if TYPE_CHECKING:
    from kiosk.hearing.heard import Listened, Said

MOST_LANGS = 2


def listen(
    file: Annotated[Path, typer.Argument(help="Recording: WAV of any rate, channels and depth", show_default=False)],
    lang: Annotated[
        str, typer.Option(help="Language that is spoken: nl, en, fr, de or ko; with two of them, such as en,nl, both")
    ] = "en",
    store: Annotated[
        Path | None,
        typer.Option(help="Store whose phrases are the vocabulary of the constrained pass [default: the demo store]"),
    ] = None,
    json_output: Annotated[bool, typer.Option("--json", help="One JSON document on standard output")] = False,
) -> None:
    """Show what hearing makes of a recording: utterances, words with their times, and what they would be in the store.

    The open transcript is always there. `vocabulary_text` is the reading that knows only the store's phrases; it is
    null for a recogniser without such a pass. With two languages each utterance is read in both, as the first one of a
    visit is, and the one whose questions of the store it is closer to comes first.

    Example: kiosk listen question.wav --lang en,ko
    """
    from kiosk.hearing.heard import listened

    langs = [each.strip() for each in lang.split(",") if each.strip()]
    if not 1 <= len(langs) <= MOST_LANGS:
        raise InputError("hearing.languages", f"{lang!r} is not one language or two.", "Give one, or two as in en,ko.")
    found = [listened(file, each, store) for each in dict.fromkeys(langs)]
    found.sort(key=lambda one: one.fit, reverse=True)
    if json_output:
        document = _as_data(found[0]) if len(found) == 1 else _of_several(found)
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    for one in found:
        _show(one, of_several=len(found) > 1)


def _of_several(found: list[Listened]) -> dict[str, Any]:
    heard = [{"lang": one.choice.lang, "fit": round(one.fit, 1), **_as_data(one)} for one in found]
    return {"lang": found[0].choice.lang, "heard": heard}


def _as_data(one: Listened) -> dict[str, Any]:
    """What was heard in one language, as the contract has it."""
    utterances = [_said_as_data(said) for said in one.utterances]
    return {"engine": one.choice.engine, "model": one.choice.model, "utterances": utterances}


def _said_as_data(said: Said) -> dict[str, Any]:
    """An utterance; seconds from the recording's first sample."""
    utterance = said.utterance
    words = [
        {
            "text": word.text,
            "start_s": round(word.start_s, 3),
            "end_s": round(word.end_s, 3),
            "confidence": round(word.confidence, 3),
        }
        for word in utterance.words
    ]
    return {
        "start_s": round(utterance.began, 3),
        "end_s": round(utterance.ended, 3),
        "text": utterance.result.text,
        "words": words,
        "vocabulary_text": utterance.result.vocabulary_text,
    }


def _show(one: Listened, *, of_several: bool) -> None:
    fits = f", {one.fit:.0f} % like a question of the store" if of_several else ""
    typer.echo(f"{one.choice.lang}: {one.choice.engine} {one.choice.model}{fits}", err=not of_several)
    for said in one.utterances:
        _show_said(said)
    if not one.utterances:
        typer.echo("No voice was heard.")


def _show_said(said: Said) -> None:
    result, margin = said.utterance.result, " " * 19
    typer.echo(f"{said.utterance.began:7.2f} to {said.utterance.ended:.2f} s  {result.text or '(no words)'}")
    if result.vocabulary_text:
        typer.echo(f"{margin}in the store's words: {result.vocabulary_text}")
    for other in result.alternatives:
        if other != result.vocabulary_text:
            typer.echo(f"{margin}or: {other}")
    if said.closest:
        typer.echo(f"{margin}closest question: {said.closest} ({said.fit:.0f} % alike)")
    if said.utterance.words:
        words = "  ".join(f"{word.text} {word.start_s:.2f} s {word.confidence:.0%}" for word in said.utterance.words)
        typer.echo(f"{margin}word, start, how sure: {words}")
