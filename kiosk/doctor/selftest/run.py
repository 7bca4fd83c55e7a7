"""The self-test as a whole: sound, words, echo and picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

from kiosk.doctor.finding import Finding, failed, refused
from kiosk.doctor.selftest import echo, image, sound, words
from kiosk.doctor.selftest.bench import Bench, prepared
from kiosk.doctor.site import Site
from kiosk.doctor.worker import Died, Hung
from kiosk.errors import KioskError
from kiosk.hearing.engines import choose

PATIENCE_S, SIMULATED_S = 30.0, 10.0
"""For somebody to fetch a mirror and hold it; the simulated one is held at once."""

DEVICES = {
    "talk": "The loudspeaker",
    "listen": "The microphone",
    "compare": "The microphone",
    "serve": "Voice or hearing",
    "show": "The screen",
    "look": "The camera",
}
"""By the jobs that use them."""

Tell = Callable[[str], None]
Test = Literal["sound", "echo", "picture"]


def self_test(site: Site, tell: Tell, only: Test | None = None, picture: Path | None = None) -> list[Finding]:
    """Findings for the chime, the sentence, the echo and the test picture, or only one of these.

    `tell` gets what whoever stands there should know; `picture` is a file for one of the echo.
    """
    known = words.load(dict.fromkeys((site.settings.kiosk.lang, *site.settings.kiosk.langs)))
    lang = _heard_best(site, list(known))
    findings: list[Finding] = []
    with prepared(site) as bench:
        if not bench.no_sound and only != "picture":
            tell("self-test: listen: the kiosk sounds and speaks now; be quiet until it says that you may speak …")
        if only in {None, "sound"}:
            findings += _tried(sound.AREA, sound.DEAF, lambda: sound.test(bench, lang, known[lang].sentence))
        if only in {None, "echo"}:
            trial = partial(echo.test, bench, lang, known[lang].sentence, tell, picture)
            findings += _tried(echo.AREA, echo.UNKNOWN, trial)
        if only in {None, "picture"}:
            findings += _picture(bench, next(iter(known.values())).instruction, tell)
    return findings


def _picture(bench: Bench, instruction: str, tell: Tell) -> Sequence[Finding]:
    seconds = SIMULATED_S if bench.picture_simulated else PATIENCE_S
    if not bench.no_picture and not bench.picture_simulated:
        tell(f"self-test: hold a mirror before the screen, so that the camera sees it; you have {seconds:.0f} s …")
    return _tried(image.AREA, image.BLIND, partial(_one, bench, instruction, seconds))


def _one(bench: Bench, instruction: str, seconds: float) -> Sequence[Finding]:
    return [image.test(bench, instruction, seconds)]


def _heard_best(site: Site, langs: Sequence[str]) -> str:
    """The first language that a recogniser serves, else the first."""
    for lang in langs:
        try:
            choose(lang, site.settings.hearing.engine)
        except KioskError:
            continue
        return lang
    return langs[0]


def _tried(area: str, cost: str, test: Callable[[], Sequence[Finding]]) -> Sequence[Finding]:
    """A test that fails in a driver is a finding too."""
    try:
        return test()
    except KioskError as fault:
        return [refused(area, fault, cost)]
    except Hung as job:
        device = DEVICES[str(job).rpartition(":")[2]]
        return [failed(area, f"{device} did not answer in time.", cost, "Plug it in again, then test again.")]
    except Died as last:
        return [failed(area, f"A test ended at once: {last}.", cost, "See the other findings; then report it.")]
