/** What the page asks the desk outside its line: JSON there and back, and a refusal as an error with its remedy. */

/** The desk did not do it: code, sentence and remedy, as everywhere. */
export class Refused extends Error {
  constructor({ code, sentence, remedy }, status = 0) {
    super(sentence);
    Object.assign(this, { code, sentence, remedy, status });
  }
}

const UNREACHED = { code: "desk.unreached", sentence: "The desk does not answer.", remedy: "Look at the network." };
const CLOCK = { offset: 0 };

/** The answer to a request: its JSON, or null where it has none. Throws `Refused`. */
export async function api(method, path, body = undefined) {
  const wish = { method, headers: {}, credentials: "same-origin" };
  if (body !== undefined) {
    wish.headers["Content-Type"] = "application/json";
    wish.body = JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch(`/api/${path}`, wish);
  } catch {
    throw new Refused(UNREACHED);
  }
  setClock(answer.headers.get("Date"));
  if (answer.status === 204) return null;
  const said = await answer.json().catch(() => null);
  if (answer.ok) return said;
  throw new Refused(said?.error ?? UNREACHED, answer.status);
}

/** Seconds since 1970 by the desk's clock, which this machine's need not agree with. */
export function now() {
  return Date.now() / 1000 + CLOCK.offset;
}

function setClock(date) {
  if (!date) return;
  const offset = (Date.parse(date) + 500 - Date.now()) / 1000;
  CLOCK.offset = Math.abs(offset) < 2 ? 0 : offset;
}
