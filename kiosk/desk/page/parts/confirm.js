/** A question before what cannot be undone at once. */

import { button, el } from "../dom.js";
import { t } from "../i18n.js";
import { openDialog } from "./dialog.js";

/** Ask; true where it was confirmed. `deed` are the words on the button, `kind` how it looks. */
export function confirmed(title, sentence, deed, kind = "danger") {
  return new Promise((answer) => {
    const go = button(deed, { kind, onclick: () => dialog.close("yes") });
    const stay = button(t("console.cancel"), { onclick: () => dialog.close() });
    const dialog = openDialog(title, el("p", {}, sentence), el("div", { class: "row deeds" }, go, stay));
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"));
    stay.focus();
  });
}
