"""Figures for Prometheus: what passed between the parts, and how the parts fare. No words, nothing per shopper.

Names and units follow https://prometheus.io/docs/practices/naming/. `docs/metrics.md` has the table of `FIGURES`.
"""

from __future__ import annotations

import os
import platform
import threading
import time
from collections import Counter as Counted
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from kiosk import __version__
from kiosk.commands import CloseCase, CloseSession, OpenSession
from kiosk.events import Answered, ConfigurationRefused, Failed, PartFailed, PartReady, Reconfigured
from kiosk.logs.jsonl import Entry
from kiosk.monitoring.delays import Delays
from kiosk.ports import Message
from kiosk.runtime.memory import count, pss_mb, tree

Kind = Literal["counter", "gauge", "histogram"]
DELAY_S: Final = (0.1, 0.2, 0.3, 0.5, 0.8, 1.2, 2.0, 3.0, 5.0, 8.0)
RECOVERY_S: Final = (0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0)
BANDS: Final = ("answer", "ask", "none")
OUTCOMES: Final = ("joined", "nobody", "cancelled", "abandoned", "failed")
LEVELS: Final = ("warning", "error")
STORE: Final = "store."
LEDGER: Final = "ledger."


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `values` are all values that its one label takes; empty where the kiosk's parts or devices decide."""

    name: str
    kind: Kind
    help: str
    label: str = ""
    values: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()


FIGURES: Final = (
    Figure("balie_sessions_total", "counter", "Shoppers that were served."),
    Figure("balie_session_open", "gauge", "1 while a shopper is served."),
    Figure("balie_turns_total", "counter", "Questions that were answered, asked back, or not known.", "band", BANDS),
    Figure("balie_turns_failed_total", "counter", "Questions that got no reply (late, or the part was away)."),
    Figure("balie_reply_seconds", "histogram", "From the end of a question to its reply.", buckets=DELAY_S),
    Figure("balie_first_sound_seconds", "histogram", "From the end of a question to the first sound.", buckets=DELAY_S),
    Figure("balie_longest_wait_seconds", "gauge", "Longest time since the start that a shopper waited for a sound."),
    Figure("balie_handovers_total", "counter", "Asks for a person, by how they ended.", "outcome", OUTCOMES),
    Figure("balie_part_up", "gauge", "1 while a part serves; none of one that is switched off.", "part"),
    Figure("balie_part_restarts_total", "counter", "Times the process of a part was started again.", "part"),
    Figure("balie_part_recovery_seconds", "histogram", "From a part's failure to serving again.", buckets=RECOVERY_S),
    Figure("balie_part_memory_bytes", "gauge", "Proportional memory of a part and what it started.", "part"),
    Figure("balie_part_descriptors", "gauge", "Open files of a part's process: a steady rise is a leak.", "part"),
    Figure("balie_part_threads", "gauge", "Threads of a part's process: a steady rise is a leak.", "part"),
    Figure("balie_frames_drawn_total", "counter", "Frames that the stage has presented."),
    Figure("balie_frames_late_total", "counter", "Frames that came later than one and a half frame's time."),
    Figure("balie_backend_faults_total", "counter", "Requests to the store's back end that gave nothing usable."),
    Figure("balie_ledger_faults_total", "counter", "Faults in keeping the ledger."),
    Figure("balie_log_entries_total", "counter", "Warnings and errors in the log.", "level", LEVELS),
    Figure(
        "balie_configuration_refused", "gauge", "1 while changed files cannot be used and the last good ones go on."
    ),
    Figure("balie_start_time_seconds", "gauge", "When the kiosk was started, in Unix time."),
    Figure("balie_build_info", "gauge", "Always 1; the label says the version of Balie and of Python.", "version"),
)


def table() -> str:
    """The figures as a table in Markdown, for the docs."""
    rows = [
        f"| `{item.name}` | {item.kind} | {_label(item)} | {item.help} |"
        for item in sorted(FIGURES, key=lambda item: item.name)
    ]
    return "\n".join(["| name | type | label | what |", "|---|---|---|---|", *rows])


def _label(item: Figure) -> str:
    values = f": {', '.join(item.values)}" if item.values else ""
    return f"`{item.label}`{values}" if item.label else ""


_PARTS: Final = frozenset(item.name for item in FIGURES if item.name.startswith("balie_frames") or item.label == "part")
"""Figures that are looked up when they are asked for."""


class Supervised(Protocol):
    """A part as the figures see it."""

    serves: bool
    off: bool
    pid: int | None
    lives: int
    counts: Counted[str]


