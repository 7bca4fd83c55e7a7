"""Gestures as a designer looks at them: in the preview, and on a sheet."""

import pygame

import avatars
from kiosk.gestures.library import load_all
from kiosk.resources import config_dir
from kiosk.studio import sheets
from kiosk.studio.acting import Acting
from kiosk.studio.cli import new
from kiosk.studio.preview import Preview

GESTURES = load_all(config_dir() / "gestures")


def test_the_preview_plays_one_after_the_other_and_names_them_all(tmp_path):
    new("noor", out=tmp_path / "noor")
    window = Preview(str(tmp_path / "noor"))
    window.key(pygame.K_g, 0.0)
    assert window.note.startswith("^agree()")
    assert all(name in window.note for name in GESTURES)
    window.key(pygame.K_g, 5.0)
    assert window.note.startswith("^beckon()")


def test_a_gesture_is_added_to_what_the_sliders_say():
    acting = Acting(avatars.load("maya"))
    acting.set("headPitch", 2.0)
    acting.gesture("nod", 10.0)
    assert acting.pose(10.0)["headPitch"] == 2.0
    assert acting.pose(10.3)["headPitch"] == -5.0
    for name in acting.gestures:
        acting.gesture(name, 20.0)
    assert set(acting.pose(20.6)) <= set(avatars.PARAMETERS)


def test_the_sheet_has_a_row_for_each(monkeypatch):
    monkeypatch.setattr(sheets, "load_all", lambda _folder: {name: GESTURES[name] for name in ("nod", "point")})
    told = []
    two = sheets.gestures(avatars.load("maya"), told.append)
    monkeypatch.setattr(sheets, "load_all", lambda _folder: {"nod": GESTURES["nod"]})
    one = sheets.gestures(avatars.load("maya"), told.append)
    assert two.shape[0] > one.shape[0] + 300
    assert told == [0.5, 1.0, 1.0]
