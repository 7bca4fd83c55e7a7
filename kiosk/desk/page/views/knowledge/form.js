/** The form of an entry in one language, and the draft that comes of what was changed in it. */

import { button, choice, el, field } from "../../dom.js";
import { languageName, t } from "../../i18n.js";
import { tell, tried } from "../../notices.js";

const TEXTS = ["title", "answer", "caption", "owner", "place", "valid_from", "valid_to"];
const CLEARABLE = ["caption", "owner", "place", "valid_from", "valid_to"];
const LONGEST_NAME = 40;

/**
 * A form for a new entry (`entry` is empty), or for one in a language that has it (`written`) or not. `questions` stand
 * in it at first. `done(draft)` when it was kept, `left()` when it was left.
 */
export function draftForm(context, { entry = "", lang, written = null, questions = [], done, left }) {
  const controls = made(context, written, questions);
  const tongue = choice(context.langs.map((each) => [each, languageName(each)]), { value: lang, disabled: entry !== "" });
  const name = el("input", { value: entry, pattern: "[a-z0-9]+(-[a-z0-9]+)*", maxlength: 80, required: true, spellcheck: "false", readonly: entry !== "" });
  const head = entry === "" ? el("div", { class: "pair" }, field(t("knowledge.language"), tongue), field(t("knowledge.id"), name, t("knowledge.id-hint"))) : null;
  if (entry === "") follow(name, controls);
  const keep = button(t("knowledge.keep"), { kind: "primary", sign: "check", type: "submit" });
  const deeds = el("div", { class: "row deeds" }, keep, button(t("console.cancel"), { onclick: left }));
  const form = el("form", { class: "form" }, head, fields(controls), deeds, el("p", { class: "hint" }, t("knowledge.keep-hint")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wish = { entry: name.value, lang: entry === "" ? tongue.value : lang, ...changed(controls, written) };
    keep.disabled = true;
    const kept = await tried(() => context.app.api("POST", "knowledge/drafts", wish));
    keep.disabled = false;
    if (kept === undefined) return;
    tell(t("knowledge.kept", { n: kept.draft.number }), { kind: "good", sign: "check" });
    context.changed();
    done(kept.draft);
  });
  return form;
}

function made({ store }, written, questions) {
  const spoken = { rows: 3, maxlength: 2000, required: !written?.action, value: written?.answer ?? "" };
  const asked = [...(written?.phrasings ?? []), ...questions];
  return {
    title: el("input", { maxlength: 60, value: written?.title ?? "" }),
    answer: el("textarea", spoken),
    phrasings: el("textarea", { rows: Math.min(12, Math.max(4, asked.length + 1)), required: true, value: asked.join("\n"), spellcheck: "true" }),
    caption: el("input", { maxlength: 2000, value: written?.caption ?? "" }),
    owner: el("input", { maxlength: 80, value: written?.owner ?? "" }),
    place: el("input", { maxlength: 80, value: written?.place ?? "", spellcheck: "false" }),
    valid_from: el("input", { type: "date", value: written?.valid_from ?? "" }),
    valid_to: el("input", { type: "date", value: written?.valid_to ?? "" }),
    store,
  };
}

function fields(controls) {
  const more = el("details", { class: "more" }, el("summary", {}, t("knowledge.more")), el("div", { class: "form" },
    field(t("knowledge.caption"), controls.caption, t("knowledge.caption-hint")),
    el("div", { class: "pair" }, field(t("knowledge.owner"), controls.owner), field(t("knowledge.place"), controls.place)),
    el("div", { class: "pair" }, field(t("knowledge.from"), controls.valid_from), field(t("knowledge.to"), controls.valid_to)),
  ));
  more.open = CLEARABLE.some((name) => name !== "owner" && controls[name].value !== "");
  return [
    field(t("knowledge.answer"), controls.answer, t("knowledge.answer-hint")),
    field(t("knowledge.phrasings"), controls.phrasings, t("knowledge.phrasings-hint")),
    field(t("knowledge.button"), controls.title, t("knowledge.button-hint")),
    more,
  ];
}

/** The id follows the title, or the first question, until somebody types it. */
function follow(name, { title, phrasings }) {
  let own = false;
  name.addEventListener("input", () => (own = name.value !== ""));
  const put = () => {
    if (!own) name.value = slug(title.value || phrasings.value.split("\n")[0]);
  };
  for (const each of [title, phrasings]) each.addEventListener("input", put);
  put();
}

/** Small letters, digits and hyphens. */
export function slug(words) {
  const plain = words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const whole = plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return whole.slice(0, LONGEST_NAME).replace(/-+$/, "");
}

/** Lines without blanks around and without empty ones. */
export function lines(text) {
  return [...new Set(text.split("\n").map((each) => each.trim()).filter(Boolean))];
}

/** What a draft says: only what is not as it was. */
function changed(controls, written) {
  const now = lines(controls.phrasings.value);
  const before = written?.phrasings ?? [];
  const said = { questions: now.filter((each) => !before.includes(each)), removed: before.filter((each) => !now.includes(each)), cleared: [] };
  for (const name of TEXTS) {
    const text = controls[name].value.trim();
    if (text === (written?.[name] ?? "")) continue;
    if (text !== "") said[name] = text;
    else if (CLEARABLE.includes(name)) said.cleared.push(name);
  }
  return said;
}
