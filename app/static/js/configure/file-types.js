/* What lies in the chosen folders, by kind of file, and how much of it the pattern takes. */
import { api } from "../shared/api.js";
import { byId, debounced, element, fragment, setFlag, setText } from "../shared/dom.js";
import { bytes, count, plural } from "../shared/format.js";
import { choice } from "./ingest-options-store.js";
import { extensionMatches, kindOf } from "./pattern.js";

const WAIT_MS = 200;
const LISTED = 12;

let asking = null;
let found = null;

class Estimate extends EventTarget {
  /** `{ files, isExact }` of what the pattern takes; null while unknown. */
  value = null;

  set(value) {
    this.value = value;
    this.dispatchEvent(new Event("change"));
  }
}

export const estimate = new Estimate();

export function startFileTypes() {
  choice.addEventListener("folders", () => {
    asking?.abort();
    estimate.set(null);
    ask();
  });
  choice.addEventListener("options", showFound);
}

const ask = debounced(WAIT_MS, async () => {
  const box = byId("types");
  if (choice.folders.size === 0) return take(null);
  asking = new AbortController();
  box.setAttribute("aria-busy", "true");
  try {
    take(await api.fileTypes([...choice.folders], choice.options.recursive, asking.signal));
  } catch (error) {
    if (error.name !== "AbortError") take(null, `${error.message} ${error.cure ?? ""}`);
  } finally {
    box.removeAttribute("aria-busy");
  }
});

function take(types, problem = "") {
  found = types;
  showFound();
  const empty = byId("types-empty");
  empty.hidden = found !== null && found.total > 0;
  if (problem) setText(empty, problem);
  else setText(empty, found === null ? "Choose a folder to see its kinds of files." : "No files here.");
}

function showFound() {
  const types = found?.types ?? [];
  setText(byId("types-total"), found ? totalLine(found) : "");
  byId("types-bar").hidden = types.length === 0;
  byId("types-bar").replaceChildren(...types.map(part));
  byId("types-list").replaceChildren(...types.slice(0, LISTED).map(row), ...rest(types.slice(LISTED)));
  estimate.set(found && matching(found));
}

function totalLine({ total, bytes: size, complete }) {
  return `${complete ? "" : "at least "}${plural(total, "file")} · ${bytes(size)}`;
}

function part({ extension, count: number }) {
  const bar = element("span", { class: "types-part" });
  bar.dataset.kind = kindOf(extension);
  bar.style.setProperty("--share", number);
  return bar;
}

function row({ extension, count: number, bytes: size }) {
  const line = fragment("type");
  line.dataset.kind = kindOf(extension);
  setFlag(line, "out", extensionMatches(extension, choice.options.pattern) === false);
  line.querySelector(".type-name").textContent = extension || "no extension";
  line.querySelector(".type-count").textContent = count(number);
  line.querySelector(".type-bytes").textContent = bytes(size);
  return line;
}

function rest(types) {
  if (types.length === 0) return [];
  const sum = (name) => types.reduce((total, type) => total + type[name], 0);
  return [row({ extension: `${types.length} more`, count: sum("count"), bytes: sum("bytes") })];
}

/** Pure. */
export function matching({ types, complete }, pattern = choice.options.pattern) {
  const verdicts = types.map(({ extension, count: files }) => ({
    files,
    matches: extensionMatches(extension, pattern),
  }));
  return {
    files: verdicts.reduce((sum, { files, matches }) => sum + (matches === false ? 0 : files), 0),
    isExact: complete && verdicts.every(({ matches }) => matches !== null),
  };
}
