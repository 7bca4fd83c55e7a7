/** All that one should know before saying a word: why, what was asked, what was tried, what suits the shopper. */

import { el } from "../dom.js";
import { t } from "../i18n.js";
import { access, reason, skill, tongue, topic } from "../words.js";

/** The card of a talk. */
export function handoverCard({ card, ticket, briefing }) {
  const rows = [
    ["card.reason", reason(card.reason)],
    ["card.topic", topic(card.topic)],
    ["card.language", tongue(card.lang)],
    ["card.skills", card.skills.map(skill).join(", ")],
    ["card.access", access(card.access)],
  ].filter(([, words]) => words);
  const facts = el("dl", { class: "handover-facts" }, rows.map(([key, words]) => el("div", {}, el("dt", {}, t(key)), el("dd", {}, words))));
  const asked = card.question ? [el("h3", {}, t("card.question")), el("blockquote", { lang: card.lang }, card.question)] : [];
  const tried = card.tried.length ? [el("h3", {}, t("card.tried")), el("ul", { class: "tried" }, card.tried.map((each) => el("li", {}, each)))] : [];
  const brief = briefing ? el("p", { class: "briefing" }, el("strong", {}, t("talk.briefing")), ` ${briefing}`) : null;
  const title = el("h2", { id: "card-title" }, t("card.title"));
  return el("section", { class: "card panel", "aria-labelledby": "card-title", "data-ticket": ticket.id }, title, brief, asked, tried, facts);
}
