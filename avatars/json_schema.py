"""JSON Schema (draft 2020-12) of the files of a pack, for editors that complete and check: in `schemas/` beside this.

`python -m avatars.json_schema` writes them anew after a change of the models.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from avatars.folder import MODELS
from avatars.pose import PARAMETERS
from avatars.schema import EXPRESSIONS, VISEMES

FOLDER = Path(__file__).parent / "schemas"
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def file_of(name: str) -> str:
    """The schema's file for a file of a pack: `rig.schema.json` for `rig.json`."""
    return f"{Path(name).stem}.schema.json"


def schema_of(name: str) -> dict[str, Any]:
    """The schema of one file of a pack."""
    schema = MODELS[name].model_json_schema(by_alias=True)
    if name.endswith(".json"):
        schema.setdefault("properties", {})["$schema"] = {"type": "string"}
    if name in {"visemes.json", "expressions.json"}:
        wanted = VISEMES if name == "visemes.json" else EXPRESSIONS
        schema["properties"] |= {key: {"$ref": "#/$defs/Pose"} for key in wanted}
        others = False if wanted is VISEMES else {"$ref": "#/$defs/Pose"}
        schema |= {"$defs": {"Pose": _pose()}, "required": list(wanted), "additionalProperties": others}
    return {"$schema": DRAFT, **schema, "title": f"{name} of an avatar pack"}


def _pose() -> dict[str, Any]:
    """A table of parameters, each in its range."""
    ranges = {name: {"type": "number", "minimum": low, "maximum": high} for name, (low, _, high) in PARAMETERS.items()}
    return {"type": "object", "properties": ranges, "additionalProperties": False}


def text_of(name: str) -> str:
    """The schema as it is written to its file."""
    return json.dumps(schema_of(name), ensure_ascii=False, indent=2) + "\n"


def write(folder: Path = FOLDER) -> None:
    """Write all schemas."""
    folder.mkdir(exist_ok=True)
    for name in MODELS:
        (folder / file_of(name)).write_text(text_of(name), encoding="utf-8")


if __name__ == "__main__":
    write()
