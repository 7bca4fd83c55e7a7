"""All that one picture of the screen shows besides the face."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.channels.call_picture import CallPicture
from kiosk.commands import Scene
from kiosk.stage.shop import NO_SHOP, Shop

MAX_CHOICES = 6
MAX_CARDS = 3


@dataclass(frozen=True, slots=True)
class View:
    """A scene, and what only the stage knows: languages on offer, what is being typed, which word sounds.

    `keyboard` if the screen's own keyboard is open, `shifted` with its Shift key held;
    `struck` is the key that was just pressed.
    `word` is offset and length of the sounding word in the caption, of length 0 at the end of one that was said.
    From offset `unsaid` on the caption was not said: the kiosk was broken off. `pausing` if the shopper was, in
    mid-sentence, and is waited for. `remarks` are the stage's own notices. `shop` is how the store looks and what it
    can be asked. The way on the map is drawn on from `since`, s on the clock of the frames; `call` is a remote
    person's picture.
    """

    scene: Scene
    langs: tuple[str, ...]
    typed: str = ""
    word: tuple[int, int] | None = None
    name: str = ""
    remarks: tuple[str, ...] = ()
    shop: Shop = NO_SHOP
    keyboard: bool = False
    shifted: bool = False
    struck: str = ""
    since: float = 0.0
    call: CallPicture | None = None
    unsaid: int | None = None
    pausing: bool = False

    def showing(self, scene: Scene, t: float) -> View:
        """The same with a scene that stands on the screen from `t` on."""
        return replace(self, scene=scene, since=t if scene.place != self.scene.place else self.since)

    @property
    def bare(self) -> View:
        """The same without what changes from frame to frame while people talk."""
        return replace(self, word=None, unsaid=None, pausing=False, struck="", since=0.0, call=None)

    @property
    def notices(self) -> tuple[str, ...]:
        """The place in line, and what is missing or simulated, in plain words, each once."""
        return tuple(dict.fromkeys(filter(None, (self.scene.waiting, *self.scene.notices, *self.remarks))))

    @property
    def notice(self) -> str:
        """All of them in one text; a dot stays behind its sentence when lines are broken."""
        return "\u00a0\u00a0· ".join(self.notices)
