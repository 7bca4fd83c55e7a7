/** Choosing an entry by a search. */

import { button, el, field } from "../../dom.js";
import { t } from "../../i18n.js";
import { openDialog } from "../../parts/dialog.js";
import { loaded } from "../../parts/loaded.js";

const WAIT_MS = 200;

/** The id of the entry that was chosen, or empty. */
export function chooseEntry(context) {
  return new Promise((answer) => {
    const search = el("input", { type: "search", autofocus: true });
    const list = el("ul", { class: "picks" });
    const dialog = openDialog(t("knowledge.choose"), el("div", { class: "form" }, field(t("knowledge.search"), search), list));
    const show = () => find(context, search.value, "", 0, list, (found) => found.entries.slice(0, 12).map((each) => el("li", {}, button(title(context, each), { kind: "wide", onclick: () => dialog.close(each.id) }))));
    search.addEventListener("input", later(show));
    dialog.addEventListener("close", () => answer(dialog.returnValue));
    show();
  });
}

/** Search, and draw what was found. */
export function find({ app }, query, missing, first, place, draw) {
  const behind = new URLSearchParams({ query, missing, first: String(first) });
  return loaded(place, () => app.api("GET", `knowledge/entries?${behind}`), draw);
}

/** The title of an entry in a language that the colleague reads. */
export function title({ own, langs }, { id, titles }) {
  return titles[[own, ...langs].find((each) => titles[each])] ?? id;
}

/** Do it when nothing more is typed. */
export function later(deed) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(deed, WAIT_MS);
  };
}
