/** The call as one sees it: the shopper, oneself mirrored and small, captions, microphone and camera. */

import { button, el, icon, set } from "../dom.js";
import { t } from "../i18n.js";
import { openSettings } from "./settings-dialog.js";

const CAPTION_MS = 6000;

/** The panel of the present call; hidden while one only writes. Returns it and what ends it. */
export function callPanel({ state, call }) {
  const shopper = el("video", { class: "shopper", muted: true, autoplay: true, playsinline: true, "aria-label": t("call.shopper") });
  const own = el("video", { class: "own", muted: true, autoplay: true, playsinline: true, "aria-label": t("call.own") });
  shopper.muted = own.muted = true;
  const voice = el("div", { class: "voice-only" }, icon("person"), el("span", {}));
  const caption = el("p", { class: "caption", "aria-hidden": "true" });
  const status = el("p", { class: "call-status", role: "status" });
  const [mic, camera] = [toggle(call, "audio", "mic", "F8"), toggle(call, "video", "camera")];
  const devices = button(t("call.devices"), { sign: "gear", small: true, onclick: () => openSettings({ call }) });
  const controls = el("div", { class: "row controls", role: "group", "aria-label": t("call.controls") }, mic.button, camera.button, devices);
  const panel = el("section", { class: "call", "aria-label": t("call.title") }, el("div", { class: "screen" }, shopper, voice, own, caption, status), controls);
  const draw = () => {
    const { mode, muted } = state.talk ?? { mode: "whisper" };
    panel.hidden = mode === "whisper";
    const seen = mode === "video" && call.remote.getVideoTracks().length > 0 && !muted?.camera && call.state === "connected";
    play(shopper, seen ? call.remote : null);
    play(own, call.own.video ? new MediaStream([call.own.video]) : null);
    panel.classList.toggle("voice", mode === "voice");
    voice.hidden = seen;
    voice.lastChild.textContent = who(mode, muted);
    status.textContent = call.state === "connected" ? "" : t(`call.state-${call.state}`);
    status.hidden = call.state === "connected";
    camera.button.hidden = mode !== "video";
    mic.draw();
    camera.draw();
  };
  const offs = [state.on(["talk"], draw), listen(call, draw), captions(state, caption)];
  draw();
  return [panel, () => offs.forEach((off) => off())];
}

function who(mode, muted) {
  if (mode === "video" && muted?.camera) return t("call.camera-off-there");
  return t(mode === "video" ? "call.no-picture" : "call.voice-only");
}

function listen(call, draw) {
  call.addEventListener("changed", draw);
  return () => call.removeEventListener("changed", draw);
}

function play(video, stream) {
  const same = (video.srcObject?.getVideoTracks()[0] ?? null) === (stream?.getVideoTracks()[0] ?? null);
  if (!same) video.srcObject = stream;
  video.hidden = stream === null;
}

/** A button that switches one's own microphone or camera off and on. */
function toggle(call, kind, sign, key = "") {
  const made = button(t(`call.${sign}`), { sign, onclick: () => call.switchOff(kind, !call.off[kind]), "aria-keyshortcuts": key || null });
  if (key) made.append(el("kbd", {}, key));
  const draw = () => {
    const off = call.off[kind];
    made.querySelector(".icon").replaceWith(icon(off ? `${sign}-off` : sign));
    made.querySelector("span").textContent = t(`call.${sign}-${off ? "off" : "on"}`);
    set(made, { "aria-pressed": String(off) });
    made.classList.toggle("danger", off);
  };
  return { button: made, draw };
}

/** What the shopper says stands under the picture for a while, as long as it grows. */
function captions(state, caption) {
  let timer = 0;
  const off = state.on(["lines"], () => {
    const line = state.talk?.lines.filter((each) => each.by === "shopper").at(-1);
    if (!line || line.text === caption.textContent || line.key.startsWith("kept")) return;
    caption.textContent = line.text;
    caption.lang = line.lang;
    clearTimeout(timer);
    timer = setTimeout(() => caption.replaceChildren(), CAPTION_MS);
  });
  return () => (clearTimeout(timer), off());
}
