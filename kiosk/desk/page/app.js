/** The page's life: who is signed in, the line to the desk, and which view is shown. */

import { ringing } from "./alarm.js";
import { Call } from "./call.js";
import { el } from "./dom.js";
import { api } from "./http.js";
import { load, onLanguage, t } from "./i18n.js";
import { Line } from "./line.js";
import * as notices from "./notices.js";
import { onlyHere } from "./one-tab.js";
import { confirmed } from "./parts/confirm.js";
import { heedKeys } from "./parts/shortcuts.js";
import { useTheme } from "./settings.js";
import { shell } from "./shell.js";
import { DeskState } from "./state.js";
import { viewsOf } from "./views.js";
import * as signIn from "./views/sign-in.js";
import { where } from "./words.js";

const NOT_SENT = { code: "desk.line-down", sentence: "The line to the desk is lost.", remedy: "Try again when it is back." };
const SILENT = ["typed", "offer", "answer", "candidate", "call-state", "mute", "assist-wanted", "watch"];

let person = null;
let line = null;
let app = null;
let endView = null;
let giveUp = null;
let drawn = new AbortController();
let endKeys = null;
let main = null;
let shows = 0;

/** Show a view; `query` stands behind its address. */
export function go(id, query = {}) {
  const behind = new URLSearchParams(query).toString();
  const hash = `#/${id}${behind ? `?${behind}` : ""}`;
  if (location.hash === hash) show();
  else location.hash = hash;
}

async function start() {
  useTheme();
  await load();
  addEventListener("hashchange", () => person && show());
  onLanguage(draw);
  person = await api("GET", "session").catch(() => null);
  await begin();
}

async function begin() {
  if (person === null) return draw();
  const state = new DeskState(person);
  line = new Line();
  app = { person, line, state, api, go, signOut, call: new Call(line, state) };
  endKeys = heedKeys(app);
  draw();
  if (!viewsOf(person.role).some((view) => view.id === "desk")) return undefined;
  state.follow(line);
  line.on("refusal", (refusal) => onRefusal(state, refusal));
  line.on("unsent", ({ about }) => SILENT.includes(about) || notices.fault(NOT_SENT));
  state.on(["unsent"], () => notices.tell(t("talk.unsent"), { sign: "warning", stays: true }));
  line.on("down", onDown);
  line.on("up", () => notices.over(NOT_SENT.code));
  const mine = line;
  giveUp = onlyHere(() => mine.open(), () => mine.close());
  return undefined;
}

/** Suggestions are wanted by the page, and nobody misses those of a desk that has none. */
function onRefusal(state, refusal) {
  if (refusal.about === "assist-wanted") return;
  if (refusal.about === "wrap-up") state.refuseNote(refusal.code !== "desk.database-away");
  if (refusal.line !== null) state.loseLine(refusal.ticket, refusal.line);
  notices.fault(refusal);
}

/** A line that is lost may be a session that is over, or another role. */
async function onDown() {
  const was = person;
  try {
    const now = await api("GET", "session");
    if (person === was && now.role !== was?.role) await beginAs(now);
  } catch (refusal) {
    if (refusal.status !== 401 || person === null) return;
    end();
    notices.fault(refusal);
  }
}

/** A supervisor has changed one's role: what was open ended with the line. */
async function beginAs(now) {
  await end();
  person = now;
  await begin();
  notices.tell(t("shell.role-changed"), { stays: true });
}

async function signOut() {
  const kiosk = where(app.state.talk?.ticket.kiosk ?? "");
  if (kiosk && !(await confirmed(t("shell.sign-out"), t("shell.sign-out-why", { kiosk }), t("shell.sign-out")))) return;
  await notices.tried(() => api("DELETE", "session"));
  end();
}

function end() {
  person = null;
  endKeys?.();
  line?.close();
  const freed = giveUp?.();
  line = app = giveUp = null;
  notices.clear();
  draw();
  return freed;
}

/** Draw everything anew: at the start, after signing in or out, in another language. */
function draw() {
  endView?.();
  endView = null;
  drawn.abort();
  drawn = new AbortController();
  main = el("main", { id: "main", tabindex: "-1" });
  if (person === null) {
    document.body.replaceChildren(notices.place(), main);
    document.title = t("shell.name");
    signIn.mount(main, { api, onDone: signedIn });
    return;
  }
  document.body.replaceChildren(...shell(app, main, drawn.signal), notices.place());
  show();
}

async function signedIn(who) {
  person = who;
  notices.clear();
  await begin();
}

/** What the tab is called: the first that is read out of a view. */
function titleOf(view) {
  const named = view !== undefined && view.id !== "desk";
  return named ? `${t(`${view.id}.title`)} – ${t("shell.name")}` : t("shell.name");
}

async function show() {
  const [, id, behind] = /^#\/([a-z-]*)\??(.*)$/.exec(location.hash) ?? ["", "", ""];
  const views = viewsOf(person.role);
  const view = views.find((each) => each.id === id) ?? views[0];
  endView?.();
  endView = null;
  main.replaceChildren();
  document.dispatchEvent(new CustomEvent("desk-view", { detail: view?.id }));
  if (!ringing()) document.title = titleOf(view);
  if (view === undefined) {
    main.append(el("p", { class: "empty" }, t("shell.no-view")));
    return;
  }
  const here = main;
  const mine = (shows += 1);
  const { mount } = await view.module();
  if (mine !== shows || here !== main || !here.isConnected) return;
  here.dataset.view = view.id;
  endView = mount(here, app, Object.fromEntries(new URLSearchParams(behind))) ?? null;
}

start();
