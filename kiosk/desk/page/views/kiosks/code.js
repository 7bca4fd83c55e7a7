/** The code with which a kiosk becomes known: as words, as a picture, and for how long it is good. */

import { el } from "../../dom.js";
import { now } from "../../http.js";
import { minutes, t } from "../../i18n.js";

const SVG = "http://www.w3.org/2000/svg";

/** Put a code into its dialog instead of the form. */
export function showCode(dialog, form, { kiosk, code, until, command, qr }) {
  const left = el("p", { class: "hint number" });
  const tick = () => {
    const seconds = until - now();
    left.textContent = seconds > 0 ? t("kiosks.good-for", { left: minutes(seconds) }) : t("kiosks.over");
  };
  const timer = setInterval(tick, 1000);
  dialog.addEventListener("close", () => clearInterval(timer));
  tick();
  form.replaceWith(el("div", { class: "stack code", role: "status" }, el("p", {}, t("kiosks.code-for", { name: kiosk })), el("p", { class: "big-code" }, code), left, picture(qr, t("kiosks.qr", { code })), el("p", { class: "hint" }, t("kiosks.code-hint")), el("code", { class: "command" }, command)));
}

function picture(rows, label) {
  const svg = document.createElementNS(SVG, "svg");
  const size = rows.length;
  const attributes = { viewBox: `0 0 ${size} ${size}`, class: "qr", role: "img", "aria-label": label, "shape-rendering": "crispEdges" };
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", rows.flatMap((row, y) => [...row].map((sign, x) => (sign === "1" ? `M${x} ${y}h1v1h-1z` : ""))).join(""));
  svg.append(path);
  return svg;
}
