/* Old and new side by side: what a commit changes in the library's row of this file. */
import { element, fragment } from "../shared/dom.js";
import { bytes, clock, count } from "../shared/format.js";
import { scoreWord } from "./edit-keys.js";

const LABELS = {
  mtime_ns: "Changed on disk",
  captured_at: "Captured",
  duration_s: "Duration",
  frame_rate: "Frames a second",
  failures: "Warnings",
  blocks: "Metadata",
  "camera.make": "Camera, make",
  "camera.model": "Camera, model",
  "gps.lat": "Latitude",
  "gps.lon": "Longitude",
  "generation.cfg_scale": "CFG scale",
  "generation.loras": "LoRAs",
  "hashes.content": "Content",
  "hashes.pixels": "Picture",
  "hashes.perceptual": "Look",
  "nsfw.score": "NSFW score",
  "nsfw.model": "NSFW model",
  "nsfw.is_nsfw": "NSFW",
};
/* They follow from the content: with a row each, the table would say the same thing three times. */
const BESIDES = new Set(["hashes.pixels", "hashes.perceptual"]);
const CONTENT = "hashes.content";
const HASH_SHOWN = 10;
const NS_PER_MS = 1e6;
/* Fields whose two sides have a display of their own. */
const SIDES = { keywords, path: paths };

/** Returns the two pictures where they differ, and a row for each field that differs. */
export function changesParts(file) {
  const { changes, in_library: known, relation } = file;
  if (relation === "gone" || !changes?.length) return [];
  return [
    element("h3", { text: relation === "moved" ? "What moves" : "What changes" }),
    ...(known && changes.some(({ field }) => field === CONTENT) ? [pictures(file, known)] : []),
    table(telling(changes)),
  ];
}

/** Pure. */
function telling(changes) {
  const some = changes.filter(({ field }) => !BESIDES.has(field));
  return some.length ? some : changes;
}

function pictures(file, known) {
  return element(
    "div",
    { class: "changes-pictures" },
    picture(known.thumbnail, "In the library"),
    picture(file.thumbnail, "Now"),
  );
}

function picture(address, caption) {
  const shown = address
    ? element("img", { src: address, alt: "", loading: "lazy" })
    : element("span", { class: "changes-none" }, fragment("no-picture"));
  return element("figure", {}, shown, element("figcaption", { text: caption }));
}

function table(changes) {
  const head = element(
    "tr",
    {},
    element("th", { scope: "col", text: "Field" }),
    element("th", { scope: "col", text: "In the library" }),
    element("th", { scope: "col", text: "Now" }),
  );
  return element("table", { class: "changes" }, element("thead", {}, head), element("tbody", {}, ...changes.map(row)));
}

function row(change) {
  const { field } = change;
  const [old, now] = (SIDES[field] ?? plain)(change);
  return element(
    "tr",
    { "data-field": field },
    element("th", { scope: "row", text: label(field) }),
    cell("old", "In the library", old),
    cell("new", "Now", now),
  );
}

function cell(side, title, content) {
  return element("td", { class: `changes-${side}`, "data-title": title, dir: "auto" }, ...content);
}

function label(field) {
  const words = LABELS[field] ?? field.slice(field.indexOf(".") + 1).replaceAll("_", " ");
  return words[0].toUpperCase() + words.slice(1);
}

function plain({ field, old, new: now }) {
  return [old, now].map((value) => [
    shownValue(field, value) || element("span", { class: "changes-empty", text: "none" }),
  ]);
}

const SAID = {
  size: bytes,
  duration_s: clock,
  mtime_ns: (value) => new Date(value / NS_PER_MS).toLocaleString(),
  captured_at: (value) => value.replace("T", " "),
  score: scoreWord,
  "nsfw.score": (value) => `${Math.round(value * 100)}%`,
  "generation.loras": (loras) =>
    loras.map(({ name, weight }) => (weight === null ? name : `${name} (${weight})`)).join(", "),
  failures: (found) => found.map(({ step, reason }) => `${step}: ${reason}`).join("; "),
};

/** Returns a value in words. Pure. */
export function shownValue(field, value) {
  if (value === null || value === undefined) return "";
  if (field in SAID) return SAID[field](value);
  if (field.startsWith("hashes.")) return value.slice(0, HASH_SHOWN);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
}

function paths({ old, new: now }) {
  return partsApart(old, now).map((text, place) => [element("span", { text, title: [old, now][place] })]);
}

/** Returns two paths from the folder on in which they differ: `…/a/x.png`, `…/b/x.png`. Pure. */
export function partsApart(old, now) {
  const [before, after] = [old.split("/"), now.split("/")];
  const same = before.findIndex((part, place) => part !== after[place]);
  const cut = Math.min(same, before.length - 1, after.length - 1);
  return [before, after].map((parts) => (cut > 1 ? ["…", ...parts.slice(cut)] : parts).join("/"));
}

/** Shows only the words that the other side does not have; the rest is a number. */
function keywords({ old, new: now }) {
  const [before, after] = [old ?? [], now ?? []];
  return [side(before, after, "del"), side(after, before, "ins")];
}

function side(words, others, tag) {
  const only = words.filter((word) => !others.includes(word));
  const rest = words.length - only.length;
  const list = only.map((word) => element(tag, { class: "changes-word", text: word }));
  const more = rest
    ? [element("span", { class: "changes-empty", text: `${only.length ? "and " : ""}${count(rest)} on both sides` })]
    : [];
  return list.length || more.length ? [...list, ...more] : [element("span", { class: "changes-empty", text: "none" })];
}
