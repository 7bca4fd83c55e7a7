"""The self-test through every process, on the simulated shop; and what it says where it cannot be done."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from doctor_support import site

from kiosk.commands import Say
from kiosk.doctor.finding import Status
from kiosk.doctor.selftest import echo, echo_picture, run, sound
from kiosk.doctor.selftest.bench import no_picture, no_sound, paired
from kiosk.errors import InputError

HEARD = {
    "speaker": "a",
    "microphone": "b",
    "blocks": 9,
    "verdict": "heard",
    "snr_db": 20.0,
    "delay_ms": 80.0,
    "clipped": 0.0,
}
SHORT = "The milk is in aisle four."


@pytest.fixture
def _quick(monkeypatch):
    monkeypatch.setattr(sound, "AFTER_S", 0.8)
    for name, seconds in {"COMPARE_S": 2.0, "TALK_S": 1.0, "OVER_S": 1.5, "LAST_S": 0.5}.items():
        monkeypatch.setattr(echo, name, seconds)
    monkeypatch.setattr(echo, "_sentences", lambda bench, lang: itertools.cycle([Say(1, SHORT, SHORT, lang)]))


@pytest.mark.engine
@pytest.mark.usefixtures("_quick")
def test_i_heard_my_own_chime_and_words_and_saw_my_own_picture():
    told: list[str] = []
    chime, words, own, over, picture = run.self_test(site(), told.append)
    assert chime.status is Status.OK
    assert chime.found.startswith("Simulated loudspeaker, air and microphone: I heard my own chime")
    assert abs(chime.figures["delay_ms"]) < 30
    assert chime.figures["snr_db"] > 10
    assert words.figures["engine"] in {"moonshine", "vosk"}
    assert words.figures["likeness"] > 50
    assert picture.status is Status.OK
    assert picture.figures["seen"] == "mirrored"
    assert picture.figures["simulated"] is True
    assert own.area == echo.AREA
    assert "with its microphone open" in own.found
    assert len(own.figures["heard"]) == len(own.figures["left"]) > 10, "a curve of each"
    assert over.area == echo.OVER_AREA
    assert any("the kiosk sounds and speaks now" in line for line in told)


@pytest.mark.usefixtures("_quick")
def test_a_loudspeaker_that_is_turned_off_is_not_heard():
    here = site(voice={"speaker": "clock", "volume": 0.0}, hearing={"engine": "none"}, sight={"camera": "none"})
    chime, deaf, picture = run.self_test(here, lambda _line: None)
    assert deaf.status is Status.MISSING
    assert "hearing.no-model" in deaf.remedy
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


# --- the echo ---------------------------------------------------------------------------------------------------------

LEVELS = [(step / 10, -30.0 if step % 2 else -60.0, -55.0) for step in range(1, 41)]


@pytest.mark.parametrize(
    ("heard", "status", "word"),
    [
        (echo.Overheard(), Status.OK, "heard nothing: 0 voices, 0 words; its voice comes back 25 dB softer"),
        (echo.Overheard(2), Status.WARNING, "took it for a voice 2 times"),
        (echo.Overheard(2, ["are", "are you"]), Status.FAILED, "understood “are you”"),
    ],
)
def test_what_the_kiosk_hears_of_itself_is_told(heard, status, word):
    finding = echo.judged(heard, 30.0, LEVELS, simulated=True)
    assert finding.status is status
    assert word in finding.found
    assert (finding.cost == "") is (status is Status.OK)


def test_both_levels_are_drawn_as_signs_and_as_a_picture(tmp_path):
    lines = echo_picture.signs(LEVELS)
    assert lines == {"heard": "▆▂" * 20, "left": "▃" * 40}
    assert echo_picture.signs([]) == {}
    echo_picture.draw(LEVELS, "test", tmp_path / "echo.png")
    assert (tmp_path / "echo.png").read_bytes().startswith(b"\x89PNG")
    for wrong in ("echo.txt", "nowhere/echo.png"):
        with pytest.raises(InputError) as refused:
            echo_picture.check(Path(tmp_path / wrong))
        assert refused.value.code == "doctor.picture"


def test_without_a_loudspeaker_the_echo_is_not_tested():
    (finding,) = run.self_test(site(hearing={"microphone": "none"}), lambda _line: None, only="echo")
    assert (finding.area, finding.status) == (echo.AREA, Status.MISSING)


def test_the_kiosk_s_own_words_are_nobody_who_speaks_over_it():
    asked, own = "Are you open on Sunday?", ["Sorry, I can't look things up right now. Please ask again."]
    heard = echo.Overheard(2, ["looking things up right now", "are you open on sunday", "please ask again"])
    over = echo.judged_over(heard, asked, own)
    assert over.status is Status.OK
    assert "“are you open on sunday”" in over.found
    itself = echo.judged_over(echo.Overheard(2, ["look things up right now please ask again"]), asked, own)
    assert itself.status is Status.WARNING
    assert "itself" in itself.found
    other = echo.judged_over(echo.Overheard(1, ["the weather in Madrid"]), asked, own)
    assert other.status is Status.WARNING
    assert "not understood" in other.found
    assert "Nobody" in echo.judged_over(echo.Overheard(), asked, own).found
