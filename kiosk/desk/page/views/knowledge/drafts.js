/** What waits for a second person: read, asked the regression set, published, or taken back. */

import { button, el, icon } from "../../dom.js";
import { inWords, languageName, t, told } from "../../i18n.js";
import { tell, tried } from "../../notices.js";
import { confirmed } from "../../parts/confirm.js";
import { loaded, nothing } from "../../parts/loaded.js";
import { dated } from "./dated.js";
import { changesTable, setCounts, wentWrong } from "./shown.js";

/** Draw into `panel`. */
export function draw(panel, context) {
  const list = el("div", { class: "stack" });
  panel.append(el("p", {}, t("knowledge.drafts-hint")), list);
  show(list, context);
}

function show(list, context) {
  return loaded(list, () => context.app.api("GET", "knowledge/drafts"), ({ drafts }) => all(list, context, drafts));
}

function all(list, context, drafts) {
  if (!drafts.length) return nothing("check", t("knowledge.no-drafts"));
  const again = () => {
    context.changed();
    show(list, context);
  };
  const checks = new Map();
  const rows = drafts.map((draft) => row(context, draft, checks, again));
  return [el("ul", { class: "stack" }, rows), context.editor ? publishing(context, checks, again) : null];
}

function row(context, draft, checks, again) {
  const own = plain(draft.by) === plain(context.app.person.name);
  const may = context.editor && !own && !draft.fault;
  const check = may ? el("input", { type: "checkbox", checked: true, "aria-label": t("knowledge.choose-draft", { n: draft.number }) }) : null;
  if (check) checks.set(draft.number, check);
  const link = el("a", { href: `#/knowledge?entry=${encodeURIComponent(draft.id)}` }, draft.title || draft.id);
  const head = el("p", { class: "row" }, check, el("strong", {}, link), el("span", { class: "chip" }, languageName(draft.lang)), own ? el("span", { class: "chip warm" }, t("knowledge.own")) : null, el("span", { class: "hint" }, t("knowledge.by", { by: draft.by, at: dated(draft.at) })));
  const fault = draft.fault ? el("p", { class: "refused" }, icon("warning"), Object.values(told(draft.fault)).join(" ")) : null;
  const back = context.editor ? button(t("knowledge.take-back"), { sign: "trash", kind: "quiet", onclick: () => drop(context, draft, again) }) : null;
  return el("li", { class: "card" }, el("div", { class: "row ends" }, head, back), said(draft), fault);
}

function said(draft) {
  const { lang } = draft;
  const answer = draft.answer ? el("p", { class: "answer", lang }, draft.answer) : null;
  const signed = [...draft.questions.map((each) => ["added", "+", each]), ...draft.removed.map((each) => ["removed", "−", each])];
  const list = signed.length ? el("ul", { class: "signed", lang }, signed.map(([kind, sign, text]) => el("li", { class: kind }, el("span", { "aria-label": t(`knowledge.${kind}`), role: "img" }, sign), text))) : null;
  const details = draft.changes.flatMap((each) => each.told).map((each) => inWords("differs", each)).join(" · ");
  return [answer, list, details ? el("p", { class: "hint" }, details) : null];
}

function publishing({ app }, checks, again) {
  const result = el("div", { class: "stack", "aria-live": "polite" });
  const chosen = () => [...checks].filter(([, check]) => check.checked).map(([number]) => number);
  const check = button(t("knowledge.check"), { kind: "primary", sign: "search", onclick: () => {
    const drafts = chosen();
    loaded(result, () => app.api("POST", "knowledge/check", { drafts }), (found) => proposed(app, found, again), t("knowledge.learning"));
  } });
  const ready = () => (check.disabled = !chosen().length);
  for (const each of checks.values()) {
    each.addEventListener("change", () => {
      ready();
      result.replaceChildren();
    });
  }
  ready();
  const hint = checks.size ? t("knowledge.check-hint") : t("knowledge.second-person");
  return el("section", { class: "card stack" }, el("h2", {}, t("knowledge.publishing")), el("p", { class: "hint" }, hint), el("div", { class: "row" }, check), result);
}

function proposed(app, found, again) {
  const worse = found.worse.map((each) => el("li", {}, icon("warning"), wentWrong(each)));
  const publish = button(t("knowledge.publish"), { kind: "primary", sign: "check", disabled: worse.length > 0, onclick: async () => {
    publish.disabled = true;
    const done = await tried(() => app.api("POST", "knowledge/publish", { drafts: found.drafts }));
    if (done) tell(t("knowledge.published", { n: done.version }), { kind: "good", sign: "check" });
    again();
  } });
  const verdict = worse.length ? el("div", { class: "refused" }, el("p", {}, el("strong", {}, t("knowledge.worse"))), el("ul", {}, worse)) : el("p", { class: "good" }, icon("check"), t("knowledge.none-worse"));
  return [changesTable(found.changes), setCounts(found.set), verdict, el("div", { class: "row" }, publish)];
}

async function drop({ app }, draft, again) {
  const sure = await confirmed(t("knowledge.take-back"), t("knowledge.take-back-why", { name: draft.title || draft.id, by: draft.by }), t("knowledge.take-back"));
  if (sure && (await tried(() => app.api("DELETE", `knowledge/drafts/${draft.number}`)))) again();
}

function plain(name) {
  return name.toLowerCase().split(/\s+/).filter(Boolean).join(" ");
}
