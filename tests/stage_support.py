"""Scenes as they occur in a conversation, for tests of the screen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kiosk.access import Access
from kiosk.commands import Scene
from kiosk.events import Card, Choice
from kiosk.floor import read
from kiosk.resources import config_dir
from kiosk.settings import LANGS
from kiosk.stage.arrangement.layout import Layout
from kiosk.stage.composing.compose import Composer
from kiosk.stage.view import View

FLOOR = read(config_dir() / "demo-store" / "map.toml")

CAPTIONS = {
    "nl": "De halfvolle melk staat in gangpad 4, links, ter hoogte van de eieren. Zal ik u de weg wijzen?",
    "en": "The semi-skimmed milk is in aisle 4, on your left, next to the eggs. Shall I show you the way?",
    "fr": "Le lait demi-écrémé est dans l’allée 4, à gauche, près des œufs. Je vous montre le chemin ?",
    "de": "Die fettarme Milch steht in Gang 4, links, neben den Eiern. Soll ich Ihnen den Weg zeigen?",
    "ko": "저지방 우유는 4번 통로 왼쪽, 달걀 옆에 있습니다. 가는 길을 보여 드릴까요?",
}
HEARD = {
    "nl": "waar staat de halfvolle melk",
    "en": "where is the semi-skimmed milk",
    "fr": "où est le lait demi-écrémé",
    "de": "wo steht die fettarme Milch",
    "ko": "저지방 우유가 어디에 있어요",
}
CHOICES = {
    "nl": ("Openingstijden", "Vraag de voorraad na", "Iets terugbrengen", "Klantenkaart"),
    "en": ("Opening hours", "Check the stock", "Return something", "Loyalty card"),
    "fr": ("Heures d’ouverture", "Vérifier le stock", "Rapporter un article", "Carte de fidélité"),
    "de": ("Öffnungszeiten", "Bestand prüfen", "Etwas zurückgeben", "Kundenkarte"),
    "ko": ("영업시간", "재고 확인", "반품하기", "멤버십 카드"),
}
CARDS = {
    "nl": Card("milk", "halfvolle melk", "gangpad 4 · 1 l", "aisle-4", "€ 1,29", 24, "dairy"),
    "en": Card("milk", "semi-skimmed milk", "aisle 4 · 1 l", "aisle-4", "€1.29", 24, "dairy"),
    "fr": Card("milk", "lait demi-écrémé", "allée 4 · 1 l", "aisle-4", "1,29 €", 24, "dairy"),
    "de": Card("milk", "fettarme Milch", "Gang 4 · 1 l", "aisle-4", "1,29 €", 24, "dairy"),
    "ko": Card("milk", "저지방 우유", "4번 통로 · 1 l", "aisle-4", "1.29유로", 24, "dairy"),
}
NOTICE = "Simulated: camera, microphone, robot"


def scenes(lang: str) -> dict[str, Scene]:
    """One scene of every kind in a language, by name."""
    caption, heard, card = CAPTIONS[lang], HEARD[lang], CARDS[lang]
    choices = tuple(Choice(f"c{i}", label, label) for i, label in enumerate(CHOICES[lang]))
    return {
        "attract": Scene("attract", lang),
        "greeting": Scene("greeting", lang, caption=caption, choices=choices),
        "listening": Scene("listening", lang, heard=heard, caption=caption, listening=True, cards=(card,)),
        "thinking": Scene("thinking", lang, heard=heard, notices=(NOTICE,)),
        "speaking": Scene("speaking", lang, heard=heard, caption=caption, cards=(card,), place="aisle-4"),
        "choices": Scene("listening", lang, caption=caption, choices=choices, listening=True, cards=(card, card, card)),
        "full": Scene("speaking", lang, "assisted", heard, caption, (card,), choices, "aisle-4", notices=(NOTICE,)),
        "waiting": Scene("waiting", lang, caption=caption, choices=choices[:2], notices=(NOTICE,)),
        "in-call": Scene("in-call", lang, "human", caption=caption),
        "large": Scene("speaking", lang, heard=heard, caption=caption, choices=choices, access=Access("large")),
        "low-reach": Scene(
            "listening", lang, heard=heard, caption=caption, choices=choices, access=Access(low_reach=True)
        ),
        "audio-first": Scene("speaking", lang, caption=caption, access=Access(audio_first=True), cards=(card,)),
    }


def picture_of(scene: Scene, size: tuple[int, int], **more: object) -> tuple[Layout, NDArray[np.uint8]]:
    """The layout and the picture of a scene that has stood for long, (h, w, 3) RGB."""
    composer = Composer(*size, FLOOR)
    view = View(scene, LANGS, name="Maya", **more)  # type: ignore[arg-type]
    composer.draw(view, None, 1000.0)
    return composer.layout(view), composer.pixels()[..., :3].copy()


def luminance(colours: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Relative luminance (WCAG 2.2) of (n, 3) RGB."""
    c = colours.astype(float) / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(area: NDArray[np.uint8]) -> float:
    """Of the most frequent colour, the ground, against what differs from it most: the letters' cores, a tenth of all.

    `area` is (h, w, 3) RGB; 1 if nothing is written there.
    """
    packed = area.reshape(-1, 3).astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    codes, counts = np.unique(packed, return_counts=True)
    lights = luminance(np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=1).astype(np.uint8))
    base = float(lights[counts.argmax()])
    ratios = (np.maximum(lights, base) + 0.05) / (np.minimum(lights, base) + 0.05)
    inked = np.repeat(ratios, counts)
    inked = np.sort(inked[inked > 1.3])
    return float(inked[-max(1, len(inked) // 10)]) if len(inked) else 1.0
