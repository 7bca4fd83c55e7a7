"""`kiosk knowledge`: tables in and out, and what is wrong with what was written."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.curation import growth_cli
from kiosk.curation.options import Json, StoreOption, checked_language, known_store
from kiosk.curation.show import show_changes, show_faults, show_table_faults
from kiosk.errors import InputError, KioskError

if TYPE_CHECKING:
    from kiosk.knowledge.imports import Plan

HELP = """What the store knows: bring it in from a spreadsheet, look it over, let it grow by what shoppers ask.

Begin with `kiosk knowledge export answers.xlsx`, change it in a spreadsheet, then `kiosk knowledge import` it.
docs/knowledge.md explains it step by step.
"""
app = typer.Typer(no_args_is_help=True, help=HELP, rich_markup_mode=None)


def _new_or_known(store: Path | None) -> Path:
    """A store's folder; one that is not there yet is to be made."""
    try:
        return known_store(store)
    except InputError:
        if store is None:
            raise
        return store


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A table: .xlsx, .csv, .tsv or .yaml.")],
    store: StoreOption = None,
    map_: Annotated[
        list[str] | None, typer.Option("--map", help="Which header is a column: id=Nummer. As often as needed.")
    ] = None,
    lang: Annotated[str, typer.Option(help="The language, if no column says it.")] = "",
    sheet: Annotated[str, typer.Option(help="The sheet of a workbook; the first without it.")] = "",
    whole: Annotated[
        bool, typer.Option("--replace", help="The table is everything: entries that are not in it go.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Write it; without this it is shown only.")] = False,
    by: Annotated[str, typer.Option(help="Your name, for the history.")] = "",
    json_: Json = False,
) -> None:
    """Bring in a table: a phrasing a row, with the columns id, language, answer and phrasing at least.

    Further columns: title, caption, action, tags, owner, place, picture, valid_from, valid_to. Headers in Dutch, French
    and German are known too. A store that is not there yet is made. `kiosk knowledge rollback` undoes it.

    Example: kiosk knowledge import answers.xlsx --store my-store --map id=Nummer --yes
    """
    from kiosk.curation import history, shelf
    from kiosk.faults import FaultyInputError
    from kiosk.knowledge import imports
    from kiosk.knowledge import sheet as sheets

    folder = _new_or_known(store)
    mapped = _mapping(map_ or ())
    table = sheets.read(file, sheet)
    try:
        plan = imports.plan(table, folder, mapped, checked_language(lang), whole=whole)
    except FaultyInputError as refused:
        show_table_faults(refused.faults, table.unit, json_=json_)
        count = len(refused.faults)
        sentence = f"{file} has {count} fault{'s' if count != 1 else ''}; nothing was changed."
        raise InputError("knowledge.table", sentence, "Mend the table; each fault is told above.") from refused
    if yes and plan.files:
        with shelf.alone(folder):
            history.change(folder, plan.files, by, history.imported(file.name))
    _told(plan, table.unit, json_=json_, done=yes)


def _mapping(given: Iterable[str]) -> dict[str, str]:
    from kiosk.knowledge.columns import COLUMNS
    from kiosk.wording import close

    found = {}
    for each in given:
        column, sign, header = (part.strip() for part in each.partition("="))
        if not sign or not header or column not in COLUMNS:
            near = close(column, COLUMNS)
            hint = f"Did you mean {near}={header or 'NAME'}?" if near else f"Columns are {', '.join(COLUMNS)}."
            raise InputError("knowledge.map", f"--map {each} is no column=header.", hint)
        found[column] = header
    return found


def _told(plan: Plan, unit: str, *, json_: bool, done: bool) -> None:
    if json_:
        document = {
            "store": str(plan.store),
            "written": done and bool(plan.files),
            "changes": [change.to_data() for change in plan.changes],
            "warnings": [fault.to_data() for fault in plan.warnings],
        }
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    show_faults(plan.warnings, unit, err=True)
    show_changes(plan.changes)
    if not plan.files:
        typer.echo("Nothing changes.")
    elif done:
        typer.echo(f"Written to {plan.store}. {_undone(plan)}")
        typer.echo(f'Try it: kiosk ask --store {plan.store} "{_sample(plan)}"')
    else:
        where = f"A new store in {plan.store} would be made. " if plan.new else ""
        typer.echo(f"{where}Nothing is written yet: add --yes.")


def _undone(plan: Plan) -> str:
    """How it is undone: a store that was only just made has no version before."""
    if plan.new:
        return "It is a new store: to undo it, remove that folder."
    return f"`kiosk knowledge rollback --store {plan.store}` undoes it."


def _sample(plan: Plan) -> str:
    return next((entry.phrasings[0].replace('"', "") for entry in plan.entries.values()), "…")


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to: .xlsx (for Excel), .csv, .tsv or .yaml.")],
    store: StoreOption = None,
    lang: Annotated[list[str] | None, typer.Option(help="Only this language; as often as needed.")] = None,
    shared: Annotated[bool, typer.Option("--shared", help="With the entries that the chain shares.")] = False,
) -> None:
    """Write what the store knows into a table: a phrasing a row, all else in the first row of an entry.

    Example: kiosk knowledge export answers.xlsx --store my-store
    """
    from kiosk.knowledge import export as exports
    from kiosk.knowledge import files
    from kiosk.knowledge import sheet as sheets

    folder = known_store(store)
    entries = files.load(folder).entries if shared else files.own(folder).entries
    langs = [checked_language(each) for each in lang or ()]
    rows = list(exports.rows(entries, langs))
    if not rows:
        raise InputError("knowledge.empty-export", "The store has no entry of that kind.", "Take all languages.")
    sheets.write(file, rows)
    count = len({(row["id"], row["language"]) for row in rows})
    typer.echo(f"{file}: {count} entries, {len(rows)} phrasings.", err=True)


@app.command()
def lint(
    store: StoreOption = None,
    near: Annotated[bool, typer.Option(help="Look for phrasings that mean nearly the same.")] = True,
    json_: Json = False,
) -> None:
    """Look over what was written: what leads to two answers, cannot be spoken, is over, or is asked in too few ways.

    A fault ends with exit status 1; warnings do not. Who is still there may be listed in `curation/staff.txt`, a name a
    line: entries of others are told.

    Example: kiosk knowledge lint --store my-store
    """
    from kiosk.checks.cli import show_faults as show
    from kiosk.curation import lint as linting

    folder = known_store(store)
    found = linting.lint(folder, near=near)
    faults = [fault for fault in found if fault.severity == "fault"]
    if json_:
        document = {"ok": not faults, "faults": [fault.to_data() for fault in found]}
        typer.echo(json.dumps(document, ensure_ascii=False))
    else:
        show(found)
        warnings = len(found) - len(faults)
        typer.echo(f"\n{len(faults)} faults, {warnings} warnings." if found else "Nothing to mend.")
    if faults:
        count = f"{len(faults)} fault{'s' if len(faults) != 1 else ''}"
        raise KioskError("knowledge.lint", f"The knowledge of {folder} has {count}.", "Mend them; each is told above.")


growth_cli.add_to(app)
