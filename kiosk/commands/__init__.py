"""What must be done. The dialogue decides; the parts do it, or a `Failed` event comes back."""

from __future__ import annotations

from kiosk.commands.answers import Answer
from kiosk.commands.desk import (
    AskHuman,
    Call,
    CallMode,
    CancelHuman,
    CloseCase,
    DeskCommand,
    LeaveMessage,
    Outcome,
    PageFloor,
    RequestCallBack,
)
from kiosk.commands.hearing import ExpectEnd, HearingCommand, Listen, Profile, StopListening
from kiosk.commands.screen import (
    KIOSKS_TURN,
    Express,
    Gesture,
    LookAt,
    LookAway,
    Mode,
    Scene,
    ScreenCommand,
    Show,
    Speaker,
)
from kiosk.commands.session import CloseSession, OpenSession, Remind, SessionCommand
from kiosk.commands.voice import Duck, Say, SetVolume, StopSpeaking, VoiceCommand

__all__ = [
    "KIOSKS_TURN",
    "Answer",
    "AskHuman",
    "Call",
    "CallMode",
    "CancelHuman",
    "CloseCase",
    "CloseSession",
    "Command",
    "DeskCommand",
    "Duck",
    "ExpectEnd",
    "Express",
    "Gesture",
    "HearingCommand",
    "LeaveMessage",
    "Listen",
    "LookAt",
    "LookAway",
    "Mode",
    "OpenSession",
    "Outcome",
    "PageFloor",
    "Profile",
    "Remind",
    "RequestCallBack",
    "Say",
    "Scene",
    "ScreenCommand",
    "SessionCommand",
    "SetVolume",
    "Show",
    "Speaker",
    "StopListening",
    "StopSpeaking",
    "VoiceCommand",
]

Command = VoiceCommand | HearingCommand | Answer | ScreenCommand | DeskCommand | SessionCommand
