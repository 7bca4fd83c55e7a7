/** What changes, and how the regression set went. */

import { el } from "../../dom.js";
import { inWords, t } from "../../i18n.js";

const SHOWN = 60;
const KINDS = { added: "accent", changed: "warm", removed: "alert" };

/** A row an entry; what does not fit is counted. */
export function changesTable(changes) {
  if (!changes.length) return el("p", { class: "hint" }, t("knowledge.no-change"));
  const heads = ["change", "language", "entry", "what"].map((name) => el("th", { scope: "col" }, t(`knowledge.head-${name}`)));
  const rows = changes.slice(0, SHOWN).map(({ change, language, id, title, told }) =>
    el("tr", {}, el("td", {}, el("span", { class: `chip ${KINDS[change]}` }, t(`knowledge.${change}`))), el("td", {}, language), el("td", {}, title, " ", el("span", { class: "hint" }, id)), el("td", { class: "hint" }, told.map((each) => inWords("differs", each)).join("; "))),
  );
  const more = changes.length > SHOWN ? el("p", { class: "hint" }, t("knowledge.more-changes", { n: changes.length - SHOWN })) : null;
  return el("div", {}, el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("knowledge.changes") }, el("table", {}, el("caption", { class: "unseen" }, t("knowledge.changes")), el("thead", {}, el("tr", {}, heads)), el("tbody", {}, rows))), more);
}

/** A known question that is not answered as it should be. */
export function wentWrong({ question, language, expected, entry, band }) {
  const wanted = t("knowledge.should", { entry: expected === "-" ? t("knowledge.nobody") : expected });
  const now = t(`knowledge.now-${entry ? band : "none"}`, { entry });
  return el("span", {}, el("strong", { lang: language }, `“${question}”`), ` ${wanted} ${now}`);
}

/** Right, asked back, wrong. */
export function setCounts({ right, asked, wrong }) {
  if (right + asked + wrong === 0) return el("p", { class: "hint" }, t("knowledge.no-set"));
  const chips = [["right", "accent", right], ["asked", "warm", asked], ["wrong", "alert", wrong]].map(([name, kind, n]) => el("span", { class: `chip ${n ? kind : ""}` }, t(`knowledge.set-${name}`, { n })));
  return el("p", { class: "row" }, el("span", {}, t("knowledge.set")), chips);
}
