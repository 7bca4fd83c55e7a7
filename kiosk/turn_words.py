"""The words by which turns are taken, `config/hearing/<lang>.toml`: what does not interrupt, and what silences.

A store may add its own in `hearing/<lang>.toml` of its folder.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from kiosk.errors import KioskError
from kiosk.resources import config_dir
from kiosk.toml_file import present, read
from kiosk.utterance import ends_on, made_of, normal

FOLDER: Final = "hearing"
OF_DIALOGUE: Final = (
    *("backchannel", "stop", "stop_alike", "hold", "beside"),
    *("yes", "no", "agree", "unclear", "with_picture", "sound_only", "text_only", "withdraw"),
    *("call_back", "message", "page", "phone", "digits"),
)
Phrased = Mapping[str, tuple[str, ...]]

log = logging.getLogger(__name__)


def _worded(phrase: str) -> str:
    if not normal(phrase):
        raise ValueError("has no word")
    return phrase


Phrases = tuple[Annotated[str, AfterValidator(_worded)], ...]


class TurnWords(BaseModel):
    """The lists of one language; compare with `kiosk.utterance`.

    An utterance of `backchannel` alone shows that somebody listens. One of `stop` silences, one of `hold` stops and
    asks nothing, both with words of `beside` around them if they like. `stop_alike` is what a recogniser makes of a
    stop that is said over the kiosk's voice, and counts as one there. No sentence ends on `open_endings`, and none is
    `beginnings` alone. `wishes` are sentences by which another language is asked for, as a recogniser may hear them.

    What answers a question of the kiosk: `yes` and `no`; `agree` alone opens microphone or camera, and on `unclear`
    the question is put once more; `with_picture`, `sound_only` and `text_only` to how a colleague may be met;
    `withdraw` takes back an ask that waits. Somewhere in a sentence: `call_back`, `message`, `page` and `phone`, where
    nobody comes. `digits` are a digit and its word each.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    backchannel: Phrases = ()
    stop: Phrases = ()
    stop_alike: Phrases = ()
    hold: Phrases = ()
    beside: Phrases = ()
    open_endings: Phrases = ()
    beginnings: Phrases = ()
    wishes: Phrases = ()
    yes: Phrases = ()
    no: Phrases = ()
    agree: Phrases = ()
    unclear: Phrases = ()
    with_picture: Phrases = ()
    sound_only: Phrases = ()
    text_only: Phrases = ()
    withdraw: Phrases = ()
    call_back: Phrases = ()
    message: Phrases = ()
    page: Phrases = ()
    phone: Phrases = ()
    digits: tuple[Annotated[str, Field(pattern=r"^[0-9] \S+$")], ...] = ()

    def goes_on(self, text: str) -> bool:
        """Whether who pauses after these words has not ended yet."""
        return ends_on(text, self.open_endings) or made_of(text, self.beginnings, self.beside)

    def __add__(self, more: TurnWords) -> TurnWords:
        """The phrases of both."""
        both = ((name, (*getattr(self, name), *getattr(more, name))) for name in TurnWords.model_fields)
        return TurnWords(**{name: tuple(dict.fromkeys(phrases)) for name, phrases in both})


def load(lang: str, store: Path | None = None, config: Path | None = None) -> TurnWords:
    """The lists of a language, with what a store adds to them.

    Raises:
        FaultyInputError: as `kiosk.toml_file.read`, each fault with file and line.
    """
    found = [read(path, TurnWords).content for path in files(lang, store, config)]
    return sum(found, start=TurnWords())


class Kept:
    """The lists as their files stand; of files that were spoilt while the kiosk ran, what they were before."""

    def __init__(self, store: Path | None = None, config: Path | None = None) -> None:
        self._store, self._config = store, config
        self._read: dict[str, TurnWords] = {}

    def of(self, lang: str) -> TurnWords:
        """The lists of a language; none where there were never any."""
        try:
            self._read[lang] = load(lang, self._store, self._config)
        except KioskError as fault:
            log.warning("the words by which turns are taken in %s stay as they were: %s", lang, fault)
        return self._read.get(lang, TurnWords())


def phrases(langs: Iterable[str], store: Path | None = None, config: Path | None = None) -> Mapping[str, Phrased]:
    """What the dialogue needs of them, per language and list, as it stands in `Started.phrases`; faults as `load`."""
    loaded = {lang: load(lang, store, config) for lang in langs}
    return {lang: {name: getattr(words, name) for name in OF_DIALOGUE} for lang, words in loaded.items()}


def files(lang: str, store: Path | None = None, config: Path | None = None) -> Iterator[Path]:
    """The shipped file, and the store's own if it has one."""
    yield (config or config_dir()) / FOLDER / f"{lang}.toml"
    own = store / FOLDER / f"{lang}.toml" if store is not None else None
    if own is not None and present(own):
        yield own
