"""The log's format: one JSON object a line, the same for the core and every part.

`{"time": ISO 8601 with zone, "level": debug|info|warning|error, "part": …, "code": …, "message": …, "fields": {…}}`.
Ours is written with `logging.getLogger(__name__).warning("…", extra={"code": "store.timeout", "fields": {…}})`.

No shopper's words: our messages carry none; the text of an exception is kept only of the kinds that cannot carry any;
what a library says is kept from our own loggers by its code, and the journal masks in it the words it knows
(`kiosk.logs.journal`).
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final, Literal, TypeGuard, cast, get_args

from hardware.errors import HardwareError
from kiosk.errors import KioskError

Level = Literal["debug", "info", "warning", "error"]
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
OURS: Final = ("kiosk", "hardware", "avatars")
LIBRARY: Final = "library"
"""The code of what a library logged."""
OUTPUT: Final = "output"
"""The code of a line that a process wrote to its standard output or error without logging it."""
CRASH: Final = "part.crash"
WITHHELD: Final = "(its text is kept out, as it may hold a shopper's words: logs.words)"
TELLING: Final = (OSError, MemoryError, ImportError, KioskError, HardwareError)
"""Exceptions whose text speaks of machines and files."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log. `fields` hold numbers and short words that belong to it."""

    time: str
    level: Level
    part: str
    code: str
    message: str
    fields: Mapping[str, Any] = field(default_factory=dict)


def now() -> str:
    """The time of an entry: local, with its offset to UTC, to the millisecond."""
    return datetime.now(UTC).astimezone().isoformat(timespec="milliseconds")


def encode(entry: Entry) -> str:
    """One line, without its newline."""
    return json.dumps(asdict(entry), ensure_ascii=False, default=str)


def decode(line: str) -> Entry | str:
    """The entry of a line; the line itself where it is none."""
    if not line.startswith('{"time"'):
        return line
    try:
        data = json.loads(line)
    except ValueError:
        return line
    return Entry(**data) if _whole(data) else line


def _whole(data: Any) -> TypeGuard[dict[str, Any]]:  # noqa: ANN401 - any JSON
    names = ("time", "level", "part", "code", "message")
    return (
        isinstance(data, dict)
        and data.keys() == {*names, "fields"}
        and all(isinstance(data[name], str) for name in names)
        and data["level"] in LEVELS
        and isinstance(data["fields"], dict)
    )


def at_least(level: str, least: str) -> bool:
    """Whether a level is so grave."""
    return LEVELS.index(cast("Level", level)) >= LEVELS.index(cast("Level", least))


def of_record(record: logging.LogRecord, part: str, *, words: bool) -> Entry:
    """The entry of a record of the standard library's logging."""
    ours = record.name.split(".")[0] in OURS
    code = getattr(record, "code", "log" if ours else LIBRARY)
    fields = dict(getattr(record, "fields", {})) | ({} if ours else {"logger": record.name})
    message = record.getMessage()
    if record.name == "asyncio" and not words:
        message = message.partition("\n")[0].partition("(")[0]  # what follows shows arguments: events, with words
    if record.exc_info and record.exc_info[1] is not None:
        fields |= described(record.exc_info[1], words=words)
    return Entry(now(), _level(record.levelno), part, code, message, fields)


def _level(number: int) -> Level:
    steps = ((logging.ERROR, "error"), (logging.WARNING, "warning"), (logging.INFO, "info"))
    return cast("Level", next((name for least, name in steps if number >= least), "debug"))


def described(error: BaseException, *, words: bool) -> dict[str, str]:
    """Of an exception: its kind, where it happened, and its text where that cannot hold a shopper's words."""
    blocks = [_told(each, words=words) for each in _chain(error)]
    return {"exception": type(error).__name__, "traceback": "\n".join(reversed(blocks))}


def _told(error: BaseException, *, words: bool) -> str:
    places = "".join(traceback.format_tb(error.__traceback__)).rstrip("\n")
    text = str(error) if words or isinstance(error, TELLING) else WITHHELD
    return f"{places}\n{type(error).__name__}: {text}".lstrip("\n")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


class Lines(logging.Formatter):
    """Writes records as entries of a part."""

    def __init__(self, part: str, *, words: bool) -> None:
        super().__init__()
        self._part, self._words = part, words

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        return encode(of_record(record, self._part, words=self._words))


def speak_up(level: Level) -> None:
    """Let our own loggers through from `level` on; libraries from warnings on."""
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())


def to_core(part: str, level: Level, *, words: bool) -> None:
    """Log to standard error, which the core reads; crashes, of threads too, are logged and not printed."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines(part, words=words))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    speak_up(level)
    log = logging.getLogger(__name__)

    def crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.error("%s ended it", kind.__name__, exc_info=(kind, error, trace), extra={"code": CRASH})

    def broke(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            where = args.thread.name if args.thread else "a thread"
            log.error("%s ended its thread %s", args.exc_type.__name__, where, exc_info=args.exc_value)

    sys.excepthook, threading.excepthook = crashed, broke
