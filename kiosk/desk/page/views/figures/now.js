/** The queue each second, what was reached today, who gave up, and who is there. */

import { el } from "../../dom.js";
import { languageName, t } from "../../i18n.js";
import { bars } from "../../parts/plot.js";
import { watch } from "../../parts/watch.js";
import { known, share, time } from "./numbers.js";
import { tiles } from "./tiles.js";

/** Draw into `panel`; returns what ends it. */
export function draw(panel, { line, state }) {
  const [queue, putQueue] = tiles(t("figures.queue"));
  const [day, putDay] = tiles(t("figures.today"));
  const target = el("section", { class: "card target" });
  const gone = el("div", { class: "halves" });
  const people = el("section", { class: "card" });
  panel.append(el("h2", {}, t("figures.queue")), queue, el("h2", {}, t("figures.today")), day, target, gone, people);
  const drawTeam = () => people.replaceChildren(el("h2", {}, t("figures.team")), team(state.team));
  const ends = [state.on(["team"], drawTeam), watch(line, { figures: (found) => {
    putQueue(queueTiles(found));
    putDay(dayTiles(found));
    reached(target, found);
    givenUp(gone, found);
  } })];
  drawTeam();
  putQueue(queueTiles(null));
  putDay(dayTiles(null));
  return () => ends.forEach((end) => end());
}

function queueTiles(found) {
  const late = found !== null && found.longest_wait_s > found.target_s;
  const rows = [["waiting", found?.waiting, late ? "warm" : ""], ["longest", found ? (found.waiting ? time(found.longest_wait_s) : "–") : undefined, late ? "alert" : ""], ["talking", found?.talking], ["wrap-up", found?.in_wrap_up], ["available", found?.available, found?.available === 0 ? "alert" : ""], ["hold", found?.on_hold]];
  return rows.map(([name, value, kind]) => [name, t(`figures.${name}`), value === undefined ? "…" : String(value), kind]);
}

function dayTiles(found) {
  const rows = [["asked", found?.asked_today], ["answered", found?.answered_today], ["median", found ? time(found.median_answer_s) : undefined], ["in-target", found ? share(found.in_target) : undefined]];
  return rows.map(([name, value]) => [name, t(`figures.${name}`), value === undefined ? "…" : String(value)]);
}

function reached(target, { in_target: of, goal, target_s: within }) {
  const words = t("figures.goal", { goal: share(goal), seconds: within });
  const verdict = of === null ? "figures.goal-none" : of >= goal ? "figures.goal-reached" : "figures.goal-missed";
  const line = el("p", { class: of !== null && of < goal ? "missed-goal" : "" }, el("strong", {}, words), ` ${t(verdict, { share: share(of) })}`);
  const bar = of === null ? null : el("div", { class: "bar", "aria-hidden": "true" }, meter(of, goal));
  if (target.textContent !== line.textContent) target.replaceChildren(line, ...(bar ? [bar] : []));
}

function meter(of, goal) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 100 6");
  svg.setAttribute("preserveAspectRatio", "none");
  for (const [x, width, kind] of [[0, 100, "ground"], [0, of * 100, of < goal ? "short" : "full"], [goal * 100 - 0.2, 0.4, "mark"]]) {
    const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [name, value] of Object.entries({ x, width, height: 6, class: kind })) rect.setAttribute(name, value);
    svg.append(rect);
  }
  return svg;
}

function givenUp(gone, { abandoned, reasons }) {
  const outcomes = Object.entries(abandoned).map(([name, value]) => ({ name: known("outcome", name), value }));
  const why = Object.entries(reasons).map(([name, value]) => ({ name: known("reason", name) || t("figures.no-reason"), value }));
  const mark = JSON.stringify([outcomes, why]);
  if (gone.dataset.mark === mark) return;
  gone.dataset.mark = mark;
  const count = t("figures.count");
  const second = why.length ? [bars({ title: t("figures.reasons"), head: t("figures.reason"), rows: why, count })] : [];
  gone.replaceChildren(bars({ title: t("figures.abandoned"), head: t("figures.outcome"), rows: outcomes, count }), ...second);
}

function team(colleagues) {
  if (!colleagues.length) return el("p", { class: "hint" }, t("figures.nobody"));
  const rows = colleagues.map(({ shown, presence, busy, languages, skills }) => {
    const state = busy ? ["busy", "colleague"] : [presence, { available: "accent", hold: "warm" }[presence] ?? ""];
    return el("tr", {}, el("th", { scope: "row" }, shown), el("td", {}, el("span", { class: `chip ${state[1]}` }, t(`figures.is-${state[0]}`))), el("td", {}, languages.map(languageName).join(", ")), el("td", {}, skills.join(", ")));
  });
  const heads = ["name", "state", "languages", "skills"].map((name) => el("th", { scope: "col" }, t(`figures.head-${name}`)));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("figures.team") }, el("table", {}, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, rows)));
}
