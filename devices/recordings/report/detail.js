"use strict";
// One recording: its sound, what was expected and found, its trace, how long things took.

/** What an event says, by its kind: a name, and the rest as text. Kinds that are not here are shown as they are. */
const TOLD = {
  woken: (event) => ["Awake", UNCALLED[event.by] || `“${event.by}”, score ${event.score.toFixed(2)}`],
  wake_rejected: (event) => ["Not the wake word", `score ${event.score.toFixed(2)}, turned down at the second look`],
  speech_started: () => ["Speech begins", ""],
  speech_ended: (event) => ["Turn over", `speech ended at ${secs(event.ended / RATE)}, ${ms(((event.at - event.ended) / RATE) * 1000)} before`],
  partial_heard: (event) => ["So far", event.text],
  nothing_said: () => ["Nothing said", ""],
  heard: (event) => ["Heard", event.text],
  not_heard: (event) => ["Nothing recognised", event.reason],
  meant: (event) => ["Understood", [event.intent, ...pairsOf(event.slots)].join(" · ")],
  not_meant: (event) => ["Not understood", event.reason],
  state_changed: (event) => ["State", `${event.before} → ${event.after}`],
  cart_updated: (event) => ["Cart", `${event.lines.map((each) => `${each.quantity} ${[each.product, ...Object.values(each.options || {})].join(", ")}`).join("; ") || "empty"} (${event.subtotal})`],
  order_confirmed: (event) => ["Ordered", `${event.number}, ${event.total}`],
  replied: (event) => ["Reply", event.text],
  speaking_started: () => ["Speaking", ""],
  speaking_ended: (event) => [event.complete ? "Spoken" : "Interrupted", event.complete ? "" : `heard: ${event.heard || "nothing"}`],
  lights_changed: (event) => ["Lights", event.pattern],
  earcon_played: (event) => ["Earcon", event.name],
  stage_failed: (event) => ["Failed", `${event.stage}: ${event.message}`],
  overrun: (event) => ["Sound lost", many(event.frames, "frame")],
};
/** What may begin a turn besides the wake word. */
const UNCALLED = { "follow-up": "for an answer", button: "the button", typed: "typed" };
const QUIET = new Set(["partial_heard", "lights_changed", "speech_started", "state_changed"]);
const STAGES = [["silence", "end of turn"], ["transcript", "transcript"], ["intent", "intent"], ["reply", "reply text"], ["sound", "first sound"]];

const plainly = (value) => (typeof value === "string" ? value : JSON.stringify(value));
const pairsOf = (slots) => Object.entries(slots || {}).map(([name, value]) => `${name}: ${plainly(value)}`);

function tellingOf(event) {
  try {
    const told = TOLD[event.kind];
    if (told) return told(event);
  } catch {
    // An event of another version: shown as it is.
  }
  const { at, kind, ...rest } = event;
  return [String(kind).replaceAll("_", " "), JSON.stringify(rest)];
}

const part = (title, ...content) => el("section", { class: "part" }, el("h3", null, title), content);

// --- expected and found

function comparison(each) {
  const [expected, found] = each.right ? [[[each.expected, true]], [[each.found, true]]] : compared(each.expected, each.found);
  return el("tr", { class: each.right ? "right" : "wrong" },
    el("th", { scope: "row" }, badge(each.right ? "right" : "wrong"), el("span", null, each.name)),
    el("td", { "data-name": "expected" }, marked(expected, "del")),
    el("td", { "data-name": "found" }, each.found === "" ? el("span", { class: "quiet" }, "nothing") : marked(found, "ins"), !each.right && each.complaint ? el("p", { class: "complaint" }, each.complaint) : null),
  );
}

function expectations(detail) {
  if (!detail.compared.length) return null;
  const head = el("thead", null, el("tr", null, ["", "Expected", "Found"].map((name) => el("th", { scope: "col" }, name))));
  return part("Expected and found", el("table", { class: "compare" }, head, el("tbody", null, detail.compared.map(comparison))));
}

function steps(detail) {
  if (!detail.steps.length) return null;
  const entry = (step) => el("li", { class: step.right === null ? "" : step.right ? "right" : "wrong" }, step.right === null ? badge("heard", "done") : badge(step.right ? "right" : "wrong"),
    el("div", null, el("strong", null, step.name), step.line === null ? null : el("span", { class: "quiet" }, ` line ${step.line}`),
      step.expected.length ? el("p", { class: "quiet" }, step.expected.join(" · ")) : null, step.complaints.map((text) => el("p", { class: "complaint" }, text))));
  return part("Step by step", el("ol", { class: "steps" }, detail.steps.map(entry)));
}

