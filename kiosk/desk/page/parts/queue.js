/** All that waits, rings or goes on, over all kiosks: first in line first. */

import { button, el, icon, keyed } from "../dom.js";
import { now } from "../http.js";
import { minutes, t } from "../i18n.js";
import { reason, skill, tongue, where } from "../words.js";

const URGENT = 8;
const LONG_S = 60;

/** Draw the queue into a card; returns the card and what ends it. */
export function queuePanel(app) {
  const { state } = app;
  const list = el("ol", { class: "queue" });
  const count = el("span", { class: "chip accent number" });
  const empty = el("p", { class: "empty" }, icon("check"), t("queue.empty"));
  const card = el("section", { class: "card panel", "aria-labelledby": "queue-title" }, el("div", { class: "row ends" }, el("h2", { id: "queue-title" }, t("queue.title")), count), list, empty);
  const draw = () => {
    const waiting = state.queue.filter((each) => each.place > 0).length;
    count.textContent = t("queue.waiting", { n: waiting });
    empty.hidden = state.queue.length > 0;
    keyed(list, state.queue, (each) => each.id, () => row(app), update(app));
  };
  const tick = setInterval(() => state.queue.forEach((each, place) => wait(list.children[place], each)), 1000);
  const off = state.on(["queue", "offer", "talk", "wrap", "team", "line"], draw);
  draw();
  return [card, () => (clearInterval(tick), off())];
}

function row({ line }) {
  const take = button(t("queue.take"), { kind: "take" });
  const item = el("li", { class: "ticket" }, el("span", { class: "place number" }), el("div", { class: "what" }, el("p", { class: "row ends" }, el("strong"), el("span", { class: "wait number" })), el("p", { class: "row chips" }), el("p", { class: "hint" })), take);
  take.addEventListener("click", () => line.send("accept", { ticket: Number(item.dataset.key) }));
  return item;
}

function update({ state, person }) {
  return (item, ticket) => {
    const waiting = ticket.place > 0;
    const mine = ticket.agent === person.name;
    item.querySelector(".place").textContent = waiting ? ticket.place : "";
    item.querySelector(".place").classList.toggle("on", !waiting);
    item.querySelector("strong").textContent = where(ticket.kiosk);
    const chips = [[tongue(ticket.lang), ""], [reason(ticket.reason), ""], ...ticket.skills.map((each) => [skill(each), "warm"])];
    if (ticket.priority >= URGENT) chips.unshift([t("queue.urgent"), "alert"]);
    else if (ticket.priority > 0) chips.unshift([t("queue.priority", { n: ticket.priority }), ""]);
    item.querySelector(".chips").replaceChildren(...chips.map(([words, kind]) => el("span", { class: `chip ${kind}` }, words)));
    item.querySelector(".hint").textContent = how(state, ticket, mine);
    item.classList.toggle("mine", mine && !waiting);
    item.classList.toggle("urgent", ticket.priority >= URGENT);
    const take = item.querySelector(".take");
    take.hidden = ticket.state !== "waiting";
    take.disabled = [state.talk, state.wrap, state.offer].some((each) => each !== null) || !state.connected;
    take.setAttribute("aria-label", t("queue.take-from", { kiosk: where(ticket.kiosk) }));
    wait(item, ticket);
  };
}

function how(state, ticket, mine) {
  const found = state.team.find((each) => each.name === ticket.agent);
  const name = mine ? t("queue.you") : (found?.shown ?? ticket.agent);
  if (ticket.state === "waiting") return "";
  if (ticket.state === "offered") return t("queue.rings-at", { name });
  return t("queue.talks-with", { name, mode: t(`mode.${ticket.mode}`) });
}

function wait(item, ticket) {
  const seconds = now() - ticket.asked_at;
  const place = item?.querySelector(".wait");
  if (!place) return;
  place.textContent = minutes(seconds);
  place.classList.toggle("long", ticket.place > 0 && seconds >= LONG_S);
}
