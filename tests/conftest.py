"""What every test leaves behind as it found it; and which tests share a worker where there are several (`-n 2`)."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from xdist.scheduler import LoadFileScheduling

from kiosk.__main__ import SUMS

hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")  # a busy one is slow, and no test is about that

os.environ.setdefault(SUMS, "1")  # as every process of a kiosk has it
os.environ.setdefault("KIOSK__DESK__MODE", "none")  # a kiosk of a test has a desk where the test is about that

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # of a shell's background; what a test starts must heed it
    signal.signal(signal.SIGINT, signal.default_int_handler)

WHOLE_KIOSKS = (
    "tests/story/",
    "tests/drill/test_drill_real.py",
    "tests/service/test_kiosk_in_service.py",
    "tests/config/test_reload.py",
    "tests/kiosk/test_bench.py",
    "tests/doctor/test_self_test.py",
)
"""Files whose tests start a whole kiosk, which lives in real time: one worker has them all, so that no two meet."""


class ByFile(LoadFileScheduling):
    """The tests of a file, and of all whole kiosks, share a worker and their fixtures."""

    def _split_scope(self, nodeid: str) -> str:
        return WHOLE_KIOSKS[0] if nodeid.startswith(WHOLE_KIOSKS) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """In the order of the files; `pytest_collection_modifyitems` has put the whole kiosks first."""
    config.option.loadscopereorder = False
    return ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The row of whole kiosks is the longest: begun first, it is over when the other workers are."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: not item.nodeid.startswith(WHOLE_KIOSKS))


@pytest.fixture(autouse=True, scope="module")
def _sound_system() -> Iterator[None]:
    """A microphone opens SDL's sound, and pygame's mixer then will not: in the kiosk they never share a process."""
    yield
    if "pygame._sdl2.sdl2" in sys.modules:
        import pygame

        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SDL_VIDEODRIVER", "dummy")
            patch.setenv("SDL_AUDIODRIVER", "dummy")
            pygame.init()
            pygame.quit()
