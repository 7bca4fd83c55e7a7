"""How the store looks: colours that can be read, a logo and pictures that are there and can be drawn."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from kiosk import colour
from kiosk.checks.inspection import Inspection, tables
from kiosk.faults import Fault, taking
from kiosk.knowledge import shared
from kiosk.store_theme import LOGO, PICTURE, PICTURES
from kiosk.toml_file import Toml, read_text


def check(seen: Inspection) -> None:
    """`[theme]` of `store.toml`, and every `picture` that is named."""
    own = seen.raw(seen.store / "store.toml")
    theme = own.data.get("theme") if own else None
    if own is not None and isinstance(theme, dict):
        _primary(seen, own, theme.get("primary"))
        _logo(seen, own, theme.get("logo"))
    _products(seen)
    for file in chain.from_iterable(shared.paths(seen.store)):
        if (toml := seen.raw(file)) is not None:
            _entries(seen, toml)


def _primary(seen: Inspection, own: Toml, primary: object) -> None:
    """A colour that is too light for letters is used darker: the store is told which one is seen."""
    from kiosk.stage.painting.palette import accent_of

    if not isinstance(primary, str) or not re.match(colour.HEX, primary):
        return
    used = colour.spelled(accent_of(primary))
    if used.lower() != primary.lower():
        message = f'is "{primary}", which cannot be read on light ground: {used} is used'
        told = own.fault("store.theme", message, "Take a darker one, or leave it so.", ("theme", "primary"))
        seen.add(told, warning=True)


def _logo(seen: Inspection, own: Toml, logo: object) -> None:
    if isinstance(logo, str) and LOGO.match(logo) and (why := _wrong(seen.store / PICTURES / logo)):
        seen.add(own.fault("store.logo", f'is "{logo}", {why}', "Put a PNG there.", ("theme", "logo")))


def _wrong(file: Path) -> str:
    """What is wrong with a picture; empty if nothing is."""
    from kiosk.stage.painting import pictures

    if not file.is_file():
        return f"and there is no {PICTURES}/{file.name}"
    return "" if pictures.readable(file) else "which is no picture that can be drawn"


def _products(seen: Inspection) -> None:
    file = seen.store / "products.csv"
    told = {fault.line for fault in seen.faults if fault.file == str(file)}
    for line, picture in _named(file):
        if line not in told and (why := _unknown(seen, picture)):
            fault = Fault("products.picture", str(file), f'is "{picture}", {why}', "Mend it.", line=line, key="picture")
            seen.add(_meant(seen, fault, picture))


def _named(file: Path) -> Iterator[tuple[int, str]]:
    """Line and picture of every row that has one; a table that cannot be read is told elsewhere."""
    text = (taking(lambda: read_text(file), [], file) or "") if file.is_file() else ""
    table = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="")
    try:
        for row in table:
            if picture := (row.get("picture") or "").strip():
                yield table.line_num, picture
    except csv.Error:
        return


def _entries(seen: Inspection, toml: Toml) -> None:
    for number, entry in tables(toml, "entry"):
        picture = entry.get("picture")
        if isinstance(picture, str) and picture and (why := _unknown(seen, picture)):
            loc = ("entry", number, "picture")
            fault = toml.fault("knowledge.picture", f'is "{picture}", {why}', "Mend it.", loc)
            seen.add(_meant(seen, fault, picture))


def _unknown(seen: Inspection, picture: str) -> str:
    """What is wrong with a picture that is a file of the store, or a sign."""
    from kiosk.stage.painting import signs

    if PICTURE.fullmatch(picture):
        return _wrong(seen.store / PICTURES / picture)
    return "" if picture in signs.names() else "which is neither a sign nor a file in pictures/"


def _meant(seen: Inspection, fault: Fault, picture: str) -> Fault:
    """With the signs that there are, if it is none of them."""
    from kiosk.stage.painting import signs

    return fault if PICTURE.fullmatch(picture) else seen.unknown(fault, picture, sorted(signs.names()))
