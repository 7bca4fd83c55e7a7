"""Walks a body through everything that must be so before it may stand in a shop; can be interrupted and gone on with.

What is done is kept in `records/<device>.commission.json` of the data folder until the report is made.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from hardware.errors import HardwareError
from hardware.safety.deadman import deadman_proof
from hardware.safety.estop import stop_proof
from hardware.safety.line import line_proofs
from kiosk import __version__, machine
from kiosk.errors import InputError, KioskError
from kiosk.resources import data_dir
from kiosk.technician import estop, proving
from kiosk.technician.chosen import Chosen
from kiosk.technician.info import gather, joint_data
from kiosk.technician.proving import Finding, finding
from kiosk.technician.session import opened
from kiosk.technician.signature import sign

NOISE_S: Final = 60.0
QUESTIONS: Final = {
    "cable": "Is the cable strained nowhere, away from motor supplies, and does the plug hold when you pull gently?",
    "reach": "Is everything within the body's reach soft, or farther from people than it reaches?",
    "supply": "Have motors a supply of their own with a fuse, and is the ground common?",
}
"""What only a person can see. The answer is yes, no, or a note that says what is otherwise."""
Ask = Callable[[str], str]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the walk; `run` gives its findings."""

    name: str
    title: str
    run: Callable[[], list[Finding]]


@dataclass(frozen=True, slots=True)
class Occasion:
    """For the report: who did it, where, and which kiosk."""

    who: str
    place: str
    kiosk: str = ""

    @property
    def kiosk_id(self) -> str:
        """The name of this kiosk: as given, or the machine's."""
        return self.kiosk or platform.node()


