"""A log of what each presented frame showed, `stage.jsonl`: for the film, and for measuring lips and frame times.

One JSON object a line. `{"start": …}` opens each life of the process; `{"t", "scene"}` and `{"t", "typed", …}` say what
changed; `{"t", "d", "g", "p", "w", "v", "c"}` is a frame: the CLOCK_MONOTONIC second just after it was presented, ms it
took to draw, ms since the frame before, the parameters of the drawn pose that changed, and, if they changed, the
sounding word, whose picture of a call is seen (not the picture itself), and where the caption was broken off with
whether a shopper who pauses is waited for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

from pydantic import RootModel

from kiosk.channels.call_picture import Caller, CallPicture
from kiosk.commands import Scene, Show
from kiosk.errors import InputError
from kiosk.runtime import wire
from kiosk.runtime.ledger.older import brought_up
from kiosk.stage.shop import NO_SHOP, Shop
from kiosk.stage.view import View

FILE = "stage.jsonl"
FLUSH_S = 0.2
DIGITS = 3
NOT_TYPING: Final[Mapping[str, Any]] = {"typed": "", "keyboard": False, "shifted": False, "struck": ""}
NOT_TOLD: Final = (None, False)
Pose = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Header:
    """What does not change while a stage lives; `floor` is the store's map as JSON text, or empty."""

    t: float
    avatar: str
    langs: tuple[str, ...]
    width: int
    height: int
    name: str = ""
    floor: str = ""
    remarks: tuple[str, ...] = ()
    shop: Shop = NO_SHOP


@dataclass(frozen=True, slots=True)
class Frame:
    """One presented frame; an empty pose means that no face was shown."""

    t: float
    pose: Pose
    view: View
    draw_ms: float
    gap_ms: float


@dataclass(frozen=True, slots=True)
class Recording:
    """All frames of a run in order, over every life of the stage."""

    header: Header
    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class FrameTimes:
    """Frames a second as presented, and times in ms."""

    frames: int
    fps: float
    draw_median_ms: float
    draw_p95_ms: float
    gap_p95_ms: float
    gap_p99_ms: float


@dataclass(slots=True)
class Recorder:
    """Appends to the log, a few writes a second: what was flushed survives the death of the process."""

    path: Path
    header: Header
    _lines: list[str] = field(default_factory=list)
    _flushed: float = 0.0
    _pose: dict[str, float] = field(default_factory=dict)
    _view: View | None = None

    def __post_init__(self) -> None:
        """Begin a life; the line before may have been cut short."""
        self._lines = ["", _json({"start": asdict(self.header)})]
        self.flush(self.header.t)

    def frame(self, t: float, pose: Pose, view: View, draw_ms: float, gap_ms: float) -> None:
        """Log one presented frame."""
        self._changes(t, view)
        drawn = {name: round(value, DIGITS) for name, value in pose.items()}
        entry: dict[str, Any] = {"t": round(t, 4), "d": round(draw_ms, 1), "g": round(gap_ms, 1)}
        changed = {name: value for name, value in drawn.items() if self._pose.get(name, 0.0) != value}
        changed |= {name: 0.0 for name, value in self._pose.items() if value and name not in drawn}
        if changed:
            entry["p"] = changed
        if self._view is None or self._view.word != view.word:
            entry["w"] = view.word
        if (seen := _seen(view)) != (_seen(self._view) if self._view else None):
            entry["v"] = seen
        if (told := _told(view)) != (_told(self._view) if self._view else NOT_TOLD):
            entry["c"] = told
        self._pose, self._view = drawn, view
        self._lines.append(_json(entry))
        if t - self._flushed >= FLUSH_S:
            self.flush(t)

    def _changes(self, t: float, view: View) -> None:
        if self._view is None or view.scene != self._view.scene:
            self._lines.append(_json({"t": round(t, 4), "scene": wire.to_data(Show(view.scene))["scene"]}))
        if (typing := _typing(view)) != (_typing(self._view) if self._view else NOT_TYPING):
            self._lines.append(_json({"t": round(t, 4), **typing}))

    def flush(self, t: float) -> None:
        """Hand what was logged to the operating system."""
        with self.path.open("a", encoding="utf-8") as log:
            log.write("\n".join(self._lines) + "\n")
        self._lines.clear()
        self._flushed = t


