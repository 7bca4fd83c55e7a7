"""A skill that has asked something is not forgotten over another question that is answered in the middle."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kiosk.answers.skills.registry import SKILLS
from kiosk.events import Memo, Reply
from kiosk.memo import BETWEEN, ENTRY, OPEN, SKILL

AT_MOST: Final = 2


def still_open(reply: Reply, memo: Memo) -> Reply:
    """The reply to something else, with what an open skill had left; as it is where none is open any more."""
    known = dict(memo)
    skill = SKILLS.get(known.get(SKILL, ""))
    between = int(known.get(BETWEEN, "0")) + 1
    other = reply.intent == "question" and SKILL not in dict(reply.memo)
    if skill is None or OPEN not in known or not other or between > AT_MOST:
        return reply
    names = {SKILL, ENTRY, OPEN, *skill.inputs, *skill.keeps}
    kept = tuple((name, value) for name, value in memo if name in names)
    return replace(reply, memo=(*reply.memo, *kept, (BETWEEN, str(between))))
