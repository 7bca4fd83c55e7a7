"""The areas of error codes, and what codes mean that stand in no error: those of events, and of what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

AREAS: Final = {
    "settings": "Settings and their layers",
    "phrases": "Sentences of the dialogue",
    "knowledge": "What the store knows",
    "products": "The table of products",
    "answers": "Questions and answers",
    "store": "The store's folder and back end",
    "story": "Stories of simulated shoppers",
    "rehearsal": "Rehearsals",
    "camera": "Cameras",
    "sight": "Seeing",
    "watch": "`kiosk watch`",
    "microphone": "Microphones",
    "hearing": "Hearing",
    "recording": "Sound files",
    "voice": "The voice",
    "speaker": "Loudspeakers",
    "played": "What the loudspeaker plays",
    "stage": "The screen",
    "avatar": "Avatars",
    "film": "The film of the demo",
    "gesture": "Gestures",
    "body": "The robot",
    "link": "Serial links",
    "profile": "Device profiles",
    "calibration": "What was measured of a robot",
    "doctor": "`kiosk doctor`",
    "hardware": "`kiosk hardware`",
    "page": "`kiosk hardware page`",
    "flash": "`kiosk hardware flash`",
    "commission": "`kiosk hardware commission`",
    "signature": "Signed records",
    "trace": "`kiosk hardware trace` and `replay`",
    "calibrate": "`kiosk hardware calibrate`",
    "drill": "`kiosk drill`",
    "crowd": "Crowds of simulated shoppers",
    "metrics": "Figures for Prometheus",
    "service": "The system service",
    "map": "The map of the store",
    "check": "`kiosk check`",
    "screen": "Words on the screen",
    "file": "Any file that is edited",
    "logs": "Logs",
    "plan": "Plans of drills",
    "simulator": "Simulated boards",
    "models": "Models for ears and eyes",
    "ledger": "Ledgers",
    "demo": "`kiosk demo`",
    "run": "`kiosk run`",
    "bench": "`kiosk bench`",
    "usage": "What was typed",
    "out": "Where results are written",
    "part": "The kiosk's own processes",
    "desk": "The service desk",
    "call": "Calls",
    "clock": "The wall clock",
    "replay": "`kiosk replay`",
    "wire": "Between the processes",
    "config": "Copies of the configuration",
    "record": "`kiosk rehearse --record`",
}
"""The areas of codes, in the order of the page."""

TOLD: Final[Mapping[str, tuple[str, str]]] = {
    "part.died": (
        "The process of a part ended, or was silent too long and was ended.",
        "It is started again by itself. Look at the log if it comes back; `kiosk doctor` checks its device.",
    ),
    "part.missing": (
        "A part of the kiosk is not there; the desk is told when its line begins.",
        "Look at the kiosk's log for why; `kiosk doctor` checks its device.",
    ),
    "part.renewed": (
        "A part begins anew, because a file that it reads was changed.",
        "Nothing: it is back in seconds.",
    ),
    "part.crash": ("Something in a part went wrong that nobody foresaw.", "Report it with the lines of the log."),
    "part.given-up": (
        "A part failed too often within a minute and is not started again.",
        "Mend what the log of the part says, then restart the kiosk.",
    ),
    "part.late": (
        "A part took a command and did not do it in time.",
        "Nothing, if it is rare: the shopper was answered all the same. Else look for what keeps the machine busy.",
    ),
    "voice.absent": (
        "A sentence could not be spoken: the voice is not running.",
        "See why in the log; captions serve.",
    ),
    "voice.starting": ("A sentence could not be spoken: the voice is still starting.", "Wait a few seconds."),
    "hearing.absent": ("The ears are not running.", "See why in the log; touch and text serve until then."),
    "answers.absent": ("The part that answers is not running.", "See why in the log; it is started again by itself."),
    "answers.unready": (
        "The part that answers waits for the store's content to be mended.",
        "Run `kiosk check`; a mended file is taken up by itself.",
    ),
    "desk.absent": ("No service desk is connected.", "Until there is one, the kiosk says where staff are in the shop."),
    "desk.missing": ("The service desk was lost.", "Look at the desk and its network."),
    "ledger.full": (
        "The disk is full; the rows wait in memory.",
        "Make room on the disk: `df -h` shows how much there is.",
    ),
    "ledger.disk": (
        "The ledger cannot be written; the rows wait in memory.",
        "Check the disk and who may write to it.",
    ),
    "ledger.set-aside": (
        "The ledger was damaged, or of a newer version, and was given another name; a new one was begun.",
        "Keep the old file if its conversations matter: `kiosk ledger` reads what is whole in it.",
    ),
    "desk.not-kept": (
        "A number, a message or a call to the shop floor did not reach the desk in time; the shopper was told.",
        "Look at the desk and its network.",
    ),
    "body.absent": ("No robot is plugged in.", "Plug it in, or set body.port to none if there shall be none."),
    "stage.no-screen": (
        "No window can be opened: {reason}.",
        "Check the cable and that the kiosk's user may use the display. It is tried again by itself.",
    ),
    "stage.no-gpu": (
        "No graphics processor: {reason}.",
        "The main processor draws instead. Install the driver of the graphics chip, or set stage.renderer to auto.",
    ),
    "stage.gpu-lost": (
        "The graphics driver fails: {reason}.",
        "The main processor draws instead until the next start. If it comes back, set stage.renderer to cpu.",
    ),
    "link.silent": ("The device stopped answering.", "It is opened again by itself. Check cable and power."),
    "link.mute": (
        "The device on the port says nothing to the kiosk's greeting.",
        "Check that it is the robot's port and that its firmware is the one of the profile.",
    ),
    "link.unsynced": ("The device did not take its limits and its pose.", "Switch its power off and on."),
    "link.wrong-device": ("Another device answers on the port.", "Set body.port to the robot's own port."),
    "link.firmware": (
        "The device's firmware does not fit the profile.",
        "Put the firmware of the profile on it (`kiosk hardware flash`), or set body.profile to the one that fits.",
    ),
    "link.missing": ("Some channels of the robot do not answer.", "Check the plugs and the power of these servos."),
    "link.noisy": ("Too many frames to the robot go unanswered.", "Use a shorter or shielded cable, away from motors."),
}
"""Codes that only events carry: what they mean and what to do."""

TYPED: Final[Mapping[str, tuple[str, str]]] = {
    "usage.command": ("`{command}` has no command {given}.", "Did you mean {near}? See `{command} --help`."),
    "usage.option": ("`{command}` has no option {given}.", "Did you mean {near}? See `{command} --help`."),
    "usage.missing": ("`{command}` needs {argument}.", "See `{command} --help`."),
    "usage.value": ("{option} needs a value, or: {option}: {what is wrong with it}.", "See `{command} --help`."),
    "usage.extra": ("`{command}` has no use for {given}.", "See `{command} --help`; texts with spaces need quotes."),
    "settings.option": ("A setting from the command line has a value that it cannot have.", "See `kiosk run --help`."),
    "file.key": ("{file}, line {line}: {key} is not known here.", "Take it out, or mend its name."),
    "file.required": ("{file}, line {line}: {key} is missing.", "Add it."),
    "file.value": ("{file}, line {line}: {key} is {value}, and that is not allowed.", "Mend the value."),
    "ledger.cut": ("{file} has no end line: it was cut off.", "Copy the ledger again, or take the live one."),
    "ledger.gap": ("{file}, line {line}: rows are missing or doubled.", "Give a ledger as written."),
}
"""Codes of what was typed or given whose sentence is put together while the command runs; exit status 2."""
