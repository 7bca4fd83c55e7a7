"""What stands on a sheet: all an avatar can show, every expression with every mouth shape, its turns, or the cast."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import avatars
from avatars.pixels import PITCHES, YAWS
from kiosk.studio.contact import Cell, Picture, Section, page, rows_of

COLUMNS = 7
PORTRAIT, SHOWN = (324, 576), slice(52, 436)
"""A picture of head and shoulders, and the rows of it that are shown: below them are captions on the screen."""
WHOLE = slice(52, 520)
HEAD, SMALL_HEAD = (286, 286), (120, 120)
Progress = Callable[[float], None]


class Portraits:
    """Draws one avatar, again and again, on nothing."""

    def __init__(self, pack: avatars.Pack, size: tuple[int, int], framing: str, shown: slice = slice(None)) -> None:
        self._renderer = avatars.open_renderer(pack, *size, transparent=True, framing=framing)
        self._shown = shown

    def of(self, *layers: avatars.Pose) -> Picture:
        """A picture of its own."""
        return self._renderer.draw(avatars.combine(*layers))[self._shown].copy()


def everything(pack: avatars.Pack) -> Picture:
    """Every expression, and every mouth shape on the neutral face."""
    busts = Portraits(pack, PORTRAIT, "bust", SHOWN)
    heads = Portraits(pack, HEAD, "head")
    neutral = pack.expression("neutral")
    expressions = [Cell(busts.of(pose), name) for name, pose in pack.expressions.items()]
    mouths = [Cell(heads.of(neutral, pose), name) for name, pose in pack.visemes.items()]
    return page(
        _named(pack),
        [Section("Expressions", rows_of(expressions, COLUMNS)), Section("Mouth shapes", rows_of(mouths, COLUMNS + 1))],
    )


def matrix(pack: avatars.Pack, progress: Progress) -> Picture:
    """A row an expression, a column a mouth shape."""
    heads = Portraits(pack, SMALL_HEAD, "head")
    rows = []
    for number, face in enumerate(pack.expressions.values()):
        rows.append([Cell(heads.of(face, mouth)) for mouth in pack.visemes.values()])
        progress((number + 1) / len(pack.expressions))
    return page(
        f"{_named(pack)}: expressions and mouth shapes", [Section("", rows, [*pack.visemes], [*pack.expressions])]
    )


def turns(pack: avatars.Pack) -> Picture:
    """The head over its whole range: a column a yaw, a row a pitch."""
    busts = Portraits(pack, PORTRAIT, "bust", SHOWN)
    neutral = pack.expression("neutral")
    rows = [
        [Cell(busts.of(neutral, {"headYaw": yaw, "headPitch": pitch})) for yaw in YAWS] for pitch in reversed(PITCHES)
    ]
    across, down = [f"{yaw}° yaw" for yaw in YAWS], [f"{pitch}° pitch" for pitch in reversed(PITCHES)]
    return page(f"{_named(pack)}: turns of the head", [Section("", rows, across, down)])


def cast(ids: Sequence[str], expressions: Sequence[str] = ("neutral", "happy")) -> Picture:
    """Everybody side by side, a row an expression."""
    packs = [avatars.load(name) for name in ids]
    drawn = [Portraits(pack, PORTRAIT, "bust", WHOLE) for pack in packs]
    rows = [
        [Cell(one.of(pack.expression(name)), _named(pack)) for one, pack in zip(drawn, packs, strict=True)]
        for name in expressions
    ]
    return page("", [Section("", rows)])


def _named(pack: avatars.Pack) -> str:
    return pack.names.get("en", pack.id)
