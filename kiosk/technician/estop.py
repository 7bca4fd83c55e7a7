"""The emergency stop with a person at the button, and the signed line that stays of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from kiosk.errors import InputError, KioskError
from kiosk.resources import data_dir
from kiosk.technician import proving
from kiosk.technician.chosen import Chosen, plugged
from kiosk.technician.proving import NO_BUTTON, Finding
from kiosk.technician.session import Session
from kiosk.technician.signature import SIGNATURE, sign

PRESS_S: Final = 0.6
RELEASE_S: Final = 1.5
CLEAR_S: Final = 1.5
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Tested:
    """What came of a test, and the signed record of it."""

    finding: Finding
    record: dict[str, Any]

    @property
    def line(self) -> str:
        """For the eye."""
        told, signature = self.record, self.record[SIGNATURE]
        result = "passed" if told["passed"] else "FAILED"
        return f"{told['when']}  {told['device']}  {result}  {told['who']}  signed {signature['fingerprint']}"

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {"finding": self.finding.as_data(), "record": self.record, "file": str(lines_path())}


def lines_path() -> Path:
    """The signed lines of all tests of this kiosk."""
    return data_dir() / "records" / "estop.jsonl"


def test(chosen: Chosen, who: str, within_s: float, say: Say) -> Tested:
    """Prove the button; the line is kept, whatever came of it.

    Raises:
        InputError: `hardware.no-button`: there is none to press.
    """
    found = proving.button(chosen, lambda session: asking(session, say), within_s)
    if found.passed is None:
        raise InputError("hardware.no-button", f"{chosen.profile.device} has no input for a button.", NO_BUTTON)
    record = sign(
        {
            "record": "emergency stop",
            "device": chosen.profile.device,
            "profile": chosen.name,
            "port": chosen.port,
            "simulated": chosen.simulated,
            "who": who,
            "when": datetime.now(UTC).isoformat(timespec="seconds"),
            "passed": bool(found.passed),
            "found": found.found,
        }
    )
    _keep(record)
    return Tested(found, record)


def asking(session: Session, say: Say) -> Callable[[str], None]:
    """Tells a person; on a simulated device a hand does it, in the order of pressing and letting go."""
    hand = iter((("estop", PRESS_S), ("release", RELEASE_S)))
    tell = session.tell

    def ask(words: str) -> None:
        say(words)
        if tell is not None and (trick := next(hand, None)) is not None:
            threading.Timer(trick[1], tell, (trick[0],)).start()

    return ask


def clear(chosen: Chosen) -> bool:
    """Clear a latched stop, as the person who asks for it; whether there was one.

    Raises:
        KioskError: `hardware.pressed`: the device keeps it.
    """
    with plugged(chosen) as (port, tell):
        session = Session(chosen, port, tell)
        try:
            session.reach(armed=False)
            session.run(CLEAR_S / 5)
            stopped = session.robot.state.stopped
            session.robot.clear(0.0)
            if session.robot.state.stopped and not session.run(CLEAR_S, until=lambda: not session.robot.state.stopped):
                remedy = "Let the button come up, then clear it again."
                raise KioskError("hardware.pressed", "The device keeps its stop.", remedy)
            return stopped
        finally:
            session.close()


def _keep(record: dict[str, Any]) -> None:
    path = lines_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(record, ensure_ascii=False) + "\n")
