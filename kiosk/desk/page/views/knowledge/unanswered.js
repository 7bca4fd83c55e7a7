/** What shoppers asked in vain: hidden, attached to an entry, or answered, in two clicks. */

import { button, choice, el, field } from "../../dom.js";
import { languageName, t } from "../../i18n.js";
import { tell, tried } from "../../notices.js";
import { confirmed } from "../../parts/confirm.js";
import { loaded, nothing } from "../../parts/loaded.js";
import { chooseEntry } from "./choose.js";
import { draftForm } from "./form.js";

const MOST_HIDDEN = 40;

/** Draw into `panel`. */
export function draw(panel, context) {
  const every = [["", t("knowledge.all-languages")], ...context.langs.map((each) => [each, languageName(each)])];
  const lang = choice(every, { value: "" });
  const list = el("div", { class: "stack" });
  const show = () => loaded(list, () => context.app.api("GET", `knowledge/unanswered?lang=${lang.value}`), (found) => all(context, found), t("knowledge.comparing"));
  lang.addEventListener("change", show);
  panel.append(el("div", { class: "row ends" }, el("p", {}, t("knowledge.unanswered-hint")), el("div", { class: "narrow" }, field(t("knowledge.language"), lang))), list);
  show();
}

function all(context, { clusters, asked, since, ledger }) {
  if (!ledger) return nothing("info", t("knowledge.no-ledger"));
  if (!clusters.length) return nothing("check", asked ? t("knowledge.all-dealt") : t("knowledge.none-asked"));
  const counted = el("p", { class: "hint" }, t("knowledge.counted", { n: asked, since }));
  return [counted, el("ul", { class: "stack" }, clusters.map((each) => cluster(context, each)))];
}

function cluster(context, found) {
  const { language: lang, examples, count } = found;
  const below = el("div", { class: "below" });
  const others = examples.slice(1).map(({ question, count: times }) => el("li", {}, question, times > 1 ? ` (${times}×)` : ""));
  const words = el("div", { class: "asked", lang }, el("h2", {}, `“${examples[0].question}”`), others.length ? el("ul", {}, others) : null);
  const why = Object.entries(found.reasons).map(([name, times]) => `${t(`knowledge.why-${name.replaceAll(" ", "-")}`)} ${times}×`);
  const head = el("p", { class: "row" }, el("span", { class: "chip accent number" }, t("knowledge.times", { n: count })), el("span", { class: "chip" }, languageName(lang)), el("span", { class: "hint" }, why.join(" · ")));
  const card = el("li", { class: "card" }, head, words, el("div", { class: "row deeds" }, deeds(context, found, () => card.remove(), below)), below);
  return card;
}

function deeds(context, found, gone, below) {
  const questions = found.examples.map(({ question }) => question);
  const open = (entry, written) => {
    const left = () => below.replaceChildren();
    below.replaceChildren(draftForm(context, { entry, written, lang: found.language, questions, done: gone, left }));
    below.querySelector("textarea").focus();
  };
  const attach = (entry) => kept(context, entry, found.language, questions).then((done) => done && gone());
  const near = found.nearest ? button(t("knowledge.belongs", { title: found.title || found.nearest }), { kind: "primary", sign: "plus", onclick: () => attach(found.nearest) }) : null;
  const write = button(t("knowledge.write"), { sign: "edit", kind: near ? "" : "primary", onclick: () => open("", null) });
  const other = button(t("knowledge.other"), { sign: "search", onclick: async () => {
    const entry = await chooseEntry(context);
    if (entry) attach(entry);
  } });
  return [near, write, other, button(t("knowledge.hide"), { kind: "quiet", sign: "trash", onclick: () => hide(context, found, gone) })];
}

/** Keep a draft that attaches questions to an entry. */
export async function kept(context, entry, lang, questions) {
  const done = await tried(() => context.app.api("POST", "knowledge/drafts", { entry, lang, questions }));
  if (done === undefined) return false;
  tell(t("knowledge.kept", { n: done.draft.number }), { kind: "good", sign: "check" });
  context.changed();
  return true;
}

async function hide({ app }, found, gone) {
  const questions = found.wordings.slice(0, MOST_HIDDEN);
  if (!(await confirmed(t("knowledge.hide"), t("knowledge.hide-why", { question: questions[0] }), t("knowledge.hide")))) return;
  if ((await tried(() => app.api("POST", "knowledge/dismiss", { lang: found.language, questions }))) !== undefined) gone();
}
