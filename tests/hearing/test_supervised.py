"""Recognisers in processes of their own that die, hang and grow: no word is lost, and none comes twice."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import TypeVar

import numpy as np
import pytest
from counting_recogniser import choice, counting
from hearing_support import spoken
from support import until

from kiosk import models
from kiosk.errors import KioskError
from kiosk.hearing.decoder import Decoder, Loaded, Outcome, Reading
from kiosk.hearing.engines import choose, recognisers
from kiosk.hearing.supervised import Limits, SupervisedEngine
from kiosk.hearing.vocabulary import load_for
from kiosk.hearing.worker_process import LostError, WorkerProcess

STORE = Path(__file__).parents[2] / "config" / "demo-store"
PIECE = np.zeros(512, np.int16)
Kind = TypeVar("Kind", bound=Outcome)


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]), prepend=os.pathsep)


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reading that is late on a busy machine is not given up for one that was shown, or for one language alone."""
    monkeypatch.setattr("kiosk.hearing.decoder.LATE_S", 60.0)
    monkeypatch.setattr("kiosk.hearing.decoder.SECOND_S", 60.0)


@pytest.fixture
def start() -> Iterator[Callable[..., Decoder]]:
    begun: list[Decoder] = []

    def begin(**limits: float) -> Decoder:
        begun.append(Decoder(counting, limits=Limits(**limits)))
        return begun[-1]

    yield begin
    for decoder in begun:
        decoder.close()


def outcome(decoder: Decoder, kind: type[Kind], within_s: float = 90.0) -> Kind:
    ends = time.monotonic() + within_s
    while time.monotonic() < ends:
        found = decoder.poll()
        if isinstance(found, kind):
            return found
        time.sleep(0.005)
    raise AssertionError(f"no {kind.__name__}")


def say(decoder: Decoder, pieces: int = 10) -> None:
    decoder.begin(PIECE)
    for _ in range(pieces - 1):
        decoder.feed(PIECE)


def engine_of(decoder: Decoder) -> SupervisedEngine:
    lane = decoder._first
    assert lane is not None
    assert lane._supervised is not None
    return lane._supervised


@pytest.mark.parametrize("how", ["dies", "hangs"])
def test_a_reading_that_ends_the_recogniser_is_made_again(
    start: Callable[..., Decoder], tmp_path: Path, how: str
) -> None:
    decoder = start(reading_s=0.6)
    decoder.use(choice(how, once=tmp_path / "once"))
    say(decoder)
    decoder.read(1, "settled")
    decoder.read(1, "final")
    assert [outcome(decoder, Reading).result.text for _ in range(2)] == ["5120 in 10"] * 2
    time.sleep(0.1)
    assert decoder.poll() is None, "nothing is sent twice"


def test_a_pause_that_is_over_before_it_is_read_costs_nothing(start: Callable[..., Decoder]) -> None:
    decoder = start()
    decoder.use(choice())
    say(decoder)
    decoder.read(1, "settled")
    decoder.feed(PIECE)
    decoder.read(1, "final")
    assert [outcome(decoder, Reading).result.text for _ in range(2)] == ["", "5632 in 11"]


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP])
def test_a_voice_goes_on_while_its_recogniser_is_replaced(start: Callable[..., Decoder], blow: signal.Signals) -> None:
    decoder = start(reading_s=0.6)
    decoder.use(choice())
    outcome(decoder, Loaded)
    first = engine_of(decoder).pid
    say(decoder)
    decoder.read(1, "partial")
    assert outcome(decoder, Reading).result.text == "5120 so far"
    os.kill(first, blow)
    for _ in range(5):
        decoder.feed(PIECE)
    decoder.read(1, "partial")
    decoder.read(1, "final")
    assert outcome(decoder, Reading).result.text == "7680 so far"
    assert outcome(decoder, Reading).result.text == "7680 in 15", "in the same pieces"
    assert engine_of(decoder).pid != first
    assert not Path(f"/proc/{first}").exists()


