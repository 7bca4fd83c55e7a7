/** A question tried: what the kiosk would say, and why; and everything looked over. */

import { button, choice, el, field, icon } from "../../dom.js";
import { inWords, languageName, t } from "../../i18n.js";
import { loaded } from "../../parts/loaded.js";
import { topic } from "../../words.js";
import { faultWords } from "./faults.js";
import { setCounts, wentWrong } from "./shown.js";
import { kept } from "./unanswered.js";

const FAULTS = 60;
const LIKELY = 0.05;

/** Draw into `panel`. */
export function draw(panel, context) {
  const question = el("input", { type: "text", maxlength: 300, required: true, value: context.query.ask ?? "" });
  const lang = choice([["", t("knowledge.as-read")], ...context.langs.map((each) => [each, languageName(each)])], { value: known(context) });
  const result = el("div", { "aria-live": "polite" });
  const form = el("form", { class: "card pick" }, field(t("knowledge.question"), question), field(t("knowledge.language"), lang), button(t("knowledge.ask"), { kind: "primary", sign: "send", type: "submit" }));
  const ask = () => loaded(result, () => context.app.api("POST", "knowledge/ask", { question: question.value, lang: lang.value }), (row) => answer(context, row), t("knowledge.opening"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  panel.append(form, result, context.editor ? lookOver(context) : "");
  if (question.value) ask();
}

/** The language of the address; one that the store has no answers in is tried as it is read. */
function known({ query, langs, own }) {
  return langs.includes(query.lang ?? own) ? (query.lang ?? own) : "";
}

function answer(context, row) {
  const said = el("p", { class: "said", lang: row.lang }, row.text || t("knowledge.says-nothing"));
  const words = row.why.map(({ values, ...rest }) => el("p", {}, inWords("why", { ...rest, values: named(values) })));
  const deeds = el("div", { class: "row deeds" }, attach(context, row), el("a", { class: "button", href: `#/knowledge?question=${encodeURIComponent(row.question)}&lang=${row.lang}` }, icon("edit"), t("knowledge.write")));
  const facts = el("p", { class: "row" }, el("span", { class: `chip ${{ answer: "accent", ask: "warm" }[row.band] ?? "alert"}` }, t(`knowledge.band-${row.band}`)), el("span", { class: "chip" }, languageName(row.lang)), el("span", { class: "hint number" }, t("knowledge.took", { ms: Math.round(row.ms) })));
  return el("section", { class: "card stack" }, el("h2", {}, t("knowledge.would-say")), said, facts, el("div", { class: "why" }, words), nearest(row), deeds);
}

/** A topic as staff call it, and what words were that are no question. */
function named(values) {
  const known = { ...values };
  if (values.topic) known.topic = topic(values.topic);
  if (values.intent) known.intent = t(`intent.${values.intent}`);
  return known;
}

/** That it belongs to the nearest entry is offered only where that may be. */
function attach(context, row) {
  const { entry: first, sure = 0 } = row.nearest[0] ?? {};
  if (sure < LIKELY || row.band === "answer") return null;
  return button(t("knowledge.belongs", { title: first }), { sign: "plus", kind: "primary", onclick: async (event) => {
    const pressed = event.currentTarget;
    if (await kept(context, first, row.lang, [row.question])) pressed.disabled = true;
  } });
}

function nearest({ nearest: near }) {
  if (!near.length) return null;
  const heads = ["entry", "sure", "phrasing", "alike"].map((name) => el("th", { scope: "col" }, t(`knowledge.head-${name}`)));
  const rows = near.map(({ entry, sure, phrasing, alike }) => el("tr", {}, el("td", {}, el("a", { href: `#/knowledge?entry=${encodeURIComponent(entry)}` }, entry)), share(sure), el("td", {}, phrasing), share(alike)));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("knowledge.nearest") }, el("table", {}, el("caption", {}, t("knowledge.nearest")), el("thead", {}, el("tr", {}, heads)), el("tbody", {}, rows)));
}

function share(of) {
  return el("td", { class: "share" }, el("span", { class: "number" }, `${Math.round(of * 100)} %`), el("meter", { min: 0, max: 1, value: of, "aria-hidden": "true" }));
}

function lookOver({ app }) {
  const result = el("div", { class: "stack", "aria-live": "polite" });
  const set = button(t("knowledge.ask-set"), { sign: "play", onclick: () => loaded(result, () => app.api("GET", "knowledge/test"), tested, t("knowledge.learning")) });
  const lint = button(t("knowledge.lint"), { sign: "search", onclick: () => loaded(result, () => app.api("GET", "knowledge/lint"), linted, t("knowledge.learning")) });
  return el("section", { class: "card stack" }, el("h2", {}, t("knowledge.over-all")), el("p", { class: "hint" }, t("knowledge.over-all-hint")), el("div", { class: "row" }, set, lint), result);
}

function tested({ set, wrong }) {
  const rows = wrong.map((each) => el("li", { class: "doubt" }, icon("warning"), wentWrong(each)));
  return [setCounts(set), el("ul", { class: "stack" }, rows)];
}

function linted({ faults }) {
  if (!faults.length) return el("p", { class: "good" }, icon("check"), t("knowledge.nothing-to-mend"));
  const rows = faults.slice(0, FAULTS).map((each) => {
    const message = [each.key, each.name && `(${each.name})`, each.message].filter(Boolean).join(" ");
    const { wrong, mend } = faultWords({ ...each, message });
    const where = el("span", { class: "hint" }, `${each.file.split("/").pop()}${each.line ? `:${each.line}` : ""}`);
    return el("li", { class: "doubt" }, icon(each.severity === "fault" ? "warning" : "info"), el("span", {}, el("strong", {}, wrong), ` ${mend} `, where));
  });
  return [el("p", {}, t("knowledge.to-mend", { n: faults.length })), el("ul", { class: "stack" }, rows)];
}
