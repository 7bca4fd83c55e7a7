"""`kiosk avatar`: a still picture of an avatar, a sheet of all it can show, and the check of its files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.errors import InputError, KioskError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from avatars import Pack

CELL = (360, 480)
CELL_PICTURE = (360, 640)
"""A cell of the sheet, and the picture that its upper part is taken from."""
COLUMNS = 7

AvatarId = Annotated[str, typer.Argument(metavar="ID", help="The avatar pack, such as maya.")]
Out = Annotated[Path, typer.Option("--out", help="The PNG file to write.")]


def render(
    pack_id: AvatarId,
    out: Out,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="P=V", help="A parameter, such as headYaw=12; may be repeated.")
    ] = None,
    expression: Annotated[str, typer.Option("--expression", help="An expression of the pack.")] = "neutral",
    viseme: Annotated[str | None, typer.Option("--viseme", help="A mouth shape: PP, aa, U …")] = None,
    size: Annotated[str, typer.Option("--size", metavar="WxH", help="Pixels, 8 to 4096 each way.")] = "1080x1920",
) -> None:
    """Draw one picture of an avatar."""
    from avatars import combine, load, open_renderer

    width, height = _size(size)
    pack = load(pack_id)
    pose = combine(pack.expression(expression), pack.viseme(viseme) if viseme is not None else {})
    pose |= _settings(set_ or [], pack)
    _write(open_renderer(pack, width, height).draw(pose), out)


def sheet(pack_id: AvatarId, out: Out) -> None:
    """Draw every expression and every viseme of an avatar on one sheet."""
    import numpy as np

    from avatars import combine, load, open_renderer

    pack = load(pack_id)
    renderer = open_renderer(pack, *CELL_PICTURE)
    poses = [*pack.expressions.values(), *(combine(pack.expressions["neutral"], v) for v in pack.visemes.values())]
    cells = [renderer.draw(pose)[: CELL[1], : CELL[0]].copy() for pose in poses]
    cells += [np.full_like(cells[0], 255)] * (-len(cells) % COLUMNS)
    rows = [np.hstack(cells[i : i + COLUMNS]) for i in range(0, len(cells), COLUMNS)]
    _write(np.vstack(rows), out)


def lint(
    pack_id: AvatarId, as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False
) -> None:
    """Check every file of an avatar and name each fault with its file and key; exit 1 if there is one."""
    import json
    from dataclasses import asdict

    from avatars import lint as faults_of

    faults = faults_of(pack_id)
    if as_json:
        typer.echo(json.dumps({"avatar": pack_id, "faults": [asdict(fault) for fault in faults]}))
    else:
        for fault in faults:
            typer.echo(str(fault))
        typer.echo(f"{pack_id}: {len(faults)} faults" if faults else f"{pack_id}: no fault", err=bool(faults))
    if faults:
        raise typer.Exit(1)


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,5})x(\d{1,5})", text)
    if not match:
        raise InputError("avatar.pixels", f"{text!r} is no size of a picture.", "Write it as 1080x1920.")
    return int(match[1]), int(match[2])


def _settings(texts: Sequence[str], pack: Pack) -> dict[str, float]:
    return dict(_setting(text, pack) for text in texts)


def _setting(text: str, pack: Pack) -> tuple[str, float]:
    name, _, value = text.partition("=")
    if name not in pack.parameters:
        near = get_close_matches(name, pack.parameters, 1)
        known = f"Did you mean {near[0]}?" if near else f"Use one of: {', '.join(pack.parameters)}."
        raise InputError("avatar.parameter", f"The avatar has no parameter {name!r}.", known)
    lowest, neutral, highest = pack.parameters[name]
    remedy = f"Write {name}=NUMBER, from {lowest:g} to {highest:g}; {neutral:g} is at rest."
    try:
        number = float(value)
    except ValueError as fault:
        raise InputError("avatar.value", f"--set {text} gives {name} no number.", remedy) from fault
    if not lowest <= number <= highest:
        raise InputError("avatar.value", f"{name} cannot be {value}.", remedy)
    return name, number


def _write(rgba: NDArray[np.uint8], out: Path) -> None:
    """Write an opaque picture; a folder that is not there is bad input."""
    import cv2

    if out.suffix.lower() != ".png" or not out.absolute().parent.is_dir():
        raise InputError("avatar.out", f"{out} cannot be written.", "Name a .png file in a folder that exists.")
    done, data = cv2.imencode(".png", cv2.cvtColor(rgba, cv2.COLOR_RGBA2BGR))
    if not done:
        raise KioskError("avatar.png", "The picture could not be encoded.", "Try another size.")
    try:
        out.write_bytes(data.tobytes())
    except OSError as error:
        raise InputError("avatar.out", f"{out} cannot be written: {error.strerror}.", "Choose another file.") from error