// --- turns and their times

function turn(each, at, all, longest) {
  const lines = [
    ["heard", each.text ?? "nothing recognised"],
    ["meant", each.intent ? [each.intent, ...pairsOf(each.slots)].join(" · ") : each.not_meant || "not understood"],
    ["reply", each.replies.join(" ") || "none"],
    ...(each.failures.length ? [["failed", each.failures.join("; ")]] : []),
  ];
  const heading = `Turn ${at + 1}${each.woken_by ? `, ${UNCALLED[each.woken_by] || each.woken_by}` : ""}`;
  return el("li", null, all > 1 ? el("h4", null, heading) : null, el("dl", { class: "facts" }, lines.map(([name, text]) => [el("dt", null, name), el("dd", null, text)])), each.latency ? times(each.latency, longest) : null);
}

function times(latency, longest) {
  let before = 0;
  const found = STAGES.filter(([stage]) => latency[stage] !== null && latency[stage] !== undefined);
  const bars = found.map(([stage, name]) => {
    const took = Math.max(0, latency[stage] - before);
    before = Math.max(before, latency[stage]);
    return el("i", { class: `bar-${stage}`, title: `${name}: ${ms(latency[stage])} after the end of speech (${ms(took)} of its own)`, style: { width: `${(100 * took) / longest}%` } });
  });
  const names = found.map(([stage, name]) => el("li", null, el("i", { class: `swatch bar-${stage}` }), name, " ", el("b", null, ms(latency[stage]))));
  return el("div", { class: "times" }, el("div", { class: "stack", "aria-hidden": "true" }, bars), el("ul", { class: "legend" }, names));
}

function turns(detail) {
  if (!detail.turns.length) return null;
  const longest = Math.max(1, ...detail.turns.flatMap((each) => STAGES.map(([stage]) => (each.latency || {})[stage] ?? 0)));
  return part(detail.turns.length > 1 ? "Turns" : "The turn", el("ol", { class: "turns" }, detail.turns.map((each, at) => turn(each, at, detail.turns.length, longest))), el("p", { class: "hint" }, "Times count from the end of speech."));
}

// --- the trace

function trace(outline, player) {
  const entries = outline.events.map((event) => {
    const [name, text] = tellingOf(event);
    const time = event.at / RATE;
    return el("li", { class: `event ${event.kind}${QUIET.has(event.kind) ? " minor" : ""}`, "data-at": time }, el("button", { type: "button", title: "Play from here", onclick: () => player.seek(time) }, clock(time)), el("i", { "aria-hidden": "true" }), el("strong", null, name), el("span", null, text));
  });
  const minor = outline.events.filter((event) => QUIET.has(event.kind)).length;
  const list = el("ol", { class: "trace brief" }, entries);
  const more = minor ? el("label", { class: "more" }, el("input", { type: "checkbox", onchange: (event) => list.classList.toggle("brief", !event.target.checked) }), ` also ${many(minor, "small event")}`) : null;
  return { node: part("Trace", more, entries.length ? list : el("p", { class: "quiet" }, "Nothing happened.")), entries };
}

/** Mark the last event that has happened by now. */
function follow(entries, time) {
  let now = null;
  for (const entry of entries) if (Number(entry.dataset.at) <= time + 0.001) now = entry;
  for (const entry of entries) entry.classList.toggle("now", entry === now && time > 0);
}

// --- all of it

