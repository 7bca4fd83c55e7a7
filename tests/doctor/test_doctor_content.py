"""Findings about models, voices, the back end, the desk and the configuration."""

from __future__ import annotations

import socket
import sqlite3
from contextlib import closing
from dataclasses import replace
from types import SimpleNamespace

import pytest
from doctor_support import site

from kiosk import models
from kiosk.doctor import backend, configuration, model_files, people, voices
from kiosk.doctor.finding import Status
from kiosk.models.files import RECORD, Record, hashes
from kiosk.simulation.store_server import Fault, StoreServer
from kiosk.voice import engines
from kiosk.voice.engines import Choice
from kiosk.voice.espeak_engine import EspeakEngine


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A data folder with a model of a file that only claims to be one."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    folder = models.find("yunet").folder
    folder.mkdir(parents=True)
    models.find("yunet").place.write_bytes(b"faces")
    (folder / RECORD).write_text(Record(files=hashes(folder)).model_dump_json())
    return folder


def test_a_model_is_whole_or_its_changed_files_are_named(installed):
    eyes = model_files.check(site())[0]
    assert eyes.status is Status.OK
    assert eyes.figures["proven"] is False
    models.find("yunet").place.write_bytes(b"half")
    eyes = model_files.check(site())[0]
    assert eyes.status is Status.FAILED
    assert models.find("yunet").file in eyes.found
    assert "kiosk models get yunet" in eyes.remedy


def test_a_record_that_cannot_be_read_fails_in_one_sentence(installed):
    (installed / RECORD).write_text("{")
    eyes = model_files.check(site())[0]
    assert eyes.status is Status.FAILED
    assert "\n" not in eyes.found


def test_a_language_without_a_recogniser_costs_touch_and_type(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    eyes, french = model_files.check(site(kiosk={"lang": "fr", "langs": ["fr"]}))
    assert eyes.status is Status.MISSING
    assert french.status is Status.MISSING
    assert "only touch and type" in french.cost
    assert "kiosk models get vosk-fr" in french.remedy
    _, french = model_files.check(site(kiosk={"lang": "fr", "langs": ["fr"]}, hearing={"engine": "vosk"}))
    assert french.status is Status.FAILED


def test_voices_are_tried_and_a_wrong_one_fails_for_its_language_alone():
    here = site(kiosk={"lang": "en", "langs": ["en", "nl"]}, voice={"voices": {"nl": "nl+nobody"}})
    works, wrong = voices.check(here)
    assert works.status is Status.OK
    assert "en (en-us+f2)" in works.found
    assert wrong.status is Status.FAILED
    assert wrong.figures["language"] == "nl"


class Tenor:
    """A kind of voice that a package brings, in Dutch only."""

    name, costly = "tenor 1.0", False

    def offers(self, lang, _settings):
        return Choice("tenor", "alex.onnx", lang) if lang == "nl" else None

    def load(self):
        return self

    def speak(self, order):
        assert order.voice == "alex.onnx"
        return EspeakEngine().speak(replace(order, voice="nl"))

    def close(self):
        self.closed = True


def test_the_voice_that_speaks_is_the_one_that_is_told(monkeypatch):
    tenor = Tenor()
    tenor_kind = SimpleNamespace(name="tenor", offers=tenor.offers, load=tenor.load)
    monkeypatch.setattr(engines, "kinds", lambda: (tenor_kind, engines.EspeakKind()))
    first, second = voices.check(site(kiosk={"lang": "nl", "langs": ["nl", "en"]}))
    assert first.found == "tenor 1.0 speaks nl (alex)."
    assert second.found.endswith("speaks en (en-us+f2).")
    assert tenor.closed


def test_a_simulated_back_end_is_asked_and_said_to_be_simulated():
    (finding,) = backend.check(site())
    assert finding.status is Status.WARNING
    assert finding.figures["simulated"] is True
    assert finding.figures["ms"] < 1600


def test_a_back_end_that_answers_is_fine_and_one_that_does_not_fails():
    here = site()
    with StoreServer(here.settings.store.dir) as server:
        url = server.start()
        (good,) = backend.check(site(store={"backend_url": url}))
    (gone,) = backend.check(site(store={"backend_url": url}))
    assert good.status is Status.OK
    assert gone.status is Status.FAILED
    assert "curl" in gone.remedy
    (none,) = backend.check(site(store={"backend_url": ""}))
    assert none.status is Status.MISSING


def test_a_slow_back_end_is_a_warning():
    here = site()
    with StoreServer(here.settings.store.dir, faults=[Fault("price", delay_s=0.9)]) as server:
        (slow,) = backend.check(site(store={"backend_url": server.start()}))
    assert slow.status is Status.WARNING
    assert "slow" in slow.found


def test_without_a_desk_it_is_said_in_the_shoppers_words_that_nobody_can_be_called():
    (finding,) = people.desk(site(kiosk={"lang": "nl", "langs": ["nl"]}, desk={"mode": "none"}))
    assert finding.status is Status.WARNING
    assert "nobody can be called" in finding.found
    assert "“" in finding.cost


def test_a_desk_of_its_own_is_looked_at_before_it_is_started(tmp_path):
    def found(**more):
        (finding,) = people.desk(site(desk={"dir": tmp_path, "host": "127.0.0.1", "port": 0} | more))
        return finding

    assert found().status is Status.WARNING
    assert "Nobody may sign in" in found().found
    with closing(sqlite3.connect(tmp_path / "desk.sqlite")) as database:
        database.execute("CREATE TABLE staff (left_at FLOAT)")
        database.execute("INSERT INTO staff VALUES (NULL)")
        database.commit()
    assert (found().status, found().figures["people"]) == (Status.OK, 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "is taken" in found(port=taken.getsockname()[1]).found
    (tmp_path / "desk.sqlite").write_text("not a database, and long enough to look at" * 9)
    assert (found().status, found().figures["code"]) == (Status.FAILED, "desk.damaged")


def test_a_desk_elsewhere_must_be_joined_and_answer(tmp_path):
    def found():
        far = {"mode": "remote", "url": "https://127.0.0.1:9", "dir": tmp_path}
        (finding,) = people.desk(site(desk=far))
        return finding

    assert "has not joined" in found().found
    (tmp_path / "kiosk.token").write_text("a token")
    assert found().status is Status.FAILED
    assert "cannot be used" in found().found
    assert "“" in found().cost


def test_faults_of_the_configuration_are_counted():
    (finding,) = configuration.check(replace(site(), faults=("kiosk.toml, line 3: a.", "kiosk.toml, line 4: b.")))
    assert finding.status is Status.FAILED
    assert finding.found.startswith("2 faults; the first: kiosk.toml, line 3: a.")
    assert configuration.check(site())[0].status is Status.OK
