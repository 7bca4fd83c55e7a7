"""What happened. Parts send these; the dialogue is the only one that decides on them.

Times are CLOCK_MONOTONIC seconds, shared by all processes of a kiosk. Languages are two-letter ISO 639-1 codes.
"""

from __future__ import annotations

from kiosk.events.answers import (
    ORDINARY,
    Answered,
    AnswerEvent,
    Band,
    Candidates,
    Card,
    Choice,
    Feeling,
    Happens,
    Intent,
    Memo,
    Reason,
    Reply,
    Triage,
    Wording,
)
from kiosk.events.body import BodyCleared, BodyEvent, BodyStopped
from kiosk.events.call import CallConnected, CallEvent, CallLost, CameraShared, MicrophoneShared
from kiosk.events.configuration import ConfigurationEvent, ConfigurationRefused, Policy, Reconfigured, Started
from kiosk.events.desk import (
    DeskEvent,
    DeskKept,
    DeskLine,
    FloorAnswered,
    HumanHeld,
    HumanJoined,
    HumanLeft,
    HumanPushed,
    HumanQueued,
    HumanSaid,
    HumanTyped,
    HumanUnavailable,
    HumanUnstaffed,
    HumanWanted,
    HumanWhispered,
    Presence,
)
from kiosk.events.hearing import (
    EarsReady,
    Heard,
    HeardNothing,
    HearingEvent,
    MicrophoneClosed,
    MicrophoneOpened,
    Partial,
    Reading,
    RoomNoise,
    VoiceLasting,
    VoiceStarted,
)
from kiosk.events.parts import Elapsed, Failed, PartEvent, PartFailed, PartReady, SourceEnded
from kiosk.events.sight import (
    CameraClosed,
    CameraOpened,
    CodeShown,
    EyeLine,
    FaceMoved,
    ShopperApproaching,
    ShopperEngaged,
    ShopperLeaving,
    ShopperLeft,
    ShopperNoticed,
    SightEvent,
)
from kiosk.events.store import StoreEvent, StoreHours
from kiosk.events.touch import (
    AccessPressed,
    ChoicePressed,
    HumanPressed,
    LanguagePressed,
    NumberTyped,
    QuestionTyped,
    RepeatPressed,
    ScreenTouched,
    StopPressed,
    TouchEvent,
    Typing,
    VolumeChange,
    VolumePressed,
)
from kiosk.events.voice import SpeechEnded, SpeechStarted, VoiceEvent

__all__ = [
    "ORDINARY",
    "AccessPressed",
    "AnswerEvent",
    "Answered",
    "Band",
    "BodyCleared",
    "BodyEvent",
    "BodyStopped",
    "CallConnected",
    "CallEvent",
    "CallLost",
    "CameraClosed",
    "CameraOpened",
    "CameraShared",
    "Candidates",
    "Card",
    "Choice",
    "ChoicePressed",
    "CodeShown",
    "ConfigurationEvent",
    "ConfigurationRefused",
    "DeskEvent",
    "DeskKept",
    "DeskLine",
    "EarsReady",
    "Elapsed",
    "Event",
    "EyeLine",
    "FaceMoved",
    "Failed",
    "Feeling",
    "FloorAnswered",
    "Happens",
    "Heard",
    "HeardNothing",
    "HearingEvent",
    "HumanHeld",
    "HumanJoined",
    "HumanLeft",
    "HumanPressed",
    "HumanPushed",
    "HumanQueued",
    "HumanSaid",
    "HumanTyped",
    "HumanUnavailable",
    "HumanUnstaffed",
    "HumanWanted",
    "HumanWhispered",
    "Intent",
    "LanguagePressed",
    "Memo",
    "MicrophoneClosed",
    "MicrophoneOpened",
    "MicrophoneShared",
    "NumberTyped",
    "PartEvent",
    "PartFailed",
    "PartReady",
    "Partial",
    "Policy",
    "Presence",
    "QuestionTyped",
    "Reading",
    "Reason",
    "Reconfigured",
    "RepeatPressed",
    "Reply",
    "RoomNoise",
    "ScreenTouched",
    "ShopperApproaching",
    "ShopperEngaged",
    "ShopperLeaving",
    "ShopperLeft",
    "ShopperNoticed",
    "SightEvent",
    "SourceEnded",
    "SpeechEnded",
    "SpeechStarted",
    "Started",
    "StopPressed",
    "StoreEvent",
    "StoreHours",
    "TouchEvent",
    "Triage",
    "Typing",
    "VoiceEvent",
    "VoiceLasting",
    "VoiceStarted",
    "VolumeChange",
    "VolumePressed",
    "Wording",
]

Event = (
    ConfigurationEvent
    | PartEvent
    | SightEvent
    | HearingEvent
    | TouchEvent
    | AnswerEvent
    | VoiceEvent
    | BodyEvent
    | StoreEvent
    | DeskEvent
    | CallEvent
)
