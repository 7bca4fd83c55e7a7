"""The body's figures: the real loop against simulated devices on a pty, and the firmware's binary in its simulator.

A pty shows neither the latency timer of a USB adapter nor a servo's own slowness: those wait for a real device.
"""

from __future__ import annotations

import multiprocessing
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

import numpy as np

from avatars import load as load_pack
from avatars import mouth_track
from hardware.motion.joints import SERVO_FRAME_S
from hardware.motion.trajectory import Pose
from hardware.profiles.robot_profile import Profile
from hardware.profiles.robot_profile import load as load_profile
from kiosk.bench import board, bus_peers, corruption, cycles, frames, jaw, limits, wire
from kiosk.bench.apart import apart
from kiosk.bench.row import Peer, Row, Step
from kiosk.body.part import LOG, Loop, run
from kiosk.events import Event, SpeechStarted
from kiosk.ports import LinkClosed, Message
from kiosk.resources import device_profile
from kiosk.runtime.memory import pss_mb
from kiosk.settings import Settings
from kiosk.timeline import Timeline
from kiosk.voice.synthesis import Synthesiser

SENTENCES = (
    ("nl", "De melk staat in gang vier, naast de boter en de kaas. Op zondag zijn we open van twaalf tot zes."),
    ("en", "The milk is in aisle four, beside the butter and the cheese. A colleague will be with you in a moment."),
)
SETTLE_S, GAP_S = 1.0, 0.6
START_S, SERVE_S = 15.0, 6.0
PERCENTILE = 95


def steps(data: Path | None = None, *, full: bool = False) -> list[Step]:
    """All figures of the body: under four minutes; `full` takes about ten.

    Raises:
        KioskError: there is no voice to speak the sentences.
    """
    del data  # all benches are called alike; this one drives a simulated board
    settings = Settings()
    profile = load_profile(device_profile(settings.body.profile))
    times = 10**6 if full else 2 * 10**5
    return [
        Step("two spoken sentences beside a busy process", partial(_talking_rows, settings, profile)),
        Step("memory", partial(_memory_rows, settings)),
        Step("faults", partial(board.fault_rows, profile, 20 if full else 5)),
        Step("plug cycles", partial(board.plug_rows, profile, 1000 if full else 200)),
        Step("a board with a bootloader", partial(board.bootloader_rows, 5 if full else 2)),
        Step("round trip", partial(wire.rows, profile)),
        Step("the firmware's binary in cycles", partial(cycles.rows, 20 if full else 10)),
        Step("damaged frames", partial(corruption.rows, times)),
        Step("damaged answers of every protocol", partial(frames.rows, frames.shipped(), times)),
        Step("the host's end of every protocol", partial(frames.costs, frames.shipped())),
        Step("fuzzed intents", partial(_limit_rows, times)),
        Step("beside others", bus_peers.rows),
    ]


def _limit_rows(times: int) -> list[Row]:
    found = limits.fuzzed(times)
    return [
        Row(f"limits broken in {times} fuzzed intents", found.limits, "", 0),
        Row(f"forbidden regions entered in {times} fuzzed intents", found.regions, "", 0),
    ]


class Script:
    """A link that hands out messages at their times, and closes at its end."""

    def __init__(self, run_dir: Path, cues: list[tuple[float, Message]], seconds: float) -> None:
        self.run_dir = run_dir
        self._cues, self._end = cues, time.monotonic() + seconds

    def receive(self, timeout_s: float) -> Message | None:
        """The next message, when its time has come."""
        until = time.monotonic() + timeout_s
        while not self._cues or self._cues[0][0] > time.monotonic():
            if time.monotonic() > self._end:
                raise LinkClosed
            if time.monotonic() >= until:
                return None
            time.sleep(0.001)
        return self._cues.pop(0)[1]

    def send(self, event: Event) -> None:
        """Nobody listens."""

    def count(self, **more: int) -> None:
        """Nobody counts."""


