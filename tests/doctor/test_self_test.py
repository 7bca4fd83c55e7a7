"""The self-test through every process, on the simulated shop; and what it says where it cannot be done."""

from __future__ import annotations

import pytest
from doctor_support import site

from kiosk.doctor.finding import Status
from kiosk.doctor.selftest import run, sound
from kiosk.doctor.selftest.bench import no_picture, no_sound, paired

HEARD = {
    "speaker": "a",
    "microphone": "b",
    "blocks": 9,
    "verdict": "heard",
    "snr_db": 20.0,
    "delay_ms": 80.0,
    "clipped": 0.0,
}


@pytest.fixture
def _quick(monkeypatch):
    monkeypatch.setattr(sound, "AFTER_S", 0.8)


@pytest.mark.engine
@pytest.mark.usefixtures("_quick")
def test_i_heard_my_own_chime_and_words_and_saw_my_own_picture():
    told: list[str] = []
    chime, words, picture = run.self_test(site(), told.append)
    assert chime.status is Status.OK
    assert chime.found.startswith("Simulated loudspeaker, air and microphone: I heard my own chime")
    assert abs(chime.figures["delay_ms"]) < 30
    assert chime.figures["snr_db"] > 10
    assert words.figures["engine"] in {"moonshine", "vosk"}
    assert words.figures["likeness"] > 50
    assert picture.status is Status.OK
    assert picture.figures["seen"] == "mirrored"
    assert picture.figures["simulated"] is True
    assert any("chime" in line for line in told)


@pytest.mark.usefixtures("_quick")
def test_a_loudspeaker_that_is_turned_off_is_not_heard():
    here = site(voice={"speaker": "clock", "volume": 0.0}, hearing={"engine": "none"}, sight={"camera": "none"})
    chime, picture = run.self_test(here, lambda _line: None)
    assert chime.status is Status.FAILED
    assert "not the chime" in chime.found
    assert picture.status is Status.MISSING
    assert "switched off" in picture.found


@pytest.mark.parametrize(
    ("changes", "status", "word"),
    [
        ({}, Status.OK, "20 dB above the noise, 80 ms"),
        ({"blocks": 0}, Status.FAILED, "no sound at all"),
        ({"verdict": "dead"}, Status.FAILED, "perfect silence"),
        ({"verdict": "nothing"}, Status.FAILED, "not the chime"),
        ({"verdict": "clipped", "clipped": 0.2}, Status.WARNING, "20% of it is clipped"),
        ({"verdict": "faint"}, Status.WARNING, "too faintly"),
        ({"delay_ms": 900.0}, Status.WARNING, "late"),
    ],
)
def test_each_way_of_not_hearing_the_chime_has_its_own_words(changes, status, word):
    finding = sound.judged({**HEARD, **changes}, simulated=False)
    assert finding.status is status
    assert word in finding.found
    assert "Simulated" not in finding.found


def test_words_that_were_misheard_are_shown_beside_those_that_were_said():
    heard = {"engine": "vosk", "understood": "are you open on sunday"}
    assert sound.understood(heard, "en", "Are you open on Sunday?").status is Status.OK
    wrong = sound.understood({**heard, "understood": "our hope is in the sand"}, "en", "Are you open on Sunday?")
    assert wrong.status is Status.WARNING
    assert "“our hope is in the sand”" in wrong.found
    none = sound.understood({"engine": None, "understood": None}, "nl", "Bent u open?")
    assert none.status is Status.MISSING
    assert "vosk-nl" in none.remedy


@pytest.mark.parametrize(
    ("microphone", "speaker", "why"),
    [
        ("shop", "clock", ""),
        ("auto", "device", ""),
        ("auto", "clock", "there is no loudspeaker"),
        ("shop", "device", "no microphone to go with it"),
        ("none", "device", "switched off"),
        ("file:x.wav", "device", "recording"),
    ],
)
def test_only_devices_that_can_meet_are_tested(microphone, speaker, why):
    settings = paired(site(hearing={"microphone": microphone}, voice={"speaker": speaker}).settings)
    assert (why in no_sound(settings)) is True
    assert bool(no_sound(settings)) is bool(why)


@pytest.mark.parametrize(
    ("camera", "display", "why"),
    [
        ("shop", "none", ""),
        ("auto", "window", ""),
        ("auto", "none", "no screen"),
        ("none", "window", "switched off"),
        ("file:x.mp4", "window", "recording"),
    ],
)
def test_a_picture_needs_a_screen_and_a_camera(camera, display, why):
    reason = no_picture(site(sight={"camera": camera}, stage={"display": display}).settings)
    assert (why in reason, bool(reason)) == (True, bool(why))
