/** Numbers that are read at a glance. */

import { el } from "../../dom.js";

/** Tiles of [name, words, value, kind]; the same ones are filled anew, so that nothing moves. */
export function tiles(label) {
  const list = el("dl", { class: "tiles", "aria-label": label });
  const known = new Map();
  const put = (rows) => {
    for (const [name, words, value, kind = ""] of rows) {
      if (!known.has(name)) {
        const number = el("dd", { class: "number" });
        known.set(name, number);
        list.append(el("div", {}, el("dt", {}, words), number));
      }
      const number = known.get(name);
      if (number.textContent !== value) number.textContent = value;
      number.parentElement.className = `tile ${kind}`;
    }
  };
  return [list, put];
}
