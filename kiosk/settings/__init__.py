"""The schema of `config/`: every setting with its meaning, unit and range.

Layers, later ones win: `config/default.toml` → the store's `kiosk.toml` → the device's `device.toml` in the data folder
→ environment (`KIOSK__SECTION__KEY`) → what the command line sets.
"""

from __future__ import annotations

from kiosk.settings.answers import Answers, Wording
from kiosk.settings.body import Body, Device, DeviceName
from kiosk.settings.call import Call
from kiosk.settings.desk import Desk
from kiosk.settings.dialogue import Dialogue
from kiosk.settings.hearing import MICROPHONES, RECOGNISERS, Hearing
from kiosk.settings.kiosk import Kiosk
from kiosk.settings.models import Models
from kiosk.settings.runtime import Ledger, Logs, Metrics, Runtime
from kiosk.settings.section import HOUR, LANGS, Lang, Section, once
from kiosk.settings.shop import Shop
from kiosk.settings.sight import Sight
from kiosk.settings.stage import Stage
from kiosk.settings.store import Store
from kiosk.settings.voice import VOICES, Voice

__all__ = [
    "HOUR",
    "LANGS",
    "MICROPHONES",
    "RECOGNISERS",
    "VOICES",
    "Answers",
    "Body",
    "Call",
    "Desk",
    "Device",
    "DeviceName",
    "Dialogue",
    "Hearing",
    "Kiosk",
    "Lang",
    "Ledger",
    "Logs",
    "Metrics",
    "Models",
    "Runtime",
    "Section",
    "Settings",
    "Shop",
    "Sight",
    "Stage",
    "Store",
    "Voice",
    "Wording",
    "once",
]


class Settings(Section):
    """All settings of a kiosk."""

    kiosk: Kiosk = Kiosk()
    store: Store = Store()
    sight: Sight = Sight()
    hearing: Hearing = Hearing()
    voice: Voice = Voice()
    stage: Stage = Stage()
    body: Body = Body()
    answers: Answers = Answers()
    wording: Wording = Wording()
    dialogue: Dialogue = Dialogue()
    shop: Shop = Shop()
    runtime: Runtime = Runtime()
    ledger: Ledger = Ledger()
    logs: Logs = Logs()
    metrics: Metrics = Metrics()
    desk: Desk = Desk()
    call: Call = Call()
    models: Models = Models()
