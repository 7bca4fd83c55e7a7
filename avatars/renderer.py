"""Open a renderer for a pack: the seam between whoever animates and whatever draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from avatars.errors import AvatarError
from avatars.pose import Pose

if TYPE_CHECKING:
    from avatars.pack import Pack


class Renderer(Protocol):
    """Draws poses of one pack at one size."""

    @property
    def width(self) -> int:
        """Pixels across."""
        ...

    @property
    def height(self) -> int:
        """Pixels down."""
        ...

    def draw(self, pose: Pose) -> NDArray[np.uint8]:
        """Draw one frame: (height, width, 4), RGBA, premultiplied. The next call may reuse the array."""
        ...


def open_renderer(pack: Pack, width: int, height: int, *, transparent: bool = False, framing: str = "bust") -> Renderer:
    """Bake the pack at this size, or take the bake from the disk cache, and open a renderer.

    `framing` is `bust` (head and shoulders, the lower third left to captions) or `head` (the head fills the picture, no
    clothes). Raises `AvatarError` for a size outside 8 to 4096 pixels, an unknown framing or missing libraries.
    """
    check(width, height, framing)
    try:
        from avatars.drawing import CpuRenderer
    except ImportError as error:
        raise AvatarError(
            "avatar.libraries",
            f"The drawing library cannot be loaded: {error}.",
            "Install its system libraries: sudo apt-get install -y libegl1 libgl1 libexpat1",
        ) from error
    return CpuRenderer(pack, width, height, transparent=transparent, framing=framing)


def check(width: int, height: int, framing: str) -> None:
    """Raise `AvatarError` for a size outside 8 to 4096 pixels or an unknown framing."""
    if framing not in {"bust", "head"}:
        raise AvatarError("avatar.framing", f"There is no framing {framing!r}.", "Use bust or head.")
    if not (8 <= width <= 4096 and 8 <= height <= 4096):
        raise AvatarError("avatar.size", f"{width}x{height} cannot be drawn.", "Use 8 to 4096 pixels each way.")
