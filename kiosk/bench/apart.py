"""A measurement in a fresh process of its own: its memory and its libraries are those of the thing measured."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from kiosk.runtime.memory import pss_mb

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def apart(function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
    """What `function` gives in a spawned process; an interruption ends that process, and it says nothing about it."""
    with multiprocessing.get_context("spawn").Pool(1, signal.signal, (signal.SIGINT, signal.SIG_IGN)) as pool:
        result = pool.apply(function, args, kwargs)
        # A worker that holds a window's library catches the signal by which a pool is ended: let it go by itself.
        pool.close()
        pool.join()
        return result


def own_mb() -> float:
    """Proportional set size of this process, MB (10⁶ bytes)."""
    return pss_mb(os.getpid())
