"""What an utterance may be besides a question about the store."""

from __future__ import annotations

from typing import Final, Literal, get_args

from kiosk.events import Intent

Topic = Literal[
    "urgent", "self-harm", "child-alone", "human", "frustration", "complaint", "refund", "trouble",
    "confused", "deaf", "cannot-read", "frail", "medicine", "allergy", "legal", "minors", "money",
    "how-are-you", "maker", "joke", "weather", "personal", "compliment", "beyond", "thankful",
]  # fmt: skip
"""`trouble` is something that went wrong for the shopper, `frail` a body, a mind or a purse that makes shopping hard,
`beyond` a question that no store answers."""
TOPICS: Final[tuple[Topic, ...]] = get_args(Topic)
URGENT: Final[frozenset[Topic]] = frozenset({"urgent", "self-harm", "child-alone"})
SENSITIVE: Final[frozenset[Topic]] = frozenset({"self-harm", "medicine", "allergy", "legal", "minors", "money"})
"""Never answered by the machine alone."""
SMALL_TALK: Final[frozenset[Topic]] = frozenset({"how-are-you", "maker", "joke", "weather", "personal", "compliment"})
"""Answered in a sentence that leads back to the store, unless the store knows an answer of its own."""


def intent_of(topic: Topic) -> Intent:
    """What the dialogue does first: an emergency and the wish for a person go before every question."""
    if topic in URGENT:
        return "urgent"
    return "human" if topic == "human" else "question"
