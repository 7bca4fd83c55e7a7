"""A face goes to Inkscape and back: unchanged it is the same, changed it moves as before, drawn anew it lives."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import cv2
import numpy as np
import pytest
from page_support import DOCS

import avatars
from avatars.curves import Splines
from avatars.inspection import inspect
from avatars.rig import Bitmap, Rig, Shape
from kiosk.errors import InputError
from kiosk.studio.cli import export, import_
from kiosk.studio.outline_fit import fit
from kiosk.studio.svg_export import SVG
from kiosk.studio.svg_export import export as exported
from kiosk.studio.svg_import import Taken, take
from kiosk.studio.svg_numbers import along, path_outlines, transform_of
from kiosk.studio.svg_read import read, read_text

DRAWINGS = Path(__file__).parent / "drawings"


def shape_of(rig: Rig, layer: str, name: str) -> Shape:
    (found,) = (shape for each in rig.layers if each.id == layer for shape in each.shapes if shape.id == name)
    return found


def changed(maya: avatars.Pack, name: str, **attributes: str) -> Taken:
    """Maya's drawing taken back with an element changed."""
    root = ET.fromstring(exported(maya))
    (element,) = (each for each in root.iter() if each.get("id") == name)
    element.attrib |= {key.replace("_", "-"): value for key, value in attributes.items()}
    return take(read_text(ET.tostring(root)), maya)


@pytest.mark.parametrize("name", avatars.packs())
def test_an_unchanged_drawing_is_the_same_face(name: str) -> None:
    pack = avatars.load(name)
    taken = take(read_text(exported(pack)), pack)
    assert (taken.rig, taken.colours, taken.problems) == (pack.rig, {}, ())


def test_a_layer_that_is_a_picture_is_seen_and_stays(maya: avatars.Pack) -> None:
    hair = maya.rig.layers[-1]
    image = Bitmap(file="layers/hair.png", box=(-200, -300, 400, 600))
    layers = [*maya.rig.layers[:-1], hair.model_copy(update={"shapes": [], "image": image})]
    images = {**maya.images, "layers/hair.png": maya.images["thumb.png"]}
    pack = replace(maya, rig=maya.rig.model_copy(update={"layers": layers}), images=images)
    text = exported(pack)
    assert "data:image/png;base64,iVBOR" in text
    taken = take(read_text(text), pack)
    assert (taken.rig, taken.problems) == (pack.rig, ())


def test_every_layer_and_shape_has_its_name_in_the_drawing(maya: avatars.Pack) -> None:
    root = ET.fromstring(exported(maya))
    groups = [group.get("id") for group in root.findall(f"{{{SVG}}}g")]
    assert groups == [layer.id for layer in maya.rig.layers]
    ids = {element.get("id") for element in root.iter()}
    assert {f"{layer.id}.{shape.id}" for layer in maya.rig.layers for shape in layer.shapes} <= ids


def test_a_moved_shape_keeps_its_points_and_its_movement(maya: avatars.Pack) -> None:
    before = shape_of(maya.rig, "features", "brow")
    after = shape_of(changed(maya, "features.brow", transform="translate(0,-12)").rig, "features", "brow")
    assert len(after.points) == len(before.points)
    up = np.array(before.points)[:, 1] - np.array(after.points)[:, 1]
    assert up == pytest.approx(12, abs=0.6), "12 seen at rest is a little less where the brow is nearer than the ears"
    assert after.keys.keys() == before.keys.keys()
    for key, deltas in before.keys.items():
        assert np.array(after.keys[key]) == pytest.approx(np.array(deltas), abs=0.06)
    assert after.fade == before.fade


def test_a_larger_eye_still_closes(maya: avatars.Pack) -> None:
    root = ET.fromstring(exported(maya))
    (eye,) = (each for each in root.iter() if each.get("id") == "features.eye")
    points = np.array(shape_of(maya.rig, "features", "eye").points)
    x, y = points[:, :2].mean(axis=0)
    eye.set("d", f"M {x - 60} {y} Q {x} {y - 70} {x + 60} {y} Q {x} {y + 40} {x - 60} {y} Z")
    taken = take(read_text(ET.tostring(root)), maya)
    shape = shape_of(taken.rig, "features", "eye")
    assert len(shape.points) != len(points)
    (blink,) = (key for key in shape.keys if key.startswith("eyeBlink") and "*" not in key)
    closed = np.array(shape.points)
    for index, *by in shape.keys[blink]:
        closed[int(index), :3] += by
    height = np.ptp(np.array(shape.points)[:, 1])
    assert height > 45
    assert np.ptp(closed[:, 1]) < 0.45 * height, "the lids meet along a curve"


def test_a_new_colour_gets_a_name_and_an_old_one_keeps_its_token(maya: avatars.Pack) -> None:
    taken = changed(maya, "torso.badge", fill="#123456", opacity="0.5")
    badge = shape_of(taken.rig, "torso", "badge")
    assert taken.colours == {"drawn-123456": "#123456"}
    assert badge.paint.stops[0].colour == "drawn-123456"
    assert badge.alpha == pytest.approx(0.5)


