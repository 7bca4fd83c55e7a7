"""Wrapped text keeps its letters and its width; what does not fit says so."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.stage.typography import text
from kiosk.stage.typography.fonts import face_of, fonts

LETTERS = st.text(alphabet="abc Wijmé한국어 ", min_size=1, max_size=120)


@settings(max_examples=150, deadline=None)
@given(words=LETTERS, width=st.floats(60, 900))
def test_wrapping_loses_no_letter_and_keeps_the_width(words: str, width: float) -> None:
    lines = text.wrap(words, 40, width)
    assert "".join(line.text for line in lines).replace(" ", "") == words.replace(" ", "")
    for line in lines:
        assert words[line.start : line.start + len(line.text)] == line.text
        assert text.measure(line.text, 40) <= width + 1e-6 or len(line.text) == 1


def test_a_box_too_small_is_reported() -> None:
    assert text.fit("a short line", 600, 60, (20, 40)).fits
    assert not text.fit("a line that is a good deal too long for this box", 120, 30, (20, 40)).fits
    assert not text.fit("Donaudampfschifffahrtsgesellschaft", 100, 400, (20, 40)).fits


def test_the_largest_size_that_fits_is_taken() -> None:
    roomy, tight = text.fit("gangpad vier", 900, 80, (20, 40)), text.fit("gangpad vier", 150, 40, (20, 40))
    assert roomy.size == 40
    assert 20 <= tight.size < 40


def test_hangul_and_latin_come_from_faces_that_have_them() -> None:
    assert fonts().hangul
    for letter in "Aéß€한글":
        assert face_of(letter, "regular").unicharToGlyph(ord(letter)), letter


def test_a_text_too_long_for_its_box_ends_in_an_ellipsis_inside_it() -> None:
    setting = text.fit("a label that somebody made far too long for any button of ours", 200, 60, (20, 40))
    lines = text.shortened(setting, 200, 60)
    assert len(lines) * setting.line_height <= 60
    assert lines[-1].text.endswith("…")
    assert all(text.measure(line.text, setting.size) <= 200 for line in lines)


def test_line_breaks_and_narrow_blanks_keep_their_place() -> None:
    assert [line.text for line in text.wrap("à 10\u202fh\nce soir", 40, 900)] == ["à 10\u202fh ce soir"]
