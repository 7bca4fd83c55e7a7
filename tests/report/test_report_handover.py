"""The handover in a report: steps in order, figures with their bars, and what did not come is missing."""

from __future__ import annotations

from pathlib import Path

from kiosk.channels.call_picture import Caller, CallPicture
from kiosk.commands import AskHuman, CallMode, CloseCase, Scene
from kiosk.events import CallConnected, HumanJoined, HumanLeft
from kiosk.ports import Message
from kiosk.report.handover import Handover, chapter, figures, steps
from kiosk.runtime.ledger import LedgerRow
from kiosk.simulation.colleague_log import Notebook, read
from kiosk.stage.film.record import Frame
from kiosk.stage.view import View

SCENE = Scene("in-call", "en", "human")


def rows(*timed: tuple[float, Message]) -> list[LedgerRow]:
    return [LedgerRow(n, at, "event", "x", message) for n, (at, message) in enumerate(timed)]


ROWS = rows(
    (10.0, AskHuman(1, "asked", "en")),
    (12.03, HumanJoined(1, "Noor", "whisper")),
    (12.04, CloseCase(1, "joined")),
    (20.0, CallMode(1, "video", camera=True, microphone=True)),
    (20.2, CallConnected(1)),
    (30.0, HumanLeft(1, "handed-back")),
)


def frame(t: float, call: CallPicture | None) -> Frame:
    return Frame(t, {}, View(SCENE, ("en",), call=call), 5.0, 33.0)


def handed_over(folder: Path, early: float = 0.0) -> Handover:
    book = Notebook(folder, lambda file: file.write_bytes(b"a picture"))
    for what, at in (("offered", 10.2), ("accepted", 12.0), ("octets", 15.0), ("sees", 20.3)):
        book.note(what, early if what == "octets" else 0.0, at=at)  # type: ignore[arg-type]
    book.note("octets", 800_000.0, at=29.0)
    book.show("whispered")
    frames = [frame(20.1, None), frame(20.41, CallPicture(Caller("Noor")))]
    return Handover(ROWS, read(folder), frames)


def test_figures_count_from_ask_accept_and_consent(tmp_path: Path) -> None:
    found = {row.name: row.value for row in figures(handed_over(tmp_path))}
    assert found == {
        "ask → it rings at a colleague": 200.0,
        "accepted → the kiosk knows who comes": 30.0,
        "consent → video both ways": 410.0,
        "bytes of the shopper's picture before the consent": 0.0,
        "asks without exactly one outcome": 0,
    }


def test_a_byte_too_early_and_an_ask_without_an_outcome_are_told(tmp_path: Path) -> None:
    of = handed_over(tmp_path, early=1200.0)
    assert of.early == 1200.0
    open_ask = Handover([row for row in ROWS if not isinstance(row.message, CloseCase)], of.deeds, of.frames)
    assert [row.value for row in figures(open_ask)][-1] == 1


def test_the_chapter_has_the_steps_in_order_and_the_page(tmp_path: Path) -> None:
    of = handed_over(tmp_path)
    times = [step.at for step in steps(of)]
    assert times == sorted(times)
    assert [step.what for step in steps(of)][:2] == ["the shopper asks for a person", "it rings at a colleague"]
    html = chapter(of, tmp_path)
    assert html.count("data:image/png;base64,") == 1
    assert "10.41 s" in html
    assert chapter(Handover(ROWS, [], []), tmp_path) == "", "nobody came"
    assert list(figures(Handover([], [], []))) == []
