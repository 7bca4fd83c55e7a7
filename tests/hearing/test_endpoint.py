"""Endpointing as a pure function: properties over any sequence of probabilities and levels."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.hearing.endpoint import Began, Ended, Ending, Endpointer, Frame, Pauses, Resumed, Settled, Turn

FRAME_S = 0.032
PAUSES = Pauses(settle_s=0.064, known_s=0.3, end_s=0.5, open_s=1.4, longest_s=6.0)
looks = st.lists(
    st.tuples(st.floats(0, 1), st.floats(-90, 0), st.integers(1, 12)),
    max_size=60,
)


def frames(spec: list[tuple[float, float, int]]) -> list[Frame]:
    steps = [(probability, level) for probability, level, times in spec for _ in range(times)]
    return [Frame(i * FRAME_S, (i + 1) * FRAME_S, p, level) for i, (p, level) in enumerate(steps)]


def turns(endpointer: Endpointer, spec: list[tuple[float, float, int]]) -> list[tuple[Frame, Turn]]:
    taken = [(frame, endpointer.take(frame)) for frame in frames(spec)]
    return [(frame, turn) for frame, turn in taken if turn is not None]


@settings(deadline=None)
@given(looks)
def test_turns_come_in_order(spec: list[tuple[float, float, int]]) -> None:
    following: dict[type[Turn] | None, set[type[Turn]]] = {
        None: {Began},
        Began: {Settled, Ended},
        Settled: {Resumed, Ended},
        Resumed: {Settled, Ended},
        Ended: {Began},
    }
    last: type[Turn] | None = None
    for _, turn in turns(Endpointer(PAUSES), spec):
        assert type(turn) in following[last]
        last = type(turn)


@settings(deadline=None)
@given(looks)
def test_an_utterance_is_bounded_and_ends_after_enough_silence(spec: list[tuple[float, float, int]]) -> None:
    for frame, turn in turns(Endpointer(PAUSES), spec):
        if isinstance(turn, Ended):
            assert turn.began < turn.voiced_until <= frame.end
            assert frame.end - turn.began <= PAUSES.longest_s + FRAME_S
            assert turn.capped or frame.end - turn.voiced_until >= PAUSES.end_s - 1e-6


@settings(deadline=None)
@given(looks)
def test_expecting_the_end_never_makes_it_later(spec: list[tuple[float, float, int]]) -> None:
    def first_end(expected: bool) -> float | None:
        endpointer = Endpointer(PAUSES)
        for frame in frames(spec):
            turn = endpointer.take(frame)
            if isinstance(turn, Ended):
                return frame.end
            endpointer.expect("known" if expected else "any")
        return None

    patient, known = first_end(False), first_end(True)
    assert patient is None or (known is not None and known <= patient)


@settings(deadline=None)
@given(looks)
def test_silence_alone_begins_nothing(spec: list[tuple[float, float, int]]) -> None:
    assert not turns(Endpointer(PAUSES), [(p * 0.49, level, times) for p, level, times in spec])


def test_the_end_is_where_the_sound_fell_to_the_noise_although_the_detector_lags() -> None:
    endpointer = Endpointer(PAUSES)
    spec = [(0.02, -60.0, 20), (0.95, -20.0, 20), (0.9, -59.0, 2), (0.6, -60.0, 2), (0.1, -60.0, 30)]
    ended = next(turn for _, turn in turns(endpointer, spec) if isinstance(turn, Ended))
    assert abs(ended.voiced_until - 40 * FRAME_S) < 1e-9


def test_a_detector_that_insists_is_believed() -> None:
    """A soft voice near the noise: the level says silence, the detector says voice for longer than it can lag."""
    endpointer = Endpointer(PAUSES)
    spec = [(0.02, -60.0, 20), (0.95, -30.0, 20), (0.95, -58.0, 30)]
    assert [type(turn) for _, turn in turns(endpointer, spec)] == [Began, Settled, Resumed]


def test_one_frame_is_no_voice() -> None:
    assert not turns(Endpointer(PAUSES), [(0.0, -70.0, 9), (1.0, -20.0, 1), (0.0, -70.0, 9)])


@pytest.mark.parametrize("ending", ["known", "any", "open"])
def test_how_much_silence_ends_an_utterance_depends_on_how_its_words_end(ending: Ending) -> None:
    endpointer = Endpointer(PAUSES)
    for frame in frames([(0.0, -70.0, 5), (1.0, -20.0, 20), (0.0, -70.0, 60)]):
        turn = endpointer.take(frame)
        if isinstance(turn, Settled):
            endpointer.expect(ending)
        if isinstance(turn, Ended):
            silence_s = frame.end - turn.voiced_until
            assert PAUSES.enough_s(ending) <= silence_s < PAUSES.enough_s(ending) + 2 * FRAME_S
            return
    raise AssertionError("the utterance never ended")


def test_a_new_utterance_does_not_inherit_the_ending_of_the_last() -> None:
    endpointer = Endpointer(PAUSES)
    spec = [(0.0, -70.0, 5), (1.0, -20.0, 20), (0.0, -70.0, 60)]
    silences = list[float]()
    for frame in frames([*spec, *spec]):
        turn = endpointer.take(frame)
        if isinstance(turn, Settled) and not silences:
            endpointer.expect("open")
        if isinstance(turn, Ended):
            silences.append(frame.end - turn.voiced_until)
    assert silences[0] > 1.3 > 0.6 > silences[1]
