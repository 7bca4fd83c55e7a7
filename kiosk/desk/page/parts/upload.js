/** A file sent to the desk as it is; its answer, or `Refused`, as in `http.js`. */

import { Refused } from "../http.js";

const UNREACHED = { code: "desk.unreached", sentence: "The desk does not answer.", remedy: "Look at the network." };

/** The answer to a file. */
export async function upload(path, file) {
  const headers = { "Content-Type": "application/octet-stream" };
  const answer = await fetch(`/api/${path}`, { method: "POST", headers, body: file, credentials: "same-origin" }).catch(() => null);
  const said = await answer?.json().catch(() => null);
  if (!answer?.ok || !said) throw new Refused(said?.error ?? UNREACHED, answer?.status);
  return said;
}
