"""What is wrong with pictures, and how soon and how steadily it is told, in the time of the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from support import data_dir

from hardware.camera.camera import Frame, Image
from hardware.camera.picture import Verdict, judge, measure, quality, small, verdict_of
from hardware.camera.picture_watch import PictureWatch, fault_of
from kiosk.simulation.aisle import View, draw_aisle

AISLE = draw_aisle(View(160, 120, 66.0, 1.35, 0.0)).astype(np.float32)
ROWS, COLUMNS = np.mgrid[0:120, 0:160]
LEAK = 40 + 30 * np.exp(-((COLUMNS - 125) ** 2 + (ROWS - 25) ** 2) / 2.5e3)
FINGER = np.dstack([LEAK * share for share in (0.5, 0.6, 1.2)])
Scene = Callable[[float], Image]
RNG = np.random.default_rng(1)
# As much as 8 levels would be at 640 × 480.
NOISE = [RNG.normal(0, 2, AISLE.shape).astype(np.float32) for _ in range(7)]


def through_a_sensor(scene: np.ndarray[tuple[int, ...], np.dtype[np.float32]], at: float) -> Image:
    noise = np.roll(NOISE[round(at * 1000) % len(NOISE)], round(at * 1000), axis=1)
    return np.asarray(np.clip(scene + noise, 0, 255), np.uint8)


def aisle(light: float) -> Scene:
    return lambda at: through_a_sensor(AISLE * light, at)


def covered(at: float) -> Image:
    return through_a_sensor(FINGER, at)


def capped(at: float) -> Image:
    return through_a_sensor(AISLE * 0, at)


def glare(at: float) -> Image:
    return through_a_sensor(AISLE * 0.3 + 230, at)


def dazzled(_at: float) -> Image:
    """Every pixel clipped: no noise is left that could differ."""
    return np.full((120, 160, 3), 255, np.uint8)


def cut_off(at: float) -> Image:
    """The last third was never sent."""
    picture = aisle(1.0)(at)
    picture[80:] = 128
    return picture


def static(at: float) -> Image:
    return np.asarray(np.random.default_rng(round(at * 1000)).integers(0, 256, AISLE.shape), np.uint8)


def tiny(at: float) -> Image:
    return aisle(1.0)(at)[:2, :2]


STILL = through_a_sensor(AISLE, 0.0)


def frozen(_at: float) -> Image:
    return STILL


class Film:
    """Pictures over time, as a watch sees them: `told` are its verdicts and when they came."""

    def __init__(self) -> None:
        self.watch, self.at = PictureWatch(), 0.0
        self.told: list[tuple[float, Verdict]] = []

    def show(self, scene: Scene, seconds: float, fps: float = 12.0, skipped: int = 0) -> Film:
        until = self.at + seconds
        while self.at < until:
            self.at += (1 + skipped) / fps
            if self.watch.see(Frame(scene(self.at), self.at, self.at, skipped)):
                self.told.append((self.at, self.watch.verdict))
        return self

    @property
    def verdicts(self) -> list[Verdict]:
        return [verdict for _, verdict in self.told]


@pytest.mark.parametrize(
    ("scene", "fps", "verdict"),
    [
        (capped, 12.0, "black"),
        (covered, 12.0, "covered"),
        (glare, 12.0, "bright"),
        (dazzled, 12.0, "bright"),
        (frozen, 12.0, "frozen"),
        (cut_off, 12.0, "torn"),
        (static, 12.0, "torn"),
        (tiny, 12.0, "tiny"),
        (aisle(1.0), 2.5, "slow"),
        (aisle(1.0), 1.0, "slow"),
    ],
)
def test_each_fault_is_noticed_within_three_seconds_and_so_is_its_end(
    scene: Scene, fps: float, verdict: Verdict
) -> None:
    film = Film().show(aisle(1.0), 5.0)
    assert film.told == []
    began = film.at
    film.show(scene, 6.0, fps)
    assert film.verdicts == [verdict]
    assert film.told[0][0] - began <= 3.1
    assert film.watch.blind
    ended = film.at
    film.show(aisle(1.0), 6.0)
    assert film.verdicts == [verdict, "good"]
    assert film.told[1][0] - ended <= 4.0
    assert fault_of(verdict, "x").code == f"camera.{verdict}"


@pytest.mark.parametrize(("light", "verdict"), [(0.15, ["dark"]), (0.06, ["dark"]), (0.4, []), (1.0, [])])
def test_a_dim_shop_is_no_fault_as_long_as_things_can_be_told_apart(light: float, verdict: list[Verdict]) -> None:
    film = Film().show(aisle(light), 6.0)
    assert film.verdicts == verdict
    assert not film.watch.blind


def test_a_shop_without_light_is_black_as_nobody_can_be_seen_there() -> None:
    assert Film().show(aisle(0.01), 6.0).verdicts == ["black"]


def test_what_was_dark_has_to_be_clearly_brighter() -> None:
    film = Film().show(aisle(0.17), 5.0).show(aisle(0.24), 8.0)
    assert film.verdicts == ["dark"]
    assert film.show(aisle(0.5), 5.0).verdicts == ["dark", "good"]
    assert Film().show(aisle(0.24), 8.0).told == []


def test_a_camera_of_a_few_pixels_is_never_taken_for_a_good_one() -> None:
    assert Film().show(tiny, 0.5).verdicts == ["tiny"]
    frames = [Frame(tiny(at), at, at) for at in (0.1, 0.2, 0.3)]
    assert quality(frames).verdict == "tiny"


def test_a_dark_floor_without_noise_and_black_bars_are_no_torn_picture() -> None:
    def barred(at: float) -> Image:
        picture = aisle(1.0)(at)
        picture[:18] = picture[-45:] = 4
        return picture

    assert Film().show(barred, 4.0).told == []


def test_one_torn_picture_now_and_then_is_nothing() -> None:
    film = Film()
    for _ in range(4):
        film.show(aisle(1.0), 1.0).show(cut_off, 0.3)
    assert film.told == []


def test_a_passing_hand_is_nothing() -> None:
    film = Film().show(aisle(1.0), 3.0).show(covered, 1.0).show(aisle(1.0), 3.0).show(capped, 1.0).show(aisle(1.0), 3.0)
    assert film.told == []


def test_dusk_does_not_make_it_come_and_go() -> None:
    """Five minutes at the edge of darkness, in which the light sways every four seconds."""
    film = Film()
    for _ in range(40):
        film.show(aisle(0.025), 4.0, fps=6.0).show(aisle(0.06), 4.0, fps=6.0)
    assert film.verdicts.count("black") <= 4


def test_who_fails_again_in_another_way_is_believed_as_soon_as_the_first_time() -> None:
    film = Film().show(aisle(1.0), 3.0).show(frozen, 6.0).show(aisle(1.0), 5.0).show(capped, 6.0)
    ended = film.at
    film.show(aisle(1.0), 8.0)
    assert film.verdicts == ["frozen", "good", "black", "good"]
    assert film.told[-1][0] - ended < 2.5
    ended = film.show(capped, 6.0).at
    film.show(aisle(1.0), 8.0)
    assert film.told[-1][0] - ended > 2.8, "in the same way again: twice as long"


def test_pictures_that_nobody_had_time_for_count_for_the_rate() -> None:
    assert Film().show(aisle(1.0), 6.0, fps=15.0, skipped=6).told == []
    assert Film().show(aisle(1.0), 6.0, fps=6.0).verdicts == ["sluggish"]


def test_a_still_picture_stays_one_when_the_camera_is_opened_anew() -> None:
    film = Film().show(frozen, 4.0)
    film.watch.reopened()
    film.show(frozen, 4.0)
    assert film.verdicts == ["frozen"]
    film.watch.reopened()
    assert film.show(aisle(1.0), 3.0).verdicts == ["frozen", "good"]


def test_no_scene_of_the_public_clips_is_called_blind() -> None:
    for name in ("store-aisle-detection.gif", "people-detection.gif", "single_face.mp4", "no_face.mp4"):
        capture = cv2.VideoCapture(str(Path(data_dir()) / "sight" / name))
        done, picture = capture.read()
        assert done
        image = np.asarray(picture, np.uint8)
        assert verdict_of(image, judge(measure(small(image)), 25.0, frozen=False)) == "good", name
        capture.release()
