"""Films of the simulated shop: a camera's frames of a scene, with the truth beside each. Same seed, same film."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, get_args

import numpy as np

from kiosk.simulation.aisle import Image, View, draw_aisle
from kiosk.simulation.optics import Optics, backlit
from kiosk.simulation.scene import Truth, draw_scene
from kiosk.simulation.walks import Scene, Walker, surroundings
from kiosk.simulation.walks_past import divert, linger, pass_by, read_shelf, side_on, through, wander
from kiosk.simulation.walks_to import approach, back_again, group, low, queue, wheelchair

Coming = Literal["approach", "child", "wheelchair", "group", "return", "queue"]
Passing = Literal["pass-by", "through", "linger", "divert", "side-on", "shelf", "wander"]
Kind = Coming | Passing
VIEW: Final = View(640, 480, 66.0, 1.35)

COMING: Final[tuple[Kind, ...]] = get_args(Coming)
PASSING: Final[tuple[Kind, ...]] = get_args(Passing)
WALKERS: Final[Mapping[Kind, Callable[[np.random.Generator], list[Walker]]]] = {
    "approach": lambda rng: [approach(rng)],
    "child": low,
    "wheelchair": wheelchair,
    "group": group,
    "return": back_again,
    "queue": queue,
    "pass-by": lambda rng: [pass_by(rng)],
    "through": lambda rng: [through(rng)],
    "linger": lambda rng: [linger(rng)],
    "divert": lambda rng: [divert(rng)],
    "side-on": lambda rng: [side_on(rng)],
    "shelf": lambda rng: [read_shelf(rng)],
    "wander": lambda rng: [wander(rng)],
}


@dataclass(frozen=True, slots=True)
class Shot:
    """A frame, BGR, its time, s, and the truth about everybody in it."""

    t_s: float
    image: Image
    truths: Sequence[Truth]


def scene_of(kind: Kind, seed: int) -> Scene:
    """The scene of a kind and a seed."""
    rng = np.random.default_rng([(*COMING, *PASSING).index(kind), seed])
    return Scene(WALKERS[kind](rng), *surroundings(rng))


def film(scene: Scene, fps: float, view: View = VIEW, after_s: float = 0.0) -> Iterator[Shot]:
    """Its frames until everybody has gone, and `after_s` of what is then left."""
    aisle, optics = backlit(aisle_of(view), view, scene.light.backlight), Optics(view, scene.light, jpeg=scene.jpeg)
    for number in range(round((scene.end_s + after_s) * fps)):
        t = number / fps
        picture = aisle.copy()
        truths = draw_scene(picture, view, *scene.at(t), shutter_s=optics.shutter_s)
        yield Shot(t, optics.expose(t, picture), truths)


@lru_cache(maxsize=4)
def aisle_of(view: View) -> Image:
    """The empty aisle, drawn once; not to be drawn on."""
    return draw_aisle(view)
