"""The crowd of a drill: made from the store's own questions, so that it is known what a right reply is."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter

from kiosk.answers.engine import Answerer
from kiosk.dialogue.say import KEYS
from kiosk.simulation.crowd import PAUSE_S, Crowd, Deed, Visit

Sentences = Mapping[str, Mapping[str, Sequence[str]]]
HONEST = ("too_slow", "no_answers", "cannot_hear")
NO_ANSWER = (*HONEST, "unknown", "unknown_human", "unknown_nobody", "did_you_mean", "again", "repeat")
"""What is neither passing nor an answer by itself."""
LEAST = 6
"""Letters of a piece of a sentence by which it is known."""
STAYS_S = 1.6
"""So long a shopper is there at least, as sight needs somewhat less to know of one: each has a session of his own."""
HURRIES = ("leaves in mid-answer", "wanders off")
"""These look as long first, for they go right after what they do."""
HUMAN = ("calling", "nobody_there", "still_calling")
WEIGHTS = {
    "one question": 34,
    "two questions": 14,
    "speaks": 10,
    "interrupts": 5,
    "leaves in mid-answer": 10,
    "asks for a person": 9,
    "another language": 8,
    "wanders off": 6,
    "touches twice": 5,
    "right behind the other": 8,
}
LONGEST_SPOKEN = 40
OVER_S = 0.1
"""Who interrupts lets the kiosk speak for so long: a drill's sentences are short."""
TOLD = frozenset({"", "product"})
"""Actions of entries that tell at once: other ones ask back, or tell another thing at another time."""
OF_ENTRY = 4
"""Phrasings of an entry that are asked at most."""
SEEN = 0.85
"""Share of shoppers who stand before the camera; the others touch the screen from beside it."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask, and what the answer to it holds."""

    text: str
    answer: str


def questions(answerer: Answerer, lang: str) -> list[Question]:
    """Some of the store's phrasings in a language, of every entry, that have one sure answer, whatever the time."""
    entries = [entry for entry in answerer.knowledge.entries.get(lang, {}).values() if entry.action in TOLD]
    texts = [(entry.id, text) for entry in entries for text in entry.phrasings[:: -(-len(entry.phrasings) // OF_ENTRY)]]
    asked = [(name, text, answerer.ask(text, lang, look_up=False).reply) for name, text in texts]
    sure = ("question", "answer")
    return [
        Question(text, reply.caption)
        for name, text, reply in asked
        if (reply.intent, reply.band) == sure and reply.entry == name
    ]


def gather(asked: Mapping[str, list[Question]], phrases: Sentences, count: int, seed: int) -> Crowd:
    """A crowd of `count` visits, the same for the same seed; the first language of `asked` is the kiosk's own."""
    chance, langs = random.Random(seed), list(asked)
    maker = _Maker(chance, asked, phrases, langs)
    manners = chance.choices(list(WEIGHTS), list(WEIGHTS.values()), k=count)
    return Crowd(
        visits=tuple(maker.visit(manner) for manner in manners),
        honest=_sentences(phrases, HONEST),
        passing=_sentences(phrases, [key for key in KEYS if key not in NO_ANSWER and KEYS[key].least > 1]),
        switched={lang: _sentences({lang: phrases[lang]}, ("language_on", "greeting")) for lang in langs},
    )


def _sentences(phrases: Sentences, keys: Sequence[str]) -> tuple[str, ...]:
    """All variants of these sentences, in all languages; of one with `{names}` its longest piece."""
    texts = (text for of in phrases.values() for key in dict.fromkeys(keys) for text in of.get(key, ()))
    pieces = {max((piece for piece, *_ in Formatter().parse(text)), key=len).strip() for text in texts}
    return tuple(sorted(piece for piece in pieces if len(piece) >= LEAST))


class _Maker:
    def __init__(
        self, chance: random.Random, asked: Mapping[str, list[Question]], phrases: Sentences, langs: Sequence[str]
    ) -> None:
        self._chance, self._asked, self._phrases, self._langs = chance, asked, phrases, langs
        self._makers: dict[str, Callable[[str], Visit]] = {
            "one question": self._one,
            "two questions": lambda manner: self._typed(manner, 2),
            "speaks": lambda manner: _speaks(manner, self._chance.choice(_short(self._asked["en"]))),
            "interrupts": lambda manner: interrupter(self._asked["en"], self._chance, manner),
            "leaves in mid-answer": lambda manner: self._one(manner).model_copy(update={"leaves": "mid-answer"}),
            "asks for a person": self._human,
            "another language": self._other,
            "wanders off": lambda manner: Visit(manner=manner, deeds=(_touch(),), leaves="mid-answer"),
            "touches twice": self._twice,
            "right behind the other": lambda manner: self._one(manner).model_copy(update={"pause_s": 0.0}),
        }

    def visit(self, manner: str) -> Visit:
        """One of them; now and then somebody stands beside the camera."""
        made = _noticed(self._makers[manner](manner))
        if self._chance.random() < SEEN:
            return made
        return made.model_copy(update={"seen": False, "pause_s": PAUSE_S})

    def _one(self, manner: str) -> Visit:
        return self._typed(manner, 1)

    def _typed(self, manner: str, count: int) -> Visit:
        asked = self._chance.sample(self._asked[self._langs[0]], count)
        return Visit(manner=manner, deeds=tuple(_deed("type", each) for each in asked))

    def _human(self, manner: str) -> Visit:
        expects = tuple(text for of in self._phrases.values() for key in HUMAN for text in of[key])
        return Visit(manner=manner, deeds=(Deed(kind="press", text="human", expects=expects),))

    def _other(self, manner: str) -> Visit:
        lang = self._chance.choice(self._langs[1:] or self._langs)
        asked = _deed("type", self._chance.choice(self._asked[lang]))
        return Visit(manner=manner, lang=lang, deeds=(asked,))

    def _twice(self, manner: str) -> Visit:
        quick = _touch().model_copy(update={"after_s": 0.02})
        return Visit(manner=manner, deeds=(_touch(), quick, quick, *self._one(manner).deeds))


def _noticed(visit: Visit) -> Visit:
    """The same visit, long enough for sight."""
    if visit.manner not in HURRIES:
        return visit.model_copy(update={"stays_s": STAYS_S})
    first, *more = visit.deeds
    return visit.model_copy(update={"deeds": (first.model_copy(update={"after_s": STAYS_S}), *more)})


def speaker(asked: Sequence[Question], chance: random.Random) -> Visit:
    """Somebody who speaks."""
    return _speaks("speaks", chance.choice(_short(asked)))


def interrupter(asked: Sequence[Question], chance: random.Random, manner: str = "interrupts") -> Visit:
    """Somebody who types a question, and speaks another one over the answer."""
    first, second = chance.sample(_short(asked), 2)
    over = _deed("say", second).model_copy(update={"over_s": OVER_S})
    return Visit(manner=manner, deeds=(_touch(), _deed("type", first), over))


def _short(asked: Sequence[Question]) -> list[Question]:
    return [one for one in asked if 12 <= len(one.text) <= LONGEST_SPOKEN]


def _speaks(manner: str, asked: Question) -> Visit:
    """Touches the screen, waits for the light, and speaks."""
    return Visit(manner=manner, deeds=(_touch(), _deed("say", asked)))


def _touch() -> Deed:
    return Deed(kind="press", text="screen", asks=False)


def _deed(kind: str, asked: Question) -> Deed:
    return Deed.model_validate({"kind": kind, "text": asked.text, "expects": (asked.answer,)})
