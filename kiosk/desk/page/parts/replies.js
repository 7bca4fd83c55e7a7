/** Ready replies of the store and suggestions for this talk: they go into the field, and nothing sends itself. */

import { button, el, icon, keyed } from "../dom.js";
import { language, t } from "../i18n.js";
import { tried } from "../notices.js";

const SIGNS = { entry: "book", question: "speech", related: "card", objection: "bulb" };
const AFTER_MS = 600;
const OTHERS = ["en", "nl"];

/** Suggestions of the desk; hidden while there are none. Returns the card and what ends it. */
export function suggestionsPanel({ state, line }, put, show) {
  const list = el("ul", { class: "suggestions" });
  const none = el("p", { class: "hint" }, t("assist.none"));
  const card = el("section", { class: "card panel", "aria-labelledby": "assist-title" }, el("h2", { id: "assist-title" }, t("assist.title")), list, none);
  let timer = 0;
  const ask = () => {
    clearTimeout(timer);
    timer = setTimeout(() => state.talk && line.send("assist-wanted", { ticket: state.talk.ticket.id, lang: language() }), AFTER_MS);
  };
  let heard = 0;
  const look = () => {
    const now = state.talk?.lines.filter((each) => each.by === "shopper" && each.final).length ?? 0;
    if (now > heard) ask();
    heard = now;
  };
  const draw = () => {
    const items = state.talk?.suggestions ?? [];
    none.hidden = items.length > 0;
    keyed(list, items, (each) => `${each.kind} ${each.title} ${each.text}`, (each) => row(each, put, show));
  };
  draw();
  ask();
  const offs = [state.on(["suggestions", "talk"], draw), state.on(["lines"], look)];
  return [card, () => (clearTimeout(timer), offs.forEach((off) => off()))];
}

function row(item, put, show) {
  const head = el("p", { class: "row" }, icon(SIGNS[item.kind]), el("strong", {}, item.title), el("span", { class: "chip" }, t(`assist.${item.kind}`)));
  const reading = item.reading ? el("p", { class: "hint" }, item.reading) : null;
  const why = item.why ? el("p", { class: "hint why" }, item.why) : null;
  const use = button(t("assist.use"), { sign: "edit", onclick: () => put(item.text), "aria-label": t("assist.use-this", { title: item.title }) });
  const shows = [];
  if (item.entry) shows.push(button(t("push.card"), { sign: "card", onclick: () => show({ kind: "card", title: item.title, text: item.text, entry: item.entry, place: item.place ?? "" }) }));
  if (item.place) shows.push(button(t("push.map"), { sign: "map", onclick: () => show({ kind: "map", place: item.place }) }));
  return el("li", {}, head, el("p", {}, item.text), reading, why, el("div", { class: "row" }, use, shows));
}

/** Ready replies, titled in the page's language, worded in the shopper's; hidden where the store has none. */
export function repliesPanel({ api, state }, put) {
  const list = el("div", { class: "row" });
  const card = el("section", { class: "card panel replies", "aria-labelledby": "replies-title", hidden: true }, el("h2", { id: "replies-title" }, t("talk.replies")), list);
  const { lang } = state.talk.ticket;
  const draw = ({ replies }) => {
    list.append(...replies.map((each) => reply(each, lang, put)));
    card.hidden = replies.length === 0;
  };
  tried(() => api("GET", "replies")).then((found) => found && draw(found));
  return card;
}

function reply({ id, title, text }, lang, put) {
  const said = [lang, ...OTHERS, ...Object.keys(text)].find((each) => each in text);
  const words = title[language()] ?? title.en ?? Object.values(title)[0];
  const reading = text[language()] ?? text[said];
  return button(words, { kind: "chip-button", title: reading, onclick: () => put(text[said], { id, text: text[said], lang: said }) });
}
