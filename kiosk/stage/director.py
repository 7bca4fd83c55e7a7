"""What the screen shows at an instant, by the messages so far: the same for a window and for a film of a ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import avatars
from kiosk.commands import Scene, Show
from kiosk.events import Reconfigured
from kiosk.floor import StoreMap
from kiosk.gestures.library import GesturePath
from kiosk.ports import Message
from kiosk.stage.face.performer import Performer, Pose
from kiosk.stage.reading import Reading
from kiosk.stage.shop import NO_SHOP, Shop
from kiosk.stage.typography.fonts import fonts
from kiosk.stage.view import View
from kiosk.stage.words import words_of

PAUSE_S = 0.9
"""Without a new word for so long a shopper in mid-sentence is told that the kiosk still listens."""


class Director:
    """Scene and face of one kiosk. Without a pack captions and buttons work alone, and the screen says so.

    Times are CLOCK_MONOTONIC seconds and must rise; `lead_s` is how far the mouth leads the sound, `composure` None the
    pack's own. `shop` is how the store looks, `floor` where its places lie.
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
        floor: StoreMap | None = None,
    ) -> None:
        self._pack, self._langs = pack, tuple(langs)
        self._performer = Performer(pack, seed, lead_s, gestures or {}, composure, floor) if pack else None
        self._reading = Reading()
        self._view = View(Scene("attract", lang), self._langs, shop=shop)
        self._words_at = 0.0

    def take(self, message: Message, now: float) -> None:
        """Follow a command or event that concerns the screen; others change nothing."""
        self._reading.take(message)
        if isinstance(message, Show):
            if message.scene.heard != self.scene.heard:
                self._words_at = now
            self._view = self._view.showing(message.scene, now)
        elif isinstance(message, Reconfigured):
            self._langs = message.langs
        elif self._performer:
            self._performer.take(message, now)

    def view(self, t: float) -> View:
        """What is shown at `t` besides the face."""
        caption = self.scene.caption
        shown = replace(self._view, langs=self.langs, name=self.name, remarks=self.remarks, pausing=self._pausing(t))
        return replace(shown, word=self._reading.word(t, caption), unsaid=self._reading.unsaid(caption))

    def _pausing(self, t: float) -> bool:
        """Whether the shopper is in mid-sentence, and no more words come."""
        return self.scene.partial and self.scene.listening and t - self._words_at >= PAUSE_S

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