def test_a_recogniser_that_is_slow_because_others_work_is_not_replaced(start: Callable[..., Decoder]) -> None:
    decoder = start(reading_s=0.6)
    decoder.use(choice("works"))
    outcome(decoder, Loaded)
    say(decoder)
    decoder.read(1, "partial")
    outcome(decoder, Reading)
    first = engine_of(decoder).pid
    decoder.read(1, "settled")
    assert outcome(decoder, Reading).result.text == "5120 in 10"
    assert engine_of(decoder).pid == first


class Starved(WorkerProcess):
    """A worker that answers at its third chance; until then it only waited for a processor."""

    cpu_s = 1.0

    def __init__(self, waits_s: float) -> None:
        self._waits = itertools.count(0.0, waits_s)
        chances = iter((False, False, True))
        self._channel = SimpleNamespace(poll=lambda _within_s: next(chances))

    @property
    def tried_s(self) -> float:
        return self.cpu_s + next(self._waits)


def test_a_recogniser_that_gets_no_processor_at_all_is_not_lost() -> None:
    Starved(0.6)._wait(0.6)
    with pytest.raises(LostError):
        Starved(0.0)._wait(0.6)


def test_the_time_for_which_a_recogniser_wanted_to_work_is_the_kernel_s(start: Callable[..., Decoder]) -> None:
    decoder = start()
    decoder.use(choice())
    outcome(decoder, Loaded)
    worker = engine_of(decoder)._worker
    assert worker is not None
    assert worker.tried_s >= worker.cpu_s > 0


def test_who_ends_every_recogniser_is_not_heard_and_the_next_one_is(start: Callable[..., Decoder]) -> None:
    decoder = start()
    decoder.use(choice("always-dies"))
    say(decoder)
    decoder.read(1, "final")
    with pytest.raises(KioskError) as fault:
        outcome(decoder, Reading)
    assert (fault.value.code, bool(fault.value.remedy)) == ("hearing.worker", True)
    nothing = outcome(decoder, Reading)
    assert (nothing.utterance, nothing.result.text) == (1, "")
    say(decoder)
    decoder.read(2, "partial")
    assert outcome(decoder, Reading).result.text == "5120 so far"


def test_a_recogniser_that_grew_is_replaced_between_utterances_only(start: Callable[..., Decoder]) -> None:
    decoder = start(memory_mb=250.0)
    decoder.use(choice("grows"))
    outcome(decoder, Loaded)
    engine = engine_of(decoder)
    first = engine.pid
    say(decoder)
    for _ in range(2):
        decoder.read(1, "settled")
        assert outcome(decoder, Reading).result.text.startswith("5")
        decoder.feed(PIECE)
    decoder.read(1, "final")
    assert outcome(decoder, Reading).result.text == "6144 in 12"
    assert engine.pid == first, "not in the middle of an utterance"
    until(lambda: decoder.poll() is None and engine.pid != first)
    assert engine.pid not in {0, first}
    say(decoder)
    decoder.read(2, "partial")
    assert outcome(decoder, Reading).result.text == "5120 so far"


def test_a_model_that_is_none_is_told_and_the_other_language_serves(start: Callable[..., Decoder]) -> None:
    decoder = start()
    decoder.use(choice("broken"))
    with pytest.raises(KioskError) as fault:
        outcome(decoder, Loaded)
    assert fault.value.code == "hearing.model-broken"
    decoder.use(choice("", "nl"))
    say(decoder)
    decoder.read(1, "final")
    assert outcome(decoder, Reading).result.text == "5120 in 10"


def test_two_languages_are_read_beside_each_other(start: Callable[..., Decoder]) -> None:
    decoder = start()
    english = choice("says:war is the milk", "en")
    decoder.use(english)
    outcome(decoder, Loaded)
    decoder.use(choice("says:waar is de melk", "nl"), english)
    say(decoder)
    decoder.read(1, "partial")
    decoder.read(1, "final")
    assert outcome(decoder, Reading).others == (), "words so far are those of the session"
    final = outcome(decoder, Reading)
    assert final.result.text == "waar is de melk"
    assert [(lang, result.text) for lang, result in final.others] == [("en", "war is the milk")]


