// The other end of a call in a browser: it answers offers, sends a painted clock and clicks, and notes what comes in.
const BITS = 20, CHECK = 4, BLOCK = 16, LEFT = 8, WIDTH = 640, HEIGHT = 480, FPS = 24, SPAN = 2 ** BITS;
const check = (ms) => (ms * 7 + 3) % 2 ** CHECK;
const seen = { frames: 0, first: 0, last: 0, ages: [], clicks: [], texts: [], states: [], unread: 0, size: [0, 0] };
let pc = null, channel = null, local = null, ready = null;

function paint(context) {
  const ms = Date.now() % SPAN, value = ms * 2 ** CHECK + check(ms);
  for (let bit = 0; bit < BITS + CHECK; bit++) {
    context.fillStyle = Math.floor(value / 2 ** (BITS + CHECK - 1 - bit)) % 2 ? "#fff" : "#000";
    context.fillRect(LEFT + bit * BLOCK, LEFT, BLOCK, BLOCK);
  }
}

function age(context, width) {
  const scale = width / WIDTH;
  let value = 0;
  for (let bit = 0; bit < BITS + CHECK; bit++) {
    const at = [(LEFT + (bit + 0.5) * BLOCK) * scale, (LEFT + BLOCK / 2) * scale].map(Math.floor);
    const [red, green, blue] = context.getImageData(...at, 1, 1).data;
    value = value * 2 + (red + green + blue > 381 ? 1 : 0);
  }
  const ms = Math.floor(value / 2 ** CHECK);
  return value % 2 ** CHECK === check(ms) ? (Date.now() - ms + SPAN) % SPAN : null;
}

// A face that talks, more or less: something moves, or the encoder has nothing to do. A worker's timer is not throttled.
function camera() {
  const canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });
  const context = canvas.getContext("2d"), stream = canvas.captureStream(FPS);
  let tick = 0;
  const ticker = new Worker(URL.createObjectURL(new Blob([`setInterval(() => postMessage(0), ${1000 / FPS})`])));
  ticker.onmessage = () => {
    tick++;
    context.fillStyle = "#356";
    context.fillRect(0, 0, WIDTH, HEIGHT);
    context.fillStyle = "#eca";
    context.beginPath();
    context.ellipse(WIDTH / 2 + 20 * Math.sin(tick / 12), HEIGHT / 2, WIDTH / 7, HEIGHT / 3.4, 0, 0, 7);
    context.fill();
    context.fillStyle = "#833";
    context.fillRect(WIDTH / 2 - 30, HEIGHT * 0.66, 60, 6 + 10 * Math.abs(Math.sin(tick / 2)));
    paint(context);
  };
  const track = stream.getVideoTracks()[0];
  track.contentHint = "motion";
  return track;
}

const CLICKS = `registerProcessor("clicks", class extends AudioWorkletProcessor {
  process(inputs, outputs) {
    const into = outputs[0][0], on = Date.now() % 1000 < 60;
    for (let i = 0; i < into.length; i++) into[i] = on ? 0.8 * Math.sin(0.131 * (this.at = (this.at ?? 0) + 1)) : 0;
    return true;
  }
});
registerProcessor("onsets", class extends AudioWorkletProcessor {
  process(inputs) {
    const heard = inputs[0][0];
    if (heard && heard.some((each) => Math.abs(each) > 0.2)) {
      if (currentTime - (this.last ?? -1) > 0.3) this.port.postMessage(Date.now() % 1000);
      this.last = currentTime;
    }
    return true;
  }
});`;

async function prepare() {
  const audio = new AudioContext({ latencyHint: "interactive" });
  await audio.audioWorklet.addModule(URL.createObjectURL(new Blob([CLICKS], { type: "text/javascript" })));
  const into = audio.createMediaStreamDestination();
  new AudioWorkletNode(audio, "clicks").connect(into);
  local = { audio, tracks: [camera(), into.stream.getAudioTracks()[0]] };
}

function watch(mine, track) {
  const video = document.querySelector("video");
  video.srcObject = new MediaStream([track]);
  const canvas = new OffscreenCanvas(WIDTH, 40), context = canvas.getContext("2d", { willReadFrequently: true });
  const framed = (now, about) => {
    if (mine !== pc) return;
    seen.frames++;
    seen.last = Date.now();
    seen.first ||= seen.last;
    seen.size = [about.width, about.height];
    context.drawImage(video, 0, 0);
    const old = age(context, about.width);
    if (old === null) seen.unread++;
    else if (old < 20000) seen.ages.push(old);
    video.requestVideoFrameCallback(framed);
  };
  video.requestVideoFrameCallback(framed);
}

function listen(mine, track) {
  const stream = new MediaStream([track]), sink = new Audio();
  sink.srcObject = stream; // without an element that plays it, Chromium gives the graph nothing
  sink.muted = true;
  const node = new AudioWorkletNode(local.audio, "onsets");
  local.audio.createMediaStreamSource(stream).connect(node);
  node.port.onmessage = (told) => mine === pc && seen.clicks.push(told.data);
}

async function answer(sdp) {
  await ready;
  hangUp();
  const mine = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  pc = mine;
  Object.assign(seen, { frames: 0, first: 0, last: 0, ages: [], clicks: [] });
  mine.onconnectionstatechange = () => seen.states.push(mine.connectionState);
  mine.ondatachannel = (event) => {
    channel = event.channel;
    channel.onmessage = (message) => seen.texts.push(message.data);
  };
  mine.ontrack = (event) => {
    event.receiver.jitterBufferTarget = 0; // Chromium may show a frame as soon as it is whole
    (event.track.kind === "video" ? watch : listen)(mine, event.track);
  };
  await mine.setRemoteDescription({ type: "offer", sdp });
  for (const track of local.tracks) mine.addTrack(track);
  await mine.setLocalDescription();
  return mine.localDescription.sdp;
}

function hangUp() {
  pc?.close();
  pc = channel = null;
}

async function received() {
  const found = { audio: 0, video: 0, jitter: 0 };
  for (const each of (await pc.getStats()).values())
    if (each.type === "inbound-rtp") {
      found[each.kind] += each.bytesReceived;
      if (each.kind === "video") found.jitter = each.jitterBufferDelay / Math.max(1, each.jitterBufferEmittedCount);
    }
  return found;
}

ready = prepare();
Object.assign(window, { answer, hangUp, received, seen, ready, write: (text) => channel.send(text) });
