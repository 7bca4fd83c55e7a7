/** What shoppers left where nobody was: numbers to call, shown one by one and erased when done, and messages. */

import { button, el, icon } from "../dom.js";
import { languageName, t } from "../i18n.js";
import { tell, tried } from "../notices.js";
import { confirmed } from "../parts/confirm.js";
import { loaded, nothing } from "../parts/loaded.js";
import { dated } from "./knowledge/dated.js";

/** Draw into `root`; `query.id` is a number that somebody wants to call. Returns what ends it. */
export function mount(root, app, { id }) {
  const numbers = el("section", { class: "card stack", "aria-labelledby": "numbers" });
  const messages = el("section", { class: "card stack", "aria-labelledby": "messages" });
  const shownNow = new Map();
  const showNumbers = () => loaded(numbers, () => app.api("GET", "call-backs"), (found) => callBacks(app, found.call_backs, shownNow, showNumbers, id));
  const showMessages = () => loaded(messages, () => app.api("GET", "left-messages"), (found) => left(app, found.messages, showMessages));
  root.append(el("div", { class: "console stack" }, el("h1", {}, t("call-backs.title")), el("div", { class: "halves" }, numbers, messages)));
  showNumbers();
  showMessages();
  return app.state.on(["missed"], () => {
    showNumbers();
    showMessages();
  });
}

function callBacks(app, found, shownNow, again, wanted) {
  const open = found.filter((each) => each.done_at === null && each.kept);
  const over = found.filter((each) => !open.includes(each));
  const head = [el("h2", { id: "numbers" }, t("call-backs.numbers", { n: open.length })), el("p", { class: "hint" }, t("call-backs.hint"))];
  const rows = open.map((each) => callBack(app, each, shownNow, again, String(each.id) === wanted));
  return [...head, rows.length ? el("ul", { class: "rows" }, rows) : nothing("check", t("call-backs.none")), done(over)].filter(Boolean);
}

function callBack(app, { id, kiosk, lang, question, asked_at: at }, shownNow, again, wanted) {
  const head = el("p", { class: "row" }, icon("phone"), el("strong", {}, kiosk), el("span", { class: "chip" }, languageName(lang)), el("span", { class: "hint" }, dated(at * 1000)));
  const number = el("span", { class: "row" });
  const put = (told) => number.replaceChildren(el("a", { class: "button telephone number", href: `tel:${told.replaceAll(/[^+0-9]/g, "")}` }, icon("phone"), told), button(t("call-backs.done"), { sign: "check", kind: "primary", onclick: () => called(app, id, shownNow, again) }));
  const see = button(t("call-backs.show"), { onclick: async () => {
    const told = await tried(() => app.api("POST", `call-backs/${id}/number`));
    if (!told) return;
    shownNow.set(id, told.number);
    put(told.number);
    number.firstChild.focus();
  } });
  if (shownNow.has(id)) put(shownNow.get(id));
  else number.append(see);
  return el("li", { class: wanted ? "wanted stack" : "stack" }, head, question ? el("blockquote", { lang }, question) : null, number);
}

async function called({ api }, id, shownNow, again) {
  if (!(await confirmed(t("call-backs.done"), t("call-backs.done-why"), t("call-backs.erase"), "primary"))) return;
  if ((await tried(() => api("POST", `call-backs/${id}/done`))) === undefined) return;
  shownNow.delete(id);
  tell(t("call-backs.erased"), { kind: "good", sign: "check" });
  again();
}

function done(over) {
  if (!over.length) return null;
  const rows = over.map(({ kiosk, done_at: at, done_by: by }) => el("li", {}, at === null ? t("call-backs.expired", { kiosk }) : t("call-backs.was-done", { kiosk, by, at: dated(at * 1000) })));
  return el("details", {}, el("summary", {}, t("call-backs.over", { n: over.length })), el("ul", { class: "hint" }, rows));
}

function left(app, found, again) {
  const unread = found.filter((each) => each.read_at === null && each.text);
  const read = found.filter((each) => each.read_at !== null && each.text);
  const rows = unread.map((each) => message(each, button(t("call-backs.read"), { sign: "check", "aria-label": t("call-backs.read-one", { kiosk: each.kiosk }), onclick: async () => {
    if ((await tried(() => app.api("POST", `left-messages/${each.id}/read`))) !== undefined) again();
  } })));
  const known = read.length ? el("details", {}, el("summary", {}, t("call-backs.were-read", { n: read.length })), el("ul", { class: "rows" }, read.map((each) => message(each, el("p", { class: "hint" }, t("call-backs.read-by", { by: each.read_by })))))) : null;
  return [el("h2", { id: "messages" }, t("call-backs.messages", { n: unread.length })), rows.length ? el("ul", { class: "rows" }, rows) : nothing("check", t("call-backs.no-messages")), known].filter(Boolean);
}

function message({ kiosk, lang, text, left_at: at }, deed) {
  const head = el("p", { class: "row" }, icon("speech"), el("strong", {}, kiosk), el("span", { class: "chip" }, languageName(lang)), el("span", { class: "hint" }, dated(at * 1000)));
  return el("li", { class: "stack" }, head, el("blockquote", { lang }, text), deed);
}
