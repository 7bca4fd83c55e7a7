"""`kiosk avatar`: look at an avatar, check it, begin one of your own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.errors import InputError, KioskError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from rich.progress import Progress, TaskID

    from avatars import Pack
    from kiosk.faults import Fault

AvatarId = Annotated[str, typer.Argument(metavar="ID", help="The avatar pack: maya, or a folder such as ./noor.")]
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
    """Draw one picture of an avatar.

    Example: kiosk avatar render maya --expression smile --set headYaw=12 --size 540x960 --out maya.png
    """
    from avatars import combine, load, open_renderer

    width, height = pixels_of(size)
    pack = load(pack_id)
    pose = combine(pack.expression(expression), pack.viseme(viseme) if viseme is not None else {})
    pose |= _settings(set_ or [], pack)
    _write(open_renderer(pack, width, height).draw(pose), out)


def sheet(
    out: Out,
    pack_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="The avatar pack; none with --all.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every avatar, side by side.")] = False,
    matrix: Annotated[bool, typer.Option("--matrix", help="Every expression with every mouth shape.")] = False,
    turns: Annotated[bool, typer.Option("--turns", help="The head over its whole range of turns.")] = False,
    gestures: Annotated[bool, typer.Option("--gestures", help="Every gesture as a strip of moments.")] = False,
) -> None:
    """Draw everything an avatar can show on one sheet: its expressions and its mouth shapes.

    Example: kiosk avatar sheet maya --out maya.png
    """
    from avatars import load, packs
    from kiosk.studio import sheets

    if all_ + matrix + turns + gestures > 1 or all_ == (pack_id is not None):
        raise InputError("avatar.sheet", "This is not one sheet.", "Name one avatar, or none with --all.")
    if pack_id is None:
        _write(sheets.cast(packs()), out)
    elif matrix or gestures:
        with _progress() as bar:
            task = bar.add_task("drawing", total=1.0)
            draw = sheets.matrix if matrix else sheets.gestures
            _write(draw(load(pack_id), partial(_advance, bar, task, 0)), out)
    else:
        _write((sheets.turns if turns else sheets.everything)(load(pack_id)), out)


def lint(
    pack_ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]…", help="Avatar packs; none: all.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Check an avatar: every file, and the drawing over all its range. Exit 1 if there is a fault.

    Each fault is told with its file and key, what is allowed and what was meant. Advice does not fail.

    Example: kiosk avatar lint ./noor
    """
    import json

    from avatars import packs

    found: dict[str, list[Fault]] = {}
    names = pack_ids or list(packs())
    with _progress() as bar:
        task = bar.add_task("checking", total=float(len(names)))
        for done, name in enumerate(names):
            bar.update(task, description=name, completed=float(done))
            found[name] = _inspected(name, partial(_advance, bar, task, done))
    if as_json:
        document = [{"avatar": name, "faults": [fault.to_data() for fault in faults]} for name, faults in found.items()]
        typer.echo(json.dumps({"avatars": document}, ensure_ascii=False))
    else:
        for name, faults in found.items():
            _tell(name, faults)
    if any(fault.severity == "fault" for faults in found.values() for fault in faults):
        raise typer.Exit(1)


def new(
    name: Annotated[str, typer.Argument(metavar="ID", help="Its id: small letters, digits and -.")],
    origin: Annotated[str, typer.Option("--from", metavar="ID", help="The avatar to begin from.")] = "maya",
    out: Annotated[Path | None, typer.Option("--out", metavar="FOLDER", help="Its folder; else ./ID.")] = None,
) -> None:
    """Begin an avatar of your own: a copy of another one in a folder of yours.

    Example: kiosk avatar new noor --from maya
    """
    from kiosk.studio.copying import begin

    folder = out or Path(name)
    begin(name, origin, folder)
    path = folder if folder.is_absolute() else f"./{folder}"
    typer.echo(f"{path} is a copy of {origin}, and yours. Next:")
    typer.echo(f"  kiosk avatar preview {path}    look at it; what you change in its files shows at once")
    typer.echo(f"  kiosk avatar lint {path}       check it")
    typer.echo(f'  avatar = "{path}" below [kiosk] in kiosk.toml, and the kiosk has this face')


