"""A date that does not come: who asks about 31 February hears that there is no such day, and no hours of another."""

from __future__ import annotations

from datetime import date

from kiosk.answers import dates
from kiosk.answers.language import language
from kiosk.events import Reply


def said(text: str, lang: str, today: date) -> str:
    """The sentence that says so and asks for the day; empty if the text names no such date."""
    words = language(lang)
    found = dates.impossible(text, words, today)
    if found is None:
        return ""
    (day, month), year = found
    named = words.part("date", day=day, month=words.day.months[month - 1])
    return words.say("no_such_day_in", date=named, year=year) if year else words.say("no_such_day", date=named)


def reply(text: str, lang: str, today: date) -> Reply | None:
    """The reply that says so; None if the text names no such date."""
    found = said(text, lang, today)
    return Reply("question", "answer", 1.0, lang, "", found, found) if found else None
