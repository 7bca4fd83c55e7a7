/** Names of the desk's own in the words of whoever reads them: reasons, modes, access. */

import { has, t } from "./i18n.js";

const PHONE = "phone:";

/** Why a shopper asks. */
export function reason(name) {
  return has(`reason.${name}`) ? t(`reason.${name}`) : name;
}

/** What it is about: the topics that call a person are reasons, too; a store's own stand as it wrote them. */
export const topic = reason;

/** Where a shopper is: a kiosk by its name; one who goes on with a phone has none. */
export function where(kiosk) {
  return isPhone(kiosk) ? t("shell.phone", { n: kiosk.slice(PHONE.length) }) : kiosk;
}

/** Whether it is a shopper's phone, on which one only writes. */
export function isPhone(kiosk) {
  return kiosk.startsWith(PHONE);
}

/** A part of a kiosk. */
export function part(name) {
  return has(`kiosks.part-${name}`) ? t(`kiosks.part-${name}`) : name;
}

/** How screen and voice suit a shopper; empty where as usual. */
export function access(names) {
  const known = names.split(" ").filter((name) => name && name !== "standard");
  return known.map((name) => (has(`access.${name}`) ? t(`access.${name}`) : name)).join(", ");
}

/** A skill: a language of signs has words, others stand as the store wrote them. */
export function skill(name) {
  return has(`skill.${name}`) ? t(`skill.${name}`) : name;
}

/** Who said something. */
export function speaker(by) {
  return t(`by.${by}`);
}

export { languageName as tongue } from "./i18n.js";
