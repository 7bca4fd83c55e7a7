"""The button to a person is always there, everything that can be pressed is large, apart and on the screen."""

from __future__ import annotations

from itertools import combinations
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
    ScreenTouched,
    StopPressed,
)
from kiosk.stage.arrange import arrange
from kiosk.stage.controls import ACCESS
from kiosk.stage.layout import Layout, Rect, hit
from kiosk.stage.view import View

LANGS = ("nl", "en", "fr", "de", "ko")
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
    access=st.builds(Access, st.sampled_from(SIZES), st.booleans(), st.booleans(), st.booleans()),
    notices=st.lists(st.text(min_size=1, max_size=80), max_size=3).map(tuple),
    listening=st.booleans(),
)
any_view = st.builds(
    View,
    scene=any_scene,
    langs=st.integers(1, 5).map(lambda n: LANGS[:n]),
    typed=st.text(max_size=100),
    name=st.sampled_from(["", "Maya"]),
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
        *(target.rect for target in layout.targets),
    ]


@settings(max_examples=400, deadline=None)
@given(view=any_view, width=sides, height=sides, has_map=st.booleans())
def test_every_arrangement_keeps_the_rules(view: View, width: int, height: int, has_map: bool) -> None:
    layout = arrange(view, width, height, has_map=has_map)
    assert isinstance(next(t for t in layout.targets if t.rect == layout.human).event, HumanPressed)
    least = round(60 * layout.unit) - 1
    for target in layout.targets:
        assert min(target.rect.w, target.rect.h) >= least, target
    for box in boxes(layout):
        assert box.x >= 0
        assert box.y >= 0
        assert box.right <= width
        assert box.bottom <= height
        assert min(box.w, box.h) > 0, box
    for one, other in combinations(boxes(layout), 2):
        assert not one.overlaps(other)


@settings(max_examples=150, deadline=None)
@given(view=any_view, width=sides, height=sides)
def test_every_choice_up_to_six_and_every_language_can_be_pressed(view: View, width: int, height: int) -> None:
    layout = arrange(view, width, height)
    pressed = [target.event for target in layout.targets]
    assert [e for e in pressed if isinstance(e, ChoicePressed)].__len__() == min(6, len(view.scene.choices))
    langs = {e.lang for e in pressed if isinstance(e, LanguagePressed)}
    assert langs == (set(view.langs) if len(view.langs) > 1 else set())
    assert (StopPressed() in pressed) == (view.scene.mode == "speaking")


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080), (540, 960)])
def test_low_reach_brings_everything_into_the_lower_half(size: tuple[int, int]) -> None:
    view = View(scenes("nl")["low-reach"], LANGS)
    layout = arrange(view, *size)
    assert all(target.rect.y >= size[1] / 2 for target in layout.targets)


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


def test_an_access_mode_that_is_on_is_switched_off() -> None:
    layout = arrange(View(scenes("nl")["large"], LANGS), 1080, 1920)
    events = {target.id: target.event for target in layout.targets if target.kind == "access"}
    assert events == {
        "large": AccessPressed(Access("largest")),
        "low-reach": AccessPressed(Access("large", low_reach=True)),
        "audio-first": AccessPressed(Access("large", audio_first=True)),
    }
    assert set(events) == set(ACCESS)


def test_large_has_larger_letters_and_buttons() -> None:
    standard = arrange(View(scenes("nl")["greeting"], LANGS), 1080, 1920)
    large = arrange(
        View(Scene("greeting", "nl", choices=scenes("nl")["greeting"].choices, access=Access("large")), LANGS),
        1080,
        1920,
    )
    assert large.text >= 1.25 * standard.text
    assert large.human.h > standard.human.h
