"""A sentence that may be read in another language: its name, the English of it, and what is put into its places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Sentence:
    """`english` has places in braces, `{name}`, for the `values`; the staff's page finds its own words by `key`."""

    key: str
    english: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.english.format_map(self.values)

    def to_data(self) -> dict[str, Any]:
        """For JSON: the sentence is for whoever has no words for the key."""
        return {"key": self.key, "values": dict(self.values), "sentence": str(self)}
