/** What was changed when, by whom, and the way back. */

import { button, el } from "../../dom.js";
import { inWords, t } from "../../i18n.js";
import { tell, tried } from "../../notices.js";
import { confirmed } from "../../parts/confirm.js";
import { loaded, nothing } from "../../parts/loaded.js";
import { dated } from "./dated.js";

/** Draw into `panel`. */
export function draw(panel, context) {
  const list = el("div", { class: "card" });
  panel.append(el("p", {}, t("knowledge.versions-hint")), list);
  show(list, context);
}

function show(list, context) {
  return loaded(list, () => context.app.api("GET", "knowledge/versions"), ({ versions }) => table(list, context, versions));
}

function table(list, context, versions) {
  if (!versions.length) return nothing("clock", t("knowledge.no-versions"));
  const heads = ["version", "at", "by", "what"].map((name) => el("th", { scope: "col" }, t(`knowledge.head-${name}`)));
  const rows = versions.map((each, place) => {
    const back = place === 0 ? el("span", { class: "chip accent" }, t("knowledge.now")) : button(t("knowledge.back"), { sign: "back", "aria-label": t("knowledge.back-to", { n: each.version }), onclick: () => goBack(list, context, each) });
    return el("tr", {}, el("td", { class: "number" }, String(each.version)), el("td", {}, dated(each.at)), el("td", {}, each.by), el("td", {}, deed(each)), el("td", { class: "deed" }, back));
  });
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("knowledge.tab-versions") }, el("table", {}, el("caption", { class: "unseen" }, t("knowledge.tab-versions")), el("thead", {}, el("tr", {}, heads, el("td", {}))), el("tbody", {}, rows)));
}

/** What made a version. */
function deed({ key, values, what }) {
  return inWords("version", { key, values, sentence: what });
}

async function goBack(list, context, { version, ...note }) {
  const sure = await confirmed(t("knowledge.back-to", { n: version }), t("knowledge.back-why", { what: deed(note) }), t("knowledge.back"), "primary");
  if (!sure) return;
  const done = await tried(() => context.app.api("POST", "knowledge/back", { version }));
  if (done) tell(t("knowledge.is-back", { n: done.again, now: done.version }), { kind: "good", sign: "check" });
  context.changed();
  show(list, context);
}
