"""Questions that were written apart from the phrasings: found, or refused."""

import random
from functools import cache

import pytest
from answers_support import STORE, answerer, table

from kiosk.answers.draft import Draft
from kiosk.answers.engine import Answerer
from kiosk.knowledge import files
from kiosk.settings import Answers

WRITTEN = ("nl", "en", "ko")


@cache
def asked(text: str, lang: str) -> Draft:
    """What the demo store makes of a held-out question; each is looked at in several ways."""
    return answerer().ask(text, lang)


@pytest.mark.parametrize("lang", WRITTEN)
def test_held_out_questions_are_no_phrasings(lang):
    shop = files.load(STORE)
    rows = table(f"questions_{lang}.tsv")
    phrasings = {phrasing for _, _, phrasing in shop.phrasings}
    assert {entry for entry, _ in rows} <= shop.entries[lang].keys()
    assert {question for _, question in rows} & phrasings == set()


@pytest.mark.parametrize("lang", WRITTEN)
def test_best_entry_is_right(lang):
    rows = table(f"questions_{lang}.tsv")
    missed = [(entry, text) for entry, text in rows if asked(text, lang).match.best.entry != entry]
    assert len(missed) <= 0.12 * len(rows), missed


@pytest.mark.parametrize("lang", WRITTEN)
def test_direct_answers_are_right_and_frequent(lang):
    drafts = [(entry, asked(text, lang).reply) for entry, text in table(f"questions_{lang}.tsv")]
    direct = [(entry, reply) for entry, reply in drafts if reply.band == "answer"]
    assert len(direct) >= 0.7 * len(drafts)
    assert sum(reply.entry == entry for entry, reply in direct) >= 0.95 * len(direct)


def test_off_topic_is_not_answered():
    rows = table("questions_offtopic.tsv")
    assert len(rows) >= 40
    replies = [(text, asked(text, lang).reply) for lang, text in rows]
    wrong = [(text, reply.entry) for text, reply in replies if reply.band == "answer"]
    assert len(wrong) <= 0.05 * len(rows), wrong


def mistyped(text: str, rng: random.Random) -> str:
    """The text with one letter in fifteen lost, doubled or swapped with the next."""
    letters = list(text)
    for _ in range(max(1, len(text) // 15)):
        place = rng.randrange(len(letters) - 1)
        kind = rng.randrange(3)
        letters[place : place + 2] = (
            [letters[place + 1], letters[place]] if kind == 0 else letters[place : place + kind]
        )
    return "".join(letters)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_typing_errors_cost_little(lang):
    rng = random.Random(1)
    rows = [(entry, mistyped(text, rng)) for entry, text in table(f"questions_{lang}.tsv")]
    right = sum(answerer().ask(text, lang).match.best.entry == entry for entry, text in rows)
    assert right >= 0.8 * len(rows)


def test_without_the_encoder_letters_and_words_still_answer():
    plain = Answerer(STORE, Answers(encoder=False))
    assert plain.retriever.encoder == "none"
    rows = table("questions_en.tsv") + table("questions_nl.tsv")
    right = sum(plain.retriever.match([text])[0].best.entry == entry for entry, text in rows)
    assert right >= 0.75 * len(rows)
    assert plain.ask("waar zijn de toiletten", "nl").reply.entry == "toilets"


@pytest.mark.parametrize(
    ("text", "lang", "entry"),
    [
        ("où sont les toilettes", "fr", "toilets"),
        ("wo sind die toiletten", "de", "toilets"),
        ("avez-vous du wifi", "fr", "wifi"),
        ("wo kann ich parken", "de", "parking"),
        ("haben sie am sonntag geöffnet", "de", "opening-hours"),
        ("êtes-vous ouverts le dimanche", "fr", "opening-hours"),
    ],
)
def test_every_language_is_answered_in_its_own_words(text, lang, entry):
    reply = answerer().ask(text, lang).reply
    assert (reply.band, reply.entry, reply.lang) == ("answer", entry, lang)


def test_what_is_written_in_other_languages_only_is_answered_across_languages():
    reply = answerer().ask("강아지를 데리고 들어가도 돼요", "ko").reply
    assert (reply.band, reply.entry) == ("answer", "dogs")
    assert reply.lang == "en", "store.toml says English for visitors"


@pytest.mark.parametrize("text", ["hi", "where is the milk", "qwertz", "?? 12", "우유", "a" * 400])
def test_top_has_always_three_and_scores_never_rise(text):
    ranked = answerer().ask(text, "en").match.ranked
    assert len(ranked) == 3
    assert len({each.entry for each in ranked}) == 3
    scores = [each.score for each in ranked]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


@pytest.mark.parametrize("text", ["أين الحليب", "牛奶在哪里", "где молоко", "{aisle} {price}"])
def test_what_is_in_no_language_of_the_product_is_not_answered(text):
    reply = answerer().ask(text, "en").reply
    assert (reply.band, reply.score) == ("none", 0.0)
    assert answerer().language_of(text, "ko") == "ko"


@pytest.mark.parametrize(
    ("lang", "text", "entry"),
    [
        ("en", "are you a robot", "about-me"),
        ("en", "are you a human", "about-me"),
        ("en", "am I talking to a real person", "about-me"),
        ("en", "are you recording me", "privacy"),
        ("en", "do you store my face", "privacy"),
        ("en", "is there a camera", "privacy"),
        ("nl", "spreek ik met een echt mens", "about-me"),
        ("nl", "slaat u mijn gezicht op", "privacy"),
        ("ko", "진짜 사람이에요", "about-me"),
        ("ko", "지금 녹음하고 있어요", "privacy"),
    ],
)
def test_what_the_kiosk_is_and_keeps_is_told(lang, text, entry):
    reply = answerer().ask(text, lang).reply
    assert (reply.intent, reply.band, reply.entry) == ("question", "answer", entry)


def test_the_better_reading_wins():
    alone = answerer().ask("can i get a full wife i here", "en").reply
    both = answerer().ask("can i get a full wife i here", "en", ["can i get wifi here"]).reply
    assert alone.score < both.score
    assert (both.entry, both.band) == ("wifi", "answer")


def test_a_follow_up_leans_on_the_question_before():
    alone = answerer().ask("en hoeveel kost het", "nl").reply
    after = answerer().ask("en hoeveel kost het", "nl", context=["waar staat de honing"]).reply
    assert alone.band != "answer"
    assert (after.band, after.entry) == ("answer", "product")
    assert after.cards[0].id == "honey"


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("where is the milk", "what is the capital of france"),
        ("where is the milk", "do you sell caviar"),
        ("where can i park my car", "do you sell train tickets"),
    ],
)
def test_a_new_subject_does_not_lean_on_the_question_before(before, question):
    alone = answerer().ask(question, "en").reply
    after = answerer().ask(question, "en", context=[before]).reply
    assert after.band != "answer"
    assert (after.band, after.entry) == (alone.band, alone.entry)


