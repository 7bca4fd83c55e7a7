"""Words of the store that a recogniser cannot hear because its model does not know them. Loads the models: seconds."""

from __future__ import annotations

from kiosk import models
from kiosk.checks.inspection import Inspection
from kiosk.errors import InputError
from kiosk.faults import Fault
from kiosk.hearing.units import Known, lexicon, words_of
from kiosk.hearing.vocabulary import phrases

SHOWN = 12


def check(seen: Inspection) -> None:
    """A warning for each language whose Vosk model is on this machine and lacks words of the store."""
    for lang in seen.settings.kiosk.langs:
        model = f"vosk-{lang}"
        file = seen.store / "knowledge" / f"{lang}.toml"
        if model not in models.catalogue() or not models.installed(model) or not file.is_file():
            continue
        try:
            words = {word for phrase in phrases(seen.store, lang) for word in words_of(phrase)}
        except InputError:
            continue  # told where the file is looked at
        lacking = sorted(words - lexicon(words, _known(model)).keys())
        seen.note(f"words of the store that {model} knows: {len(words) - len(lacking)} of {len(words)}")
        if lacking:
            listed = ", ".join(lacking[:SHOWN]) + (", …" if len(lacking) > SHOWN else "")
            message = f"has {len(lacking)} of {len(words)} words that {model} does not know: {listed}"
            remedy = "Put them into phrasings in other words too, or expect them to be typed."
            seen.add(Fault("hearing.words", str(file), message, remedy), warning=True)


def _known(model: str) -> Known:
    from vosk import Model, SetLogLevel

    SetLogLevel(-1)
    loaded = Model(str(models.path(model)))
    return lambda word: loaded.vosk_model_find_word(word) >= 0
