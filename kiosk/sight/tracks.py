"""Faces followed from frame to frame: a Kalman filter each, on the floor before the kiosk."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

import numpy as np

from kiosk.sight.geometry import Lens, Sighting
from kiosk.sight.motion import Motion

ACCELERATION = 0.9  # m/s², of a walking person
COAST_S = 0.4  # unseen longer, a speed is believed less and less
FACING_S = 0.5
CONFIRM_HITS = 3
DROP_S = 2.0
DROP_NEW_S = 0.4
GATE_OFFSET = 1.5  # in face sizes
GATE_SCALE = 0.5  # in natural logarithms of the face size
FAR_M = 7.0


class Track:
    """One face over time. State: x, z in m and their speeds in m/s, constant velocity driven by acceleration noise."""

    def __init__(self, number: int, t: float, sighting: Sighting) -> None:
        self.number = number
        self.hits = 1
        self.seen_at = self._t = t
        self.sighting = sighting
        self._state = np.array([sighting.x_m, sighting.z_m, 0.0, 0.0])
        self._covariance = np.diag([0.05, 0.2, 1.0, 1.0])
        self._facing = 1.0 if sighting.facing else 0.0
        self._eye_m = sighting.eye_m
        self._farthest_m = math.hypot(sighting.x_m, sighting.z_m)

    @property
    def confirmed(self) -> bool:
        """Whether it was seen often enough to be a face and no accident."""
        return self.hits >= CONFIRM_HITS

    @property
    def place(self) -> tuple[float, float]:
        """X and z, m."""
        return float(self._state[0]), float(self._state[1])

    def predict(self, t: float) -> None:
        """Let time go on to `t`."""
        step = min(max(t - self._t, 0.0), 0.5)
        self._t = max(t, self._t)
        move = np.eye(4)
        move[0, 2] = move[1, 3] = step
        push = np.array([[step**2 / 2, 0.0], [0.0, step**2 / 2], [step, 0.0], [0.0, step]])
        self._state = move @ self._state
        self._covariance = move @ self._covariance @ move.T + push @ push.T * ACCELERATION**2
        if t - self.seen_at > COAST_S:
            self._state[2:] *= 0.1**step

    def update(self, t: float, sighting: Sighting) -> None:
        """Take in what was seen at `t`, after `predict(t)`."""
        side = 0.02 * sighting.z_m + 0.01
        # Far faces are a few pixels wide, and a pixel more or less is a large part of their distance.
        depth = (0.02 + 0.15 / max(sighting.size, 8.0)) * sighting.z_m + 0.01
        noise = np.diag([side**2, depth**2])
        gain = self._covariance[:, :2] @ np.linalg.inv(self._covariance[:2, :2] + noise)
        self._state = self._state + gain @ (np.array([sighting.x_m, sighting.z_m]) - self._state[:2])
        self._covariance = (np.eye(4) - gain @ np.eye(2, 4)) @ self._covariance
        share = 1.0 - math.exp(-max(t - self.seen_at, 0.05) / FACING_S)
        self._facing += share * ((1.0 if sighting.facing else 0.0) - self._facing)
        self._eye_m += 0.15 * (sighting.eye_m - self._eye_m)
        self.seen_at, self.sighting = t, sighting
        self.hits += 1
        self._farthest_m = max(self._farthest_m, math.hypot(*self.place))

    def motion(self, lens: Lens) -> Motion:
        """What the presence rules need of it."""
        x, z, vx, vz = (float(value) for value in self._state)
        return Motion(
            track=self.number,
            x_m=x,
            z_m=z,
            vx=vx,
            vz=vz,
            facing=self._facing,
            eye_m=self._eye_m,
            speed_sd=math.sqrt(max(float(self._covariance[3, 3]), 0.0)),
            came_m=self._farthest_m - math.hypot(x, z),
            seen_at=self.seen_at,
            yaw_deg=self.sighting.yaw_deg,
            pitch_deg=self.sighting.pitch_deg,
            at_edge=lens.at_edge(self.sighting),
        )


class Tracker:
    """All faces before one camera. `numbers` are those of its tracks: none comes twice."""

    def __init__(self, lens: Lens, numbers: Iterator[int] | None = None) -> None:
        self.lens = lens
        self.tracks: list[Track] = []
        self._numbers = numbers or count(1)

    def step(self, t: float, sightings: Sequence[Sighting] | None) -> list[Motion]:
        """Motions of the confirmed tracks at `t`, seconds; `sightings` is None if this frame was not looked at."""
        for track in self.tracks:
            track.predict(t)
        if sightings is not None:
            near = [sighting for sighting in sightings if sighting.z_m < FAR_M]
            self._assign(t, near)
        self.tracks = [track for track in self.tracks if not self._is_over(track, t)]
        return [track.motion(self.lens) for track in self.tracks if track.confirmed]

    def _assign(self, t: float, sightings: Sequence[Sighting]) -> None:
        """Cheapest pairs first; whoever is left over is new."""
        pairs = sorted(self._pairs(sightings))
        tracks_left, sightings_left = set(range(len(self.tracks))), set(range(len(sightings)))
        for _, track, sighting in pairs:
            if track in tracks_left and sighting in sightings_left:
                tracks_left.discard(track)
                sightings_left.discard(sighting)
                self.tracks[track].update(t, sightings[sighting])
        for sighting in sorted(sightings_left):
            self.tracks.append(Track(next(self._numbers), t, sightings[sighting]))

    def _pairs(self, sightings: Sequence[Sighting]) -> Iterable[tuple[float, int, int]]:
        """Cost, track and sighting of all pairs that could be the same face."""
        for number, track in enumerate(self.tracks):
            column, size = self.lens.project(*track.place)
            for index, sighting in enumerate(sightings):
                offset = math.hypot(sighting.column - column, 0.7 * (sighting.row - track.sighting.row))
                offset /= max(size, sighting.size)
                scale = abs(math.log(sighting.size / size))
                if offset < GATE_OFFSET and scale < GATE_SCALE:
                    yield offset + scale, number, index

    def _is_over(self, track: Track, t: float) -> bool:
        unseen = t - track.seen_at
        return unseen >= (DROP_S if track.confirmed else DROP_NEW_S)
