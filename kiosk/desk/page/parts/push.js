/** What the colleague puts before the shopper: a card, the way to a place, a code for the phone, a gesture. */

import { button, choice, el, field } from "../dom.js";
import { t } from "../i18n.js";
import { tell } from "../notices.js";
import { reached } from "./composer.js";
import { openDialog } from "./dialog.js";

export const GESTURES = ["nod", "shake", "wave", "welcome", "bow", "thanks", "sorry", "happy", "think", "shrug", "point"];
const KINDS = [["card", "card"], ["map", "map"], ["qr", "qr"], ["gesture", "wave"]];

/** Send something to the shopper's screen, and say so; returns whether it went. */
export function pusher({ state, line }) {
  return (what) => {
    const sent = reached(state) && line.send("push", { ticket: state.talk.ticket.id, what });
    if (sent) tell(t(`push.shown-${what.kind}`), { sign: "check" });
    return sent;
  };
}

/** The buttons of what can be shown. */
export function pushPanel(show) {
  const buttons = KINDS.map(([kind, sign]) => button(t(`push.${kind}`), { sign, onclick: () => FORMS[kind](show) }));
  return el("section", { class: "card panel", "aria-labelledby": "push-title" }, el("h2", { id: "push-title" }, t("push.title")), el("div", { class: "grid" }, buttons));
}

const FORMS = {
  card: (show) => {
    const fields = { title: text({ required: true }), text: el("textarea", { rows: 3, maxlength: 2000 }), price: text(), place: text() };
    form("card", fields, (values) => show({ kind: "card", ...values }));
  },
  map: (show) => form("map", { place: text({ required: true, maxlength: 80 }) }, (values) => show({ kind: "map", ...values })),
  qr: (show) => {
    const fields = { text: text({ required: true, maxlength: 1000, inputmode: "url" }), label: text() };
    form("qr", fields, (values) => show({ kind: "qr", ...values }));
  },
  gesture: (show) => {
    const fields = { name: choice(GESTURES.map((each) => [each, t(`gesture.${each}`)])), place: text() };
    form("gesture", fields, (values) => show({ kind: "gesture", ...values }));
  },
};

function text(attributes = {}) {
  return el("input", { maxlength: 200, ...attributes });
}

function form(kind, fields, done) {
  const rows = Object.entries(fields).map(([name, control]) => field(t(`push.${kind}-${name}`), control, hint(kind, name)));
  const send = button(t("push.show"), { sign: "send", kind: "primary", type: "submit" });
  const made = el("form", { class: "form" }, rows, el("div", { class: "row" }, send));
  const dialog = openDialog(t(`push.${kind}`), made);
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    if (done(Object.fromEntries(Object.entries(fields).map(([name, control]) => [name, control.value.trim()])))) dialog.close();
  });
}

function hint(kind, name) {
  return name === "place" ? t("push.place-hint") : null;
}
