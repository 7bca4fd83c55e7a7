/** The talk as it is spoken and typed. Lines that still grow are seen at once and read out when they are whole. */

import { button, el, icon, keyed } from "../dom.js";
import { t, timeOfDay } from "../i18n.js";
import { speaker } from "../words.js";

const NEAR_PX = 80;

/** The transcript of `lines()`; `teach(line)` makes an entry of a shopper's. Returns it and what redraws it. */
export function transcript(lines, teach) {
  const list = el("ol", { class: "lines" });
  const read = el("div", { class: "unseen", role: "log", "aria-label": t("talk.new-lines") });
  const scroll = el("div", { class: "transcript", tabindex: "0", role: "region", "aria-label": t("talk.transcript") }, list);
  const known = new Set(lines().map((line) => line.key));
  const draw = () => {
    const near = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_PX;
    keyed(list, lines().filter((line) => line.text || !line.final), (line) => line.key, () => row(), update(teach));
    for (const line of lines()) {
      if (!line.final || known.has(line.key)) continue;
      known.add(line.key);
      if (line.by !== "colleague" || line.heard) read.append(el("p", { lang: line.lang }, `${speaker(line.by)}: ${line.text}`));
    }
    if (near) scroll.scrollTop = scroll.scrollHeight;
  };
  draw();
  new ResizeObserver(() => (scroll.scrollTop = scroll.scrollHeight)).observe(scroll); // the newest, whatever the room
  return [el("div", { class: "transcript-frame" }, scroll, read), draw];
}

function row() {
  return el("li", {}, el("p", { class: "by" }, el("span"), el("time")), el("p", { class: "words" }), el("div", { class: "after" }));
}

function update(teach) {
  return (item, line) => {
    item.className = `line ${line.by}${line.final ? "" : " growing"}${line.lost ? " lost" : ""}`;
    const [by, time] = item.querySelector(".by").children;
    by.textContent = how(line);
    time.textContent = timeOfDay(line.at);
    const said = item.querySelector(".words");
    if (said.textContent !== line.text) said.textContent = line.text;
    said.lang = line.lang;
    const after = item.querySelector(".after");
    if (line.lost && !after.firstChild) after.append(el("p", { class: "row" }, icon("warning"), t("talk.lost")));
    const teachable = teach && line.by === "shopper" && line.final;
    if (teachable && !after.firstChild) {
      after.append(button(t("talk.teach"), { sign: "plus", kind: "quiet teach", onclick: () => teach(line) }));
    }
  };
}

function how(line) {
  const who = speaker(line.by);
  if (!line.final && !line.typed && line.by === "colleague") return t("talk.you-speak");
  if (!line.final) return t(line.typed ? "talk.types" : "talk.speaks", { who });
  return line.way ? t(`talk.way-${line.way}`) : who;
}
