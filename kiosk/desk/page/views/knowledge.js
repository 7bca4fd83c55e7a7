/** What the store knows: what was asked in vain, entries in all languages, drafts, a question tried, tables, versions. */

import { el } from "../dom.js";
import { t } from "../i18n.js";
import { loaded, nothing } from "../parts/loaded.js";
import { tabs } from "../parts/tabs.js";
import * as draftsTab from "./knowledge/drafts.js";
import * as entriesTab from "./knowledge/entries.js";
import * as entryTab from "./knowledge/entry.js";
import * as tableTab from "./knowledge/table.js";
import * as tryTab from "./knowledge/try.js";
import * as unansweredTab from "./knowledge/unanswered.js";
import * as versionsTab from "./knowledge/versions.js";

const EDITORS = ["content", "supervisor"];
const ALL = ["agent", ...EDITORS];
const TABS = [
  { id: "unanswered", roles: EDITORS, draw: unansweredTab.draw },
  { id: "entries", roles: ALL, draw: entriesTab.draw },
  { id: "drafts", roles: ALL, draw: draftsTab.draw },
  { id: "try", roles: ALL, draw: tryTab.draw },
  { id: "table", roles: EDITORS, draw: tableTab.draw },
  { id: "versions", roles: EDITORS, draw: versionsTab.draw },
];

/** Draw into `root`. `#/knowledge?question=…&lang=…` begins an entry with a question. */
export function mount(root, app, query) {
  const below = el("div", {});
  root.append(el("h1", { class: "unseen" }, t("knowledge.title")), below);
  loaded(below, () => app.api("GET", "knowledge"), (store) => whole(app, store, query));
}

function whole(app, store, query) {
  if (!store.here) return nothing("book", t("knowledge.no-store"), el("p", { class: "hint" }, t("knowledge.no-store-why")));
  const known = TABS.filter(({ roles }) => roles.includes(app.person.role));
  const wanted = query.question || query.entry ? "entries" : query.tab;
  const tab = known.find(({ id }) => id === wanted) ?? known[0];
  const head = el("div", {});
  const panel = el("div", { class: "stack panel" });
  const editor = EDITORS.includes(app.person.role);
  const drawHead = (now) => head.replaceChildren(tabRow(known, tab, now), about(now));
  const changed = () => app.api("GET", "knowledge").then(drawHead, () => undefined);
  const context = { app, store, query, editor, changed, langs: store.langs, own: ownLanguage(app, store) };
  drawHead(store);
  const draw = query.question || query.entry ? entryTab.draw : tab.draw;
  draw(panel, context);
  return el("div", { class: "console" }, head, panel);
}

function tabRow(known, tab, { drafts }) {
  const rows = known.map(({ id }) => [id, t(`knowledge.tab-${id}`), id === "drafts" ? drafts : 0]);
  return tabs("knowledge", t("knowledge.title"), rows, tab.id);
}

function about({ name, entries, version }) {
  return el("p", { class: "hint about" }, t("knowledge.store", { name, n: Math.max(0, ...Object.values(entries)), version }));
}

/** The language of the store that the colleague reads best. */
function ownLanguage(app, store) {
  const wanted = [document.documentElement.lang, ...app.person.languages, store.lang];
  return wanted.find((each) => store.langs.includes(each)) ?? store.langs[0];
}
