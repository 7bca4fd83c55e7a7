"""`kiosk say`, as a person or a script calls it."""

from __future__ import annotations

import json
import wave

import pytest
import typer
from typer.testing import CliRunner

from kiosk.errors import InputError, KioskError
from kiosk.voice.cli import say
from kiosk.voice.offers import Offer

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


def test_begins_at_a_word(command, tmp_path):
    whole, rest = tmp_path / "whole.wav", tmp_path / "rest.wav"
    command("The milk is in aisle four.", "--out", str(whole))
    told = json.loads(command("The milk is in aisle four.", "--out", str(rest), "--from-word", "4", "--json").stdout)
    samples = [(file.stat().st_size - 44) / 2 for file in (whole, rest)]  # the header of a WAV file
    assert told["words"][4]["text"] == "aisle"
    assert samples[0] - samples[1] == pytest.approx(told["words"][4]["start_ms"] * 22.05, abs=220)  # 10 ms


def test_an_engine_that_is_not_here_says_how_to_get_it(command, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    fault = command("Hello.", "--engine", "piper").exception
    assert isinstance(fault, KioskError)
    assert fault.code == "voice.no-engine"
    assert "kiosk models get piper-en" in fault.remedy


def test_speaks_with_the_file_of_a_voice(command, tmp_path):
    pytest.importorskip("piper", reason="the extra balie[piper]")
    pytest.importorskip("onnx")
    from voice_support import tiny_voice

    file = str(tiny_voice(tmp_path, "en"))
    done = command("Hello there.", "--voice", file, "--out", str(tmp_path / "f.wav"), "--json")
    assert json.loads(done.stdout)["engine"].startswith("piper")


@pytest.fixture
def voice_command(monkeypatch, tmp_path):
    """`kiosk voice …` with a store of two answers, and a cache and models of its own."""
    from kiosk.voice.voices_cli import app

    store = tmp_path / "store"
    (store / "knowledge").mkdir(parents=True)
    entries = [f'[[entry]]\nid = "{n}"\nanswer = "Antwoord nummer {n}."\n' for n in (1, 2)]
    (store / "knowledge" / "nl.toml").write_text("".join(entries))
    for name, value in (("XDG_CACHE_HOME", tmp_path), ("XDG_DATA_HOME", tmp_path), ("KIOSK__STORE__DIR", store)):
        monkeypatch.setenv(name, str(value))
    return lambda *words: CliRunner().invoke(app, list(words))


def test_how_to_get_a_voice_can_be_copied_as_it_stands(voice_command, monkeypatch):
    lacking = Offer("nl", True, "piper", "", False, "Run `pip install 'balie[piper]'`.")
    monkeypatch.setattr("kiosk.voice.offers.offers", lambda _settings: [lacking])
    assert "balie[piper]" in voice_command("list").stdout


def test_renders_ahead_once_and_tells_what_is_missing(voice_command, tmp_path):
    planned = json.loads(voice_command("render", "--lang", "nl", "--dry-run", "--json").stdout)
    assert planned["rendered"] == planned["bytes"] == 0
    assert planned["missing"] == planned["sentences"] > 2
    first = json.loads(voice_command("render", "--lang", "nl", "--json").stdout)
    assert first["rendered"] == first["sentences"]
    files = list((tmp_path / "balie" / "speech").iterdir())
    assert sum(file.stat().st_size for file in files) == first["bytes"]
    again = voice_command("render", "--lang", "nl")
    assert again.stdout.splitlines()[-1].startswith("0 rendered")
    files[0].unlink()
    assert json.loads(voice_command("render", "--lang", "nl", "--json").stdout)["rendered"] == 1


def test_lists_who_speaks_and_how_to_get_more(voice_command):
    told = json.loads(voice_command("list", "--json").stdout)["voices"]
    by = {(voice["lang"], voice["engine"]): voice for voice in told}
    assert by["nl", "espeak"]["speaks"]
    assert by["nl", "espeak"]["voice"] == "nl+f2"
    assert not by["nl", "piper"]["speaks"]
    assert "kiosk models get piper-nl" in by["nl", "piper"]["missing"]
    assert "voice.piper" in by["ko", "piper"]["missing"]
    assert "nl" in voice_command("list").stdout


def test_a_cache_that_is_switched_off_is_told(voice_command, monkeypatch):
    monkeypatch.setenv("KIOSK__VOICE__CACHE_MB", "0")
    fault = voice_command("render").exception
    assert isinstance(fault, InputError)
    assert fault.code == "voice.no-cache"


def test_a_disk_that_keeps_nothing_is_told(voice_command, tmp_path):
    (tmp_path / "balie").write_text("no folder")
    fault = voice_command("render", "--lang", "nl").exception
    assert isinstance(fault, KioskError)
    assert fault.code == "voice.cache-disk"
    assert "Only 0 of" in fault.sentence


def test_a_word_behind_the_last_is_refused(command, tmp_path):
    out = tmp_path / "f.wav"
    fault = command("Hello there.", "--from-word", "2", "--out", str(out)).exception
    assert isinstance(fault, InputError)
    assert fault.code == "voice.no-word"
    assert "2 are said" in fault.sentence
    assert not out.exists()


def test_plays_on_the_loudspeaker_of_the_settings(command, monkeypatch):
    opened = []

    def opener(source, _folder, _rate):
        opened.append(source)
        raise KioskError("test", "Opened.", "")

    monkeypatch.setattr("hardware.sound.speaker.open_speaker", opener)
    monkeypatch.setenv("KIOSK__VOICE__SPEAKER", "device:USB")
    command("Hello.")
    monkeypatch.setenv("KIOSK__VOICE__SPEAKER", "clock")
    command("Hello.")
    assert opened == ["device:USB", "device"]
