"""A simulated colleague before a real screen: the page of the desk in Chromium without a window, by Playwright.

What a person would do with mouse and keyboard is done so; the page, its rights and its call are the real ones. Camera
and microphone are Chromium's fake devices, which play files. No browser is ever fetched: it is the machine's own.
"""

from __future__ import annotations

import shutil
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kiosk.errors import KioskError
from kiosk.simulation.colleague_log import Notebook
from kiosk.simulation.story import Colleague

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from kiosk.simulation.colleague_media import Media

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
SIZE: Final = {"width": 1280, "height": 800}
KEY_MS: Final = 18.0
"""Between two keys: a fast typist's whisper stands there in two seconds."""
PATIENCE_S: Final = 300.0
"""For the ask, which comes when the shopper wants."""
CONSENT_S: Final = 40.0
LOOK_S: Final = 0.1
SETTLE_S: Final = 0.4
"""After so long what was changed has been drawn."""
LANGS: Final = ("nl", "en", "fr", "de")
KEEP_CALLS: Final = """
const Plain = self.RTCPeerConnection;
self.calls = [];
self.RTCPeerConnection = class extends Plain {
  constructor(...how) { super(...how); self.calls.push(this); }
};
"""
"""What Chromium counts of a connection is read at the connection, so the page's own are kept hold of."""
OCTETS: Final = """async () => {
  let sum = 0;
  for (const each of self.calls) for (const one of (await each.getStats()).values())
    if (one.type === 'inbound-rtp' && one.kind === 'video') sum += one.bytesReceived + one.headerBytesReceived;
  return sum;
}"""
SEES: Final = """() => {
  const picture = document.querySelector('video.shopper');
  return picture !== null && picture.videoWidth > 0 && picture.currentTime > 0;
}"""
MODE: Final = "document.querySelector('section.call')?.hidden === false"


def missing() -> str:
    """What is missing for this, as a sentence; empty where nothing is."""
    lacks = []
    if find_spec("playwright") is None:
        lacks.append("Playwright (`pip install 'balie[demo]'`, 54 MB)")
    if chromium() is None:
        lacks.append("Chromium (`sudo apt-get install chromium`, some 300 MB)")
    return " and ".join(lacks)


def chromium() -> str | None:
    """The machine's own browser."""
    return next((found for found in map(shutil.which, NAMES) if found), None)


def flags(media: Media) -> list[str]:
    """The browser's devices are files; the sound is played once, and a sound may begin without a click."""
    return [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={media.camera}",
        f"--use-file-for-fake-audio-capture={media.microphone}%noloop",
        "--autoplay-policy=no-user-gesture-required",
        "--disable-background-timer-throttling",
        "--disable-renderer-backgrounding",
        "--disable-features=WebRtcHideLocalIpsWithMdns",
        "--allow-loopback-in-peer-connection",  # a machine without a network has nothing else
        "--disable-gpu",
    ]


def play(url: str, name: str, password: str, lang: str, part: Colleague, media: Media, book: Notebook) -> None:
    """Sign in, take one ask, and see it through. Raises playwright's errors if the page does not do as it should."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=flags(media))
        context = browser.new_context(
            ignore_https_errors=True,  # the desk's own certificate, made a moment ago on this machine
            locale=lang if lang in LANGS else "en",
            viewport=SIZE,  # type: ignore[arg-type]
            reduced_motion="reduce",
        )
        context.add_init_script(KEEP_CALLS)
        page = context.new_page()
        book.photograph = lambda file: _photograph(page, file)
        _sign_in(page, url, name, password)
        book.show("ready")
        _take(page, part, book)
        _whisper(page, part, book)
        _see(page, media, book)
        _end(page, part, book)
        browser.close()


def _photograph(page: Page, file: Path) -> None:
    page.screenshot(path=file, animations="disabled")


def _sign_in(page: Page, url: str, name: str, password: str) -> None:
    page.goto(url)
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=password]").fill(password)
    page.keyboard.press("Enter")
    page.locator("fieldset:enabled input[name=presence][value=available]").check(force=True)
    time.sleep(SETTLE_S)


def _take(page: Page, part: Colleague, book: Notebook) -> None:
    page.locator("section.ring").wait_for(timeout=1000 * PATIENCE_S)
    book.show("offered")
    time.sleep(part.answers_s)
    book.note("accepted")
    page.keyboard.press("F2")
    page.locator("#composer").wait_for()
    time.sleep(part.reads_s)
    book.show("accepted")


def _whisper(page: Page, part: Colleague, book: Notebook) -> None:
    page.locator("#composer").press_sequentially(part.whispers, delay=KEY_MS)
    book.show("whispered")
    page.keyboard.press("Enter")
    book.note("whispered")
    time.sleep(len(part.whispers) / 14)  # while the face says it


def _see(page: Page, media: Media, book: Notebook) -> None:
    """Ask for video, and speak if the shopper wants it; what came in before that is counted all the while."""
    page.locator("fieldset:enabled input[name=mode][value=video]").check(force=True)
    book.show("wished")
    until = time.monotonic() + CONSENT_S
    came = -1.0
    while not page.evaluate(MODE):
        if (now := float(page.evaluate(OCTETS))) != came:
            book.note("octets", now)
        came = now
        if time.monotonic() > until:
            book.note("refused")
            return
        time.sleep(LOOK_S)
    page.wait_for_function(SEES, polling=40)
    book.note("sees")
    time.sleep(media.begins_s + 1.0)
    book.show("sees")
    time.sleep(max(0.0, media.ends_s - media.begins_s - 1.0))
    book.show("said")


def _end(page: Page, part: Colleague, book: Notebook) -> None:
    time.sleep(part.stays_s)
    book.note("octets", float(page.evaluate(OCTETS)))
    page.keyboard.press("F9")
    book.note("back")
    form = page.locator("form.wrap-up")
    form.wait_for()
    form.locator("input").first.fill(part.label)
    if part.note:
        form.locator("textarea").fill(part.note)
    form.locator("input[name=result][value=answered]").check(force=True)
    book.show("back")
    page.keyboard.press("Control+Enter")
    form.wait_for(state="detached")
    book.show("wrapped")


def run(hello: dict[str, Any], part: Colleague, media: Media, book: Notebook) -> None:
    """As `play`, with what the process was told.

    Raises:
        KioskError: `demo.browser`: it does not start, has ended, or the page does not do as it should.
    """
    from playwright.sync_api import Error

    try:
        play(hello["url"], hello["name"], hello["password"], hello["lang"], part, media, book)
    except Error as fault:
        reason = fault.message.strip().splitlines()[0] if fault.message.strip() else type(fault).__name__
        sentence = f"The colleague's browser has failed: {reason.rstrip('.')}."
        raise KioskError(
            "demo.browser", sentence, "Try it by hand: `chromium --headless --dump-dom about:blank`."
        ) from fault
