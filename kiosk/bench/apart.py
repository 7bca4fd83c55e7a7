"""A measurement in a fresh process of its own: its memory and its libraries are those of the thing measured."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from kiosk.runtime.child import die_with_parent
from kiosk.runtime.memory import pss_mb

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
MOST = 2
"""So many loaded recognisers fit into the memory of a small machine."""


def apart(function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
    """What `function` gives in a spawned process; an interruption ends that process, and it says nothing about it."""
    with multiprocessing.get_context("spawn").Pool(1, _alone) as pool:
        result = pool.apply(function, args, kwargs)
        # A worker that holds a window's library catches the signal by which a pool is ended: let it go by itself.
        pool.close()
        pool.join()
        return result


def own_mb() -> float:
    """Proportional set size of this process, MB (10⁶ bytes)."""
    return pss_mb(os.getpid())


def resident_mb() -> float:
    """Resident set size of this process, MB (10⁶ bytes), by the second field of proc(5)'s statm."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def crew(begin: Callable[Arguments, None], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Iterator[Pool]:
    """Spawned processes, one a core but at most `MOST`, each after `begin`; an interruption ends them silently."""
    context, count = multiprocessing.get_context("spawn"), min(MOST, os.cpu_count() or 1)
    with context.Pool(count, _begin, (begin, args, kwargs)) as pool:
        yield pool
        pool.close()
        pool.join()


def _begin(begin: Callable[..., None], args: Any, kwargs: Any) -> None:  # noqa: ANN401 - whatever `begin` takes
    _alone()
    begin(*args, **kwargs)


def _alone() -> None:
    """The process that waits for this one is who is interrupted, and takes it along however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent()
