/** Colleagues: who may sign in, as what, with which languages and skills; and who did what. */

import { el } from "../dom.js";
import { t } from "../i18n.js";
import { tabs } from "../parts/tabs.js";
import * as audit from "./staff/audit.js";
import * as colleagues from "./staff/colleagues.js";

const TABS = { colleagues: colleagues.draw, audit: audit.draw };

/** Draw into `root`. */
export function mount(root, app, query) {
  const chosen = query.tab in TABS ? query.tab : "colleagues";
  const panel = el("div", { class: "stack panel" });
  const rows = Object.keys(TABS).map((id) => [id, t(`staff.tab-${id}`)]);
  root.append(el("h1", { class: "unseen" }, t("staff.title")), el("div", { class: "console" }, tabs("staff", t("staff.title"), rows, chosen), panel));
  TABS[chosen](panel, app);
}
