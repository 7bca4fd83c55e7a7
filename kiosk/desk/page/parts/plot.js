/**
 * Columns over time as SVG, drawn here as wide as there is room: a title, a scale, a column for each row. What it shows
 * stands in a table as well, for who cannot see it; the drawing itself is passed over by screen readers.
 */

import { el } from "../dom.js";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 210;
const LEFT = 34;
const BELOW = 26;
const TOP = 10;
const ROOM_OF_LABEL = 52;

/**
 * A figure of columns. `rows` are { name, values }, `series` are { name, kind }: each column is stacked of its values,
 * one a series. `head` names the first column of the table, `words` the button that shows it.
 */
export function columns({ title, head, series, rows, words }) {
  const most = scale(Math.max(1, ...rows.map(({ values }) => sum(values))));
  const svg = made("svg", { height: HEIGHT, class: "plot", "aria-hidden": "true", focusable: "false" });
  const draw = ([{ contentRect: { width } }]) => {
    if (width > LEFT) svg.replaceChildren(...lines(most, width), ...rows.flatMap((row, place) => column(row, place, rows.length, most, series, width)));
  };
  new ResizeObserver(draw).observe(svg);
  const legend = series.length > 1 ? el("ul", { class: "legend" }, series.map(({ name, kind }) => el("li", { class: kind }, name))) : null;
  const caption = el("figcaption", {}, el("h2", {}, title), legend);
  return el("figure", { class: "card figure" }, caption, svg, el("details", {}, el("summary", {}, words), table(title, head, series, rows)));
}

/** Bars that lie, longest first: one number a row, readable as they are, with no drawing at all. */
export function bars({ title, head, rows, count }) {
  const most = Math.max(1, ...rows.map(({ value }) => value));
  const body = rows.map(({ name, value }) => {
    const bar = made("svg", { viewBox: "0 0 100 8", preserveAspectRatio: "none", class: "bar-line", "aria-hidden": "true", focusable: "false" });
    bar.append(made("rect", { width: (100 * value) / most, height: 8, rx: 1.5 }));
    return el("tr", {}, el("th", { scope: "row" }, name), el("td", { class: "wide" }, bar), el("td", { class: "number" }, String(value)));
  });
  const heads = el("tr", {}, el("th", { scope: "col" }, head), el("td", {}), el("th", { scope: "col", class: "number" }, count));
  return el("section", { class: "card figure" }, el("h2", {}, title), el("table", { class: "bars" }, el("caption", { class: "unseen" }, title), el("thead", {}, heads), el("tbody", {}, body)));
}

function column({ name, values }, place, count, most, series, whole) {
  const room = (whole - LEFT) / count;
  const width = Math.min(44, room * 0.66);
  const x = LEFT + room * place + (room - width) / 2;
  let y = HEIGHT - BELOW;
  const parts = values.map((value, at) => {
    const height = ((HEIGHT - BELOW - TOP) * value) / most;
    y -= height;
    return made("rect", { x, y, width, height, class: series[at].kind });
  });
  if (place % Math.ceil(ROOM_OF_LABEL / room)) return parts;
  return [...parts, label(name, x + width / 2, HEIGHT - 8, "middle")];
}

function lines(most, width) {
  const steps = [0, 0.5, 1].filter((share) => Number.isInteger(most * share));
  return steps.flatMap((share) => {
    const y = HEIGHT - BELOW - (HEIGHT - BELOW - TOP) * share;
    return [made("line", { x1: LEFT, x2: width, y1: y, y2: y }), label(String(most * share), LEFT - 8, y + 4, "end")];
  });
}

function label(words, x, y, anchor) {
  const text = made("text", { x, y, "text-anchor": anchor });
  text.textContent = words;
  return text;
}

function table(title, head, series, rows) {
  const heads = el("tr", {}, el("th", { scope: "col" }, head), series.map(({ name }) => el("th", { scope: "col", class: "number" }, name)));
  const body = rows.map(({ name, values }) => el("tr", {}, el("th", { scope: "row" }, name), values.map((value) => el("td", { class: "number" }, String(value)))));
  return el("div", { class: "scroll" }, el("table", {}, el("caption", { class: "unseen" }, title), el("thead", {}, heads), el("tbody", {}, body)));
}

/** The end of the scale: a round number not below the greatest. */
function scale(greatest) {
  const power = 10 ** Math.floor(Math.log10(greatest));
  const rounds = [1, 2, 3, 4, 5, 6, 8, 10].map((each) => each * power);
  return Math.max(2, rounds.find((each) => each >= greatest));
}

function sum(values) {
  return values.reduce((all, each) => all + each, 0);
}

function made(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
