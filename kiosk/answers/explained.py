"""A question as `kiosk ask` and the staff console tell it: the answer, what came near, and how long it took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from kiosk import phrases
from kiosk.answers import compose
from kiosk.answers.draft import Draft
from kiosk.answers.engine import Answerer
from kiosk.answers.retrieve import Match
from kiosk.answers.wording.model import Rephraser
from kiosk.dialogue.manner import key
from kiosk.events import Reply
from kiosk.resources import config_dir
from kiosk.settings import Settings
from kiosk.store.client import StoreClient
from kiosk.utterance import normal


@contextmanager
def opened(settings: Settings) -> Iterator[Answerer]:
    """What answers with these settings, its back end and its language model included, while it is needed."""
    client = StoreClient(settings.store) if settings.store.backend_url.startswith("http") else None
    rephraser = Rephraser(settings.wording) if settings.wording.url else None
    try:
        yield Answerer(settings.store.dir, settings.answers, client, rephraser=rephraser)
    finally:
        for each in (client, rephraser):
            if each is not None:
                each.close()


def explained(answerer: Answerer, question: str, lang: str, settings: Settings) -> tuple[dict[str, Any], Draft]:
    """The answer to a question as data, and the draft that it came from. Without `lang` it is the one it reads like."""
    usual, store, tone = settings.kiosk.lang, settings.store.dir, settings.kiosk.tone
    spoken = lang or answerer.language_of(question, usual)
    began = time.perf_counter()
    draft = answerer.ask(question, spoken) if normal(question) else _wordless(question, spoken)
    reply = draft.now()
    draft = replace(draft, reply=reply)
    ms = (time.perf_counter() - began) * 1000
    top = [{"entry": ranked.entry, "score": round(ranked.score, 4)} for ranked in draft.match.ranked]
    row = {
        "question": question,
        "lang": spoken,
        "entry": reply.entry,
        "band": reply.band,
        "score": round(reply.score, 4),
        "top": top,
        "text": reply.caption or _own_words(reply, store, tone),
        "ms": round(ms, 2),
        "lookups": draft.lookup.outcomes() if draft.lookup else {},
        "model_used": reply.wording == "model",
        "wording": reply.wording,
        "intent": reply.intent,
        "topic": reply.triage.topic,
        "happens": reply.triage.happens,
        "reasons": [asdict(reason) for reason in reply.triage.reasons],
    }
    return row, draft


def _own_words(reply: Reply, store: Path, tone: str) -> str:
    """What the dialogue says where the reply leaves it to its own sentences."""
    name = key(reply.triage.topic) if reply.triage.topic else ""
    found = phrases.load(config_dir() / "lang", [reply.lang], store, tone)[reply.lang].get(name, ())
    return found[0] if found else ""


def _wordless(question: str, lang: str) -> Draft:
    """The draft for a line of a batch that has no words: nothing is near to it."""
    return Draft(compose.unknown(0.0, lang), Match(question, (), "none"))
