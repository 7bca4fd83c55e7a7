"""Everything written can be read: 4.5 to 1 in any store's colours, 7 to 1 with strong contrast, from the pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from stage_support import FLOOR, contrast, scenes

from kiosk import colour
from kiosk.access import Access
from kiosk.commands import Scene
from kiosk.settings import LANGS
from kiosk.stage.arrangement.arrange import arrange
from kiosk.stage.composing.screen import moving, still
from kiosk.stage.painting.brush import Brush
from kiosk.stage.painting.palette import LIGHT, STRONG, accent_of, theme_of
from kiosk.stage.shop import Shop
from kiosk.stage.view import View

THEMES = {
    "plain": (Shop("De Linde"), False, 4.5),
    "yellow": (Shop("De Linde", "#ffd400"), False, 4.5),
    "pale": (Shop("De Linde", "#f2f2f2"), False, 4.5),
    "red": (Shop("De Linde", "#e30613"), False, 4.5),
    "night": (Shop("De Linde", "#0b0b3b"), False, 4.5),
    "strong": (Shop("De Linde", "#ffd400"), True, 7.0),
}
SHOWN = ("attract", "listening", "speaking", "full", "in-call", "choices")


def labels(view: View, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, np.ndarray]]:
    """Every label of a view's panels: its words, and the pixels of its box as they were when all was painted."""
    found: list[tuple[Brush, object, str]] = []
    real = Brush.label

    def spy(self: Brush, words: str, rect: object, *more: object, **named: object) -> object:
        found.append((self, rect, words))
        return real(self, words, rect, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Brush, "label", spy)
    layout = arrange(view, 1080, 1920, has_map=bool(view.scene.place))
    for panel in (*still(layout, view), *moving(layout, view, FLOOR, 1000.0)):
        panel.paint()
    monkeypatch.undo()
    for brush, rect, words in found:
        x, y = rect.x - brush.area.x, rect.y - brush.area.y  # type: ignore[attr-defined]
        yield words, brush.pixels[max(0, y) : y + rect.h, max(0, x) : x + rect.w, :3]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("theme", THEMES)
def test_every_label_can_be_read(theme: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shop, strong, least = THEMES[theme]
    scene = replace(scenes("de")[name], access=Access(contrast=strong), partial=name == "listening")
    view = View(scene, LANGS, name="Maya", shop=shop)
    read = [(words, contrast(area)) for words, area in labels(view, monkeypatch) if words.strip()]
    assert len(read) > 8
    assert [each for each in read if each[1] < least] == []


def test_the_measure_knows_bad_contrast() -> None:
    poor = np.full((50, 50, 3), 250, np.uint8)
    poor[20:30] = 170
    assert 1.3 < contrast(poor) < 4.5


@pytest.mark.parametrize("primary", ["#ffffff", "#ffd400", "#7fbf3f", "#0050aa", "#000000"])
def test_a_stores_colour_is_darkened_only_as_far_as_it_takes(primary: str) -> None:
    accent = accent_of(primary)
    assert all(colour.contrast(accent, ground) >= 4.5 for ground in (LIGHT.paper, LIGHT.card, LIGHT.tile))
    if colour.contrast(colour.parsed(primary), LIGHT.tile) >= 4.5:
        assert accent == colour.parsed(primary)


def test_who_speaks_has_the_same_colours_in_every_store() -> None:
    plain = theme_of(View(Scene("attract", "en"), ("en",)))
    store = theme_of(View(Scene("attract", "en"), ("en",), shop=Shop("X", "#aa00aa")))
    assert plain.speakers == store.speakers
    assert store.accent != plain.accent
    for theme in (plain, STRONG):
        tones = [theme.speaker(who) for who in ("ai", "assisted", "human")]
        assert len(set(tones)) == 3
        assert all(colour.contrast(tone, theme.on_speaker) >= (7 if theme.strong else 4.5) for tone in tones)
