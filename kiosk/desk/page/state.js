/**
 * What the page knows of queue, offer, talk and wrap-up: the desk's messages, put together. `changed` events carry the
 * topic in `detail`: presence, queue, offer, talk (another one, or its circumstances), lines, wrap, team, missed,
 * suggestions, line (of the desk: up or down), unsent (own words that the desk never got: they are in `talk.draft`),
 * lost (own words that did not reach the shopper: they are there, too).
 */

import { now } from "./http.js";

const MOST_MISSED = 30;
const HELD = "desk.held";
const NOTE = "desk.note";
const DRAFT = "desk.draft";

/** The ladder of presence, from the lowest. */
export const LADDER = ["whisper", "voice", "video"];

export class DeskState extends EventTarget {
  presence = "hold";
  connected = false;
  everConnected = false;
  queue = [];
  team = [];
  missed = [];
  offer = null;
  talk = null;
  wrap = null;
  ice = [];

  constructor(person) {
    super();
    this.me = person.name;
  }

  /** Take in all that a line tells. */
  follow(line) {
    const takes = {
      up: () => this.#line(true),
      down: () => this.#line(false),
      "staff-welcome": (message) => this.#welcome(message),
      queue: (message) => this.#queue(message.tickets),
      offered: (message) => this.#put("offer", message),
      withdrawn: (message) => this.#withdrawn(message),
      taken: (message) => this.#withdrawn({ ...message, reason: "taken" }),
      conversation: (message) => this.#conversation(message),
      said: (message) => this.#said(message),
      typed: (message) => this.#typed(message),
      "mode-now": (message) => this.#inTalk(message, { mode: message.mode, asked: null, wanted: null }),
      "mode-wanted": (message) => this.#inTalk(message, { wanted: message.mode }),
      consent: (message) => this.#consent(message),
      peer: (message) => this.#inTalk(message, { peer: message.present }),
      mute: (message) => this.#inTalk(message, { muted: message }),
      suggestions: (message) => this.#suggestions(message),
      ended: (message) => this.#ended(message),
      "ticket-closed": () => this.#kept(),
      team: (message) => this.#put("team", message.colleagues),
      missed: (message) => this.#put("missed", [message, ...this.missed.filter(other(message))].slice(0, MOST_MISSED)),
      servers: (message) => (this.ice = message.ice),
      handled: (message) => this.#put("missed", this.missed.filter(other(message))),
    };
    for (const [type, take] of Object.entries(takes)) line.on(type, take);
  }

  /** Listen for topics, until `signal` is aborted or what is returned is called. */
  on(topics, then, signal = undefined) {
    const listener = (event) => topics.includes(event.detail) && then(event.detail);
    this.addEventListener("changed", listener, { signal });
    return () => this.removeEventListener("changed", listener);
  }

  /** Change something of the talk that only this page knows. */
  note(changes) {
    if (this.talk === null) return;
    Object.assign(this.talk, changes);
    this.#tell("talk");
  }

  /** Whether the shopper was asked to wait; a page that is loaded again knows it, too. */
  noteHold(on) {
    sessionStorage.setItem(HELD, on ? String(this.talk.ticket.id) : "");
    this.note({ hold: on });
  }

  /** Keep what stands in the field; a page that is loaded again knows it, too. */
  keepDraft(text) {
    this.talk.draft = text;
    sessionStorage.setItem(DRAFT, JSON.stringify({ ticket: this.talk.ticket.id, text }));
  }

  /** Put a line into the talk: one of the same key is replaced. */
  putLine(line) {
    if (this.talk === null) return;
    const place = this.talk.lines.findIndex((each) => each.key === line.key);
    if (place < 0) this.talk.lines.push(line);
    else this.talk.lines[place] = { ...line, at: this.talk.lines[place].at };
    this.#tell("lines");
  }

  /** Own words that did not reach the shopper: their line is marked, and they stand in the field again if it is empty. */
  loseLine(ticket, number) {
    if (this.talk === null || (ticket ?? this.talk.ticket.id) !== this.talk.ticket.id) return;
    this.talk.lost.push(number);
    const lost = this.talk.lines.find((line) => isOwn(line, number));
    if (lost) lost.lost = true;
    this.#tell("lines");
    if (!lost || this.talk.draft) return;
    this.keepDraft(lost.text);
    this.#tell("lost");
  }

  /** The number of the next line that this page sends: above all that was sent before, by this page or by another. */
  nextNumber() {
    this.talk.number += 1;
    return this.talk.number;
  }

  /** Choose whether offers are wanted; the desk is told by the caller. */
  choosePresence(presence) {
    this.#put("presence", presence);
  }

  /** Keep what was edited of the note; a page that is loaded again knows it, too. */
  editNote(note) {
    this.wrap.note = note;
    sessionStorage.setItem(NOTE, JSON.stringify({ ticket: this.wrap.ticket, since: this.wrap.since, note }));
  }

  /** The note did not get to the desk: it can be sent again, or is of no use any more. */
  refuseNote(over) {
    this.#put("wrap", over ? null : this.wrap);
  }

