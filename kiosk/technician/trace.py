"""A trace: every byte of a line in both directions with its time, in words, and the pose that was wanted.

A file of JSON lines. The first is `{"trace": 1, "profile", "port", "baud", "protocol", "began"}`, then one for each
piece that was written or read, `{"t": s, "way": "out" | "in", "hex", "words": […]}`, and `{"t": s, "pose": {joint:
value}}` whenever the wanted pose changed. It holds motion and status of a robot, and nothing of people.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, Literal

from hardware.links.serial_link import SerialTransport, Transport
from kiosk.errors import InputError
from kiosk.technician.chosen import Chosen
from kiosk.technician.decoded import words_of

VERSION: Final = 1
MOST: Final = 20_000_000
"""Bytes of a file: about a quarter of an hour at 50 poses a second."""
Way = Literal["out", "in"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes that were written (`out`) or read (`in`), `t` seconds after the beginning."""

    t: float
    way: Way
    data: bytes
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """A whole file."""

    head: Mapping[str, Any]
    pieces: tuple[Piece, ...]
    poses: tuple[tuple[float, Mapping[str, float]], ...]


@contextmanager
def written(file: Path) -> Iterator[tuple[IO[str], Callable[[], object]]]:
    """A stream beside a file, and what puts it in the file's place at once; without that the file stays as it was.

    Raises:
        InputError: `trace.write`.
    """
    plain = file.is_file() or not file.exists()
    place = file.resolve() if plain else file
    beside = place.with_name(place.name + ".new") if plain else place
    try:
        stream = beside.open("w", encoding="utf-8")
    except OSError as fault:
        raise InputError("trace.write", f"{file} cannot be written: {fault.strerror}.", "Name another file.") from fault
    try:
        with stream:
            yield stream, lambda: beside.replace(place)
    finally:
        if plain:
            beside.unlink(missing_ok=True)


class Recorder:
    """Writes a trace; silently full after `most` bytes: `full` tells."""

    def __init__(self, file: IO[str], chosen: Chosen, most: int = MOST) -> None:
        self.count = {"out": 0, "in": 0}
        self.last: list[str] = []
        self.full = False
        self._file, self._left = file, most
        self._began = time.monotonic()
        name = chosen.profile.protocol.name
        self._words = {"out": words_of(name), "in": words_of(name)}
        self._pose: Mapping[str, float] = {}
        head = {"trace": VERSION, "profile": chosen.name, "port": chosen.port, "baud": chosen.profile.baud}
        self._line({**head, "protocol": name, "began": time.strftime("%Y-%m-%dT%H:%M:%S%z")})

    def open_port(self, port: str, baud: int) -> Transport:
        """A port whose bytes are recorded."""
        return Tap(SerialTransport(port, baud), self)

    def piece(self, way: Way, data: bytes) -> None:
        """Note bytes."""
        words = self._words[way](data)
        self.count[way] += len(data)
        self.last = [*self.last, *(f"{'→' if way == 'out' else '←'} {word}" for word in words)][-12:]
        self._line({"t": self._t(), "way": way, "hex": data.hex(), "words": words})

    def pose(self, pose: Mapping[str, float]) -> None:
        """Note what is wanted, if it changed."""
        if pose != self._pose:
            self._pose = dict(pose)
            self._line({"t": self._t(), "pose": {name: round(value, 5) for name, value in pose.items()}})

    def _t(self) -> float:
        return round(time.monotonic() - self._began, 6)

    def _line(self, row: Mapping[str, Any]) -> None:
        text = json.dumps(row, ensure_ascii=False) + "\n"
        self._left -= len(text)
        self.full = self.full or self._left < 0
        if not self.full:
            self._file.write(text)


class Tap:
    """A transport that notes what passes."""

    def __init__(self, inner: Transport, recorder: Recorder) -> None:
        self._inner, self._recorder = inner, recorder

    @property
    def stalls(self) -> int:
        """See `Transport`."""
        return self._inner.stalls

    def read(self, timeout_s: float) -> bytes:
        """See `Transport`."""
        data = self._inner.read(timeout_s)
        if data:
            self._recorder.piece("in", data)
        return data

    def write(self, data: bytes) -> None:
        """See `Transport`."""
        self._inner.write(data)
        self._recorder.piece("out", data)

    def close(self) -> None:
        """See `Transport`."""
        self._inner.close()


def read(path: Path) -> Trace:
    """A trace from its file; a last line that was cut off is left out.

    Raises:
        InputError: `trace.missing` or `trace.format`.
    """
    try:
        rows = list(_rows(path.read_text(encoding="utf-8")))
        head, rest = rows[0], rows[1:]
        if head["trace"] != VERSION:
            raise ValueError(f"version {head['trace']}")
        pieces = tuple(_piece(row) for row in rest if "hex" in row)
        poses = tuple((float(row["t"]), dict(row["pose"])) for row in rest if "pose" in row)
    except OSError as fault:
        raise InputError("trace.missing", f"{path} cannot be read.", "Record one: `kiosk hardware trace`.") from fault
    except (ValueError, KeyError, IndexError, TypeError) as fault:
        remedy = "Give a file that `kiosk hardware trace` wrote."
        raise InputError("trace.format", f"{path} is no trace.", remedy) from fault
    return Trace(head, pieces, poses)


def _rows(text: str) -> Iterator[dict[str, Any]]:
    *whole, last = text.split("\n")
    for line in whole:
        yield json.loads(line)
    if last:
        return


def _piece(row: Mapping[str, Any]) -> Piece:
    return Piece(float(row["t"]), row["way"], bytes.fromhex(row["hex"]), tuple(row["words"]))
