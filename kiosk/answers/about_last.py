"""Words about the last reply: "yes", "no", "the second", "not that, the other one"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from kiosk.answers.draft import Question
from kiosk.answers.language import language
from kiosk.memo import CHOICE, HELP, OTHERS, PERSON_OFFERED
from kiosk.utterance import normal

ORDINALS: Final = ("first", "second", "third")
What = Literal["choice", "other", "otherwise", "person", "help", "no-help", "declined"]


@dataclass(frozen=True, slots=True)
class About:
    """What was said about the last reply.

    `value` is what a choice asks, the entries that are left, or the question that was no call for help.
    """

    what: What
    value: str = ""


def understood(question: Question) -> About | None:
    """What a question says about the last reply; None if it is about something else."""
    answer = _agreed(question)
    if (doubted := question.recalled(HELP)) and answer is not None:
        return About("help") if answer else About("no-help", doubted[0])
    if PERSON_OFFERED in question.memo and answer is not None:
        return About("person") if answer else About("declined")
    choices = question.recalled(CHOICE)
    if choices:
        return _chosen(question, choices, answer)
    others = question.recalled(OTHERS)
    if _is(question, "other") and (others or question.context):
        return About("other", others[0]) if others else About("otherwise")
    return None


def _chosen(question: Question, choices: tuple[str, ...], answer: bool | None) -> About | None:
    """One of the choices that were offered, by its number; of a single one, yes."""
    if answer and len(choices) == 1:
        return About("choice", choices[0])
    for number, kind in enumerate(ORDINALS[: len(choices)]):
        if _is(question, kind):
            return About("choice", choices[number])
    if _is(question, "last"):
        return About("choice", choices[-1])
    if answer is False or _is(question, "other"):
        return About("choice", choices[1]) if len(choices) == 2 and _is(question, "other") else About("otherwise")
    return None


def _agreed(question: Question) -> bool | None:
    """Yes, no, or neither."""
    if _is(question, "agreed"):
        return True
    return False if _is(question, "declined") else None


def _is(question: Question, kind: str) -> bool:
    """Whether any reading is nothing but words of a kind, with words around them that say nothing more."""
    words = language(question.lang)
    return any(words.nothing_but(kind, text) for text in question.readings if normal(text))
