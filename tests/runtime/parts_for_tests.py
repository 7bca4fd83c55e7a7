"""Parts that misbehave on purpose."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from kiosk.commands import Answer, Say
from kiosk.events import Heard, PartFailed, PartReady

if TYPE_CHECKING:
    from kiosk.ports import Link
    from kiosk.settings import Settings


def run(link: Link, settings: Settings) -> None:
    """Echo what is to be said; die or hang when told so."""
    link.send(PartReady("echo", f"{os.getpid()} {settings.voice.wpm} {link.run_dir}"))
    while True:
        match link.receive(1.0):
            case Say(text="die"):
                os.abort()
            case Say(text="hang"):
                time.sleep(60)
            case Say(text="noise", utterance=number):
                os.write(2, b"ALSA lib pcm.c:2664:(snd_pcm_open) Unknown PCM\nwithout a newline ")
                link.send(Heard(number, "", "nl", 1.0))
            case Say(text="draw", utterance=number):
                link.count(frames=number)
            case Say(text="leave"):
                return
            case Say(text=text) if text.startswith("device "):
                link.send(PartFailed("echo", text.removeprefix("device "), "Its device is gone."))
            case Say(text="back"):
                link.send(PartReady("echo", ""))
            case Say(utterance=number, text=text, lang=lang):
                link.send(Heard(number, text, lang, 1.0))
            case Answer(text=text):
                raise ValueError(text)
            case _:
                continue
