"""Puts together the kiosk that is to be looked at, even where its configuration cannot be read."""

from __future__ import annotations

from pathlib import Path

from kiosk import devices, layers
from kiosk.doctor.site import Site
from kiosk.errors import InputError
from kiosk.resources import config_dir
from kiosk.settings import Settings, Store


def site(store: Path | None, *, headless: bool) -> Site:
    """The kiosk of this machine.

    Raises:
        InputError: `store.missing`: the folder that was given does not exist.
    """
    if store is not None:
        layers.store_dir(store)
    try:
        asked, fault = layers.load(store), ""
    except InputError as refusal:
        asked, fault = shipped(), f"{refusal.sentence} {refusal.remedy}"
    return Site(asked, devices.resolve(asked, headless=headless), headless, fault=fault)


def shipped() -> Settings:
    """The settings as they come, for the demo store."""
    return Settings(store=Store(dir=config_dir() / "demo-store", backend_url="simulated"))