  #line(up) {
    this.everConnected ||= up;
    if (up && this.talk) this.talk.before = this.talk.number;
    this.#put("connected", up, "line");
  }

  #welcome(message) {
    this.ice = message.ice;
    this.#put("presence", message.presence);
  }

  #queue(tickets) {
    this.queue = tickets;
    const mine = (held, states) => tickets.find((each) => isMine(each, held.ticket.id, this.me) && states.includes(each.state));
    if (this.offer && !mine(this.offer, ["offered"])) this.#put("offer", null);
    if (this.talk) {
      const ticket = mine(this.talk, ["accepted", "live"]);
      if (ticket) this.talk.ticket = ticket;
      else this.talk = null;
      this.#tell("talk");
    }
    this.#tell("queue");
  }

  #withdrawn({ ticket, reason }) {
    if (this.offer?.ticket.id === ticket) this.#put("offer", null);
    this.dispatchEvent(new CustomEvent("gone", { detail: reason }));
  }

  #conversation(message) {
    const same = this.talk?.ticket.id === message.ticket.id ? this.talk : null;
    const lines = message.lines.map((line, place) => ({ ...line, key: `kept:${place}`, lost: same?.lost.some((number) => isOwn(line, number)) }));
    const { own, unsent } = ownLines(same, message.lines);
    const number = Math.max(1000, same?.number ?? 0, ...message.lines.map((line) => line.number));
    const fresh = { peer: true, consent: null, asked: null, less: false, wanted: null, muted: null, hold: holds(message.ticket.id), lost: [], suggestions: [], began: now() };
    const { ticket, card, briefing } = message;
    const draft = [...unsent, same?.draft ?? drafted(ticket.id)].filter(Boolean).join(" ");
    this.talk = { ...fresh, ...same, draft, ticket, card, briefing, lines: [...lines, ...own], number, mode: ticket.mode };
    if (message.ice.length) this.ice = message.ice;
    this.offer = null;
    this.wrap = null;
    for (const topic of ["offer", "wrap", "talk", "lines"]) this.#tell(topic);
    if (unsent.length) this.#tell("unsent");
  }

  #said({ ticket, line }) {
    const key = `said:${line.by}:${line.number}`;
    if (this.talk?.ticket.id === ticket) this.putLine({ ...line, key });
  }

  #typed({ ticket, line, text, done }) {
    if (this.talk?.ticket.id !== ticket) return;
    const lang = this.talk.ticket.lang;
    this.putLine({ key: `typed:${line}`, by: "shopper", text, lang, at: now(), final: done, typed: true });
  }

  #inTalk({ ticket }, changes) {
    if (this.talk?.ticket.id === ticket) this.note(changes);
  }

  /** What the shopper agreed to; less than was asked for is told apart. */
  #consent(message) {
    const asked = this.talk?.asked ?? null;
    const less = asked !== null && LADDER.indexOf(message.mode) < LADDER.indexOf(asked);
    this.#inTalk(message, { consent: message, asked: null, less });
  }

  #suggestions({ ticket, items }) {
    if (this.talk?.ticket.id !== ticket) return;
    this.talk.suggestions = items;
    this.#tell("suggestions");
  }

  #ended(message) {
    const talk = this.talk?.ticket.id === message.ticket ? this.talk : null;
    this.talk = null;
    this.wrap = message.wrap_up ? { ...message, since: now(), talk, ...edited(message.ticket), ...this.#same(message) } : null;
    for (const name of [HELD, DRAFT]) sessionStorage.removeItem(name);
    for (const topic of ["talk", "wrap"]) this.#tell(topic);
    this.dispatchEvent(new CustomEvent("ended", { detail: message }));
  }

  /** What is known of the wrap-up that the desk tells again. */
  #same({ ticket }) {
    return this.wrap?.ticket === ticket ? this.wrap : {};
  }

  #kept() {
    sessionStorage.removeItem(NOTE);
    this.#put("wrap", null);
  }

  #put(name, value, topic = name) {
    this[name] = value;
    this.#tell(topic);
  }

  #tell(topic) {
    this.dispatchEvent(new CustomEvent("changed", { detail: topic }));
  }
}

/**
 * Of one's own lines, when the desk tells the talk anew: `own` are on their way or not whole yet; `unsent` are the
 * texts that were sent into a line which was dead already.
 */
function ownLines(talk, kept) {
  const known = new Set(kept.filter((line) => line.by === "colleague").map((line) => `own:${line.number}`));
  const mine = (talk?.lines ?? []).filter((line) => line.by === "colleague" && !known.has(line.key));
  const sent = mine.filter((line) => line.final && line.key.startsWith("own:"));
  const lost = (line) => Number(line.key.slice(4)) <= (talk.before ?? 0);
  return { own: mine.filter((line) => !line.final || (sent.includes(line) && !lost(line))), unsent: sent.filter(lost).map((line) => line.text) };
}

/** Whether a line is that of a colleague with a number, as this page or the desk has it. */
function isOwn({ key, by, number }, own) {
  return by === "colleague" && (key === `own:${own}` || number === own);
}

/** What stood in the field before the page was loaded again. */
function drafted(ticket) {
  const kept = JSON.parse(sessionStorage.getItem(DRAFT));
  return kept?.ticket === ticket ? kept.text : "";
}

/** The note as it was edited before the page was loaded again, and since when it is waited for. */
function edited(ticket) {
  const kept = JSON.parse(sessionStorage.getItem(NOTE));
  return kept?.ticket === ticket ? { note: kept.note, since: kept.since } : {};
}

function holds(ticket) {
  return sessionStorage.getItem(HELD) === String(ticket);
}

function other({ what, id }) {
  return (each) => each.what !== what || each.id !== id;
}

function isMine(ticket, id, me) {
  return ticket.id === id && ticket.agent === me;
}
