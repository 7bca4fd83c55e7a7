"""The sentences that stand, word for word, in the store's files and the language files.

Only these are kept when they were spoken or rendered ahead. An answer with a price, a name or a number that was put in
is none of them, and nothing that a shopper said can be.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from pathlib import Path
from string import Formatter

from kiosk import marks, phrases
from kiosk.dialogue.say import KEYS
from kiosk.errors import KioskError
from kiosk.knowledge import shared
from kiosk.resources import config_dir
from kiosk.settings import Settings

DISCLOSURE = "disclosure"


class FixedSentences:
    """Those of a store, in some languages; files that cannot be read have none, `kiosk check` tells why."""

    def __init__(self, store: Path, langs: Sequence[str], tone: str = phrases.PLAIN) -> None:
        self._store, self._langs, self._tone = store, tuple(dict.fromkeys(langs)), tone

    @classmethod
    def of(cls, settings: Settings) -> FixedSentences:
        """In the languages on offer."""
        return cls(settings.store.dir, (settings.kiosk.lang, *settings.kiosk.langs), settings.kiosk.tone)

    def of_lang(self, lang: str) -> tuple[str, ...]:
        """Those of one language: answers first, they are asked for most."""
        return self._texts.get(lang, ())

    @cached_property
    def _texts(self) -> Mapping[str, tuple[str, ...]]:
        return {lang: tuple(dict.fromkeys([*self._answers(lang), *self._phrases(lang)])) for lang in self._langs}

    def __contains__(self, said: tuple[str, str]) -> bool:
        """Whether a (text, language), with or without marks, is one of them."""
        text, lang = said
        return _bare(text) in self._bare.get(lang, frozenset())

    @cached_property
    def _bare(self) -> Mapping[str, frozenset[str]]:
        return {lang: frozenset(map(_bare, texts)) for lang, texts in self._texts.items()}

    def _answers(self, lang: str) -> Iterator[str]:
        try:
            entries = [entry for _, entry in shared.tables(self._store, lang)]
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
            return
        yield from (answer for entry in entries if (answer := str(entry.get("answer", "")).strip()))

    def _phrases(self, lang: str) -> Iterator[str]:
        try:
            found = phrases.load(config_dir() / "lang", [lang], self._store, self._tone)[lang]
        except KioskError:
            return
        spoken = (text for key, texts in found.items() if key in KEYS and KEYS[key].least > 1 for text in texts)
        for text, disclosure in product(spoken, found.get(DISCLOSURE, ("",))):
            whole = text.replace(f"{{{DISCLOSURE}}}", disclosure)
            if not any(name for _, name, _, _ in Formatter().parse(whole)):
                yield whole


def _bare(text: str) -> str:
    """Without marks, and blanks at its ends."""
    return marks.split(text)[0].strip()
