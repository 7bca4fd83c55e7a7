"""The command line keeps its contracts: bad input is one sentence, a remedy and exit status 2, never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.cli import build, main


def kiosk(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "kiosk", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=90, check=False, cwd=cwd)


BAD = {
    "ask nothing": ("ask", ""),
    "ask in no language": ("ask", "hello", "--lang", "xx"),
    "ask no store": ("ask", "hello", "--store", "nowhere"),
    "say nothing": ("say", "   ", "--lang", "nl"),
    "say in no language": ("say", "hallo", "--lang", "xx"),
    "listen to nothing": ("listen", "none.wav"),
    "listen to text": ("listen", "text.txt"),
    "listen in no language": ("listen", "text.txt", "--lang", "xx"),
    "watch nothing": ("watch", "none.mp4"),
    "watch text": ("watch", "text.txt"),
    "draw nobody": ("avatar", "render", "nobody", "--out", "x.png"),
    "draw no expression": ("avatar", "render", "maya", "--expression", "angry?", "--out", "x.png"),
    "draw no size": ("avatar", "render", "maya", "--size", "big", "--out", "x.png"),
    "draw no parameter": ("avatar", "render", "maya", "--set", "noseLength=2", "--out", "x.png"),
    "get no model": ("models", "get", "vosk-xx"),
    "get from nowhere": ("models", "get", "yunet", "--from", "nowhere"),
    "get from text": ("models", "get", "yunet", "--from", "text.txt"),
    "replay nothing": ("replay", "none.jsonl"),
    "replay text": ("replay", "text.txt"),
    "run with no clip": ("run", "--headless", "--camera", "none.mp4"),
    "run with a text as clip": ("run", "--headless", "--camera", "text.txt"),
    "run in no language": ("run", "--headless", "--lang", "xx"),
    "run with no store": ("run", "--headless", "--store", "nowhere"),
    "demo in no language": ("demo", "--lang", "xx"),
    "bench of nothing": ("bench", "coffee"),
    "no such command": ("dance",),
    "no such option": ("ask", "hello", "--loud"),
}
WHOLE = {"run", "demo"}
"""These would start a kiosk: each is tried in a process of its own."""
Captured = pytest.CaptureFixture[str]


def told(
    arguments: tuple[str, ...], folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: Captured
) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command, in this process."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr("sys.argv", ["kiosk", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert isinstance(ended.value.code, int)
    return ended.value.code, *capfd.readouterr()


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_a_sentence_a_remedy_and_status_2(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Captured
) -> None:
    (tmp_path / "text.txt").write_text("no sound, no picture, no ledger")
    if BAD[name][0] in WHOLE:
        done = kiosk(*BAD[name], cwd=tmp_path)
        status, out, err = done.returncode, done.stdout, done.stderr
    else:
        status, out, err = told(BAD[name], tmp_path, monkeypatch, capfd)
    assert status == 2, err
    assert "Traceback" not in err
    assert out == ""
    assert err.strip()
    if err.startswith("kiosk: "):
        assert len(err.strip().splitlines()) == 1
        assert err.rstrip().endswith("]"), "the code comes last"


def test_every_command_teaches() -> None:
    shown = kiosk("--help").stdout
    app = build()
    names = [command.name or "" for command in app.registered_commands]
    assert len(names) >= 8
    for name in names:
        assert name in shown
        done = CliRunner().invoke(app, [name, "--help"])
        assert done.exit_code == 0
        assert len(done.stdout) > 200


def test_models_list_is_one_json_document() -> None:
    document = json.loads(kiosk("models", "list", "--json").stdout)
    names = {model["name"] for model in document["models"]}
    assert {"yunet", "vosk-nl", "vosk-en", "vosk-fr", "vosk-de", "vosk-ko"} <= names
    assert all(model["licence"] for model in document["models"])


def test_what_is_typed_wrongly_stops_the_run_before_it_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = kiosk("run", "--headless", "--store", str(tmp_path / "shop"))
    assert done.returncode == 2
    assert "There is no store in" in done.stderr
    monkeypatch.setenv("KIOSK__VOICE__WMP", "1")
    done = kiosk("run", "--headless")
    assert done.returncode == 2
    assert "KIOSK__VOICE__WMP" in done.stderr
    assert "Did you mean wpm?" in done.stderr


def test_version() -> None:
    assert kiosk("--version").stdout.startswith("balie ")
