/* The chosen folders' files by type, and how many of them the pattern matches. */
import { byId, debounced, element, fragment, setFlag, setText } from "../shared/dom.js";
import { bytes, count } from "../shared/format.js";
import { translate } from "../texts/translate.js";
import { fileTypes } from "./configure-api.js";
import { ingestOptions } from "./ingest-options-store.js";
import { extensionMatches, kindOf, patternProblem } from "./pattern.js";

const WAIT_MS = 200;
const LISTED = 12;

/** Dispatches `change` when `estimate` has changed. */
export class FileTypes extends EventTarget {
  #request = null;
  #asked = "";
  #found = null;
  #estimate = null;
  #askSoon = debounced(WAIT_MS, () => this.#ask());

  constructor() {
    super();
    ingestOptions.addEventListener("change", () => this.#follow());
    ingestOptions.addEventListener("contents", () => (this.#asked = ""));
  }

  /**
   * What a session would find and take: `{ total, files, known, isExact, secondsAFile, databaseBytesAFile }`; `files`
   * match the pattern, `known` are in the library. null while unknown.
   */
  get estimate() {
    return this.#estimate;
  }

  /** Every change of what decides ends the request before. */
  #follow() {
    const wanted = JSON.stringify(wantedNow());
    if (wanted !== this.#asked) {
      this.#asked = wanted;
      this.#request?.abort();
      this.#setEstimate(null);
      this.#askSoon();
    }
    this.#show();
  }

  async #ask() {
    const wanted = wantedNow();
    if (wanted.directories.length === 0) {
      this.#take(null);
      return;
    }
    if (patternProblem(wanted.pattern)) return;
    const box = byId("types");
    this.#request = new AbortController();
    box.setAttribute("aria-busy", "true");
    try {
      this.#take(await fileTypes(wanted, this.#request.signal));
    } catch (error) {
      if (error.name !== "AbortError") this.#take(null, `${error.message} ${error.cure ?? ""}`);
    } finally {
      box.removeAttribute("aria-busy");
    }
  }

  #take(found, problem = "") {
    this.#found = found;
    this.#setEstimate(found && estimateOf(found));
    this.#show();
    const empty = byId("types-empty");
    empty.hidden = found !== null && found.total > 0;
    setText(empty, problem || (found === null ? translate("types-choose") : translate("types-empty")));
  }

  #show() {
    const types = this.#found?.types ?? [];
    setText(byId("types-total"), this.#found ? totalLine(this.#found) : "");
    byId("types-bar").hidden = types.length === 0;
    byId("types-bar").replaceChildren(...types.map(buildPart));
    byId("types-list").replaceChildren(...types.slice(0, LISTED).map(buildRow), ...rest(types.slice(LISTED)));
  }

  #setEstimate(estimate) {
    this.#estimate = estimate;
    this.dispatchEvent(new Event("change"));
  }
}

function totalLine({ total, bytes: size, complete }) {
  const values = { files: total, size: bytes(size) };
  return complete ? translate("types-total", values) : translate("types-total-open", values);
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
  line.querySelector(".type-name").textContent = extension || translate("types-no-extension");
  line.querySelector(".type-count").textContent = count(number);
  line.querySelector(".type-bytes").textContent = bytes(size);
  return line;
}

function rest(types) {
  if (types.length === 0) return [];
  const sum = (name) => types.reduce((total, type) => total + type[name], 0);
  const extension = translate("types-more", { types: types.length });
  return [buildRow({ extension, count: sum("count"), bytes: sum("bytes") })];
}

function wantedNow() {
  const { folders, options } = ingestOptions;
  const { pattern, recursive, enable_nsfw_detection, read_pixels } = options;
  return { directories: [...folders], pattern, recursive, enable_nsfw_detection, read_pixels };
}

function estimateOf({ total, matching, ingested, complete, seconds_a_file, database_bytes_a_file }) {
  return {
    total,
    files: matching,
    known: ingested,
    isExact: complete,
    secondsAFile: seconds_a_file,
    databaseBytesAFile: database_bytes_a_file,
  };
}
