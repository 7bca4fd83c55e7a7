"""Sites for the tests of the doctor, and jobs that hang, die or refuse."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.doctor.site import Site
from kiosk.doctor.worker import Channel
from kiosk.errors import KioskError
from kiosk.resources import config_dir
from kiosk.settings import Settings

SIMULATED: dict[str, dict[str, Any]] = {
    "kiosk": {"lang": "en", "langs": ["en"]},
    "store": {"dir": str(config_dir() / "demo-store"), "backend_url": "simulated"},
    "sight": {"camera": "shop"},
    "hearing": {"microphone": "shop"},
    "voice": {"speaker": "clock"},
    "stage": {"display": "none", "scale": 0.25, "fps": 15},
    "body": {"port": "simulated"},
}


def site(root: Path | None = None, *, asked: str = "", **sections: dict[str, Any]) -> Site:
    """A kiosk with simulated devices but for `sections`; `asked` names a `section.key` that says `auto`."""
    merged = {name: {**SIMULATED.get(name, {}), **sections.get(name, {})} for name in {*SIMULATED, *sections}}
    settings = Settings.model_validate(merged)
    if asked:
        section, key = asked.split(".")
        merged[section] = {**merged[section], key: "auto"}
    return Site(Settings.model_validate(merged), settings, root=root or Path("/nonexistent"))


def put(root: Path, **files: str) -> Path:
    """Small files below a folder; `__` stands for a slash, and the folder is given back."""
    for name, text in files.items():
        file = root / name.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


def clip(path: Path, pictures: list[NDArray[np.uint8]], fps: float = 25.0) -> Path:
    """A film of BGR pictures."""
    height, width = pictures[0].shape[:2]
    film = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), fps, (width, height))
    for picture in pictures:
        film.write(picture)
    film.release()
    return path


def noisy(level: float, count: int = 15, size: tuple[int, int] = (120, 160)) -> list[NDArray[np.uint8]]:
    """Pictures with something on them, as bright as `level`, through a sensor's noise."""
    rng = np.random.default_rng(1)
    scene = np.full((*size, 3), level) + 0.6 * level * np.sin(np.arange(size[1]) / 7)[None, :, None]
    return [np.clip(scene + rng.normal(0, 3, (*size, 3)), 0, 255).astype(np.uint8) for _ in range(count)]


class Wire:
    """A channel for a job that runs in the test itself: it hears `heard`, one line a time, and tells into `told`."""

    def __init__(self, *heard: dict[str, Any]) -> None:
        self.told: list[dict[str, Any]] = []
        self._heard = list(heard)

    def tell(self, **data: object) -> None:
        """See `kiosk.doctor.worker.Channel`."""
        self.told.append(data)

    def hear(self) -> dict[str, Any]:
        """See `kiosk.doctor.worker.Channel`."""
        return self._heard.pop(0) if self._heard else {}


def hang(_site: Site, _channel: Channel) -> None:
    """A driver that never comes back."""
    time.sleep(600)


def die(_site: Site, _channel: Channel) -> None:
    """A library that crashes."""
    os.write(2, b"the library fell over\n")
    os._exit(3)


def refuse(_site: Site, _channel: Channel) -> None:
    """A part that says what is wrong."""
    raise KioskError("test.refused", "It does not want to.", "Ask nicely.")


def chatter(_site: Site, channel: Channel, word: str) -> dict[str, Any]:
    """Prints where only lines of the channel may go, and talks both ways."""
    os.write(1, b"a library's greeting\n")
    channel.tell(ready=True)
    return {"word": word, "heard": channel.hear()["answer"]}
