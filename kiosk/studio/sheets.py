"""What stands on a sheet: all an avatar can show, expressions with mouth shapes, turns, gestures, or the cast."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import avatars
from avatars.pixels import PITCHES, YAWS
from kiosk.gestures.library import GesturePath, load_all
from kiosk.gestures.pointing import Pointing, Reach
from kiosk.resources import config_dir
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


def gestures(pack: avatars.Pack, progress: Progress) -> Picture:
    """A row a gesture: moments of it from left to right, its stroke among them."""
    busts = Portraits(pack, PORTRAIT, "bust", SHOWN)
    neutral, paths = pack.expression("neutral"), load_all(config_dir() / "gestures")
    pointing, rows = Pointing(paths, Reach(), own=pack.parameters), []
    for number, name in enumerate(paths):
        path = pointing.path(name)
        moments = _moments(path) if path else []
        rows.append([Cell(busts.of(neutral, path.offsets(at)), told) for at, told in moments] if path else [])
        progress((number + 1) / len(paths))
    return page(f"{_named(pack)}: gestures", [Section("", rows, (), [*paths])])


def _moments(path: GesturePath) -> list[tuple[float, str]]:
    """Times of a gesture, s, at even distances before and after its stroke, and what is written below them."""
    before = [path.stroke_s * share for share in (0.25, 0.6)]
    rest = path.duration_s - path.stroke_s
    after = [path.stroke_s + rest * share for share in (0.15, 0.35, 0.6, 0.8)]
    times = [*before, path.stroke_s, *after]
    return [(at, f"{at * 1000:.0f} ms{' stroke' if at == path.stroke_s else ''}") for at in times]


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
