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

/** A line of the talk; `number` is that of one's own. */
function show(text, number = null) {
  const item = document.createElement("li");
  item.className = number === null ? "" : "own";
  if (number !== null) item.dataset.line = number;
  item.append(by(number !== null ? say.you : talk.name ? `${talk.name}:` : say.colleague), text);
  lines.append(item);
  item.scrollIntoView({ block: "end" });
  return item;
}

/** The talk as the desk has it, for a page that was loaded again, or a line that was lost; what it has not is marked. */
function showAll(said) {
  const had = new Set(said.filter((line) => line.by === "shopper").map((line) => line.number));
  const lost = [...lines.querySelectorAll(".own")].filter((item) => !had.has(Number(item.dataset.line)));
  lines.replaceChildren();
  talk.typing = null;
  for (const line of said) show(line.text, line.by === "shopper" ? line.number : null);
  lines.append(...lost);
  lost.forEach(markLost);
  count(Math.max(talk.line, ...[...had].map((number) => number + 1)));
}

/** A line of one's own that did not reach the desk; its words stand in the field again, if nothing else does. */
function markLost(item) {
  if (item.classList.contains("lost")) return;
  item.classList.add("lost");
  words.value ||= item.lastChild.textContent;
  const mark = document.createElement("small");
  mark.textContent = say["not-sent"];
  item.append(mark);
}

/** The number of the next line; a page that is loaded again does not write over those before. */
function count(number) {
  talk.line = number;
  sessionStorage.setItem(LINE, String(number));
}

/** Something was not done: say so, and what to do. */
function refused({ code, about, line }) {
  if (about === "kiosk-hello") {
    if (code === "desk.version") return end(say.reload);
    talk.greeted = true; // the desk let this phone in: it is asked again
    return socket.close();
  }
  const item = line === null ? null : lines.querySelector(`.own[data-line="${line}"]`);
  if (item) markLost(item);
  if (code === "desk.message") return tell(say.reload);
  return item || !about || about === "typed" ? tell(code === "desk.too-fast" ? say["too-fast"] : say.refused) : undefined;
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
    if (open) showAll(open.lines);
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
  refusal: refused,
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
  if (done) count(talk.line + 1);
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
  const number = talk.line;
  if (!text.trim() || !type(true)) return;
  if (talk.name) tell(withName()); // what was told of the line before is over
  for (const lost of lines.querySelectorAll(".lost")) if (lost.childNodes[1].textContent === text) lost.remove(); // sent again
  show(text, number);
  words.value = "";
});
form.querySelector(".end").addEventListener("click", () => {
  send("hang-up", { ticket: talk.ticket });
  end(say.stopped);
});
tell(say.wait);
connect();
