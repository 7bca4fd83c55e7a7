/** What was left at a kiosk where nobody came: the floor is paged, a message, a number to call back. */

import { chime } from "../alarm.js";
import { button, el, icon, keyed } from "../dom.js";
import { t, timeOfDay } from "../i18n.js";
import { tongue } from "../words.js";

const SIGNS = { "page-floor": "warning", "leave-message": "speech", "call-back": "phone" };

/** A card of what is open, first where somebody is needed at a kiosk; it is hidden while there is nothing. Returns the card and what ends it. */
export function missedPanel(app) {
  const { state } = app;
  const list = el("ul", { class: "missed", "aria-live": "polite" });
  const card = el("section", { class: "card panel", "aria-labelledby": "missed-title" }, el("h2", { id: "missed-title" }, t("missed.title")), list);
  const draw = () => {
    card.hidden = state.missed.length === 0;
    const first = (each) => (each.what === "page-floor" ? 0 : 1);
    const sorted = [...state.missed].sort((one, two) => first(one) - first(two));
    keyed(list, sorted, (each) => `${each.what}-${each.id}`, (each) => row(app, each));
  };
  draw();
  return [card, state.on(["missed"], draw)];
}

/** In another view than the desk: who is needed at a kiosk now. It sounds each time the desk says so again. */
export function floorBar({ state, line }, signal) {
  const bar = el("div", { class: "floor-bar", role: "alert" });
  let view = "";
  const draw = () => {
    const needed = view === "desk" ? [] : state.missed.filter((each) => each.what === "page-floor");
    keyed(bar, needed, (each) => each.id, (each) => floorRow(line, each));
    bar.hidden = needed.length === 0;
  };
  document.addEventListener("desk-view", (event) => ((view = event.detail), draw()), { signal });
  state.on(["missed"], draw, signal);
  signal.addEventListener("abort", line.on("missed", ({ what }) => what === "page-floor" && chime()));
  draw();
  return bar;
}

function floorRow(line, missed) {
  return el("p", { class: "row" }, icon("warning"), el("strong", {}, t("missed.page-floor")), missed.kiosk, deed(line, null, missed));
}

function row({ line, go }, missed) {
  const head = el("p", { class: "row" }, icon(SIGNS[missed.what]), el("strong", {}, t(`missed.${missed.what}`)), missed.urgent ? el("span", { class: "chip alert" }, t("queue.urgent")) : null);
  const where = el("p", { class: "hint" }, [missed.kiosk, timeOfDay(missed.at), missed.lang && tongue(missed.lang)].filter(Boolean).join(" · "));
  const words = missed.text ? el("blockquote", missed.lang ? { lang: missed.lang } : {}, missed.text) : null;
  return el("li", { class: missed.urgent ? "urgent" : "" }, head, where, words, deed(line, go, missed));
}

function deed(line, go, { what, id }) {
  if (what === "call-back") return button(t("missed.see-number"), { onclick: () => go("call-backs", { id }) });
  return button(t(`missed.take-${what}`), { onclick: () => line.send("handle", { what, id }) });
}
