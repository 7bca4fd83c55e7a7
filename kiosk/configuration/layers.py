"""The layers of the settings, lowest first: as shipped, the store's, the device's, the environment, the command line.

A fault names file, line, what is allowed, and the key that was meant. What is typed (the command line, the
environment) is told apart from what stands in files: a kiosk that starts by itself goes on without a wrong file.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from kiosk.errors import InputError
from kiosk.faults import Fault, refuse, taking
from kiosk.resources import config_dir, data_dir
from kiosk.settings import Settings
from kiosk.spot import key_type, spot_at
from kiosk.toml_file import Toml, faults_of, present, read_toml, truths

ENVIRONMENT: Final = "KIOSK__"
TYPED: Final = frozenset({"settings.environment", "settings.option", "store.missing"})
"""Codes of faults of what somebody typed: they end the command, whatever the files say."""
Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Layer:
    """What one source sets, without what is faulty in it. `toml` is its file, if it is one."""

    name: str
    data: Tree
    toml: Toml | None = None

    def place(self, section: str, key: str) -> str:
        """Where a setting stands in this layer: `/store/kiosk.toml, line 3`, `KIOSK__VOICE__WPM`."""
        if self.toml is not None:
            return f"{self.toml.path}, line {self.toml.line(section, key)}"
        return f"{ENVIRONMENT}{section}__{key}".upper() if self.name == "environment" else self.name


@dataclass(frozen=True, slots=True)
class Layers:
    """All layers of a kiosk, without what is faulty in them, and the faults. `store` is the store's folder."""

    store: Path
    layers: tuple[Layer, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def settings(self) -> Settings:
        """What they make together; a faulty key counts as not set."""
        merged: Tree = {}
        for layer in self.layers:
            _merge(merged, layer.data)
        _merge(merged, {"store": {"dir": str(self.store)}})
        return Settings.model_validate(merged)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the files of a kiosk lie, besides its store: `config/` and the device's own settings.

    `origin` is the store's own folder where a copy of it is read: what its settings name by a path lies beside that.
    """

    config: Path = field(default_factory=config_dir)
    device: Path = field(default_factory=lambda: data_dir() / "device.toml")
    origin: Path | None = None


def load(store: Path | None = None, overrides: Mapping[str, Any] | None = None) -> Settings:
    """The settings of this kiosk; `overrides` is the last layer, from the command line.

    Raises:
        FaultyInputError: every fault of every layer.
    """
    layers = gather(store, overrides)
    refuse(layers.faults)
    return layers.settings


def gather(
    store: Path | None = None, overrides: Mapping[str, Any] | None = None, places: Places | None = None
) -> Layers:
    """All layers with all their faults.

    Raises:
        InputError: `store.missing`, if there is no folder where the store should be.
    """
    places = places or Places()
    faults: list[Fault] = []
    shipped = _file("shipped", places.config / "default.toml", faults)
    device = _file("device", places.device, faults) if present(places.device) else None
    rest = [_environment(os.environ, faults), _options(dict(overrides or {}), faults)]
    upper = [layer for layer in (shipped, device, *rest) if layer is not None]
    folder = _store_of(store, upper, places, faults)
    own = folder / "kiosk.toml"
    stores = _file("store", own, faults) if present(own) else None
    if stores is not None:
        stores = replace(stores, data=_beside(stores.data, places.origin or folder))
    if stores is not None and stores.toml is not None and "dir" in stores.data.get("store", {}):
        message, remedy = "does nothing here: this file is in the store's folder already", "Take it out."
        faults.append(
            replace(stores.toml.fault("settings.idle", message, remedy, ("store", "dir")), severity="warning")
        )
    layers = tuple(layer for layer in (shipped, stores, device, *rest) if layer is not None)
    return Layers(folder, layers, tuple(faults))


def store_dir(store: Path, config: Path | None = None) -> Path:
    """The store's folder: as given, or below the shipped `config/`."""
    for folder in (store, (config or config_dir()) / store):
        if folder.is_dir():
            return folder.resolve()
    raise no_store(store)


def no_store(folder: Path) -> InputError:
    """What is told of a folder that is not there, or holds no store."""
    return InputError(
        "store.missing", f"There is no store in {folder}.", "Give a folder with knowledge/ and store.toml."
    )


def _store_of(store: Path | None, layers: list[Layer], places: Places, faults: list[Fault]) -> Path:
    """The folder that was typed, else that of the highest layer which names one and is right."""
    if store is not None:
        return store_dir(store, places.config)
    for layer in reversed(layers):
        name = layer.data.get("store", {}).get("dir")
        if not name:
            continue
        try:
            return store_dir(Path(name), places.config)
        except InputError:
            if layer.toml is None:
                raise
            remedy = "Mend the name, or make the folder."
            told = layer.toml.fault("store.folder", f"names a folder that is not there: {name}", remedy)
            faults.append(replace(told, line=layer.toml.line("store", "dir"), key="store.dir"))
    return store_dir(Settings().store.dir, places.config)


def _file(name: str, path: Path, faults: list[Fault]) -> Layer | None:
    toml = taking(lambda: read_toml(path), faults, path)
    if toml is None:
        return None
    told, sound = _looked_over(toml)
    faults += told
    return Layer(name, sound, toml)


def _beside(data: Tree, folder: Path) -> Tree:
    """The settings of the store in this folder, with its own avatar found there: a service runs elsewhere."""
    avatar = data.get("kiosk", {}).get("avatar", "")
    if "/" not in avatar or not (own := folder / avatar).is_dir():
        return data
    return {**data, "kiosk": {**data["kiosk"], "avatar": str(own.resolve())}}


def _looked_over(toml: Toml) -> tuple[list[Fault], Tree]:
    """What is wrong with settings, and these without it."""
    found, bad = truths(toml, Settings), set[tuple[str, ...]]()
    bad |= {tuple(each.key.split(".")[:2]) for each in found}
    try:
        Settings.model_validate(toml.data)
    except ValidationError as error:
        found = faults_of(toml, error, Settings)
        bad |= {tuple(str(part) for part in each["loc"][:2]) for each in error.errors()}
    return found, _without(toml.data, bad) if bad else toml.data


def _options(data: Tree, faults: list[Fault]) -> Layer:
    """What the command line sets; its own checks come first, so that a fault here is rare."""
    return _typed("command line", data, faults, {})


def _environment(environ: Mapping[str, str], faults: list[Fault]) -> Layer:
    tree: Tree = {}
    names: dict[tuple[str, str], str] = {}
    for name, text in sorted(environ.items()):  # a whole table before what is set within it
        path = tuple(name.removeprefix(ENVIRONMENT).lower().split("__"))
        if name.startswith(ENVIRONMENT) and all(path) and (len(path) == 2 or _is_table(path)):
            _set(tree, path, _value(text))
            names[path[0], ".".join(path[1:])] = name
        elif name.upper().startswith(ENVIRONMENT):
            meant = "" if name.startswith(ENVIRONMENT) else name.upper()
            message = "is not read: names of settings are in capitals" if meant else "is no setting"
            told = Fault("settings.environment", name, message, "Write KIOSK__SECTION__KEY.", did_you_mean=meant)
            faults.append(told)
    return _typed("environment", tree, faults, names)


def _is_table(path: tuple[str, ...]) -> bool:
    """Whether the setting that a path goes into is a table: `body.devices` is, `voice.wpm` is not."""
    return len(path) > 2 and key_type(spot_at(Settings, path[:2]).annotation) is not None


def _set(tree: Tree, path: tuple[str, ...], value: Any) -> None:  # noqa: ANN401 - any TOML value
    for part in path[:-1]:
        if not isinstance(tree.get(part), dict):
            tree[part] = {}
        tree = tree[part]
    tree[path[-1]] = value


def _typed(name: str, data: Tree, faults: list[Fault], variables: Mapping[tuple[str, str], str]) -> Layer:
    code = "settings.environment" if name == "environment" else "settings.option"
    told, sound = _looked_over(Toml(Path(name), data, ""))
    for each in told:
        section, _, key = each.key.partition(".")
        known = [own for (its, _), own in variables.items() if its == section and not key]
        variable = variables.get((section, key), known[0] if known else name)
        faults.append(replace(each, code=code, file=variable, line=None))
    return Layer(name, sound)


def _without(data: Tree, bad: set[tuple[str, ...]]) -> Tree:
    """The sections without the keys that are faulty."""
    sound = {name: section for name, section in data.items() if (name,) not in bad}
    return {
        name: {key: value for key, value in section.items() if (name, key) not in bad}
        for name, section in sound.items()
        if isinstance(section, Mapping)
    }


def _merge(into: Tree, layer: Mapping[str, Any]) -> None:
    """Every table in `into` is its own: those of a file are many readers'."""
    for key, value in layer.items():
        if isinstance(value, Mapping):
            within = into.get(key)
            into[key] = within if isinstance(within, dict) else {}
            _merge(into[key], value)
        else:
            into[key] = value


def _value(text: str) -> Any:  # noqa: ANN401 - any TOML value
    """A TOML value where it is one, else the words as they are."""
    try:
        return tomllib.loads(f"x = {text}")["x"]
    except tomllib.TOMLDecodeError:
        return text


def nearly(environ: Mapping[str, str]) -> list[Fault]:
    """Warnings about variables that look like a setting and are none: `KIOSK_VOICE_WPM`."""
    known = {
        f"KIOSK{section}{key}".upper().replace("_", ""): f"{ENVIRONMENT}{section}__{key}".upper()
        for section, its in Settings.model_fields.items()
        for key in its.annotation.model_fields  # type: ignore[union-attr]  # every section is a model
    }
    found = []
    for name in environ:
        meant = known.get(name.upper().replace("_", ""), "")
        if meant and not name.upper().startswith(ENVIRONMENT):
            told = Fault("settings.environment", name, "is no setting", "Write two underscores.", did_you_mean=meant)
            found.append(replace(told, severity="warning"))
    return found
