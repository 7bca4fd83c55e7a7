/** Figures as people read them. */

import { has, language, minutes, t } from "../../i18n.js";

/** A share as percent, or a dash. */
export function share(of) {
  return of === null ? "–" : new Intl.NumberFormat(language(), { style: "percent" }).format(of);
}

/** Seconds: below two minutes as such, else as minutes; or a dash. */
export function time(seconds) {
  if (seconds === null) return "–";
  return seconds < 120 ? t("figures.seconds", { n: Math.round(seconds) }) : `${minutes(seconds)} min`;
}

/** Words of the desk where there are some, else as it stands. */
export function known(group, name) {
  const key = `figures.${group}-${name.replaceAll(" ", "-")}`;
  return has(key) ? t(key) : name;
}
