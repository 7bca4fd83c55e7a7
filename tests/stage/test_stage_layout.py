"""The button to a person is always there, everything that can be pressed is large, apart and on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stage_support import scenes

from kiosk.access import SIZES, Access
from kiosk.commands import Mode, Scene, Speaker
from kiosk.events import (
    AccessPressed,
    Card,
    Choice,
    ChoicePressed,
    HumanPressed,
    LanguagePressed,
    RepeatPressed,
    ScreenTouched,
    StopPressed,
    VolumePressed,
)
from kiosk.stage.arrangement.arrange import arrange
from kiosk.stage.arrangement.layout import Layout, Rect, hit
from kiosk.stage.input.keyboard import CLOSE, OPEN, rows
from kiosk.stage.view import View

LANGS = ("nl", "en", "fr", "de", "ko", "es")
SIZES_PX = [(1080, 1920), (1920, 1080), (540, 960), (1280, 720)]
ALL_ACCESS = [Access(*each) for each in product(SIZES, (False, True), (False, True), (False, True))]
words = st.text(max_size=300)
cards = st.lists(st.builds(Card, id=st.text(max_size=5), title=words, detail=words), max_size=5).map(tuple)
choices = st.integers(0, 8).map(lambda n: tuple(Choice(f"c{i}", f"choice {i}", "") for i in range(n)))
any_scene = st.builds(
    Scene,
    mode=st.sampled_from(get_args(Mode)),
    lang=st.sampled_from(LANGS),
    speaker=st.sampled_from(get_args(Speaker)),
    heard=words,
    caption=words,
    cards=cards,
    choices=choices,
    place=st.sampled_from(["", "aisle-4"]),
    access=st.sampled_from(ALL_ACCESS),
    notices=st.lists(st.text(min_size=1, max_size=80), max_size=3).map(tuple),
    listening=st.booleans(),
)
any_view = st.builds(
    View,
    scene=any_scene,
    langs=st.integers(1, 6).map(lambda n: LANGS[:n]),
    typed=st.text(max_size=100),
    name=st.sampled_from(["", "Maya"]),
    keyboard=st.booleans(),
    shifted=st.booleans(),
)
sides = st.integers(320, 3840)


def boxes(layout: Layout) -> list[Rect]:
    """Everything that must not lie on anything else."""
    optional = [layout.heard, layout.strip, layout.floor]
    return [
        layout.badge,
        layout.status,
        layout.caption,
        *(rect for rect, _ in layout.cards),
        *(rect for rect in optional if rect),
        *(target.rect for target in layout.targets if target.kind != "field"),
    ]


def rules(layout: Layout) -> Iterator[bool]:
    """What is true of every arrangement."""
    least = round(60 * layout.unit) - 1
    yield from (min(target.rect.w, target.rect.h) >= least for target in layout.targets)
    yield isinstance(next(t for t in layout.targets if t.rect == layout.human).event, HumanPressed)
    for box in boxes(layout):
        yield box.x >= 0
        yield box.y >= 0
        yield box.right <= layout.width
        yield box.bottom <= layout.height
        yield min(box.w, box.h) > 0
    yield from (not one.overlaps(other) for one, other in combinations(boxes(layout), 2))


def is_low(layout: Layout) -> bool:
    """Whether nothing that can be pressed is out of reach of who sits."""
    share = 0.45 if layout.portrait else 0.5
    return all(target.rect.y >= (1 - share) * layout.height - 1 for target in layout.targets)


@settings(max_examples=300, deadline=None)
@given(view=any_view, width=sides, height=sides, has_map=st.booleans())
def test_every_arrangement_keeps_the_rules(view: View, width: int, height: int, has_map: bool) -> None:
    layout = arrange(view, width, height, has_map=has_map)
    assert all(rules(layout))
    assert is_low(layout) or not view.scene.access.low_reach


@pytest.mark.parametrize("keyboard", [False, True])
@pytest.mark.parametrize("size", SIZES_PX)
@pytest.mark.parametrize("name", scenes("fr"))
def test_all_access_in_every_scene_and_size(name: str, size: tuple[int, int], keyboard: bool) -> None:
    for access in ALL_ACCESS:
        scene = replace(scenes("fr")[name], access=access)
        layout = arrange(View(scene, LANGS, keyboard=keyboard), *size, has_map=True)
        assert all(rules(layout)), access
        assert is_low(layout) or not access.low_reach, access


@settings(max_examples=150, deadline=None)
@given(view=any_view.filter(lambda view: not view.keyboard), width=sides, height=sides)
def test_every_choice_up_to_six_and_every_language_can_be_pressed(view: View, width: int, height: int) -> None:
    layout = arrange(view, width, height)
    pressed = [target.event for target in layout.targets]
    assert [e for e in pressed if isinstance(e, ChoicePressed)].__len__() == min(6, len(view.scene.choices))
    langs = {e.lang for e in pressed if isinstance(e, LanguagePressed)}
    assert langs == (set(view.langs) if len(view.langs) > 1 else set())
    assert (StopPressed() in pressed) == (view.scene.mode == "speaking")


def test_a_target_is_15_mm_on_a_22_inch_panel() -> None:
    px_per_mm = 1920 / (22 * 25.4 * 16 / (16**2 + 9**2) ** 0.5)
    for scene in scenes("en").values():
        for target in arrange(View(scene, LANGS), 1080, 1920).targets:
            assert min(target.rect.w, target.rect.h) / px_per_mm >= 15.0


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)])
@pytest.mark.parametrize("name", scenes("nl"))
def test_the_middle_of_a_target_is_that_target(name: str, size: tuple[int, int]) -> None:
    layout = arrange(View(scenes("nl")[name], LANGS), *size)
    for target in layout.targets:
        rect = target.rect
        assert hit(layout, rect.x + rect.w / 2, rect.y + rect.h / 2) == target.event
    assert hit(layout, layout.caption.x + 5, layout.caption.y + 5) == ScreenTouched()


def pressed(layout: Layout, kind: str) -> object:
    """What the one target of a kind does."""
    (event,) = [target.event for target in layout.targets if target.kind == kind]
    return event


def test_choices_of_access_add_up_and_a_second_press_ends_one() -> None:
    view = View(Scene("listening", "nl"), LANGS)
    for kind in ("text", "text", "contrast", "reach", "audio", "reach"):
        event = pressed(arrange(view, 1080, 1920), kind)
        assert isinstance(event, AccessPressed)
        view = replace(view, scene=replace(view.scene, access=event.access))
    assert view.scene.access == Access("largest", contrast=True, low_reach=False, audio_first=True)
    assert pressed(arrange(view, 1080, 1920), "text") == AccessPressed(replace(view.scene.access, text="normal"))
    lit = {target.kind for target in arrange(view, 1080, 1920).targets if target.pressed}
    assert lit == {"text", "contrast", "audio", "language"}


@pytest.mark.parametrize("mode", get_args(Mode))
@pytest.mark.parametrize("size", SIZES_PX)
def test_access_loudness_and_keyboard_are_in_every_state_and_never_move(mode: Mode, size: tuple[int, int]) -> None:
    kinds = ("type", "text", "contrast", "reach", "audio", "softer", "mute", "louder", "human")
    busy = Scene(mode, "nl", "assisted", "a", "b", scenes("nl")["full"].cards, notices=("one", "two"))
    places = []
    for scene in (Scene("attract", "nl"), busy):
        layout = arrange(View(scene, LANGS), *size)
        places.append([[target.rect for target in layout.targets if target.kind == kind] for kind in kinds])
        assert all(len(rects) == 1 for rects in places[-1])
    assert places[0] == places[1]


def test_sound_that_is_off_is_switched_on_where_it_was_switched_off() -> None:
    for volume, silent in ((3, False), (0, True)):
        layout = arrange(View(Scene("listening", "nl", volume=volume), LANGS), 1080, 1920)
        (mute,) = [target for target in layout.targets if target.kind == "mute"]
        assert (mute.event, mute.pressed) == (VolumePressed("mute"), silent)


def test_what_was_said_can_be_had_again_where_it_could_be_silenced() -> None:
    speaking = arrange(View(scenes("nl")["speaking"], LANGS), 1080, 1920)
    listening = arrange(View(scenes("nl")["listening"], LANGS), 1080, 1920)
    assert pressed(speaking, "stop") == StopPressed()
    assert pressed(listening, "again") == RepeatPressed()
    at = {
        layout: next(t.rect for t in layout.targets if t.kind in {"stop", "again"}) for layout in (speaking, listening)
    }
    assert at[speaking] == at[listening]


@pytest.mark.parametrize("size", SIZES_PX)
def test_by_ear_two_hands_find_the_lower_corners(size: tuple[int, int]) -> None:
    width, height = size
    layout = arrange(View(scenes("nl")["audio-first"], LANGS), *size)
    assert hit(layout, 0.95 * width, 0.97 * height) == HumanPressed()
    assert hit(layout, 0.05 * width, 0.97 * height) == StopPressed()
    assert layout.human.w > 0.4 * width


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", SIZES_PX)
def test_the_keyboard_has_all_its_keys_and_hides_neither_person_nor_who_speaks(
    lang: str, size: tuple[int, int]
) -> None:
    without = arrange(View(scenes("nl")["full"], LANGS), *size)
    layout = arrange(View(replace(scenes("nl")["full"], lang=lang), LANGS, keyboard=True), *size)
    keys = [target.event for target in layout.targets if target.kind == "key"]
    assert sorted(map(repr, keys)) == sorted(repr(key) for row in rows(lang) for key in row)
    assert layout.human == without.human
    assert layout.badge == without.badge
    assert layout.keyboard is not None
    assert not any(layout.keyboard.overlaps(rect) for rect in (layout.human, layout.badge, layout.caption))
    assert layout.heard is not None
    assert layout.heard.bottom <= layout.keyboard.y, "what is typed stands right above the keys"
    assert layout.caption.bottom <= layout.heard.y


def test_the_keyboard_is_opened_by_its_key_and_by_the_words_and_closed_by_two() -> None:
    layout = arrange(View(scenes("nl")["listening"], LANGS), 1080, 1920)
    assert pressed(layout, "type") == OPEN
    assert pressed(layout, "field") == OPEN
    layout = arrange(View(scenes("nl")["listening"], LANGS, keyboard=True), 1080, 1920)
    assert pressed(layout, "type") == CLOSE
    assert [target.event for target in layout.targets if target.id == "close"] == [CLOSE]


def test_the_words_alone_change_no_place() -> None:
    """So that typing and partial transcripts cost nothing."""
    view = View(scenes("nl")["listening"], LANGS, typed="w")
    other = replace(view, typed="waar", word=(1, 2), scene=replace(view.scene, heard="x", caption="y"))
    assert arrange(view, 1080, 1920) is arrange(other, 1080, 1920)


def test_large_has_larger_letters_and_buttons() -> None:
    standard = arrange(View(scenes("nl")["greeting"], LANGS), 1080, 1920)
    large = arrange(
        View(Scene("greeting", "nl", choices=scenes("nl")["greeting"].choices, access=Access("large")), LANGS),
        1080,
        1920,
    )
    assert large.text >= 1.25 * standard.text
    assert large.human.h > standard.human.h
