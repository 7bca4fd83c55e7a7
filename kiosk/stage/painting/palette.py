"""Colours of the screen by what they are for, as 0xAARRGGBB: the store's own, or black and white with strong contrast.

Every pair of text and ground is at least 4.5 to 1 (WCAG 2.2, 1.4.3), with strong contrast 7 to 1 (1.4.6).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from kiosk import colour
from kiosk.stage.view import View

TEAL = 0xFF0B6B63
WHITE = colour.WHITE


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of colours. `accent` is the store's; `speakers` are frame and badge, and no store changes them.

    `edge` is the width of the line around what can be pressed and read, units; 0 where a ground sets it off.
    """

    ink: int = 0xFF14302E
    muted: int = 0xFF48605D
    faint: int = 0xFF546A67
    unsaid: int = 0xFF5C716E
    paper: int = 0xFFFAFCFB
    card: int = 0xFFEFF5F3
    tile: int = 0xFFDDEBE8
    line: int = 0xFFD5E2DF
    accent: int = TEAL
    on_accent: int = WHITE
    mark: int = 0xFFBDE6DE
    choice: int = 0xFF24395F
    on_choice: int = WHITE
    person: int = 0xFFB83A1B
    on_person: int = WHITE
    light: int = 0xFF15803D
    halo: int = 0xFFCDE8D6
    on_light: int = WHITE
    warn: int = 0xFF9A4A00
    floor: int = 0xFFF7F5F0
    wall: int = 0xFFB9B3A6
    place: int = 0xFFE7E5DC
    shelf: int = 0xFFD3CCBE
    sky: tuple[int, int] = (0xFFE9F6F3, 0xFFC9DDD9)
    speakers: tuple[tuple[str, int], ...] = (("ai", TEAL), ("assisted", 0xFF4338A8), ("human", 0xFFB83A1B))
    on_speaker: int = WHITE
    edge: float = 0.0
    strong: bool = False

    def speaker(self, speaker: str) -> int:
        """Frame and badge: who speaks is unmistakable; whoever is unknown is taken for an AI."""
        return dict(self.speakers).get(speaker, self.speakers[0][1])


LIGHT = Theme()
_YELLOW = 0xFFFFE04A
STRONG = Theme(
    ink=WHITE, muted=WHITE, faint=WHITE, unsaid=0xFFB4B4B4, paper=0xFF000000, card=0xFF000000, tile=0xFF000000,
    line=WHITE, accent=_YELLOW, on_accent=0xFF000000, mark=0xFF5C4B00, choice=0xFF000000, on_choice=_YELLOW,
    person=_YELLOW, on_person=0xFF000000, light=0xFF5CFF8F, halo=0xFF0B4A20, on_light=0xFF000000, warn=_YELLOW,
    floor=0xFF000000, wall=WHITE, place=0xFF2E2E2E, shelf=0xFF8C8C8C, sky=(0xFF1A1A1A, 0xFF000000),
    speakers=(("ai", 0xFF5FE3D7), ("assisted", 0xFFBDB6FF), ("human", 0xFFFFA98A)), on_speaker=0xFF000000,
    edge=4.0, strong=True,
)  # fmt: skip


def theme_of(view: View) -> Theme:
    """The colours for a view: strong contrast where a shopper asked for it, else the store's."""
    return STRONG if view.scene.access.contrast else _branded(view.shop.primary)


@lru_cache(maxsize=8)
def _branded(primary: str) -> Theme:
    if not primary:
        return LIGHT
    accent = accent_of(primary)
    return replace(
        LIGHT,
        accent=accent,
        mark=colour.mixed(accent, WHITE, 0.26),
        tile=colour.mixed(accent, WHITE, 0.14),
        card=colour.mixed(accent, 0xFFF8F8F9, 0.05),
        line=colour.mixed(accent, 0xFFDCDEE0, 0.08),
    )


def accent_of(primary: str) -> int:
    """A store's colour as it is used: dark enough to be read on every ground of the screen."""
    return colour.readable(colour.parsed(primary), LIGHT.tile)
