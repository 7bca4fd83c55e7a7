/** For supervisors: the queue as it is each second, and the figures of a day or of weeks. */

import { el } from "../dom.js";
import { t } from "../i18n.js";
import { tabs } from "../parts/tabs.js";
import * as now from "./figures/now.js";
import * as period from "./figures/period.js";

const TABS = { now: now.draw, period: period.draw };

/** Draw into `root`. */
export function mount(root, app, query) {
  const chosen = query.tab in TABS ? query.tab : "now";
  const panel = el("div", { class: "stack panel" });
  const rows = Object.keys(TABS).map((id) => [id, t(`figures.tab-${id}`)]);
  root.append(el("h1", { class: "unseen" }, t("figures.title")), el("div", { class: "console" }, tabs("figures", t("figures.title"), rows, chosen), panel));
  return TABS[chosen](panel, app);
}
