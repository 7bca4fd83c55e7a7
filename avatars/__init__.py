"""Parameters to picture: avatar packs that are data, the rig that draws them, mouth and idle life."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from avatars.behaviour import Behaviour, BehaviourState
    from avatars.errors import AvatarError
    from avatars.folder import Fault
    from avatars.mouth import MouthTrack, mouth_track
    from avatars.outfit import Outfit
    from avatars.pack import Pack, lint, load, packs
    from avatars.pose import PARAMETERS, Pose, combine
    from avatars.renderer import Renderer, open_renderer

__all__ = [
    "PARAMETERS", "AvatarError", "Behaviour", "BehaviourState", "Fault", "MouthTrack", "Outfit", "Pack", "Pose",
    "Renderer", "combine", "lint", "load", "mouth_track", "open_renderer", "packs",
]  # fmt: skip

_MODULES = {
    "PARAMETERS": "pose", "AvatarError": "errors", "Behaviour": "behaviour", "BehaviourState": "behaviour",
    "Fault": "folder", "MouthTrack": "mouth", "Outfit": "outfit", "Pack": "pack", "Pose": "pose",
    "Renderer": "renderer", "combine": "pose", "lint": "pack", "load": "pack", "mouth_track": "mouth",
    "open_renderer": "renderer", "packs": "pack",
}  # fmt: skip
"""Imported when they are asked for: who wants an error alone need not hold numpy."""


def __getattr__(name: str) -> object:
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module 'avatars' has no attribute {name!r}")
    return getattr(import_module(f"avatars.{module}"), name)
