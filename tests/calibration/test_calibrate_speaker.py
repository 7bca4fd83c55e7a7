"""How late a loudspeaker is: found to a fraction of a millisecond, or told why not."""

from __future__ import annotations

import json
import socket
import time

import numpy as np
import pytest
from doctor_support import site
from typer.testing import CliRunner

from hardware.sound.microphone import RATE
from kiosk.calibration import consent, speaker
from kiosk.calibration.delay import Arrival, Way, judged, values
from kiosk.configuration import device_file
from kiosk.doctor import look
from kiosk.errors import InputError, KioskError
from kiosk.faults import FaultyInputError
from kiosk.hearing.level import Level
from kiosk.settings import Settings
from kiosk.sweep import first_arrival
from kiosk.technician.hardware_cli import build
from kiosk.voice.speakers import open_loudspeaker

WAY = Way("box", "ear", simulated=False, microphone_ms=0.0)
ROOM = Level(-40.0, -20.0, 0.0, dead=False)


def arrivals(*late_ms: float, clipped: float = 0.0) -> list[Arrival]:
    return [Arrival(each, 25.0, -30.0, clipped) for each in late_ms]


@pytest.mark.parametrize("late_ms", [0.0, 41.37, 310.2])
def test_a_chirp_is_found_to_a_tenth_of_a_millisecond_in_noise_and_behind_it_a_louder_echo(late_ms):
    noise = np.random.default_rng(3).normal(0, 300, RATE)
    exact = 100.0 + late_ms  # ms after the first sample; the pattern is laid at 20 times the rate
    fine = np.zeros(20 * RATE)
    pattern = speaker.CHIRP.sound(20 * RATE).astype(float) * 0.1
    for later_ms, gain in ((0.0, 1.0), (7.0, 1.3)):
        begin = round((exact + later_ms) / 1000 * 20 * RATE)
        fine[begin : begin + pattern.size] += gain * pattern
    heard = (fine[::20] + noise).astype(np.int16)
    found = first_arrival(speaker.CHIRP.filtered(heard, RATE), RATE) / RATE * 1000
    assert found == pytest.approx(exact, abs=0.1)


def test_the_delay_is_the_middle_of_what_was_heard_and_becomes_two_settings():
    delay = judged(Way("box", "ear", simulated=False, microphone_ms=8.0), arrivals(60, 61, 62, 61, 140), ROOM)
    assert (delay.latency_ms, delay.echo_ms, delay.spread_ms, delay.heard) == (53.0, 8.0, 1.0, 5)
    assert values(delay) == {("voice", "latency_ms"): 53.0, ("hearing", "echo_ms"): 8.0}


@pytest.mark.parametrize(
    ("found", "room", "code"),
    [
        ([], None, "calibrate.no-sound"),
        ([None] * 5, Level(-120, -120, 0, dead=True), "calibrate.muted"),
        ([None] * 5, ROOM, "calibrate.not-heard"),
        ([None, None, *arrivals(5, 5), None], ROOM, "calibrate.faint"),
        (arrivals(5, 5, 5, clipped=0.2), ROOM, "calibrate.clipped"),
        (arrivals(5, 50, 90, 140, 190), ROOM, "calibrate.unsteady"),
    ],
)
def test_each_way_of_not_being_heard_has_its_own_code(found, room, code):
    with pytest.raises(KioskError) as told:
        judged(WAY, found, room)
    assert told.value.code == code
    assert told.value.remedy


def test_where_nothing_can_sound_nothing_is_measured():
    with pytest.raises(KioskError, match="switched off") as told:
        speaker.measure(Settings.model_validate({"hearing": {"microphone": "none"}}), 3)
    assert told.value.code == "calibrate.devices"


@pytest.fixture
def _hasty(monkeypatch):
    monkeypatch.setattr(speaker, "PERIOD_S", 0.5)
    monkeypatch.setattr(speaker, "LATEST_S", 0.45)
    monkeypatch.setattr(speaker, "LEAD_S", 0.4)


@pytest.mark.usefixtures("_hasty")
@pytest.mark.parametrize("source", ["shop", "record"])
def test_the_simulated_shop_and_a_recording_are_measured_as_a_device_is(source, monkeypatch):
    late: list[float] = []

    def opened(*given):
        """A loudspeaker that is 37 ms late, as wireless ones are."""
        device = open_loudspeaker(*given)
        start = device._start
        monkeypatch.setattr(device, "_start", lambda sound: late.append(sound.starts) or start(delayed(sound)))
        return device

    def delayed(sound):
        sound.starts += 0.037
        return sound

    monkeypatch.setattr(speaker, "open_loudspeaker", opened)
    delay = speaker.measure(site(voice={"speaker": source}).settings, 3)
    assert delay.latency_ms == pytest.approx(37.0, abs=6.0 if source == "shop" else 0.1)
    assert delay.simulated
    assert len(late) == delay.played == 3


