"""Loudness: a step at a time, within limits; silence is a switch of its own, so that nobody comes there by accident."""

from __future__ import annotations

from dataclasses import replace

from kiosk.dialogue.state import Conversation
from kiosk.events import VolumeChange
from kiosk.volume import LOUDEST


def level(state: Conversation) -> int:
    """What the voice should be at, 0 (silence) to `LOUDEST`."""
    return 0 if state.muted else state.volume


def change(state: Conversation, how: VolumeChange) -> Conversation:
    """After a press; louder ends a silence at the level from before it."""
    if how == "mute":
        return replace(state, muted=not state.muted)
    if state.muted:
        return sound(state) if how == "louder" else state
    return replace(state, volume=min(max(state.volume + (1 if how == "louder" else -1), 1), LOUDEST))


def sound(state: Conversation) -> Conversation:
    """End a silence."""
    return replace(state, muted=False)


def forget(state: Conversation) -> Conversation:
    """The site's own loudness again."""
    return replace(state, muted=False, volume=min(max(state.policy.volume, 1), LOUDEST))
