"""IPA phonemes to mouth shapes: the 15 visemes of Oculus' lip sync, plus `Y` for front-rounded vowels.

Source of the ids: the viseme reference of the Oculus Lipsync SDK; `Y` exists because Dutch, German and French round
their lips for front vowels, which `U` and `I` do not show.
"""

from __future__ import annotations

import unicodedata

SILENCE = "sil"
Share = tuple[str, float]

_SOUNDS = {
    "PP": "p b m",
    "FF": "f v ʋ ɱ",
    "TH": "θ ð",
    "DD": "t d ɾ",
    "nn": "n l ɫ ɬ ɲ ɭ ʎ",
    "kk": "k g ɡ x ɣ ŋ ç χ q c ɟ",
    "SS": "s z",
    "CH": "ʃ ʒ ɕ ʑ",
    "RR": "r ɹ ʁ ɻ ʀ",
    "aa": "a ɑ ɐ æ ʌ",
    "E": "ɛ e ə ɜ ɚ ɝ ɘ ᵻ",
    "I": "i ɪ j ɨ ɯ ɰ",
    "O": "ɔ o ɒ",
    "U": "u ʊ w",
    "Y": "y ø œ ʏ ɵ ɥ",
}
_SHAPES = {sound: viseme for viseme, sounds in _SOUNDS.items() for sound in sounds.split()}
_COMPOUNDS: dict[str, tuple[Share, ...]] = {
    "ts": (("SS", 1.0),),
    "dz": (("SS", 1.0),),
    "tʃ": (("CH", 1.0),),
    "dʒ": (("CH", 1.0),),
    "tɕ": (("CH", 1.0),),
    "dʑ": (("CH", 1.0),),
    "pf": (("PP", 0.45), ("FF", 0.55)),
    "œy": (("Y", 0.6), ("U", 0.4)),
    "ɔø": (("O", 0.6), ("Y", 0.4)),
}
_SPLITS = {1: (1.0,), 2: (0.6, 0.4), 3: (0.45, 0.3, 0.25)}
_ANTICIPATING = frozenset("hɦʔ")
_BREATH = {ord(letter): None for letter in _ANTICIPATING}
_STOPS = frozenset("pbtdkɡgqc")
_FALLBACK = "E"
_WEIGHTS = {
    "PP": 1.0, "FF": 0.95, "CH": 0.9, "SS": 0.8, "U": 0.9, "O": 0.9, "Y": 0.9, "aa": 0.85, "E": 0.7, "I": 0.7,
    "TH": 0.8, "DD": 0.5, "nn": 0.5, "kk": 0.45, "RR": 0.55, SILENCE: 0.0,
}  # fmt: skip
_STRESS = (0.8, 0.9, 1.0)
_FULL = frozenset({"PP", "FF"})


def plain(ipa: str) -> str:
    """The phoneme without length, stress, nasality and other diacritics; `ç` is a letter of its own, not a c."""
    return "".join(_base(letter) for letter in unicodedata.normalize("NFC", ipa))


def is_known(ipa: str) -> bool:
    """Whether every sound of the phoneme has a shape of its own; a mere modifier needs none."""
    bare = plain(ipa)
    return bare in _COMPOUNDS or all(_known(letter) for letter in bare)


def is_stop(ipa: str) -> bool:
    """Whether the phoneme begins with a closure of the mouth: plosives and affricates."""
    return plain(ipa)[:1] in _STOPS


def anticipates(ipa: str) -> bool:
    """Whether the mouth already takes the shape of the vowel that follows, as in /h/."""
    return plain(ipa) in _ANTICIPATING


def shapes(ipa: str) -> tuple[Share, ...]:
    """The visemes of a phoneme in order, with their shares of its duration: none for a mere modifier.

    An unknown sound is a half-open mouth.

    >>> shapes("ɛɪ")
    (('E', 0.6), ('I', 0.4))
    """
    bare = plain(ipa)
    if bare in _COMPOUNDS:
        return _COMPOUNDS[bare]
    sounds = bare.translate(_BREATH) if len(bare) > 1 else bare  # the breath of Korean /ph/ has no shape
    visemes = [_SHAPES.get(letter, _FALLBACK) for letter in sounds][:3]
    return tuple(zip(visemes, _SPLITS[len(visemes)], strict=True)) if visemes else ()


def weight(viseme: str, stress: int) -> float:
    """How strongly a shape is spoken, 0 to 1; lips that must close or touch do so in every syllable."""
    return round(_WEIGHTS[viseme] * (1.0 if viseme in _FULL else _STRESS[stress]), 3)


def must_touch(viseme: str) -> bool:
    """Whether the lips meet each other or the teeth in it: a picture in which they do not is wrong."""
    return viseme in _FULL


def _known(letter: str) -> bool:
    return letter in _SHAPES or letter in _ANTICIPATING


def _base(letter: str) -> str:
    if letter == "ç" or letter in _SHAPES:
        return letter
    bases = (c for c in unicodedata.normalize("NFD", letter) if unicodedata.category(c) in {"Ll", "Lu", "Lo"})
    return "".join(bases)
