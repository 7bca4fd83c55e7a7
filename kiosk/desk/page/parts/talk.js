/** The talk with a shopper: how one talks, what was said, the field, and how it ends. */

import { button, el, icon } from "../dom.js";
import { now } from "../http.js";
import { minutes, t } from "../i18n.js";
import { reason, tongue, where } from "../words.js";
import { callPanel } from "./call-panel.js";
import { composer } from "./composer.js";
import { openDialog } from "./dialog.js";
import { ladder } from "./ladder.js";
import { transcript } from "./transcript.js";
import { openTransfer } from "./transfer.js";

/** The middle of the page in a talk: `{ root, put, focus, end }`. */
export function talkPanel(app, teach) {
  const { state } = app;
  const { ticket } = state.talk;
  const field = composer(app);
  const [lines, drawLines] = transcript(() => state.talk?.lines ?? [], teach);
  const [steps, endSteps] = ladder(app);
  const [screen, endScreen] = callPanel(app);
  const time = el("span", { class: "chip number" });
  const away = el("p", { class: "kiosk-away", role: "status" });
  const chips = [tongue(ticket.lang), reason(ticket.reason)].map((each) => el("span", { class: "chip" }, each));
  const title = el("div", { class: "talk-title" }, el("h1", { tabindex: "-1" }, where(ticket.kiosk)), el("p", { class: "row" }, chips, time));
  const head = el("div", { class: "talk-head" }, title, steps);
  const root = el("section", { class: "card talk", "aria-label": t("talk.title") }, head, actions(app), away, screen, lines, field.form);
  const draw = () => {
    away.hidden = state.talk?.peer !== false;
    away.replaceChildren(...(away.hidden ? [] : [icon("warning"), t("talk.away")]));
  };
  const count = () => (time.textContent = minutes(now() - (state.talk?.began ?? now())));
  const tick = setInterval(count, 1000);
  const offs = [endSteps, endScreen, state.on(["lines"], drawLines), state.on(["talk"], draw), state.on(["unsent", "lost"], () => field.put(state.talk.draft)), () => clearInterval(tick)];
  draw();
  count();
  return { root, put: field.put, focus: field.focus, end: () => offs.forEach((off) => off()) };
}

/** Give the shopper back to the AI, which says so. */
export function handBack({ state, line }) {
  if (state.talk) line.send("hand-back", { ticket: state.talk.ticket.id });
}

function actions(app) {
  const { state, line } = app;
  const ticket = state.talk.ticket.id;
  const hold = button(t("talk.hold"), { sign: "pause" });
  const draw = () => {
    const on = state.talk.hold;
    hold.classList.toggle("on", on);
    hold.replaceChildren(icon(on ? "play" : "pause"), el("span", {}, t(on ? "talk.hold-end" : "talk.hold")));
  };
  hold.addEventListener("click", () => {
    if (line.send("shopper-hold", { ticket, on: !state.talk.hold })) state.noteHold(!state.talk.hold);
    draw();
  });
  draw();
  const back = button(t("talk.hand-back"), { sign: "back", kind: "primary", "aria-keyshortcuts": "F9", onclick: () => handBack(app) });
  back.append(el("kbd", {}, "F9"));
  const hand = button(t("talk.transfer"), { sign: "forward", onclick: () => openTransfer(app) });
  const end = button(t("talk.end"), { sign: "end", kind: "quiet-danger", onclick: () => askToEnd(app) });
  return el("div", { class: "row actions", role: "group", "aria-label": t("talk.actions") }, hold, hand, end, back);
}

function askToEnd({ state, line }) {
  const ticket = state.talk.ticket.id;
  const yes = button(t("talk.end-now"), { sign: "end", kind: "danger" });
  const dialog = openDialog(t("talk.end"), el("p", {}, t("talk.end-why")), el("div", { class: "row spaced" }, yes));
  yes.addEventListener("click", () => {
    if (line.send("hang-up", { ticket })) dialog.close();
  });
}
