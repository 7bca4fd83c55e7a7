"""A pack of one's own, begun from another one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from avatars.folder import MODELS
from avatars.json_schema import FOLDER as SCHEMAS
from avatars.json_schema import file_of
from avatars.pack import folder_of
from kiosk.errors import InputError

ID = re.compile(r"[a-z][a-z0-9-]*")


def begin(name: str, origin: str, out: Path) -> None:
    """Copy the pack `origin` to the folder `out` as the avatar `name`.

    Raises:
        InputError: `avatar.id`, or `avatar.exists` rather than write over anything.
        AvatarError: an unknown origin.
    """
    if not ID.fullmatch(name):
        raise InputError("avatar.id", f"{name!r} is no id of an avatar.", "Use small letters, digits and -: noor.")
    if out.name != name:
        raise InputError("avatar.id", f"The folder {out} is not named {name}.", f"Write --out {out / name}.")
    if out.exists():
        raise InputError("avatar.exists", f"{out} is there already.", "Choose another id or folder, or take it away.")
    source = folder_of(origin)
    try:
        shutil.copytree(source, out, ignore=shutil.ignore_patterns("__pycache__"))
    except OSError as error:
        raise InputError("avatar.out", f"{out} cannot be written: {error}.", "Name another folder.") from error
    about = out / "avatar.toml"
    about.write_text(renamed(about.read_text(encoding="utf-8"), name), encoding="utf-8")
    point_to_schemas(out)


def renamed(text: str, name: str) -> str:
    """An avatar.toml with another id, and that id as its name in every language."""
    shown = name.replace("-", " ").title()
    text = re.sub(r'^id = ".*"', f'id = "{name}"', text, count=1, flags=re.MULTILINE)
    text = re.sub(r"^# .*$", f"# {shown}, begun from another avatar.", text, count=1, flags=re.MULTILINE)
    head, table, rest = text.partition("[names]\n")
    names, gap, more = rest.partition("\n[")
    names = re.sub(r'^(\w[\w-]*) = ".*"', rf'\1 = "{shown}"', names, flags=re.MULTILINE)
    return head + table + names + gap + more


def point_to_schemas(folder: Path) -> None:
    """Let the files name the schemas where they are on this machine, for editors that complete and check."""
    for name in MODELS:
        file = folder / name
        if file.is_file():
            there = (SCHEMAS / file_of(name)).as_uri()
            text = file.read_text(encoding="utf-8")
            file.write_text(re.sub(rf'(#:schema |"\$schema": ?")[^"\n]*{file_of(name)}', rf"\g<1>{there}", text))