def test_colours_that_the_pack_changed_after_the_export_are_no_change_of_the_drawing(maya: avatars.Pack) -> None:
    other = replace(maya, colours={name: (1 - red, green, blue) for name, (red, green, blue) in maya.colours.items()})
    taken = take(read_text(exported(maya)), other)
    assert (taken.rig, taken.colours) == (maya.rig, {})
    drawing = read_text(exported(maya))
    drawing.shapes = [drawn for drawn in drawing.shapes if drawn.id == "torso.badge"]
    foreign = take(drawing, replace(other, id="noor"))
    assert foreign.colours, "the colours of another face's drawing are its own"


def test_what_stands_where_it_stood_is_no_change_however_it_is_written(maya: avatars.Pack) -> None:
    root = ET.fromstring(exported(maya))
    gradients = {each.get("id"): each for each in root.iter() if each.tag.endswith("linearGradient")}
    element = next(each for each in root.iter() if each.get("d") and each.get("fill", "")[5:-1] in gradients)
    gradient = gradients[element.get("fill", "")[5:-1]]
    words = element.get("d", "").split()
    doubled = [word if word.isalpha() else str(float(word) * 2) for word in words]
    element.attrib |= {"d": " ".join(doubled), "transform": "scale(0.5)"}
    for key in ("x1", "y1", "x2", "y2"):
        gradient.set(key, str(float(gradient.get(key, "0")) * 2))
    assert take(read_text(ET.tostring(root)), maya).rig == maya.rig


def test_a_transform_that_is_none_and_a_shape_of_no_size_are_told(maya: avatars.Pack) -> None:
    (wobbles,) = changed(maya, "torso.badge", transform="wobble(3)").problems
    assert (wobbles.element, "'wobble(3)' is not known" in wobbles.what) == ("torso.badge", True)
    (small,) = changed(maya, "torso.badge", transform="scale(0)").problems
    assert (small.element, "scaled to nothing" in small.what) == ("torso.badge", True)
    (nonsense,) = changed(maya, "torso.badge", d="M 0 0 arb").problems
    assert nonsense.what == "its outline cannot be read (it is no path data)"


@pytest.mark.parametrize(("layer", "cost"), [("face", "the head"), ("features", "neither looks nor speaks")])
def test_a_layer_that_was_deleted_is_told_with_what_it_costs(maya: avatars.Pack, layer: str, cost: str) -> None:
    root = ET.fromstring(exported(maya))
    (group,) = (each for each in root if each.get("id") == layer)
    root.remove(group)
    (gone,) = take(read_text(ET.tostring(root)), maya).problems
    assert (gone.element, cost in gone.what) == (layer, True)


def test_a_file_says_why_it_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "folder.svg").mkdir()
    (tmp_path / "empty.svg").write_bytes(b"")
    (tmp_path / "small.svgz").write_bytes(gzip.compress(b"<svg/>"))
    for name, why in (("folder.svg", "is a folder"), ("empty.svg", "is empty"), ("small.svgz", "is a compressed SVG")):
        with pytest.raises(InputError, match=why):
            read(tmp_path / name)


def test_a_file_of_inkscape_is_taken_and_what_is_not_is_told(maya: avatars.Pack) -> None:
    drawing = read(DRAWINGS / "inkscape.svg")
    taken = take(drawing, maya)
    assert [layer.id for layer in taken.rig.layers] == ["torso", "face", "features"]
    assert shape_of(taken.rig, "face", "skin").paint.kind == "linear"
    iris = next(s for layer in taken.rig.layers if layer.id == "features" for s in layer.shapes if "iris" in s.id)
    assert iris.clip == "eye-right"
    assert {"gazeX", "gazeY"} <= iris.keys.keys()
    told = {problem.element: problem for problem in taken.problems}
    assert set(told) == {"text8", "path9", "path10", "polygon11", "polygon12"}
    assert "Object to Path" in told["text8"].mend
    assert "dashed" in told["path10"].what
    assert "#rrggbb" in told["polygon11"].mend
    assert "blur" in told["polygon12"].what
    assert taken.colours["shirt"] == "#2F6F8F", "clothes keep the name that a store's colours go by"


def test_what_is_clipped_by_a_shape_that_is_left_out_is_not_told_again(maya: avatars.Pack) -> None:
    taken = changed(maya, "torso.shirt", mask="url(#any)")
    assert [problem.element for problem in taken.problems] == ["torso.shirt"]


def test_a_head_that_is_left_out_says_why(maya: avatars.Pack) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><g id="skin"><text id="text1">face</text></g></svg>'
    with pytest.raises(InputError, match="no head: text1"):
        take(read_text(svg), maya)


def test_a_traced_photograph_is_told_and_not_waited_for() -> None:
    many = " ".join(f"L {i % 83} {i % 59}" for i in range(20_000))
    drawing = read_text(f'<svg xmlns="http://www.w3.org/2000/svg"><path id="traced" d="M 1 1 {many} Z"/></svg>')
    assert drawing.shapes == []
    (problem,) = drawing.problems
    assert (problem.element, "more than 1000" in problem.what, "Simplify" in problem.mend) == ("traced", True, True)


