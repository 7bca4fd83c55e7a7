"""What makes the kiosk start by itself: a systemd unit and a udev rule; worked out first, then done or taken away."""

from __future__ import annotations

import difflib
import grp
import os
import pwd
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from kiosk.errors import InputError
from kiosk.resources import APP, config_dir

Screen = Literal["kms", "cage", "desktop"]
State = Literal["new", "same", "changed", "there", "absent"]
UNIT: Final = "kiosk.service"
RULE: Final = "99-balie.rules"
TEMPLATES: Final[dict[Screen, str]] = {
    "kms": "kiosk.service",
    "cage": "kiosk-cage.service",
    "desktop": "kiosk-user.service",
}
GROUPS: Final = ("video", "render", "audio", "input", "dialout")
OURS: Final = "Written by `kiosk install-service"
"""Stands in every file that this command writes."""
TOKEN: Final = re.compile(r"@(\w+)@")


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the kiosk, and where that user's files are."""

    name: str
    uid: int
    gid: int
    home: Path

    @property
    def data(self) -> Path:
        """The data folder of that user; the caller's own `XDG_DATA_HOME` does not count under systemd."""
        return self.home / ".local/share" / APP

    @property
    def cache(self) -> Path:
        """The folder of what can be made again."""
        return self.home / ".cache" / APP


@dataclass(frozen=True, slots=True)
class File:
    """A file of the plan: where it goes, what will be in it (None: it goes away), what is there now (None: nothing)."""

    path: Path
    wanted: str | None
    found: str | None

    @property
    def state(self) -> State:
        """How what is there compares with what is wanted."""
        if self.wanted is None:
            return "absent" if self.found is None else "there"
        if self.found is None:
            return "new"
        return "same" if self.found == self.wanted else "changed"

    def diff(self) -> str:
        """What changes, as a unified diff; empty for a file that is new, or stays as it is."""
        if self.wanted is None or self.found is None:
            return ""
        lines = (self.found.splitlines(keepends=True), self.wanted.splitlines(keepends=True))
        return "".join(difflib.unified_diff(*lines, f"{self.path} (now)", f"{self.path} (then)"))


@dataclass(frozen=True, slots=True)
class Plan:
    """All that would be done: `before` runs ahead of the files, `after` behind them; `folders` are the account's."""

    files: tuple[File, ...]
    folders: tuple[Path, ...]
    before: tuple[tuple[str, ...], ...]
    after: tuple[tuple[str, ...], ...]
    account: Account
    system: bool


def account(name: str | None) -> Account:
    """The user who runs the kiosk: the named one, else who called sudo, else who asks.

    Raises:
        InputError: `service.user` or `service.root`.
    """
    chosen = name or os.environ.get("SUDO_USER") or pwd.getpwuid(os.getuid()).pw_name
    try:
        entry = pwd.getpwnam(chosen)
    except KeyError as fault:
        remedy = "Make it (sudo adduser NAME), or name another."
        raise InputError("service.user", f"There is no user {chosen}.", remedy) from fault
    if entry.pw_uid == 0:
        remedy = "Name the user that runs the kiosk: --run-as NAME."
        raise InputError("service.root", "A kiosk does not run as root.", remedy)
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, Path(entry.pw_dir))


def program() -> str:
    """The `kiosk` of the running interpreter, as systemd starts it."""
    beside = Path(sys.executable).parent / "kiosk"
    return quoted(str(beside)) if beside.is_file() else f"{quoted(sys.executable)} -m kiosk"


def quoted(word: str) -> str:
    """A word of a unit's command line (systemd.service(5), COMMAND LINES)."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if re.search(r"[\s'\"\\;]", word) else escaped


def unit(screen: Screen, who: Account, store: Path | None) -> str:
    """The unit for a screen, filled in."""
    known = [name for name in GROUPS if _has_group(name)]
    words = {
        "kiosk": program(),
        "store": f" --store {quoted(str(store.resolve()))}" if store else "",
        "user": who.name,
        "groups": " ".join(known),
        "writable": f"-{quoted(str(who.data))} -{quoted(str(who.cache))}",
    }
    return TOKEN.sub(lambda found: words[found[1]], _template("systemd", TEMPLATES[screen]))


def plan(screen: Screen, who: Account, store: Path | None, root: Path, *, uninstall: bool = False) -> Plan:
    """What installing, or taking away, would do; `root` is where the files go instead of `/` (systemd's --root)."""
    system = screen != "desktop"
    wanted = {place(who, system=system): None if uninstall else unit(screen, who, store)}
    if system:
        wanted[Path("/etc/udev/rules.d") / RULE] = None if uninstall else _template("udev", RULE)
    files = tuple(_file(root / path.relative_to("/"), text) for path, text in wanted.items())
    moved = root != Path("/")
    folders = () if uninstall else tuple(root / folder.relative_to("/") for folder in (who.data, who.cache))
    before = _stop(system=system, root=root, moved=moved) if uninstall and files[0].found is not None else ()
    after = (
        ()
        if uninstall and (moved or not before)
        else _start(system=system, root=root, moved=moved, uninstall=uninstall)
    )
    return Plan(files, folders, before, after, who, system)


def place(who: Account, *, system: bool) -> Path:
    """Where the unit goes."""
    return Path("/etc/systemd/system") / UNIT if system else who.home / ".config/systemd/user" / UNIT


def _stop(*, system: bool, root: Path, moved: bool) -> tuple[tuple[str, ...], ...]:
    if moved:
        return (("systemctl", f"--root={root}", "disable", UNIT),) if system else ()
    return ((*_systemctl(system=system), "disable", "--now", UNIT),)


def _start(*, system: bool, root: Path, moved: bool, uninstall: bool) -> tuple[tuple[str, ...], ...]:
    """Let systemd and udev look again, and enable the unit; below another root nothing runs that could look."""
    if moved:
        return (("systemctl", f"--root={root}", "enable", UNIT),) if system else ()
    look = [(*_systemctl(system=system), "daemon-reload")]
    rules = [("udevadm", "control", "--reload"), ("udevadm", "trigger", "--subsystem-match=tty")] if system else []
    enable = [] if uninstall else [(*_systemctl(system=system), "enable", UNIT)]
    return tuple(look + rules + enable)


def _systemctl(*, system: bool) -> tuple[str, ...]:
    return ("systemctl",) if system else ("systemctl", "--user")


def _file(path: Path, wanted: str | None) -> File:
    return File(path, wanted, path.read_text(encoding="utf-8") if path.is_file() else None)


def _template(kind: str, name: str) -> str:
    return (config_dir() / kind / name).read_text(encoding="utf-8")


def _has_group(name: str) -> bool:
    try:
        grp.getgrnam(name)
    except KeyError:
        return False
    return True
