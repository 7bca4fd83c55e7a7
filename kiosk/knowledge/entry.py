"""One question of one language, as the store's staff wrote it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from kiosk.utterance import normal

Action = Literal["", "hours", "product", "order", "returns", "booking"]


class Strict(BaseModel):
    """A table of a store's file: unknown keys are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _worded(phrasing: str) -> str:
    if not normal(phrasing):
        raise ValueError("is an empty phrasing: it has no word")
    return phrasing


Phrasing = Annotated[str, AfterValidator(_worded)]


class Entry(Strict):
    """One question of one language. An entry with an action may leave its answer to that action."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: Annotated[str, Field(min_length=1, max_length=60)]
    answer: str = ""
    caption: str = ""
    phrasings: Annotated[tuple[Phrasing, ...], Field(min_length=2)]
    action: Action = ""
    tags: tuple[str, ...] = ()
    place: str = ""
    picture: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def _whole(self) -> Entry:
        if not self.answer and not self.action:
            raise ValueError("has neither an answer nor an action")
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError("ends before it begins")
        return self

    def valid(self, day: date) -> bool:
        """Whether it may be answered on that day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)
