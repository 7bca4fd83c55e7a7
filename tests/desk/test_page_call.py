"""A call by voice and video: a second page of the browser plays the kiosk's end, with real media on the loopback."""

from __future__ import annotations

import contextlib

import pytest
from desk_browser import accessible, fits
from desk_support import attentive, card

expect = pytest.importorskip("playwright.async_api").expect

KIOSK = """async (media) => {
    const peer = new RTCPeerConnection();
    const kinds = Object.fromEntries(['audio', 'video'].map((kind) => [kind, peer.addTransceiver(kind)]));
    if (media) {
        const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
        for (const track of stream.getTracks()) await kinds[track.kind].sender.replaceTrack(track);
    }
    await peer.setLocalDescription();
    await new Promise((done) => {
        if (peer.iceGatheringState === 'complete') done();
        peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && done();
    });
    self.peer?.close();
    self.peer = peer;
    return peer.localDescription.sdp;
}"""
KEEP_CALLS = """() => {
    const Plain = self.RTCPeerConnection;
    self.calls = [];
    self.RTCPeerConnection = class extends Plain { constructor(...how) { super(...how); self.calls.push(this); } };
}"""
GOT = """async () => {
    const found = {};
    for (const each of (await self.peer.getStats()).values()) {
        if (each.type !== 'inbound-rtp') continue;
        const came = each.kind === 'video' ? each.framesDecoded : each.packetsReceived;
        found[each.kind] = (found[each.kind] ?? 0) + (came ?? 0);
    }
    return found;
}"""


class Kiosk:
    """The kiosk's end of the call: its line, and a page that has its camera."""

    def __init__(self, end, ticket, page):
        self.end, self.ticket, self.page = end, ticket, page

    async def offers(self, epoch, *, media=True):
        sdp = await self.page.evaluate(KIOSK, media)
        await self.end.say("offer", ticket=self.ticket, epoch=epoch, sdp=sdp)
        answer = await self.end.hear("answer", epoch=epoch)
        await self.page.evaluate("(sdp) => self.peer.setRemoteDescription({ type: 'answer', sdp })", answer.sdp)
        while (found := await self.end.hear("candidate", epoch=epoch)).candidate:
            wish = {"candidate": found.candidate, "sdpMid": found.mid, "sdpMLineIndex": found.line}
            await self.page.evaluate("(found) => self.peer.addIceCandidate(found)", wish)

    async def consents(self, mode, *, camera):
        await self.end.say("consent", ticket=self.ticket, mode=mode, microphone=True, camera=camera)
        await self.end.say("mode-now", ticket=self.ticket, mode=mode)

    async def goes_dark(self):
        await self.page.evaluate("() => self.peer.getSenders().forEach((sender) => sender.track?.stop())")
        await self.end.say("mute", ticket=self.ticket, microphone=False, camera=True)

    async def gets(self, kind):
        """Wait until the colleague's media comes: more of it than a moment before."""
        await self.page.evaluate("() => { self.came = undefined; }")
        grows = "const before = self.came; self.came = got ?? 0; return self.came > before;"
        await self.page.wait_for_function(f"async () => {{ const got = (await ({GOT})()).{kind}; {grows} }}")


@contextlib.asynccontextmanager
async def talking(desk, open_page):
    page = await open_page()
    end = attentive(await desk.kiosk("entrance"))
    await end.say("ask", key="key-of-entrance", card=card())
    await page.get_by_role("button", name="Take the shopper at entrance").click()
    ticket = (await end.hear("accepted")).ticket
    await end.say("joined", ticket=ticket)
    window = await page.context.browser.new_context(viewport={"width": 300, "height": 200})
    far = await window.new_page()  # in a window of its own: a hidden tab hardly draws
    await far.goto(f"{desk.at}/page/icon.svg")
    yield page, Kiosk(end, ticket, far)
    await window.close()


