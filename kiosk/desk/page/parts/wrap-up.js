/**
 * What it was about, in seconds and without the mouse: begun from the desk's draft, Enter or Ctrl+Enter keeps it.
 * The desk waits two minutes for a note: shortly before that it is kept as it stands.
 */

import { button, el, field } from "../dom.js";
import { now } from "../http.js";
import { t } from "../i18n.js";
import { transcript } from "./transcript.js";

const RESULTS = ["answered", "sold", "to-the-shelf", "callback", "unsolved", "other"];
const MOODS = ["unknown", "negative", "neutral", "positive"];
const LINES = 3;
const LONGEST = 200;
const KEPT_AFTER_MS = 105_000;

/** The form of the present wrap-up, as it was left: `{ root, focus, end }`; `teach` as in the transcript. */
export function wrapUp({ state, line }, teach) {
  const { ticket, reason, talk } = state.wrap;
  const draft = state.wrap.note ?? state.wrap.draft;
  const label = el("input", { maxlength: LONGEST, value: draft?.label ?? "", autocomplete: "off" });
  const summary = el("textarea", { rows: LINES, value: (draft?.summary ?? []).join("\n") });
  const result = choices("result", RESULTS, draft?.result ?? "answered");
  const mood = choices("mood", MOODS, draft?.mood ?? "unknown");
  const keep = button(t("wrap.keep"), { sign: "check", kind: "primary", type: "submit", "aria-keyshortcuts": "Control+Enter" });
  keep.append(el("kbd", {}, "Ctrl ↵"));
  const fields = [field(t("wrap.label"), label, t("wrap.label-hint")), result, field(t("wrap.summary"), summary, t("wrap.summary-hint")), mood];
  const form = el("form", { class: "card form wrap-up" }, el("div", {}, el("h1", {}, t("wrap.title")), el("p", { class: "hint" }, t(`wrap.ended-${reason}`))), fields, el("div", { class: "row" }, keep));
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) form.requestSubmit();
  });
  const written = () => {
    const lines = summary.value.split("\n").map((each) => each.trim().slice(0, LONGEST)).filter(Boolean);
    return { label: label.value.trim(), summary: lines.slice(0, LINES), mood: chosen(mood), result: chosen(result) };
  };
  const edited = () => state.wrap?.ticket === ticket && state.editNote(written());
  form.addEventListener("input", edited);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!keep.disabled) keep.disabled = line.send("wrap-up", { ticket, note: written() });
  });
  const lines = talk?.lines ?? [];
  const said = lines.length ? el("section", { class: "card panel" }, el("h2", {}, t("talk.transcript")), transcript(() => lines, teach)[0]) : null;
  edited();
  keepLate(state, line);
  const end = state.on(["wrap", "line"], () => (keep.disabled = false)); // what was sent then is not there yet
  return { root: el("div", { class: "stack" }, form, said), focus: () => label.select(), end };
}

/** Keep the note as it stands before the desk's time is over, whichever view one is in. */
function keepLate(state, line) {
  const { ticket, since } = state.wrap;
  const left = KEPT_AFTER_MS - (now() - since) * 1000;
  state.wrap.late ??= setTimeout(() => state.wrap?.ticket === ticket && line.up && line.send("wrap-up", { ticket, note: state.wrap.note }), left);
}

function choices(name, values, value) {
  const radios = values.map((each) => el("label", {}, el("input", { type: "radio", name, value: each, checked: each === value }), el("span", {}, t(`wrap.${name}-${each}`))));
  return el("fieldset", { class: "field" }, el("legend", { class: "label" }, t(`wrap.${name}`)), el("div", { class: "segments wraps" }, radios));
}

function chosen(fieldset) {
  return fieldset.querySelector(":checked").value;
}
