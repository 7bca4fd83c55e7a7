"""Buttons can be read: every word whole in every language, size and access, and what is chosen looks chosen."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from stage_support import scenes

from kiosk.access import SIZES, Access
from kiosk.stage.arrangement.arrange import arrange
from kiosk.stage.arrangement.layout import Rect
from kiosk.stage.painting import signs
from kiosk.stage.painting.brush import Brush
from kiosk.stage.painting.buttons import KEY_SIGNS, SIGNS, paint_buttons, paint_struck, struck
from kiosk.stage.painting.palette import theme_of
from kiosk.stage.view import View

LANGS = ("nl", "en", "fr", "de", "ko")


def painted(view: View, size: tuple[int, int]) -> Brush:
    layout = arrange(view, *size)
    brush = Brush(Rect(0, 0, *size), layout.unit, layout.text, theme_of(view))
    paint_buttons(brush, layout, view)
    return brush


@pytest.mark.parametrize("size", [(540, 960), (960, 540)])
@pytest.mark.parametrize("lang", LANGS)
def test_no_word_on_a_button_is_cut(lang: str, size: tuple[int, int]) -> None:
    ways = ((False, False, False), (True, False, False), (False, True, False), (True, False, True))
    for text, (low, audio, keyboard) in product(SIZES, ways):
        access = Access(text, low_reach=low, audio_first=audio)
        for name, volume in (("greeting", 4), ("speaking", 0)):
            scene = replace(scenes(lang)[name], access=access, volume=volume)
            assert painted(View(scene, LANGS, keyboard=keyboard), size).clipped == [], (access, keyboard)


def test_every_sign_is_there() -> None:
    wanted = {*SIGNS.values(), *KEY_SIGNS.values(), "sound", "sound-off", "stop", "again", "person"}
    assert wanted <= signs.names()


@pytest.mark.parametrize("kind", ["text", "contrast", "reach", "audio"])
@pytest.mark.parametrize("contrast", [False, True])
def test_what_is_chosen_is_filled(kind: str, contrast: bool) -> None:
    plain = Access(contrast=contrast and kind != "contrast")
    field = {"text": {"text": "large"}, "contrast": {"contrast": True}, "reach": {"low_reach": True}}
    chosen = replace(plain, **field.get(kind, {"audio_first": True}))
    shades = []
    for access in (plain, chosen):
        view = View(replace(scenes("nl")["greeting"], access=access), LANGS)
        brush = painted(view, (540, 960))
        rect = next(target.rect for target in arrange(view, 540, 960).targets if target.kind == kind)
        ground = brush.pixels[rect.bottom - 6, rect.x + rect.w // 2, :3].astype(int).mean()
        paper = theme_of(view).paper & 0xFF
        shades.append(abs(ground - paper))
    assert shades[0] < 12 < 100 < shades[1]


def test_a_struck_key_looks_struck() -> None:
    view = View(scenes("nl")["greeting"], LANGS, keyboard=True, struck="m")
    layout = arrange(view, 540, 960)
    key = struck(layout, view)
    assert key is not None
    lit = paint_struck(layout, key, view).pixels
    rect = key.rect
    plain = painted(view, (540, 960)).pixels[rect.y : rect.bottom, rect.x : rect.right]
    assert np.abs(lit.astype(int) - plain).mean() > 40
    assert struck(layout, replace(view, struck="")) is None
    assert struck(arrange(replace(view, keyboard=False), 540, 960), view) is None