class Metrics:
    """All figures of one kiosk; `serve` shows them, until `close`."""

    def __init__(self, parts: Mapping[str, Supervised]) -> None:
        self.registry = CollectorRegistry()
        self._of: dict[str, Any] = {item.name: self._make(item) for item in FIGURES if item.name not in _PARTS}
        self.registry.register(_Parts(parts))
        self._of["balie_build_info"].labels(f"{__version__}, Python {platform.python_version()}").set(1)
        self._of["balie_start_time_seconds"].set(time.time())
        self._delays = Delays()
        self._longest = 0.0
        self._served: set[str] = set()
        self._failed: dict[str, float] = {}
        self._server: tuple[WSGIServer, threading.Thread] | None = None

    def serve(self, port: int, address: str) -> None:
        """Serve `/metrics` from a thread of its own. Raises `OSError` if the port cannot be had."""
        self._server = start_http_server(port, address, self.registry)

    def close(self) -> None:
        """Serve no more."""
        if self._server is not None:
            server, thread = self._server
            server.shutdown()
            server.server_close()
            thread.join()

    def see(self, _part: str, message: Message) -> None:
        """Count what passed just now."""
        now = time.monotonic()
        for delay in self._delays.see(now, message):
            self._delay(delay.kind, delay.seconds)
        match message:
            case OpenSession():
                self._of["balie_sessions_total"].inc()
                self._of["balie_session_open"].set(1)
            case CloseSession():
                self._of["balie_session_open"].set(0)
            case Answered(reply=reply):
                self._of["balie_turns_total"].labels(reply.band).inc()
            case Failed(command="Answer"):
                self._of["balie_turns_failed_total"].inc()
            case CloseCase(outcome=outcome):
                self._of["balie_handovers_total"].labels(outcome).inc()
            case PartFailed(part=part) if part in self._served:
                self._failed.setdefault(part, now)
            case PartReady(part=part):
                self._served.add(part)
                if part in self._failed:
                    self._of["balie_part_recovery_seconds"].observe(now - self._failed.pop(part))
            case ConfigurationRefused() | Reconfigured():
                self._of["balie_configuration_refused"].set(isinstance(message, ConfigurationRefused))
            case _:
                pass

    def logged(self, entry: Entry) -> None:
        """Count an entry of the log that tells of a fault."""
        if entry.level in LEVELS:
            self._of["balie_log_entries_total"].labels(entry.level).inc()
            if entry.code.startswith(STORE):
                self._of["balie_backend_faults_total"].inc()
            elif entry.code.startswith(LEDGER):
                self._of["balie_ledger_faults_total"].inc()

    def _make(self, item: Figure) -> Counter | Gauge | Histogram:
        labels = (item.label,) if item.label else ()
        if item.kind == "histogram":
            return Histogram(item.name, item.help, registry=self.registry, buckets=item.buckets)
        kind = Counter if item.kind == "counter" else Gauge
        made = kind(item.name, item.help, labels, registry=self.registry)
        for value in item.values:
            made.labels(value)  # so that a figure is there, as 0, before it first happens
        return made

    def _delay(self, kind: str, seconds: float) -> None:
        if kind == "wait":
            self._longest = max(self._longest, seconds)
            self._of["balie_longest_wait_seconds"].set(self._longest)
        else:
            name = "balie_reply_seconds" if kind == "reply" else "balie_first_sound_seconds"
            self._of[name].observe(seconds)


class _Parts(Collector):
    """What the supervisors know, looked up when it is asked for."""

    def __init__(self, parts: Mapping[str, Supervised]) -> None:
        self._parts = parts

    def collect(self) -> Iterable[Metric]:
        """One family for each of `_PARTS`."""
        stage = self._parts.get("stage")
        for item in (item for item in FIGURES if item.name in _PARTS):
            family = CounterMetricFamily if item.kind == "counter" else GaugeMetricFamily
            made = family(item.name, item.help, labels=[item.label] if item.label else None)
            match item.name:
                case "balie_frames_drawn_total":
                    made.add_metric([], stage.counts.get("frames", 0) if stage else 0)
                case "balie_frames_late_total":
                    made.add_metric([], stage.counts.get("late", 0) if stage else 0)
                case "balie_part_up":
                    self._each(made, {name: float(part.serves) for name, part in self._parts.items() if not part.off})
                case "balie_part_restarts_total":
                    self._each(made, {name: max(0, part.lives - 1) for name, part in self._parts.items()})
                case "balie_part_descriptors":
                    self._each(made, self._held("fd"))
                case "balie_part_threads":
                    self._each(made, self._held("task"))
                case _:
                    self._each(made, self._memory())
            yield made

    @staticmethod
    def _each(family: CounterMetricFamily | GaugeMetricFamily, values: Mapping[str, float]) -> None:
        for name, value in values.items():
            family.add_metric([name], value)

    def _held(self, what: str) -> dict[str, float]:
        """Entries in a folder of proc(5) of each part that lives, and of the core."""
        pids = {name: part.pid for name, part in self._parts.items() if part.pid is not None} | {"core": os.getpid()}
        return {name: float(count(pid, what)) for name, pid in pids.items()}

    def _memory(self) -> dict[str, float]:
        """Bytes of each part that lives, and of the core."""
        pids = {name: tree(part.pid) for name, part in self._parts.items() if part.pid is not None}
        return {name: 1e6 * sum(map(pss_mb, group)) for name, group in (pids | {"core": {os.getpid()}}).items()}
