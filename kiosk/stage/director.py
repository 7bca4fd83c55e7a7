"""What the screen shows at an instant, by the messages so far: the same for a window and for a film of a ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import avatars
from kiosk.commands import Scene, Show
from kiosk.events import Reconfigured
from kiosk.gestures import GesturePath
from kiosk.ports import Message
from kiosk.stage.fonts import fonts
from kiosk.stage.performer import Performer, Pose
from kiosk.stage.reading import Reading
from kiosk.stage.shop import NO_SHOP, Shop
from kiosk.stage.view import View
from kiosk.stage.words import words_of


class Director:
    """Scene and face of one kiosk. Without a pack captions and buttons work alone, and the screen says so.

    Times are CLOCK_MONOTONIC seconds and must rise; `lead_s` is how far the mouth leads the sound, `composure` None the
    pack's own. `shop` is how the store looks.
    """

    def __init__(
        self,
        pack: avatars.Pack | None,
        lang: str,
        langs: Sequence[str],
        *,
        seed: int,
        lead_s: float,
        gestures: Mapping[str, GesturePath] | None = None,
        composure: float | None = None,
        shop: Shop = NO_SHOP,
    ) -> None:
        self._pack, self._langs = pack, tuple(langs)
        self._performer = Performer(pack, seed, lead_s, gestures or {}, composure) if pack else None
        self._reading = Reading()
        self._view = View(Scene("attract", lang), self._langs, shop=shop)

    def take(self, message: Message, now: float) -> None:
        """Follow a command or event that concerns the screen; others change nothing."""
        self._reading.take(message)
        if isinstance(message, Show):
            self._view = self._view.showing(message.scene, now)
        elif isinstance(message, Reconfigured):
            self._langs = message.langs
        elif self._performer:
            self._performer.take(message, now)

    def view(self, t: float) -> View:
        """What is shown at `t` besides the face."""
        word = self._reading.word(t, self.scene.caption)
        return replace(self._view, langs=self.langs, word=word, name=self.name, remarks=self.remarks)

    @property
    def langs(self) -> tuple[str, ...]:
        """The languages on offer whose names can be drawn on this machine."""
        return tuple(lang for lang in self._langs if lang != "ko" or fonts().hangul)

    @property
    def scene(self) -> Scene:
        """What is shown now."""
        return self._view.scene

    def pose(self, t: float) -> Pose:
        """The face at `t`; empty without one."""
        return self._performer.pose(t, self.scene) if self._performer else {}

    @property
    def name(self) -> str:
        """What the avatar is called in the language of the scene."""
        if self._pack is None:
            return ""
        return self._pack.names.get(self.scene.lang) or next(iter(self._pack.names.values()))

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the stage itself lacks, in the language of the scene."""
        words = words_of(self.scene.lang)
        missing = ((words.no_avatar, self._pack is None), (words.no_hangul, self.langs != self._langs))
        return tuple(text for text, due in missing if due)
