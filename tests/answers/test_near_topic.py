"""Questions that share words with the store's topics but ask what it does not know; and new ones that it does know.

Both were written before the means to tell them apart were made, and not from the phrasings.
"""

from collections import Counter

import pytest
from answers_support import answerer, table


def bands(name, lang):
    return Counter(answerer().ask(text, lang).reply.band for _, text in table(name))


@pytest.mark.parametrize("lang", ["nl", "en", "fr", "de"])
def test_what_is_only_near_to_a_topic_is_seldom_answered(lang):
    counted = bands(f"near_{lang}.tsv", lang)
    assert counted.total() >= 45
    assert counted["answer"] <= {"de": 0.25}.get(lang, 0.16) * counted.total(), counted


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "what is the wifi speed at the library"),
        ("en", "do you rent out bikes"),
        ("en", "can you repair my wheelchair"),
        ("nl", "kan ik een parkeerplaats huren"),
        ("fr", "combien coûte une amende de stationnement"),
        ("fr", "puis je louer une place de parking"),
        ("de", "kann ich einen parkplatz mieten"),
        ("de", "vermieten sie fahrräder"),
    ],
)
def test_a_word_that_matters_and_is_not_the_entrys_is_asked_back_about_however_alike_the_rest_is(lang, text):
    reply = answerer().ask(text, lang).reply
    assert reply.band != "answer"


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_new_questions_on_the_topics_are_mostly_answered(lang):
    rows = table(f"fresh_{lang}.tsv")
    replies = [(entry, answerer().ask(text, lang).reply) for entry, text in rows]
    assert len(rows) >= 60
    assert sum(reply.band == "answer" and reply.entry == entry for entry, reply in replies) >= 0.65 * len(rows)


@pytest.mark.parametrize(
    ("lang", "bare", "polite"),
    [
        ("en", "where is the milk", "excuse me where is the milk please"),
        ("en", "where is the toilet", "good morning dear where is the toilet"),
        ("en", "do you have batteries", "hi do you have batteries"),
        ("nl", "waar staat de melk", "goedemorgen waar staat de melk"),
        ("nl", "hoe laat gaan jullie dicht", "hallo mag ik iets vragen hoe laat gaan jullie dicht"),
        ("de", "wo finde ich toiletten", "entschuldigung wo finde ich toiletten bitte"),
        ("fr", "où sont les toilettes", "bonjour où sont les toilettes s'il vous plaît"),
        ("ko", "화장실이 어디예요", "안녕하세요 화장실이 어디예요"),
    ],
)
def test_courtesies_change_nothing(lang, bare, polite):
    plain, kind = (answerer().ask(text, lang).reply for text in (bare, polite))
    assert plain.entry
    assert (kind.entry, kind.band) == (plain.entry, plain.band)
    assert kind.score >= plain.score - 1e-3


def test_a_question_of_nothing_but_courtesies_is_left_as_it_is():
    assert answerer().match(["good morning dear"], "en").reading == "good morning dear"
    assert answerer().ask("excuse me please", "en").reply.band != "answer"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "hello"),
        ("nl", "goeiemiddag"),
        ("fr", "bonjour madame"),
        ("de", "ich habe eine frage"),
        ("ko", "안녕하세요"),
    ],
)
def test_who_only_greets_is_asked_for_the_question(lang, text):
    reply = answerer().ask(text, lang).reply
    assert (reply.band, reply.entry, reply.choices) == ("ask", "", ())
    assert reply.text.endswith(("?", "？"))


@pytest.mark.parametrize(
    ("lang", "text", "day"),
    [("en", "are you open on 24 december", "24 December"), ("nl", "zijn jullie open op 5 mei", "5 mei")],
)
def test_a_day_is_looked_up_whichever_entry_on_hours_was_meant(lang, text, day):
    reply = answerer().ask(text, lang).reply
    assert (reply.band, day in reply.text) == ("answer", True)


@pytest.mark.parametrize(
    ("known", "strange"),
    [
        ("can i park my bicycle", "can you repaint my bicycle"),
        ("do you take back old appliances", "do you take back old husbands"),
        ("can i bring my dog", "can i vaccinate my dog"),
        ("waar kan ik mijn fiets stallen", "waar kan ik mijn fiets laten schilderen"),
    ],
)
def test_a_word_that_the_entry_does_not_know_lowers_its_score(known, strange):
    best, other = (answerer().retriever.match([text])[0].best for text in (known, strange))
    assert other.score < best.score - 0.05
