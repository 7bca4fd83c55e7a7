"""Every setting with its value, the layers it stands in, and what it is for: what `kiosk explain` tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from kiosk.configuration.layers import Layers
from kiosk.errors import InputError
from kiosk.privacy.concealed import concealed
from kiosk.settings import Settings
from kiosk.spot import keys_of, of_field, spot_at
from kiosk.wording import close


@dataclass(frozen=True, slots=True)
class Standing:
    """A value in a layer: `place` is a file and line, a variable, or the layer's name."""

    layer: str
    place: str
    value: Any


@dataclass(frozen=True, slots=True)
class Explained:
    """One setting; `standing` are all layers that set it, the one that counts last; without any it is the default."""

    key: str
    value: Any
    default: Any
    meaning: str
    unit: str
    allowed: str
    standing: tuple[Standing, ...]

    @property
    def origin(self) -> str:
        """Where the value comes from."""
        return self.standing[-1].place if self.standing else "default"

    @property
    def changed(self) -> bool:
        """Whether it is another value than the default."""
        return bool(self.value != self.default)

    def to_data(self) -> dict[str, Any]:
        """For `--json`."""
        standing = [{"layer": each.layer, "place": each.place, "value": _plain(each.value)} for each in self.standing]
        return {
            "key": self.key,
            "value": _plain(self.value),
            "default": _plain(self.default),
            "origin": self.origin,
            "changed": self.changed,
            "meaning": self.meaning,
            "unit": self.unit,
            "allowed": self.allowed,
            "layers": standing,
        }


def sections() -> Mapping[str, Sequence[str]]:
    """The keys of each section, in the order of the schema."""
    return {name: keys_of(of_field(name, field)) for name, field in Settings.model_fields.items()}


def about(section: str) -> str:
    """What a section is for."""
    model = Settings.model_fields[section].annotation
    return (getattr(model, "__doc__", "") or "").strip()


def explain(layers: Layers, section: str, key: str) -> Explained:
    """One setting, as these layers make it."""
    spot = spot_at(Settings, (section, key))
    standing = tuple(
        Standing(layer.name, layer.place(section, key), layer.data[section][key])
        for layer in layers.layers
        if key in layer.data.get(section, {})
    )
    value = getattr(getattr(layers.settings, section), key)
    default = getattr(getattr(Settings(), section), key)
    if (section, key) == ("store", "dir"):
        standing, value = _folder(layers, standing), layers.store
    return Explained(f"{section}.{key}", value, default, spot.description, spot.unit, spot.allowed, standing)


def _folder(layers: Layers, standing: tuple[Standing, ...]) -> tuple[Standing, ...]:
    """The store's folder that was typed wins over every layer."""
    named = standing and Path(str(standing[-1].value)).name == layers.store.name
    return standing if named or not standing else (*standing, Standing("command line", "--store", str(layers.store)))


def find(name: str) -> Iterator[tuple[str, str]]:
    """The settings that a name means: `hearing.end_silence_ms`, a section, or a key that is in one section only.

    Raises:
        InputError: `settings.unknown`, with the nearest name.
    """
    known = sections()
    section, _, key = name.strip().lower().replace("__", ".").removeprefix("kiosk.kiosk.").partition(".")
    if section in known and (not key or key in known[section]):
        yield from ((section, each) for each in ([key] if key else known[section]))
        return
    where = [each for each, keys in known.items() if not key and section in keys]
    if len(where) == 1:
        yield where[0], section
        return
    names = [*known, *(f"{each}.{its}" for each, keys in known.items() for its in keys)]
    meant = (where and f"{where[0]}.{section}") or close(name, names) or _by_key(key or section, known)
    hint = f"Did you mean {meant}?" if meant else f"Sections: {', '.join(known)}."
    raise InputError("settings.unknown", f"There is no setting {name!r}. {hint}", "`kiosk explain` lists all of them.")


def _by_key(key: str, known: Mapping[str, Sequence[str]]) -> str:
    """The setting whose key alone is nearest."""
    names = {its: f"{section}.{its}" for section, keys in known.items() for its in keys}
    return names.get(close(key, list(names)), "")


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of a setting
    """A value as JSON has it, without a password."""
    if isinstance(value, str | Path):
        return concealed(str(value))
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return {key: _plain(each) for key, each in value.items()} if isinstance(value, Mapping) else value


def shown(value: Any) -> str:  # noqa: ANN401 - any value of a setting
    """A value as it would stand in a file."""
    plain = _plain(value)
    if isinstance(plain, bool):
        return str(plain).lower()
    if isinstance(plain, str):
        return f'"{plain}"'
    if isinstance(plain, list):
        return f"[{', '.join(shown(each) for each in plain)}]"
    if isinstance(plain, dict):
        return f"{{ {', '.join(f'{key} = {shown(each)}' for key, each in plain.items())} }}" if plain else "{}"
    return f"{plain:g}" if isinstance(plain, float) else str(plain)
