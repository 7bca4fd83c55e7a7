// Shows what the socket tells, and sends what hands do. Every word comes from the page itself (#w-…).

const ALIVE_MS = 250;
const AGAIN_MS = 1000;
const CALM_MS = matchMedia("(prefers-reduced-motion: reduce)").matches ? 500 : 0;

const $ = (id) => document.getElementById(id);
const all = (selector) => [...document.querySelectorAll(selector)];
const word = (key, filled = {}) =>
  $(`w-${key}`).textContent.replace(/\{(\w+)\}/g, (whole, name) => filled[name] ?? whole);

let socket = null;
let last = null;
let drawn = 0;
const held = new Set();

const send = (wish) => {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(wish));
};
const stop = () => send({ type: "stop" });

function open() {
  socket = new WebSocket(`ws://${location.host}/socket`);
  socket.addEventListener("message", (event) => heed(JSON.parse(event.data)));
  socket.addEventListener("close", () => {
    last = null;
    phase("lost", word("gone"));
    enable(false);
    setTimeout(open, AGAIN_MS);
  });
}

setInterval(() => {
  if (last?.yours && !document.hidden) send({ type: "alive" });
}, ALIVE_MS);

function phase(kind, text) {
  const place = $("phase");
  if (place.dataset.phase !== kind || place.textContent !== text) {
    place.dataset.phase = kind;
    place.textContent = text;
  }
}

function enable(on) {
  for (const one of all("[data-slider], [data-gesture], #home")) one.disabled = !on;
}

function heed(told) {
  last = told;
  const { state } = told;
  const reason = state.reason && state.phase !== "ready" ? ` – ${state.reason}` : "";
  const words = word(`phase-${state.phase}`) + reason;
  const watched = !told.free && !told.yours ? ` (${word("watching")})` : "";
  phase(state.stopped ? "stopped" : state.phase, (state.stopped ? word("stopped") : words) + watched);
  $("clear").hidden = !state.stopped;
  const moving = state.moving && told.yours;
  enable(moving);
  const torque = $("torque");
  if (torque) {
    torque.toggleAttribute("data-on", moving);
    torque.textContent = word(moving ? "off" : "on");
    torque.disabled = state.stopped || (!told.free && !told.yours);
  }
  const now = performance.now();
  if (now - drawn < CALM_MS) return;
  drawn = now;
  $("line").textContent = word("line", {
    answer: state.flight_ms?.toFixed(1) ?? "–", lost: state.unanswered, sent: state.sent, rejected: state.rejected,
  });
  const pressed = $("pressed");
  pressed.hidden = state.buttons.length === 0;
  pressed.querySelector("span").textContent = state.buttons.join(", ");
  for (const joint of state.joints) show(joint, state.moving);
}

const short = (value) => (value === null ? "–" : String(Math.round(value * 100) / 100));

function show(joint, moving) {
  const { name } = joint;
  const row = document.querySelector(`[data-row="${CSS.escape(name)}"]`);
  if (!row) return;
  row.toggleAttribute("data-missing", joint.missing);
  const slider = row.querySelector("[data-slider]");
  if (!held.has(name)) slider.value = joint.wanted;
  slider.setAttribute("aria-valuetext", short(joint.wanted));
  row.querySelector("[data-wanted]").textContent = short(joint.wanted);
  row.querySelector("[data-read]").textContent = short(joint.read);
  row.querySelector("[data-fares]").textContent = fares(joint);
  for (const hand of row.querySelectorAll("[data-hand]")) {
    const value = hand.dataset.of === "read" ? joint.read : moving ? joint.target : joint.wanted;
    hand.style.visibility = value === null ? "hidden" : "visible";
    if (value !== null) hand.setAttribute("transform", `rotate(${(value - hand.dataset.middle) * hand.dataset.gain} 60 60)`);
  }
  const value = moving ? joint.target : (joint.read ?? joint.neutral);
  for (const part of all(`[data-joint="${CSS.escape(name)}"]`)) part.setAttribute("transform", moved(part.dataset, value));
}

function moved({ move, gain, at }, value) {
  const by = value * gain;
  if (move === "turn") return `rotate(${by} ${at})`;
  if (move === "x") return `translate(${by} 0)`;
  if (move === "y") return `translate(0 ${by})`;
  const [x, y] = at.split(" ");
  return `translate(${x} ${y}) scale(1 ${Math.max(0.06, by)}) translate(${-x} ${-y})`;
}

function fares(joint) {
  if (joint.missing) return word("missing");
  const told = [];
  if (joint.temperature_c !== null) told.push(`${Math.round(joint.temperature_c)} °C`);
  if (joint.voltage_v !== null) told.push(`${joint.voltage_v.toFixed(1)} V`);
  if (joint.load !== null) told.push(`${Math.round(joint.load * 100)} %`);
  return [...told, ...joint.faults].join(" · ");
}

async function agreed(question, yes) {
  const dialog = $("ask");
  $("question").textContent = question;
  $("yes").textContent = yes;
  dialog.returnValue = "no";
  dialog.showModal();
  await new Promise((done) => dialog.addEventListener("close", done, { once: true }));
  return dialog.returnValue === "yes";
}

$("stop").addEventListener("click", stop);
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== " " && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    $("ask").close?.("no");
    stop();
  },
  { capture: true },
);
$("clear").addEventListener("click", async () => {
  if (await agreed(word("clear-question"), word("clear"))) send({ type: "clear" });
});
$("torque")?.addEventListener("click", async () => {
  if (last?.yours && last.state.moving) send({ type: "torque", on: false });
  else if (await agreed(word("torque-question"), word("on"))) send({ type: "torque", on: true });
});
$("home")?.addEventListener("click", () => send({ type: "home" }));
for (const slider of all("[data-slider]")) {
  const name = slider.dataset.slider;
  slider.addEventListener("input", () => {
    held.add(name);
    send({ type: "move", joint: name, value: Number(slider.value) });
  });
  for (const end of ["change", "blur"]) slider.addEventListener(end, () => setTimeout(() => held.delete(name), 300));
}
for (const button of all("[data-gesture]"))
  button.addEventListener("click", () => send({ type: "play", gesture: button.dataset.gesture }));
for (const lamp of all("[data-lamp]")) {
  const light = (colour) => {
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
    send({ type: "light", lamp: Number(lamp.dataset.lamp), red, green, blue, effect: lamp.querySelector("select").value });
  };
  lamp.querySelector("[data-show]").addEventListener("click", () => light(lamp.querySelector("input").value));
  lamp.querySelector("[data-dark]").addEventListener("click", () => light("#000000"));
}

open();
