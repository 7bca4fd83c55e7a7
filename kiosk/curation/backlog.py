"""What is left to answer: the clusters of what was not, without what somebody has dealt with since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.answers import encoder
from kiosk.answers.engine import Answerer
from kiosk.configuration import layers
from kiosk.curation import cases, clusters, dismissed, drafts, regression
from kiosk.curation.asked import unanswered, unknown
from kiosk.curation.clusters import Cluster


@dataclass(frozen=True, slots=True)
class Open:
    """A cluster, and the entry that came nearest to it, if any did."""

    cluster: Cluster
    nearest: str
    title: str

    def to_data(self) -> dict[str, Any]:
        """For `--json`."""
        return {**self.cluster.to_data(), "nearest": self.nearest, "title": self.title}


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is open, the most frequent first; `asked` questions were looked at, `since` are dealt with by now."""

    open: tuple[Open, ...]
    asked: int
    since: int


def backlog(store: Path, ledgers: Sequence[Path], lang: str = "") -> Backlog:
    """What is open of ledgers, in one language or in all.

    Raises:
        InputError: a ledger cannot be read, or the store.
    """
    found = [asked for ledger in ledgers for asked in unanswered(ledger) if asked.lang == lang or not lang]
    left = unknown(found, _dealt(store))
    settings = layers.load(store)
    answerer = Answerer(settings.store.dir, settings.answers)
    ask = regression.asking(answerer)
    still = [asked for asked in left if ask(asked.text, asked.lang).band != "answer"]
    grouped = clusters.clusters(still, encoder.make(settings.answers.encoder))
    return Backlog(tuple(_open(answerer, cluster) for cluster in grouped), len(found), len(found) - len(still))


def _open(answerer: Answerer, cluster: Cluster) -> Open:
    match = answerer.match([cluster.examples[0][0]], cluster.lang)
    if match.band == "none":
        return Open(cluster, "", "")
    entry = answerer.knowledge.entry(match.best.entry, (cluster.lang, *answerer.knowledge.entries))
    return Open(cluster, match.best.entry, entry[1].title if entry else "")


def _dealt(store: Path) -> Iterator[tuple[str, str]]:
    yield from ((case.lang, case.question) for case in cases.load(store))
    for draft in drafts.load(store).draft:
        yield from ((draft.lang, question) for question in draft.questions)
    yield from dismissed.load(store)
