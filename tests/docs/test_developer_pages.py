"""The pages for developers work: each is followed to the letter in a scratch copy of the product."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import cv2
import pytest
from page_support import DOCS, Scratch, blocks
from sight_support import yunet

USE_DEVICES = Path(__file__).parents[1] / "devices_of_a_page.py"
PAGES = sorted(path.relative_to(DOCS).as_posix() for path in (DOCS / "developers").glob("add-*.md"))


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Scratch:
    return Scratch(tmp_path_factory.mktemp("checkout"))


@pytest.fixture(scope="module")
def detector() -> Path:
    return yunet()


def commands(page: str) -> list[str]:
    return [block.text for block in blocks(page) if block.lang == "sh"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_one_page(page: str) -> None:
    assert len((DOCS / page).read_text(encoding="utf-8").splitlines()) <= 210


@pytest.mark.engine
def test_a_recogniser_is_added_as_the_page_says(scratch: Scratch) -> None:
    page = "developers/add-an-engine.md"
    scratch.write(page)
    (use,) = commands(page)
    told = scratch.run(use).stdout
    heard = json.loads(next(line for line in told.splitlines() if line.startswith("{")))
    assert (heard["engine"], heard["model"]) == ("stopwatch", "none")
    assert "seconds" in heard["utterances"][0]["text"]
    assert 'hearing.engine = "stopwatch"' in told
    refused = scratch.run("KIOSK__HEARING__ENGINE=stopwatches kiosk listen question.wav", status=2).stderr
    assert "stopwatch" in refused


def test_an_avatar_is_shipped_as_the_page_says(scratch: Scratch) -> None:
    (ship,) = commands("developers/add-an-avatar.md")
    assert "noor: no fault" in scratch.run(ship).stdout
    assert cv2.imread(str(scratch.folder / "cast.png")) is not None


def test_a_robot_and_a_camera_are_added_as_the_page_says(scratch: Scratch, detector: Path) -> None:
    page = "developers/add-a-device.md"
    scratch.write(page)
    assert detector.is_file(), "the camera's part looks for faces"
    (use,) = commands(page)
    told = scratch.run(use.replace("kiosk check", "KIOSK__BODY__PROFILE=nodder kiosk check"))
    assert "nodder" not in told.stderr
    scratch.run("pip install ./balie-still\nkiosk avatar render maya --size 640x480 --out face.png")
    device = subprocess.Popen(
        [sys.executable, "nodder.py"], cwd=scratch.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert device.stdout is not None
        port = device.stdout.readline().strip()
        told_by_parts = scratch.run(f"{sys.executable} {USE_DEVICES} {port}").stdout
    finally:
        device.kill()
        _, places = device.communicate()
    assert f"body: nodder on {port}" in told_by_parts
    assert "sight: picture face.png" in told_by_parts
    moved = [int(line) for line in places.split()]
    assert max(moved) - min(moved) > 60, "the jaw follows the expression"
    assert all(1180 <= at <= 1620 for at in moved)


@pytest.mark.engine
def test_a_language_is_added_as_the_page_says(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    page = "developers/add-a-language.md"
    make, write, ears, use = commands(page)
    scratch.run(make)
    scratch.run(write)
    scratch.write(page)
    assert "vosk-it" in scratch.run(ears).stdout
    told = scratch.run(use)
    assert "The configuration is in order" in told.stdout
    assert "it" in next(line for line in told.stdout.splitlines() if "sentences of the kiosk" in line)
    timeline = json.loads((scratch.folder / "latte.json").read_text())
    assert [word["text"] for word in timeline["words"]][3:5] == ["costa", "1,95 €"]
    assert timeline["lang"] == "it"
    reply = json.loads(told.stdout[told.stdout.index("{") : told.stdout.rindex("}") + 1])["answers"][0]
    assert (reply["lang"], reply["top"][0]["entry"]) == ("it", "toilets")
    assert 'kiosk.langs = ["it", "en"]' in told.stdout
    spoilt = scratch.folder / "config" / "lang" / "it.toml"
    spoilt.write_text(spoilt.read_text().replace("goodbye =", "godbye ="))
    assert "Did you mean goodbye?" in scratch.run("kiosk check", status=2).stdout


@pytest.mark.engine
def test_staff_teach_and_rehearse_an_answer_as_their_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK__ANSWERS__SECOND_STAGE", "off")  # what is learnt here, no other test has learnt before
    scratch = Scratch(tmp_path)
    tables = [block.text for block in blocks("staff.md") if block.lang == "toml"]
    entry, hours, rehearsal = (
        next(text for text in tables if word in text) for word in ("[[entry]]", "hours", "[[turn]]")
    )
    store = scratch.folder / "config" / "demo-store"
    for lang in ("nl", "fr", "de"):
        (store / "knowledge" / f"{lang}.toml").unlink()
    with (store / "knowledge" / "en.toml").open("a") as knowledge:
        knowledge.write(f"\n{entry}")
    (store / "rehearsals" / "99-key.en.toml").write_text(rehearsal)
    tried = commands("staff.md")[0].splitlines()[0]
    told = scratch.run(tried).stdout
    assert "We cut keys while you wait" in told or "Have a key cut" in told, "answered, or offered among the choices"
    assert "We cut keys while you wait" in scratch.run('kiosk ask "where can i have a key cut"').stdout
    scratch.run("kiosk check")
    assert "none wrong" in scratch.run("kiosk rehearse demo-store --only key").stdout
    facts = (store / "store.toml").read_text()
    (store / "store.toml").write_text(facts[: facts.index("hours =")] + hours)
    scratch.run("kiosk check")
