"""A check that hangs, dies or refuses becomes a finding, and keeps the others waiting for nothing."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from doctor_support import site

from kiosk.doctor import checks
from kiosk.doctor.checks import Check, attempt, examine
from kiosk.doctor.finding import Finding, Status, ok
from kiosk.doctor.site import Site, from_data
from kiosk.doctor.worker import Died, Hung, Worker, call
from kiosk.errors import KioskError


@pytest.fixture(autouse=True)
def _here(monkeypatch):
    """Workers find the jobs of `doctor_support`."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))


def test_a_site_survives_the_way_to_a_worker():
    assert from_data(site().as_data()) == site()


def test_a_job_hears_tells_and_may_print():
    with Worker("doctor_support:chatter", site(), word="milk") as worker:
        assert worker.receive("ready", 20.0) is True
        worker.send(answer=42)
        assert worker.receive("result", 20.0) == {"word": "milk", "heard": 42}


def test_a_job_that_hangs_is_left_and_its_process_ends():
    began = time.monotonic()
    with pytest.raises(Hung, match="doctor_support:hang"):
        call("doctor_support:hang", site(), 0.5)
    assert time.monotonic() - began < 60


def test_a_job_that_dies_leaves_its_last_words():
    with pytest.raises(Died, match="the library fell over"):
        call("doctor_support:die", site(), 20.0)


def test_a_job_that_refuses_says_why():
    with pytest.raises(KioskError, match="Ask nicely") as caught:
        call("doctor_support:refuse", site(), 20.0)
    assert caught.value.code == "test.refused"


@pytest.mark.parametrize(
    ("fault", "word"),
    [(Hung("x:y"), "did not end within 7 s"), (Died("boom"), "boom"), (KioskError("a.b", "No.", "Do."), "No.")],
)
def test_what_goes_wrong_in_a_check_is_its_finding(monkeypatch, fault, word):
    def fail(*_args, **_more):
        raise fault

    monkeypatch.setattr(checks, "call", fail)
    (finding,) = attempt(Check("camera", "camera", 7.0, isolated=True), site())
    assert finding.status is Status.FAILED
    assert finding.area == "camera"
    assert word in finding.found


def test_checks_run_side_by_side_those_of_speed_last_and_the_report_keeps_the_order(monkeypatch):
    done: list[str] = []
    quick, over = threading.Event(), threading.Event()

    def one(self: Check, _site: Site) -> list[Finding]:
        if self.area == "slow":
            quick.wait(60)
        if self.area == "stuck":
            over.wait(60)
        done.append(self.area)
        if self.area == "quick":
            quick.set()
        return [ok(self.area, "x")]

    monkeypatch.setattr(Check, "run", one)
    monkeypatch.setattr(checks, "GRACE_S", 0.2)
    limits = dict.fromkeys(("stuck", "slow", "quick"), 6.0)
    listed = [Check("alone", "", 6.0, alone=True), *(Check(name, "", limit) for name, limit in limits.items())]
    watched: list[str] = []
    findings = examine(site(), lambda area, _findings: watched.append(area), listed)
    over.set()
    assert [finding.area for finding in findings] == ["alone", "stuck", "slow", "quick"]
    assert findings[1].status is Status.FAILED
    assert done == ["quick", "slow", "alone"]
    assert watched == ["quick", "slow", "stuck", "alone"]
