/** Kiosks as they are now, and which of them may talk to the desk. */

import { button, el, field, icon } from "../dom.js";
import { has, languageName, t } from "../i18n.js";
import { tell, tried } from "../notices.js";
import { confirmed } from "../parts/confirm.js";
import { openDialog } from "../parts/dialog.js";
import { loaded, nothing } from "../parts/loaded.js";
import { watch } from "../parts/watch.js";
import { part } from "../words.js";
import { showCode } from "./kiosks/code.js";
import { dated, dayOf } from "./knowledge/dated.js";

/** Draw into `root`; returns what ends it. */
export function mount(root, app) {
  const list = el("div", { class: "stack" });
  const now = new Map();
  const add = button(t("kiosks.add"), { sign: "plus", kind: "primary", onclick: () => adding(app) });
  root.append(el("div", { class: "console stack" }, el("div", { class: "row ends" }, el("h1", {}, t("kiosks.title")), add), list));
  const show = () => loaded(list, () => app.api("GET", "kiosks"), ({ kiosks }) => all(app, kiosks, now, show));
  show();
  return app.person.role === "supervisor" ? watch(app.line, { kiosks: ({ kiosks }) => told(list, kiosks, now, show) }) : undefined;
}

/** What kiosks told: into their cards; one that is new is fetched with its rights. */
function told(list, kiosks, now, show) {
  for (const each of kiosks) now.set(each.kiosk, each);
  const cards = new Map([...list.querySelectorAll("[data-kiosk]")].map((card) => [card.dataset.kiosk, card]));
  if (list.childElementCount && kiosks.some(({ kiosk }) => !cards.has(kiosk))) return show();
  for (const each of kiosks) live(cards.get(each.kiosk)?.querySelector(".live"), each);
  return undefined;
}

function all(app, kiosks, now, again) {
  if (!kiosks.length) return nothing("kiosk", t("kiosks.none"), el("p", { class: "hint" }, t("kiosks.none-why")));
  const here = kiosks.filter((each) => each.revoked_at === null);
  const gone = kiosks.filter((each) => each.revoked_at !== null);
  const cards = el("ul", { class: "tilted" }, here.map((each) => card(app, each, now, again)));
  const revoked = gone.length ? el("details", { class: "card" }, el("summary", {}, t("kiosks.revoked", { n: gone.length })), el("ul", {}, gone.map(({ name, revoked_at: at }) => el("li", {}, t("kiosks.revoked-at", { name, at: dated(at * 1000) }))))) : null;
  return [cards, revoked];
}

function card(app, { name, enrolled_at: at }, now, again) {
  const place = el("div", { class: "live" });
  if (app.person.role === "supervisor") live(place, now.get(name));
  const revoke = button(t("kiosks.revoke"), { sign: "trash", kind: "quiet", "aria-label": t("kiosks.revoke-one", { name }), onclick: () => revoked(app, name, again) });
  const foot = el("div", { class: "row ends foot" }, el("span", { class: "hint" }, t("kiosks.since", { at: dayOf(at * 1000) })), revoke);
  return el("li", { class: "card kiosk", "data-kiosk": name }, el("h2", {}, icon("kiosk"), name), place, foot);
}

/** What a kiosk does now; drawn only where it is another than before. */
function live(place, told) {
  if (!place || !told) return;
  const mark = JSON.stringify(told);
  if (place.dataset.mark === mark) return;
  place.dataset.mark = mark;
  const { online, state, missing, asked, lang } = told;
  const line = el("p", { class: "row" }, el("span", { class: `chip ${online ? "accent" : "alert"}` }, t(online ? "kiosks.online" : "kiosks.offline")), state ? el("span", { class: "chip" }, has(`kiosks.state-${state}`) ? t(`kiosks.state-${state}`) : state) : null, lang ? el("span", { class: "chip" }, languageName(lang)) : null);
  const fails = missing.length ? el("p", { class: "row refused" }, icon("warning"), t("kiosks.missing", { parts: missing.map(part).join(", ") })) : null;
  const question = asked ? el("blockquote", { lang: lang || null }, asked) : null;
  place.replaceChildren(...[line, fails, question].filter(Boolean));
}

async function revoked({ api }, name, again) {
  if (!(await confirmed(t("kiosks.revoke-one", { name }), t("kiosks.revoke-why"), t("kiosks.revoke")))) return;
  if ((await tried(() => api("DELETE", `kiosks/${encodeURIComponent(name)}`))) === undefined) return;
  tell(t("kiosks.is-revoked", { name }), { kind: "good", sign: "check" });
  again();
}

function adding({ api }) {
  const name = el("input", { required: true, maxlength: 80, pattern: "[A-Za-z0-9._\\-]+", spellcheck: "false", autofocus: true });
  const go = button(t("kiosks.make-code"), { kind: "primary", type: "submit" });
  const form = el("form", { class: "form" }, el("p", { class: "hint" }, t("kiosks.add-hint")), field(t("kiosks.name"), name, t("kiosks.name-hint")), el("div", { class: "row deeds" }, go));
  const dialog = openDialog(t("kiosks.add"), form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    go.disabled = true;
    const made = await tried(() => api("POST", "enrolments", { kiosk: name.value }));
    go.disabled = false;
    if (made) showCode(dialog, form, made);
  });
}
