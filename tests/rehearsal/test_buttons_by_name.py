"""A button has one name in rehearsals: what a ledger is recorded as is what a rehearsal presses."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from kiosk.access import Access
from kiosk.commands import Scene
from kiosk.events import (
    AccessPressed,
    Event,
    HumanPressed,
    LanguagePressed,
    RepeatPressed,
    ScreenTouched,
    StopPressed,
    VolumePressed,
)
from kiosk.rehearsal.record import _pressed
from kiosk.rehearsal.shopper import RehearsedShopper

BUTTONS = (
    *(HumanPressed(), StopPressed(), RepeatPressed(), ScreenTouched(), LanguagePressed("nl")),
    *(AccessPressed(Access()), AccessPressed(Access("largest", contrast=True, low_reach=True, audio_first=True))),
    *(VolumePressed("louder"), VolumePressed("softer"), VolumePressed("mute")),
)


@pytest.mark.parametrize("event", BUTTONS, ids=lambda event: _pressed(event, None))
def test_a_recorded_press_is_pressed_again(event: Event) -> None:
    posted: list[Event] = []
    world = SimpleNamespace(post=lambda _part, event: posted.append(event), scene=Scene("attract", "en"))
    RehearsedShopper(world, ())._press(_pressed(event, None))  # type: ignore[arg-type]
    assert posted == [event]
