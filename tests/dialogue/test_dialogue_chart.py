"""The chart in the documentation is that of the code, and every state in it can be reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.dialogue.chart import REGIONS, chart, renew

PAGE = Path(__file__).parents[2] / "docs" / "dialogue.md"


def test_the_documented_chart_is_up_to_date():
    text = PAGE.read_text(encoding="utf-8")
    assert chart() in text
    assert renew(text) == text, "run: python -m kiosk.dialogue.chart docs/dialogue.md"


@pytest.mark.parametrize("region", REGIONS)
def test_every_state_can_be_reached_and_left(region):
    rows, first = REGIONS[region]
    states = {before for (before, _), _ in rows}
    reached = {first}
    while new := {after for (before, _), after in rows if before in reached} - reached:
        reached |= new
    assert reached == states
