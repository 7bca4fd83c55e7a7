"""Hours, each as it was asked for: closing, opening, a span from now, a holiday by its name, one more day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from answers_support import STORE, WEDNESDAY, ZONE, caption
from store_support import Talk

from kiosk.answers import facts, slots
from kiosk.answers.facts import StoreFacts
from kiosk.answers.hours import Hours
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
