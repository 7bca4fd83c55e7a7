"""`kiosk voice`: which voices there are for each language, and rendering the store's sentences ahead."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kiosk.voice.rendering import Plan

app = typer.Typer(no_args_is_help=True, help="The voices: what speaks each language, and sentences rendered ahead.")
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]


@app.command("list")
def list_(json_: Json = False) -> None:
    """Which engine speaks each language on this machine, which others could, and how to get what is missing.

    Example: kiosk voice list
    """
    from rich.console import Console

    from kiosk.configuration import layers
    from kiosk.plain_table import plain_table
    from kiosk.voice.offers import offers

    found = offers(layers.load())
    if json_:
        typer.echo(json.dumps({"voices": [asdict(offer) for offer in found]}, ensure_ascii=False))
        return
    rows = (
        (f"{each.lang}{'*' if each.offered else ''}", each.engine, each.voice, "yes" * each.speaks, each.missing)
        for each in found
    )
    table = plain_table(("Language", "Engine", "Voice", "Speaks", "To get it"), rows, title="Voices")
    table.caption, table.caption_justify = (
        '* on offer, see kiosk.langs; `kiosk say "…" --engine NAME` tries one',
        "left",
    )
    Console().print(table)


@app.command()
def render(
    lang: Annotated[list[str] | None, typer.Option(help="Only this language; may be given again.")] = None,
    engine: Annotated[str | None, typer.Option(help="Another engine than the settings say.")] = None,
    dry: Annotated[bool, typer.Option("--dry-run", help="Say what would be rendered, and render nothing.")] = False,
    json_: Json = False,
) -> None:
    """Render the store's answers and fixed sentences ahead, so that each starts at once.

    A running kiosk does it when it is idle. Kept are sentences of the store's files and the language files only, never
    what shoppers say or are told of orders.

    Example: kiosk voice render --lang nl
    """
    from rich.console import Console
    from rich.progress import Progress

    from kiosk.configuration import layers
    from kiosk.voice.rendering import plan, rendered

    wanted = plan(layers.load(), tuple(lang or ()), engine)
    try:
        if not dry:
            with Progress(console=Console(stderr=True), transient=True) as bar:
                line = bar.add_task("rendering", total=len(wanted.missing))
                for _ in rendered(wanted):
                    bar.advance(line)
        _tell(wanted, dry=dry, as_json=json_)
    finally:
        wanted.voices.close()


def _tell(plan: Plan, *, dry: bool, as_json: bool) -> None:
    done = 0 if dry else plan.done
    cache = plan.voices.cache
    if as_json:
        told = {"sentences": plan.sentences, "missing": len(plan.missing), "rendered": done, "bytes": cache.bytes}
        typer.echo(json.dumps(told | {"by_lang": plan.by_lang, "engine": plan.voices.engine}))
        return
    for lang, count in plan.by_lang.items():
        typer.echo(f"{lang}: {count['sentences']} sentences, {count['missing']} were not rendered yet")
    typer.echo(f"{done} rendered; {cache.bytes / 1e6:.1f} MB are kept, by {plan.voices.engine}")
