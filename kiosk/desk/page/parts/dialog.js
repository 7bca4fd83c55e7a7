/** A dialog of the page: the browser's own, so that focus and Escape are as everywhere. */

import { button, el } from "../dom.js";
import { t } from "../i18n.js";
import { comeHome } from "../notices.js";

let last = 0;

/** Open a dialog with a title and what is in it; returns it. A form begins at its first field; closing takes it away. */
export function openDialog(title, ...inside) {
  const id = `dialog-${(last += 1)}`;
  const shut = button(t("shell.close"), { sign: "cross", small: true, kind: "quiet", onclick: () => dialog.close() });
  const head = el("div", { class: "dialog-head" }, el("h2", { id }, title), shut);
  const dialog = el("dialog", { class: "dialog", "aria-labelledby": id }, head, inside);
  dialog.addEventListener("close", () => (comeHome(dialog), dialog.remove()));
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("form input, form select, form textarea")?.focus();
  return dialog;
}
