"""Privacy by how it is built: what eyes could do here that they must not is not there at all."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import types
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import cv2
import numpy as np
import pytest
from sight_support import LENS, sighting, yunet

import kiosk
import kiosk.sight
from kiosk import events
from kiosk.access import Access
from kiosk.commands import Command
from kiosk.resources import config_dir
from kiosk.settings import Sight
from kiosk.sight.codes import GONE_S, CodeReader
from kiosk.sight.geometry import Sighting
from kiosk.sight.motion import Motion
from kiosk.sight.pipeline import Pipeline
from kiosk.sight.presence import Presence
from kiosk.sight.tracks import DROP_S, Track, Tracker
from kiosk.timeline import Timeline

ROOT = Path(kiosk.__file__).parents[1]
OURS = ("kiosk", "hardware", "avatars")
EYES = Path(kiosk.sight.__file__).parent
IDENTIFIES = re.compile(
    r"FaceRecognizer|sface|face_recognition|insightface|arcface|facenet|deepface|retinaface|dlib|mediapipe|openface"
    r"|(^|_)(embedding|emotion|gender|ethnicity|identify|age_?net|age_estimation|fer2013|ferplus|landmarks?68)",
    re.IGNORECASE,
)
LOOKS_LIKE_AGE = re.compile(r"(^|_)ages?($|_)", re.IGNORECASE)


# --- what is there ---------------------------------------------------------------------------------------------------


def file_of(module: str) -> Path | None:
    place = ROOT / module.replace(".", "/")
    return next((path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()), None)


def imports_of(tree: ast.AST) -> Iterator[str]:
    """Names of all that a file imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def closure() -> tuple[dict[str, ast.Module], set[str]]:
    """Our modules that kiosk.sight reaches, parsed, and the foreign ones."""
    left = [f"kiosk.sight.{file.stem}" for file in EYES.glob("*.py")]
    ours: dict[str, ast.Module] = {}
    foreign: set[str] = set()
    while left:
        name = left.pop()
        path = file_of(name)
        if name.partition(".")[0] not in OURS:
            foreign.add(name)
        elif name not in ours and path is not None:
            ours[name] = ast.parse(path.read_text(encoding="utf-8"))
            left += imports_of(ours[name])
    return ours, foreign


def names_in(tree: ast.AST) -> Iterator[str]:
    """Every name and every text of a file, but for its docstrings: those may say what it does not do."""
    said = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.FunctionDef(name=name):
                yield name
            case ast.alias(name=name):
                yield from name.split(".")
            case ast.Constant(value=str(text)) if node not in said:
                yield from text.split()


def test_nothing_that_sight_reaches_can_tell_who_somebody_is_or_what_they_feel() -> None:
    ours, foreign = closure()
    assert {"kiosk.sight.pipeline", "hardware.camera.camera", "kiosk.simulation.people"} <= ours.keys()
    assert not [name for name in foreign if IDENTIFIES.search(name)]
    assert not {name.partition(".")[0] for name in foreign} & {"onnxruntime", "torch", "tensorflow", "sklearn"}
    found = {(name, word) for name, tree in ours.items() for word in names_in(tree) if IDENTIFIES.search(word)}
    assert found == set()


def test_the_only_faces_of_opencv_that_are_named_are_boxes() -> None:
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in EYES.glob("*.py")]
    words = {word for tree in trees for word in names_in(tree)}
    assert {word for word in words if word.startswith("Face") and hasattr(cv2, word)} == {"FaceDetectorYN"}
    assert not [word for word in words if LOOKS_LIKE_AGE.search(word)]
    assert not words & {"imwrite", "imencode", "VideoWriter", "tofile", "savez", "write_bytes", "pickle", "dnn"}


def test_the_check_finds_what_it_looks_for() -> None:
    bad = ast.parse(
        "import cv2\ndef f(face_embedding):\n    '''no emotion'''\n    return cv2.FaceRecognizerSF, 'sface.onnx'"
    )
    assert {word for word in names_in(bad) if IDENTIFIES.search(word)} == {
        "face_embedding",
        "FaceRecognizerSF",
        "sface.onnx",
    }
    assert [word for word in ("age", "shopper_age", "AGE") if LOOKS_LIKE_AGE.search(word)]
    assert not [word for word in ("image", "page", "average", "Language") if LOOKS_LIKE_AGE.search(word)]


def test_no_model_that_is_offered_knows_faces_apart() -> None:
    assert not IDENTIFIES.search((config_dir() / "models.toml").read_text(encoding="utf-8").replace("/", " "))


# --- what leaves -----------------------------------------------------------------------------------------------------

PLAIN = (str, int, float, bool, type(None))


def leaves_of(hint: Any) -> Iterator[Any]:
    """All types that a value of a type of the vocabulary can be made of."""
    if is_dataclass(hint):
        for inner in get_type_hints(hint).values():
            yield from leaves_of(inner)
    elif get_origin(hint) is Literal:
        yield from (type(value) for value in get_args(hint))
    elif get_origin(hint) in {tuple, Union, types.UnionType, Mapping, frozenset} or get_origin(hint) is Mapping:
        for inner in get_args(hint):
            yield from leaves_of(inner) if inner is not Ellipsis else ()
    elif get_origin(hint) is not None and issubclass(get_origin(hint), Mapping):
        for inner in get_args(hint):
            yield from leaves_of(inner)
    else:
        yield hint


