"""What a colleague does in a conversation: words for the avatar, text, captions, pushes, and a moment's absence."""

from __future__ import annotations

from dataclasses import replace

from kiosk.commands import Gesture
from kiosk.dialogue import service
from kiosk.dialogue.action import Result
from kiosk.dialogue.human import show_there
from kiosk.dialogue.joined import named
from kiosk.dialogue.say import label
from kiosk.dialogue.sentence import Kind, Line
from kiosk.dialogue.service import Service
from kiosk.dialogue.speech import say, show_caption, speak_next
from kiosk.dialogue.state import Conversation
from kiosk.events import HumanHeld, HumanPushed, HumanSaid, HumanTyped, HumanWhispered


def whispered(state: Conversation, event: HumanWhispered) -> Result:
    """Speak the colleague's words; in a call they are only shown, since the colleague is heard."""
    words = event.text.replace("^", "").strip()
    if not _here(state, event.case) or not words:
        return state, ()
    if state.service in service.TALKING:
        return _shown(state, words)
    lang = event.lang if event.lang in state.facts.langs else state.lang
    last = state.queue[-1] if state.queue else None
    if last is not None and last.kind is Kind.WHISPER and last.lang == lang:
        text = f"{last.text} {words}"
        line = replace(last, text=text, caption=text)
        return replace(_last(state, line), queue=(*state.queue[:-1], line)), ()
    line = Line(Kind.WHISPER, words, words, lang)
    return speak_next(line)(_last(state, line))


def _last(state: Conversation, line: Line) -> Conversation:
    """It is what is said once more to who asks for that."""
    return replace(state, session=replace(state.session, reply=line)) if state.session else state


def typed(state: Conversation, event: HumanTyped) -> Result:
    """Real-time text: every character at once, with the name of who writes."""
    return _shown(state, event.text) if _here(state, event.case) and event.text.strip() else (state, ())


def said(state: Conversation, event: HumanSaid) -> Result:
    """A caption of what is heard of the colleague."""
    heard = _here(state, event.case) and state.service in service.TALKING and event.text.strip()
    return _shown(state, event.text) if heard else (state, ())


def _shown(state: Conversation, text: str) -> Result:
    """The words with their speaker; while the avatar speaks its own words stand there."""
    if state.speech is not None:
        return state, ()
    return show_caption(state, f"{named(state)['name']}: {text.strip()}"), ()


def pushed(state: Conversation, event: HumanPushed) -> Result:
    """Put before the shopper what the colleague shows."""
    session = state.session
    if session is None or not _here(state, event.case):
        return state, ()
    gesture = (Gesture(event.gesture, event.place),) if event.gesture else ()
    if event.cards or (event.place and not event.gesture):
        session = replace(session, cards=event.cards, place=event.place or _place(event))
    return replace(state, session=session), gesture


def _place(event: HumanPushed) -> str:
    return next((card.place for card in event.cards if card.place), "")


def held(state: Conversation, event: HumanHeld) -> Result:
    """The colleague looks something up: nothing of the shopper leaves the kiosk meanwhile."""
    if not _here(state, event.case) or state.colleague is None or state.colleague.held == event.on:
        return state, ()
    state = replace(state, colleague=replace(state.colleague, held=event.on))
    if state.service is Service.WHISPER:
        return say(Kind.NOTE, "on_hold", named(state))(state) if event.on else (state, ())
    return (show_caption(state, label(state, "on_hold", named(state))) if event.on else show_there(state)), ()


def _here(state: Conversation, case: int) -> bool:
    return case == state.case and state.service in service.JOINED and state.session is not None