def _told(view: View) -> tuple[int | None, bool]:
    """Where the caption was broken off, and whether the shopper is waited for."""
    return view.unsaid, view.pausing


def _seen(view: View) -> tuple[str, str] | None:
    """Whose picture is on the screen, in a call; the picture itself is kept nowhere."""
    call = view.call
    return None if call is None or call.image is None else (call.caller.name, call.caller.role)


def _typing(view: View) -> dict[str, str | bool]:
    """What is being typed, and on what."""
    return {"typed": view.typed, "keyboard": view.keyboard, "shifted": view.shifted, "struck": view.struck}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def read(path: Path) -> Recording:
    """The recording in a log. Lines that a dying process cut short are passed over.

    Raises:
        InputError: `stage.recording` if the file is missing or holds no frame.
    """
    try:
        entries = list(_entries(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as fault:
        raise _unusable(path, str(fault)) from fault
    headers = [_header(entry["start"]) for entry in entries if "start" in entry]
    frames = tuple(_frames(entries))
    if not headers or not frames:
        raise _unusable(path, "it holds no frame")
    return Recording(headers[0], frames)


def _unusable(path: Path, why: str) -> InputError:
    return InputError(
        "stage.recording",
        f"{path} is no recording of the stage: {why}.",
        f"Name the {FILE} of a run that was recorded.",
    )


def _entries(text: str) -> Iterator[dict[str, Any]]:
    for line in text.splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            yield entry


def _header(data: dict[str, Any]) -> Header:
    shop = RootModel[Shop].model_validate(data.get("shop", {})).root
    known = {"langs": tuple(data["langs"]), "remarks": tuple(data.get("remarks", ())), "shop": shop}
    return Header(**data | known)


def _scene(data: dict[str, Any]) -> Scene:
    shown = wire.from_data("Show", brought_up({"type": "Show", "data": {"scene": data}})["data"])
    assert isinstance(shown, Show)  # noqa: S101 - the name given one line above
    return shown.scene


def _frames(entries: list[dict[str, Any]]) -> Iterator[Frame]:
    """Add up what changed."""
    pose: dict[str, float] = {}
    view = View(Scene("attract", "en"), ())
    for entry in entries:
        if "start" in entry:
            header = _header(entry["start"])
            pose, view = {}, View(view.scene, header.langs, name=header.name, remarks=header.remarks, shop=header.shop)
        elif "scene" in entry:
            view = view.showing(_scene(entry["scene"]), entry["t"])
        elif "typed" in entry:
            view = replace(view, **{name: entry.get(name, value) for name, value in NOT_TYPING.items()})
        elif "d" in entry:
            pose = pose | entry.get("p", {})
            if "w" in entry:
                view = replace(view, word=tuple(entry["w"]) if entry["w"] else None)
            if "v" in entry:
                view = replace(view, call=CallPicture(Caller(*entry["v"])) if entry["v"] else None)
            if "c" in entry:
                view = replace(view, unsaid=entry["c"][0], pausing=entry["c"][1])
            yield Frame(entry["t"], pose, view, entry["d"], entry["g"])


def frame_times(recording: Recording) -> FrameTimes:
    """How fluent the live window was; a gap left by a restart counts as a gap."""
    gaps = [1000 * (b.t - a.t) for a, b in pairwise(recording.frames)] or [0.0]
    draws = [frame.draw_ms for frame in recording.frames]
    seconds = recording.frames[-1].t - recording.frames[0].t
    fps = (len(recording.frames) - 1) / seconds if seconds > 0 else 0.0
    return FrameTimes(len(draws), fps, median(draws), _part(draws, 95), _part(gaps, 95), _part(gaps, 99))


def _part(values: list[float], percent: int) -> float:
    return quantiles(values, n=100)[percent - 1] if len(values) > 1 else values[0]
