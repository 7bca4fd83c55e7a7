"""The model of a store, and what triage learns: from the cache, else trained now, in a process of its own."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np

from kiosk.answers import kept
from kiosk.answers.model import Model
from kiosk.answers.nearest import LARGE, Nearest
from kiosk.answers.stages import Stages
from kiosk.answers.triage import heads
from kiosk.errors import KioskError
from kiosk.knowledge.collection import Knowledge
from kiosk.resources import cache_dir

log = logging.getLogger(__name__)
TRAINING_S, A_PHRASING_S = 240.0, 0.1
"""Seconds of processor time that learning may take, and more for each phrasing: on a busy machine it waits a lot."""
WAITING = 20  # times as long it may take by the clock: then it hangs
MADE_BY = ("features", "words", "model", "train", "calibrate", "embeddings", "nearest")


def cache_path(knowledge: Knowledge, stages: Stages) -> Path:
    """Where the model of this content, these encoders and this code is kept."""
    key = f"{_code()} {stages.name} {knowledge.fingerprint}"
    return cache_dir() / "answers" / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.npz"


def _code() -> str:
    """Changes with the code that makes a model, and the libraries under it."""
    folder = Path(__file__).parent
    made_by = b"".join((folder / f"{name}.py").read_bytes() for name in MADE_BY)
    return f"{hashlib.sha256(made_by).hexdigest()} {np.__version__} {version('scikit-learn')}"


def large(knowledge: Knowledge) -> bool:
    """Whether a store has so many entries that an index takes the place of the head."""
    return len(knowledge.ids) > LARGE


def ready_model(knowledge: Knowledge, stages: Stages, *, behind: bool = False) -> Model | Nearest:
    """The model from the cache, else newly trained; `behind` what else the machine does.

    Raises:
        KioskError: `answers.training`.
    """
    path = cache_path(knowledge, stages)
    load: Callable[[Path], Model | Nearest | None] = Nearest.load if large(knowledge) else Model.load
    model = load(path)
    if model is None:
        with kept.place(path) as target:
            model = load(target)
            if model is None:
                log.info("learning %d phrasings", len(knowledge.phrasings), extra={"encoders": stages.name})
                _train(knowledge, stages, target, behind=behind)
                model = load(target)
    if model is None:
        raise KioskError("answers.training", f"The trained model {path} cannot be read.", "Remove it and try again.")
    return model


def ready_triage(stages: Stages) -> None:
    """See to it that what triage goes by is in the cache, so that it need not be learnt by who serves.

    Raises:
        KioskError: `answers.training`.
    """
    missing = [path for each in stages.for_triage if not (path := heads.cache_path(each)).is_file()]
    if missing:
        log.info("learning the examples of triage", extra={"encoders": stages.name})
        _run(_job(stages, behind=False), missing[0])


def _one_thread() -> dict[str, str]:
    """On a busy machine several linear-algebra threads wait for each other longer than they work."""
    return os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def _train(knowledge: Knowledge, stages: Stages, path: Path, *, behind: bool) -> None:
    """Train in a process of its own, so that its memory goes when it ends."""
    ids = {entry: number for number, entry in enumerate(knowledge.ids)}
    phrasings = knowledge.phrasings
    texts = [phrasing for _, _, phrasing in phrasings]
    owners = [ids[entry] for _, entry, _ in phrasings]
    job = _job(stages, behind=behind) | {"texts": texts, "owners": owners, "large": large(knowledge)}
    _run(job, path, TRAINING_S + A_PHRASING_S * len(phrasings))


def _job(stages: Stages, *, behind: bool) -> dict[str, object]:
    """To train with these encoders: no texts, so far, beside those of triage."""
    return {
        "texts": [],
        "encoder": stages.first.width > 0,
        "second": stages.second is not None,
        "always": stages.always,
        "behind": behind,
    }


def _run(job: dict[str, object], path: Path, work_s: float = TRAINING_S) -> None:
    """Train in a process that may do `work_s` of work, however long it waits for a processor meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "job.json"
        source.write_text(json.dumps(job | {"work_s": round(work_s)}, ensure_ascii=False), encoding="utf-8")
        command = [sys.executable, "-P", "-m", "kiosk.answers.training", str(source), str(path)]
        try:
            limit_s = WAITING * work_s
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=limit_s, env=_one_thread())
        except subprocess.TimeoutExpired as fault:
            raise _too_long() from fault
        except subprocess.CalledProcessError as fault:
            if fault.returncode == -signal.SIGXCPU:
                raise _too_long() from fault
            reason = (str(fault.stderr).strip().splitlines() or [f"exit status {fault.returncode}"])[-1]
            sentence = f"The answers could not be trained: {reason}."
            raise KioskError(
                "answers.training", sentence, "Run `kiosk check`; it names what is wrong with the knowledge."
            ) from fault


def _too_long() -> KioskError:
    return KioskError("answers.training", "Training took too long.", "Free the machine and try again.")
