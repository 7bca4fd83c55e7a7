/** What is wrong with what was written, in the words of whoever reads it; what has none there is told as the desk says it. */

import { has, languageInText, t } from "../../i18n.js";

/** What is wrong and what to do: `{ wrong, mend }`. `kind` tells apart what has one code. */
export function faultWords({ code, values, message, remedy, allowed, did_you_mean: near }) {
  const name = `faults.${code.replace("knowledge.", "")}${values.kind ? `-${values.kind}` : ""}`;
  const meant = near ? ` ${t("knowledge.meant", { text: near })}` : "";
  if (has(name)) return { wrong: t(`${name}.wrong`, spoken(values)) + meant, mend: t(`${name}.mend`, { ...values, allowed: allowed.replace(/^"", /, "") }) };
  const choices = allowed && !near ? ` ${t("knowledge.allowed", { text: allowed })}` : "";
  return { wrong: `${message}.${meant}${choices}`, mend: remedy };
}

/** Languages by their names. */
function spoken({ languages, ...values }) {
  return languages ? { ...values, languages: languages.split(", ").map(languageInText).join(", ") } : values;
}
