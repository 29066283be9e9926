"use strict";
// What both voices sounded like, what happened when, and where the player is.

const RATE = 16000;

/** The stretches and moments of a trace that are marked on the sound, in seconds. */
function marksOf(events, noted) {
  const marks = noted ? [{ kind: "noted", name: "", from: noted[0], to: noted[1], told: "Where somebody speaks, as noted or measured" }] : [];
  let [speech, reply] = [null, null];
  for (const event of events) {
    const at = event.at / RATE;
    if (event.kind === "woken" && event.by !== "follow-up") marks.push({ kind: "wake", name: event.by in UNCALLED ? event.by : "wake", from: at, told: event.by in UNCALLED ? `Awake: ${UNCALLED[event.by]}` : `“${event.by}” was heard` });
    if (event.kind === "wake_rejected") marks.push({ kind: "turned-down", name: "not wake", from: at, told: "Nearly the wake word: turned down at the second look" });
    if (event.kind === "speech_started") speech = at;
    if (event.kind === "speech_ended") {
      const ended = event.ended / RATE;
      marks.push({ kind: "speech", name: "speech", from: Math.min(speech ?? ended, ended), to: ended, told: "Speech" });
      marks.push({ kind: "decided", name: "", from: at, told: `The turn is over: decided ${secs(at - ended)} after the end of speech` });
      speech = null;
    }
    if (event.kind === "speaking_started") reply = at;
    if (event.kind === "speaking_ended" && reply !== null) {
      marks.push({ kind: "reply", name: event.complete ? "reply" : "reply, interrupted", from: reply, to: at, told: event.complete ? "Reply" : "Reply, interrupted" });
      reply = null;
    }
  }
  if (speech !== null) marks.push({ kind: "speech", name: "speech", from: speech, to: null, told: "Speech that never ended" });
  if (reply !== null) marks.push({ kind: "reply", name: "reply", from: reply, to: null, told: "Reply, to the end of the recording" });
  return marks;
}

function drawVoice(context, pairs, top, height, width, colour) {
  const middle = top + height / 2;
  const loudest = Math.max(16, ...pairs.map(Math.abs));
  const scale = (height / 2 - 2) / loudest;
  const count = pairs.length / 2;
  context.fillStyle = colour;
  context.globalAlpha = 0.35;
  context.fillRect(0, middle - 0.5, width, 1);
  context.globalAlpha = 1;
  for (let at = 0; at < count; at += 1) {
    const [low, high] = [pairs[2 * at] * scale, pairs[2 * at + 1] * scale];
    if (high - low < 0.5) continue;
    context.fillRect((at * width) / count, middle - high, Math.max(0.75, width / count - 0.35), Math.max(1, high - low));
  }
}

