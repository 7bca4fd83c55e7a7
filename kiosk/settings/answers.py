"""[answers] and [wording]: how an answer is found, and how it is worded."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from kiosk.settings.section import Section


class Answers(Section):
    """Retrieval."""

    encoder: Annotated[bool, Field(description="Use the sentence encoder; without it TF-IDF alone answers")] = True
    second_stage: Annotated[
        Literal["auto", "off", "unsure", "always"],
        Field(description="When a second, larger encoder looks too; auto goes by the machine's memory and processor"),
    ] = "auto"
    answer_precision: Annotated[
        float, Field(description="Share of direct answers that must be right for the kiosk to give them", gt=0.5, lt=1)
    ] = 0.975
    strangers_answered: Annotated[
        float,
        Field(
            description="Share of the store's phrasings that may get another entry's answer when theirs is left out. "
            "Of questions about nothing in the store about a quarter of that share is answered",
            gt=0,
            lt=0.5,
        ),
    ] = 0.07
    reject_quantile: Annotated[
        float, Field(description="Share of known questions that may be asked again", gt=0, lt=0.5)
    ] = 0.10


class Wording(Section):
    """A language model that may put one answer in other words; off without a `url`."""

    url: Annotated[str, Field(description="Base URL of an OpenAI-compatible endpoint, up to /v1; empty for none")] = ""
    model: Annotated[str, Field(description="Name of the model at the endpoint")] = ""
    key: Annotated[str, Field(description="Where the key stands: `env:NAME` or `file:/PATH`; empty for none")] = ""
    timeout_s: Annotated[float, Field(description="After this an answer is said as it stands, s", gt=0.1, le=2)] = 0.8
    announced: Annotated[
        bool, Field(description="Shoppers are told that a language model words the answers; without it none is used")
    ] = False

    @model_validator(mode="after")
    def _told(self) -> Wording:
        if self.url and not (self.announced and self.model):
            raise ValueError("with a url a model must be named, and announced = true: shoppers are told of it")
        return self
