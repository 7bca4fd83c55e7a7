"""All skills by the action of an entry that calls them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kiosk.answers.skills import booking, hours, order, product, returns
from kiosk.answers.skills.skill import Skill

SKILLS: Final[Mapping[str, Skill]] = {
    skill.name: skill for skill in (hours.SKILL, product.SKILL, order.SKILL, returns.SKILL, booking.SKILL)
}
