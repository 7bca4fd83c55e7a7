"""`kiosk listen`: the document, and what is refused."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
import typer
from hearing_support import save, spoken
from typer.testing import CliRunner

from kiosk import models
from kiosk.errors import InputError, KioskError
from kiosk.hearing.cli import listen

app = typer.Typer()
app.command()(listen)


@pytest.mark.engine
@pytest.mark.skipif(find_spec("moonshine_voice") is None, reason="the demo extra is not installed")
def test_the_document(tmp_path: Path) -> None:
    path = save(tmp_path / "q.wav", spoken("Are you open on Sunday?", "en", "en-us+m1"))
    result = CliRunner().invoke(app, [str(path), "--lang", "en", "--json"])
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert set(document) == {"engine", "model", "utterances"}
    (said,) = document["utterances"]
    assert set(said) == {"start_s", "end_s", "text", "words", "vocabulary_text"}
    assert " ".join(word["text"] for word in said["words"]) == said["text"]
    assert all(set(word) == {"text", "start_s", "end_s", "confidence"} for word in said["words"])
    assert 0.6 < said["start_s"] < said["end_s"] < 2.6


@pytest.mark.engine
@pytest.mark.skipif(find_spec("moonshine_voice") is None, reason="the demo extra is not installed")
@pytest.mark.skipif(not models.installed("vosk-ko"), reason="the Korean Vosk model is not installed")
def test_two_languages_and_which_of_them_the_store_is_asked_in(tmp_path: Path) -> None:
    path = save(tmp_path / "q.wav", spoken("커피는 어디에 있나요", "ko", "ko+f2"))
    shown = CliRunner().invoke(app, [str(path), "--lang", "en,ko"]).stdout
    first, second = shown.index("ko: vosk vosk-ko, "), shown.index("en: moonshine tiny-en, ")
    assert first < second, "the better one first"
    korean = shown[first:second]
    for part in ("in the store's words: ", "closest question: 커피는 어디에 있나요", "word, start, how sure: "):
        assert part in korean


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["missing.wav"], "recording.missing"),
        ([__file__], "recording.format"),
        ([__file__, "--lang", "xx"], "hearing.unknown-language"),
        ([__file__, "--lang", "xx,yy"], "hearing.unknown-language"),
        ([__file__, "--store", "nowhere"], "store.missing"),
    ],
)
def test_bad_input_is_exit_status_2(arguments: list[str], code: str) -> None:
    fault = CliRunner().invoke(app, [*arguments, "--json"]).exception
    assert isinstance(fault, InputError)
    assert (fault.code, fault.status) == (code, 2)
    assert fault.remedy


def test_settings_of_the_environment_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK__HEARING__ENGINE", "none")
    fault = CliRunner().invoke(app, [__file__, "--lang", "en"]).exception
    assert isinstance(fault, KioskError)
    assert (fault.code, fault.remedy) == ("hearing.no-model", "Set hearing.engine to auto.")


def test_a_folder_that_is_no_store_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "q.wav", spoken("Are you open on Sunday?", "en", "en-us+m1"))
    (tmp_path / "pictures").mkdir()
    result = CliRunner().invoke(app, [str(path), "--store", str(tmp_path / "pictures")])
    assert isinstance(result.exception, InputError)
    assert result.exception.code == "store.missing"
