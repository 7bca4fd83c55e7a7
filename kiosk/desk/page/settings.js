/** What somebody chose for this browser: light or dark, how loud it rings, which devices. Kept in the browser alone. */

const KEPT = "desk.settings";
const USUAL = { theme: "auto", volume: 0.6, microphone: "", camera: "", speaker: "" };

/** All that was chosen, with what is usual. */
export function settings() {
  try {
    return { ...USUAL, ...JSON.parse(localStorage.getItem(KEPT)) };
  } catch {
    return { ...USUAL };
  }
}

/** Choose something. */
export function choose(changes) {
  localStorage.setItem(KEPT, JSON.stringify({ ...settings(), ...changes }));
  useTheme();
}

/** Light, dark, or as the machine has it. */
export function useTheme() {
  const { theme } = settings();
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
