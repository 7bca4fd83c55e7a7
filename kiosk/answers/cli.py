"""`kiosk ask`: what the kiosk would answer, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.errors import InputError
from kiosk.utterance import normal

if TYPE_CHECKING:
    from rich.table import Table

    from kiosk.answers.calibrate import Thresholds
    from kiosk.answers.draft import Draft
    from kiosk.answers.engine import Answerer
    from kiosk.answers.retrieve import Match


def ask(
    text: Annotated[str, typer.Argument(help="The question, as a shopper would say it.")] = "",
    lang: Annotated[str, typer.Option(help="Language: nl, en, fr, de or ko. Without it, the one it reads like.")] = "",
    why: Annotated[bool, typer.Option("--why", help="Show the nearest phrasings, the scores and the limits.")] = False,
    store: Annotated[Path | None, typer.Option(help="The store's folder; the demo store without it.")] = None,
    batch: Annotated[Path | None, typer.Option(help="A file with a question a line, answered in one go.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document for machines.")] = False,
) -> None:
    """Ask the store a question: `kiosk ask "where is the milk" --why`."""
    from kiosk import layers
    from kiosk.answers.engine import Answerer
    from kiosk.settings import LANGS
    from kiosk.store.client import StoreClient

    if lang and lang not in LANGS:
        raise InputError("answers.language", f"{lang!r} is no language of Balie.", f"Use {', '.join(LANGS)}.")
    questions = _questions(text, batch)
    settings = layers.load(store)
    client = StoreClient(settings.store) if settings.store.backend_url.startswith("http") else None
    try:
        answerer = Answerer(settings.store.dir, settings.answers, client)
        rows = [_answered(answerer, question, lang, settings.kiosk.lang) for question in questions]
    finally:
        if client is not None:
            client.close()
    if as_json:
        typer.echo(json.dumps({"answers": [row for row, _ in rows]}, ensure_ascii=False, indent=2))
    else:
        _show(rows, answerer.retriever.limits, why=why)


def _questions(text: str, batch: Path | None) -> list[str]:
    """The questions to answer.

    Raises:
        InputError: there are none, or the file cannot be read.
    """
    lines = [text] if batch is None else [*_lines(batch), *([text] if text.strip() else [])]
    questions = [line.strip() for line in lines if line.strip()]
    if not questions or (batch is None and not normal(questions[0])):
        raise InputError("answers.empty", "There is no question.", 'Try: kiosk ask "where is the milk"')
    return questions


def _lines(batch: Path) -> list[str]:
    try:
        return batch.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError("answers.batch", f"{batch} cannot be read: {fault}.", "Give a text file in UTF-8.") from fault


def _answered(answerer: Answerer, question: str, lang: str, usual: str) -> tuple[dict[str, Any], Draft]:
    import time

    spoken = lang or answerer.language_of(question, usual)
    began = time.perf_counter()
    draft = answerer.ask(question, spoken) if normal(question) else _wordless(question, spoken)
    reply = draft.finished(draft.lookup.wait()) if draft.lookup else draft.reply
    ms = (time.perf_counter() - began) * 1000
    top = [{"entry": ranked.entry, "score": round(ranked.score, 4)} for ranked in draft.match.ranked]
    row = {
        "question": question,
        "lang": spoken,
        "entry": reply.entry,
        "band": reply.band,
        "score": round(reply.score, 4),
        "top": top,
        "text": reply.caption,
        "ms": round(ms, 2),
        "model_used": False,
    }
    return row, draft


def _wordless(question: str, lang: str) -> Draft:
    """The draft for a line of a batch that has no words: nothing is near to it."""
    from kiosk.answers import compose
    from kiosk.answers.draft import Draft
    from kiosk.answers.retrieve import Match

    return Draft(compose.unknown(0.0, lang), Match(question, (), "none"))


def _show(rows: list[tuple[dict[str, Any], Draft]], limits: Thresholds, *, why: bool) -> None:
    from rich.console import Console

    console = Console()
    for row, draft in rows:
        console.print(f"[dim]{row['question']}[/dim]", highlight=False)
        console.print(row["text"] or _silent(draft), highlight=False)
        if why:
            console.print(_reasons(draft.match), f"{_verdict(draft, limits)}\n", sep="\n", highlight=False)


def _silent(draft: Draft) -> str:
    if draft.reply.intent != "question":
        return f"(no question: {draft.reply.intent})"
    return "(The store has no answer to this; the kiosk asks to put it differently, then offers a person.)"


def _reasons(match: Match) -> Table:
    from rich.table import Table

    table = Table("entry", "sure", "nearest phrasing", "alike")
    for ranked in match.ranked:
        table.add_row(ranked.entry, f"{ranked.score:.0%}", ranked.phrasing, f"{ranked.similarity:.0%}")
    return table


def _verdict(draft: Draft, limits: Thresholds) -> str:
    """Why it was answered, asked or left, in words that need no explanation."""
    if not draft.match.ranked:
        return "Not answered: there are no words in it."
    sure, hi, lo = f"{draft.match.best.score:.0%}", f"{limits.hi:.0%}", f"{limits.lo:.0%}"
    if draft.reply.intent != "question":
        return f"This is no question but: {draft.reply.intent}. Such words are looked for before anything else."
    if draft.reply.band == "ask" and not draft.reply.entry:
        return "This is a greeting only: the kiosk asks for the question."
    if draft.reply.band == "answer" and draft.match.band == "ask":
        return f"Answered: {sure} sure, below {hi}, but the question names a day, and all that is near is about hours."
    if draft.reply.band == "answer":
        return f"Answered: {sure} sure, and from {hi} on the kiosk answers by itself."
    if draft.reply.band == "ask" and draft.match.band == "answer":
        return f"{sure} sure that a product is wanted, but none of the words is a product of the table."
    if draft.reply.band == "ask":
        return f"Asks which was meant: {sure} sure, between {lo} and {hi}. More phrasings for the entry would help."
    sure = f"only {sure}" if sure != lo else f"not quite {lo}"
    return f"Not answered: {sure} sure; {lo} is needed to ask. If the store knows this, add the question to its entry."
