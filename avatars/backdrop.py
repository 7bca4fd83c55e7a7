"""What stands behind a face that is not transparent."""

from __future__ import annotations

import numpy as np
import skia

from avatars.bake import Picture
from avatars.pack import Pack
from avatars.paint import argb


def backdrop(pack: Pack, width: int, height: int) -> Picture:
    """A quiet gradient with light behind the head, in the pack's `backdrop` colours."""
    picture = Picture(np.zeros((height, width, 4), np.uint8))
    canvas = picture.canvas
    colours = [argb(pack.colours[name]) for name in ("backdrop-light", "backdrop", "backdrop-dark")]
    slope = skia.GradientShader.MakeLinear([(0.0, 0.0), (width * 0.25, float(height))], colours)
    canvas.drawPaint(skia.Paint(Shader=slope, Dither=True))
    glow = [argb(pack.colours["backdrop-glow"], alpha) for alpha in (0.85, 0.5, 0.12, 0.0)]
    light = skia.GradientShader.MakeRadial((width * 0.5, height * 0.38), max(width, height) * 0.5, glow)
    canvas.drawPaint(skia.Paint(Shader=light, Dither=True))
    return picture
