"""Any language through Vosk: open decoding, and beside it decoding with the store's phrases as vocabulary.

Steady noise is taken out first: of the Korean questions of the demo store in a synthetic voice over shop noise, the
constrained pass understood 38 of 50 at 20 dB and 22 at 10 dB without that, 42 and 31 with it.

The vocabulary is set when a recogniser is made and never again: `SetGrammar` in the middle of an utterance aborts the
process. The grammar is a bigram of its words, not a list of phrases: a close question is found after it, not in it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from vosk import KaldiRecognizer, Model, SetLogLevel

from kiosk.errors import KioskError
from kiosk.hearing.denoise import Denoiser
from kiosk.hearing.engines import RATE, Result, Word
from kiosk.hearing.tempo import Tempo
from kiosk.hearing.units import Respeller, grammar, lexicon

UNKNOWN = ("[unk]", "<UNK>")
QUIET = -1
# The constrained pass reads a second time, at another tempo: of 48 phrasings of the demo store in Korean, a synthetic
# voice over shop noise, the trusted reading was of the right entry for 26 at 20 dB and 13 at 10 dB by one reading, 34
# and 22 with one that is 8 % faster, 37 and 23 with one that is slower too. Of 40 times that an off-topic sentence was
# said, it was asked back for 1, 3 and 4 times, and never answered. What brought nothing: n-best lists (as many wrong
# answers more as right ones), a beam of 13 with more active states (at 2.6 times the cost), a pass over noisy sound.
TEMPI = (1.08,)


class _Recogniser(Protocol):
    """What is used of `vosk.KaldiRecognizer`, which has no types."""

    def SetWords(self, enable: bool) -> None: ...  # noqa: N802 - the library's names
    def AcceptWaveform(self, data: bytes) -> int: ...  # noqa: N802
    def PartialResult(self) -> str: ...  # noqa: N802
    def FinalResult(self) -> str: ...  # noqa: N802


class VoskEngine:
    """A Vosk model in `folder`; `phrases` make the constrained pass, where the model's graph allows one."""

    def __init__(self, folder: Path, phrases: Sequence[str] = ()) -> None:
        SetLogLevel(QUIET)
        if not (folder / "am" / "final.mdl").is_file():  # the library says only that it failed
            raise KioskError(
                "hearing.model-broken", f"{folder} holds no Vosk model.", "Check it with `kiosk models verify`."
            )
        self._model = Model(str(folder))
        self._open = _recogniser(self._model)
        words = lexicon(phrases, self._knows)
        self._respell = Respeller(words)
        self._constrained: _Recogniser | None = None
        self._tempi: list[tuple[Tempo, _Recogniser]] = []
        if words and any((folder / "graph" / name).is_file() for name in ("HCLr.fst", "HCLr.fst.gz")):
            unknown = [token for token in UNKNOWN if self._knows(token)][:1]
            lines = json.dumps(grammar(phrases, words) + unknown, ensure_ascii=False)
            self._constrained = _recogniser(self._model, lines)
            self._tempi = [(Tempo(factor), _recogniser(self._model, lines)) for factor in TEMPI]
        self._denoiser = Denoiser()
        self._pieces: list[NDArray[np.int16]] = []
        self._result: Result | None = None
        self._fed = self._starts = 0  # samples since the recogniser was made, which is what its times count from

    def _knows(self, word: str) -> bool:
        return bool(self._model.vosk_model_find_word(word) >= 0)

    def accept(self, samples: NDArray[np.int16]) -> None:
        """Decode it; after a `final` that was not the end, all from the beginning again."""
        self._pieces.append(samples)
        again = self._result is not None
        if again:
            self._result = None
            self._begin()
        for piece in self._pieces if again else [samples]:  # in the same pieces: what is read depends on them a little
            self._decode(self._denoiser.feed(piece))

    def _begin(self) -> None:
        self._starts = self._fed
        self._denoiser.reset()
        for tempo, _ in self._tempi:
            tempo.reset()

    def _decode(self, samples: NDArray[np.int16]) -> None:
        self._fed += len(samples)
        for recogniser in (self._open, self._constrained):
            if recogniser is not None and len(samples):
                recogniser.AcceptWaveform(samples.tobytes())
        for tempo, recogniser in self._tempi:
            if len(other := tempo.feed(samples)):
                recogniser.AcceptWaveform(other.tobytes())

    def partial(self) -> str:
        """The open transcript so far."""
        heard = str(json.loads(self._open.PartialResult()).get("partial", "")).split()
        return self._respell.text(_spoken(heard))

    def final(self) -> Result:
        """Both transcripts; asking twice gives the same."""
        if self._result is None:
            self._decode(self._denoiser.flush())
            words = self._words(self._open)
            self._result = Result(
                " ".join(word.text for word in words),
                words,
                None if self._constrained is None else self._text(self._constrained),
                others=tuple(self._text(recogniser) for _, recogniser in self._tempi),
            )
        return self._result

    def glance(self, samples: NDArray[np.int16]) -> Result:
        """The constrained transcript of a whole utterance, at a fifth of the cost of both; see `Glancer`."""
        self.reset()
        recogniser = self._constrained or self._open
        for piece in (self._denoiser.feed(samples), self._denoiser.flush()):
            recogniser.AcceptWaveform(piece.tobytes())
        self._denoiser.reset()
        return Result(self._text(recogniser))

    def _text(self, recogniser: _Recogniser) -> str:
        return " ".join(word.text for word in self._words(recogniser))

    def _words(self, recogniser: _Recogniser) -> tuple[Word, ...]:
        heard = [word for word in json.loads(recogniser.FinalResult()).get("result", ()) if _spoken([word["word"]])]
        earlier = self._starts / RATE
        return tuple(
            Word(
                text,
                heard[first]["start"] - earlier,
                heard[last - 1]["end"] - earlier,
                min(word["conf"] for word in heard[first:last]),
            )
            for text, first, last in self._respell.groups([word["word"] for word in heard])
        )

    def reset(self) -> None:
        """Forget the utterance.

        `FinalResult` and not `Reset`: that one keeps unread frames for the next utterance, and after `FinalResult` it
        leaves the recogniser in a state that aborts the process on the next sample.
        """
        if self._pieces and self._result is None:
            self.final()
        self._pieces.clear()
        self._result = None
        self._begin()


def _recogniser(model: Model, *vocabulary: str) -> _Recogniser:
    recogniser: _Recogniser = KaldiRecognizer(model, float(RATE), *vocabulary)
    recogniser.SetWords(True)
    return recogniser


def _spoken(heard: Sequence[str]) -> list[str]:
    return [word for word in heard if word not in UNKNOWN]
