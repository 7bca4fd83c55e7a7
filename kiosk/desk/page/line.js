/**
 * The one websocket to the desk. It comes back by itself, and the desk then tells the open state anew. Each message is
 * an event of its type; `up` and `down` tell of the line itself, and `unsent` of a message that could not go.
 * A network that is silently gone closes nothing: the desk is asked every few seconds whether it is there.
 */

export const VERSION = 1;
const FIRST_MS = 250;
const LONGEST_MS = 5000;
const ASK_MS = 3000;
const SILENT_MS = 4000;
const AWAKE = [[globalThis, "online"], [document, "visibilitychange"]];

export class Line extends EventTarget {
  #socket = null;
  #wait = FIRST_MS;
  #timer = 0;
  #patience = 0;
  #wanted = false;
  #up = false;

  /** Whether the desk has greeted. */
  get up() {
    return this.#up;
  }

  /** Open the line, and keep it open. */
  open() {
    this.#wanted = true;
    for (const [of, type] of AWAKE) of.addEventListener(type, this.#awake);
    this.#connect();
  }

  /** End it for good. */
  close() {
    this.#wanted = false;
    for (const [of, type] of AWAKE) of.removeEventListener(type, this.#awake);
    clearTimeout(this.#timer);
    clearTimeout(this.#patience);
    this.#socket?.close();
  }

  /** Send a message; false where the line is down, and nothing was sent. */
  send(type, fields = {}) {
    if (this.#up && this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify({ type, ...fields }));
      return true;
    }
    this.#tell("unsent", { about: type });
    return false;
  }

  /** Listen for a type of message; returns what ends that. */
  on(type, then) {
    const listener = (event) => then(event.detail);
    this.addEventListener(type, listener);
    return () => this.removeEventListener(type, listener);
  }

  /** The network is there again, or the machine has slept: nobody waits for the next try. */
  #awake = () => {
    if (this.#socket !== null || document.hidden) return;
    clearTimeout(this.#timer);
    this.#connect();
  };

  #connect() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/ws/staff`);
    this.#socket = socket;
    this.#patience = setTimeout(() => this.#giveUp(socket), LONGEST_MS);
    socket.addEventListener("open", () => socket.send(JSON.stringify({ type: "staff-hello", version: VERSION })));
    socket.addEventListener("message", (event) => this.#take(JSON.parse(event.data)));
    socket.addEventListener("close", () => this.#lost(socket));
  }

  #take(message) {
    if (message.type === "staff-welcome") {
      this.#wait = FIRST_MS;
      this.#up = true;
      clearTimeout(this.#patience);
      this.#ask(this.#socket);
      this.#tell("up");
    }
    this.#tell(message.type, message);
  }

  /** Ask every few seconds, as long as the line is up, whether the desk is there. */
  #ask(socket) {
    this.#patience = setTimeout(async () => {
      const there = await fetch("/health", { cache: "no-store", signal: AbortSignal.timeout(SILENT_MS) }).catch(() => null);
      if (socket !== this.#socket || !this.#up) return;
      if (there === null) this.#giveUp(socket);
      else this.#ask(socket);
    }, ASK_MS);
  }

  /** A line that says nothing takes long to close by itself: it is lost now. */
  #giveUp(socket) {
    socket.close();
    this.#lost(socket);
  }

  #lost(socket) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    clearTimeout(this.#patience);
    this.#up = false;
    this.#tell("down");
    if (!this.#wanted) return;
    this.#timer = setTimeout(() => this.#connect(), this.#wait * (0.5 + Math.random()));
    this.#wait = Math.min(this.#wait * 2, LONGEST_MS);
  }

  #tell(type, detail = null) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
