"""The sentences: which there are, and which variant of one is next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal
from zlib import crc32

from kiosk.dialogue.sentence import Kind, Line
from kiosk.dialogue.state import Conversation
from kiosk.marks import split

Name = Literal["disclosure", "text", "choices", "price", "place", "minutes", "name", "parts", "number", "time", "days"]


@dataclass(frozen=True, slots=True)
class Key:
    """A sentence of the language files: how many variants it needs, and which `{names}` it must hold."""

    least: int = 2
    names: frozenset[Name] = frozenset()


_SPOKEN: Final = (
    *("goodbye", "welcome", "filler", "filler_again", "unknown", "unknown_human", "unknown_nobody", "too_slow"),
    *("no_answers", "repeat_nothing"),
    *("help", "cannot_hear", "calling", "still_calling", "handed_back", "dropped", "cancelled", "nobody_there"),
    "nobody_yet",
    *("urgent", "nobody_urgent", "language_on", "language_missing", "audio_on"),
    *("code_unknown", "feel_sorry", "feel_calm", "feel_glad", "offer_person", "person_in_store", "unknown_alone"),
    *("on_self_harm", "on_child_alone", "on_frustration", "on_complaint", "on_refund", "on_confused", "on_deaf"),
    *("on_cannot_read", "on_frail", "on_medicine", "on_allergy", "on_legal", "on_minors", "on_money", "on_how_are_you"),
    *("on_maker", "on_joke", "on_weather", "on_personal", "on_compliment", "volume_up", "volume_down", "volume_most"),
    *("transferred", "desk_lost", "desk_back", "resort_offer", "ask_number", "ask_message", "resort_sending"),
    *("kept_call_back", "kept_message", "kept_page", "resort_failed", "floor_nobody", "phone_on", "dropped_nobody"),
    *("number_too_long", "still_there"),
)
_SHOWN: Final = (
    *("disclosure", "help_visual", "label_human", "label_cancel", "label_end_call", "notice_hearing"),
    *("notice_voice", "notice_muted", "notice_sight", "notice_answers", "notice_body", "notice_nobody"),
    *("notice_config", "disclosure_model", "notice_hold", "notice_desk", "label_video", "label_sound", "label_text"),
    *("label_no_picture", "label_mute", "label_unmute", "label_camera_off", "label_camera_on", "label_call_back"),
    *("label_message", "label_page", "label_phone", "label_yes", "label_no", "label_back", "wait_asked"),
)
NAMED_PARTS: Final = ("hearing", "sight", "voice", "stage", "body", "answers", "shop", "desk")

KEYS: Final[Mapping[str, Key]] = {
    "greeting": Key(3, frozenset({"disclosure"})),
    **dict.fromkeys(_SPOKEN, Key()),
    "did_you_mean": Key(2, frozenset({"choices"})),
    "choices_aloud": Key(2, frozenset({"choices"})),
    "price_aloud": Key(2, frozenset({"price"})),
    "queued": Key(2, frozenset({"place", "minutes"})),
    "queued_soon": Key(2, frozenset({"place"})),
    "queued_unknown": Key(2, frozenset({"place"})),
    "wait": Key(1, frozenset({"place", "minutes"})),
    "wait_soon": Key(1, frozenset({"place"})),
    "wait_unknown": Key(1, frozenset({"place"})),
    **dict.fromkeys(
        ("whisper", "consent_voice", "consent_video", "whisper_waits", "in_writing", "on_hold", "call_lost"),
        Key(2, frozenset({"name"})),
    ),
    **dict.fromkeys(("label_talk", "connecting"), Key(1, frozenset({"name"}))),
    "floor_coming": Key(2, frozenset({"name"})),
    "opens_today": Key(2, frozenset({"time"})),
    "opens_tomorrow": Key(2, frozenset({"time"})),
    "opens_later": Key(2, frozenset({"time", "days"})),
    "number_unlikely": Key(2, frozenset({"number"})),
    "check_number": Key(2, frozenset({"number"})),
    "check_message": Key(2, frozenset({"text"})),
    "repeat": Key(2, frozenset({"text"})),
    "again": Key(2, frozenset({"text"})),
    **dict.fromkeys(_SHOWN, Key(1)),
    **dict.fromkeys(("joined", "joined_muted"), Key(1, frozenset({"name"}))),
    "simulated": Key(1, frozenset({"parts"})),
    **{f"part_{part}": Key(1) for part in NAMED_PARTS},
}
"""Every sentence the dialogue uses; the keys with two variants or more are spoken."""


def variants(state: Conversation, lang: str, key: str) -> tuple[str, ...]:
    """The variants of a sentence; a language that lacks it takes the kiosk's own, then any other.

    A sentence that no language has is named by its key: the loader never lets that come so far.
    """
    phrases = state.facts.phrases
    for name in (lang, state.facts.lang, *phrases):
        if found := tuple(text for text in phrases.get(name, {}).get(key, ()) if text.strip()):
            return found
    return (key.replace("_", " "),)


def known(state: Conversation, key: str) -> bool:
    """Whether any language has a sentence; a kiosk of before, played again, lacks the newest."""
    return any(key in phrases for phrases in state.facts.phrases.values())


def fill(pattern: str, values: Mapping[Name, str]) -> str:
    """Put in the values; braces that name nothing stay as they are, so that no sentence can fail."""
    for name, value in values.items():
        pattern = pattern.replace(f"{{{name}}}", value)
    return pattern


def label(state: Conversation, key: str, values: Mapping[Name, str] | None = None) -> str:
    """A text that is only shown: always its first variant, without marks."""
    return split(fill(variants(state, state.lang, key)[0], values or {}))[0]


def line(
    state: Conversation, kind: Kind, key: str, values: Mapping[Name, str] | None = None, *, lang: str = ""
) -> tuple[Conversation, Line]:
    """The next variant of a sentence: in turn, from a place the seed decides, and not what was said just now.

    It may hold inline marks, which its caption does not show.
    """
    lang = lang or state.lang
    texts = variants(state, lang, key)
    used = state.uses.get(key, 0)
    start = state.facts.seed + crc32(key.encode()) + used
    ordered = [fill(texts[(start + step) % len(texts)], values or {}) for step in range(len(texts))]
    skipped = 1 if len(ordered) > 1 and ordered[0] == state.last_text else 0
    state = replace(state, uses={**state.uses, key: used + 1 + skipped})
    return state, Line(kind, ordered[skipped], split(ordered[skipped])[0], lang)


def fresh(state: Conversation, said: Line) -> tuple[Conversation, Line]:
    """The same line, or, if it was said just now, the same led in by other words."""
    if said.text != state.last_text:
        return state, said
    return wrap(state, "again", said)


def wrap(state: Conversation, key: str, said: Line) -> tuple[Conversation, Line]:
    """A line led in by a sentence that holds `{text}`; marks stay in the spoken text only."""
    state, pattern = line(state, said.kind, key, lang=said.lang)
    text, caption = (fill(pattern.text, {"text": part}) for part in (said.text, said.caption))
    return state, replace(said, text=text, caption=caption)
