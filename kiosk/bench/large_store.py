"""A synthetic store of thousands of entries: what a question costs, and whether the index finds what is nearest."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from itertools import product

import numpy as np

from kiosk.answers import encoder as encoders
from kiosk.answers.features import Terms, unit
from kiosk.answers.model import LETTERS
from kiosk.answers.nearest import Nearest
from kiosk.bench.apart import apart, own_mb
from kiosk.bench.row import Row

QUICK, FULL = 2_100, 10_000
ASKED = 100
TOPICS = (
    "price stock return repair delivery colours warranty size discount ingredients origin spare_parts "
    "recycling gift_wrapping cleaning "
)
KINDS = (
    "red blue green small large cheap fresh organic frozen spicy sweet soft wooden plastic steel leather "
    "cotton woollen glass electric cordless waterproof folding second_hand "
)
THINGS = (
    "milk bread cheese butter apples bananas bicycle lamp chair table shirt trousers socks shoes jacket "
    "towel pillow blanket drill hammer screws paint brush phone charger cable battery headphones keyboard "
    "mouse printer pens "
)
FORMS = (
    "what is the {topic} of the {kind} {thing}",
    "tell me about the {topic} of your {kind} {thing}",
    "i want to know about {topic} for a {kind} {thing}",
    "{topic} {kind} {thing}",
    "do you know the {topic} of that {kind} {thing}",
    "can you tell me the {topic} of the {thing} that is {kind}",
    "i have a question on {topic} of my {kind} {thing}",
    "how about {topic} with these {kind} {thing}",
    "any information on {kind} {thing} {topic}",
    "who can help me with the {topic} of {kind} {thing}",
)
QUESTION = "hello there could you please say something on the {topic} for this {kind} {thing}"
Made = tuple[list[str], list[str]]


def made(entries: int) -> Made:
    """Ten phrasings for each entry, one after the other, and a question to each in other words."""
    every = [
        [word.replace("_", " ") for word in words]
        for words in product(*(each.split() for each in (TOPICS, KINDS, THINGS)))
    ]
    random.Random(0).shuffle(every)
    names = [dict(zip(("topic", "kind", "thing"), words, strict=True)) for words in every[:entries]]
    return [form.format(**name) for name in names for form in FORMS], [QUESTION.format(**name) for name in names]


def rows(*, full: bool) -> Iterator[Row]:
    """In a process of its own, for memory."""
    entries = FULL if full else QUICK
    p95, recall, right, memory, built = apart(_figures, entries)
    name = f"store of {entries} entries, {len(FORMS)} phrasings each"
    yield Row(f"{name}: a query, p95", p95, "ms", 40.0)
    yield Row(f"{name}: the nearest phrasing is among the candidates", recall, "%", 98.0, "higher")
    yield Row(f"{name}: right entry first", right, "%", None, "higher")
    yield Row(f"{name}: memory of the process (PSS)", memory, "MB")
    yield Row(f"{name}: building", built, "s")


def _figures(entries: int) -> tuple[float, float, float, float, float]:
    texts, asked = made(entries)
    owners, encoder = np.repeat(np.arange(entries, dtype=np.int32), len(FORMS)), encoders.make(wanted=True)
    began = time.perf_counter()
    index = Nearest.fit(texts, owners, encoder)
    built, costs, right = time.perf_counter() - began, [], 0
    chosen = range(0, entries, max(1, entries // ASKED))
    for entry in chosen:
        began = time.perf_counter()
        scored = index.first(index.see([asked[entry]], encoder)[0])
        index.calibrated(scored)
        costs.append(1000 * (time.perf_counter() - began))
        right += int(scored.logits.argmax()) == entry
    memory = own_mb()
    found = _recall(index, texts, [asked[entry] for entry in chosen], encoder)
    return float(np.percentile(costs, 95)), 100 * found, 100 * right / len(costs), memory, built


def _recall(index: Nearest, texts: list[str], asked: list[str], encoder: encoders.Encoder) -> float:
    """How often the phrasing that is nearest when all are compared in full is as near among the candidates."""
    every, vectors = Terms.fit(texts), unit(encoder.encode(texts) - index.mean)
    hits = 0
    for seen in index.see(asked, encoder):
        exact = vectors @ seen.numbers + LETTERS * every.similarities(seen.plain)
        rows, _ = index.candidates(seen, np.zeros(0, np.int32))
        hits += bool(exact[rows].max(initial=-1.0) >= exact.max() - 1e-4)
    return hits / len(asked)
