"""JSON Schema (draft 2020-12) of the files that a technician writes, for editors that complete and check."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from kiosk.settings import Settings
from kiosk.spot import of_field

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def of_settings() -> dict[str, Any]:
    """The schema of `kiosk.toml`, `device.toml` and `default.toml`; every number says its unit."""
    schema = _schema(Settings, "Settings of a Balie kiosk")
    for section in Settings.model_fields.values():
        model = section.annotation
        if not isinstance(model, type) or not issubclass(model, BaseModel):
            continue
        properties = schema["$defs"][model.__name__]["properties"]
        for name, field in model.model_fields.items():
            properties[name].pop("title", None)
            if unit := of_field(name, field).unit:
                properties[name]["x-unit"] = unit
    return schema


def files() -> dict[str, dict[str, Any]]:
    """The schema of each kind of file, by the place of its copy in `config/`."""
    from hardware.profiles.display_profile import DisplayFile
    from hardware.profiles.robot_file import ProfileFile
    from kiosk.answers.facts import FloorPlan, StoreFacts
    from kiosk.answers.triage.table import Table
    from kiosk.desk.assist.canned_replies import ReplyFile
    from kiosk.desk.assist.draft import DraftFile
    from kiosk.desk.assist.objections import ObjectionFile
    from kiosk.desk.assist.reasons import ReasonFile
    from kiosk.gestures.library import GestureFile
    from kiosk.knowledge.files import KnowledgeFile
    from kiosk.rehearsal.script import Rehearsal
    from kiosk.simulation.story import Story
    from kiosk.store.mapping import BackEndFile

    return {
        "kiosk.schema.json": of_settings(),
        "schemas/store.schema.json": _schema(StoreFacts, "store.toml: the store itself"),
        "schemas/map.schema.json": _schema(FloorPlan, "map.toml: the floor of a store, metres"),
        "schemas/knowledge.schema.json": _schema(KnowledgeFile, "knowledge/<language>.toml: what the store knows"),
        "schemas/story.schema.json": _schema(Story, "stories/*.toml: what a simulated shopper does"),
        "schemas/rehearsal.schema.json": _schema(
            Rehearsal, "rehearsals/*.toml: a conversation and what must come of it"
        ),
        "schemas/backend.schema.json": _schema(BackEndFile, "backend.toml: how a store's back end is asked"),
        "schemas/triage.schema.json": _schema(Table, "triage.toml: what follows from what is said besides a question"),
        "schemas/replies.schema.json": _schema(ReplyFile, "desk/replies.toml: ready replies of the desk"),
        "schemas/objections.schema.json": _schema(ObjectionFile, "desk/objections.toml: what a colleague can say then"),
        "schemas/assist.schema.json": _schema(ReasonFile, "desk/assist.toml: why something is suggested"),
        "schemas/draft.schema.json": _schema(DraftFile, "desk/draft.toml: how a note after a conversation begins"),
        "schemas/gesture.schema.json": _schema(GestureFile, "gestures/*.toml: one gesture"),
        "schemas/display.schema.json": _schema(DisplayFile, "devices/*.toml: one kind of display"),
        "schemas/device.schema.json": _schema(ProfileFile, "devices/*.toml: one kind of robot"),
    }


def text(schema: dict[str, Any]) -> str:
    """As it is written to a file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def write(folder: Path) -> None:
    """Renew the shipped copies: `python -m kiosk.schema config`."""
    (folder / "schemas").mkdir(exist_ok=True)
    for name, schema in files().items():
        (folder / name).write_text(text(schema), encoding="utf-8")


def _schema(model: type[BaseModel], title: str) -> dict[str, Any]:
    return {"$schema": DRAFT, **model.model_json_schema(by_alias=True), "title": title}


if __name__ == "__main__":
    import sys

    write(Path(sys.argv[1]))