@pytest.fixture(scope="module")
def ann_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawn") / "ann"
    import_(DOCS / "face.svg", out=folder)
    return folder


@pytest.fixture(scope="module")
def ann(ann_folder: Path) -> avatars.Pack:
    return avatars.load(str(ann_folder))


def test_the_drawing_of_the_docs_has_no_fault(ann_folder: Path) -> None:
    assert [str(fault) for fault in inspect(ann_folder)] == []


def test_a_drawing_lives(ann: avatars.Pack) -> None:
    assert ann.colours["skin"] == pytest.approx((0xD9 / 255, 0xA2 / 255, 0x7C / 255))
    renderer = avatars.open_renderer(ann, 270, 480)
    rest = renderer.draw({}).astype(int)
    for pose in ({"eyeBlinkLeft": 1.0}, {"browUpLeft": 1.0}, {"gazeX": 0.8}, {"headYaw": 15.0}, {"jawOpen": 0.8}):
        assert (np.abs(renderer.draw(pose).astype(int) - rest).max(axis=2) > 60).sum() > 12, pose


def test_a_drawing_is_read_again_without_losing_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    export("maya", Path("noor.svg"))
    import_(Path("noor.svg"))
    assert "noor:" in capsys.readouterr().out
    poses = Path("noor/visemes.json")
    poses.write_text(poses.read_text().replace("0.88", "0.7"))
    with pytest.raises(InputError) as caught:
        import_(Path("noor.svg"))
    assert caught.value.code == "avatar.exists"
    mine = poses.read_text()
    import_(Path("noor.svg"), again=True)
    assert poses.read_text() == mine
    hers, own = (
        avatars.open_renderer(avatars.load(name), 270, 480).draw({}).astype(int) for name in ("maya", "./noor")
    )
    assert np.abs(hers - own).mean() <= 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("not xml", "avatar.svg"),
        ("<html/>", "avatar.svg"),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', "avatar.head"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><g id="shirt"><circle r="3"/></g></svg>', "avatar.head"),
    ],
)
def test_a_file_that_is_no_face_is_refused(tmp_path: Path, text: str, code: str) -> None:
    file = tmp_path / "x.svg"
    file.write_text(text)
    with pytest.raises(InputError) as caught:
        import_(file, out=tmp_path / "x")
    assert (caught.value.code, bool(caught.value.remedy)) == (code, True)
    assert not (tmp_path / "x").exists()


BROKEN = ["", "NaN", "1e400", "abc", "url(#nothing)", "scale(0)", "-1", "M 0 0 L", "hsl(1,2,3)"]


@pytest.mark.parametrize(
    "key", ["d", "transform", "fill", "stroke", "stroke-width", "opacity", "clip-path", "filter", "rx"]
)
def test_nonsense_in_a_drawing_is_told_and_breaks_nothing(maya: avatars.Pack, key: str) -> None:
    root = ET.fromstring((DOCS / "face.svg").read_text())
    shapes = [each for each in root.iter() if each.tag.rpartition("}")[2] in {"path", "ellipse"}][4:]
    for element, nonsense in zip(shapes, BROKEN, strict=False):
        element.set(key, nonsense)
    taken = take(read_text(ET.tostring(root)), maya)
    assert sum(len(layer.shapes) for layer in taken.rig.layers) >= 20
    assert all(problem.what and problem.mend for problem in taken.problems)
    assert json.dumps(taken.rig.model_dump(), allow_nan=False), "no number is NaN or infinite"


@pytest.mark.parametrize(
    "data",
    [
        "M 0 0 C 40 -60 120 -60 160 0 S 200 90 80 120 Z",
        "M 0 0 h 100 v 50 h -100 z",
        "M 0 0 Q 50 -80 100 0 T 200 0 L 100 150 Z",
        "M 10 10 A 60 40 20 1 0 130 10 z",
    ],
)
def test_an_outline_becomes_points_that_nobody_can_tell_from_it(data: str) -> None:
    (outline,) = path_outlines(data)
    fitted = fit(outline)
    assert len(fitted.points) <= 60
    drawn = along(outline.curves)
    splines = Splines()
    splines.add(len(fitted.points), True, fitted.corners, fitted.tension)
    flat = splines.cubics(fitted.points)
    made = along(np.stack([flat[i : i + 4] for i in range(0, len(flat) - 1, 3)]))
    both = [np.zeros((300, 400), np.uint8) for _ in range(2)]
    for image, line in zip(both, (drawn, made), strict=True):
        cv2.fillPoly(image, [np.round((line + 120) * 16).astype(np.int32)], 255, shift=4)
    apart = (both[0] != both[1]).astype(np.uint8)
    assert not cv2.erode(apart, np.ones((2, 2), np.uint8)).any(), "nowhere two pixels apart"


def test_transforms_apply_from_the_right() -> None:
    assert transform_of("translate(10) scale(2, 3) rotate(90)").transformPoint((1, 0)) == pytest.approx((10, 3))
    assert transform_of("rotate(90 5 5)").transformPoint((5, 0)) == pytest.approx((10, 5))
