"""Nobody at the desk comes, and still nobody is left alone: call back, a message, the shop floor, the own phone.

Nothing is sent before the shopper confirmed what was read back; what could not be sent is said, and offered anew.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kiosk.commands import LeaveMessage, PageFloor, RequestCallBack
from kiosk.dialogue import resort, service
from kiosk.dialogue.action import Action, Result, chain, do, forget, remind
from kiosk.dialogue.manner import unreachable
from kiosk.dialogue.resort import Cue, Resort
from kiosk.dialogue.say import known, label
from kiosk.dialogue.sentence import Kind
from kiosk.dialogue.service import URGENT, Service
from kiosk.dialogue.session import attend, go_on
from kiosk.dialogue.speech import hush, say, show_caption
from kiosk.dialogue.state import Conversation, Left, Remains
from kiosk.events import Card, Choice, DeskKept, FloorAnswered
from kiosk.privacy.telephone import LEAST_DIGITS, MOST_DIGITS, aloud, count

SENT_S: Final = 6.0
"""After so long without an answer what was left has not reached the desk."""
CALL_BACK, MESSAGE, PAGE, PHONE = "resort-call-back", "resort-message", "resort-page", "resort-phone"
YES, NO, BACK = "resort-yes", "resort-no", "resort-back"
NO_NEED = "help-no"
GIVEN, IN_TENS = "message", "number"
"""What was said instead of a button: the message itself, or a number otherwise than digit by digit."""
_KEPT: Final = {"call-back": "kept_call_back", "message": "kept_message", "page": "kept_page"}


def offered(state: Conversation) -> Result:
    """Say when somebody is there again, and what can be done until then; without a desk the first sentence is all."""
    if state.session is None or unreachable(state) or not known(state, "resort_offer"):
        return state, ()
    return chain(state, _opens, _offer)


def _opens(state: Conversation) -> Result:
    remains = _remains(state)
    if not remains.opens:
        return state, ()
    key = {0: "opens_today", 1: "opens_tomorrow"}.get(remains.in_days, "opens_later")
    return say(Kind.NOTE, key, {"time": remains.opens, "days": str(remains.in_days)})(state)


def _offer(state: Conversation) -> Result:
    state = _at(state, Cue.OFFER)
    return say(Kind.NOTE, "resort_offer")(_with_choices(state))


def choose(state: Conversation, choice: str) -> Action | None:
    """What a button of the ladder does; none for a button that is not of it, or not on the screen."""
    shown = state.session is not None and choice in {each.id for each in choices(state)}
    if not shown:
        return None
    actions = {
        CALL_BACK: _ask(Cue.CALL_BACK, "ask_number"),
        MESSAGE: _ask(Cue.WRITE, "ask_message"),
        PAGE: page,
        PHONE: phone,
        YES: confirm,
        NO: again,
        BACK: back,
    }
    return actions.get(choice)


def choices(state: Conversation) -> tuple[Choice, ...]:
    """The buttons of the ladder as it stands."""
    match state.resort:
        case Resort.OFFERED:
            ids = [CALL_BACK, MESSAGE, PAGE, *([PHONE] if _remains(state).link else [])]
        case Resort.CHECK | Resort.REVIEW:
            ids = [YES, NO, BACK]
        case Resort.NUMBER | Resort.MESSAGE:
            ids = [BACK]
        case _:
            ids = []
    return tuple(
        Choice(each, label(state, f"label_{each.removeprefix('resort-').replace('-', '_')}"), "") for each in ids
    )


def number(state: Conversation, digits: str) -> Result:
    """A number that was typed, or said: read it back. One that is none is asked for again."""
    if state.resort not in {Resort.NUMBER, Resort.CHECK}:
        return state, ()
    if not digits:
        return back(state)
    if count(digits) > MOST_DIGITS and known(state, "number_too_long"):
        state = _at(_keep(state, replace(_remains(state), number="")), Cue.NO)
        return chain(state, hush, attend, say(Kind.NOTE, "number_too_long"))
    state = _keep(state, replace(_remains(state), number=digits))
    if not LEAST_DIGITS <= count(digits) <= MOST_DIGITS:
        state = _at(state, Cue.NO)
        return chain(state, hush, attend, say(Kind.NOTE, "number_unlikely", {"number": aloud(digits)}))
    return chain(_at(state, Cue.GIVEN), hush, attend, say(Kind.NOTE, "check_number", {"number": aloud(digits)}))


def more_digits(digits: str) -> Action:
    """Digits that were said follow those that were said before; a whole number takes the place of one read back."""

    def act(state: Conversation) -> Result:
        another = state.resort is Resort.CHECK and count(digits) >= LEAST_DIGITS
        return number(state, digits if another else _remains(state).number + digits)

    return act


def ask_again(state: Conversation) -> Result:
    """A number that was said in another way: what there was of it stays, and how to say it is told."""
    return chain(state, hush, attend, say(Kind.NOTE, "ask_number"))


def message(text: str) -> Action:
    """A message that was said, or typed: read it back."""

    def act(state: Conversation) -> Result:
        state = _at(_keep(state, replace(_remains(state), message=text)), Cue.GIVEN)
        return chain(state, hush, attend, say(Kind.NOTE, "check_message", {"text": text}))

    return act


def doubted(state: Conversation, choice: str) -> Action | None:
    """Who was asked because of a message whether somebody is in need, and says no, meant the message."""
    meant = _remains(state).message if state.resort is Resort.MESSAGE and choice == NO_NEED else ""
    return message(meant) if meant else None


def instead(choice: str, text: str) -> Action:
    """What a sentence does in which nobody was in need; nothing if the ladder has gone on meanwhile."""

    def act(state: Conversation) -> Result:
        if choice == GIVEN and state.resort is Resort.MESSAGE:
            return message(text)(state)
        if choice == IN_TENS and state.resort is Resort.NUMBER:
            return ask_again(state)
        action = choose(state, choice)
        return action(state) if action is not None else (state, ())

    return act


def confirm(state: Conversation) -> Result:
    """What was read back is right: send it."""
    remains, question = (
        _remains(state),
        state.session.questions[-1] if state.session and state.session.questions else "",
    )
    left: Left
    if state.resort is Resort.CHECK:
        left = RequestCallBack(state.case, remains.number, state.lang, question)
    else:
        left = LeaveMessage(state.case, remains.message, state.lang)
    return _send(state, left, Cue.YES)


def page(state: Conversation) -> Result:
    """Call the shop floor."""
    return _send(state, PageFloor(state.case), Cue.PAGE)


def phone(state: Conversation) -> Result:
    """The own phone goes on: its address as a code."""
    if state.session is None:
        return state, ()
    card = Card("phone", label(state, "label_phone"), code=_remains(state).link)
    state = replace(state, session=replace(state.session, cards=(card,), place=""))
    return chain(state, hush, attend, say(Kind.NOTE, "phone_on"))


def again(state: Conversation) -> Result:
    """What was read back is not right."""
    asks = "ask_message" if state.resort is Resort.REVIEW else "ask_number"
    state = _keep(_at(state, Cue.NO), replace(_remains(state), number="", message=""))
    return chain(state, hush, attend, say(Kind.NOTE, asks))


def back(state: Conversation) -> Result:
    """Rather something else."""
    state = _at(_keep(state, replace(_remains(state), number="", message="")), Cue.BACK)
    return chain(_with_choices(state), hush, attend, say(Kind.NOTE, "resort_offer"))


def kept(state: Conversation, event: DeskKept) -> Result:
    """It has reached the desk: say so. What the kiosk sent of itself, as in an emergency, is not told of."""
    if state.session is None or state.resort is not Resort.SENDING or event.case != state.case:
        return state, ()
    state = _keep(_at(state, Cue.KEPT), replace(_remains(state), number="", message="", sent=None))
    return chain(state, forget("resort"), go_on, say(Kind.NOTE, _KEPT[event.what]))


def lost(state: Conversation) -> Result:
    """It has not reached the desk: say so, and offer what is left."""
    if state.session is None or state.resort is not Resort.SENDING:
        return state, ()
    state = _with_choices(_at(_keep(state, replace(_remains(state), sent=None)), Cue.FAILED))
    return chain(state, forget("resort"), hush, say(Kind.NOTE, "resort_failed"))


def floor_answered(state: Conversation, event: FloorAnswered) -> Result:
    """Who comes from the shop floor, told to the shopper for whom it was called; if nobody does, what else there is."""
    if state.session is None or not state.session.cases_before < event.case <= state.case:
        return state, ()
    if event.name and state.service in service.TALKING:
        return show_caption(state, label(state, "floor_coming", {"name": event.name})), ()
    if event.name:
        return say(Kind.NOTE, "floor_coming", {"name": event.name})(state)
    return _nobody_on_the_floor(state)


def _nobody_on_the_floor(state: Conversation) -> Result:
    """Where somebody helps or is waited for, and where something is being left already, nothing else is offered."""
    if state.service is not Service.AI or state.resort in resort.ASKING | {Resort.SENDING}:
        return state, ()
    if state.reason == URGENT:
        return say(Kind.NOTE, "nobody_urgent")(state)
    return chain(_with_choices(_at(state, Cue.OFFER)), say(Kind.NOTE, "floor_nobody"))


def end(state: Conversation) -> Conversation:
    """The shopper asks something else: the ladder is gone, and the button to a person brings it back."""
    return _at(state, Cue.END)


def _ask(cue: Cue, key: str) -> Action:
    return lambda state: chain(_at(state, cue), hush, attend, say(Kind.NOTE, key))


def _send(state: Conversation, left: Left, cue: Cue) -> Result:
    state = _keep(_at(state, cue), replace(_remains(state), sent=left))
    return chain(state, hush, attend, do(left), remind("resort", SENT_S), say(Kind.NOTE, "resort_sending"))


def _at(state: Conversation, cue: Cue) -> Conversation:
    return replace(state, resort=resort.after(state.resort, cue))


def _remains(state: Conversation) -> Remains:
    return state.session.remains if state.session else Remains()


def _keep(state: Conversation, remains: Remains) -> Conversation:
    return replace(state, session=replace(state.session, remains=remains)) if state.session else state


def _with_choices(state: Conversation) -> Conversation:
    """Nothing else is offered beside."""
    return replace(state, session=replace(state.session, choices=())) if state.session else state
