"""The measure of lip sync: true leads come out, a mouth that lags or never closes is told."""

from __future__ import annotations

import pytest

from kiosk.commands import Scene
from kiosk.stage.film.lipsync import closure_leads
from kiosk.stage.film.record import Frame, Header, Recording
from kiosk.stage.view import View
from kiosk.timeline import Timeline, Viseme

HEADER = Header(0.0, "maya", ("en",), 540, 960)
VIEW = View(Scene("speaking", "en"), ("en",))
ONSETS = [0.4 * i for i in range(1, 31)]
AT = 100.0


def timeline(onsets: list[float], length_ms: float = 60) -> Timeline:
    visemes = tuple(Viseme("PP", 1000 * t, 1000 * t + length_ms) for t in onsets)
    return Timeline("", "en", "test", 22050, 22050 * 15, visemes=visemes)


def recording(closed: list[tuple[float, float]], fps: float = 60.0) -> Recording:
    """Frames of a mouth that is closed in these spans (seconds of the sound)."""
    times = [AT + i / fps for i in range(int(14 * fps))]
    shut = [any(AT + a <= t < AT + b for a, b in closed) for t in times]
    return Recording(
        HEADER, tuple(Frame(t, {"mouthClose": float(s)}, VIEW, 5, 16) for t, s in zip(times, shut, strict=True))
    )


@pytest.mark.parametrize("lead_ms", [-50, -20, 20, 45, 80])
def test_a_known_lead_is_measured(lead_ms: float) -> None:
    spans = [(t - lead_ms / 1000, t - lead_ms / 1000 + 0.09) for t in ONSETS]
    result = closure_leads(recording(spans, fps=240), [(AT, timeline(ONSETS))])
    assert len(result.leads_ms) == 30
    assert result.median_ms == pytest.approx(lead_ms, abs=4.2)
    assert (result.missed, result.already) == (0, 0)


def test_frames_are_what_counts_not_poses_between_them() -> None:
    spans = [(t - 0.045, t + 0.05) for t in ONSETS]
    result = closure_leads(recording(spans, fps=25), [(AT, timeline(ONSETS))])
    assert all(5 - 0.01 <= lead <= 45 + 0.01 for lead in result.leads_ms), "up to a frame later than drawn"


def test_a_mouth_that_never_closes_is_missed() -> None:
    result = closure_leads(recording([]), [(AT, timeline(ONSETS))])
    assert result.missed == 30
    assert result.median_ms is None


def test_a_mouth_long_shut_says_nothing_about_time() -> None:
    result = closure_leads(recording([(0.0, 14.0)]), [(AT, timeline(ONSETS[2:]))])
    assert result.already == 28
    assert result.leads_ms == ()


def test_neighbouring_closures_are_one() -> None:
    double = Timeline("", "en", "t", 22050, 22050, visemes=(Viseme("PP", 1000, 1060), Viseme("PP", 1060, 1120)))
    result = closure_leads(recording([(0.97, 1.1)]), [(AT, double)])
    assert len(result.leads_ms) == 1
