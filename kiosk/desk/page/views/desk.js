/** The desk: who waits, the talk, and what helps in it. */

import { el, icon } from "../dom.js";
import { language, t } from "../i18n.js";
import { tell } from "../notices.js";
import { handoverCard } from "../parts/handover-card.js";
import { missedPanel } from "../parts/missed.js";
import { pusher, pushPanel } from "../parts/push.js";
import { queuePanel } from "../parts/queue.js";
import { repliesPanel, suggestionsPanel } from "../parts/replies.js";
import { talkPanel } from "../parts/talk.js";
import { wrapUp } from "../parts/wrap-up.js";
import { viewsOf } from "../views.js";

const LOST = ["dropped", "kiosk-lost"];

/** Draw into `root`. */
export function mount(root, app) {
  const { state } = app;
  const [queue, endQueue] = queuePanel(app);
  const [missed, endMissed] = missedPanel(app);
  const middle = el("div", { class: "middle-column" });
  const right = el("div", { class: "right-column stack" });
  const desk = el("div", { class: "desk" }, el("div", { class: "left-column stack" }, missed, queue), middle, right);
  root.replaceChildren(desk);
  let shown = null;
  let ends = [];
  const draw = () => {
    const now = what(state);
    if (now === shown) return;
    shown = now;
    ends.forEach((end) => end());
    ends = [];
    desk.dataset.what = now.split(" ")[0];
    right.replaceChildren();
    if (state.talk) ends = talk(app, middle, right);
    else if (state.wrap) ends = wrap(app, middle, right);
    else middle.replaceChildren(ready(app));
  };
  const onEnded = ({ detail }) => detail.wrap_up || tell(t(`talk.ended-${detail.reason}`), { stays: LOST.includes(detail.reason) });
  state.addEventListener("ended", onEnded);
  const offs = [endQueue, endMissed, state.on(["talk", "wrap", "presence"], draw), () => state.removeEventListener("ended", onEnded)];
  draw();
  return () => [...offs, ...ends].forEach((off) => off());
}

/** What the middle shows: drawn anew only when it is something else. */
function what({ talk, wrap, presence }) {
  if (talk) return `talk ${talk.ticket.id}`;
  return wrap ? `wrap ${wrap.ticket}` : `ready ${presence}`;
}

function talk(app, middle, right) {
  const panel = talkPanel(app, teacher(app));
  const show = pusher(app);
  const [suggestions, endSuggestions] = suggestionsPanel(app, panel.put, show);
  middle.replaceChildren(panel.root);
  right.replaceChildren(handoverCard(app.state.talk), suggestions, repliesPanel(app, panel.put), pushPanel(show));
  panel.focus();
  return [panel.end, endSuggestions];
}

function wrap(app, middle, right) {
  const { root, focus, end } = wrapUp(app, teacher(app));
  middle.replaceChildren(root);
  if (app.state.wrap.talk) right.replaceChildren(handoverCard(app.state.wrap.talk));
  focus();
  return [end];
}

/** Nobody is there to talk with: whether one rings for it. */
function ready({ state, person }) {
  const sign = { available: "bell", hold: "pause", away: "clock" }[state.presence];
  const name = el("h1", {}, t(`ready.${state.presence}`, { name: person.shown }));
  return el("section", { class: "card ready" }, el("span", { class: `halo ${state.presence}` }, icon(sign)), name, el("p", { class: "hint" }, t(`ready.${state.presence}-why`)));
}

/** What makes an entry of a line; null where this role has no such view. */
function teacher({ person, state, go }) {
  if (!viewsOf(person.role).some((view) => view.id === "knowledge")) return null;
  return (line) => {
    const ticket = state.talk?.ticket ?? state.wrap?.talk?.ticket;
    go("knowledge", { question: line.text, lang: line.lang || language(), kiosk: ticket?.kiosk ?? "" });
  };
}