def _alone() -> None:
    """A process that never rests; an interruption is its parent's to deal with."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _spin()


def _spin() -> None:
    while True:
        sum(range(1000))


@contextmanager
def _busy() -> Iterator[None]:
    """A process beside that never rests."""
    process = multiprocessing.get_context("spawn").Process(target=_alone, daemon=True)
    process.start()
    try:
        yield
    finally:
        process.kill()
        process.join()


def _talking_rows(settings: Settings, profile: Profile) -> list[Row]:
    """Jaw and lateness over two spoken sentences."""
    synthesiser = Synthesiser(settings.voice.voices)
    timelines = [synthesiser.speak(text, lang).timeline for lang, text in SENTENCES]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        stack.enter_context(_busy())
        speeches = _schedule(timelines, time.monotonic() + SETTLE_S)
        seconds = SETTLE_S + sum(timeline.seconds + GAP_S for timeline in timelines)
        cues: list[tuple[float, Message]] = [(speech.at - settings.voice.lead_ms / 1000, speech) for speech in speeches]
        late: list[float] = []
        with suppress(LinkClosed):
            Loop(Script(Path(folder), cues, seconds), _simulated(settings), stack).run(late.append)
        errors = _jaw_errors(settings, profile, Path(folder) / LOG, speeches)
    in_thread = apart(loop_in_a_thread)
    how, pulsed = _pulsed(errors)
    return [
        Row(f"mouth against the sound ({how}), p95", _ms([abs(one) for one in pulsed], PERCENTILE), "ms", 45),
        Row("mouth behind the sound (negative: ahead), median", _ms(pulsed, 50), "ms", None),
        Row(
            "loop lateness beside a busy process, p50",
            _ms(late, 50),
            "ms",
            0.5,
            peer=_thread(in_thread, 50),
        ),
        Row(
            "loop lateness beside a busy process, p99",
            _ms(late, 99),
            "ms",
            10,
            peer=_thread(in_thread, 99),
        ),
    ]


def _pulsed(errors: Sequence[float]) -> tuple[str, Sequence[float]]:
    """From the sound's time to the servo's pulse: every error of a pose that came, with every time to its pulse."""
    to_pulse = cycles.frame_to_pulse_s()
    if not to_pulse:
        return "half a servo frame for the pulse", errors
    came = np.asarray(errors) - SERVO_FRAME_S / 2
    return "wall clock to the frame, cycles to the pulse", np.add.outer(came, to_pulse).ravel().tolist()


def _ms(seconds: Sequence[float], percentile: int) -> float:
    return float(np.percentile(seconds, percentile)) * 1e3


def _thread(late: Sequence[float], percentile: int) -> Peer:
    return Peer("the loop as a thread beside a busy one", _ms(late, percentile))


def loop_in_a_thread(seconds: float = 4.0) -> list[float]:
    """How late each tick of a 50 Hz loop is that shares its process with a busy thread, s."""
    busy = threading.Thread(target=_spin, daemon=True)
    busy.start()
    late, tick = list[float](), time.monotonic()
    end = tick + seconds
    while tick < end:
        tick += 0.02
        time.sleep(max(0.0, tick - time.monotonic()))
        late.append(time.monotonic() - tick)
    return late


def _schedule(timelines: list[Timeline], begin: float) -> list[SpeechStarted]:
    speeches = []
    for number, timeline in enumerate(timelines):
        speeches.append(SpeechStarted(number, begin, timeline))
        begin += timeline.seconds + GAP_S
    return speeches


def _jaw_errors(settings: Settings, profile: Profile, log: Path, speeches: list[SpeechStarted]) -> list[float]:
    """Against the same lips with no lead, in seconds."""
    pack, joint = load_pack(settings.kiosk.avatar), profile.joint("jawOpen")
    if joint is None:
        return [jaw.MISSED_S]
    poses, errors = jaw.read(log, joint), []
    for speech in speeches:
        track = mouth_track(speech.timeline.visemes, pack, 0.0)
        lips = _opening(track.pose)
        errors += jaw.errors_s(lips, speech.timeline.seconds, speech.at, poses)
    return errors


def _opening(pose: Callable[[float], Pose]) -> Callable[[float], float]:
    return lambda t: float(pose(t).get("jawOpen", 0.0))


def _simulated(settings: Settings) -> Settings:
    return settings.model_copy(update={"body": settings.body.model_copy(update={"port": "simulated"})})


def _memory_rows(settings: Settings) -> Iterator[Row]:
    """Proportional set size of the part, in a process of its own as the kiosk runs it."""
    with tempfile.TemporaryDirectory() as folder:
        where = (Path(folder), _simulated(settings))
        process = multiprocessing.get_context("spawn").Process(target=_serve, args=where, daemon=True)
        process.start()
        log, until = Path(folder) / LOG, time.monotonic() + START_S
        while not (log.is_file() and log.stat().st_size) and time.monotonic() < until:
            time.sleep(0.05)
        used = pss_mb(process.pid or 0)
        process.join()
    yield Row("memory of the body's process", round(used, 1), "MB", 80)


def _serve(folder: Path, settings: Settings) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    run(Script(folder, [], SERVE_S), settings)
