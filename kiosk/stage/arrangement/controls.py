"""Where everything that can be pressed is.

The dock, with what suits a shopper, and the bar, with the way to a person, keep their places in every scene. All keys
of the dock are there at all times, each with a sign and a word: nobody has to find a menu, and who sits can reach the
key that brings the rest down. By ear (audio-first) the foot of the screen is two areas as large as a hand: on the right
the person, on the left silence or again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kiosk.access import SIZES
from kiosk.events import (
    AccessPressed,
    ChoicePressed,
    Event,
    HumanPressed,
    LanguagePressed,
    RepeatPressed,
    StopPressed,
    VolumePressed,
)
from kiosk.stage.arrangement.layout import GAP, MARGIN, Kind, Rect, Target
from kiosk.stage.arrangement.sheet import Sheet
from kiosk.stage.input.keyboard import CLOSE, OPEN, Key
from kiosk.stage.view import MAX_CHOICES

BAR, DOCK, DOCK_SIDE, LANGUAGE, CHOICE = 120.0, 112.0, 84.0, 88.0, 96.0
"""Heights of rows, units."""
HAND, HAND_LOW = 260.0, 180.0
"""Height of the two areas that are found by hand, and where all must be low."""
HAND_WIDE = 190.0
CELL = 8.0
"""Gap between keys of the dock, and between languages."""
Tool = tuple[Kind, Event | Key, bool]


def foot(sheet: Sheet) -> Rect | None:
    """All that keeps its place: dock, bar and, low on the screen, languages.

    Where the state is shown is returned; by ear it has no room in the bar.
    """
    status = None
    if sheet.audio:
        _hands(sheet)
    dock(sheet)
    if not sheet.audio:
        status = _bar(sheet)
    if sheet.low and not sheet.typing:
        _low_languages(sheet)
    return status


def by_ear(sheet: Sheet) -> Rect:
    """A row for the state, above all that is pressed."""
    return sheet.take(84 * sheet.buttons)


def dock(sheet: Sheet) -> None:
    """Keyboard, access and loudness; in rows of four where letters are large or the row is short."""
    tools = list(_tools(sheet))
    if sheet.typing and not sheet.portrait:
        tools = [tool for tool in tools if tool[0] in {"type", "softer", "mute", "louder"}]
    columns = 8 if sheet.portrait and not sheet.large else 4
    height = 104.0 if sheet.large else DOCK
    if not sheet.portrait:
        height = DOCK_SIDE
    rows = [tools[at : at + columns] for at in range(0, len(tools), columns)]
    for number, row in enumerate(reversed(rows)):
        y, span = sheet.side(height, GAP if number == len(rows) - 1 else CELL)
        for (kind, event, pressed), rect in zip(row, sheet.row(y, height, columns, span, CELL), strict=True):
            sheet.press(kind, rect, event, pressed=pressed)


def _tools(sheet: Sheet) -> Iterator[Tool]:
    access, silent = sheet.access, sheet.scene.volume == 0
    size = SIZES[(SIZES.index(sheet.size) + 1) % len(SIZES)]
    yield "type", CLOSE if sheet.typing else OPEN, sheet.typing
    yield "text", AccessPressed(replace(access, text=size)), access.text != "normal"
    yield "contrast", AccessPressed(replace(access, contrast=not access.contrast)), access.contrast
    yield "reach", AccessPressed(replace(access, low_reach=not access.low_reach)), access.low_reach
    yield "audio", AccessPressed(replace(access, audio_first=not access.audio_first)), access.audio_first
    yield "softer", VolumePressed("softer"), False
    yield "mute", VolumePressed("mute"), silent
    yield "louder", VolumePressed("louder"), False


def _bar(sheet: Sheet) -> Rect:
    """The button to a person; beside it silence while the kiosk speaks, or again; the rest shows the state."""
    height = BAR * (1.0 if sheet.typing else sheet.buttons)
    sheet.y -= height
    human = 0.46 * (sheet.x1 - sheet.x0)
    _person(sheet, sheet.rect(sheet.x1 - human, sheet.y, human, height))
    end = sheet.x1 - human - GAP
    if word := _last_word(sheet):
        end -= height
        sheet.press(word[0], sheet.rect(end, sheet.y, height, height), word[1])
        end -= GAP
    status = sheet.rect(sheet.x0, sheet.y, end - sheet.x0, height)
    sheet.y -= CELL if sheet.typing else 20
    return status


def _hands(sheet: Sheet) -> None:
    """Two areas along the foot that are found without looking."""
    height = HAND_LOW if sheet.low else HAND if sheet.portrait else HAND_WIDE
    sheet.y -= height
    left, right = sheet.row(sheet.y, height, 2, (MARGIN, sheet.x1))
    _person(sheet, right)
    kind, event = _last_word(sheet) or ("again", RepeatPressed())
    sheet.press(kind, left, event)
    sheet.y -= GAP
    sheet.side_y = sheet.y


def _last_word(sheet: Sheet) -> tuple[Kind, Event] | None:
    """Silence while the kiosk speaks; once it has spoken, again."""
    if sheet.scene.mode == "speaking":
        return "stop", StopPressed()
    return ("again", RepeatPressed()) if sheet.scene.mode == "listening" and sheet.scene.caption else None


def _person(sheet: Sheet, rect: Rect) -> None:
    sheet.targets.insert(0, Target("human", "human", rect, HumanPressed()))


def _languages(sheet: Sheet) -> tuple[str, ...]:
    return sheet.view.langs if len(sheet.view.langs) > 1 else ()


def top_row(sheet: Sheet) -> float:
    """Languages where a standing person finds them; where the words may begin is returned."""
    y, height = MARGIN, 64 * sheet.text
    if sheet.low:
        return y + height + GAP if sheet.portrait else y
    langs = _languages(sheet)
    if sheet.portrait and sheet.large and langs:
        y += height + GAP
    if langs:
        full = sheet.x1 - sheet.x0
        cell = min((full if sheet.large or not sheet.portrait else full - 250 - 20) / len(langs), 190 * sheet.text)
        _language_row(sheet, langs, sheet.row(y, height, len(langs), (sheet.x1 - cell * len(langs), sheet.x1), CELL))
    return y + height + GAP


def _low_languages(sheet: Sheet) -> None:
    """Languages within reach of who sits."""
    if langs := _languages(sheet):
        height = LANGUAGE * (sheet.buttons if sheet.portrait else 1.0)
        y, span = sheet.side(height)
        _language_row(sheet, langs, sheet.row(y, height, len(langs), span, CELL))


def _language_row(sheet: Sheet, langs: tuple[str, ...], rects: list[Rect]) -> None:
    for lang, rect in zip(langs, rects, strict=True):
        sheet.press("language", rect, LanguagePressed(lang), lang, pressed=lang == sheet.scene.lang)


def choices(sheet: Sheet) -> None:
    """Up to six, in two rows at most."""
    offered = sheet.scene.choices[:MAX_CHOICES]
    columns = 1 if len(offered) == 1 else 2 if len(offered) <= 4 else 3
    rows = [offered[i : i + columns] for i in range(0, len(offered), columns)]
    height = CHOICE * (1.2 if sheet.large else 1.0) * (1.08 if sheet.access.text == "largest" else 1.0)
    for row in reversed(rows):
        sheet.y -= height
        for choice, rect in zip(row, sheet.row(sheet.y, height, columns, (sheet.x0, sheet.x1)), strict=False):
            sheet.press("choice", rect, ChoicePressed(choice.id), choice.id)
        sheet.y -= GAP


def field(sheet: Sheet, heard: Rect | None) -> None:
    """A touch of the shopper's own words opens the keyboard; low on the screen its key does."""
    if heard and not sheet.low and not sheet.typing:
        sheet.press("field", heard, OPEN)
