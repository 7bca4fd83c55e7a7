"""The invitation while nobody is near: one language after the other, what can be asked, and how to begin."""

from __future__ import annotations

import skia

from kiosk.stage.arrangement.layout import Layout, Rect
from kiosk.stage.painting import pictures, signs
from kiosk.stage.painting.brush import BODY, LEAD, NOTE, Brush, inset
from kiosk.stage.painting.palette import theme_of
from kiosk.stage.typography import text
from kiosk.stage.view import View
from kiosk.stage.words import Words, words_of

SLIDE_S = 6.0
"""Each language stands so long."""
FADE_S = 0.6
STEPS = 6
"""Pictures of one fade."""
INVITE = 66.0
Moment = tuple[int, int]
"""Number of the slide, and how much of it is to be seen, in steps."""


def due(view: View) -> bool:
    """Whether the invitation stands where the caption would."""
    return view.scene.mode == "attract" and not view.scene.caption


def moment(t: float) -> Moment:
    """Where the round is at `t` seconds."""
    slide, within = divmod(t, SLIDE_S)
    edge = min(within, SLIDE_S - within)
    return int(slide), min(STEPS, 1 + int(edge / (FADE_S / 2) * STEPS))


def language(view: View, slide: int) -> str:
    """The language of a slide: all on offer in turn, beginning with the kiosk's own."""
    langs = [view.scene.lang, *(lang for lang in view.langs if lang != view.scene.lang)]
    return langs[slide % len(langs)]


def sample(view: View, slide: int) -> str:
    """A question that the store can answer, another one each round; empty if none is known in that language."""
    asked = view.shop.questions(language(view, slide))
    return asked[slide // max(1, len(view.langs)) % len(asked)] if asked else ""


def paint(layout: Layout, view: View, at: Moment) -> Brush:
    """The invitation in the place of the caption."""
    slide, step = at
    theme = theme_of(view)
    brush = Brush(layout.caption, layout.unit, layout.text, theme)
    brush.fill(theme.paper)
    lang = language(view, slide)
    words = words_of(lang)
    rest = _store(brush, layout.caption, view)
    whole = skia.Rect.MakeXYWH(rest.x, rest.y, rest.w, rest.h)
    brush.canvas.saveLayerAlpha(whole, round(255 * step / STEPS))
    rest = _ways(brush, rest, words, talks=view.scene.watching and lang not in view.scene.deaf)
    _invite(brush, rest, words, sample(view, slide))
    brush.canvas.restore()
    return brush


def _store(brush: Brush, box: Rect, view: View) -> Rect:
    """Logo and name of the store, which stay; the room below is returned."""
    if not view.shop.name:
        return box
    height = round(52 * brush.unit * brush.scale)
    wide = pictures.logo(brush, Rect(box.x, box.y, box.w // 2, height), view.shop)
    left = box.x + (wide + round(16 * brush.unit) if wide else 0)
    brush.label(view.shop.name, Rect(left, box.y, box.right - left, height), BODY, brush.theme.accent, "semibold")
    gap = round(10 * brush.unit)
    return Rect(box.x, box.y + height + gap, box.w, max(1, box.h - height - gap))


def _invite(brush: Brush, room: Rect, words: Words, asked: str) -> None:
    """The question to the shopper, large, what asks it, and an example; together in the middle of the room."""
    scaled = brush.unit * brush.scale
    truth, example = round(48 * scaled), round(84 * scaled) if asked else 0
    example = example if room.h - truth - example > 90 * scaled else 0
    most = room.h - truth - example
    setting = text.fit(words.invite, room.w, most, (LEAD * brush.unit, INVITE * scaled), "semibold")
    height = min(most, round(len(setting.lines) * setting.line_height))
    top = room.y + max(0, most - height) // 2
    brush.label(words.invite, Rect(room.x, top, room.w, height + 1), INVITE, brush.theme.ink, "semibold")
    brush.label(words.about_me, Rect(room.x, top + height, room.w, truth), BODY, brush.theme.muted)
    if example:
        below = top + height + truth + round(10 * brush.unit)
        _example(brush, Rect(room.x, below, room.w, example - round(10 * brush.unit)), words, asked)


def _example(brush: Brush, room: Rect, words: Words, asked: str) -> None:
    """A question that the store can answer, in a bubble as a shopper's words are shown."""
    unit = brush.unit
    brush.surface(room, brush.theme.card, 24)
    inner = inset(room, 24 * unit)
    lead = round(text.measure(words.try_asking, NOTE * unit * brush.scale, "semibold")) + 2
    brush.label(words.try_asking, Rect(inner.x, inner.y, lead, inner.h), NOTE, brush.theme.accent, "semibold")
    left = inner.x + lead + round(18 * unit)
    said = words.quoted.replace("{text}", asked)
    brush.label(said, Rect(left, inner.y, max(1, inner.right - left), inner.h), LEAD - 1, brush.theme.ink)


def _ways(brush: Brush, room: Rect, words: Words, *, talks: bool) -> Rect:
    """How to begin: talk (if seen and heard), touch, type, each with its sign; the room above is returned."""
    unit = brush.unit
    height = round(92 * unit * brush.scale)
    if room.h < 2.6 * height:
        return room
    top, gap = room.bottom - height, round(16 * unit)
    ways = [("touch", words.begin_touch), ("keyboard", words.begin_type)]
    if talks:
        ways.insert(0, ("microphone", words.begin_speak))
    width = (room.w - (len(ways) - 1) * gap) // len(ways)
    for number, (sign, told) in enumerate(ways):
        box = Rect(room.x + number * (width + gap), top, width, height)
        brush.surface(box, brush.theme.card, 26)
        side = round(44 * unit * min(brush.scale, 1.3))
        signs.draw(brush, sign, box.x + round(22 * unit) + side / 2, box.y + height / 2, side, brush.theme.accent)
        left = box.x + side + round(38 * unit)
        label = Rect(left, box.y, max(1, box.right - left - round(14 * unit)), height)
        brush.label(told, inset(label, 0, 6 * unit), NOTE, brush.theme.ink)
    return Rect(room.x, room.y, room.w, max(1, top - room.y - round(14 * unit)))
