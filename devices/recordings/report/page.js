"use strict";
// Puts the page together from its data.

/** The name in the confusion of intents for what was not understood. */
const NOTHING = "(none)";

/** A row comes as a list, to be small: the names of its places are here and in rows.py. */
const FIELDS = ["id", "name", "kind", "at", "repetition", "state", "said", "text", "intent", "expected", "wer", "latency", "seconds", "failed", "reason"];

function rowsOf(lists, conditions) {
  return lists.map((list, order) => {
    const row = Object.fromEntries(FIELDS.map((name, at) => [name, list[at]]));
    return Object.assign(row, { order, condition: conditions[row.at] ?? "" });
  });
}

// --- the figures

function interval(figure) {
  if (figure.low === null || figure.high === null || figure.share === null) return null;
  const at = (share) => `${100 * Math.min(1, share / figure.full)}%`;
  return el("div", { class: "interval", "aria-hidden": "true" }, el("i", { class: "reach", style: { left: at(figure.low), width: at(Math.max(0, figure.high - figure.low)) } }), el("i", { class: "at", style: { left: at(figure.share) } }));
}

function figureCard(figure) {
  const range = figure.range ? el("span", { class: "range", title: "95% interval" }, figure.range) : null;
  return el("div", { class: `card figure ${figure.main ? "main" : ""}` }, el("h2", null, figure.name), el("p", { class: "value" }, figure.value, range), interval(figure), el("p", { class: "note" }, figure.note));
}

/** So many of the worst are shown at once; page.css hides the others. */
const SHORT = 6;

// --- lists

function conditionsTable(overview, results) {
  if (overview.conditions.length < 2) return;
  const section = byId("conditions");
  const head = overview.columns.map((name, at) => el("th", { scope: "col", class: at ? "right-side" : "" }, name));
  const rows = overview.conditions.map((cells, at) => el("tr", null, cells.map((text, place) => (place ? el("td", { class: "right-side" }, text) : el("th", { scope: "row" }, el("button", { type: "button", class: "link", onclick: () => results.heard(at) }, text))))));
  section.querySelector(".card").append(el("table", { class: "plain" }, el("thead", null, el("tr", null, head)), el("tbody", null, rows)));
  section.hidden = false;
}

function worstEntry(row, why, many, open) {
  const go = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(row.id);
  };
  const name = el("span", { class: "name" }, el("strong", { title: row.name }, row.name), many ? el("span", { class: "quiet" }, row.condition) : null);
  const heard = el("span", { class: "quiet" }, row.text ? `“${row.text}”` : "nothing heard");
  return el("li", null, el("a", { href: `#${row.id}`, onclick: go }, name, el("span", { class: "why", title: why }, why), heard));
}

function worstList(overview, rows, open) {
  const found = overview.worst.map(([id, why]) => [rows.get(id), why]).filter(([row]) => row);
  if (!found.length) return;
  const list = byId("worst").querySelector("ol");
  list.append(...found.map(([row, why]) => worstEntry(row, why, overview.names.length > 1, open)));
  const more = byId("worst-more");
  more.hidden = found.length <= SHORT;
  more.textContent = `Show all ${found.length}`;
  more.addEventListener("click", () => {
    list.classList.remove("short");
    more.hidden = true;
    list.children[SHORT].firstChild.focus();
  });
  byId("worst").hidden = false;
}

function problemList(rows) {
  const problems = rows.filter((row) => row.state === "problem");
  if (!problems.length) return;
  const most = 200;
  const rest = problems.length - most;
  const list = el("dl", null, problems.slice(0, most).map((row) => [el("dt", null, row.name), el("dd", null, row.reason)]));
  byId("problems").querySelector(".card").append(list, rest > 0 ? el("p", { class: "quiet" }, `And ${many(rest, "other")}: choose Problems below.`) : "");
  byId("problems").hidden = false;
}

// --- start

function start() {
  const overview = JSON.parse(embedded("overview"));
  const rows = rowsOf(JSON.parse(embedded("rows")), overview.names);
  const known = new Map(rows.filter((row) => row.state !== "problem").map((row) => [row.id, row]));
  byId("verdict").textContent = overview.verdict;
  byId("lead").textContent = overview.lead;
  byId("figures").append(...overview.figures.map(figureCard));

  const player = new Player();
  const open = (id) => {
    if (decodeURIComponent(location.hash.slice(1)) !== id) history.pushState(null, "", `#${id}`);
    results.find(id);
    detail.show(known.get(id));
  };
  const results = new Results(rows, overview.names, open);
  const detail = new Detail(player, results);

  const plots = byId("plots");
  plots.append(...overview.noise.map(overNoise));
  if (overview.latency) plots.append(latencies(overview.latency));
  if (overview.confusion) plots.append(confusion(overview.confusion, (expected, found) => results.choose(expected, found)));
  conditionsTable(overview, results);
  worstList(overview, known, open);
  problemList(rows);

  const follow = () => {
    const id = location.hash.slice(1);
    if (known.has(id)) {
      if (detail.id !== id) open(id);
    } else if (detail.node.open) detail.node.close();
  };
  window.addEventListener("hashchange", follow);
  window.addEventListener("popstate", follow);
  follow();
}

start();