def test_no_field_of_the_vocabulary_can_carry_a_picture() -> None:
    for kind in (*get_args(events.Event), *get_args(Command)):
        assert set(leaves_of(kind)) <= set(PLAIN), kind
    assert set(leaves_of(Timeline)) | set(leaves_of(Access)) <= set(PLAIN)


def test_what_leaves_sight_is_numbers_of_places_counts_tracks_and_a_codes_text() -> None:
    named = {word for tree in map(_parsed, EYES.glob("*.py")) for word in names_in(tree)}
    told = {kind for kind in get_args(events.Event) if kind.__name__ in named}
    assert events.ShopperEngaged in told
    texts = {
        f"{kind.__name__}.{name}"
        for kind in told
        for name, hint in get_type_hints(kind).items()
        if str in set(leaves_of(hint)) and get_origin(hint) is not Literal
    }
    about_shoppers = {text for text in texts if not text.startswith(("Part", "SourceEnded"))}
    assert about_shoppers == {"CodeShown.text"}


def _parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", [Sighting, Motion])
def test_what_is_kept_of_a_face_is_a_handful_of_numbers(kind: type) -> None:
    assert set(leaves_of(kind)) <= {int, float, bool}
    assert len(fields(kind)) <= 16


def test_a_track_holds_numbers_of_place_and_no_pixel() -> None:
    track = Track(1, 0.0, sighting(0.0, 1.2))
    kept = [value for value in vars(track).values() if isinstance(value, np.ndarray)]
    assert sum(value.size for value in kept) == 4 + 16, "its place and speed, and how sure they are"
    others = [value for value in vars(track).values() if not isinstance(value, np.ndarray)]
    assert all(isinstance(value, int | float | bool | Sighting) for value in others)


# --- what is kept ----------------------------------------------------------------------------------------------------


def test_a_track_dies_after_two_seconds_and_its_number_never_comes_back() -> None:
    assert DROP_S == 2.0
    tracker, presence, numbers = Tracker(LENS), Presence(), []
    t = 0.0
    for _ in range(4):
        for _ in range(20):
            t += 0.1
            presence.step(t, tracker.step(t, [sighting(0.0, 2.8)]))
        numbers.append(tracker.tracks[0].number)
        for _ in range(21):
            t += 0.1
            presence.step(t, tracker.step(t, []))
        assert tracker.tracks == []
        assert list(presence.shoppers) == []
    assert numbers == sorted(set(numbers)), "the same face in the same place is somebody new"


@pytest.mark.engine
def test_no_number_comes_back_when_the_camera_does_or_its_pictures_change_their_size(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pipeline, numbers, t = Pipeline(yunet(), Sight(), every_frame=True), list[int](), 0.0
    monkeypatch.setattr(pipeline, "_sightings", lambda *_: [sighting(0.0, 1.2)])
    for width, height, lost in ((640, 480, False), (320, 240, False), (320, 240, True)):
        if lost:
            pipeline.forget()
        for _ in range(5):
            t += 0.1
            pipeline.step(t, np.zeros((height, width, 3), np.uint8))
        numbers.append(pipeline.tracks[0].number)
    assert len(set(numbers)) == 3, "nobody inherits the session of somebody else"


def test_nothing_of_a_code_is_kept_after_the_engagement() -> None:
    reader = CodeReader({})
    reader.read = lambda image: ["https://example.org/me"]  # type: ignore[method-assign]
    blank = np.zeros((480, 640, 3), np.uint8)
    reader.look(0.0, blank, engaged=True)
    assert "example" in str(vars(reader))
    reader.look(0.1, blank, engaged=False)
    assert "example" not in str(vars(reader))
    assert GONE_S < 10


WATCHES = """
import os, sys
from pathlib import Path
from kiosk.settings import Sight
from kiosk.sight import cli
from kiosk import models
model, video = models.path("yunet"), Path(sys.argv[1])
import kiosk.sight.pipeline, kiosk.sight.codes, kiosk.runtime.wire, hardware.camera.film
told = []
def hook(event, args):
    if event == "open":
        path, mode, flags = args
        writes = any(each in (mode or "") for each in "wax+") or (flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if writes and str(path) != os.devnull:
            told.append(f"{event} {path} {mode} {flags}")
    elif event in ("socket.connect", "socket.bind", "os.rename", "os.mkdir", "subprocess.Popen", "shutil.copyfile"):
        told.append(f"{event} {args}")
sys.addaudithook(hook)
before = set(os.listdir("."))
events = cli.presence_in(video, Sight(hfov_deg=66.0), {})
assert set(os.listdir(".")) == before
print(len(events), *told, sep="\\n")
open("a proof that the hook works", "w").close()
assert told, "the hook sees nothing"
"""


@pytest.mark.engine
def test_watching_writes_nothing_and_talks_to_nobody(tmp_path: Path) -> None:
    """Every open for writing of the interpreter is seen by an audit hook (PEP 578); the folder shows the rest."""
    yunet()
    writer = cv2.VideoWriter(str(tmp_path / "clip.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (320, 240))
    rng = np.random.default_rng(1)
    for _ in range(12):
        writer.write(rng.integers(0, 255, (240, 320, 3), np.uint8))
    writer.release()
    here = tmp_path / "here"
    here.mkdir()
    done = subprocess.run(
        [sys.executable, "-B", "-c", WATCHES, str(tmp_path / "clip.avi")],
        cwd=here,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:2] == ["0", ""], done.stdout
