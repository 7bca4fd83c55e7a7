"""How the store's back end is asked: the mapping, where its secret is, and what of it the store's knowledge needs."""

from __future__ import annotations

from typing import Final

from kiosk.checks.inspection import Inspection
from kiosk.errors import InputError
from kiosk.faults import taking
from kiosk.knowledge import files
from kiosk.store import mapping
from kiosk.store.mapping import BackEndFile
from kiosk.store.secrets import secret
from kiosk.toml_file import present

NEEDS: Final = {"order": ("orders",), "booking": ("slots", "bookings")}
"""What an entry's action asks of the back end."""


def check(seen: Inspection) -> None:
    """`backend.toml`, if there is one."""
    path = seen.store / mapping.FILE
    if not present(path):
        return
    document = seen.read(path, BackEndFile)
    if document is None:
        return
    asked = document.content
    try:
        secret(asked.auth.secret)
    except InputError as fault:
        told = document.toml.fault(fault.code, fault.sentence.rstrip("."), fault.remedy, ("auth", "secret"))
        seen.add(told, warning=True)
    for action, kinds in NEEDS.items():
        for kind in kinds:
            if not getattr(asked, kind).path and _called(seen, action):
                message = f"is empty, and an entry has the action {action!r}: it is never looked up"
                told = document.toml.fault(
                    "store.needed", message, "Name the path, or take the action out.", (kind, "path")
                )
                seen.add(told, warning=True)
    offered = [kind for kind in ("price", "stock", "orders", "slots", "bookings") if getattr(asked, kind).path]
    seen.note(f"{mapping.FILE}: {', '.join(offered)}; who asks: {asked.auth.kind}")


def _called(seen: Inspection, action: str) -> bool:
    known = taking(lambda: files.load(seen.store), [], seen.store / "knowledge")
    return known is not None and any(known.action(entry) == action for entry in known.ids)
