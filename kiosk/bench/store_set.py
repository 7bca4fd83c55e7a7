"""The demo store: a whole answer, a start, memory; and questions to its entries that were written apart from them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np

from kiosk.answers.engine import Answerer
from kiosk.bench import questions
from kiosk.bench.apart import apart, own_mb
from kiosk.bench.row import Row
from kiosk.events import Reply
from kiosk.resources import config_dir
from kiosk.settings import Answers

NOON = datetime(2026, 3, 11, 12, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
"""A Wednesday on which the demo store is open: what is right must not depend on when it is measured."""
Pairs = Counter[tuple[str, bool]]
"""How often a label was taken for something, and how often not."""
URGENT, TRAP = "urgent", "trap"
WANTED = "human"
OFFERED = {WANTED: 100.0, "complaint": None, "refund": None, "vulnerable": None, "frustration": None}
"""Labels of which a person must at least be offered, and the goals set for them, %."""


def _shop(*, first_only: bool = False) -> Answerer:
    second = "off" if first_only else "auto"
    return Answerer(config_dir() / "demo-store", Answers(second_stage=second), clock=lambda: NOON)


def cost_rows() -> Iterator[Row]:
    """A whole answer, a start from the cache, and memory, in processes of their own."""
    _shop(), _shop(first_only=True)  # trained once, so that what is measured comes from the cache
    for first_only, name, limit in ((False, "demo store", 25.0), (True, "demo store, first stage alone", 4.0)):
        start, cost, memory = apart(_figures, first_only=first_only)
        yield Row(f"{name}: start from the cache", start, "s", 2.0)
        yield Row(f"{name}: a whole answer, p95", cost, "ms", limit)
        yield Row(f"{name}: memory of the process (PSS)", memory, "MB", 250.0)


def _figures(*, first_only: bool) -> tuple[float, float, float]:
    began = time.perf_counter()
    shop = _shop(first_only=first_only)
    shop.warm()
    start = time.perf_counter() - began
    costs = []
    for lang, _, text in shop.knowledge.phrasings[::13]:
        asked = time.perf_counter()
        shop.ask(f"{text} please", lang)
        costs.append(1000 * (time.perf_counter() - asked))
    return start, float(np.percentile(costs, 95)), own_mb()


def set_rows(step: int) -> Iterator[Row]:
    """How often the right entry comes first, or among three, in each language; every `step`-th question."""
    shop = _shop()
    for lang in questions.ASKED_IN:
        found = Counter[str]()
        for entry, text in questions.store_set(lang)[::step]:
            reply, match = (draft := shop.ask(text, lang, look_up=False)).reply, draft.match
            top = [each.entry for each in match.ranked]
            first = reply.entry or (top[0] if top else "")
            found["all"] += 1
            found["first"] += first == entry
            found["three"] += entry in {first, *top[:3]}
            found["answered"] += reply.band == "answer"
            found["answered right"] += reply.band == "answer" and reply.entry == entry
        name, count = f"store set, {lang}", max(1, found["all"])
        if found["all"] == 0:
            continue
        yield Row(f"{name}: right entry first, of {count}", 100 * found["first"] / count, "%", 80.0, "higher")
        yield Row(f"{name}: right entry among three", 100 * found["three"] / count, "%", 95.0, "higher")
        yield Row(f"{name}: answered directly", 100 * found["answered"] / count, "%", 75.0, "higher")
        share = 100 * found["answered right"] / max(1, found["answered"])
        yield Row(f"{name}: direct answers right", share, "%", 97.0, "higher")
    yield _strangers_row(shop)


def _strangers_row(shop: Answerer) -> Row:
    """How often an entry of the store is the answer to what no store knows, in all languages."""
    asked = [(lang, text) for lang in questions.ASKED_IN for text in questions.strange(lang)]
    replies = [shop.ask(text, lang, look_up=False).reply for lang, text in asked]
    wrong = sum(reply.band == "answer" and reply.intent == "question" and bool(reply.entry) for reply in replies)
    return Row(f"store set: strangers answered, of {len(asked)}", 100 * wrong / len(asked), "%", 3.0)


def triage_rows(step: int) -> Iterator[Row]:
    """How often what is urgent is taken for it, what is not, and who gets a person, in all languages."""
    shop, taken, helped, blind = _shop(), Pairs(), Pairs(), Pairs()
    for lang in questions.ASKED_IN:
        for label, text in questions.triage(lang)[:: 1 if step == 1 else 2]:
            reply = _reply(shop, text, lang)
            taken[label, _urgent(reply)] += 1
            helped[label, reply.intent == WANTED if label == WANTED else _offered(reply)] += 1
        for _, text in questions.store_set(lang)[:: 2 * step]:
            reply = _reply(shop, text, lang)
            taken["ordinary", _urgent(reply)] += 1
        for label, text in questions.triage_blind(lang)[:: 1 if step == 1 else 4]:
            reply = _reply(shop, text, lang)
            called = reply.intent == WANTED or _urgent(reply)
            blind[label, called if label in {WANTED, "ordinary"} else _offered(reply)] += 1
    yield from _blind_rows(blind)
    for label, goal, better in ((URGENT, 97.0, "higher"), ("ordinary", 2.0, "lower"), (TRAP, 10.0, "lower")):
        of = taken[label, True] + taken[label, False]
        if of:
            name = f"triage: {label} sentences taken for urgent, of {of}"
            yield Row(name, 100 * taken[label, True] / of, "%", goal, "higher" if better == "higher" else "lower")
    for label, wanted in OFFERED.items():
        if of := helped[label, True] + helped[label, False]:
            follows = "bring a person" if label == WANTED else "offer or bring a person"
            yield Row(
                f"triage: {label} sentences that {follows}, of {of}",
                100 * helped[label, True] / of,
                "%",
                wanted,
                "higher",
            )


def _blind_rows(blind: Pairs) -> Iterator[Row]:
    for label in questions.BLIND:
        of = max(1, blind[label, True] + blind[label, False])
        follows = "bring a person" if label in {WANTED, "ordinary"} else "offer or bring a person"
        better: Literal["higher", "lower"] = "lower" if label == "ordinary" else "higher"
        name = f"triage, blind set: {label} sentences that {follows}, of {of}"
        yield Row(name, 100 * blind[label, True] / of, "%", None, better)


def _reply(shop: Answerer, text: str, lang: str) -> Reply:
    return shop.ask(text, lang, look_up=False).reply


def _urgent(reply: Reply) -> bool:
    return reply.intent == URGENT or reply.triage.happens == "page"


def _offered(reply: Reply) -> bool:
    return _urgent(reply) or reply.intent == WANTED or reply.triage.happens in {"offer", "person"}
