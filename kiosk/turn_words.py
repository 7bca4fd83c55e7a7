"""The words by which turns are taken, `config/hearing/<lang>.toml`: what does not interrupt, and what silences.

A store may add its own in `hearing/<lang>.toml` of its folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict

from kiosk.resources import config_dir
from kiosk.toml_file import present, read
from kiosk.utterance import ends_on, made_of, normal

FOLDER: Final = "hearing"
OF_DIALOGUE: Final = ("backchannel", "stop", "stop_alike", "hold", "beside")
Phrased = Mapping[str, tuple[str, ...]]


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
