"use strict";
// The results: thousands of rows, of which only those in sight are there.

const STATES = {
  right: { name: "right", order: 2 },
  wrong: { name: "wrong", order: 0 },
  heard: { name: "heard", order: 3 },
  problem: { name: "not usable", order: 1 },
};
const WORDS = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const SPARE = 6;

/** Of the table: what stands in a column, and what it is sorted by; what has none of it comes last. */
const COLUMNS = [
  { id: "state", name: "", title: "Result", width: "96px", by: (row) => STATES[row.state].order, cell: (row) => badge(row.state) },
  { id: "name", name: "Recording", width: "minmax(150px, 1.3fr)", by: (row) => row.name, cell: nameOf },
  { id: "heard", name: "Heard", width: "minmax(160px, 1.9fr)", by: (row) => row.text || row.reason, cell: heardOf },
  { id: "intent", name: "Intent", width: "minmax(128px, 0.7fr)", by: (row) => row.intent, cell: intentOf },
  { id: "condition", name: "Condition", width: "minmax(215px, 1fr)", by: (row) => row.condition, cell: (row) => el("span", { title: row.condition }, row.condition) },
  { id: "words", name: "Words wrong", width: "102px", by: (row) => row.wer, cell: (row) => (row.wer === null ? "" : percent(row.wer, 0)), right: true },
  { id: "wait", name: "Wait", width: "104px", by: (row) => row.latency, cell: (row) => ms(row.latency), right: true },
  { id: "length", name: "Length", width: "80px", by: (row) => row.seconds, cell: (row) => (row.seconds === null ? "" : secs(row.seconds, 1)), right: true },
];

const badge = (state, name = STATES[state].name) => el("span", { class: `badge ${state}`, title: name }, el("i", { "aria-hidden": "true" }), name);

function nameOf(row) {
  const again = row.repetition > 1 ? ` (${row.repetition})` : "";
  if (row.state === "problem") return el("span", { title: row.name }, row.name);
  return el("a", { href: `#${row.id}`, tabindex: -1, title: row.name }, row.name + again);
}

function heardOf(row) {
  if (row.state === "problem") return el("span", { class: "reason", title: row.reason }, row.reason);
  if (!row.text) return el("span", { class: "quiet" }, "nothing");
  const words = row.said !== null && row.wer ? marked(compared(row.said, row.text)[1], "mark") : row.text;
  return el("span", { title: row.said === null ? row.text : `said: ${row.said}\nheard: ${row.text}` }, words);
}

function intentOf(row) {
  if (row.state === "problem") return "";
  const wrong = row.failed.includes("intent") ? "wrong-text" : row.intent ? "" : "quiet";
  return el("span", { class: wrong, title: row.expected ? `expected: ${row.expected}` : null }, row.intent || "not understood");
}

