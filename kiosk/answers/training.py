"""Trains the retriever in a short-lived process of its own: `python -m kiosk.answers.training JOB TARGET`.

scikit-learn would cost the serving process 60 MB and more than a second at every start.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from kiosk.answers import encoder as encoders
from kiosk.answers.embeddings import Remembered
from kiosk.answers.train import train


def main(source: Path, target: Path) -> None:
    """Train what the JSON file `source` asks for (`texts`, `owners`, `encoder`, `second`) into the file `target`."""
    job = json.loads(source.read_text(encoding="utf-8"))
    first, second = encoders.make(wanted=bool(job["encoder"])), encoders.second(wanted=bool(job["second"]))
    chosen = [Remembered(each, target.parent) for each in (first, second) if each is not None]
    train(job["texts"], np.array(job["owners"], np.int32), chosen).save(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
