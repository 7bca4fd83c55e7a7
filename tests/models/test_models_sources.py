"""Models from mirrors that fail in every way a server can, from sticks, and back; what each language uses."""

from __future__ import annotations

import hashlib
import io
import json
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk import models
from kiosk.configuration import layers
from kiosk.errors import InputError, KioskError
from kiosk.models import export, fetch, files, languages, sources
from kiosk.models.cli import app
from kiosk.models.sources import Origins

CONTENT = bytes(range(256)) * 2048
FILE = "m-1.zip"


def packed() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("m/am/final.mdl", CONTENT)
        archive.writestr("m/README", "a model")
    return out.getvalue()


GOOD = packed()
SHA = hashlib.sha256(GOOD).hexdigest()
Answer = Callable[[BaseHTTPRequestHandler], None]


def send(request: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
    request.send_response(status)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def good(request: BaseHTTPRequestHandler) -> None:
    start = int((request.headers.get("Range") or "bytes=0-").removeprefix("bytes=").removesuffix("-"))
    send(request, 206 if start else 200, GOOD[start:])


def wrong(request: BaseHTTPRequestHandler) -> None:
    send(request, 200, GOOD[:-1] + b"!")


def portal(request: BaseHTTPRequestHandler) -> None:
    send(request, 200, b"<html>Please accept the conditions of this network</html>")


def missing(request: BaseHTTPRequestHandler) -> None:
    send(request, 404, b"no")


def halting(request: BaseHTTPRequestHandler) -> None:
    """The first time half of it and then the connection breaks; the rest when asked for it."""
    if request.headers.get("Range"):
        return good(request)
    request.send_response(200)
    request.send_header("Content-Length", str(len(GOOD)))
    request.end_headers()
    request.wfile.write(GOOD[: len(GOOD) // 2])
    return None


def slow(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", str(len(GOOD)))
    request.end_headers()
    try:
        for place in range(0, len(GOOD), 8192):
            request.wfile.write(GOOD[place : place + 8192])
            time.sleep(0.2)
    except OSError:
        return


ANSWERS: dict[str, Answer] = {
    "good": good, "wrong": wrong, "portal": portal, "missing": missing, "halting": halting, "slow": slow
}  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    class Mirror(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, _, file = self.path.strip("/").rpartition("/")
            asked.append(self.path)
            ANSWERS[kind](self) if file == FILE else missing(self)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Mirror)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{http.server_port}"
    http.shutdown()
    http.server_close()


asked: list[str] = []


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    asked.clear()


def use(monkeypatch: pytest.MonkeyPatch, **fields: str) -> models.Model:
    chosen = {"url": f"http://127.0.0.1:9/{FILE}", "inside": "m", "sha256": SHA, "lang": "nl"} | fields
    model = models.Model(name="vosk-nl", title="T", licence="L", used_for="tests", **chosen)  # type: ignore[arg-type]
    monkeypatch.setattr(models, "catalogue", lambda: {"vosk-nl": model})
    return model


def mirrors(server: str, *kinds: str) -> Origins:
    return Origins(tuple(f"{server}/{kind}" for kind in kinds))


def test_mirrors_are_asked_in_order_until_one_gives_the_right_bytes(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch)
    place = models.get("vosk-nl", origins=mirrors(server, "missing", "wrong", "portal", "good"))
    assert (place / "am" / "final.mdl").read_bytes() == CONTENT
    assert asked == [f"/{kind}/{FILE}" for kind in ("missing", "wrong", "portal", "good")]
    assert models.proven("vosk-nl")
    assert list((place.parent / "partial").iterdir()) == [], "nothing is left over"


def test_a_mirror_that_was_passed_over_is_told_on_standard_error_though_the_next_one_is_right(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch)
    monkeypatch.setenv(
        "KIOSK__MODELS__MIRRORS", json.dumps([f"{server}/{kind}" for kind in ("wrong", "missing", "good")])
    )
    got = CliRunner().invoke(app, ["get", "vosk-nl", "--json"])
    assert got.exit_code == 0, got.output
    assert models.installed("vosk-nl")
    assert json.loads(got.stdout)["models"][0]["name"] == "vosk-nl"
    assert f"Passed over: {server}/wrong/{FILE} gave other bytes (sha256 " in got.stderr
    assert "answered 404" in got.stderr
    assert f"Passed over: {server}/good" not in got.stderr


def test_every_source_that_failed_is_told(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch)
    with pytest.raises(KioskError) as fault:
        models.get("vosk-nl", origins=mirrors(server, "missing", "wrong"))
    assert fault.value.code == "models.unreachable"
    for part in ("answered 404", "gave other bytes", "127.0.0.1:9 did not answer"):
        assert part in fault.value.sentence
    assert FILE in fault.value.remedy
    assert not models.installed("vosk-nl")


def test_a_mirror_may_come_after_the_makers(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, url=f"{server}/good/{FILE}")
    models.get("vosk-nl", origins=Origins((f"{server}/missing",), mirrors_first=False))
    assert asked == [f"/good/{FILE}"]


def test_what_came_before_a_break_is_not_fetched_again(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch)
    with pytest.raises(KioskError):
        models.get("vosk-nl", origins=mirrors(server, "halting"))
    seen: list[tuple[int, int]] = []
    models.get(
        "vosk-nl", origins=mirrors(server, "halting"), progress=lambda _, done, total: seen.append((done, total))
    )
    assert seen[0][0] > len(GOOD) // 2, "it goes on behind the middle"
    assert seen[-1] == (len(GOOD), len(GOOD))


def test_a_mirror_that_is_too_slow_is_left(server: str, tmp_path: Path) -> None:
    pace = fetch.Pace("slow", least=10**9, window_s=0.5)
    with pytest.raises(fetch.Unreachable, match="too slow"):
        fetch.by_url(f"{server}/slow/{FILE}", tmp_path / "file", pace=pace)


def test_without_a_known_hash_the_first_is_recorded_and_no_web_page_is_taken_for_a_model(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, sha256="")
    place = models.get("vosk-nl", origins=mirrors(server, "portal", "good"))
    assert models.record("vosk-nl").archive == SHA
    assert not models.proven("vosk-nl")
    (place / "README").write_text("changed")
    assert models.verify("vosk-nl") == ("README",)


def test_offline_asks_nobody(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch)
    for arguments in ({"offline": True, "origins": mirrors(server, "good")}, {"origins": Origins(offline=True)}):
        with pytest.raises(KioskError, match="switched off"):
            models.get("vosk-nl", **arguments)  # type: ignore[arg-type]
    assert asked == []


def test_room_on_the_disk_is_looked_for_first(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model = use(monkeypatch)
    huge = model.model_copy(update={"bytes": 10**15})
    monkeypatch.setattr(models, "catalogue", lambda: {"vosk-nl": huge})
    with pytest.raises(KioskError) as fault:
        models.get("vosk-nl", origins=mirrors(server, "good"))
    assert fault.value.code == "models.no-space"
    assert asked == []


def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **fields: str) -> models.Model:
    model = use(monkeypatch, **fields)
    (tmp_path / FILE).write_bytes(GOOD)
    models.get("vosk-nl", given=tmp_path / FILE)
    return model


def test_a_stick_carries_a_model_to_another_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = installed(tmp_path, monkeypatch)
    stick = tmp_path / "media" / "a stick"
    (place,) = export.export(stick, ["vosk-nl"])
    tree = files.tree_of(models.record("vosk-nl").files)
    models.remove("vosk-nl")
    assert not models.installed("vosk-nl")
    mounts = tmp_path / "mounts"
    mounts.write_text(f"proc /proc proc rw 0 0\n/dev/sda1 {str(stick).replace(' ', chr(92) + '040')} vfat rw 0 0\n")
    places = sources.sticks(mounts, (str(tmp_path / "media"),))
    assert places == [stick]
    assert sources.on_a_stick(model, places) == place
    use(monkeypatch, tree=tree)
    models.get("vosk-nl", given=stick)
    assert models.verify("vosk-nl") == ()
    assert models.proven("vosk-nl"), "the folder's own hash is known"
    (place / "am" / "final.mdl").write_bytes(CONTENT[:-1])
    with pytest.raises(InputError, match="damaged"):
        models.get("vosk-nl", given=stick)
    assert models.verify("vosk-nl") == (), "what was here stays"
    use(monkeypatch, tree="0" * 64)
    (place / files.RECORD).unlink()
    with pytest.raises(InputError, match="other files"):
        models.get("vosk-nl", given=place)


def test_no_stick_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(KioskError) as fault:
        sources.sticks(tmp_path / "none")
    assert fault.value.code == "models.no-stick"
    assert "--from" in fault.value.remedy


def test_a_broken_model_is_not_handed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = installed(tmp_path, monkeypatch)
    (model.place / "README").unlink()
    with pytest.raises(KioskError, match="not whole"):
        export.export(tmp_path / "stick", ["vosk-nl"])
    assert not (tmp_path / "stick").exists()


def test_the_command_line_gets_verifies_exports_and_removes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, sha256="")
    (tmp_path / FILE).write_bytes(GOOD)
    run = CliRunner()
    plan = run.invoke(app, ["get", "--lang", "nl", "--dry-run"])
    assert "no sha256 is published" in plan.stdout
    assert not models.installed("vosk-nl")
    got = run.invoke(app, ["get", "vosk-nl", "--from", str(tmp_path / FILE), "--json"])
    assert json.loads(got.stdout)["models"][0]["sha256_known"] is False
    assert "no sha256 was known before" in run.invoke(app, ["verify"]).stdout
    assert run.invoke(app, ["export", str(tmp_path / "stick")]).exit_code == 0
    assert (tmp_path / "stick" / "vosk-nl" / "am" / "final.mdl").is_file()
    run.invoke(app, ["remove", "vosk-nl", "--dry-run"])
    assert models.installed("vosk-nl")
    assert run.invoke(app, ["get", "--from", str(tmp_path / "stick"), "--json"]).exit_code == 0
    (tmp_path / "empty").mkdir()
    assert "no model on" in str(run.invoke(app, ["get", "--from", str(tmp_path / "empty")]).exception)
    assert json.loads(run.invoke(app, ["remove", "vosk-nl", "--json"]).stdout) == {"removed": ["vosk-nl"]}
    assert not models.installed("vosk-nl")


def test_names_are_checked_before_anything_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch)
    run = CliRunner()
    assert "Did you mean vosk-nl" in str(run.invoke(app, ["get", "vosk-n"]).exception)
    assert "No model was named" in str(run.invoke(app, ["get"]).exception)
    assert "There are models for nl" in str(run.invoke(app, ["get", "--lang", "xx"]).exception)


def test_each_language_tells_what_it_uses_and_what_would_give_more(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = layers.load(None, {"kiosk": {"lang": "nl", "langs": ["nl"]}})
    found = {one.lang: one for one in languages.accounts(settings)}
    assert next(iter(found)) == "nl", "what is on offer stands first"
    dutch = found["nl"]
    assert (dutch.hears, dutch.why) == (languages.TOUCH, "vosk-nl is not here")
    assert dutch.get == "kiosk models get --lang nl"
    assert dutch.entries > 10
    assert 10 < found["ko"].entries < dutch.entries, "the demo store has fewer entries in Korean"
    assert all(one.speaks.startswith("espeak-ng ") for one in found.values())
    folder = models.find("vosk-nl").folder
    (folder / "am").mkdir(parents=True)
    (folder / "am" / "final.mdl").write_bytes(CONTENT)
    (folder / models.RECORD).write_text('{"archive": "", "files": {}}')
    dutch = {one.lang: one for one in languages.accounts(settings)}["nl"]
    assert (dutch.hears, dutch.why, dutch.get) == ("vosk vosk-nl", "vosk-nl is here", "")
    assert dutch.disk_mb == pytest.approx(0.5, abs=0.1)
    assert dutch.memory_mb is None, "nobody has measured it"
