"""Piper as a kind of voice: where it is installed, with a model for the language."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from kiosk import models
from kiosk.errors import InputError, KioskError
from kiosk.settings import Voice
from kiosk.voice.engines import Choice, Engine

PIPER: Final = "piper"
EXTRA: Final = "pip install 'balie[piper]'"


class PiperKind:
    """Neural voices, each a file of `kiosk models` or one's own."""

    name = PIPER

    def offers(self, lang: str, settings: Voice) -> Choice | None:
        """See `kiosk.voice.engines.Kind`.

        Raises:
            InputError: `voice.piper-model` if the settings name a file or model that is not there.
        """
        if not installed():
            return None
        if named := settings.piper.get(lang):
            return Choice(self.name, str(_named(named)), lang)
        usual = f"{PIPER}-{lang}"
        if usual not in models.catalogue() or not models.installed(usual):
            return None
        return Choice(self.name, str(_onnx(models.path(usual))), lang)

    def missing(self, lang: str) -> str:
        """See `kiosk.voice.engines.Kind`."""
        usual = f"{PIPER}-{lang}"
        known = usual in models.catalogue()
        extra = "" if installed() else f"`{EXTRA}`"
        model = f"`kiosk models get {usual}`" if known and not models.installed(usual) else ""
        steps = " and ".join(filter(None, (extra, model)))
        own = "" if known else f"No voice for {lang} is known here: name an .onnx file of yours in voice.piper."
        return " ".join(filter(None, (f"Run {steps}." if steps else "", own)))

    def load(self) -> Engine:
        """See `kiosk.voice.engines.Kind`."""
        if not installed():
            raise KioskError("voice.no-piper", "Piper is not installed.", f"Run `{EXTRA}`.")
        from kiosk.voice.piper_engine import PiperEngine

        return PiperEngine()


def installed() -> bool:
    """Whether the extra is here, with what gives its phonemes' times."""
    return all(find_spec(package) is not None for package in ("piper", "onnx"))


def _named(named: str) -> Path:
    """The .onnx file that a setting means: a path, or a model's name."""
    if named.endswith(".onnx"):
        file = Path(named).expanduser()
    else:
        try:
            file = _onnx(models.path(named))
        except KioskError as fault:
            raise InputError("voice.piper-model", fault.sentence, fault.remedy) from fault
    if not (file.is_file() and Path(f"{file}.json").is_file()):
        raise InputError(
            "voice.piper-model",
            f"{file} and {file.name}.json beside it are not both there.",
            "Mend voice.piper: the name of a model of `kiosk models list`, or a path of an .onnx file.",
        )
    return file


def _onnx(folder: Path) -> Path:
    """The voice in a model's folder; a folder without one gives the name that it should have."""
    return next(iter(sorted(folder.glob("*.onnx"))), folder / "voice.onnx")
