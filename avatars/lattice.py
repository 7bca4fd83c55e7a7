"""The mesh of a baked layer as fields that can be asked anywhere, on a regular lattice of screen cells."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from avatars.curves import Array
from avatars.pose import Pose
from avatars.rig import Layer, Mesh, Rig
from avatars.shapes import value_of
from avatars.view import Stance, View

Field = NDArray[np.float32]
"""(rows, columns) or (rows, columns, n) values, one per vertex or lattice node."""


def mesh_field(mesh: Mesh, values: list[float]) -> Field:
    """Values per vertex as (rows, columns); zeros for an empty list."""
    if not values:
        return np.zeros((mesh.rows, mesh.columns), np.float32)
    return np.array(values, np.float32).reshape(mesh.rows, mesh.columns)


def sample(mesh: Mesh, field: Field, x: Array, y: Array) -> Array:
    """The mesh's field at points of the rig, bilinear, held constant beyond the mesh's edge."""
    columns = (x - mesh.x[0]) / (mesh.x[1] - mesh.x[0]) * (mesh.columns - 1)
    rows = (y - mesh.y[0]) / (mesh.y[1] - mesh.y[0]) * (mesh.rows - 1)
    return lookup(field, columns.reshape(-1, 1), rows.reshape(-1, 1)).reshape(x.shape)


def lookup(field: Field, columns: Array, rows: Array) -> Array:
    """The field at fractional (column, row) places, bilinear with replicated border."""
    found = cv2.remap(
        field, columns.astype(np.float32), rows.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(found, np.float64)


def follow_of(layer: Layer, points: Array) -> Array:
    """How much each point of a baked layer goes with the head, (n,)."""
    assert layer.mesh is not None  # noqa: S101  the schema gives every baked layer a mesh
    return sample(layer.mesh, mesh_field(layer.mesh, layer.mesh.follow), points[:, 0], points[:, 1])


@dataclass(frozen=True, slots=True)
class Nodes:
    """Places of the picture, with the rig point that lies at each while the face is at rest."""

    screen: Array
    """(nodes, 2) pixels."""
    points: Array
    """(nodes, 4) rig points."""
    follow: Array
    keys: tuple[tuple[str, Array], ...]
    """What a parameter adds to the points: (nodes, 2)."""

    def moved(self, stance: Stance, pose: Pose) -> Array:
        """(nodes, 2) pixels where the pose puts the nodes."""
        points = self.points.copy()
        for key, shift in self.keys:
            if value := value_of(pose, key):
                points[:, :2] += shift * value
        return stance.between(points, self.follow)


def nodes_at(mesh: Mesh, rig: Rig, view: View, screen: Array) -> Nodes:
    """The nodes of a mesh at these (n, 2) pixels."""
    points, follow = _points_at(mesh, rig, view, screen)
    x, y = points[:, 0], points[:, 1]
    keys = tuple(
        (name, np.stack([sample(mesh, mesh_field(mesh, data), x, y) for data in (by.dx, by.dy)], 1))
        for name, by in mesh.keys.items()
    )
    return Nodes(screen, points, follow, keys)


@dataclass(frozen=True, slots=True)
class Lattice:
    """Nodes in the middle of square screen cells, row by row, with one guard cell around."""

    left: int
    top: int
    cell: int
    columns: int
    rows: int
    nodes: Nodes


def lattice(mesh: Mesh, rig: Rig, view: View, box: tuple[int, int, int, int], cell: int) -> Lattice:
    """Lay cells of `cell` pixels over the box (left, top, right, bottom), with one guard cell around it."""
    left, top, right, bottom = box
    columns, rows = -(-(right - left) // cell) + 2, -(-(bottom - top) // cell) + 2
    x, y = np.meshgrid(left + (np.arange(columns) - 0.5) * cell - 0.5, top + (np.arange(rows) - 0.5) * cell - 0.5)
    nodes = nodes_at(mesh, rig, view, np.stack([x.ravel(), y.ravel()], 1))
    return Lattice(left, top, cell, columns, rows, nodes)


def _points_at(mesh: Mesh, rig: Rig, view: View, screen: Array) -> tuple[Array, Array]:
    """The rig points that a face at rest shows at these pixels; found by iteration, as depth depends on the place."""
    stance = Stance(view, rig, {})
    fields = [mesh_field(mesh, data) for data in (mesh.depth, mesh.hold, mesh.follow)]
    place = (screen - (view.x, view.y)) / view.scale
    for _ in range(5):
        depth, hold, follow = (sample(mesh, field, place[:, 0], place[:, 1]) for field in fields)
        points = np.column_stack([place, depth, hold])
        place = place + (screen - stance.between(points, follow)) / view.scale
    return points, follow
