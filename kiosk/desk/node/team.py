"""Who is signed in: for a transfer, and for the supervisor. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from kiosk.desk.bus.roster import HereAgent
from kiosk.desk.messages.records import Colleague
from kiosk.desk.messages.staff import Team
from kiosk.errors import KioskError


def team(here: Iterable[HereAgent], busy: Collection[str]) -> Team:
    """Those who have a line, by name; `busy` are taken up with a shopper."""
    colleagues = (
        Colleague(
            name=each.name,
            shown=each.shown or each.name,
            presence=each.presence,
            busy=each.name in busy,
            languages=each.languages,
            skills=each.skills,
        )
        for each in here
    )
    return Team(colleagues=tuple(sorted(colleagues, key=lambda each: each.name)))


def refuse_nobody(here: Iterable[HereAgent], by: str, to: str, skill: str) -> None:
    """See that somebody else could take what is handed on.

    Raises:
        KioskError: `desk.yourself`, `desk.no-colleague`, `desk.no-skill`.
    """
    others = [each for each in here if each.name != by and each.presence != "away"]
    if to == by:
        raise KioskError("desk.yourself", "You have this shopper already.", "Choose a colleague.")
    if to and all(each.name != to for each in others):
        raise KioskError("desk.no-colleague", f"{to[:80]} is not there now.", "Choose somebody who is signed in.")
    if skill and all(skill not in each.skills for each in others if to in {"", each.name}):
        raise KioskError("desk.no-skill", f"Nobody there now has the skill {skill[:80]}.", "Choose a colleague.")
