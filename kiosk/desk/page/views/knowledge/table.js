/** Tables in and out: what would change or is wrong, by row and column, before anything is written; and the way back. */

import { button, choice, el, field, icon } from "../../dom.js";
import { languageName, t } from "../../i18n.js";
import { tell, tried } from "../../notices.js";
import { busy, refused } from "../../parts/loaded.js";
import { upload } from "../../parts/upload.js";
import { faultWords } from "./faults.js";
import { changesTable } from "./shown.js";

const FORMS = [["xlsx", "Excel (.xlsx)"], ["csv", "CSV"], ["yaml", "YAML"]];
const SHOWN = 80;

/** Draw into `panel`. */
export function draw(panel, context) {
  panel.append(bringIn(context), takeOut(context));
}

function bringIn(context) {
  const file = el("input", { type: "file", accept: ".xlsx,.xlsm,.csv,.tsv,.txt,.yaml,.yml", required: true });
  const lang = choice([["", t("knowledge.by-column")], ...context.langs.map((each) => [each, languageName(each)])], { value: "" });
  const whole = el("input", { type: "checkbox" });
  const result = el("div", { class: "stack", "aria-live": "polite" });
  const wish = () => ({ file: file.files[0], lang: lang.value, whole: whole.checked });
  const look = (map = {}) => wish().file && send({ ...wish(), map }, result, (found) => planned(context, found, { ...wish(), map }, result, look));
  for (const each of [file, lang, whole]) each.addEventListener("change", () => look());
  const all = el("label", { class: "check" }, whole, t("knowledge.whole"));
  return el("section", { class: "card stack drop" }, el("h2", {}, t("knowledge.bring-in")), el("p", { class: "hint" }, t("knowledge.bring-in-hint")), el("div", { class: "pick" }, field(t("knowledge.file"), file), field(t("knowledge.lang-of-rows"), lang)), all, result);
}

/** Send the table, and draw what comes of it. */
async function send({ file, lang, whole, map, seen = "" }, result, drawn) {
  const query = new URLSearchParams({ name: file.name, lang, whole: whole ? "1" : "0", map: JSON.stringify(map), seen });
  result.replaceChildren(busy(t("knowledge.reading")));
  try {
    const found = await upload(`knowledge/import?${query}`, file);
    result.replaceChildren(...drawn(found).filter(Boolean));
  } catch (refusal) {
    if (refusal.code === undefined) throw refusal;
    result.replaceChildren(refused(refusal));
  }
}

function planned(context, found, wish, result, look) {
  if (found.written) return written(context, found);
  const wrong = found.faults.filter(({ severity }) => severity === "fault");
  const write = button(t("knowledge.write-table"), { kind: "primary", sign: "check", disabled: wrong.length > 0 || !found.changes.length, onclick: () => send({ ...wish, seen: found.seen }, result, (done) => planned(context, done, wish, result, look)) });
  const columns = found.missing.length || Object.keys(wish.map).length ? mapping(found, wish, look) : null;
  const verdict = wrong.length ? el("p", {}, el("strong", {}, t("knowledge.table-wrong", { n: wrong.length }))) : el("p", { class: "good" }, icon("check"), t("knowledge.table-good"));
  return [verdict, columns, faultsTable(found), wrong.length ? null : changesTable(found.changes), el("div", { class: "row" }, write)];
}

function written({ app, changed }, { changes, version }) {
  changed();
  const undo = button(t("knowledge.undo"), { sign: "back", onclick: async () => {
    undo.disabled = true;
    const done = await tried(() => app.api("POST", "knowledge/back", {}));
    if (done) tell(t("knowledge.is-back", { n: done.again, now: done.version }), { kind: "good", sign: "check" });
    changed();
  } });
  return [el("p", { class: "good" }, icon("check"), t("knowledge.table-written", { n: changes.length, version })), el("div", { class: "row" }, undo)];
}

/** Which header is which column, where the desk does not know. */
function mapping({ headers, missing, read }, { map }, look) {
  const wanted = [...new Set([...missing, ...Object.keys(map)])];
  const selects = wanted.map((column) => {
    const select = choice([["", "–"], ...headers.map((each) => [each, each])], { value: map[column] ?? read[column] ?? "" });
    select.addEventListener("change", () => {
      const { [column]: _, ...rest } = map;
      look(select.value ? { ...rest, [column]: select.value } : rest);
    });
    return field(t(`knowledge.column-${column}`), select);
  });
  return el("fieldset", { class: "card sunk" }, el("legend", { class: "label" }, t("knowledge.which-column")), el("div", { class: "pick" }, selects));
}

function faultsTable({ faults, unit }) {
  if (!faults.length) return null;
  const heads = [t(unit === "row" ? "knowledge.head-row" : "knowledge.head-line"), t("knowledge.head-column"), t("knowledge.head-wrong"), t("knowledge.head-mend")];
  const rows = faults.slice(0, SHOWN).map((fault) => {
    const { wrong, mend } = faultWords(fault);
    const [row, column] = [fault.row ? String(fault.row) : "–", fault.column || "–"];
    return el("tr", { class: fault.severity }, el("td", { class: "number" }, row), el("td", {}, column), el("td", {}, wrong), el("td", {}, mend));
  });
  const more = faults.length > SHOWN ? el("p", { class: "hint" }, t("knowledge.more-changes", { n: faults.length - SHOWN })) : null;
  return el("div", {}, el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("knowledge.faults") }, el("table", {}, el("caption", { class: "unseen" }, t("knowledge.faults")), el("thead", {}, el("tr", {}, heads.map((each) => el("th", { scope: "col" }, each)))), el("tbody", {}, rows))), more);
}

function takeOut({ langs }) {
  const form = choice(FORMS, { value: "xlsx" });
  const lang = choice([["", t("knowledge.all-languages")], ...langs.map((each) => [each, languageName(each)])], { value: "" });
  const link = el("a", { class: "button primary", download: true }, icon("download"), t("knowledge.download"));
  const aim = () => link.setAttribute("href", `/api/knowledge/export?form=${form.value}&lang=${lang.value}`);
  for (const each of [form, lang]) each.addEventListener("change", aim);
  aim();
  return el("section", { class: "card stack" }, el("h2", {}, t("knowledge.take-out")), el("p", { class: "hint" }, t("knowledge.take-out-hint")), el("div", { class: "pick" }, field(t("knowledge.form"), form), field(t("knowledge.language"), lang), link));
}
