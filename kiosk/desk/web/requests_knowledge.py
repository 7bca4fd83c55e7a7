"""What bodies of requests on the store's knowledge hold."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from kiosk.desk.messages.records import Count, Lang, Name, Record, Short, Text

EntryId = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Question = Annotated[str, Field(min_length=1, max_length=300)]
Questions = Annotated[tuple[Question, ...], Field(max_length=100)]
Numbers = Annotated[tuple[Count, ...], Field(min_length=1, max_length=200)]
Clearable = Literal["owner", "caption", "place", "picture", "valid_from", "valid_to"]


class NewDraft(Record):
    """A new entry, or what becomes of one: what is empty stays as it is, `cleared` becomes empty."""

    entry: EntryId
    lang: Lang
    questions: Questions = ()
    removed: Questions = ()
    cleared: Annotated[tuple[Clearable, ...], Field(max_length=6)] = ()
    title: Annotated[str, Field(max_length=60)] = ""
    answer: Text = ""
    caption: Text = ""
    owner: Name | Literal[""] = ""
    place: Short = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def said(self) -> dict[str, object]:
        """What the draft holds besides its entry, language and questions."""
        return self.model_dump(mode="json", exclude={"entry", "lang", "questions"}, exclude_defaults=True)


class Dismissed(Record):
    """Questions that are not the store's to answer."""

    lang: Lang
    questions: Annotated[Questions, Field(min_length=1)]


class Tried(Record):
    """A question to be tried; without a language, in the one it reads like."""

    question: Question
    lang: Lang | Literal[""] = ""


class Chosen(Record):
    """Drafts, by their numbers."""

    drafts: Numbers


class Back(Record):
    """A version to go back to; without one, the one before."""

    version: Count | None = None
