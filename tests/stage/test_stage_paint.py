"""What is painted: nothing clipped in any language, contrast from the pixels, a light that is true."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray
from stage_support import scenes

from kiosk.access import SIZES, Access, named
from kiosk.commands import Scene, Speaker
from kiosk.events import Card, Choice
from kiosk.floor import read as read_floor
from kiosk.resources import config_dir
from kiosk.settings import LANGS
from kiosk.stage.arrangement.content import NOTICE
from kiosk.stage.arrangement.layout import Layout, Rect
from kiosk.stage.composing.compose import Composer
from kiosk.stage.composing.screen import Panel, moving, still
from kiosk.stage.painting import attract, palette
from kiosk.stage.painting.brush import Brush
from kiosk.stage.painting.panels import CAPTION_SIZES, least_caption, paint_caption
from kiosk.stage.shop import Shop
from kiosk.stage.typography import text
from kiosk.stage.view import View

PORTRAIT, LANDSCAPE = (1080, 1920), (1920, 1080)
FLOOR = read_floor(config_dir() / "demo-store" / "map.toml")


def shown(scene: Scene, size: tuple[int, int] = PORTRAIT, **more: object) -> tuple[Layout, NDArray[np.uint8]]:
    """The layout and the picture of a scene, (h, w, 3)."""
    composer = Composer(*size, FLOOR)
    view = View(scene, LANGS, name="Maya", **more)  # type: ignore[arg-type]
    composer.draw(view, None, 0.0)
    return composer.layout(view), composer.pixels()[..., :3].copy()


def cut(picture: NDArray[np.uint8], rect: Rect) -> NDArray[np.uint8]:
    return picture[rect.y : rect.bottom, rect.x : rect.right]


def panels(view: View, size: tuple[int, int]) -> Iterator[tuple[Panel, Brush]]:
    """Every panel of a view but a call's, painted; the invitation in each language."""
    layout = Composer(*size, FLOOR).layout(view)
    times = range(0, 5 * 6, 6) if attract.due(view) else (0,)
    for panel in (*still(layout, view), *(each for t in times for each in moving(layout, view, FLOOR, t + 3.0))):
        yield panel, panel.paint()


@pytest.mark.parametrize(
    ("size", "access"),
    [
        (PORTRAIT, "standard"),
        (LANDSCAPE, "standard"),
        *product([(540, 960), (960, 540)], ["large", "largest", "contrast", "low-reach", "largest low-reach"]),
        *product([(540, 960), (960, 540)], ["audio-first"]),
    ],
)
@pytest.mark.parametrize("lang", LANGS)
def test_nothing_is_clipped_in_any_scene(lang: str, size: tuple[int, int], access: str) -> None:
    shop = Shop("De Linde", samples=tuple((each, ("Hoeveel staat er nog op mijn cadeaukaart?",)) for each in LANGS))
    for name, scene in scenes(lang).items():
        chosen = scene.access if access == "standard" else named(access)
        view = View(replace(scene, access=chosen, watching=True), LANGS, name="Maya", shop=shop)
        for panel, brush in panels(view, size):
            assert brush.clipped == [], f"{name}: {panel.key[0]}"  # type: ignore[index]
            if access == "standard" and panel.key[0] in {"caption", "heard", "status"}:  # type: ignore[index]
                edges = [brush.pixels[0], brush.pixels[-1], brush.pixels[:, -1]]
                assert all((edge[:, :3] > 200).all() for edge in edges), f"{name}: ink at the edge of a panel"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_the_whole_caption_is_on_the_screen(lang: str, size: tuple[int, int]) -> None:
    composer = Composer(*size, FLOOR)
    for scene in scenes(lang).values():
        layout = composer.layout(View(scene, LANGS, name="Maya"))
        least = CAPTION_SIZES[0] * layout.unit * layout.text
        room = layout.caption.h - 40 * layout.unit * layout.text
        assert text.fit(scene.caption, layout.caption.w, room, (least, least)).fits


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_the_whole_answer_is_there_with_every_choice_of_access(lang: str, size: tuple[int, int]) -> None:
    composer, scene = Composer(*size, FLOOR), scenes(lang)["full"]
    for letters, low, by_ear in product(SIZES, (False, True), (False, True)):
        access = Access(letters, low_reach=low, audio_first=by_ear)
        layout = composer.layout(View(replace(scene, access=access), LANGS, name="Maya"))
        least, name = least_caption(layout), 42 * layout.unit * layout.text
        assert text.fit(scene.caption, layout.caption.w, layout.caption.h - name, (least, least)).fits, str(access)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE, (1280, 720), (720, 1280)])
