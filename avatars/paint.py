"""Paints of a rig as Skia paints."""

from __future__ import annotations

from collections.abc import Mapping

import skia

from avatars.colour import Rgb
from avatars.rig import Paint, Stop

GAUSSIAN = ((0.0, 1.0), (0.2, 0.87), (0.4, 0.57), (0.6, 0.27), (0.8, 0.075), (1.0, 0.0))
"""Fall-off of a soft spot: (place, share)."""

Spot = tuple[float, float]


def argb(rgb: Rgb, alpha: float = 1.0) -> int:
    """A Skia colour."""
    red, green, blue = (min(max(round(value * 255), 0), 255) for value in rgb)
    return (round(alpha * 255) << 24) | (red << 16) | (green << 8) | blue


class Palette:
    """Makes Skia paints in a pack's colours, at `scale` pixels a rig unit."""

    def __init__(self, colours: Mapping[str, Rgb], scale: float) -> None:
        self._colours, self._scale = colours, scale

    def stop(self, stop: Stop) -> int:
        """The colour of a stop."""
        return argb(self._colours[stop.colour], stop.alpha)

    def base(self, paint: Paint, width: float | None = None) -> skia.Paint:
        """Everything of a paint but its gradient; `width` rig units make it a line."""
        opaque = argb(self._colours[paint.stops[0].colour])
        made = skia.Paint(AntiAlias=True, Color=self.stop(paint.stops[0]) if paint.kind == "solid" else opaque)
        made.setDither(paint.kind != "solid")
        if width is not None:
            made.setStyle(skia.Paint.kStroke_Style)
            made.setStrokeWidth(width * self._scale)
            made.setStrokeCap(skia.Paint.kRound_Cap)
            made.setStrokeJoin(skia.Paint.kRound_Join)
        if paint.blur * self._scale > 0.3:
            made.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, paint.blur * self._scale))
        return made

    def gradient(self, paint: Paint, start: Spot, end: Spot | None, radius: float) -> skia.Shader:
        """The gradient of a linear or radial paint; places and radius in pixels."""
        colours = [self.stop(stop) for stop in paint.stops]
        places = [stop.at for stop in paint.stops]
        if paint.kind == "linear":
            return skia.GradientShader.MakeLinear([start, end], colours, places)
        return skia.GradientShader.MakeRadial(start, radius, colours, places)

    def soft(self, paint: Paint) -> skia.Paint:
        """A Gaussian spot in the unit circle."""
        rgb, alpha = self._colours[paint.stops[0].colour], paint.stops[0].alpha
        shader = skia.GradientShader.MakeRadial(
            (0.0, 0.0), 1.0, [argb(rgb, alpha * share) for _, share in GAUSSIAN], [place for place, _ in GAUSSIAN]
        )
        return skia.Paint(AntiAlias=False, Dither=True, Shader=shader)

    def disc(self, paint: Paint) -> skia.Paint:
        """The paint of a disc, in the unit circle."""
        made = self.base(paint)
        if paint.kind == "radial" and paint.start and paint.radius:
            made.setShader(self.gradient(paint, (paint.start[0], paint.start[1]), None, paint.radius))
        elif paint.kind == "linear" and paint.start and paint.end:
            made.setShader(self.gradient(paint, (paint.start[0], paint.start[1]), (paint.end[0], paint.end[1]), 0))
        return made
