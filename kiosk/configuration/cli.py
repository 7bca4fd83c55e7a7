"""`kiosk explain`: what a setting is, what it means, and where it comes from."""

from __future__ import annotations

import difflib
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kiosk.configuration.settings_list import Explained
    from kiosk.error_catalogue import Entry
    from kiosk.settings import Settings

OF_VOICES = frozenset({"voice.engine", "voice.piper", "voice.voices"})

Key = Annotated[
    str | None,
    typer.Argument(
        help="A setting, a section or an error code: hearing.end_silence_ms, voice, microphone.off. "
        "All settings if left out."
    ),
]


def explain(
    key: Key = None,
    store: Annotated[Path | None, typer.Option(help="Folder of the store (default: as the settings say).")] = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of kiosk.toml, for an editor, and nothing else.")
    ] = False,
    json_: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Tell what a setting is now, which layer it comes from, what it means, and what is allowed.

    An error code, as it stands in brackets behind a fault, is explained too: what it says, and what to do.

    Layers, later ones win: config/default.toml, the store's kiosk.toml, device.toml in the data folder, the
    environment (KIOSK__SECTION__KEY), the command line.

    Example: kiosk explain hearing.end_silence_ms
    """
    from kiosk import schema as schemas
    from kiosk.configuration import layers, settings_list

    if schema:
        typer.echo(schemas.text(schemas.of_settings()), nl=False)
        return
    if key and (error := _error(key)):
        from kiosk.error_catalogue import describe

        typer.echo(json.dumps(asdict(error), ensure_ascii=False) if json_ else describe(error))
        return
    names = list(settings_list.find(key)) if key else _all()
    gathered = layers.gather(store)
    explained = [settings_list.explain(gathered, *name) for name in names]
    if json_:
        effects = [(each.to_data(), _in_effect(each.key, gathered.settings)) for each in explained]
        found = [{**data, "here": effect} if effect else data for data, effect in effects]
        typer.echo(json.dumps({"settings": found}, ensure_ascii=False))
    elif len(explained) == 1:
        _one(explained[0], gathered.store, _in_effect(explained[0].key, gathered.settings))
    else:
        _table(explained)
    if count := sum(fault.severity == "fault" for fault in gathered.faults):
        told = f"kiosk: {count} of what is set cannot be used and is left out here; `kiosk check` tells why."
        typer.echo(told, err=True)


def _error(code: str) -> Entry | None:
    """What an error code means, as a command prints it in brackets; None where it is a setting or a section.

    Raises:
        InputError: `usage.code` for what looks more like a code than like a setting.
    """
    from kiosk import error_catalogue
    from kiosk.configuration.settings_list import sections

    section, _, name = code.strip("[]").partition(".")
    if name in sections().get(section, ()) or not name:
        return None
    if code.strip("[]") in error_catalogue.catalogue() or not difflib.get_close_matches(section, sections()):
        return error_catalogue.lookup(code)
    return None


def _all() -> list[tuple[str, str]]:
    from kiosk.configuration.settings_list import sections

    return [(section, key) for section, keys in sections().items() for key in keys]


def _in_effect(key: str, settings: Settings) -> str:
    """What comes of a setting on this machine, where its value alone does not tell."""
    if key not in OF_VOICES:
        return ""
    from kiosk.voice.offers import speaking

    return speaking(settings)


def _one(setting: Explained, store: Path, effect: str) -> None:
    from kiosk.configuration.layers import ENVIRONMENT
    from kiosk.configuration.settings_list import shown
    from kiosk.resources import data_dir

    section, _, key = setting.key.partition(".")
    unit = f" {setting.unit}" if setting.unit else ""
    typer.echo(f"{setting.key} = {shown(setting.value)}{unit}")
    typer.echo(f"  meaning   {setting.meaning}")
    typer.echo(f"  allowed   {setting.allowed or 'any text'}")
    typer.echo(f"  from      {setting.origin}")
    if effect:
        typer.echo(f"  here      {effect}")
    for lower in reversed(setting.standing[:-1]):
        typer.echo(f"  over      {shown(lower.value)} in {lower.place}")
    if setting.standing:
        typer.echo(f"  default   {shown(setting.default)}")
    name = f"{ENVIRONMENT}{section}__{key}".upper()
    typer.echo(f"  change it with `{key} = …` below `[{section}]` in {_place(store)}")
    typer.echo(f"            or {data_dir() / 'device.toml'} (this device), or for one run with {name}=…")


def _place(store: Path) -> str:
    """Where the shop's own settings are written: never in a file of the program, which its next version replaces."""
    from kiosk.resources import config_dir

    if store.resolve().is_relative_to(config_dir().resolve()):
        return f"the kiosk.toml of a store of your own (a copy of the shipped {store})"
    return f"{store / 'kiosk.toml'} (this store)"


def _table(settings: list[Explained]) -> None:
    from rich.console import Console
    from rich.table import Table

    from kiosk.configuration.settings_list import about, shown

    console = Console(soft_wrap=False)
    changed = 0
    for section in dict.fromkeys(setting.key.partition(".")[0] for setting in settings):
        table = Table(title=f"[{section}] {about(section)}".replace("[", r"\["), title_justify="left", box=None)
        for column in ("", "setting", "value", "meaning", "allowed", "from"):
            table.add_column(column, overflow="fold")
        for setting in (each for each in settings if each.key.startswith(f"{section}.")):
            mark = "*" if setting.changed else ""
            changed += setting.changed
            unit = f" {setting.unit}" if setting.unit else ""
            cells = (mark, setting.key.partition(".")[2], shown(setting.value) + unit, setting.meaning)
            table.add_row(*(cell.replace("[", r"\[") for cell in (*cells, setting.allowed, _brief(setting.origin))))
        console.print(table)
        console.print()
    console.print(f"{changed} of {len(settings)} settings differ from their default; they are marked *.")


def _brief(origin: str) -> str:
    """A file by its name only: the whole path is told when one setting is asked for."""
    return origin.rpartition("/")[2]