def test_who_types_a_number_still_reads_what_it_is_asked_for(lang: str, size: tuple[int, int]) -> None:
    sentences = tomllib.loads((config_dir() / "lang" / f"{lang}.toml").read_text(encoding="utf-8"))["phrases"]
    asked = max(sentences["ask_number"], key=len)
    for access in map(named, ("standard", "largest", "largest low-reach")):
        scene = Scene("listening", lang, caption=asked, access=access, keypad=True)
        layout = Composer(*size, FLOOR).layout(View(scene, LANGS, name="Maya", keyboard=True, typed="0"))
        least, name = least_caption(layout), 42 * layout.unit * layout.text
        assert text.fit(asked, layout.caption.w, layout.caption.h - name, (least, least)).fits, str(access)


def test_who_sits_reads_the_card_with_large_letters_and_with_choices_too() -> None:
    composer, all_of_it = Composer(*PORTRAIT, FLOOR), scenes("nl")
    for scene, access in ((all_of_it["speaking"], "large low-reach"), (all_of_it["full"], "low-reach")):
        assert composer.layout(View(replace(scene, access=named(access)), LANGS, name="Maya")).cards


def test_a_long_caption_follows_the_voice() -> None:
    caption = "alpha " * 60 + "omega " * 60
    scene = Scene("speaking", "en", caption=caption.strip())
    composer = Composer(*PORTRAIT, None)
    pictures = []
    for word in (None, (0, 5), (caption.index("omega") + 300, 5)):
        view = View(scene, LANGS, word=word)
        pictures.append(paint_caption(composer.layout(view), view).pixels.copy())
    assert (pictures[0] != pictures[1]).any(), "the sounding word is marked"
    unmarked = [np.where(p == np.array([0xBD, 0xE6, 0xDE, 255]), 250, p) for p in pictures[1:]]
    assert (np.abs(unmarked[0].astype(int) - unmarked[1]) > 100).sum() > 1000, "another page is shown"


def test_the_sounding_word_is_marked_where_it_stands() -> None:
    scene = scenes("nl")["speaking"]
    layout, plain = shown(scene)
    _, marked = shown(scene, word=(scene.caption.index("melk"), 4))
    changed = np.argwhere((plain != marked).any(axis=2))
    (top, left), (bottom, right) = changed.min(axis=0), changed.max(axis=0)
    assert layout.caption.contains(left, top)
    assert layout.caption.contains(right, bottom)
    assert 60 < right - left < 160, "one word wide, not the line"


def test_the_listening_light_is_true() -> None:
    on = scenes("nl")["listening"]
    green = np.array([0x15, 0x80, 0x3D])
    layout, lit = shown(on)
    _, dark = shown(replace(on, listening=False))
    assert (cut(lit, layout.status) == green).all(axis=2).sum() > 200
    assert (cut(dark, layout.status) == green).all(axis=2).sum() == 0


@pytest.mark.parametrize("speaker", ["ai", "assisted", "human"])
def test_frame_and_badge_say_who_speaks(speaker: Speaker) -> None:
    colour = palette.LIGHT.speaker(speaker)
    rgb = [(colour >> shift) & 255 for shift in (16, 8, 0)]
    for mode in ("attract", "greeting", "listening", "thinking", "speaking", "waiting", "in-call"):
        layout, picture = shown(Scene(mode, "en", speaker), (540, 960))  # type: ignore[arg-type]
        for x, y in ((1, 480), (538, 480), (270, 1), (270, 958)):
            assert picture[y, x].tolist() == rgb
        assert (cut(picture, layout.badge) == rgb).all(axis=2).mean() > 0.5


def test_the_map_shows_the_place_and_the_way() -> None:
    scene = scenes("nl")["speaking"]
    layout, picture = shown(scene)
    assert layout.floor
    teal = [(palette.TEAL >> shift) & 255 for shift in (16, 8, 0)]
    assert (cut(picture, layout.floor) == teal).all(axis=2).sum() > 500
    assert shown(replace(scene, place="no-such-place"))[0].floor is None


