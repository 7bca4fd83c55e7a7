"""A simulated shopper behaves as people do: waits for the floor, does not talk over the kiosk, goes away in the end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kiosk.commands import Scene
from kiosk.errors import InputError
from kiosk.events import Choice, SpeechEnded, SpeechStarted
from kiosk.resources import config_dir
from kiosk.simulation.cough import cough
from kiosk.simulation.floor import Floor, Sentence
from kiosk.simulation.shopper import Shopper
from kiosk.simulation.sound import BLOCK, RATE, VOICE_RMS, Air, last_voiced_s, levelled
from kiosk.simulation.story import Act, Story, load
from kiosk.timeline import Timeline, Word

STORIES = sorted((config_dir() / "demo-store" / "stories").glob("*.toml"))


def story(*acts: Act) -> Story:
    return Story(title="t", lang="en", voice="en-us", start=(0.0, 5.0), act=acts)


def play(shopper: Shopper, floor: Floor, begin: float, seconds: float) -> list[tuple[float, str]]:
    """The acts that are done, with their times, in steps of 20 ms."""
    times = np.arange(begin, begin + seconds, 0.02)
    done = [(float(now), shopper.tick(float(now), floor)) for now in times]
    return [(now, act.kind) for now, act in done if act is not None]


def test_it_walks_at_its_speed_and_stands_still() -> None:
    shopper = Shopper(story(Act(kind="walk", to=(0.0, 1.0), speed_mps=1.0, after_s=0.5)), 0.0)
    assert [kind for _, kind in play(shopper, Floor(), 0.0, 2.0)] == ["walk"]
    assert shopper.place(0.0).z_m == 5.0
    assert 1.0 < shopper.place(2.5).z_m < 5.0
    assert shopper.place(9.0).z_m == 1.0


def test_it_speaks_when_the_light_is_on_and_not_before() -> None:
    floor = Floor(speaking=True)
    shopper = Shopper(story(Act(kind="say", text="hello", after_s=0.7)), 0.0)
    assert play(shopper, floor, 0.0, 5.0) == []
    floor.speaking, floor.quiet_since, floor.light_since = False, 5.0, 5.1
    ((at, _),) = play(shopper, floor, 5.1, 2.0)
    assert at == pytest.approx(5.8, abs=0.05)


def test_with_its_ears_always_open_the_kiosk_is_given_time_to_reply() -> None:
    """Full duplex: the light is on while the kiosk thinks and speaks, too."""
    floor = Floor(light_since=0.0, utterances=1)
    acts = (Act(kind="say", text="first", after_s=0.7), Act(kind="say", text="second", after_s=0.7))
    shopper = Shopper(story(*acts), 0.0)
    assert len(play(shopper, floor, 0.0, 3.0)) == 1
    floor.mode = "thinking"
    assert play(shopper, floor, 3.0, 2.0) == []
    floor.mode, floor.speaking, floor.utterances = "speaking", True, 2
    assert play(shopper, floor, 5.0, 3.0) == []
    floor.mode, floor.speaking, floor.quiet_since = "listening", False, 8.0
    ((at, _),) = play(shopper, floor, 8.0, 2.0)
    assert at == pytest.approx(8.7, abs=0.05)


SENTENCE = Sentence(10.0, (("The", 10.0), ("milk,", 10.3), ("is", 10.8)))


@pytest.mark.parametrize(
    ("over", "expected"),
    [({"over_s": 1.0}, 11.0), ({"over_word": "Milk"}, 10.3), ({"over_word": "milk", "over_s": 0.5}, 10.8)],
    ids=["so long after it began", "on a word", "so long after a word"],
)
def test_it_speaks_over_the_kiosk(over: dict[str, Any], expected: float) -> None:
    floor = Floor(light_since=0.0, speaking=True, utterances=1, mode="speaking", sentence=SENTENCE)
    shopper = Shopper(story(Act(kind="say", text="and bread?", patience_s=30.0, **over)), 9.0)
    ((at, _),) = play(shopper, floor, 9.0, 4.0)
    assert at == pytest.approx(expected, abs=0.03)


def test_it_does_not_talk_to_a_kiosk_that_cannot_hear_it() -> None:
    """Half duplex: the light is out while the kiosk speaks, and who wanted to interrupt waits for the floor."""
    floor = Floor(speaking=True, utterances=1, mode="speaking", sentence=SENTENCE)
    shopper = Shopper(story(Act(kind="say", text="and bread?", over_s=0.5, patience_s=30.0)), 9.0)
    assert play(shopper, floor, 9.0, 4.0) == []
    floor.speaking, floor.quiet_since, floor.light_since, floor.mode = False, 13.0, 13.1, "listening"
    ((at, _),) = play(shopper, floor, 13.0, 2.0)
    assert at == pytest.approx(13.8, abs=0.05)


def test_after_a_mere_mhm_it_hears_the_kiosk_out() -> None:
    floor = Floor(light_since=0.0, speaking=True, utterances=1, mode="speaking", sentence=SENTENCE)
    acts = (Act(kind="say", text="mhm", over_s=1.0), Act(kind="say", text="and bread?", after_s=0.5, patience_s=30.0))
    shopper = Shopper(story(*acts), 9.0)
    assert len(play(shopper, floor, 9.0, 4.0)) == 1
    floor.speaking, floor.quiet_since, floor.told_at, floor.mode = False, 13.0, 13.0, "listening"
    ((at, _),) = play(shopper, floor, 13.0, 2.0)
    assert at == pytest.approx(13.5, abs=0.05)


def test_what_is_heard_of_a_sentence_that_goes_on_in_its_middle() -> None:
    words = (Word("The", 0, 3, 0.0, 300.0), Word("milk", 4, 4, 300.0, 800.0), Word("is", 9, 2, 800.0, 900.0))
    floor = Floor()
    floor.notice(SpeechStarted(3, 10.0, Timeline("The milk is", "en", "", 16_000, 16_000, words), from_ms=300.0), 10.3)
    assert floor.sentence == Sentence(10.3, (("milk", 10.3), ("is", 10.8)))
    floor.notice(SpeechEnded(3, completed=False), 10.9)
    assert (floor.speaking, floor.quiet_since, floor.told_at) == (False, 10.9, None)


def test_a_cough_is_short_loud_and_always_the_same() -> None:
    one, three = cough(1), cough(3)
    assert 0.3 < last_voiced_s(one) < 0.5 < 1.0 < last_voiced_s(three) < 1.7
    assert np.array_equal(one, cough(1))


def test_it_waits_for_what_is_to_stand_on_the_screen() -> None:
    """Who is asked to agree presses a button while the question sounds; who speaks waits for silence."""
    floor = Floor(speaking=True, utterances=1, mode="speaking")
    press = Act(kind="press", text="choice:consent-video", sees="consent-video", after_s=1.0, patience_s=60.0)
    thanks = Act(kind="say", text="thanks", sees="human", after_s=1.0, patience_s=60.0)
    shopper = Shopper(story(press, thanks), 0.0)
    assert play(shopper, floor, 0.0, 10.0) == []
    floor.look(Scene("speaking", "en", "assisted", choices=(Choice("consent-video", "Yes", ""),)))
    ((at, kind),) = play(shopper, floor, 10.0, 5.0)
    assert (round(at, 1), kind) == (11.0, "press")
    floor.look(Scene("in-call", "en", "human"))
    assert play(shopper, floor, 15.0, 5.0) == []
    floor.speaking, floor.quiet_since = False, 20.0
    ((at, kind),) = play(shopper, floor, 20.0, 5.0)
    assert (round(at, 1), kind) == (21.0, "say")


def test_it_goes_ahead_when_nobody_comes() -> None:
    leave = Act(kind="leave", sees="ai", after_s=1.0, patience_s=8.0)
    floor = Floor(mode="waiting", seen=frozenset({"human"}))
    ((at, _),) = play(Shopper(story(leave), 0.0), floor, 0.0, 12.0)
    assert at == pytest.approx(8.0, abs=0.05)


def test_to_be_offered_a_person_is_not_to_hear_one() -> None:
    floor = Floor()
    floor.look(
        Scene("listening", "en", "ai", choices=(Choice("human", "Call a colleague", ""), Choice("milk", "Milk", "")))
    )
    assert floor.seen == {"ai", "milk"}
    floor.look(Scene("in-call", "en", "human"))
    assert floor.seen == {"human"}


def test_nobody_presses_what_never_came_nor_thanks_who_never_came() -> None:
    press = Act(kind="press", text="choice:consent-video", sees="consent-video", patience_s=8.0)
    thanks = Act(kind="say", text="thanks", sees="human", patience_s=5.0)
    leave = Act(kind="leave", sees="human", patience_s=9.0)
    ((at, kind),) = play(Shopper(story(press, thanks, leave), 0.0), Floor(mode="waiting"), 0.0, 12.0)
    assert (round(at, 1), kind) == (9.0, "leave")


def test_it_types_into_silence_once_the_kiosk_has_spoken() -> None:
    shopper = Shopper(story(Act(kind="type", text="x", after_s=1.0)), 0.0)
    assert play(shopper, Floor(quiet_since=0.0), 0.0, 5.0) == []
    floor = Floor(quiet_since=5.0, utterances=1)
    ((at, _),) = play(shopper, floor, 5.0, 3.0)
    assert at == pytest.approx(6.0, abs=0.05)


def test_it_goes_ahead_when_nothing_comes() -> None:
    shopper = Shopper(story(Act(kind="say", text="x", patience_s=4.0)), 0.0)
    ((at, _),) = play(shopper, Floor(), 0.0, 8.0)
    assert at == pytest.approx(4.0, abs=0.05)


def test_it_leaves_with_its_face_turned_away() -> None:
    shopper = Shopper(story(Act(kind="leave", to=(3.0, 3.0), after_s=0.2)), 0.0)
    play(shopper, Floor(light_since=0.1), 0.0, 3.0)
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


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ('kind = "walk"\nover_s = 1.0', "nobody walks over"),
        ('kind = "say"\ntext = "x"\nover_word = "two words"', "one word"),
        ('kind = "say"\nover_s = 1.0', "needs its text"),
        ('kind = "press"\ntext = "human"\nsees = "ai"\nover_s = 1.0', "neither interrupts"),
    ],
    ids=["a walk", "two words", "no text", "waits and interrupts"],
)
def test_an_impossible_act_is_refused(act: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(f'title = "x"\nlang = "en"\nvoice = "en"\n[[act]]\n{act}\n')
    with pytest.raises(InputError, match=said):
        load(tmp_path / "s.toml")


def test_a_broken_story_is_refused(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text('title = "x"\nlang = "en"\nvoice = "en"\n[[act]]\nkind = "dance"\n')
    with pytest.raises(InputError, match=r"line 5: act\[1\]\.kind"):
        load(tmp_path / "s.toml")
    with pytest.raises(InputError, match=r"none\.toml: is not there"):
        load(tmp_path / "none.toml")
