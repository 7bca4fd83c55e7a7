/**
 * The field of a talk. Said by the face: the sentence is sent with Enter and spoken as it stands. Written: the shopper
 * reads along letter by letter (real-time text, EN 301 549, 6.2), and Enter begins the next line.
 */

import { button, choice, el, icon } from "../dom.js";
import { now } from "../http.js";
import { LANGUAGES, languageInText, t } from "../i18n.js";
import { fault } from "../notices.js";
import { tongue } from "../words.js";

const LONGEST = 2000;
const AWAY = { code: "desk.kiosk-away", sentence: "The kiosk is away for the moment.", remedy: "Send it again when it is back." };

/** Whether the kiosk is there to get something; that it is not is told. */
export function reached({ talk }) {
  if (talk?.peer === false) fault(AWAY);
  return talk !== null && talk.peer;
}

/**
 * The composer of the present talk. Returns it, `put(text, reply)`, which fills the field, and `focus()`. A `reply` is
 * a ready one of the store: sent as it stands, the desk says it by its name.
 */
export function composer({ state, line }) {
  const talk = state.talk;
  const sender = new Sender(state, line);
  const ways = ["said", "written"].map((way) => {
    const radio = el("input", { type: "radio", name: "way", value: way, checked: (talk.way ?? "said") === way });
    return el("label", {}, radio, icon(way === "said" ? "face" : "keyboard"), el("span", {}, t(`talk.${way}`)));
  });
  const box = el("textarea", { rows: 2, maxlength: LONGEST, id: "composer", "aria-describedby": "spoken", "aria-keyshortcuts": "F2", value: talk.draft ?? "" });
  const label = el("label", { for: "composer", class: "unseen" });
  const tongues = languages(talk);
  const spoken = el("p", { class: "spoken", id: "spoken" });
  const send = button(t("talk.send"), { sign: "send", kind: "primary", type: "submit" });
  const preview = () => {
    const said = way() === "said";
    const text = box.value.trim();
    const words = said ? t("talk.will-say", { language: languageInText(tongues.value) }) : t("talk.reads-along");
    label.textContent = t(said ? "talk.field-said" : "talk.field-written");
    spoken.replaceChildren(el("span", {}, words), " ", said && text ? el("q", { lang: tongues.value }, text) : "");
    box.placeholder = label.textContent;
    tongues.hidden = !said;
    box.lang = said ? tongues.value : talk.ticket.lang;
  };
  const way = () => form.querySelector("[name=way]:checked").value;
  const form = el("form", { class: "composer" }, el("div", { class: "row ends" }, el("fieldset", { class: "segments" }, el("legend", { class: "unseen" }, t("talk.way")), ways), tongues), el("div", { class: "entry" }, label, box, send), spoken);
  box.addEventListener("input", () => {
    state.keepDraft(box.value);
    if (way() === "written") sender.type(box.value);
    preview();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("change", ({ target }) => {
    if (target.name === "way") talk.way = target.value;
    if (target.name === "way" && target.value === "said") sender.type("");
    preview();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!reached(state)) return;
    const sent = way() === "said" ? sender.whisper(box.value.trim(), tongues.value) : sender.finish(box.value.trim());
    if (sent) keep("");
    preview();
    box.focus();
  });
  preview();
  const keep = (text) => {
    box.value = text;
    state.keepDraft(text);
  };
  const put = (text, reply = null) => {
    sender.ready = reply;
    if (reply) tongues.value = reply.lang;
    keep(text.slice(0, LONGEST));
    if (way() === "written") sender.type(box.value);
    preview();
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  };
  return { form, put, focus: () => box.focus() };
}

function languages(talk) {
  const known = [...new Set([talk.ticket.lang, ...LANGUAGES])];
  return choice(known.map((each) => [each, tongue(each)]), { class: "tongue", "aria-label": t("talk.language"), value: talk.ticket.lang });
}

/** What is sent of the field, and put into the transcript of this page. */
class Sender {
  ready = null;
  #number = null;

  constructor(state, line) {
    Object.assign(this, { state, line });
  }

  /** Words that the face speaks; false if they could not be sent. */
  whisper(text, lang) {
    const { state, line } = this;
    if (!text) return false;
    const id = state.nextNumber();
    if (this.ready?.text === text && this.ready.lang === lang) {
      return line.send("canned-reply", { ticket: state.talk.ticket.id, id, reply: this.ready.id });
    }
    if (!line.send("whisper", { ticket: state.talk.ticket.id, id, text, lang })) return false;
    this.#show(id, text, true, "said", lang);
    return true;
  }

  /** All of the line so far, with every character. */
  type(text) {
    if (!text && this.#number === null) return;
    this.#number ??= this.state.nextNumber();
    this.#send(text, false);
  }

  /** The line is written; false if it could not be sent. */
  finish(text) {
    if (!text) return false;
    this.#number ??= this.state.nextNumber();
    if (!this.#send(text, true)) return false;
    this.#show(this.#number, text, true, "written", this.state.talk.ticket.lang);
    this.#number = null;
    return true;
  }

  #send(text, done) {
    return this.line.send("typed", { ticket: this.state.talk.ticket.id, line: this.#number, text, done });
  }

  #show(number, text, final, way, lang) {
    this.state.putLine({ key: `own:${number}`, by: "colleague", text, lang, at: now(), final, way });
  }
}
