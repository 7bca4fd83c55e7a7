"""Where everything that can be pressed is: languages and access, the person, silence, choices."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from kiosk.access import SIZES, Access
from kiosk.events import AccessPressed, ChoicePressed, HumanPressed, LanguagePressed, StopPressed
from kiosk.stage.layout import GAP, MARGIN, Rect, Target
from kiosk.stage.sheet import Sheet
from kiosk.stage.view import MAX_CHOICES

Choice = Literal["large", "low-reach", "audio-first"]
ACCESS: tuple[Choice, ...] = ("large", "low-reach", "audio-first")
LANGUAGE_SHARE = 1.25
"""Width of a language's name against that of an access sign in the row they share."""


def top_row(sheet: Sheet) -> float:
    """Languages and access modes where a standing person finds them; where the words may begin is returned."""
    langs = sheet.view.langs if len(sheet.view.langs) > 1 else ()
    if sheet.low:
        return MARGIN + 80 if sheet.portrait else MARGIN
    size = 100 * sheet.text
    rail_top = MARGIN + 64 * sheet.text + (GAP if sheet.portrait and sheet.large else 0) + 24
    y, height = MARGIN, 64 * sheet.text
    if sheet.portrait and sheet.large:
        y += height + GAP
        rail_top = y + height + 24
    for number, mode in enumerate(ACCESS):
        _access(sheet, mode, sheet.rect(MARGIN, rail_top + number * (size + GAP), size, size))
    if langs:
        full = sheet.x1 - sheet.x0
        cell = min((full if sheet.large or not sheet.portrait else full - 250 - 20) / len(langs), 190 * sheet.text)
        span = (sheet.x1 - cell * len(langs), sheet.x1)
        for lang, rect in zip(langs, sheet.row(y, height, len(langs), span, 8), strict=True):
            _language(sheet, lang, rect)
    return y + height + GAP


def reach_row(sheet: Sheet) -> None:
    """Languages and access modes within reach of a seated person."""
    langs = sheet.view.langs if len(sheet.view.langs) > 1 else ()
    sheet.y -= 88
    shares = [LANGUAGE_SHARE] * len(langs) + [1.0] * len(ACCESS)
    unit = (sheet.x1 - sheet.x0 - 8 * (len(shares) - 1)) / sum(shares)
    lefts = [sheet.x0 + unit * sum(shares[:i]) + 8 * i for i in range(len(shares))]
    cells = [sheet.rect(x, sheet.y, unit * share, 88) for x, share in zip(lefts, shares, strict=True)]
    sheet.y -= GAP
    for lang, rect in zip(langs, cells, strict=False):
        _language(sheet, lang, rect)
    for mode, rect in zip(ACCESS, cells[len(langs) :], strict=True):
        _access(sheet, mode, rect)


def bar(sheet: Sheet) -> Rect:
    """The button to a person, silence while the kiosk speaks, and what the kiosk is doing."""
    height = 120 * (1.15 if sheet.large else 1.0)
    sheet.y -= height
    human = 0.46 * (sheet.x1 - sheet.x0)
    sheet.targets.insert(
        0, Target("human", "human", sheet.rect(sheet.x1 - human, sheet.y, human, height), HumanPressed())
    )
    end = sheet.x1 - human - GAP
    if sheet.scene.mode == "speaking":
        end -= height
        sheet.targets.append(Target("stop", "stop", sheet.rect(end, sheet.y, height, height), StopPressed()))
        end -= GAP
    status = sheet.rect(sheet.x0, sheet.y, end - sheet.x0, height)
    sheet.y -= 20
    return status


def choices(sheet: Sheet) -> None:
    """Up to six, in two rows at most."""
    choices = sheet.scene.choices[:MAX_CHOICES]
    columns = 1 if len(choices) == 1 else 2 if len(choices) <= 4 else 3
    rows = [choices[i : i + columns] for i in range(0, len(choices), columns)]
    height = 96 * (1.2 if sheet.large else 1.0)
    for row in reversed(rows):
        sheet.y -= height
        for choice, rect in zip(row, sheet.row(sheet.y, height, columns, (sheet.x0, sheet.x1)), strict=False):
            sheet.targets.append(Target("choice", choice.id, rect, ChoicePressed(choice.id)))
        sheet.y -= GAP


def _language(sheet: Sheet, lang: str, rect: Rect) -> None:
    sheet.targets.append(Target("language", lang, rect, LanguagePressed(lang), lang == sheet.scene.lang))


def _access(sheet: Sheet, choice: Choice, rect: Rect) -> None:
    after, chosen = pressed(sheet.access, choice)
    sheet.targets.append(Target("access", choice, rect, AccessPressed(after), chosen))


def pressed(access: Access, choice: Choice) -> tuple[Access, bool]:
    """What a press of a choice leads to, and whether it is chosen already."""
    match choice:
        case "large":
            following = SIZES[(SIZES.index(access.text) + 1) % len(SIZES)]
            return replace(access, text=following), access.text != "normal"
        case "low-reach":
            return replace(access, low_reach=not access.low_reach), access.low_reach
        case "audio-first":
            return replace(access, audio_first=not access.audio_first), access.audio_first
