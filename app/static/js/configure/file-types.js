/* The chosen folders' files by type, and how many of them the pattern matches. */
import { api } from "../shared/api.js";
import { byId, debounced, element, fragment, setFlag, setText } from "../shared/dom.js";
import { bytes, count, plural } from "../shared/format.js";
import { ingestOptions } from "./ingest-options-store.js";
import { extensionMatches, kindOf } from "./pattern.js";

const WAIT_MS = 200;
const LISTED = 12;

/** Dispatches `change` when `estimate` has changed. */
export class FileTypes extends EventTarget {
  #request = null;
  #found = null;
  #estimate = null;
  #askSoon = debounced(WAIT_MS, () => this.#ask());

  constructor() {
    super();
    ingestOptions.addEventListener("folders", () => {
      this.#request?.abort();
      this.#setEstimate(null);
      this.#askSoon();
    });
    ingestOptions.addEventListener("options", () => this.#show());
  }

  /** `{ files, isExact }` of what the pattern matches; null while unknown. */
  get estimate() {
    return this.#estimate;
  }

  async #ask() {
    const { folders, options } = ingestOptions;
    if (folders.size === 0) {
      this.#take(null);
      return;
    }
    const box = byId("types");
    this.#request = new AbortController();
    box.setAttribute("aria-busy", "true");
    try {
      this.#take(await api.fileTypes([...folders], options.recursive, this.#request.signal));
    } catch (error) {
      if (error.name !== "AbortError") this.#take(null, `${error.message} ${error.cure ?? ""}`);
    } finally {
      box.removeAttribute("aria-busy");
    }
  }

  #take(found, problem = "") {
    this.#found = found;
    this.#show();
    const empty = byId("types-empty");
    empty.hidden = found !== null && found.total > 0;
    setText(empty, problem || (found === null ? "Choose a folder to see its file types." : "No files here."));
  }

  #show() {
    const types = this.#found?.types ?? [];
    setText(byId("types-total"), this.#found ? totalLine(this.#found) : "");
    byId("types-bar").hidden = types.length === 0;
    byId("types-bar").replaceChildren(...types.map(buildPart));
    byId("types-list").replaceChildren(...types.slice(0, LISTED).map(buildRow), ...rest(types.slice(LISTED)));
    this.#setEstimate(this.#found && matchingFiles(this.#found, ingestOptions.options.pattern));
  }

  #setEstimate(estimate) {
    this.#estimate = estimate;
    this.dispatchEvent(new Event("change"));
  }
}

function totalLine({ total, bytes: size, complete }) {
  return `${complete ? "" : "at least "}${plural(total, "file")} · ${bytes(size)}`;
}

function buildPart({ extension, count: number }) {
  const bar = element("span", { class: "types-part" });
  bar.dataset.kind = kindOf(extension);
  bar.style.setProperty("--share", number);
  return bar;
}

function buildRow({ extension, count: number, bytes: size }) {
  const line = fragment("type");
  line.dataset.kind = kindOf(extension);
  setFlag(line, "out", extensionMatches(extension, ingestOptions.options.pattern) === false);
  line.querySelector(".type-name").textContent = extension || "no extension";
  line.querySelector(".type-count").textContent = count(number);
  line.querySelector(".type-bytes").textContent = bytes(size);
  return line;
}

function rest(types) {
  if (types.length === 0) return [];
  const sum = (name) => types.reduce((total, type) => total + type[name], 0);
  return [buildRow({ extension: `${types.length} more`, count: sum("count"), bytes: sum("bytes") })];
}

/** Pure. */
export function matchingFiles({ types, complete }, pattern) {
  const matches = types.map(({ extension }) => extensionMatches(extension, pattern));
  return {
    files: types.reduce((sum, { count: files }, place) => sum + (matches[place] === false ? 0 : files), 0),
    isExact: complete && matches.every((match) => match !== null),
  };
}
