/** Moments as the colleague reads them. */

import { language } from "../../i18n.js";

/** Day and time of an ISO date. */
export function dated(at) {
  return new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
}

/** The day alone. */
export function dayOf(at) {
  return new Intl.DateTimeFormat(language(), { dateStyle: "medium" }).format(new Date(at));
}
