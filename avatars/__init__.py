"""Parameters to picture: avatar packs that are data, the rig that draws them, mouth and idle life."""

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
