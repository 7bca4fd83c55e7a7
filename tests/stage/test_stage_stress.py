"""Which words the face stresses."""

from __future__ import annotations

from kiosk.stage.face.stress import emphasis
from kiosk.timeline import Phoneme, Timeline, Word


def timeline(text: str, stressed: set[str], word_ms: float = 400.0) -> Timeline:
    """Words of equal length; the vowel of a stressed one begins 100 ms into it."""
    words, phonemes, at = [], [], 0
    for i, token in enumerate(text.split()):
        word = token.strip(".,?!")
        char = text.index(word, at)
        at = char + len(word)
        words.append(Word(word, char, len(word), i * word_ms, (i + 1) * word_ms))
        phonemes.append(Phoneme("a", i * word_ms + 100, i * word_ms + 300, 2 if word in stressed else 0))
    return Timeline(text, "en", "test", 16000, round(16 * word_ms * len(words)), tuple(words), tuple(phonemes))


def test_the_last_stressed_word_of_a_sentence_carries_it() -> None:
    face = emphasis(timeline("The milk is in aisle four.", {"milk", "aisle", "four"}))
    assert face.pose(5 * 0.4 + 0.1)["headPitch"] < -1.5
    assert face.pose(5 * 0.4 + 0.1)["browUpLeft"] > 0.2
    assert face.pose(0.5) == {}, "a short word before it is not stressed"


def test_numbers_and_long_words_get_a_lesser_beat() -> None:
    face = emphasis(timeline("We have 23 of them in the cellar.", {"23", "cellar"}))
    assert face.pose(7 * 0.4 + 0.1)["headPitch"] < face.pose(2 * 0.4 + 0.1)["headPitch"] < -0.8


def test_beats_keep_apart() -> None:
    face = emphasis(timeline("Wonderful terrible marvellous.", {"Wonderful", "terrible", "marvellous"}, 250))
    beats = [t for t in range(0, 900, 10) if face.pose(t / 1000).get("headPitch", 0.0) < -0.7]
    assert max(beats) - min(beats) < 500, "only the last one is left, and what leads to it"


def test_a_question_ends_with_raised_brows_and_a_statement_does_not() -> None:
    end_s = 6 * 0.4
    asked = emphasis(timeline("Shall I show you the way?", {"way"}))
    said = emphasis(timeline("I shall show you the way.", {"way"}))
    assert asked.pose(end_s)["browUpLeft"] > said.pose(end_s).get("browUpLeft", 0.0) + 0.2


def test_a_still_face_stays_still() -> None:
    face = emphasis(timeline("The milk is in aisle four.", {"four"}))
    assert all(not value for value in face.pose(2.1, liveliness=0.0).values())
