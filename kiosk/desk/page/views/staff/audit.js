/** Who did what to people, kiosks, rights and knowledge. */

import { el, field } from "../../dom.js";
import { has, languageName, t } from "../../i18n.js";
import { loaded, nothing } from "../../parts/loaded.js";
import { dated } from "../knowledge/dated.js";

/** Draw into `panel`. */
export function draw(panel, { api }) {
  const search = el("input", { type: "search" });
  const list = el("div", { class: "card" });
  let deeds = [];
  const show = () => list.replaceChildren(rows(deeds, search.value));
  search.addEventListener("input", show);
  panel.append(el("p", {}, t("staff.audit-hint")), el("div", { class: "pick" }, field(t("staff.search"), search)), list);
  loaded(list, () => api("GET", "audit"), ({ audit }) => rows((deeds = audit), ""));
}

function rows(deeds, words) {
  const told = deeds.map((each) => ({ ...each, did: has(`staff.did-${each.did}`) ? t(`staff.did-${each.did}`) : each.did, about: inDetail(each.about), detail: inDetail(each.detail) }));
  const wanted = words.toLowerCase();
  const found = told.filter(({ who, did, about, detail }) => `${who} ${did} ${about} ${detail}`.toLowerCase().includes(wanted));
  if (!found.length) return nothing("search", t("staff.none-found"));
  const heads = ["at", "who", "did", "about", "detail"].map((name) => el("th", { scope: "col" }, t(`staff.audit-${name}`)));
  const body = found.map(({ at, who, did, about, detail }) => el("tr", {}, el("td", { class: "number nowrap" }, dated(at * 1000)), el("td", {}, who), el("td", {}, did), el("td", {}, about), el("td", { class: "hint" }, detail)));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("staff.tab-audit") }, el("table", {}, el("caption", { class: "unseen" }, t("staff.tab-audit")), el("thead", {}, el("tr", {}, heads)), el("tbody", {}, body)));
}

/** What is noted beside a deed, as `role: agent; skills: sign-nl` or `version 3`: its names in the page's words. */
function inDetail(text) {
  return text.split("; ").map((each) => each.replace(/^([a-z-]+):? (.+)$/, (whole, name, value) => (has(`staff.detail-${name}`) ? t(`staff.detail-${name}`, { value: valued(name, value) }) : whole))).join("; ");
}

function valued(name, value) {
  if (name === "languages") return value.split(", ").map(languageName).join(", ");
  if (name === "now") return inDetail(value);
  return name === "role" && has(`staff.role-${value}`) ? t(`staff.role-${value}`) : value;
}
