"""From letters to glyphs with HarfBuzz: ligatures, marks, joined scripts, and letters that one face lacks.

A word is shaped once and kept. Lengths are in em, the size of the letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise

import skia
import uharfbuzz as hb

from kiosk.stage.typography.bidirectional import levels, visual
from kiosk.stage.typography.breaks import opportunities
from kiosk.stage.typography.fonts import Weight, face_of

MISSING = 0
"""The glyph of a letter that a face lacks: an empty box."""
PICTURES = {"So", "Sk"}
"""Emoji and other signs: where no font has them they are left out, a row of boxes would look broken."""


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs of one face and where they stand from the word's left edge; y grows downwards."""

    face: skia.Typeface
    glyphs: tuple[int, ...]
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A stretch of one direction. `carets[i]` is how far reading has come, from its own side, before letter i."""

    runs: tuple[Run, ...]
    width: float
    carets: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A word where it stands on its line: offset of its first letter, whether it runs from the right, left edge."""

    word: Word
    start: int
    rtl: bool
    x: float


@dataclass(frozen=True, slots=True)
class Laid:
    """A line of text, its pieces from left to right."""

    pieces: tuple[Piece, ...]
    width: float

    def spans(self, start: int, end: int) -> list[tuple[float, float]]:
        """Left and right edges of letters `start` to `end`; more than one span where a line runs both ways."""
        found = []
        for piece in self.pieces:
            count = len(piece.word.carets) - 1
            first, last = max(start - piece.start, 0), min(end - piece.start, count)
            if first < last:
                near, far = piece.word.carets[first], piece.word.carets[last]
                edges = (piece.word.width - far, piece.word.width - near) if piece.rtl else (near, far)
                found.append((piece.x + edges[0], piece.x + edges[1]))
        return found


@lru_cache(maxsize=2048)
def laid(text: str, weight: Weight, base: int = 0) -> Laid:
    """One line of a paragraph of level `base`."""
    words = list(_words(text, weight, levels(text, base)))
    pieces, x = [], 0.0
    for start, rtl, word in visual([(level, (start, bool(level % 2), word)) for level, start, word in words]):
        pieces.append(Piece(word, start, rtl, x))
        x += word.width
    return Laid(tuple(pieces), x)


def _words(text: str, weight: Weight, level: tuple[int, ...]) -> Iterator[tuple[int, int, Word]]:
    """Level, offset and glyphs of every stretch between blanks, places to break and turns of direction."""
    turns = {at for at in range(1, len(text)) if level[at] != level[at - 1]}
    blanks = {at for at in range(1, len(text)) if (text[at] == " ") != (text[at - 1] == " ")}
    edges = sorted({0, len(text), *opportunities(text), *turns, *blanks})
    for start, stop in pairwise(edges):
        yield level[start], start, shaped(text[start:stop], weight, rtl=bool(level[start] % 2))


@lru_cache(maxsize=8192)
def shaped(word: str, weight: Weight, *, rtl: bool = False) -> Word:
    """The glyphs of a word of one direction."""
    parts, carets = [], [0.0]
    for face, text in _by_face(word, weight):
        run, advances = _run(face, text, rtl=rtl)
        width = sum(advances)
        for advance in advances:
            carets.append(carets[-1] + advance)
        parts.append((run, width))
    runs, x = [], 0.0
    for run, width in reversed(parts) if rtl else parts:
        runs.append(Run(run.face, run.glyphs, tuple((x + px, py) for px, py in run.points)))
        x += width
    return Word(tuple(runs), x, tuple(carets))


def _by_face(word: str, weight: Weight) -> list[tuple[skia.Typeface, str]]:
    """The word cut where another face is needed; marks and joiners stay with their letter."""
    faces: list[skia.Typeface] = []
    for letter in word:
        follows = faces and (unicodedata.category(letter) in {"Mn", "Me", "Mc", "Cf"})
        faces.append(faces[-1] if follows else face_of(letter, weight))
    cut = groupby(zip(faces, word, strict=True), key=lambda pair: pair[0].uniqueID())
    groups = [list(group) for _, group in cut]
    return [(group[0][0], "".join(letter for _, letter in group)) for group in groups]


def _run(face: skia.Typeface, text: str, *, rtl: bool) -> tuple[Run, list[float]]:
    """Glyphs in visual order, and the advance of every letter in reading order."""
    font, em = _harfbuzz(face)
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if rtl else "ltr"
    hb.shape(font, buffer)
    glyphs, points, x = [], [], 0.0
    widths: dict[int, float] = {}
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        if info.codepoint == MISSING and unicodedata.category(text[info.cluster]) in PICTURES:
            widths.setdefault(info.cluster, 0.0)
            continue
        glyphs.append(info.codepoint)
        points.append((x + position.x_offset / em, -position.y_offset / em))
        x += position.x_advance / em
        widths[info.cluster] = widths.get(info.cluster, 0.0) + position.x_advance / em
    return Run(face, tuple(glyphs), tuple(points)), _shared(widths, len(text))


def _shared(widths: dict[int, float], count: int) -> list[float]:
    """The width of a cluster shared evenly by its letters: half a ligature is half its width."""
    edges = [*sorted(widths), count]
    return [widths[start] / (stop - start) for start, stop in pairwise(edges) for _ in range(start, stop)]


_TABLES: dict[int, dict[str, bytes]] = {}
_FONTS: dict[int, tuple[hb.Font, float]] = {}


def _harfbuzz(face: skia.Typeface) -> tuple[hb.Font, float]:
    """HarfBuzz's view of a face and its units per em; it reads the tables that it needs, and they must live on."""
    key = face.uniqueID()
    if key not in _FONTS:
        tables = _TABLES.setdefault(key, {})

        def table(_: hb.Face, tag: str, kept: dict[str, bytes]) -> bytes:
            if tag not in kept:
                data = face.copyTableData(int.from_bytes(tag.encode("latin-1"), "big"))
                kept[tag] = bytes(data) if data is not None else b""
            return kept[tag]

        _FONTS[key] = (hb.Font(hb.Face.create_for_tables(table, tables)), float(face.getUnitsPerEm()))
    return _FONTS[key]