def test_video_both_ways_and_every_way_down(browser, tmp_path):
    async def talk(desk, open_page):
        async with talking(desk, open_page) as (page, kiosk):
            await page.get_by_role("radio", name="Video").check()
            assert (await kiosk.end.hear("mode-wanted")).mode == "video"
            await expect(page.get_by_text("The shopper is asked first …")).to_be_visible()
            await page.evaluate(KEEP_CALLS)
            await kiosk.offers(1)
            held_back = "self.calls[0].getReceivers().map((each) => each.jitterBufferTarget)"
            assert await page.evaluate(held_back) == [0, 0], "sound and picture go with each other, and at once"
            own = await page.evaluate("document.querySelector('video.own').srcObject")
            assert own is None, "not before the consent"
            assert not (await kiosk.page.evaluate(GOT)).get("video")
            await kiosk.consents("video", camera=True)
            assert (await kiosk.end.hear("call-state")).state == "connected"
            await kiosk.gets("video")
            await kiosk.gets("audio")
            await page.wait_for_function("() => document.querySelector('video.shopper').videoWidth > 0")
            mirrored = "new DOMMatrix(getComputedStyle(document.querySelector('video.own')).transform).a"
            assert await page.evaluate(mirrored) == -1

            await page.keyboard.press("F8")
            mute = await kiosk.end.hear("mute")
            assert (mute.microphone, mute.camera) == (True, False)
            await expect(page.get_by_role("button", name="Microphone off")).to_have_attribute("aria-pressed", "true")
            await page.get_by_role("button", name="Camera on").click()
            assert (await kiosk.end.hear("mute")).camera
            await expect(page.locator("video.own")).to_be_hidden()
            await page.get_by_role("button", name="Camera off").click()
            await kiosk.gets("video")

            await kiosk.goes_dark()
            await expect(page.get_by_text("The shopper’s camera is off")).to_be_visible()
            await accessible(page)
            await fits(page)
            await page.get_by_role("radio", name="Voice").check()
            assert (await kiosk.end.hear("mode-wanted")).mode == "voice"
            await kiosk.end.say("mode-now", ticket=kiosk.ticket, mode="voice")
            await expect(page.get_by_text("Voice only")).to_be_visible()
            await expect(page.locator("video.own")).to_be_hidden()
            await page.keyboard.press("F9")
            await expect(page.get_by_label("In a word")).to_be_focused()
            left = await page.evaluate("document.querySelector('#remote').srcObject")
            assert left is None, "nothing of the call is left"

    browser.run(tmp_path, talk)


async def agrees_to_less(page, kiosk):
    """Asked for video, the shopper says yes to the voice alone, and wants more by and by."""
    await page.get_by_role("radio", name="Video").check()
    await kiosk.consents("voice", camera=False)
    await expect(page.get_by_text("The shopper chose: Voice")).to_be_visible()
    await expect(page.get_by_role("radio", name="Voice")).to_be_checked()
    await kiosk.end.say("mode-wanted", ticket=kiosk.ticket, mode="video")
    await expect(page.get_by_text("The shopper would like to see you.")).to_be_visible()
    await page.get_by_role("button", name="Not now").click()
    await expect(page.get_by_text("The shopper would like to see you.")).to_be_hidden()


def test_less_than_was_asked_for_and_a_page_that_is_loaded_again(browser, tmp_path):
    async def talk(desk, open_page):
        async with talking(desk, open_page) as (page, kiosk):
            await agrees_to_less(page, kiosk)
            await kiosk.offers(1, media=False)
            await kiosk.gets("audio")
            await page.reload()
            while not (await kiosk.end.hear("peer")).present:
                pass
            await kiosk.offers(2, media=False)
            await kiosk.gets("audio")
            await expect(page.get_by_text("Voice only")).to_be_visible()
            await kiosk.end.say("call-state", ticket=kiosk.ticket, epoch=2, state="lost")
            await expect(page.get_by_text("The connection is lost; it is made anew.")).to_be_visible()
            await kiosk.offers(3, media=False)
            assert (await kiosk.end.hear("call-state", epoch=3, state="connected")).ticket == kiosk.ticket
            await kiosk.end.close()
            await expect(page.get_by_text("The kiosk is away for a moment.")).to_be_visible()

    browser.run(tmp_path, talk)


DENIED = """() => {
    const media = navigator.mediaDevices;
    const real = media.getUserMedia.bind(media);
    media.getUserMedia = async () => { throw new DOMException('no', 'NotAllowedError'); };
    self.allow = () => {
        media.getUserMedia = async (wish) => {
            const stream = await real(wish);
            self.track = stream.getTracks()[0];
            return stream;
        };
    };
}"""


def test_a_device_that_is_not_there_is_off_until_it_is_switched_on(browser, tmp_path):
    async def talk(desk, open_page):
        page = await open_page()
        await page.evaluate(DENIED)
        end = attentive(await desk.kiosk("entrance"))
        await end.say("ask", key="key-of-entrance", card=card())
        await page.get_by_role("button", name="Take the shopper at entrance").click()
        ticket = (await end.hear("accepted")).ticket
        await end.say("joined", ticket=ticket)
        await end.say("consent", ticket=ticket, mode="video", microphone=True, camera=True)
        await end.say("mode-now", ticket=ticket, mode="video")
        await end.hear("mute", microphone=True, camera=True)
        await expect(page.get_by_role("alert")).to_contain_text("The browser may not use your camera or microphone.")
        await page.evaluate("self.allow()")
        await page.get_by_role("button", name="Camera off").click()
        await expect(page.locator("video.own")).to_be_visible()
        await end.hear("mute", microphone=True, camera=False)
        await page.evaluate("self.track.stop(); self.track.dispatchEvent(new Event('ended'))")
        await expect(page.get_by_role("button", name="Camera off")).to_be_visible()
        await end.hear("mute", camera=True)
        await expect(page.get_by_role("alert")).to_contain_text("There is no camera or microphone.")

        await end.close()
        await expect(page.get_by_text("The kiosk is away for a moment.")).to_be_visible()
        await page.get_by_label("What shall the face say?").fill("Are you there?")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("What you wrote stays")
        await expect(page.get_by_label("What shall the face say?")).to_have_value("Are you there?")

    browser.run(tmp_path, talk)
