"""A simulated device at a person's hands: the name of its port, and tricks on it, typed or planned."""

from __future__ import annotations

import fcntl
import hashlib
import os
import select
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from hardware.errors import HardwareError
from kiosk.errors import InputError
from kiosk.resources import cache_dir

Planned = list[tuple[float, str]]
IDLE_S: Final = 0.1


@contextmanager
def folder_of(profile: str, link: Path | None) -> Iterator[Path]:
    """The folder in which the port has its name; with `link` that name too, as long as the block lasts.

    One process at a time has a name; a name given by `link` has a folder of its own.

    Raises:
        InputError: `hardware.taken`: another process has the name; `hardware.link`: the link is something else.
    """
    if link is None:
        with _alone(cache_dir() / "simulated" / profile, profile) as folder:
            yield folder
        return
    key = hashlib.sha256(os.fsencode(link.absolute())).hexdigest()[:16]
    with _alone(cache_dir() / "simulated" / "links" / key, str(link)) as folder:
        port = folder / "robot.tty"
        own = link.is_symlink() and link.readlink() == port
        if link.exists() and not own:
            raise InputError("hardware.link", f"{link} is there already.", "Name a file that is not there.")
        link.unlink(missing_ok=True)
        link.symlink_to(port)
        try:
            yield folder
        finally:
            link.unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path, name: str) -> Iterator[Path]:
    """A folder that no other process has; the kernel gives it back however this one ends."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield folder
    except BlockingIOError as fault:
        remedy = "End that one, or give this one a name of its own: --link NAME."
        raise InputError("hardware.taken", f"A simulated device runs already as {name}.", remedy) from fault
    finally:
        os.close(lock)


def plan(tricks: list[str], known: str = "") -> Planned:
    """`SECONDS:TRICK`, in the order of time; `known` are the tricks of the device, if that is known.

    Raises:
        InputError: `hardware.trick`.
    """
    planned: Planned = []
    for one in tricks:
        seconds, _, word = one.partition(":")
        try:
            planned.append((float(seconds), word.strip()))
        except ValueError as fault:
            remedy = "Write seconds, a colon and the trick: 5:unplug."
            raise InputError("hardware.trick", f"{one!r} is no trick with its time.", remedy) from fault
        if known and word.strip().partition(" ")[0] not in known.split():
            raise InputError("hardware.trick", f"The device knows no trick {word!r}.", f"Take one of: {known}.")
    return sorted(planned)


def serve(
    tell: Callable[[str], object],
    planned: Planned,
    seconds: float,
    say: Callable[[str], None],
    look: Callable[[], None] = lambda: None,
) -> None:
    """Until the time is over, or the person at the keyboard ends it; tricks that are typed and planned are played.

    `look` is called ten times a second.
    """
    began, typing = time.monotonic(), True
    while not seconds or time.monotonic() - began < seconds:
        look()
        while planned and planned[0][0] <= time.monotonic() - began:
            _play(tell, planned.pop(0)[1], say)
        if not typing:
            time.sleep(IDLE_S)
        elif select.select([sys.stdin], [], [], IDLE_S)[0]:
            line = sys.stdin.readline()
            if line.strip():
                _play(tell, line.strip(), say)
            elif line and sys.stdin.isatty():
                return
            elif not line:
                if sys.stdin.isatty():
                    return
                typing = False


def _play(tell: Callable[[str], object], word: str, say: Callable[[str], None]) -> None:
    try:
        tell(word)
    except HardwareError as fault:
        if fault.code != "simulator.trick":
            raise
        say(f"{fault.sentence} {fault.remedy}")
    else:
        say(f"done: {word}")
