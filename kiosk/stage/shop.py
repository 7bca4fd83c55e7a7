"""What the screen shows of the store itself: its name, its look, and questions that it can answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

import avatars
from avatars.outfit import CLOTHES
from kiosk import store_theme
from kiosk.knowledge import files
from kiosk.stage.words import words_of
from kiosk.toml_file import present, read

SAMPLES = 12
"""Questions kept for each language."""
LONGEST_SAMPLE = 44
"""Letters of a question that is read at a glance."""


class _File(BaseModel):
    """`store.toml`, as far as the screen goes."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str = ""
    theme: store_theme.Theme = store_theme.Theme()


@dataclass(frozen=True, slots=True)
class Shop:
    """`primary` is `#rrggbb` or empty; `pictures` the folder of `logo` and products' pictures.

    `samples` are, per language, questions that the store's knowledge answers, as people write them; `clothes` are
    colours of what the face wears.
    """

    name: str = ""
    primary: str = ""
    logo: str = ""
    pictures: str = ""
    samples: tuple[tuple[str, tuple[str, ...]], ...] = ()
    clothes: tuple[tuple[str, str], ...] = ()

    @property
    def outfit(self) -> avatars.Outfit:
        """What the face wears: the store's colours, and its logo if there is one."""
        logo = Path(self.pictures) / self.logo if self.logo else None
        return avatars.Outfit(dict(self.clothes), logo if logo and logo.is_file() else None)

    def questions(self, lang: str) -> tuple[str, ...]:
        """Questions to try in a language; none if the store knows nothing in it."""
        return dict(self.samples).get(lang, ())


NO_SHOP = Shop()


def load(folder: Path, langs: tuple[str, ...]) -> Shop:
    """The store in a folder; one whose name is a mere dash, as that of the bare store, has nothing to ask about.

    Raises:
        FaultyInputError: `store.toml` or a file of knowledge cannot be used.
    """
    own = folder / "store.toml"
    told = read(own, _File).content if present(own) else _File()
    name = told.name if any(letter.isalnum() for letter in told.name) else ""
    samples = tuple((lang, _samples(folder, lang)) for lang in langs) if name else ()
    theme = told.theme
    clothes = {name: getattr(theme, name) for name in CLOTHES}
    worn = tuple((name, colour) for name, colour in clothes.items() if colour)
    pictures = str(folder / store_theme.PICTURES)
    return Shop(name, theme.primary or "", theme.logo or "", pictures, samples, worn)


def _samples(folder: Path, lang: str) -> tuple[str, ...]:
    """The first phrasing of each entry that is put as a question, written out; of none that comes and goes by date."""
    entries = files.known(folder).get(lang, {}).values()
    firsts = (entry.phrasings[0] for entry in entries if not (entry.valid_from or entry.valid_to))
    asked = (written(first, lang) for first in firsts if is_question(first, lang) and len(first) <= LONGEST_SAMPLE)
    return tuple(dict.fromkeys(asked))[:SAMPLES]


def is_question(phrasing: str, lang: str) -> bool:
    """Whether a phrasing begins, or in Korean ends, as questions do in its language."""
    words = words_of(lang)
    return phrasing.lower().startswith(words.asks) or (bool(words.asks_last) and phrasing.endswith(words.asks_last))


def written(phrasing: str, lang: str) -> str:
    """`where can i park` as `Where can I park?`."""
    text = " ".join(words_of(lang).capitals.get(word, word) for word in phrasing.split())
    return text[:1].upper() + text[1:].rstrip(" ?") + words_of(lang).question_mark
