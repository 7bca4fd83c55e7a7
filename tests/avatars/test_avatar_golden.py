"""Everybody looks as approved: each expression in both layouts of the screen."""

from __future__ import annotations

import itertools

import golden_pictures
import pytest

import avatars


@pytest.mark.parametrize("layout", golden_pictures.LAYOUTS)
@pytest.mark.parametrize("name", avatars.packs())
def test_everybody_looks_as_approved(name: str, layout: str) -> None:
    drawn = golden_pictures.cells(name, layout)
    approved = golden_pictures.approved(name, layout, list(drawn))
    apart = {cell: golden_pictures.apart(drawn[cell], approved[cell]) for cell in drawn}
    others = {
        cell: far for cell, far in apart.items() if far[0] > golden_pictures.MEAN or far[1] > golden_pictures.WORST
    }
    assert others == {}, f"if it is meant: python tests/golden_pictures.py {name}"


def test_another_expression_is_not_taken_for_the_approved_one() -> None:
    cells = golden_pictures.approved("maya", "portrait", list(golden_pictures.poses(avatars.load("maya"))))
    for one, other in itertools.combinations(cells.values(), 2):
        assert golden_pictures.apart(one, other)[1] > golden_pictures.WORST


def test_the_approved_pictures_are_small() -> None:
    assert sum(file.stat().st_size for file in golden_pictures.FOLDER.glob("*.png")) < 2_500_000
