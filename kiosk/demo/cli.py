"""`kiosk demo`: watch the product do its job on a machine with nothing attached."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from kiosk import machine
from kiosk.errors import KioskError
from kiosk.models.cli import fetch_with_bar
from kiosk.run_cli import writable
from kiosk.settings import Settings

if TYPE_CHECKING:
    from kiosk.demo.play import Plan, Run

HIT_RATES = ("ko",)
"""Languages in which the demo also asks every question of the store, and counts what was understood."""


def demo(
    lang: Annotated[
        str, typer.Option(help="en and ko: speech. nl, de, fr: speech where their model is, else touch and text.")
    ] = "en",
    out: Annotated[Path, typer.Option(help="Folder for film, ledger and report.")] = Path("out"),
    story: Annotated[str, typer.Option(help="Another visit of the store: barge-in, by who interrupts.")] = "demo",
    seed: Annotated[int, typer.Option(help="Seed of blinks, noise and choice of words.")] = 1,
    film: Annotated[bool, typer.Option(help="Draw the film after the conversation.")] = True,
    offline: Annotated[bool, typer.Option("--offline", help="Fetch no model: go on with what is here.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="The report as one JSON document on standard output.")] = False,
) -> None:
    """Let a simulated shopper visit the kiosk: seen, heard, answered, sent to a person.

    Only the shopper is scripted. The kiosk sees with OpenCV, hears with a real recogniser, looks things up over HTTP,
    speaks, and moves a serial robot. Writes demo.mp4, ledger.jsonl, report.html and report.json.
    """
    from kiosk.demo import play
    from kiosk.runtime.run_dir import RunDir

    console = Console(stderr=True)
    play.refuse_unknown(lang, story)
    writable(out)
    for name in play.needed_models(lang):
        _have(name, console, offline=offline)
    plan = play.plan(lang, seed, name=story)
    if plan.remark:
        console.print(plan.remark, markup=False)
    _learn(plan.settings, console)
    folder = RunDir(prefix="balie-demo-")
    try:
        run = _converse(plan, folder.path, out, console)
        film_s = _film(run, plan.settings, out, console) if film else None
        document = _report(run, plan, out, film_s, console)
    finally:
        folder.close()
    if json_:
        typer.echo(json.dumps(document, ensure_ascii=False))
    if not any(turn["reply"] for turn in document["turns"]):
        raise KioskError("demo.silent", "No question of the shopper got a reply.", f"Look at {out / 'report.html'}.")
    names = ["demo.mp4"] if film else []
    console.print(f"Look at: {', '.join(str(out / name) for name in [*names, 'report.html'])}")


def _have(name: str, console: Console, *, offline: bool) -> None:
    """Fetch a model; without it the demo goes on with less, and says so."""
    try:
        fetch_with_bar(name, offline=offline)
    except KioskError as fault:
        console.print(f"{fault.sentence} {fault.remedy}")


def _learn(settings: Settings, console: Console) -> None:
    """No shopper comes to a kiosk that still learns what its store answers."""
    from kiosk.answers.learning import learn
    from kiosk.waiting import LEARNING, waiting

    console.print("opening the store; the first time takes a minute or two longer …")
    with waiting(console, LEARNING):
        learn(settings.store.dir, settings.answers)


def _converse(plan: Plan, run_dir: Path, out: Path, console: Console) -> Run:
    from kiosk.demo import play
    from kiosk.talk import printer
    from kiosk.waiting import waiting

    console.print(f"“{play.story_of(plan.story)}” — starting every part …")

    def tell(line: str) -> None:
        console.print(line, highlight=False, markup=False, soft_wrap=True)

    watch = printer(tell)
    with waiting(console, "starting every part") as starting:

        def ready() -> None:
            starting.stop()
            console.print("every part is ready")

        return asyncio.run(play.converse(plan.settings, run_dir, out, watch, ready, tell))


def _film(run: Run, settings: Settings, out: Path, console: Console) -> float:
    from kiosk.demo.play import pictures
    from kiosk.report import soundtrack
    from kiosk.stage.film import record
    from kiosk.stage.film.render import make_film

    sound = run.run_dir / "sound.wav"
    soundtrack.write(run.run_dir, sound, run.began, run.ended)
    began = time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("drawing the film", total=1.0)
        make_film(
            run.run_dir / record.FILE,
            out / "demo.mp4",
            sound=sound,
            sound_start=run.began,
            size=(settings.stage.width, settings.stage.height),
            progress=lambda share: bar.update(task, completed=share),
            beside=pictures(run, out),
        )
    return time.monotonic() - began


def _report(run: Run, plan: Plan, out: Path, film_s: float | None, console: Console) -> dict[str, Any]:
    from kiosk.bench.row import Row, meets
    from kiosk.demo.play import can_hear
    from kiosk.report.hits import hit_rate
    from kiosk.report.write import Facts, write

    lang, body = plan.settings.kiosk.lang, plan.settings.body
    hits = hit_rate(lang, plan.settings) if lang in HIT_RATES and can_hear(lang) else []
    facts = Facts(
        title="Balie: one conversation",
        lang=lang,
        machine=machine.name(),
        start_s=run.start_s,
        memory_mb=round(run.memory.mb, 1),
        held_mb=run.memory.held,
        talk_s=run.ended - run.began,
        film_s=film_s,
        notes=tuple(filter(None, (plan.remark, *run.ails))),
        devices={name: body.profile_of(name) for name in body.devices},
    )
    document = write(run.run_dir, out, facts, hits)
    for row in (Row(**fields) for fields in document["figures"]):
        sign = " " if row.goal is None else "✓" if meets(row) else "✗"
        console.print(f" {sign} {row.name}: {row.value:g} {row.unit}", highlight=False, markup=False)
    return document
