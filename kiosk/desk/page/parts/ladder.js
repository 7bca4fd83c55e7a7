/** How colleague and shopper talk: whisper, voice, video. Up, the shopper is asked first; down, it is done at once. */

import { button, el, icon } from "../dom.js";
import { t } from "../i18n.js";
import { LADDER } from "../state.js";
import { isPhone } from "../words.js";

const SIGNS = { whisper: "face", voice: "phone", video: "camera" };

/** The choice of modes with what the shopper says to it. Returns it and what ends it. */
export function ladder({ state, call }) {
  const radios = LADDER.map((mode) => {
    const radio = el("input", { type: "radio", name: "mode", value: mode });
    radio.addEventListener("change", () => call.want(mode));
    return el("label", {}, radio, icon(SIGNS[mode]), el("span", {}, t(`mode.${mode}`)));
  });
  const group = el("fieldset", { class: "segments modes" }, el("legend", { class: "unseen" }, t("mode.title")), radios);
  const said = el("p", { class: "hint", role: "status" });
  const wish = el("div", { class: "wish row", role: "status" });
  const draw = () => {
    const talk = state.talk;
    if (!talk) return;
    for (const label of radios) label.firstChild.checked = label.firstChild.value === (talk.asked ?? talk.mode);
    group.disabled = !talk.peer || isPhone(talk.ticket.kiosk);
    said.textContent = LADDER.indexOf(talk.asked) > LADDER.indexOf(talk.mode) ? t("mode.asking") : talk.less ? t("mode.less", { mode: t(`mode.${talk.consent.mode}`) }) : "";
    said.hidden = said.textContent === "";
    const wanted = talk.wanted && LADDER.indexOf(talk.wanted) > LADDER.indexOf(talk.mode) ? talk.wanted : null;
    wish.hidden = wanted === null;
    if (wanted !== wish.dataset.mode) offer(wish, wanted, state, call);
  };
  draw();
  return [el("div", { class: "ladder" }, group, said, wish), state.on(["talk"], draw)];
}

function offer(wish, mode, state, call) {
  if (mode === null) {
    wish.replaceChildren();
    delete wish.dataset.mode;
    return;
  }
  wish.dataset.mode = mode;
  const yes = button(t(`mode.start-${mode}`), { sign: SIGNS[mode], kind: "primary", onclick: () => call.want(mode) });
  const no = button(t("mode.not-now"), { onclick: () => state.note({ wanted: null }) });
  wish.replaceChildren(el("strong", {}, t(`mode.shopper-wants-${mode}`)), yes, no);
}
