"""No camera, as somebody wants it: no fault, and nothing to load a library for."""

from hardware.errors import HardwareError


def switched_off() -> HardwareError:
    """What is told of it."""
    return HardwareError(
        "camera.off",
        "No camera is to be used.",
        "A touch on the screen opens the session; set sight.camera to auto to greet by sight again.",
    )