def test_typing_shows_the_end_of_a_long_question() -> None:
    scene = scenes("nl")["greeting"]
    layout, typed = shown(scene, typed="melk " * 60)
    _, longer = shown(scene, typed="melk " * 60 + "zonder lactose")
    assert layout.heard
    assert (cut(typed, layout.heard) != cut(longer, layout.heard)).any()


def test_panels_are_painted_once_and_a_face_is_shown_where_it_belongs(monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.stage.composing import screen

    painted: list[str] = []
    real = screen.paint_still
    monkeypatch.setattr(screen, "paint_still", lambda *a: (painted.append("still"), real(*a))[1])
    composer = Composer(540, 960, None)
    view = View(scenes("en")["speaking"], LANGS, name="Maya")
    box = composer.layout(view).avatar
    face = np.full((box.h, box.w, 4), (200, 30, 40, 255), np.uint8)
    for number in range(5):
        composer.draw(replace(view, word=(number, 3)), face, float(number))
    assert painted == ["still"]
    assert composer.pixels()[300, 300, :3].tolist() == [200, 30, 40]
    half = np.full((box.h // 2, box.w // 2, 4), (20, 130, 40, 255), np.uint8)
    composer.draw(view, half, 9.0)
    assert composer.pixels()[300, 300, :3].tolist() == [20, 130, 40], "a smaller face is scaled up"


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
@pytest.mark.parametrize("access", [Access(), Access("large")])
@pytest.mark.parametrize("lang", ["nl", "en", "fr", "de"])
def test_up_to_four_notices_are_whole_and_large_enough_to_read(lang: str, access: Access, size: tuple[int, int]):
    phrases = tomllib.loads((config_dir() / "lang" / f"{lang}.toml").read_text(encoding="utf-8"))["phrases"]
    sentences = [phrases[f"notice_{name}"][0] for name in ("hearing", "voice", "answers", "config")]
    scene = replace(scenes(lang)["speaking"], access=access)
    for count in range(1, 5):
        view = View(replace(scene, notices=tuple(sentences[:count])), LANGS, name="Maya")
        layout = Composer(*size, FLOOR).layout(view)
        assert layout.strip is not None
        brush = Brush(layout.strip, layout.unit, layout.text)
        assert brush.label(view.notice, layout.strip, NOTICE, palette.LIGHT.muted).size >= 26
        assert view.notice not in brush.clipped
        assert layout.floor is not None or size == LANDSCAPE or access != Access(), "the map has kept its room"


def test_content_that_is_far_too_long_stays_in_its_box() -> None:
    long = "Donaudampfschifffahrtsgesellschaftskapitän " * 8
    scene = Scene("speaking", "de", heard=long, caption=long, notices=(long, long))
    scene = replace(scene, cards=(Card("c", long, long),), choices=tuple(Choice(f"{i}", long, "") for i in range(6)))
    for size in (PORTRAIT, LANDSCAPE):
        layout, picture = shown(scene, size)
        _, empty = shown(replace(scene, choices=tuple(replace(each, label="") for each in scene.choices)), size)
        buttons = np.zeros(picture.shape[:2], bool)
        for target in layout.targets:
            if target.kind == "choice":
                buttons[target.rect.y : target.rect.bottom, target.rect.x : target.rect.right] = True
        different = (picture != empty).any(axis=2)
        assert different[buttons].any()
        assert not different[~buttons].any(), "a label runs out of its button"


@pytest.mark.parametrize("strong", [False, True])
@pytest.mark.parametrize(("speaker", "share"), [("ai", (0, 0)), ("assisted", (1, 1)), ("human", (0.4, 0.8))])
def test_who_speaks_is_told_without_colours_too(speaker: Speaker, share: tuple[float, float], strong: bool) -> None:
    """One line around an AI, two around an AI with a colleague, dashes around a person: also in grey."""
    _, picture = shown(Scene("greeting", "en", speaker, access=Access(contrast=strong)))
    grey = picture[300:900].mean(axis=2)
    first, between, second = grey[:, 4], grey[:, 14], grey[:, 19]
    assert (np.abs(first - between) > 60).all()
    assert share[0] <= (np.abs(second - between) > 60).mean() <= share[1]
