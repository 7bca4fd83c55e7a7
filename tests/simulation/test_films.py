"""Films of the simulated shop: the same from the same seed, true beside what is seen, with a real camera's faults."""

from __future__ import annotations

from itertools import islice

import cv2
import numpy as np
import pytest
from sight_support import yunet

from kiosk.sight.faces import FaceDetector
from kiosk.sight.geometry import Lens
from kiosk.simulation.aisle import Image, View, draw_aisle
from kiosk.simulation.film import COMING, PASSING, VIEW, Kind, film, scene_of
from kiosk.simulation.obstacles import Obstacle
from kiosk.simulation.optics import Light, Optics, backlit
from kiosk.simulation.people import Person
from kiosk.simulation.scene import Truth, draw_scene

SMALL = View(160, 120, 66.0, 1.35)
LENS = Lens(640, 480, 66.0)
FPS = 10.0


@pytest.fixture(scope="module")
def aisle() -> Image:
    return draw_aisle(VIEW)


def drawn(aisle: Image, *people: Person, things: tuple[Obstacle, ...] = (), shutter_s: float = 0.0) -> Image:
    picture = aisle.copy()
    draw_scene(picture, VIEW, people, things, shutter_s)
    return picture


def truths(aisle: Image, *people: Person, things: tuple[Obstacle, ...] = ()) -> list[Truth]:
    return draw_scene(aisle.copy(), VIEW, people, things)


def shopper(x: float, z: float, yaw: float = 0.0, eye: float = 1.6, **more: float) -> Person:
    return Person(1, x, z, yaw, eye, "maya", **more)  # type: ignore[arg-type]


def test_the_same_seed_makes_the_same_film_and_another_makes_another() -> None:
    first, again, other = (
        np.stack([shot.image for shot in islice(film(scene_of("approach", seed), FPS, SMALL), 25)])
        for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("kind", COMING)
def test_who_comes_stands_before_the_kiosk_until_they_leave(kind: Kind) -> None:
    for seed in range(4):
        for walker in scene_of(kind, seed).walkers:
            assert walker.stop_s is not None
            assert walker.away_s is not None
            early, late = walker.way(walker.stop_s + 0.1), walker.way(walker.away_s - 0.2)
            assert np.hypot(*early) < 2.2
            assert early == pytest.approx(late, abs=0.05)
            assert np.hypot(*walker.way(walker.end_s)) > np.hypot(*late)


@pytest.mark.parametrize("kind", PASSING)
def test_who_passes_never_stands_still_before_the_kiosk_and_looks_at_it(kind: Kind) -> None:
    for seed in range(4):
        (walker,) = scene_of(kind, seed).walkers
        assert walker.stop_s is None
        looks_s = 0.0
        for t in np.arange(0, walker.end_s, 0.1):
            x, z = walker.way(float(t))
            nearer = np.hypot(*walker.way(float(t) + 0.3)) < np.hypot(x, z) - 0.1
            person = walker.person(1, float(t))
            near = person is not None and np.hypot(x, z) < 1.6 and abs(person.yaw_deg) < 20 and not nearer
            looks_s = looks_s + 0.1 if near else 0.0
            assert looks_s < 1.9


def test_heads_turn_to_what_is_looked_at_and_no_faster_than_a_neck() -> None:
    (walker,) = scene_of("divert", 3).walkers
    yaws = [person.yaw_deg for t in np.arange(0, walker.end_s, 0.1) if (person := walker.person(1, float(t)))]
    assert abs(yaws[5]) < 20
    assert abs(yaws[-1]) > 60
    assert max(abs(np.diff(yaws))) < 70


@pytest.mark.engine
def test_the_truth_is_where_the_detector_finds_the_face(aisle: Image) -> None:
    person = shopper(0.5, 2.0)
    (truth,) = truths(aisle, person)
    (face,) = FaceDetector(yunet()).find(drawn(aisle, person))
    assert LENS.locate(face).z_m == pytest.approx(truth.distance_m, rel=0.1)
    assert face.width == pytest.approx(truth.width_px, rel=0.15)
    assert truth.bearing_deg == pytest.approx(14.0, abs=0.1)
    assert truth.facing
    assert truth.occluded < 0.02


def test_what_is_hidden_is_told_of(aisle: Image) -> None:
    person = shopper(0.0, 2.5)
    display = Obstacle("display", 0.0, 1.8)
    assert truths(aisle, person, things=(display,))[0].occluded > 0.9
    assert truths(aisle, person, things=(Obstacle("display", 0.0, 3.0),))[0].occluded < 0.02
    assert truths(aisle, person, things=(Obstacle("display", 1.2, 1.8),))[0].occluded < 0.02
    behind, before = truths(aisle, shopper(0.0, 2.5), Person(2, 0.0, 1.2, 0.0, 1.6, "ines"))
    assert behind.occluded > 0.8
    assert before.occluded < 0.02
    half = truths(aisle, shopper(-0.65, 1.0))[0].occluded
    assert 0.3 < half < 0.7


def test_a_trolley_hides_bodies_and_a_child_but_no_standing_face(aisle: Image) -> None:
    trolley = Obstacle("trolley", 0.0, 1.6)
    adult, child = (truths(aisle, shopper(0.0, 2.0, eye=eye), things=(trolley,))[0] for eye in (1.6, 0.85))
    assert adult.occluded < 0.02
    assert child.occluded > 0.2


def test_who_walks_past_fast_is_blurred_and_who_stands_is_not(aisle: Image) -> None:
    def sharpness(speed: float) -> float:
        picture = drawn(aisle, shopper(0.0, 1.2, vx_mps=speed), shutter_s=1 / 30)
        return float(cv2.Laplacian(picture[120:260, 260:380], cv2.CV_64F).var())

    assert sharpness(1.5) < 0.5 * sharpness(0.0)
    assert sharpness(0.0) == pytest.approx(
        float(cv2.Laplacian(drawn(aisle, shopper(0.0, 1.2))[120:260, 260:380], cv2.CV_64F).var())
    )


def test_the_exposure_goes_after_the_light_and_the_dark_is_noisy(aisle: Image) -> None:
    optics = Optics(VIEW, Light(change=-4.0, change_s=1.0))
    means, noise = [], []
    for frame in range(40):
        before = optics.expose(frame / FPS, aisle)
        means.append(float(before.mean()))
        noise.append(float(np.abs(before.astype(int) - optics.expose(frame / FPS, aisle)).mean()))
    assert min(means) < 0.5 * means[0]
    assert means[-1] > 0.8 * means[0]
    assert noise[-1] > 1.5 * noise[0]


def test_a_camera_that_was_just_opened_is_not_settled(aisle: Image) -> None:
    dark = Light(stops=-3.0)
    assert (
        Optics(VIEW, dark, settled=False).expose(0.0, aisle).mean() < 0.6 * Optics(VIEW, dark).expose(0.0, aisle).mean()
    )


def test_a_glare_behind_makes_who_stands_before_it_dark(aisle: Image) -> None:
    def face(share: float) -> float:
        optics, lit = Optics(VIEW, Light(backlight=share)), backlit(aisle, VIEW, share)
        for frame in range(20):
            picture = lit.copy()
            draw_scene(picture, VIEW, [shopper(0.0, 1.5)])
            seen = optics.expose(frame / FPS, picture)
        return float(seen[140:200, 300:340].mean())

    assert face(0.9) < face(0.0) - 15
