/** What stands around every view: the bar with views, presence and oneself, how the line is, and what rings. */

import { button, el, icon, set } from "./dom.js";
import { t } from "./i18n.js";
import { floorBar } from "./parts/missed.js";
import { ringPlace } from "./parts/ring.js";
import { openSettings } from "./parts/settings-dialog.js";
import { openShortcuts } from "./parts/shortcuts.js";
import { settings } from "./settings.js";
import { viewsOf } from "./views.js";
import { where } from "./words.js";

const PRESENCES = ["available", "hold", "away"];

/** The elements of the page around `main`, which heed nothing any more when `signal` is aborted. */
export function shell(app, main, signal) {
  const skip = button(t("shell.skip"), { kind: "skip", onclick: () => main.focus() });
  const staffed = viewsOf(app.person.role).some((view) => view.id === "desk");
  const bar = el("header", { class: "bar" }, brand(), menu(app, signal), staffed ? presence(app, signal) : null, oneself(app));
  const parts = [lost, ringPlace, floorBar, backToTalk, loudspeaker].map((each) => (staffed ? each(app, signal) : null));
  return [skip, bar, ...parts, main].filter(Boolean);
}

function brand() {
  return el("p", { class: "brand" }, el("span", { class: "sign" }, icon("desk")), el("span", { class: "name" }, t("shell.name")));
}

function menu(app, signal) {
  const links = viewsOf(app.person.role).map((view) => {
    const words = el("span", {}, t(`${view.id}.title`));
    return el("a", { href: `#/${view.id}`, "data-view": view.id }, icon(view.sign), words);
  });
  const mark = ({ detail }) => {
    for (const link of links) set(link, { "aria-current": link.dataset.view === detail ? "page" : null });
    links.find((link) => link.dataset.view === detail)?.scrollIntoView({ block: "nearest", inline: "center" });
  };
  document.addEventListener("desk-view", mark, { signal });
  return el("nav", { "aria-label": t("shell.views") }, links);
}

function presence({ state, line }, signal) {
  const choices = PRESENCES.map((each) => {
    const radio = el("input", { type: "radio", name: "presence", value: each });
    radio.addEventListener("change", () => {
      state.choosePresence(each);
      line.send("presence", { state: each });
    });
    return el("label", { class: `presence ${each}` }, radio, el("span", {}, t(`presence.${each}`)));
  });
  const group = el("fieldset", { class: "segments" }, el("legend", { class: "unseen" }, t("presence.title")), choices);
  const draw = () => {
    for (const label of choices) label.firstChild.checked = label.firstChild.value === state.presence;
    group.disabled = !state.connected;
  };
  state.on(["presence", "line"], draw, signal);
  draw();
  return group;
}

function oneself(app) {
  return el(
    "div",
    { class: "oneself" },
    el("span", { class: "who" }, app.person.shown),
    button(t("shortcuts.title"), { sign: "keyboard", small: true, kind: "quiet", "aria-keyshortcuts": "F1", onclick: openShortcuts }),
    button(t("settings.title"), { sign: "gear", small: true, kind: "quiet", onclick: () => openSettings(app) }),
    button(t("shell.sign-out"), { sign: "out", small: true, kind: "quiet", onclick: app.signOut }),
  );
}

function lost({ state }, signal) {
  const words = el("p", { class: "lost", role: "status" });
  const draw = () => {
    const down = state.everConnected && !state.connected;
    words.replaceChildren(...(down ? [icon("warning"), t("shell.lost")] : []));
    words.hidden = !down;
  };
  state.on(["line"], draw, signal);
  draw();
  return words;
}

/** While one looks at another view: the way back to the talk. */
function backToTalk({ state }, signal) {
  const link = el("a", { href: "#/desk" });
  const bar = el("aside", { class: "back-to-talk", "aria-label": t("talk.title") }, icon("speech"), link);
  let view = "";
  const draw = () => {
    bar.hidden = state.talk === null || view === "desk";
    link.textContent = t("shell.back-to-talk", { kiosk: where(state.talk?.ticket.kiosk ?? "") });
  };
  document.addEventListener("desk-view", (event) => ((view = event.detail), draw()), { signal });
  state.on(["talk"], draw, signal);
  draw();
  return bar;
}

/** The shopper's voice, in whichever view one is. A browser that was not touched yet plays it at the first touch. */
function loudspeaker({ call }, signal) {
  const audio = el("audio", { id: "remote", autoplay: true });
  const { speaker } = settings();
  if (speaker) audio.setSinkId?.(speaker);
  const draw = () => {
    const [track] = call.remote.getAudioTracks();
    if (audio.srcObject?.getAudioTracks()[0] !== track) audio.srcObject = track ? new MediaStream([track]) : null;
  };
  call.addEventListener("changed", draw, { signal });
  addEventListener("pointerdown", () => audio.srcObject && audio.paused && audio.play(), { signal });
  draw();
  return audio;
}
