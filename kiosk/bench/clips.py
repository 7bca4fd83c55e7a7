"""Recordings with what is said in them, from any folder: the public clips, or somebody's own.

A folder has a `MANIFEST.tsv` with the columns file, lang and transcript (or `transcript or slots`; one that begins
with a brace is none), and may have set and entry; or beside each NAME.wav a NAME.txt with its words.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from hardware.errors import HardwareError
from hardware.sound.wave_file import read_wave
from kiosk.errors import InputError
from kiosk.settings import LANGS
from kiosk.simulation.sound import RATE, Samples, levelled

MANIFEST = "MANIFEST.tsv"
TRANSCRIPTS = ("transcript", "transcript or slots")


@dataclass(frozen=True, slots=True)
class Clip:
    """A recording; `kind` is the manifest's set, `text` its words (empty if unknown), `entry` what it asks for."""

    file: Path
    lang: str
    text: str
    kind: str = ""
    entry: str = ""

    @property
    def sound(self) -> Samples:
        """At 16 kHz and the level at which a shopper arrives at the microphone; `InputError` `bench.recording`."""
        try:
            return levelled(read_wave(self.file, RATE))
        except HardwareError as fault:
            raise InputError("bench.recording", fault.sentence, "Give WAV files, or take this one away.") from fault

    @property
    def raw(self) -> Samples:
        """… as loud as it was recorded."""
        return read_wave(self.file, RATE)


def clips(folder: Path, guess: Callable[[str], str] = lambda _: "") -> list[Clip]:
    """All of a folder; `guess` tells the language of a transcript where no manifest does.

    Raises:
        InputError: `bench.recordings` if there are none, or the manifest lacks a column or names what is not there.
    """
    manifest = folder / MANIFEST
    found = list(_listed(manifest) if manifest.is_file() else _beside(folder, guess))
    if not found:
        raise _refused(f"{folder} holds no recordings with their words.")
    return found


def public(data: Path | None) -> list[Clip]:
    """The public clips in `data/speech`; none without that folder."""
    folder = data / "speech" if data is not None else None
    return clips(folder) if folder is not None and (folder / MANIFEST).is_file() else []


def _listed(manifest: Path) -> Iterator[Clip]:
    with manifest.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t")
        spoken = next((name for name in TRANSCRIPTS if name in (rows.fieldnames or ())), None)
        if spoken is None or not {"file", "lang"} <= set(rows.fieldnames or ()):
            raise _refused(f"{manifest} lacks one of the columns file, lang and transcript.")
        for row in rows:
            file, text = manifest.parent / row["file"], row[spoken].strip()
            if not file.is_file():
                raise _refused(f"{manifest} names {row['file']}, which is not there.")
            words = "" if text.startswith("{") or text == "-" else text
            yield Clip(file, row["lang"], words, row.get("set") or "", (row.get("entry") or "").strip())


def _beside(folder: Path, guess: Callable[[str], str]) -> Iterator[Clip]:
    for file in sorted(folder.glob("*.wav")):
        words = file.with_suffix(".txt")
        if words.is_file():
            text = words.read_text(encoding="utf-8").strip()
            yield Clip(file, guess(text), text)


def _refused(sentence: str) -> InputError:
    remedy = f"Put a NAME.txt beside each NAME.wav, or write a {MANIFEST} with file, lang, transcript and maybe entry."
    return InputError("bench.recordings", sentence, f"{remedy} Languages: {', '.join(LANGS)}.")
