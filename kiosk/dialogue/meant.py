"""What a sentence means where the kiosk has asked for something else than a question: consent, a number, a message.

Camera and microphone are opened by words only if they were said after the question, not over it: an echo agrees to
nothing. Nor does what a recogniser only might have heard: one reading of many says no, and only the best says yes.
"""

from __future__ import annotations

from kiosk.dialogue import human, joined, last_resort, need, overheard, service
from kiosk.dialogue.action import Action
from kiosk.dialogue.consent import Consent
from kiosk.dialogue.overheard import readings
from kiosk.dialogue.resort import Resort
from kiosk.dialogue.state import Conversation
from kiosk.events import Heard, Presence
from kiosk.privacy.telephone import has_digits, names_of, spoken
from kiosk.utterance import holds, made_of


def meant(state: Conversation, event: Heard, *, over: bool) -> Action | None:
    """What follows from a sentence, said `over` the kiosk's voice or after it; none for one that is a question."""
    said = readings(event)
    if over and state.resort is Resort.MESSAGE and overheard.of_turns(state, said[0]):
        return None
    return _of_texts(state, said, over=over)


def _of_texts(state: Conversation, said: tuple[str, ...], *, over: bool) -> Action | None:
    if state.consent is not Consent.NONE:
        return _of_consent(state, said, over=over)
    if state.colleague is not None and state.colleague.agreed and any(_consents(state, t) == "whisper" for t in said):
        return joined.agree("whisper")
    if state.service in service.WAITING and any(_is(state, text, "withdraw") for text in said):
        return human.cancel
    return _of_ladder(state, said)


def typed(state: Conversation, text: str) -> Action | None:
    """What a line from the keyboard means in the same places; nobody hears it by mistake, so that "yes" is yes."""
    if state.resort is Resort.MESSAGE:
        return need.first((text,), last_resort.GIVEN, keyed=True)
    if state.resort is Resort.NUMBER and (found := digits(state, text)):
        return lambda now: last_resort.number(now, found)
    return _of_texts(state, (text,), over=False)


def _of_consent(state: Conversation, said: tuple[str, ...], *, over: bool) -> Action | None:
    """Only what says so plainly; what may be an answer and may be none is asked about once more."""
    if made_of(said[0], _words(state, "unclear")):
        return None if over else joined.unclear
    modes = [_consents(state, text) for text in said]
    mode = "whisper" if "whisper" in modes else modes[0]
    if mode == "whisper" or (mode and not over and "?" not in said[0]):
        return joined.agree(mode)
    if mode is None and state.colleague is not None and state.colleague.asks:
        return None if over and overheard.of_turns(state, said[0]) else need.first(said, need.NO_CONSENT)
    return None if over or mode is None else joined.unclear


def _consents(state: Conversation, text: str) -> Presence | None:
    """ "Yes" means what was asked for, "no" the writing that is there already."""
    if _is(state, text, "text_only") or _is(state, text, "no"):
        return "whisper"
    if _is(state, text, "sound_only"):
        return "voice"
    asked: Presence = "video" if state.consent is Consent.VIDEO else "voice"
    agrees = made_of(text, _words(state, "agree"))
    return asked if agrees or (asked == "video" and _is(state, text, "with_picture")) else None


def _of_ladder(state: Conversation, said: tuple[str, ...]) -> Action | None:
    match state.resort:
        case Resort.OFFERED:
            ways = {
                "call_back": last_resort.CALL_BACK,
                "message": last_resort.MESSAGE,
                "page": last_resort.PAGE,
                "phone": last_resort.PHONE,
            }
            named = ((key, way) for key, way in ways.items() if any(holds(text, _words(state, key)) for text in said))
            found = next(((key, way) for key, way in named if last_resort.choose(state, way)), None)
            return _way(state, said, *found) if found else None
        case Resort.NUMBER:
            if any(_is(state, text, "no") for text in said):
                return last_resort.again
            return _digits_of(state, said) or _number_again(state, said[0])
        case Resort.CHECK:
            return _confirmed(state, said) or _digits_of(state, said)
        case Resort.REVIEW:
            return _confirmed(state, said)
        case Resort.MESSAGE:
            return _of_message(state, said)
        case _:
            return None


def _way(state: Conversation, said: tuple[str, ...], key: str, way: str) -> Action | None:
    """A way that was named and nothing else; in a longer sentence somebody may be in need."""
    plain = any(_is(state, text, key) for text in said)
    return last_resort.choose(state, way) if plain else need.first(said, way)


def _of_message(state: Conversation, said: tuple[str, ...]) -> Action:
    """The message; a no to it, or to whether somebody is in need, which was asked of one that sounded so."""
    if _is(state, said[0], "withdraw"):
        return last_resort.back
    if _is(state, said[0], "no"):
        doubted = state.session.remains.message if state.session else ""
        return last_resort.message(doubted) if doubted else last_resort.back
    return need.first(said, last_resort.GIVEN)


def _digits_of(state: Conversation, said: tuple[str, ...]) -> Action | None:
    """The digits that were said; after a whole number was read back they are another number."""
    found = next((found for text in said if (found := digits(state, text))), "")
    return last_resort.more_digits(found) if found else None


def _number_again(state: Conversation, text: str) -> Action | None:
    """Who says the number in another way than digit by digit is asked once more; what has no digits is a question."""
    counts = has_digits(text, names_of(_words(state, "digits")))
    return need.first((text,), last_resort.IN_TENS) if counts else None


def _confirmed(state: Conversation, said: tuple[str, ...]) -> Action | None:
    if any(_is(state, text, "no") for text in said):
        return last_resort.again
    if any(_is(state, text, "yes") for text in said):
        return last_resort.confirm
    return None


def digits(state: Conversation, text: str) -> str:
    """The telephone number that a text is; empty if it says anything else."""
    return spoken(text, names_of(_words(state, "digits")), _words(state, "beside"))


def _is(state: Conversation, text: str, key: str) -> bool:
    return made_of(text, _words(state, key), _words(state, "beside"))


def _words(state: Conversation, key: str) -> tuple[str, ...]:
    return tuple(state.facts.phrases.get(state.lang, {}).get(key, ()))
