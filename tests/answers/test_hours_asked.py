"""Hours, each as it was asked for: closing, opening, a span from now, a holiday by its name, one more day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from answers_support import STORE, WEDNESDAY, ZONE, caption
from store_support import Talk

from kiosk.answers import dates, facts, slots
from kiosk.answers.facts import StoreFacts
from kiosk.answers.hours import Hours
from kiosk.answers.language import language
from kiosk.answers.skills.beside import only_slots
from kiosk.answers.skills.hours import hours_text

FACTS = facts.load(STORE).facts
CALENDAR = Hours(FACTS, WEDNESDAY.date())
LATE = datetime(2026, 3, 11, 20, 45, tzinfo=ZONE)
NIGHT = datetime(2026, 3, 11, 22, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("lang", "asked", "said"),
    [
        ("en", "how late do you close", "Today we close at 9 pm."),
        ("nl", "hoe laat sluiten jullie", "Vandaag sluiten we om 21 uur."),
        ("fr", "à quelle heure fermez vous", "Aujourd'hui nous fermons à 21 heures."),
        ("de", "wann schließen sie", "Heute schließen wir um 21 Uhr."),
        ("ko", "몇 시까지 해요", "오늘 오후 9시에 닫습니다."),
        ("en", "what time do you close on sunday", "On Sunday we close at 6 pm."),
        ("en", "what time do you open tomorrow", "Tomorrow we open at 8 am."),
        ("en", "what time do you open", "We are open now, until 9 pm. Tomorrow we open at 8 am."),
        ("en", "until when on ascension day", "On Ascension Day, 14 May, we close at 6 pm."),
        ("nl", "tot wanneer met hemelvaart", "Op Hemelvaartsdag, 14 mei, sluiten we om 18 uur."),
        ("fr", "jusqu'à quelle heure à l'ascension", "Pour l'Ascension, le 14 mai, nous fermons à 18 heures."),
        ("de", "bis wann an christi himmelfahrt", "An Christi Himmelfahrt, dem 14. Mai, schließen wir um 18 Uhr."),
        ("nl", "zijn jullie nog een half uur open", "Ja, we zijn nog open tot 21 uur."),
        ("en", "opening hours", ""),
    ],
)
def test_what_was_asked_is_what_is_told(lang: str, asked: str, said: str) -> None:
    assert hours_text(CALENDAR, asked, lang, WEDNESDAY) == said


@pytest.mark.parametrize(
    ("now", "asked", "said"),
    [
        (LATE, "are you still open for half an hour", "Not that long any more: we close at 9 pm, in 15 minutes."),
        (LATE, "are you open for ten minutes", "Yes, we are still open until 9 pm."),
        (NIGHT, "are you open for half an hour", "No, we are closed now. We open again tomorrow at 8 am."),
        (NIGHT, "how late do you close", "Today we have been closed since 9 pm. We open again tomorrow at 8 am."),
    ],
)
def test_spans_and_closing_are_counted_from_now(now: datetime, asked: str, said: str) -> None:
    assert hours_text(CALENDAR, asked, "en", now) == said


@pytest.mark.parametrize(
    ("lang", "asked", "at"),
    [
        ("nl", "zijn jullie om drie uur 's nachts open", time(3)),
        ("nl", "zijn jullie om half een 's nachts open", time(0, 30)),
        ("nl", "zijn jullie om acht uur 's morgens open", time(8)),
        ("nl", "zijn jullie om drie uur open", time(15)),
        ("en", "are you open at three at night", time(3)),
        ("en", "are you open at nine at night", time(21)),
        ("en", "are you open at 12 am", time(0)),
        ("en", "are you open at 12 pm", time(12)),
        ("de", "habt ihr um drei uhr nachts geöffnet", time(3)),
        ("de", "habt ihr um acht uhr morgens geöffnet", time(8)),
        ("fr", "êtes-vous ouverts à trois heures de la nuit", time(3)),
        ("ko", "새벽 세 시에 문 열어요", time(3)),
        ("ko", "밤 열두 시에 문 열어요", time(0)),
    ],
)
def test_a_time_at_night_is_none_of_the_day(lang: str, asked: str, at: time) -> None:
    when = slots.parse(asked, lang, WEDNESDAY.replace(hour=7), {})
    assert (when.day, when.at) == (None, at)


@pytest.mark.parametrize(
    ("lang", "asked", "ahead"),
    [
        ("nl", "zijn jullie morgen om acht uur 's morgens open", 1),
        ("nl", "zijn jullie morgenochtend om acht uur open", 1),
        ("de", "habt ihr morgen um acht uhr morgens geöffnet", 1),
        ("nl", "zijn jullie vanochtend om acht uur open", 0),
    ],
)
def test_tomorrow_is_still_tomorrow_in_the_morning(lang: str, asked: str, ahead: int) -> None:
    assert slots.parse(asked, lang, WEDNESDAY.replace(hour=7), {}).day == WEDNESDAY.date() + timedelta(days=ahead)


def test_a_late_shop_closes_at_midnight_and_not_at_noon() -> None:
    late = Hours(FACTS.model_copy(update={"hours": "Mo-Su 08:00-24:00"}), WEDNESDAY.date())
    now = datetime(2026, 3, 11, 23, 50, tzinfo=ZONE)
    assert "in 10 minutes" in hours_text(late, "are you open for half an hour", "en", now)


def test_the_reason_that_staff_wrote_is_said_with_the_hours_of_its_day() -> None:
    why = {date(2026, 3, 20): {"nl": "We tellen dan de voorraad.", "en": "We count our stock then."}}
    told = FACTS.model_copy(update={"exceptions": {date(2026, 3, 20): "08:00-12:00"}, "reasons": why})
    calendar = Hours(told, WEDNESDAY.date())
    assert hours_text(calendar, "are you open on march 20th", "en", WEDNESDAY).endswith(
        "12 pm. We count our stock then."
    )
    assert "stock" not in hours_text(calendar, "are you open on march 21st", "en", WEDNESDAY)
    assert hours_text(calendar, "ouvert le 20 mars", "fr", WEDNESDAY).endswith("12 heures.")


@pytest.mark.parametrize(
    ("country", "lang", "name", "day"),
    [
        ("NL", "nl", "koningsdag", date(2026, 4, 27)),
        ("NL", "en", "boxing day", date(2026, 12, 26)),
        ("GB", "en", "boxing day", date(2026, 12, 26)),
        ("BE", "fr", "fête nationale", date(2026, 7, 21)),
        ("FR", "fr", "fête nationale", date(2026, 7, 14)),
        ("FR", "nl", "eerste pinksterdag", date(2026, 5, 24)),  # no holiday by law, but everybody knows when it is
        ("DE", "de", "tag der deutschen einheit", date(2026, 10, 3)),
        ("DE", "en", "easter", date(2026, 4, 5)),
        ("BE", "nl", "allerheiligen", date(2026, 11, 1)),
    ],
)
def test_a_holiday_is_that_of_the_country(country: str, lang: str, name: str, day: date) -> None:
    calendar = Hours(StoreFacts(name="x", country=country, hours="Mo-Su 08:00-20:00"), WEDNESDAY.date())
    assert slots.parse(name, lang, WEDNESDAY, calendar.next_holiday()).day == day


@pytest.mark.parametrize(
    ("lang", "said", "day", "at"),
    [
        ("nl", "zijn jullie open op 24-12", date(2026, 12, 24), None),
        ("nl", "tot 12 december open", date(2026, 12, 12), None),
        ("en", "are you open on 12/24", date(2026, 12, 24), None),
        ("en", "are you open on 4/5 at 10", date(2026, 5, 4), time(10)),
        ("de", "haben Sie am 24.12. auf", date(2026, 12, 24), None),
        ("de", "um 17.30 Uhr", None, time(17, 30)),
        ("fr", "le 24/12 à 17h", date(2026, 12, 24), time(17)),
        ("nl", "bent u om 7 uur 30 al open", None, time(7, 30)),
        ("nl", "bent u 24/7 open", None, None),
        ("en", "I need 2-3 apples", None, None),
        ("en", "on 31/2", None, None),
    ],
)
def test_a_date_in_digits_is_no_time(lang: str, said: str, day: date | None, at: time | None) -> None:
    when = slots.parse(said, lang, WEDNESDAY, {})
    assert (when.day, when.at) == (day, at)


@pytest.mark.parametrize(
    ("lang", "said", "day"),
    [
        ("en", "three weeks ago", date(2026, 2, 18)),
        ("en", "I bought it yesterday", date(2026, 3, 10)),
        ("nl", "vorige dinsdag", date(2026, 3, 10)),
        ("nl", "twee dagen geleden", date(2026, 3, 9)),
        ("fr", "il y a deux semaines", date(2026, 2, 25)),
        ("de", "vor zwei wochen", date(2026, 2, 25)),
        ("en", "on march 3rd", date(2026, 3, 3)),
        ("en", "on december 20th", date(2025, 12, 20)),
        ("en", "it is blue", None),
    ],
)
def test_a_day_that_has_been(lang: str, said: str, day: date | None) -> None:
    assert slots.past_day(said, lang, WEDNESDAY.date()) == day


@pytest.mark.parametrize(
    ("lang", "said", "only"),
    [
        ("en", "and on sunday", True),
        ("en", "no, make it thursday at half past three", True),
        ("nl", "doe maar vrijdag om half vier", True),
        ("fr", "non plutôt jeudi à quinze heures", True),
        ("de", "nein lieber donnerstag um halb vier", True),
        ("ko", "아니요 목요일 세 시 반", True),
        ("en", "where is the milk on thursday", False),
        ("nl", "waar is de kaas", False),
        ("en", "when does the fish counter close on sunday", False),
    ],
)
def test_a_slot_is_told_from_a_question(lang: str, said: str, only: bool) -> None:
    assert only_slots(said, lang) is only


@pytest.mark.parametrize(
    ("lang", "questions", "said"),
    [
        ("en", ["how late do you close", "and on sunday", "no, friday"],
         ["Today we close at 9 pm.", "On Sunday we close at 6 pm.", "On Friday we close at 9 pm."]),
        ("nl", ["zijn jullie zaterdag open", "en zondag"],
         ["Ja, zaterdag zijn we open van 8 uur tot 21 uur.", "Zondag zijn we open van 10 uur tot 18 uur."]),
    ],
)  # fmt: skip
def test_one_more_day_is_answered_as_the_first(lang: str, questions: list[str], said: list[str]) -> None:
    talk = Talk(lang)
    assert [talk.says(question) for question in questions] == said


def test_another_question_is_not_taken_for_one_more_day() -> None:
    talk = Talk("en")
    talk.ask("how late do you close")
    assert talk.ask("where can i park").entry == "parking"


def test_the_card_of_hours_shows_the_week() -> None:
    card = Talk("en").ask("how late do you close").cards[0]
    assert card.detail == "Monday–Saturday 08:00–21:00 · Sunday 10:00–18:00"


@pytest.mark.parametrize(
    ("lang", "said", "told"),
    [
        ("nl", "hoe laat gaan jullie morgen open", "Morgen gaan we om 8 uur open."),
        ("nl", "hoe laat gaan jullie op zondag open", "Zondag gaan we om 10 uur open."),
        ("nl", "hoe laat gaan jullie morgen dicht", "Morgen sluiten we om 21 uur."),
        ("de", "wann machen Sie morgen auf", "Morgen öffnen wir um 8 Uhr."),
    ],
)
def test_a_day_may_stand_in_the_middle_of_opening_and_closing(lang: str, said: str, told: str) -> None:
    assert caption(said, lang) == told


@pytest.mark.parametrize(
    ("lang", "asked", "said"),
    [
        ("en", "are you open tonight", "Yes, today we are open until 9 pm."),
        ("en", "can i come on sunday evening", "No, not in the evening: on Sunday we close at 6 pm."),
        ("en", "are you open this evening at eight", "Yes, today at 8 pm we are open. We close at 9 pm."),
        ("en", "is the shop open at midnight", "No, at midnight we are closed: today we close at 9 pm."),
        ("nl", "zijn jullie vanavond open", "Ja, vandaag zijn we open tot 21 uur."),
        ("nl", "zijn jullie zondagavond open", "Nee, 's avonds niet: zondag sluiten we om 18 uur."),
        ("nl", "zijn jullie om middernacht open", "Nee, om middernacht zijn we dicht: vandaag sluiten we om 21 uur."),
        ("fr", "êtes vous ouverts ce soir", "Oui, aujourd'hui nous sommes ouverts jusqu'à 21 heures."),
        ("fr", "ouverts à minuit", "Non, à minuit nous sommes fermés : aujourd'hui nous fermons à 21 heures."),
        ("de", "habt ihr heute Abend auf", "Ja, heute haben wir bis 21 Uhr geöffnet."),
        ("de", "um Mitternacht", "Nein, um Mitternacht haben wir geschlossen: heute schließen wir um 21 Uhr."),
        ("ko", "오늘 저녁에 열어요", "네, 오늘 오후 9시까지 영업합니다."),
        ("ko", "자정에 열어요", "아니요, 자정에는 영업하지 않습니다. 오늘 오후 9시에 닫습니다."),
    ],
)
def test_the_evening_and_midnight_are_times_of_their_own(lang: str, asked: str, said: str) -> None:
    assert hours_text(CALENDAR, asked, lang, WEDNESDAY) == said


def test_a_shop_that_is_open_past_midnight_says_so_and_one_that_shuts_then_does_not() -> None:
    for hours, said in (("Mo-Su 18:00-02:00", "Yes, today we are"), ("Mo-Su 10:00-24:00", "No, at midnight")):
        calendar = Hours(StoreFacts(name="Late", hours=hours), WEDNESDAY.date())
        assert hours_text(calendar, "are you open at midnight", "en", WEDNESDAY).startswith(said)


@pytest.mark.parametrize(
    ("lang", "asked", "said"),
    [
        ("en", "are you open on the 31st of february", "There is no 31 February. Which day do you mean?"),
        ("en", "is there a 31st of february", "There is no 31 February. Which day do you mean?"),
        ("en", "are you open on 31/2", "There is no 31 February. Which day do you mean?"),
        ("en", "are you open on 29 february", "There is no 29 February in 2027. Which day do you mean?"),
        ("nl", "zijn jullie open op 31 februari", "31 februari bestaat niet. Welke dag bedoelt u?"),
        ("nl", "is er een 31 februari", "31 februari bestaat niet. Welke dag bedoelt u?"),
        ("fr", "êtes vous ouverts le 31 avril", "Le 31 avril n'existe pas. Quel jour voulez-vous dire ?"),
        ("de", "haben Sie am 31.4. auf", "Den 31. April gibt es nicht. Welchen Tag meinen Sie?"),
        ("ko", "2월 31일에 열어요", "2월 31일은 없는 날짜입니다. 며칠을 말씀하시나요?"),
    ],
)
def test_a_day_that_does_not_exist_is_no_other_day(lang: str, asked: str, said: str) -> None:
    assert caption(asked, lang) == said


def test_a_size_or_a_number_of_pieces_is_no_day_that_does_not_exist() -> None:
    words = language("en")
    for text in ("jeans in 31/32", "31 of those", "on 24/12", "on 29/2/2028"):
        found = dates.impossible(text, words, date(2028, 1, 1))
        assert found is None, text