class Commissioning:
    """One body. `done` are the findings by step.

    Args:
        chosen: The body.
        ask: Puts a question to a person; the answer as typed.
        say: Tells a person something.
        noise_s: How long the line is listened to.
        press_s: How long to wait for the button.
    """

    def __init__(self, chosen: Chosen, ask: Ask, say: Say, noise_s: float = NOISE_S, press_s: float = 120.0) -> None:
        self.chosen = chosen
        self._ask, self._say = ask, say
        self._noise_s, self._press_s = noise_s, press_s
        self.path = data_dir() / "records" / f"{chosen.profile.device}.commission.json"
        self.done: dict[str, dict[str, Any]] = {}
        self.steps = (
            Step("cable", "Cable, reach and supply", self._looked_at),
            Step("device", "Who answers, and which firmware", self._device),
            Step("limits", "Limits of every joint", self._limits),
            Step("estop", "Emergency stop by its button", self._estop),
            Step("deadman", "Stop from the computer, and deadman", self._deadman),
            Step("latency", "Latency, and noise on the line", self._line),
        )

    def resume(self) -> int:
        """Take up what was done before on the same body and profile; how many steps that were.

        A step that failed is not taken up: once mended, it is done again.
        """
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            same = kept["body"] == self._body()
            self.done = {name: step for name, step in kept["done"].items() if _held(step)} if same else {}
        except FileNotFoundError:
            self.done = {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
            remedy = f"Remove {self.path}, or begin anew with --fresh."
            raise InputError("commission.state", f"What was done before cannot be read ({fault}).", remedy) from fault
        return len(self.done)

    def walk(self) -> None:
        """Do every step that is not done; each is kept as soon as it is."""
        for number, step in enumerate(self.steps, 1):
            if step.name in self.done:
                continue
            self._say(f"{number}/{len(self.steps)}  {step.title}")
            try:
                found = step.run()
            except (HardwareError, KioskError) as fault:
                found = [Finding(step.name, False, fault.sentence, fault.remedy)]
            for one in found:
                self._say(f"   {'✓' if one.passed else '✗' if one.passed is False else '·'} {one.name}: {one.found}")
            self.done[step.name] = {
                "title": step.title,
                "when": now(),
                "findings": [one.as_data() for one in found],
            }
            self._keep()

    @property
    def passed(self) -> bool:
        """Whether every step was done, and nothing failed."""
        whole = {step.name for step in self.steps} <= set(self.done)
        return whole and all(map(_held, self.done.values()))

    def report(self, occasion: Occasion) -> dict[str, Any]:
        """The signed report; what was kept for going on is removed."""
        profile = self.chosen.profile
        record = {
            "record": "commissioning",
            "version": 1,
            "passed": self.passed,
            "who": occasion.who,
            "place": occasion.place,
            "kiosk": occasion.kiosk_id,
            "when": now(),
            "software": f"balie {__version__}",
            "machine": machine.name(),
            "body": self._body(),
            "undefended": profile.undefended,
            "joints": [dict(joint_data(joint, self.chosen.calibration)) for joint in profile.joints],
            "steps": [{"name": step.name, **self.done[step.name]} for step in self.steps if step.name in self.done],
        }
        return sign(record)

    def finish(self) -> None:
        """Nothing is to be gone on with."""
        self.path.unlink(missing_ok=True)

    def _body(self) -> dict[str, Any]:
        profile = self.chosen.profile
        return {
            "device": profile.device,
            "profile": self.chosen.name,
            "port": self.chosen.port,
            "simulated": self.chosen.simulated,
            "protocol": profile.protocol.name,
            "baud": profile.baud,
            "rate_hz": profile.rate_hz,
            "deadman_ms": profile.deadman_ms if profile.protocol.deadman else None,
        }

    def _keep(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_name(self.path.name + ".new")
        fresh.write_text(json.dumps({"body": self._body(), "done": self.done}, ensure_ascii=False), encoding="utf-8")
        fresh.replace(self.path)

    def _looked_at(self) -> list[Finding]:
        return [_answered(name, question, self._ask(question)) for name, question in QUESTIONS.items()]

    def _device(self) -> list[Finding]:
        with opened(self.chosen, armed=False) as session:
            found = gather(session)
        firmware = f"{found.device}, firmware {found.firmware}, {found.channels} channels"
        missing = [joint.name for joint in found.now.joints if joint.missing]
        told = f"{firmware}; {', '.join(missing)} do not answer." if missing else f"{firmware}; all joints answer."
        return [Finding("firmware", not missing, told, "Check plugs and supply." if missing else "")]

    def _limits(self) -> list[Finding]:
        if not self.chosen.profile.joints:
            return [Finding("limits", None, "There is no joint.")]
        return [proving.limits(self.chosen), *proving.ends(self.chosen)]

    def _estop(self) -> list[Finding]:
        return [proving.button(self.chosen, lambda session: estop.asking(session, self._say), self._press_s)]

    def _deadman(self) -> list[Finding]:
        with proving.driven(self.chosen) as (_, drive):
            return [finding(stop_proof(drive)), finding(deadman_proof(drive))]

    def _line(self) -> list[Finding]:
        exchanges = round(self._noise_s * self.chosen.profile.rate_hz)
        self._say(f"   listening for {self._noise_s:.0f} s; use the shop's lifts, doors and radios meanwhile")
        with proving.driven(self.chosen) as (_, drive):
            return [finding(proof) for proof in line_proofs(drive, exchanges)]


def _held(step: Mapping[str, Any]) -> bool:
    """Whether nothing of a step failed."""
    return all(one["passed"] is not False for one in step["findings"])


def _answered(name: str, question: str, answer: str) -> Finding:
    """Yes, no, or a note; an empty answer counts as no."""
    word = answer.strip()
    if word.lower() in {"y", "yes"}:
        return Finding(name, True, f"{question} Yes.")
    if word.lower() in {"", "n", "no"}:
        return Finding(name, False, f"{question} No.", "Mend it, then begin this step again.")
    return Finding(name, None, f"{question} {word}")


def now() -> str:
    """The time for a record."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def read(path: Path) -> Mapping[str, Any]:
    """A report from its JSON, or from the HTML that holds it.

    Raises:
        InputError: `commission.report`: it is none.
    """
    from kiosk.technician.certificate import embedded

    try:
        text = path.read_text(encoding="utf-8")
        report = json.loads(embedded(text) if text.lstrip().startswith("<") else text)
        if report["record"] != "commissioning":
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError) as fault:
        why = f" ({fault.strerror})" if isinstance(fault, OSError) else ""
        remedy = "Give the JSON or HTML that `kiosk hardware commission` wrote."
        raise InputError("commission.report", f"{path} is no report of a commissioning{why}.", remedy) from fault
    return dict(report)
