"""Every example in `config/` is loaded, and one simulated shopper is served with it."""

from __future__ import annotations

import tomllib
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from hardware.profiles.display_profile import is_display
from hardware.profiles.robot_profile import load as load_profile
from kiosk import turn_words
from kiosk.commands import AskHuman, CloseSession, Say
from kiosk.configuration import layers
from kiosk.events import Answered
from kiosk.gestures import library
from kiosk.phrases import load as load_phrases
from kiosk.rehearsal.rehearse import open_store, rehearse
from kiosk.rehearsal.script import Rehearsal
from kiosk.rehearsal.world import Store
from kiosk.resources import config_dir, languages
from kiosk.simulation import story
from kiosk.utterance import made_of

HERE = config_dir()
STORES = {file.parent.name: file.parent for file in HERE.glob("*/store.toml")}
STORIES = sorted(HERE.glob("*/stories/*.toml"))
HELLO = {
    "nl": "waar is de melk",
    "en": "where is the milk",
    "fr": "où est le lait",
    "de": "wo ist die milch",
    "ko": "우유 어디 있어요",
}


@pytest.fixture(scope="module")
def opened() -> dict[str, Store]:
    """Each store, open in all languages of the product."""
    every = {"kiosk": {"langs": list(languages())}}
    return {name: open_store(layers.load(folder, every)) for name, folder in STORES.items()}


def served(store: Store, lang: str, *turns: dict[str, Any]) -> list[Any]:
    """All events and commands of one visit."""
    came = rehearse(
        Rehearsal.model_validate({"title": "x", "lang": lang, "turn": [{"comes": True}, *turns, {"leaves": True}]}),
        store,
    )
    assert not came.faults, [str(fault) for fault in came.faults]
    return [row.message for row in came.talk.rows]


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", sorted(STORES))
def test_a_shopper_is_served_in_every_store_in_every_language(name: str, lang: str, opened: dict[str, Store]) -> None:
    question = HELLO.get(lang, HELLO["en"])
    passed = served(opened[name], lang, {"types": question}, {"presses": "human"})
    greeting = next(message for message in passed if isinstance(message, Say))
    assert load_phrases(HERE / "lang", (lang,))[lang]["disclosure"][0] in greeting.text
    assert sum(isinstance(message, Answered) for message in passed) == 1
    assert any(isinstance(message, AskHuman) for message in passed)
    assert isinstance(passed[-1], CloseSession) or any(isinstance(message, CloseSession) for message in passed)


def test_the_bare_store_says_nothing_about_a_store_and_sends_to_people(opened: dict[str, Store]) -> None:
    asked = ("where is the milk", "are you open on sunday", "how much is the coffee", "where are the toilets")
    for question in asked:
        passed = served(opened["bare-store"], "en", {"types": question})
        reply = next(message for message in passed if isinstance(message, Answered)).reply
        assert reply.place == ""
        said = " ".join(message.caption for message in passed if isinstance(message, Say))
        assert "colleague" in said, said
        assert not any(letter.isdigit() for letter in said), said


@pytest.mark.parametrize("file", STORIES, ids=lambda file: file.name)
def test_the_shopper_of_a_story_is_answered(file: Path, opened: dict[str, Store]) -> None:
    """By what it says and does until a colleague comes; the rest, and that it is heard, is the demo's to show."""
    told = story.load(file)
    alone = takewhile(lambda act: not (act.kind == "press" and act.text.startswith("choice:consent")), told.act)
    turns = [turn for act in alone if (turn := as_turn(act)) is not None]
    passed = served(opened[file.parents[1].name], told.lang, *turns)
    nods = turn_words.load(told.lang).backchannel
    said = [turn.get("says") or turn.get("types") or "" for turn in turns]
    questions = sum(bool(text) and not made_of(text, nods) for text in said)
    assert questions
    assert sum(isinstance(message, Answered) for message in passed) == questions


def as_turn(act: story.Act) -> dict[str, Any] | None:
    """What a rehearsal calls it; None for what it does by itself."""
    kinds = {"say": {"says": act.text}, "type": {"types": act.text}, "press": {"presses": act.text}}
    return kinds.get(act.kind)


ROBOTS = [file for file in sorted((HERE / "devices").glob("*.toml")) if not is_display(file)]


@pytest.mark.parametrize("file", ROBOTS, ids=lambda file: file.stem)
def test_every_robot_can_play_every_gesture_within_its_limits(file: Path) -> None:
    profile = load_profile(file)
    if not profile.joints:
        return
    own = {parameter for joint in profile.joints for parameter in joint.parameters}
    moved, shown = set(), set()
    for name, gesture in library.load_all(HERE / "gestures").items():
        shown |= {name for frame in gesture.keyframes if not own.isdisjoint(frame.pose)}
        ends = (*gesture.offsets(0.0).values(), *gesture.offsets(gesture.duration_s).values())
        assert not any(ends), f"{name} does not begin or end at rest"

        for tick in range(int(gesture.duration_s * profile.rate_hz)):
            pose = gesture.offsets(tick / profile.rate_hz)
            for joint in profile.joints:
                value = joint.wanted(pose)
                assert joint.limits.lowest <= value <= joint.limits.highest, (name, joint.name)
                if abs(value - joint.neutral) > 0.05:
                    moved.add(name)
    assert moved == shown, "a gesture that nobody sees"
    if "headPitch" in own:
        assert moved == {path.stem for path in (HERE / "gestures").glob("*.toml")}


def test_every_toml_file_that_is_shipped_is_looked_at_by_the_check() -> None:
    """So that an example that is added is not left out: it is TOML, and lies where a reader looks for it."""
    known = {
        "answers",
        "desk",
        "devices",
        "gestures",
        "hearing",
        "knowledge",
        "lang",
        "rehearsals",
        "stories",
        "technician",
        "tone",
        "triage",
        "voice",
        "wording",
    }
    known |= {HERE.name, *STORES}
    for file in HERE.rglob("*.toml"):
        tomllib.loads(file.read_text(encoding="utf-8"))
        assert file.parent.name in known, f"nothing checks {file}"
