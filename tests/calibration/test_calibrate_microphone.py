"""`kiosk hardware calibrate microphone`: what is measured, what is written, and that no sound is kept unasked."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import numpy as np
import pytest
import typer
from hearing_support import save, spoken
from typer.testing import CliRunner

import kiosk.hearing
from hardware.sound.wave_file import read_wave
from kiosk.calibration.microphone_cli import microphone
from kiosk.calibration.room import Room
from kiosk.configuration import device_file
from kiosk.errors import InputError, KioskError

RATE = 16_000
app = typer.Typer()
app.command()(microphone)


@pytest.fixture
def device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return device_file.default_path()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of a room at -50 dB, then a shopper in it."""
    room = np.random.default_rng(1).normal(0, 32768 * 10 ** (-50 / 20), 2 * RATE).astype(np.int16)
    voice = spoken("Where can I find the oat milk please?", "en", "en-us+m1", snr_db=27.0)
    return save(tmp_path_factory.mktemp("place") / "place.wav", np.concatenate([room, voice]))


def run(*options: str) -> dict[str, object]:
    result = CliRunner().invoke(app, [*options, "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    document: dict[str, object] = json.loads(result.stdout)
    return document


def test_levels_are_measured_and_written_with_who_and_when_and_taken_back(device: Path, place: Path) -> None:
    document = run("--microphone", f"file:{place}", "--seconds", "2", "--voice")
    assert document["noise_db"] == pytest.approx(-50.0, abs=0.5)
    assert document["speech_db"] == pytest.approx(-26.0, abs=2.0)
    assert "understood" in str(document["verdict"])
    first = device.read_text()
    line = f"noise_db = {round(float(str(document['noise_db'])), 1):g}  # kiosk hardware calibrate microphone, "
    assert line in first
    device.write_text(first.replace(line, "noise_db = -61  # "))
    run("--microphone", f"file:{place}", "--seconds", "2", "--no-voice")
    assert "before: -61" in device.read_text()
    run("--undo")
    assert "noise_db = -61  # put back, " in device.read_text()


def test_taking_back_the_first_measurement_leaves_other_lines(device: Path, place: Path) -> None:
    device.parent.mkdir(parents=True)
    device.write_text("[hearing]\n# ours\nmax_utterance_s = 9.0\n")
    run("--microphone", f"file:{place}", "--seconds", "2", "--voice")
    run("--undo")
    assert device.read_text() == "[hearing]\n# ours\nmax_utterance_s = 9.0\n"
    with pytest.raises(KioskError, match="No measurement"):
        run("--undo")


def test_a_dry_run_and_a_simulated_microphone_write_nothing(device: Path, place: Path) -> None:
    assert run("--microphone", f"file:{place}", "--seconds", "2", "--dry-run")["written"] is False
    document = run("--microphone", "shop", "--seconds", "1", "--no-voice")
    assert (document["simulated"], document["written"]) == (True, False)
    assert not device.exists()


def test_silence_where_a_voice_was_asked_for_is_told(device: Path, tmp_path: Path) -> None:
    hiss = np.random.default_rng(1).normal(0, 100, 4 * RATE).astype(np.int16)
    with pytest.raises(KioskError, match="No voice was heard"):
        run("--microphone", f"file:{save(tmp_path / 'hiss.wav', hiss)}", "--seconds", "2", "--voice")
    with pytest.raises(KioskError, match="perfect silence"):
        run("--microphone", f"file:{save(tmp_path / 'dead.wav', np.zeros(2 * RATE, np.int16))}", "--seconds", "1")
    assert not device.exists()


def test_sound_is_kept_only_with_a_name_and_never_over_another_file(device: Path, place: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.wav"
    options = ["--microphone", f"file:{place}", "--seconds", "1", "--dry-run", "--record", str(kept)]
    with pytest.raises(InputError, match="only with consent"):
        run(*options)
    assert not kept.exists()
    assert run(*options, "--consent", "Anna")["recording"] == str(kept)
    assert np.array_equal(read_wave(kept, RATE), read_wave(place, RATE)[:RATE])
    with pytest.raises(InputError, match="is there already"):
        run(*options, "--consent", "Anna")
    assert not device.exists()


@pytest.mark.parametrize(
    ("noise_db", "speech_db", "words", "gate_db"),
    [
        (-70.0, -30.0, "quiet as a library", 10.0),
        (-50.0, -30.0, "ordinary shop", 8.0),
        (-40.0, -30.0, "busy street", 4.0),
        (-30.0, -28.0, "too loud", 4.0),
        (-40.0, None, "busy street", 4.8),
    ],
)
def test_the_verdict_and_the_gate_follow_the_distance_of_voice_and_noise(
    noise_db: float, speech_db: float | None, words: str, gate_db: float
) -> None:
    room = Room("m", False, noise_db, 0.0, 0.0, speech_db)
    assert words in room.verdict
    assert room.ghost_gate_db == gate_db
    assert bool(room.remedies) == (room.snr_db < 15)


def test_clipping_and_voices_in_the_noise_are_told() -> None:
    remedies = " ".join(Room("m", False, -60.0, 0.5, 0.02, -20.0).remedies)
    assert "clipped" in remedies
    assert "50%" in remedies


WRITERS = {"write", "writeframes", "write_bytes", "write_text", "tofile", "save", "savez", "savetxt", "dump", "open"}


def test_no_module_of_hearing_can_write_a_file() -> None:
    """Sound comes in here; `calibration/consent.py` alone keeps it, and hearing does not know it."""
    for path in Path(kiosk.hearing.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not imported & {"wave", "soundfile", "pickle", "shutil", "sqlite3"}, path.name
        assert not any(name.startswith("kiosk.calibration") for name in imported), path.name
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            function = call.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            text = ast.unparse(call)
            reads = name == "open" and not any(mode in text for mode in ('"w', "'w", "'a", "'x", "'r+"))
            assert name not in WRITERS or reads, f"{path.name}: {text}"
