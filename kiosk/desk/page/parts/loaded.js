/** What has to be fetched first: a word while it is on its way, then what was made of it, or why it did not come. */

import { button, el, icon } from "../dom.js";
import { t, told } from "../i18n.js";

const SOON_MS = 150;

/** Fetch with `deed`, then put what `draw(result)` makes into `place`. Only the last wish for a place is drawn. */
export async function loaded(place, deed, draw, words = t("console.loading")) {
  const wish = (place.wish = {});
  const soon = setTimeout(() => wish === place.wish && place.replaceChildren(busy(words)), SOON_MS);
  try {
    const result = await deed();
    if (wish === place.wish) place.replaceChildren(...[draw(result)].flat().filter(Boolean));
  } catch (refusal) {
    if (refusal.code === undefined) throw refusal;
    if (wish === place.wish) place.replaceChildren(refused(refusal, () => loaded(place, deed, draw, words)));
  } finally {
    clearTimeout(soon);
  }
}

/** A bar that moves, with words that say what is done. */
export function busy(words) {
  return el("div", { class: "busy", role: "status" }, el("progress", { "aria-label": words }), el("p", {}, words));
}

/** Why something did not come, and a way to try again. */
export function refused(refusal, again) {
  const { sentence, remedy } = told(refusal);
  const words = el("p", {}, icon("warning"), el("span", {}, el("strong", {}, sentence), ` ${remedy}`));
  return el("div", { class: "refused", role: "alert" }, words, again ? button(t("console.again"), { onclick: again }) : null);
}

/** What stands where there is nothing: a sign, a sentence, and what could be done. */
export function nothing(sign, sentence, ...more) {
  return el("div", { class: "empty nothing" }, icon(sign), el("p", {}, sentence), more);
}
