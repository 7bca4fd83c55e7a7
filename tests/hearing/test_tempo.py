"""Sound at another tempo is the same sound, however it comes in."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.hearing.tempo import Tempo

RATE = 16_000
TONE = (8000 * np.sin(2 * np.pi * 300 * np.arange(RATE) / RATE)).astype(np.int16)


@pytest.mark.parametrize("factor", [0.92, 1.08])
@pytest.mark.parametrize("piece", [1, 7, 512, RATE])
def test_pieces_of_any_size_make_the_same_sound(factor: float, piece: int) -> None:
    tempo = Tempo(factor)
    made = np.concatenate([tempo.feed(TONE[place : place + piece]) for place in range(0, RATE, piece)])
    at = factor * np.arange(len(made))
    assert len(made) == pytest.approx(RATE / factor, abs=2)
    assert np.abs(made - 8000 * np.sin(2 * np.pi * 300 * at / RATE)).max() < 40
    tempo.reset()
    assert tempo.feed(TONE[:512])[0] == TONE[0], "a new utterance begins at its first sample"
