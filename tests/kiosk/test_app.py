"""Which parts run, with what, and what a demo plans."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from kiosk import app, models, part_modules
from kiosk.configuration import devices, layers
from kiosk.demo import play
from kiosk.errors import InputError
from kiosk.hearing import sources
from kiosk.settings import Settings


def test_auto_becomes_what_is_there_or_its_stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "_camera", lambda: "shop")
    monkeypatch.setattr(devices, "usb_ports", list)
    monkeypatch.setattr(devices, "_sound", lambda _direction: False)
    monkeypatch.delenv("DISPLAY", raising=False)
    found = devices.resolve(Settings(), headless=True)
    assert (found.sight.camera, found.hearing.microphone, found.body.port) == ("shop", "shop", "simulated")
    assert (found.voice.speaker, found.stage.display) == ("auto", "none")
    monkeypatch.setattr(devices, "_sound", lambda _direction: True)
    monkeypatch.setattr(devices, "usb_ports", lambda: ["a port"])
    found = devices.resolve(Settings())
    assert (found.hearing.microphone, found.voice.speaker, found.body.port) == ("auto", "device", "auto")


def test_a_sound_server_on_another_machine_is_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("PULSE_SERVER", raising=False)
    heard = devices.resolve(Settings(), headless=True).hearing.microphone
    monkeypatch.setenv("PULSE_SERVER", "tcp:till.local")
    assert (heard, devices.resolve(Settings(), headless=True).hearing.microphone) == (
        "auto" if Path("/proc/asound/pcm").is_file() else "shop",
        "auto",
    )


@pytest.mark.parametrize("microphone", ["nonsense", "devise:USB"])
def test_a_microphone_of_no_kind_is_refused(microphone: str) -> None:
    with pytest.raises(ValueError, match="there are auto, device:NAME, file:PATH, shop and none"):
        Settings.model_validate({"hearing": {"microphone": microphone}})
    with pytest.raises(InputError) as refused:
        sources.open_source(microphone, Path("/nonexistent"))
    assert refused.value.code == "microphone.source"


def test_what_is_set_stays() -> None:
    chosen = Settings.model_validate({"sight": {"camera": "none"}, "body": {"port": "/dev/ttyUSB3"}})
    found = devices.resolve(chosen, headless=True)
    assert (found.sight.camera, found.body.port) == ("none", "/dev/ttyUSB3")


def test_a_simulated_back_end_gets_a_port_of_its_own(tmp_path: Path) -> None:
    settings = app.with_backend(layers.load())
    assert layers.load().store.backend_url == "simulated"
    assert settings.store.backend_url == f"http://127.0.0.1:{settings.shop.backend_port}"
    with socket.socket() as free:
        free.bind(("127.0.0.1", settings.shop.backend_port))
    assert app.with_backend(Settings()).store.backend_url == ""
    bare = Settings.model_validate({"store": {"backend_url": "simulated", "dir": str(tmp_path)}})
    assert app.with_backend(bare).store.backend_url == "", "a store without products has no prices to serve"


def test_recordings_and_stories_end_a_run() -> None:
    files = Settings.model_validate({"sight": {"camera": "file:/x.mp4"}, "hearing": {"microphone": "file:/x.wav"}})
    assert part_modules.file_sources(files) == {"sight", "hearing"}
    assert part_modules.file_sources(Settings.model_validate({"shop": {"story": "/s.toml"}})) == {"shop"}
    assert part_modules.file_sources(Settings()) == set()


def test_a_demo_says_what_it_lacks_and_plays_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "installed", lambda _name: False)
    dutch = play.plan("nl", 1)
    assert "kiosk models get vosk-nl" in dutch.remark
    assert dutch.story.name == "demo-touch.nl.toml"
    assert (dutch.settings.hearing.microphone, dutch.settings.sight.camera) == ("none", "none")
    monkeypatch.setattr(models, "installed", lambda _name: True)
    assert play.plan("nl", 1).story.name == "demo.nl.toml"
    assert play.plan("ko", 1).remark == ""
    with pytest.raises(InputError, match="Choose one of"):
        play.plan("xx", 1)


def test_the_first_event_holds_all_that_the_dialogue_knows() -> None:
    settings = layers.load()
    first = app.started(settings, ("stage",))
    assert first.policy.filler_after_s == settings.dialogue.filler_after_s
    assert set(first.phrases) == set(settings.kiosk.langs)
    assert all(len(variants) for variants in first.phrases["en"].values())
