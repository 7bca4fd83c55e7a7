"""Presence: whether somebody is there, and what they are about."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from kiosk.events import (
    Elapsed,
    PartFailed,
    ShopperApproaching,
    ShopperEngaged,
    ShopperLeaving,
    ShopperLeft,
    ShopperNoticed,
)

GONE_S: Final = 6.0
"""A shopper of whom nothing was seen for so long has gone, s."""


class Presence(Enum):
    """What sight last said of the shopper who matters."""

    AWAY = "away"
    NOTICED = "noticed"
    APPROACHING = "approaching"
    ENGAGED = "engaged"
    LEAVING = "leaving"


Cue = type[ShopperNoticed | ShopperApproaching | ShopperEngaged | ShopperLeaving | ShopperLeft | Elapsed | PartFailed]
"""`Elapsed`: nothing was seen for `GONE_S`. `PartFailed`: sight is gone."""
PASSING: Final = (Presence.NOTICED, Presence.APPROACHING, Presence.LEAVING)
"""Sight may lose these without a word."""

TABLE: Final[Mapping[tuple[Presence, Cue], Presence]] = {
    (Presence.AWAY, ShopperNoticed): Presence.NOTICED,
    (Presence.AWAY, ShopperApproaching): Presence.APPROACHING,
    (Presence.AWAY, ShopperEngaged): Presence.ENGAGED,
    (Presence.NOTICED, ShopperApproaching): Presence.APPROACHING,
    (Presence.NOTICED, ShopperEngaged): Presence.ENGAGED,
    (Presence.NOTICED, ShopperLeaving): Presence.LEAVING,
    (Presence.NOTICED, ShopperLeft): Presence.AWAY,
    (Presence.APPROACHING, ShopperEngaged): Presence.ENGAGED,
    (Presence.APPROACHING, ShopperLeaving): Presence.LEAVING,
    (Presence.APPROACHING, ShopperLeft): Presence.AWAY,
    (Presence.ENGAGED, ShopperLeaving): Presence.LEAVING,
    (Presence.ENGAGED, ShopperLeft): Presence.AWAY,
    (Presence.LEAVING, ShopperApproaching): Presence.APPROACHING,
    (Presence.LEAVING, ShopperEngaged): Presence.ENGAGED,
    (Presence.LEAVING, ShopperLeft): Presence.AWAY,
    **{(passing, Elapsed): Presence.AWAY for passing in PASSING},
    **{(there, PartFailed): Presence.AWAY for there in Presence if there is not Presence.AWAY},
}


def after(presence: Presence, cue: Cue) -> Presence:
    """The state after an event; one that is not in the table changes nothing."""
    return TABLE.get((presence, cue), presence)
