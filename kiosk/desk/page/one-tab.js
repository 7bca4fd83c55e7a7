/** The desk is used in one tab of a browser: two would ring twice, and both would answer one call. */

import { button, el } from "./dom.js";
import { t } from "./i18n.js";

const NAME = "desk-line";
const LEAVING_MS = 700;

/**
 * Call `open` as soon as this tab is the one, and `close` when another is made to be it. Returns what gives the place up
 * for whoever signs in next; it resolves when the place is free.
 */
export function onlyHere(open, close) {
  if (!navigator.locks) {
    open();
    return () => Promise.resolve();
  }
  const turn = { open, close, over: false, free: () => {}, freed: Promise.resolve(), dialog: null };
  begin(turn);
  return () => {
    turn.over = true;
    turn.dialog?.remove();
    turn.free();
    return turn.freed;
  };
}

/** A page that is loaded again, and who signs in after another, may be there before the place is free. */
async function begin(turn) {
  for (const wait of [0, LEAVING_MS]) {
    await new Promise((done) => setTimeout(done, wait));
    if (turn.over || (await hold({ ifAvailable: true }, turn))) return;
  }
  if (!turn.over) ask(turn);
}

/** Resolves to whether the lock was had; it is kept until the tab is closed, another takes it, or it is given up. */
function hold(options, turn) {
  return new Promise((resolve) => {
    const kept = navigator.locks.request(NAME, options, (lock) => {
      resolve(lock !== null);
      if (lock === null || turn.over) return undefined;
      turn.open();
      return new Promise((free) => (turn.free = free));
    });
    turn.freed = kept.catch(() => {
      if (turn.over) return;
      turn.close();
      ask(turn);
    });
  });
}

function ask(turn) {
  const here = button(t("shell.use-here"), { kind: "primary", onclick: () => takeOver(turn) });
  const words = [el("h2", { id: "elsewhere" }, t("shell.elsewhere")), el("p", {}, t("shell.elsewhere-why")), here];
  turn.dialog = el("dialog", { class: "dialog", "aria-labelledby": "elsewhere" }, words);
  turn.dialog.addEventListener("cancel", (event) => event.preventDefault());
  document.body.append(turn.dialog);
  turn.dialog.showModal();
}

function takeOver(turn) {
  turn.dialog.remove();
  hold({ steal: true }, turn);
}