def test_the_second_language_is_not_waited_for(start: Callable[..., Decoder], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.hearing.decoder.SECOND_S", 0.25)
    decoder = start()
    decoder.use(choice("", "nl"), choice("slow", "en"))
    say(decoder)
    decoder.read(1, "final")
    assert outcome(decoder, Reading).others == ()


@pytest.mark.parametrize(("said", "passed"), [("In English, please.", True), ("Do you have books in English?", False)])
def test_the_other_language_is_listened_to_for_a_wish_only(
    start: Callable[..., Decoder], said: str, passed: bool
) -> None:
    decoder = start()
    other = choice(f"says:{said}", "en")
    decoder.use(other)
    outcome(decoder, Loaded)
    decoder.use(choice("says:in enkel is plies", "nl"))
    say(decoder)
    decoder.read(1, "final")
    final = outcome(decoder, Reading)
    assert [result.text for _, result in final.others] == ([said] if passed else [])
    assert final.result.text == "in enkel is plies"


def test_a_third_language_takes_the_place_of_the_one_not_used_longest(start: Callable[..., Decoder]) -> None:
    decoder = start()
    pids = {}
    for lang in ("nl", "en", "fr"):
        decoder.use(choice("", lang))
        outcome(decoder, Loaded)
        pids[lang] = engine_of(decoder).pid
    until(lambda: [lang for lang, pid in pids.items() if _runs(pid)] == ["en", "fr"])


def test_a_language_that_is_left_before_it_is_ready_is_neither_read_nor_told(start: Callable[..., Decoder]) -> None:
    decoder = start()
    decoder.use(choice("", "nl"))
    say(decoder)
    decoder.read(1, "settled")
    decoder.read(1, "final")
    decoder.use(choice("", "fr"), choice("", "en"))
    assert [outcome(decoder, Reading).result.text for _ in range(2)] == ["", ""]
    assert outcome(decoder, Loaded).choice.lang == "fr"


def test_workers_end_with_the_part_even_if_it_is_killed() -> None:
    program = (
        "import time\nfrom counting_recogniser import choice, counting\n"
        "from kiosk.hearing.decoder import Decoder\n"
        "decoder = Decoder(counting)\ndecoder.use(choice())\n"
        "while decoder.poll() is None:\n    time.sleep(0.01)\n"
        "print(decoder._first._supervised.pid, flush=True)\ntime.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    with parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        assert Path(f"/proc/{worker}").exists()
        parent.kill()
    until(lambda: not _runs(worker))


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.engine
@pytest.mark.parametrize(
    ("lang", "said", "voice"),
    [("ko", "커피는 어디에 있나요", "ko+f2"), ("en", "Are you open on Sunday?", "en-us+m1")],
)
def test_the_true_recogniser_is_killed_in_the_middle_of_a_sentence(lang: str, said: str, voice: str) -> None:
    if not models.installed("vosk-ko") if lang == "ko" else not any(each.offers("en") for each in recognisers()):
        pytest.skip("this recogniser is not here")
    sound = spoken(said, lang, voice)
    read = []
    with closing(Decoder(partial(load_for, STORE))) as decoder:
        decoder.use(choose(lang))
        for blow in (False, True):
            decoder.begin(sound[:6400])
            for place in range(6400, len(sound), 512):
                if blow and place == 6400 + 40 * 512:
                    os.kill(engine_of(decoder).pid, signal.SIGKILL)
                decoder.feed(sound[place : place + 512])
            decoder.read(1, "final")
            read.append(outcome(decoder, Reading, within_s=140).result)
    assert read[0].text
    assert (read[1].text, read[1].vocabulary_text) == (read[0].text, read[0].vocabulary_text)
