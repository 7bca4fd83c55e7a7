"""Trains the retriever and triage in a short-lived process of its own: `python -m kiosk.answers.training JOB TARGET`.

scikit-learn would cost the serving process 60 MB and more than a second at every start, and learning much more.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path

import numpy as np

from kiosk.answers import encoder as encoders
from kiosk.answers.embeddings import Remembered
from kiosk.answers.nearest import Nearest
from kiosk.answers.stages import Stages
from kiosk.answers.train import train
from kiosk.answers.triage import heads

NICE = 10  # of a training that must not disturb who is being answered


def main(source: Path, target: Path) -> None:
    """Train what the JSON file `source` asks for (see `kiosk.answers.trained`) into the file `target`."""
    job = json.loads(source.read_text(encoding="utf-8"))
    os.nice(NICE if job["behind"] else 0)
    resource.setrlimit(resource.RLIMIT_CPU, (job["work_s"], resource.RLIM_INFINITY))
    parent = os.getppid()

    def still_wanted(_done: int, _of: int) -> None:
        if os.getppid() != parent:
            sys.exit("nobody waits for it any more")

    first, second = (
        encoders.make(wanted=bool(job["encoder"])),
        encoders.second(wanted=bool(job["second"]), threads=os.cpu_count() or 1),
    )
    chosen = [Remembered(each, target.parent, still_wanted) for each in (first, second) if each is not None]
    if job["texts"]:
        owners = np.array(job["owners"], np.int32)
        made = Nearest.fit(job["texts"], owners, chosen[0]) if job["large"] else train(job["texts"], owners, chosen)
        made.save(target)
    for each in Stages(chosen[0], chosen[1] if second else None, always=bool(job["always"])).for_triage:
        heads.ready(each)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
