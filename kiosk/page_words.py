"""The sentences of the technician's page, as `config/technician/<lang>.toml` holds them."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from kiosk.toml_file import Strict

FOLDER: Final = "technician"


class Words(Strict):
    """All sentences of one language; `{…}` is filled in by the page."""

    title: str
    simulated: str
    stop: str
    stop_hint: str
    stopped: str
    clear: str
    clear_question: str
    torque_on: str
    torque_off: str
    torque_question: str
    torque_hint: str
    no: str
    home: str
    drawing: str
    joints: str
    wanted: str
    read: str
    missing: str
    limits: str
    gestures: str
    lights: str
    lamp: str
    colour: str
    effect: str
    effect_steady: str
    effect_breathe: str
    effect_blink: str
    show: str
    dark: str
    buttons: str
    line: str
    line_figures: str
    line_gone: str
    watching: str
    phases: dict[str, str] = Field(min_length=9)
    password_title: str
    password: str
    enter: str
    password_wrong: str
    password_used: str
