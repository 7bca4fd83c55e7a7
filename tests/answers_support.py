"""What the tests of the answers share: the demo store's answerer at a fixed time, made once."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.answers.engine import Answerer
from kiosk.bench import questions
from kiosk.resources import config_dir
from kiosk.settings import Answers
from kiosk.store.client import StoreClient

STORE = config_dir() / "demo-store"
ZONE = ZoneInfo("Europe/Amsterdam")
WEDNESDAY = datetime(2026, 3, 11, 14, 0, tzinfo=ZONE)


@cache
def answerer() -> Answerer:
    """The demo store on a Wednesday afternoon, without a back end."""
    return Answerer(STORE, Answers(), clock=lambda: WEDNESDAY)


def answerer_with(client: StoreClient) -> Answerer:
    """… with a back end."""
    return Answerer(STORE, Answers(), client, clock=lambda: WEDNESDAY)


def caption(text: str, lang: str, now: datetime = WEDNESDAY) -> str:
    """What the demo store says to a question at a moment."""
    shop = answerer()
    shop._clock = lambda: now
    try:
        return shop.ask(text, lang).reply.caption
    finally:
        shop._clock = lambda: WEDNESDAY


def table(name: str) -> list[tuple[str, str]]:
    """Rows of a file of held-out questions, of these tests or of the benches."""
    mine = Path(__file__).parent / "answers" / name
    file = mine if mine.is_file() else Path(questions.__file__).parent / name.removeprefix("questions_")
    lines = file.read_text(encoding="utf-8").splitlines()
    return [(first, second) for first, _, second in (line.partition("\t") for line in lines)]