def test_the_voice_is_given_out_sooner_by_its_latency(tmp_path):
    shop = socket.socket(socket.AF_UNIX)
    shop.bind(str(tmp_path / "shop.sock"))
    shop.listen()
    device = open_loudspeaker("shop", tmp_path, RATE, None, 0.05)
    client, _ = shop.accept()
    at = time.monotonic() + 1.0
    device.play(np.ones(100, np.int16), at)
    _hello, told = client.recv(4096).split(b"\n")[:2]
    assert json.loads(told)["at"] == pytest.approx(at - 0.05)
    assert device.delay_s == 0.05
    device.close()
    client.close()
    shop.close()


# --- what is written --------------------------------------------------------------------------------------------------

FOUND = {("voice", "latency_ms"): 87.25, ("hearing", "echo_ms"): 4.0}


def test_values_are_written_beside_what_stands_there_with_who_when_and_what_was_before(tmp_path):
    file = tmp_path / "device.toml"
    file.write_text(
        '# mine\n[voice]\nspeaker = "device:USB" # the blue one\nlatency_ms = 12.5\n\n[body]\nport = "none"\n'
    )
    told = device_file.write(FOUND, "calibrate", path=file)
    text = file.read_text()
    assert [(one.key, one.value, one.before) for one in told] == [
        ("voice.latency_ms", 87.25, 12.5),
        ("hearing.echo_ms", 4.0, None),
    ]
    assert '# mine\n[voice]\nspeaker = "device:USB" # the blue one\nlatency_ms = 87.25  # calibrate, ' in text
    assert "; before: 12.5\n" in text
    assert '[body]\nport = "none"\n\n[hearing]\necho_ms = 4  # calibrate, ' in text


def test_a_file_is_made_and_dry_makes_none(tmp_path):
    file = tmp_path / "new" / "device.toml"
    assert device_file.write(FOUND, "calibrate", path=file, dry=True)
    assert not file.exists()
    device_file.write(FOUND, "calibrate", path=file)
    device_file.write(FOUND, "calibrate", path=file)
    assert file.read_text().count("latency_ms") == 1


def test_a_file_in_an_unusual_shape_is_left_to_its_owner(tmp_path):
    file = tmp_path / "device.toml"
    file.write_text('voice = { speaker = "auto" }\n')
    with pytest.raises(KioskError, match=r"Write into it: voice.latency_ms = 87.25") as told:
        device_file.write(FOUND, "calibrate", path=file)
    assert told.value.code == "calibrate.device-file"
    assert file.read_text() == 'voice = { speaker = "auto" }\n'


@pytest.mark.usefixtures("_hasty")
def test_the_command_measures_a_simulated_shop_and_writes_nothing(monkeypatch, tmp_path):
    monkeypatch.setattr(look, "site", lambda *_given, **_named: site())
    monkeypatch.setattr(device_file, "default_path", lambda: tmp_path / "device.toml")
    done = CliRunner().invoke(build(), ["calibrate", "speaker", "--times", "3", "--json"])
    document = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (document["simulated"], document["written"], document["heard"]) == (True, False, 3)
    assert [value["key"] for value in document["values"]] == ["voice.latency_ms", "hearing.echo_ms"]
    assert not (tmp_path / "device.toml").exists()


@pytest.mark.parametrize("content", ["voice = [[[", None])
def test_a_file_that_cannot_be_read_is_told_before_anything_sounds(content, monkeypatch, tmp_path):
    file = tmp_path / "balie" / "device.toml"
    file.parent.mkdir()
    if content is None:
        file.mkdir()
    else:
        file.write_text(content)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(look, "site", lambda *_given, **_named: site())
    monkeypatch.setattr(speaker, "measure", lambda *_given: pytest.fail("it sounds"))
    with pytest.raises(FaultyInputError, match=r"device\.toml"):
        CliRunner().invoke(build(), ["calibrate", "speaker"], catch_exceptions=False)
    with pytest.raises(FaultyInputError, match=r"device\.toml"):
        device_file.undo([("voice", "latency_ms")])


def test_a_place_that_takes_no_files_is_told_before(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(KioskError, match="takes no files") as told:
        device_file.check(tmp_path / "file" / "balie" / "device.toml")
    assert told.value.code == "calibrate.device-file"
    device_file.check(tmp_path / "new" / "balie" / "device.toml")
    with pytest.raises(InputError, match="takes no files"):
        consent.check(tmp_path / "file" / "sound.wav", "Anna")
