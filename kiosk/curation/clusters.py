"""Questions that mean the same, together: per language, with counts and examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kiosk.answers.encoder import Encoder
from kiosk.answers.features import Terms
from kiosk.curation.asked import Asked
from kiosk.utterance import normal

ALIKE: Final = 0.33
"""Mean likeness, 0 to 1, from which groups of questions are one."""
MOST: Final = 2000
"""Different questions of a language that are compared; the rarest are left out above."""
EXAMPLES: Final = 6


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions that mean the same. `examples` are with their counts, the likest to all others first.

    `wordings` are all of them, in the same order.
    """

    lang: str
    count: int
    examples: tuple[tuple[str, int], ...]
    reasons: tuple[tuple[str, int], ...]
    last: datetime | None
    wordings: tuple[str, ...] = ()

    def to_data(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "language": self.lang,
            "count": self.count,
            "examples": [{"question": text, "count": count} for text, count in self.examples],
            "reasons": dict(self.reasons),
            "last": self.last.date().isoformat() if self.last else None,
        }


def clusters(asked: Iterable[Asked], encoder: Encoder) -> list[Cluster]:
    """All clusters, the most frequent first."""
    by_lang: dict[str, list[Asked]] = {}
    for each in asked:
        by_lang.setdefault(each.lang, []).append(each)
    found = [cluster for lang, of_lang in by_lang.items() for cluster in _of_lang(lang, of_lang, encoder)]
    return sorted(found, key=lambda cluster: (-cluster.count, cluster.lang, cluster.examples))


def _of_lang(lang: str, asked: Sequence[Asked], encoder: Encoder) -> list[Cluster]:
    wordings = Counter(normal(each.text) for each in asked)
    texts = [text for text, _ in wordings.most_common(MOST)]
    alike = likeness(texts, encoder)
    labels = _grouped(alike)
    found = []
    for label in sorted(set(labels.tolist())):
        places = np.flatnonzero(labels == label)
        middle = alike[np.ix_(places, places)].mean(axis=1)
        ordered = [texts[places[each]] for each in np.argsort(-middle, kind="stable")]
        found.append(_cluster(lang, ordered, [each for each in asked if normal(each.text) in set(ordered)]))
    return found


def _cluster(lang: str, ordered: Sequence[str], asked: Sequence[Asked]) -> Cluster:
    wordings = Counter(normal(each.text) for each in asked)
    written = {normal(each.text): each.text for each in asked}
    examples = tuple((written[text], wordings[text]) for text in ordered[:EXAMPLES])
    reasons = tuple(Counter(each.why for each in asked).most_common())
    last = max((each.at for each in asked if each.at), default=None)
    return Cluster(lang, len(asked), examples, reasons, last, tuple(written[text] for text in ordered))


def _grouped(alike: NDArray[np.float32]) -> NDArray[np.int64]:
    if len(alike) == 1:
        return np.zeros(1, np.int64)
    from sklearn.cluster import AgglomerativeClustering  # 100 MB, which only who groups needs

    grouping = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 - ALIKE
    )
    labels: NDArray[np.int64] = grouping.fit_predict(np.clip(1 - alike, 0, 1))
    return labels


def likeness(texts: Sequence[str], encoder: Encoder) -> NDArray[np.float32]:
    """How alike normal texts are by meaning and letters, 0 to 1; shape (texts, texts)."""
    terms = Terms.fit(list(texts))
    letters = np.stack([terms.similarities(text) for text in texts]) / 2
    if encoder.width == 0:
        return letters.astype(np.float32)
    raw = encoder.encode(list(texts))
    return ((raw @ raw.T + letters) / 2).astype(np.float32)
