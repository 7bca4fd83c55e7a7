"""Proves the limits: the device clamps what it is told to, and the host never tells it more than that.

A joint never leaves its real limits: for the while, the device is given narrower ones, and told to go to the real.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from hardware.motion.joints import Joint, Rig
from hardware.profiles.robot_profile import Profile
from hardware.protocols.codec import PoseRead, Positions, Reads
from hardware.safety.drive import Drive
from hardware.safety.proof import Proof

NAME: Final = "limits"
NARROWER: Final = 0.1
"""Of the range, at either end, while it is proved."""
TOLERANCE: Final = 0.02
"""Of the range: an encoder is not exact, and a loaded servo rests beside its target."""
FUZZED: Final = 2000
REACH_S: Final = 2.5
LATE: Final = 3
"""Times that it is asked where it is: the first answer may be one to the last target, come late."""
WITHOUT: Final = "Keep the follower's limits well within what the mechanics stand."
MEND: Final = "Do not let it move: check the ends in the profile, and the firmware; then prove it again."


def narrowed(profile: Profile) -> Profile:
    """The same robot with a tenth less room at either end of each joint."""
    return replace(profile, joints=tuple(_narrower(joint) for joint in profile.joints))


def _narrower(joint: Joint) -> Joint:
    off = NARROWER * joint.limits.width
    lowest, highest = joint.limits.lowest + off, joint.limits.highest - off
    limits = replace(joint.limits, lowest=lowest, highest=highest)
    ends = joint.position(lowest), joint.position(highest)
    return replace(joint, limits=limits, pulse=ends, neutral=limits.clip(joint.neutral))


def limits_proof(drive: Drive, real: Profile) -> Proof:
    """Drive a robot of the profile `narrowed(real)` to the real ends, and see where it stays.

    Raises:
        HardwareError: it is not ready, or is lost.
    """
    broken = follower_breaks(real, FUZZED)
    if broken:
        return Proof(NAME, False, f"The follower broke a limit in {broken} of {FUZZED} ticks.", MEND)
    follower = f"none of {FUZZED} fuzzed wishes left the follower beyond a limit"
    drive.ready()
    seen = [_at_end(drive, real, end) for end in (0, 1)]
    if None in seen:
        return Proof(NAME, True, f"The device does not tell where it is; {follower}.", WITHOUT)
    beyond = _beyond(drive.robot.profile, [positions for positions in seen if positions is not None])
    if beyond:
        names = ", ".join(sorted(beyond))
        found = f"The device holds no limits for {names}; {follower}."
        return Proof(NAME, True, found, WITHOUT, {"unclamped_joints": float(len(beyond))})
    return Proof(NAME, True, f"The device stayed within its limits when it was told to leave them; {follower}.")


def _at_end(drive: Drive, real: Profile, end: int) -> Positions | None:
    """Where the channels are after the device was told to go to one of the real ends; None if it does not tell."""
    wanted = {joint.channel: joint.pulse[end] for joint in real.joints}
    until = drive.now() + REACH_S
    while drive.now() < until:
        drive.ask(lambda codec: codec.move(wanted), 1 / real.rate_hz)
        drive.sleep(0.5 / real.rate_hz)
    answers = [drive.ask(lambda codec: codec.read() if isinstance(codec, Reads) else codec.poll()) for _ in range(LATE)]
    drive.run(0.2)
    return next((one.positions for one in answers if isinstance(one, PoseRead) and one.positions), None)


def _beyond(narrow: Profile, seen: list[Positions]) -> set[str]:
    """The joints that were seen beyond the narrow ends."""
    found = set[str]()
    for joint in narrow.joints:
        low, high = min(joint.pulse), max(joint.pulse)
        slack = TOLERANCE * (high - low) + 1
        places = [positions[joint.channel] for positions in seen if joint.channel in positions]
        if any(not low - slack <= place <= high + slack for place in places):
            found.add(joint.name)
    return found


def follower_breaks(profile: Profile, ticks: int, seed: int = 3) -> int:
    """Ticks of a rig that follows senseless wishes in which a position left its ends or leapt further than it may."""
    chance, rig, broken = random.Random(seed), Rig(profile.joints, 1 / profile.rate_hz), 0
    parameters = sorted({name for joint in profile.joints for name in joint.parameters})
    before, wish = rig.positions(), dict[str, float]()
    for _ in range(ticks):
        if chance.random() < 0.1:
            wish = {name: chance.choice((-1e9, 1e9, chance.uniform(-400, 400))) for name in parameters}
        after = rig.step(wish)
        broken += any(_breaks(joint, before, after, 1 / profile.rate_hz) for joint in profile.joints)
        before = after
    return broken


def _breaks(joint: Joint, before: Mapping[int, int], after: Mapping[int, int], dt: float) -> bool:
    place = after[joint.channel]
    furthest = joint.limits.velocity * dt * joint.per_unit + 1
    inside = min(joint.pulse) <= place <= max(joint.pulse)
    return not inside or abs(place - before[joint.channel]) > furthest
