"""Ready replies: `config/desk/replies.toml`, and the store's own in `desk/replies.toml` of its folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from kiosk.desk.messages.records import LONGEST_TEXT
from kiosk.errors import KioskError
from kiosk.resources import config_dir
from kiosk.settings import Lang
from kiosk.toml_file import Strict, present, read

FILE: Final = "desk/replies.toml"
OTHERS: Final = ("en", "nl")
"""The languages that serve where a store's own reply lacks the shopper's, best first."""
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class Reply(Strict):
    """A reply by language: `text` is what the kiosk says, `title` what the colleague reads."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,80}$")]
    title: Annotated[Mapping[Lang, Title], Field(min_length=1)]
    text: Annotated[Mapping[Lang, Said], Field(min_length=1)]

    def said(self, lang: str) -> tuple[str, str]:
        """What is said to who speaks a language, and the language it is said in."""
        found = next((each for each in (lang, *OTHERS) if each in self.text), next(iter(self.text)))
        return self.text[found], found


class ReplyFile(Strict):
    """`replies.toml`."""

    reply: tuple[Reply, ...] = ()


class Replies:
    """All replies of a desk, in the order of their files."""

    def __init__(self, replies: Mapping[str, Reply]) -> None:
        self._replies = replies

    def get(self, name: str) -> Reply:
        """A reply.

        Raises:
            KioskError: `desk.no-reply`.
        """
        if name not in self._replies:
            raise KioskError("desk.no-reply", f"There is no ready reply {name[:80]!r}.", "Load the page again.")
        return self._replies[name]

    def __iter__(self) -> Iterator[Reply]:
        return iter(self._replies.values())


def load(store: Path | None = None, config: Path | None = None) -> Replies:
    """The shipped replies, those of a store in their place or behind them.

    Raises:
        FaultyInputError: as `kiosk.toml_file.read`, each fault with file and line.
    """
    found: dict[str, Reply] = {}
    for path in files(store, config):
        found |= {reply.id: reply for reply in read(path, ReplyFile).content.reply}
    return Replies(found)


def files(store: Path | None = None, config: Path | None = None) -> Iterator[Path]:
    """The shipped file, and the store's own if it has one."""
    yield (config or config_dir()) / FILE
    own = store / FILE if store is not None else None
    if own is not None and present(own):
        yield own
