"""What an avatar wears in a store: the store's colours and its logo, over the pack's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from avatars.errors import AvatarError
from avatars.schema import Tone

CLOTHES = ("shirt", "accent", "badge")
"""The colours of a pack that a store may choose; every tone of them follows."""

PNG = b"\x89PNG\r\n\x1a\n"
"""How a PNG file begins."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A store's logo as it was read: the name of its file, and the PNG."""

    name: str
    png: bytes


@dataclass(frozen=True, slots=True)
class Outfit:
    """Colours as `#RRGGBB` by their names in `CLOTHES`, and a PNG for the rig's `logo` box."""

    colours: Mapping[str, str] = field(default_factory=dict)
    logo: Path | None = None

    def worn(self, colours: Mapping[str, str | Tone]) -> Mapping[str, str | Tone]:
        """The colours of a pack with the store's in their place.

        Raises `AvatarError` avatar.outfit for a colour that is none, or that a store may not choose.
        """
        for name, colour in self.colours.items():
            if name not in CLOTHES or not re.fullmatch("#[0-9A-Fa-f]{6}", colour):
                raise AvatarError(
                    "avatar.outfit",
                    f"{name} = {colour!r} is no colour of an avatar's clothes.",
                    f"Write {', '.join(CLOTHES[:-1])} or {CLOTHES[-1]} with a colour such as #1F7A78.",
                )
        return {**colours, **self.colours}

    def read_logo(self) -> Logo | None:
        """The logo, if there is one; `AvatarError` avatar.logo if it is no PNG that can be read."""
        if self.logo is None:
            return None
        try:
            data = self.logo.read_bytes()
        except OSError as error:
            raise self._no_logo(f"cannot be read: {error.strerror}") from error
        if not data.startswith(PNG):
            raise self._no_logo("is no PNG picture")
        return Logo(self.logo.name, data)

    def _no_logo(self, why: str) -> AvatarError:
        return AvatarError("avatar.logo", f"The logo {self.logo} {why}.", "Save it as PNG and name that file.")
