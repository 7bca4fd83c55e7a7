"""Figures for Prometheus: scraped over HTTP, read by Prometheus' own parser, named as the docs say."""

from __future__ import annotations

import os
import socket
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from kiosk.commands import CloseCase, CloseSession, OpenSession, Scene, Show
from kiosk.events import (
    Answered,
    ConfigurationRefused,
    Failed,
    Heard,
    PartFailed,
    PartReady,
    QuestionTyped,
    Reply,
    SpeechEnded,
    SpeechStarted,
)
from kiosk.logs.jsonl import Entry
from kiosk.monitoring import metrics
from kiosk.monitoring.metrics import FIGURES, Metrics
from kiosk.timeline import Timeline

CANARY = "zanzibarquark"
DOCS = Path(__file__).parents[2] / "docs" / "metrics.md"
SILENT = Timeline(CANARY, "en", "test", 22050, 0)
Samples = dict[tuple[str, str], float]


@dataclass
class Part:
    serves: bool = True
    off: bool = False
    pid: int | None = field(default_factory=os.getpid)
    lives: int = 3
    counts: Counter[str] = field(default_factory=lambda: Counter(frames=310, late=4))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(kiosk: Metrics) -> Iterator[str]:
    port = free_port()
    kiosk.serve(port, "127.0.0.1")
    try:
        yield f"http://127.0.0.1:{port}/metrics"
    finally:
        kiosk.close()


def scrape(kiosk: Metrics) -> Samples:
    with served(kiosk) as url, urllib.request.urlopen(url, timeout=30) as answer:
        assert answer.headers["Content-Type"].startswith("text/plain")
        text = answer.read().decode()
    assert CANARY not in text
    return {
        (sample.name, ",".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_a_part_that_is_switched_off_is_neither_up_nor_down() -> None:
    kiosk = Metrics({"stage": Part(), "hearing": Part(serves=False), "sight": Part(serves=False, off=True)})
    up = {part: value for (name, part), value in scrape(kiosk).items() if name == "balie_part_up"}
    assert up == {"stage": 1, "hearing": 0}


def test_a_conversation_is_counted_and_its_delays_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    kiosk = Metrics({"stage": Part(), "hearing": Part(serves=False, pid=None, lives=1, counts=Counter())})
    now = time.monotonic()
    script = [
        (0.0, OpenSession(1, "en")),
        (2.0, Heard(1, CANARY, "en", 0.9, (), now + 1.5)),
        (2.1, Answered(1, Reply("question", "answer", 0.9, "en", CANARY, CANARY))),
        (2.2, SpeechStarted(1, now + 2.3, SILENT)),
        (4.0, SpeechEnded(1, completed=True)),
        (6.5, SpeechStarted(2, now + 6.5, SILENT)),
        (7.0, Show(Scene("listening", "en"))),
        (9.0, SpeechStarted(3, now + 9.0, SILENT)),
        (10.0, QuestionTyped(CANARY)),
        (16.0, Failed("Answer", 2, "deadline", CANARY)),
        (17.0, CloseCase(1, "nobody")),
        (18.0, CloseSession(1, "left")),
    ]
    for at, message in script:
        monkeypatch.setattr(metrics.time, "monotonic", lambda at=at: now + at)
        kiosk.see("part", message)
    monkeypatch.undo()
    found = scrape(kiosk)
    assert found["balie_sessions_total", ""] == 1
    assert found["balie_session_open", ""] == 0
    assert [found["balie_turns_total", band] for band in metrics.BANDS] == [1, 0, 0], "those that never came are 0"
    assert found["balie_turns_failed_total", ""] == 1
    assert found["balie_reply_seconds_sum", ""] == pytest.approx(0.6)
    assert found["balie_first_sound_seconds_sum", ""] == pytest.approx(0.8)
    assert found["balie_first_sound_seconds_count", ""] == 1
    assert found["balie_longest_wait_seconds", ""] == pytest.approx(2.5), "between two sentences, not after the floor"
    assert found["balie_handovers_total", "nobody"] == 1
    assert found["balie_frames_drawn_total", ""] == 310
    assert found["balie_frames_late_total", ""] == 4
    assert (found["balie_part_up", "stage"], found["balie_part_up", "hearing"]) == (1, 0)
    assert (found["balie_part_restarts_total", "stage"], found["balie_part_restarts_total", "hearing"]) == (2, 0)
    assert found["balie_part_memory_bytes", "core"] > 1e6
    assert found["balie_part_threads", "core"] >= 1
    assert found["balie_part_descriptors", "core"] >= 3
    assert ("balie_part_memory_bytes", "hearing") not in found, "what does not run has no memory"


def test_recovery_is_from_a_failure_to_serving_again(monkeypatch: pytest.MonkeyPatch) -> None:
    kiosk = Metrics({})
    ready, died = PartReady("sight"), PartFailed("sight", "part.died", "It went.")
    for at, message in [(0.0, died), (1.0, ready), (5.0, died), (5.5, died), (7.0, ready), (9.0, ready)]:
        monkeypatch.setattr(metrics.time, "monotonic", lambda at=at: at)
        kiosk.see("sight", message)
    monkeypatch.undo()
    found = scrape(kiosk)
    assert found["balie_part_recovery_seconds_count", ""] == 1, "a first start is no recovery"
    assert found["balie_part_recovery_seconds_sum", ""] == 2.0


def test_faults_of_the_log_are_counted_by_what_they_are_of() -> None:
    kiosk = Metrics({})
    for level, code in [
        ("warning", "store.timeout"),
        ("warning", "store.paused"),
        ("error", "ledger.full"),
        ("info", "ledger.room"),
        ("info", "store.unknown"),
        ("error", "part.crash"),
    ]:
        kiosk.logged(Entry("", level, "answers", code, CANARY))  # type: ignore[arg-type]
    kiosk.see("core", ConfigurationRefused("kiosk.toml", "line 2"))
    found = scrape(kiosk)
    assert found["balie_backend_faults_total", ""] == 2
    assert found["balie_ledger_faults_total", ""] == 1
    assert (found["balie_log_entries_total", "warning"], found["balie_log_entries_total", "error"]) == (2, 2)
    assert found["balie_configuration_refused", ""] == 1


def test_all_figures_are_there_from_the_start_with_the_type_and_help_they_claim() -> None:
    kiosk = Metrics({"stage": Part()})
    with served(kiosk) as url, urllib.request.urlopen(url, timeout=30) as answer:
        families = {each.name: each for each in text_string_to_metric_families(answer.read().decode())}
    for figure in FIGURES:
        family = families.get(figure.name) or families[figure.name.removesuffix("_total")]
        assert (family.type, family.documentation) == (figure.kind, figure.help)
        labels = {name for sample in family.samples for name in sample.labels} - {"le"}
        assert labels <= {figure.label}
        assert family.samples or figure.name == "balie_part_recovery_seconds"
    assert {name for name in families if not name.endswith("_created")} == {
        figure.name.removesuffix("_total") for figure in FIGURES
    }


def test_names_follow_the_conventions() -> None:
    for figure in FIGURES:
        assert figure.name.startswith("balie_")
        assert figure.name.endswith("_total") == (figure.kind == "counter")
        assert (figure.kind == "histogram") == bool(figure.buckets)
        assert not (figure.kind == "histogram" and not figure.name.endswith("_seconds"))


def test_the_docs_have_the_table_of_the_code() -> None:
    assert metrics.table() in DOCS.read_text(encoding="utf-8"), f"{DOCS.name} should hold:\n{metrics.table()}"


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match="in use"):
            Metrics({}).serve(taken.getsockname()[1], "127.0.0.1")
