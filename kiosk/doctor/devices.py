"""What checks of devices have in common: who holds a device, and how a user gets to one."""

from __future__ import annotations

import getpass
import grp
import os
from pathlib import Path

from kiosk.doctor.site import Site


def group_remedy(group: str) -> str:
    """How this user gets into a group."""
    return f"Run `sudo usermod -aG {group} {getpass.getuser()}`, then log in again."


def group_of(node: Path) -> str:
    """The group that may use a device; its number where it has no name."""
    number = node.stat().st_gid
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)


def usable(node: Path) -> bool:
    """Whether this user may read and write it."""
    return os.access(node, os.R_OK | os.W_OK)


def busy_hint(site: Site) -> str:
    """What to add to a remedy while a kiosk runs; empty if none does."""
    pids = ", ".join(str(pid) for pid in site.kiosk_pids())
    return f" A kiosk runs now (process {pids}) and holds its devices: stop it, then look again." if pids else ""
