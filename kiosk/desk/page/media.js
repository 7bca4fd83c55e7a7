/** This computer's camera and microphone: asked for when a call needs them, let go when it does not. */

import { settings } from "./settings.js";

const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const PICTURE = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 24 } };

/** The browser gives no camera or microphone: `name` is the key of the words that say why, in `device`. */
export class NoDevice extends Error {
  constructor(name) {
    super(name);
    this.code = `desk.device-${name}`;
    this.sentence = "Camera or microphone cannot be used.";
    this.remedy = "Look at the settings of the browser.";
  }
}

const WHY = { NotAllowedError: "refused", NotFoundError: "missing", OverconstrainedError: "missing", NotReadableError: "busy" };

/** A live track of a kind (`audio`, `video`), from the chosen device. Throws `NoDevice`. */
export async function track(kind) {
  if (!navigator.mediaDevices) throw new NoDevice("insecure");
  const chosen = settings();
  const id = kind === "audio" ? chosen.microphone : chosen.camera;
  const wish = { ...(kind === "audio" ? SOUND : PICTURE), ...(id ? { deviceId: { ideal: id } } : {}) };
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ [kind]: wish });
    return stream.getTracks()[0];
  } catch (fault) {
    throw new NoDevice(WHY[fault.name] ?? "missing");
  }
}

/** Devices of a kind (`audioinput`, `videoinput`, `audiooutput`) as [id, name]; names come after the first use. */
export async function devices(kind) {
  if (!navigator.mediaDevices) return [];
  const all = await navigator.mediaDevices.enumerateDevices();
  return all.filter((each) => each.kind === kind && each.deviceId).map((each, place) => [each.deviceId, each.label || `${place + 1}`]);
}
