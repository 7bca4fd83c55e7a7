"""What a colleague puts before the shopper, in the words of the kiosk. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.desk.messages.kiosk import Push
from kiosk.desk.messages.records import Pushed, PushedCard, PushedGesture, PushedMap, PushedQr
from kiosk.desk.messages.shared import Refusal
from kiosk.errors import KioskError
from kiosk.events import Card, HumanPushed
from kiosk.wording import close


def refused(push: Push, places: Sequence[str]) -> Refusal | None:
    """What the colleague is told of a place that is none of `places`, those of the store's map; any, if it has none."""
    what = push.what
    place = "" if isinstance(what, PushedQr) else what.place
    if not place or not places or place in places:
        return None
    fault = _no_place(place, close(place, places))
    return Refusal(code=fault.code, sentence=fault.sentence, remedy=fault.remedy, about="push", ticket=push.ticket)


def _no_place(place: str, meant: str) -> KioskError:
    hint = f" Did you mean {meant}?" if meant else ""
    sentence = f"The map of this kiosk has no place {place[:60]!r}.{hint}"
    return KioskError("desk.no-place", sentence, "Type a place as the store's map names it.")


def pushed(case: int, what: Pushed) -> HumanPushed:
    """The event of a push."""
    match what:
        case PushedCard(title=title, text=text, entry=entry, place=place, price=price):
            card = Card(entry or "pushed", title, text[:200], place, price, text=text)
            return HumanPushed(case, (card,), place)
        case PushedMap(place=place):
            return HumanPushed(case, place=place)
        case PushedQr(text=text, label=label):
            return HumanPushed(case, (Card("pushed", label or text, code=text),))
        case PushedGesture(name=name, place=place):
            return HumanPushed(case, gesture=name, place=place)
