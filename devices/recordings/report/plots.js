"use strict";
// Plots, drawn by hand as SVG at the width that there is: type keeps its size on a phone.

/** A drawing with a name for who cannot see it; `draw(width)` gives its height and its parts. */
function plot(name, description, draw) {
  const box = el("div", { class: "plot" });
  const render = () => {
    const width = Math.floor(box.clientWidth);
    if (width < 40 || width === Number(box.dataset.width)) return;
    box.dataset.width = width;
    const { height, parts, across = width, role = "img" } = draw(width);
    const view = `0 0 ${across} ${height}`;
    box.replaceChildren(svg("svg", { role, width: across, height, viewBox: view, "aria-label": `${name}. ${description}` }, parts));
  };
  new ResizeObserver(render).observe(box);
  return box;
}

const label = (x, y, text, attributes) => svg("text", { x, y, ...attributes }, text);
const line = (x1, y1, x2, y2, kind) => svg("line", { x1, y1, x2, y2, class: kind });
const tip = (text) => svg("title", null, text);

function figure(title, note, ...content) {
  return el("figure", { class: "card" }, el("figcaption", null, el("h2", null, title), note && el("p", null, note)), content);
}

// --- a share over the speech-to-noise ratio

function overNoise(measure) {
  const points = measure.series.flatMap((series) => series.points);
  const told = points.map((point) => `${point.snr} dB: ${percent(point.share)}`).join(", ");
  return figure(measure.name, measure.note, legendOf(measure), plot(measure.name, told, (width) => drawnOverNoise(measure, width)));
}

function legendOf(measure) {
  if (measure.series.length < 2 && !measure.clean) return null;
  const entries = measure.series.map((series, at) => el("li", null, el("i", { class: `swatch series-${at % 4}` }), series.name));
  if (measure.clean) entries.push(el("li", null, el("i", { class: "swatch dashed" }), "without noise"));
  return el("ul", { class: "legend" }, entries);
}

function drawnOverNoise(measure, width) {
  const [left, right, top, bottom, height] = [62, 14, 12, 42, 280];
  const points = measure.series.flatMap((series) => series.points);
  const ratios = [...new Set(points.map((point) => point.snr))].sort((a, b) => a - b);
  const [low, high] = ratios.length > 1 ? [ratios[0], ratios.at(-1)] : [ratios[0] - 3, ratios[0] + 3];
  const ends = points.map((point) => point.high ?? point.share).concat(measure.clean ? measure.clean.high ?? measure.clean.share : 0);
  const full = measure.better === "high" ? 1 : Math.max(0.1, Math.min(1, Math.ceil(Math.max(...ends) * 10) / 10));
  const pad = 14;
  const x = (snr) => left + pad + ((snr - low) / (high - low)) * (width - left - right - 2 * pad);
  const y = (share) => top + (1 - Math.min(share, full) / full) * (height - top - bottom);
  const axes = ticks(0, full, 5).map((share) => [
    line(left, y(share), width - right, y(share), "grid"),
    label(left - 8, y(share) + 4, percent(share, 0), { class: "tick end" }),
  ]);
  const marks = ratios.map((snr) => label(x(snr), height - bottom + 18, String(snr), { class: "tick mid" }));
  const middle = (top + height - bottom) / 2;
  const title = [
    label((left + width - right) / 2, height - 6, "Speech-to-noise ratio (dB)", { class: "axis mid" }),
    label(12, middle, measure.axis, { class: "axis mid", transform: `rotate(-90 12 ${middle})` }),
  ];
  return { height, parts: [axes, marks, title, cleanLine(measure, left, width - right, y), measure.series.map((series, at) => seriesOf(series, at, measure, x, y))] };
}

function cleanLine(measure, from, to, y) {
  if (!measure.clean) return null;
  const at = y(measure.clean.share);
  return svg("g", null, tip(`without noise: ${percent(measure.clean.share)}`), line(from, at, to, at, "clean"), line(from, at, to, at, "target"));
}

function seriesOf(series, at, measure, x, y) {
  const shift = (at - (measure.series.length - 1) / 2) * 5;
  const path = series.points.map((point, index) => `${index ? "L" : "M"}${x(point.snr) + shift},${y(point.share)}`).join("");
  const points = series.points.map((point) => {
    const px = x(point.snr) + shift;
    const range = point.low === null || point.low === undefined ? "" : `, 95% interval ${percent(point.low)} to ${percent(point.high)}`;
    const bar = range && [line(px, y(point.low), px, y(point.high), "error"), ...[point.low, point.high].map((end) => line(px - 5, y(end), px + 5, y(end), "error"))];
    return svg("g", { class: "point" }, tip(`${series.name ? `${series.name}, ` : ""}${point.snr} dB: ${percent(point.share)}${range}; of ${point.n}`), bar || null, svg("circle", { cx: px, cy: y(point.share), r: 4.5 }), svg("circle", { cx: px, cy: y(point.share), r: 14, class: "target" }));
  });
  return svg("g", { class: `series series-${at % 4}` }, svg("path", { d: path, class: "curve" }), points);
}

// --- how long things took

function latencies(data) {
  const told = data.stages.map((stage) => `${stage.name}: half within ${ms(stage.p50)}, 95% within ${ms(stage.p95)}`).join("; ");
  return figure("Latency", "From the end of speech until…", plot("Latency of every stage", told, (width) => drawnLatencies(data, width)));
}

function within(data, stage, bin) {
  if (bin === 0 && stage.before) return `within ${ms(data.edges[1])}`;
  if (bin === stage.counts.length - 1 && stage.beyond) return `after ${ms(data.edges[bin])} or more`;
  return `after ${ms(data.edges[bin])} to ${ms(data.edges[bin + 1])}`;
}

