/** What the page has to tell: faults with what to do, and news. Read out by screen readers, and gone when read. */

import { button, el, icon } from "./dom.js";
import { t, told } from "./i18n.js";

const STAYS_MS = 6000;
const area = el("div", { class: "notices", role: "region" });
const polite = el("div", { role: "status" });
const urgent = el("div", { role: "alert" });
area.append(polite, urgent);

/** The place of notices, put into the page once. */
export function place() {
  area.setAttribute("aria-label", t("shell.notices"));
  return area;
}

/** Take the place of notices out of a dialog that closes. */
export function comeHome(dialog) {
  if (dialog.contains(area)) document.body.append(area);
}

/** Tell something good or neutral; it goes by itself. */
export function tell(sentence, { kind = "news", sign = "info", stays = false } = {}) {
  show(polite, kind, sign, sentence, "", stays);
}

/** Tell of a fault: a `Refused`, or a refusal of the line. It stays until it is read. */
export function fault(refusal) {
  const { sentence, remedy } = told(refusal);
  over(refusal.code);
  show(urgent, "fault", "warning", sentence, remedy, true).dataset.code = refusal.code;
}

/** Take a fault away that is over. */
export function over(code) {
  [...urgent.children].find((each) => each.dataset.code === code)?.remove();
}

/** Do something that the desk may refuse, and tell of it if so. Returns its result, or undefined. */
export async function tried(deed) {
  try {
    return await deed();
  } catch (refusal) {
    if (refusal.code === undefined) throw refusal;
    fault(refusal);
    return undefined;
  }
}

/** Take all notices away. */
export function clear() {
  polite.replaceChildren();
  urgent.replaceChildren();
}

function show(where, kind, sign, sentence, remedy, stays) {
  const dialog = document.querySelector("dialog[open]"); // what lies outside of it is neither pressed nor read out
  if (dialog && !dialog.contains(area)) dialog.append(area);
  const shut = button(t("shell.close"), { sign: "cross", small: true, kind: "quiet", onclick: () => notice.remove() });
  const words = el("p", {}, el("strong", {}, sentence), remedy ? el("span", {}, ` ${remedy}`) : null);
  const notice = el("div", { class: `notice ${kind} ${stays ? "" : "passing"}` }, icon(sign), words, stays ? shut : null);
  where.append(notice);
  if (!stays) setTimeout(() => notice.remove(), STAYS_MS);
  return notice;
}
