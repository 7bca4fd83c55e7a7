/** Handing a shopper on: to a colleague or to whoever has a skill, with a briefing that the shopper never sees. */

import { button, choice, el, field } from "../dom.js";
import { t } from "../i18n.js";
import { skill } from "../words.js";
import { openDialog } from "./dialog.js";

/** Ask to whom, and hand on. */
export function openTransfer({ state, line, person }) {
  const others = state.team.filter((each) => each.name !== person.name);
  const skills = [...new Set(others.flatMap((each) => each.skills))];
  const to = choice([["", t("transfer.anybody")], ...others.map((each) => [each.name, describe(each)])]);
  const needs = skills.length ? choice([["", t("transfer.no-skill")], ...skills.map((each) => [each, skill(each)])]) : null;
  const briefing = el("textarea", { rows: 3, maxlength: 2000 });
  const send = button(t("transfer.send"), { sign: "forward", kind: "primary", type: "submit" });
  const fields = [field(t("transfer.to"), to), needs && field(t("transfer.skill"), needs), field(t("transfer.briefing"), briefing, t("transfer.briefing-hint"))];
  const form = el("form", { class: "form" }, fields.filter(Boolean), el("div", { class: "row" }, send));
  const dialog = openDialog(t("transfer.title"), form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const sent = !state.talk || line.send("transfer", { ticket: state.talk.ticket.id, to: to.value, skill: needs?.value ?? "", briefing: briefing.value.trim() });
    if (sent) dialog.close();
  });
}

function describe({ shown, presence, busy }) {
  return t("transfer.colleague", { shown, state: busy ? t("transfer.busy") : t(`presence.${presence}`) });
}
