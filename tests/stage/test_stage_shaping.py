"""Letters become glyphs: ligatures, marks, both directions, and words that stay where they are said to be."""

from __future__ import annotations

from itertools import pairwise

import pytest

from kiosk.stage.typography import shaping, text
from kiosk.stage.typography.bidirectional import base_level, levels, visual
from kiosk.stage.typography.breaks import opportunities
from kiosk.stage.typography.fonts import fonts
from kiosk.stage.typography.shaping import laid, shaped


def parts(words: str) -> list[str]:
    edges = [0, *opportunities(words), len(words)]
    return [words[a:b] for a, b in pairwise(edges)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Puis-je vous aider ?", ["Puis-", "je ", "vous ", "aider ?"]),
        ("« lait » frais", ["« lait » ", "frais"]),
        ("in/uit 1/2 5-6", ["in/", "uit ", "1/2 ", "5-6"]),
        ("저지방 우유", ["저지방 ", "우유"]),
        ("改行、次。", ["改", "行、", "次。"]),
        ("10\u00a0h 20", ["10\u00a0h ", "20"]),
    ],
)
def test_a_line_ends_where_a_reader_expects_it(words: str, expected: list[str]) -> None:
    assert parts(words) == expected


def test_a_ligature_is_one_glyph_and_still_two_letters() -> None:
    word = shaped("fi", "regular")
    assert len(word.carets) == 3
    assert word.carets[0] < word.carets[1] < word.carets[2] == pytest.approx(word.width)


def test_signs_that_no_font_has_are_left_out_instead_of_a_row_of_boxes(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = fonts().faces["regular"][0]
    monkeypatch.setattr(shaping, "face_of", lambda *_: plain)
    word = shaped("\U0001f95b\U0001f35e!", "regular")
    assert [glyph for run in word.runs for glyph in run.glyphs] == [plain.unicharToGlyph(ord("!"))]
    assert word.carets == pytest.approx((0.0, 0.0, 0.0, word.width))


def test_a_mark_takes_no_room() -> None:
    assert text.measure("e\u0301", 100) == pytest.approx(text.measure("é", 100), abs=1)


def test_the_marked_letters_of_a_line_are_where_they_are_drawn() -> None:
    line = "De melk staat in gangpad 4"
    ((left, right),) = text.spans(line, 3, 7, 40)
    assert left == pytest.approx(text.measure("De ", 40))
    assert right - left == pytest.approx(text.measure("melk", 40))


def test_text_from_the_right_is_reordered_and_numbers_are_not() -> None:
    line = "איפה 12 החלב"
    assert base_level(line) == 1
    starts = [piece.start for piece in laid(line, "regular", 1).pieces]
    assert starts == sorted(starts, reverse=True)
    assert levels(line, 1)[5:7] == (2, 2)
    ((left, right),) = text.spans(line, 0, 4, 40)
    assert right == pytest.approx(text.measure(line, 40)), "the first word stands at the right"
    assert left < right


def test_a_latin_name_in_hebrew_keeps_its_direction() -> None:
    line = "קומה Wi-Fi 4"
    pieces = laid(line, "regular", 1).pieces
    assert [piece.rtl for piece in pieces if line[piece.start] == "W"] == [False]


def test_visual_order_reverses_nested_levels() -> None:
    assert visual([(0, "a"), (1, "b"), (2, "c"), (2, "d"), (1, "e"), (0, "f")]) == list("aecdbf")


def test_letters_of_a_joined_script_come_from_one_face() -> None:
    word = shaped("السلام", "regular", rtl=True)
    assert len(word.runs) == 1
