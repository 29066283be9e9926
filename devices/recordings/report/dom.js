"use strict";
// Everything that is shown goes through here: as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [key, to] of Object.entries(value)) node.style.setProperty(key, to);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
const byId = (id) => document.getElementById(id);

/** The data of a script element; null where there is none. */
function embedded(id) {
  const node = byId(id);
  return node === null ? null : node.textContent.trim();
}

const bytes = (base64) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));

/** What was written as JSON, compressed, base64: read only when it is needed. */
async function unpacked(id) {
  const text = embedded(id);
  if (text === null) return null;
  const stream = new Blob([bytes(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

const percent = (share, digits = 1) => `${(100 * share).toFixed(digits)}%`;
const ms = (time) => (time === null || time === undefined ? "" : `${Math.round(time).toLocaleString("en")} ms`);
const secs = (time, digits = 2) => `${time.toFixed(digits)} s`;
const many = (count, one, more) => `${count.toLocaleString("en")} ${count === 1 ? one : more || `${one}s`}`;

function clock(time) {
  const whole = Math.max(0, time);
  return `${Math.floor(whole / 60)}:${(whole % 60).toFixed(1).padStart(4, "0")}`;
}

/** Round steps that divide a range into about so many parts. */
function ticks(low, high, about) {
  const rough = (high - low) / about || 1;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * unit).find((size) => size >= rough);
  const found = [];
  for (let at = Math.ceil(low / step) * step; at <= high + step / 1e6; at += step) found.push(+at.toPrecision(12));
  return found;
}

/** The words of both texts with whether the other one has them, in order (longest common subsequence). */
function compared(expected, found) {
  const split = (text) => text.match(/\S+\s*/g) || [];
  const plain = (word) => word.toLowerCase().replace(/[^\p{L}\p{N}']+/gu, "") || word.trim();
  const [left, right] = [split(expected), split(found)];
  const all = (same) => [left.map((word) => [word, same]), right.map((word) => [word, same])];
  if (left.length * right.length > 1e6) return all(true);
  const [a, b] = [left.map(plain), right.map(plain)];
  const best = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      best[i][j] = a[i] === b[j] ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1]);
  const told = all(false);
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) told[0][i++][1] = told[1][j++][1] = true;
    else if (best[i + 1][j] >= best[i][j + 1]) i += 1;
    else j += 1;
  }
  return told;
}

/** Words as text, those that the other text has not within a tag of their own: neighbours in one. */
function marked(words, tag) {
  const runs = [];
  for (const [word, same] of words) {
    if (runs.length && runs.at(-1).same === same) runs.at(-1).text += word;
    else runs.push({ text: word, same });
  }
  return runs.map(({ text, same }) => (same ? text : [el(tag, null, text.trimEnd()), text.slice(text.trimEnd().length)]));
}
