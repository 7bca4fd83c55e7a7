"""The job that shows the test picture: a code, what to do with it, and the seconds that are left."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import skia
from numpy.typing import NDArray

from kiosk.doctor.selftest import code
from kiosk.doctor.site import Site
from kiosk.doctor.worker import Channel
from kiosk.simulation.mirror import MirrorHolder
from kiosk.stage.typography import text
from kiosk.stage.window.display import Display

Image = NDArray[np.uint8]
INK = 0xFF141821
CODE_SHARE, EDGE = 0.94, 0.03
EVERY_S = 0.2


def show(
    site: Site, channel: Channel, run_dir: str, word: str, instruction: str, seconds: float, mirrored: bool
) -> None:
    """Tells `ready`, then shows the code until it is closed, or a little longer than `seconds`.

    `mirrored` holds a mirror before it in the simulated shop.
    """
    with ExitStack() as stack:
        display = Display(site.settings.stage)
        stack.callback(display.close)
        holder = None
        if mirrored:
            holder = MirrorHolder(Path(run_dir) / "shop.sock")
            stack.callback(holder.close)
        told: dict[str, Any] = {"driver": display.driver, "size": display.size, "fault": display.fault}
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > -1.0:
            picture = composed(word, instruction.format(seconds=max(0, round(left))), display.size)
            shown = _present(display, picture)
            if holder is not None:
                holder.show(shown)
            if told:
                channel.tell(ready=told)
                told = {}
            time.sleep(EVERY_S)


def composed(word: str, instruction: str, size: tuple[int, int]) -> Image:
    """The picture, RGBA of (width, height) px: the code above, what to do below."""
    width, height = size
    canvas_of = np.full((height, width, 4), 255, np.uint8)
    square = code.drawn(word, round(CODE_SHARE * min(width, height)))
    edge, side = round(EDGE * min(width, height)), len(square)
    left = (width - side) // 2 if height >= width else edge
    canvas_of[edge : edge + side, left : left + side, :3] = square[:, :, None]
    box = (edge, 2 * edge + side, width - 2 * edge, height - 3 * edge - side)
    if height < width:
        box = (2 * edge + side, edge, width - 3 * edge - side, height - 2 * edge)
    _write(canvas_of, box, instruction)
    return canvas_of


def _write(picture: Image, box: tuple[int, int, int, int], sentence: str) -> None:
    x, y, width, height = box
    surface = skia.Surface(picture, colorType=skia.kRGBA_8888_ColorType)
    setting = text.fit(sentence, width, height, (8.0, height / 7))
    for number, line in enumerate(setting.lines):
        baseline = y + setting.size + number * setting.line_height
        text.draw(surface.getCanvas(), line.text, (x, baseline), setting.size, INK)


def _present(display: Display, picture: Image) -> Image:
    """Show it, and give back what the window then holds, BGR."""
    display.present(picture)
    list(display.inputs())  # a window that does not heed its events is taken for hung
    return np.asarray(cv2.cvtColor(display.output.read(), cv2.COLOR_RGBA2BGR), np.uint8)
