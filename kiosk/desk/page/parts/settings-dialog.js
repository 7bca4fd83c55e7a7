/** The settings of this browser: language, light or dark, the ring, and the devices of a call. */

import * as alarm from "../alarm.js";
import { button, choice, el, field } from "../dom.js";
import { LANGUAGES, language, languageName, load, t } from "../i18n.js";
import { devices } from "../media.js";
import { choose, settings } from "../settings.js";
import { openDialog } from "./dialog.js";

const DEVICES = [["microphone", "audioinput", "audio"], ["camera", "videoinput", "video"], ["speaker", "audiooutput", ""]];

/** Open the settings; `call` takes up another device at once. */
export function openSettings({ call } = {}) {
  const looks = looksFields();
  const found = el("div", { class: "form" });
  const dialog = openDialog(t("settings.title"), el("div", { class: "form" }, looks, ringFields(), el("h3", {}, t("settings.devices")), found));
  looks[0].querySelector("select").addEventListener("change", (event) => {
    dialog.close();
    load(event.target.value);
  });
  fillDevices(found, call);
}

function looksFields() {
  const chosen = settings();
  const themes = ["auto", "light", "dark"].map((each) => [each, t(`settings.theme-${each}`)]);
  const looks = choice(themes, { value: chosen.theme });
  looks.addEventListener("change", () => choose({ theme: looks.value }));
  const languages = choice(LANGUAGES.map((each) => [each, languageName(each)]), { value: language() });
  return [field(t("settings.language"), languages), field(t("settings.theme"), looks)];
}

function ringFields() {
  const volume = el("input", { type: "range", min: 0, max: 1, step: 0.1, value: settings().volume });
  volume.addEventListener("change", () => {
    choose({ volume: Number(volume.value) });
    alarm.chime();
  });
  const state = el("span", { class: "hint", role: "status" });
  const permission = "Notification" in window ? Notification.permission : "missing";
  state.textContent = t(`settings.notify-${permission}`);
  const ask = button(t("settings.notify"), { sign: "bell", onclick: async () => (state.textContent = t(`settings.notify-${await alarm.askToNotify()}`)) });
  return [field(t("settings.volume"), volume, t("settings.volume-hint")), el("div", { class: "row" }, ask, state)];
}

async function fillDevices(place, call) {
  for (const [name, kind, track] of DEVICES) {
    const all = await devices(kind);
    const select = choice([["", t("settings.usual")], ...all], { value: settings()[name] });
    select.addEventListener("change", () => {
      choose({ [name]: select.value });
      if (track) call?.change(track);
      else document.querySelector("#remote")?.setSinkId?.(select.value);
    });
    place.append(field(t(`settings.${name}`), select));
  }
  if (!navigator.mediaDevices) place.append(el("p", { class: "hint" }, t("errors.device-insecure.remedy")));
}
