"""What shoppers say beside their questions: what it can do, insults, sorrow, a puncture; in every language alike."""

from __future__ import annotations

import pytest
from answers_support import answerer

SAID = {
    "maker": {"nl": "wat kun je", "en": "what can you do", "fr": "que savez-vous faire", "de": "was können Sie"},
    "frail": {
        "nl": "ik ben zo verdrietig",
        "en": "i'm so sad today",
        "fr": "je suis très triste",
        "de": "ich bin so müde",
    },
    "frustration": {
        "nl": "je bent dom",
        "en": "you are stupid",
        "fr": "tu es bête",
        "de": "halt den Mund",
    },
    "trouble": {"nl": "het is kapot", "en": "it's broken", "fr": "c'est cassé", "de": "es ist kaputt"},
}
PUNCTURE = {
    "nl": "ik heb een lekke band",
    "en": "i've got a puncture",
    "fr": "j'ai crevé",
    "de": "ich habe einen Platten",
}
REPEAT = {"nl": "wat zei je", "en": "what did you say", "fr": "qu'avez-vous dit", "de": "was haben Sie gesagt"}


@pytest.mark.parametrize("lang", ["nl", "en", "fr", "de"])
@pytest.mark.parametrize("topic", list(SAID))
def test_it_is_met_with_its_own_sentence(topic: str, lang: str) -> None:
    reply = answerer().ask(SAID[topic][lang], lang).reply
    assert reply.triage.topic == topic
    assert reply.band == "none" or topic == "trouble"


@pytest.mark.parametrize("lang", list(PUNCTURE))
def test_a_puncture_is_no_emergency(lang: str) -> None:
    reply = answerer().ask(PUNCTURE[lang], lang).reply
    assert (reply.intent, reply.triage.topic) == ("question", "")


@pytest.mark.parametrize("lang", list(REPEAT))
def test_who_asks_what_was_said_hears_it_again(lang: str) -> None:
    assert answerer().ask(REPEAT[lang], lang).reply.intent == "repeat"
