"""All skills by the action of an entry that calls them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kiosk.answers.skills import hours, product
from kiosk.answers.skills.skill import Skill

SKILLS: Final[Mapping[str, Skill]] = {skill.name: skill for skill in (hours.SKILL, product.SKILL)}
