"""Hours and products, at fixed moments."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from answers_support import STORE, WEDNESDAY, ZONE, answerer, caption

from kiosk.answers import facts, slots
from kiosk.answers.hours import Hours
from kiosk.marks import split
from kiosk.store.told import Live

SHOP = facts.load(STORE)


def hours():
    return Hours(SHOP.facts, WEDNESDAY.date())


@pytest.mark.parametrize(
    ("day", "spans"),
    [
        (date(2026, 3, 11), [(time(8), time(21))]),
        (date(2026, 3, 15), [(time(10), time(18))]),
        (date(2026, 4, 27), [(time(10), time(18))]),  # King's Day, a Monday
        (date(2026, 12, 24), [(time(8), time(18))]),  # an exception
        (date(2026, 12, 25), []),
        (date(2026, 12, 26), [(time(10), time(18))]),
        (date(2027, 1, 1), []),
    ],
)
def test_rules_holidays_and_exceptions(day, spans):
    assert hours().spans(day) == spans


def test_holidays_of_a_province_close_that_province_only():
    base = SHOP.facts.model_copy(update={"country": "DE", "hours": "Mo-Sa 08:00-20:00; PH off", "exceptions": {}})
    bavaria = base.model_copy(update={"province": "BY"})
    hamburg = base.model_copy(update={"province": "HH"})
    corpus_christi = date(2026, 6, 4)
    assert Hours(bavaria, date(2026, 6, 1)).spans(corpus_christi) == []
    assert Hours(hamburg, date(2026, 6, 1)).spans(corpus_christi) == [(time(8), time(20))]


@pytest.mark.parametrize(
    ("lang", "text", "day", "at"),
    [
        ("en", "are you open on sunday", date(2026, 3, 15), None),
        ("en", "are you open at half past eight", None, time(20, 30)),
        ("en", "are you open at half past eight in the morning", None, time(8, 30)),
        ("en", "tomorrow at nine thirty", date(2026, 3, 12), None),
        ("en", "are you open tomorrow at quarter to nine", date(2026, 3, 12), time(8, 45)),
        ("en", "on boxing day", date(2026, 12, 26), None),
        ("en", "on December 24th at 5 pm", date(2026, 12, 24), time(17)),
        ("nl", "zijn jullie zaterdagavond om half negen open", date(2026, 3, 14), time(20, 30)),
        ("nl", "maandagmorgen om kwart voor negen", date(2026, 3, 16), time(8, 45)),
        ("nl", "overmorgen om 20:30", date(2026, 3, 13), time(20, 30)),
        ("nl", "tweede paasdag", date(2026, 4, 6), None),
        ("nl", "morgen om zeventien uur", date(2026, 3, 12), time(17)),
        ("fr", "demain à dix-sept heures", date(2026, 3, 12), time(17)),
        ("fr", "demain à vingt et une heures", date(2026, 3, 12), time(21)),
        ("fr", "demain à dix heures vingt-cinq", date(2026, 3, 12), time(10, 25)),
        ("de", "morgen um achtzehn Uhr", date(2026, 3, 12), time(18)),
        ("de", "morgen um einundzwanzig Uhr", date(2026, 3, 12), time(21)),
        ("nl", "24 december", date(2026, 12, 24), None),
        ("ko", "일요일 저녁 여덟 시 반에 열어요", date(2026, 3, 15), time(20, 30)),
        ("ko", "내일 몇 시에 열어요", date(2026, 3, 12), None),
        ("de", "übermorgen um halb neun", date(2026, 3, 13), time(8, 30)),
        ("fr", "dimanche à vingt heures", date(2026, 3, 15), time(20)),
    ],
)
def test_days_and_times_in_words(lang, text, day, at):
    when = slots.parse(text, lang, WEDNESDAY, hours().next_holiday())
    assert when.day == day
    assert at is None or when.at == at


@pytest.mark.parametrize(
    ("lang", "text", "said"),
    [
        ("en", "are you open on sunday", "Yes, on Sunday we are open from 10 am to 6 pm."),
        ("nl", "zijn jullie open op zondag", "Ja, zondag zijn we open van 10 uur tot 18 uur."),
        ("ko", "일요일에 문 열어요", "네, 일요일에 오전 10시부터 오후 6시까지 영업합니다."),
        ("en", "are you open now", "Yes, we are open now, until 9 pm."),
        ("en", "open at half past nine", "No, today at 9:30 pm we are closed. We are open from 8 am to 9 pm."),
        ("nl", "zijn jullie nog open om half negen", "Ja, vandaag om 20 uur 30 zijn we open. We sluiten om 21 uur."),
        ("en", "opening hours", "We are open Monday to Saturday from 8 am to 9 pm and Sunday from 10 am to 6 pm."),
        ("en", "are you open at christmas", ("No, on Christmas Day, 25 December, we are closed."
         " We open again on 26 December at 10 am.")),
        ("nl", "zijn jullie open op koningsdag", "Ja, op Koningsdag, 27 april, zijn we open van 10 uur tot 18 uur."),
        ("de", "haben sie am sonntag geöffnet", "Ja, am Sonntag haben wir von 10 Uhr bis 18 Uhr geöffnet."),
    ],
)  # fmt: skip
def test_hours_are_told(lang, text, said):
    assert caption(text, lang) == said


def test_closed_at_night_names_the_next_opening():
    night = datetime(2026, 3, 14, 23, 0, tzinfo=ZONE)  # Saturday
    assert caption("are you open now", "en", night) == "No, we are closed now. We open again tomorrow at 10 am."


def test_a_holiday_question_without_a_day_gets_the_written_answer():
    assert caption("are you open on public holidays", "en").startswith(
        "On public holidays we are open from ten to six."
    )


@pytest.mark.parametrize(
    ("lang", "text", "product"),
    [
        ("en", "where is the milk", "milk"),
        ("en", "where can i find peanut buter", "peanut-butter"),
        ("en", "how much is the dark chocolate", "dark-chocolate"),
        ("nl", "waar staat de volle melk", "whole-milk"),
        ("nl", "heeft u een koekenpan", "frying-pan"),
        ("nl", "ik zoek tandpasta", "toothpaste"),
        ("ko", "우유는 어디에 있어요", "milk"),
        ("ko", "꿀은 얼마예요", "honey"),
    ],
)
def test_products_are_found_in_the_utterance(lang, text, product):
    reply = answerer().ask(text, lang).reply
    assert (reply.band, reply.entry) == ("answer", "product")
    assert reply.cards[0].id == product
    place = reply.cards[0].place
    assert reply.place == place
    assert f"^point({place})" in reply.text
    assert reply.caption == split(reply.text)[0]


def test_without_a_back_end_only_the_place_is_told():
    assert caption("where is the milk", "en") == "You'll find semi-skimmed milk in aisle 4."


@pytest.mark.parametrize(
    ("text", "lang"), [("do you have a girlfriend", "en"), ("is there a fourth of july parade", "en")]
)
def test_ordinary_words_are_no_misheard_products(text, lang):
    assert answerer().catalogue.find(text, lang) is None


def test_an_entry_out_of_its_dates_is_not_answered(monkeypatch):
    shop = answerer()
    entry = shop.knowledge.entries["en"]["wifi"]
    over = entry.model_copy(update={"valid_to": date(2026, 3, 10)})
    entries = {**shop.knowledge.entries, "en": {**shop.knowledge.entries["en"], "wifi": over}}
    content = replace(shop._bands._content, knowledge=replace(shop.knowledge, entries=entries))
    monkeypatch.setattr(shop._bands, "_content", content)
    assert shop.ask("do you have wifi", "en").reply.entry != "wifi"


@pytest.mark.parametrize(
    ("lang", "text", "said"),
    [
        ("en", "are you open on sunday", ("Today we have been closed since 6 pm. We open again tomorrow at 8 am."
         " On 22 March we are open from 10 am to 6 pm.")),
        ("nl", "zijn jullie open op zondag", ("Vandaag zijn we gesloten sinds 18 uur. We gaan morgen om 8 uur weer"
         " open. Op 22 maart zijn we open van 10 uur tot 18 uur.")),
        ("en", "are you open today", "Today we have been closed since 6 pm. We open again tomorrow at 8 am."),
    ],
)  # fmt: skip
def test_hours_that_are_past_are_not_told_as_to_come(lang, text, said):
    after_closing = datetime(2026, 3, 15, 19, 0, tzinfo=ZONE)  # Sunday
    assert caption(text, lang, after_closing) == said


def test_hours_of_today_are_told_until_closing_time():
    before_closing = datetime(2026, 3, 15, 17, 59, tzinfo=ZONE)
    assert caption("are you open on sunday", "en", before_closing) == "Yes, today we are open from 10 am to 6 pm."


@pytest.mark.parametrize(
    ("lang", "text", "live", "detail", "price", "stock"),
    [
        ("en", "where is the milk", None, "aisle 4 · 1 l", "", None),
        ("en", "where is the milk", Live(1.29, 23), "aisle 4 · 1 l", "€1.29", 23),
        ("nl", "waar staan de eieren", Live(3.19, None), "gangpad 4 · 10 stuks", "€ 3,19", None),
        ("nl", "waar ligt de jonge kaas", Live(None, 3), "kaasafdeling · 500 g", "", 3),
        ("en", "where do you keep umbrellas", None, "aisle 12", "", None),
    ],
)
def test_a_product_card_tells_place_and_size_and_the_price_and_stock_that_are_known(
    lang, text, live, detail, price, stock
):
    draft = answerer().ask(text, lang)
    reply = draft.reply if live is None else draft.finished(live)
    card = reply.cards[0]
    assert (card.detail, card.price.replace("\u00a0", " "), card.stock) == (detail, price, stock)


def test_a_card_holds_the_answer_to_take_along_and_a_picture() -> None:
    product = answerer().ask("where is the milk", "en").reply.cards[0]
    assert product.picture == "dairy"
    parking = answerer().ask("where can i park", "en").reply
    assert parking.cards[0].text == parking.caption
    hours = answerer().ask("are you open on sunday", "en").reply.cards[0]
    assert (hours.picture, hours.text[:4]) == ("clock", "Yes,")


@pytest.mark.parametrize(
    ("lang", "text", "said"),
    [("fr", "où est le lait", "néerlandais, anglais et coréen"),
     ("de", "wo finde ich milch", "Niederländisch, Englisch und Koreanisch")],
)  # fmt: skip
def test_a_product_in_a_language_without_product_names_is_not_said_to_be_missing(lang, text, said, monkeypatch):
    catalogue = answerer().catalogue
    named = {each: words for each, words in catalogue.words.items() if each in {"nl", "en", "ko"}}
    monkeypatch.setattr(catalogue, "words", named)
    reply = answerer().ask(text, lang).reply
    assert (reply.band, reply.lang, reply.cards) == ("ask", lang, ())
    assert said in reply.caption


def test_a_question_back_shows_choices_and_no_card():
    reply = answerer().ask("card", "en").reply
    assert reply.band == "ask"
    assert len(reply.choices) >= 2
    assert reply.cards == ()
