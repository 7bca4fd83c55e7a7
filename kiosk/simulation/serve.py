"""The loop of a simulated shop, be there one shopper with a story or a crowd."""

from __future__ import annotations

from typing import Protocol

from kiosk.ports import Link, LinkClosed, Message


class World(Protocol):
    """What goes on before the kiosk."""

    def notice(self, message: Message) -> None:
        """What can be seen and heard of the kiosk."""
        ...

    def tick(self) -> None:
        """Let those who are there do what it is time for."""
        ...

    def close(self) -> None:
        """Close the doors."""
        ...


def serve(link: Link, world: World, tick_s: float) -> None:
    """Let the world go on, a tick every `tick_s` or oftener, until the core goes; then close it."""
    try:
        while True:
            message = link.receive(tick_s)
            if message is not None:
                world.notice(message)
            world.tick()
    except LinkClosed:
        return
    finally:
        world.close()
