/**
 * Words of the page in the language of whoever uses it. `i18n/<language>.json` holds them, those of the console
 * `i18n/console/<language>.json`, and what is told of the knowledge `i18n/knowledge/<language>.json`; a key is a path with dots.
 * A text has places in braces: `{name}`. Where the words differ by number, the value holds plural forms (`one`,
 * `other`), chosen by `n`.
 */

export const LANGUAGES = ["nl", "en", "fr", "de"];
const KEPT = "desk.language";
const CHANGED = new EventTarget();

let words = {};
let lang = "en";
let plural = new Intl.PluralRules("en");

/** The language that the page is in. */
export function language() {
  return lang;
}

/** Load a language: the one given, the one kept, or the first of the browser's that there is. */
export async function load(wanted = null) {
  const known = [wanted, kept(), ...navigator.languages.map((each) => each.slice(0, 2)), "en"];
  const chosen = known.find((each) => LANGUAGES.includes(each));
  const files = ["", "console/", "knowledge/"].map((folder) => `./i18n/${folder}${chosen}.json`);
  const answers = await Promise.all(files.map((file) => fetch(new URL(file, import.meta.url))));
  words = Object.assign({}, ...(await Promise.all(answers.map((answer) => answer.json()))));
  lang = chosen;
  plural = new Intl.PluralRules(lang);
  document.documentElement.lang = lang;
  if (wanted) localStorage.setItem(KEPT, lang);
  CHANGED.dispatchEvent(new Event("changed"));
}

/** Call `then` when the language has changed; returns what ends that. */
export function onLanguage(then) {
  CHANGED.addEventListener("changed", then);
  return () => CHANGED.removeEventListener("changed", then);
}

/** The words of a key. One that is missing shows itself: a test finds it before anybody reads it. */
export function t(key, values = {}) {
  const found = look(key);
  if (found === undefined) return key;
  const text = typeof found === "string" ? found : (found[plural.select(values.n)] ?? found.other);
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Whether there are words for a key. */
export function has(key) {
  return look(key) !== undefined;
}

/** The name of a language in the page's own, as it stands within a sentence. */
export function languageInText(code) {
  return new Intl.DisplayNames([lang], { type: "language" }).of(code);
}

/** The name of a language by itself; empty for none. */
export function languageName(code) {
  if (!code) return "";
  const name = languageInText(code);
  return name.charAt(0).toLocaleUpperCase(lang) + name.slice(1);
}

/** Minutes and seconds, as 1:05. */
export function minutes(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** The time of day of a moment (seconds since 1970). */
export function timeOfDay(at) {
  return new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit" }).format(new Date(at * 1000));
}

/** A sentence of the desk, `{ key, values, sentence }`: in the page's language where it is known, else as the desk said it. */
export function inWords(group, { key, values, sentence }) {
  return has(`${group}.${key}`) ? t(`${group}.${key}`, values) : sentence;
}

/** A sentence and what to do about it, in the page's language where it is known, else as the desk said it. */
export function told(refusal) {
  const key = `errors.${refusal.code.replace("desk.", "")}`;
  if (!has(key)) return { sentence: refusal.sentence, remedy: refusal.remedy };
  return { sentence: t(`${key}.sentence`), remedy: t(`${key}.remedy`) };
}

function kept() {
  return localStorage.getItem(KEPT);
}

function look(key) {
  return key.split(".").reduce((place, name) => place?.[name], words);
}
