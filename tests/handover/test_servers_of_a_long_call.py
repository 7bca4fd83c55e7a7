"""In a long talk the part of the call learns of new servers, and while one waits it gathers addresses by them anew."""

from __future__ import annotations

from kiosk.channels.call_signalling import Begin, Prepare
from kiosk.commands import AskHuman, CloseCase
from kiosk.desk.messages import kiosk as k
from kiosk.desk.messages.records import IceServer
from kiosk.desk.messages.shared import Servers
from kiosk.handover.desk_part import DeskPart
from kiosk.handover.hours import UNKNOWN

FIRST, SECOND, THIRD = (
    (IceServer(urls=("turn:desk",), username=f"{number}:door", credential="x"),) for number in (600, 840, 1080)
)


def test_the_part_of_the_call_has_the_newest_servers_before_and_in_a_talk():
    to_desk, to_call = [], []
    part = DeskPart("run", "en", to_desk.append, lambda _event: None, to_call.append, lambda: UNKNOWN)
    part.hear(k.KioskWelcome(version=1, kiosk="door", staffed=True, ice=FIRST), 0.0)
    part.hear(Servers(ice=SECOND), 1.0)
    assert not to_call, "nobody asks: nothing is gathered"
    part.obey(AskHuman(1, "asked", "en"), 2.0)
    assert to_call == [Prepare(ice=SECOND)]
    part.hear(Servers(ice=THIRD), 3.0)
    assert to_call[-1] == Prepare(ice=THIRD)

    ask = next(each for each in to_desk if isinstance(each, k.Ask))
    part.hear(k.Accepted(key=ask.key, ticket=7, colleague="Sanne", mode="voice", ice=FIRST), 4.0)
    part.obey(CloseCase(1, "joined", ""), 5.0)
    begun = to_call[-1]
    assert isinstance(begun, Begin)
    part.hear(Servers(ice=SECOND), 6.0)
    assert to_call[-1] == begun.model_copy(update={"ice": SECOND}), "the same call, by other servers"
