/** Entries, found by their words, with the languages that they lack. */

import { button, choice, el, field } from "../../dom.js";
import { languageName, t } from "../../i18n.js";
import { nothing } from "../../parts/loaded.js";
import { find, later, title } from "./choose.js";

/** Draw into `panel`. */
export function draw(panel, context) {
  const search = el("input", { type: "search", value: context.query.find ?? "" });
  const lacking = choice([["", t("knowledge.all")], ...context.langs.map((each) => [each, t("knowledge.lacking", { language: languageName(each) })])], { value: "" });
  const list = el("div", { class: "card list" });
  const show = (first = 0) => find(context, search.value, lacking.value, first, list, (found) => rows(context, found, show));
  search.addEventListener("input", later(show));
  lacking.addEventListener("change", () => show());
  const fresh = el("a", { class: "button primary", href: "#/knowledge?question=%20" }, t("knowledge.new"));
  panel.append(el("div", { class: "pick" }, field(t("knowledge.search"), search), field(t("knowledge.show"), lacking), fresh), list);
  show();
}

function rows(context, { entries, total, first }, show) {
  if (!total) return nothing("search", t("knowledge.none-found"));
  const shown = el("p", { class: "hint" }, t("knowledge.found", { n: total, from: first + 1, to: first + entries.length }));
  const earlier = first > 0 ? button(t("console.earlier"), { onclick: () => show(Math.max(0, first - 50)) }) : null;
  const more = first + entries.length < total ? button(t("console.later"), { onclick: () => show(first + entries.length) }) : null;
  return [shown, el("ul", { class: "rows" }, entries.map((each) => row(context, each))), el("div", { class: "row" }, earlier, more)];
}

function row(context, entry) {
  const link = el("a", { href: `#/knowledge?entry=${encodeURIComponent(entry.id)}` }, title(context, entry));
  const there = Object.keys(entry.titles).map((lang) => el("span", { class: "chip" }, lang));
  const lacking = entry.missing.map((lang) => el("span", { class: "chip warm" }, t("knowledge.without", { lang })));
  const signs = [entry.shared ? chip("shared") : null, entry.action ? chip(`action-${entry.action}`) : null, entry.valid ? null : chip("over", "alert")];
  return el("li", {}, el("span", { class: "named" }, link, el("span", { class: "hint" }, [entry.id, entry.owner].filter(Boolean).join(" · "))), el("span", { class: "row" }, signs, there, lacking));
}

function chip(name, kind = "") {
  return el("span", { class: `chip ${kind}` }, t(`knowledge.${name}`));
}