def test_an_unsure_question_gets_choices_that_lead_to_their_entries():
    reply = answerer().ask("i want to bring my order back", "en").reply
    assert reply.band == "ask"
    assert 2 <= len(reply.choices) <= 3
    for choice in reply.choices:
        assert choice.label in reply.text
        pressed = answerer().ask(choice.query, "en").reply
        assert (pressed.band, pressed.entry) == ("answer", choice.id)


def test_what_was_hardly_meant_is_no_choice():
    held = [row for lang in ("en", "nl") for name in ("questions", "near") for row in table(f"{name}_{lang}.tsv")]
    drafts = (asked(text, "en") for _, text in held)
    offering = [draft for draft in drafts if draft.reply.choices and not draft.reply.triage.topic]
    assert {1, 2} <= {len(draft.reply.choices) for draft in offering}
    for draft in offering:
        scores = {each.entry: each.score for each in draft.match.ranked}
        first, *others = (scores[choice.id] for choice in draft.reply.choices)
        assert all(score >= max(answerer().retriever.limits.lo / 2, 0.2 * first) for score in others)


def test_a_single_choice_is_no_question_of_yes_or_no():
    replies = (asked(text, "en").reply for _, text in table("near_en.tsv"))
    reply = next(reply for reply in replies if len(reply.choices) == 1)
    assert reply.choices[0].label in reply.text
    assert "?" not in reply.text.replace(reply.choices[0].label, "")


@pytest.mark.parametrize(
    ("lang", "text", "asks"),
    [("nl", "mevrouw ik zoek eh", "Welk product zoekt u"), ("nl", "ik zoek eh", "Welk product zoekt u")],
)
def test_who_looks_for_something_unnamed_is_asked_for_it(lang, text, asks):
    reply = answerer().ask(text, lang).reply
    assert (reply.band, reply.entry, reply.choices) == ("ask", "product", ())
    assert reply.text.startswith(asks)


def test_a_title_is_read_in_its_own_language():
    assert answerer().language_of("Find a product", "nl") == "en"
    assert answerer().language_of("wifi", "nl") == "nl"
