/** Who may sign in: added, changed, given another password, removed. */

import { button, choice, el, field } from "../../dom.js";
import { languageName, t } from "../../i18n.js";
import { tell, tried } from "../../notices.js";
import { confirmed } from "../../parts/confirm.js";
import { openDialog } from "../../parts/dialog.js";
import { loaded } from "../../parts/loaded.js";

const ROLES = ["agent", "supervisor", "content", "technician"];
const SPOKEN = ["nl", "en", "fr", "de", "ko", "tr", "ar", "pl", "es", "it"];
const SHORTEST = 10;

/** Draw into `panel`. */
export function draw(panel, app) {
  const list = el("div", { class: "card" });
  const show = () => loaded(list, () => app.api("GET", "staff"), ({ staff }) => table(app, staff, show));
  const add = button(t("staff.add"), { sign: "plus", kind: "primary", onclick: () => edit(app, null, show) });
  panel.append(el("div", { class: "row ends" }, el("p", {}, t("staff.hint")), add), list);
  show();
}

function table(app, staff, again) {
  const heads = ["name", "sign-in", "role", "languages", "skills"].map((name) => el("th", { scope: "col" }, t(`staff.head-${name}`)));
  const rows = staff.map((person) => row(app, person, again));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("staff.tab-colleagues") }, el("table", {}, el("caption", { class: "unseen" }, t("staff.tab-colleagues")), el("thead", {}, el("tr", {}, heads, el("td", {}))), el("tbody", {}, rows)));
}

function row(app, person, again) {
  const { name, shown, role, languages, skills } = person;
  const named = (words) => ({ small: true, kind: "quiet", "aria-label": `${words}: ${shown}`, title: words });
  const deeds = [
    button(t("staff.change"), { sign: "edit", ...named(t("staff.change")), onclick: () => edit(app, person, again) }),
    button(t("staff.password"), { sign: "keyboard", ...named(t("staff.password")), onclick: () => renew(app, person) }),
    name === app.person.name ? null : button(t("staff.remove"), { sign: "trash", ...named(t("staff.remove")), onclick: () => remove(app, person, again) }),
  ];
  const kind = role === "supervisor" ? "accent" : "";
  return el("tr", {}, el("th", { scope: "row" }, shown), el("td", {}, name), el("td", {}, el("span", { class: `chip ${kind}` }, t(`staff.role-${role}`))), el("td", {}, languages.map(languageName).join(", ")), el("td", {}, skills.join(", ")), el("td", { class: "deed" }, el("span", { class: "row" }, deeds)));
}

function edit(app, person, again) {
  const shown = el("input", { required: true, maxlength: 80, value: person?.shown ?? "" });
  const name = el("input", { required: true, maxlength: 80, pattern: "[A-Za-z0-9._@\\-]+", autocapitalize: "none", spellcheck: "false" });
  const role = choice(ROLES.map((each) => [each, t(`staff.role-${each}`)]), { value: person?.role ?? "agent", disabled: person?.name === app.person.name });
  const about = el("p", { class: "hint" });
  const tellRole = () => (about.textContent = t(`staff.about-${role.value}`));
  role.addEventListener("change", tellRole);
  tellRole();
  const [languages, chosen] = tongues(person?.languages ?? [document.documentElement.lang]);
  const skills = el("input", { value: (person?.skills ?? []).join(", "), maxlength: 400 });
  const password = person ? null : secret();
  const keep = button(t(person ? "staff.keep" : "staff.add"), { kind: "primary", type: "submit" });
  const form = el("form", { class: "form" }, field(t("staff.shown"), shown, t("staff.shown-hint")), person ? null : field(t("staff.head-sign-in"), name, t("staff.name-hint")), el("div", {}, field(t("staff.head-role"), role), about), languages, field(t("staff.head-skills"), skills, t("staff.skills-hint")), password ? field(t("staff.password"), password, t("staff.password-hint")) : null, el("div", { class: "row deeds" }, keep));
  const dialog = openDialog(person ? t("staff.change-one", { name: person.shown }) : t("staff.add"), form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wish = { shown: shown.value.trim(), role: role.value, languages: chosen(), skills: listed(skills.value) };
    const done = person ? await tried(() => app.api("PATCH", `staff/${encodeURIComponent(person.name)}`, wish)) : await tried(() => app.api("POST", "staff", { ...wish, name: name.value, password: password.value }));
    if (done === undefined) return;
    dialog.close();
    tell(t(person ? "staff.changed" : "staff.added", { name: wish.shown }), { kind: "good", sign: "check" });
    again();
  });
}

function tongues(spoken) {
  const all = [...new Set([...SPOKEN, ...spoken])];
  const boxes = all.map((lang) => [lang, el("input", { type: "checkbox", checked: spoken.includes(lang) })]);
  const labels = boxes.map(([lang, box]) => el("label", { class: "check" }, box, languageName(lang)));
  const group = el("fieldset", {}, el("legend", { class: "label" }, t("staff.head-languages")), el("div", { class: "checks" }, labels));
  return [group, () => boxes.filter(([, box]) => box.checked).map(([lang]) => lang)];
}

function secret() {
  return el("input", { type: "password", required: true, minlength: SHORTEST, maxlength: 200, autocomplete: "new-password" });
}

function renew({ api }, { name, shown }) {
  const password = secret();
  const form = el("form", { class: "form" }, field(t("staff.new-password"), password, t("staff.password-hint")), el("div", { class: "row deeds" }, button(t("staff.keep"), { kind: "primary", type: "submit" })));
  const dialog = openDialog(t("staff.password-of", { name: shown }), form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if ((await tried(() => api("PATCH", `staff/${encodeURIComponent(name)}`, { password: password.value }))) === undefined) return;
    dialog.close();
    tell(t("staff.password-set", { name: shown }), { kind: "good", sign: "check" });
  });
}

async function remove({ api }, { name, shown }, again) {
  if (!(await confirmed(t("staff.remove-one", { name: shown }), t("staff.remove-why"), t("staff.remove")))) return;
  if ((await tried(() => api("DELETE", `staff/${encodeURIComponent(name)}`))) === undefined) return;
  tell(t("staff.removed", { name: shown }), { kind: "good", sign: "check" });
  again();
}

function listed(text) {
  return [...new Set(text.split(",").map((each) => each.trim()).filter(Boolean))];
}
