"""A language model behind an OpenAI-compatible endpoint, asked to put one answer in other words.

It gets that answer and its language, never a shopper's words. What is late, wrong or unfaithful leaves the answer as
staff wrote it.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, replace
from typing import Any, Final

import requests

from kiosk.answers.draft import Draft
from kiosk.answers.wording.faithful import fault
from kiosk.errors import KioskError
from kiosk.events import Reply
from kiosk.events import Wording as Outcome
from kiosk.marks import split
from kiosk.settings import Wording
from kiosk.store.body import body
from kiosk.store.breaker import Breaker
from kiosk.store.secrets import secret
from kiosk.store.workers import Workers

TASK: Final = (
    "Say the following sentence of a store's assistant in other words, in the same language ({lang}), friendly and "
    "short. Keep every number, time, price, name, place and condition exactly. Add nothing. Answer with the text alone."
)
FAILURES, PAUSE_S = 3, 60.0
RUBBISH: Final = (ValueError, LookupError, TypeError, RecursionError)
"""What a reply that is none raises when it is read."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """What came of asking."""

    outcome: Outcome
    text: str = ""


class Pending:
    """A wording on its way; given up at `deadline` (seconds of `clock`), and then told to `breaker`."""

    def __init__(self, call: Future[str], deadline: float, clock: Callable[[], float], breaker: Breaker) -> None:
        self._call, self._deadline, self._clock, self._breaker = call, deadline, clock, breaker

    def done(self) -> bool:
        """Whether there is nothing to wait for any more."""
        return self._call.done() or self._clock() >= self._deadline

    def result(self) -> Told:
        """What came until now."""
        if not self._call.done():
            self._call.cancel()
            self._breaker.failed()
            return Told("late")
        error = self._call.exception()
        if isinstance(error, KioskError):
            return Told("failed")
        if error is not None:
            raise error
        return Told("model", self._call.result())

    def outcomes(self) -> dict[str, str]:
        """Nothing of it comes from the store's back end."""
        return {}

    def wait(self) -> Told:
        """The result, at the deadline at the latest."""
        wait([self._call], timeout=max(0.0, self._deadline - self._clock()))
        return self.result()


class Rephraser:
    """Asks the model of some settings. `close` it when it is not needed any more."""

    def __init__(self, settings: Wording, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._clock = settings, clock
        self._key = secret(settings.key)
        self._pool = Workers(2, "wording")
        self._breaker = Breaker(FAILURES, PAUSE_S, clock)

    def close(self) -> None:
        """Give up what still runs."""
        self._pool.close()

    def worded(self, draft: Draft) -> Draft:
        """A draft that waits for the model's words, if it says what staff wrote and the model is not at fault."""
        reply = draft.reply
        plain, marks = split(reply.text)
        inner = any(mark.char > 0 for mark in marks)
        if not draft.curated or draft.lookup or inner or reply.caption != plain or not self._breaker.allows():
            return draft
        deadline = self._clock() + self._settings.timeout_s
        call = self._pool.submit(self._ask, plain, reply.lang, deadline)
        pending = Pending(call, deadline, self._clock, self._breaker)
        return replace(draft, lookup=pending, complete=lambda told: _said(reply, told))

    def _ask(self, text: str, lang: str, deadline: float) -> str:
        try:
            said = self._content(text, lang)
        except (requests.RequestException, KioskError, *RUBBISH) as error:
            self._breaker.failed()
            log.warning("the language model gave no words", extra={"code": "answers.wording"})
            sentence = f"The language model gave no words: {type(error).__name__}."
            raise KioskError(
                "answers.wording", sentence, "The answer is said as it stands; look at the endpoint in [wording]."
            ) from error
        if self._clock() < deadline:
            self._breaker.succeeded()
        return said

    def _content(self, text: str, lang: str) -> str:
        """The first choice of a chat completion."""
        url = f"{self._settings.url.rstrip('/')}/chat/completions"
        task = {"role": "system", "content": TASK.format(lang=lang)}
        asked = {
            "model": self._settings.model,
            "messages": [task, {"role": "user", "content": text}],
            "temperature": 0.4,
            "max_tokens": 50 + len(text),
        }
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        limit = self._settings.timeout_s
        with requests.post(
            url, json=asked, headers=headers, timeout=limit, stream=True, allow_redirects=False
        ) as answer:
            answer.raise_for_status()
            return _first_choice(body(answer, time.monotonic() + limit))


def _first_choice(raw: bytes) -> str:
    import json

    document: Any = json.loads(raw)
    content = document["choices"][0]["message"]["content"]
    if not isinstance(content, str):
        raise TypeError("the content is no text")
    return re.sub(r"\s+", " ", content).strip()


def _said(reply: Reply, told: Told) -> Reply:
    """The reply in the model's words where they are faithful, else as it stands."""
    if told.outcome != "model":
        return replace(reply, wording=told.outcome)
    source = split(reply.text)[0]
    if found := fault(source, told.text, reply.lang):
        log.info("the language model's words were refused: %s", found)
        return replace(reply, wording="refused")
    lead = "".join(f"^{mark.name}({mark.arg}) " for mark in split(reply.text)[1])
    return replace(reply, text=f"{lead}{told.text}", caption=told.text, wording="model")
