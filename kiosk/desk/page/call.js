/**
 * The voice and video call of a talk. The kiosk offers, the page answers; a connection is never mended but made anew
 * under the next epoch. Own sound and picture are attached (`replaceTrack`) only while the shopper has agreed to the
 * mode, and what is switched off is let go, so that the light of the camera tells the truth.
 */

import { fault } from "./notices.js";
import { NoDevice, track } from "./media.js";

const LOST_MS = 2000;
const NO_OFFER_MS = 400;
const KINDS = ["audio", "video"];

export class Call extends EventTarget {
  state = "none";
  remote = new MediaStream();
  own = { audio: null, video: null };
  off = { audio: false, video: false };
  #line;
  #desk;
  #pc = null;
  #epoch = -1;
  #early = [];
  #timer = 0;
  #busy = { audio: false, video: false };
  #missing = { audio: false, video: false };

  constructor(line, desk) {
    super();
    this.#line = line;
    this.#desk = desk;
    const takes = { offer: (m) => this.#offered(m), candidate: (m) => this.#candidate(m), "call-state": (m) => this.#told(m) };
    for (const [type, take] of Object.entries(takes)) line.on(type, (message) => message.ticket === this.#ticket && take(message));
    line.on("conversation", ({ ticket }) => this.#missed(ticket));
    desk.on(["talk"], () => this.#follow());
  }

  /** Go to a mode: up, the shopper is asked first; down, it is done at once. */
  want(mode) {
    const sent = this.#line.send("mode-wanted", { ticket: this.#ticket, mode });
    this.#desk.note(sent ? { asked: mode, less: false } : {});
  }

  /** Silence the microphone, or darken the camera, or no more. */
  switchOff(kind, off) {
    this.off[kind] = off;
    this.#missing[kind] = false;
    if (kind === "audio" && this.own.audio) this.own.audio.enabled = !off;
    this.#follow();
    this.#line.send("mute", { ticket: this.#ticket, microphone: this.off.audio, camera: this.off.video });
    this.#changed();
  }

  /** Another device was chosen: take it. */
  async change(kind) {
    this.#drop(kind);
    if (this.#missing[kind]) this.switchOff(kind, false);
    await this.#follow();
  }

  get #ticket() {
    return this.#desk.talk?.ticket.id;
  }

  /** Which of one's own go out now. */
  #wanted(kind) {
    const { mode, asked } = this.#desk.talk ?? { mode: "whisper", asked: null };
    if (kind === "audio" && asked === "whisper") return false;
    if (kind === "video" && asked !== null && asked !== "video") return false;
    if (kind === "audio") return mode !== "whisper";
    return mode === "video" && !this.off.video;
  }

  async #follow() {
    if (!this.#desk.talk) return this.#end();
    await Promise.all(KINDS.map((kind) => this.#attach(kind)));
    return undefined;
  }

  /** Have the track that is wanted, or none, and put it on the connection. */
  async #attach(kind) {
    if (!this.#wanted(kind)) this.#drop(kind);
    else if (this.own[kind] === null && !this.off[kind] && !this.#busy[kind]) await this.#fetch(kind);
    const sender = this.#sender(kind);
    if (sender && sender.track !== this.own[kind]) await sender.replaceTrack(this.own[kind]);
  }

  async #fetch(kind) {
    this.#busy[kind] = true;
    try {
      const got = await track(kind);
      if (!this.#wanted(kind)) return got.stop();
      if (kind === "audio") got.enabled = !this.off.audio;
      got.addEventListener("ended", () => this.own[kind] === got && this.#without(kind, new NoDevice("missing")));
      this.own[kind] = got;
      this.#changed();
    } catch (refusal) {
      if (refusal.code === undefined) throw refusal;
      this.#without(kind, refusal);
    } finally {
      this.#busy[kind] = false;
    }
    return undefined;
  }

  /** The browser gives no device, or it was unplugged: it is off until it is switched on again. */
  #without(kind, refusal) {
    fault(refusal);
    this.switchOff(kind, true);
    this.#missing[kind] = true;
    this.#drop(kind);
  }

  #drop(kind) {
    if (this.own[kind] === null) return;
    this.#sender(kind)?.replaceTrack(null);
    this.own[kind].stop();
    this.own[kind] = null;
    this.#changed();
  }

  #sender(kind) {
    return this.#pc?.getTransceivers().find((each) => each.receiver.track.kind === kind)?.sender;
  }

  /** A page that was loaded again has nothing of the call: where no offer comes it says so, and is made one. */
  #missed({ id, mode }) {
    if (mode === "whisper" || this.#pc) return;
    const told = () => this.#ticket === id && !this.#pc && this.#line.send("call-state", { ticket: id, epoch: 0, state: "lost" });
    setTimeout(told, NO_OFFER_MS);
  }

  async #offered({ ticket, epoch, sdp }) {
    if (epoch <= this.#epoch && this.#pc) return;
    this.#close();
    this.#epoch = epoch;
    const pc = new RTCPeerConnection({ iceServers: servers(this.#desk.ice), bundlePolicy: "max-bundle" });
    this.#pc = pc;
    this.#listen(pc, ticket, epoch);
    this.#to("connecting");
    await pc.setRemoteDescription({ type: "offer", sdp });
    for (const transceiver of pc.getTransceivers()) transceiver.direction = "sendrecv";
    await pc.setLocalDescription();
    if (pc !== this.#pc) return;
    this.#line.send("answer", { ticket, epoch, sdp: pc.localDescription.sdp });
    const early = this.#early.filter((each) => each.epoch === epoch);
    this.#early = [];
    for (const each of early) this.#candidate(each);
    await this.#follow();
  }

  #listen(pc, ticket, epoch) {
    pc.addEventListener("icecandidate", ({ candidate }) => {
      const { candidate: text = "", sdpMid = "", sdpMLineIndex = 0 } = candidate?.toJSON() ?? {};
      this.#line.send("candidate", { ticket, epoch, candidate: text, mid: sdpMid ?? "", line: sdpMLineIndex ?? 0 });
    });
    pc.addEventListener("track", ({ track: got, receiver }) => {
      receiver.jitterBufferTarget = 0; // as soon as it is whole: otherwise the browser holds back tenths of a second
      for (const old of this.remote.getTracks()) if (old.kind === got.kind) this.remote.removeTrack(old);
      this.remote.addTrack(got);
      this.#changed();
    });
    pc.addEventListener("connectionstatechange", () => pc === this.#pc && this.#fares(pc.connectionState, ticket, epoch));
  }

  /** What is broken is told after a moment, in which it may come back. */
  #fares(state, ticket, epoch) {
    clearTimeout(this.#timer);
    if (state === "connected") this.#say("connected", ticket, epoch);
    else if (state === "failed") this.#say("lost", ticket, epoch);
    else if (state === "disconnected") this.#timer = setTimeout(() => this.#say("lost", ticket, epoch), LOST_MS);
  }

  #say(state, ticket, epoch) {
    this.#to(state);
    this.#line.send("call-state", { ticket, epoch, state });
  }

  #candidate({ epoch, candidate, mid, line }) {
    if (epoch > this.#epoch || (epoch === this.#epoch && !this.#pc?.remoteDescription)) {
      this.#early.push({ epoch, candidate, mid, line });
    } else if (epoch === this.#epoch && candidate) {
      const found = { candidate, sdpMid: mid, sdpMLineIndex: line };
      this.#pc.addIceCandidate(found).catch(() => {}); // of no use to this browser, or too late: others are tried
    }
  }

  #told({ epoch, state }) {
    if (epoch < this.#epoch) return;
    if (state === "ended") this.#end();
    else if (state === "lost") this.#to("lost");
  }

  #end() {
    KINDS.forEach((kind) => this.#drop(kind));
    this.#close();
    if (!this.#desk.talk) this.off = { audio: false, video: false };
    this.#epoch = this.#desk.talk ? this.#epoch : -1;
    if (this.state !== "none") this.#to("none");
  }

  #close() {
    clearTimeout(this.#timer);
    this.#pc?.close();
    this.#pc = null;
    for (const old of this.remote.getTracks()) this.remote.removeTrack(old);
  }

  #to(state) {
    this.state = state;
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("changed"));
  }
}

function servers(ice) {
  return ice.map(({ urls, username, credential }) => ({ urls, ...(username ? { username, credential } : {}) }));
}
