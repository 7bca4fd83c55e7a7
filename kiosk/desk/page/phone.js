/** A shopper's phone: one conversation in writing with a colleague. It ends with the ticket, and keeps nothing. */

const LANGUAGES = ["nl", "en", "fr", "de", "ko"];
const AGAIN_MS = 1500;
const TRIES = 20;
const token = location.pathname.split("/").pop();
const lang = navigator.languages.map((each) => each.slice(0, 2)).find((each) => LANGUAGES.includes(each)) ?? "en";
const say = await (await fetch(`/page/i18n/phone/${lang}.json`)).json();
const [title, state, lines, form, words] = ["h1", "#state", "#lines", "form", "#words"].map((each) => document.querySelector(each));
const LINE = `${token}.line`;
const talk = { ticket: 0, line: Number(sessionStorage.getItem(LINE) ?? 0), key: "", name: "", over: false, greeted: false, tries: 0, typing: null };
let socket = null;

/** The key of this phone: the link is that of the first one that opens it. */
function own() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const made = sessionStorage.getItem(token) ?? Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem(token, made);
  return made;
}

/** Send a message; false while the line is away. */
function send(type, fields = {}) {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify({ type, ...fields }));
  return true;
}

function show(text, mine = false) {
  const item = document.createElement("li");
  item.className = mine ? "own" : "";
  item.append(by(mine ? say.you : `${talk.name}:`), text);
  lines.append(item);
  item.scrollIntoView({ block: "end" });
  return item;
}

/** Who wrote a line: its colour tells those who see it. */
function by(who) {
  const name = document.createElement("span");
  name.className = "unseen";
  name.textContent = `${who} `;
  return name;
}

function tell(text) {
  state.textContent = text;
}

function end(text) {
  talk.over = true;
  form.hidden = true;
  tell(text);
  socket?.close();
}

const takes = {
  "kiosk-welcome": ({ open }) => {
    Object.assign(talk, { greeted: true, tries: 0 });
    if (!open) end(say.over);
    else takes[open.colleague ? "accepted" : "queued"]({ ticket: open.ticket.id, key: open.key, colleague: open.colleague, staffed: true });
  },
  queued: ({ ticket, key, staffed }) => {
    Object.assign(talk, { ticket, key });
    tell(staffed ? say.wait : say.empty);
  },
  accepted: ({ ticket, key, colleague }) => {
    Object.assign(talk, { ticket, key, name: colleague });
    tell(withName());
    form.hidden = false;
    send("joined", { ticket });
  },
  requeued: ({ reason }) => {
    form.hidden = true;
    tell(reason === "transferred" ? say.moved : say.again);
  },
  whisper: ({ text }) => show(text),
  typed: ({ text, done }) => {
    talk.typing ??= show("");
    talk.typing.lastChild.textContent = text;
    talk.typing.ariaBusy = String(!done); // read out when it is whole
    if (done || !text) talk.typing = text ? null : void talk.typing.remove();
  },
  push: ({ what }) => what.kind !== "gesture" && show([what.title, what.text, what.label, what.place].filter(Boolean).join("\n")),
  "shopper-hold": ({ on }) => tell(on ? say.hold : withName()),
  "mode-wanted": ({ ticket }) => send("mode-now", { ticket, mode: "whisper" }),
  closed: ({ outcome }) => end(outcome !== "nobody" ? say.over : talk.name ? say.lost : say.nobody),
};

function withName() {
  return say.with.replace("{name}", talk.name);
}

function connect() {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  socket = new WebSocket(`${scheme}//${location.host}/ws/phone/${token}?key=${own()}`);
  socket.addEventListener("open", () => send("kiosk-hello", { version: 1 }));
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(data);
    takes[message.type]?.(message);
  });
  socket.addEventListener("close", () => {
    if (talk.over) return;
    talk.tries += 1;
    if (!talk.greeted || talk.tries > TRIES) return end(say.dead);
    tell(say.away);
    setTimeout(connect, AGAIN_MS);
  });
}

/** All of the line so far; false where it could not be sent. */
function type(done) {
  if (!send("typed", { ticket: talk.ticket, line: talk.line, text: words.value, done })) return false;
  if (done) sessionStorage.setItem(LINE, String((talk.line += 1))); // a page that is loaded again does not write over it
  return true;
}

document.documentElement.lang = lang;
document.title = title.textContent = say.title;
lines.setAttribute("aria-label", say.talk);
form.querySelector("label").textContent = words.placeholder = say.label;
form.querySelector(".send").textContent = say.send;
form.querySelector(".end").textContent = say.end;
words.addEventListener("input", () => type(false));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = words.value;
  if (!text.trim() || !type(true)) return;
  show(text, true);
  words.value = "";
});
form.querySelector(".end").addEventListener("click", () => {
  send("hang-up", { ticket: talk.ticket });
  end(say.stopped);
});
tell(say.wait);
connect();
