"""How the note after a conversation begins: label, three lines, mood and result, from the words alone. Pure.

It goes by the lists of `config/desk/draft.toml`; the colleague mends it and is the one who leaves it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, RootModel, StringConstraints

from kiosk.desk.assist.phrase_lists import Phrases, found
from kiosk.desk.messages.records import HandoverCard, Line, Mood, Outcome, Result, WrapUpNote
from kiosk.resources import config_dir
from kiosk.settings import Lang
from kiosk.toml_file import Strict, read
from kiosk.utterance import normal

FILE: Final = "desk/draft.toml"
SHOWN: Final = "▸ "
"""How a line of the transcript begins that tells what was put before the shopper."""
LONGEST: Final = 200
LABEL: Final = 60
NEAR: Final = 3
"""Words before a mood in which a "not" turns it off."""
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=120)]
With = Annotated[Sentence, Field(pattern=r"\{text\}")]


class DraftWords(Strict):
    """The sentences and lists of one language."""

    asked: With
    told: With
    shown: With
    handed_back: Annotated[Sentence, Field(alias="handed-back")]
    hung_up: Annotated[Sentence, Field(alias="hung-up")]
    positive: Phrases
    negative: Phrases
    not_: Annotated[Phrases, Field(alias="not")]
    sold: Phrases
    callback: Phrases
    shelf: Phrases
    unsolved: Phrases


class DraftFile(RootModel[Mapping[Lang, DraftWords]]):
    """`draft.toml`: a table a language."""


Words = Mapping[str, DraftWords]


def load(config: Path | None = None) -> Words:
    """The lists of every language.

    Raises:
        FaultyInputError: as `kiosk.toml_file.read`.
    """
    return dict(read((config or config_dir()) / FILE, DraftFile).content.root)


def draft(
    card: HandoverCard, lines: Sequence[Line], outcome: Outcome | None, words: Words, reads: Sequence[str], title: str
) -> WrapUpNote:
    """The note as it begins. `reads` are the colleague's languages; `title` is the entry that was nearest, if any."""
    said = [each for each in lines if each.final and each.text.strip()]
    shopper = [each for each in said if each.by == "shopper"]
    colleague = [each for each in said if each.by == "colleague"]
    lang = next((each for each in (card.lang, *reads, "en") if each in words and (each in reads or not reads)), "en")
    question = card.question or max((each.text for each in shopper), key=len, default="")
    return WrapUpNote(
        label=_cut(title or card.topic or question or card.reason, LABEL),
        summary=tuple(_summary(words[lang], question, colleague, outcome)),
        mood=mood(shopper, words),
        result=_result(shopper, colleague, outcome, words),
    )


def mood(lines: Sequence[Line], words: Words) -> Mood:
    """Of a shopper's words: what was said more often; unknown where nothing was said."""
    if not lines:
        return "unknown"
    good = sum(_moods(each, words, "positive") for each in lines)
    bad = sum(_moods(each, words, "negative") for each in lines)
    return "neutral" if good == bad else "positive" if good > bad else "negative"


def _summary(words: DraftWords, question: str, colleague: Sequence[Line], outcome: Outcome | None) -> Iterable[str]:
    """What was asked, what was answered or shown last, how it ended."""
    told = [each.text for each in colleague if not each.text.startswith(SHOWN)]
    shown = [each.text.removeprefix(SHOWN) for each in colleague if each.text.startswith(SHOWN)]
    if question:
        yield _filled(words.asked, question)
    if told:
        yield _filled(words.told, max(told, key=len))
    elif shown:
        yield _filled(words.shown, shown[-1])
    if outcome in {"handed-back", "hung-up"}:
        yield words.handed_back if outcome == "handed-back" else words.hung_up


def _filled(sentence: str, text: str) -> str:
    return sentence.replace("{text}", _cut(text, LONGEST - len(sentence)))


def _cut(text: str, most: int) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


def _result(shopper: Sequence[Line], colleague: Sequence[Line], outcome: Outcome | None, words: Words) -> Result:
    told = [each for each in colleague if not each.text.startswith(SHOWN)]
    if any(_holds(each, words, "callback") for each in told):
        return "callback"
    if any(_holds(each, words, "sold") for each in shopper):
        return "sold"
    if not colleague or (told and _holds(told[-1], words, "unsolved")):
        return "unsolved"
    if len(told) < len(colleague) or any(_holds(each, words, "shelf") for each in told):
        return "to-the-shelf"
    return "answered" if outcome == "handed-back" or told else "other"


def _holds(line: Line, words: Words, name: str) -> bool:
    of_lang = words.get(line.lang)
    return of_lang is not None and bool(found(line.text, getattr(of_lang, name)))


def _moods(line: Line, words: Words, name: str) -> int:
    of_lang = words.get(line.lang)
    if of_lang is None:
        return 0
    said = normal(line.text).split()
    off = {normal(each) for each in of_lang.not_}
    return sum(off.isdisjoint(said[max(0, at - NEAR) : at]) for at in found(line.text, getattr(of_lang, name)))
