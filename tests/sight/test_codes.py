"""Codes before the camera: read when they are held there, told once, and no more of them than the store asks for."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import segno
from numpy.typing import NDArray

from kiosk import store_codes
from kiosk.events import CodeShown
from kiosk.faults import FaultyInputError
from kiosk.resources import config_dir, languages
from kiosk.sight.codes import EVERY_S, GONE_S, LONGEST, CodeReader, cleaned, handed_on
from kiosk.simulation.aisle import View
from kiosk.simulation.card import draw_cards
from kiosk.simulation.people import Person

FORMS = {"balie:q:": {"en": "{rest}"}, "shop:card:": {"en": "what is my card good for"}}
QUESTION, CARD, FOREIGN = "balie:q:where is the milk", "shop:card:4711 0815", "https://example.org/me?name=jo"
Image = NDArray[np.uint8]
EMPTY: Image = np.full((480, 640, 3), 120, np.uint8)


def held(*codes: tuple[str, int, int], side: float = 130.0, turn: float = 8.0) -> Image:
    """A picture with codes of `side` px at (x, y), held askew, through a lens and a sensor."""
    picture = EMPTY.copy()
    for text, x, y in codes:
        matrix = segno.make(text, error="m").matrix_iter(border=4)
        code = np.array([[0 if dark else 255 for dark in row] for row in matrix], np.uint8)
        large = cv2.resize(code, (400, 400), interpolation=cv2.INTER_NEAREST)
        soft = cv2.GaussianBlur(large, (0, 0), 0.45 * 400 / side)
        move = cv2.getRotationMatrix2D((200, 200), turn, side / 400)
        move[:, 2] += np.array([x, y]) - 200
        inside = cv2.warpAffine(np.full_like(large, 255), move, (640, 480)) > 127
        picture[inside] = cv2.cvtColor(cv2.warpAffine(soft, move, (640, 480)), cv2.COLOR_GRAY2BGR)[inside]
    noise = np.random.default_rng(1).normal(0, 2.5, picture.shape)
    return np.clip(picture * 0.9 + noise, 0, 255).astype(np.uint8)


def watch(reader: CodeReader, start: float, seconds: float, image: Image) -> list[CodeShown]:
    return [
        event
        for index in range(round(seconds / 0.1))
        for event in reader.look(start + index * 0.1, image, engaged=True)
    ]


def test_a_code_is_told_once_while_it_is_held_and_again_after_it_was_away() -> None:
    reader, picture = CodeReader(FORMS), held((QUESTION, 320, 240))
    assert watch(reader, 0.0, 1.0, EMPTY) == []
    assert watch(reader, 1.0, 3.0, picture) == [CodeShown(QUESTION)]
    assert watch(reader, 4.0, 1.0, EMPTY) == []
    assert watch(reader, 5.0, 1.0, picture) == [], "it was away for a moment only"
    watch(reader, 6.0, GONE_S + 0.5, EMPTY)
    assert watch(reader, 11.0, 1.0, picture) == [CodeShown(QUESTION)]


def test_a_code_of_60_px_is_read_where_the_detector_alone_reads_none() -> None:
    picture = held((QUESTION, 320, 240), side=76)  # 33 modules with the margin: 2.4 px each
    assert CodeReader(FORMS).read(picture) == [QUESTION]
    assert cv2.QRCodeDetector().detectAndDecode(picture)[0] == ""


def test_codes_are_looked_for_two_or_three_times_a_second() -> None:
    reader, looks = CodeReader(FORMS), [0]

    def read(_image: Image) -> list[str]:
        looks[0] += 1
        return []

    reader.read = read  # type: ignore[method-assign, assignment]
    watch(reader, 0.0, 10.0, EMPTY)
    assert 20 <= looks[0] <= 30
    assert EVERY_S >= 0.33


def test_nothing_is_read_without_an_engagement() -> None:
    reader, picture = CodeReader(FORMS), held((QUESTION, 320, 240))
    assert [reader.look(index / 10, picture, engaged=False) for index in range(20)] == [[]] * 20


def test_a_new_engagement_knows_nothing_of_the_codes_of_the_one_before() -> None:
    reader, picture = CodeReader(FORMS), held((QUESTION, 320, 240))
    assert watch(reader, 0.0, 1.0, picture) == [CodeShown(QUESTION)]
    reader.look(1.0, picture, engaged=False)
    assert watch(reader, 1.1, 1.0, picture) == [CodeShown(QUESTION)]


def test_a_poster_of_the_shop_is_no_code_that_is_shown() -> None:
    reader = CodeReader(FORMS)
    poster = held((FOREIGN, 540, 140))
    assert watch(reader, 0.0, 2.0, poster) == []
    assert watch(reader, 2.0, 2.0, held((FOREIGN, 540, 140), (QUESTION, 200, 300))) == [CodeShown(QUESTION)]


@pytest.mark.parametrize(
    ("text", "leaves"), [(QUESTION, QUESTION), (CARD, "shop:card:"), (FOREIGN, ""), ("BALIE:Q:milk", ""), ("", "")]
)
def test_only_what_the_store_asks_for_leaves(text: str, leaves: str) -> None:
    assert handed_on(text, FORMS) == leaves


def test_a_code_that_is_none_of_the_stores_is_told_without_its_text() -> None:
    reader = CodeReader(FORMS)
    watch(reader, 0.0, 1.0, EMPTY)
    assert watch(reader, 1.0, 1.0, held((FOREIGN, 320, 240))) == [CodeShown("")]


@pytest.mark.parametrize(("text", "mode"), [("日本語", "kanji"), ("汉字", "hanzi")])
def test_a_code_that_opencv_cannot_put_into_words_costs_nobody_the_eyes(text: str, mode: str) -> None:
    matrix = segno.make(text, mode=mode, micro=False).matrix_iter(scale=6, border=4)
    code = np.array([[0 if dark else 255 for dark in row] for row in matrix], np.uint8)
    picture = EMPTY.copy()
    picture[100 : 100 + len(code), 200 : 200 + len(code)] = code[:, :, None]
    reader = CodeReader(FORMS)
    watch(reader, 0.0, 1.0, EMPTY)
    assert watch(reader, 1.0, 1.0, picture) == [CodeShown("")]


def test_texts_are_bounded_and_without_control_characters() -> None:
    assert cleaned("  balie:q:\x00milk\x1b[31m\n\u202eand bread ") == "balie:q:milk[31mand bread"
    assert len(cleaned("x" * 5000)) == LONGEST


def test_the_demo_store_has_both_kinds() -> None:
    forms = store_codes.load(config_dir() / "demo-store")
    assert handed_on("delinde:card:12345", forms) == "delinde:card:"
    assert handed_on("balie:q:waar is de melk", forms) == "balie:q:waar is de melk"
    assert set(forms["balie:q:"]) == set(languages()), "one question for every language"


@pytest.mark.parametrize("line", ['"ab" = "too short"', '"shop:x:" = ""', '"shop:x:" = { xx = "no language" }'])
def test_a_form_that_cannot_be_used_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "store.toml").write_text(f'name = "A"\n[codes]\n{line}\n')
    with pytest.raises(FaultyInputError):
        store_codes.load(tmp_path)


def test_a_store_without_codes_has_none(tmp_path: Path) -> None:
    assert store_codes.load(tmp_path) == {}


@pytest.mark.parametrize("z_m", [0.7, 1.0, 1.5])
def test_a_simulated_shopper_can_hold_a_card(z_m: float) -> None:
    picture = EMPTY.copy()
    draw_cards(picture, View(640, 480, 66.0, 1.35), [Person(1, 0.05, z_m, 0.0, 1.6, "maya", "shop:card:4711")])
    assert CodeReader(FORMS).read(picture) == ["shop:card:4711"]
