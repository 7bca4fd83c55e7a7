/** The figures of days: plots per hour and topic, why people gave up, how colleagues' work went, tables to take along. */

import { button, el, field, icon } from "../../dom.js";
import { language, t } from "../../i18n.js";
import { loaded, nothing } from "../../parts/loaded.js";
import { bars, columns } from "../../parts/plot.js";
import { topic as named } from "../../words.js";
import { known, share, time } from "./numbers.js";
import { tiles } from "./tiles.js";

const TABLES = ["tickets", "hours", "topics", "kiosks", "agents"];
const SPANS = [["today", 0], ["week", 6], ["month", 29]];
const MOST_BARS = 12;

/** Draw into `panel`. */
export function draw(panel, app) {
  const from = el("input", { type: "date", value: day(0), max: day(0) });
  const to = el("input", { type: "date", value: day(0), max: day(0) });
  const below = el("div", { class: "stack" });
  const show = () => loaded(below, () => app.api("GET", `figures?${query(from, to)}`), (found) => whole(found, query(from, to)));
  const spans = SPANS.map(([name, back]) => button(t(`figures.${name}`), { onclick: () => {
    from.value = day(back);
    to.value = day(0);
    show();
  } }));
  for (const each of [from, to]) each.addEventListener("change", show);
  panel.append(el("div", { class: "pick" }, field(t("figures.from"), from), field(t("figures.to"), to), el("div", { class: "row" }, spans)), below);
  show();
}

function query(from, to) {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return new URLSearchParams({ from: from.value, to: to.value, zone: timeZone });
}

/** A day so many days ago, as this browser counts days. */
function day(back) {
  const at = new Date(Date.now() - back * 86_400_000);
  return [at.getFullYear(), String(at.getMonth() + 1).padStart(2, "0"), String(at.getDate()).padStart(2, "0")].join("-");
}

function whole(found, behind) {
  if (!found.all.asked && !found.agents.length) return [nothing("chart", t("figures.nothing")), exports(behind)];
  return [summary(found), ...overTime(found), el("div", { class: "halves" }, topics(found), gaveUp(found), kiosks(found), results(found)), agents(found), exports(behind)].filter(Boolean);
}

function summary({ all }) {
  const [list, put] = tiles(t("figures.all"));
  const rows = [["asked", all.asked], ["answered", all.answered], ["in-target", share(all.in_target)], ["median", time(all.median_answer_s)], ["p90", time(all.p90_answer_s)], ["handling", time(all.median_handling_s)], ["handed-back", all.handed_back]];
  put(rows.map(([name, value]) => [name, t(`figures.${name}`), String(value)]));
  return list;
}

const SERIES = () => [{ name: t("figures.answered"), kind: "first" }, { name: t("figures.unanswered"), kind: "second" }];

/** By hour for one day; else by day, and by the hour of the day. */
function overTime({ hours, first, last }) {
  const words = t("figures.as-table");
  const byHour = columns({ title: t("figures.by-hour"), head: t("figures.hour"), series: SERIES(), rows: ofHours(hours), words });
  if (first === last) return [byHour];
  const byDay = columns({ title: t("figures.by-day"), head: t("figures.day"), series: SERIES(), rows: ofDays(hours, first, last), words });
  return [el("div", { class: "halves broad" }, byDay, byHour)];
}

function ofHours(hours) {
  const counts = grouped(hours, (hour) => Number(hour.slice(11, 13)));
  const begin = Math.min(8, ...counts.keys());
  const end = Math.max(18, ...counts.keys());
  const all = Array.from({ length: end - begin + 1 }, (_, place) => begin + place);
  return all.map((hour) => ({ name: `${hour}:00`, values: counts.get(hour) ?? [0, 0] }));
}

function ofDays(hours, first, last) {
  const counts = grouped(hours, (hour) => hour.slice(0, 10));
  const form = new Intl.DateTimeFormat(language(), { day: "numeric", month: "short", timeZone: "UTC" });
  const rows = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += 86_400_000) {
    rows.push({ name: form.format(at), values: counts.get(new Date(at).toISOString().slice(0, 10)) ?? [0, 0] });
  }
  return rows;
}

function grouped(hours, key) {
  const counts = new Map();
  for (const { hour, asked, answered } of hours) {
    const [yes, no] = counts.get(key(hour)) ?? [0, 0];
    counts.set(key(hour), [yes + answered, no + asked - answered]);
  }
  return counts;
}

function topics(found) {
  const rows = found.topics.slice(0, MOST_BARS).map(({ topic, asked }) => ({ name: topic ? named(topic) : t("figures.no-topic"), value: asked }));
  return bars({ title: t("figures.by-topic"), head: t("figures.topic"), rows, count: t("figures.asked") });
}

/** Why, where the kiosk told it, else how it ended. */
function gaveUp({ abandoned }) {
  const counts = new Map();
  for (const { outcome, reason, count } of abandoned) {
    const name = reason ? known("reason", reason) : known("outcome", outcome);
    counts.set(name, (counts.get(name) ?? 0) + count);
  }
  const rows = [...counts].slice(0, MOST_BARS).map(([name, value]) => ({ name, value }));
  return rows.length ? bars({ title: t("figures.abandoned"), head: t("figures.reason"), rows, count: t("figures.count") }) : null;
}

function kiosks(found) {
  const rows = found.kiosks.slice(0, MOST_BARS).map(({ kiosk, asked }) => ({ name: kiosk, value: asked }));
  return rows.length > 1 ? bars({ title: t("figures.by-kiosk"), head: t("figures.kiosk"), rows, count: t("figures.asked") }) : null;
}

function results(found) {
  const rows = found.results.map(({ result, count }) => ({ name: known("result", result), value: count }));
  return rows.length ? bars({ title: t("figures.results"), head: t("figures.result"), rows, count: t("figures.count") }) : null;
}

function agents({ agents: everybody }) {
  if (!everybody.length) return null;
  const names = ["taken", "declined", "missed", "handed-back", "transferred", "pick", "handling", "wrap"];
  const heads = names.map((name) => el("th", { scope: "col", class: "number" }, t(`figures.agent-${name}`)));
  const rows = everybody.map((each) => {
    const values = [each.taken, each.declined, each.missed, each.handed_back, each.transferred, time(each.median_pick_s), time(each.median_handling_s), time(each.median_wrap_up_s)];
    return el("tr", {}, el("th", { scope: "row" }, each.shown), values.map((value) => el("td", { class: "number" }, String(value))));
  });
  const table = el("table", {}, el("caption", { class: "unseen" }, t("figures.agents")), el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("figures.head-name")), heads)), el("tbody", {}, rows));
  return el("section", { class: "card" }, el("h2", {}, t("figures.agents")), el("p", { class: "hint" }, t("figures.agents-hint")), el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("figures.agents") }, table));
}

function exports(behind) {
  const links = TABLES.map((name) => el("a", { class: "button", href: `/api/export/${name}.csv?${behind}&bom=1`, download: true }, icon("download"), t(`figures.export-${name}`)));
  return el("section", { class: "card stack" }, el("h2", {}, t("figures.export")), el("p", { class: "hint" }, t("figures.export-hint")), el("div", { class: "row" }, links));
}
