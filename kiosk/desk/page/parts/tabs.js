/** The parts of a view as links, so that each has an address, and the keys of the browser work. */

import { el } from "../dom.js";

/** A row of links: `tabs` are [id, words, count], `chosen` is the present one. */
export function tabs(view, label, tabs, chosen) {
  const links = tabs.map(([id, words, count]) => {
    const number = count ? el("span", { class: "chip accent number" }, String(count)) : null;
    return el("a", { href: `#/${view}?tab=${id}`, "aria-current": id === chosen ? "page" : null }, words, number);
  });
  return el("nav", { class: "tabs", "aria-label": label }, links);
}
