"""The preview: a face, and everything that moves it; what changes in its files shows at once."""

from __future__ import annotations

import json

import numpy as np
import pygame

import avatars
from kiosk.errors import KioskError
from kiosk.studio.acting import Acting
from kiosk.studio.contact import Picture
from kiosk.studio.hole_grid import HoleGrid
from kiosk.studio.panel_paint import Look, paint
from kiosk.studio.speech import SENTENCES, Loudspeaker, Voice
from kiosk.studio.watched import Watched
from kiosk.studio.widgets import LEAST_HEIGHT, WIDTH, Chip, Sheet, Slider, lay_out

SIZE = (1280, 800)
MAGENTA, PAPER = (214, 0, 147), (233, 240, 238)
FACE_SHAPE = 0.72
"""Width to height of the picture of the face at most."""
STEP = 0.05
"""A press of - or + moves a slider by so much of its range."""
LONGEST_SENTENCE = 160


class Preview:
    """Everything but the window's loop. `now` is CLOCK_MONOTONIC seconds."""

    def __init__(self, pack_id: str, lang: str = "en") -> None:
        self.watched = Watched(pack_id)
        self.acting = Acting(self.watched.pack)
        self.sentence, self.typing, self.focus, self.note = SENTENCES.get(lang, SENTENCES["en"]), False, "", ""
        self.ended = False
        self._voice, self._loudspeaker = Voice(lang), Loudspeaker()
        self._dragged: Slider | None = None
        self._gesture = ""
        self._grid: HoleGrid | None = None
        self._next_turn = self._holes = 0
        self._panel: tuple[Look, pygame.Surface] | None = None
        self.resize(SIZE)

    def resize(self, size: tuple[int, int]) -> None:
        """The window has another size."""
        self.size = max(size[0], WIDTH + 240), max(size[1], LEAST_HEIGHT)
        self._stage = pygame.Surface((self.size[0] - WIDTH, self.size[1]))
        self._open()

    def _open(self) -> None:
        """Lay out and draw anew: the pack or the window has changed."""
        pack, (width, height) = self.acting.pack, self._stage.get_size()
        self.sheet: Sheet = lay_out(width, height, [*pack.expressions], [*pack.visemes])
        across = min(width, round(height * FACE_SHAPE))
        self._renderer = avatars.open_renderer(pack, across, height)
        self._stage.fill(PAPER)
        self._panel = None
        if self._grid is not None:
            self._begin_grid()

    # What is done to it

    def press(self, x: float, y: float, now: float) -> None:
        """A finger or the mouse goes down."""
        self.typing = self.sheet.sentence.holds(x, y)
        match self.sheet.at(x, y):
            case Slider() as slider:
                self._dragged, self.focus = slider, slider.name
                self.drag(x)
            case Chip() as chip:
                self._choose(chip, now)
            case None:
                pass

    def drag(self, x: float) -> None:
        """It moves while it is down."""
        if self._dragged:
            self.acting.set(self._dragged.name, self._dragged.value_at(x))

    def release(self) -> None:
        """It goes up."""
        self._dragged = None

    def key(self, key: int, now: float, *, shift: bool = False) -> None:
        """A key that is no letter of the sentence."""
        if self.typing:
            self._edit(key, now)
            return
        expressions, visemes = [*self.acting.pack.expressions], [*self.acting.pack.visemes]
        match key:
            case pygame.K_ESCAPE:
                self.ended = True
            case pygame.K_LEFT | pygame.K_RIGHT:
                self.acting.show(
                    expression=_beside(expressions, self.acting.expression, 1 if key == pygame.K_RIGHT else -1)
                )
            case pygame.K_UP | pygame.K_DOWN:
                self.acting.show(viseme=_beside(visemes, self.acting.viseme, 1 if key == pygame.K_DOWN else -1))
            case pygame.K_TAB:
                self.focus = _beside([slider.name for slider in self.sheet.sliders], self.focus, -1 if shift else 1)
            case pygame.K_MINUS | pygame.K_KP_MINUS | pygame.K_PLUS | pygame.K_EQUALS | pygame.K_KP_PLUS:
                self._nudge(-STEP if key in {pygame.K_MINUS, pygame.K_KP_MINUS} else STEP)
            case pygame.K_SPACE:
                self.speak(now)
            case _:
                self._act(ACTION_KEYS.get(key, ""), now)

    def type(self, letters: str) -> None:
        """Letters for the sentence."""
        if self.typing:
            self.sentence = (self.sentence + letters)[:LONGEST_SENTENCE]

    def speak(self, now: float) -> None:
        """Say the sentence."""
        try:
            spoken = self._voice.speak(self.sentence)
        except KioskError as error:
            self.note = error.sentence
            return
        self.acting.speak(spoken.timeline, now)
        self._loudspeaker.play(spoken, now)
        self.note = self._loudspeaker.fault

    def _edit(self, key: int, now: float) -> None:
        if key == pygame.K_BACKSPACE:
            self.sentence = self.sentence[:-1]
        elif key in {pygame.K_RETURN, pygame.K_KP_ENTER}:
            self.typing = False
            self.speak(now)
        elif key == pygame.K_ESCAPE:
            self.typing = False

    def _choose(self, chip: Chip, now: float) -> None:
        match chip.kind:
            case "expression":
                self.acting.show(expression=chip.name)
            case "viseme":
                self.acting.show(viseme=chip.name)
            case "speak":
                self.speak(now)
            case _:
                self._act(chip.name, now)

    def _act(self, action: str, now: float) -> None:
        acting = self.acting
        match action:
            case "gesture":
                self._gesture = _beside([*acting.gestures], self._gesture, 1)
                acting.gesture(self._gesture, now)
                self.note = f"^{self._gesture}(): {', '.join(acting.gestures)}"
            case "life" | "turn":
                acting.mode = "still" if acting.mode == action else action
            case "rest":
                acting.mode = "still"
                acting.show("neutral", "sil")
            case "holes":
                if self._grid is None:
                    self._begin_grid()
                else:
                    self._grid = None
                    self._stage.fill(PAPER)
            case "copy":
                self.note = _copied(json.dumps(acting.changed()))

    def _nudge(self, by: float) -> None:
        low, _, high = self.acting.pack.parameters.get(self.focus, (0.0, 0.0, 0.0))
        if self.focus:
            self.acting.set(self.focus, self.acting.sliders[self.focus] + by * (high - low))

    def close(self) -> None:
        """Fall silent, and give the loudspeaker back."""
        self._loudspeaker.close()

    # What is shown

    def draw(self, screen: pygame.Surface, now: float) -> None:
        """One picture of the window; files that changed are read first."""
        if self.watched.renewed(now):
            if self.watched.pack is not self.acting.pack:
                self.acting.take(self.watched.pack)
            self._open()
        if self._grid is None:
            self._draw_face(now)
        else:
            self._draw_turn()
        screen.blit(self._stage, (0, 0))
        screen.blit(self._drawn_panel(), (self._stage.get_width(), 0))

    def _draw_face(self, now: float) -> None:
        face = _surface(self._renderer.draw(self.acting.pose(now)))
        self._stage.blit(face, ((self._stage.get_width() - face.get_width()) // 2, 0))

    def _begin_grid(self) -> None:
        self._grid = HoleGrid(self.acting.pack, *self._stage.get_size())
        self._next_turn = self._holes = 0
        self._stage.fill(MAGENTA)

    def _draw_turn(self) -> None:
        """One more picture of the grid."""
        if self._grid is None or self._next_turn >= self._grid.count:
            return
        picture, holes = self._grid.draw(self._next_turn)
        self._stage.blit(_surface(picture), self._grid.place(self._next_turn))
        self._next_turn += 1
        self._holes += holes > 0
        if self._next_turn == self._grid.count:
            self.note = (
                f"{self._holes} of {self._grid.count} turns have a hole" if self._holes else "no hole at any turn"
            )

    def _drawn_panel(self) -> pygame.Surface:
        look = self._look()
        if self._panel is None or self._panel[0] != look:
            self._panel = (look, _surface(paint(self.sheet, look)))
        return self._panel[1]

    def _look(self) -> Look:
        acting = self.acting
        pressed = {f"expression:{acting.expression}", f"viseme:{acting.viseme}", f"action:{acting.mode}"}
        if self._grid is not None:
            pressed.add("action:holes")
        values = tuple(acting.sliders.items())
        return Look(values, frozenset(pressed), self.focus, self.sentence, self.typing, self.watched.faults, self.note)


ACTION_KEYS = {
    pygame.K_l: "life",
    pygame.K_t: "turn",
    pygame.K_g: "gesture",
    pygame.K_h: "holes",
    pygame.K_r: "rest",
    pygame.K_c: "copy",
}


def _beside(names: list[str], name: str, step: int) -> str:
    """The name before or after another one, round the end."""
    at = names.index(name) if name in names else min(-step, 0)
    return names[(at + step) % len(names)]


def _copied(words: str) -> str:
    """Put words on the clipboard; what to tell."""
    try:
        pygame.scrap.put_text(words)
    except (pygame.error, AttributeError):
        return words
    return f"on the clipboard: {words}"


def _surface(picture: Picture) -> pygame.Surface:
    """An RGBA picture as a surface that is premultiplied over what is there."""
    height, width = picture.shape[:2]
    data = np.ascontiguousarray(picture)
    surface = pygame.image.frombuffer(data.tobytes(), (width, height), "RGBA")
    return surface if data[..., 3].min() == 255 else _premultiplied(surface)


def _premultiplied(surface: pygame.Surface) -> pygame.Surface:
    """On magenta, which a surface of premultiplied colours needs to be blended with."""
    ground = pygame.Surface(surface.get_size())
    ground.fill(MAGENTA)
    ground.blit(surface, (0, 0), special_flags=pygame.BLEND_PREMULTIPLIED)
    return ground