/** The two voices with marks, and a slider to seek with. */
class Waveform {
  constructor(outline, noted, player) {
    Object.assign(this, { outline, noted, player, seconds: outline.seconds || 0.001 });
    this.canvas = el("canvas", { "aria-hidden": "true" });
    this.head = el("i", { class: "playhead", "aria-hidden": "true" });
    this.marks = el("div", { class: "marks", "aria-hidden": "true" });
    this.axis = el("div", { class: "time-axis", "aria-hidden": "true" });
    this.track = el("div", { class: "track", role: "slider", tabindex: 0, "aria-label": "Position in the recording", "aria-valuemin": 0, "aria-valuemax": this.seconds.toFixed(1) }, this.canvas, this.marks, this.head);
    this.node = el("div", { class: "waveform" }, this.track, this.axis);
    this.#seekable();
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.track);
    this.scheme = matchMedia("(prefers-color-scheme: dark)");
    this.redraw = () => this.draw();
    this.scheme.addEventListener("change", this.redraw);
    this.at(0);
  }

  close() {
    this.observer.disconnect();
    this.scheme.removeEventListener("change", this.redraw);
  }

  draw() {
    const { clientWidth: width, clientHeight: height } = this.track;
    if (!width) return;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    const context = this.canvas.getContext("2d");
    context.scale(ratio, ratio);
    const colour = (name) => getComputedStyle(this.track).getPropertyValue(name).trim();
    const [strip, lane] = [22, (height - 22) / 2];
    drawVoice(context, this.outline.person, strip, lane, width, colour("--person"));
    drawVoice(context, this.outline.assistant, strip + lane, lane, width, colour("--assistant"));
    this.#mark(width);
    const axis = ticks(0, this.seconds, width < 500 ? 4 : 10);
    this.axis.replaceChildren(...axis.map((time) => el("span", { class: time > 0.96 * this.seconds ? "last" : null, style: { left: this.#share(time) } }, `${time} s`)));
  }

  /** Move the playhead. */
  at(time) {
    this.head.style.left = this.#share(time);
    this.track.setAttribute("aria-valuenow", time.toFixed(1));
    this.track.setAttribute("aria-valuetext", `${clock(time)} of ${clock(this.seconds)}`);
  }

  #share(time) {
    return `${(100 * Math.max(0, Math.min(1, time / this.seconds))).toFixed(3)}%`;
  }

  /** A name is left out where the one before it still stands. */
  #mark(width) {
    let free = -Infinity;
    const nodes = marksOf(this.outline.events, this.noted).sort((a, b) => a.from - b.from).map((mark) => {
      const to = mark.to === null ? this.seconds : mark.to;
      const left = (mark.from / this.seconds) * width;
      const fits = mark.name && left >= free && left + mark.name.length * 6.4 < width;
      if (fits) free = left + mark.name.length * 6.4 + 10;
      const span = to === undefined ? null : `${(100 * Math.max(0, to - mark.from)) / this.seconds}%`;
      return el("div", { class: `mark ${mark.kind}`, title: `${mark.told} (${secs(mark.from)}${span ? ` to ${secs(to)}` : ""})`, style: { left: this.#share(mark.from), ...(span && { width: span }) } }, fits ? el("span", null, mark.name) : null);
    });
    this.marks.replaceChildren(...nodes);
  }

  #seekable() {
    const seek = (event) => {
      const box = this.track.getBoundingClientRect();
      this.player.seek(((event.clientX - box.left) / box.width) * this.seconds);
    };
    this.track.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.track.setPointerCapture(event.pointerId);
      seek(event);
    });
    this.track.addEventListener("pointermove", (event) => this.track.hasPointerCapture(event.pointerId) && seek(event));
  }
}

/** The page's one audio element: it plays what is embedded here or lies beside the page. */
class Player {
  constructor() {
    this.audio = byId("audio");
    this.url = null;
    this.id = null;
    this.moved = () => {};
    this.changed = () => {};
    for (const name of ["play", "pause", "ended", "loadedmetadata", "error"]) this.audio.addEventListener(name, () => this.changed());
    for (const name of ["seeked", "timeupdate"]) this.audio.addEventListener(name, () => this.moved(this.audio.currentTime));
    this.audio.addEventListener("play", () => this.#follow());
  }

  /** Load a recording's sound; false where there is none. */
  load(id, sound) {
    if (this.id === id) return sound !== null;
    this.stop();
    if (sound === null) return false;
    this.id = id;
    if (sound === "") this.url = URL.createObjectURL(new Blob([bytes(embedded(`s-${id}`))], { type: "audio/mpeg" }));
    this.audio.src = this.url || sound;
    return true;
  }

  stop() {
    this.audio.pause();
    this.audio.removeAttribute("src");
    this.audio.load();
    if (this.url !== null) URL.revokeObjectURL(this.url);
    this.url = this.id = null;
  }

  toggle() {
    if (this.id === null) return;
    if (this.audio.paused) this.audio.play().catch(() => this.changed());
    else this.audio.pause();
  }

  seek(time) {
    const to = Math.max(0, Math.min(time, this.audio.duration || time));
    if (this.id !== null) this.audio.currentTime = to;
    this.moved(to);
  }

  #follow() {
    const step = () => {
      if (this.audio.paused) return;
      this.moved(this.audio.currentTime);
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }
}
