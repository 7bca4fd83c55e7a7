"""TURN servers of video calls, with a name and a password that are good for ten minutes.

A secret that the desk shares with coturn (`use-auth-secret`, `static-auth-secret`) makes both: the name is the time at
which they end and whose they are, the password the HMAC-SHA1 of the name. Nothing is stored at either end.
Source: draft-uberti-behave-turn-rest-00, section 2.2.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel

from kiosk.desk.auth.secret import secret_at
from kiosk.desk.lines.lines import Lines
from kiosk.desk.messages.kiosk import Accepted, KioskWelcome
from kiosk.desk.messages.records import IceServer
from kiosk.desk.messages.shared import Servers
from kiosk.desk.messages.staff import Conversation, StaffWelcome
from kiosk.errors import InputError
from kiosk.settings import Desk

GOOD_S: Final = 600
RENEW_S: Final = 240
"""Whoever has a line is told new ones so often: a connection that is made anew in a long talk has some minutes left."""
URL: Final = re.compile(r"(?:turns?|stuns?):[A-Za-z0-9.\-\[\]:]+(?:\?transport=(?:udp|tcp))?")


@dataclass(frozen=True, slots=True)
class Turn:
    """The servers of a desk; without any, calls reach no further than their own network."""

    urls: tuple[str, ...] = ()
    secret: str = ""

    def servers(self, who: str, now: float) -> tuple[IceServer, ...]:
        """For one end of a call: usable until ten minutes from now, and a call that goes on by then goes on."""
        if not self.urls:
            return ()
        if not self.secret:
            return (IceServer(urls=self.urls),)
        name = f"{int(now) + GOOD_S}:{who}"
        mac = hmac.new(self.secret.encode(), name.encode(), hashlib.sha1)
        return (IceServer(urls=self.urls, username=name, credential=base64.b64encode(mac.digest()).decode()),)

    def put_into(self, message: BaseModel, who: str, now: float) -> BaseModel:
        """A message with the servers, if it is one that has them."""
        if not self.urls or not isinstance(message, (KioskWelcome, Accepted, StaffWelcome, Conversation)):
            return message
        return message.model_copy(update={"ice": self.servers(who, now)})


class Renewal:
    """Tells everybody with a line to this node of servers before those told last are over."""

    def __init__(self, turn: Turn, lines: Lines, now: float) -> None:
        self._turn, self._lines, self._told = turn, lines, now

    def look(self, now: float) -> None:
        """Do it, if it is due: what a line was told as it began is younger than what went to all."""
        if not self._turn.secret or 0 <= now - self._told < RENEW_S:
            return
        self._told = now
        for line in (*self._lines.of("kiosk"), *self._lines.of("staff")):
            line.send(Servers(ice=self._turn.servers(line.name, now)))


def turn_of(settings: Desk) -> Turn:
    """What the settings say.

    Raises:
        InputError: `desk.turn`: an address is none, or the secret is not where it is said to stand.
    """
    for url in settings.turn:
        if not URL.fullmatch(url):
            raise _wrong(f"desk.turn has {url!r}, which is no TURN server")
    if not settings.turn and settings.turn_secret:
        raise _wrong("desk.turn_secret is set, and desk.turn names no server")
    if not settings.turn_secret and any(url.startswith("turn") for url in settings.turn):
        raise _wrong("desk.turn_secret is not set, and without it no TURN server lets anybody in")
    return Turn(settings.turn, _secret(settings.turn_secret) if settings.turn_secret else "")


def _secret(where: str) -> str:
    found = secret_at(where)
    if not found:
        raise _wrong(f"desk.turn_secret says {where!r}, and there is no secret")
    return found


def _wrong(why: str) -> InputError:
    remedy = "Give turn:HOST:3478?transport=tcp, and env:NAME or file:/PATH of what coturn has as static-auth-secret."
    return InputError("desk.turn", f"{why}.", remedy)


NO_TURN: Final = Turn()
