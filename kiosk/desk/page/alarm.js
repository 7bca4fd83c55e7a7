/** The ring: a sound made in code, the title of the tab, and a notification of the desktop. */

import { t } from "./i18n.js";
import { settings } from "./settings.js";

const EVERY_MS = 2400;
const NOTES = [[0, 659.26], [0.16, 783.99], [0.32, 987.77]];
const NOTE_S = 0.5;

let context = null;
let timer = 0;
let shown = null;
let title = "";

/** Let the browser make sounds: it allows that only while somebody clicks or presses a key. */
export function unlock() {
  context ??= new AudioContext();
  context.resume();
}

/** Whether the browser would be heard now. */
export function audible() {
  return context?.state === "running";
}

/** Ring until `stop`: `words` stand in the notification. */
export function ring(words, onClick) {
  stop();
  chime();
  timer = setInterval(chime, EVERY_MS);
  title = document.title;
  document.title = `● ${words}`;
  notify(words, onClick);
}

/** Ring no more. */
export function stop() {
  clearInterval(timer);
  timer = 0;
  if (title) document.title = title;
  title = "";
  shown?.close();
  shown = null;
}

/** Whether it rings. */
export function ringing() {
  return timer !== 0;
}

/** Ask whether the desktop may be told; the answer is `granted`, `denied` or `default`, or `missing` without it. */
export async function askToNotify() {
  return "Notification" in window ? Notification.requestPermission() : "missing";
}

/** Three rising notes, softly struck. */
export function chime() {
  if (!audible()) return;
  const { volume } = settings();
  for (const [after, pitch] of NOTES) note(context.currentTime + after, pitch, volume * 0.35);
}

function note(at, pitch, loud) {
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(loud, at + 0.015);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + NOTE_S);
  const tone = new OscillatorNode(context, { type: "triangle", frequency: pitch });
  tone.connect(gain).connect(context.destination);
  tone.start(at);
  tone.stop(at + NOTE_S);
}

function notify(words, onClick) {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  shown = new Notification(words, { body: t("ring.notification"), tag: "desk-ring", requireInteraction: true });
  shown.addEventListener("click", () => {
    focus();
    onClick();
  });
}
