"""A place that a colleague types is one of the store's map, or the colleague is told so."""

from __future__ import annotations

import pytest

from kiosk.commands import AskHuman
from kiosk.desk.messages import records as r
from kiosk.desk.messages.kiosk import Accepted, Push
from kiosk.desk.messages.shared import Refusal
from kiosk.events import HumanPushed
from kiosk.handover.desk_part import DeskPart
from kiosk.handover.hours import UNKNOWN
from kiosk.handover.part import places
from kiosk.resources import config_dir

KNOWN = places(config_dir() / "demo-store")


@pytest.mark.parametrize(
    ("what", "hint"),
    [
        (r.PushedMap(place="aisle-4"), None),
        (r.PushedCard(title="Milk", place="aisle-4"), None),
        (r.PushedCard(title="Milk"), None),
        (r.PushedGesture(name="point", place="aisle-4"), None),
        (r.PushedQr(text="https://shop.example"), None),
        (r.PushedMap(place="Aisle 4"), "Did you mean aisle-4?"),
        (r.PushedCard(title="Milk", place="the moon"), "no place"),
        (r.PushedGesture(name="point", place="aisle-99"), "Did you mean aisle-"),
    ],
)
def test_only_a_place_of_the_map_is_shown(what, hint):
    to_desk, posted = [], []
    part = DeskPart("run", "en", to_desk.append, posted.append, lambda _: None, lambda: UNKNOWN, places=lambda: KNOWN)
    part.obey(AskHuman(1, "asked", "en"), 0.0)
    part.hear(Accepted(ticket=7, key="run-1-ask", colleague="Ann"), 0.0)
    to_desk.clear()
    part.hear(Push(ticket=7, what=what), 0.0)
    assert any(isinstance(each, HumanPushed) for each in posted) == (hint is None)
    refusals = [each for each in to_desk if isinstance(each, Refusal)]
    assert [(each.code, each.about, each.ticket) for each in refusals] == (
        [] if hint is None else [("desk.no-place", "push", 7)]
    )
    assert hint is None or hint in refusals[0].sentence


def test_a_store_without_a_map_shows_what_it_is_told(tmp_path):
    assert places(tmp_path) == ()
    (tmp_path / "map.toml").write_text("this is no map")
    assert places(tmp_path) == ()
