/* Old and new side by side: what a commit changes in the library's row of this file. */

import { scoreWord } from "../file/edit-keys.js";
import { element, fragment } from "../shared/dom.js";
import { bytes, clock } from "../shared/format.js";
import { stepName } from "../texts/step-names.js";
import { LOCALE, translate } from "../texts/translate.js";
import { fieldName } from "./field-names.js";
import { passText, promptTitle, weightedNames } from "./generation-lists.js";

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
    element("h3", { text: relation === "moved" ? translate("panel-changes-path") : translate("panel-changes") }),
    ...(known && changes.some(({ field }) => field === CONTENT) ? [pictures(file, known)] : []),
    table(telling(changes)),
  ];
}

/** Pure. */
function telling(changes) {
  const some = changes.filter((change) => !BESIDES.has(change.field) && !repeatsPrompt(change));
  return some.length ? some : changes;
}

/** The list of prompts says no more than the prompt where it has one. */
function repeatsPrompt({ field, old, new: now }) {
  return field === "generation.prompts" && (old ?? []).length <= 1 && (now ?? []).length <= 1;
}

function pictures(file, known) {
  return element(
    "div",
    { class: "changes-pictures" },
    picture(known.thumbnail, translate("panel-changes-old")),
    picture(file.thumbnail, translate("panel-changes-new")),
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
    element("th", { scope: "col", text: translate("panel-changes-field") }),
    element("th", { scope: "col", text: translate("panel-changes-old") }),
    element("th", { scope: "col", text: translate("panel-changes-new") }),
  );
  return element("table", { class: "changes" }, element("thead", {}, head), element("tbody", {}, ...changes.map(row)));
}

function row(change) {
  const { field } = change;
  const [old, now] = (SIDES[field] ?? plain)(change);
  return element(
    "tr",
    { "data-field": field },
    element("th", { scope: "row", text: fieldName(field) }),
    cell("old", translate("panel-changes-old"), old),
    cell("new", translate("panel-changes-new"), now),
  );
}

function cell(side, title, content) {
  return element("td", { class: `changes-${side}`, "data-title": title, dir: "auto" }, ...content);
}

function plain({ field, old, new: now }) {
  return [old, now].map((value) => [shownValue(field, value) || faint(translate("panel-changes-none"))]);
}

const SAID = {
  size: bytes,
  duration_s: clock,
  mtime_ns: (value) => new Date(value / NS_PER_MS).toLocaleString(LOCALE),
  captured_at: (value) => value.replace("T", " "),
  score: scoreWord,
  "nsfw.score": (value) => translate("panel-nsfw-share", { percent: Math.round(value * 100) }),
  "generation.loras": weightedNames,
  "generation.models": weightedNames,
  "generation.prompts": (prompts) => prompts.map((prompt) => `${promptTitle(prompt)}: ${prompt.text}`).join("; "),
  "generation.passes": (passes) => passes.map(passText).join("; "),
  failures: (found) => found.map(({ step, reason }) => `${stepName(step)}: ${reason}`).join("; "),
};

/** Returns a value in words. Pure. */
export function shownValue(field, value) {
  if (value === null || value === undefined) return "";
  if (field in SAID) return SAID[field](value);
  if (field.startsWith("hashes.")) return value.slice(0, HASH_SHOWN);
  if (typeof value === "boolean") return value ? translate("panel-yes") : translate("panel-no");
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
  const more = rest ? [faint(restLine(rest, only.length > 0))] : [];
  return list.length || more.length ? [...list, ...more] : [faint(translate("panel-changes-no-keywords"))];
}

function restLine(keywords, isAfterOthers) {
  return isAfterOthers
    ? translate("panel-changes-and-rest", { keywords })
    : translate("panel-changes-rest", { keywords });
}

function faint(text) {
  return element("span", { class: "changes-empty", text });
}
