"""The description of the desk for other programs: OpenAPI 3.1, made from the one table of routes."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from typing import Any, Final

from aiohttp.typedefs import Handler
from pydantic import BaseModel, TypeAdapter

from kiosk import __version__
from kiosk.desk.auth.roles import ROUTES, Door, Route
from kiosk.desk.messages import protocol
from kiosk.desk.web.guard import COOKIE
from kiosk.desk.web.shapes import JSON, SHAPES, Shape

Tree = dict[str, Any]
REF: Final = "#/components/schemas/{model}"
ABOUT: Final = """The desk of Balie: who asks for a person, who helps, and what came of it.

Sign in with `POST /api/session`; the cookie that comes back opens what the role may see. A kiosk has a token of its
own. What a page or a kiosk says while it is connected goes over a websocket as JSON with a `type`: the schemas
`FromKiosk`, `ToKiosk`, `FromStaff` and `ToStaff` hold every message."""
REFUSED: Final[Tree] = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "sentence", "remedy"],
            "properties": {name: {"type": "string"} for name in ("code", "sentence", "remedy")},
        }
    },
}
WITHIN: Final[Tree] = {"number": {"type": "integer", "minimum": 0, "maximum": 999_999_999}}
"""What stands in a path, by its name there, if it is not just any text."""
MESSAGES: Final[Mapping[str, TypeAdapter[Any]]] = {
    "FromKiosk": protocol.FROM_KIOSK,
    "ToKiosk": protocol.TO_KIOSK,
    "FromStaff": protocol.FROM_STAFF,
    "ToStaff": protocol.TO_STAFF,
}


def document(handlers: Mapping[str, Handler]) -> Tree:
    """The description, with what each handler says of itself."""
    schemas: Tree = {"Refused": REFUSED}
    for name, adapter in MESSAGES.items():
        schemas[name] = _lifted(adapter.json_schema(ref_template=REF), schemas)
    paths: Tree = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, handlers[route.name], schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Balie desk",
            "version": __version__,
            "description": ABOUT,
            "license": {"name": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "staff": {"type": "apiKey", "in": "cookie", "name": COOKIE},
                "kiosk": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _operation(route: Route, handler: Handler, schemas: Tree) -> Tree:
    shape = SHAPES.get(route.name, Shape())
    said = (inspect.getdoc(handler) or route.name.replace("_", " ")).partition("\n")[0]
    operation: Tree = {
        "operationId": route.name,
        "summary": said,
        "tags": [_topic(route.path)],
        "security": _security(route),
        "responses": _responses(shape, schemas),
    }
    if isinstance(route.who, frozenset):
        operation["description"] = f"For {', '.join(sorted(role.value for role in route.who))}."
    if parameters := _parameters(route, shape):
        operation["parameters"] = parameters
    if shape.takes is not None:
        content = {JSON: {"schema": _schema(shape.takes, schemas)}}
        operation["requestBody"] = {"required": True, "content": content}
    elif shape.sends:
        operation["requestBody"] = {"required": True, "content": {shape.sends: {}}}
    return operation


def _topic(path: str) -> str:
    parts = path.strip("/").split("/")
    return parts[1] if parts[0] == "api" else parts[0] or "page"


def _security(route: Route) -> list[Tree]:
    if isinstance(route.who, frozenset):
        return [{"staff": []}]
    return [{"kiosk": []}] if route.who is Door.KIOSK else []


def _parameters(route: Route, shape: Shape) -> list[Tree]:
    found = [
        {"name": name, "in": "path", "required": True, "schema": WITHIN.get(name, {"type": "string", "minLength": 1})}
        for name in re.findall(r"{(\w+)}", route.path)
    ]
    return found + [
        {"name": name, "in": "query", "required": name in shape.needs, "schema": dict(schema)}
        for name, schema in shape.query.items()
    ]


def _responses(shape: Shape, schemas: Tree) -> Tree:
    refused = {"description": "Refused, with what to do.", "content": {JSON: {"schema": _ref("Refused")}}}
    done: Tree = {"description": "Done."}
    if shape.status == 101:
        done = {"description": "The line is open."}
    elif shape.status not in {204, 302}:
        given = {"type": "object"} if shape.gives is None else _given(shape.gives, schemas)
        done["content"] = {shape.kind: {"schema": given} if shape.kind == JSON else {}}
    return {str(shape.status): done, "4XX": refused}


def _given(gives: type[BaseModel] | Mapping[str, Any], schemas: Tree) -> Tree:
    return dict(gives) if isinstance(gives, Mapping) else _schema(gives, schemas)


def _schema(model: type[BaseModel], schemas: Tree) -> Tree:
    schemas[model.__name__] = _lifted(model.model_json_schema(ref_template=REF), schemas)
    return _ref(model.__name__)


def _lifted(schema: Tree, schemas: Tree) -> Tree:
    """A schema whose parts stand beside it, where all schemas are."""
    schemas.update(schema.pop("$defs", {}))
    return schema


def _ref(name: str) -> Tree:
    return {"$ref": REF.format(model=name)}
