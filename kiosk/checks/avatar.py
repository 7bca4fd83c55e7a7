"""The avatar that the settings name: whether there is one, and every fault of its files in plain words."""

from __future__ import annotations

from dataclasses import replace

import avatars
from avatars.errors import AvatarError
from avatars.folder import read_pack
from avatars.pack import folder_of
from kiosk.checks.inspection import Inspection
from kiosk.configuration.layers import TYPED
from kiosk.pack_faults import worded


def check(seen: Inspection) -> None:
    """The pack that is set: whatever is wrong with it, the kiosk runs without a face. What is typed must be right."""
    name = seen.settings.kiosk.avatar
    try:
        folder = folder_of(name)
    except AvatarError as fault:
        told = seen.setting("avatar.unknown", "kiosk.avatar", f'is "{name}"', fault.remedy)
        told = seen.unknown(told, name, list(avatars.packs()))
        seen.add(told if told.code in TYPED else replace(told, severity="loss"))
        return
    seen.faults += [
        fault if fault.severity == "warning" else replace(fault, severity="loss")
        for fault in worded(folder, read_pack(folder)[1])
    ]
    seen.note(f"avatar {name}")
