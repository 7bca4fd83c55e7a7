"""Runs the parts body and sight on devices of one's own for a few seconds: `PORT` is the robot's."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

from support import FakeLink

from kiosk.body import part as body
from kiosk.commands import Say
from kiosk.events import PartReady, SpeechStarted
from kiosk.settings import Settings
from kiosk.sight import part as sight
from kiosk.timeline import Timeline, Viseme


def main(port: str) -> None:
    """Let the robot speak an open vowel, and the camera show its picture."""
    settings = Settings.model_validate(
        {"body": {"port": port, "profile": "nodder"}, "sight": {"camera": "still:face.png"}}
    )
    links = {"body": FakeLink(Path()), "sight": FakeLink(Path())}
    threads = [
        threading.Thread(target=part.run, args=(links[name], settings))
        for name, part in (("body", body), ("sight", sight))
    ]
    for thread in threads:
        thread.start()
    for name, link in links.items():
        sys.stdout.write(f"{name}: {link.wait(PartReady).detail}\n")
    vowel = Timeline("a", "en", "none", 22050, 22050, visemes=(Viseme("aa", 0.0, 1000.0, 1.0),))
    links["body"].give(Say(1, "a", "a", "en"), SpeechStarted(1, time.monotonic() + 0.1, vowel))
    time.sleep(1.0)
    for link, thread in zip(links.values(), threads, strict=True):
        link.close()
        thread.join()


if __name__ == "__main__":
    main(sys.argv[1])
