"""Reads the layers of the settings; a fault names file, line, what is allowed, and the key that was meant."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from kiosk.errors import InputError
from kiosk.resources import config_dir, data_dir
from kiosk.settings import Settings

ENVIRONMENT = "KIOSK__"
Tree = dict[str, Any]


def load(store: Path | None = None, overrides: Mapping[str, Any] | None = None) -> Settings:
    """The settings of this kiosk; `overrides` is the last layer, from the command line.

    Raises:
        InputError: `settings.…`; every fault of a file is in its sentence.
    """
    default, device = config_dir() / "default.toml", data_dir() / "device.toml"
    own = [(path, _read(path)) for path in (default, device) if path.is_file()]
    environment = _environment(os.environ)
    named = [layer.get("store", {}).get("dir") for layer in (*(layer for _, layer in own), environment)]
    folder = store_dir(store or Path([name for name in named if name][-1]))
    stores = folder / "kiosk.toml"
    files = [*own[:1], *([(stores, _read(stores))] if stores.is_file() else []), *own[1:]]
    merged: Tree = {}
    for path, layer in files:
        _check(path, layer)
        _merge(merged, layer)
    for layer in (environment, {"store": {"dir": str(folder)}}, dict(overrides or {})):
        _merge(merged, layer)
    try:
        return Settings.model_validate(merged)
    except ValidationError as fault:
        raise InputError("settings.value", _sentences(fault, None), "Mend the value.") from fault


def store_dir(store: Path) -> Path:
    """The store's folder: as given, or below the shipped `config/`."""
    for folder in (store, config_dir() / store):
        if folder.is_dir():
            return folder.resolve()
    raise InputError(
        "store.missing", f"There is no store folder {store}.", "Give a folder with knowledge/ and store.toml."
    )


def _read(path: Path) -> Tree:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as fault:
        raise InputError("settings.missing", f"There is no {path}.", "Install Balie again.") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise InputError("settings.toml", f"{path}: {fault}.", "Mend the line; strings need quotes.") from fault


def _merge(into: Tree, layer: Mapping[str, Any]) -> None:
    for key, value in layer.items():
        if isinstance(value, Mapping) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = dict(value) if isinstance(value, Mapping) else value


def _environment(environ: Mapping[str, str]) -> Tree:
    tree: Tree = {}
    for name, text in environ.items():
        keys = name.removeprefix(ENVIRONMENT).lower().split("__")
        if name.startswith(ENVIRONMENT) and len(keys) == 2:
            tree.setdefault(keys[0], {})[keys[1]] = _value(text)
        elif name.startswith(ENVIRONMENT):
            raise InputError("settings.environment", f"{name} is no setting.", "Write KIOSK__SECTION__KEY.")
    return tree


def _value(text: str) -> Any:  # noqa: ANN401 - any TOML value
    """A TOML value where it is one, else the words as they are."""
    try:
        return tomllib.loads(f"x = {text}")["x"]
    except tomllib.TOMLDecodeError:
        return text


def _check(path: Path, layer: Tree) -> None:
    try:
        Settings.model_validate(layer)
    except ValidationError as fault:
        text = path.read_text(encoding="utf-8")
        raise InputError("settings.value", _sentences(fault, (path, text)), "Mend these lines.") from fault


def _sentences(fault: ValidationError, source: tuple[Path, str] | None) -> str:
    return " ".join(_sentence(error["loc"], error["type"], error["msg"], source) for error in fault.errors())


def _sentence(loc: tuple[int | str, ...], kind: str, message: str, source: tuple[Path, str] | None) -> str:
    key = ".".join(str(part) for part in loc)
    where = f"{source[0]}, line {line_of(source[1], loc)}: " if source else ""
    if kind != "extra_forbidden":
        return f"{where}{key}: {message}."
    allowed = _allowed(loc)
    close = difflib.get_close_matches(str(loc[-1]), allowed, 1)
    hint = f" Did you mean {close[0]}?" if close else f" Known: {', '.join(allowed)}."
    return f"{where}{key} is not a setting.{hint}"


def _allowed(loc: tuple[int | str, ...]) -> list[str]:
    model: type[BaseModel] = Settings
    for part in loc[:-1]:
        field = model.model_fields.get(str(part))
        if field is not None and isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            model = field.annotation
    return list(model.model_fields)


def line_of(text: str, loc: tuple[int | str, ...]) -> int:
    """The line of a key in TOML text (`[section]` and `key =`); that of its section if the key is not found."""
    section, best = "", 1
    for number, line in enumerate(text.splitlines(), 1):
        if head := re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line):
            section = head[1]
            best = number if section == str(loc[0]) else best
        elif (key := re.match(r"\s*\"?([\w-]+)\"?\s*=", line)) and len(loc) > 1:
            if section == str(loc[0]) and key[1] == str(loc[1]):
                return number
        elif key and not section and key[1] == str(loc[0]):
            return number
    return best
