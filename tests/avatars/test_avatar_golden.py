"""Everybody looks as approved: each expression in both layouts of the screen."""

from __future__ import annotations

import golden_pictures
import numpy as np
import pytest

import avatars


@pytest.mark.parametrize("layout", golden_pictures.LAYOUTS)
@pytest.mark.parametrize("name", avatars.packs())
def test_everybody_looks_as_approved(name: str, layout: str) -> None:
    drawn = golden_pictures.cells(name, layout)
    approved = golden_pictures.approved(name, layout, list(drawn))
    apart = {cell: float(np.abs(drawn[cell].astype(int) - approved[cell]).mean()) for cell in drawn}
    assert {cell: mean for cell, mean in apart.items() if mean > 3} == {}, (
        f"if it is meant: python tests/golden_pictures.py {name}"
    )


def test_the_approved_pictures_are_small() -> None:
    assert sum(file.stat().st_size for file in golden_pictures.FOLDER.glob("*.png")) < 2_500_000
