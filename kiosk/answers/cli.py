"""`kiosk ask`: what the kiosk would answer, and why."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.errors import InputError
from kiosk.utterance import normal

if TYPE_CHECKING:
    from rich.table import Table

    from kiosk.answers.draft import Draft
    from kiosk.answers.retrieve import Match, Retriever


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

    from kiosk.answers.explained import explained, opened
    from kiosk.configuration import layers
    from kiosk.settings import LANGS
    from kiosk.waiting import LEARNING, waiting

    if lang and lang not in LANGS:
        raise InputError("answers.language", f"{lang!r} is no language of Balie.", f"Use {', '.join(LANGS)}.")
    questions = _questions(text, batch)
    settings = layers.load(store)
    with ExitStack() as held:
        with waiting(Console(stderr=True), LEARNING):
            answerer = held.enter_context(opened(settings))
        if batch is not None:
            answerer.warm()  # what is slow the first time is no question's cost
        rows = [explained(answerer, question, lang, settings) for question in questions]
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
        why = fault.strerror if isinstance(fault, OSError) else "it is no text in UTF-8"
        raise InputError("answers.batch", f"{batch} cannot be read: {why}.", "Give a text file in UTF-8.") from fault


def _show(rows: list[tuple[dict[str, Any], Draft]], retriever: Retriever, *, why: bool) -> None:
    from rich.console import Console

    from kiosk.answers.why import counted, lines, told

    console = Console(highlight=False, markup=False)
    for row, draft in rows:
        console.print(row["question"], style="dim")
        console.print(row["text"] or _silent(draft))
        if why:
            console.print(_reasons(draft.match), lines(told(draft, retriever.limits)), sep="\n")
            console.print(f"{lines(counted(draft.match, retriever))}\n")


def _silent(draft: Draft) -> str:
    if draft.reply.intent != "question":
        return f"(no question: {draft.reply.intent})"
    return "(The store has no answer to this; the kiosk asks to put it differently, then offers a person.)"


def _reasons(match: Match) -> Table:
    from kiosk.plain_table import plain_table

    rows = [(each.entry, f"{each.score:.0%}", each.phrasing, f"{each.similarity:.0%}") for each in match.ranked]
    return plain_table(("entry", "sure", "nearest phrasing", "alike"), rows)