class Detail {
  constructor(player, results) {
    Object.assign(this, { player, results, node: byId("detail"), id: null, wave: null, entries: [] });
    this.node.addEventListener("close", () => this.#closed());
    this.node.addEventListener("click", (event) => event.target === this.node && this.node.close());
    this.node.addEventListener("keydown", (event) => this.#key(event));
  }

  async show(row) {
    this.id = row.id;
    const detail = await unpacked(`d-${row.id}`);
    if (this.id !== row.id) return;
    this.#clear();
    const playable = detail !== null && this.player.load(row.id, detail.sound);
    this.node.replaceChildren(this.#head(row), el("div", { class: "inside" }, detail === null ? el("p", null, "Nothing more is known of it.") : this.#parts(row, detail, playable)));
    if (!this.node.open) this.node.showModal();
    this.node.scrollTop = 0;
    (this.node.querySelector(".play:enabled") || this.node.querySelector(".close")).focus({ preventScroll: true });
    if (this.wave) this.wave.draw();
  }

  #parts(row, detail, playable) {
    const parts = [this.#facts(row, detail), this.#sound(detail, playable)];
    const rest = [expectations(detail), steps(detail), turns(detail)].filter(Boolean);
    if (detail.outline === null) return [...parts, el("div", { class: "columns" }, el("div", null, rest))];
    const shown = trace(detail.outline, this.player);
    this.entries = shown.entries;
    return [...parts, el("div", { class: "columns" }, el("div", null, rest), el("div", null, shown.node))];
  }

  #head(row) {
    const [place, all] = this.results.place(row.id);
    const go = (step, name, sign) => el("button", { type: "button", class: "icon", "aria-label": name, title: name, disabled: this.results.beside(row.id, step) === null, onclick: () => this.#go(step) }, sign);
    return el("header", null, badge(row.state), el("h2", { id: "detail-title", title: row.name }, row.name),
      el("nav", { "aria-label": "Recordings" }, place ? el("span", { class: "quiet" }, `${place.toLocaleString("en")} of ${all.toLocaleString("en")}`) : null, go(-1, "The recording before", "‹"), go(1, "The next recording", "›"),
        el("button", { type: "button", class: "icon close", "aria-label": "Close", title: "Close", onclick: () => this.node.close() }, "✕")));
  }

  #facts(row, detail) {
    const told = [row.condition, row.repetition > 1 ? `repetition ${row.repetition}` : "", secs(row.seconds, 1), ...detail.facts].filter(Boolean);
    return el("p", { class: "facts-line" }, told.map((text) => el("span", null, text)), el("a", { href: `#${row.id}`, class: "permalink", title: "The address of this recording in this report" }, `#${row.id}`));
  }

  #sound(detail, playable) {
    if (detail.outline === null) return el("p", { class: "missing" }, "Its sound and its trace were not kept.");
    this.wave = new Waveform(detail.outline, detail.speech, this.player);
    const [button, time] = [el("button", { type: "button", class: "play", disabled: !playable, onclick: () => this.player.toggle() }), el("span", { class: "clock" })];
    const note = el("span", { class: "quiet note" }, playable ? "" : "Its sound was not kept.");
    this.player.moved = (at) => {
      this.wave.at(at);
      time.textContent = `${clock(at)} / ${clock(detail.outline.seconds)}`;
      follow(this.entries, at);
    };
    this.player.changed = () => {
      const paused = this.player.audio.paused;
      button.classList.toggle("playing", !paused);
      button.setAttribute("aria-label", paused ? "Play" : "Pause");
      if (this.player.audio.error && playable) note.textContent = "Its sound cannot be played: is the media folder beside this page?";
    };
    this.player.changed();
    this.player.moved(0);
    const legend = el("ul", { class: "legend" }, [["person", "person"], ["assistant", "assistant"], ["wake", "wake word"], ["speech", "speech"], ["decided", "turn over"], ["reply", "reply"]].map(([kind, name]) => el("li", null, el("i", { class: `swatch mark-${kind}` }), name)));
    return el("section", { class: "part sound", "aria-label": "Sound" }, el("div", { class: "controls" }, button, time, note, legend), this.wave.node);
  }

  #go(step) {
    const row = this.results.beside(this.id, step);
    if (row === null) return;
    history.replaceState(null, "", `#${row.id}`);
    this.results.find(row.id);
    this.show(row);
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const on = event.target.closest("button, a, input");
    const now = this.player.audio.currentTime || 0;
    const seek = (to) => this.wave && this.player.seek(to);
    const keys = {
      j: () => this.#go(1),
      k: () => this.#go(-1),
      ArrowRight: () => seek(now + (event.shiftKey ? 5 : 1)),
      ArrowLeft: () => seek(now - (event.shiftKey ? 5 : 1)),
    };
    if (!on || on.classList.contains("play")) keys[" "] = () => this.player.toggle();
    if (event.target === (this.wave && this.wave.track)) Object.assign(keys, { Home: () => seek(0), End: () => seek(this.wave.seconds), PageUp: () => seek(now + 5), PageDown: () => seek(now - 5), ArrowUp: keys.ArrowRight, ArrowDown: keys.ArrowLeft });
    if (!(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  }

  #clear() {
    if (this.wave) this.wave.close();
    [this.wave, this.entries] = [null, []];
    this.player.moved = this.player.changed = () => {};
  }

  #closed() {
    this.id = null;
    this.player.stop();
    this.#clear();
    this.node.replaceChildren();
    history.replaceState(null, "", location.href.split("#")[0]);
    byId("table").focus({ preventScroll: true });
  }
}
