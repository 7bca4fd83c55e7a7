/** One entry in all languages, side by side: read, written anew in one of them, translated with another beside it. */

import { button, el, icon } from "../../dom.js";
import { languageInText, languageName, t } from "../../i18n.js";
import { loaded } from "../../parts/loaded.js";
import { chooseEntry } from "./choose.js";
import { draftForm } from "./form.js";
import { kept } from "./unanswered.js";

/** Draw into `panel` the entry of the address, or a new one with its question. */
export function draw(panel, context) {
  const { query } = context;
  const back = el("a", { class: "backwards", href: "#/knowledge?tab=entries" }, icon("back"), t("knowledge.all-entries"));
  const below = el("div", { class: "stack" });
  panel.append(back, below);
  if (query.entry) show(below, context, query.entry);
  else {
    below.append(fresh(context, query));
    requestAnimationFrame(() => below.querySelector("textarea").focus()); // once it is in the page: the answer is what is wanted
  }
}

function fresh(context, { question = "", lang }) {
  const spoken = context.langs.includes(lang) ? lang : context.own;
  const questions = [question.trim()].filter(Boolean);
  const form = draftForm(context, { lang: spoken, questions, done: () => context.app.go("knowledge", { tab: "drafts" }), left: () => context.app.go("knowledge", { tab: "entries" }) });
  const other = lang && lang !== spoken ? el("p", { class: "row note", role: "note" }, icon("info"), t("knowledge.asked-in", { language: languageInText(lang) })) : null;
  return el("section", { class: "card" }, el("h2", {}, t("knowledge.new")), other, questions.length ? attach(context, spoken, questions) : null, form);
}

/** A question of a talk may have its entry already. */
function attach(context, lang, questions) {
  const other = button(t("knowledge.other"), { sign: "search", onclick: async () => {
    const entry = await chooseEntry(context);
    if (entry && (await kept(context, entry, lang, questions))) context.app.go("knowledge", { tab: "drafts" });
  } });
  return el("div", { class: "row attach" }, el("p", { class: "hint" }, t("knowledge.no-names")), other);
}

function show(below, context, name) {
  const again = () => show(below, context, name);
  return loaded(below, () => context.app.api("GET", `knowledge/entries/${encodeURIComponent(name)}`), (entry) => [head(context, entry), ...entry.drafts.map((draft) => waiting(draft)), el("div", { class: "beside" }, entry.langs.map((lang) => column(context, entry, lang, again)))]);
}

function head({ own }, { id, written, shared, langs }) {
  const first = written[[own, ...langs].find((lang) => written[lang])];
  return el("div", { class: "row" }, el("h2", { class: "big" }, first?.title ?? id), el("span", { class: "chip" }, id), shared ? el("span", { class: "chip" }, t("knowledge.shared")) : null);
}

function waiting(draft) {
  const link = el("a", { href: "#/knowledge?tab=drafts" }, t("knowledge.draft-waits", { n: draft.number, language: languageName(draft.lang), by: draft.by }));
  return el("p", { class: "row note" }, icon("clock"), link);
}

function column(context, entry, lang, again) {
  const written = entry.written[lang] ?? null;
  const section = el("section", { class: "card language", "aria-label": languageName(lang) });
  const read = () => section.replaceChildren(el("h3", {}, languageName(lang)), ...(written ? told(written, lang) : [el("p", { class: "hint" }, t("knowledge.unwritten"))]), edit);
  const words = written ? t("knowledge.edit") : t("knowledge.translate", { language: languageName(lang) });
  const edit = button(words, { sign: written ? "edit" : "plus", onclick: () => {
    const form = draftForm(context, { entry: entry.id, lang, written, done: again, left: () => { read(); edit.focus(); } });
    section.replaceChildren(el("h3", {}, languageName(lang)), form);
    section.querySelector("textarea").focus();
  } });
  read();
  return section;
}

function told(entry, lang) {
  const facts = [["button", entry.title], ["owner", entry.owner], ["place", entry.place], ["from", entry.valid_from], ["to", entry.valid_to], ["tags", entry.tags.join(", ")]];
  const answer = entry.answer ? el("p", { class: "answer", lang }, entry.answer) : el("p", { class: "hint" }, t(`knowledge.action-${entry.action}`));
  const caption = entry.caption ? el("p", { class: "hint", lang }, t("knowledge.shown", { text: entry.caption })) : null;
  const list = el("dl", { class: "facts" }, facts.filter(([, text]) => text).map(([name, text]) => el("div", {}, el("dt", {}, t(`knowledge.${name}`)), el("dd", { lang: name === "button" ? lang : null }, text))));
  const asked = el("ul", { class: "phrasings", lang }, entry.phrasings.map((each) => el("li", {}, each)));
  const open = el("details", {}, el("summary", {}, t("knowledge.ways", { n: entry.phrasings.length })), asked);
  open.open = entry.phrasings.length <= 10;
  return [answer, caption, list, open].filter(Boolean);
}
