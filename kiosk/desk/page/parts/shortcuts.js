/** Keys that do something wherever one is: function keys, which no text and no screen reader needs. */

import { ringing, unlock } from "../alarm.js";
import { el } from "../dom.js";
import { t } from "../i18n.js";
import { openDialog } from "./dialog.js";
import { accept, toDecline } from "./ring.js";
import { handBack } from "./talk.js";

/** Which key does what; the words are `shortcuts.<name>`. */
const KEYS = [["F1", "help"], ["F2", "accept"], ["F4", "decline"], ["F8", "microphone"], ["F9", "hand-back"], ["Enter", "send"], ["Ctrl + Enter", "keep"], ["Esc", "shut"]];

/** Show the keys. */
export function openShortcuts() {
  if (document.querySelector("dialog[open]")) return;
  const rows = KEYS.map(([key, name]) => el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, t(`shortcuts.${name}`))));
  openDialog(t("shortcuts.title"), el("dl", { class: "keys" }, rows));
}

/** Heed the keys until what is returned is called. */
export function heedKeys(app) {
  const deeds = {
    F1: openShortcuts,
    F2: () => (app.state.offer ? accept(app) : document.querySelector("#composer")?.focus()),
    F4: () => ringing() && toDecline(),
    F8: () => app.state.talk && app.call.switchOff("audio", !app.call.off.audio),
    F9: () => document.querySelector("dialog[open]") === null && handBack(app),
  };
  const heed = (event) => {
    unlock();
    const deed = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey ? undefined : deeds[event.key];
    if (deed === undefined) return;
    event.preventDefault();
    deed();
  };
  addEventListener("keydown", heed);
  addEventListener("pointerdown", unlock);
  return () => {
    removeEventListener("keydown", heed);
    removeEventListener("pointerdown", unlock);
  };
}
