"""The web application of a node: the routes of `kiosk.desk.auth.roles`, each behind its guard, and the hub's life."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from typing import Final, Protocol

from aiohttp import web
from aiohttp.typedefs import Handler

from kiosk.desk.auth.openid_connect import Provider
from kiosk.desk.auth.roles import ROUTES
from kiosk.desk.node.hub import Hub
from kiosk.desk.node.measures import Measures
from kiosk.desk.routes.figures import FigureRoutes
from kiosk.desk.routes.kiosks import KioskRoutes
from kiosk.desk.routes.knowledge import KnowledgeRoutes, Tasks
from kiosk.desk.routes.node import NodeRoutes
from kiosk.desk.routes.oidc import ProviderRoutes
from kiosk.desk.routes.page import PageRoutes
from kiosk.desk.routes.people import PeopleRoutes
from kiosk.desk.routes.phone import PhoneRoutes
from kiosk.desk.routes.replies import ReplyRoutes
from kiosk.desk.routes.unattended import UnattendedRoutes
from kiosk.desk.web.guard import guarded, headers, limited
from kiosk.desk.web.trust import Trust, forwarded

NOBODYS: Final = Trust()
LONGEST: Final = 16_384
"""Bytes of a body."""


class Topic(Protocol):
    """The routes of one topic."""

    def handlers(self) -> Mapping[str, Handler]:
        """Every handler, by the name in `kiosk.desk.auth.roles.ROUTES`."""
        ...


def table(
    hub: Hub,
    measures: Measures,
    *,
    secure: bool = False,
    knowledge: Tasks | None = None,
    provider: Provider | None = None,
) -> Mapping[str, Handler]:
    """What is done on each route, by its name."""
    node = NodeRoutes(hub, measures)
    pages = PageRoutes()
    topics: tuple[Topic, ...] = (
        pages,
        PhoneRoutes(hub, pages),
        node,
        PeopleRoutes(hub, secure=secure),
        ProviderRoutes(hub, provider, secure=secure),
        KioskRoutes(hub),
        KnowledgeRoutes(hub, knowledge),
        UnattendedRoutes(hub),
        FigureRoutes(hub),
        ReplyRoutes(hub),
    )
    node.described = {name: handler for topic in topics for name, handler in topic.handlers().items()}
    return node.described


def application(
    hub: Hub,
    *,
    secure: bool = False,
    knowledge: Tasks | None = None,
    trust: Trust = NOBODYS,
    provider: Provider | None = None,
) -> web.Application:
    """The application of a hub, which lives as long. `secure`: TLS ends before it, so cookies are for TLS alone.

    `knowledge` works on the folder of a store on this machine; it ends with the application.
    """
    measures = Measures(hub)
    app = web.Application(
        middlewares=[measures.counted, forwarded(trust), headers, limited(hub)], client_max_size=LONGEST
    )
    handlers = table(hub, measures, secure=secure, knowledge=knowledge, provider=provider)
    for route in ROUTES:
        below = route.path.replace("{file}", "{file:.+}")  # files lie in folders
        app.router.add_route(route.method, below, guarded(hub, route, handlers[route.name], trust))

    async def life(_app: web.Application) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(hub.engine.dispose)
            if knowledge is not None:
                stack.push_async_callback(knowledge.close)
            stack.push_async_callback(hub.stop)
            await hub.start()
            yield

    async def shut(_app: web.Application) -> None:
        hub.lines.close()

    app.cleanup_ctx.append(life)
    app.on_shutdown.append(shut)
    return app
