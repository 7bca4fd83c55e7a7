"""The demo store's own rehearsals: they all go as they must, and together they show every key of the format."""

import time
import tomllib
from collections import Counter
from functools import cache

import pytest
from rehearsal_support import REHEARSALS, store

from kiosk.rehearsal.read import find, known, load
from kiosk.rehearsal.rehearse import rehearse
from kiosk.rehearsal.script import Circumstances, Turn

FILES = find(REHEARSALS.parent)
NAMES = known(REHEARSALS.parent)


@cache
def played(path):
    """The verdict, and the processor's seconds that it took."""
    store()
    began = time.process_time()
    return rehearse(load(path, NAMES), store()), time.process_time() - began


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_goes_as_it_must(path):
    verdict, _ = played(path)
    assert verdict.ok, "\n".join(f"{fault.at:.1f} s: {fault.wanted}; came {fault.came}" for fault in verdict.faults)
    assert len(verdict.talk.lines) > 1


def test_there_are_thirty_in_both_languages():
    langs = Counter(load(path).lang for path in FILES)
    assert langs.total() >= 30
    assert min(langs["nl"], langs["en"]) >= 12


def test_they_are_much_faster_than_the_talk():
    results = [played(path) for path in FILES]
    assert sum(verdict.seconds for verdict, _ in results) > 20 * sum(took for _, took in results)


def test_every_key_of_the_format_stands_in_one_of_them():
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in FILES]
    turns = {key for file in files for turn in file["turn"] for key in turn}
    circumstances = {key for file in files for key in file.get("circumstances", {})}
    assert turns == set(Turn.model_fields)
    assert circumstances == set(Circumstances.model_fields)


def test_the_same_rehearsal_gives_the_same_talk():
    rehearsal = load(REHEARSALS / "12-slow-backend.en.toml")
    once, again = played(REHEARSALS / "12-slow-backend.en.toml")[0].talk, rehearse(rehearsal, store()).talk
    assert [line.text for line in once.lines] == [line.text for line in again.lines]
    assert [type(row.message) for row in once.rows] == [type(row.message) for row in again.rows]
    # How long a sentence takes depends a little, in espeak, on what it said before.
    assert [row.at for row in once.rows] == pytest.approx([row.at for row in again.rows], abs=0.1)
