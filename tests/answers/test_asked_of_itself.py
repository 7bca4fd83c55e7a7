"""What is asked of the kiosk itself: the time, the place, its languages, its loudness. No entry is about these."""

from __future__ import annotations

import pytest
from answers_support import answerer

from kiosk.answers import itself
from kiosk.bench import questions

ASKED = {
    "time": {
        "en": "what time is it", "nl": "hoe laat is het", "fr": "quelle heure est-il", "de": "wie spät ist es",
        "ko": "지금 몇 시예요",
    },
    "day": {
        "en": "what day is it today", "nl": "welke dag is het vandaag", "fr": "quel jour sommes-nous",
        "de": "welcher Tag ist heute", "ko": "오늘 무슨 요일이에요",
    },
    "place": {
        "en": "excuse me, where am I?", "nl": "waar ben ik", "fr": "où suis-je", "de": "wo bin ich",
        "ko": "여기가 어디예요",
    },
    "languages": {
        "en": "do you speak Spanish", "nl": "welke talen spreek je", "fr": "parlez-vous espagnol",
        "de": "sprechen Sie Türkisch", "ko": "스페인어 할 줄 알아요",
    },
    "looking": {
        "en": "I'm just looking", "nl": "ik kijk alleen even rond", "fr": "je regarde juste",
        "de": "ich schaue mich nur um", "ko": "그냥 구경하는 거예요",
    },
}  # fmt: skip
SAID = {
    "time": {"en": "2 pm", "nl": "14 uur", "fr": "14 heures", "de": "14 Uhr", "ko": "오후 2시"},
    "day": {
        "en": "Wednesday, 11 March",
        "nl": "woensdag 11 maart",
        "fr": "mercredi 11 mars",
        "de": "11. März",
        "ko": "수요일",
    },
    "place": dict.fromkeys(("en", "nl", "fr", "de", "ko"), "De Linde"),
    "languages": {"en": "Dutch", "nl": "Nederlands", "fr": "néerlandais", "de": "Niederländisch", "ko": "네덜란드어"},
    "looking": {
        "en": "take your time",
        "nl": "kijk gerust",
        "fr": "prenez votre temps",
        "de": "in Ruhe",
        "ko": "둘러보세요",
    },
}
LOUDER = {
    "en": "louder please",
    "nl": "harder alstublieft",
    "fr": "plus fort s'il vous plaît",
    "de": "lauter bitte",
    "ko": "안 들려요",
}
SOFTER = {
    "en": "you are too loud",
    "nl": "niet zo hard",
    "fr": "moins fort",
    "de": "etwas leiser bitte",
    "ko": "소리 줄여 주세요",
}


@pytest.mark.parametrize("lang", ["en", "nl", "fr", "de", "ko"])
def test_it_is_told_and_no_entry_is_named(lang):
    for kind, asked in ASKED.items():
        reply = answerer().ask(asked[lang], lang).reply
        assert (reply.band, reply.entry) == ("answer", ""), (kind, reply)
        assert SAID[kind][lang] in reply.text


@pytest.mark.parametrize("lang", ["en", "nl", "fr", "de"])
def test_no_question_to_the_store_is_taken_for_one_to_the_kiosk(lang):
    phrasings = [text for spoken, _, text in answerer().knowledge.phrasings if spoken == lang]
    others = [text for _, text in (*questions.store_set(lang), *questions.triage(lang), *questions.triage_blind(lang))]
    assert {text for text in (*phrasings, *others) if itself.asked([text], lang)} == set()


@pytest.mark.parametrize("lang", ["en", "nl", "fr", "de", "ko"])
def test_louder_and_softer_are_wishes_and_no_questions(lang):
    assert answerer().ask(LOUDER[lang], lang).reply.intent == "louder"
    assert answerer().ask(SOFTER[lang], lang).reply.intent == "softer"


@pytest.mark.parametrize(
    ("lang", "text"), [("nl", "ik hoor u"), ("de", "ich kann Sie gut hören"), ("en", "i can hear you")]
)
def test_who_hears_it_well_wants_nothing_louder(lang, text):
    assert answerer().ask(text, lang).reply.intent != "louder"


def test_who_asks_for_help_is_asked_with_what_before_a_person_is_called():
    assert answerer().ask("can you help me", "en").reply.text.endswith("?")
    assert answerer().ask("can somebody help me", "en").reply.intent == "human"


@pytest.mark.parametrize(
    ("lang", "text"),
    [("en", "do you sell bicycles"), ("nl", "verkopen jullie fietsen"), ("fr", "vendez-vous des vélos"),
     ("de", "verkaufen Sie Fahrräder"), ("ko", "자전거 파나요"), ("en", "do you sell laptops")],
)  # fmt: skip
def test_what_the_list_of_products_does_not_have_is_said_to_be_missing(lang, text):
    reply = answerer().ask(text, lang).reply
    assert (reply.band, reply.entry, [choice.id for choice in reply.choices]) == ("none", "", ["human"])
    assert reply.text
    assert answerer().ask("do you sell stamps", "en").reply.entry == "stamps", "what an entry is about is sold"
    assert answerer().ask("verkopen jullie postzegels", "nl").reply.entry == "stamps"


def test_a_named_product_settles_what_is_asked_for_rather_surely():
    shop = answerer()
    draft = shop.ask("where do i find plasters and bandages", "en")
    assert shop.retriever.limits.lo <= draft.match.best.score < shop.retriever.limits.hi, "else it shows nothing"
    assert (draft.reply.band, draft.reply.cards[0].id) == ("answer", "plasters")
    assert shop.ask("which wine goes well with salmon", "en").reply.band != "answer"
