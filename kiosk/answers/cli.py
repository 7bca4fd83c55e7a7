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

    from kiosk.answers.draft import Draft
    from kiosk.answers.engine import Answerer
    from kiosk.answers.retrieve import Match, Retriever
    from kiosk.events import Reply
    from kiosk.settings import Settings


def ask(
    text: Annotated[str, typer.Argument(help="The question, as a shopper would say it.")] = "",
    lang: Annotated[str, typer.Option(help="Language: nl, en, fr, de or ko. Without it, the one it reads like.")] = "",
    why: Annotated[bool, typer.Option("--why", help="Show the nearest phrasings, the scores and the limits.")] = False,
    store: Annotated[Path | None, typer.Option(help="The store's folder; the demo store without it.")] = None,
    batch: Annotated[Path | None, typer.Option(help="A file with a question a line, answered in one go.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document for machines.")] = False,
) -> None:
    """Ask the store a question: `kiosk ask "where is the milk" --why`."""
    from rich.console import Console

    from kiosk import layers
    from kiosk.answers.engine import Answerer
    from kiosk.answers.wording.model import Rephraser
    from kiosk.settings import LANGS
    from kiosk.store.client import StoreClient
    from kiosk.waiting import waiting

    if lang and lang not in LANGS:
        raise InputError("answers.language", f"{lang!r} is no language of Balie.", f"Use {', '.join(LANGS)}.")
    questions = _questions(text, batch)
    settings = layers.load(store)
    client = StoreClient(settings.store) if settings.store.backend_url.startswith("http") else None
    try:
        rephraser = Rephraser(settings.wording) if settings.wording.url else None
        with waiting(Console(stderr=True), "opening the store; new phrasings are learnt once, in a minute or two"):
            answerer = Answerer(settings.store.dir, settings.answers, client, rephraser=rephraser)
        if batch is not None:
            answerer.warm()  # what is slow the first time is no question's cost
        rows = [_answered(answerer, question, lang, settings) for question in questions]
    finally:
        if client is not None:
            client.close()
    if as_json:
        typer.echo(json.dumps({"answers": [row for row, _ in rows]}, ensure_ascii=False, indent=2))
    else:
        _show(rows, answerer.retriever, why=why)


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


def _own_words(reply: Reply, store: Path, tone: str) -> str:
    """What the dialogue says where the reply leaves it to its own sentences."""
    from kiosk import phrases
    from kiosk.dialogue.manner import key
    from kiosk.resources import config_dir

    name = key(reply.triage.topic) if reply.triage.topic else ""
    found = phrases.load(config_dir() / "lang", [reply.lang], store, tone)[reply.lang].get(name, ())
    return found[0] if found else ""


def _answered(answerer: Answerer, question: str, lang: str, settings: Settings) -> tuple[dict[str, Any], Draft]:
    import time
    from dataclasses import asdict, replace

    usual, store, tone = settings.kiosk.lang, settings.store.dir, settings.kiosk.tone
    spoken = lang or answerer.language_of(question, usual)
    began = time.perf_counter()
    draft = answerer.ask(question, spoken) if normal(question) else _wordless(question, spoken)
    reply = draft.now()
    draft = replace(draft, reply=reply)
    ms = (time.perf_counter() - began) * 1000
    top = [{"entry": ranked.entry, "score": round(ranked.score, 4)} for ranked in draft.match.ranked]
    row = {
        "question": question,
        "lang": spoken,
        "entry": reply.entry,
        "band": reply.band,
        "score": round(reply.score, 4),
        "top": top,
        "text": reply.caption or _own_words(reply, store, tone),
        "ms": round(ms, 2),
        "lookups": draft.lookup.outcomes() if draft.lookup else {},
        "model_used": reply.wording == "model",
        "wording": reply.wording,
        "intent": reply.intent,
        "topic": reply.triage.topic,
        "happens": reply.triage.happens,
        "reasons": [asdict(reason) for reason in reply.triage.reasons],
    }
    return row, draft


def _wordless(question: str, lang: str) -> Draft:
    """The draft for a line of a batch that has no words: nothing is near to it."""
    from kiosk.answers import compose
    from kiosk.answers.draft import Draft
    from kiosk.answers.retrieve import Match

    return Draft(compose.unknown(0.0, lang), Match(question, (), "none"))


def _show(rows: list[tuple[dict[str, Any], Draft]], retriever: Retriever, *, why: bool) -> None:
    from rich.console import Console

    from kiosk.answers.why import counted, told

    console = Console()
    for row, draft in rows:
        console.print(f"[dim]{row['question']}[/dim]", highlight=False)
        console.print(row["text"] or _silent(draft), highlight=False)
        if why:
            console.print(_reasons(draft.match), told(draft, retriever.limits), sep="\n", highlight=False)
            console.print(f"{counted(draft.match, retriever)}\n", highlight=False)


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
