"""Shoppers whose language the store does not write are asked and answered in one language, that for visitors."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.answers.engine import Answerer
from kiosk.answers.language import answer_langs
from kiosk.settings import Answers

ENTRY = """
[[entry]]
id = "{id}"
title = "{title}"
phrasings = [{phrasings}]
answer = "{answer}"
"""
ENTRIES = {
    "en": (
        ("loyalty-card", "Loyalty card", ("how do I get a loyalty card", "loyalty card"), "At the desk."),
        ("gift-card", "Gift cards", ("do you sell gift cards", "gift card"), "At the till."),
        ("toilets", "Toilets", ("where are the toilets", "is there a toilet"), "Behind aisle 12."),
    ),
    "nl": (
        ("loyalty-card", "Klantenkaart", ("hoe krijg ik een klantenkaart", "klantenkaart"), "Aan de balie."),
        ("gift-card", "Cadeaukaart", ("verkoopt u cadeaukaarten", "cadeaukaart"), "Bij de kassa."),
        ("toilets", "Toiletten", ("waar zijn de toiletten", "is er een wc"), "Achter gang 12."),
    ),
}


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    store: Path = tmp_path_factory.mktemp("store")
    (store / "knowledge").mkdir()
    (store / "store.toml").write_text(
        'name = "Shop"\ntimezone = "Europe/Amsterdam"\ncountry = "NL"\nhours = "Mo-Sa 09:00-18:00"\n'
    )
    for lang, entries in ENTRIES.items():
        texts = (
            ENTRY.format(id=id_, title=title, answer=answer, phrasings=", ".join(f'"{each}"' for each in phrasings))
            for id_, title, phrasings, answer in entries
        )
        (store / "knowledge" / f"{lang}.toml").write_text("".join(texts))
    return Answerer(store, Answers(encoder=False))


def test_what_most_visitors_read_comes_before_the_stores_own_language() -> None:
    assert answer_langs("fr", "en", ("nl", "en")) == ("fr", "en", "nl")
    assert answer_langs("nl", "en", ("nl", "en")) == ("nl", "en")
    assert answer_langs("fr", "nl", ("nl", "en")) == ("fr", "nl", "en")


@pytest.mark.parametrize(
    ("lang", "title"), [("fr", "Toilets"), ("de", "Toilets"), ("nl", "Toiletten"), ("en", "Toilets")]
)
def test_an_answer_comes_in_the_shoppers_language_or_in_english(answerer: Answerer, lang: str, title: str) -> None:
    reply = answerer.ask("is there a toilet", lang).reply
    assert reply.cards[0].title == title
    assert reply.lang == ("nl" if lang == "nl" else "en")


@pytest.mark.parametrize("lang", ["fr", "de", "nl", "en"])
def test_choices_and_the_question_around_them_are_in_one_language(answerer: Answerer, lang: str) -> None:
    match = answerer.match(["card"], lang)
    valid = answerer._bands.valid(match, lang, None)
    reply = answerer._bands._which(None, valid[:2], valid[0][1])
    spoken = "nl" if lang == "nl" else "en"
    assert reply.lang == spoken
    titles = {title for _, title, _, _ in ENTRIES[spoken]}
    assert {choice.label for choice in reply.choices} <= titles
    assert reply.text.startswith("Wat bedoelt u" if spoken == "nl" else "Which do you mean"), reply.text
