"""Where an order is, by its number: asked for when it is missing, read back, and nothing told but state and place."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from kiosk.answers.skills.beside import only_slots
from kiosk.answers.skills.replies import asks, failed, person, point_at, told, unconnected
from kiosk.answers.skills.skill import Asked, Skill, Turn
from kiosk.answers.skills.spelled import numbers
from kiosk.events import Card, Memo, Reply
from kiosk.marks import DISPLAY
from kiosk.memo import OPEN, ORDER, PART
from kiosk.store.told import Order, OrderTold

SHORTEST: Final = 2
"""So many digits at least are taken for the beginning of a number."""
LONGEST: Final = 16
"""So many digits at most are looked for after the beginning of a number."""
SENTENCES: Final = {
    "received": "order_received",
    "preparing": "order_preparing",
    "ready": "order_ready",
    "on-the-way": "order_on_the_way",
    "collected": "order_collected",
    "delivered": "order_delivered",
    "cancelled": "order_cancelled",
    "returned": "order_returned",
}
UNSURE: Final = frozenset({"cancelled", "returned"})
"""States that a person must explain."""


def answer(asked: Asked) -> Turn:
    """The state of an order; without its number the question for it."""
    back_end = asked.shop.back_end
    if back_end is None or not back_end.offers("orders"):
        return Turn(unconnected(asked))
    pattern = back_end.mapping.orders.number
    number, part = _number(asked, pattern)
    if not number:
        return Turn(_ask_number(asked, part))
    return Turn(failed(asked), back_end.order(number), lambda found: _told(asked, number, found, pattern))


def goes_on(asked: Asked) -> bool:
    """Whether it is the number that was asked for, or another one."""
    return bool(numbers(asked.text, asked.lang)) and only_slots(asked.text, asked.lang)


def _number(asked: Asked, pattern: str) -> tuple[str, str]:
    """The whole number of an order, or the part of it that is known so far. It may be said in pieces."""
    said = numbers(asked.text, asked.lang)
    part = asked.memo.get(PART, "")
    for candidate in (*said, "".join(said), *(part + each for each in said if part)):
        if re.fullmatch(pattern, candidate, re.IGNORECASE):
            return candidate, ""
    longer = (part + each for each in said if part and _begins(part + each, pattern))
    return "", [*longer, *(each for each in said if len(each) >= SHORTEST), part][0]


def _begins(text: str, pattern: str) -> bool:
    """Whether the number of an order may begin so, with digits and at most a letter after it."""
    rests = ("0" * digits + letter for digits in range(LONGEST) for letter in ("", "A"))
    return any(re.fullmatch(pattern, text + rest, re.IGNORECASE) for rest in rests)


def _ask_number(asked: Asked, part: str) -> Reply:
    key = "order_more" if part else "order_ask"
    return asks(
        asked, asked.words.say(key, number=" ".join(part)), [person(asked)], asked.leaves(**{PART: part, OPEN: "yes"})
    )


def _told(asked: Asked, number: str, found: OrderTold, pattern: str) -> Reply:
    memo = asked.leaves(**{ORDER: number})
    if found.fault == "store.unknown":
        said = asked.words.say("order_unknown", number=number)
        part = number if _begins(f"{number}0", pattern) else ""  # what comes next may be the rest of it
        return asks(asked, said, [person(asked)], asked.leaves(**{PART: part, OPEN: "yes"}))
    if found.order is None:
        return failed(asked, memo)
    return _state(asked, number, found.order, memo)


def _state(asked: Asked, number: str, order: Order, memo: Memo) -> Reply:
    """The state in a sentence, with place and pick-up number where they matter."""
    ready = order.state == "ready"
    point, place = point_at(asked, order.place) if ready and order.place else ("", "")
    key, time, when = (
        _preparing(asked, order.ready_at) if order.state == "preparing" else (SENTENCES[order.state], "", "")
    )
    if ready and place:
        key = "order_ready_at"
    pickup = asked.words.say("order_pickup", pickup=_displayed(order.pickup)) if ready and order.pickup else ""
    said = asked.words.say(key, number=number, place=place, point=point, time=time, when=when)
    title = asked.words.say("card_order", number=number)
    known = order.place if order.place in asked.shop.store.places and ready else ""
    detail = " · ".join(filter(None, (place, order.pickup if ready else "")))
    card = Card(number, title, detail, known, picture="basket")
    choices = [person(asked)] if order.state in UNSURE else []
    return told(asked, " ".join(filter(None, (said, pickup))), [card], choices, known, memo)


def _preparing(asked: Asked, ready_at: datetime | None) -> tuple[str, str, str]:
    """The sentence, the time and, on another day, the day and time; a time that has gone by is not told."""
    now = asked.shop.now
    at = ready_at.astimezone(now.tzinfo) if ready_at else None
    if at is None or at <= now:
        return "order_preparing", "", ""
    time = asked.words.spoken_time(at.time())
    if at.date() == now.date():
        return "order_preparing_at", time, ""
    day = asked.words.spoken_day(at.date(), now.date())
    return "order_preparing_on", "", asked.words.part("day_time", day=day, time=time)


def _displayed(number: str) -> str:
    """A pick-up number with the mark by which a display beside the kiosk shows it as it is said."""
    return f"^{DISPLAY}({re.sub(r'[()]', '', number)}) {number}"


SKILL = Skill("order", (ORDER,), 1.8, "order_fallback", answer, goes_on, keeps=(PART,))
