"""Who writes in a language that the kiosk does not speak is told so, and offered a person; nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from answers_support import answerer

from kiosk.answers.elsewhere import is_strange
from kiosk.answers.skills.replies import HUMAN

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    "text",
    [
        "dove sono i bagni",
        "a che ora chiudete",
        "ho perso mio figlio",
        "¿dónde está la leche?",
        "donde esta la leche",
        "¿puedo devolver esto?",
        "gdzie jest mleko",
        "o której zamykacie",
        "onde fica o leite",
        "var ligger mjölken",
        "hvor er toilettet",
        "missä on maito",
        "kde je mléko",
        "где молоко",
        "أين الحليب",
        "牛奶在哪里",
    ],
)
@pytest.mark.parametrize("usual", ["nl", "en"])
def test_a_language_that_is_not_spoken_gets_an_honest_sentence_and_a_person(text: str, usual: str) -> None:
    shop = answerer()
    assert shop.language_of(text, usual) == usual
    reply = shop.ask(text, usual).reply
    assert (reply.band, reply.entry, reply.lang) == ("none", "", "en")
    assert reply.caption == (
        "I'm sorry, I don't speak that language. I speak English, Dutch, French, German and Korean. "
        "A colleague can help you."
    )
    assert [choice.id for choice in reply.choices] == [HUMAN]


@pytest.mark.parametrize("text", ["where is dove", "dove deodorant", "la carte cadeau", "is er een toilet", "{name}"])
def test_a_language_that_is_spoken_is_none_of_those(text: str) -> None:
    assert "don't speak" not in answerer().ask(text, "en").reply.caption


def test_no_question_of_shoppers_in_our_languages_is_taken_for_another() -> None:
    lines = [line for path in HERE.glob("*.tsv") for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [cell for line in lines for cell in line.split("\t") if " " in cell]
    assert len(texts) > 100
    assert [text for text in texts if is_strange(text, answerer()._written)] == []