function drawnLatencies(data, width) {
  const narrow = width < 520;
  const [left, right, top, row, bottom] = [narrow ? 10 : 132, 16, 6, narrow ? 70 : 56, 42];
  const bars = 40;
  const [low, high] = [data.edges[0], data.edges.at(-1)];
  const height = top + data.stages.length * row + bottom;
  const x = (time) => left + ((Math.min(time, high) - low) / (high - low)) * (width - left - right);
  const axes = ticks(low, high, narrow ? 4 : 7).map((time) => [
    line(x(time), top, x(time), height - bottom, "grid"),
    label(x(time), height - bottom + 18, time.toLocaleString("en"), { class: "tick mid" }),
  ]);
  const stages = data.stages.map((stage, at) => {
    const base = top + (at + 1) * row - 4;
    const most = Math.max(...stage.counts, 1);
    const columns = stage.counts.map((count, bin) => {
      if (!count) return null;
      const [from, to] = [x(data.edges[bin]), x(data.edges[bin + 1])];
      const size = Math.max(1.5, (count / most) * bars);
      const told = `${stage.name}: ${count} of ${stage.n} ${within(data, stage, bin)}`;
      return svg("g", { class: "bar" }, tip(told), svg("rect", { x: from + 0.5, y: base - size, width: Math.max(1, to - from - 1), height: size, rx: 1 }), svg("rect", { x: from, y: base - bars, width: to - from, height: bars, class: "target" }));
    });
    const spread = [["p50", stage.p50], ["p95", stage.p95]].map(([name, time]) =>
      svg("g", { class: name }, tip(`${stage.name}, ${name}: ${ms(time)}`), line(x(time), base - bars - 2, x(time), base, "percentile")),
    );
    const summary = `${ms(stage.p50)} · ${ms(stage.p95)}`;
    const names = narrow
      ? [label(left, base - bars - 9, stage.name, { class: "name" }), label(width - right, base - bars - 9, summary, { class: "tick end" })]
      : [label(left - 14, base - 20, stage.name, { class: "name end" }), label(left - 14, base - 4, summary, { class: "tick end" })];
    return [columns, line(left, base + 0.5, width - right, base + 0.5, "base"), spread, names];
  });
  const title = label((left + width - right) / 2, height - 6, "Time (ms); lines: half, and 95% of the turns", { class: "axis mid" });
  return { height, parts: [axes, stages, title] };
}

// --- what was taken for what

function confusion(data, choose) {
  const wrong = data.counts.flatMap((row, at) => row.filter((count, other) => count && data.expected[at] !== data.found[other])).reduce((sum, count) => sum + count, 0);
  const all = data.counts.flat().reduce((sum, count) => sum + count, 0);
  const told = `${all - wrong} of ${all} right`;
  return figure("Intents", "A row for each that was expected, a column for each that was understood. Choose a square to see its recordings.", plot("Confusion matrix of the intents", told, (width) => drawnConfusion(data, width, choose)));
}

function drawnConfusion(data, width, choose) {
  const short = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
  const letters = Math.min(16, Math.max(...data.expected.map((name) => name.length)));
  const [left, top] = [letters * 6.6 + 34, Math.min(16, Math.max(...data.found.map((name) => name.length))) * 4.9 + 44];
  const size = Math.max(26, Math.min(46, (width - left - 46) / data.found.length));
  const across = Math.max(width, left + data.found.length * size + 46);
  const height = top + data.expected.length * size + 14;
  const names = [
    data.expected.map((name, at) => svg("g", null, tip(name), label(left - 8, top + (at + 0.5) * size + 4, short(name, 16), { class: "tick end" }))),
    data.found.map((name, at) => {
      const [px, py] = [left + (at + 0.5) * size - 2, top - 8];
      return svg("g", null, tip(name), label(px, py, short(name, 16), { class: "tick", transform: `rotate(-45 ${px} ${py})` }));
    }),
    label(14, top + (data.expected.length * size) / 2, "Expected", { class: "axis mid", transform: `rotate(-90 14 ${top + (data.expected.length * size) / 2})` }),
    label(left, 12, "Understood", { class: "axis" }),
  ];
  const cells = data.counts.map((row, at) => {
    const sum = row.reduce((total, count) => total + count, 0) || 1;
    return row.map((count, other) => square(data, at, other, count, count / sum, { x: left + other * size, y: top + at * size, size }, choose));
  });
  return { height, across, parts: [names, cells], role: "group" };
}

function square(data, at, other, count, share, { x, y, size }, choose) {
  const [expected, found] = [data.expected[at], data.found[other]];
  const right = expected === found;
  const told = `expected ${expected}, understood ${found}: ${count} (${percent(share, 0)})`;
  const open = () => choose(expected, found);
  const attributes = count
    ? { class: `cell ${right ? "right" : "wrong"}`, tabindex: 0, role: "button", "aria-label": told, onclick: open, onkeydown: (event) => (event.key === "Enter" || event.key === " ") && (event.preventDefault(), open()) }
    : { class: "cell none" };
  const tint = count ? 0.16 + 0.84 * share : 0;
  return svg("g", attributes, tip(told), svg("rect", { x: x + 1, y: y + 1, width: size - 2, height: size - 2, rx: 3, style: { "--tint": tint } }), count ? label(x + size / 2, y + size / 2 + 4, String(count), { class: `mid ${tint > 0.55 ? "strong" : ""}` }) : null);
}
