"""A simulated shopper behaves as people do: waits for the floor, does not talk over the kiosk, goes away in the end."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kiosk.errors import InputError
from kiosk.resources import config_dir
from kiosk.simulation.shopper import Senses, Shopper
from kiosk.simulation.sound import BLOCK, RATE, VOICE_RMS, Air, last_voiced_s, levelled
from kiosk.simulation.story import Act, Story, load

STORIES = sorted((config_dir() / "demo-store" / "stories").glob("*.toml"))


def story(*acts: Act) -> Story:
    return Story(title="t", lang="en", voice="en-us", start=(0.0, 5.0), act=acts)


def play(shopper: Shopper, senses: Senses, begin: float, seconds: float) -> list[tuple[float, str]]:
    """The acts that are done, with their times, in steps of 20 ms."""
    times = np.arange(begin, begin + seconds, 0.02)
    done = [(float(now), shopper.tick(float(now), senses)) for now in times]
    return [(now, act.kind) for now, act in done if act is not None]


def test_it_walks_at_its_speed_and_stands_still() -> None:
    shopper = Shopper(story(Act(kind="walk", to=(0.0, 1.0), speed_mps=1.0, after_s=0.5)), 0.0)
    assert [kind for _, kind in play(shopper, Senses(), 0.0, 2.0)] == ["walk"]
    assert shopper.place(0.0).z_m == 5.0
    assert 1.0 < shopper.place(2.5).z_m < 5.0
    assert shopper.place(9.0).z_m == 1.0


def test_it_speaks_when_the_light_is_on_and_not_before() -> None:
    senses = Senses(speaking=True)
    shopper = Shopper(story(Act(kind="say", text="hello", after_s=0.7)), 0.0)
    assert play(shopper, senses, 0.0, 5.0) == []
    senses.speaking, senses.quiet_since, senses.light_since = False, 5.0, 5.1
    ((at, _),) = play(shopper, senses, 5.1, 2.0)
    assert at == pytest.approx(5.8, abs=0.05)


def test_it_types_into_silence_once_the_kiosk_has_spoken() -> None:
    shopper = Shopper(story(Act(kind="type", text="x", after_s=1.0)), 0.0)
    assert play(shopper, Senses(quiet_since=0.0), 0.0, 5.0) == []
    senses = Senses(quiet_since=5.0, utterances=1)
    ((at, _),) = play(shopper, senses, 5.0, 3.0)
    assert at == pytest.approx(6.0, abs=0.05)


def test_it_goes_ahead_when_nothing_comes() -> None:
    shopper = Shopper(story(Act(kind="say", text="x", patience_s=4.0)), 0.0)
    ((at, _),) = play(shopper, Senses(), 0.0, 8.0)
    assert at == pytest.approx(4.0, abs=0.05)


def test_it_leaves_with_its_face_turned_away() -> None:
    shopper = Shopper(story(Act(kind="leave", to=(3.0, 3.0), after_s=0.2)), 0.0)
    play(shopper, Senses(light_since=0.0), 0.0, 3.0)
    assert shopper.place(2.0).yaw_deg > 60
    assert shopper.finished(9.0)


def test_a_voice_sounds_where_it_was_put_and_noise_everywhere() -> None:
    air = Air(1, 20.0)
    voice = np.full(RATE, 5000, np.int16)
    air.say(voice, 100.0)
    quiet = air.block(99.5)
    assert 20 < np.sqrt(np.mean(quiet.astype(float) ** 2)) < VOICE_RMS
    edge = air.block(99.99).astype(float)
    assert abs(edge[: BLOCK // 2].mean()) < 1500 < 4000 < edge[BLOCK // 2 :].mean()
    assert air.block(100.5).mean() > 4000
    assert abs(air.block(101.2).mean()) < 1500


def test_levels_and_ends_of_a_voice() -> None:
    rng = np.random.default_rng(0)
    voice = np.concatenate([rng.normal(0, 300, RATE), np.zeros(RATE // 2)]).astype(np.int16)
    level = levelled(voice)
    assert np.sqrt(np.mean(level[:RATE].astype(float) ** 2)) == pytest.approx(VOICE_RMS, rel=0.15)
    assert last_voiced_s(level) == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize("file", STORIES, ids=lambda file: file.stem)
def test_every_shipped_story_loads_and_ends_with_leaving(file: Path) -> None:
    assert load(file).act[-1].kind == "leave"


def test_a_broken_story_is_refused(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text('title = "x"\nlang = "en"\nvoice = "en"\n[[act]]\nkind = "dance"\n')
    with pytest.raises(InputError, match=r"line 5: act\[1\]\.kind"):
        load(tmp_path / "s.toml")
    with pytest.raises(InputError, match=r"none\.toml: is not there"):
        load(tmp_path / "none.toml")
