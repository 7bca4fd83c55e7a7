"""All that one can know of a body without moving it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hardware.motion.joints import Joint
from hardware.profiles.calibrated import Calibration, place
from kiosk.resources import data_dir
from kiosk.technician.chosen import Chosen
from kiosk.technician.session import Session
from kiosk.technician.snapshot import Snapshot, take

LISTEN_S = 1.2


@dataclass(frozen=True, slots=True)
class Info:
    """A body: what the profile and its calibration say, and what the device says of itself."""

    chosen: Chosen
    device: str
    firmware: str
    channels: int
    now: Snapshot

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        profile = self.chosen.profile
        return {
            "profile": self.chosen.name,
            "file": str(self.chosen.path),
            "port": self.chosen.port,
            "simulated": self.chosen.simulated,
            "device": self.device,
            "firmware": self.firmware,
            "channels": self.channels,
            "protocol": profile.protocol.name,
            "baud": profile.baud,
            "rate_hz": profile.rate_hz,
            "line_load": round(profile.load, 4),
            "deadman_ms": profile.deadman_ms if profile.protocol.deadman else None,
            "undefended": profile.undefended,
            "lamps": len(profile.lights.lamps) if profile.lights else 0,
            "calibration": str(place(data_dir(), profile.device)) if self.chosen.calibration else None,
            "joints": [joint_data(joint, self.chosen.calibration) for joint in profile.joints],
            "state": self.now.as_data(),
        }


def gather(session: Session) -> Info:
    """Listen to a session for a moment; nothing moves."""
    session.run(LISTEN_S)
    who = session.robot.identity
    return Info(
        chosen=session.chosen,
        device=who.device if who else session.chosen.profile.device,
        firmware=who.firmware if who else "",
        channels=who.channels if who else 0,
        now=take(session),
    )


def joint_data(joint: Joint, calibration: Calibration | None) -> Mapping[str, Any]:
    """A joint as it is used, and who measured it when."""
    measured = calibration.joints.get(joint.name) if calibration else None
    return {
        "name": joint.name,
        "channel": joint.channel,
        "parameters": dict(joint.parameters),
        "range": [joint.limits.lowest, joint.limits.highest],
        "positions": list(joint.pulse),
        "neutral": joint.neutral,
        "velocity": joint.limits.velocity,
        "acceleration": joint.limits.acceleration,
        "lead_ms": round(1000 * joint.lead_s, 1),
        "calibrated": {"who": measured.who, "when": measured.when.isoformat()} if measured else None,
    }
