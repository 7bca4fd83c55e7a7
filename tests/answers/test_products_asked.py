"""More of a product than its place: its price, something cheaper, something in its stead, which of several."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from answers_support import STORE, answerer
from store_support import Tables, Talk

from kiosk.answers import products
from kiosk.answers.language import language
from kiosk.answers.skills.product import live_text
from kiosk.faults import FaultyInputError
from kiosk.store.told import Earlier, Live


@pytest.mark.parametrize(
    ("lang", "first", "then"),
    [("en", "where is the butter", "how much is it"), ("nl", "waar staat de boter", "wat kost het")],
)
def test_a_follow_up_is_about_the_product_before(lang: str, first: str, then: str) -> None:
    talk = Talk(lang, Tables())
    place = talk.ask(first).place
    reply = talk.ask(then)
    assert (reply.cards[0].id, reply.place) == ("butter", place)
    assert "2.79" in reply.caption.replace(",", ".")


def test_a_longer_name_that_ends_alike_is_not_preferred() -> None:
    found = answerer().catalogue.find("combien coûte le beurre", "fr")
    assert found
    assert (found.product.id, found.words) == ("butter", "beurre")


def test_something_cheaper_is_by_the_prices_of_now() -> None:
    back_end = Tables()
    talk = Talk("en", back_end)
    talk.ask("where is the milk")
    reply = talk.ask("do you have anything cheaper")
    prices = [float(back_end.tables.products[each]["price_eur"]) for each in ("milk", reply.cards[0].id)]
    assert prices[1] < prices[0]
    assert f"{prices[1]:.2f} euros" in reply.caption
    assert len({target for target in back_end.asked if target.endswith("/price")}) > 2


def test_without_prices_nothing_is_compared() -> None:
    back_end = Tables()
    talk = Talk("en", back_end)
    talk.ask("where is the milk")
    back_end.broken = "store.timeout"
    reply = talk.ask("do you have anything cheaper")
    assert reply.caption == "I can't compare prices just now. A colleague can help you with that."
    assert [choice.id for choice in reply.choices] == ["human"]


def test_what_is_sold_out_comes_with_something_else_of_its_kind() -> None:
    back_end = Tables()
    back_end.tables.sold_out = frozenset({"milk"})
    talk = Talk("en", back_end)
    reply = talk.ask("where is the milk")
    assert "sold out" in reply.caption
    assert "Perhaps one of these will do" in reply.caption
    assert all(choice.label in reply.caption for choice in reply.choices)
    assert talk.ask(reply.choices[0].query).cards[0].id == reply.choices[0].id


def test_a_price_of_before_is_told_with_its_time_and_never_as_one_of_now() -> None:
    at = datetime(2026, 3, 11, 9, 40, tzinfo=UTC)
    live = Live(None, None, {"price": "store.timeout", "stock": "store.timeout"}, {"price": Earlier(1.29, at)})
    said = live_text(language("en"), live, answerer().store.facts.zone)
    assert said.startswith("At 10:40 am the price was 1.29 euros; I can't look it up again just now.")
    assert "The price is" not in said


TABLE = """id,name_en,synonyms_en,aisle,place,picture,alternatives
gouda,Gouda,cheese,4,,cheese,edam
edam,Edam,cheese,4,,cheese,
brie,Brie,,5,,cheese,
old,old Gouda,,4,,cheese,
"""


@pytest.fixture
def cheeses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> products.Catalogue:
    (tmp_path / "products.csv").write_text(TABLE, encoding="utf-8")
    catalogue = products.load(tmp_path)
    shop = answerer()
    monkeypatch.setattr(shop, "catalogue", catalogue)
    monkeypatch.setattr(shop.matcher, "catalogue", catalogue)
    monkeypatch.setattr(shop._bands, "_content", replace(shop._bands._content, catalogue=catalogue))
    return catalogue


def test_a_word_for_several_products_asks_which(cheeses: products.Catalogue) -> None:
    assert [each.id for each in cheeses.several("cheese")] == ["gouda", "edam"]
    talk = Talk("en")
    reply = talk.ask("where is the cheese")
    assert (reply.band, [choice.id for choice in reply.choices]) == ("ask", ["gouda", "edam"])
    assert reply.caption == "We have more than one of those: Gouda or Edam. Which do you mean?"
    assert talk.says("Edam") == "You'll find Edam in aisle 4."


def test_what_staff_named_comes_first_among_alternatives(cheeses: products.Catalogue) -> None:
    gouda = cheeses.product("gouda")
    assert gouda is not None
    assert [each.id for each in cheeses.alike(gouda, "en")] == ["edam", "old"]
    assert [each.id for each in cheeses.alike(replace(gouda, alternatives=("brie",)), "en")] == ["brie", "old"]


def test_an_alternative_that_is_no_product_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "products.csv").write_text(TABLE.replace(",edam\n", ",edm\n"), encoding="utf-8")
    with pytest.raises(FaultyInputError, match="Did you mean edam"):
        products.load(tmp_path)


def test_the_demo_store_has_no_strange_alternatives() -> None:
    assert products.load(STORE, answerer().store.places).products


@pytest.mark.parametrize(
    ("lang", "first", "then"),
    [
        ("en", "where is the butter", "no, the other one"),
        ("nl", "waar staat de boter", "nee, de andere"),
        ("de", "wo steht die butter", "nein, die andere"),
    ],
)
def test_the_other_one_is_what_staff_named_beside_a_product(lang: str, first: str, then: str) -> None:
    talk = Talk(lang, Tables())
    talk.ask(first)
    assert [card.id for card in talk.ask(then).cards] == ["margarine"]


def test_where_staff_named_nothing_beside_a_product_the_other_one_is_another_topic() -> None:
    talk = Talk("en", Tables())
    talk.ask("where is the coffee")
    assert talk.ask("no, the other one").entry == "cafe"
