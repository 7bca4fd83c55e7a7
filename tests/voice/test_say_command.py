"""`kiosk say`, as a person or a script calls it."""

from __future__ import annotations

import json
import wave

import pytest
import typer
from typer.testing import CliRunner

from kiosk.errors import InputError, KioskError
from kiosk.voice.cli import say

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def command():
    app = typer.Typer()
    app.command()(say)
    return lambda *words: CliRunner().invoke(app, list(words))


@pytest.fixture(autouse=True)
def without_devices(monkeypatch):
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")


def test_writes_the_sound_and_the_timeline(command, tmp_path):
    out, timeline = tmp_path / "f.wav", tmp_path / "f.json"
    done = command(
        "De melk ^point(aisle-4)kost € 4,95.", "--lang", "nl", "--out", str(out), "--timeline", str(timeline)
    )
    assert done.exit_code == 0, done.output
    told = json.loads(timeline.read_text())
    assert set(told) == {
        "text", "lang", "engine", "sample_rate", "samples", "words", "phonemes", "visemes", "marks"
    }  # fmt: skip
    assert (told["text"], told["lang"], told["sample_rate"]) == ("De melk kost € 4,95.", "nl", 22050)
    assert set(told["words"][0]) == {"text", "char", "len", "start_ms", "end_ms"}
    assert set(told["phonemes"][0]) == {"ipa", "start_ms", "end_ms", "stress"}
    assert set(told["visemes"][0]) == {"id", "start_ms", "end_ms", "weight"}
    assert told["marks"] == [{"name": "point", "arg": "aisle-4", "at_ms": told["words"][2]["start_ms"]}]
    with wave.open(str(out)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, 22050)
        assert sound.getnframes() == told["samples"]


def test_json_is_one_document_on_standard_output(command, tmp_path):
    done = command("Hello there.", "--lang", "en", "--out", str(tmp_path / "f.wav"), "--json")
    assert json.loads(done.stdout)["words"][1]["text"] == "there"


def test_shows_what_is_read_for_what_is_written(command, tmp_path):
    (tmp_path / "pronunciation.toml").write_text('[nl]\n"De Linde" = "de lindeboom"\n')
    words = ("De Linde: nu € 4,95.", "--lang", "nl", "--store", str(tmp_path), "--spoken")
    told = command(*words).stdout.splitlines()
    assert told[0] == "de lindeboom: nu 4 euro 95."
    assert "€ 4,95 -> 4 euro 95   (euros and cents)" in told[2]
    document = json.loads(command(*words, "--json").stdout)
    assert document["spoken"] == told[0]
    assert [reading["rule"] for reading in document["readings"]] == ["pronunciation", "euros and cents"]


@pytest.mark.parametrize(
    "words",
    [
        ["", "--lang", "nl"],
        ["hoi", "--lang", "la"],
        ["hoi", "--lang", "nl", "--voice", "nl+nonsense"],
        ["hoi", "--lang", "nl", "--out", "/no/such/folder/f.wav"],
    ],
)
def test_bad_input_is_status_2_with_a_remedy(command, words):
    fault = command(*words).exception
    assert isinstance(fault, InputError)
    assert fault.status == 2
    assert fault.remedy


def test_without_a_speaker_it_says_so(command):
    fault = command("Hello.", "--lang", "en").exception
    assert isinstance(fault, KioskError)
    assert fault.code == "speaker.none"
    assert "--out" in fault.remedy


def test_without_a_speaker_the_timeline_is_still_given(command):
    done = command("Hello.", "--lang", "en", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["text"] == "Hello."
    assert "Nothing was played" in done.stderr


def test_plays_on_what_sdl_offers(command, monkeypatch):
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    assert command("Hi.", "--lang", "en").exit_code == 0
