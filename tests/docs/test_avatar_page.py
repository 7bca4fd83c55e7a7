"""The designer's page works: a copy, new colours, a new smile, to Inkscape and back, an own drawing, into the store."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
from page_support import DOCS, Scratch, blocks

from avatars.schema import EXPRESSIONS, VISEMES
from kiosk.store_theme import Theme
from kiosk.studio.parts import ALIASES, PARTS

PAGE = "avatars.md"


@pytest.mark.engine
def test_a_designer_gets_a_face_of_their_own(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    copy, sheets, export, again, own, lint = (block.text for block in blocks(PAGE) if block.lang == "sh")
    colours, config, theme = (block for block in blocks(PAGE) if block.lang == "toml")
    (smile,) = (block.text for block in blocks(PAGE) if block.lang == "json")
    noor = scratch.folder / "noor"

    assert "./noor is a copy of maya" in scratch.run(copy).stdout
    before = cv2.imread(str(scratch.folder / "noor.png"))
    about = (noor / "avatar.toml").read_text()
    for line in colours.text.splitlines():
        name = line.split(" = ")[0]
        about, found = re.subn(rf"^{name} = .*$", line, about, flags=re.MULTILINE)
        assert found == 1, f"{name} is a plain colour of the copy"
    (noor / "avatar.toml").write_text(about)
    faces = json.loads((noor / "expressions.json").read_text())
    (noor / "expressions.json").write_text(json.dumps(faces | json.loads(f"{{{smile}}}")))
    scratch.run(sheets)
    sizes = {cv2.imread(str(scratch.folder / f"{name}.png")).shape for name in ("sheet", "matrix", "turns")}  # type: ignore[union-attr]
    assert len(sizes) == 3

    scratch.run(export)
    drawing = scratch.folder / "noor.svg"
    drawing.write_text(
        drawing.read_text().replace('id="features.brow"', 'id="features.brow" transform="translate(0,-9)"')
    )
    scratch.run(again)
    told = scratch.run(lint)
    assert "noor: no fault" in told.stdout
    scratch.run(copy.splitlines()[1])
    after = cv2.imread(str(scratch.folder / "noor.png"))
    assert before is not None
    assert after is not None
    assert np.abs(after.astype(int) - before).mean() > 5, "she looks like herself"

    shutil.copy(DOCS / "face.svg", scratch.folder)
    scratch.run(own)
    assert cv2.imread(str(scratch.folder / "ann.png")) is not None

    (scratch.folder / config.file).write_text(config.text)
    store = scratch.folder / "config" / "demo-store" / "store.toml"
    store.write_text(re.sub(r"\[theme\].*", theme.text, store.read_text(), flags=re.DOTALL))
    scratch.run("kiosk check && kiosk explain kiosk.avatar")


def test_the_page_names_all_that_there_is() -> None:
    text = (DOCS / PAGE).read_text(encoding="utf-8")
    for names in (EXPRESSIONS, VISEMES):
        assert f"`{' '.join(names)}`" in text
    spoken = set(re.findall(r"`([a-z-]+)`", text)) | set(
        re.findall(r"[a-z-]+", " ".join(re.findall(r"`([^`]+)`", text)))
    )
    for name, part in PARTS.items():
        if name not in {"face", "torso", "accent"} and not part.sided:
            assert name in spoken, name
        if part.sided and name != "cheek":
            assert f"{name}-left" in spoken, name
    assert set(Theme.model_fields) & spoken >= {"shirt", "accent", "badge"}
    assert set(ALIASES.values()) <= set(PARTS)
