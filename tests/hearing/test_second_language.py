"""A first sentence in Korean to a kiosk that was greeted in English: both recognisers read it, in the part itself."""

from __future__ import annotations

import threading
from importlib.util import find_spec
from pathlib import Path

import pytest
from hearing_support import save, spoken
from support import FakeLink

from kiosk import models
from kiosk.commands import Listen
from kiosk.events import Heard, Partial, PartReady
from kiosk.hearing import decoder, part
from kiosk.settings import Hearing, Kiosk, Settings


@pytest.mark.engine
@pytest.mark.skipif(find_spec("moonshine_voice") is None, reason="the demo extra is not installed")
@pytest.mark.skipif(not models.installed("vosk-ko"), reason="the Korean Vosk model is not installed")
def test_what_is_said_is_read_in_the_second_language_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoder, "SECOND_S", 60.0)  # however busy the machine is
    sound = save(tmp_path / "q.wav", spoken("커피는 어디에 있나요", "ko", "ko+f2"))
    link = FakeLink(tmp_path)
    link.give(Listen("en", second="ko"))
    settings = Settings(kiosk=Kiosk(lang="en"), hearing=Hearing(microphone=f"file:{sound}", engine="auto"))
    thread = threading.Thread(target=part.run, args=(link, settings), daemon=True)
    thread.start()
    heard = link.wait(Heard, 60.0)
    link.close()
    thread.join(10)
    assert heard.lang == "en"
    assert [reading.lang for reading in heard.readings] == ["ko"]
    assert "커피는 어디에 있나요" in (heard.readings[0].text, *heard.readings[0].alternatives)
    assert {event.lang for event in link.of(Partial)} <= {"en"}, "the words so far are those of the session"
    assert link.of(PartReady)[0].detail.startswith("moonshine"), "what serves the session"
