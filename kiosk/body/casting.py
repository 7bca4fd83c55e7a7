"""Who this kiosk's body is: its profile with what was measured of it, its face, gestures, map and manner."""

from __future__ import annotations

from dataclasses import replace

from hardware.motion.joints import SERVO_FRAME_S
from hardware.motion.parameters import ARMS, BODY_ONLY
from hardware.motion.trajectory import Limits, Pose
from hardware.profiles.calibrated import Calibration, calibrated
from hardware.profiles.robot_profile import Profile
from hardware.profiles.robot_profile import load as load_profile
from kiosk import floor
from kiosk.body.behaviour import Behaviour, Manner
from kiosk.gestures.library import load_all
from kiosk.gestures.pointing import Pointing, Reach, Span
from kiosk.resources import config_dir, data_dir, device_profile
from kiosk.settings import Settings

TICKS = 2.5
"""A way between two keyframes of a gesture takes so many ticks at least."""


def profile_of(settings: Settings) -> tuple[Profile, Calibration | None]:
    """The profile with the calibration of this machine laid over it; a simulated robot is as its profile says.

    Raises:
        HardwareError: either is wrong.
    """
    profile = load_profile(device_profile(settings.body.profile))
    return (profile, None) if settings.body.port == "simulated" else calibrated(profile, data_dir())


def behaviour(settings: Settings, profile: Profile) -> Behaviour:
    """The wishes of this kiosk's body: lips and expressions are the avatar's.

    Raises:
        KioskError: a gesture or the map is wrong.
        AvatarError: the avatar pack is.
    """
    from avatars.mouth import mouth_track
    from avatars.pack import load as load_pack

    body, pack = settings.body, load_pack(settings.kiosk.avatar)
    plan = floor.read(config_dir() / settings.store.dir / floor.FILE)
    pointing = Pointing(load_all(config_dir() / "gestures"), reach_of(profile), plan, parameters_of(profile))
    limits = limits_of(profile)
    manner = Manner(
        leads_of(profile),
        posture_of(profile),
        body.liveliness,
        60 * body.sleep_after_min,
        eyes=profile.joint("gazeX") is not None,
        seed=settings.kiosk.seed,
    )
    return Behaviour(
        lambda visemes: mouth_track(visemes, pack, body.lip_lead_ms / 1000),
        lambda name, arg: (path := pointing.path(name, arg)) and path.fitted(limits, TICKS / profile.rate_hz),
        pack.expressions,
        manner,
    )


def parameters_of(profile: Profile) -> frozenset[str]:
    """What this body can move."""
    return frozenset(name for joint in profile.joints for name in joint.parameters)


def posture_of(profile: Profile) -> Pose:
    """How trunk and arms are held at rest: what life and gestures add to."""
    resting = {name: value for joint in profile.joints for name, value in joint.resting().items()}
    return {name: value for name, value in resting.items() if name in BODY_ONLY}


def limits_of(profile: Profile) -> dict[str, Limits]:
    """How fast each parameter can go; of those of a joint with several, each as if it moved it alone."""
    found = {}
    for joint in sorted(profile.joints, key=lambda joint: -joint.limits.velocity):
        for name, weight in joint.parameters.items():
            if weight:
                limits, share = joint.limits, abs(weight)
                fast, quick = limits.velocity / share, limits.acceleration / share
                found[name] = replace(limits, velocity=fast, acceleration=quick)
    return found


def leads_of(profile: Profile) -> dict[str, float]:
    """How much later each parameter moves than it is told, s; beside the joint's own lead, half of what a device that
    is told seldom holds each pose for longer than a servo's frame.
    """
    held_s = max(0.0, 1 / profile.rate_hz - SERVO_FRAME_S) / 2
    leads: dict[str, float] = {}
    for joint in profile.joints:
        for name in joint.parameters:
            leads[name] = max(leads.get(name, 0.0), round(joint.lead_s + held_s, 4))
    return leads


def reach_of(profile: Profile) -> Reach:
    """How far a body can point."""
    turning = {side: span for side in ARMS if (span := _span(profile, f"shoulderYaw{side}")) is not None}
    raised = frozenset(side for side in ARMS if profile.joint(f"shoulderRoll{side}") is not None)
    return Reach(_span(profile, "headYaw") or (0.0, 0.0), turning, raised)


def _span(profile: Profile, parameter: str) -> Span | None:
    """The range of the joint that a parameter moves, in the parameter's own units."""
    joint = profile.joint(parameter)
    if joint is None or not (weight := joint.parameters[parameter]):
        return None
    low, high = joint.limits.lowest / weight, joint.limits.highest / weight
    return min(low, high), max(low, high)
