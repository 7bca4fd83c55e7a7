"""A card says what is known and no more; its code holds the answer and can be read from the screen."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from stage_support import CARDS, picture_of, scenes

from kiosk.events import Card
from kiosk.stage.arrangement.layout import Rect
from kiosk.stage.painting import cards, qr, signs
from kiosk.stage.painting.brush import Brush
from kiosk.stage.shop import Shop
from kiosk.stage.typography import text
from kiosk.stage.view import View

SHOP = Shop("De Linde")


def scanned(picture: np.ndarray) -> str:
    """What a code in a picture says, looked at from two distances; empty if none is found."""
    looks = (cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) for scale in (1.0, 1.4))
    return next(filter(None, (cv2.QRCodeDetector().detectAndDecode(look)[0] for look in looks)), "")


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)])
@pytest.mark.parametrize("lang", ["nl", "ko"])
def test_the_code_on_the_screen_holds_the_answer_in_plain_words(lang: str, size: tuple[int, int]) -> None:
    layout, picture = picture_of(scenes(lang)["speaking"], size, shop=SHOP)
    (rect, card) = layout.cards[0]
    seen = scanned(picture[rect.y : rect.bottom, rect.x : rect.right])
    assert seen.splitlines() == [card.title, card.detail, card.price, "De Linde"]


def test_the_code_can_be_read_as_a_phone_sees_it_from_40_cm() -> None:
    """A camera of 12 MP has eight px for a millimetre there; held askew, a little out of focus, with half of them."""
    layout, picture = picture_of(scenes("nl")["speaking"], (1080, 1920), shop=SHOP)
    rect = layout.cards[0][0]
    card = picture[rect.y : rect.bottom, rect.x : rect.right]
    turn = cv2.getRotationMatrix2D((rect.w / 2, rect.h / 2), 7, 1.05)
    room = round(1.5 * rect.w), round(1.5 * rect.h)
    seen = cv2.warpAffine(cv2.resize(card, None, fx=1.4, fy=1.4), turn, room)
    assert "halfvolle melk" in scanned(cv2.GaussianBlur(seen, (5, 5), 1.0))


def test_squares_of_a_code_are_at_least_0_6_mm_or_there_is_none() -> None:
    content = "x" * 60
    count = len(qr.modules(content)) + 2 * qr.QUIET
    for room in range(20, 260, 7):
        side = qr.side(content, room, 1.0)
        assert side == 0 or side / count / 3.94 >= 0.6
        assert side <= room
    assert qr.side(content, 200, 1.0)
    assert not qr.side(content, 100, 1.0)


def test_a_long_answer_is_left_out_of_the_code() -> None:
    view = View(scenes("nl")["speaking"], ("nl",), shop=SHOP)
    card = Card("parking", "Parkeren", "garage", text="Onder de winkel.")
    assert qr.words(card, view, 200, 1.0).splitlines() == ["Parkeren", "garage", "Onder de winkel.", "De Linde"]
    short = ["Parkeren", "garage", "De Linde"]
    assert qr.words(card, view, 105, 1.0).splitlines() == short, "it has room for the rest only"
    assert qr.words(replace(card, text="lang " * 60), view, 200, 1.0).splitlines() == short
    assert qr.words(card, view, 60, 1.0) == ""


def test_a_code_stands_only_on_a_card_that_is_the_only_one() -> None:
    card = CARDS["nl"]
    scene = replace(scenes("nl")["listening"], place="")
    for several, known in (((card,), card.title), ((card, replace(card, id="other")), "")):
        layout, picture = picture_of(replace(scene, cards=several), (1080, 1920), shop=SHOP)
        rect = layout.cards[0][0]
        assert scanned(picture[rect.y : rect.bottom, rect.x : rect.right]).split("\n")[0] == known


def test_what_may_be_meant_is_not_taken_along_yet() -> None:
    guess = replace(CARDS["nl"], price="", stock=None)
    scene = replace(scenes("nl")["listening"], place="", cards=(guess,), partial=True)
    layout, picture = picture_of(scene, (1080, 1920), shop=SHOP)
    rect = layout.cards[0][0]
    assert scanned(picture[rect.y : rect.bottom, rect.x : rect.right]) == ""
    view = View(scene, ("nl",))
    assert not cards.is_answer(guess, view)
    assert cards.is_answer(guess, replace(view, scene=replace(scene, place="aisle-4")))
    assert cards.is_answer(replace(guess, place="", text="Onder de winkel."), view)


def test_what_is_not_known_is_not_on_the_card() -> None:
    view = View(replace(scenes("nl")["speaking"], cards=()), ("nl",), shop=SHOP)
    box = Rect(0, 0, 440, 440)

    def painted(card: Card) -> np.ndarray:
        brush = Brush(box, 1.0, 1.0)
        cards.paint(brush, box, card, view)
        return brush.pixels

    full = CARDS["nl"]
    assert (painted(full) != painted(replace(full, stock=None))).any()
    assert (painted(replace(full, stock=0)) != painted(replace(full, stock=None))).any(), "none left is told"
    assert (painted(full) != painted(replace(full, price=""))).any()


def test_every_sign_that_the_demo_store_names_is_there() -> None:
    from kiosk.answers import products
    from kiosk.resources import config_dir

    named = {product.picture for product in products.load(config_dir() / "demo-store").products}
    assert named <= signs.names()
    assert len(named) >= 12


@pytest.mark.parametrize("name", sorted(signs.names()))
def test_a_sign_has_ink_in_the_colour_that_is_asked_for(name: str) -> None:
    brush = Brush(Rect(0, 0, 60, 60), 1.0, 1.0)
    signs.draw(brush, name, 30, 30, 48, 0xFF102030)
    solid = brush.pixels[brush.pixels[..., 3] == 255]
    assert len(solid) > 20
    assert (solid[:, :3] == (0x10, 0x20, 0x30)).all()
    assert not brush.pixels[:3].any(), "it stays in its square"


def test_a_price_stays_on_one_line() -> None:
    assert len(text.wrap(cards.unbroken("1 299,00 €"), 40, 60)[0].text) < len("1 299,00 €"), "too narrow: broken inside"
    assert [line.text for line in text.wrap("ab " + cards.unbroken("1,29 €"), 40, 130)] == ["ab", "1,29\u00a0€"]
