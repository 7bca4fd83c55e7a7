/** What rings, wherever one is in the page: who asks, how long yet, take it or not. */

import * as alarm from "../alarm.js";
import { button, el, icon } from "../dom.js";
import { now } from "../http.js";
import { t } from "../i18n.js";
import { tell } from "../notices.js";
import { reason, skill, topic as about, tongue, where } from "../words.js";

const REASONS = ["busy", "language", "skill", "break", "other"];
const URGENT = 8;

/** The place of the ring, until `signal` is aborted; it is empty while nothing rings. */
export function ringPlace(app, signal) {
  const { state } = app;
  const place = el("section", { class: "ring", "aria-label": t("ring.title"), hidden: true });
  let end = null;
  const draw = () => {
    end?.();
    end = null;
    alarm.stop();
    place.hidden = state.offer === null;
    place.replaceChildren();
    if (state.offer) end = offer(place, app, state.offer);
  };
  state.on(["offer"], draw, signal);
  state.addEventListener("gone", ({ detail }) => tell(t(`ring.gone-${detail}`), { sign: "info" }), { signal });
  signal.addEventListener("abort", () => (end?.(), alarm.stop()));
  draw();
  return place;
}

/** Take what rings; the talk opens as soon as the desk says so. */
export function accept({ state, line, go }) {
  if (state.offer === null) return;
  line.send("accept", { ticket: state.offer.ticket.id });
  alarm.stop();
  go("desk");
}

/** Go to the reasons why not. */
export function toDecline() {
  const fold = document.querySelector(".ring details");
  if (fold === null) return;
  fold.open = true;
  fold.querySelector("button").focus();
}

function offer(place, app, { ticket, until, briefing, question, topic }) {
  const words = t("ring.asks", { kiosk: where(ticket.kiosk) });
  const urgent = ticket.priority >= URGENT;
  const left = el("span", { class: "number" });
  const bar = el("span", { class: "countdown", "aria-hidden": "true" }, el("span"));
  const named = [tongue(ticket.lang), reason(ticket.reason), about(topic), ...ticket.skills.map(skill)];
  const chips = [...new Set(named.filter(Boolean))]; // a topic that calls a person is its own reason
  const head = el("div", { class: "ring-head" }, el("span", { class: "bell" }, icon("bell")), el("div", {}, el("div", { role: "alert" }, el("h2", {}, words)), el("p", { class: "row" }, urgent ? el("span", { class: "chip alert" }, t("queue.urgent")) : null, chips.map((each) => el("span", { class: "chip" }, each)))));
  const asked = question ? el("blockquote", { lang: ticket.lang }, question) : null;
  const brief = briefing ? el("p", { class: "briefing" }, el("strong", {}, t("talk.briefing")), ` ${briefing}`) : null;
  const yes = button(t("ring.accept"), { sign: "check", kind: "primary", "aria-keyshortcuts": "F2", onclick: () => accept(app) });
  yes.append(el("kbd", {}, "F2"));
  const time = el("p", { class: "hint" }, el("span", { "aria-hidden": "true" }, left, " "), t("ring.then"));
  const silent = alarm.audible() ? "" : el("p", { class: "hint" }, t("ring.silent"));
  place.append(head, asked ?? "", brief ?? "", bar, time, silent, el("div", { class: "row" }, yes, decline(app, ticket.id)));
  place.classList.toggle("urgent", urgent);
  alarm.ring(words, () => app.go("desk"));
  return count(left, bar.firstChild, until);
}

function decline({ line }, ticket) {
  const buttons = REASONS.map((each) => button(t(`decline.${each}`), { onclick: () => line.send("decline", { ticket, reason: each }) }));
  return el("details", { class: "fold" }, el("summary", { class: "button" }, icon("cross"), t("ring.decline"), el("kbd", {}, "F4")), el("div", { class: "row", role: "group", "aria-label": t("ring.why-not") }, buttons));
}

function count(left, bar, until) {
  const whole = Math.max(1, until - now());
  const draw = () => {
    const rest = Math.max(0, until - now());
    left.textContent = t("ring.seconds", { n: Math.ceil(rest) });
    bar.style.setProperty("--left", String(rest / whole));
  };
  draw();
  const timer = setInterval(draw, 250);
  return () => clearInterval(timer);
}
