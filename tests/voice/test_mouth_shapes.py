"""Mouth shapes keep a pace that can be seen: 70 ms each, what is seen least goes first, lips that touch always stay."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.timeline import Viseme
from kiosk.voice import visemes
from kiosk.voice.mouth_shapes import SEEN_MS, SHORTEST_MS, paced
from kiosk.voice.synthesis import Synthesiser
from kiosk.voice.visemes import weight

IDS = ("sil", "PP", "FF", "DD", "nn", "kk", "SS", "aa", "E", "I", "O", "U", "Y")


def line(*shapes: tuple[str, float]) -> list[Viseme]:
    """Shapes with their lengths in ms, one after the other."""
    found, at = [], 0.0
    for name, length in shapes:
        found.append(Viseme(name, at, at + length, weight(name, 2)))
        at += length
    return found


def told(shapes: tuple[Viseme, ...]) -> list[tuple[str, float, float]]:
    return [(shape.id, shape.start_ms, shape.end_ms) for shape in shapes]


def test_a_shape_that_nobody_sees_leaves_its_time_to_its_neighbours() -> None:
    assert told(paced(line(("aa", 100), ("nn", 40), ("O", 100)))) == [("aa", 0, 120), ("O", 120, 240)]


def test_equal_shapes_that_meet_become_one() -> None:
    assert told(paced(line(("aa", 100), ("kk", 30), ("aa", 100)))) == [("aa", 0, 230)]


def test_lips_that_close_stay_and_are_given_time() -> None:
    assert told(paced(line(("aa", 100), ("PP", 50), ("O", 100)))) == [("aa", 0, 90), ("PP", 90, 160), ("O", 160, 250)]


def test_what_stands_beside_closed_lips_leaves_them_their_time() -> None:
    assert told(paced(line(("PP", 80), ("nn", 30), ("aa", 100)))) == [("PP", 0, 80), ("aa", 80, 210)]


def test_closed_lips_beside_closed_lips_come_to_an_end() -> None:
    assert told(paced(line(("FF", 60), ("PP", 60)))) == [("FF", 0, 60), ("PP", 60, 120)], "both are seen"
    assert told(paced(line(("FF", 35), ("PP", 35)))) == [("PP", 0, 70)]
    assert told(paced(line(("PP", 60), ("aa", 5), ("PP", 60)))) == [("PP", 0, 125)]


@settings(max_examples=400)
@given(
    st.lists(st.tuples(st.sampled_from(IDS), st.floats(5, 200)), min_size=1, max_size=12).filter(
        lambda shapes: all(one[0] != other[0] for one, other in pairwise(shapes))
    )
)
def test_any_line_stays_whole(shapes: list[tuple[str, float]]) -> None:
    given_, found = line(*shapes), paced(line(*shapes))
    assert found[0].start_ms == given_[0].start_ms
    assert found[-1].end_ms == pytest.approx(given_[-1].end_ms)
    assert all(one.end_ms == other.start_ms and one.id != other.id for one, other in pairwise(found))
    if len(found) > 1:
        assert all(shape.end_ms - shape.start_ms >= least(shape.id) - 0.001 for shape in found)


def least(shape: str) -> float:
    return SEEN_MS if visemes.must_touch(shape) else SHORTEST_MS


def test_a_short_closure_before_another_is_still_seen() -> None:
    """German `be-wa`: the lips meet, then touch the teeth, and have 140 ms for both."""
    shapes = paced(line(("sil", 13), ("PP", 20), ("E", 29), ("FF", 76), ("aa", 171)))
    assert [shape.id for shape in shapes] == ["PP", "FF", "aa"]


@pytest.mark.engine
@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("nl", "De melk staat in gang vier, links."),
        ("de", "Pfirsiche und Äpfel finden Sie in Gang drei."),
        ("ko", "우유는 4번 통로에 있어요."),
    ],
)
def test_what_is_said_keeps_the_pace(lang: str, sentence: str) -> None:
    said = Synthesiser().speak(sentence, lang).timeline
    assert all(shape.end_ms - shape.start_ms >= least(shape.id) - 0.001 for shape in said.visemes)
    touching = sum(visemes.must_touch(shape) for each in said.phonemes for shape, _ in visemes.shapes(each.ipa))
    assert sum(visemes.must_touch(shape.id) for shape in said.visemes) >= touching - 1