class Results {
  constructor(rows, conditions, open) {
    Object.assign(this, { rows, open, shown: rows, sorted: { column: null, down: false }, only: "all", cell: null, active: 0, first: -1 });
    this.box = byId("window");
    this.body = byId("rows-shown");
    this.table = byId("table");
    this.columns = COLUMNS.filter((column) => this.#useful(column.id, conditions));
    this.box.style.setProperty("--columns", this.columns.map((column) => column.width).join(" "));
    this.#head();
    this.#tools(conditions);
    this.box.addEventListener("scroll", () => this.#soon(), { passive: true });
    new ResizeObserver(() => this.#soon(true)).observe(this.box);
    this.table.addEventListener("keydown", (event) => this.#key(event));
    this.body.addEventListener("click", (event) => this.#clicked(event));
    this.filter();
  }

  #useful(id, conditions) {
    if (id === "words") return this.rows.some((row) => row.wer !== null);
    return id !== "condition" || conditions.length > 1;
  }

  /** Show what the tools say, sorted; the first row is the active one. */
  filter() {
    const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const condition = byId("condition").value;
    this.shown = this.rows.filter((row) => this.#wanted(row) && (condition === "" || String(row.at) === condition) && words.every((each) => hay(row).includes(each)));
    this.#sort();
    this.active = 0;
    byId("count").textContent = this.shown.length === this.rows.length ? many(this.rows.length, "result") : `${this.shown.length.toLocaleString("en")} of ${many(this.rows.length, "result")}`;
    this.table.setAttribute("aria-rowcount", this.shown.length + 1);
    this.box.scrollTop = 0;
    this.#draw(true);
  }

  /** Only what was expected to be one thing, and was understood as another. */
  choose(expected, found) {
    this.cell = { expected, found };
    const chip = byId("cell");
    chip.hidden = false;
    chip.textContent = `${expected} → ${found} ✕`;
    chip.setAttribute("aria-label", `Expected ${expected}, understood ${found}: show all again`);
    this.filter();
    byId("results").scrollIntoView();
  }

  /** Only one condition. */
  heard(at) {
    byId("condition").value = String(at);
    this.filter();
    byId("results").scrollIntoView();
  }

  /** The row before or after one, as they are shown; null at the ends. */
  beside(id, step) {
    const openable = this.shown.filter((row) => row.state !== "problem");
    const at = openable.findIndex((row) => row.id === id);
    return at < 0 ? null : openable[at + step] || null;
  }

  place(id) {
    const openable = this.shown.filter((row) => row.state !== "problem");
    return [openable.findIndex((row) => row.id === id) + 1, openable.length];
  }

  /** Make a row the active one and bring it into sight. */
  activate(at) {
    this.active = Math.max(0, Math.min(this.shown.length - 1, at));
    const [top, size] = [this.active * this.size, this.size];
    const head = this.table.tHead.offsetHeight;
    if (top < this.box.scrollTop) this.box.scrollTop = top;
    else if (top + size + head > this.box.scrollTop + this.box.clientHeight) this.box.scrollTop = top + size + head - this.box.clientHeight;
    this.#draw(true);
  }

  find(id) {
    const at = this.shown.findIndex((row) => row.id === id);
    if (at >= 0) this.activate(at);
  }

  get size() {
    return parseFloat(getComputedStyle(this.box).getPropertyValue("--row")) || 44;
  }

  #wanted(row) {
    if (this.only === "failed" && row.state !== "wrong") return false;
    if (this.only === "problem" && row.state !== "problem") return false;
    return this.cell === null || (row.expected === this.cell.expected && (row.intent || NOTHING) === this.cell.found);
  }

  #sort() {
    const { column, down } = this.sorted;
    if (column === null) return;
    const keyed = this.shown.map((row) => [column.by(row) || column.by(row) === 0 ? column.by(row) : null, row]);
    const compare = (a, b) => (typeof a === "string" ? WORDS.compare(a, b) : a - b) * (down ? -1 : 1);
    keyed.sort(([a, first], [b, second]) => (a === null) - (b === null) || (a === null ? 0 : compare(a, b)) || first.order - second.order);
    this.shown = keyed.map(([, row]) => row);
  }

  #head() {
    const cells = this.columns.map((column) => {
      const button = el("button", { type: "button", onclick: () => this.#sortBy(column), "aria-label": `Sort by ${column.title || column.name}` }, column.name, el("i", { "aria-hidden": "true" }));
      return el("th", { role: "columnheader", class: `c-${column.id}${column.right ? " right-side" : ""}`, "aria-sort": "none", "data-column": column.id }, button);
    });
    this.table.tHead.rows[0].replaceChildren(...cells);
    this.table.setAttribute("aria-colcount", cells.length);
  }

  #sortBy(column) {
    const again = this.sorted.column === column;
    this.sorted = again && this.sorted.down ? { column: null, down: false } : { column, down: again };
    for (const head of this.table.tHead.rows[0].cells) {
      const on = this.sorted.column !== null && head.dataset.column === this.sorted.column.id;
      head.setAttribute("aria-sort", on ? (this.sorted.down ? "descending" : "ascending") : "none");
    }
    this.filter();
  }

  #tools(conditions) {
    const counts = { all: this.rows.length, failed: 0, problem: 0 };
    for (const row of this.rows) if (row.state === "problem") counts.problem += 1; else if (row.state === "wrong") counts.failed += 1;
    const choices = [["all", "All"], ["failed", "Failed"], ["problem", "Problems"]];
    document.querySelector(".choice").replaceChildren(
      ...choices.map(([value, name]) =>
        el("label", null, el("input", { type: "radio", name: "only", value, checked: value === "all", onchange: () => { this.only = value; this.filter(); } }), el("span", null, name, " ", el("b", null, counts[value].toLocaleString("en")))),
      ),
    );
    byId("search").addEventListener("input", () => this.filter());
    const select = byId("condition");
    select.append(el("option", { value: "" }, "All conditions"), ...conditions.map((name, at) => el("option", { value: at }, name)));
    select.hidden = conditions.length < 2;
    select.addEventListener("change", () => this.filter());
    byId("cell").addEventListener("click", () => { this.cell = null; byId("cell").hidden = true; this.filter(); });
  }

  #soon(anew = false) {
    this.anew = this.anew || anew;
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.#draw(this.anew);
      this.anew = false;
    });
  }

  /** The rows in sight and some spare ones; the rest is padding. */
  #draw(anew) {
    const size = this.size;
    const [first, count] = [Math.max(0, Math.floor(this.box.scrollTop / size) - SPARE), Math.ceil(this.box.clientHeight / size) + 2 * SPARE];
    if (first === this.first && !anew) return;
    this.first = first;
    const rows = this.shown.slice(first, first + count);
    this.body.style.paddingTop = `${first * size}px`;
    this.body.style.paddingBottom = `${Math.max(0, this.shown.length - first - rows.length) * size}px`;
    const drawn = rows.map((row, at) => this.#row(row, first + at));
    this.body.replaceChildren(...(drawn.length ? drawn : [el("tr", { role: "row", class: "empty" }, el("td", { role: "gridcell" }, "Nothing matches."))]));
    const active = byId(`row-${this.active}`);
    if (active) this.table.setAttribute("aria-activedescendant", active.id);
    else this.table.removeAttribute("aria-activedescendant");
  }

  #row(row, at) {
    const cells = this.columns.map((column) => el("td", { role: "gridcell", class: `c-${column.id}${column.right ? " right-side" : ""}` }, column.cell(row)));
    return el("tr", { role: "row", id: `row-${at}`, "aria-rowindex": at + 2, "aria-selected": at === this.active ? "true" : "false", class: `${row.state}${at === this.active ? " active" : ""}`, "data-at": at }, cells);
  }

  #clicked(event) {
    const row = event.target.closest("tr[data-at]");
    if (row === null || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    this.#openAt(Number(row.dataset.at));
  }

  #openAt(at) {
    const row = this.shown[at];
    if (!row) return;
    this.active = at;
    this.#draw(true);
    if (row.state !== "problem") this.open(row.id);
  }

  #key(event) {
    if (event.target !== this.table) return;
    const page = Math.max(1, Math.floor(this.box.clientHeight / this.size) - 2);
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key in moves) this.activate(this.active + moves[event.key]);
    else if (event.key === "Enter" || event.key === " ") this.#openAt(this.active);
    else return;
    event.preventDefault();
  }
}

/** What a search looks at; made when somebody first searches. */
function hay(row) {
  row.hay ??= [row.name, row.text, row.said, row.intent, row.expected, row.condition, row.reason].filter(Boolean).join("\n").toLowerCase();
  return row.hay;
}