def export(
    pack_id: AvatarId,
    out: Annotated[Path, typer.Option("--out", help="The SVG file to write.")],
) -> None:
    """Write an avatar as a layered SVG, to be drawn on in Inkscape.

    Example: kiosk avatar export maya --out face.svg
    """
    from avatars import load
    from kiosk.studio import svg_export

    _save(svg_export.export(load(pack_id)).encode(), out)


def import_(
    drawing: Annotated[Path, typer.Argument(metavar="FILE.svg", help="A drawing with named groups.")],
    origin: Annotated[str, typer.Option("--from", metavar="ID", help="The avatar that it moves like.")] = "maya",
    out: Annotated[Path | None, typer.Option("--out", metavar="FOLDER", help="Its folder; else ./ the name.")] = None,
    again: Annotated[bool, typer.Option("--again", help="The folder is there: draw it anew, keep the rest.")] = False,
) -> None:
    """Make an avatar of a drawing: an exported one that you changed, or your own with named groups.

    It moves as the avatar --from does. What cannot be taken is told with the id of its element and how to mend it.

    Example: kiosk avatar import face.svg --from maya --out noor
    """
    from kiosk.studio.svg_pack import import_drawing

    made = import_drawing(drawing, origin, out or Path(drawing.stem), again=again)
    for problem in made.problems:
        typer.echo(str(problem), err=True)
    count = len(made.problems)
    left = f", {count} thing{'s' if count > 1 else ''} to look at" if count else ""
    typer.echo(f"{made.folder}: {made.shapes} shapes in {made.layers} layers{left}")


def preview(
    pack_id: AvatarId,
    out: Annotated[Path | None, typer.Option("--out", metavar="F.mp4", help="Make a film instead of a window.")] = None,
    lang: Annotated[str, typer.Option(help="Language of the sentence: nl, en, fr, de or ko.")] = "en",
    size: Annotated[str, typer.Option("--size", metavar="WxH", help="Pixels of the film.")] = "720x1280",
) -> None:
    """Open a window with the face and everything that moves it; changes in its files show at once.

    With --out a film of all it can do, without a screen.

    Example: kiosk avatar preview ./noor
    """
    if out is None:
        from kiosk.studio.preview_window import show

        show(pack_id, lang)
        return
    from kiosk.studio.showreel import make_reel

    with _progress() as bar:
        task = bar.add_task("drawing", total=1.0)
        seconds = make_reel(pack_id, out, pixels_of(size), lang, partial(_advance, bar, task, 0))
    typer.echo(f"{out}: {seconds:.0f} s, {out.stat().st_size / 1e6:.1f} MB")


def _inspected(name: str, tell: Callable[[float], None]) -> list[Fault]:
    """All that is wrong with a pack, in plain words."""
    from avatars.inspection import inspect
    from avatars.pack import folder_of
    from kiosk.pack_faults import worded

    folder = folder_of(name)
    return worded(folder, inspect(folder, tell))


def _advance(bar: Progress, task: TaskID, before: int, share: float) -> None:
    bar.update(task, completed=before + share)


def _tell(name: str, faults: Sequence[Fault]) -> None:
    for fault in faults:
        typer.echo(f"{'advice: ' if fault.severity == 'warning' else ''}{fault}")
    wrong = sum(fault.severity == "fault" for fault in faults)
    told = "no fault" if not wrong else "1 fault" if wrong == 1 else f"{wrong} faults"
    typer.echo(f"{name}: {told}", err=bool(wrong))


def _progress() -> Progress:
    """A bar on standard error, gone when it is done."""
    from rich.console import Console
    from rich.progress import Progress

    return Progress(console=Console(stderr=True), transient=True)


def pixels_of(text: str) -> tuple[int, int]:
    """Width and height of a size such as 1080x1920; `InputError` avatar.pixels."""
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
    _save(data.tobytes(), out)


def _save(data: bytes, out: Path) -> None:
    try:
        out.write_bytes(data)
    except OSError as error:
        raise InputError("avatar.out", f"{out} cannot be written: {error.strerror}.", "Choose another file.") from error
