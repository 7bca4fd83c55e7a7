"""Figures of a node for Prometheus: how many, how long, how often. No name of a person, no word, no ticket."""

from __future__ import annotations

from collections import Counter as Counted
from collections.abc import Iterator, Mapping
from typing import Any, Final, get_args

from aiohttp import web
from aiohttp.typedefs import Handler
from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from kiosk.desk.bus.bus import Kind
from kiosk.desk.messages.records import PresenceState
from kiosk.desk.node.hub import Hub
from kiosk.desk.tickets.transitions import QUEUED, State

UNKNOWN: Final = "none"
"""The route of a request that no route takes."""
OPEN: Final = tuple(state.value for state in State if state is not State.CLOSED)
WISHES: Final[tuple[PresenceState, ...]] = get_args(PresenceState)
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


class Measures(Collector):
    """Counts requests, and looks at a hub when somebody reads the figures."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._registry = CollectorRegistry()
        self._registry.register(self)
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "balie_desk_requests", "Requests, by route and status.", ["route", "status"], registry=self._registry
        )

    def text(self) -> bytes:
        """All figures in Prometheus' text format."""
        return generate_latest(self._registry)

    @web.middleware
    async def counted(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Count a request when it is over; a line is counted when it ends."""
        response = await handler(request)
        resource = request.match_info.route.resource
        self._requests.labels(resource.canonical if resource else UNKNOWN, response.status).inc()
        return response

    def collect(self) -> Iterator[Metric]:
        """See `prometheus_client`."""
        hub, now = self._hub, self._hub.now()
        tickets = tuple(hub.seen.all())
        asks = dict.fromkeys(OPEN, 0) | Counted(each.state.value for each in tickets)
        here = hub.roster.here(now, hub.rules.drop_s)
        wishes = Counted(each.presence for each in here)
        staff = {wish: wishes[wish] for wish in WISHES}
        lines = {kind: len(hub.lines.of(kind)) for kind in KINDS}
        waited = max((now - each.asked_at for each in tickets if each.state in QUEUED), default=0.0)
        yield _gauge("balie_desk_asks", "Asks that are not closed, by state.", "state", asks)
        yield _gauge("balie_desk_staff", "Colleagues at the desk, on all nodes, by what they wish.", "presence", staff)
        yield _gauge("balie_desk_lines", "Lines at this node, of kiosks and of pages.", "kind", lines)
        yield GaugeMetricFamily("balie_desk_longest_wait_seconds", "How long the longest ask has waited.", waited)


def _gauge(name: str, about: str, label: str, values: Mapping[Any, int]) -> Metric:
    family = GaugeMetricFamily(name, about, labels=[label])
    for value, count in values.items():
        family.add_metric([value], count)
    return family
