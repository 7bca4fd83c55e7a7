"""A Korean turn as in the shop: a voice over noise, Vosk, the answers of the demo store."""

from __future__ import annotations

from pathlib import Path

import pytest
from hearing_support import save, spoken

from kiosk import models
from kiosk.answers.engine import Answerer
from kiosk.configuration import layers
from kiosk.errors import KioskError
from kiosk.events import Reply
from kiosk.hearing.engines import Choice, Engine, choose, load
from kiosk.hearing.profiles import pauses
from kiosk.hearing.sources import open_recording
from kiosk.hearing.transcribe import transcribe
from kiosk.hearing.vocabulary import phrases
from kiosk.settings import Hearing

Kiosk = tuple[Choice, Engine, Answerer]


@pytest.fixture(scope="module")
def kiosk() -> Kiosk:
    try:
        models.get("vosk-ko")
    except KioskError as fault:
        pytest.skip(f"no Korean Vosk model here, and it cannot be fetched: {fault}")
    settings, choice = layers.load(), choose("ko", "vosk")
    return choice, load(choice, phrases(settings.store.dir, "ko")), Answerer(settings.store.dir, settings.answers)


def reply(kiosk: Kiosk, path: Path) -> Reply | None:
    """What the kiosk would answer to a recording; None if it heard no words."""
    choice, engine, answerer = kiosk
    heard = list(transcribe(open_recording(path), engine, choice, pauses(Hearing(), "short", choice.settle_s)))
    result = heard[0].result if heard else None
    if result is None or not result.text:
        return None
    return answerer.ask(result.text, "ko", result.alternatives, look_up=False).reply


@pytest.mark.engine
def test_a_stores_question_leads_to_its_entry(kiosk: Kiosk, tmp_path: Path) -> None:
    asked = {"우유는 어디에 있어요?": "product", "와이파이 있어요?": "wifi", "여기서 일하고 싶어요.": "jobs"}
    replies = {text: reply(kiosk, save(tmp_path / "q.wav", spoken(text, "ko", "ko"))) for text in asked}
    right = {text for text, said in replies.items() if said and said.entry == asked[text]}
    assert len(right) >= 2, (
        "what is read of a synthetic voice differs between processors, so one of three may be missed"
    )


@pytest.mark.engine
@pytest.mark.parametrize(
    "text", ["어제 친구를 만나서 즐거웠어요.", "로마로 가는 비행기를 예약해 주세요.", "주말에 산에 올라갔다 왔어요."]
)
def test_what_is_no_question_to_the_store_is_not_answered(kiosk: Kiosk, tmp_path: Path, text: str) -> None:
    said = reply(kiosk, save(tmp_path / "q.wav", spoken(text, "ko", "ko")))
    assert said is None or said.band != "answer"
