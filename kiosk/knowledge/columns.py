"""The columns of a table of knowledge, and the names that spreadsheets give them in the languages of the product."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kiosk.settings import LANGS

COLUMNS: Final = (
    *("id", "language", "title", "answer", "caption", "phrasing", "action", "tags", "owner"),
    *("place", "picture", "valid_from", "valid_to"),
)
"""All columns, in the order of an export."""
NEEDED: Final = ("id", "language", "answer", "phrasing")
_NAMES: Final[Mapping[str, str]] = {
    "id": "nummer nr number no numero nº code key sleutel schlussel cle kennung entry intent kenmerk",
    "language": "lang taal langue sprache locale",
    "title": "titel titre knop button bouton knopf onderwerp sujet thema topic",
    "answer": "antwoord reponse antwort text tekst texte gesproken spoken gesprochen",
    "caption": "onderschrift schermtekst written geschreven ecrit affiche geschrieben bildschirmtext legende",
    "phrasing": "phrasings question questions vraag vragen frage fragen formulering formuleringen formulation "
    "formulations formulierung formulierungen utterance utterances zin zinnen phrase phrases satz",
    "action": "actie aktion skill",
    "tags": "tag labels label trefwoorden trefwoord etiquettes etiquette schlagworter schlagwort motscles",
    "owner": "eigenaar beheerder verantwoordelijke proprietaire responsable besitzer verantwortlich zustandig",
    "place": "plek plaats locatie location lieu emplacement ort platz mapplace",
    "picture": "plaatje afbeelding foto image photo bild icon",
    "valid_from": "validfrom from vanaf geldigvanaf geldigvan van du valabledu valableapartirdu gultigab gultigvon "
    "ab von begin start",
    "valid_to": "validto validuntil until geldigtot geldigtotenmet tot totenmet jusquau valablejusquau gultigbis bis",
}
_LANGUAGES: Final[Mapping[str, str]] = {
    "nl": "nederlands dutch neerlandais niederlandisch nld dut vlaams",
    "en": "engels english anglais englisch eng",
    "fr": "frans french francais franzosisch fra fre",
    "de": "duits german allemand deutsch deu ger",
    "ko": "koreaans korean coreen koreanisch kor 한국어",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """Which header stands for each column, and which stand for none; `more` are further columns of phrasings."""

    headers: Mapping[str, str]
    unread: tuple[str, ...]
    more: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Columns that are needed and not there."""
        return tuple(column for column in NEEDED if column not in self.headers)


def understand(header: Iterable[str], mapped: Mapping[str, str]) -> Reading:
    """The columns of a table: those of `mapped` (column to header), then those of the known names.

    A header that is a column's own name goes before one that only means the same.
    """
    names = [name for name in dict.fromkeys(header) if name.strip()]
    by_plain = {_plain(name): name for name in reversed(names)}
    found = {column: by_plain[_plain(name)] for column, name in mapped.items() if _plain(name) in by_plain}
    for known in (_plain_columns(), _known()):
        for name in names:
            column = known.get(_plain(name))
            if column and column not in found and name not in found.values():
                found[column] = name
    left = [name for name in names if name not in found.values()]
    more = tuple(name for name in left if _known().get(_plain(name).rstrip("0123456789")) == "phrasing")
    if more and "phrasing" not in found:
        found["phrasing"], more = more[0], more[1:]
    return Reading(found, tuple(name for name in left if name not in (*more, *found.values())), more)


def known_among(header: Iterable[str]) -> int:
    """How many headers are understood without help."""
    return len(understand(header, {}).headers)


def language_of(cell: str) -> str:
    """The language that a cell names (`nl`, `nl-BE`, `Nederlands`, `Dutch`), else the cell as it is."""
    plain = _plain(cell)
    if plain in LANGS:
        return plain
    for lang, names in _LANGUAGES.items():
        if plain in names.split() and lang in LANGS:
            return lang
    region = re.fullmatch(r"([A-Za-z]{2})[-_][A-Za-z]{2,4}", cell.strip())
    return region[1].lower() if region and region[1].lower() in LANGS else cell.strip()


def _plain_columns() -> dict[str, str]:
    return {_plain(column): column for column in COLUMNS}


def _known() -> dict[str, str]:
    also = {name: column for column, names in _NAMES.items() for name in names.split()}
    return also | _plain_columns()


def _plain(name: str) -> str:
    """Without case, accents, blanks and signs."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", bare).casefold())
