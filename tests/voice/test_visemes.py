"""Phonemes to mouth shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.voice import visemes

IDS = {"PP", "FF", "TH", "DD", "nn", "kk", "SS", "CH", "RR", "aa", "E", "I", "O", "U", "Y"}


@pytest.mark.parametrize(
    ("ipa", "ids"),
    [
        ("p", ["PP"]), ("m", ["PP"]), ("ʋ", ["FF"]), ("θ", ["TH"]), ("ɾ", ["DD"]), ("ɲ", ["nn"]), ("ç", ["kk"]),
        ("c", ["kk"]), ("ts", ["SS"]), ("tʃ", ["CH"]), ("ʁ", ["RR"]), ("aː", ["aa"]), ("ɛ̃", ["E"]), ("iː", ["I"]),
        ("ɔ", ["O"]), ("uː", ["U"]), ("øː", ["Y"]), ("ɥ", ["Y"]), ("ɛɪ", ["E", "I"]), ("œy", ["Y", "U"]),
        ("ʌʊ", ["aa", "U"]), ("aɪə", ["aa", "I", "E"]), ("pf", ["PP", "FF"]), ("ph", ["PP"]), ("ɯ", ["I"]),
        ("t-", ["DD"]),
    ],
)  # fmt: skip
def test_shapes(ipa, ids):
    assert [shape for shape, _ in visemes.shapes(ipa)] == ids
    assert visemes.is_known(ipa)


def test_diphthongs_are_split_60_to_40():
    assert visemes.shapes("aɪ") == (("aa", 0.6), ("I", 0.4))


def test_an_unknown_sound_falls_back_and_a_modifier_has_no_shape():
    assert visemes.shapes("ʘ") == (("E", 1.0),)
    assert not visemes.is_known("ʘ")
    assert visemes.shapes("ʲ") == ()
    assert visemes.is_known("ʲ")


def test_lips_close_in_every_syllable():
    assert visemes.weight("PP", 0) == visemes.weight("PP", 2) == 1.0
    assert visemes.weight("aa", 0) < visemes.weight("aa", 1) < visemes.weight("aa", 2)


@given(st.text(max_size=6))
def test_nothing_crashes_it(ipa):
    shapes = visemes.shapes(ipa)
    assert {shape for shape, _ in shapes} <= IDS
    assert not shapes or sum(share for _, share in shapes) == pytest.approx(1.0)
    visemes.is_known(ipa), visemes.is_stop(ipa), visemes.anticipates(ipa)
