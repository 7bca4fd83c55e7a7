/** Signing in: a name and a password, and why it did not go. */

import { button, choice, el, field, icon } from "../dom.js";
import { LANGUAGES, language, load, t } from "../i18n.js";
import { clear, fault } from "../notices.js";

/** Draw into `root`; `onDone(person)` when somebody is in. */
export function mount(root, { api, onDone }) {
  const name = el("input", { name: "name", autocomplete: "username", required: true, autocapitalize: "none", spellcheck: "false" });
  const password = el("input", { name: "password", type: "password", autocomplete: "current-password", required: true });
  const enter = button(t("signin.enter"), { kind: "primary wide", type: "submit" });
  const form = el("form", { class: "card sign-in" }, brand(), el("h1", {}, t("signin.title")), field(t("signin.name"), name), field(t("signin.password"), password), enter, el("p", { class: "hint" }, t("signin.lost")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    enter.disabled = true;
    clear();
    try {
      onDone(await api("POST", "session", { name: name.value.trim(), password: password.value }));
    } catch (refusal) {
      if (refusal.code === undefined) throw refusal;
      fault(refusal);
      enter.disabled = false;
      password.select();
    }
  });
  root.replaceChildren(el("div", { class: "middle" }, form, languages()));
  name.focus();
  api("GET", "provider").then(({ offered }) => offered && enter.after(provider()), () => {}); // passwords always do
  tellRefusal();
}

/** The way by a company's own sign-in, where there is one. */
function provider() {
  return el("a", { class: "button wide", href: "/api/provider/there" }, t("signin.provider"));
}

/** Who comes back from there without being let in stands behind the address. */
function tellRefusal() {
  const code = new URLSearchParams(location.search).get("refused");
  if (code === null) return;
  history.replaceState(null, "", "/");
  fault({ code, sentence: t("errors.oidc-refused.sentence"), remedy: t("errors.oidc-refused.remedy") });
}

function brand() {
  return el("p", { class: "brand" }, el("span", { class: "sign" }, icon("desk")), t("shell.name"));
}

function languages() {
  const names = { nl: "Nederlands", en: "English", fr: "Français", de: "Deutsch" };
  const select = choice(LANGUAGES.map((each) => [each, names[each]]), { "aria-label": t("settings.language"), value: language() });
  select.addEventListener("change", () => load(select.value));
  return el("p", { class: "languages" }, icon("globe"), select);
}
